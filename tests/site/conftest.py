"""A built sample site, and a browser that opens it from the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bihuan.site.build import site
from bihuan.site.values import Archive
from bihuan.site.words import Words
from bihuan.site.write import Written, item, write

SHANGHAI = ZoneInfo("Asia/Shanghai")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def publish(folder: Path, archive: Archive, lang: str = "zh") -> Written:
    """Build an archive's public form into a folder, with a byte or two for each attachment."""
    files = [item(file.path, b"x") for entry in archive.entries for file in entry.files]
    return write(folder, [*files, *site(archive, Words(lang), SHANGHAI)])  # type: ignore[arg-type]


@pytest.fixture
def sample() -> Any:
    """The sample archive's module."""
    import importlib.util

    path = Path(__file__).with_name("sample.py")
    spec = importlib.util.spec_from_file_location("site_sample", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def publishing() -> Any:
    """Builds an archive into a folder."""
    return publish


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, which the continuous checks must have.

    It goes with its module: while it is open its event loop runs in this thread, and no asynchronous test could.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        reason = "no Chromium on this system"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=path, args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page that fails its test when anything complains, is refused by the page's rules, or leaves the disk.

    It closes before its site's folder goes (hence `tmp_path`): the icon is loaded after the page, and could be missed.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda message: complaints.append(message.text))
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
    yield made
    context.close()
    assert complaints == []
