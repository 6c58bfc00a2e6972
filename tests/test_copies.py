"""Which texts are copies: shingles, relations, quotes, clusters, and the table."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest
from copy_texts import article, prose, text_of

from analysis.copies import CopyPair, CopyText, find_copies, plain_words, read_copy_text
from analysis.copies.pairs import compare_pair
from analysis.copies.shingles import shingle
from analysis.records import Article, Zone
from analysis.tables import build_tables


def compare(*texts: CopyText) -> CopyPair:
    return compare_pair(shingle(texts), (texts[0].article_id, texts[1].article_id), 0, 1)


def relations(*texts: CopyText) -> dict[str, str | None]:
    return {f"{pair.article_id}{pair.other_id}": pair.relation for pair in find_copies(texts).pairs}


# Words


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("“Cease-fire”, he SAID.", ["ceasefire", "he", "said"]),
        ("Tarvik’s Tarvik's", ["tarviks", "tarviks"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("—…!", []),
        ("", []),
    ],
)
def test_words_without_case_and_punctuation(text: str, forms: list[str]) -> None:
    assert [word.form for word in plain_words(text)] == forms


def test_offsets_of_words_point_into_the_text() -> None:
    text = "He said: “the well-known ‘plan’” — 60,000."
    assert [text[word.start : word.end] for word in plain_words(text, 3)] == [
        *("said", "the", "well-known", "plan", "60", "000")
    ]


def test_only_headline_lead_and_body_are_read_and_the_headline_apart() -> None:
    blocks = [("headline", "Bread is short"), ("dateline", "TARVIK (Northern Wire) —"), ("lead", "Doctors warned.")]
    blocks += [("boilerplate", "Subscribe now."), ("body", "“No flour,” he said.")]
    made = article("a", blocks, said=["“No flour,”"])  # type: ignore[arg-type]
    read = read_copy_text(made.article, [span for quote in made.quotes for span in quote.content_spans])
    assert read.parts == (("bread", "is", "short"), ("doctors", "warned", "no", "flour", "he", "said"))
    assert read.quoted[1] == (False, False, True, True, False, False)
    assert not any(map(any, read_copy_text(made.article).quoted))


def test_quotes_that_overlap() -> None:
    text = "one two three four five six"
    made = Article("a", text, (Zone("body", 0, len(text)),))
    assert read_copy_text(made, [(8, 13), (4, 18)]).quoted[1] == (False, True, True, True, False, False)


# Two texts


def test_an_inserted_phrase_in_a_single_sentence() -> None:
    """The methods' vector: 19 and 21 runs of five, 16 of them shared."""
    text = "The army said on Friday that residents of the besieged town were free to leave through a corridor which it "
    sentence = f"{text} opened last week".split()
    pair = compare(text_of("a", sentence), text_of("b", [*sentence[:3], "again", "firmly", *sentence[3:]]))
    assert len(sentence) == 23
    assert (pair.n_shared, round(pair.jaccard, 3), round(pair.containment, 3)) == (16, 0.667, 0.842)


def test_relations_of_edited_and_cut_texts() -> None:
    words = prose(300, 1)
    edited = [*words]
    edited[50] = edited[150] = edited[250] = "changed"
    within = [*prose(400, 2), *words[:150], *prose(200, 3)]
    a_fifth = [*words[:80], *prose(220, 4)]
    a_tenth = [*words[:30], *prose(270, 5)]
    a = text_of("a", words)
    for name, other, expected in [
        ("same", words, "same_text"),
        ("edited", edited, "same_text"),
        ("cut", words[:120], "derived"),
        ("within", within, "shared_material"),  # .49 of the runs of the shorter text
        ("longer", [*prose(900, 6), *words], "derived"),
        ("a fifth", a_fifth, "shared_material"),
        ("a tenth", a_tenth, None),
        ("other", prose(300, 7), None),
    ]:
        found = find_copies([a, text_of("b", other)]).pairs
        assert [pair.relation for pair in found] == ([expected] if expected else []), name


def test_short_texts_are_compared_with_nothing() -> None:
    assert not find_copies([text_of("a", prose(59, 1)), text_of("b", prose(59, 1))]).pairs
    assert relations(text_of("a", prose(60, 1)), text_of("b", prose(60, 1))) == {"ab": "same_text"}


def test_a_statement_that_two_outlets_quote_makes_no_copy() -> None:
    statement, quoted = prose(150, 1), [range(50, 200)]
    a = text_of("a", [*prose(50, 2), *statement, *prose(50, 3)], quoted)
    b = text_of("b", [*prose(50, 4), *statement, *prose(50, 5)], quoted)
    [pair] = find_copies([a, b]).pairs
    assert pair.containment > 0.5
    assert (pair.relation, pair.narration_containment, pair.on_narration) == ("shared_material", 0, True)
    missed = text_of("b", b.parts[1])  # the quote was found in one of the two only
    assert relations(a, missed) == {"ab": "shared_material"}
    assert relations(text_of("a", a.parts[1]), missed) == {"ab": "derived"}


