"""The words of pages in one language: labels of fields, choices and tables, and values as they are read."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.site.values import Value
from bihuan.store.text import Lang, catalog, has, say
from bihuan.store.text.checks import check_name
from bihuan.store.text.measures import head_of
from bihuan.store.text.places import place

# Where the word of a figure's key stands in the texts, by its group.
KEYS = {
    "step": "choice.status",
    "type": "choice.type",
    "priority": "choice.priority",
    "clock": "choice.verdicts.clock",
    "party": "party",
    "holder": "choice.ball",
    "class": "wording.class",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What pages say, in one language."""

    lang: Lang

    @property
    def html_lang(self) -> str:
        """The language as HTML names it."""
        return "zh-Hans" if self.lang == "zh" else "en"

    def __call__(self, code: str, **values: object) -> str:
        """A sentence of the site; of one thing in its own words, where it has them."""
        single = f"site.{code}_one" if str(values.get("n")) == "1" else ""
        return say(single if has(single, self.lang) else f"site.{code}", self.lang, **values)

    def label(self, name: str) -> str:
        """The name of a field of the record, or of one of the page's own facts."""
        return self(f"field.{name}") if has(f"site.field.{name}", self.lang) else say(f"field.{name}.label", self.lang)

    def rows(self, name: str) -> str:
        """The name of a table of the record."""
        return say(f"many.{name}.label", self.lang)

    def column(self, rows: str, name: str) -> str:
        """The name of a column of one of its tables, with the unit of what stands there."""
        unit = f"site.unit.{rows}.{name}"
        if has(unit, self.lang):
            return say(unit, self.lang)
        return say(f"column.{rows}.{name}.label", self.lang)

    def choice(self, of: str, code: str) -> str:
        """The word of a choice; what an import brought is its own word."""
        match of:
            case "role" | "owed":
                key = f"{of}.{code}"
            case "field":
                return self.place(code)
            case "check":
                return check_name(code, self.lang)
            case "outcome":
                key = f"choice.status.{code}"
            case _:
                key = f"choice.{of}.{code}"
        return say(key, self.lang) if has(key, self.lang) else code

    def measure(self, name: str) -> str:
        """The name of a measure of the statistics."""
        return say(f"numbers.measure.{name}", self.lang)

    def head(self, name: str, measure: str = "") -> str:
        """The name of one of its values."""
        return say(f"numbers.head.{head_of(measure, name, self.lang)}", self.lang)

    def group(self, by: str, key: str) -> str:
        """What is counted apart; a department, a month and what an import brought are their own words."""
        if by == "all":
            return say("numbers.stats.all", self.lang)
        if by == "code":
            return check_name(key, self.lang)
        code = f"{KEYS[by]}.{key}" if by in KEYS else ""
        return say(code, self.lang) if code and has(code, self.lang) else key

    def place(self, path: str) -> str:
        """The name of a place of the record, by its path."""
        return place(path, catalog(self.lang).get) or path

    def amount(self, name: str, value: Value) -> str:
        """A count with what it counts; nothing of a value that is no such count."""
        return self(f"amount.{name}", n=value.text) if has(f"site.amount.{name}", self.lang) else ""

    def choice_paper(self, kind: str) -> str:
        """The name of a document; what an import brought is its own word."""
        key = f"site.paper.{kind}" if has(f"site.paper.{kind}", self.lang) else f"document.{kind}"
        return say(key, self.lang) if has(key, self.lang) else kind

    def shown(self, value: Value) -> str:
        """A value other than long text, as it is read."""
        match value.kind:
            case "choice":
                return self.choice(value.of, value.text)
            case "bool":
                return self(value.text)
            case "count" if value.of:
                row = f"row_of.{value.of}"
                named = has(row, self.lang)
                return say(row, self.lang, n=value.text) if named else f"{self.rows(value.of)} {value.text}"
        return value.text
