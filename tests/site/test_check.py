"""A built folder is looked over as its readers get it: every fault planted in it is found."""

import pytest

from bihuan.site.check import Finding, check
from bihuan.site.write import LIST
from bihuan.store.rules.record import Person

ZHANG = Person(
    login="zhang3",
    name="张三丰",
    party="business",
    email="z@corp.example",
    phone="010-5555",
    ssh_keys=("ssh-ed25519 AAAAC3Nz z",),
)


@pytest.fixture
def built(sample, publishing, tmp_path):
    publishing(tmp_path, sample.archive())
    return tmp_path


def plant(folder, path, old, new):
    file = folder / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("new", "finding"),
    [
        ('<a href="nowhere.html">', Finding("link", "about/index.html", "nowhere.html")),
        ('<a href="../../../etc/passwd">', Finding("link", "about/index.html", "../../../etc/passwd")),
        ('<a href="../index.html#nowhere">', Finding("link", "about/index.html", "../index.html#nowhere")),
        ('<a href="javascript:x">', Finding("outside", "about/index.html", "javascript:x")),
        ('<img src="https://a.example/b.png">', Finding("outside", "about/index.html", "https://a.example/b.png")),
        ("<script>1</script>", Finding("active", "about/index.html", "script")),
        ('<b onclick="x">', Finding("active", "about/index.html", "onclick")),
        ('<b style="x">', Finding("active", "about/index.html", "style")),
        ("<iframe>", Finding("active", "about/index.html", "iframe")),
        ('<b id="main">', Finding("id", "about/index.html", "main")),
        ("张 三丰", Finding("leak", "about/index.html", "张 三丰")),
        ("z@corp.example", Finding("leak", "about/index.html", "z@corp.example")),
        ("who@else.example", Finding("leak", "about/index.html", "who@else.example")),
        ("13800001234", Finding("leak", "about/index.html", "13800001234")),
        ("010-5555", Finding("leak", "about/index.html", "010-5555")),
        ("@zhang3", Finding("leak", "about/index.html", "@zhang3")),
        ("AAAAC3Nz", Finding("leak", "about/index.html", "AAAAC3Nz")),
    ],
)
def test_a_planted_fault_is_found(built, new, finding):
    plant(built, "about/index.html", "<h1>", f"{new}<h1>")
    assert list(check(built, [ZHANG])) == [Finding("altered", "about/index.html"), finding]


def test_a_missing_file_is_found_by_the_list_and_by_what_leads_to_it(built):
    (built / "r/2024-015/documents/record-3.html").unlink()
    assert set(check(built)) == {
        Finding("missing", "r/2024-015/documents/record-3.html"),
        Finding("link", "r/2024-015/index.html", "documents/record-3.html"),
    }


def test_a_folder_without_a_site_is_a_finding(tmp_path):
    assert list(check(tmp_path)) == [Finding("empty", LIST)]


def test_digits_within_a_hash_are_no_telephone_number(built):
    plant(built, "about/index.html", "<h1>", "ab13800001234cd<h1>")
    assert list(check(built)) == [Finding("altered", "about/index.html")]
