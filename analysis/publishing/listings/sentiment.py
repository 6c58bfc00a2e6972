"""The report's tables of sentiment: by voice, toward targets, and the sentences to read."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from analysis.charts.sentiment import READING_NAMES
from analysis.charts.target_sentiment import MIN_MENTIONS
from analysis.measures import (
    VOICES,
    compare_readings,
    sentiment_by_voice,
    sentiment_toward_targets,
    voice_differences,
    weightiest_sentences,
)
from analysis.publishing.listings import Listing, build_listing, estimate_in_words, rest_in_words, value_in_words
from analysis.publishing.pages import grouped, percent, rows_of, signed, text_or_none
from analysis.tables import Tables

MOST_TARGETS = 20


def list_voices(tables: Tables) -> Listing:
    """The mean valence and the shares of negative and positive sentences, by voice, in both readings."""
    by_reading = {reading: rows_of(sentiment_by_voice(tables, reading=reading)) for reading in READING_NAMES}
    rows = [
        (
            str(row.voice),
            READING_NAMES[reading],
            grouped(row.n_sentences),
            grouped(row.n_articles),
            value_in_words(row.mean, row.mean_low, row.mean_high, signed),
            value_in_words(row.negative_share, row.negative_share_low, row.negative_share_high, percent),
            value_in_words(row.positive_share, row.positive_share_low, row.positive_share_high, percent),
        )
        for both in zip(*by_reading.values(), strict=True)
        for reading, row in zip(by_reading, both, strict=True)
    ]
    columns = {
        "Voice": 0,
        "Reading": 0,
        "Sentences": 1,
        "Articles": 1,
        "Mean, −1 to 1": 1,
        "Negative": 1,
        "Positive": 1,
    }
    comparison = compare_readings(tables)
    changed = ""
    if len(comparison):
        n, n_all = int(comparison["n_changed_sign"].iloc[0]), int(comparison["n_sentences"].iloc[0])
        changed = f"{grouped(n)} of {grouped(n_all)} sentences are negative in one reading and positive in the other. "
    note = "In brackets the 95 % interval of a bootstrap over articles; there is none for fewer than 10 articles."
    return build_listing("Lexical valence of the sentences, by voice", columns, rows, changed + note)


def list_targets(tables: Tables, *, sources: bool = False) -> Listing:
    """How the narrator and those who are quoted sound about the targets most spoken of, and how far they differ.

    Args:
        tables: of a corpus.
        sources: whether mentions count, too, that only say who is quoted.
    """
    table = sentiment_toward_targets(tables, sources=sources)
    voices = {voice: table[table["voice"] == voice].set_index("target_id") for voice in VOICES}
    differences = voice_differences(tables, sources=sources).set_index("target_id")
    targets = table["target_id"].drop_duplicates()
    rows = []
    for target in targets.head(MOST_TARGETS):
        cells = [target, str(table.loc[table["target_id"] == target, "target_type"].iloc[0])]
        for voice in VOICES:
            row = voices[voice].loc[target] if target in voices[voice].index else None
            enough = row is not None and row["n_mentions"] >= MIN_MENTIONS
            cells += [
                "0" if row is None else grouped(row["n_mentions"]),
                estimate_in_words(row, "mean", signed) if enough else "–",
            ]
        known = target in differences.index and "–" not in cells
        cells.append(estimate_in_words(differences.loc[target], "difference", signed) if known else "–")
        rows.append(tuple(cells))
    note = (
        "Mean of a model's probabilities, positive less negative (−1 to 1), over the mentions in each voice: how "
        "sentences sound about the target, which the model may get wrong. What targets say about themselves is left "
        f"out; mentions that only say who is quoted are {'counted' if sources else 'left out, too'}. In brackets the "
        "95 % interval of a bootstrap over articles, which does not hold the model's errors; there is none for fewer "
        f"than 10 articles, and no mean for fewer than {MIN_MENTIONS} mentions. "
    )
    columns = {"Target": 0, "Kind": 0, "Narrator: mentions": 1, "Narrator: mean": 1, "Quoted: mentions": 1}
    columns |= {"Quoted: mean": 1, "Narrator less quoted": 1}
    rest = rest_in_words(len(targets), MOST_TARGETS, "targets", "mentions by others")
    return build_listing("Sentiment toward targets, by voice", columns, rows, (note + rest).strip())


def list_weightiest(tables: Tables, target: str | None = None) -> Listing:
    """The sentences that weigh most in a mean, to be read before the mean is reported (see `weightiest_sentences`).

    Args:
        tables: of a corpus.
        target: whose mentions; sentences as such if none is given.

    Raises:
        UnknownTargetError: if a target is asked for that is not mentioned.
    """
    table = weightiest_sentences(tables, target)
    columns: dict[str, int] = {"Sentence": 0, "Voice": 0}
    if target is None:
        columns |= {"Exact": 1, "Adjusted": 1, "Moves the mean by": 1}
        cells = [
            (signed(row.compound), signed(row.adjusted_compound), moved_mean(row.shift, row.adjusted_shift))
            for row in rows_of(table)
        ]
        caption = "The sentences that weigh most, to read"
    else:
        columns |= {"About": 0, "Score": 1, "Moves the mean by": 1}
        cells = [(row.mention, signed(row.score), moved_mean(row.shift)) for row in rows_of(table)]
        caption = f"The mentions of {target} that weigh most, to read"
    rows = [
        (
            row.text,
            voice_in_words(row),
            *own,
            *words_in_words(row),
            f"{row.article_id}, {row.sentence + 1}",
        )
        for row, own in zip(rows_of(table), cells, strict=True)
    ]
    note = (
        "Each is the one without which the mean of all would move most. If the words do not mean what their valence "
        "says, or if these are copies of one story, the mean says little."
    )
    return build_listing(
        caption, columns | {"Words, exact": 0, "Words, adjusted": 0, "Article, sentence": 0}, rows, note
    )


def voice_in_words(row: Any) -> str:
    """Whose words a row with `voice` and `speaker_name` holds."""
    return "narrator" if row.voice == "narrator" else text_or_none(row.speaker_name) or "speaker not resolved"


def words_in_words(row: Any) -> tuple[str, str]:
    """The words that made a sentence's score with their valences, in either reading; whether one word decides it."""
    exact = text_or_none(row.words) or "–"
    return f"{exact} (one word decides)" if getattr(row, "one_word", False) else exact, text_or_none(
        row.adjusted_words
    ) or "–"


def moved_mean(*shifts: float) -> str:
    """What a sentence of `weightiest_sentences` does to the mean, in the reading where that is more.

    Example:
        >>> moved_mean(-0.00123, 0.0005), moved_mean(0.18)
        ('+0.0012', '−0.18')
    """
    shift = max(shifts, key=abs)
    digits = 2 if abs(shift) >= 0.1 or not shift else 1 - floor(log10(abs(shift)))
    return signed(-shift, digits)
