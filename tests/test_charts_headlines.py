"""Titles tell a finding where one survives, and nothing but the measure where none does."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hand_tables import table
from made_articles import make_article

from analysis.charts import FIGURES, draw_figure, headlines, theme
from analysis.charts.drawing import Drawing, Request
from analysis.charts.headlines import first_speaker, for_all, headlined, pairs, places
from analysis.compare.design import NothingToCompareError
from analysis.compare.families import FAMILIES
from analysis.compare.findings import compare_outlets
from analysis.compare.wording import claim
from analysis.measures import count_speakers
from analysis.tables import Tables, build_tables

FILLER = "one two three four five six seven eight nine ten"
HOSTILE = "$x^2$ <b>Post</b>"
CLAIM = f"{HOSTILE} uses words of “War” in its own voice more often than all others together"
MEASURE = FIGURES["outlets-compared-frames"].title


def outlets(more_war_in: str | None) -> Tables:
    """Three outlets of twenty articles; one of them may write of war in each, all write of law alike."""
    made = []
    for outlet in (HOSTILE, "Beta", "Gamma"):
        for n in range(20):
            war = "[war:siege] [war:raid] " * (outlet == more_war_in or n == 5)
            made.append(
                make_article(
                    [f"{FILLER} {war}[law] {FILLER}", FILLER * (1 + n % 3)], name=f"{outlet}-{n}", outlet=outlet
                )
            )
    return build_tables(made)


@pytest.fixture(scope="module")
def planted() -> Tables:
    return outlets(HOSTILE)


@pytest.fixture(scope="module")
def alike() -> Tables:
    return outlets(None)


def draw(name: str, tables: Tables, request: Request | None = None) -> Drawing:
    with theme():
        return draw_figure(name, tables, request or Request(frame_names={"war": "War"}))


def quoted(counts: dict[str, list[int]]) -> Tables:
    """Articles of one outlet in which speakers are quoted so many times: one number an article."""
    ids = [f"a{i}" for i in range(max(map(len, counts.values())))]
    made = build_tables([make_article([FILLER], name=name, outlet="Wire") for name in ids])
    rows = [
        {
            "article_id": ids[i], "quote_id": f"{ids[i]}-{name}-{k}", "speaker_id": name, "speaker_name": name,
            "quote_type": "direct", "attribution_type": "speech", "voiced": True, "n_words": 5,
        }
        for name, numbers in counts.items() for i, n in enumerate(numbers) for k in range(n)
    ]  # fmt: skip
    return replace(made, quotes=table("quotes", rows))


def told(made: Tables) -> list[str]:
    drawing = Drawing(None, "Who is quoted", count_speakers(made), "", "")  # type: ignore[arg-type]
    return [finding.sentence for finding in first_speaker(drawing, made, Request())]


def test_a_stable_difference_is_told_with_the_measure_below_it(planted: Tables) -> None:
    drawing = draw("outlets-compared-frames", planted)
    assert (drawing.title, drawing.subtitle) == (CLAIM, MEASURE)
    assert drawing.caption.startswith(f"{MEASURE}. Each cell compares")
    row = compare_outlets(planted).findings.iloc[0]
    assert f"q = {row['q']:.3f} among {row['n_tests']} tests (20 articles against 40)" in drawing.caption
    assert f"in all {row['n_ways']} other ways of counting" in drawing.caption


def test_the_title_stands_in_the_figure_wrapped_and_without_a_formula(planted: Tables) -> None:
    figure = draw("outlets-compared-frames", planted).figure
    figure.draw_without_rendering()
    lines = figure.get_suptitle().split("\n")
    assert " ".join(filter(None, lines)) == CLAIM.replace("$", r"\$")
    [measure] = [text for text in figure.texts if text.get_text() == MEASURE]
    title = figure._suptitle.get_window_extent()  # type: ignore[attr-defined]
    assert measure.get_window_extent().y1 <= title.y1
    for text in (title, measure.get_window_extent()):
        assert text.x1 <= figure.bbox.x1
    assert measure.get_window_extent().y0 >= max(ax.get_tightbbox().y1 for ax in figure.axes)  # type: ignore[union-attr]


def test_without_a_difference_the_title_is_the_measure(alike: Tables) -> None:
    drawing = draw("outlets-compared-frames", alike)
    assert (drawing.title, drawing.subtitle) == (MEASURE, "")
    assert drawing.caption.startswith("Each cell compares")


def test_a_fragile_difference_is_not_told(planted: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = compare_outlets(planted)
    fragile = replace(comparison, findings=comparison.findings.assign(stable=False))
    monkeypatch.setattr(headlines, "compare_outlets", lambda tables, copies: fragile)
    assert draw("outlets-compared-frames", planted).title == MEASURE


def test_what_a_figure_does_not_draw_is_not_its_title(planted: Tables) -> None:
    drawing = FIGURES["outlets-compared-frames"].draw(planted, Request())
    assert ("frames-narrator", "war", HOSTILE) in drawing.shown
    other = replace(drawing, shown=frozenset({("frames-narrator", "war", "Gamma")}))
    assert headlined(other, "outlets-compared-frames", planted, Request()).title == MEASURE


def test_figures_without_a_finding_to_tell_compare_no_outlets(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise AssertionError("outlets are compared")

    monkeypatch.setattr(headlines, "compare_everything", fail)
    for name in ("frames-by-outlet", "frames-by-voice", "who-says-a-term", "prominence", "who-is-quoted", "keyness"):
        assert draw(name, tables).title


def test_one_outlet_has_no_difference(planted: Tables) -> None:
    one = replace(planted, articles=planted.articles.assign(outlet="Wire").astype({"outlet": "string"}))
    with pytest.raises(NothingToCompareError):
        compare_outlets(one)
    shown = Drawing(None, "Measure", pd.DataFrame(), "", "", shown=frozenset({("frames-narrator", "war", "Wire")}))  # type: ignore[arg-type]
    assert headlined(shown, "contested-by-outlet", one, Request()) is shown


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_claim_in_both_directions(family: str) -> None:
    row = {"family": family, "subject": "narrator", "part": "war", "group": "Gazette", "against": "all others"}
    more, less = (claim(row | {"difference": difference}) for difference in (0.1, -0.1))
    assert more != less
    for sentence in (more, less):
        assert "Gazette" in sentence
        assert "all others together" in sentence
        assert "{" not in sentence
        assert not sentence.endswith(".")
    assert "together" not in claim(row | {"difference": 0.1, "against": "Ledger"})


def test_a_name_too_long_for_a_title_leaves_the_measure(planted: Tables) -> None:
    request = Request(frame_names={"war": "very long " * 30})
    assert draw("outlets-compared-frames", planted, request).title == MEASURE


def test_a_speaker_is_first_where_the_lead_is_clear() -> None:
    assert told(quoted({"Ada": [2] * 20, "Bo": [1, 0] * 10})) == [
        "Ada is quoted more often than any other speaker with a name"
    ]


@pytest.mark.parametrize(
    "counts",
    [
        {"Ada": [1, 2] * 10, "Bo": [2, 1] * 9 + [1, 1]},  # hardly ahead
        {"Ada": [40, *[1] * 19], "Bo": [2] * 20},  # ahead by one article
        {"Ada": [5] * 9, "Bo": [1] * 9},  # fewer than ten articles
        {"Ada": [2] * 20},  # nobody to be ahead of
        {"Ada": [2] * 20, "Bo Holm": [1] * 20, "Holm": [1] * 20},  # perhaps one speaker under two names
    ],
)
def test_a_lead_that_chance_could_make_is_not_told(counts: dict[str, list[int]]) -> None:
    assert told(quoted(counts)) == []


def test_an_interval_for_many_is_wider_and_holds_the_one_for_one() -> None:
    one, many = for_all(2.0, 1.5, 2.5, 1), for_all(2.0, 1.5, 2.5, 40)
    assert one[0] == pytest.approx(1.5)
    assert many[0] < one[0] < 2 < one[1] < many[1]


def place(frame: str, low: float, high: float, n_articles: int = 12) -> dict[str, object]:
    ratio = (low * high) ** 0.5
    return {
        "frame": frame, "place": "headline", "ratio": ratio, "ratio_low": low, "ratio_high": high, "n_hits": 20,
        "n_articles": n_articles,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "sentences"),
    [
        ([place("law", 2, 3), place("war", 3, 4)], ["War", "law"]),
        ([place("law", 0.2, 0.4)], ["law"]),
        ([place("law", 2, 3, n_articles=9)], []),
        ([place("law", 1.05, 3)], ["law"]),  # alone it is clear of 1
        ([place("law", 1.05, 3), *[place(f"f{i}", 0.5, 2) for i in range(9)]], []),  # among ten numbers it is not
    ],
)
def test_places_are_told_after_correction(rows: list[dict[str, object]], sentences: list[str]) -> None:
    drawing = Drawing(None, "Prominence", pd.DataFrame(rows), "", "")  # type: ignore[arg-type]
    found = [finding.sentence for finding in places(drawing, None, Request(frame_names={"war": "War"}))]  # type: ignore[arg-type]
    assert len(found) == len(sentences)
    for sentence, frame in zip(found, sentences, strict=True):
        assert sentence.startswith(f"Words of “{frame}” stand in headlines ")
        assert ("less often" in sentence) == (rows[0]["ratio"] < 1)  # type: ignore[operator]


def test_pairs_are_told_where_they_are_beyond_chance_in_ten_articles() -> None:
    pair = {"frame_a": "law", "frame_b": "war", "n_together": 30, "n_articles_together": 12, "q": 0.01, "p": 0.001}
    rows = [
        pair | {"lift_low": 1.5, "beyond": True},
        pair | {"frame_a": "aid", "lift_low": 1.9, "beyond": True},
        pair | {"frame_a": "oil", "lift_low": 2.9, "beyond": True, "n_articles_together": 9},
        pair | {"frame_a": "sea", "lift_low": 3.9, "beyond": False},
    ]
    drawing = Drawing(None, "Pairs", pd.DataFrame(rows), "", "")  # type: ignore[arg-type]
    found = list(pairs(drawing, None, Request()))  # type: ignore[arg-type]
    assert [finding.key[1] for finding in found] == ["aid", "law"]
    assert found[0].sentence == "“aid” and “war” share paragraphs more often than by chance"
    assert "among 4 pairs" in found[0].basis
