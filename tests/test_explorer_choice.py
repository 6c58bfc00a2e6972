"""What the explorer's choices hold, and per how many words they are counted."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.compare.selections import SelectionError
from analysis.explorer import Choice, ChoiceError, choose, read_state, state_of
from analysis.explorer.choice import NO_OUTLET, complete
from analysis.explorer.words import find_words, words_by_speaker
from analysis.measures import TextIndex, frames_by_outlet, frames_by_voice
from analysis.patterns import PatternError
from analysis.records import Article, ArticleAnalysis, Quote, SentenceScore, Zone
from analysis.tables import Tables, build_tables
from analysis.voices import find_voice
from analysis.words import WORD, count_words

CHOICES = (
    Choice(),
    Choice(outlets=("Daily Ledger", "K-News"), start=date(2024, 1, 8), end=date(2024, 2, 2)),
    Choice(frames=("law",), terms=("international law",), voice="quoted"),
    Choice(words="winter drew", speakers=("Ada Marlow",)),
    Choice(naming="unnamed"),
)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_choice_survives_as_a_literal_and_as_code(choice: Choice) -> None:
    state = ast.literal_eval(repr(state_of(choice)))
    assert read_state(state) == choice
    assert eval(repr(choice), {"Choice": Choice, "date": date}) == choice


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"outlet": ["K-News"]}, "the state has 'outlet'; there is outlets"),
        ({"outlets": "K-News"}, "outlets is 'K-News'; it must be a list"),
        ({"start": "8 May"}, "start is '8 May'; write a day"),
        ({"voice": 3}, "voice is 3; it must be a text"),
    ],
)
def test_a_state_that_cannot_be_read_is_told(state: dict[str, object], message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        read_state(state)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(outlets=("Harbor Gazette",)), "there is no outlet 'Harbor Gazette'; there is Harbour Gazette"),
        (Choice(frames=("diplomat",)), "there is no frame 'diplomat'; there is diplomacy"),
        (Choice(speakers=("Nobody",)), "there is no speaker 'Nobody'"),
        (Choice(voice="author"), "there is no voice 'author'; there is narrator, quoted"),
        (Choice(start=date(2030, 1, 1)), "no article has a date in “from 2030-01-01”; they are from 2024"),
        (Choice(voice="narrator", speakers=("Ada Marlow",)), "the narrator's voice is chosen and Ada Marlow too"),
        (Choice(words="winter", frames=("law",)), "choose either words or what lexicons list"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(tables: Tables, choice: Choice, message: str) -> None:
    with pytest.raises((ChoiceError, SelectionError), match=message):
        choose(tables, choice)


def test_a_pattern_that_cannot_be_read_is_told(tables: Tables) -> None:
    with pytest.raises(PatternError):
        choose(tables, Choice(words="(winter"))


def test_a_part_of_a_name_is_enough(tables: Tables) -> None:
    assert complete(tables, Choice(outlets=("harbour",), speakers=("Marlow",))) == Choice(
        outlets=("Harbour Gazette",), speakers=("Ada Marlow",)
    )


def test_choosing_nothing_leaves_every_number_as_it_is(tables: Tables) -> None:
    chosen = choose(tables, Choice())
    for name, frame in tables.by_name().items():
        pd.testing.assert_frame_equal(chosen.by_name()[name], frame)


def test_outlets_and_days_choose_whole_articles_in_every_table(tables: Tables) -> None:
    choice = Choice(outlets=("Daily Ledger",), start=date(2024, 1, 8), end=date(2024, 2, 4))
    chosen = choose(tables, choice)
    articles = tables.articles
    wanted = (articles["outlet"] == "Daily Ledger") & articles["date"].between("2024-01-08", "2024-02-04")
    assert 0 < wanted.sum() < len(articles)
    assert chosen.articles["article_id"].tolist() == articles.loc[wanted, "article_id"].tolist()
    for name, frame in tables.by_name().items():
        if name != "copies" and "article_id" in frame:
            kept = frame[frame["article_id"].isin(chosen.articles["article_id"])].reset_index(drop=True)
            pd.testing.assert_frame_equal(chosen.by_name()[name], kept)
    pairs = tables.copies[["article_id", "other_id"]].isin(chosen.articles["article_id"].tolist())
    assert pairs.any(axis=1).sum() > pairs.all(axis=1).sum() == len(chosen.copies) > 0


def test_articles_without_a_hit_stay_in_the_denominator(tables: Tables) -> None:
    term = tables.frame_hits["term"].iloc[0]
    chosen = choose(tables, Choice(terms=(term,), speakers=("Ada Marlow",)))
    assert len(chosen.articles) == len(tables.articles) > chosen.frame_hits["article_id"].nunique()
    rates = frames_by_outlet(choose(tables, Choice(frames=("law",))), n_resamples=0)
    of_all = frames_by_outlet(tables, n_resamples=0)
    of_law = of_all[of_all["frame"] == "law"].reset_index(drop=True)
    pd.testing.assert_frame_equal(rates, of_law)


def test_words_of_voices_and_speakers_are_those_that_the_rule_of_the_terms_tells(tables: Tables) -> None:
    spans: dict[str, list[tuple[int, int]]] = {}
    for piece in tables.quote_spans[tables.quote_spans["role"] == "content"].itertuples():
        spans.setdefault(piece.quote_id, []).append((piece.start, piece.end))
    quotes: dict[str, list[Quote]] = {}
    for row in tables.quotes.itertuples():
        quotes.setdefault(row.article_id, []).append(
            Quote(
                article_id=row.article_id, quote_id=row.quote_id, quote_type="direct", attribution_type="speech",
                content_spans=tuple(spans[row.quote_id]), cue_spans=(), speaker_spans=(), cue_lemma=None, speaker=None,
                speaker_name=None, speaker_type="person", speaker_via="name", via="tagger", voiced=row.voiced,
            )
        )  # fmt: skip
    speaker_of = dict(zip(tables.quotes["quote_id"], tables.quotes["speaker_id"].astype(object), strict=True))
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    expected: Counter[tuple[str, str, str | None]] = Counter()
    for sentence in tables.sentences.itertuples():
        for word in WORD.finditer(texts[sentence.article_id], sentence.start, sentence.end):
            voice = find_voice(*word.span(), quotes.get(sentence.article_id, []))
            speaker = speaker_of.get(voice.quote_id)
            expected[sentence.article_id, voice.voice, None if pd.isna(speaker) else speaker] += 1
    found: Counter[tuple[str, str, str | None]] = Counter()
    for row in words_by_speaker(tables).itertuples():
        found[row.article_id, row.voice, None if pd.isna(row.speaker_id) else row.speaker_id] += row.n_words
    assert found == expected
    of_article = words_by_speaker(tables).groupby("article_id")["n_words"].sum()
    assert of_article.reindex(tables.articles["article_id"]).tolist() == tables.articles["n_words"].tolist()


def test_a_voice_is_counted_per_its_own_words(tables: Tables) -> None:
    by_voice = frames_by_voice(tables)
    words = {}
    for voice in ("narrator", "quoted"):
        chosen = choose(tables, Choice(voice=voice))
        words[voice] = int(chosen.articles["n_words"].sum())
        assert len(chosen.frame_hits) == by_voice.loc[by_voice["voice"] == voice, "n_hits"].sum()
        assert (chosen.frame_hits["voice"] == voice).all()
    assert all(words.values())
    assert sum(words.values()) == tables.articles["n_words"].sum()
    by_naming = [choose(tables, Choice(naming=naming)) for naming in ("named", "unnamed", "unresolved")]
    assert sum(int(part.articles["n_words"].sum()) for part in by_naming) == words["quoted"]
    assert sum(len(part.frame_hits) for part in by_naming) == (tables.frame_hits["voice"] == "quoted").sum()


def test_articles_without_an_outlet_can_be_chosen(tables: Tables) -> None:
    articles = tables.articles.assign(outlet=tables.articles["outlet"].mask(tables.articles["outlet"] == "K-News"))
    without = replace(tables, articles=articles.assign(outlet=articles["outlet"].mask(articles.index < 3)))
    chosen = choose(without, Choice(outlets=(NO_OUTLET,)))
    assert chosen.articles["outlet"].isna().all()
    assert len(chosen.articles) == without.articles["outlet"].isna().sum() >= 3


@pytest.mark.parametrize("pattern", ["winter*", "international law", "(ada|josef) ..2 (marlow|brandt)", "The", "xyzzy"])
def test_words_are_found_as_the_whole_index_finds_them(tables: Tables, pattern: str) -> None:
    expected = TextIndex(tables).find(pattern)
    found = find_words(tables, pattern)
    pd.testing.assert_frame_equal(found[expected.columns], expected, check_dtype=False)
    hits = choose(tables, Choice(words=pattern)).frame_hits
    assert len(hits) == len(expected)
    assert set(hits["frame"]) <= {pattern}


@pytest.mark.parametrize("pattern", ["aid", "not", "n't", "no*", "élan", "u.s.", "7*", "(cease-fire|aid) worker*"])
def test_words_are_found_wherever_a_word_can_begin(pattern: str) -> None:
    text = "He said aid can't and cannot wait. Élan, élan! The U.S. aid worker, don’t; cease-fire workers on the 7th."
    article = Article("words", text, zones=(Zone("body", 0, len(text)),))
    sentence = SentenceScore("words", 0, 0, len(text), text, "body", "narrator", 0.0, None, 0.0, 0.0, 1.0, 0.0, (), 0)
    tables = build_tables([ArticleAnalysis(article, count_words(text), 1, sentences=(sentence,))])
    expected = TextIndex(tables).find(pattern)
    assert len(expected)
    assert find_words(tables, pattern)["text"].tolist() == expected["text"].tolist()


def test_two_lexicons_with_a_frame_of_one_name_are_told_apart(tables: Tables) -> None:
    twice = tables.frame_hits.assign(lexicon="other")
    both = replace(tables, frame_hits=pd.concat([tables.frame_hits, twice], ignore_index=True))
    names = frames_by_outlet(both, n_resamples=0)["frame"].unique()
    name = next(name for name in names if name == "law (other)")
    chosen = choose(both, Choice(frames=(name,)))
    assert len(chosen.frame_hits) == (tables.frame_hits["frame"] == "law").sum()
    assert frames_by_outlet(chosen, n_resamples=0)["frame"].unique().tolist() == [name]
