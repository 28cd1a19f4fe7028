"""What comes from outside the product, for tests and benchmarks alike: its process, people's keys, real requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bihuan.store.exchange.lines import Fault, Line, read_lines

BIHUAN = [sys.executable, "-c", "import sys; from bihuan.tui.cli import main; sys.exit(main())"]
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
ED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0G+QU6GmtxduVJjmC6+UzvEyNhkXFb6hgsPT3BvXOM"
ED_PRINT = "SHA256:weov6Bf39ciC4hE+AYLkUiIvZUyIud2SlyKv6iTwHL0"  # as `ssh-keygen -l` prints it
EC = (
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBBtizvoyOM1MTL38xi4tXbPKG5FMyJpfVI3aCmaUm"
    "qVpJodDNkZV6NxSnry1BwHNQjIV78FFfEVlPkeZXTTF4+Or+lzarGhcrkm9jLTWpLkfLmkMSSSzn3YHF3VIRBcGWg=="
)


def every_query() -> Iterator[dict[str, Any]]:
    """The real queries with their hits; those with a slip or in traditional characters are wishes, told apart."""
    for line in (CORPORA / "search" / "queries.jsonl").read_text("utf-8").splitlines():
        query: dict[str, Any] = json.loads(line)
        if query["kind"] not in ("typo", "trad"):
            yield query


def every_line() -> Iterator[Line | Fault]:
    """The lines of all collections of real requests."""
    for path in sorted((CORPORA / "requests").glob("*.jsonl.gz")):
        with path.open("rb") as file:
            yield from read_lines(file)
