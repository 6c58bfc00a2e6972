"""Spreadsheets, Parquet files, mails and packed files: as many articles come out as went in, or it is told."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import READERS, Reading, read_articles, unpacking
from analysis.records import Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
ROWS: list[dict[str, Any]] = [
    {
        "title": f"Story {n}",
        "text": f"{LEAD} It was the {n}th time.",
        "media_name": "Vell News",
        "date": date(2025, 3, n),
    }
    for n in (1, 2, 3)
]
HERE = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def errors(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == "error"]


def sheet(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def as_rows(values: list[dict[str, Any]]) -> list[list[Any]]:
    return [list(values[0]), *(list(row.values()) for row in values)]


def packed(path: Path, members: dict[str, str | bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def told(reading: Reading) -> str:
    return "\n".join(f"{p.severity}: {p.path}: {p.place}: {p.message}" for p in reading.problems)


class TestSpreadsheets:
    def test_articles_with_what_the_columns_tell(self, tmp_path: Path) -> None:
        articles = read_articles(sheet(tmp_path / "a.xlsx", ("Tabelle1", as_rows(ROWS)))).articles
        assert [article.article_id for article in articles] == ["a-1", "a-2", "a-3"]
        assert [(a.headline, a.outlet, a.date) for a in articles] == [
            (f"Story {n}", "Vell News", date(2025, 3, n)) for n in (1, 2, 3)
        ]
        assert LEAD in articles[0].text

    def test_a_title_above_the_header_and_empty_rows_between(self, tmp_path: Path) -> None:
        rows = as_rows(ROWS)
        path = sheet(tmp_path / "a.xlsx", ("s", [["Search: river"], [], [None, "3 results"], rows[0], [], *rows[1:]]))
        reading = read_articles(path)
        assert [article.row for article in reading.articles] == [1, 2, 3]
        assert errors(reading) == []

    def test_every_sheet_with_texts_is_read_and_the_others_are_told(self, tmp_path: Path) -> None:
        path = sheet(
            tmp_path / "a.xlsx", ("one", as_rows(ROWS)), ("notes", [["to do"], ["check"]]), ("two", as_rows(ROWS[:2]))
        )
        reading = read_articles(path)
        assert [article.article_id for article in reading.articles] == [f"a-{n}" for n in range(1, 6)]
        (note,) = [p for p in reading.problems if "not read" in p.message]
        assert (note.severity, note.place) == ("note", "sheet 'notes'")

    def test_a_row_without_a_text_is_told_by_its_place(self, tmp_path: Path) -> None:
        rows = [*as_rows(ROWS), ["Story 4", None, "Vell News", None], ["Story 5", 17, "Vell News", None]]
        reading = read_articles(sheet(tmp_path / "a.xlsx", ("s", rows)))
        assert len(reading.articles) == 3
        assert [problem.place for problem in errors(reading)] == ["sheet 's', row 5", "sheet 's', row 6"]

    def test_texts_that_fill_a_cell_are_said_to_be_cut(self, tmp_path: Path) -> None:
        long = (LEAD + " ") * 400
        reading = read_articles(sheet(tmp_path / "a.xlsx", ("s", [["text"], [long[:32_767]], [LEAD]])))
        assert len(reading.articles) == 2
        assert "sheet 's', row 2: the text has the 32,767 characters" in told(reading)

    def test_formulas_count_as_what_was_stored_and_never_run(self, tmp_path: Path) -> None:
        reading = read_articles(
            sheet(tmp_path / "a.xlsx", ("s", [["n", "text"], [1, '=HYPERLINK("http://x")'], [2, LEAD]]))
        )
        assert [article.text for article in reading.articles] == [LEAD]
        assert [problem.place for problem in errors(reading)] == ["sheet 's', row 2"]

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "empty"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password, or is of an old format"),
            (b"PK\x03\x04 and then nothing", "no .xlsx file, or a broken one"),
            (b"title;text\n", "no .xlsx file"),
        ],
    )
    def test_what_is_none_is_told(self, content: bytes, message: str, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / "a.xlsx"))
        assert message in problem.message

    def test_a_document_of_another_kind_is_told(self, tmp_path: Path) -> None:
        (problem,) = errors(read_articles(packed(tmp_path / "a.xlsx", {"word/document.xml": "<x/>"})))
        assert "no readable spreadsheet" in problem.message

    def test_a_bomb_is_not_opened(self, tmp_path: Path) -> None:
        (problem,) = errors(read_articles(packed(tmp_path / "a.xlsx", {"xl/workbook.xml": b" " * 30_000_000})))
        assert "would unpack to 30,000,000 bytes" in problem.message


class TestParquet:
    def test_articles_with_what_the_columns_tell(self, tmp_path: Path) -> None:
        pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "a.parquet")
        articles = read_articles(tmp_path / "a.parquet").articles
        assert [(a.article_id, a.headline, a.date) for a in articles] == [
            (f"a-{n}", f"Story {n}", date(2025, 3, n)) for n in (1, 2, 3)
        ]

    def test_other_types_of_columns(self, tmp_path: Path) -> None:
        table = pa.table(
            {
                "Text": pa.array([LEAD, LEAD]).dictionary_encode(),
                "published_at": pa.array([datetime(2025, 3, 1, 23, 30), None], pa.timestamp("us", tz="UTC")),
                "authors": [["Ann Aru", "Bo Bek"], []],
                "embedding": [[0.1] * 100] * 2,
            }
        )
        pq.write_table(table, tmp_path / "a.parquet")
        first, second = read_articles(tmp_path / "a.parquet").articles
        assert (first.date, first.author) == (date(2025, 3, 1), "Ann Aru, Bo Bek")
        assert (second.date, second.author) == (None, None)

    def test_a_file_without_texts_or_of_another_kind_is_told(self, tmp_path: Path) -> None:
        pq.write_table(pa.table({"n": [1]}), tmp_path / "a.parquet")
        pq.write_table(pa.table({"text": [1]}), tmp_path / "b.parquet")
        pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "c.parquet")
        (tmp_path / "d.parquet").write_bytes(b"PAR1 no more")
        reading = read_articles(tmp_path)
        assert reading.articles == []
        assert [problem.path for problem in errors(reading)] == ["a.parquet", "b.parquet", "c.parquet", "d.parquet"]


class TestAddresses:
    LIST = "id,language,media_name,publish_date,title,url\n1,en,vell.example,2025-03-01,Dam,https://vell.example/1\n"

    @pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.parquet"])
    def test_a_list_of_addresses_is_no_table_of_articles(self, name: str, tmp_path: Path) -> None:
        header, row = (line.split(",") for line in self.LIST.split())
        path = tmp_path / name
        if name.endswith("xlsx"):
            sheet(path, ("s", [header, row, row]))
        elif name.endswith("parquet"):
            pq.write_table(pa.Table.from_pylist([dict(zip(header, row, strict=True))] * 2), path)
        else:
            path.write_text(
                "\n".join("\t".join(r) if name.endswith("tsv") else ",".join(r) for r in (header, row, row))
            )
        reading = read_articles(path)
        assert reading.articles == []
        (problem,) = errors(reading)
        assert "a list of 2 addresses of articles and no texts" in problem.message


def mail(**options: Any) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = options.get("subject", "Dämme brechen – Dam bursts")
    message["From"] = "Vell News Alerts <alerts@vell.example>"
    message["Date"] = options.get("date", "Sat, 01 Mar 2025 23:30:00 -0500")
    message.set_content(options.get("text", f"{LEAD}\n\nNobody was hurt – “not one”, the mayor said.\n"))
    return message


class TestMail:
    def test_subject_day_and_text(self, tmp_path: Path) -> None:
        (tmp_path / "a.eml").write_bytes(mail().as_bytes())
        (article,) = read_articles(tmp_path / "a.eml").articles
        assert article.headline == "Dämme brechen – Dam bursts"
        assert (article.date, article.author, article.outlet) == (date(2025, 3, 1), "Vell News Alerts", None)
        assert "“not one”, the mayor said." in article.text

    def test_the_plain_version_is_read_and_attachments_are_told(self, tmp_path: Path) -> None:
        message = mail()
        message.add_alternative(f"<html><body><p>{LEAD}</p></body></html>", subtype="html")
        message.add_attachment(b"ID3", maintype="audio", subtype="mpeg", filename="talk.mp3")
        (tmp_path / "a.eml").write_bytes(message.as_bytes())
        reading = read_articles(tmp_path / "a.eml")
        assert "the mayor said" in reading.articles[0].text
        assert "attachments were not read: talk.mp3" in told(reading)

    def test_a_mail_of_html_alone(self, tmp_path: Path) -> None:
        message = mail()
        page = (
            f"<html><body><article><h1>Dam</h1><p>{LEAD}</p><p>{LEAD}</p></article><script>x()</script></body></html>"
        )
        message.set_content(page, subtype="html")
        (tmp_path / "a.eml").write_bytes(message.as_bytes())
        (article,) = read_articles(tmp_path / "a.eml").articles
        assert LEAD in article.text
        assert "x()" not in article.text

    @pytest.mark.parametrize(
        ("content", "message"),
        [(b"", "no mail"), (LEAD.encode(), "no mail"), (mail(text="").as_bytes(), "no text")],
    )
    def test_what_is_none_is_told(self, content: bytes, message: str, tmp_path: Path) -> None:
        (tmp_path / "a.eml").write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / "a.eml"))
        assert message in problem.message

    @HERE
    @given(head=st.binary(max_size=200), cut=st.integers(0, 400))
    def test_no_broken_mail_stops_the_reading(self, head: bytes, cut: int, tmp_path: Path) -> None:
        (tmp_path / "a.eml").write_bytes(head + b"\n" + mail().as_bytes()[cut:])
        reading = read_articles(tmp_path / "a.eml")
        assert reading.articles or errors(reading)


class TestPacked:
    def test_files_in_folders_with_a_table_of_metadata(self, tmp_path: Path) -> None:
        table = "file,outlet,date\nvell/a.txt,Vell News,2025-03-01\nb.txt,Anse Voice,2025-03-02\n"
        members = {"vell/a.txt": LEAD, "b.txt": LEAD, "metadata.csv": table, "README.md": "x", "__MACOSX/._b.txt": "x"}
        reading = read_articles(packed(tmp_path / "all.zip", members).parent)
        assert [(a.article_id, a.path, a.outlet) for a in reading.articles] == [
            ("all.zip--vell--a", "all.zip/vell/a.txt", "Vell News"),
            ("all.zip--b", "all.zip/b.txt", "Anse Voice"),
        ]
        assert errors(reading) == []

    def test_tables_and_pages_in_an_archive(self, tmp_path: Path) -> None:
        lines = "\n".join(json.dumps({"text": LEAD, "title": f"t{n}"}) for n in range(5))
        page = f"<html><body><article><h1>Dam</h1><p>{LEAD}</p><p>{LEAD}</p></article></body></html>"
        reading = read_articles(packed(tmp_path / "all.zip", {"x.jsonl": lines, "p.html": page}))
        assert [a.article_id for a in reading.articles] == [*(f"all.zip--x-{n}" for n in range(1, 6)), "all.zip--p"]

    def test_an_archive_names_no_outlet(self, tmp_path: Path) -> None:
        for name in ("one.zip", "two.zip"):
            packed(tmp_path / name, {"a.txt": LEAD})
        assert {article.outlet for article in read_articles(tmp_path).articles} == {None}

    def test_names_stay_below_the_archive(self, tmp_path: Path) -> None:
        members = {"../../up.txt": LEAD, "/etc/abs.txt": LEAD, "C:\\x\\win.txt": LEAD, "a\nb.txt": LEAD}
        inside = tmp_path / "in"
        inside.mkdir()
        reading = read_articles(packed(inside / "all.zip", members))
        assert [article.path for article in reading.articles] == [
            "all.zip/up.txt", "all.zip/etc/abs.txt", "all.zip/C_/x/win.txt", "all.zip/a_b.txt",
        ]  # fmt: skip
        assert [path.name for path in tmp_path.rglob("*")] == ["in", "all.zip"]

    def test_what_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        reading = read_articles(packed(tmp_path / "all.zip", {"a.txt": LEAD, "b.mp3": "x"}))
        assert len(reading.articles) == 1
        assert "not read: b.mp3" in told(reading)

    def test_two_files_of_one_name_are_both_read(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("a.txt", LEAD)
            with pytest.warns(UserWarning, match="Duplicate name"):
                archive.writestr("a.txt", LEAD + " Again.")
        reading = read_articles(tmp_path / "all.zip")
        assert [article.path for article in reading.articles] == ["all.zip/a.txt", "all.zip/a (2).txt"]

    def test_a_broken_member_costs_itself_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "all.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in ("a.txt", "b.txt", "c.txt"):
                archive.writestr(name, f"{name} {LEAD}")
        content = path.read_bytes()
        path.write_bytes(content.replace(b"b.txt The river", b"b.txt The rover"))
        reading = read_articles(path)
        assert [article.path for article in reading.articles] == ["all.zip/a.txt", "all.zip/c.txt"]
        (problem,) = errors(reading)
        assert (problem.path, problem.place) == ("all.zip", "b.txt")

    def test_a_member_with_a_password_is_told(self, tmp_path: Path) -> None:
        path = packed(tmp_path / "all.zip", {"a.txt": LEAD})
        content = bytearray(path.read_bytes())
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.index(mark) + offset] |= 1  # the flag of encryption
        path.write_bytes(bytes(content))
        (problem,) = errors(read_articles(path))
        assert "password" in problem.message

    @pytest.mark.parametrize("kind", ["zip", "gz"])
    def test_a_bomb_stops_where_it_is_too_much(
        self, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unpacking, "MAX_UNPACKED", 5_000_000)
        bomb = b"a b " * 4_000_000
        if kind == "zip":
            path = packed(tmp_path / "all.zip", {"a.txt": LEAD, "b.txt": bomb, "c.txt": LEAD})
        else:
            path = tmp_path / "a.txt.gz"
            path.write_bytes(gzip.compress(bomb))
        reading = read_articles(path)
        assert [article.path for article in reading.articles] == (["all.zip/a.txt"] if kind == "zip" else [])
        assert "far more than its size lets expect" in errors(reading)[0].message

    def test_a_lie_about_the_size_does_not_help(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unpacking, "MAX_UNPACKED", 1_000)
        path = packed(tmp_path / "all.zip", {"a.txt": b"a b " * 10_000})
        content = path.read_bytes().replace((40_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
        path.write_bytes(content)
        reading = read_articles(path)
        assert reading.articles == []
        assert errors(reading)

    def test_a_compressed_table(self, tmp_path: Path) -> None:
        lines = "\n".join(json.dumps({"text": f"{n} {LEAD}"}) for n in range(7))
        (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
        articles = read_articles(tmp_path / "a.jsonl.gz").articles
        assert [article.path for article in articles] == ["a.jsonl.gz"] * 7
        assert [article.row for article in articles] == list(range(1, 8))

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.gz", gzip.compress(b"x", mtime=0), "files without a suffix in a packed file"),
            ("a.mp3.gz", gzip.compress(b"x", mtime=0), "files *.mp3 in a packed file"),
            ("a.txt.gz", b"no gzip", "no readable gzip file"),
            ("a.txt.gz", gzip.compress(LEAD.encode() * 99, mtime=0)[:60], "no readable gzip file"),
            ("a.zip", b"PK\x03\x04 cut", "no readable ZIP archive"),
            ("a.zip", b"", "no readable ZIP archive"),
        ],
    )
    def test_what_is_none_is_told(self, name: str, content: bytes, message: str, tmp_path: Path) -> None:
        (tmp_path / name).write_bytes(content)
        (problem,) = errors(read_articles(tmp_path / name))
        assert message in problem.message

    def test_an_empty_archive_is_told(self, tmp_path: Path) -> None:
        (problem,) = errors(read_articles(packed(tmp_path / "a.zip", {})))
        assert "an empty archive" in problem.message

    def test_nothing_is_left_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        place = tmp_path / "temporary"
        place.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(place))
        read_articles(packed(tmp_path / "a.zip", {"a.txt": LEAD}))
        (tmp_path / "b.txt.gz").write_bytes(gzip.compress(LEAD.encode()))
        assert len(read_articles(tmp_path / "b.txt.gz").articles) == 1
        assert list(place.iterdir()) == []


@HERE
@given(texts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60), max_size=8))
@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".csv", ".tsv", ".jsonl"])
def test_each_row_is_an_article_or_is_told(suffix: str, texts: list[str], tmp_path: Path) -> None:
    """Whatever stands in the cells: rows in = articles out + rows told."""
    path = tmp_path / f"a{suffix}"
    kept = [text for text in texts if suffix == ".parquet" or text.strip()]
    if suffix == ".xlsx":
        kept = [text for text in kept if openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.search(text) is None]
        sheet(path, ("s", [["n", "text"], *([n, text] for n, text in enumerate(kept))]))
    elif suffix == ".parquet":
        pq.write_table(pa.table({"text": pa.array(kept, pa.string())}), path)
    elif suffix == ".jsonl":
        path.write_text("\n".join(json.dumps({"text": text}) for text in kept), encoding="utf-8")
    else:
        mark = "," if suffix == ".csv" else "\t"
        quoted = ('"' + text.replace('"', '""') + '"' for text in kept)
        lines = [f"n{mark}text", *(f"{n}{mark}{text}" for n, text in enumerate(quoted))]
        path.write_bytes("\r\n".join(lines).encode())
    reading = read_articles(path)
    places = [problem.place for problem in errors(reading) if "row" in problem.place or "line" in problem.place]
    # "rows 1, 2, 3, 4, 5 … (17 in all)" stands for many
    n_told = sum(int(p.rpartition("(")[2].split()[0]) if p.endswith(" in all)") else 1 for p in places)
    assert len(reading.articles) + n_told == len(kept)


@HERE
@given(content=st.binary(max_size=400))
@pytest.mark.parametrize("suffix", sorted(READERS))
def test_no_bytes_whatever_stop_a_reader(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    reading = read_articles(path)
    assert reading.articles or reading.problems
