"""A new corpus: its folder, its name, and that its example gets into nobody's results."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.new_corpus import make_corpus, name_fault
from analysis.reading import READERS, find_corpora, read_articles
from analysis.reading.example import EXAMPLE


@pytest.mark.parametrize("name", ["border-talks", "Gaza 2025", "élections_2024", "東京", "v1.2", "console", "com10"])
def test_names_that_are_good_everywhere(name: str, tmp_path: Path) -> None:
    assert name_fault(name) == ""
    assert make_corpus(name, tmp_path).is_dir()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            " ",
            ".",
            "..",
            ".hidden",
            "-rf",
            "~$x",
            " x",
            "x ",
            "x.",
            "a/b",
            "a\\b",
            "a:b",
            "a*",
            'a"b',
            "a|b",
            "a?",
        ),
        *("con", "NUL", "nul.txt", "Com1", "lpt9.a", "com²", "a\nb", "a\x00b", "a\u202eb", "x" * 61),
    ],
)
def test_names_that_are_no_folder_somewhere_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be the name of a corpus: "):
        make_corpus(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "Talks").mkdir()
    (tmp_path / "notes").write_text("mine", encoding="utf-8")
    for name in ("Talks", "talks", "notes"):
        with pytest.raises(FileExistsError, match="exists already"):
            make_corpus(name, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"Talks", "notes"}
    assert list((tmp_path / "Talks").iterdir()) == []


def test_a_new_corpus_is_read_whole(tmp_path: Path) -> None:
    made = make_corpus("talks", tmp_path / "articles")
    assert find_corpora(tmp_path / "articles") == {"talks": made}
    reading = read_articles(made)
    [article] = reading.articles
    assert article.article_id == EXAMPLE
    assert all((article.outlet, article.date, article.author, article.headline))
    assert {zone.kind for zone in article.zones} >= {"front_matter", "headline", "lead", "body"}
    assert len(reading.events) == 1
    assert [(problem.path, problem.severity) for problem in reading.problems] == [(f"{EXAMPLE}.txt", "warning")]


@pytest.mark.parametrize("keep", [True, False])
def test_the_example_and_its_event_are_left_out_of_real_results(keep: bool, tmp_path: Path) -> None:
    made = make_corpus("talks", tmp_path)
    (made / "mine.txt").write_text("Ada Lund said that the road was open.", encoding="utf-8")
    with (made / "events.csv").open("a", encoding="utf-8") as table:
        table.write("2025-03-05,,The road opens\n")
    if not keep:
        (made / f"{EXAMPLE}.txt").unlink()
    reading = read_articles(made)
    assert [article.article_id for article in reading.articles] == ["mine"]
    assert [event.label for event in reading.events] == ["The road opens"]
    told = {problem.path for problem in reading.problems if "invented example" in problem.message}
    assert told == {f"{EXAMPLE}.txt", "events.csv"} if keep else {"events.csv"}


def test_instructions_name_every_format(tmp_path: Path) -> None:
    text = (make_corpus("talks", tmp_path) / "README.txt").read_text(encoding="utf-8")
    assert all(suffix in text for suffix in set(READERS) - {".htm"})
    assert max(map(len, text.splitlines())) < 140
