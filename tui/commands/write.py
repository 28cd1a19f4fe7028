"""``bihuan new`` and ``bihuan edit``: requests from options, files and one's own editor."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bihuan.store import flat, read
from bihuan.store.acts.every import ACTS
from bihuan.store.acts.inputs import parsed
from bihuan.store.errors import BadInput, Conflict
from bihuan.store.file import Store
from bihuan.store.rules.record import FIELDS, MANY, Record
from bihuan.tui import sheet
from bihuan.tui.commands.acts import Told, done, told_options, written
from bihuan.tui.commands.typed import field_value, field_values, text_of
from bihuan.tui.place import state_folder
from bihuan.tui.session import Session
from bihuan.tui.verb import Worded, session_of

TYPED = (*(n for n, c in FIELDS.items() if c.f.typed and c.f.party), *(m for m, cls in MANY.items() if cls.edited_by))


class New(Worded):
    """A new draft: every field that people type is an option."""

    def __init__(self) -> None:
        fields = [click.Option([*names(n), n], metavar=metavar(n)) for n in TYPED]
        own = [
            click.Option(["--from", "source"], metavar="FILE|-"),
            click.Option(["--edit", "in_editor"], is_flag=True),
        ]
        words = click.Argument(["given"], nargs=-1, metavar="[FIELD=VALUE]…")
        super().__init__("new", params=[words, *own, *told_options(ACTS["new"]), *fields], callback=make)


def metavar(field: str) -> str:
    """How a value of a field is written; rows are JSON."""
    return written(FIELDS[field].kind, FIELDS[field].choices) if field in FIELDS else "JSON"


def names(field: str) -> list[str]:
    """A field as an option, with dashes or underscores."""
    return [f"--{n}" for n in sorted({field, field.replace("_", "-")}, reverse=True)]


@click.pass_context
def make(
    ctx: click.Context,
    /,
    given: tuple[str, ...],
    source: str | None,
    in_editor: bool,
    **options: str | None,
) -> None:
    """Start a draft; print its id."""
    here = session_of(ctx)
    typed = {name: field_value(name, text_of(v)) for name in TYPED if (v := options[name]) is not None}
    values = {**(from_file(source) if source else {}), **field_values(given), **typed}
    if in_editor:
        values = edited(here, sheet.written(values, here.lang, here.settings), "new")
    store = here.open(write=True)
    told = Told.of(here, store, options)
    inputs = parsed(store, ACTS["new"].inputs, {"fields": values})
    record = ACTS["new"].told(store, None, told.at, told.by, told.proof, **inputs)
    forget(here)
    here.no = record.name
    if here.json:
        here.print_json(request=flat.of_store(store, record.request.id))
        return
    here.print(record.name)
    here.tell("act.new.done", number=record.name)


new = New()


def from_file(source: str) -> dict[str, Any]:
    """The fields that a file gives: a JSON object as ``show --json`` prints it, or the Markdown form.

    Raises:
        BadInput: it cannot be read, or is neither.
    """
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except OSError as e:
        raise BadInput("E-INPUT-FILE", "from", (), name="from", value=source, why=e) from e
    except UnicodeDecodeError as e:
        raise BadInput("E-INPUT-FILE", "from", (), name="from", value=source, why=e) from e
    if not text.lstrip().startswith("{"):
        return sheet.read(text)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as e:
        raise BadInput("E-USAGE-JSON", "from", (), name=source, why=e) from e
    found = found.get("request", found)
    return new_rows({n: v for n, v in found.items() if n in TYPED or n not in (*flat.ORDER, "schema")})


def new_rows(found: dict[str, Any]) -> dict[str, Any]:
    """The rows of another request are new ones here."""
    return {n: [without_id(r) for r in v] if n in MANY and isinstance(v, list) else v for n, v in found.items()}


def without_id(row: Any) -> Any:
    """A row without its number."""
    return {k: v for k, v in row.items() if k != "id"} if isinstance(row, dict) else row


# ---- editing -----------------------------------------------------------------------------------------------------
class Edit(Worded):
    """Fields given as ``FIELD=VALUE``, else one field or the whole form in the person's editor."""

    def __init__(self) -> None:
        words = [click.Argument(["no"], metavar="NO"), click.Argument(["given"], nargs=-1, metavar="[FIELD]")]
        super().__init__("edit", params=[*words, *told_options(ACTS["edit"])], callback=change)


