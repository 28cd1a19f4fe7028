"""Real incidents through clocks and ball, against a count of single minutes (``tests/bench/incidents.py``)."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "incidents.py"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark as a module."""
    spec = spec_from_file_location("bench_incidents", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_every_incident_sums_up_and_waits_are_whose_they_were(bench: ModuleType, corpora: Path) -> None:
    assert bench.CORPUS.resolve().is_relative_to(corpora.resolve())
    found = bench.run()
    assert (found["incidents"], found["incidents that differ"]) == (445, 0)
    assert found["  business"] == found["naive: Awaiting User Info"] > 800_000
    assert found["  third_party"] == found["naive: Awaiting Vendor"] > 25_000
    assert found["confirmations compared"] > 300
