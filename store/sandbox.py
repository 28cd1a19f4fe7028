"""Templates that a team may change: plain values in, Markdown out, within limits.

The limits of ``design/trust.md`` are counted, not clocked, so that a template that works on one machine works on all:
every turn of a loop, call, filter and included file is a step, every character put together is a character. What
could grow without being counted (``*`` on texts, ``%`` formats, methods of texts that pad) is not there. A clock stands
behind, for what counting might miss.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from bihuan.store.errors import BadInput
from bihuan.store.quoting import block, cell, fenced, inline

STEPS = 100_000
CHARACTERS = 2_000_000
SECONDS = 5.0
SOURCE = 100_000
RANGE = 1_000

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*\.j2")


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


_FILTERS = _named(
    "abs count default d dictsort first float groupby int items last length list lower map max min reject rejectattr"
    " reverse round select selectattr sort sum trim unique upper"
)
_METHODS: Mapping[type, frozenset[str]] = {
    str: _named("endswith find isdigit lower lstrip partition rpartition rstrip split startswith strip upper"),
    dict: _named("get items keys values"),
    list: _named("count index"),
    tuple: _named("count index grouper list"),
    LoopContext: _named(
        "changed cycle depth depth0 first index index0 last length nextitem previtem revindex revindex0"
    ),
    Macro: _named("name caller arguments"),
}


class Spent(Exception):
    """A template asked for more than any document needs."""


@dataclass
class Printing:
    """One rendering: what it may still spend, and what its filters must know."""

    absent: str = ""
    names: tuple[str, ...] = ()
    steps: int = STEPS
    characters: int = CHARACTERS
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def step(self, count: int = 1) -> None:
        """Count steps.

        Raises:
            Spent: there are none left.
        """
        self.steps -= count
        if self.steps < 0 or time.monotonic() > self.until:
            raise Spent("steps")

    def add(self, count: int) -> None:
        """Count characters.

        Raises:
            Spent: there are none left.
        """
        self.characters -= count
        if self.characters < 0:
            raise Spent("characters")


_FAULTS = (TemplateError, Spent, RecursionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_printing: ContextVar[Printing] = ContextVar("printing")


@contextmanager
def printing(now: Printing) -> Iterator[Printing]:
    """Render within: limits and names are those given."""
    token = _printing.set(now)
    try:
        yield now
    finally:
        _printing.reset(token)


@contextmanager
def faults() -> Iterator[None]:
    """Whatever is wrong with a template is told by file and line.

    Raises:
        BadInput: a template cannot be read, is wrong, or asks for too much.
    """
    try:
        yield
    except _FAULTS as fault:
        file, line = _place(fault)
        code = "E-TEMPLATE-LIMIT" if isinstance(fault, (Spent, RecursionError)) else "E-TEMPLATE"
        raise BadInput(code, file=file, line=line, why=fault) from fault


def _place(fault: BaseException) -> tuple[str, int]:
    if isinstance(fault, TemplateSyntaxError):
        return fault.filename or fault.name or "", fault.lineno
    file, line = "", 0
    for frame, at in walk_tb(fault.__traceback__):
        if frame.f_code.co_filename.endswith(".j2"):
            file, line = frame.f_code.co_filename, at
    return file or str(getattr(fault, "name", "") or ""), line


class _Counted(NodeTransformer):
    """Puts a count on whatever a template can repeat or put together."""

    def visit_For(self, node: nodes.For) -> nodes.For:
        """Each turn is a step."""
        self.generic_visit(node)
        node.iter = _through("counted_turns", node.iter)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        """What ``~`` puts together is counted, and stays safe where a part is not."""
        self.generic_visit(node)
        return _through("counted_concat", nodes.List(list(node.nodes), lineno=node.lineno))

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Expr:
        """The template's own words, which are Markdown."""
        return _through("counted_words", nodes.Const(node.data, lineno=node.lineno))

    def _file(self, node: Any) -> Any:
        self.generic_visit(node)
        node.template = _through("counted_file", node.template)
        return node

    visit_Include = visit_Import = visit_FromImport = visit_Extends = _file


def _through(name: str, node: Any) -> nodes.Expr:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _turns(value: Iterable[Any]) -> list[Any]:
    now = _printing.get()
    found = []
    for item in value:
        now.step()
        found.append(item)
    return found


def _concat(parts: list[Any]) -> str:
    if any(isinstance(part, Markup) for part in parts):
        parts = [shown(part) for part in parts]
        text = Markup("".join(parts))  # every part was made safe in the line before
    else:
        text = "".join(str(part) for part in parts)  # type: ignore[assignment]
    _printing.get().add(len(text))
    return text


def _words(text: str) -> Markup:
    _printing.get().add(len(text))
    return Markup(text)  # the template's own words


