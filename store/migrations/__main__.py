"""Write the next schema step: ``python -m bihuan.store.migrations NAME``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bihuan.store import migrations


def write(name: str) -> Path | None:
    """Write the step that brings the files of the last one to today's tables; None when there is no difference."""
    found = migrations.missing()
    if not found:
        return None
    path = Path(__file__).parent / f"{migrations.version() + 1:04}_{name}.json"
    path.write_text(json.dumps({"name": name, "tables": found}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isidentifier():
        sys.exit("usage: python -m bihuan.store.migrations NAME")
    sys.stdout.write(f"{write(sys.argv[1]) or 'the tables have not changed'}\n")
