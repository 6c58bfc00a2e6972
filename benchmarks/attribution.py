"""Who is quoted in a folder of texts, as JSON lines for a scorer.

    python benchmarks/attribution.py --text DIR [--least-score 0.5] [--baseline] > pred.jsonl

DIR holds articles as `.txt`; every file gives one line `{"article": stem, "attributions": [{"content": [[start, end],
…], "cue": …, "source": …, "speaker": name, "kind": "direct" | "mixed" | "indirect"}]}`, offsets in characters of the
file's text. `--baseline` is what a simple tool does, for comparison: words in quotation marks go to the subject of the
nearest reporting verb, and the complement clause of a reporting verb to its subject. What attribution takes on top of
the parse goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERBS = frozenset(
    ("say", "tell", "add", "ask", "argue", "claim", "explain", "note", "report", "announce", "warn", "insist", "write")
)


def main() -> int:
    """Read, attribute, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, required=True, metavar="DIR", help="a folder of .txt files")
    parser.add_argument("--least-score", type=float, default=0.0, metavar="S", help="leave out lower scores")
    parser.add_argument("--baseline", action="store_true", help="the simple baseline instead")
    args = parser.parse_args()
    files = sorted(args.text.glob("*.txt")) if args.text.is_dir() else []
    if not files:
        print(f"attribution: there are no .txt files in {args.text}", file=sys.stderr)
        return 2
    from analysis.parsing import load_model, parse_articles
    from analysis.quotes import attribute_quotes
    from analysis.reading import read_articles

    load_model()
    list(attribute_quotes("Ada Lund said no."))  # weights and word lists are read once, before the clock starts
    reading = read_articles(files)
    for problem in reading.problems:
        if problem.severity != "note":
            print(f"attribution: {problem.path}: {problem.message}", file=sys.stderr)
    parse_seconds = quote_seconds = 0.0
    done = {article.article_id for article in reading.articles}
    started = time.perf_counter()
    for parsed in parse_articles(reading.articles):
        parse_seconds += time.perf_counter() - started
        started = time.perf_counter()
        if args.baseline:
            found = list(simple_attributions(parsed))
        else:
            found = [_record(quote) for quote in attribute_quotes(parsed, least_score=args.least_score)]
        quote_seconds += time.perf_counter() - started
        print(json.dumps({"article": parsed.article.article_id, "attributions": found}, ensure_ascii=False))
        started = time.perf_counter()
    for file in files:
        if file.stem not in done:
            print(json.dumps({"article": file.stem, "attributions": []}))
    share = quote_seconds / max(parse_seconds, 1e-9)
    print(f"parse {parse_seconds:.1f} s, attribution {quote_seconds:.1f} s: {share:.1%} on top", file=sys.stderr)
    return int(any(problem.severity == "error" for problem in reading.problems))


def _record(quote: Any) -> dict[str, Any]:
    return {
        "content": quote.content_spans,
        "cue": quote.cue_spans,
        "source": quote.speaker_spans,
        "speaker": quote.speaker_name,
        "kind": quote.quote_type,
    }


def simple_attributions(parsed: Any) -> Iterator[dict[str, Any]]:
    """The baseline."""
    from analysis.quotes.marks import analysed_marks

    doc, marks = parsed.doc, [mark.span for mark in analysed_marks(parsed)]
    inside = {t.i for start, end in marks for t in doc.char_span(start, end, alignment_mode="expand") or ()}
    verbs = [t for t in doc if t.pos_ == "VERB" and t.lemma_.lower() in VERBS and t.i not in inside]
    for start, end in marks:
        span = doc.char_span(start, end, alignment_mode="expand")
        near = [v for v in verbs if span is not None and abs(v.i - (span.end if v.i > span.start else span.start)) < 40]
        if span is None or len(span) < 4 or not near:
            continue
        verb = min(near, key=lambda v: max(v.i - span.end, span.start - v.i))
        yield _simple([[start, end]], verb)
    for verb in verbs:
        clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
        if clause is None or any(t.i in inside for t in clause.subtree):
            continue
        words = [t for t in clause.subtree if not t.is_space]
        yield _simple([[words[0].idx, words[-1].idx + len(words[-1])]], verb)


def _simple(content: list[list[int]], verb: Any) -> dict[str, Any]:
    subject = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    words = list(subject.subtree) if subject is not None else []
    source = [[words[0].idx, words[-1].idx + len(words[-1])]] if words else []
    speaker = subject.text if subject is not None else None
    return {"content": content, "cue": [[verb.idx, verb.idx + len(verb)]], "source": source, "speaker": speaker}


if __name__ == "__main__":
    sys.exit(main())
