"""Records → tidy tables: the one exit from the analysis, and the dictionary of every column.

A table has one row a record, in the order of the articles and then of the text. It always has exactly the columns of
`COLUMNS`, with the same dtypes, whether it has rows or not. What is not known is missing (`NA`), never an empty string
or a stand-in value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from analysis.columns import COLUMNS, Column
from analysis.copies import CopyText, find_copies, read_copy_text
from analysis.identities import (
    Identities,
    NameUse,
    SpeakerAliases,
    SpeakerForm,
    find_first_names,
    find_given_acronyms,
    identify_speakers,
    read_speaker_aliases,
)
from analysis.records import ANALYSED_ZONES, NEGATIVE_TO, POSITIVE_FROM, SAID
from analysis.words import count_words

if TYPE_CHECKING:
    from analysis.records import ArticleAnalysis, Event, Problem, Quote, SentenceScore, Span, Zone

CONTENT_JOINT = " … "
"""What stands between the pieces of an interrupted quote in `quotes.content`."""

Placed = TypeVar("Placed", "Zone", "SentenceScore")

_RECORDED = {
    table: tuple(column for column in columns if column.name not in ("speaker_id", "target_id", "copy_cluster"))
    for table, columns in COLUMNS.items()
}
"""The columns that come of one article; who is the same speaker and what is a copy is told at the end, of all."""

_OF_CORPUS = ("speakers", "copies")
"""The tables that come of all articles together."""

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The result of an analysis. `COLUMNS` says what stands in each column."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    valence_words: pd.DataFrame
    quotes: pd.DataFrame
    quote_spans: pd.DataFrame
    speakers: pd.DataFrame
    frame_hits: pd.DataFrame
    contested_hits: pd.DataFrame
    distance_marks: pd.DataFrame
    agency_events: pd.DataFrame
    targets: pd.DataFrame
    copies: pd.DataFrame
    boilerplate: pd.DataFrame
    events: pd.DataFrame
    problems: pd.DataFrame

    def by_name(self) -> dict[str, pd.DataFrame]:
        """The tables under their names, in the order of `COLUMNS`."""
        return {table.name: getattr(self, table.name) for table in fields(self)}


def build_tables(
    analyses: Iterable[ArticleAnalysis],
    problems: Iterable[Problem] = (),
    corpus: str = "",
    *,
    events: Iterable[Event] = (),
    aliases: SpeakerAliases | None = None,
) -> Tables:
    """Table what was found.

    Args:
        analyses: in the order that the rows shall have.
        problems: of reading and analysing.
        corpus: the corpus' name; empty to take each article's own.
        events: that the user lists.
        aliases: who is the same speaker; those of `data/rules/speaker_aliases.yaml` if none are given.

    Raises:
        CheckedFileError: if that file has a mistake.
        ValueError: if two articles have the same id, as their rows could not be told apart.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
    seen: set[str] = set()
    texts: list[CopyText] = []
    for analysis in analyses:
        article_id = analysis.article.article_id
        if article_id in seen:
            raise ValueError(f"two articles have the id {article_id!r}; ids must be unique within a corpus")
        seen.add(article_id)
        texts.append(read_copy_text(analysis.article, analysis.quotes))
        rows["articles"].append(_article_row(analysis, corpus))
        for table, build_rows in _ROW_BUILDERS.items():
            rows[table].extend(build_rows(analysis))
    rows["events"].extend((event.date, event.end, event.label, event.path or None) for event in events)
    rows["problems"].extend((p.path, p.place or None, p.message, p.severity) for p in problems)
    frames = {name: _frame(name, table_rows) for name, table_rows in rows.items() if name not in _OF_CORPUS}
    _identify(frames, read_speaker_aliases() if aliases is None else aliases)
    _find_copies(frames, texts)
    return Tables(**frames)


def column_dictionary_markdown() -> str:
    """The column dictionary as Markdown: a heading and a table for each table, ending in one newline."""
    parts = []
    for table, columns in COLUMNS.items():
        lines = [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.dtype} | {column.meaning} |" for column in columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _frame(table: str, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = _RECORDED[table]
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    series: dict[str, pd.Series[Any]] = {}
    for column, cells in zip(columns, values, strict=True):
        kept = [_storable(cell) for cell in cells] if column.dtype == "string" else list(cells)
        series[column.name] = pd.Series(kept, dtype=column.dtype)
    return pd.DataFrame(series)


