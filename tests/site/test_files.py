"""An attachment keeps its ending only where its bytes prove it; all else is downloaded as it is."""

import pytest

from bihuan.site.files import public_name

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("name", "body", "ending"),
    [
        ("图.PNG", PNG + b"x", "png"),
        ("图.jpeg", b"\xff\xd8\xff\xe0", "jpg"),
        ("a.gif", b"GIF89a", "gif"),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        ("报告.pdf", b"%PDF-1.7", "pdf"),
        ("说明.md", "# 说明\n".encode(), "md"),
        ("x.log", b"ok\n", "txt"),
        ("x.csv", "﻿a,b\r\n".encode(), "csv"),
        ("x.log", b"\x1b[2J", "bin"),
        ("gbk.csv", "中文".encode("gbk"), "bin"),
        ("a.png", b"GIF89a", "bin"),
        ("a.png", PNG + b"<script>alert(1)</script>", "bin"),
        ("a.svg", b"<svg/>", "bin"),
        ("a.html", b"<html>", "bin"),
        ("a.exe", b"MZ", "bin"),
        ("noending", b"x", "bin"),
    ],
)
def test_which_ending_is_proven(name, body, ending):
    assert public_name("ab" * 32, name, body) == f"files/ab/{'ab' * 32}.{ending}"


def test_no_bad_file_opens_as_a_page(corpora):
    for path in sorted((corpora / "bad" / "files").iterdir()):
        ending = public_name("0" * 64, path.name, path.read_bytes()).rpartition(".")[2]
        assert ending in ("bin", "csv", "txt", "png", "gif")
        assert path.suffix in (".csv", ".log", ".png", ".gif") or ending == "bin"
        if "polyglot" in path.name:
            assert ending == "bin"
