"""Nothing of the program can reach a network: no module of it imports what would."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REACHING = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "httpx", "aiohttp", "urllib3"}
HARMLESS = {"urllib.parse"}  # only takes addresses apart


def imported(path: Path) -> set[str]:
    """What a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_no_module_imports_what_reaches_a_network() -> None:
    modules = [p for part in ("store", "tui", "site") for p in (ROOT / part).rglob("*.py")]
    assert len(modules) > 100
    found = {p.name: {m for m in imported(p) - HARMLESS if m.split(".")[0] in REACHING} for p in modules}
    assert {name: reaching for name, reaching in found.items() if reaching} == {}
