"""The line, run once: files → articles → parses → records → tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from analysis.agency import find_agency_events, shipped_agency_rules
from analysis.batches import AnalysedRows, build_batch
from analysis.engines import Engine, cut, open_engine
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
from analysis.parsing import MODEL, ModelMissingError, Parsed, load_model, parse_articles
from analysis.quotes import attribute_quotes, find_mentions
from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.quotes.stance import read_reporting_words
from analysis.quotes.words import read_cues, read_name_words, read_source_words
from analysis.reading import Reading, read_articles
from analysis.records import Article, ArticleAnalysis, Event, Problem
from analysis.rows import build_rows
from analysis.sentiment import Grammar, score_sentences
from analysis.sentiment.news_words import shipped_news_words
from analysis.tables import Tables, build_tables
from analysis.targets import score_targets
from analysis.words import count_words

Result = TypeVar("Result")

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
        jobs: processes that share the work, with 0 one for each core; the result does not depend on it.
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
    work = FindAll(tuple(default_lexicons() if lexicons is None else lexicons), model, least_score)
    parts = cut(articles, lambda article: len(article.text))
    for outcomes in _counted(open_engine(jobs)(work, parts), len, total, progress):
        yield from outcomes


def analyze_rows(
    articles: Iterable[tuple[str, Article]],
    total: int,
    *,
    lexicons: Sequence[FrameLexicon],
    model: str = MODEL,
    least_score: float = 0.0,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Iterator[AnalysedRows]:
    """Yield the rows of articles, some articles at a time, in their order. They are made where the analysis runs.

    Args:
        articles: each with the key under which its rows stand in the batches.
        total: how many there will be, for `progress`.
        lexicons: the frames to look for.
        model: an installed spaCy model.
        least_score: leave out quotes of a lower score.
        engine: where the analysis runs; in this process if none is given.
        progress: called when some articles are done.

    Raises:
        CheckedFileError: if a file of `data/rules` has a mistake.
        ModelMissingError: if the model is not installed.
        EngineError: if no worker can take the work.
    """
    work = FindRows(FindAll(tuple(lexicons), model, least_score))
    parts = cut(articles, lambda keyed: len(keyed[1].text))
    return _counted((engine or open_engine())(work, parts), lambda rows: rows.n_articles, total, progress)


def _counted(
    results: Iterator[Result], count: Callable[[Result], int], total: int | None, progress: Progress | None
) -> Iterator[Result]:
    """Check the rules, then pass on what comes, and tell how many articles are done."""
    _check_rules()
    done = 0
    for result in results:
        yield result
        done += count(result)
        if progress is not None:
            progress(done, done if total is None else total)


@dataclass(frozen=True, slots=True)
class FindAll:
    """The work on a part of the articles (see `engines.Work`): everything that is found in each of them."""

    lexicons: tuple[FrameLexicon, ...]
    model: str
    least_score: float

    def prepare(self) -> None:
        """Load rules and model."""
        _check_rules()
        load_model(self.model)

    def __call__(self, articles: Sequence[Article]) -> list[Outcome]:
        """What came of each article."""
        return _analyze_chunk(articles, self.lexicons, self.model, self.least_score)

    def give_up(self, article: Article, why: str) -> list[Outcome]:
        """What comes of an article that its worker does not survive."""
        return [Outcome(None, _left_out(article, why))]


@dataclass(frozen=True, slots=True)
class FindRows:
    """The same work on articles with their keys; rows are less to send than records, and made where there is time."""

    find: FindAll

    @property
    def model(self) -> str:
        """The language model that it needs."""
        return self.find.model

    def prepare(self) -> None:
        """Load rules and model."""
        self.find.prepare()

    def __call__(self, keyed: Sequence[tuple[str, Article]]) -> AnalysedRows:
        """The rows of all articles."""
        outcomes = self.find([article for _, article in keyed])
        rows = (
            (key, build_rows(outcome.analysis))
            for (key, _), outcome in zip(keyed, outcomes, strict=True)
            if outcome.analysis is not None
        )
        problems = tuple(outcome.problem for outcome in outcomes if outcome.problem is not None)
        return AnalysedRows(build_batch(rows), len(keyed), problems)

    def give_up(self, keyed: tuple[str, Article], why: str) -> AnalysedRows:
        """What comes of an article that its worker does not survive."""
        return AnalysedRows(build_batch([]), 1, (_left_out(keyed[1], why),))


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
        return [Outcome(None, _left_out(articles[0], f"{type(err).__name__}: {err}"))]


def _left_out(article: Article, why: str) -> Problem:
    place = f"row {article.row}" if article.row is not None else ""
    message = f"the article {article.article_id!r} could not be analysed ({why}); it is left out"
    return Problem(article.path, place, message)


def load_lexicons(paths: Sequence[Path]) -> tuple[FrameLexicon, ...]:
    """The lexicons that a user names, or all of `data/lexicons` where none is named."""
    return read_lexicons(paths) if paths else default_lexicons()


def seconds_since(start: float) -> float:
    """Seconds since a `time.monotonic` reading, to the tenth."""
    return round(time.monotonic() - start, 1)
