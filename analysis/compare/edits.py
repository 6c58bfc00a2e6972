"""What an outlet changed in a text that it shares with another: words, headline, frame terms and quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare.alignment import Change, align_words
from analysis.compare.clusters import choose_references
from analysis.copies import PlainWord, plain_words
from analysis.records import SAID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.records import Span
    from analysis.tables import Tables

PARTS = ("headline", "text")
"""What is aligned with what: the headlines, and leads with bodies."""
LEAST_OF_QUOTE = 0.5
"""Share of a quote's words that the other text must keep for the quote to be kept."""

_OF_EDITS = {
    **dict.fromkeys(("article_id", "other_id", "part", "change"), "string"),
    **dict.fromkeys(("start", "end"), "int64"),
    "text": "string",
    **dict.fromkeys(("other_start", "other_end"), "int64"),
    "other_text": "string",
    **dict.fromkeys(("n_words", "n_other_words"), "int64"),
    **dict.fromkeys(("terms_lost", "terms_gained"), "string"),
    **dict.fromkeys(("n_terms_lost", "n_terms_gained"), "int64"),
}
_OF_CHANGES = {
    **dict.fromkeys(("copy_cluster", "reference_id", "article_id", "outlet"), "string"),
    "date": "datetime64[s]",
    "days_later": "Int64",
    **dict.fromkeys(
        ("n_reference_words", "n_words", "n_kept", "n_moved", "n_replaced", "n_deleted", "n_new", "n_edits"), "int64"
    ),
    **dict.fromkeys(("kept_share", "own_share"), "Float64"),
    "same_headline": "boolean",
    **dict.fromkeys(("n_terms_lost", "n_terms_gained"), "int64"),
    **dict.fromkeys(("terms_lost", "terms_gained"), "string"),
    **dict.fromkeys(("n_quotes_lost", "n_quotes_gained"), "int64"),
    **dict.fromkeys(("speakers_lost", "speakers_gained"), "string"),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Story:
    """An article as it is compared."""

    article_id: str
    text: str
    parts: Mapping[str, list[PlainWord]]
    hits: list[Any]
    """Frame terms and contested names, as rows with start, end, text and name."""
    quotes: Mapping[str, list[Any]]
    """The pieces of content of each quote of something said, as rows of `quote_spans` with the speaker."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A change with its places and the terms that it takes out and puts in."""

    part: str
    change: Change
    span: Span
    other_span: Span
    lost: Counter[str]
    gained: Counter[str]


def compare_copies(tables: Tables, article_id: str, other_id: str) -> pd.DataFrame:
    """Every stretch in which one article's words differ from another's, in the order of the other.

    Words are compared without case and punctuation, headlines with headlines, leads and bodies with leads and bodies;
    datelines, agency lines and other boilerplate are left alone. The articles need not be copies.

    Args:
        tables: of a corpus.
        article_id: the text that is taken for the first.
        other_id: the text whose changes are told.

    Returns:
        article_id, other_id, part (`headline` or `text`), change (`inserted`, `deleted`, `replaced`, or `moved`: the
        same words in another place), start, end and text of the first article (start = end where nothing of it
        corresponds), other_start, other_end and other_text of the other, n_words and n_other_words of the two
        stretches, terms_lost and terms_gained: frame terms and contested names that stand in one stretch and not in the
        other, as `word [frame]`, with their numbers.

    Raises:
        ValueError: if there is no article of an id.
    """
    stories = _Stories(tables, [article_id, other_id])
    first, other = stories[article_id], stories[other_id]
    rows = [_row(first, other, edit) for edit in _find_edits(first, other)]
    return pd.DataFrame(rows, columns=list(_OF_EDITS)).astype(_OF_EDITS)


def copy_changes(tables: Tables, references: Mapping[str, str] | None = None) -> pd.DataFrame:
    """What each copy changed in the text of its cluster: one row a copy, its reference apart.

    Nobody knows what the agency sent. The reference is the earliest article of the cluster, of those of one day the
    longest; a word that it changed itself looks as if all others had changed it.

    Args:
        tables: of a corpus.
        references: another reference by cluster.

    Returns:
        copy_cluster, reference_id, article_id, outlet, date, days_later (than the reference; missing without a date),
        n_reference_words, n_words, n_kept (words in the same order), n_moved, n_replaced and n_deleted (words of the
        reference; with n_kept and n_moved they are all of them), n_new (words that are inserted or replace others),
        n_edits (stretches), kept_share (n_kept and n_moved of the reference's words), own_share (n_new of its own
        words), same_headline (missing if a headline is), terms and quotes lost and gained: numbers, words and
        speakers. A quote is lost where less than half of its words are kept.

    Raises:
        ValueError: if a reference is not an article of its cluster.
    """
    chosen = choose_references(tables, references)
    articles = tables.articles[tables.articles["copy_cluster"].isin(list(chosen))]
    stories = _Stories(tables, articles["article_id"])
    order = articles.sort_values("date", kind="stable")
    rows = []
    for cluster, reference_id in chosen.items():
        members = order[order["copy_cluster"] == cluster]
        first = members.set_index("article_id").loc[reference_id]
        for _, member in members.iterrows():
            if member["article_id"] != reference_id:
                later = member["date"] - first["date"]
                told = {"copy_cluster": cluster, "outlet": member["outlet"], "date": member["date"]}
                told["days_later"] = None if pd.isna(later) else later.days
                rows.append(told | _summary(stories[reference_id], stories[member["article_id"]]))
    return pd.DataFrame(rows, columns=list(_OF_CHANGES)).astype(_OF_CHANGES)


class _Stories:
    """Articles of a corpus by id, each made when it is first asked for."""

    def __init__(self, tables: Tables, ids: Iterable[str]) -> None:
        kept = set(ids)

        def of(table: pd.DataFrame) -> pd.DataFrame:
            return table[table["article_id"].isin(kept)]

        articles = of(tables.articles)
        self._texts = dict(zip(articles["article_id"], articles["text"], strict=True))
        self._sentences = of(tables.sentences).groupby("article_id", sort=False)
        names = {"frame_hits": "frame", "contested_hits": "contested_set"}
        hits = [
            of(getattr(tables, table)).rename(columns={column: "name"})[["article_id", "start", "end", "text", "name"]]
            for table, column in names.items()
        ]
        self._hits = pd.concat(hits).groupby("article_id", sort=False)
        spans, quotes = of(tables.quote_spans), of(tables.quotes)
        said = quotes.loc[quotes["attribution_type"].isin(SAID), ["quote_id", "speaker_name"]]
        contents = spans[spans["role"] == "content"].merge(said, on="quote_id")
        self._quotes = contents.groupby("article_id", sort=False)
        self._made: dict[str, _Story] = {}

    def __getitem__(self, article_id: str) -> _Story:
        if article_id not in self._texts:
            raise ValueError(f"there is no article {article_id!r}")
        if article_id not in self._made:
            self._made[article_id] = self._make(article_id)
        return self._made[article_id]

    def _make(self, article_id: str) -> _Story:
        text = self._texts[article_id]
        parts: dict[str, list[PlainWord]] = {part: [] for part in PARTS}
        for row in _rows(self._sentences, article_id):
            part = "headline" if row.zone == "headline" else "text"
            parts[part].extend(plain_words(text, row.start, row.end))
        quotes: dict[str, list[Any]] = {}
        for row in _rows(self._quotes, article_id):
            quotes.setdefault(row.quote_id, []).append(row)
        return _Story(article_id, text, parts, list(_rows(self._hits, article_id)), quotes)


def _rows(groups: Any, article_id: str) -> Iterator[Any]:
    if article_id in groups.groups:
        yield from groups.get_group(article_id).sort_values(["start", "end"]).itertuples(index=False)


def _find_edits(first: _Story, other: _Story) -> Iterator[_Edit]:
    for part in PARTS:
        words, others = first.parts[part], other.parts[part]
        for change in align_words([word.form for word in words], [word.form for word in others]):
            span = _characters(words, change.start, change.end)
            other_span = _characters(others, change.other_start, change.other_end)
            before, after = _terms(first, *span), _terms(other, *other_span)
            if change.kind == "moved":
                before = after = Counter()
            yield _Edit(part, change, span, other_span, before - after, after - before)


def _row(first: _Story, other: _Story, edit: _Edit) -> dict[str, Any]:
    change, (start, end), (other_start, other_end) = edit.change, edit.span, edit.other_span
    return {
        **{"article_id": first.article_id, "other_id": other.article_id, "part": edit.part, "change": change.kind},
        **{"start": start, "end": end, "text": first.text[start:end] or None},
        **{"other_start": other_start, "other_end": other_end, "other_text": other.text[other_start:other_end] or None},
        **{"n_words": change.end - change.start, "n_other_words": change.other_end - change.other_start},
        **{"terms_lost": _listed(edit.lost), "terms_gained": _listed(edit.gained)},
        **{"n_terms_lost": edit.lost.total(), "n_terms_gained": edit.gained.total()},
    }


def _characters(words: list[PlainWord], start: int, end: int) -> tuple[int, int]:
    """The characters of a stretch of words; for one without words the end of the word before it, twice."""
    if start < end:
        return words[start].start, words[end - 1].end
    at = words[start - 1].end if start else words[0].start if words else 0
    return at, at


def _terms(story: _Story, start: int, end: int) -> Counter[str]:
    """The terms that a stretch touches."""
    touched = (hit for hit in story.hits if hit.start < end and start < hit.end)
    return Counter(f"{' '.join(hit.text.lower().split())} [{hit.name}]" for hit in touched)


def _listed(counts: Counter[str]) -> str | None:
    """Names with how often each comes, e.g. `fighters [armed_actors] ×2; siege [war]`."""
    return "; ".join(name if n == 1 else f"{name} ×{n}" for name, n in counts.items()) or None


def _summary(first: _Story, other: _Story) -> dict[str, Any]:
    edits = list(_find_edits(first, other))
    gone, new = Counter[str](), 0
    lost, gained = Counter[str](), Counter[str]()
    for edit in edits:
        gone[edit.change.kind] += edit.change.end - edit.change.start
        new += 0 if edit.change.kind == "moved" else edit.change.other_end - edit.change.other_start
        lost, gained = lost + edit.lost, gained + edit.gained
    n_first, n_other = (sum(map(len, story.parts.values())) for story in (first, other))
    headlines = [[word.form for word in story.parts["headline"]] for story in (first, other)]
    stayed = [edit for edit in edits if edit.change.kind != "moved"]
    speakers_lost = Counter(_unkept(first, [edit.span for edit in stayed]))
    speakers_gained = Counter(_unkept(other, [edit.other_span for edit in stayed]))
    return {
        **{"reference_id": first.article_id, "article_id": other.article_id},
        **{"n_reference_words": n_first, "n_words": n_other, "n_kept": n_first - gone.total()},
        **{f"n_{kind}": gone[kind] for kind in ("moved", "replaced", "deleted")},
        **{"n_new": new, "n_edits": len(edits)},
        "kept_share": (n_first - gone["replaced"] - gone["deleted"]) / n_first if n_first else None,
        "own_share": new / n_other if n_other else None,
        "same_headline": headlines[0] == headlines[1] if all(headlines) else None,
        **{"n_terms_lost": lost.total(), "n_terms_gained": gained.total()},
        **{"terms_lost": _listed(lost), "terms_gained": _listed(gained)},
        **{"n_quotes_lost": speakers_lost.total(), "n_quotes_gained": speakers_gained.total()},
        **{"speakers_lost": _listed(speakers_lost), "speakers_gained": _listed(speakers_gained)},
    }


def _unkept(story: _Story, changed: Sequence[Span]) -> Iterator[str]:
    """The speakers of the quotes of which the other text keeps less than half."""
    for pieces in story.quotes.values():
        words = [word for piece in pieces for word in plain_words(story.text, piece.start, piece.end)]
        n_kept = sum(not any(start <= word.start < end for start, end in changed) for word in words)
        if words and n_kept < LEAST_OF_QUOTE * len(words):
            name = pieces[0].speaker_name
            yield "unknown" if pd.isna(name) else str(name)
