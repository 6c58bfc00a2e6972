from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from html_checks import Element, check_page, parse
from hypothesis import given
from hypothesis import strategies as st
from marked_texts import HOSTILE, hit, quote

from analysis.compare.paragraphs import align_paragraphs
from analysis.publishing.reader.copies import render_page
from analysis.publishing.reader.side_by_side import (
    lay_articles_side_by_side,
    pairs_to_read,
    side_by_side_page,
    write_side_by_sides,
)
from analysis.records import Article, ArticleAnalysis, SentenceScore, Zone
from analysis.tables import Tables, build_tables

SAID = "“We will never give up the old town on the river,”"
WEATHER = "The weather over the wide plain was dull for the whole of that long week."
ADDED = ("mf-sr", "mf-note", "mf-ref", "mf-pol", "mf-side")


def version(article_id: str, outlet: str, *paragraphs: str, speaker: str = "Ada", cue: str = "said") -> ArticleAnalysis:
    """An article of which every paragraph is a sentence; the statement in it is a quote."""
    text = "\n\n".join(paragraphs)
    sentences, at = [], 0
    for number, paragraph in enumerate(paragraphs):
        span = (at, at + len(paragraph))
        at = span[1] + 2
        sentences.append(
            SentenceScore(article_id, number, *span, paragraph, "body", "narrator", 0, None, 0.0, 0, 1, 0, (), 0)
        )
    quotes = ()
    if SAID in text:
        start = text.index(SAID)
        said = quote(1, ((start, start + len(SAID)),), name=speaker)
        cue_at = text.find(cue, start)
        quotes = (
            replace(said, article_id=article_id, quote_id=f"{article_id}:q1", cue_lemma=cue,
                    cue_spans=((cue_at, cue_at + len(cue)),)),
        )  # fmt: skip
    hits = tuple(
        replace(hit(text, (text.index(word), text.index(word) + len(word)), "war"), article_id=article_id)
        for word in ("siege",)
        if word in text
    )
    record = Article(article_id, text, (Zone("body", 0, len(text)),), outlet=outlet, date=date(2025, 3, 1))
    return ArticleAnalysis(record, len(text.split()), 1, quotes=quotes, hits=hits, sentences=tuple(sentences))


@pytest.fixture
def versions() -> Tables:
    return build_tables(
        [
            version("a", "One", f"{SAID} Ada said.", WEATHER, "A siege began at dawn on the day after that."),
            version("b", "Two", "Only the second tells this.", f"{SAID} Ada claimed.",
                    WEATHER.replace("dull", "fine"), cue="claimed"),
            version("c", "Three", "Nothing in it is shared with any other article of these."),
        ]
    )  # fmt: skip


def rows_of(page: Element) -> list[tuple[str, ...]]:
    rows = [row for row in page.all(cls="mf-row") if "mf-titles" not in row.classes]
    return [tuple(cell.text(without=ADDED).strip() for cell in row.all(cls="mf-cell")) for row in rows]


def test_versions_stand_beside_each_other_where_they_share_text_or_a_statement(versions: Tables) -> None:
    rows = rows_of(parse(lay_articles_side_by_side(versions, "a", "b")))
    assert rows == [
        ("", "Only the second tells this."),
        (f"{SAID} Ada said.", f"{SAID} Ada claimed."),
        (WEATHER, WEATHER.replace("dull", "fine")),
        ("A siege began at dawn on the day after that.", ""),
    ]


def test_words_of_one_version_are_marked_and_a_paragraph_of_one_is_not_word_by_word(versions: Tables) -> None:
    page = parse(lay_articles_side_by_side(versions, "a", "b"))
    only = [e.text(without=ADDED) for row in page.all(cls="mf-row") for e in row.all(cls="mf-only")]
    assert only == ["said", "claimed", "dull", "fine"]
    assert "[only here: " in page.all(cls="mf-row")[2].text()


