"""Web archives: which records become articles, what is told of the others, and how damage is survived."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import brotli
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from analysis.reading import drafts, read_articles
from analysis.reading.bodies import BodyError, unpack_body
from analysis.records import Article, Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."


def page(title: str = "Dam bursts", body: str = LEAD) -> bytes:
    return f"<html><head><title>{title}</title></head><body><article><p>{body}</p></article></body></html>".encode()


def record(
    body: bytes,
    url: str = "https://times.example/dam",
    *,
    status: str = "200 OK",
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),),
    kind: str = "response",
    extra: dict[str, str] | None = None,
    packed: bool = True,
) -> bytes:
    """The bytes of one record."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind in ("response", "revisit") else None
    writer.write_record(
        writer.create_warc_record(url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict=extra or {})
    )
    return out.getvalue()


def read(folder: Path, *records: bytes, name: str = "crawl.warc.gz") -> tuple[list[Article], list[Problem]]:
    (folder / name).write_bytes(b"".join(records))
    reading = read_articles(folder / name)
    of_metadata = "a table metadata.csv beside the articles"
    return reading.articles, [problem for problem in reading.problems if of_metadata not in problem.message]


def told(problems: list[Problem], severity: str) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in problems if problem.severity == severity]


@pytest.mark.parametrize(("name", "packed"), [("crawl.warc", False), ("crawl.warc.gz", True), ("odd.warc", True)])
def test_pages_with_their_addresses(tmp_path: Path, name: str, packed: bool) -> None:
    other = record(page("Rain"), "https://times.example/rain", packed=packed)
    articles, problems = read(tmp_path, record(page(), packed=packed), other, name=name)
    assert [(article.row, article.url, article.headline) for article in articles] == [
        (1, "https://times.example/dam", "Dam bursts"),
        (2, "https://times.example/rain", "Rain"),
    ]
    assert articles[0].text == f"Dam bursts\n\n{LEAD}"
    assert articles[0].path == name
    assert problems == []


def test_an_archive_in_a_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "crawl.WARC.gz").write_bytes(record(page()))
    (tmp_path / "other.7z").write_bytes(gzip.compress(b"x"))
    reading = read_articles(tmp_path)
    assert [article.path for article in reading.articles] == ["crawl.WARC.gz"]
    assert [problem.path for problem in reading.problems if "*.7z" in problem.message] == ["other.7z"]


@pytest.mark.parametrize("name", ["crawl.zip", "crawl.wacz"])
def test_archives_in_an_archive(tmp_path: Path, name: str) -> None:
    """A file .wacz is a ZIP file with what was crawled and with indexes, which are no articles."""
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("archive/data.warc.gz", record(page()))
        archive.writestr("archive/more.warc", record(page("Rain"), "https://times.example/rain", packed=False))
        archive.writestr("indexes/index.cdx", b"example,times)/ 20250304 {}")
        archive.writestr("datapackage.json", b"{}")
    reading = read_articles(tmp_path / name)
    assert [(article.path, article.headline) for article in reading.articles] == [
        (f"{name}/archive/data.warc.gz", "Dam bursts"),
        (f"{name}/archive/more.warc", "Rain"),
    ]
    assert told(reading.problems, "error") == told(reading.problems, "warning") == []


def test_the_pages_file_of_a_crawl_is_no_list_of_articles(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", record(page()))
        archive.writestr(
            "pages/pages.jsonl", b'{"id": "7", "url": "https://times.example/dam", "text": "Dam bursts and so on"}'
        )
    assert len(read_articles(tmp_path).articles) == 1


def test_a_file_that_was_packed_as_a_whole(tmp_path: Path) -> None:
    plain = record(page(), packed=False) + record(page("Rain"), "https://times.example/rain", packed=False)
    articles, problems = read(tmp_path, gzip.compress(plain))
    assert [article.row for article in articles] == [1, 2]
    assert problems == []


def chunked(body: bytes) -> bytes:
    pieces = [body[i : i + 37] for i in range(0, len(body), 37)]
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


RAW_DEFLATE = zlib.compress(page())[2:-4]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page()), {"Transfer-Encoding": "chunked"}),
        (gzip.compress(page()), {"Content-Encoding": "gzip"}),
        (gzip.compress(page()[:60]) + gzip.compress(page()[60:]), {"Content-Encoding": "x-gzip"}),
        (zlib.compress(page()), {"Content-Encoding": "deflate"}),
        (RAW_DEFLATE, {"Content-Encoding": "deflate"}),
        (chunked(gzip.compress(page())), {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}),
        (zlib.compress(gzip.compress(page())), {"Content-Encoding": "gzip, deflate"}),
        (page(), {"Content-Encoding": "br", "Transfer-Encoding": "chunked"}),
    ],
    ids=["chunks", "gzip", "two members", "zlib", "raw deflate", "chunks of gzip", "twice", "unpacked already"],
)
def test_bodies_are_unpacked(tmp_path: Path, body: bytes, headers: dict[str, str]) -> None:
    articles, problems = read(tmp_path, record(body, headers=(("Content-Type", "text/html"), *headers.items())))
    assert [article.text for article in articles] == [f"Dam bursts\n\n{LEAD}"]
    assert problems == []


