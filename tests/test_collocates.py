from __future__ import annotations

from collections import Counter
from math import log, log2, sqrt
from time import perf_counter

import pandas as pd
import pytest
from test_concordance import analysis_of, quote

from analysis.charts.collocates import draw_collocates, plot_collocates
from analysis.charts.drawing import NothingToDrawError, Request
from analysis.checked_yaml import CheckedFileError
from analysis.function_words import FILE, read_function_words
from analysis.measures import TextIndex, Window, choose_term, collocates, concordance, measure_association
from analysis.measures.collocates import LEAST_ARTICLES
from analysis.tables import Tables, build_tables


def test_reference_values() -> None:
    """O=30, f1=200, f2=500, N=100,000 and ten slots, computed by hand elsewhere."""
    found = measure_association(30, 200, 500, 100_000, slots=10)
    assert found._asdict() == pytest.approx(
        {
            **{"n_expected": 10, "log_dice": 10.4557, "mi": 1.585},
            **{"log_likelihood": 26.9502, "t_score": 3.6515, "npmi": 0.1354},
        },
        abs=5e-5,
    )


@pytest.mark.parametrize("counts", [(7, 20, 31, 900, 4.5), (1, 3, 1, 50, 2.0), (2, 90, 40, 4000, 10.0)])
def test_measures_against_their_formulas(counts: tuple[int, int, int, int, float]) -> None:
    o, f1, f2, n, s = counts
    r = f1 * s
    e = r * f2 / n
    cells = [(o, e), (r - o, r - e), (f2 - o, f2 - e), (n - r - f2 + o, n - r - f2 + e)]
    g2 = 2 * sum(a * log(a / b) for a, b in cells if a > 0)
    expected = (e, 14 + log2(2 * o / (f1 + f2)), log2(o / e), g2, (o - e) / sqrt(o), log2(o / e) / -log2(o / n))
    assert tuple(measure_association(o, f1, f2, n, slots=s)) == pytest.approx(expected, rel=1e-6)


def test_words_that_only_stand_together_have_the_highest_log_dice_and_npmi() -> None:
    found = measure_association(8, 8, 8, 1000)
    assert found.log_dice == 14
    assert found.npmi == pytest.approx(1)


@pytest.mark.parametrize("counts", [(0, 5, 5, 100), (6, 5, 9, 100), (6, 9, 5, 100), (1, 60, 60, 100)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="no counts can be so"):
        measure_association(*counts)


# Windows


def beside(text_or_sentences: str | list[str], span: int = 2, **choices: object) -> dict[str, int]:
    sentences = [text_or_sentences] if isinstance(text_or_sentences, str) else text_or_sentences
    tables = build_tables([analysis_of("a", sentences)])
    table = collocates(tables, "truce", window=Window(span), least_articles=1, **choices)  # type: ignore[arg-type]
    return dict(zip(table["collocate"], table["n_together"], strict=True))


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ("one red hot truce talk ends now", {"red": 1, "hot": 1, "talk": 1, "ends": 1}),
        ("hot, “truce”: talk", {"hot": 1, "talk": 1}),
        (["Peace came.", "Truce holds.", "Nobody wins."], {"holds": 1}),
        ("truce hot truce", {"hot": 1}),
        ("truce truce hot", {"hot": 1}),
        ("hot day truce hot", {"hot": 2, "day": 1}),
        ("the truce of 45 days", {}),
        ("cease-fire truce won't hold", {"cease": 1, "fire": 1}),
    ],
)
def test_what_counts_as_beside(sentences: str | list[str], expected: dict[str, int]) -> None:
    assert beside(sentences) == expected


def test_all_words_on_request() -> None:
    assert beside("the truce of 45 days", content_words=False) == {"the": 1, "of": 1, "45": 1}


def test_forms_of_a_stem_count_together() -> None:
    assert beside("talks truce talk talks", span=3, stems=True) == {"talks / talk": 3}


def test_counts_leave_out_the_term_itself() -> None:
    tables = build_tables([analysis_of("a", ["peace deal holds", "no peace deal", "peace at last", "a deal"])])
    table = collocates(tables, "peace deal", least_articles=1).set_index("collocate")
    assert table.loc["holds", ["n_node", "n_collocate", "n_words"]].tolist() == [2, 1, 7]
    lone = collocates(tables, "holds", least_articles=1).set_index("collocate")
    assert lone.loc["deal", ["n_node", "n_collocate", "n_words"]].tolist() == [1, 3, 10]
    assert lone.loc["deal", "n_expected"] == pytest.approx(2 * 3 / 10)


