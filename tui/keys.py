"""The command table: every key of the interface, written once.

Footer, help, palette and the manual's list of keys are loops over `COMMANDS`. A key is written as people see it on
the cap: a printable character stands for itself (`?`, `A`), others have Textual's names (`ctrl+s`, `f2`), and two
parted by a blank are pressed one after the other, without a time-out. A command that names an act is grey, with the
act's own reason, whenever the act says `why_not`, and does not exist where the act does not.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

Scope = Literal["any", "main", "list", "inbox", "requests", "archive", "page", "record", "panel", "pick", "gate"]
Place = Scope | Literal["menu", "type", "form", "field", "editor", "sign", "uat", "help", "palette", "find", "rows"]
Group = Literal["move", "tabs", "open", "find", "mark", "act", "edit", "history", "undo", "copy", "help"]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a key can do: where it works, the act it stands for, its place in the footer (0 = not there)."""

    id: str
    keys: tuple[str, ...]
    group: Group
    scopes: tuple[Place, ...]
    act: str = ""
    foot: int = 0
    typing: bool = False

    @property
    def code(self) -> str:
        """Give the code of its title among the texts."""
        return f"cmd.{self.id.replace('.', '_')}"

    @property
    def handler(self) -> str:
        """Give the name of the method that does it."""
        return f"do_{self.id.replace('.', '_')}"


def _command(
    name: str, keys: str, group: Group, scopes: str, act: str = "", foot: int = 0, typing: bool = False
) -> Command:
    """Read one line of the table; keys are parted by two blanks, so that a sequence may hold one."""
    return Command(name, tuple(keys.split("  ")), group, tuple(scopes.split()), act, foot, typing)  # type: ignore[arg-type]


COMMANDS: tuple[Command, ...] = (
    # Moving: the same in every list, page and panel.
    _command("move.down", "j  down", "move", "list page pick"),
    _command("move.up", "k  up", "move", "list page pick"),
    _command("move.top", "g g  home", "move", "list page pick"),
    _command("move.bottom", "G  end", "move", "list page pick"),
    _command("move.half_down", "ctrl+d", "move", "list page pick"),
    _command("move.half_up", "ctrl+u", "move", "list page pick"),
    _command("move.page_down", "pagedown", "move", "list page pick"),
    _command("move.page_up", "pageup", "move", "list page pick"),
    _command("request.next", "J", "move", "page"),
    _command("request.previous", "K", "move", "page"),
    # Opening and leaving.
    _command("inbox.do", "enter", "open", "inbox", foot=1),
    _command("open", "enter", "open", "requests archive", foot=1),
    _command("inbox.open", "o  l  right", "open", "inbox"),
    _command("page.field", "enter", "open", "page"),
    _command("pick", "enter", "open", "pick", foot=1),
    _command("back", "escape", "open", "any", typing=True),
    _command("leave", "q", "open", "any"),
    _command("quit", "ctrl+q", "open", "any", typing=True),
    _command("preview", "z", "open", "main"),
    # Tabs: of the main views, and of a request.
    _command("tab.previous", "[", "tabs", "main page"),
    _command("tab.next", "]", "tabs", "main page"),
    _command("go.inbox", "g i", "tabs", "any"),
    _command("go.requests", "g r", "tabs", "any"),
    _command("go.archive", "g a  g /", "tabs", "any"),
    _command("go.last", "g o", "tabs", "any"),
    # Finding.
    _command("find", "/", "find", "list", foot=7),
    _command("find.next", "n", "find", "list"),
    _command("find.previous", "N", "find", "list"),
    _command("sort", "S", "find", "requests"),
    # Marks.
    _command("mark", "space", "mark", "inbox requests", foot=2),
    _command("mark.range", "m", "mark", "inbox requests"),
    _command("mark.down", "shift+down", "mark", "inbox requests"),
    _command("mark.up", "shift+up", "mark", "inbox requests"),
    _command("mark.all", "*", "mark", "inbox requests"),
    # Acts.
    _command("menu", "a", "act", "record", foot=5),
    _command("advance", "A", "act", "record", "advance", foot=4),
    _command("sign", "s", "act", "record", "sign", foot=6),
    _command("answer", "r", "act", "record", "answer"),
    _command("ask", "R", "act", "record", "ask", foot=7),
    _command("update", "p", "act", "record", "update"),
    _command("issue", "i", "act", "record", "issue"),
    _command("look", "v", "act", "record", "look"),
    _command("change", "C", "act", "record", "change"),
    _command("new", "c", "act", "any", "new", foot=8),
    _command("later", "w", "act", "inbox", foot=3),
    # Editing in place.
    _command("edit", "e", "edit", "page", "set", foot=1),
    _command("edit.external", "f4", "edit", "page form", "set", foot=2, typing=True),
    _command("save", "ctrl+s", "edit", "form gate uat", foot=1, typing=True),
    _command("rewrite", "f2", "edit", "page form", "set", typing=True),
    _command("finding.next", "f3", "edit", "page form", typing=True),
    _command("gate.return", "f6", "edit", "page form", typing=True),
    _command("form.next", "tab", "edit", "form", typing=True),
    _command("form.previous", "shift+tab", "edit", "form", typing=True),
    # The gate panel.
    _command("gate.reason", "r", "edit", "gate", foot=2),
    _command("gate.done", "d", "edit", "gate"),
    _command("gate.not_applicable", "n", "edit", "gate"),
    _command("gate.override", "o", "edit", "gate", foot=3),
    # Signing and judging.
    _command("sign.sign", "S", "act", "sign", foot=1),
    _command("judge.pass", "enter", "act", "uat", foot=1),
    _command("judge.fail", "x", "act", "uat", foot=2),
    # History and undo.
    _command("difference", "d", "history", "page"),
    _command("ball", "b", "history", "page"),
    _command("undo", "u", "undo", "record", "undo", foot=9),
    # Copying: y, then what.
    _command("copy.number", "y n", "copy", "record"),
    _command("copy.title", "y t", "copy", "record"),
    _command("copy.markdown", "y m", "copy", "record"),
    _command("copy.json", "y j", "copy", "record"),
    _command("copy.field", "y f", "copy", "page"),
    # Help and the terminal.
    _command("palette", ":  ctrl+p  ctrl+k", "help", "any", foot=10, typing=True),
    _command("help", "?  f1", "help", "any", foot=11, typing=True),
    _command("language", "f8", "help", "any", typing=True),
    _command("redraw", "ctrl+l", "help", "any", typing=True),
    _command("reread", "f5", "help", "any", typing=True),
    _command("suspend", "ctrl+z", "help", "any"),
)