def test_where_little_narration_remains_only_the_same_text_is_a_copy() -> None:
    statement = prose(150, 1)
    a = text_of("a", [*prose(20, 2), *statement], [range(20, 170)])
    b = text_of("b", [*prose(20, 4), *statement[:90]], [range(20, 110)])
    assert relations(a, b) == {"ab": "shared_material"}
    again = text_of("c", a.parts[1], [range(20, 170)])
    assert relations(a, again) == {"ac": "same_text"}


def test_a_text_that_is_all_quote_has_no_narration() -> None:
    words = prose(100, 1)
    [pair] = find_copies([text_of(name, words, [range(100)]) for name in "ab"]).pairs
    assert (pair.relation, pair.narration_jaccard, pair.narration_containment) == ("same_text", None, None)
    assert not pair.on_narration


def test_a_headline_runs_into_no_lead() -> None:
    assert [len(ids) for ids in shingle([CopyText("a", (tuple("abcd"), tuple("efgh")), ((False,) * 4,) * 2)]).sets] == [
        0
    ]


# Clusters


def test_being_a_copy_is_not_transitive() -> None:
    first, second = prose(200, 1), prose(300, 2)
    roundup = [*first[:180], *second[:280]]
    copies = find_copies([text_of("a", first), text_of("b", roundup), text_of("c", second)])
    assert {f"{p.article_id}{p.other_id}": p.relation for p in copies.pairs} == {"ab": "derived", "bc": "derived"}
    assert copies.clusters == {"b": "c1", "c": "c1"}  # the closer two; the link of a and b stays a pair of its own
    assert [copies.cluster_of(pair) for pair in copies.pairs] == [None, "c1"]


def test_a_cluster_tells_its_pairs_that_share_little() -> None:
    words = prose(400, 1)
    parts = {"a": words, "b": words[:260], "c": words[220:]}
    copies = find_copies([text_of(name, part) for name, part in parts.items()])
    assert set(copies.clusters.values()) == {"c1"}
    assert {f"{p.article_id}{p.other_id}": p.relation for p in copies.pairs} == {
        "ab": "derived",
        "ac": "derived",
        "bc": "shared_material" if copies.pairs[2].containment >= 0.2 else None,
    }
    assert min(pair.similarity for pair in copies.pairs) == pytest.approx(36 / 176)


def test_clusters_are_numbered_in_the_order_of_the_articles() -> None:
    texts = [text_of(name, prose(100, seed)) for name, seed in (("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1))]
    assert find_copies(texts).clusters == {"a": "c1", "b": "c2", "d": "c2", "e": "c1"}


@pytest.mark.parametrize("seed", range(3))
def test_unrelated_articles_share_nothing(seed: int) -> None:
    """Words of a small vocabulary, so that runs of two or three come again and again."""
    rng = random.Random(seed)
    texts = [text_of(str(n), prose(rng.randint(60, 900), 1000 * seed + n)) for n in range(60)]
    copies = find_copies(texts)
    assert (copies.pairs, copies.clusters) == ((), {})


@pytest.mark.parametrize("texts", [[], [text_of("a", [])], [text_of("a", prose(100, 1))]])
def test_nothing_to_compare(texts: Sequence[CopyText]) -> None:
    assert find_copies(texts).pairs == ()


def test_the_order_of_the_articles_changes_no_similarity() -> None:
    words = prose(300, 1)
    texts = [text_of("a", words), text_of("b", words[:200]), text_of("c", [*prose(50, 9), *words[100:]])]
    values = [
        {frozenset((p.article_id, p.other_id)): (p.relation, p.jaccard, p.similarity) for p in find_copies(order).pairs}
        for order in (texts, texts[::-1])
    ]
    assert values[0] == values[1]


# The table


def test_the_tables_tell_copies_and_the_days_between() -> None:
    words = " ".join(prose(100, 1))
    days = [date(2024, 1, 1), date(2024, 4, 1), None]
    made = [article(f"a{n}", [("body", words)], day=day) for n, day in enumerate(days)]
    tables = build_tables([*made, article("other", [("body", " ".join(prose(100, 2)))])])
    assert tables.articles["copy_cluster"].fillna("").tolist() == ["c1", "c1", "c1", ""]
    copies = tables.copies
    assert copies[["article_id", "other_id"]].to_numpy().tolist() == [["a0", "a1"], ["a0", "a2"], ["a1", "a2"]]
    assert copies["days_apart"].fillna(-1).tolist() == [91, -1, -1]
    assert set(copies["relation"]) == {"same_text"}
    assert set(copies["copy_cluster"]) == {"c1"}


def test_tables_without_copies() -> None:
    tables = build_tables([article("a", [("body", "Few words.")])])
    assert tables.copies.empty
    assert pd.isna(tables.articles["copy_cluster"].iloc[0])
