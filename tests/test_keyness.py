"""Which words set selections apart: choosing them, counting them, testing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from test_concordance import analysis_of, quote

from analysis.compare.keyness import Comparison, Words, compare, key_examples, keyness, prior_sensitivity
from analysis.compare.selections import Selection, SelectionError, choose, choose_two, read_selection, weeks_of
from analysis.compare.vocabulary import are_names, find_terms
from analysis.measures import TextIndex, concordance
from analysis.records import ArticleAnalysis
from analysis.tables import Tables, build_tables

MONDAY = date(2024, 5, 6)
LOOSE = Words(least_articles=1)


def articles_of(
    n: int, text: Sequence[str], outlet: str, *, name: str = "", day: date | None = None
) -> list[ArticleAnalysis]:
    return [analysis_of(f"{name or outlet}{i}", text, outlet=outlet, day=day) for i in range(n)]


@pytest.fixture(scope="module")
def small() -> Tables:
    told = "The mayor said the siege will end."
    spans = (quote("a", 1, (15, 33), "Ada Marlow"),)
    return build_tables([
        analysis_of("a", (told, "Troops left."), spans, outlet="Harbour Courier", day=MONDAY),
        analysis_of("b", ("Snow fell on the siege.",), outlet="Daily Lookout", day=MONDAY + timedelta(days=6)),
        analysis_of("c", ("Nothing moved.",), outlet="Daily Ledger", day=None),
    ])  # fmt: skip


def words_in(tables: Tables, selection: Selection) -> list[str]:
    index = TextIndex(tables)
    return [index.forms[i] for i in np.flatnonzero(choose(index, selection)[1]) if index.forms[i].isalnum()]


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        (["outlet=harbour"], "the mayor said the siege will end troops left"),
        (["outlet=Harbour Courier", "voice=narrator"], "the mayor said troops left"),
        (["voice=quoted"], "the siege will end"),
        (["speaker=marlow"], "the siege will end"),
        (["week=2024-05-08", "voice=narrator"], "the mayor said troops left snow fell on the siege"),
        (["week=2024-W19", "voice=narrator"], "the mayor said troops left snow fell on the siege"),
        (["to=2024-05-11"], "the mayor said the siege will end troops left"),
        (["article=c", "article=b"], "snow fell on the siege nothing moved"),
        (["zone=body", "outlet=Ledger"], "nothing moved"),
    ],
)
def test_selections(small: Tables, criteria: list[str], words: str) -> None:
    assert words_in(small, read_selection(criteria)) == words.split()


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        (["outlet=Harbor Courier"], "there is Harbour Courier"),
        (["outlet=daily"], "may be Daily Ledger, Daily Lookout"),
        (["speaker=Nobody"], "there is Ada Marlow"),
        (["voice=loud"], "there is narrator, quoted"),
        (["zone=foot"], "there is headline, lead, body"),
        (["article=z"], "there is a, b, c"),
        (["from=2025-01-01"], "they are from 2024-05-06 to 2024-05-12"),
        (["from=2024-05-08", "to=2024-05-07"], "ends before it starts"),
        (["from=8 May"], "write it as"),
        (["colour=red"], "outlet, speaker, voice"),
        (["outlet"], "key=value"),
        (["outlet=a", "outlet=b"], "twice"),
        (["week=2024-W19", "from=2024-05-08"], "either a week or days"),
        (["speaker=Marlow", "outlet=Lookout"], "not together"),
    ],
)
def test_what_cannot_be_selected_is_told(small: Tables, criteria: list[str], message: str) -> None:
    with pytest.raises(SelectionError, match=message):
        choose(TextIndex(small), read_selection(criteria))


def test_two_selections_share_no_word(small: Tables) -> None:
    index = TextIndex(small)
    with pytest.raises(SelectionError, match=r"share 11 words and marks of 1 articles \(a\)"):
        choose_two(index, Selection(outlet="Harbour"), Selection(end=MONDAY))
    (target, ours), (rest, others) = choose_two(index, Selection(outlet="harbour"), None, Selection(voice="narrator"))
    assert (target.name, rest.name) == ("Harbour Courier", "the rest")
    assert not (ours & others).any()
    assert (ours | others).sum() == len(index.forms) - 4
    with pytest.raises(SelectionError, match="holds no word within “quoted”"):
        choose_two(index, Selection(outlet="Lookout"), None, Selection(voice="quoted"))
    with pytest.raises(SelectionError, match="holds no word"):
        choose_two(index, Selection())


def test_weeks_begin_on_monday(small: Tables) -> None:
    assert weeks_of(TextIndex(small)).tolist() == [(MONDAY - date(1970, 1, 1)).days] * 2 + [-1]


def test_counts_and_quotes_left_out(small: Tables) -> None:
    def row(within: Selection | None, term: str) -> pd.Series:
        table = keyness(small, Selection(outlet="Lookout"), within=within, words=LOOSE)
        return table.set_index("term").loc[term]

    siege = row(None, "siege")
    assert siege[["n_target", "n_reference", "n_articles_reference"]].tolist() == [1, 1, 1]
    assert siege[["words_target", "words_reference", "of_articles_reference"]].tolist() == [5, 11, 2]
    assert siege["rate_target"] == 200
    alone = row(Selection(voice="narrator"), "siege")
    assert alone[["n_target", "n_reference", "words_reference"]].tolist() == [1, 0, 7]
    assert alone["more_in"] == "target"


def test_function_words_and_numbers_on_demand(small: Tables) -> None:
    target = Selection(outlet="Lookout")
    assert "the" not in set(keyness(small, target, words=LOOSE)["term"])
    assert "the" in set(keyness(small, target, words=replace(LOOSE, function_words=True))["term"])


def test_small_groups_are_described_only(small: Tables) -> None:
    table = keyness(small, Selection(outlet="Lookout"), words=LOOSE)
    assert table["p"].isna().all()
    assert table["q"].isna().all()
    assert (table["n_tested"] == 0).all()


@pytest.fixture(scope="module")
def many() -> Tables:
    """Sixty articles of one way of writing, in five weeks; a word is planted in the Courier's, every second one."""
    rng = np.random.default_rng(5)
    vocabulary = [f"{a}{b}" for a in ("tal", "mor", "sen", "vik", "dar") for b in ("an", "ek", "il", "os", "um", "et")]
    made = []
    for i in range(60):
        own = rng.choice(vocabulary, 12, replace=False)
        words = rng.choice(own, int(rng.integers(40, 160))).tolist()
        if i % 2 and i % 3:
            words[::25] = ["hostage"] * len(words[::25])
        outlet = "Courier" if i % 2 else "Ledger"
        made.append(analysis_of(f"a{i}", (" ".join(words) + ".",), outlet=outlet, day=MONDAY + timedelta(days=i // 2)))
    return build_tables(made)


def test_a_planted_word_is_found(many: Tables) -> None:
    table = keyness(many, Selection(outlet="Courier"))
    found = table[table["q"] < 0.05]
    assert found["term"].tolist() == ["hostage"]
    assert table["term"].iloc[0] == "hostage"
    assert table["n_tested"].max() == 31
    assert (table["p"].dropna() > 0).all()
    assert found["log_ratio_conservative"].iloc[0] > 1


def test_the_same_seed_gives_the_same_table(many: Tables) -> None:
    pd.testing.assert_frame_equal(*(keyness(many, Selection(outlet="Courier")) for _ in range(2)))


def test_random_halves_do_not_differ(many: Tables) -> None:
    index = TextIndex(many)
    ids = many.articles["article_id"].tolist()
    n_with = 0
    for seed in range(20):
        half = frozenset(np.random.default_rng(seed).permutation(ids)[:30].tolist())
        table = keyness(index, Selection(article_ids=half), seed=seed, n_exchanges=999)
        n_with += bool((table["q"] < 0.05).any())
    assert n_with <= 3


def test_time_is_not_held_constant_where_it_is_compared(many: Tables) -> None:
    weeks = keyness(many, read_selection(["to=2024-05-19"]))
    assert (weeks["n_tested"] > 0).all()
    # Outlets that never share a week cannot be told from weeks.
    apart = many.articles.assign(date=many.articles["date"].where(many.articles["outlet"] == "Courier"))
    assert (keyness(replace(many, articles=apart), Selection(outlet="Courier"))["n_tested"] == 0).all()


def test_voices_are_compared_within_articles() -> None:
    made = [
        analysis_of(f"a{i}", ("He said famine looms near.", "Snow fell on roofs."), (quote(f"a{i}", 1, (8, 25), "A"),))
        for i in range(12)
    ]
    table = keyness(build_tables(made), Selection(voice="quoted"), Selection(voice="narrator"))
    famine = table.set_index("term").loc["famine"]
    assert famine["n_articles_target"] == 12
    assert famine["p"] < 0.01


def test_the_prior_moves_ranks_and_this_is_told(many: Tables) -> None:
    target = Selection(outlet="Courier")
    table = keyness(many, target, prior=50)
    assert table["prior"].unique().tolist() == [50]
    told = prior_sensitivity(table, n=5)
    assert told["prior"].tolist() == [5, 50, 500]
    assert told.loc[told["prior"] == 50, "n_same"].item() == 5
    smaller = keyness(many, target, prior=5).set_index("term")["log_odds_z"]
    assert table.set_index("term")["log_odds_z_tenth"].to_dict() == pytest.approx(smaller.to_dict())
    assert prior_sensitivity(table.head(0))["n_first"].tolist() == [0, 0, 0]


MULTIWORDS = (
    "The prime minister of Veldria spoke.",
    "Prime Minister, of all people, left.",
    "The interior ministry's truce held. The cease-fire held.",
    "A cease fire in the north - held.",
    "They use weapons of mass destruction.",
)


def test_multiwords() -> None:
    tables = build_tables(articles_of(3, MULTIWORDS, "Courier"))
    index = TextIndex(tables)
    group = np.zeros(len(index.forms), dtype=np.int64)
    found = find_terms(index, group, "multiword", least_articles=3)
    counts = dict(zip(found.terms, np.bincount(found.term).tolist(), strict=True))
    assert counts["prime minister"] == 6  # half of it stands alone, so that it is no mere part
    assert counts["prime minister of veldria"] == 3
    assert counts["cease fire"] == 6
    assert counts["weapons of mass destruction"] == 3
    parts = {"mass destruction", "weapons of mass", "minister of veldria", "interior ministry", "ministry's truce"}
    assert not parts & set(counts)
    assert "interior ministry's truce" in counts
    assert "north held" not in counts
    assert not any("people left" in term for term in counts)


def test_multiwords_do_not_cross_into_the_other_selection() -> None:
    made = [analysis_of("a", ("Troops said heavy rain fell.",), (quote("a", 1, (12, 22), "A"),))]
    tables = build_tables(made)
    table = keyness(tables, Selection(voice="quoted"), words=Words("multiword", least_articles=1))
    assert set(table["term"]) == {"troops said", "heavy rain"}


def test_names_are_told_by_most_of_their_places_outside_headlines() -> None:
    made = [
        replace(analysis_of("a", ("Webb met Webb.", "A rose rose.")), lemmas=("Webb meet Webb .", "a rose rise .")),
        replace(analysis_of("b", ("Rose left Webb.",)), lemmas=("Rose leave Webb .",)),
    ]
    index = TextIndex(build_tables(made))
    found = find_terms(index, np.zeros(len(index.forms), dtype=np.int64), "word")
    names = dict(zip(found.terms, are_names(index, found).tolist(), strict=True))
    assert names == {"webb": True, "met": False, "rose": False, "left": False}
    table = keyness(index, Selection(article_ids=frozenset("a")), words=Words("lemma", names=False, least_articles=1))
    assert set(table["term"]) == {"meet", "rose", "rise", "leave"}


def test_unknown_unit(small: Tables) -> None:
    with pytest.raises(ValueError, match="there are word, lemma, multiword"):
        keyness(small, Selection(outlet="Lookout"), words=Words("letter"))  # type: ignore[arg-type]


def test_examples_stand_on_the_side_that_has_more(small: Tables) -> None:
    comparison = Comparison(Selection(outlet="Lookout"), within=Selection(voice="narrator"), words=LOOSE)
    table = compare(small, comparison)
    lines = concordance(small, key_examples(small, table, comparison))
    assert lines["keyword"].str.lower().tolist() == table["term"].tolist()
    assert lines.loc[(table["more_in"] == "target").to_numpy(), "outlet"].unique().tolist() == ["Daily Lookout"]
