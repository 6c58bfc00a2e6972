"""Fetching addresses: manners, limits, what is saved and what is told, against a small web on this computer."""

from __future__ import annotations

import csv
import gzip
import io
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from local_web import LEAD, LOOPBACK, Reply, Web, local_web, story

from analysis.fetching.addresses import AddressError, is_public, parse_address
from analysis.fetching.asking import Asker
from analysis.fetching.folder import Folder
from analysis.fetching.network import Limits, Network, RequestError, request
from analysis.fetching.pacing import BACK_OFF, read_retry_after
from analysis.fetching.rounds import FAILURES, Result, Wanted, fetch_addresses
from analysis.reading import read_articles
from analysis.reading.drafts import Metadata
from analysis.store import StoreError


@pytest.fixture
def web() -> Iterator[Web]:
    with local_web() as web:
        yield web


def fetch(web: Web, folder: Path, *urls: str | Wanted, again: bool = False, **network: object) -> Result:
    wanted = [url if isinstance(url, Wanted) else Wanted(url) for url in urls]
    return fetch_addresses(wanted, folder, Asker(web.network(**network)), again=again)


def remarks(result: Result) -> list[str]:
    return [entry.remark for entry in result.entries]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


class TestAddresses:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("http://times.example", "http://times.example/"),
            (" HTTPS://Times.Example.:443/a/../b?q=1#top ", "https://times.example/b?q=1"),
            ("https://bücher.example/ö", "https://xn--bcher-kva.example/%C3%B6"),
            ("http://[2606:2800:21f::1]/", "http://[2606:2800:21f::1]/"),
        ],
    )
    def test_one_form_for_each(self, written: str, expected: str) -> None:
        assert parse_address(written).url == expected

    @pytest.mark.parametrize(
        "written",
        [
            *("", "times.example", "ftp://times.example/", "file:///etc/passwd", "javascript:alert(1)", "http://"),
            *("http://ana:secret@times.example/", "http://times.example:22/", "http:///a"),
            *("http://times.example\\@post.example/", "http://times.example/\r\nHost: x", "http://a b.example/"),
            *("http://times.example:99999/", "http://[::1/", "http://times.example/" + "a" * 5000, "gopher://x/"),
        ],
    )
    def test_what_is_not_asked_for(self, written: str) -> None:
        with pytest.raises(AddressError):
            parse_address(written)

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("93.184.215.14", True),
            ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
            ("64:ff9b::5db8:d70e", True),
            *((address, False) for address in (
                "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
                "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
                "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1",
                "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:0:1::1",
                "100::1", "localhost", "", "0x7f.1",
            )),
        ],
    )  # fmt: skip
    def test_which_addresses_are_public(self, address: str, expected: bool) -> None:
        assert is_public(address) is expected

    def test_ways_of_writing_loopback_are_refused_where_they_are_looked_up(self) -> None:
        for host in ("localhost", "127.1", "2130706433", "0x7f000001", "127.0.0.1"):
            with pytest.raises((AddressError, RequestError)):
                request(Network(), parse_address(f"http://{host}/"), {})


