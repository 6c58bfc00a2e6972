"""Bytes → characters: right where it can be known, said openly where it was guessed."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import read_articles
from analysis.reading.decoding import NotTextError, decode

ENGLISH = (
    "The minister’s plan — “a disaster,” said José Núñez — would cost £40 million, officials said. The café closed."
)
RUSSIAN = "Президент заявил в понедельник, что переговоры будут продолжены на следующей неделе."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ""),
        (b"plain\r\ntext\n", "plain\r\ntext\n"),
        (ENGLISH.encode(), ENGLISH),
        (codecs.BOM_UTF8 + ENGLISH.encode(), ENGLISH),
        (ENGLISH.encode("utf-16"), ENGLISH),
        (codecs.BOM_UTF16_BE + ENGLISH.encode("utf-16-be"), ENGLISH),
        (ENGLISH.encode("utf-32"), ENGLISH),
        ("\ufeff\ufeffa".encode(), "\ufeffa"),
    ],
)
def test_what_is_certain_is_read_without_a_remark(data: bytes, expected: str) -> None:
    assert decode(data) == (expected, None)


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ENGLISH, "cp1252", "Windows-1252"),
        ("He said it’s over.", "cp1252", "Windows-1252"),
        ("A £5 ticket", "cp1252", "Windows-1252"),
        ("Die Straße in Köln war für Stunden gesperrt.", "cp1252", "Windows-1252"),
        (ENGLISH, "mac_roman", "mac_roman"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8_r", "koi8_r"),
        (ENGLISH, "utf-16-le", "UTF-16-LE"),
        (ENGLISH, "utf-16-be", "UTF-16-BE"),
    ],
)
def test_what_is_guessed_is_noted(text: str, encoding: str, named: str) -> None:
    found, remark = decode(text.encode(encoding))
    assert found == text
    assert remark is not None
    assert remark.severity == "note"
    assert named in remark.message


def test_stray_bytes_in_utf8_keep_their_characters() -> None:
    data = "Café society\nin Núñez’s town\nand “it’s”".encode() + b" \x93over\x94 here, caf\xe9 too"
    text, remark = decode(data)
    assert text.endswith(" “over” here, café too")
    assert remark is not None
    assert (remark.severity, remark.place) == ("warning", f"byte {data.index(0x93)}, line 3")
    assert "3 of its places" in remark.message


def test_cut_off_characters_in_utf8_are_marked() -> None:
    text, remark = decode("Café society in Núñez’s “town” rained".encode() + "’".encode()[:2] + b" out")
    assert text.endswith("rained\ufffd out")
    assert remark is not None
    assert remark.severity == "warning"


def test_utf8_with_a_mark_and_stray_bytes() -> None:
    text, remark = decode(codecs.BOM_UTF8 + b"It\x92s raining")
    assert text == "It’s raining"
    assert remark is not None
    assert remark.place == "byte 5, line 1"


def test_broken_utf16() -> None:
    text, remark = decode(ENGLISH.encode("utf-16") + b"\x00")
    assert text.startswith(ENGLISH)
    assert remark is not None
    assert remark.severity == "warning"


def test_a_declared_charset_comes_before_a_guess_and_after_utf8() -> None:
    assert decode("naïve".encode("cp1257", "replace") + b"\xe0", declared="windows-1257")[0].endswith("ą")
    assert decode(ENGLISH.encode(), declared="windows-1251") == (ENGLISH, None)
    assert decode(ENGLISH.encode("cp1252"), declared="no-such-charset")[0] == ENGLISH
    assert decode(ENGLISH.encode("cp1252"), declared="iso-8859-1")[0] == ENGLISH


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\x00b", "NUL"),
        (b"GIF89a", "a GIF image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"\x01\x02\x03\x04\x05abc", "control characters"),
        (codecs.BOM_UTF16_LE + b"\x01\x00\x02\x00\x03\x00" * 9, "control characters"),
    ],
)
def test_what_is_no_text(data: bytes, said: str) -> None:
    with pytest.raises(NotTextError, match=said):
        decode(data)


def test_a_stray_byte_far_into_a_long_line() -> None:
    data = ("é" * 700_000).encode() + b" \x93 " + ("é" * 10).encode()
    text, remark = decode(data)
    assert text[700_000:700_003] == " “ "
    assert remark is not None
    assert remark.place == "byte 1400001, line 1"


def test_the_remark_becomes_a_problem_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ENGLISH.encode("cp1252"))
    (tmp_path / "b.csv").write_bytes(f'text\n"{ENGLISH}"\n'.replace("“", "").replace("”", "").encode("cp1252"))
    reading = read_articles(tmp_path)
    assert reading.articles[0].text == ENGLISH
    assert "José" in reading.articles[1].text
    told = {problem.path: problem.severity for problem in reading.problems if "by a guess" in problem.message}
    assert told == {"a.txt": "note", "b.csv": "note"}


@given(st.text(st.characters(codec="utf-8")))
def test_utf8_is_always_read_as_it_is(text: str) -> None:
    try:
        assert decode(text.encode())[0] == text.removeprefix("\ufeff")
    except NotTextError:
        assert any(not char.isprintable() or char == "\ufffd" for char in text) or text.startswith(
            ("PK", "GIF8", "Rar!")
        )
