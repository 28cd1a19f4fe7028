"""Attachments, and what people add to the documents."""

from __future__ import annotations

from typing import Annotated, Any

from bihuan.store import documents
from bihuan.store.acts import Acting, act
from bihuan.store.errors import BadInput
from bihuan.store.rules.documents import DocumentName
from bihuan.store.rules.field import F
from bihuan.store.rules.kept import SIZE_LIMIT, Attachment


@act("attach")
def attach(do: Acting, file: Annotated[Any, F("file")], document: DocumentName | None = None) -> None:
    """Attach a file to the request or to one of its documents; its bytes are kept once, by their hash."""
    if len(file.body) > SIZE_LIMIT:
        raise BadInput("E-FILE-LARGE", "file", name=file.name, size=len(file.body), limit=SIZE_LIMIT)
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1].strip() or "file"
    do.put(
        Attachment(
            request=do.on.request.id,
            name=name,
            hash=do.keep_bytes(file.body),
            size=len(file.body),
            document=document,
            by=do.who.id,
            at=do.at,
        )
    )


@act("document")
def document(do: Acting, kind: DocumentName, text: Annotated[str, F("markdown")]) -> None:
    """Add to one of the documents what its template does not say; it stays in later versions."""
    documents.add_text(do, do.on, kind, text)