def _identify(frames: dict[str, pd.DataFrame], aliases: SpeakerAliases) -> None:
    """Put ids beside the names of speakers and targets, and the table `speakers` into `frames`.

    Who is the same speaker is told by the names of speakers alone, so that whoever else is mentioned changes nothing
    about them; the names of targets are then joined to those speakers and to each other by the same rules.
    """
    texts = frames["articles"].set_index("article_id")["text"]
    acronyms = {pair for text in texts for pair in find_given_acronyms(text)}
    speakers, targets = _names_used(frames["quotes"], "speaker"), _names_used(frames["targets"], "target")
    targets = targets[~targets["name"].str.islower()]
    people = targets[targets["type"] == "person"]

    @cache
    def first_names(name: str, article_id: str) -> frozenset[str]:
        return find_first_names(texts[article_id], name)

    def identify(used: pd.DataFrame, surnames: pd.DataFrame, aliases: SpeakerAliases) -> Identities:
        counts = used.groupby(["name", "type"], as_index=False).agg(n=("article_id", "size"))
        pairs = surnames[["name", "article_id"]].drop_duplicates()
        return identify_speakers(
            map(NameUse, counts["name"], counts["type"], counts["n"]),
            acronyms=acronyms,
            first_names=[(name, first_names(name, article_id)) for name, article_id in pairs.to_numpy()],
            aliases=aliases,
        )

    identities = identify(speakers, speakers, aliases)
    known = aliases.adding(identities.id_of)
    everybody = identify(pd.concat([speakers, targets]), pd.concat([speakers, people]), known)
    for who, id_of in (("target", everybody.id_of), ("speaker", identities.id_of)):
        for table, frame in frames.items():
            if f"{who}_name" in frame:
                ids = frame[f"{who}_name"].map(id_of).astype("string")
                if who == "target":  # words with a name in them are one target everywhere: "Imberian troops"
                    names = frame["target_name"]
                    ids = ids.fillna(names.where(~names.str.islower().fillna(True).astype(bool)))
                frame.insert([column.name for column in COLUMNS[table]].index(f"{who}_id"), f"{who}_id", ids)
    frames["speakers"] = _speakers_frame(identities.forms, frames["quotes"])


def _find_copies(frames: dict[str, pd.DataFrame], texts: Sequence[CopyText]) -> None:
    """Put `copy_cluster` into the articles, and the table `copies` into `frames`."""
    copies, articles = find_copies(texts), frames["articles"]
    clusters = articles["article_id"].map(copies.clusters).astype("string")
    articles.insert([column.name for column in COLUMNS["articles"]].index("copy_cluster"), "copy_cluster", clusters)
    columns = COLUMNS["copies"]
    pairs = pd.DataFrame(map(asdict, copies.pairs), columns=[column.name for column in columns])
    dates = dict(zip(articles["article_id"], articles["date"], strict=True))
    apart = [dates[pair.other_id] - dates[pair.article_id] for pair in copies.pairs]
    pairs["copy_cluster"] = [copies.cluster_of(pair) for pair in copies.pairs]
    pairs["days_apart"] = [None if pd.isna(time) else abs(time.days) for time in apart]
    frames["copies"] = pairs.astype({column.name: column.dtype for column in columns})


def _names_used(frame: pd.DataFrame, who: str) -> pd.DataFrame:
    """Each use of a name of speakers or targets: `name`, `type`, `article_id`."""
    used = frame[[f"{who}_name", f"{who}_type", "article_id"]].dropna()
    return used.set_axis(["name", "type", "article_id"], axis="columns")


