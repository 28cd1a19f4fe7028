"""What may go wrong below the verbs, brought to the errors that people are told of; the rest goes into a report."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

import apsw
import click

from bihuan.store.errors import BadInput, BihuanError, Unavailable
from bihuan.store.rules.hours import BadPromise
from bihuan.tui.place import BadSettings, state_folder

STORE = {
    apsw.FullError: "E-STORE-FULL",
    apsw.BusyError: "E-STORE-BUSY",
    apsw.LockedError: "E-STORE-BUSY",
    apsw.CorruptError: "E-STORE-DAMAGED",
    apsw.NotADBError: "E-STORE-NOT-ONE",
    apsw.ReadOnlyError: "E-STORE-UNWRITABLE",
    apsw.CantOpenError: "E-STORE-UNWRITABLE",
    apsw.IOError: "E-STORE-UNWRITABLE",
    apsw.PermissionsError: "E-STORE-UNWRITABLE",
}


def understood(error: Exception, path: str | None) -> BihuanError | None:
    """The error that people are told of; None when nobody foresaw it."""
    if isinstance(error, BihuanError):
        return error
    if isinstance(error, BadPromise):
        return BadInput(error.code, error.field, (), **error.values)
    if isinstance(error, BadSettings):
        return BadInput("E-CONFIG", "config", (), path=error.path, why=error.why)
    if isinstance(error, click.ClickException):
        return misused(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return BadInput("E-TEXT-SURROGATE")
    for cause in causes(error):
        if (code := next((c for kind, c in STORE.items() if isinstance(cause, kind)), None)) is not None:
            return Unavailable(code, path=path or "", why=cause, seconds=30)
    if isinstance(error, OSError):
        return Unavailable("E-SYSTEM", path=error.filename or "", why=error)
    return None


def causes(error: BaseException) -> list[BaseException]:
    """An error and what it came from: Peewee wraps what SQLite says."""
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def misused(error: click.ClickException) -> BadInput:
    """A wrong command line, in our words."""
    match error:
        case click.NoSuchOption():
            near = tuple(error.possibilities or ())
            return BadInput("E-USAGE-OPTION", error.option_name, (), option=error.option_name, near=near)
        case click.BadOptionUsage() if is_flag(error):
            return BadInput("E-USAGE-FLAG", error.option_name, (), option=error.option_name)
        case click.BadOptionUsage():
            return BadInput("E-USAGE-VALUE", error.option_name, (), option=error.option_name)
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else str(error.param_hint or "")
            return BadInput("E-USAGE-MISSING", (error.param.name if error.param else "") or "", (), name=name)
        case click.BadParameter() if error.param is not None:
            return unfit(error.param)
    return BadInput("E-USAGE")


def is_flag(error: click.BadOptionUsage) -> bool:
    """A value was given to an option that takes none."""
    params = error.ctx.command.params if error.ctx else ()
    return any(isinstance(p, click.Option) and p.is_flag and error.option_name in p.opts for p in params)


def unfit(param: click.Parameter) -> BadInput:
    """A value that an option or argument cannot have; what it can have is told."""
    field, kind = param.opts[-1], param.type
    name = field if isinstance(param, click.Option) else param.human_readable_name
    match kind:
        case click.Choice():
            return BadInput("E-USAGE-CHOICE", field, (), name=name, choices=tuple(map(str, kind.choices)))
        case click.IntRange() if kind.max is not None:
            return BadInput("E-USAGE-BAD", field, (), name=name, least=kind.min, most=kind.max)
        case click.IntRange():
            return BadInput("E-USAGE-LEAST", field, (), name=name, least=kind.min)
    return BadInput("E-USAGE-INT", field, (), name=name)


def report(error: BaseException) -> str:
    """Write what broke into a file of the state directory, for whoever mends it; give its path.

    Where not even that can be written, the report goes to standard error.
    """
    told = "".join(traceback.format_exception(error))
    try:
        folder = state_folder()
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix="crash-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"{sys.argv!r}\n{told}")
    except OSError:
        return f"{type(error).__name__}: {error}"
    return name