# Chinese punctuation that an input method makes of a key, and the key that was meant.
# `、` stands on the `/` key of most input methods; `「」` and `【】` on the brackets; blanks may come full width.
FULL_WIDTH: Mapping[str, str] = dict(zip("？：、／【】「」《》〈〉，。！＊；～　", "?://[][]<><>,.!*;~ ", strict=True))
NAMED = {"question_mark": "?", "colon": ":", "slash": "/", "asterisk": "*", "space": "space"}


def token(key: str, character: str | None, printable: bool) -> str:
    """Turn a key event into the table's way of writing: the character that was meant, else the key's name."""
    if not printable or character is None:
        return key
    if len(character) == 1 and "！" <= character <= "～" and character not in FULL_WIDTH:
        character = chr(ord(character) - 0xFEE0)
    meant = FULL_WIDTH.get(character, character)
    return "space" if meant == " " else meant


def remapped(commands: Iterable[Command], file: Path) -> tuple[Command, ...]:
    """Give the table with a person's own keys: `keys.toml` holds lines `id = "key"` or `id = ["key", "g x"]`.

    Raises:
        KeyError: the file names a command that does not exist.
    """
    if not file.is_file():
        return tuple(commands)
    table = {command.id: command for command in commands}
    for name, keys in _flat(tomllib.loads(file.read_text(encoding="utf-8"))):
        table[name] = replace(table[name], keys=keys)
    return tuple(table.values())


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, tuple[str, ...]]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield prefix + name, tuple(str(key) for key in value)
        else:
            yield prefix + name, (str(value),)


def in_scope(commands: Iterable[Command], scopes: Iterable[str]) -> tuple[Command, ...]:
    """List the commands of a place; a nearer scope's key hides the same key of a wider one."""
    found: list[Command] = []
    taken: set[str] = set()
    pool = tuple(commands)
    for scope in scopes:
        here = [command for command in pool if scope in command.scopes and command not in found]
        for command in here:
            free = tuple(key for key in command.keys if key not in taken)
            if free:
                found.append(command if free == command.keys else replace(command, keys=free))
        taken.update(key for command in here for key in command.keys)
    return tuple(found)


def match(commands: Iterable[Command], pressed: str) -> tuple[Command | None, bool]:
    """Find the command for what was pressed so far, and whether a longer sequence begins so."""
    longer = False
    for command in commands:
        for key in command.keys:
            if key == pressed:
                return command, False
            longer = longer or key.startswith(pressed + " ")
    return None, longer
