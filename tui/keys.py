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

Place = Literal[
    "any", "main", "list", "inbox", "requests", "archive", "page", "record", "panel", "pick", "gate", "menu", "form",
    "edit", "merge", "ask", "sign", "uat", "help", "palette", "find",
]  # fmt: skip
Group = Literal["move", "tabs", "open", "find", "mark", "act", "edit", "history", "undo", "copy", "help"]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a key can do: where it works, the act it stands for, which of its keys work while one types."""

    id: str
    keys: tuple[str, ...]
    group: Group
    scopes: tuple[Place, ...]
    act: str = ""
    typing: tuple[str, ...] = ()

    @property
    def slot(self) -> str:
        """Give its name as part of a method's or a text's: `do_go_inbox`, `cmd.go_inbox`."""
        return self.id.replace(".", "_")


def _command(name: str, keys: str, group: Group, scopes: str, act: str = "", typing: bool | str = False) -> Command:
    """Read one line of the table; keys are parted by two blanks, so that a sequence may hold one."""
    all_keys = tuple(keys.split("  "))
    while_typing = tuple(typing.split()) if isinstance(typing, str) else all_keys if typing else ()
    return Command(name, all_keys, group, tuple(scopes.split()), act, while_typing)  # type: ignore[arg-type]


COMMANDS: tuple[Command, ...] = (
    # Moving: the same in every list, page and panel.
    _command("move.down", "j  down", "move", "list page pick sign uat"),
    _command("move.up", "k  up", "move", "list page pick sign uat"),
    _command("move.top", "g g  home", "move", "list page pick sign uat"),
    _command("move.bottom", "G  end", "move", "list page pick sign uat"),
    _command("move.half_down", "ctrl+d", "move", "list page pick sign uat"),
    _command("move.half_up", "ctrl+u", "move", "list page pick sign uat"),
    _command("move.page_down", "pagedown", "move", "list page pick sign uat"),
    _command("move.page_up", "pageup", "move", "list page pick sign uat"),
    _command("request.next", "J", "move", "page"),
    _command("request.previous", "K", "move", "page"),
    # Opening and leaving.
    _command("inbox.do", "enter", "open", "inbox"),
    _command("open", "enter", "open", "requests archive"),
    _command("inbox.open", "o  l  right", "open", "inbox"),
    _command("page.field", "enter", "open", "page"),
    _command("tab.open", "o", "open", "page"),
    _command("page.fold", "l  h  left  right  z", "open", "page"),
    _command("pick", "enter", "open", "pick"),
    _command("take", "enter  ctrl+s", "open", "palette ask", typing=True),
    _command("back", "escape", "open", "any", typing=True),
    _command("leave", "q", "open", "any"),
    _command("quit", "ctrl+q", "open", "any", typing=True),
    _command("preview", "z", "open", "main"),
    # Tabs: of the main views, and of a request.
    _command("tab.previous", "[", "tabs", "main page"),
    _command("tab.next", "]", "tabs", "main page"),
    _command("tab.inbox", "1", "tabs", "main"),
    _command("tab.requests", "2", "tabs", "main"),
    _command("tab.archive", "6", "tabs", "main"),
    *(_command(f"part.{number}", str(number), "tabs", "page") for number in range(1, 10)),
    _command("go.inbox", "g i", "tabs", "any"),
    _command("go.requests", "g r", "tabs", "any"),
    _command("go.archive", "g a", "tabs", "any"),
    _command("go.search", "g /", "tabs", "any"),
    _command("go.last", "g o", "tabs", "any"),
    # Finding.
    _command("find", "/", "find", "list"),
    _command("find.next", "n", "find", "list"),
    _command("find.previous", "N", "find", "list"),
    _command("sort", "S", "find", "requests"),
    # Marks.
    _command("mark", "space", "mark", "inbox requests"),
    _command("mark.range", "m", "mark", "inbox requests"),
    _command("mark.down", "shift+down", "mark", "inbox requests"),
    _command("mark.up", "shift+up", "mark", "inbox requests"),
    _command("mark.all", "*", "mark", "inbox requests"),
    # Acts.
    _command("menu", "a", "act", "record"),
    _command("advance", "A", "act", "record", "advance"),
    _command("sign", "s", "act", "record gate", "sign"),
    _command("answer", "r", "act", "record", "answer"),
    _command("ask", "R", "act", "record", "ask"),
    _command("update", "p", "act", "record", "update"),
    _command("issue", "i", "act", "record", "issue"),
    _command("look", "v", "act", "record", "look"),
    _command("change", "C", "act", "record", "change"),
    _command("replan", "P", "act", "record", "replan"),
    _command("new", "c", "act", "any", "new"),
    _command("later", "w", "act", "inbox"),
    # Editing in place.
    _command("edit", "e", "edit", "page", "edit"),
    _command("row.add", "+  insert", "edit", "page", "edit"),
    _command("row.drop", "delete  D", "edit", "page", "edit"),
    _command("edit.external", "f4", "edit", "page form", "edit", typing=True),
    _command("save", "ctrl+s", "edit", "form gate", typing=True),
    _command("rewrite", "f2", "edit", "page edit", "edit", typing=True),
    _command("describe", "f7", "edit", "page edit gate", "edit", typing=True),
    _command("overload", "f9", "act", "form", "concern", typing=True),
    _command("finding.next", "f3", "edit", "page edit", typing=True),
    _command("gate.return", "f6", "edit", "page form", typing=True),
    _command("form.next", "tab", "edit", "form", typing=True),
    _command("form.previous", "shift+tab", "edit", "form", typing=True),
    _command("form.down", "down", "edit", "form", typing=True),
    _command("form.up", "up", "edit", "form", typing=True),
    # The gate panel.
    _command("gate.reason", "r", "edit", "gate"),
    _command("gate.override", "o", "edit", "gate"),
    # Signing and judging.
    _command("sign.sign", "S", "act", "sign"),
    _command("sign.compare", "d", "history", "sign"),
    _command("sign.return", "x", "act", "sign", "return"),
    *(_command(f"tick.{number}", str(number), "act", "sign") for number in range(1, 5)),
    _command("judge.pass", "enter", "act", "uat"),
    _command("judge.fail", "x", "act", "uat"),
    # History and undo.
    _command("difference", "d", "history", "page"),
    _command("undo", "u", "undo", "record", "undo"),
    # Copying: y, then what.
    _command("copy.number", "y n", "copy", "record"),
    _command("copy.title", "y t", "copy", "record"),
    _command("copy.markdown", "y m", "copy", "record"),
    _command("copy.json", "y j", "copy", "record"),
    _command("copy.field", "y f", "copy", "page"),
    # Help and the terminal.
    _command("palette", ":  ctrl+p  ctrl+k", "help", "any", typing="ctrl+p"),
    _command("help", "?  f1", "help", "any", typing=True),
    _command("language", "f8", "help", "any", typing=True),
    _command("redraw", "ctrl+l", "help", "any", typing=True),
    _command("reread", "f5", "help", "any", typing=True),
    _command("suspend", "ctrl+z", "help", "any"),
)

# What the footer of each place lists, in this order; help comes last and is never pushed out.
FOOTERS: Mapping[Place, tuple[str, ...]] = {
    "inbox": ("inbox.do", "mark", "later", "menu", "find", "undo", "palette"),
    "requests": ("open", "mark", "menu", "find", "sort", "new", "undo", "palette"),
    "archive": ("open", "find", "menu", "palette"),
    "page": ("edit", "edit.external", "advance", "sign", "ask", "menu", "copy.title", "undo", "palette"),
    "form": ("save", "form.next", "back", "rewrite", "edit.external"),
    "gate": ("pick", "gate.reason", "gate.override", "sign", "save", "back"),
    "menu": ("pick", "back"),
    "merge": ("pick", "back"),
    "sign": ("sign.sign", "sign.return", "sign.compare", "back"),
    "uat": ("judge.pass", "judge.fail", "back"),
    "find": ("back",),
    "palette": ("take", "back"),
    "ask": ("take", "back"),
    "pick": ("move.page_down", "move.page_up", "back"),
}
LAST = "help"

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
    known: set[str] = set()
    taken: set[str] = set()
    pool = tuple(commands)
    for scope in scopes:
        here = [command for command in pool if scope in command.scopes and command.id not in known]
        known.update(command.id for command in here)
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
