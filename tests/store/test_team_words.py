"""A team's own words: added to the lists, taken out of them, and told what is wrong with them."""

from __future__ import annotations

import pytest

from bihuan.store.rules.vocabulary import BadWords, Table, ready, shipped_table
from bihuan.store.rules.wording import check


def test_a_team_adds_words_and_takes_some_out() -> None:
    team = {
        "words": [{"class": "vague_adjective", "rewrite": "much", "words": ["给力"]}],
        "names": {"words": ["体验金"]},
        "units": {"count": ["箱"]},
        "drop": ["合理"],
    }
    words = {"zh": ready("zh", shipped_table("zh"), team)}
    text = "系统给力，价格合理，体验金到账"
    assert [f.text for f in check(text, field="criterion", words=words).findings] == ["给力"]
    assert [f.text for f in check(text, field="criterion").findings] == ["合理"]
    assert check("每天发货至少30箱", field="goal", words=words).verdict == "pass"


@pytest.mark.parametrize(
    ("team", "place"),
    [
        ({"words": [{"class": "rude", "words": ["x"]}]}, "class = 'rude'"),
        ({"words": [{"class": "hedge"}]}, "class = 'hedge'"),
        ({"patterns": [{"class": "hedge", "patterns": ["("]}]}, "patterns"),
        ({"names": {"patterns": ["["]}}, "names.patterns"),
    ],
)
def test_a_team_is_told_what_is_wrong_with_its_list(team: Table, place: str) -> None:
    with pytest.raises(BadWords) as caught:
        ready("zh", shipped_table("zh"), team)
    assert caught.value.place == place
    assert caught.value.reason


def test_a_group_that_names_no_rewrite_gets_its_class_own() -> None:
    words = ready("en", shipped_table("en"), {"words": [{"class": "hedge", "words": ["fingers crossed"]}]})
    finding = check("Works, fingers crossed", field="criterion", words={"en": words}).findings[0]
    assert (finding.text, finding.rewrite) == ("fingers crossed", "wording.rewrite.firm")
