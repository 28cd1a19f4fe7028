"""Files of lines: plain and packed, and each fault at its place."""

import gzip
import io

import pytest

from bihuan.store.exchange import lines
from bihuan.store.exchange.lines import Fault, Line, read_lines


def read(raw):
    return list(read_lines(io.BytesIO(raw)))


def test_plain_and_packed_files_say_the_same():
    raw = '\ufeff{"id": "一"}\r\n\n  \n{"id": "\u2028"}'.encode()
    expected = [Line(1, '{"id": "一"}', {"id": "一"}), Line(4, '{"id": "\u2028"}', {"id": "\u2028"})]
    assert read(raw) == read(gzip.compress(raw)) == expected


@pytest.mark.parametrize(
    ("raw", "column", "code", "key"),
    [
        (b'{"id": "x"', 11, "E-IMPORT-JSON", ""),
        ('{"名": 一}'.encode(), 7, "E-IMPORT-JSON", ""),
        (b'{"id": NaN}', 1, "E-IMPORT-JSON", ""),
        ('{"名": "'.encode() + b'\xff"}', 8, "E-IMPORT-UTF8", ""),
        (b"[1, 2]", 1, "E-IMPORT-OBJECT", ""),
        (b'{"id": 1, "id": 2}', 2, "E-IMPORT-KEY-TWICE", "id"),
        (b'{"a": "x", "title": "\\ud83d"}', 12, "E-IMPORT-SURROGATE", "title"),
        (b'{"a": ' + b"[" * 100_000, 1, "E-IMPORT-DEEP", ""),
    ],
)
def test_a_fault_names_its_line_and_column_and_the_lines_around_it_are_read(raw, column, code, key):
    before, fault, after = read(b'{"id": "1"}\n' + raw + b'\n{"id": "3"}\n')
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column, fault.code, fault.key) == (2, column, code, key)
    assert (before.number, after.number) == (1, 3)


def test_a_pair_of_surrogates_is_a_character():
    assert read(b'{"t": "\\ud83d\\ude00"}')[0].data == {"t": "😀"}


def test_a_line_without_end_is_passed_over(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 32)
    long, after = read(b'{"t": "' + b"x" * 100 + b'"}\n{"id": "2"}\n')
    assert (long.line, long.code, after.data) == (1, "E-IMPORT-LINE-LONG", {"id": "2"})


def test_a_packed_file_that_breaks_off_gives_what_it_has():
    whole = gzip.compress(b"".join(b'{"id": "%d", "t": "%s"}\n' % (n, bytes([65 + n % 26]) * n) for n in range(500)))
    *some, fault = read(whole[: len(whole) // 2])
    assert some and all(isinstance(line, Line) for line in some)
    assert (fault.line, fault.code) == (len(some) + 1, "E-IMPORT-GZIP")
    assert read(gzip.compress(b'{"id": "1"}\n') + b"rubbish")[-1].code == "E-IMPORT-GZIP"
