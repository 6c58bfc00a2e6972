"""Lemmas stand one to one beside the words that tables are searched by."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_concordance import analysis_of

from analysis.lemmas import find_lemmas
from analysis.measures import TextIndex
from analysis.tables import build_tables
from analysis.words import cut_tokens


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("The talks weren’t held.", "the talk be not hold ."),
        ("They can't win and cannot stop.", "they can not win and can not stop ."),
        ("The rebels’ guns fell silent.", "the rebel ' gun fall silent ."),
        ("Dr. Webb saw U.S. troops in Geneva.", "Dr . Webb see U.S. troop in Geneva ."),
        ("See www.nyt.com/a-b for more.", "see www.nyt.com / a - b for more ."),
        ("It’s a cease-fire, 1,200km off.", "it be a cease - fire , 1,200km off ."),
        ("Gonna go… \u200b☃️ now", "gonna go … \u200b ☃ \ufe0f now"),
    ],
)
def test_lemmas(text: str, lemmas: str) -> None:
    assert " ".join(find_lemmas(text)) == lemmas


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="aS’'n t.-–/&@1,“”\u00a0\u200b☃\u0301Éß\n", max_size=60))
def test_one_lemma_for_each_token_of_any_text(text: str) -> None:
    from analysis.parsing import as_parsed

    parsed = as_parsed(text)
    for sentence, lemmas in zip(parsed.sentences, find_lemmas(parsed), strict=True):
        tokens = list(cut_tokens(text[sentence.start : sentence.end]))
        assert len(lemmas.split(" ")) == len(tokens) or not tokens
        assert "\n" not in lemmas


def test_a_name_stays_one_where_the_model_takes_it_for_a_noun() -> None:
    text = "Bernie Sanders won. “I agree,” Sanders said. Sanders supporters cheered Sanders."
    words = " ".join(find_lemmas(text)).split()
    assert "sander" not in words
    assert words.count("Sanders") == 4


def test_sentences_without_fitting_lemmas_have_their_forms() -> None:
    made = analysis_of("a", ("Troops left.", "Talks failed."))
    assert TextIndex(build_tables([made])).lemmas == ["troops", "left", ".", "talks", "failed", "."]
    told = replace(made, lemmas=("troop leave .", "talk fail"))
    assert TextIndex(build_tables([told])).lemmas == ["troop", "leave", ".", "talks", "failed", "."]


def test_the_table_has_them_beside_their_sentence() -> None:
    made = replace(analysis_of("a", ("Troops left.", "Talks failed.")), lemmas=("troop leave .", "talk fail ."))
    table = build_tables([made]).sentences
    assert table["lemmas"].tolist() == ["troop leave .", "talk fail ."]
    assert build_tables([replace(made, lemmas=())]).sentences["lemmas"].isna().all()
    assert isinstance(table["lemmas"].dtype, pd.StringDtype)
