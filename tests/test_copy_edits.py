"""What a copy changed: alignment of words, offsets into both texts, frame terms, quotes, and the summary."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from copy_texts import article, prose

from analysis import analyze
from analysis.compare.alignment import Change, align_words
from analysis.compare.clusters import choose_references, copy_clusters
from analysis.compare.edits import compare_copies, copy_changes
from analysis.tables import Tables, build_tables

DEMO = Path(__file__).parents[1] / "data" / "articles" / "demo"
WIRE = (
    "harbour_2025-03-28_tarvik-hospital-hunger",
    "kstandard_2025-03-28_front-hoards-bread",
    "lookout_2025-03-29_wound-does-not-close",
)


@pytest.mark.parametrize(
    ("first", "other", "changes"),
    [
        ("a b c", "a b c", []),
        ("", "", []),
        ("", "a b", [("inserted", 0, 0, 0, 2)]),
        ("a b", "", [("deleted", 0, 2, 0, 0)]),
        ("a b c d e", "a b x d e", [("replaced", 2, 3, 2, 3)]),
        ("the besieged town", "the town", [("deleted", 1, 2, 1, 1)]),
        ("at the grass roots", "at the grassroots", []),
        # "of the" between two changes that are longer is chance; a longer run is kept.
        ("a b c of the d e f", "u v w of the x y z", [("replaced", 0, 8, 0, 8)]),
        (
            "a b c of the old town d e f",
            "u v w of the old town x y z",
            [("replaced", 0, 3, 0, 3), ("replaced", 7, 10, 7, 10)],
        ),
    ],
)  # fmt: skip
def test_changes_of_words(first: str, other: str, changes: list[tuple[str, int, int, int, int]]) -> None:
    assert align_words(first.split(), other.split()) == [Change(*change) for change in changes]  # type: ignore[arg-type]


def test_a_stretch_in_another_place_has_moved() -> None:
    a, moved, b = prose(40, 1), prose(12, 2), prose(30, 3)
    changes = align_words([*a, *moved, *b], [*moved, *a, *b])
    assert changes == [Change("moved", 40, 52, 0, 12)]
    cut = align_words([*a, *moved, "x", "y", *b], [*moved, *a, *b])
    assert cut == [Change("moved", 40, 52, 0, 12), Change("deleted", 52, 54, 52, 52)]
    short = align_words([*a, *moved[:5], *b], [*moved[:5], *a, *b])
    assert {change.kind for change in short} == {"inserted", "deleted"}


@pytest.mark.parametrize("seed", range(20))
def test_changes_turn_the_first_text_into_the_second(seed: int) -> None:
    rng = random.Random(seed)
    first = prose(120, seed)
    other = [word for word in first if rng.random() > 0.1]
    for _ in range(6):
        at = rng.randrange(len(other))
        other[at : at + rng.randrange(4)] = prose(rng.randrange(12), rng.randrange(999))
    if seed % 2:
        other = [*other[60:90], *other[:60], *other[90:]]
    changes = align_words(first, other)
    kept = [n for n in range(len(first)) if not any(c.start <= n < c.end for c in changes)]
    stays = [n for n in range(len(other)) if not any(c.other_start <= n < c.other_end for c in changes)]
    assert [first[n] for n in kept] == [other[n] for n in stays]
    for change in changes:
        assert (
            change.kind != "moved" or first[change.start : change.end] == other[change.other_start : change.other_end]
        )
    for side in ((c.start, c.end) for c in changes), ((c.other_start, c.other_end) for c in changes):
        taken = [n for start, end in side for n in range(start, end)]
        assert len(taken) == len(set(taken))


LEAD = "Doctors at the only working hospital in the besieged town warned on Friday that patients were dying."
REST = " ".join(prose(90, 1)).capitalize() + "."
ATE = "ate what the neighbours ate"
SAID = "“We have been told to wait, and that takes longer than we have,”"


@pytest.fixture(scope="module")
def made() -> Tables:
    first = [("headline", "Hospital warns of hunger"), ("dateline", "TARVIK —"), ("lead", LEAD), ("body", REST)]
    first += [("body", f"{SAID} he said.")]
    other = [
        ("headline", "Army accuses fighters"),
        ("lead", LEAD.replace("besieged ", "").replace("dying", "suffering")),
    ]
    other += [("boilerplate", "Subscribe."), ("body", REST), ("body", f"Its terrorists {ATE}.")]
    terms = ["besieged", "fighters", "terrorists", "dying"]
    return build_tables(
        [
            article("late", other, outlet="B", day=date(2024, 1, 3), terms=terms),  # type: ignore[arg-type]
            article("early", first, outlet="A", day=date(2024, 1, 1), terms=terms, said=[SAID]),  # type: ignore[arg-type]
        ]
    )


def test_edits_with_frame_terms_in_their_places(made: Tables) -> None:
    edits = compare_copies(made, "early", "late")
    told = edits[["part", "change", "text", "other_text", "terms_lost", "terms_gained"]].astype(object)
    assert told.where(told.notna(), "").to_numpy().tolist() == [
        ["headline", "replaced", "Hospital warns of hunger", "Army accuses fighters", "", "fighters [war]"],
        ["text", "deleted", "besieged", "", "besieged [war]", ""],
        ["text", "replaced", "dying", "suffering", "dying [war]", ""],
        ["text", "replaced", f"{SAID[1:]} he said", f"Its terrorists {ATE}", "", "terrorists [war]"],
    ]


def test_offsets_point_into_both_untouched_texts(made: Tables) -> None:
    texts = made.articles.set_index("article_id")["text"]
    for pair in (("early", "late"), ("late", "early")):
        for edit in compare_copies(made, *pair).itertuples(index=False):
            assert texts[pair[0]][edit.start : edit.end] == ("" if pd.isna(edit.text) else edit.text)
            assert texts[pair[1]][edit.other_start : edit.other_end] == (
                "" if pd.isna(edit.other_text) else edit.other_text
            )


def test_the_summary_counts_words_terms_and_quotes(made: Tables) -> None:
    [row] = copy_changes(made).itertuples(index=False)
    assert (row.copy_cluster, row.reference_id, row.article_id) == ("c1", "early", "late")
    assert (row.outlet, row.days_later) == ("B", 2)
    assert row.n_kept + row.n_moved + row.n_replaced + row.n_deleted == row.n_reference_words
    assert row.n_kept + row.n_moved + row.n_new == row.n_words
    assert (row.n_deleted, row.n_new, row.n_edits) == (1, 3 + 1 + 7, 4)
    assert row.kept_share == pytest.approx(row.n_kept / row.n_reference_words)
    assert not row.same_headline
    assert (row.terms_lost, row.terms_gained) == ("besieged [war]; dying [war]", "fighters [war]; terrorists [war]")
    assert (row.n_quotes_lost, row.speakers_lost, row.n_quotes_gained) == (1, "Ada Lund", 0)
    assert pd.isna(row.speakers_gained)


def test_the_reference_is_the_earliest_then_the_longest_or_chosen(made: Tables) -> None:
    assert choose_references(made) == {"c1": "early"}
    body = prose(100, 5)
    same_day = [article(n, [("body", " ".join(body[:k]))], day=date(2024, 1, 1)) for n, k in (("s", 90), ("l", 100))]
    undated = article("u", [("body", " ".join([*body, "more"]))])
    assert choose_references(build_tables([undated, *same_day])) == {"c1": "l"}
    [row] = copy_changes(made, {"c1": "late"}).itertuples(index=False)
    assert (row.reference_id, row.article_id, row.days_later, row.n_quotes_gained) == ("late", "early", -2, 1)
    with pytest.raises(ValueError, match="'nobody' is not in the cluster 'c1'"):
        copy_changes(made, {"c1": "nobody"})
    with pytest.raises(ValueError, match="no article 'nobody'"):
        compare_copies(made, "early", "nobody")


def test_clusters_tell_outlets_dates_and_least_similarity(made: Tables) -> None:
    [row] = copy_clusters(made).itertuples(index=False)
    assert (row.n_articles, row.n_outlets, row.outlets, row.n_days) == (2, 2, "A; B", 2)
    assert (row.first, row.last) == (pd.Timestamp(2024, 1, 1), pd.Timestamp(2024, 1, 3))
    assert row.least_similarity == made.copies["similarity"].min()
    assert (row.reference_id, row.headline) == ("early", "Hospital warns of hunger")


def test_without_copies_the_tables_have_their_columns(no_articles: Tables) -> None:
    assert copy_clusters(no_articles).empty
    assert copy_changes(no_articles).empty
    bare = build_tables([article("a", []), article("b", [("headline", "Only a headline")])])
    [edit] = compare_copies(bare, "b", "a").itertuples(index=False)
    assert (edit.change, edit.text, edit.other_start, edit.other_end) == ("deleted", "Only a headline", 0, 0)


@pytest.fixture(scope="module")
def wire() -> Tables:
    """The wire story of the sample corpus with three other articles."""
    others = ("ansevoice_2025-03-20_bread-line", "harbour_2025-03-20_corridor", "harbour_2025-03-27_voluntary-question")
    files = [path for path in sorted(DEMO.iterdir()) if path.stem in {*WIRE, *others}]
    assert len(files) == 6
    return analyze([*files, DEMO / "metadata.csv"])


def test_the_wire_story_of_the_sample_corpus_is_one_cluster(wire: Tables) -> None:
    clusters = wire.articles.set_index("article_id")["copy_cluster"].dropna()
    assert dict(clusters) == dict.fromkeys(WIRE, "c1")
    assert len(wire.copies) == 3
    assert wire.copies["similarity"].min() > 0.8


def test_the_edits_of_the_wire_story_are_shown(wire: Tables) -> None:
    edits = compare_copies(wire, WIRE[0], WIRE[1])
    replaced = edits[edits["change"] == "replaced"][["text", "other_text"]].to_numpy().tolist()
    for pair in (["displacement", "relocation"], ["said", "claimed"], ["fighters", "terrorists"]):
        assert pair in replaced
    assert "besieged" in edits.loc[edits["change"] == "deleted", "text"].tolist()
    changes = copy_changes(wire).set_index("article_id")
    assert "terrorists [armed_actors] ×2" in changes.loc[WIRE[1], "terms_gained"]
    assert "Dorte Ravn" in changes.loc[WIRE[2], "speakers_gained"]
    assert "Samuel Brandt" in changes.loc[WIRE[1], "speakers_lost"]
