"""Every verb and act explains itself in both languages, and every option has its line."""

from __future__ import annotations

import click
import pytest

from bihuan.store.acts.every import ACTS
from bihuan.store.text import LANGS
from bihuan.tui.cli import VERBS, main
from bihuan.tui.commands.acts import ActVerb
from bihuan.tui.language import choose
from bihuan.tui.session import Session
from bihuan.tui.verb import Worded, help_of, root

NAMED_IN_THE_ISSUE = """
    init demo person new set edit show ls inbox check advance apply acts log due verify search import export publish
    backup restore questions diff keys completion lint sign change approve decline ask answer update look judge launch
    monitor close measure submit undo confirm return block unblock reject withdraw reopen rollback take hand-over
    deputy link split nudge
"""


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    choose(request.param)
    yield request.param
    choose(None)


def test_every_verb_that_was_promised_is_there() -> None:
    group = root(VERBS)
    names = group.list_commands(click.Context(group))
    assert set(NAMED_IN_THE_ISSUE.split()) <= set(names)
    assert set(ACTS) <= set(names)


def test_every_verb_and_option_has_its_words(lang: str) -> None:
    group = root(VERBS)
    ctx = click.Context(group, help_option_names=["-h", "--help"])
    silent = []
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert isinstance(command, Worded), name
        silent += [name] if not help_of(name) else []
        options = [p for p in command.get_params(ctx) if isinstance(p, click.Option)]
        silent += [f"{name} {p.opts}" for p in options if not command.explained(p, Session())]
    assert silent == []


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["ask", "--help"], ["new", "-h"], ["restore", "--help"]])
def test_help_is_printed_and_nothing_else(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_LANG", "zh")
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert out.startswith("用法：bihuan") and err == ""
    assert "选项：" in out


@pytest.mark.parametrize(
    ("verb", "option", "words"),
    [
        ("erase", "--login", "Whom to erase"),
        ("duty", "--of", "By department or by system"),
        ("init", "--title", "Your title"),
        ("new", "--from", "A file with the fields"),
        ("init", "--as-of", "As it was at that time"),
    ],
)
def test_an_option_that_is_called_like_another_verbs_means_its_own(verb: str, option: str, words: str) -> None:
    choose("en")
    group = root(VERBS)
    command = group.get_command(click.Context(group), verb)
    assert isinstance(command, Worded)
    found = next(p for p in command.get_params(click.Context(command)) if option in p.opts)
    assert isinstance(found, click.Option)
    assert command.explained(found, Session()).startswith(words)
    choose(None)


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("bihuan 0.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_verbs(
    shell: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["completion", shell]) == 0
    assert "_BIHUAN_COMPLETE" in capsys.readouterr().out
    monkeypatch.setenv("_BIHUAN_COMPLETE", f"{shell}_complete")
    monkeypatch.setenv("COMP_WORDS", "bihuan ro")
    monkeypatch.setenv("COMP_CWORD", "1" if shell != "fish" else "ro")
    assert main([]) == 0
    assert "rollback" in capsys.readouterr().out


def test_no_option_of_a_verb_means_two_things() -> None:
    for code, act in ACTS.items():
        names = [name for option in ActVerb(act).params for name in option.opts if name.startswith("-")]
        assert sorted(names) == sorted(set(names)), code
