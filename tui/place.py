"""Where things are and who is here: the store's file, the person's folders, the account. Cheap to import.

Who is acting comes from the kernel alone, never from the environment or a file (``design/trust.md``).
"""

from __future__ import annotations

import os
import pwd
from typing import Any

STORE_NAME = ".bihuan.db"


class BadSettings(ValueError):
    """A settings file cannot be read; nothing heavier, so that the quick lists may catch it."""

    def __init__(self, path: str, why: Exception) -> None:
        super().__init__(f"{path}: {why}")
        self.path, self.why = path, why


DEMO_NAME = "bihuan.db"


def account() -> str:
    """The login of the account that runs this."""
    uid = os.getuid()
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def find_store(given: str | None) -> str:
    """The store's file: as given, by `BIHUAN_STORE`, in this folder or one above, by the settings, or one's own."""
    named = given or os.environ.get("BIHUAN_STORE")
    if named:
        return inside(named)
    return above(folder_here()) or inside(str(setting("store") or "")) or own_store()


def folder_here() -> str:
    """The folder one stands in; the root when it was removed meanwhile."""
    try:
        return os.getcwd()
    except FileNotFoundError:
        return os.sep


def inside(path: str) -> str:
    """A folder stands for the store in it."""
    path = os.path.expanduser(path)
    if not path or not os.path.isdir(path):
        return path
    demo = os.path.join(path, DEMO_NAME)
    own = os.path.join(path, STORE_NAME)
    return demo if os.path.isfile(demo) and not os.path.isfile(own) else own


def above(folder: str) -> str:
    """The store in a folder or the nearest one above it; empty when there is none."""
    while True:
        here = os.path.join(folder, STORE_NAME)
        if os.path.isfile(here):
            return here
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent


def own_store() -> str:
    """The store of a person alone."""
    import platformdirs

    return os.path.join(platformdirs.user_data_dir("bihuan"), "bihuan.db")


def state_folder() -> str:
    """Where drafts and reports of this person lie."""
    import platformdirs

    return platformdirs.user_state_dir("bihuan")


def config_folder() -> str:
    """Where this person's settings lie."""
    import platformdirs

    return platformdirs.user_config_dir("bihuan")


def setting(name: str) -> Any:
    """A setting of this person, else of this host; None when neither says anything.

    Raises:
        BadSettings: a settings file is not TOML.
    """
    import platformdirs

    for folder in (platformdirs.user_config_dir("bihuan"), platformdirs.site_config_dir("bihuan")):
        path = os.path.join(folder, "config.toml")
        if os.path.isfile(path) and (found := read_settings(path).get(name)) is not None:
            return found
    return None


def read_settings(path: str) -> dict[str, Any]:
    """Read a settings file.

    Raises:
        BadSettings: it is not TOML.
    """
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise BadSettings(path, e) from e