def test_the_verbs_for_one_statement_stand_side_by_side(versions: Tables) -> None:
    page = parse(lay_articles_side_by_side(versions, "a", "b"))
    [row] = page.all(cls="mf-verbs")[0].all("tbody")[0].all("tr")
    assert row.all("th")[0].text() == "Ada"
    assert [cell.all("em")[0].text() for cell in row.all("td")] == ["said", "claimed"]
    ids = {e.attrs["id"] for e in page.all() if "id" in e.attrs}
    assert {e.attrs["href"][1:] for e in row.all("a")} <= ids


def test_one_legend_serves_both_versions() -> None:
    tables = build_tables(
        [
            version("a", "One", f"{SAID} Ada said.", speaker="Ada"),
            version("b", "Two", f"{SAID} Bo said.", speaker="Bo"),
        ]
    )
    page = parse(lay_articles_side_by_side(tables, "a", "b"))
    legend = [label.text().split() for label in page.all("fieldset")[0].all("label")]
    assert [names[0] for names in legend] == ["all", "A", "B"]
    labels = [ref.text(without=("mf-sr", "mf-note")) for p in page.all("p") for ref in p.all(cls="mf-ref")]
    assert labels == ["A1", "B1"]


def test_pairs_to_read_are_of_different_outlets(versions: Tables) -> None:
    pairs = pairs_to_read(versions)
    assert pairs[["article_id", "other_id", "relation", "n_statements"]].to_numpy().tolist() == [
        ["a", "b", "shared_statements", 1]
    ]
    assert pairs_to_read(build_tables([])).empty


def test_pages_are_written_and_linked_from_the_page_of_copies(versions: Tables, tmp_path: Path) -> None:
    folder = tmp_path / "pairs"
    folder.mkdir()
    (folder / "old.html").write_text("of an earlier run")
    written = write_side_by_sides(versions, folder, back="../x.html", addresses={"a": "../articles/a.html"})
    assert [path.name for path in folder.iterdir()] == list(written.values())
    page = parse((folder / written["a", "b"]).read_text(encoding="utf-8"))
    check_page(page, files=("../x.html", "../articles/"))
    copies = parse(render_page(versions, "x", pairs={ids: f"pairs/{name}" for ids, name in written.items()}))
    assert f"pairs/{written['a', 'b']}" in [e.attrs["href"] for e in copies.all("a")]


def test_hostile_versions_stay_text() -> None:
    paragraphs = (f"{SAID} {HOSTILE} said.", HOSTILE)
    tables = build_tables(
        [version(f"{HOSTILE}{n}", HOSTILE + n, *paragraphs, speaker=HOSTILE, cue="said") for n in "12"]
    )
    ids = tables.articles["article_id"].tolist()
    page = parse(side_by_side_page(tables, *ids, frame_names={"war": HOSTILE}))
    check_page(page)
    assert len(page.all("script")) == 1
    assert not page.all("iframe") + page.all("img")


@pytest.mark.parametrize(("ids", "told"), [(("a", "a"), "twice"), (("a", "z"), "'z'")])
def test_two_articles_must_be_named(versions: Tables, ids: tuple[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        lay_articles_side_by_side(versions, *ids)


WORDS = st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=7)


@given(first=WORDS, other=WORDS)
def test_every_paragraph_stands_in_one_row_in_its_order(first: list[list[str]], other: list[list[str]]) -> None:
    rows = align_paragraphs(first, other)
    assert [at for row in rows for at in row.first] == list(range(len(first)))
    assert [at for row in rows for at in row.other] == list(range(len(other)))


def test_a_paragraph_that_was_split_stands_beside_both_parts() -> None:
    one = [f"w{n}" for n in range(20)]
    assert [tuple(row) for row in align_paragraphs([one, ["end"]], [one[:10], one[10:], ["other"]])] == [
        ((0,), (0, 1)), ((1,), ()), ((), (2,)),
    ]  # fmt: skip
