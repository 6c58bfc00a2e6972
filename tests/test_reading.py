"""Files → articles: every format, and every kind of bad input with the place that is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import READERS, Reading, drafts, find_corpora, read_articles, rows
from analysis.records import Problem

PROJECT = Path(__file__).resolve().parents[1]
LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
BODY = "Nobody was hurt, the mayor said on Tuesday, but three bridges were closed until further notice."
STORY = f"{LEAD}\n\n{BODY}\n"
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Dam bursts</title>{{head}}</head>
<body><nav><a href="/">Home</a></nav><article><h1>Dam bursts</h1><p>{LEAD}</p><p>{BODY}</p><p>{LEAD}</p></article>
<footer>All rights reserved</footer></body></html>"""


def write(folder: Path, **files: str | bytes) -> Path:
    """Files by name, with `_dot_` for the dot and `__` for a slash."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder


def problems(reading: Reading, *severities: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity in severities]


def only(reading: Reading, severity: str) -> Problem:
    """The one problem of a severity."""
    (problem,) = problems(reading, severity)
    return problem


def rows_of(folder: Path, name: str, content: str | bytes) -> Reading:
    return read_articles(write(folder, **{name: content}) / name.replace("_dot_", "."))


class TestText:
    def test_the_text_is_the_decoded_file(self, tmp_path: Path) -> None:
        content = f"Dam bursts\r\n\r\n{LEAD}\r\n"
        (article,) = rows_of(tmp_path, "a_dot_txt", b"\xef\xbb\xbf" + content.encode()).articles
        assert article.text == content
        assert (article.article_id, article.path, article.row) == ("a", "a.txt", None)
        assert article.headline == "Dam bursts"
        assert [zone.kind for zone in article.zones] == ["headline", "lead"]

    def test_front_matter(self, tmp_path: Path) -> None:
        content = f"---\ntitle: 'Dam: bursts'\npublisher: Example Times\ndate: 4 March 2025\nlang: en\n---\n{STORY}"
        (article,) = rows_of(tmp_path, "a_dot_md", content).articles
        assert (article.headline, article.outlet, article.language) == ("Dam: bursts", "Example Times", "en")
        assert article.date is not None
        assert article.date.isoformat() == "2025-03-04"
        assert article.text == content
        assert article.zones[0].kind == "front_matter"

    @pytest.mark.parametrize(
        ("matter", "line", "said"),
        [
            ("title: Dam: bursts\noutlet: X\n", "line 2", "no valid YAML"),
            ("title: Dam\noutlet: [X\n", "line 4", "no valid YAML"),
            ("a: " + "[" * 5000 + "\n", "line 2", "no valid YAML"),
        ],
    )
    def test_malformed_front_matter(self, tmp_path: Path, matter: str, line: str, said: str) -> None:
        reading = rows_of(tmp_path, "a_dot_txt", f"---\n{matter}---\n{STORY}")
        problem = only(reading, "warning")
        assert (problem.path, problem.place) == ("a.txt", line)
        assert said in problem.message
        assert [zone.kind for zone in reading.articles[0].zones] == ["front_matter", "lead", "body"]

    def test_front_matter_that_is_never_closed(self, tmp_path: Path) -> None:
        reading = rows_of(tmp_path, "a_dot_txt", f"---\ntitle: Dam\n\n{STORY}")
        assert only(reading, "warning").place == "line 1"
        assert reading.articles[0].headline != "Dam"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"),
            (b" \r\n\t\n", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"---\ntitle: Dam\n---\n", "nothing else"),
            (b"<!DOCTYPE html><html></html>", "name it .html"),
            (b"%PDF-1.7 stream", "a PDF document"),
            (b"PK\x03\x04rest", "Office document"),
            (b"\x89PNG\r\n\x1a\n", "a PNG image"),
            (b"{\\rtf1 hello}", "an RTF document"),
            (b"abc\x00def ghi", "NUL bytes (the first is byte 3)"),
            (bytes(range(1, 32)) * 20, "control characters"),
        ],
    )
    def test_files_that_hold_no_article(self, tmp_path: Path, content: bytes, said: str) -> None:
        reading = rows_of(tmp_path, "a_dot_txt", content)
        problem = only(reading, "error")
        assert reading.articles == []
        assert problem.path == "a.txt"
        assert said in problem.message

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "a.txt").write_bytes(b"x" * (drafts.MAX_TEXT_BYTES + 1))
        monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
        assert "5,000,001 bytes are too many" in only(read_articles(tmp_path), "error").message

    def test_an_article_that_is_too_long(self, tmp_path: Path) -> None:
        write(tmp_path, a_dot_txt="word " * 200_001, b_dot_txt=STORY)
        reading = read_articles(tmp_path)
        assert [article.article_id for article in reading.articles] == ["b"]
        assert only(reading, "error").path == "a.txt"
        assert "1,000,005 characters are too many" in only(reading, "error").message

    def test_boilerplate_alone(self, tmp_path: Path) -> None:
        reading = rows_of(tmp_path, "a_dot_txt", "Advertisement\n\nAll rights reserved.\n")
        assert len(reading.articles) == 1
        assert "nothing but bylines and boilerplate" in only(reading, "warning").message


class TestPages:
    def test_article_and_metadata(self, tmp_path: Path) -> None:
        head = (
            '<meta property="og:site_name" content="Example Times"><meta name="author" content="Jane Doe">'
            '<meta property="article:published_time" content="2025-03-04T10:00:00+02:00">'
            '<link rel="canonical" href="https://www.example.org/dam">'
        )
        (article,) = rows_of(tmp_path, "a_dot_html", PAGE.format(head=head)).articles
        assert (article.outlet, article.author, str(article.date)) == ("Example Times", "Jane Doe", "2025-03-04")
        assert (article.url, article.language, article.headline) == (
            "https://www.example.org/dam",
            "en-gb",
            "Dam bursts",
        )
        assert article.text.startswith(f"Dam bursts\n{LEAD}")
        assert "Home" not in article.text

    def test_a_headline_that_only_the_metadata_has(self, tmp_path: Path) -> None:
        page = PAGE.replace("<h1>Dam bursts</h1>", "").format(head='<meta property="og:title" content="Dam bursts">')
        (article,) = rows_of(tmp_path, "a_dot_htm", page).articles
        assert article.text.startswith(f"Dam bursts\n\n{LEAD}")
        assert article.zones[0].kind == "headline"

    def test_an_ambiguous_date_is_not_guessed(self, tmp_path: Path) -> None:
        page = PAGE.format(head="").replace("</h1>", '</h1><span class="date">03/04/2025</span>')
        (article,) = rows_of(tmp_path, "a_dot_html", page).articles
        assert article.date is None

    def test_a_declared_charset(self, tmp_path: Path) -> None:
        page = PAGE.format(head='<meta charset="windows-1251">').replace("mayor", "мэр")
        (article,) = rows_of(tmp_path, "a_dot_html", page.encode("cp1251")).articles
        assert "мэр" in article.text

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "empty"),
            (b"<html><body><form><input name=user></form></body></html>", "no article was found"),
            (b"<html><body><p>Please log in.</p></body></html>", "no article was found"),
            (b"no tags at all, " * 20, "no article was found"),
            (b"<div>" * 20_000, "no article was found"),
            (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        ],
    )
    def test_pages_without_an_article(self, tmp_path: Path, content: bytes, said: str) -> None:
        reading = rows_of(tmp_path, "a_dot_html", content)
        assert reading.articles == []
        assert said in only(reading, "error").message

    def test_a_page_that_breaks_the_parser(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RecursionError("too deep")

        monkeypatch.setattr("trafilatura.bare_extraction", fail)
        write(tmp_path, a_dot_html=PAGE.format(head=""), b_dot_txt=STORY)
        reading = read_articles(tmp_path)
        assert [article.article_id for article in reading.articles] == ["b"]
        assert "RecursionError: too deep" in only(reading, "error").message


class TestTables:
    def test_columns_by_their_usual_names(self, tmp_path: Path) -> None:
        content = (
            f'ID,Publisher,Publication Date,Byline,Title,Link,Body\n7,Example Times,2025-03-04,None,Dam,x:y,"{LEAD}"\n'
        )
        (article,) = rows_of(tmp_path, "set_dot_csv", content).articles
        assert (article.article_id, article.row, article.path) == ("set-1", 1, "set.csv")
        assert (article.outlet, str(article.date), article.author) == ("Example Times", "2025-03-04", None)
        assert article.text == f"Dam\n\n{LEAD}"
        assert [zone.kind for zone in article.zones] == ["headline", "lead"]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Dam, bursts\n\nIt rained.", "Dam, bursts\n\nIt rained."),
            ("DAM ‘BURSTS’. It rained.", "DAM ‘BURSTS’. It rained."),
            ("Dams burst. It rained.", "Dam bursts\n\nDams burst. It rained."),
        ],
    )
    def test_headlines_are_put_before_texts_that_lack_them(self, tmp_path: Path, text: str, expected: str) -> None:
        (article,) = rows_of(tmp_path, "set_dot_csv", f'title,text\nDam bursts,"{text}"\n').articles
        assert article.text == expected

    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    def test_delimiters(self, tmp_path: Path, mark: str) -> None:
        content = f'outlet{mark}text\nExample{mark}"It rained, and{mark} rained.\nStill."\n'
        (article,) = rows_of(tmp_path, "set_dot_csv", content).articles
        assert (article.outlet, article.text) == ("Example", f"It rained, and{mark} rained.\nStill.")

    def test_a_table_in_utf16(self, tmp_path: Path) -> None:
        reading = rows_of(tmp_path, "set_dot_csv", "text\nIt rained in José’s town.\n".encode("utf-16"))
        assert reading.articles[0].text == "It rained in José’s town."
        assert not problems(reading, "error", "warning")

    def test_a_large_table(self, tmp_path: Path) -> None:
        content = "text\n" + f"{LEAD}\n".replace(",", "") * 70_000
        path = tmp_path / "set.csv"
        path.write_text(content, encoding="utf-8")
        assert path.stat().st_size > drafts.MAX_TEXT_BYTES
        seen = list(rows.read_csv(drafts.SourceFile(path, "set.csv", tmp_path)))
        assert len(seen) == 70_000

    @pytest.mark.parametrize(
        ("content", "place", "said", "n_read"),
        [
            ("", "", "empty", 0),
            ("\n\n", "", "empty", 0),
            ("text\n", "", "a header and no rows", 0),
            ("name,words\nx,y\n", "line 1", "found name, words", 0),
            ("text,outlet\nIt rained.,A\n,B\nIt snowed.,C\n", "row 2", "the text is empty", 2),
            ("text,outlet\nIt rained.,A\nnan,B\n", "row 2", "the text is empty", 1),
            ("text,outlet\nsingle,B\n", "row 1", "a single word", 0),
            (
                "outlet,text\nA,It rained.\nB,It rained, and rained.\nC,It snowed.\n",
                "row 2 (line 3)",
                "3 fields where",
                2,
            ),
            ('text\n"It rained."\n\n"It snowed\nand hailed.\n', "line 4", "opened and never closed", 1),
            ('text\n"It rained."\n"It "snowed"."\n', "line 3", "closes a field in its middle", 1),
            ("text\nIt rained.\nIt sn\0owed.\nIt hailed.\n", "line 3", "a NUL character", 1),
        ],
    )
    def test_broken_tables(self, tmp_path: Path, content: str, place: str, said: str, n_read: int) -> None:
        reading = rows_of(tmp_path, "set_dot_csv", content)
        problem = problems(reading, "error")[0]
        assert (problem.path, problem.place) == ("set.csv", place)
        assert said in problem.message
        assert len(reading.articles) == n_read

    def test_an_endless_field(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rows, "MAX_LINE", 1000)
        reading = rows_of(tmp_path, "set_dot_csv", 'text\nIt rained.\n"It snowed\n' + "x y\n" * 400)
        assert only(reading, "error").place == "line 3"
        assert "longer than 1,000 characters" in only(reading, "error").message
        reading = rows_of(tmp_path, "set_dot_csv", "text\nIt rained.\n" + "x" * 1001)
        assert only(reading, "error").place == "line 3"
        assert len(reading.articles) == 1

    def test_a_row_that_is_too_long(self, tmp_path: Path) -> None:
        reading = rows_of(tmp_path, "set_dot_csv", "text\n" + "word " * 200_001 + "\nIt rained.\n")
        assert only(reading, "error").place == "row 1"
        assert [article.row for article in reading.articles] == [2]

    def test_many_faults_of_one_kind_are_one_problem(self, tmp_path: Path) -> None:
        problem = only(rows_of(tmp_path, "set_dot_csv", "text,outlet\n" + ",x\n" * 300), "error")
        assert problem.place == "rows 1, 2, 3, 4, 5 … (300 in all)"


class TestJsonLines:
    def test_keys_by_their_usual_names(self, tmp_path: Path) -> None:
        line = {
            "source": {"name": "Example"},
            "authors": ["Jane Doe", "John Smith"],
            "publishedAt": "2025-03-04",
            "content": LEAD,
        }
        (article,) = rows_of(tmp_path, "set_dot_jsonl", f"\n{json.dumps(line)}\n\n").articles
        assert (article.article_id, article.row, article.text) == ("set-2", 2, LEAD)
        assert (article.outlet, article.author, str(article.date)) == ("Example", "Jane Doe, John Smith", "2025-03-04")

    @pytest.mark.parametrize(
        ("bad", "said"),
        [
            ('{"text": "It snowed."', "no valid JSON"),
            ('["It snowed."]', "a JSON list"),
            ('"It snowed."', "a JSON text"),
            ('{"words": 1, "outlet": "x"}', "found outlet, words"),
            ('{"text": ["It", "snowed"]}', "`text` is a list"),
            ('{"text": 7}', "`text` is a number"),
            ('{"text": {"a": 1}}', "`text` is a object"),
            ('{"text": null}', "the text is empty"),
            ('{"text": " "}', "the text is empty"),
            ('{"a": ' + "[" * 100_000, "nested too deeply"),
            ('{"text": ' + "9" * 5000 + "}", "no valid JSON"),
        ],
    )
    def test_a_bad_line_costs_only_itself(self, tmp_path: Path, bad: str, said: str) -> None:
        good = json.dumps({"text": "It rained."})
        reading = rows_of(tmp_path, "set_dot_jsonl", f"{good}\n{bad}\n{good}\n")
        problem = only(reading, "error")
        assert (problem.path, problem.place) == ("set.jsonl", "line 2")
        assert said in problem.message
        assert [article.row for article in reading.articles] == [1, 3]

    def test_a_json_array(self, tmp_path: Path) -> None:
        reading = rows_of(tmp_path, "set_dot_jsonl", '[\n{"text": "It rained."},\n]\n')
        assert "seems to be one JSON array" in problems(reading, "error")[0].message

    def test_half_characters_are_replaced(self, tmp_path: Path) -> None:
        (article,) = rows_of(
            tmp_path, "set_dot_jsonl", '{"text": "It \\ud83d rained.", "title": "Dam \\udc00"}\n'
        ).articles
        assert article.text == "Dam \ufffd\n\nIt \ufffd rained."
        assert article.headline == "Dam \ufffd"

    def test_an_endless_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rows, "MAX_LINE", 100)
        reading = rows_of(tmp_path, "set_dot_jsonl", '{"text": "It rained."}\n' + '{"text": "' + "x" * 200)
        assert only(reading, "error").place == "line 2"
        assert len(reading.articles) == 1

    def test_an_empty_file(self, tmp_path: Path) -> None:
        assert "empty" in only(rows_of(tmp_path, "set_dot_jsonl", ""), "error").message


class TestFolders:
    def test_all_formats_in_a_fixed_order(self, tmp_path: Path) -> None:
        page = PAGE.format(head="")
        write(
            tmp_path,
            b__z_dot_txt=STORY,
            c_dot_md=STORY,
            a_dot_html=page,
            B_dot_TXT=STORY,
            d_dot_csv=f'text\n"{LEAD}"\n',
        )
        reading = read_articles(tmp_path, corpus="flood")
        assert [article.path for article in reading.articles] == ["B.TXT", "a.html", "b/z.txt", "c.md", "d.csv"]
        assert {article.corpus for article in reading.articles} == {"flood"}
        assert not problems(reading, "error", "warning")

    def test_what_is_no_article(self, tmp_path: Path) -> None:
        write(
            tmp_path, a_dot_txt=STORY, README_dot_md="x", readme_dot_txt="x", _dot_hidden_dot_txt="x",
            metadata_dot_json="{}", notes__a_dot_ann="x", notes__b_dot_ann="x", map_dot_odt="x", LICENSE="x",
            _dot_git__a_dot_txt="x",
        )  # fmt: skip
        reading = read_articles(tmp_path)
        assert [article.path for article in reading.articles] == ["a.txt"]
        told = {(problem.path, problem.message.split(" (")[0]) for problem in problems(reading, "note")}
        assert {
            ("notes/", "2 files *.ann are not articles"),
            ("map.odt", "1 file *.odt is no article"),
            ("LICENSE", "1 file without a suffix is no article"),
        } <= told
        assert "save them as .docx" in next(p.message for p in reading.problems if p.path == "map.odt")

    def test_nothing_to_read(self, tmp_path: Path) -> None:
        assert "no articles were found" in only(read_articles(tmp_path), "error").message
        assert only(read_articles(tmp_path / "none"), "error").message.startswith("does not exist")
        assert (
            "cannot be read; expected ."
            in only(read_articles(write(tmp_path, a_dot_odt="x") / "a.odt"), "error").message
        )

    def test_single_files_and_the_same_file_twice(self, tmp_path: Path) -> None:
        write(tmp_path, a_dot_txt=STORY, README_dot_md=STORY)
        reading = read_articles([tmp_path / "a.txt", tmp_path, tmp_path / "README.md"])
        assert [article.path for article in reading.articles] == ["a.txt", "README.md"]
        assert any("the same file as a.txt" in problem.message for problem in problems(reading, "note"))

    def test_ids_are_unique_whatever_the_order(self, tmp_path: Path) -> None:
        write(
            tmp_path, a_dot_txt=STORY, a_dot_md=STORY, x__a_dot_txt=STORY, b_dot_txt=STORY, x__B_dot_txt=STORY,
            s_dot_csv=f'text\n"{LEAD}"\n', x__s_dash_1_dot_txt=STORY,
        )  # fmt: skip
        (tmp_path / "x/s_dash_1.txt").rename(tmp_path / "x/s-1.txt")
        ids = {article.path: article.article_id for article in read_articles(tmp_path).articles}
        assert ids == {
            "a.txt": "a.txt", "a.md": "a.md", "x/a.txt": "x--a", "b.txt": "b", "x/B.txt": "x--B", "s.csv": "s-1",
            "x/s-1.txt": "x--s-1",
        }  # fmt: skip
        one_by_one = read_articles([tmp_path / name for name in reversed(ids)])
        assert len({article.article_id.casefold() for article in one_by_one.articles}) == 7

    def test_ids_across_folders_of_one_name(self, tmp_path: Path) -> None:
        write(tmp_path, x__one__a_dot_txt=STORY, y__one__a_dot_txt=STORY, z__two__a_dot_txt=STORY)
        found = read_articles([tmp_path / "x/one", tmp_path / "y/one", tmp_path / "z/two"]).articles
        assert [article.article_id for article in found] == ["one--a.txt--2", "one--a.txt--3", "two--a.txt"]

    def test_links(self, tmp_path: Path) -> None:
        write(tmp_path, sub__a_dot_txt=STORY)
        try:
            (tmp_path / "sub/loop").symlink_to(tmp_path, target_is_directory=True)
            (tmp_path / "again").symlink_to(tmp_path / "sub", target_is_directory=True)
            (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
            (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
        except OSError:
            pytest.skip("this system lets no one make links")
        reading = read_articles(tmp_path)
        assert len(reading.articles) == 1
        told = {problem.path: problem.message for problem in reading.problems}
        assert "leads nowhere" in told["nowhere.txt"]
        assert "self.txt" in told
        assert any("a link back" in message for message in told.values())

    def test_pipes(self, tmp_path: Path) -> None:
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no named pipes")
        os.mkfifo(write(tmp_path, b_dot_txt=STORY) / "a.txt")
        reading = read_articles(tmp_path)
        assert [article.path for article in reading.articles] == ["b.txt"]
        assert only(reading, "error").path == "a.txt"

    def test_what_may_not_be_opened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, a_dot_txt=STORY, b_dot_txt=STORY, s_dot_csv="text\nIt rained.\n", shut__c_dot_txt=STORY)
        read_bytes, iterdir, open_ = Path.read_bytes, Path.iterdir, Path.open

        def guard(function, names):
            def guarded(self, *args, **kwargs):
                if self.name in names:
                    raise PermissionError(13, "Permission denied")
                return function(self, *args, **kwargs)

            return guarded

        monkeypatch.setattr(Path, "read_bytes", guard(read_bytes, {"a.txt"}))
        monkeypatch.setattr(Path, "iterdir", guard(iterdir, {"shut"}))
        monkeypatch.setattr(Path, "open", guard(open_, {"s.csv", "a.txt"}))
        reading = read_articles(tmp_path)
        assert [article.path for article in reading.articles] == ["b.txt"]
        assert {problem.path for problem in problems(reading, "error")} == {"a.txt", "s.csv", "shut"}
        assert all("Permission denied" in problem.message for problem in problems(reading, "error"))

    def test_find_corpora(self, tmp_path: Path) -> None:
        write(tmp_path, one__a_dot_txt=STORY, two__x__b_dot_txt=STORY, none__a_dot_odt="x", _dot_h__a_dot_txt="x")
        assert find_corpora(tmp_path) == {"one": tmp_path / "one", "two": tmp_path / "two"}
        assert find_corpora(tmp_path / "one") == {"one": tmp_path / "one"}
        write(tmp_path, two__metadata_dot_csv="file\n")
        assert find_corpora(tmp_path / "two") == {"two": tmp_path / "two"}
        with pytest.raises(NotADirectoryError, match="is no folder"):
            find_corpora(tmp_path / "three")


def test_the_registry_holds_the_documented_formats() -> None:
    documented = (PROJECT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert {suffix for suffix in READERS if f"`{suffix}`" not in documented} == set()


@pytest.mark.parametrize("suffix", [".txt", ".csv", ".jsonl"])
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | st.text().map(lambda t: t.encode("utf-16"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_bytes_raise(tmp_path: Path, suffix: str, content: bytes) -> None:
    (tmp_path / f"a{suffix}").write_bytes(content)
    reading = read_articles(tmp_path)
    assert reading.articles or problems(reading, "error")
    for article in reading.articles:
        article.text.encode("utf-8")
        inside = {i for zone in article.zones for i in range(zone.start, zone.end)}
        assert all(i in inside for i, char in enumerate(article.text) if not char.isspace())
