"""Who is quoted, by which verbs and in which stance, and who says a term: against counting the records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd
import pytest

from analysis.measures import (
    ANY,
    ATTRIBUTION_TYPES,
    MIN_ARTICLES,
    NOT_TOLD,
    ROLES,
    TYPES,
    QuoteGroup,
    check_first,
    choose_term,
    count_attributions,
    count_reporting_verbs,
    count_speakers,
    keep_likely,
    source_concentration,
    source_shares,
    stance_shares,
    who_says,
)
from analysis.records import SAID, ArticleAnalysis, AttributionType, SpeakerRole, SpeakerType
from analysis.tables import Tables, build_tables


def test_a_speaker_is_counted_once_whatever_the_article_calls_them(analyses: list[ArticleAnalysis]) -> None:
    forms = ["Ada Marlow", "Marlow", "ADA MARLOW", "Ada P. Marlow"]
    changed = [
        replace(
            a,
            quotes=tuple(
                replace(q, speaker_name=forms[i % 4]) if q.speaker_name == "Ada Marlow" else q for q in a.quotes
            ),
        )
        for i, a in enumerate(analyses)
    ]
    pd.testing.assert_frame_equal(count_speakers(build_tables(changed)), count_speakers(build_tables(analyses)))


def who(row: dict[str, object]) -> str:
    """A row's speaker, as the fixtures' quotes have it."""
    unnamed = {"unnamed": "officials", "unresolved": ""}
    return unnamed.get(str(row["naming"])) or ("" if pd.isna(row["speaker_id"]) else str(row["speaker_id"]))


def long_name(name: str | None) -> str:
    """The name that a speaker of the fixtures has in the corpus."""
    return (name or "").removeprefix("The ")


def test_count_speakers_agrees_with_counting_quotes(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = count_speakers(tables)
    quotes = [quote for analysis in analyses for quote in analysis.quotes]
    n = Counter(long_name(quote.speaker_name) for quote in quotes)
    kinds = Counter((long_name(quote.speaker_name), quote.quote_type) for quote in quotes)
    rows = table.to_dict("records")
    assert {who(row): row["n_quotes"] for row in rows} == n
    for row in rows:
        assert [row[f"n_{kind}"] for kind in ("direct", "mixed", "indirect")] == [
            kinds[who(row), kind] for kind in ("direct", "mixed", "indirect")
        ]
    assert table.loc[table["naming"] == "named", "n_quotes"].is_monotonic_decreasing
    assert table["naming"].tolist()[-3:] == ["named", "unnamed", "unresolved"]
    assert table["speaker_type"].isna().tolist()[-3:] == [False, True, True]
    assert table["quote_share"].sum() == pytest.approx(1)
    assert table["word_share"].sum() == pytest.approx(1)
    parts = table[["n_words_direct", "n_words_mixed", "n_words_indirect"]].sum(axis=1)
    assert parts.tolist() == table["n_words"].tolist()
    assert table["n_words"].sum() == tables.quotes["n_words"].sum()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            [10, 5, 3, 1, 1],
            {"hhi": 0.34, "effective_sources": 2.9412, "hill_1": 3.5869, "gini": 0.44, "unbiased": 0.3053},
        ),
        ([4, 4, 4, 4], {"hhi": 0.25, "effective_sources": 4, "hill_1": 4, "gini": 0, "unbiased": 0.2}),
        ([1, 0], {"hhi": 1, "effective_sources": 1, "n_sources": 1, "unbiased": np.nan}),
        ([], {"n_sources": 0, "hhi": np.nan, "gini": np.nan}),
    ],
)
def test_source_concentration(counts: list[int], expected: dict[str, float]) -> None:
    values = source_concentration(counts)
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=1e-3, nan_ok=True)


def test_reporting_verbs_agree_with_counting_quotes(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    quotes = [quote for analysis in analyses for quote in analysis.quotes]
    expected = Counter((long_name(quote.speaker_name), quote.cue_lemma) for quote in quotes)
    table = count_reporting_verbs(tables)
    assert {(who(row), row["cue_lemma"]): row["n_quotes"] for row in table.to_dict("records")} == expected
    assert table["naming"].iloc[-1] == "unresolved"
    assert dict(zip(table["cue_lemma"], table["stance"], strict=True))["insist"] == "assertive"


@pytest.mark.parametrize("by", ["all", "outlet", "speaker_type", "speaker"])
def test_stance_shares_agree_with_counting_quotes(by: QuoteGroup, analyses: list[ArticleAnalysis]) -> None:
    built = build_tables(analyses)
    rows = stance_shares(built, by=by).to_dict("records")
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for a in analyses:
        for q in a.quotes:
            named = long_name(q.speaker_name) if q.speaker_type in ("person", "organisation") else None
            groups[str({"all": "-", "outlet": a.article.outlet, "speaker_type": q.speaker_type, "speaker": named}[by])][
                str(q.stance)
            ] += 1
    groups.pop("None", None)
    assert {"-" if by == "all" else row["group"] for row in rows} == set(groups)
    for row in rows:
        counts = groups["-" if by == "all" else row["group"]]
        assert (row["n_quotes"], row["n_all"]) == (counts[row["stance"]], counts.total())
        assert row["share"] == pytest.approx(counts[row["stance"]] / counts.total())
        if 0 < row["n_quotes"] < row["n_all"] and row["n_articles"] >= MIN_ARTICLES:
            assert row["share_low"] <= row["share"] <= row["share_high"]
        else:
            assert pd.isna(row["share_low"])


def test_stance_intervals_do_not_depend_on_the_order_of_articles(analyses: list[ArticleAnalysis]) -> None:
    there, back = build_tables(analyses), build_tables(reversed(analyses))
    pd.testing.assert_frame_equal(stance_shares(there, by="outlet"), stance_shares(back, by="outlet"))


@pytest.fixture(scope="module")
def of_all_types(analyses: list[ArticleAnalysis]) -> list[ArticleAnalysis]:
    """The fixtures' articles with attributions of every type, most of them speech."""
    kinds: tuple[AttributionType, ...] = ("speech", "thought", "speech", "intent", "writing", "speech", "document")
    return [
        replace(
            a, quotes=tuple(replace(q, attribution_type=kinds[(i + j) % len(kinds)]) for j, q in enumerate(a.quotes))
        )
        for i, a in enumerate(analyses)
    ]


