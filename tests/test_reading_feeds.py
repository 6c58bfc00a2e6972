"""Feeds: entries become articles, teasers are told, and a hostile file stays inert."""

from __future__ import annotations

import socket
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import feeds, read_articles
from analysis.records import Article, Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
LONG = " ".join([LEAD] * 8)
FULL = f"<item><title>Dam</title><link>https://times.example/dam</link><description>{LONG}</description></item>"
HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example &amp; Times</title><language>en-gb</language>'
)


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>\n') -> str:
    return f"{head}{HEAD}{''.join(items)}</channel></rss>\n"


def read(folder: Path, content: str | bytes, name: str = "feed.xml") -> tuple[list[Article], list[Problem]]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = read_articles(folder / name)
    of_metadata = "a table metadata.csv beside the articles"
    return reading.articles, [problem for problem in reading.problems if of_metadata not in problem.message]


def told(problems: list[Problem], severity: str) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in problems if problem.severity == severity]


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.atom"])
def test_entries_of_rss(tmp_path: Path, name: str) -> None:
    item = (
        "<item><title>Dam &lt;b&gt;bursts&lt;/b&gt;</title><link>https://times.example/dam</link>"
        "<dc:creator>Jane Doe</dc:creator><pubDate>Tue, 04 Mar 2025 23:10:00 -0500</pubDate>"
        "<description>Short.</description>"
        f"<content:encoded><![CDATA[<p>{LEAD}</p><h2>What next</h2><ul><li>A bridge is closed.</li></ul>]]>"
        "</content:encoded></item>"
    )
    articles, problems = read(tmp_path, rss(FULL, item), name)
    assert problems == []
    assert [article.row for article in articles] == [1, 2]
    found = articles[1]
    assert found.text == f"Dam bursts\n\n{LEAD}\nWhat next\n- A bridge is closed."
    assert (found.outlet, found.author, found.headline, found.url, found.language, str(found.date)) == (
        *("Example & Times", "Jane Doe", "Dam bursts", "https://times.example/dam", "en-gb", "2025-03-04"),
    )


def test_entries_of_atom(tmp_path: Path) -> None:
    entry = (
        '<entry><title>1 &lt; 2</title><link href="https://times.example/1"/><updated>2025-03-04T23:10:00-05:00</updated>'
        '<author><name>Ana Lind</name></author><author><name>Ben Roe</name></author><content type="xhtml">'
        f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{LEAD}</p></div></content></entry>'
    )
    content = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Times</title>{entry}</feed>'
    ((found,), problems) = read(tmp_path, content.encode("utf-16"))
    assert found.text == f"1 < 2\n\n{LEAD}"
    assert (found.author, found.url, str(found.date)) == ("Ana Lind, Ben Roe", "https://times.example/1", "2025-03-04")
    assert problems == []


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("jane@times.example (Jane Doe)", "Jane Doe"),
        ("Jane Doe &lt;jane@times.example&gt;", "Jane Doe"),
        ("jane@times.example", None),
        ("Jane Doe", "Jane Doe"),
    ],
)
def test_addresses_of_authors_are_no_names(tmp_path: Path, author: str, expected: str | None) -> None:
    ((found,), _) = read(tmp_path, rss(FULL.replace("</item>", f"<author>{author}</author></item>")))
    assert found.author == expected


def test_the_outlet_of_an_entry_that_a_collecting_feed_names(tmp_path: Path) -> None:
    source = '<source url="https://post.example/rss">Example Post</source></item>'
    ((found,), _) = read(tmp_path, rss(FULL.replace("</item>", source)))
    assert found.outlet == "Example Post"


