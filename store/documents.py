"""The eleven documents: printed from the record by templates, extended by people, frozen when their step ends.

A document's ``body`` is the whole of it, what people added included: it is what is filed, hashed and shown. ``added``
keeps people's own words, so that the next version carries them on.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.store import read
from bihuan.store.errors import BadInput
from bihuan.store.rules.checks import HAN
from bihuan.store.rules.documents import DOCUMENTS, DocumentKind, due_at_end
from bihuan.store.rules.kept import Document
from bihuan.store.rules.record import Record
from bihuan.store.text import Lang
from bihuan.store.text.measures import promise_words

if TYPE_CHECKING:
    from bihuan.store.file import Acting, Store
    from bihuan.store.sandbox import Sandbox


def language(record: Record) -> Lang:
    """The language a record's documents are in: the team's, else that of its title."""
    told = record.team.told("documents.lang")
    if told in ("zh", "en"):
        return "zh" if told == "zh" else "en"
    return "zh" if HAN.search(record.request.title or "") else "en"


# ---- printing ----------------------------------------------------------------------------------------------------
def render(record: Record, kind: str, lang: Lang, team_templates: Path | None = None) -> str:
    """Print a document as it is now, with what people added to its latest version.

    Args:
        record: the record whole.
        kind: which of the eleven.
        lang: the language of the template.
        team_templates: a folder like ``templates/``; its files stand for ours of the same name.

    Raises:
        BadInput: there is no such document, or a template is wrong, names no template or asks for too much.
    """
    _known(kind)
    latest = [d for d in record.documents if d.kind == kind]
    return _render(record, kind, lang, team_templates, latest[-1].added if latest else None)


def _render(record: Record, kind: str, lang: Lang, team: Path | None, added: str | None) -> str:
    from bihuan.store.printed import printed, printer
    from bihuan.store.quoting import settled
    from bihuan.store.sandbox import Printing, faults, printing

    by = printer(record, lang)
    # A name that another one begins with comes after it.
    names = tuple(sorted(set(by.names.numbers.values()), key=lambda name: (-len(name), name)))
    with faults(), printing(Printing(names=names)) as now:
        environment = _environment(lang, team)
        words = environment.get_template("words.md.j2").module
        now.absent = str(vars(words)["absent"])
        values = {name: value for name, value in vars(words).items() if not name.startswith("_")}
        values |= {"record": printed(record, by), "added": by.text(added) if added else None, "kind": kind}
        values["monitoring"] = promise_words(record.team.numbers.waiting["monitoring"], lang)
        parts = (kind, "added") if added else (kind,)
        printed_parts = [environment.get_template(f"{part}.md.j2").render(values).strip("\n") for part in parts]
    return settled("\n\n".join(printed_parts), names) + "\n"


@cache
def _environment(lang: Lang, team: Path | None) -> Sandbox:
    from bihuan import templates
    from bihuan.store.sandbox import Sandbox

    ours = Path(templates.__file__).parent
    return Sandbox(folder / "documents" / lang for folder in (team, ours) if folder is not None)


def _known(kind: str) -> DocumentKind:
    if kind not in DOCUMENTS:
        raise BadInput("E-DOCUMENT-KIND", "kind", kind=kind, kinds=tuple(DOCUMENTS))
    return DOCUMENTS[kind]


def warm(store: Store, record: Record, step: str) -> None:
    """Read the templates of a step's documents ahead, so that an act holds the store's lock no longer than it must.

    Raises:
        BadInput: a template cannot be read.
    """
    from bihuan.store.sandbox import faults

    environment = _environment(language(record), team_templates(store))
    with faults():
        for name in ("words", *(document.kind for document in due_at_end(step))):
            environment.get_template(f"{name}.md.j2")


# ---- versions ----------------------------------------------------------------------------------------------------
def team_templates(store: Store) -> Path | None:
    """The team's folder of templates, from the store's own folder on; None where it has none."""
    told = store.team.told("documents.templates")
    return store.path.resolve().parent / told if told else None


def versions(do: Acting, record: Record, kind: str) -> tuple[Document, ...]:
    """The versions of a document, oldest first, those that this very act put included."""
    where = "WHERE request = ? AND kind = ? AND NOT dropped ORDER BY version, n"
    return read.rows(do.store, Document, where, record.request.id, kind)


def freeze(do: Acting, record: Record, step: str, *, cut_short: bool = False) -> None:
    """Freeze the documents of a step within the act that ends it.

    Args:
        do: the act.
        record: the record as the act leaves it: number, status and rows are printed as they stand there.
        step: the step that ends; ``draft`` ends at submission.
        cut_short: it ends unfinished, by a rollback or an end: only what earlier steps left is brought up to now.

    Raises:
        BadInput: a template of the team is wrong.
    """
    for document in due_at_end(step):
        before = versions(do, record, document.kind)
        wanted = (not document.needs or getattr(record, document.needs)) and not (cut_short and document.step == step)
        if wanted and not (document.once and before):
            _freeze(do, record, document.kind, before)


def _freeze(do: Acting, record: Record, kind: str, before: tuple[Document, ...]) -> None:
    new = _version(do, record, kind, before, before[-1].added if before else None)
    if before and before[-1].body == new.body:
        if before[-1].frozen_at is None:
            do.put(replace(before[-1], frozen_at=do.at))
        return
    do.put(replace(new, frozen_at=do.at))


def _version(do: Acting, record: Record, kind: str, before: tuple[Document, ...], added: str | None) -> Document:
    lang = before[-1].lang if before else language(record)
    return Document(
        request=record.request.id,
        kind=kind,
        version=before[-1].version + 1 if before else 1,
        lang=lang,
        body=_render(record, kind, lang, team_templates(do.store), added),
        added=added,
        at=do.at,
        by=do.who.id,
    )


def add_text(do: Acting, record: Record, kind: str, text: str) -> Document:
    """Add to a document within an act: a new version that carries the text on, frozen when the next step ends.

    Raises:
        BadInput: no such document, nothing to add, or the document stays as it was first frozen.
    """
    before = versions(do, record, kind)
    earlier = before[-1].added if before else None
    return edit_text(do, record, kind, f"{earlier}\n\n{text.strip()}" if earlier and text.strip() else text)


def edit_text(do: Acting, record: Record, kind: str, text: str) -> Document:
    """Put a text in the place of all that people added to a document so far.

    Raises:
        BadInput: no such document, no text, or the document stays as it was first frozen.
    """
    if _known(kind).once:
        raise BadInput("E-DOCUMENT-FROZEN", "kind", kind=kind)
    if not text.strip():
        raise BadInput("E-DOCUMENT-EMPTY", "text", kind=kind)
    return do.put(_version(do, record, kind, versions(do, record, kind), text.strip("\n")))
