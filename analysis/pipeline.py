"""The line, run once: files → articles → parses → records → tables."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from analysis.agency import find_agency_events, shipped_agency_rules
from analysis.framing import find_distance_marks, find_frame_terms
from analysis.framing.distance.rules import shipped_distance_rules
from analysis.framing.negation import find_negations
from analysis.framing.negation.rules import shipped_negation_rules
from analysis.framing.polarity import find_polarity
from analysis.framing.polarity_rules import shipped_polarity_rules
from analysis.function_words import read_function_words
from analysis.identities import read_speaker_aliases, read_speaker_words
from analysis.lemmas import find_lemmas
from analysis.lexicons import FrameLexicon, default_lexicons, read_lexicons
from analysis.parsing import MODEL, ModelMissingError, Parsed, parse_articles
from analysis.quotes import attribute_quotes, find_mentions
from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.quotes.stance import read_reporting_words
from analysis.quotes.words import read_cues, read_name_words, read_source_words
from analysis.reading import Reading, read_articles
from analysis.records import Article, ArticleAnalysis, Event, Problem
from analysis.sentiment import Grammar, score_sentences
from analysis.sentiment.news_words import shipped_news_words
from analysis.tables import Tables, build_tables
from analysis.targets import score_targets
from analysis.words import count_words

CHUNK = 16
"""Articles that a process takes at a time."""

Item = TypeVar("Item")

Progress = Callable[[int, int], None]
"""Called with the number of articles done and of all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article: its analysis, or why there is none."""

    analysis: ArticleAnalysis | None
    problem: Problem | None = None


def analyze(
    source: str | Path | Sequence[Path],
    *,
    lexicons: Sequence[FrameLexicon] | None = None,
    corpus: str = "",
    model: str = MODEL,
    jobs: int = 1,
    least_score: float = 0.0,
    progress: Progress | None = None,
) -> Tables:
    """Analyse a folder of articles, or single files, as one corpus.

    Args:
        source: a folder, a file, or several files.
        lexicons: the frames to look for; every lexicon in `data/lexicons` if none are given.
        corpus: a name for the corpus; the folder's own if none is given.
        model: an installed spaCy model.
        jobs: processes that share the work; the result does not depend on it.
        least_score: leave out quotes of a lower score (0-1); what they hold then stands in the narrator's voice.
        progress: called after each article.

    Returns:
        The tables. What could not be read or analysed stands in `problems`.

    Raises:
        FileNotFoundError: if the source does not exist.
        CheckedFileError: if a lexicon or a file of `data/rules` has a mistake.
        ModelMissingError: if the model is not installed.

    Example:
        >>> from analysis import analyze                                        # doctest: +SKIP
        >>> tables = analyze("data/articles/demo")                              # doctest: +SKIP
        >>> tables.quotes[["speaker_name", "cue", "content"]]                   # doctest: +SKIP
    """
    reading, corpus = read_source(source, corpus)
    outcomes = list(
        analyze_articles(
            reading.articles, lexicons=lexicons, model=model, jobs=jobs, least_score=least_score, progress=progress
        )
    )
    return tabulate(outcomes, reading.problems, corpus, events=reading.events)


def read_source(source: str | Path | Sequence[Path], corpus: str = "") -> tuple[Reading, str]:
    """Read what `analyze` was given, and name the corpus."""
    paths = [Path(source)] if isinstance(source, str | Path) else list(source)
    if not corpus and len(paths) == 1:
        corpus = paths[0].resolve().name if paths[0].is_dir() else paths[0].stem
    return read_articles(paths[0] if len(paths) == 1 else paths, corpus=corpus), corpus


def tabulate(
    outcomes: Iterable[Outcome], problems: Iterable[Problem], corpus: str, *, events: Iterable[Event] = ()
) -> Tables:
    """Tables of what was found, with the problems of reading and of analysing, and the events that the user lists."""
    outcomes = list(outcomes)
    found = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    analyses = (outcome.analysis for outcome in outcomes if outcome.analysis is not None)
    return build_tables(analyses, [*problems, *found], corpus, events=events)


def analyze_articles(
    articles: Iterable[Article],
    *,
    total: int | None = None,
    lexicons: Sequence[FrameLexicon] | None = None,
    model: str = MODEL,
    jobs: int = 1,
    least_score: float = 0.0,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Yield what comes of each article, in their order. An article that fails stops no other.

    The articles are taken a few at a time, as results are; `total` is how many there will be, for `progress`. The other
    arguments are those of `analyze`.
    """
    _check_rules()
    lexicons = tuple(default_lexicons() if lexicons is None else lexicons)
    analyze_chunk = partial(_analyze_chunk, lexicons=lexicons, model=model, least_score=least_score)
    done = 0
    for outcomes in _spread(analyze_chunk, chunks(articles), jobs):
        done += len(outcomes)
        yield from outcomes
        if progress is not None:
            progress(done, done if total is None else total)


