"""The command table is sound: no two commands of one place fight for a key, and Chinese punctuation reaches them."""

from pathlib import Path

import pytest

from bihuan.tui.keys import COMMANDS, in_scope, match, remapped, token

FORBIDDEN = ("ctrl+b", "ctrl+a", "ctrl+space", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+w", "f10", "f11", "alt+")


def test_ids_are_unique_and_no_key_is_one_that_terminals_or_tmux_take() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    for command in COMMANDS:
        for key in command.keys:
            assert not key.startswith(FORBIDDEN), command.id


def test_within_one_scope_no_key_has_two_meanings_and_none_begins_another() -> None:
    for scope in {scope for command in COMMANDS for scope in command.scopes}:
        keys = [key for command in COMMANDS if scope in command.scopes for key in command.keys]
        assert len(keys) == len(set(keys)), scope
        assert not [(a, b) for a in keys for b in keys if b.startswith(a + " ")], scope


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("？", "?"), ("：", ":"), ("、", "/"), ("／", "/"), ("【", "["), ("】", "]"), ("《", "<"), ("》", ">"),
     ("，", ","), ("。", "."), ("Ａ", "A"), ("１", "1"), ("　", "space"), ("签", "签"), ("a", "a")],
)  # fmt: skip
def test_full_width_forms_mean_the_key_that_was_pressed(typed: str, meant: str) -> None:
    assert token("whatever", typed, True) == meant


def test_control_keys_keep_their_name() -> None:
    assert token("ctrl+s", "\x13", False) == "ctrl+s"
    assert token("f4", None, False) == "f4"


def test_sequences_wait_for_their_second_key() -> None:
    here = in_scope(COMMANDS, ("inbox", "list", "record", "main", "any"))
    assert match(here, "g") == (None, True)
    found, _ = match(here, "g g")
    assert found is not None
    assert found.id == "move.top"
    assert match(here, "Q") == (None, False)


def test_a_nearer_place_hides_the_key_of_a_wider_one() -> None:
    gate = {command.id: command for command in in_scope(COMMANDS, ("gate", "record"))}
    assert gate["gate.reason"].keys == ("r",)
    assert "answer" not in gate


def test_a_person_may_set_other_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[go]\ninbox = ["g i", "f9"]\n[move]\ndown = "t"\n', encoding="utf-8")
    table = {command.id: command.keys for command in remapped(COMMANDS, file)}
    assert table["go.inbox"] == ("g i", "f9")
    assert table["move.down"] == ("t",)
    file.write_text('nonsense = "x"\n', encoding="utf-8")
    with pytest.raises(KeyError):
        remapped(COMMANDS, file)
    assert remapped(COMMANDS, tmp_path / "none") == COMMANDS
