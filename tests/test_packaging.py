"""What is installed is what is here: a package missing from the list would vanish from the wheel in silence."""

from __future__ import annotations

import ast
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
TOPS = ("store", "tui", "site", "templates")


def test_every_package_is_listed() -> None:
    here = {
        "bihuan." + ".".join(init.parent.relative_to(ROOT).parts)
        for top in TOPS
        for init in (ROOT / top).rglob("__init__.py")
    }
    assert set(SETUPTOOLS["packages"]) == here


def test_every_module_lies_in_a_package() -> None:
    for top in TOPS:
        for module in (ROOT / top).rglob("*.py"):
            assert (module.parent / "__init__.py").exists(), module


@pytest.mark.parametrize("package", ["store", "store/rules", "tui", "site"])
def test_a_packages_first_lines_say_where_each_module_is(package: str) -> None:
    told = ast.get_docstring(ast.parse((ROOT / package / "__init__.py").read_text("utf-8"))) or ""
    inside = [p for p in (ROOT / package).iterdir() if p.suffix == ".py" or (p / "__init__.py").is_file()]
    assert sorted(re.findall(r"``(\w+)``", told)) == sorted(p.stem for p in inside if p.stem != "__init__")


def test_every_data_file_is_packed() -> None:
    globs = SETUPTOOLS["package-data"]
    for top in TOPS:
        for path in (ROOT / top).rglob("*"):
            if not path.is_file() or path.suffix in (".py", ".pyc"):
                continue
            owner = next(p for p in path.parents if (p / "__init__.py").exists())
            package = "bihuan." + ".".join(owner.relative_to(ROOT).parts)
            name = path.relative_to(owner).as_posix()
            assert any(fnmatch(name, g.replace("**/", "*")) for g in globs.get(package, ())), (package, name)


def test_the_readme_has_the_two_commands_and_stays_short() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    lines = readme.splitlines()
    assert "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/bihuan demo" in lines
    assert "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest" in lines
    assert len(lines) < 150
