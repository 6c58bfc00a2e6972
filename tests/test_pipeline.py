"""The line as a whole, on files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis import analyze, pipeline
from analysis.lexicons import default_lexicons
from analysis.parsing import MODEL, Parsed
from analysis.records import Article, Quote
from analysis.tables import Tables

DEMO = Path(__file__).parents[1] / "data" / "articles" / "demo"


@pytest.fixture(scope="module")
def demo() -> Tables:
    return analyze(DEMO)


def test_the_sample_corpus_is_read_whole(demo: Tables) -> None:
    assert len(demo.articles) == 44
    assert demo.articles.outlet.nunique() == 4
    assert (demo.problems.severity != "note").sum() == 0
    assert demo.articles.date.isna().sum() == 1


def test_every_span_of_every_table_is_the_text_it_claims(demo: Tables) -> None:
    texts = demo.articles.set_index("article_id").text
    for name in ("sentences", "quote_spans", "frame_hits", "contested_hits", "distance_marks", "boilerplate"):
        frame = getattr(demo, name)
        assert len(frame), name
        for row in frame.itertuples(index=False):
            assert texts[row.article_id][row.start : row.end] == row.text, (name, row)


def test_contents_of_an_article_do_not_overlap(demo: Tables) -> None:
    contents = demo.quote_spans[demo.quote_spans.role == "content"].sort_values(["article_id", "start"])
    previous = contents.groupby("article_id").end.shift(fill_value=0)
    assert (contents.start >= previous).all()


def test_the_wire_story_is_in_three_outlets(demo: Tables) -> None:
    wire = demo.articles[demo.articles.text.str.contains("Northern Wire) —", regex=False)]
    assert sorted(wire.outlet) == ["Daily Lookout", "Harbour Courier", "The Karsholm Standard"]
    datelines = demo.boilerplate[demo.boilerplate.kind == "dateline"]
    assert set(wire.article_id) <= set(datelines.article_id)


def test_hits_have_every_voice_and_polarity(demo: Tables) -> None:
    assert set(demo.frame_hits.voice) == {"narrator", "quoted"}
    assert set(demo.frame_hits.polarity) == {"asserted", "negated", "rejected", "demanded", "hypothetical"}
    assert set(demo.frame_hits.zone) == {"headline", "lead", "body"}
    quoted = demo.frame_hits[demo.frame_hits.voice == "quoted"]
    assert set(quoted.quote_id) <= set(demo.quotes.quote_id)


def test_outlets_frame_differently(demo: Tables) -> None:
    hits = demo.frame_hits.merge(demo.articles[["article_id", "outlet"]], on="article_id")
    shares = pd.crosstab(hits.outlet, hits.frame, normalize="index")
    assert shares.loc["The Karsholm Standard", "coercion_victory"] > shares.loc["The Anse Voice", "coercion_victory"]
    assert (
        shares.loc["The Anse Voice", "humanitarian_access"] > shares.loc["The Karsholm Standard", "humanitarian_access"]
    )


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    for number in range(20):
        text = f'Ada Lund number {number} arrived. "We will never surrender," she said.'
        (tmp_path / f"a{number:02d}.txt").write_text(text, encoding="utf-8")
    one, two = analyze(tmp_path), analyze(tmp_path, jobs=2)
    for name, frame in one.by_name().items():
        pd.testing.assert_frame_equal(frame, two.by_name()[name])


def test_an_article_that_fails_is_told_and_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("good", "bad", "fine"):
        (tmp_path / f"{name}.txt").write_text(f"This is {name}. It is short.", encoding="utf-8")
    attribute = pipeline.attribute_quotes

    def fail_on_bad(parsed: Parsed, *, least_score: float) -> list[Quote]:
        if parsed.article.article_id == "bad":
            raise ValueError("boom")
        return list(attribute(parsed, least_score=least_score))

    monkeypatch.setattr(pipeline, "attribute_quotes", fail_on_bad)
    tables = analyze(tmp_path)
    assert set(tables.articles.article_id) == {"good", "fine"}
    errors = tables.problems[tables.problems.severity == "error"]
    assert list(errors.path) == ["bad.txt"]
    assert "boom" in errors.message.iloc[0]


def test_quotes_of_a_low_score_can_be_left_out(tmp_path: Path) -> None:
    for number in range(18):
        text = 'Lund: "We stay"\n\nMayor Ada Lund arrived at noon. "We will never surrender," she said.'
        (tmp_path / f"a{number:02d}.txt").write_text(text, encoding="utf-8")
    full = analyze(tmp_path)
    least = full.quotes.score.max()
    assert full.quotes.score.min() < least
    kept = analyze(tmp_path, least_score=least)
    assert list(kept.quotes.content) == list(full.quotes.content[full.quotes.score >= least])
    assert 0 < len(kept.quotes) < len(full.quotes)
    two = analyze(tmp_path, least_score=least, jobs=2)
    pd.testing.assert_frame_equal(two.quotes, kept.quotes)
    assert analyze(tmp_path, least_score=1).quotes.empty


def test_progress_counts_every_article() -> None:
    articles = [Article(str(i), "A short text.") for i in range(20)]
    seen: list[tuple[int, int]] = []
    outcomes = list(
        pipeline.analyze_articles(articles, lexicons=(), model=MODEL, progress=lambda done, n: seen.append((done, n)))
    )
    assert len(outcomes) == 20
    assert seen[-1] == (20, 20)


def test_a_single_file_is_a_corpus(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Critics said the siege was cruel.", encoding="utf-8")
    tables = analyze(path, lexicons=default_lexicons())
    assert list(tables.articles.corpus) == ["story"]
    assert list(tables.quotes.speaker_name) == ["Critics"]