def _speakers_frame(forms: Iterable[SpeakerForm], quotes: pd.DataFrame) -> pd.DataFrame:
    """Every form of every speaker, the most quoted speaker first and forms that name nobody last."""
    table = pd.DataFrame(
        [(form.speaker_id, form.speaker_type, form.name, form.rule) for form in forms],
        columns=["speaker_id", "speaker_type", "name", "rule"],
    )
    for key, by, n_quotes, n_articles in (
        ("name", "speaker_name", "n_quotes", "n_articles"),
        ("speaker_id", "speaker_id", "speaker_quotes", "speaker_articles"),
    ):
        of = quotes.groupby(by)["article_id"]
        table[n_quotes], table[n_articles] = table[key].map(of.size()), table[key].map(of.nunique())
    order = ["speaker_quotes", "speaker_id", "n_quotes", "name"]
    table = table.sort_values(order, ascending=[False, True, False, True], kind="stable", na_position="last")
    columns = COLUMNS["speakers"]
    typed = table.astype({column.name: column.dtype for column in columns})
    return typed[[column.name for column in columns]].reset_index(drop=True)


def _storable(text: str | None) -> str | None:
    # Half of a surrogate pair, as broken JSON escapes leave it, has no UTF-8 form. The substitute is one character long
    # too, and replaces it in `articles.text` as well, so that offsets and texts still agree.
    return text if text is None else _SURROGATES.sub("\ufffd", text)


def _article_row(analysis: ArticleAnalysis, corpus: str) -> tuple[Any, ...]:
    article = analysis.article
    n_quotes = sum(quote.attribution_type in SAID for quote in analysis.quotes)
    return (
        article.article_id,
        corpus or article.corpus or None,
        article.outlet,
        article.date,
        article.author,
        article.headline,
        article.url,
        article.language,
        article.path or None,
        article.row,
        len(article.text),
        analysis.n_words,
        analysis.n_sentences,
        n_quotes,
        len(analysis.quotes) - n_quotes,
        *_mean_and_shares([sentence.compound for sentence in analysis.sentences]),
        *_mean_and_shares([sentence.adjusted_compound for sentence in analysis.sentences]),
        article.text,
    )