def only(analyses: list[ArticleAnalysis], *types: AttributionType) -> Tables:
    return build_tables(
        [replace(a, quotes=tuple(q for q in a.quotes if q.attribution_type in types)) for a in analyses]
    )


@pytest.mark.parametrize("types", [SAID, ("thought", "intent"), ("writing",)])
@pytest.mark.parametrize("measure", [count_speakers, count_reporting_verbs, stance_shares, source_shares, check_first])
def test_only_the_types_asked_for_are_counted(
    measure: Callable[..., pd.DataFrame], types: tuple[AttributionType, ...], of_all_types: list[ArticleAnalysis]
) -> None:
    built = build_tables(of_all_types)
    expected = measure(only(of_all_types, *types), types=ATTRIBUTION_TYPES)
    pd.testing.assert_frame_equal(measure(built, types=types), expected)
    if types == SAID:
        pd.testing.assert_frame_equal(measure(built), expected)


def test_a_type_that_does_not_exist_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="no attribution type 'speach'; there are speech, writing, document, thought"):
        count_speakers(tables, types=("speach",))  # type: ignore[arg-type]


def test_attributions_of_each_type_are_told(of_all_types: list[ArticleAnalysis]) -> None:
    table = count_attributions(build_tables(of_all_types))
    quotes = [(a.article.article_id, q) for a in of_all_types for q in a.quotes]
    assert table["attribution_type"].tolist() == list(ATTRIBUTION_TYPES)
    assert table["counted"].tolist() == [True, True, True, False, False]
    for row in table.to_dict("records"):
        own = [(article, q) for article, q in quotes if q.attribution_type == row["attribution_type"]]
        assert (row["n_quotes"], row["n_articles"]) == (len(own), len({article for article, _ in own}))
        assert row["share"] == pytest.approx(len(own) / len(quotes))
    without = count_attributions(build_tables([replace(of_all_types[0], quotes=())]))
    assert without.empty


def test_articles_count_quotes_and_beliefs_apart(of_all_types: list[ArticleAnalysis]) -> None:
    articles = build_tables(of_all_types).articles
    for a, n_quotes, n_beliefs in zip(of_all_types, articles["n_quotes"], articles["n_beliefs"], strict=True):
        assert n_quotes == sum(q.attribution_type in ("speech", "writing", "document") for q in a.quotes)
        assert n_quotes + n_beliefs == len(a.quotes)


