"""Publishing every closed request of the real ones, and searching them in a browser from the disk.

The peer of the search is a plain scan of the published texts: rows must be equal for all queries of the collection
and for random Chinese substrings. To reach: first rows within a second at some 3,000 records; publishing again what
did not change is a fraction of the first time.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tests.lib.outside import CORPORA, every_line

from bihuan.site.build import build
from bihuan.site.collect import collect
from bihuan.store.acts.exchange import bring
from bihuan.store.exchange.statuses import STATUSES
from bihuan.store.file import Store, create
from bihuan.store.rules.record import Person
from bihuan.store.rules.terms import fold, matches, terms

RANDOM = 60
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
KEEPER = Person(login="keeper", name="孙档", department="综合部", title="档案员", party="technical", keeper=True)
ASK = "q => { const i = document.getElementById('q'); i.value = q; i.dispatchEvent(new Event('input')); }"
ANSWERED = (
    "() => document.querySelector('#results > li') || /^没有/.test(document.getElementById('status').textContent)"
)
NUMBERS = "() => [...document.querySelectorAll('#results > li > a')].map(a => a.textContent.split(' ')[0])"


def run() -> dict[str, Any]:
    """Measure building and searching."""
    with TemporaryDirectory() as folder:
        store = filled(Path(folder))
        site = Path(folder) / "site"
        found: dict[str, Any] = {}
        for name in ("first build, s", "again unchanged, s"):
            began = perf_counter()
            build(store, site, lang="zh")
            found[name] = perf_counter() - began
        texts = {entry.number: fold(entry.words) for entry in collect(store, "zh").entries}
        found |= {"records": len(texts), "characters of text": sum(map(len, texts.values()))}
        found["index and texts, MB"] = sum(path.stat().st_size for path in (site / "search").iterdir()) / 1e6
        found |= searched(site, texts)
        store.close()
    return found


def filled(folder: Path) -> Store:
    """A store with every request of the collection."""
    store = create(folder / "b.db", KEEPER)
    for _ in bring(store, every_line(), STATUSES):
        pass
    return store


def searched(site: Path, texts: dict[str, str]) -> dict[str, Any]:
    """Ask every query on a fresh page and hold its rows against the scan."""
    from playwright.sync_api import sync_playwright

    times: list[float] = []
    wrong: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for query in queries(texts):
            wanted = terms(query)
            expected = {number for number, text in texts.items() if all(matches(term, text) for term in wanted)}
            page = browser.new_page()
            page.goto((site / "search.html").as_uri())
            began = perf_counter()
            page.evaluate(ASK, query)
            page.wait_for_function(ANSWERED, polling=5)
            times.append(1000 * (perf_counter() - began))
            count = int(re.sub(r"\D", "", page.inner_text("#status")) or 0)
            page.wait_for_function("n => document.querySelectorAll('#results > li').length === n", arg=count)
            wrong += [query] if set(page.evaluate(NUMBERS)) != expected else []
            page.close()
        browser.close()
    return {
        "queries": len(times),
        "not equal to the scan": len(wrong),
        "first rows, median ms": median(times),
        "first rows, worst ms": max(times),
    }


def queries(texts: dict[str, str]) -> Iterator[str]:
    """The queries of the collection, then random Chinese substrings of one to four characters."""
    for line in (CORPORA / "search" / "queries.jsonl").read_text("utf-8").splitlines():
        yield json.loads(line)["q"]
    pick, left, bodies = Random(3), RANDOM, sorted(texts.values())
    while left:
        body = pick.choice(bodies)
        start = pick.randrange(len(body))
        piece = body[start : start + pick.randint(1, 4)]
        if re.fullmatch("[\u4e00-\u9fff]+", piece):
            left -= 1
            yield piece
