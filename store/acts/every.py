"""Every act: importing this module declares them all."""

from importlib import import_module

from bihuan.store.acts import ACTS

SUBJECTS = (
    "flow",
    "back",
    "proposals",
    "beside",
    "edit",
    "priority",
    "assess",
    "sign",
    "talk",
    "accept",
    "close",
    "files",
    "people",
    "hand_over",
    "keys",
    "plans",
    "entered",
    "workdays",
    "exchange",
    "undo",
)
for _subject in SUBJECTS:
    import_module(f"bihuan.store.acts.{_subject}")

__all__ = ["ACTS"]
