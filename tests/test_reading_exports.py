"""Exports of Nexis, Factiva and ProQuest: each article comes out whole, alone, and with what its fields tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from archive_exports import (
    NEXIS,
    STORIES,
    Story,
    as_rtf,
    factiva,
    nexis,
    nexis_old,
    proquest,
    write_docx,
    write_pdf,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import ArticleStream, Reading, read_articles
from analysis.records import Article, Problem

HERE = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def errors(reading: Reading) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity == "error"]


def write(folder: Path, kind: str, lines: Sequence[str]) -> Path:
    path = folder / f"export.{kind}"
    if kind == "docx":
        return write_docx(path, lines)
    if kind == "pdf":
        return write_pdf(path, lines, head="Dam AND Karsholm")
    path.write_bytes(as_rtf(lines) if kind == "rtf" else "\n".join(lines).encode())
    return path


def text_of(article: Article) -> str:
    return " ".join(article.text.split())


def assert_is(article: Article, story: Story, *, byline: bool = True) -> None:
    assert (article.headline, article.outlet, article.date) == (story.headline, story.outlet, story.day)
    assert (article.author or "").casefold() == (story.author if byline else "").casefold()
    assert text_of(article) == " ".join([story.headline, *story.paragraphs])


@pytest.mark.parametrize("kind", ["docx", "rtf", "pdf", "txt"])
@pytest.mark.parametrize("name", NEXIS)
def test_nexis(name: str, kind: str, tmp_path: Path) -> None:
    variant = NEXIS[name]
    stream = ArticleStream(write(tmp_path, kind, nexis(STORIES, variant)))
    articles = list(stream)
    assert [article.article_id for article in articles] == ["export-1", "export-2", "export-3"]
    for article, story in zip(articles, STORIES, strict=True):
        assert_is(article, story, byline=variant.byline)
    assert [problem for problem in stream.problems if problem.severity == "error"] == []
    assert stream.stated == ({f"export.{kind}": 3} if variant.cover else {})


@pytest.mark.parametrize("named", [False, True])
def test_the_older_text_of_nexis(named: bool, tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(nexis_old(STORIES, named=named), encoding="utf-8")
    reading = read_articles(tmp_path / "export.txt")
    for article, story in zip(reading.articles, STORIES, strict=True):
        assert_is(article, story)
    assert errors(reading) == []


@pytest.mark.parametrize("kind", ["rtf", "txt", "docx"])
@pytest.mark.parametrize("tagged", [True, False])
def test_factiva(tagged: bool, kind: str, tmp_path: Path) -> None:
    reading = read_articles(write(tmp_path, kind, factiva(STORIES, tagged=tagged)))
    assert len(reading.articles) == 3
    for article, story in zip(reading.articles, STORIES, strict=True):
        assert_is(article, story)
        assert article.language == "en"
    assert errors(reading) == []


@pytest.mark.parametrize("contents", [True, False])
@pytest.mark.parametrize("numbered", [True, False])
def test_proquest(contents: bool, numbered: bool, tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(proquest(STORIES, contents=contents, numbered=numbered), encoding="utf-8")
    reading = read_articles(tmp_path / "export.txt")
    assert len(reading.articles) == 3
    for article, story in zip(reading.articles, STORIES, strict=True):
        assert_is(article, story)
    assert reading.articles[0].url == "https://www.proquest.example/docview/2400001"
    assert errors(reading) == []


def test_one_article_alone(tmp_path: Path) -> None:
    for n, content in enumerate(
        ["\n".join(nexis(STORIES[:1])), "\n".join(factiva(STORIES[:1])), proquest(STORIES[:1]), nexis_old(STORIES[:1])]
    ):
        path = tmp_path / f"{n}.txt"
        path.write_text(content, encoding="utf-8")
        (article,) = read_articles(path).articles
        assert_is(article, STORIES[0])


def test_fewer_articles_than_the_export_says_are_told(tmp_path: Path) -> None:
    lines = nexis(STORIES)
    last = len(lines) - 1 - lines[::-1].index(STORIES[2].headline)
    reading = read_articles(write(tmp_path, "docx", lines[:last]))
    assert len(reading.articles) == 2
    (problem,) = errors(reading)
    assert "says that it holds 3 articles, but 2 were read" in problem.message


def test_an_article_without_an_end_is_read_and_told(tmp_path: Path) -> None:
    reading = read_articles(write(tmp_path, "docx", nexis(STORIES, NEXIS["without a cover"])[:-1]))
    assert len(reading.articles) == 3
    assert_is(reading.articles[2], STORIES[2])
    (problem,) = (problem for problem in reading.problems if problem.severity == "warning")
    assert problem.place == "after document 2"
    assert "Notes from a drowned town" in problem.message


def test_an_article_without_its_text_is_told_by_its_number(tmp_path: Path) -> None:
    stories = [STORIES[0], replace(STORIES[1], paragraphs=("Full text not available.",))]
    (tmp_path / "export.txt").write_text(proquest(stories), encoding="utf-8")
    reading = read_articles(tmp_path / "export.txt")
    assert len(reading.articles) == 1
    assert [problem.place for problem in errors(reading)] == ["document 2", ""]


def test_what_belongs_to_no_article_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(proquest(STORIES) + "\n" + "_" * 60 + "\nMy own remarks on the flood\n")
    (tmp_path / "f.txt").write_text("\n".join([*factiva(STORIES, summary=False), "My own remarks on the flood"]))
    reading = read_articles(tmp_path)
    assert len(reading.articles) == 6
    assert [(problem.path, "own remarks" in problem.message) for problem in errors(reading)] == [
        ("f.txt", True),
        ("p.txt", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The archive LexisNexis was sold. “End of Document” is what it prints.\n\nProQuest document ID: none.",
        "1 of 250 DOCUMENTS was found in the cellar, the police said on Monday.\n\nIt was wet.",
        "____________________________\n\nA line above a story is no export of an archive, whatever it is.",
    ],
)
def test_a_text_about_archives_is_an_article(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (article,) = read_articles(tmp_path / "a.txt").articles
    assert article.text == text


VOCABULARY = "The river rose again near Karsholm while people slept said Mork on Monday".split()  # noqa: SIM905
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=6, max_size=30)
PARAGRAPHS = st.lists(WORDS.map(" ".join).map(lambda text: f"{text}."), min_size=1, max_size=4)


@HERE
@given(
    texts=st.lists(PARAGRAPHS, min_size=1, max_size=5),
    form=st.sampled_from(["nexis", "old", "factiva", "untagged", "proquest"]),
)
def test_as_many_come_out_as_went_in_and_nothing_of_one_is_in_another(
    texts: list[list[str]], form: str, tmp_path: Path
) -> None:
    stories = [
        Story(f"Story number {n} of many", "Anse Voice", STORIES[0].day, tuple(f"Mark{n}x {p}" for p in own))
        for n, own in enumerate(texts)
    ]
    if form in ("factiva", "untagged"):
        stories = [replace(s, paragraphs=(*s.paragraphs, f"{s.paragraphs[0]}")) for s in stories]
    content = {
        "nexis": lambda: "\n".join(nexis(stories)),
        "old": lambda: nexis_old(stories),
        "factiva": lambda: "\n".join(factiva(stories)),
        "untagged": lambda: "\n".join(factiva(stories, tagged=False)),
        "proquest": lambda: proquest(stories),
    }[form]()
    (tmp_path / "export.txt").write_text(content, encoding="utf-8")
    reading = read_articles(tmp_path / "export.txt")
    assert errors(reading) == []
    assert [text_of(article) for article in reading.articles] == [
        " ".join([s.headline, *s.paragraphs]) for s in stories
    ]