def test_a_table_corrects_the_outlet_but_not_the_headlines_of_entries(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,outlet,headline\nfeed.xml,The Times,All\n", encoding="utf-8")
    ((found,), _) = read(tmp_path, rss(FULL))
    assert (found.outlet, found.headline) == ("The Times", "Dam")


@pytest.mark.parametrize(
    ("text", "is_teaser"),
    [
        (f"<description>{LEAD}</description>", True),
        (f"<description>{LONG}</description>", False),
        (f"<description>{LONG} […]</description>", True),
        (f"<description>{LONG} &lt;a href='x'&gt;Read more&lt;/a&gt;</description>", True),
        (f"<description>Short.</description><content:encoded>{LEAD}</content:encoded>", False),
        (f"<content:encoded>{LONG} Continue reading →</content:encoded>", True),
    ],
)
def test_teasers_are_read_and_told(tmp_path: Path, text: str, is_teaser: bool) -> None:
    articles, problems = read(tmp_path, rss(FULL, f"<item><title>Rain</title>{text}</item>"))
    assert len(articles) == 2
    expected = [
        (
            "entry 2",
            "1 of 2 entries hold the beginning of their articles only, and that was read; "
            "`python -m analysis fetch feed.xml --to FOLDER` gets the whole articles",
        )
    ]
    assert told(problems, "warning") == (expected if is_teaser else [])


def test_an_entry_without_text_is_told(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, rss(FULL, "<item><title>Rain</title></item>"))
    assert [article.row for article in articles] == [1]
    assert told(problems, "error") == [("entry 2", "holds no text but its headline, so it is no article")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("hello there", "no XML"),
        ("<!-- <rss> -->", "no XML"),
        ("<urlset><url/></urlset>", "its outermost element is <urlset>"),
        ("<?xml version='1.0'?><!-- <rss> --><TEI><text/></TEI>", "its outermost element is <TEI>"),
        (rss(), "a feed without entries"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    ],
)
def test_files_that_are_no_feed(tmp_path: Path, content: str | bytes, said: str) -> None:
    articles, problems = read(tmp_path, content)
    assert articles == []
    ((_, message),) = told(problems, "error")
    assert said in message


def test_a_feed_that_breaks_off(tmp_path: Path) -> None:
    content = rss(FULL, FULL.replace("Dam", "Rain"))
    articles, problems = read(tmp_path, content[: content.rindex("<description>") + 300])
    assert articles[0].headline == "Dam"
    assert [place for place, message in told(problems, "warning") if "breaks off" in message] == ["near line 2"]


def test_entries_that_the_parser_does_not_find_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = feeds._parse(feeds._without_declarations(rss(FULL)))
    monkeypatch.setattr(feeds, "_parse", lambda _: whole)
    _, problems = read(tmp_path, rss(FULL, FULL, "<item><description><![CDATA[<item>]]></description></item>"))
    assert told(problems, "error") == [("", "3 entries begin in the file, but 1 could be read; look for the others")]


def test_markup_that_is_no_xml_is_read_nevertheless(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, rss(FULL, "<item><title>A & B</title></item>"))
    assert [article.headline for article in articles] == ["Dam"]
    assert "no well-formed XML" in told(problems, "note")[0][1]


# Hostile files

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">\n' for n in range(9))
ENTITIES = {
    "billion laughs": f'<!ENTITY a0 "ha">\n{LAUGHS}',
    "one long entity": f'<!ENTITY a9 "{"ha" * 50_000}">',
    "a file": '<!ENTITY a9 SYSTEM "file:///etc/hostname">',
    "an address": '<!ENTITY a9 PUBLIC "x" "http://127.0.0.1:9/x">',
    "a parameter": '<!ENTITY % a9 SYSTEM "http://127.0.0.1:9/x"> %a9;',
    "single quotes": "<!ENTITY a9 'a long value that was hidden'>",
    "a broken one": "<!ENTITY a9",
}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a file made the reader use the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("declarations", ENTITIES.values(), ids=ENTITIES)
@pytest.mark.parametrize("hidden", ["", "<!-- <a> -->\n", "<?x <a> ?>"])
def test_entities_that_could_do_harm_are_refused(tmp_path: Path, declarations: str, hidden: str) -> None:
    item = f"<item><title>x</title><description>{'&a9;' * 1000} {LONG}</description></item>"
    tracemalloc.start()
    articles, problems = read(tmp_path, rss(item, head=f"{hidden}<!DOCTYPE rss [\n{declarations}\n]>\n"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert articles == []
    assert "entities" in told(problems, "error")[0][1]
    assert peak < 20_000_000


@pytest.mark.usefixtures("no_network")
def test_declarations_behind_the_beginning_do_nothing(tmp_path: Path) -> None:
    """Two documents in one file: the parser stops at the second, and the forgiving one knows no such entities."""
    bomb = f'<!DOCTYPE rss [\n<!ENTITY a0 "ha">\n{LAUGHS}<!ENTITY f SYSTEM "file:///etc/hostname">\n]>\n'
    articles, problems = read(tmp_path, rss(FULL) + bomb + rss("<item><title>&a9; &f;</title></item>", head=""))
    assert sum(len(article.text) for article in articles) < 5000
    assert problems != []


def test_characters_that_a_feed_declares_are_read(tmp_path: Path) -> None:
    head = '<!DOCTYPE rss [<!ENTITY eacute "&#233;"><!ENTITY co "Company">]>'
    ((found,), problems) = read(tmp_path, rss(FULL.replace("Dam", "Caf&eacute; &co; &amp; more"), head=head))
    assert found.headline == "Café Company & more"
    assert problems == []


def test_the_declaration_of_an_old_format_is_not_loaded(tmp_path: Path) -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    ((found,), problems) = read(tmp_path, rss(FULL, head=head))
    assert (found.headline, problems) == ("Dam", [])


def test_a_feed_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_FEED_BYTES", 100)
    articles, problems = read(tmp_path, rss(FULL))
    assert articles == []
    assert "too many" in told(problems, "error")[0][1]


def test_long_names_and_many_categories_take_no_hours(tmp_path: Path) -> None:
    """The time that the parser itself takes grows with the square: here half an hour, and minutes."""
    categories = "".join(f"<category>{n}</category>" for n in range(30_000))
    item = FULL.replace("</item>", f"<author>{'a' * 500_000}</author>{categories}</item>")
    ((found,), _) = read(tmp_path, rss(item))
    assert found.author == "a" * 500


def test_a_feed_that_breaks_the_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("feedparser.parse", fail)
    articles, problems = read(tmp_path, rss(FULL))
    assert articles == []
    assert "RecursionError: too deep" in told(problems, "error")[0][1]


SAMPLE = rss(FULL, "<item><title>A</title><description><![CDATA[<p>x</p>]]></description></item>", FULL).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_raises_or_passes_in_silence(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SAMPLE) - 1))
    end = min(len(SAMPLE), start + data.draw(st.integers(0, 400)))
    pieces = (b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<item>", b"</item>", b"\xff", b"\0", b"<!--", b"<?", b"\"'")
    put = data.draw(st.one_of(st.binary(max_size=20), st.lists(st.sampled_from(pieces), max_size=6).map(b"".join)))
    content = SAMPLE[:start] + put + SAMPLE[end:]
    articles, problems = read(tmp_path, content)
    try:
        n_entries = len(list(ElementTree.fromstring(content).iter("item")))
    except (ElementTree.ParseError, ValueError, LookupError):
        assert len(articles) >= 2 or problems
    else:  # the damage made another feed
        is_told = any("entries begin in the file" in message for _, message in told(problems, "error"))
        assert is_told or len(articles) + len(told(problems, "error")) >= n_entries