def test_the_charset_that_the_server_named(tmp_path: Path) -> None:
    body = page("Плотина").decode().encode("cp1251")
    articles, _ = read(tmp_path, record(body, headers=(("Content-Type", "text/html; charset=windows-1251"),)))
    assert articles[0].headline == "Плотина"


def test_what_is_no_page_is_counted_by_its_reason(tmp_path: Path) -> None:
    articles, problems = read(
        tmp_path,
        record(b"software: x", "", kind="warcinfo"),
        record(b"GET", kind="metadata"),
        record(page()),
        record(b"", "https://times.example/old", status="301 Moved"),
        record(b"", "https://times.example/older", status="302 Found"),
        record(page(), "https://times.example/gone", status="404 Not Found"),
        record(b"\x89PNG", "https://times.example/p", headers=(("Content-Type", "image/png"),)),
        record(b"{}", "https://times.example/untyped", headers=()),
        record(b"text", "https://times.example/t", kind="conversion"),
        record(page(), "https://times.example/res", kind="resource", extra={"Content-Type": "text/html"}),
    )
    assert [article.row for article in articles] == [3, 10]
    assert told(problems, "note") == [
        ("", "left out: 2 redirects (1 301, 1 302)"),
        ("", "left out: 1 answers without a page (1 404)"),
        ("", "left out: 2 answers that are no HTML (1 image/png, 1 no type stated)"),
        ("", "left out: 1 records that hold no page (1 conversion)"),
    ]
    assert told(problems, "error") == told(problems, "warning") == []


def test_an_address_that_was_visited_again(tmp_path: Path) -> None:
    articles, problems = read(
        tmp_path,
        record(page()),
        record(page()),
        record(page(body=f"{LEAD} Later the water fell.")),
        record(b"", kind="revisit"),
        record(b"", "https://times.example/elsewhere", kind="revisit"),
    )
    assert [article.row for article in articles] == [1, 3]
    assert told(problems, "note") == [("", "left out: 2 pages that were visited again and are the same")]
    ((place, message),) = told(problems, "warning")
    assert place == "record 5"
    assert "earlier file of the crawl" in message


def test_a_page_without_an_article_does_not_count_as_lost(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, record(page(body="Log in.")))
    assert articles == []
    ((place, message),) = told(problems, "warning")
    assert (place, "no article was found" in message) == ("record 1", True)


def test_damage_in_the_middle_costs_the_records_that_it_hits(tmp_path: Path) -> None:
    records = [record(page(f"Story {n}"), f"https://times.example/{n}") for n in range(5)]
    middle = len(records[2]) // 2
    records[2] = records[2][:middle] + b"\xff" * 40 + records[2][middle + 40 :]
    articles, problems = read(tmp_path, *records)
    assert [article.headline for article in articles if article.headline != "Story 2"] == [
        *("Story 0", "Story 1", "Story 3", "Story 4")
    ]
    assert any("damaged" in message for _, message in told(problems, "error"))


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_breaks_off(tmp_path: Path, packed: bool) -> None:
    last = record(page("Rain"), "https://times.example/rain", packed=packed)
    articles, problems = read(tmp_path, record(page(), packed=packed), last[: len(last) - 60])
    assert articles[0].headline == "Dam bursts"
    assert (
        "the record breaks off, so its page was read in part or not at all" in dict(told(problems, "warning")).values()
    )


