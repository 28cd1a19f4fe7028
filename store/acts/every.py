"""Every act: importing this module declares them all."""

from bihuan.store.acts import (
    ACTS,
    accept,
    assess,
    close,
    edit,
    exchange,
    files,
    flow,
    people,
    priority,
    sign,
    talk,
    undo,
)

__all__ = [
    "ACTS",
    "accept",
    "assess",
    "close",
    "edit",
    "exchange",
    "files",
    "flow",
    "people",
    "priority",
    "sign",
    "talk",
    "undo",
]
