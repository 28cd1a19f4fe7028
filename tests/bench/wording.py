"""The wording check against readers: precision and recall of *refuse* on labelled sentences, and time a sentence.

The sure labels come first, then all with the doubtful ones. Sentences lie beside the project; another file of the
same form can be named in ``BIHUAN_WORDING`` (several, parted by the system's path separator).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Literal

from bihuan.store.rules.wording import Field, Lang, check

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "wording"
FILES: tuple[Lang, ...] = ("zh", "en")
JUDGED: tuple[Literal["goal", "criterion"], ...] = ("goal", "criterion")
ROUNDS = 5

Row = dict[str, Any]


def rows() -> list[Row]:
    """Every labelled sentence."""
    named = os.environ.get("BIHUAN_WORDING")
    paths = [Path(p) for p in named.split(os.pathsep)] if named else [CORPUS / f"{lang}.jsonl" for lang in FILES]
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]


def rates(labelled: list[Row], field: Field, lang: Lang) -> tuple[float, float]:
    """Precision and recall of *refuse*, in percent."""
    real = [row[field] == "refuse" for row in labelled]
    ours = [check(row["text"], field=field, lang=lang).verdict == "refuse" for row in labelled]
    both = sum(a and b for a, b in zip(real, ours, strict=True))
    return 100 * both / max(sum(ours), 1), 100 * both / max(sum(real), 1)


def run() -> dict[str, float | int]:
    """Measure both fields in both languages."""
    labelled = rows()
    found: dict[str, float | int] = {}
    for sure in (True, False):
        for lang in FILES:
            part = [row for row in labelled if row["lang"] == lang and not (sure and row["doubtful"])]
            found[f"{lang}, {'sure' if sure else 'all'} sentences"] = len(part)
            for field in JUDGED:
                name = f"{lang}, {field}, {'sure' if sure else 'all'}"
                found[f"{name}: precision, %"], found[f"{name}: recall, %"] = rates(part, field, lang)
    for lang in FILES:
        found[f"{lang}, µs a sentence"] = _microseconds([row["text"] for row in labelled if row["lang"] == lang], lang)
    return found


def _microseconds(texts: list[str], lang: Lang) -> float:
    taken = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        for text in texts:
            check(text, field="goal", lang=lang)
        taken.append((perf_counter() - begin) / max(len(texts), 1) * 1e6)
    return median(taken)
