"""The words of a corpus, indexed once for any number of concordances and lists of collocates.

No language model is needed: sentences, zones, quotes and lemmas stand in the tables, and NLTK's `ConcordanceIndex` says
where a word stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.columns import COLUMNS
from analysis.patterns import Gap, Match, Matcher, Unit, parse_pattern
from analysis.records import Quote
from analysis.voices import find_voice
from analysis.words import cut_tokens, straighten

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.tables import Tables

_OF_LEXICONS = {"lexicon", "frame", "term", "subcode"}
_DTYPES = {column.name: column.dtype for column in COLUMNS["frame_hits"] if column.name not in _OF_LEXICONS}


class Coded(NamedTuple):
    """Strings as numbers, so that what holds of a string is found out once for all its occurrences."""

    numbers: NDArray[np.int64]
    """One an occurrence."""
    known: list[str]
    """The strings in the order of their first occurrence."""

    def where(self, rule: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Of which occurrences a rule holds."""
        return np.array([rule(string) for string in self.known], dtype=bool)[self.numbers]


class TextIndex:
    """The words of the headlines, leads and bodies of a corpus, with the sentence, article and quote of each.

    Attributes:
        tables: the corpus.
        forms: each token as written, in small letters with straight apostrophes; marks are tokens too.
        starts, ends: its characters in its article's text.
        article_of, sentence_of: the rows of `tables.articles` and `tables.sentences` that it belongs to.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._texts = tables.articles["text"].tolist()
        from nltk.text import ConcordanceIndex

        self._row_of = {article_id: row for row, article_id in enumerate(tables.articles["article_id"])}
        sentences = tables.sentences
        spans: list[tuple[int, int, int, int]] = []
        self._written: list[str] = []
        bounds = [0]
        for row, (article_id, start, end) in enumerate(
            zip(sentences["article_id"], sentences["start"], sentences["end"], strict=True)
        ):
            article = self._row_of[article_id]
            text = self._texts[article][start:end]
            for left, right in cut_tokens(text):
                spans.append((start + left, start + right, article, row))
                self._written.append(text[left:right])
            bounds.append(len(spans))
        self._bounds = bounds
        columns = np.array(spans, dtype=np.int64).reshape(-1, 4).T
        self.starts, self.ends, self.article_of, self.sentence_of = columns
        self.forms = [straighten(word).lower() for word in self._written]
        self._index = ConcordanceIndex(self.forms)
        self._vocabulary = sorted(set(self.forms))
        self._quotes = _quotes_by_article(tables)

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemma of each token, with straight apostrophes; only proper nouns have capital letters.

        A sentence whose lemmas are missing, or are not as many as its tokens, has its forms instead.
        """
        lemmas: list[str] = []
        for row, told in enumerate(self.tables.sentences["lemmas"]):
            first, beyond = self._bounds[row], self._bounds[row + 1]
            own = [] if pd.isna(told) else told.split(" ")
            lemmas += own if len(own) == beyond - first else self.forms[first:beyond]
        return lemmas

    @cached_property
    def coded_forms(self) -> Coded:
        """`forms` as numbers, with what each stands for."""
        return _code(self.forms)

    @cached_property
    def coded_lemmas(self) -> Coded:
        """`lemmas` as numbers, with what each stands for."""
        return _code(self.lemmas)

    def find(self, pattern: str) -> pd.DataFrame:
        """Every occurrence of a pattern, in the order of the articles; of overlapping matches the longest.

        Voice and speaker are those of the quote that holds it, by the rule of the frame terms. Polarity needs the
        parse, which tables do not hold: it is known where a lexicon's term was found at the same place, else missing.

        Args:
            pattern: a term as lexicons write it, e.g. `surrender*` or `(hostage|prisoner) swap*`.

        Returns:
            The columns of `tables.frame_hits` without lexicon, frame, term and subcode.

        Raises:
            PatternError: if the pattern cannot be read.
        """
        matcher = Matcher([pattern])
        found = {int(self.sentence_of[at]) for word in self._first_words(pattern) for at in self._index.offsets(word)}
        spans = (
            (row, match.start, match.end) for row in sorted(found) for match in _longest(matcher.find(self._units(row)))
        )
        return self._hits(spans)

    def hits_at(self, firsts: Sequence[int], lasts: Sequence[int]) -> pd.DataFrame:
        """Hits of the tokens from each of `firsts` to that of `lasts`, in the order given; columns as of `find`."""
        return self._hits(
            (int(self.sentence_of[first]), int(self.starts[first]), int(self.ends[last]))
            for first, last in zip(firsts, lasts, strict=True)
        )

    def _hits(self, spans: Iterable[tuple[int, int, int]]) -> pd.DataFrame:
        """Hits of sentence (its row), first character and the one after the last."""
        sentences = self.tables.sentences
        numbers, zones = sentences["sentence"].tolist(), sentences["zone"].tolist()
        ids = self.tables.articles["article_id"].tolist()
        rows = []
        for row, start, end in spans:
            article = int(self.article_of[self._bounds[row]])
            voice = find_voice(start, end, self._quotes.get(ids[article], ()))
            rows.append((
                *(ids[article], start, end, self._texts[article][start:end], numbers[row], zones[row]),
                *(voice.voice, voice.quote_id, voice.speaker_name),
            ))  # fmt: skip
        names = [name for name in _DTYPES if name not in {"speaker_id", "polarity", "polarity_cue"}]
        hits = pd.DataFrame(rows, columns=names)
        speakers = self.tables.quotes.set_index("quote_id")["speaker_id"]
        hits["speaker_id"] = hits["quote_id"].map(speakers)
        place = ["article_id", "start", "end"]
        known = pd.concat(
            [
                table[[*place, "polarity", "polarity_cue"]]
                for table in (self.tables.frame_hits, self.tables.contested_hits)
            ]
        )
        hits = hits.astype({name: dtype for name, dtype in _DTYPES.items() if name in hits})
        hits = hits.merge(known.drop_duplicates(place), on=place, how="left")
        return hits.astype(_DTYPES)[list(_DTYPES)]

    def places(self, hits: pd.DataFrame) -> NDArray[np.int64]:
        """The first and the last token of each hit, in text order; hits that overlap are one.

        Returns:
            One row a hit, two columns.
        """
        article = hits["article_id"].map(self._row_of).to_numpy(dtype=np.int64)
        base = np.cumsum([0, *(len(text) + 1 for text in self._texts)])
        starts, ends = base[self.article_of] + self.starts, base[self.article_of] + self.ends
        first = np.searchsorted(ends, base[article] + hits["start"].to_numpy(dtype=np.int64), "right")
        last = np.searchsorted(starts, base[article] + hits["end"].to_numpy(dtype=np.int64), "left") - 1
        merged: list[list[int]] = []
        for left, right in sorted(zip(first.tolist(), last.tolist(), strict=True)):
            if merged and left <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], right)
            elif left <= right:
                merged.append([left, right])
        return np.array(merged, dtype=np.int64).reshape(-1, 2)

    def quotes_of_tokens(self) -> NDArray[np.int64]:
        """The number of the content that each token stands in, as `find_voice` tells it; -1 in the narrator's voice."""
        return self._contents[0]

    def speakers_of_tokens(self) -> NDArray[np.object_]:
        """The `speaker_id` of whom each token quotes; `None` in the narrator's voice and where it is not known."""
        ids = self.tables.quotes.set_index("quote_id")["speaker_id"].astype(object)
        known = ids.where(ids.notna(), None).to_dict()
        contents, quotes = self._contents
        return np.array([*(known[quote_id] for quote_id in quotes), None], dtype=object)[contents]

    @cached_property
    def _contents(self) -> tuple[NDArray[np.int64], list[str]]:
        """The content that each token stands in, and the quote that each content belongs to."""
        contents = np.full(len(self.forms), -1, dtype=np.int64)
        quote_ids: list[str] = []
        firsts = np.searchsorted(self.article_of, np.arange(len(self._texts) + 1))
        for article_id, quotes in self._quotes.items():
            first, beyond = firsts[self._row_of[article_id]], firsts[self._row_of[article_id] + 1]
            middles = (self.starts[first:beyond] + self.ends[first:beyond]) / 2
            spans = [(span, quote.quote_id) for quote in quotes if quote.voiced for span in quote.content_spans]
            # The smallest content decides, of several the first: so it is written last.
            spans.reverse()
            for (left, right), quote_id in sorted(spans, key=lambda pair: pair[0][0] - pair[0][1]):
                inside = slice(np.searchsorted(middles, left), np.searchsorted(middles, right, "right"))
                contents[first:beyond][inside] = len(quote_ids)
                quote_ids.append(quote_id)
        return contents, quote_ids

    def _units(self, row: int) -> list[Unit]:
        return [
            Unit(self._written[i], int(self.starts[i]), int(self.ends[i]), i)
            for i in range(self._bounds[row], self._bounds[row + 1])
        ]

    def _first_words(self, pattern: str) -> Iterator[str]:
        """The indexed words with which a match can begin."""
        for start in {form[0] for form in parse_pattern(pattern)}:
            if isinstance(start, Gap):
                continue
            word = start.text.lower()
            if start.open_ended:
                first = bisect_left(self._vocabulary, word)
                yield from takewhile(
                    lambda known, word=word: known.startswith(word),  # type: ignore[misc]
                    self._vocabulary[first:],
                )
            else:
                yield word