def test_a_wrong_length_costs_one_record(tmp_path: Path) -> None:
    first, second = record(page(), packed=False), record(page("Rain"), "https://times.example/rain", packed=False)
    short = first.replace(b"\r\nContent-Length: ", b"\r\nContent-Length: 1\r\nX-Was: ", 1)
    assert short != first
    articles, problems = read(tmp_path, short, second, name="crawl.warc")
    assert "Rain" in [article.headline for article in articles]
    assert any("its stated length is wrong" in message for _, message in told(problems, "error"))


@pytest.mark.parametrize(
    "content", [b"", b"hello\n" * 9, b"\x1f\x8b\x08 broken", gzip.compress(b"text", mtime=0), b"WARC/9.9\r\n"]
)
def test_files_that_are_no_archive(tmp_path: Path, content: bytes) -> None:
    articles, problems = read(tmp_path, content)
    assert articles == []
    assert told(problems, "error") != []


def test_pages_beyond_the_limit_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.reading.warcs.MAX_PAGE_BYTES", 2000)
    bomb = gzip.compress(page(body="word " * 2_000_000))
    articles, problems = read(
        tmp_path,
        record(page(body="word " * 500)),
        record(bomb, "https://times.example/b", headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"))),
        record(page("Rain"), "https://times.example/rain"),
    )
    assert [article.headline for article in articles] == ["Rain"]
    assert [place for place, message in told(problems, "error") if "more than 2,000 bytes" in message] == [
        *("record 1", "record 2")
    ]


def test_bombs_and_endless_headers_do_not_fill_the_memory(tmp_path: Path) -> None:
    size = 40 * drafts.MAX_PAGE_BYTES // 10
    header = gzip.compress(b"WARC/1.0\r\nX: " + b"a" * size)
    large = gzip.compress(record(b"<html>" + b"a" * size, packed=False))
    tracemalloc.start()
    articles, problems = read(tmp_path, header, large, record(page("Rain"), "https://times.example/rain"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [article.headline for article in articles] == ["Rain"]
    assert len(told(problems, "error")) >= 2
    assert peak < 2 * drafts.MAX_PAGE_BYTES + 20_000_000


def test_pages_that_browsers_received_are_unpacked_within_the_limit(tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "br"))
    long = page(body=" ".join(f"word{n}" for n in range(60_000)))
    articles, problems = read(tmp_path, record(brotli.compress(long), headers=headers))
    assert articles[0].text.endswith("word59999")
    assert problems == []
    with pytest.raises(BodyError, match="more than 1,000,000 bytes"):
        unpack_body([brotli.compress(b"a" * 100_000_000)], "br", 1_000_000)
    for damaged in (brotli.compress(long)[:-9], b"\x8b\x02\x80" * 9):
        with pytest.raises(BodyError, match="breaks off or is damaged"):
            unpack_body([damaged], "br", 1_000_000)


@pytest.mark.parametrize(("coding", "said"), [("zstd", "packed as zstd"), ("gzip, gzip, gzip", "packed as gzip, gzip")])
def test_packings_that_are_not_read_are_named(coding: str, said: str) -> None:
    with pytest.raises(BodyError, match=said):
        unpack_body([b"\x8b\x00"], coding, 100)


def test_what_could_be_unpacked_of_a_damaged_body_is_kept() -> None:
    with pytest.raises(BodyError, match="breaks off or is damaged") as caught:
        unpack_body([gzip.compress(page() * 50)[:-20]], "gzip", 1_000_000)
    assert caught.value.partial.startswith(page()[:100])


WHOLE = b"".join(record(page(f"Story {n}"), f"https://times.example/{n}") for n in range(3))
PLAIN = b"".join(record(page(f"Story {n}"), f"https://times.example/{n}", packed=False) for n in range(3))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=st.sampled_from((WHOLE, PLAIN)), data=st.data())
def test_no_damage_raises_or_passes_in_silence(tmp_path: Path, whole: bytes, data: st.DataObject) -> None:
    """Three pages, some bytes replaced, removed or doubled: there are as many articles, or something is said."""
    start = data.draw(st.integers(0, len(whole) - 1))
    end = min(len(whole), start + data.draw(st.integers(0, 300)))
    put = data.draw(st.one_of(st.binary(max_size=40), st.just(whole[start:end] * 2)))
    articles, problems = read(tmp_path, whole[:start], put, whole[end:])
    assert len(articles) >= 3 or problems or put == whole[start:end]
