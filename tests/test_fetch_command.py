"""The command `fetch`: lists in, a corpus out, and an exit status that tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from local_web import Reply, Web, local_web, story
from typer.testing import CliRunner, Result

from analysis.__main__ import app
from analysis.fetching.network import Network
from analysis.reading import read_articles

Call = Callable[..., Result]


@pytest.fixture
def web() -> Iterator[Web]:
    with local_web() as web:
        yield web


@pytest.fixture
def call(web: Web, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    def network(ports: frozenset[int]) -> Network:
        return web.network(ports=ports | {web.port})

    monkeypatch.setattr("analysis.fetching.network.Network", network)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(app, ["fetch", *arguments, "--to", "talks"])


def feed(*items: tuple[str, str]) -> bytes:
    entries = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items)
    return f"<rss><channel><title>Example Times</title>{entries}</channel></rss>".encode()


def test_a_text_file_of_addresses(web: Web, call: Call, tmp_path: Path) -> None:
    urls = [web.put(f"times.example/{n}", story(f"Story {n}")) for n in range(2)]
    (tmp_path / "list.txt").write_text(f"# mine\n{urls[0]}\n\n{urls[1]}\n{urls[0]}\n", encoding="utf-8")
    done = call("list.txt")
    assert done.exit_code == 0
    assert "2 of 2 pages are there (2 new), 1 were listed twice; see talks/fetched.csv" in done.stdout
    assert "python -m analysis run talks" in done.stdout
    assert {article.headline for article in read_articles(tmp_path / "talks").articles} == {"Story 0", "Story 1"}


@pytest.mark.parametrize(("name", "mark"), [("list.csv", ","), ("list.tsv", "\t")])
def test_a_table_tells_the_metadata_of_its_addresses(
    web: Web, call: Call, tmp_path: Path, name: str, mark: str
) -> None:
    url = web.put("times.example/a", story())
    rows = [("id", "media_name", "publish_date", "title", "url"), ("7", "Example Times", "2025-03-01", "Dam!", url)]
    (tmp_path / name).write_text("\n".join(mark.join(row) for row in rows), encoding="utf-8")
    assert call(name).exit_code == 0
    (article,) = read_articles(tmp_path / "talks").articles
    assert (article.outlet, str(article.date), article.headline) == ("Example Times", "2025-03-01", "Dam!")


def test_a_feed_on_disk_and_its_address(web: Web, call: Call, tmp_path: Path) -> None:
    first = feed(("Dam bursts", web.put("times.example/a", story())))
    (tmp_path / "feed.xml").write_bytes(first)
    reply = Reply(feed(("Rain", web.put("times.example/b", story("Rain")))), headers={"Content-Type": "text/xml"})
    done = call("feed.xml", web.put("times.example/rss", reply))
    assert done.exit_code == 0, done.output
    articles = read_articles(tmp_path / "talks").articles
    assert {(article.headline, article.outlet) for article in articles} == {
        ("Dam bursts", "Example Times"),
        ("Rain", "Example Times"),
    }


def test_robots_txt_holds_for_feeds_too(web: Web, call: Call) -> None:
    web.put("times.example/robots.txt", Reply(b"User-agent: *\nDisallow: /rss"))
    done = call(web.put("times.example/rss", feed()))
    assert done.exit_code == 2
    assert "robots.txt does not allow it" in done.stderr


def test_what_was_not_saved_is_told_by_its_reason(web: Web, call: Call, tmp_path: Path) -> None:
    lines = [web.put(f"times.example/{n}", Reply(status=404)) for n in range(5)]
    lines += [web.put("times.example/ok", story()), "http://ana:pw@times.example/", "no address"]
    (tmp_path / "list.txt").write_text("\n".join(lines), encoding="utf-8")
    done = call("list.txt")
    assert done.exit_code == 1
    assert "1 of 7 pages are there" in done.stdout
    assert f"error: 5 not saved, there is no such page (status 404): {' '.join(lines[:3])} …" in done.stderr
    assert "user name or password" in done.stderr
    assert "list.txt, line 8" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.txt",), "there is no none.txt"),
        (("empty.txt",), "no addresses were found"),
        (("notes.xml",), "no XML, so no feed"),
        (("list.txt", "--contact", "Ana\nX: y"), "--contact takes one line"),
        (("list.txt", "--pause", "0"), "--pause"),
        (("http://10.0.0.1/rss",), "no public host"),
    ],
)
def test_wrong_use(web: Web, call: Call, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    web.hosts["10.0.0.1"] = ["10.0.0.1"]
    for name, content in {"empty.txt": "", "notes.xml": "hello", "list.txt": "http://times.example/"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = call(*arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "talks").exists()