def _spread(
    work: Callable[[list[Article]], list[Outcome]], batches: Iterator[list[Article]], jobs: int
) -> Iterator[list[Outcome]]:
    """Yield the results in the order of the batches, of which only a few are taken ahead."""
    first = list(islice(batches, 2))
    if jobs <= 1 or len(first) < 2:
        yield from map(work, chain(first, batches))
        return
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        ahead: deque[Future[list[Outcome]]] = deque()
        for batch in chain(first, batches):
            ahead.append(pool.submit(work, batch))
            if len(ahead) > 3 * jobs:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def analyze_parsed(parsed: Parsed, lexicons: Sequence[FrameLexicon], least_score: float = 0.0) -> ArticleAnalysis:
    """Run every extractor over one parsed article."""
    article = parsed.article
    quotes = tuple(attribute_quotes(parsed, least_score=least_score))
    return ArticleAnalysis(
        article=article,
        n_words=sum(count_words(article.text[s.start : s.end]) for s in parsed.sentences),
        n_sentences=len(parsed.sentences),
        sentences=tuple(score_sentences(parsed, quotes, grammar=Grammar(find_polarity, find_negations))),
        lemmas=tuple(find_lemmas(parsed)),
        quotes=quotes,
        hits=tuple(hit for lexicon in lexicons for hit in find_frame_terms(parsed, lexicon, quotes)),
        distance_marks=tuple(find_distance_marks(parsed, quotes)),
        agency_events=tuple(find_agency_events(parsed, quotes, read_polarity=find_polarity)),
        targets=tuple(score_targets(parsed, find_mentions(parsed, quotes), quotes)),
    )


def _check_rules() -> None:
    """Read the word lists that people edit, so that a mistake in them ends a run before its work and not after it."""
    read_cues()
    read_source_words()
    read_name_words()
    read_mention_words()
    read_reporting_words()
    read_speaker_words()
    read_speaker_aliases()
    shipped_agency_rules()
    shipped_polarity_rules()
    shipped_negation_rules()
    shipped_distance_rules()
    shipped_news_words()
    read_function_words()


def _analyze_chunk(
    articles: Sequence[Article], lexicons: tuple[FrameLexicon, ...], model: str, least_score: float
) -> list[Outcome]:
    """Analyse articles together; where that fails, each on its own, so that the one at fault is told and left out."""
    try:
        parses = parse_articles(articles, model=model)
        return [Outcome(analyze_parsed(parsed, lexicons, least_score)) for parsed in parses]
    except ModelMissingError:
        raise
    except Exception as err:  # whatever an article does to a library, the other articles are still analysed
        if len(articles) > 1:
            each = (_analyze_chunk([article], lexicons, model, least_score) for article in articles)
            return [outcome for outcomes in each for outcome in outcomes]
        article = articles[0]
        place = f"row {article.row}" if article.row is not None else ""
        message = (
            f"the article {article.article_id!r} could not be analysed ({type(err).__name__}: {err}); it is left out"
        )
        return [Outcome(None, Problem(article.path, place, message))]


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield what comes in lists of `CHUNK`, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def load_lexicons(paths: Sequence[Path]) -> tuple[FrameLexicon, ...]:
    """The lexicons that a user names, or all of `data/lexicons` where none is named."""
    return read_lexicons(paths) if paths else default_lexicons()


def seconds_since(start: float) -> float:
    """Seconds since a `time.monotonic` reading, to the tenth."""
    return round(time.monotonic() - start, 1)
