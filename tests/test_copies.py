"""Which texts are copies: shingles, relations, quotes, clusters, and the table."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from copy_texts import article, copies_of, prose, text_of

from analysis.copies import CopyPair, CopyText, clusters, comparing, plain_words, read_copy_text
from analysis.copies.comparing import compare_pairs
from analysis.copies.shingles import shingle
from analysis.records import Article, Zone
from analysis.tables import build_tables


def compare(*texts: CopyText) -> CopyPair:
    [pair] = compare_pairs(np.array([0]), np.array([1]), {0: 1, 1: 1}, lambda numbers: [(n, texts[n]) for n in numbers])
    return pair


def relations(*texts: CopyText) -> dict[str, str | None]:
    return {
        f"{texts[pair.first].article_id}{texts[pair.second].article_id}": pair.relation
        for pair in copies_of(texts).pairs
    }


def named(found: Mapping[int, str], names: str) -> dict[str, str]:
    return {names[number]: cluster for number, cluster in found.items()}


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
        found = copies_of([a, text_of("b", other)]).pairs
        assert [pair.relation for pair in found] == ([expected] if expected else []), name


def test_short_texts_are_compared_with_nothing() -> None:
    assert not copies_of([text_of("a", prose(59, 1)), text_of("b", prose(59, 1))]).pairs
    assert relations(text_of("a", prose(60, 1)), text_of("b", prose(60, 1))) == {"ab": "same_text"}


def test_a_statement_that_two_outlets_quote_makes_no_copy() -> None:
    statement, quoted = prose(150, 1), [range(50, 200)]
    a = text_of("a", [*prose(50, 2), *statement, *prose(50, 3)], quoted)
    b = text_of("b", [*prose(50, 4), *statement, *prose(50, 5)], quoted)
    [pair] = copies_of([a, b]).pairs
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
    [pair] = copies_of([text_of(name, words, [range(100)]) for name in "ab"]).pairs
    assert (pair.relation, pair.narration_jaccard, pair.narration_containment) == ("same_text", None, None)
    assert not pair.on_narration


def test_a_headline_runs_into_no_lead() -> None:
    assert len(shingle(CopyText("a", (tuple("abcd"), tuple("efgh")), ((False,) * 4,) * 2)).hashes) == 0


# Clusters


def test_being_a_copy_is_not_transitive() -> None:
    first, second = prose(200, 1), prose(300, 2)
    roundup = [*first[:180], *second[:280]]
    copies = copies_of([text_of("a", first), text_of("b", roundup), text_of("c", second)])
    assert {"abc"[p.first] + "abc"[p.second]: p.relation for p in copies.pairs} == {"ab": "derived", "bc": "derived"}
    assert named(copies.clusters, "abc") == {
        "b": "c1",
        "c": "c1",
    }  # the closer two; the link of a and b stays a pair of its own


def test_a_cluster_tells_its_pairs_that_share_little() -> None:
    words = prose(400, 1)
    parts = {"a": words, "b": words[:260], "c": words[220:]}
    copies = copies_of([text_of(name, part) for name, part in parts.items()])
    assert set(copies.clusters.values()) == {"c1"}
    assert {"abc"[p.first] + "abc"[p.second]: p.relation for p in copies.pairs} == {
        "ab": "derived",
        "ac": "derived",
        "bc": "shared_material" if list(copies.pairs)[2].containment >= 0.2 else None,
    }
    assert min(pair.similarity for pair in copies.pairs) == pytest.approx(36 / 176)


def test_clusters_are_numbered_in_the_order_of_the_articles() -> None:
    texts = [text_of(name, prose(100, seed)) for name, seed in (("a", 1), ("b", 2), ("c", 3), ("d", 2), ("e", 1))]
    assert named(copies_of(texts).clusters, "abcde") == {"a": "c1", "b": "c2", "d": "c2", "e": "c1"}


def test_texts_that_are_fetched_a_few_at_a_time_are_compared_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [prose(200, seed) for seed in range(4)]
    texts = [text_of(str(n), [*stories[n % 4][n:], *prose(2 * n, 9)], [range(n, 3 * n)]) for n in range(24)]
    whole = copies_of(texts)
    assert len(whole.pairs) >= 4 * 15
    monkeypatch.setattr(comparing, "IN_MEMORY", 500)
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    parts = copies_of(texts)
    assert (list(parts.pairs), parts.clusters) == (list(whole.pairs), whole.clusters)


def test_of_very_many_linked_texts_only_the_same_ones_form_clusters_and_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, third = (prose(200, seed) for seed in range(3))
    roundup = text_of("r", [*first[:150], *second[:150], *third[:150]])
    texts = [*(text_of(name, words) for words in (first, second, third) for name in "xy"), roundup]
    monkeypatch.setattr(clusters, "MOST_LINKED", 6)
    copies = copies_of(texts)
    assert copies.clusters == {0: "c1", 1: "c1", 2: "c2", 3: "c2", 4: "c3", 5: "c3"}
    assert [pair.relation for pair in copies.pairs if pair.second == 6] == ["derived"] * 6
    assert [note.split(" hang")[0] for note in copies.notes] == ["7 articles"]
    monkeypatch.setattr(clusters, "MOST_LINKED", 7)
    assert copies_of(texts).notes == ()


@pytest.mark.parametrize("seed", range(3))
def test_unrelated_articles_share_nothing(seed: int) -> None:
    """Words of a small vocabulary, so that runs of two or three come again and again."""
    rng = random.Random(seed)
    texts = [text_of(str(n), prose(rng.randint(60, 900), 1000 * seed + n)) for n in range(60)]
    copies = copies_of(texts)
    assert (list(copies.pairs), copies.clusters) == ([], {})


@pytest.mark.parametrize("texts", [[], [text_of("a", [])], [text_of("a", prose(100, 1))]])
def test_nothing_to_compare(texts: Sequence[CopyText]) -> None:
    assert list(copies_of(texts).pairs) == []


def test_the_order_of_the_articles_changes_no_similarity() -> None:
    words = prose(300, 1)
    texts = [text_of("a", words), text_of("b", words[:200]), text_of("c", [*prose(50, 9), *words[100:]])]
    values = [
        {
            frozenset((order[p.first].article_id, order[p.second].article_id)): (p.relation, p.jaccard, p.similarity)
            for p in copies_of(order).pairs
        }
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