def test_every_role_and_type_has_its_place() -> None:
    assert {*ROLES} == {*get_args(SpeakerRole), NOT_TOLD}
    assert {*TYPES} == {*get_args(SpeakerType)}


@pytest.mark.parametrize("by", ["all", "outlet"])
def test_source_shares_agree_with_counting_quotes(by: str, analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = source_shares(tables, by=by)  # type: ignore[arg-type]
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for a in analyses:
        for q in a.quotes:
            role, group = q.speaker_role or NOT_TOLD, str(a.article.outlet) if by == "outlet" else "-"
            counts[group].update([(role, q.speaker_type), (role, ANY), (ANY, q.speaker_type)])
    rows = table.to_dict("records")
    assert {row["group"] if by == "outlet" else "-" for row in rows} == set(counts)
    for row in rows:
        own = counts[row["group"] if by == "outlet" else "-"]
        n_all = sum(n for (role, kind), n in own.items() if kind == ANY)
        n = own[row["speaker_role"], row["speaker_type"]]
        assert (row["n_quotes"], row["n_all"]) == (n, n_all)
        assert row["share"] == pytest.approx(n / n_all)
        if 0 < n < n_all and row["n_articles"] >= MIN_ARTICLES:
            assert row["share_low"] <= row["share"] <= row["share_high"]
        else:
            assert pd.isna(row["share_low"])
    whole = table[(table["speaker_type"] == ANY)]
    assert whole["speaker_role"].tolist() == list(ROLES) * len(counts)
    assert whole.groupby("group", dropna=False)["share"].sum().tolist() == pytest.approx([1] * len(counts))
    pairs = table[(table["speaker_role"] != ANY) & (table["speaker_type"] != ANY)]
    assert set(zip(pairs["speaker_role"], pairs["speaker_type"], strict=True)) == {
        ("official", "person"), ("official", "unnamed"), ("civilian", "organisation"),
        (NOT_TOLD, "person"), (NOT_TOLD, "organisation"), (NOT_TOLD, "unknown"),
    }  # fmt: skip


def test_quotes_of_a_low_score_can_be_left_out(tables: Tables) -> None:
    kept = keep_likely(tables, 0.5)
    assert kept.quotes["quote_id"].tolist() == tables.quotes.loc[tables.quotes["score"] >= 0.5, "quote_id"].tolist()
    assert 0 < len(kept.quotes) < len(tables.quotes)
    assert kept.frame_hits is tables.frame_hits


def test_what_is_most_likely_wrong_comes_first(tables: Tables) -> None:
    table = check_first(tables, n_speakers=2)
    assert set(table["speaker_id"]) == set(count_speakers(tables)["speaker_id"].head(2))
    assert table["chance"].tolist() == pytest.approx((table["score"] * table["speaker_confidence"]).tolist())
    assert table["chance"].is_monotonic_increasing
    assert len(table) == tables.quotes["speaker_id"].isin(table["speaker_id"]).sum()


def test_a_quote_without_a_verb_is_left_out(tables: Tables) -> None:
    alone = replace(tables, quotes=tables.quotes.assign(cue_lemma=pd.Series(pd.NA, tables.quotes.index, "string")))
    assert count_reporting_verbs(alone).empty


def test_who_says_agrees_with_counting_hits(analyses: list[ArticleAnalysis], tables: Tables) -> None:
    table = who_says(choose_term(tables, "capitulation"))
    hits = [h for a in analyses for h in a.hits if h.frame == "capitulation" and not h.contested]
    expected = Counter((h.voice, long_name(h.speaker_name), h.polarity) for h in hits)
    found = {
        (row["voice"], who(row), polarity): row[f"n_{polarity}"]
        for row in table.to_dict("records")
        for polarity in ("asserted", "demanded", "hypothetical", "negated", "rejected")
        if row[f"n_{polarity}"]
    }
    assert found == expected
    assert table["voice"].iloc[0] == "narrator"
    assert table["naming"].fillna("-").tolist()[-2:] == ["unnamed", "unresolved"]
    assert pd.isna(table["naming"].iloc[0])