def test_a_word_of_one_article_is_left_out() -> None:
    analyses = [analysis_of(name, ["hot truce", "old truce"] if name == "a" else ["old truce"]) for name in "abc"]
    tables = build_tables(analyses)
    assert collocates(tables, "truce")["collocate"].tolist() == ["old"]
    every = collocates(tables, "truce", least_articles=1)
    assert dict(zip(every["collocate"], every["n_articles"], strict=True)) == {"old": LEAST_ARTICLES, "hot": 1}


# Voices and outlets

VOICED = "Old truce, she said, a new truce comes soon, whatever old men want."
START, END = VOICED.index("a new"), VOICED.index(", whatever")


@pytest.fixture(scope="module")
def voiced() -> Tables:
    said = [analysis_of(name, [VOICED], (quote(name, 1, (START, END), "Ada Lund"),), outlet=name) for name in "abc"]
    return build_tables(said)


def test_windows_stop_where_a_quote_begins_or_ends(voiced: Tables) -> None:
    across = collocates(voiced, "truce")
    within = collocates(voiced, "truce", window=Window(cross_quotes=False))
    assert set(across["collocate"]) == {"old", "new", "comes", "soon", "said", "men"}
    assert set(within["collocate"]) == {"old", "said", "new", "comes", "soon"}
    assert across.set_index("collocate").loc["old", "n_together"] == 6
    assert within.set_index("collocate").loc["old", "n_together"] == 3


def test_by_voice_each_has_its_own_words(voiced: Tables) -> None:
    table = collocates(voiced, "truce", by="voice")
    words = {voice: set(rows["collocate"]) for voice, rows in table.groupby("voice")}
    assert words == {"narrator": {"old", "said"}, "quoted": {"new", "comes", "soon"}}
    assert table.groupby("voice")["n_node"].unique().map(list).to_dict() == {"narrator": [3], "quoted": [3]}
    assert table.groupby("voice")["n_words"].first().to_dict() == {"narrator": 3 * 7, "quoted": 3 * 4}


def test_the_voices_add_up(tables: Tables) -> None:
    index, hits = TextIndex(tables), choose_term(tables, "capitulation").hits
    both = collocates(index, hits, window=Window(cross_quotes=False), least_articles=1)
    parts = collocates(index, hits, by="voice", least_articles=1)
    for column in ("n_together", "n_collocate"):
        sums = parts.groupby("collocate")[column].sum()
        whole = both.set_index("collocate")[column]
        assert (sums.reindex(whole.index) <= whole).all()
        if column == "n_together":
            assert (sums.reindex(whole.index) == whole).all()


def test_counts_are_those_of_a_plain_loop(tables: Tables) -> None:
    """The same definition, written word by word, with the words of the index."""
    index, hits = TextIndex(tables), choose_term(tables, "law").hits
    words = [i for i, form in enumerate(index.forms) if form[0].isalnum() or form[-1].isalnum()]
    ids, quoted = tables.articles["article_id"].tolist(), index.quotes_of_tokens()
    spans = set(zip(hits["article_id"], hits["start"], hits["end"], strict=True))
    inside = [any(a == ids[index.article_of[i]] and s <= index.starts[i] < e for a, s, e in spans) for i in words]
    places = list(zip(words, inside, strict=True))
    together: Counter[tuple[str, str]] = Counter()
    for at, (i, of_node) in enumerate(places):
        near = [
            step
            for step in range(-5, 6)
            if 0 <= at + step < len(places)
            and places[at + step][1]
            and all(
                index.sentence_of[places[k][0]] == index.sentence_of[i] and quoted[places[k][0]] == quoted[i]
                for k in range(min(at, at + step), max(at, at + step) + 1)
            )
        ]
        if near and not of_node:
            together["quoted" if quoted[i] >= 0 else "narrator", index.forms[i]] += 1
    table = collocates(index, hits, by="voice", least_articles=1, content_words=False)
    found = dict(zip(zip(table["voice"], table["collocate"], strict=True), table["n_together"], strict=True))
    assert found == dict(together)
    assert len({voice for voice, _ in found}) == 2


