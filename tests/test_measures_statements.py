from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from analysis.measures import (
    count_stance_differences,
    find_shared_statements,
    lay_side_by_side,
    stance_on_shared,
)
from analysis.quotes.stance import stance_of
from analysis.records import Article, ArticleAnalysis, AttributionType, Quote, Zone
from analysis.tables import Tables, build_tables

SAID = "the river crossing would stay closed until every bridge had been inspected by engineers"


def report(
    name: str,
    outlet: str | None,
    day: int | None,
    contents: str | list[str],
    cue: str = "say",
    *,
    speaker: str = "Ada Lund",
    kind: AttributionType = "speech",
) -> ArticleAnalysis:
    """An article of one or several quotes of a speaker."""
    text, quotes = "", []
    for content in [contents] if isinstance(contents, str) else contents:
        start = len(text)
        text += content
        end = len(text)
        text += f", {speaker} {cue}.\n\n"
        at = end + 2
        quotes.append(
            Quote(
                article_id=name,
                quote_id=f"{name}:q{len(quotes) + 1}",
                quote_type="direct" if content.startswith("“") else "indirect",
                attribution_type=kind,
                content_spans=((start, end),),
                cue_spans=((at + len(speaker) + 1, at + len(speaker) + 1 + len(cue)),),
                speaker_spans=((at, at + len(speaker)),),
                cue_lemma=cue,
                speaker=speaker,
                speaker_name=speaker,
                speaker_type="person",
                speaker_via="name",
                via="tagger",
                stance=stance_of(cue),
            )
        )
    article = Article(
        name, text, (Zone("body", 0, len(text)),), outlet=outlet, date=date(2024, 3, day) if day else None
    )
    return ArticleAnalysis(article, n_words=len(text.split()), n_sentences=1, quotes=tuple(quotes))


def tabulate(*reports: ArticleAnalysis) -> Tables:
    """The reports among enough others for words to be rare or frequent."""
    filler = [
        report(f"f{i}", f"Filler {i}", 1, f"the council of ward {i} met for the {i} time about item{i} and plan{i}")
        for i in range(20)
    ]
    return build_tables([*reports, *filler])


def groups(tables: Tables) -> list[tuple[str, list[str]]]:
    found = find_shared_statements(tables)
    own = found[found["speaker_id"] == "Ada Lund"]
    own = own[~own["article_id"].str.startswith("f")]
    return [(of["match"].iloc[0], of["article_id"].tolist()) for _, of in own.groupby("statement")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (SAID, SAID, "copied"),
        (f"“{SAID.capitalize()},”", f"that {SAID}", "copied"),
        (SAID, "stay closed until every bridge had been inspected", "copied"),
        (
            "engineers must inspect every bridge before the river crossing is no longer closed",
            "the river crossing stays closed; engineers inspect each bridge",
            "paraphrased",
        ),
        (SAID, "the harbour would stay open until every ship had been loaded by the dockers", None),
        (SAID, "the crossing stays closed", None),
        (SAID, "the river crossing was a matter for the regional government and nobody else", None),
    ],
)
def test_statements_are_found_by_their_words(first: str, second: str, expected: str | None) -> None:
    tables = tabulate(report("a", "Gazette", 4, first), report("b", "Courier", 5, second))
    assert groups(tables) == ([(expected, ["b", "a"])] if expected else [])


def test_half_of_the_words_of_another_speaker_or_belief_or_outlet_is_no_shared_statement() -> None:
    first = report("a", "Gazette", 4, SAID)
    assert groups(tabulate(first, report("b", "Courier", 4, SAID, speaker="Josef Brandt"))) == []
    assert groups(tabulate(first, report("b", "Courier", 4, SAID, kind="thought"))) == []
    assert groups(tabulate(first, report("b", "Gazette", 4, SAID))) == []
    assert groups(tabulate(first, report("b", None, 4, SAID))) == []


@pytest.mark.parametrize(("day", "n"), [(11, 1), (12, 0), (None, 1)])
def test_reports_are_at_most_a_week_apart(day: int | None, n: int) -> None:
    tables = tabulate(report("a", "Gazette", 4, SAID), report("b", "Courier", day, SAID))
    assert len(groups(tables)) == n


def test_a_chain_of_neighbours_is_no_statement() -> None:
    """The middle one shares its halves with two statements that have nothing in common."""
    left = "the river crossing would stay closed until every bridge had been inspected"
    right = "the wheat harvest could begin on monday if fuel reached the northern farms"
    both = f"{left} and {right}"
    tables = tabulate(
        report("a", "Gazette", 4, left),
        report("b", "Courier", 4, left),
        report("c", "Review", 4, both),
        report("d", "Wire", 4, right),
        report("e", "Ledger", 4, right),
    )
    found = groups(tables)
    assert len(found) == 2
    assert not any({"a", "d"} <= set(members) for _, members in found)


def test_numbering_and_groups_do_not_depend_on_the_order_of_articles() -> None:
    reports = [report(f"a{i}", f"Outlet {i % 3}", 3 + i % 4, SAID) for i in range(6)]
    one, other = find_shared_statements(tabulate(*reports)), find_shared_statements(tabulate(*reversed(reports)))
    pd.testing.assert_frame_equal(one, other)


def test_stances_are_compared_statement_by_statement() -> None:
    second = "the northern farms would get fuel before the wheat harvest had to begin this month"
    tables = tabulate(
        report("a", "Gazette", 4, [SAID, second], "claim"),
        report("b", "Courier", 4, [SAID, second], "say"),
        report("c", "Review", 5, SAID, "say"),
    )
    statements = find_shared_statements(tables)
    assert statements["n_outlets"].tolist() == [3, 3, 3, 2, 2]
    (row,) = count_stance_differences(statements).to_dict("records")
    assert row == {"match": "copied", "n_statements": 2, "n_compared": 2, "n_differ": 2}
    table = stance_on_shared(statements).set_index(["outlet", "stance"])
    gazette = table.loc[("Gazette", "distancing")]
    assert gazette[["n_statements", "share", "share_others", "difference"]].tolist() == [2, 1.0, 0.0, 1.0]
    assert table.loc[("Courier", "distancing"), "difference"] == pytest.approx(-(1 / 2 + 1) / 2)
    assert table.loc[("Review", "neutral"), "difference"] == pytest.approx(1 - 1 / 2)
    assert table["difference_low"].isna().all()


def test_ten_articles_give_an_interval() -> None:
    reports = []
    for i in range(12):
        content = f"the bridge number{i} near village{i} shall open on day{i} for all people of region{i}"
        reports += [
            report(f"a{i}", "Gazette", 4, content, "claim" if i % 2 else "say"),
            report(f"b{i}", "Courier", 4, content),
        ]
    row = stance_on_shared(find_shared_statements(tabulate(*reports))).set_index(["outlet", "stance"])
    own = row.loc[("Gazette", "distancing")]
    assert own["n_statements"] == own["n_articles"] == 12
    assert 0 < own["difference_low"] < own["difference"] == 0.5 < own["difference_high"] < 1
    assert pd.isna(row.loc[("Gazette", "endorsing"), "difference_low"])


def test_outlets_stand_side_by_side() -> None:
    tables = tabulate(report("a", "Gazette", 4, f"that {SAID}", "claim"), report("b", "Courier", 5, SAID))
    statements = find_shared_statements(tables)
    (row,) = lay_side_by_side(statements).to_dict("records")
    assert (row["Courier"], row["Gazette"]) == ("say (neutral)", "claim (distancing)")
    assert (row["content"], row["date"]) == (SAID, pd.Timestamp("2024-03-04"))