def as_index(source: Tables | TextIndex) -> TextIndex:
    """The index of a corpus, made where there is none yet."""
    return source if isinstance(source, TextIndex) else TextIndex(source)


@lru_cache(maxsize=1)
def index_of(tables: Tables) -> TextIndex:
    """The index of a corpus; that of the last one is kept, for figures and lists that need it one after another."""
    return TextIndex(tables)


def _code(strings: Sequence[str]) -> Coded:
    numbers, known = pd.factorize(np.array(strings, dtype=object))
    return Coded(numbers.astype(np.int64), known.tolist())


def _longest(matches: Iterable[Match]) -> list[Match]:
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        if not any(match.start < other.end and other.start < match.end for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)


def _quotes_by_article(tables: Tables) -> dict[str, list[Quote]]:
    """The quotes as records again, as far as their voice needs it."""
    spans: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    pieces = tables.quote_spans
    for quote_id, role, start, end in zip(
        pieces["quote_id"], pieces["role"], pieces["start"], pieces["end"], strict=True
    ):
        spans[quote_id, role].append((start, end))
    quotes: dict[str, list[Quote]] = defaultdict(list)
    for row in _rows_of(tables.quotes):
        quotes[row.article_id].append(
            Quote(
                article_id=row.article_id,
                quote_id=row.quote_id,
                quote_type=row.quote_type,
                attribution_type=row.attribution_type,
                content_spans=tuple(spans[row.quote_id, "content"]),
                cue_spans=tuple(spans[row.quote_id, "cue"]),
                speaker_spans=tuple(spans[row.quote_id, "speaker"]),
                cue_lemma=None,
                speaker=None,
                speaker_name=None if pd.isna(row.speaker_name) else row.speaker_name,
                speaker_type=row.speaker_type,
                speaker_via=row.speaker_via,
                via=row.via,
                voiced=row.voiced,
            )
        )
    return quotes


def _rows_of(table: pd.DataFrame) -> Sequence[Any]:
    return list(table.itertuples(index=False))