def _file_name(name: str) -> str:
    _printing.get().step(100)
    return name


def shown(value: Any) -> Markup:
    """What an expression prints: absent values in the template's word, texts so that no mark in them acts."""
    now = _printing.get()
    if isinstance(value, Markup):
        text: str = value
    elif value is None or (isinstance(value, (list, tuple, dict)) and not value):
        text = now.absent
    elif isinstance(value, (list, tuple)):
        return _join(value)
    else:
        text = inline(str(value))
    now.add(len(text))
    return Markup(text)  # made safe above


@pass_context  # so that Jinja prints no constant ahead, when the template's word for absent is not known
def _finalized(_context: Context, value: Any) -> Markup:
    return shown(value)


def _join(values: Iterable[Any], between: str = ", ") -> Markup:
    parts = [shown(value) for value in values]
    text = str(between).join(parts)
    _printing.get().add(len(text))
    return Markup(text) if parts else shown(None)


def _as_block(value: Any) -> Markup:
    return shown(value) if not isinstance(value, str) else _made(block(value, _printing.get().names))


def _as_cell(value: Any) -> Markup:
    return shown(value) if not isinstance(value, str) else _made(cell(value, _printing.get().names))


def _as_fenced(value: Any) -> Markup:
    return shown(value) if not isinstance(value, str) else _made(fenced(value))


def _made(text: str) -> Markup:
    return shown(Markup(text) if text.strip() else None)  # made by block or cell


def _as_word(value: Any, words: Mapping[Any, Any]) -> Any:
    """The word that a table of the template has for a code; a code of the team's own stands as it is."""
    return words.get(value, value)


def _limited(run: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(run)
    def limited(*args: Any, **options: Any) -> Any:
        size = sum(len(a) for a in args if isinstance(a, (str, list, tuple, dict)))
        _printing.get().step(1 + size // 100)
        return run(*args, **options)

    return limited


class Folders(BaseLoader):
    """Templates from folders: the first that has the file gives it. Only plain files that lie in the folder itself."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source, the file, and whether it still is the newest.

        Raises:
            TemplateNotFound: no folder has it, or it is no plain file of a bearable size.
        """
        found = self._found(template)
        if found is None:
            raise TemplateNotFound(template)
        path, changed, size = found
        if size > SOURCE or path.is_symlink():
            raise TemplateNotFound(str(path))
        return path.read_text("utf-8"), str(path), lambda: self._found(template) == (path, changed, size)

    def _found(self, name: str) -> tuple[Path, int, int] | None:
        if _NAME.fullmatch(name):
            for folder in self.folders:
                path = folder / name
                if path.is_file():
                    told = path.stat()
                    return path, told.st_mtime_ns, told.st_size
        return None


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja within limits. What an expression prints is made safe for Markdown; only the template's own words act."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__(
            loader=Folders(folders),
            autoescape=True,
            finalize=_finalized,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        known: Mapping[str, Callable[..., Any]] = FILTERS
        self.filters = {name: _limited(known[name]) for name in _FILTERS}
        ours: Mapping[str, Callable[..., Any]] = {
            "block": _as_block,
            "cell": _as_cell,
            "fenced": _as_fenced,
            "join": _join,
            "word": _as_word,
        }
        self.filters |= {name: _limited(run) for name, run in ours.items()}
        self.filters |= {"counted_turns": _turns, "counted_concat": _concat, "counted_words": _words}
        self.filters["counted_file"] = _file_name
        self.globals = {"range": _range, "dict": dict, "namespace": Namespace}

    def _generate(self, source: nodes.Template, *args: Any, **options: Any) -> Any:
        counted = _Counted().visit(source)
        counted.set_environment(self)
        return super()._generate(counted, *args, **options)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Only methods that cannot grow a text or change a value."""
        if isinstance(obj, Namespace):
            return not attr.startswith("_")
        return any(isinstance(obj, cls) and attr in names for cls, names in _METHODS.items())

    def wrap_str_format(self, value: Any) -> None:
        """``format`` is not there: it pads to any width."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A value's own names come before its methods: ``item.count`` is the count of the item."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, *args: Any, **options: Any) -> Any:  # as Jinja names them
        """Each call is a step."""
        _printing.get().step()
        return super().call(__context, __obj, *args, **options)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers are reckoned with, texts and lists only joined.

        Raises:
            Spent: the operation could grow without measure.
        """
        numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return _concat([left, right])
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            _printing.get().step(len(left) + len(right))
            return left + right
        if not numbers or operator == "**" or max(abs(left), abs(right)) > 1e12:
            raise Spent(operator)
        return super().call_binop(context, operator, left, right)


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > RANGE:
        raise Spent("range")
    return found