def _mean_and_shares(compounds: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """The mean, and the shares of negative and positive sentences; missing without sentences."""
    if not compounds:
        return None, None, None
    n = len(compounds)
    negative, positive = sum(c <= NEGATIVE_TO for c in compounds), sum(c >= POSITIVE_FROM for c in compounds)
    return sum(compounds) / n, negative / n, positive / n


def _sentence_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    columns = _RECORDED["sentences"]
    for sentence in sorted(analysis.sentences, key=_by_position):
        exact = [(word.text, word.valence) for word in sentence.words if word.valence]
        adjusted = [(word.text, word.adjusted_valence) for word in sentence.words if word.adjusted_valence]
        cells = {
            "n_valence_words": len(exact),
            "words": _list_words(exact),
            "adjusted_words": _list_words(adjusted),
            "lemmas": analysis.lemmas[sentence.sentence] if analysis.lemmas else None,
        }
        yield tuple(cells[c.name] if c.name in cells else getattr(sentence, c.name) for c in columns)


def _list_words(words: Iterable[tuple[str, float]]) -> str | None:
    return "; ".join(f"{text} {format_valence(valence)}" for text, valence in words) or None


def _valence_word_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    columns = _RECORDED["valence_words"]
    for sentence in sorted(analysis.sentences, key=_by_position):
        of_sentence = {"article_id", "sentence", "zone"}
        for word in sentence.words:
            cells = {name: ", ".join(getattr(word, name)) or None for name in ("rules", "adjusted_rules")}
            yield tuple(
                cells[c.name] if c.name in cells else getattr(sentence if c.name in of_sentence else word, c.name)
                for c in columns
            )


def format_valence(valence: float) -> str:
    """A valence with its sign and at most two decimals.

    Example:
        >>> format_valence(-0.6), format_valence(3.1), format_valence(0.293)
        ('−0.6', '+3.1', '+0.29')
    """
    return f"{valence:+.2f}".rstrip("0").rstrip(".").replace("-", "−")


def _quote_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text, zones = analysis.article.text, analysis.article.zones
    sentences = sorted(analysis.sentences, key=_by_position)
    for quote in sorted(analysis.quotes, key=_by_content):
        start, end = quote.content_spans[0][0], max(end for _, end in quote.content_spans)
        content = CONTENT_JOINT.join(text[first:last] for first, last in quote.content_spans)
        zone, sentence = _at(start, zones), _at(start, sentences)
        yield (
            quote.article_id,
            quote.quote_id,
            quote.quote_type,
            quote.attribution_type,
            content,
            count_words(content),
            quote.speaker,
            quote.speaker_name,
            quote.speaker_type,
            " ".join(text[first:last] for first, last in quote.cue_spans) or None,
            quote.cue_lemma,
            quote.stance,
            quote.voiced,
            quote.speaker_role,
            quote.speaker_via,
            quote.speaker_confidence,
            quote.via,
            quote.score,
            zone.kind if zone else None,
            sentence.sentence if sentence else None,
            start,
            end,
        )


def _quote_span_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text = analysis.article.text
    for quote in sorted(analysis.quotes, key=_by_content):
        roles: tuple[tuple[str, tuple[Span, ...]], ...] = (
            ("content", quote.content_spans),
            ("cue", quote.cue_spans),
            ("speaker", quote.speaker_spans),
        )
        for role, spans in roles:
            for part, (start, end) in enumerate(spans, start=1):
                yield quote.article_id, quote.quote_id, role, part, start, end, text[start:end]


def _frame_hit_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for hit in sorted(analysis.hits, key=_by_position):
        if not hit.contested:
            yield _values(hit, _RECORDED["frame_hits"])


def _contested_hit_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for hit in sorted(analysis.hits, key=_by_position):
        if hit.contested:
            yield hit.article_id, hit.lexicon, hit.frame, hit.term, *_values(hit, _RECORDED["contested_hits"][4:])


def _distance_mark_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for mark in sorted(analysis.distance_marks, key=_by_position):
        yield _values(mark, _RECORDED["distance_marks"])


def _agency_event_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    text, columns = analysis.article.text, _RECORDED["agency_events"]
    for event in sorted(analysis.agency_events, key=_by_position):
        cells: dict[str, str | int | None] = {}
        for name, prefix, span in (
            ("victim", "victim", event.victim_span),
            ("agent", "agent", event.agent_span),
            ("agent_nearby", "nearby", event.nearby_span),
        ):
            start, end = span or (None, None)
            cells |= {name: text[start:end] if span else None, f"{prefix}_start": start, f"{prefix}_end": end}
        yield tuple(cells[c.name] if c.name in cells else getattr(event, c.name) for c in columns)


def _target_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    for target in sorted(analysis.targets, key=_by_position):
        yield _values(target, _RECORDED["targets"])


def _boilerplate_rows(analysis: ArticleAnalysis) -> Iterator[tuple[Any, ...]]:
    article = analysis.article
    for zone in article.zones:
        if zone.kind not in ANALYSED_ZONES:
            text = article.text[zone.start : zone.end]
            yield article.article_id, zone.kind, zone.start, zone.end, text, zone.rule or None


_ROW_BUILDERS: Mapping[str, Callable[[ArticleAnalysis], Iterator[tuple[Any, ...]]]] = {
    "sentences": _sentence_rows,
    "valence_words": _valence_word_rows,
    "quotes": _quote_rows,
    "quote_spans": _quote_span_rows,
    "frame_hits": _frame_hit_rows,
    "contested_hits": _contested_hit_rows,
    "distance_marks": _distance_mark_rows,
    "agency_events": _agency_event_rows,
    "targets": _target_rows,
    "boilerplate": _boilerplate_rows,
}


def _values(record: Any, columns: Iterable[Column]) -> tuple[Any, ...]:
    return tuple(getattr(record, column.name) for column in columns)


def _by_position(record: Any) -> Span:
    return (record.start, record.end)


def _by_content(quote: Quote) -> Span:
    return quote.content_spans[0]


def _at(position: int, stretches: Sequence[Placed]) -> Placed | None:
    """The stretch that holds a position; `stretches` are sorted and do not overlap."""
    at = bisect_right(stretches, position, key=lambda stretch: stretch.start) - 1
    return stretches[at] if at >= 0 and position < stretches[at].end else None
