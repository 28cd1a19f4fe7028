"""Run one benchmark by its name: ``python -m tests.bench clocks`` prints a table and writes JSON.

A benchmark is a module of this folder with a function ``run() -> dict``: what was measured, by name. It measures both
sides in the same run, several rounds in turn, and reports medians, for machines are shared and noisy.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the benchmarks named, and write what each found to ``build/bench/NAME.json``."""
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if not names or not set(names) <= set(known):
        print(f"usage: python -m tests.bench NAME…   of: {' '.join(known)}", file=sys.stderr)
        return 2
    target = HERE.parents[1] / "build" / "bench"
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        found = import_module(f"tests.bench.{name}").run()
        print(name)
        for what, figure in found.items():
            print(f"  {what:<44} {figure:>14,.2f}" if isinstance(figure, float) else f"  {what:<44} {figure:>14}")
        (target / f"{name}.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