class TestSaving:
    def test_pages_are_saved_as_sent_and_a_run_reads_them(self, web: Web, tmp_path: Path) -> None:
        sent = story(head='<meta property="og:site_name" content="Example Times">')
        url = web.put("times.example/world/Dam-bursts.html?page=2", sent)
        own = Metadata(outlet="Times", headline=None)
        result = fetch(web, tmp_path, Wanted(url, own, "list.csv, row 1"))
        (entry,) = result.entries
        assert (tmp_path / entry.file).read_bytes() == sent
        assert entry.file.startswith("times-example/dam-bursts-")
        (article,) = read_articles(tmp_path).articles
        assert (article.outlet, article.headline, article.url) == ("Times", "Dam bursts", url)
        assert article.text == f"Dam bursts\n{LEAD}"
        assert [problem for problem in read_articles(tmp_path).problems if problem.severity == "error"] == []
        (row,) = rows(tmp_path / "fetched.csv")
        assert (row["outcome"], row["file"], row["status"], row["listed_in"]) == (
            *("saved", entry.file, "200", "list.csv, row 1"),
        )
        assert row["fetched_at"].startswith("2025-03-04T00:00:0")

    def test_an_introduction_is_sent_and_nothing_personal(self, web: Web, tmp_path: Path) -> None:
        url = web.put("times.example/a", story())
        fetch_addresses([Wanted(url)], tmp_path, Asker(web.network(), contact="ana@university.example"))
        for sent in web.headers:
            assert sent["User-Agent"].startswith("media-framing/")
            assert "ana@university.example" in sent["User-Agent"]
            assert set(sent) <= {"Host", "User-Agent", "Accept", "Accept-Encoding"}

    def test_a_charset_that_only_the_server_told_is_kept(self, web: Web, tmp_path: Path) -> None:
        body = story("Плотина").decode().encode("cp1251")
        url = web.put("times.example/a", Reply(body, headers={"Content-Type": "text/html; charset=windows-1251"}))
        fetch(web, tmp_path, url)
        assert read_articles(tmp_path).articles[0].headline == "Плотина"

    def test_addresses_that_lead_to_one_page_are_saved_once(self, web: Web, tmp_path: Path) -> None:
        page = web.put("times.example/a", story())
        short = web.put("times.example/s", Reply(status=301, headers={"Location": "/a"}))
        other = web.put("times.example/t", Reply(status=302, headers={"Location": "/a"}))
        result = fetch(web, tmp_path, short, page, other)
        assert len({entry.file for entry in result.entries}) == len(list(tmp_path.rglob("*.html"))) == 1
        assert f"the same page as {short}" in remarks(result)[2]
        assert [row["url"] for row in rows(tmp_path / "metadata.csv")] == [short]
        assert len(read_articles(tmp_path).articles) == 1

    def test_passwords_get_into_no_table(self, web: Web, tmp_path: Path) -> None:
        result = fetch(web, tmp_path, "http://ana:secret@times.example/a", "http://x@y:secret@times.example/a")
        assert result.entries[0].url == "http://…@times.example/a"
        assert all(b"secret" not in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())

    def test_formulas_in_headlines_do_not_run(self, web: Web, tmp_path: Path) -> None:
        fetch(web, tmp_path, web.put("times.example/a", story("=HYPERLINK(1)")))
        assert rows(tmp_path / "metadata.csv")[0]["headline"] == "'=HYPERLINK(1)"

    def test_rows_that_a_user_corrected_stay(self, web: Web, tmp_path: Path) -> None:
        first = fetch(web, tmp_path, web.put("times.example/a", story())).entries[0]
        (tmp_path / "metadata.csv").write_text(f"file;outlet;note\n{first.file};My Times;mine\n", encoding="utf-8")
        second = fetch(web, tmp_path, web.put("times.example/b", story("Rain"))).entries[0]
        found = rows(tmp_path / "metadata.csv")
        assert [(row["file"], row["outlet"], row["note"]) for row in found] == [
            (first.file, "My Times", "mine"),
            (second.file, "", ""),
        ]

    def test_a_table_that_cannot_be_read_is_not_overwritten(self, web: Web, tmp_path: Path) -> None:
        broken = 'file,outlet\n"a.html,x\n'
        (tmp_path / "metadata.csv").write_text(broken, encoding="utf-8")
        with pytest.raises(StoreError, match=r"metadata\.csv, line 2"):
            fetch(web, tmp_path, web.put("times.example/a", story()))
        assert (tmp_path / "metadata.csv").read_text(encoding="utf-8") == broken
        assert len(Folder(tmp_path).entries) == 1

    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            (Reply(b"%PDF-", headers={"Content-Type": "application/pdf"}), "application/pdf"),
            (Reply(status=404), "no such page"),
            (Reply(status=410), "gone"),
            (Reply(status=403), "status 403"),
            (Reply(status=418), "status 418"),
            (Reply(b"\x89PNG\r\n\x1a\n", headers={}), "PNG"),
            (Reply(story("404 Not Found", body="Sorry, the page that you look for is not here any more.")), "says"),
            (Reply(story("Oops", body="This article is no longer available, but we have many others.")), "says"),
            (Reply(b"<html><body><div>We use cookies.</div><button>Accept all</button></body></html>"), "consent"),
            (Reply(story("Before you continue", body="We and our partners use cookies, on and on.")), "consent"),
            (Reply(b"<html><body>Please complete the CAPTCHA</body></html>"), "proof"),
            (Reply(b"<html><body><div id=app></div></body></html>"), "no article"),
            (Reply(headers={"Location": "/", "Content-Type": "text/html"}, status=302), "front page"),
            (Reply(headers={"Location": "/login?next=a"}, status=302), "login"),
            (Reply(headers={"Location": "/consent/?back=a"}, status=303), "consent"),
            (Reply(headers={"Location": "/a"}, status=301), "more than 5 times"),
            (Reply(headers={"Location": "ftp://times.example/"}, status=301), "no address of the web"),
            (Reply(headers={"Location": "http://["}, status=301), "no address"),
            (Reply(b"x", headers={"Content-Type": "a\x1b[31mb"}), "a\ufffd[31mb"),
        ],
    )  # fmt: skip
    def test_what_is_no_article_is_told_and_not_saved(self, web: Web, tmp_path: Path, reply: Reply, said: str) -> None:
        for place in ("/", "/login?next=a", "/consent/?back=a"):
            web.put(f"times.example{place}", story("Elsewhere"))
        result = fetch(web, tmp_path, web.put("times.example/a", reply))
        assert said in remarks(result)[0]
        assert result.entries[0].file == ""
        assert list(tmp_path.rglob("*.html")) == []
        assert rows(tmp_path / "fetched.csv")[0]["outcome"] == "not saved"

    @pytest.mark.parametrize(
        ("head", "headers", "said"),
        [
            ('<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>', {}, "for subscribers"),
            ('<meta property="article:content_tier" content="locked">', {}, "for subscribers"),
            ('<meta name="tdm-reservation" content="1">', {}, "text and data mining"),
            ("", {"tdm-reservation": "1"}, "text and data mining"),
            ("", {}, ""),
        ],
    )
    def test_what_publishers_say_about_a_page_is_told(
        self, web: Web, tmp_path: Path, head: str, headers: dict[str, str], said: str
    ) -> None:
        url = web.put("times.example/a", Reply(story(head=head), headers={"Content-Type": "text/html", **headers}))
        (entry,) = fetch(web, tmp_path, url).entries
        assert entry.file
        assert (said in entry.remark) if said else entry.remark == ""


