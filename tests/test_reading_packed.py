"""Archives as people pack them, and as nobody should: what is in them comes out, or is told, within limits."""

from __future__ import annotations

import gzip
import io
import json
import stat
import tempfile
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import ArticleStream, Reading, read_articles, unpacking
from analysis.reading.drafts import Draft, SourceFile, StatedCount, compare_counts
from analysis.records import Problem

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
STORY = f"{LEAD}\n\nNobody was hurt, the mayor said on Tuesday.\n"
HERE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def zipped(members: Mapping[str, str | bytes], **options: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = options.get(name, 0o644) << 16
            archive.writestr(info, content)
    return made.getvalue()


def read(folder: Path, name: str, content: bytes) -> Reading:
    (folder / name).write_bytes(content)
    return read_articles(folder / name)


def errors(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == "error"]


def lines(n: int) -> bytes:
    return "".join(json.dumps({"text": f"{i} {LEAD}"}) + "\n" for i in range(n)).encode()


class TestWithinOneAnother:
    def test_an_archive_in_an_archive(self, tmp_path: Path) -> None:
        inner = zipped({"b.txt": STORY, "metadata.csv": "file,outlet\nb.txt,Anse Voice\n"})
        reading = read(tmp_path, "all.zip", zipped({"a.txt": STORY, "in/in.zip": inner}))
        assert [(a.path, a.outlet) for a in reading.articles] == [
            ("all.zip/a.txt", None), ("all.zip/in/in.zip/b.txt", "Anse Voice"),
        ]  # fmt: skip
        assert errors(reading) == []

    def test_deeper_ones_are_told(self, tmp_path: Path) -> None:
        packed = zipped({"a.txt": STORY})
        for name in ("one.zip", "two.zip", "three.zip"):
            packed = zipped({name: packed, "here.txt": STORY})
        reading = read(tmp_path, "all.zip", packed)
        assert [a.path for a in reading.articles] == ["all.zip/three.zip/here.txt", "all.zip/here.txt"]
        assert [(p.path, p.place) for p in errors(reading)] == [("all.zip/three.zip", "two.zip")]

    def test_compressed_tables_in_an_archive(self, tmp_path: Path) -> None:
        reading = read(tmp_path, "all.zip", zipped({"x/a.jsonl.gz": gzip.compress(lines(3))}))
        assert [(a.article_id, a.path, a.row) for a in reading.articles] == [
            (f"all.zip--x--a.jsonl-{n}", "all.zip/x/a.jsonl.gz", n) for n in (1, 2, 3)
        ]

    def test_a_bomb_in_layers(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """All that comes out of one file counts together, however it is packed in itself."""
        monkeypatch.setattr(unpacking, "MAX_UNPACKED", 3_000_000)
        layer = zipped({f"{n}.txt": b"rain " * 200_000 for n in range(10)})
        reading = read(tmp_path, "all.zip", zipped({f"{n}.zip": layer for n in range(10)}))
        assert len(reading.articles) <= 3
        assert any("far more than its size lets expect" in problem.message for problem in errors(reading))


class TestNames:
    def test_outlets_are_those_of_the_folder_that_an_archive_is_in(self, tmp_path: Path) -> None:
        for outlet in ("Vell News", "Anse Voice"):
            (tmp_path / outlet).mkdir()
            (tmp_path / outlet / "all.zip").write_bytes(zipped({"x/a.txt": STORY, "y/b.txt": STORY}))
        assert {(a.path.split("/")[0], a.outlet) for a in read_articles(tmp_path).articles} == {
            ("Vell News", "Vell News"), ("Anse Voice", "Anse Voice"),
        }  # fmt: skip

    def test_a_table_beside_the_archive_tells_about_its_files_or_all_of_it(self, tmp_path: Path) -> None:
        (tmp_path / "all.zip").write_bytes(zipped({"a.txt": STORY, "x/b.txt": STORY}))
        (tmp_path / "metadata.csv").write_text("file,outlet,author\nall.zip,Vell News,\nb.txt,,Ann Aru\n")
        reading = read_articles(tmp_path)
        assert [(a.outlet, a.author) for a in reading.articles] == [("Vell News", None), ("Vell News", "Ann Aru")]
        assert not any("no row for" in p.message or "no file for" in p.message for p in reading.problems)

    @pytest.mark.parametrize(
        ("stated", "shown"),
        [
            ("zürich.txt".encode(), "zürich.txt"),  # as most programs write it, without saying so
            ("zürich.txt".encode("cp437"), "zürich.txt"),  # as the standard has it
        ],
    )
    def test_names_in_other_characters(self, tmp_path: Path, stated: bytes, shown: str) -> None:
        placeholder = b"z" * (len(stated) - 4) + b".txt"
        content = zipped({placeholder.decode(): STORY}).replace(placeholder, stated)
        assert [a.path for a in read(tmp_path, "all.zip", content).articles] == [f"all.zip/{shown}"]

    def test_ids_do_not_depend_on_what_else_is_there(self, tmp_path: Path) -> None:
        (tmp_path / "all.zip").write_bytes(zipped({"a.txt": STORY, "x/a.txt": STORY}))
        before = {a.path: a.article_id for a in read_articles(tmp_path).articles}
        (tmp_path / "a.txt").write_text(STORY)
        after = {a.path: a.article_id for a in read_articles(tmp_path).articles}
        assert before.items() <= after.items()
        assert len(set(after.values())) == 3


class TestWhatIsNotRead:
    def test_links(self, tmp_path: Path) -> None:
        reading = read(
            tmp_path,
            "all.zip",
            zipped({"a.txt": STORY, "b.txt": "../../secret file"}, **{"b.txt": stat.S_IFLNK | 0o777}),
        )
        assert [a.path for a in reading.articles] == ["all.zip/a.txt"]
        assert [(p.place, "a link" in p.message) for p in errors(reading)] == [("b.txt", True)]

    def test_tables_of_events(self, tmp_path: Path) -> None:
        reading = read(tmp_path, "all.zip", zipped({"a.txt": STORY, "events.csv": "date,label\n2025-03-04,Dam\n"}))
        assert len(reading.articles) == 1
        assert any(p.place == "events.csv" and p.severity == "note" for p in reading.problems)

    def test_many_of_one_kind_are_one_problem(self, tmp_path: Path) -> None:
        content = bytearray(zipped({f"{n}.txt": STORY for n in range(50)}))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = content.find(mark)
            while place >= 0:
                content[place + offset] |= 1  # the flag of encryption
                place = content.find(mark, place + 4)
        (problem,) = errors(read(tmp_path, "all.zip", bytes(content)))
        assert problem.place == "0.txt, 1.txt, 2.txt, 3.txt, 4.txt … (50 in all)"
        assert "password" in problem.message

    def test_what_follows_a_bomb_is_counted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unpacking, "MAX_UNPACKED", 100_000)
        members = {"a.txt": STORY, "b.txt": b"rain " * 100_000, "c.txt": STORY, "d.txt": STORY}
        reading = read(tmp_path, "all.zip", zipped(members))
        assert [a.path for a in reading.articles] == ["all.zip/a.txt"]
        assert "it and the 2 files after it were not read" in errors(reading)[0].message

    def test_too_many_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unpacking, "MAX_MEMBERS", 3)
        reading = read(tmp_path, "all.zip", zipped({f"{n}.txt": STORY for n in range(4)}))
        assert reading.articles == []
        assert "more than 3 files" in errors(reading)[0].message

    def test_a_disk_that_is_full(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(unpacking, "_unpack", full)
        (problem,) = errors(read(tmp_path, "all.zip", zipped({"a.txt": STORY})))
        assert "No space left" in problem.message

    def test_a_name_that_thousands_of_files_have(self, tmp_path: Path) -> None:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings(action="ignore"):
            for name in ["a (2).txt", *["a.txt"] * 3000]:
                archive.writestr(name, "It rained.")
        reading = read(tmp_path, "all.zip", made.getvalue())
        assert len({a.path for a in reading.articles}) == len({a.article_id for a in reading.articles}) == 3001
        assert len(reading.problems) < 20


class TestDamage:
    @pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
    def test_a_compressed_table_that_is_cut_off(self, tmp_path: Path, cut: float) -> None:
        packed = gzip.compress(lines(1000), 0)
        reading = read(tmp_path, "a.jsonl.gz", packed[: int(cut * len(packed))])
        assert abs(len(reading.articles) - 1000 * cut) < 30
        assert "cut off" in errors(reading)[0].message

    def test_an_article_that_is_cut_off_is_not_read(self, tmp_path: Path) -> None:
        packed = gzip.compress(STORY.encode() * 50, 0)
        reading = read(tmp_path, "a.txt.gz", packed[: len(packed) // 2])
        assert reading.articles == []
        assert errors(reading)

    @HERE
    @given(at=st.integers(0, 5000), put=st.binary(min_size=1, max_size=30), cut=st.integers(0, 60))
    @pytest.mark.parametrize("name", ["a.zip", "a.jsonl.gz"])
    def test_no_damage_stops_the_reading(self, tmp_path: Path, name: str, at: int, put: bytes, cut: int) -> None:
        inner = zipped({"c.txt": STORY, "d.csv": f'text\n"{LEAD}"\n'})
        content = zipped(
            {"a.txt": STORY, "b.jsonl": lines(3), "in.zip": inner, "metadata.csv": "file,outlet\na.txt,V\n"}
        )
        if name.endswith("gz"):
            content = gzip.compress(lines(6), mtime=0)
        place = at % len(content)
        damaged = content[:place] + put + content[place + len(put) :]
        reading = read(tmp_path, name, damaged[: len(damaged) - cut])
        assert len(reading.articles) == 6 or reading.problems


_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12) | st.sampled_from(
    ["../x", "/abs", "C:\\y", "a//b", ".hid", "con", "metadata", "readme", "x" * 300, "a/../../b", "__MACOSX/q", "b/"]
)


@HERE
@given(st.lists(st.tuples(_NAMES, st.sampled_from([".txt", ".csv", ".mp3", ".TXT", ""])), max_size=8, unique=True))
def test_each_file_is_read_or_told_or_known_to_be_none(tmp_path: Path, names: list[tuple[str, str]]) -> None:
    made = io.BytesIO()
    articles = 0
    with zipfile.ZipFile(made, "w") as archive:
        for stem, suffix in names:
            info = zipfile.ZipInfo("x")
            info.filename = f"{stem}{suffix}".replace("\0", "_")
            parts = [p for p in info.filename.replace("\\", "/").split("/") if p not in ("", ".", "..")]
            is_aside = any(p.startswith((".", "~$")) or p == "__MACOSX" for p in parts) or not parts
            is_aside |= bool(parts) and parts[-1].casefold().removesuffix(suffix.casefold()) in ("metadata", "readme")
            is_text = suffix.casefold() in (".txt", ".csv") and not info.filename.endswith("/")
            articles += is_text and not is_aside
            archive.writestr(info, f'text\n"{LEAD}"\n' if suffix == ".csv" else STORY)
    (tmp_path / "all.zip").write_bytes(made.getvalue())
    reading = read_articles(tmp_path / "all.zip")
    assert len(reading.articles) == articles
    assert len({a.article_id.casefold() for a in reading.articles}) == articles
    assert all(a.path.startswith("all.zip/") and ".." not in a.path.split("/") for a in reading.articles)


def test_only_one_file_is_unpacked_at_a_time_and_none_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    (tmp_path / "all.zip").write_bytes(
        zipped({**{f"{n}.txt": STORY for n in range(20)}, "in.zip": zipped({"a.txt": STORY})})
    )
    stream = ArticleStream(tmp_path / "all.zip")
    most = 0
    for _ in stream:
        most = max(most, sum(path.is_file() for path in place.rglob("*")))
    assert 1 <= most <= 2
    assert [*place.iterdir()] == []
    articles = iter(ArticleStream(tmp_path / "all.zip"))
    next(articles)
    articles.close()  # whoever stops early leaves nothing behind, either
    assert [*place.iterdir()] == []


def states_three(file: SourceFile) -> Iterator[Draft | StatedCount]:
    """A reader of exports that say that they hold three articles, and hold one."""
    yield StatedCount(3)
    yield Draft(file, STORY)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt.gz", gzip.compress(STORY.encode())),
        ("a.zip", zipped({"a.txt": STORY})),
        ("b.zip", zipped({"a.txt.gz": gzip.compress(STORY.encode())})),
        ("c.zip", zipped({"in.zip": zipped({"a.txt": STORY})})),
    ],
)
def test_what_an_export_says_of_itself_is_compared_once(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    file = SourceFile(tmp_path / name, name, tmp_path)
    read_packed = unpacking.unpackers({".txt": states_three})[f".{name.rpartition('.')[2]}"]
    found = list(compare_counts(file, read_packed(file)))
    assert sum(isinstance(item, Draft) for item in found) == 1
    (problem,) = (item for item in found if isinstance(item, Problem))
    assert "says that it holds 3 articles, but 1 were read" in problem.message


def test_a_compressed_mail_keeps_the_names_of_its_attachments(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Dam bursts"
    message.set_content(STORY)
    message.add_attachment(f'text\n"{LEAD}"\n'.encode(), maintype="text", subtype="csv", filename="b.csv")
    reading = read(tmp_path, "a.eml.gz", gzip.compress(message.as_bytes()))
    assert [article.path for article in reading.articles] == ["a.eml.gz/b.csv", "a.eml.gz"]
