"""Seconds and memory of a rerun in which every article is known, as a corpus grows.

    python benchmarks/growth.py FOLDER [--articles 1000,10000,100000] [--work DIR] [--json]

FOLDER is a corpus as `python -m analysis run` takes it; its articles are analysed once. Each size is made of variants
of them: the same articles in other letters, so that they share no words with each other, with the rows that an analysis
would give. Every fifth variant is a copy of the one before it, with one word in forty changed; the number of names
grows with the power .6 of the number of variants, as vocabularies do. Then a process of its own runs
`analysis.rerun.rerun` over them, twice: from articles to the tables on disk, and again with nothing new. Peak memory is
that process' own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import string
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.batches import Batch
    from analysis.records import Article, ArticleAnalysis, Event, Problem

MADE_WITH = "growth"
NAMES = {"quotes": ("speaker_name",), "targets": ("target_name",), "first_names": ("name",), "acronyms": ("name",)}
EVERY = 5
"""One variant of so many is a copy of another."""
BATCH = 500
"""Articles whose rows are kept together."""


@lru_cache(maxsize=2)
def letters(number: int) -> dict[int, int]:
    """For each letter another one."""
    other = list(string.ascii_lowercase)
    random.Random(number).shuffle(other)
    new = "".join(other)
    return str.maketrans(string.ascii_lowercase + string.ascii_uppercase, new + new.upper())


def variant(article: Article, number: int, of_all: int) -> Article:
    """The article in other letters, as long as it was."""
    is_copy = number % EVERY == EVERY - 1
    text = article.text.translate(letters(number - is_copy))
    if is_copy:
        n_words = count(1)
        text = re.sub(r"\w+", lambda word: word[0][::-1] if next(n_words) % 40 == 0 else word[0], text)
    return replace(article, article_id=f"a{of_all}", text=text, path=f"a{of_all}.txt", row=None)


@dataclass
class Variants:
    """Articles that come from no file."""

    base: Sequence[Article]
    n: int
    problems: Sequence[Problem] = ()
    events: Sequence[Event] = ()
    stated: Mapping[str, int] = field(default_factory=dict)
    file_names: Sequence[str] = ()
    folders_are_outlets: bool = False

    def __iter__(self) -> Iterator[Article]:
        for at in range(self.n):
            yield variant(self.base[at % len(self.base)], at // len(self.base), at)


def rows_of_variants(analyses: Sequence[ArticleAnalysis], n: int) -> Iterator[Batch]:
    """The rows of variants, those of one number together."""
    import pyarrow as pa

    from analysis.batches import SCHEMAS, build_batch
    from analysis.copies import read_copy_text, sketch
    from analysis.rows import build_rows
    from analysis.store.rows import article_key

    base = build_batch((str(at), build_rows(analysis)) for at, analysis in enumerate(analyses))
    owners = {table: rows["key"].combine_chunks().cast(pa.int64()) for table, rows in base.items()}
    for number in range(-(-n // len(analyses))):
        made = [variant(analysis.article, number, 0) for analysis in analyses]
        keys = pa.array([article_key(article, MADE_WITH) for article in made])
        batch = {
            table: renamed(rows, table, keys.take(owners[table]), int(number**0.6)) for table, rows in base.items()
        }
        kinds = SCHEMAS["sketches"].types
        sketches = [
            (key, 0, *found)
            for key, article in zip(keys, made, strict=True)
            if (found := sketch(read_copy_text(article)))
        ]
        cells = [pa.array(list(column), kind) for column, kind in zip(zip(*sketches, strict=True), kinds, strict=True)]
        yield batch | {"sketches": pa.table(cells, schema=SCHEMAS["sketches"])}


def renamed(rows: pa.Table, table: str, keys: pa.Array, number: int) -> pa.Table:
    """Rows under other keys, with the names of people in other letters."""
    import pyarrow as pa

    columns = {"key": keys}
    for name in NAMES.get(table, ()):
        cells = rows[name].combine_chunks().dictionary_encode()
        new = [cell.translate(letters(number)) for cell in cells.dictionary.to_pylist()]
        columns[name] = pa.array(new, pa.string()).take(cells.indices)
    return pa.table([columns.get(name, rows[name]) for name in rows.column_names], schema=rows.schema)


def make_corpus(folder: Path, n: int, out: Path) -> None:
    """Analyse the articles of a folder, and keep the rows of their variants."""
    import pyarrow as pa

    from analysis.pipeline import analyze_articles
    from analysis.reading import read_articles
    from analysis.store.rows import add_batch, open_rows

    found = analyze_articles(read_articles(folder).articles)
    analyses = [outcome.analysis for outcome in found if outcome.analysis is not None]
    open_rows(out)
    batches = rows_of_variants(analyses, n)
    while some := list(islice(batches, max(1, BATCH // len(analyses)))):
        add_batch(out, {table: pa.concat_tables(batch[table] for batch in some) for table in some[0]})


def measure(folder: Path, n: int, out: Path) -> dict[str, Any]:
    """What a rerun over the variants takes."""
    import analysis.rerun
    from analysis.reading import read_articles

    base = [article for article in read_articles(folder).articles if article.zones]

    def analyze(articles: Iterable[Article], total: int) -> Iterator[Any]:
        raise RuntimeError(f"{total} of {n} articles have no rows")

    seconds, of_cpu = [], []
    for _ in range(2):
        start, cpu = time.perf_counter(), time.process_time()
        done = analysis.rerun.rerun(Variants(base, n), "growth", out, MADE_WITH, analyze)  # type: ignore[arg-type]
        seconds.append(round(time.perf_counter() - start, 1))
        of_cpu.append(round(time.process_time() - cpu, 1))
    result = {
        "articles": n,
        "seconds": seconds[0],
        "cpu": of_cpu[0],
        "again": seconds[1],
        "cpu_again": of_cpu[1],
        "rows": sum(done.written.n_rows.values()),
    }
    result |= {name: done.written.n_rows[name] for name in ("speakers", "copies", "problems")}
    if sys.platform != "win32":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result["peak_memory_mib"] = round(peak / (2**20 if sys.platform == "darwin" else 2**10))
    return result


def _in_a_process(step: Callable[[Path, int, Path], Any], *given: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(step, *given).result()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a corpus of articles")
    parser.add_argument("--articles", default="1000,10000,100000", metavar="N,…", help="sizes to measure")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where rows and tables go; a temporary folder if none")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    args = parser.parse_args()
    if not args.folder.exists():
        print(f"growth: there is no {args.folder}", file=sys.stderr)
        return 2
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    report: list[dict[str, Any]] = []
    for n in map(int, args.articles.split(",")):
        with TemporaryDirectory(prefix="growth-", dir=args.work) as work:
            _in_a_process(make_corpus, args.folder, n, Path(work))
            report.append(_in_a_process(measure, args.folder, n, Path(work)))
            if not args.json:
                print(", ".join(f"{name} {value:,}" for name, value in report[-1].items()), flush=True)
    if args.json:
        print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