def test_by_outlet(voiced: Tables) -> None:
    table = collocates(voiced, "truce", by="outlet", least_articles=1)
    assert table["outlet"].unique().tolist() == ["a", "b", "c"]
    assert (table["n_articles"] == 1).all()
    with pytest.raises(ValueError, match="no comparison by 'week'"):
        collocates(voiced, "truce", by="week")  # type: ignore[arg-type]


def test_intervals_hold_the_value_and_need_ten_articles(tables: Tables, voiced: Tables) -> None:
    hits = choose_term(tables, "capitulation").hits
    table = collocates(tables, hits, intervals_for=["spoke", "winter"]).set_index("collocate")
    for word in ("spoke", "winter"):
        low, value, high = table.loc[word, ["log_dice_low", "log_dice", "log_dice_high"]]
        assert value - 1 < low < value < high < value + 1
    assert table.drop(["spoke", "winter"])["log_dice_low"].isna().all()
    assert collocates(voiced, "truce", intervals_for=["new"])["log_dice_high"].isna().all()


def test_nothing_beside_gives_an_empty_table(tables: Tables, no_articles: Tables) -> None:
    for table in (collocates(tables, "nowhere"), collocates(no_articles, "truce", by="outlet")):
        assert table.empty
        assert "log_dice" in table


def test_a_user_can_change_the_function_words(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "function_words.yaml"  # type: ignore[operator]
    path.write_text(FILE.read_text(encoding="utf-8").replace("articles:", "article:"), encoding="utf-8")
    with pytest.raises(CheckedFileError, match="unknown key 'article'"):
        read_function_words(path)
    assert all(word == word.lower() for word in read_function_words())


def test_a_query_is_quick_once_the_words_are_indexed(tables: Tables) -> None:
    index = TextIndex(tables)
    start = perf_counter()
    assert len(concordance(index, "the")) > 500
    assert len(collocates(index, "two sides"))
    assert perf_counter() - start < 2


# The figure


def test_each_voice_has_a_dot_where_three_articles_carry_it(tables: Tables) -> None:
    drawing = draw_collocates(tables, Request(term="capitulation"))
    ax = drawing.figure.axes[0]
    numbers = drawing.numbers
    names = [label.get_text() for label in ax.get_yticklabels()]
    dots = {line.get_label(): line.get_xdata().tolist() for line in ax.lines}
    for voice in ("narrator", "quoted"):
        own = numbers[(numbers["voice"] == voice) & (numbers["n_articles"] >= LEAST_ARTICLES)]
        own = own[own["collocate"].isin(names)]
        assert dots.get(voice, []) == pytest.approx(own["log_dice"].tolist())
        assert own["log_dice_high"].notna().all()
    both = numbers[numbers["voice"] == "both"]
    assert names == both["collocate"].head(len(names)).tolist()
    assert both["log_dice"].is_monotonic_decreasing
    hits = choose_term(tables, "capitulation").hits
    assert f"n = {len(hits):,} occurrences" in drawing.caption
    assert names[0] in drawing.alt


def test_counts_stand_at_the_end(tables: Tables) -> None:
    table = collocates(tables, "two sides", by="voice")
    ax = plot_collocates(table)
    first = table["collocate"].iloc[0]
    counts = table[table["collocate"] == first].set_index("voice")["n_together"]
    assert ax.texts[0].get_text() == f"{counts.get('narrator', 0)} · {counts.get('quoted', 0)}"


def test_what_cannot_be_drawn_is_told(one_article: Tables, no_articles: Tables) -> None:
    with pytest.raises(NothingToDrawError, match="3 articles or more"):
        draw_collocates(one_article, Request())
    with pytest.raises(NothingToDrawError):
        draw_collocates(no_articles, Request())
    with pytest.raises(NothingToDrawError, match="nothing like it"):
        draw_collocates(one_article, Request(term="nothing like it"))


def test_dtypes_do_not_depend_on_the_rows(tables: Tables) -> None:
    full, empty = collocates(tables, "two sides", by="voice"), collocates(tables, "nowhere", by="voice")
    pd.testing.assert_series_equal(full.dtypes, empty.dtypes)
