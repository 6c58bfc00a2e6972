"""What single extractors find in articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.commands.options import Format, FormatOption, JobsOption, LexiconOption, ModelOption, Paths, ScoreOption
from analysis.commands.output import (
    analyze_paths,
    finish,
    lexicons_named,
    must_exist,
    write,
    write_lines,
)
from analysis.parsing import MODEL

if TYPE_CHECKING:
    from analysis.pipeline import Outcome
    from analysis.records import Quote


def quotes(
    paths: Paths,
    least_score: ScoreOption = 0.0,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Who is quoted: contents, cues, speakers, beliefs and intentions included.

    As `jsonl`, one line an article with the spans of its attributions, in character offsets of the article's text.
    """
    tables, outcomes = analyze_paths(paths, (), model, jobs, least_score)
    if format is Format.jsonl:
        write_lines(_attributions(outcomes))
    else:
        columns = ["article_id", "quote_type", "attribution_type", "speaker_name", "cue", "score", "content"]
        write(tables.quotes, format, columns)
    finish(tables)


def frames(
    paths: Paths,
    lexicon: LexiconOption = None,
    format: FormatOption = Format.table,
    model: ModelOption = MODEL,
    jobs: JobsOption = 1,
) -> None:
    """Which framing terms occur, in whose voice and in which polarity."""
    tables, _ = analyze_paths(paths, lexicons_named(lexicon), model, jobs)
    columns = ["article_id", "frame", "text", "voice", "speaker_name", "polarity", "zone"]
    write(tables.frame_hits, format, columns)
    finish(tables)


def sentiment(
    paths: Paths, format: FormatOption = Format.table, model: ModelOption = MODEL, jobs: JobsOption = 1
) -> None:
    """How each sentence sounds (VADER, and adjusted to news), in whose voice."""
    tables, _ = analyze_paths(paths, (), model, jobs)
    columns = ["article_id", "sentence", "voice", "speaker_name", "compound", "adjusted_compound", "words", "text"]
    write(tables.sentences, format, columns)
    finish(tables)


def targets(
    paths: Paths, format: FormatOption = Format.table, model: ModelOption = MODEL, jobs: JobsOption = 1
) -> None:
    """How each sentence sounds toward the people, organisations and groups that it mentions, in whose voice."""
    tables, _ = analyze_paths(paths, (), model, jobs)
    columns = ["article_id", "sentence", "voice", "speaker_name", "target_name", "text", "sentiment"]
    write(tables.targets, format, [*columns, "p_negative", "p_neutral", "p_positive"])
    finish(tables)


def clean(paths: Paths, format: FormatOption = Format.table) -> None:
    """What is left out of the analysis as boilerplate, byline or dateline, and by which rule."""
    from analysis.pipeline import read_source
    from analysis.records import ArticleAnalysis
    from analysis.tables import build_tables

    must_exist(paths)
    reading, corpus = read_source(paths)
    tables = build_tables((ArticleAnalysis(article, 0, 0) for article in reading.articles), reading.problems, corpus)
    write(tables.boilerplate, format, ["article_id", "kind", "start", "end", "rule", "text"])
    finish(tables)


def _attributions(outcomes: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    for outcome in outcomes:
        if outcome.analysis is not None:
            found = [_attribution(quote) for quote in outcome.analysis.quotes]
            yield {"article": outcome.analysis.article.article_id, "attributions": found}


def _attribution(quote: Quote) -> dict[str, Any]:
    return {
        "content": quote.content_spans,
        "cue": quote.cue_spans,
        "source": quote.speaker_spans,
        "speaker": quote.speaker_name,
        "kind": quote.quote_type,
    }
