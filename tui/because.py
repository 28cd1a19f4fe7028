"""What the system or a reader of a format said was wrong, in the words of the language that is on."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from json import JSONDecodeError
from subprocess import CalledProcessError
from tomllib import TOMLDecodeError

PLACE = re.compile(r"line (\d+), column (\d+)")  # in what tomllib says
# What Jinja says of a template, by the kind of its error; the group is the name that it quotes.
TEMPLATE = {
    "TemplateSyntaxError": (
        ("unclosed", re.compile(r"needs to be closed is '(\w+)'")),
        ("syntax_at", re.compile(r"(?:tag|got|unexpected) '(\S+)'")),
        ("syntax", re.compile("()")),
    ),
    "TemplateAssertionError": (("barred", re.compile(r"named '(.+?)'")), ("syntax", re.compile("()"))),
    "SecurityError": (("barred", re.compile(r"attribute '(.+?)'")), ("syntax", re.compile("()"))),
    "UndefinedError": (("unknown", re.compile(r"(?:.* attribute )?'(.+?)'")), ("syntax", re.compile("()"))),
    "TemplateNotFound": (("no_template", re.compile(r"(.+)", re.DOTALL)),),
}


def because(error: BaseException, say: Callable[..., str], has: Callable[[str], bool]) -> str:
    """Say why; of what has no words the name, which is the same in every language."""
    match error:
        case JSONDecodeError():
            return say("because.json", line=error.lineno, column=error.colno)
        case TOMLDecodeError() if found := PLACE.search(str(error)):
            return say("because.toml", line=found[1], column=found[2])
        case UnicodeDecodeError():
            return say("because.utf8", place=error.start + 1)
        case KeyError():
            return say("because.unknown", name=error.args[0])
        case CalledProcessError():
            return say("because.ended", status=error.returncode)
    for code, said in TEMPLATE.get(type(error).__name__, ()):
        if found := said.search(str(error)):
            return say(f"because.{code}", name=found[1])
    number = error.errno if isinstance(error, OSError) else None
    name = errno.errorcode.get(number, str(number)) if number else type(error).__name__
    return say(f"because.{name}") if has(f"because.{name}") else say("because.other", name=name)
