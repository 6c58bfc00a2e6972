"""Shares of constructions and of doers, and their figure."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.charts import plot_constructions, theme
from analysis.charts.agency import draw_agency
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.measures import CONSTRUCTIONS, agent_shares, construction_shares
from analysis.patterns import PatternError
from analysis.publishing.notebook import display
from analysis.publishing.notebook import tables as notebook_tables
from analysis.records import AgencyEvent, Article, ArticleAnalysis
from analysis.tables import Tables, build_tables

TEXT = "Six villagers were killed. Troops shot a medic. "


def event(article_id: str, construction: str, **changes: object) -> AgencyEvent:
    values: dict[str, object] = {
        "article_id": article_id,
        "event_class": "kill",
        "construction": construction,
        "form": "be",
        "start": 19,
        "end": 25,
        "text": "killed",
        "victim_span": (0, 13),
        "victim_name": "Six villagers",
        "victim_number": "Six",
        "agent_span": None,
        "agent_name": None,
        "agent_kind": "none",
        "nearby_span": None,
        "sentence": 0,
        "zone": "lead",
        "voice": "narrator",
        "quote_id": None,
        "speaker_name": None,
        "polarity": "asserted",
        "polarity_cue": None,
    }
    return AgencyEvent(**(values | changes))  # type: ignore[arg-type]


def corpus(n: int = 12) -> Tables:
    """Each article has one passive without a doer; every second an active event too; one is denied."""
    analyses = []
    for i in range(n):
        name, outlet = f"a{i:02}", "Courier" if i % 2 else "Lookout"
        events = [event(name, "agentless_passive", nearby_span=(27, 33) if i % 3 == 0 else None)]
        if i % 2:
            events.append(
                event(
                    name,
                    "active_named_agent",
                    event_class="wound",
                    start=34,
                    end=38,
                    text="shot",
                    victim_span=(39, 46),
                    victim_name="a medic",
                    agent_span=(27, 33),
                    agent_name="Troops",
                    agent_kind="named",
                )
            )
        if i == 0:
            events.append(event(name, "nominal", polarity="negated"))
        article = Article(name, TEXT, outlet=outlet)
        analyses.append(ArticleAnalysis(article, 8, 2, agency_events=tuple(events)))
    return build_tables(analyses, corpus="made up")


def share_of(table: pd.DataFrame, **where: str) -> float:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return float(table["share"].iloc[0])


def test_the_table_holds_the_words_of_its_spans():
    events = corpus().agency_events
    first, second = events[events["article_id"] == "a01"].to_dict("records")
    assert (first["victim"], second["victim"], second["agent"]) == ("Six villagers", "a medic", "Troops")
    assert pd.isna(first["agent"])
    assert pd.isna(first["agent_start"])
    assert (second["agent_start"], second["agent_end"]) == (27, 33)
    assert events.loc[events["article_id"] == "a00", "agent_nearby"].iloc[0] == "Troops"


def test_construction_shares_count_what_happened():
    table = construction_shares(corpus(), n_resamples=200)
    assert table["construction"].tolist() == list(CONSTRUCTIONS)
    assert table["n_all"].unique().tolist() == [18]
    assert share_of(table, construction="agentless_passive") == pytest.approx(12 / 18)
    assert share_of(table, construction="nominal") == 0
    row = table[table["construction"] == "agentless_passive"].iloc[0]
    assert row["share_low"] <= row["share"] <= row["share_high"]
    denied = construction_shares(corpus(), polarities=("asserted", "negated"), n_resamples=200)
    assert share_of(denied, construction="nominal") == pytest.approx(1 / 19)


def test_agent_shares_tell_named_nearby_and_neither():
    table = agent_shares(corpus(), n_resamples=200)
    assert share_of(table, agent="named") == pytest.approx(6 / 18)
    assert share_of(table, agent="nearby") == pytest.approx(4 / 18)
    assert table["share"].sum() == pytest.approx(1)


def test_groups():
    tables = corpus()
    by_class = construction_shares(tables, by="event_class", n_resamples=200)
    assert by_class["group"].drop_duplicates().tolist() == ["kill", "wound"]
    by_outlet = agent_shares(tables, by="outlet", n_resamples=200)
    assert share_of(by_outlet, group="Lookout", agent="named") == 0
    assert share_of(by_outlet, group="Courier", agent="named") == pytest.approx(0.5)
    victims = {"villagers": ["villager*"], "medics": ["medic*"], "nobody": ["queen"]}
    by_victims = agent_shares(tables, by="victims", victims=victims, n_resamples=200)
    assert by_victims["group"].drop_duplicates().tolist() == ["villagers", "medics"]
    assert share_of(by_victims, group="medics", agent="named") == 1
    assert share_of(by_victims, group="villagers", agent="named") == 0


def test_few_articles_have_no_interval():
    assert agent_shares(corpus(8))["share_low"].isna().all()


def test_groups_of_victims_are_needed_and_checked():
    with pytest.raises(ValueError, match="no groups of victims"):
        agent_shares(corpus(), by="victims")
    with pytest.raises(PatternError):
        agent_shares(corpus(), by="victims", victims={"x": ["(open"]})


def test_bars_show_the_shares():
    tables = corpus()
    ax = plot_constructions(
        construction_shares(tables, by="outlet", n_resamples=50),
        agents=agent_shares(tables, by="outlet", n_resamples=50),
    )
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Courier", "Lookout"]
    widths = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}
    assert widths["active, somebody acts"] == pytest.approx([50, 0])
    assert widths["passive without a doer"] == pytest.approx([50, 100])
    assert any("50 %" in text.get_text() for text in ax.texts)


def test_figure_and_its_numbers():
    with theme():
        drawing = draw_agency(corpus(20), Request())
    assert [ax.get_title(loc="left") for ax in drawing.figure.axes] == ["By kind of event", "By outlet"]
    assert "n = 30 events told as having happened, of 31 found" in drawing.caption
    assert set(drawing.numbers["measure"]) == {"construction", "agent"}
    assert "passive without a doer 67 %" in drawing.alt


def test_nothing_to_draw():
    with pytest.raises(NothingToDrawError):
        draw_agency(build_tables([], corpus="none"), Request())


def test_events_are_listed_escaped(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(notebook_tables, "show_html", shown.append)
    monkeypatch.setattr(display, "show_text", shown.append)
    text = "<b>Six</b> villagers were killed."
    found = ArticleAnalysis(Article("a", text), 5, 1, agency_events=(event("a", "nominal", start=26, end=32),))
    tables = build_tables([found])
    display.show_events(tables)
    assert "killed" in shown[0]
    assert "<b>Six" not in shown[0]
    assert "&lt;b&gt;Six" in shown[0]
    with pytest.raises(ValueError, match="no event of the class 'sing'; there is kill"):
        display.show_events(tables, "sing")
    display.show_events(build_tables([]))
    assert "No event" in shown[-1]
