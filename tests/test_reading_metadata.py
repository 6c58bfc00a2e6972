"""What is known about articles: dates, names of fields and files, and tables of metadata. Nothing is invented."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading import Reading, read_articles
from analysis.reading.metadata import DateError, known_value, parse_date, read_fields, read_file_name
from analysis.records import Article

STORY = "The river rose by two metres overnight, and officials told families to leave.\n\nNobody was hurt, they said.\n"


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return folder


def by_path(reading: Reading) -> dict[str, Article]:
    return {article.path: article for article in reading.articles}


def told(reading: Reading, severity: str, part: str) -> list[tuple[str, str]]:
    """Path and place of the problems whose message has a part."""
    return [(p.path, p.place) for p in reading.problems if p.severity == severity and part in p.message]


class TestDates:
    @pytest.mark.parametrize(
        "written",
        [
            "2025-03-04", "2025/03/04", "2025.3.4", "20250304", "2025-03-04 23:59:00", "2025-03-04T23:10:00-05:00",
            "2025-03-04T10:00:00.000Z", "4 March 2025", "4th of March 2025", "04 Mar 2025", "March 4, 2025",
            "Mar. 4 2025", "Tuesday, March 4, 2025", "Tue, 04 Mar 2025 10:00:00 GMT", " march  4th,  2025 ",
            "4-Mar-2025", "March 4, 2025, 10:15 am",
        ],
    )  # fmt: skip
    def test_with_one_reading(self, written: str) -> None:
        assert parse_date(written) == date(2025, 3, 4)

    @pytest.mark.parametrize(("written", "day"), [("25/03/2025", 25), ("03/25/2025", 25), ("03.03.2025", 3)])
    def test_numbers_that_leave_no_choice(self, written: str, day: int) -> None:
        assert parse_date(written) == date(2025, 3, day)

    @pytest.mark.parametrize(
        "written",
        [
            "03/04/2025", "3-4-2025", "04.03.2025", "3/4/25", "March 2025", "2025", "yesterday", "2025-02-30",
            "31/02/2025", "4 Foo 2025", "0001-01-01", "1741046400", "2025-13-01", "", "4 March 2025 to 6 March 2025",
        ],
    )  # fmt: skip
    def test_without_a_certain_reading(self, written: str) -> None:
        with pytest.raises(DateError):
            parse_date(written)

    @given(st.text(max_size=40))
    def test_any_text_is_a_date_or_none(self, written: str) -> None:
        with contextlib.suppress(DateError):
            assert 1700 <= parse_date(written).year <= 2200

    def test_an_unclear_date_stays_unknown_and_is_told(self, tmp_path: Path) -> None:
        files = {f"{name}.txt": f"---\ndate: 03/04/2025\n---\n{STORY}" for name in ("a", "b")}
        reading = read_articles(write(tmp_path, {"c.txt": STORY} | dict(list(files.items())[:1])))
        assert [article.date for article in reading.articles] == [None, None]
        assert told(reading, "note", "'03/04/2025' in a.txt") == [("a.txt", "")]
        reading = read_articles(write(tmp_path, files), corpus="flood")
        assert told(reading, "note", "2 dates have no certain reading") == [("flood", "")]


class TestFields:
    @pytest.mark.parametrize("value", [None, "", "  ", "None", "null", "NaN", "NA", "n/a", "-", True, {}, [], [["x"]]])
    def test_values_that_say_they_are_missing(self, value: object) -> None:
        assert known_value(value) is None

    def test_the_best_name_that_has_a_value(self) -> None:
        found = read_fields(
            {"source": "Wire", "Outlet": "None", "publisher": "Example", "Site Name": "x", "lang": "en"}
        )
        assert (found.outlet, found.language, found.author) == ("Example", "en", None)


class TestFileNames:
    @pytest.mark.parametrize(
        ("name", "outlet", "day"),
        [
            ("example-times_2025-03-04_dam-bursts.txt", "example-times", "2025-03-04"),
            ("deep/er/example_2025-03-04.txt", "example", "2025-03-04"),
            ("2025-03-04-dam.txt", None, "2025-03-04"),
            ("dam 2025_03_04.txt", None, "2025-03-04"),
            ("dam-bursts_2025-13-04_x.txt", None, None),
            ("dam_2025-03-04_2025-03-09.txt", None, None),
            ("dam-20250304.txt", None, None),
            ("12025-03-041.txt", None, None),
            ("dam_bursts.txt", None, None),
        ],
    )
    def test_patterns(self, name: str, outlet: str | None, day: str | None) -> None:
        found = read_file_name(name)
        assert (found.outlet, found.date.isoformat() if found.date else None) == (outlet, day)

    def test_the_name_of_an_export_says_nothing_about_its_rows(self, tmp_path: Path) -> None:
        (article,) = read_articles(write(tmp_path, {"example_2025-03-04_all.csv": "text\nIt rained.\n"})).articles
        assert (article.outlet, article.date) == (None, None)

    def test_spellings_of_one_outlet_are_told(self, tmp_path: Path) -> None:
        rows = "".join(f"It rained {n}.,{o}\n" for n, o in enumerate(("Vell News", "vell-news", "Vell")))
        reading = read_articles(write(tmp_path, {"all.csv": f"text,outlet\n{rows}"}))
        assert len(told(reading, "note", "'Vell News' and 'vell-news' count as 2 outlets")) == 1

    def test_folders_that_can_only_be_outlets(self, tmp_path: Path) -> None:
        reading = read_articles(write(tmp_path, {"Example Times/a.txt": STORY, "Daily Vell/b.txt": STORY}))
        assert [article.outlet for article in reading.articles] == ["Daily Vell", "Example Times"]
        assert len(told(reading, "note", "taken from their folders' names")) == 1

    @pytest.mark.parametrize(
        "files",
        [
            {"text/a.txt": STORY},
            {"Example Times/a.txt": STORY},
            {"text/a.txt": STORY, "Example Times/b.txt": STORY},
            {"2024/a.txt": STORY, "2025/b.txt": STORY},
            {"train/a.txt": STORY, "dev/b.txt": STORY},
            {"before/a.txt": STORY, "after/b.txt": STORY},
            {"Example/a.txt": STORY, "Vell/b.txt": STORY, "c.txt": STORY},
            {"Example/a.txt": STORY, "Vell/b.txt": f"---\noutlet: Wire\n---\n{STORY}"},
            {"Example/a.txt": STORY, "Vell/b.txt": STORY, "metadata.csv": "file,date\na,2025-03-04\n"},
        ],
    )
    def test_folders_that_may_be_something_else(self, tmp_path: Path, files: dict[str, str]) -> None:
        reading = read_articles(write(tmp_path, files))
        assert {article.outlet for article in reading.articles} <= {None, "Wire"}


class TestMetadataTables:
    def test_columns_and_joins(self, tmp_path: Path) -> None:
        table = (
            "no\tfilename\tpublisher\tpublication_date\tauthor\ttitle\n"
            "1\tone\tExample Times\t2025-03-04\tNone\tDam bursts\n"
            "2\tTWO.txt\tDaily Vell\t\t Jane  Doe \tRain\n"
            "3\ttexts/three.txt\tExample Times\t2025-03-05\tnan\t\n"
        )
        files = {"metadata.tsv": table} | {f"texts/{name}.txt": STORY for name in ("one", "two", "three")}
        found = by_path(read_articles(write(tmp_path, files)))
        one, two, three = (found[f"texts/{name}.txt"] for name in ("one", "two", "three"))
        assert (one.outlet, one.date, one.author, one.headline) == (
            "Example Times",
            date(2025, 3, 4),
            None,
            "Dam bursts",
        )
        assert (two.outlet, two.date, two.author, two.headline) == ("Daily Vell", None, "Jane Doe", "Rain")
        assert (three.outlet, three.date, three.author, three.headline) == (
            "Example Times",
            date(2025, 3, 5),
            None,
            None,
        )

    def test_the_nearest_table_counts_within_the_folder_asked_for(self, tmp_path: Path) -> None:
        files = {
            "metadata.csv": "file,outlet\na,Far\n",
            "in/metadata.csv": "file,outlet\na,Root\nb,Root\n",
            "in/sub/metadata.csv": "file,outlet\na,Near\n",
            "in/sub/a.txt": STORY,
            "in/b.txt": STORY,
        }
        found = by_path(read_articles(write(tmp_path, files) / "in"))
        assert {name: article.outlet for name, article in found.items()} == {"b.txt": "Root", "sub/a.txt": "Near"}

    def test_the_file_itself_counts_first_and_its_name_last(self, tmp_path: Path) -> None:
        files = {
            "metadata.csv": "file,outlet,date\nx_2025-01-01_a.txt,Table,2025-03-04\n",
            "x_2025-01-01_a.txt": f"---\noutlet: Own\n---\n{STORY}",
        }
        (article,) = read_articles(write(tmp_path, files)).articles
        assert (article.outlet, article.date) == ("Own", date(2025, 3, 4))

    def test_a_single_file_uses_the_table_beside_it(self, tmp_path: Path) -> None:
        reading = read_articles(write(tmp_path, {"metadata.csv": "id,outlet\na,X\nb,Y\n", "a.txt": STORY}) / "a.txt")
        assert reading.articles[0].outlet == "X"
        assert told(reading, "note", "no file for") == []

    def test_rows_without_a_file_and_files_without_a_row(self, tmp_path: Path) -> None:
        reading = read_articles(
            write(tmp_path, {"metadata.csv": "file,outlet\na,X\ngone,Y\n", "a.txt": STORY, "b.txt": STORY})
        )
        assert told(reading, "note", "no file for 1 of the rows: gone") == [("metadata.csv", "")]
        assert told(reading, "note", "no row for 1 of the files: b.txt") == [("metadata.csv", "")]

    @pytest.mark.parametrize(
        ("table", "severity", "place", "said", "outlet"),
        [
            ("text,outlet\na,X\n", "error", "line 1", "no column holds the file names", None),
            ("file,outlet\na,X\na.txt,Z\na,Y\n", "warning", "row 3 (line 4)", "described on line 2 already", "Z"),
            ("file,outlet\n,Y\na,X\n", "warning", "row 1 (line 2)", "names no file", "X"),
            ('file,outlet\na,X\nb,"Y\n', "error", "line 3", "never closed", "X"),
            ("file,outlet\na,X\nb,Y,Z\n", "error", "row 2 (line 3)", "3 fields where the header has 2", "X"),
            ("", "error", "", "empty", None),
        ],
    )
    def test_faults(self, tmp_path: Path, table: str, severity: str, place: str, said: str, outlet: str | None) -> None:
        reading = read_articles(write(tmp_path, {"metadata.csv": table, "a.txt": STORY}))
        assert told(reading, severity, said) == [("metadata.csv", place)]
        assert reading.articles[0].outlet == outlet

    def test_a_name_that_fits_files_in_several_folders(self, tmp_path: Path) -> None:
        files = {"metadata.csv": "file,outlet\na,X\n", "one/a.txt": STORY, "two/a.txt": STORY}
        reading = read_articles(write(tmp_path, files))
        assert [article.outlet for article in reading.articles] == [None, None]
        assert told(reading, "warning", "fits 2 files (one/a.txt, two/a.txt)") == [("metadata.csv", "line 2")]

    def test_two_tables_in_a_folder(self, tmp_path: Path) -> None:
        files = {"metadata.csv": "file,outlet\na,X\n", "metadata.tsv": "file\toutlet\na\tY\n", "a.txt": STORY}
        reading = read_articles(write(tmp_path, files))
        assert reading.articles[0].outlet == "X"
        assert told(reading, "note", "metadata.tsv in the same folder is not") == [("metadata.csv", "")]


class TestNotes:
    def test_what_is_unknown_is_told_once_a_kind(self, tmp_path: Path) -> None:
        files = {f"{name}.txt": STORY for name in "abcdefg"} | {"h.txt": f"---\noutlet: X\n---\n{STORY}"}
        reading = read_articles(write(tmp_path, files), corpus="flood")
        assert told(reading, "note", "no outlet is known for 7 of 8 articles (a, b, c, d, e and 2 more)") == [
            ("flood", "")
        ]
        assert told(reading, "note", "no date is known for 8 of 8 articles") == [("flood", "")]
        assert len(reading.problems) == 4

    def test_other_languages(self, tmp_path: Path) -> None:
        files = {"a.txt": f"---\nlang: de\n---\n{STORY}", "b.txt": f"---\nlang: en-GB\n---\n{STORY}"}
        reading = read_articles(write(tmp_path, files), corpus="flood")
        assert told(reading, "warning", "1 articles are not in English, the language of the analysis: a (de)") == [
            ("flood", "")
        ]