@click.pass_context
def change(ctx: click.Context, /, no: str, given: tuple[str, ...], **options: str | None) -> None:
    """Edit a request."""
    here = session_of(ctx)
    direct = bool(given) and all("=" in word for word in given)
    if not direct and len(given) > 1:
        raise BadInput("E-USAGE-EXTRA", given[1], (), words=" ".join(given[1:]))
    store = here.open(write=True)
    told = Told.of(here, store, options)
    # Only who may act for anybody looks for the request in another's name.
    free = store.team.demo or (store.me is not None and store.me.keeper)
    rid = here.find(store, no, told.by if free else None)
    values = field_values(given) if direct else asked(here, store, rid, given[0] if given else "")
    if not values:
        here.tell("cli.unchanged", number=no)
        return
    before = read.record(store, rid)
    inputs = parsed(store, ACTS["edit"].inputs, {"fields": values})
    record = ACTS["edit"].told(store, rid, told.at, told.by, told.proof, **inputs)
    forget(here)
    done(here, store, "edit", record, before)


edit = Edit()


def asked(here: Session, store: Store, rid: int, field: str) -> dict[str, Any]:
    """What the person's editor gives for one field or all of them; nothing when it was left as it was.

    Raises:
        BadInput: no terminal, or no such field.
        Conflict: somebody changed the same field meanwhile.
    """
    before = read.record(store, rid)
    if field and field not in TYPED:
        raise BadInput("E-FIELD-UNKNOWN", field)
    shown = flat.of_store(store, rid)
    values = {n: shown[n] for n in TYPED if not field or n == field}
    one_text = bool(field) and field not in MANY and not isinstance(values[field], list | dict)
    form = sheet.written(values, here.lang, store.team.settings, all_fields=not field)
    text = str(values[field] or "") if one_text else form
    found = edited(here, text, before.name, plain=field if one_text else "")
    new = {n: v for n, v in found.items() if sheet.normal(v) != sheet.normal(values.get(n))}
    if clash := changed_meanwhile(store, before, new):
        raise Conflict("E-EDIT-CHANGED", clash)
    return new


def changed_meanwhile(store: Store, before: Record, new: dict[str, Any]) -> str:
    """The field that somebody else changed while the editor was open, if it is one of ours."""
    now = read.record(store, before.request.id)

    def value(record: Record, name: str) -> Any:
        return getattr(record, name) if name in MANY else getattr(record.request, name)

    return next((name for name in new if value(now, name) != value(before, name)), "")


def edited(here: Session, text: str, name: str, plain: str = "") -> dict[str, Any]:
    """Let the person edit a text; what was typed stays in a file until the act is done.

    Args:
        here: the session.
        text: what to begin with.
        name: what it is about, for the file's name.
        plain: the field whose text this is; otherwise it is the form.

    Raises:
        BadInput: there is no terminal, or the editor failed.
    """
    if here.no_input or not sys.stdin.isatty():
        raise BadInput("E-NO-EDITOR-TERMINAL", plain or "FIELD", (), name=plain or "FIELD")
    folder = Path(state_folder()) / "drafts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, path = tempfile.mkstemp(dir=folder, prefix=f"{name.replace('/', '-')}-", suffix=".md")
    here.kept = path
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        code = subprocess.run([*command, path], check=False).returncode
        typed = Path(path).read_text("utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as e:
        raise BadInput("E-EDITOR", "editor", (), editor=command[0], why=e) from e
    if code:
        raise BadInput("E-EDITOR", "editor", (), editor=command[0], why=subprocess.CalledProcessError(code, command))
    if typed == text.rstrip("\n"):
        forget(here)
        return {}
    return {plain: typed} if plain else sheet.read(typed)


def forget(here: Session) -> None:
    """Remove the typed text once it is in the store, or was not changed."""
    if here.kept:
        Path(here.kept).unlink(missing_ok=True)
        here.kept = ""
