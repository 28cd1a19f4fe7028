"""Hostile texts at every door of the command line: no traceback, no code of our own, nothing raw on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

KNOWN_EXITS = {0, 1, 2, 3, 4, 5, 6}


def hostile(corpora: Path) -> Iterator[str]:
    """Strings that broke other programs."""
    bad = corpora / "bad"
    yield from json.loads((bad / "naughty_strings.json").read_text("utf-8"))
    yield from (one["s"] for one in json.loads((bad / "terminal_escapes.json").read_text("utf-8")))
    yield from json.loads((bad / "sql_fts_injection.json").read_text("utf-8"))
    yield from ("\udc80", "\ud800", "-", "--", "---", "=", ".", "goals.", "+", "{", "[", "9" * 400, "d" + "9" * 30)


def usable(text: str) -> bool:
    """What a shell can hand over as a word."""
    return "\0" not in text


def test_nothing_breaks_and_nothing_acts(shell: Any, submitted: str, corpora: Path) -> None:
    for n, text in enumerate(islice(filter(usable, hostile(corpora)), 0, None, 2)):
        doors = (["ls", "--", text], ["show", "--", text], ["set", submitted, "--", text], [text])
        for words in (doors[0], doors[1 + n % 3]):
            code, out, err = shell.run(*words)
            assert code in KNOWN_EXITS, (words, code, err)
            assert "Traceback" not in err and not acting(out + err), (words, out, err)


def test_what_was_typed_is_kept_to_the_letter_and_shown_harmlessly(shell: Any, submitted: str, corpora: Path) -> None:
    kept = [t for t in filter(usable, hostile(corpora)) if t.strip() and t not in ("-", "\udc80", "\ud800")][::3]
    lines = [{"act": "set", "request": submitted, "by": "wangfang", "goals+": {"what": t[:1000]}} for t in kept]
    for begin in range(0, len(lines), 200):
        part = "".join(json.dumps(line) + "\n" for line in lines[begin : begin + 200])
        code, _, err = shell.run("apply", "-", stdin=part)
        assert code == 0, err
    found = shell.json("show", submitted)["request"]["goals"][2:]
    assert [goal["what"] for goal in found] == [t[:1000] for t in kept]
    for words in (["show", submitted], ["log", submitted], ["lint", submitted]):
        code, out, err = shell.run(*words)
        assert (code in (0, 1), acting(out + err)) == (True, False)


def acting(text: str) -> bool:
    """Something in what was printed would act on a terminal or reorder it."""
    return any(c in text for c in "\x1b\x9b\x9d\x07\x08\x7f\u202e\u2066\u200b")
