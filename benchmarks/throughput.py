"""Words a second of the whole analysis, beside the bare language model, in one run on one core.

    python benchmarks/throughput.py FOLDER [--limit N] [--json]

FOLDER is a corpus as `python -m analysis run` takes it. Both sides get the same texts, each in a process of its own
bound to one core, one after the other: (a) the model as `spacy.load` gives it, over whole texts; (b) everything that
`analysis.analyze` does, from the files to the tables. What counts is the ratio (b)/(a): the absolute figures are the
machine's. Peak memory is each process' own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def measure_model(folder: Path, limit: int | None) -> dict[str, Any]:
    """The bare pipeline over the corpus' texts."""
    _one_core()
    import spacy

    from analysis.parsing import MODEL
    from analysis.reading import read_articles
    from analysis.words import count_words

    texts = [article.text for article in read_articles(folder).articles][:limit]
    nlp = spacy.load(MODEL)
    start = time.perf_counter()
    for _ in nlp.pipe(texts, batch_size=32):
        pass
    return _result(time.perf_counter() - start, sum(map(count_words, texts)), len(texts))


def measure_analysis(folder: Path, limit: int | None) -> dict[str, Any]:
    """Reading, parsing, every extractor and the tables."""
    _one_core()
    from analysis.parsing import load_model
    from analysis.pipeline import analyze_articles, tabulate
    from analysis.reading import read_articles
    from analysis.words import count_words

    load_model()
    start = time.perf_counter()
    reading = read_articles(folder)
    articles = reading.articles[:limit]
    tables = tabulate(list(analyze_articles(articles)), reading.problems, "benchmark")
    seconds = time.perf_counter() - start
    result = _result(seconds, sum(count_words(article.text) for article in articles), len(articles))
    return {**result, "n_quotes": len(tables.quotes), "n_frame_hits": len(tables.frame_hits)}


def measure_steps(folder: Path, limit: int | None) -> dict[str, Any]:
    """Seconds of each step after reading."""
    _one_core()
    from analysis.agency import find_agency_events
    from analysis.framing import find_distance_marks, find_frame_terms, find_negations
    from analysis.framing.polarity import find_polarity
    from analysis.lexicons import default_lexicons
    from analysis.parsing import load_model, parse_articles
    from analysis.quotes import attribute_quotes, find_mentions
    from analysis.reading import read_articles
    from analysis.sentiment import Grammar, score_sentences
    from analysis.targets import score_targets

    articles = read_articles(folder).articles[: min(limit or 100, 100)]
    load_model()
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Iterable[Any]], *arguments: Any, **named: Any) -> list[Any]:
        start = time.perf_counter()
        result = list(work(*arguments, **named))
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start
        return result

    lexicons = default_lexicons()
    for parsed in timed("parsing", parse_articles, articles):
        quotes = timed("quotes", attribute_quotes, parsed)
        timed("sentiment", score_sentences, parsed, quotes, grammar=Grammar(find_polarity, find_negations))
        mentions = timed("mentions", find_mentions, parsed, quotes)
        timed("targets", score_targets, parsed, mentions, quotes)
        timed("events", find_agency_events, parsed, quotes, read_polarity=find_polarity)
        timed("distance", find_distance_marks, parsed, quotes)
        for lexicon in lexicons:
            timed("frames", find_frame_terms, parsed, lexicon, quotes)
    return {"share_of_parsing": {name: round(s / seconds["parsing"], 4) for name, s in seconds.items()}}


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _result(seconds: float, n_words: int, n_articles: int) -> dict[str, Any]:
    result = {
        "articles": n_articles,
        "words": n_words,
        "seconds": round(seconds, 2),
        "words_per_second": n_words / seconds,
    }
    if sys.platform != "win32":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result["peak_memory_mib"] = round(peak / (2**20 if sys.platform == "darwin" else 2**10))
    return result


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a corpus of articles")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N articles")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    args = parser.parse_args()
    if not args.folder.exists():
        print(f"throughput: there is no {args.folder}", file=sys.stderr)
        return 2
    for name in BLAS_THREADS:
        os.environ[name] = "1"
    report: dict[str, Any] = {}
    for name, measure in (("model", measure_model), ("analysis", measure_analysis), ("steps", measure_steps)):
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            report[name] = pool.submit(measure, args.folder, args.limit).result()
    report["ratio"] = report["analysis"]["words_per_second"] / report["model"]["words_per_second"]
    if args.json:
        print(json.dumps(report, indent=1))
        return 0
    for name in ("model", "analysis"):
        side = report[name]
        print(
            f"{name:9s} {side['articles']:5d} articles {side['words']:8d} words {side['seconds']:7.1f} s "
            f"{side['words_per_second']:8.0f} words/s  peak {side.get('peak_memory_mib', '–')} MiB"
        )
    print(f"ratio     {report['ratio']:.2f} of the bare model's words a second")
    print("of the parse's time: " + ", ".join(f"{k} {v:.1%}" for k, v in report["steps"]["share_of_parsing"].items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
