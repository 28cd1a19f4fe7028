"""What a check is called for short: in documents, on pages, in counts and to the other party, never by its code."""

from __future__ import annotations

from bihuan.store.rules.record import FIELDS
from bihuan.store.text import Lang, has, say

# The field whose absence a check is about, by the check's code.
FIELD_OF = {c.f.code: name for name, c in FIELDS.items() if c.f.code}


def check_name(code: str, lang: Lang) -> str:
    """The short name of a check; one that another program brought keeps its own code."""
    if code in FIELD_OF:
        return say("check_name.missing", lang, field=say(f"field.{FIELD_OF[code]}.label", lang))
    if code.startswith("L-"):
        return say("check_name.L", lang, number=code)
    named = f"check_name.{code}"
    return say(named, lang) if has(named, lang) else code
