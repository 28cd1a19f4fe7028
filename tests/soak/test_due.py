"""Five thousand questions about due times, each answered minute by minute as well."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from walking.asked import SPARE, Asked, equal_to_a_walk, questions


@pytest.mark.soak
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(questions(), st.none() | st.integers(0, SPARE))
def test_due_times_equal_a_walk_minute_by_minute(question: Asked, held: int | None) -> None:
    equal_to_a_walk(question, held)
