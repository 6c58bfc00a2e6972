"""Exports in the layouts that archives really use: whatever stands in an article, it comes out whole and alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from archive_exports import STORIES, Story, as_rtf, factiva, nexis_old, proquest, write_docx, write_pdf
from archive_variants import (
    factiva_page,
    factiva_rtf,
    factiva_untagged,
    nexis_document,
    nexis_page,
    nexis_text,
    proquest_text,
    write_nexis_docx,
    write_nexis_pdf,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, read_articles
from analysis.records import Problem

TRICKY = (
    "Classification",
    "Experts count it among the second class of dams in the valley.",
    "Location: the old mill by the river.",
    "IN Karsholm the shops open again, one by one.",
    "Section: four of the law is short.",
    "Subject: peace talks, said the poster on the wall.",
    "BY noon the water had gone, and nobody was hurt.",
    "Graphic",
    "The drawings are by children of the school.",
    "People: forty, Mork counted.",
    "Title: none was given to the song.",
    "LA fires were on every screen.",
    "Notes",
    "Copyright, he said, is no matter for a flood.",
    "Language: she spoke none but her own.",
    "Length: ten metres of the wall are gone.",
    "1 of 3 documents was found in the mud.",
    "The LexisNexis archive, Factiva and ProQuest have nothing on it.",
    "AN envoy came and went, and no word was said of it.",
    "Publication date: none, the paper had drowned.",
    "A dam that nobody had wanted stood in the rain – “so”, she said, and was still.",
)
"""Paragraphs that look like what an archive prints around an article."""
CLOSING = "The end of the document is torn off."
MIXED = [
    STORIES[0],
    Story(
        "Mill opens in Karsholm",
        "Anse Voice",
        date(2021, 5, 6),
        ("The mill stood empty for years after the flood took its wheel.", *TRICKY, CLOSING),
        "Ann Aru",
    ),
    *STORIES[1:],
]


def lines_of(stories: Sequence[Story], **fields: object) -> list[str]:
    return "\n".join(line for story in stories for line in nexis_document(story, **fields)).split("\n")


def joined(lines: Sequence[str]) -> bytes:
    return "\n".join(lines).encode()


Layout = Callable[[Sequence[Story]], bytes]
LAYOUTS: dict[str, Layout] = {
    "nexis.txt": lambda s: joined(lines_of(s)),
    "nexis.rtf": lambda s: as_rtf(lines_of(s)),
    "nexis-without-rights.rtf": lambda s: as_rtf(lines_of(s, rights=False)),
    "nexis-with-editions.rtf": lambda s: as_rtf(lines_of(s, edition="Late Edition - Final")),
    "nexis-german.rtf": lambda s: as_rtf(lines_of(s, language="de", edition="Stadtausgabe")),
    "nexis-french.rtf": lambda s: as_rtf(lines_of(s, language="fr")),
    "nexis-dutch.rtf": lambda s: as_rtf(lines_of(s, language="nl")),
    "lexisnexis.txt": lambda s: nexis_text(s).encode(),
    "lexisnexis-named.txt": lambda s: nexis_old(s, named=True).encode(),
    "lexisnexis-german.txt": lambda s: nexis_text(s, language="de").encode(),
    "lexisnexis-from-201.txt": lambda s: nexis_text(s, first=201, every=1000).encode(),
    "lexisnexis.html": lambda s: nexis_page(s).encode(),
    "factiva-tagged.txt": lambda s: joined(factiva(s)),
    "factiva-tagged-with-blanks.txt": lambda s: joined(factiva(s)).replace(b"\t", b" "),
    "factiva-tagged.rtf": factiva_rtf,
    "factiva-tagged.html": lambda s: factiva_page(s, tagged=True).encode(),
    "factiva.txt": lambda s: joined(factiva_untagged(s)),
    "factiva.rtf": lambda s: as_rtf(factiva_untagged(s)),
    "factiva-with-contents.rtf": lambda s: as_rtf(factiva_untagged(s, contents=True)),
    "factiva-german.rtf": lambda s: as_rtf(factiva_untagged(s, interface="de")),
    "factiva.html": lambda s: factiva_page(s, tagged=False).encode(),
    "proquest.txt": lambda s: proquest_text(s).encode(),
    "proquest-capitals.txt": lambda s: proquest_text(s, full="Full Text").encode(),
    "proquest-dense.txt": lambda s: proquest(s).encode(),
}


def read(folder: Path, name: str, stories: Sequence[Story]) -> Reading:
    path = folder / name
    if name.endswith(".docx"):
        write_nexis_docx(path, stories)
    elif name.endswith(".pdf"):
        write_pdf(path, lines_of(stories), narrow="narrow" in name)
    else:
        path.write_bytes(LAYOUTS[name](stories))
    return read_articles(path)


def flat(text: str) -> str:
    return " ".join(text.split())


def told(reading: Reading, *severities: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.severity in severities]


def assert_same(reading: Reading, stories: Sequence[Story]) -> None:
    assert [flat(article.text) for article in reading.articles] == [
        flat(" ".join([story.headline, *story.paragraphs])) for story in stories
    ]
    assert [(a.headline, a.outlet, a.date, (a.author or "").casefold(), a.language) for a in reading.articles] == [
        (story.headline, story.outlet, story.day, story.author.casefold(), "en") for story in stories
    ]
    assert told(reading, "error", "warning") == []


@pytest.mark.parametrize("name", [*LAYOUTS, "nexis.docx", "nexis.pdf", "nexis-narrow.pdf"])
def test_whatever_stands_in_an_article_is_its_text(name: str, tmp_path: Path) -> None:
    assert_same(read(tmp_path, name, MIXED), MIXED)


@pytest.mark.parametrize("name", [name for name in LAYOUTS if not name.endswith(".html")])
def test_lines_broken_as_windows_breaks_them(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(LAYOUTS[name](STORIES).replace(b"\n", b"\r\n"))
    assert_same(read_articles(tmp_path / name), STORIES)


PARAGRAPH = st.one_of(
    st.sampled_from(TRICKY),
    st.lists(st.sampled_from("the river rose near Karsholm while people slept".split()), min_size=6, max_size=40).map(  # noqa: SIM905
        lambda words: f"{' '.join(words).capitalize()}."
    ),
)
HERE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HERE
@given(
    texts=st.lists(st.lists(PARAGRAPH, min_size=1, max_size=5), min_size=1, max_size=6),
    authors=st.lists(st.sampled_from(["", "Ann Aru", "Bo Bek and Cay Dorn"]), min_size=6, max_size=6),
    name=st.sampled_from(list(LAYOUTS)),
)
def test_as_many_come_out_as_went_in(texts: list[list[str]], authors: list[str], name: str, tmp_path: Path) -> None:
    stories = [
        Story(
            f"Flood story number {n} of many",
            "Anse Voice",
            date(2021, 3, 3) + timedelta(days=40 * n),
            (f"Article {n} begins with these words.", *text, f"Article {n} ends with these."),
            author,
        )
        for n, (text, author) in enumerate(zip(texts, authors, strict=False))
    ]
    assert_same(read(tmp_path, name, stories), stories)


@pytest.mark.parametrize("layout", [factiva, factiva_untagged])
def test_factiva_as_pdf(layout: Callable[[Sequence[Story]], list[str]], tmp_path: Path) -> None:
    lines = [line.replace("\t", " ") for line in layout(MIXED)]
    path = write_pdf(tmp_path / "a.pdf", lines, head="© 2024 Factiva, Inc. All rights reserved.")
    assert_same(read_articles(path), MIXED)


@pytest.mark.parametrize(
    "headline", ["Mill opens", "The mill above Karsholm opens its doors again after years of rain, letters and silence"]
)
def test_titles_above_the_pages_of_an_article_are_no_text(headline: str, tmp_path: Path) -> None:
    stories = [replace(story, headline=headline if n == 1 else story.headline) for n, story in enumerate(MIXED)]
    assert_same(read_articles(write_nexis_pdf(tmp_path / "a.pdf", stories)), stories)
    assert_same(read_articles(write_nexis_pdf(tmp_path / "b.pdf", stories[1:2])), stories[1:2])


class TestMissingEnds:
    def test_articles_of_nexis_without_an_end_are_told_apart_by_their_fields(self, tmp_path: Path) -> None:
        lines = lines_of(MIXED)
        ends = [i for i, line in enumerate(lines) if line == "End of Document"]
        del lines[ends[1]]
        reading = read_articles(write_docx(tmp_path / "a.docx", lines))
        assert [article.headline for article in reading.articles] == [story.headline for story in MIXED]
        assert "Notes from a drowned" not in reading.articles[2].text
        (problem,) = told(reading, "error", "warning")
        assert (problem.severity, problem.place) == ("warning", "after document 1")
        assert "'Mill opens in Karsholm" in problem.message

    def test_articles_of_nexis_in_a_language_whose_end_is_not_known(self, tmp_path: Path) -> None:
        lines = [line.replace("End of Document", "Слутт") for line in lines_of(STORIES)]
        reading = read_articles(write_docx(tmp_path / "a.docx", [line for line in lines if line != "Слутт"]))
        assert [article.headline for article in reading.articles] == [story.headline for story in STORIES]
        assert len(told(reading, "warning")) == 3

    def test_articles_of_factiva_without_a_number_are_told_apart_by_their_tags(self, tmp_path: Path) -> None:
        lines = factiva(STORIES)
        first = next(i for i, line in enumerate(lines) if line.startswith("Document "))
        (tmp_path / "a.txt").write_bytes(joined([*lines[: first - 2], *lines[first + 1 :]]))
        reading = read_articles(tmp_path / "a.txt")
        assert [article.headline for article in reading.articles] == [story.headline for story in STORIES]
        (problem,) = told(reading, "error", "warning")
        assert "2 articles stand before" in problem.message

    def test_articles_of_factiva_that_cannot_be_told_apart_are_told(self, tmp_path: Path) -> None:
        lines = factiva_untagged(STORIES)
        first = next(i for i, line in enumerate(lines) if line.startswith("Document "))
        (tmp_path / "a.txt").write_bytes(joined([*lines[:first], *lines[first + 1 :]]))
        reading = read_articles(tmp_path / "a.txt")
        assert [article.headline for article in reading.articles] == [STORIES[2].headline]
        (problem,) = told(reading, "error")
        assert "'Foreign Desk; 1 Dam bursts above Karsholm" in problem.message

    def test_text_that_is_no_article_of_nexis_is_told(self, tmp_path: Path) -> None:
        lines = [*lines_of(STORIES[:1]), "My own remarks on the flood", "", "End of Document", *lines_of(STORIES[1:])]
        reading = read_articles(write_docx(tmp_path / "a.docx", lines))
        assert len(reading.articles) == 3
        (problem,) = told(reading, "error")
        assert problem.place == "after document 1"
        assert "'My own remarks on the flood'" in problem.message

    @pytest.mark.parametrize("name", [name for name in LAYOUTS if name.endswith(".txt")])
    def test_no_line_that_is_missing_merges_or_loses_articles_in_silence(self, name: str, tmp_path: Path) -> None:
        stories = [
            Story(story.headline, story.outlet, story.day, (f"Begin{n} is here.", f"End{n} is here."), story.author)
            for n, story in enumerate(STORIES)
        ]
        marks = {f"{mark}{n}" for n in range(3) for mark in ("Begin", "End")}
        lines = LAYOUTS[name](stories).decode().split("\n")
        for at, line in enumerate(lines):
            if not line.strip() or any(mark in line for mark in marks):
                continue
            (tmp_path / name).write_bytes(joined([*lines[:at], *lines[at + 1 :]]))
            reading = read_articles(tmp_path / name)
            found = [{mark for mark in marks if f"{mark} " in article.text} for article in reading.articles]
            is_whole = sorted(map(sorted, found)) == [[f"Begin{n}", f"End{n}"] for n in range(3)]
            assert is_whole or told(reading, "error", "warning"), f"without line {at}: {line!r}"

    @pytest.mark.parametrize("name", ["lexisnexis.txt", "factiva.txt", "factiva-tagged.txt", "proquest.txt"])
    def test_an_export_that_breaks_off_in_a_text_is_told(self, name: str, tmp_path: Path) -> None:
        content = LAYOUTS[name](STORIES)
        (tmp_path / name).write_bytes(content[: content.index(b"baker has a new")])
        assert told(read_articles(tmp_path / name), "error", "warning")


class TestCounts:
    def test_the_cover_of_nexis_states_them(self, tmp_path: Path) -> None:
        write_nexis_docx(tmp_path / "a.docx", STORIES, stated=50)
        (problem,) = told(read_articles(tmp_path / "a.docx"), "error")
        assert "says that it holds 50 articles, but 3 were read" in problem.message

    def test_the_older_text_states_them(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(nexis_old(STORIES).replace(" of 3 DOC", " of 250 DOC"), encoding="utf-8")
        (problem,) = told(read_articles(tmp_path / "a.txt"), "error")
        assert "says that it holds 250 articles, but 3 were read" in problem.message

    def test_the_request_states_them_where_the_search_found_more(self, tmp_path: Path) -> None:
        text = nexis_text(STORIES, first=201, every=1000).replace("Items: 201-203", "Items: 201-203, 210")
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        (problem,) = told(read_articles(tmp_path / "a.txt"), "error")
        assert "says that it holds 4 articles, but 3 were read" in problem.message

    def test_the_contents_of_proquest_state_them(self, tmp_path: Path) -> None:
        before, article, *others = proquest_text(STORIES).split("_" * 60 + "\n\nMinistry denies")
        text = before + "_" * 60 + article[article.index("_" * 60) :].removeprefix("_" * 60)
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        assert others == []
        (problem,) = told(read_articles(tmp_path / "a.txt"), "error")
        assert "says that it holds 3 articles, but 2 were read" in problem.message

    def test_what_a_search_of_factiva_found_is_not_what_the_export_holds(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_bytes(joined(factiva_untagged(STORIES)))
        reading = read_articles(tmp_path / "a.txt")
        assert told(reading, "error", "warning") == []
        assert any(
            "the search found 1,204 articles, this export holds 3" in problem.message for problem in reading.problems
        )


def test_a_document_that_nexis_could_not_deliver_is_told(tmp_path: Path) -> None:
    failed = "We are sorry but there is an error in this document and it is not possible to display it."
    stories = [STORIES[0], replace(STORIES[1], paragraphs=(failed,)), STORIES[2]]
    reading = read_articles(write_docx(tmp_path / "a.docx", lines_of(stories)))
    assert [article.article_id for article in reading.articles] == ["a-1", "a-3"]
    (problem,) = told(reading, "error")
    assert (problem.place, "Ministry denies warnings" in problem.message) == ("document 2", True)


def test_what_was_taken_for_the_name_of_a_publisher_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(joined(factiva_untagged(STORIES)))
    notes = [problem.message for problem in told(read_articles(tmp_path / "a.txt"), "note")]
    assert any("the last lines of 3 articles" in note and "'Vell Press Digital (Full Text)'" in note for note in notes)


@pytest.mark.parametrize(
    "text",
    [
        "1 of 2 DOCUMENTS\n\nThat is what the clerk wrote on the box, and nobody knows where the other is.",
        "The clerk wrote\n\nEnd of Document\n\non the last page, and nobody has seen the first one since.",
        "LENGTH: ten metres\n\nThe wall is shorter than it was, said the clerk, and he should know by now.",
        "Load-Date: unknown\n\nThe ship was loaded on a day that nobody remembers, said the clerk at the port.",
        "Document FLOOD2021030312345678\n\nThat was the number of the file, said the clerk, and then he closed it.",
        "ProQuest document ID: 123\n\nThat is all that is left of it, the librarian said, and showed the empty shelf.",
        "Full text: none of it is true, said the clerk when he was asked about the letter that was found in the mud.",
    ],
)
def test_an_article_that_mentions_what_archives_print_is_an_article(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    write_docx(tmp_path / "b.docx", text.split("\n"))
    reading = read_articles(tmp_path)
    assert [flat(article.text) for article in reading.articles] == [flat(text)] * 2
    assert [article.row for article in reading.articles] == [None, None]