class TestManners:
    def test_robots_txt_is_read_first_and_kept(self, web: Web, tmp_path: Path) -> None:
        web.put("times.example/robots.txt", Reply(b"User-agent: *\nDisallow: /private/\n"))
        urls = [web.put(f"times.example/{path}", story(path)) for path in ("private/a", "a", "private/b")]
        result = fetch(web, tmp_path, *urls)
        assert [bool(entry.file) for entry in result.entries] == [False, True, False]
        assert "robots.txt does not allow it" in remarks(result)[0]
        assert web.asked == ["times.example/robots.txt", "times.example/a"]

    def test_rules_for_this_program_by_its_name(self, web: Web, tmp_path: Path) -> None:
        web.put(
            "times.example/robots.txt", Reply(b"User-agent: media-framing\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
        )
        result = fetch(web, tmp_path, web.put("times.example/a", story()))
        assert "robots.txt does not allow it" in remarks(result)[0]

    @pytest.mark.parametrize("status", [404, 403, 401, 410])
    def test_without_robots_txt_all_is_allowed(self, web: Web, tmp_path: Path, status: int) -> None:
        web.put("times.example/robots.txt", Reply(status=status))
        assert fetch(web, tmp_path, web.put("times.example/a", story())).entries[0].file

    @pytest.mark.parametrize("status", [500, 503, 429])
    def test_where_robots_txt_cannot_be_read_nothing_is_fetched(self, web: Web, tmp_path: Path, status: int) -> None:
        web.put("times.example/robots.txt", Reply(status=status))
        urls = [web.put(f"times.example/{n}", story()) for n in range(6)]
        result = fetch(web, tmp_path, *urls)
        assert web.pages_asked() == []
        assert len(web.asked) == 1 + len(BACK_OFF)
        assert all("robots.txt cannot be read" in remark for remark in remarks(result))
        assert all(entry.passing for entry in result.entries)

    def test_robots_txt_that_was_unreachable_for_a_moment(self, web: Web, tmp_path: Path) -> None:
        web.put("times.example/robots.txt", Reply(status=503), Reply(b"User-agent: *\nDisallow: /b"))
        result = fetch(web, tmp_path, web.put("times.example/a", story()), web.put("times.example/b", story()))
        assert [bool(entry.file) for entry in result.entries] == [True, False]

    def test_robots_txt_behind_a_redirect(self, web: Web, tmp_path: Path) -> None:
        web.hosts["post.example"] = [LOOPBACK]
        web.put("times.example/robots.txt", Reply(status=301, headers={"Location": web.url("post.example/r.txt")}))
        web.put("post.example/r.txt", Reply(b"User-agent: *\nDisallow: /"))
        result = fetch(web, tmp_path, web.put("times.example/a", story()))
        assert "robots.txt does not allow it" in remarks(result)[0]

    @pytest.mark.parametrize(
        ("rules", "pause"),
        [("", 1.0), ("Crawl-delay: 7", 7.0), ("Crawl-delay: 0.1", 1.0), ("Request-rate: 1/30", 30.0)],
    )
    def test_a_host_is_asked_once_a_second_or_as_seldom_as_it_wants(
        self, web: Web, tmp_path: Path, rules: str, pause: float
    ) -> None:
        web.put("times.example/robots.txt", Reply(f"User-agent: *\n{rules}\n".encode()))
        fetch(web, tmp_path, *(web.put(f"times.example/{n}", story(str(n))) for n in range(4)))
        gaps = [later - earlier for earlier, later in zip(web.times, web.times[1:], strict=False)]
        assert len(gaps) == 4
        assert gaps[0] >= 1
        assert gaps[1:] == [pause] * 3

    def test_a_host_that_wants_very_long_pauses_is_left_alone(self, web: Web, tmp_path: Path) -> None:
        web.put("times.example/robots.txt", Reply(b"User-agent: *\nCrawl-delay: 86400\n"))
        result = fetch(web, tmp_path, web.put("times.example/a", story()))
        assert "86,400 seconds" in remarks(result)[0]
        assert web.pages_asked() == []

    def test_hosts_take_turns_while_others_wait(self, web: Web, tmp_path: Path) -> None:
        web.hosts["post.example"] = [LOOPBACK]
        urls = [web.put(f"{host}/{n}", story(f"{host} {n}")) for host in web.hosts for n in range(3)]
        fetch(web, tmp_path, *urls)
        assert web.pages_asked()[:2] == ["times.example/0", "post.example/0"]
        assert web.seconds == 4  # one after the other they would take 7

    def test_a_host_that_a_redirect_leads_to_has_its_own_rules(self, web: Web, tmp_path: Path) -> None:
        web.hosts["post.example"] = [LOOPBACK]
        web.put("post.example/robots.txt", Reply(b"User-agent: *\nDisallow: /"))
        away = Reply(status=301, headers={"Location": web.url("post.example/a")})
        result = fetch(web, tmp_path, web.put("times.example/a", away))
        assert "robots.txt does not allow it" in remarks(result)[0]
        assert web.asked == ["times.example/robots.txt", "times.example/a", "post.example/robots.txt"]


class TestTryingAgain:
    def test_a_busy_host_is_asked_later(self, web: Web, tmp_path: Path) -> None:
        url = web.put("times.example/a", Reply(status=503), Reply(status=500), Reply(story()))
        assert fetch(web, tmp_path, url).entries[0].file
        first, second, third = web.times[1:]
        assert second - first >= BACK_OFF[0]
        assert third - second >= BACK_OFF[1]

    @pytest.mark.parametrize("wait", ["45", "Tue, 04 Mar 2025 00:00:46 GMT"])
    def test_the_wait_that_a_host_asks_for_is_kept(self, web: Web, tmp_path: Path, wait: str) -> None:
        url = web.put("times.example/a", Reply(status=429, headers={"Retry-After": wait}), Reply(story()))
        assert fetch(web, tmp_path, url).entries[0].file
        assert web.times[2] - web.times[1] == pytest.approx(45)

    def test_others_are_fetched_meanwhile(self, web: Web, tmp_path: Path) -> None:
        web.hosts["post.example"] = [LOOPBACK]
        busy = web.put("times.example/a", Reply(status=503), Reply(story()))
        fetch(web, tmp_path, busy, *(web.put(f"post.example/{n}", story(str(n))) for n in range(2)))
        assert web.pages_asked()[:3] == ["times.example/a", "post.example/0", "times.example/a"]

    def test_a_host_that_asks_for_a_day_is_given_up(self, web: Web, tmp_path: Path) -> None:
        busy = Reply(status=503, headers={"Retry-After": "86400"})
        urls = [web.put(f"times.example/{n}", busy) for n in range(3)]
        result = fetch(web, tmp_path, *urls)
        assert "come back in 86,400 seconds" in remarks(result)[0]
        assert web.pages_asked() == ["times.example/0"]
        assert all("its host failed before" in remark for remark in remarks(result)[1:])

    def test_a_dead_host_does_not_cost_hours(self, web: Web, tmp_path: Path) -> None:
        urls = [web.put(f"times.example/{n}", Reply(status=500)) for n in range(20)]
        result = fetch(web, tmp_path, *urls)
        assert len(web.pages_asked()) == FAILURES * (1 + len(BACK_OFF))
        assert all(entry.passing for entry in result.entries)

    def test_what_failed_for_a_time_is_tried_by_the_next_call_and_what_was_refused_is_not(
        self, web: Web, tmp_path: Path
    ) -> None:
        urls = [web.put("times.example/a", Reply(status=404)), web.put("times.example/b", Reply(status=500))]
        fetch(web, tmp_path, *urls)
        for path in "ab":
            web.put(f"times.example/{path}", story(path))
        web.asked.clear()
        result = fetch(web, tmp_path, *urls)
        assert [bool(entry.file) for entry in result.entries] == [False, True]
        assert web.pages_asked() == ["times.example/b"]
        assert all(entry.file for entry in fetch(web, tmp_path, *urls, again=True).entries)

    def test_waits_that_cannot_be_read_are_ignored(self, web: Web) -> None:
        now = web.network().now()
        for written in ("", "soon", "-5", "1e9", "²", "Tue, 99 Mar 2025"):
            assert read_retry_after(written, now) is None
        assert read_retry_after("Mon, 03 Mar 2025 00:00:00 GMT", now) == 0


class TestCache:
    def test_a_second_call_asks_for_nothing(self, web: Web, tmp_path: Path) -> None:
        urls = [web.put(f"times.example/{n}", story(str(n))) for n in range(3)]
        fetch(web, tmp_path, *urls)
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")}
        web.asked.clear()
        result = fetch(web, tmp_path, *urls, urls[0], urls[0] + "#top")
        assert web.asked == []
        assert (result.n_kept, result.n_repeated) == (3, 2)
        assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.html")} == before

    def test_a_page_that_was_deleted_is_fetched_again(self, web: Web, tmp_path: Path) -> None:
        url = web.put("times.example/a", story())
        entry = fetch(web, tmp_path, url).entries[0]
        (tmp_path / entry.file).unlink()
        fetch(web, tmp_path, url)
        assert (tmp_path / entry.file).is_file()

    def test_again_lets_the_server_say_that_nothing_changed(self, web: Web, tmp_path: Path) -> None:
        headers = {"Content-Type": "text/html", "ETag": '"7"', "Last-Modified": "Mon, 03 Mar 2025 00:00:00 GMT"}
        url = web.put("times.example/a", Reply(story(), headers=headers), Reply(status=304))
        fetch(web, tmp_path, url)
        result = fetch(web, tmp_path, url, again=True)
        assert web.headers[-1]["If-None-Match"] == '"7"'
        assert web.headers[-1]["If-Modified-Since"] == headers["Last-Modified"]
        assert result.n_kept == 1

    def test_again_keeps_both_versions_of_an_article_that_changed(self, web: Web, tmp_path: Path) -> None:
        changed = story(body=f"{LEAD} Later the water fell.")
        other_menu = story(head="<script>1</script>")
        url = web.put("times.example/a", story(), other_menu, changed)
        first = fetch(web, tmp_path, url).entries[0].file
        assert fetch(web, tmp_path, url, again=True).n_kept == 1
        second = fetch(web, tmp_path, url, again=True).entries[0].file
        assert first != second
        assert [article.url for article in read_articles(tmp_path).articles] == [url, url]
        assert {row["file"] for row in rows(tmp_path / "metadata.csv")} == {first, second}

    @pytest.mark.parametrize("status", [404, 500])
    def test_a_page_that_is_gone_when_asked_again_stays(self, web: Web, tmp_path: Path, status: int) -> None:
        url = web.put("times.example/a", story(), Reply(status=status))
        fetch(web, tmp_path, url)
        entry = fetch(web, tmp_path, url, again=True).entries[0]
        assert (tmp_path / entry.file).is_file()
        assert entry.remark.startswith("asked again on 2025-03-04: ")


class TestInterruption:
    def test_a_stopped_fetch_goes_on_where_it_was(self, web: Web, tmp_path: Path) -> None:
        urls = [web.put(f"times.example/{n}", story(str(n))) for n in range(4)]
        naps = iter(range(3))

        def stop(seconds: float) -> None:
            web.sleep(seconds)
            if next(naps, None) is None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch(web, tmp_path, *urls, sleep=stop)
        done = len(rows(tmp_path / "fetched.csv"))
        assert 0 < done < 4
        assert len(rows(tmp_path / "metadata.csv")) == len(list(tmp_path.rglob("*.html"))) == done
        assert list(tmp_path.rglob("*.tmp")) == []
        web.asked.clear()
        assert all(entry.file for entry in fetch(web, tmp_path, *urls).entries)
        assert len(web.pages_asked()) == 4 - done

    def test_a_line_that_was_cut_off_costs_one_request(self, web: Web, tmp_path: Path) -> None:
        urls = [web.put(f"times.example/{n}", story(str(n))) for n in range(3)]
        fetch(web, tmp_path, *urls)
        journal = tmp_path / ".fetched.jsonl"
        journal.write_bytes(journal.read_bytes()[:-30])
        web.asked.clear()
        fetch(web, tmp_path, *urls)
        assert web.pages_asked() == ["times.example/2"]
        assert [len(Folder(tmp_path).entries), len(rows(tmp_path / "fetched.csv"))] == [3, 3]
        assert len(list(tmp_path.rglob("*.html"))) == 3

    def test_a_page_that_was_written_and_not_noted_is_no_second_version(self, web: Web, tmp_path: Path) -> None:
        url = web.put("times.example/a", story(), story(body=f"{LEAD} Later the water fell."))
        fetch(web, tmp_path, url)
        (tmp_path / ".fetched.jsonl").unlink()
        fetch(web, tmp_path, url)
        (page,) = tmp_path.rglob("*.html")
        assert b"Later the water fell" in page.read_bytes()

    def test_two_fetches_do_not_write_one_folder(self, web: Web, tmp_path: Path) -> None:
        url = web.put("times.example/a", story())
        told = []

        def second(handler: BaseHTTPRequestHandler) -> Reply:
            with pytest.raises(StoreError) as caught:
                fetch(web, tmp_path, url)
            told.append(str(caught.value))
            return Reply(story())

        web.put("times.example/a", second)
        fetch(web, tmp_path, url)
        assert "another run is writing here" in told[0]

    def test_a_journal_of_rubbish_is_survived(self, web: Web, tmp_path: Path) -> None:
        lines = [
            b"\xff\xfe",
            b"[1]",
            b"null",
            b"{}",
            b'{"url": "x", "file": 3}',
            b"[" * 9999,
            json.dumps({"url": 3}).encode(),
        ]
        (tmp_path / ".fetched.jsonl").write_bytes(b"\n".join(lines))
        assert fetch(web, tmp_path, web.put("times.example/a", story())).entries[0].file


class TestHostileHosts:
    @pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "100.64.0.9"])
    def test_names_of_private_addresses_are_not_asked(self, web: Web, tmp_path: Path, address: str) -> None:
        web.hosts["inner.example"] = [LOOPBACK, address]
        result = fetch(web, tmp_path, web.url("inner.example/a"))
        assert "no public host" in remarks(result)[0]
        assert web.asked == []

    def test_redirects_to_private_addresses_are_not_followed(self, web: Web, tmp_path: Path) -> None:
        web.hosts["inner.example"] = ["192.168.0.1"]
        away = Reply(status=302, headers={"Location": web.url("inner.example/admin")})
        result = fetch(web, tmp_path, web.put("times.example/a", away))
        assert "no public host" in remarks(result)[0]
        assert web.pages_asked() == ["times.example/a"]

    @pytest.mark.parametrize(
        "location", ["http://inner.example:{}/r", "file:///etc/hosts", "http://a:b@times.example/"]
    )
    def test_a_robots_txt_that_leads_astray_forbids_all(self, web: Web, tmp_path: Path, location: str) -> None:
        web.hosts["inner.example"] = ["192.168.0.1"]
        away = Reply(status=302, headers={"Location": location.format(web.port)})
        web.put("times.example/robots.txt", away)
        result = fetch(web, tmp_path, web.put("times.example/a", story()))
        assert "robots.txt" in remarks(result)[0]
        assert web.pages_asked() == []

    def test_a_name_is_looked_up_once_and_the_checked_address_is_connected_to(
        self, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """DNS rebinding: the second answer of the name server would be another address."""
        answers: dict[str, list[list[str]]] = {}
        connected = []
        connect = socket.create_connection

        def look_up(host: str, port: int) -> list[str]:
            return answers.setdefault(host, [[LOOPBACK], [LOOPBACK], ["10.0.0.1"]]).pop(0)

        def create_connection(address: tuple[str, int], *args: object, **options: object) -> socket.socket:
            connected.append(address[0])
            return connect(address, *args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(socket, "create_connection", create_connection)
        urls = [web.put(f"times.example/{n}", story(str(n))) for n in range(2)]
        result = fetch(web, tmp_path, *urls, look_up=look_up)
        assert [bool(entry.file) for entry in result.entries] == [True, False]
        assert connected == [LOOPBACK, LOOPBACK]  # robots.txt and the first page, each looked up and checked by itself

    def test_the_test_hook_is_no_option(self) -> None:
        from typer.testing import CliRunner

        from analysis.__main__ import app

        shown = CliRunner().invoke(app, ["fetch", "--help"]).output
        assert not {"private", "loopback", "local"} & set(shown.casefold().split())

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Content-Encoding": "gzip"}, {"Content-Encoding": "gzip, gzip"}],
        ids=["plain", "gzip", "twice"],
    )
    def test_pages_beyond_the_limit(self, web: Web, tmp_path: Path, headers: dict[str, str]) -> None:
        body = story(body="word " * 400_000)
        for _ in headers.get("Content-Encoding", "").split():
            body = gzip.compress(body)
        url = web.put("times.example/a", Reply(body, headers={"Content-Type": "text/html", **headers}))
        result = fetch(web, tmp_path, url, limits=Limits(size=100_000))
        assert "more than 100,000 bytes" in remarks(result)[0]

    def test_a_page_that_breaks_something_costs_itself_only(
        self, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RecursionError("too deep")

        monkeypatch.setattr("analysis.fetching.rounds.judge", fail)
        result = fetch(web, tmp_path, *(web.put(f"times.example/{n}", story(str(n))) for n in range(2)))
        assert ["RecursionError: too deep" in remark for remark in remarks(result)] == [True, True]

    def test_a_packing_that_was_not_offered(self, web: Web, tmp_path: Path) -> None:
        reply = Reply(b"\x8b\x02\x80", headers={"Content-Type": "text/html", "Content-Encoding": "zstd"})
        assert "packed as zstd" in remarks(fetch(web, tmp_path, web.put("times.example/a", reply)))[0]

    def test_a_body_shorter_than_stated_is_no_page(self, web: Web, tmp_path: Path) -> None:
        def short(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + story())
            handler.close_connection = True

        result = fetch(web, tmp_path, web.put("times.example/a", short))
        assert result.entries[0].file == ""
        assert result.entries[0].passing

    @pytest.mark.parametrize(
        "before",
        [b"", b"HTTP/1.1 200 OK\r\nContent-Type: te", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>"],
        ids=["nothing", "headers", "body"],
    )
    def test_servers_that_drip_are_cut_off(self, web: Web, before: bytes) -> None:
        over = threading.Event()

        def drip(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(before)
            while not over.wait(0.02):
                handler.wfile.write(b"x")

        target = parse_address(web.put("times.example/a", drip), {web.port})
        try:
            with pytest.raises(RequestError, match=r"longer than 0\.3 seconds") as caught:
                request(web.network(limits=Limits(connect=1, read=5, total=0.3)), target, {})
        finally:
            over.set()
        assert caught.value.passing

    def test_servers_that_say_nothing(self, web: Web) -> None:
        over = threading.Event()

        def silent(handler: BaseHTTPRequestHandler) -> None:
            over.wait(20)

        target = parse_address(web.put("times.example/a", silent), {web.port})
        try:
            with pytest.raises(RequestError, match=r"did not answer within 0\.2 seconds"):
                request(web.network(limits=Limits(connect=1, read=0.2, total=10)), target, {})
        finally:
            over.set()

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"\0" * 1000,
            b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000,
            b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 10, 20\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\0rr",
        ],
    )
    def test_answers_that_are_no_http(self, web: Web, sent: bytes) -> None:
        def send(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(sent)
            handler.close_connection = True

        target = parse_address(web.put("times.example/a", send), {web.port})
        with pytest.raises(RequestError):
            request(web.network(), target, {})

    def test_a_host_that_takes_no_connection(self, web: Web, tmp_path: Path) -> None:
        with socket.socket() as unused:
            unused.bind((LOOPBACK, 0))
            port = unused.getsockname()[1]
        target = parse_address(f"http://times.example:{port}/", {port})
        with pytest.raises(RequestError, match="refused the connection"):
            request(web.network(), target, {})

    def test_a_host_that_is_not_known(self, web: Web, tmp_path: Path) -> None:
        result = fetch(web, tmp_path, web.url("nowhere.example/a"))
        assert "nowhere.example is not known" in remarks(result)[0]
        assert result.entries[0].passing


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for times.example, with its key, made for this test."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=times.example",
    ]
    command += ["-addext", "subjectAltName=DNS:times.example", "-keyout", str(path), "-out", f"{path}.crt"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as err:
        pytest.skip(f"openssl cannot make a certificate here: {err}")
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


class TestCertificates:
    @pytest.fixture
    def secured(self, certificate: Path) -> Iterator[Callable[[str, ssl.SSLContext | None], bytes]]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        listener = socket.create_server((LOOPBACK, 0))
        names: list[str] = []
        context.sni_callback = lambda _socket, name, _context: names.append(name)  # type: ignore[assignment]

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                try:
                    with context.wrap_socket(connection, server_side=True) as safe:
                        safe.recv(4096)
                        safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                except OSError:
                    pass

        threading.Thread(target=serve, daemon=True).start()
        port = listener.getsockname()[1]

        def ask(host: str, tls: ssl.SSLContext | None) -> bytes:
            network = Network(
                look_up=lambda *_: [LOOPBACK], is_allowed=lambda _: True, ports=frozenset({port}), tls=tls
            )
            body = request(network, parse_address(f"https://{host}:{port}/", {port}), {}).body
            assert names == [host]
            return body

        yield ask
        listener.close()

    def test_the_name_is_checked_though_the_address_is_given(
        self, secured: Callable[[str, ssl.SSLContext | None], bytes], certificate: Path
    ) -> None:
        trusted = ssl.create_default_context(cafile=f"{certificate}.crt")
        assert secured("times.example", trusted) == b"ok"
        with pytest.raises(RequestError, match="certificate is not valid") as caught:
            secured("post.example", trusted)
        assert not caught.value.passing

    def test_a_certificate_that_nobody_vouches_for(
        self, secured: Callable[[str, ssl.SSLContext | None], bytes]
    ) -> None:
        with pytest.raises(RequestError, match="certificate is not valid"):
            secured("times.example", None)

    def test_a_handshake_that_drips_is_cut_off(self) -> None:
        listener = socket.create_server((LOOPBACK, 0))
        over = threading.Event()

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"\x16\x03\x03\x40\x00")
                while not over.wait(0.02):
                    try:
                        connection.sendall(b"\0")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        port = listener.getsockname()[1]
        network = Network(
            look_up=lambda *_: [LOOPBACK],
            is_allowed=lambda _: True,
            limits=Limits(connect=1, read=5, total=0.3),
        )
        try:
            with pytest.raises(RequestError, match=r"longer than 0\.3 seconds"):
                request(network, parse_address(f"https://times.example:{port}/", {port}), {})
        finally:
            over.set()
            listener.close()
