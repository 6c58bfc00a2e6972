"""Drawing what coders are to judge from a run's tables, blinded and stratified."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.measures.resampling import SEED
from analysis.records import NEGATIVE_TO, POSITIVE_FROM
from analysis.validation.fingerprints import fingerprints
from analysis.validation.questions import ADJUDICATED, FORMS, Kind
from analysis.validation.strata import LEAST, allocate, assign_coders, draw_spread

if TYPE_CHECKING:
    from analysis.lexicons import FrameLexicon
    from analysis.tables import Tables

CONTEXT = 2
"""Sentences shown before and after the one to be judged."""
NEAR = 2
"""A sentence without a hit counts as near one that is so many sentences away, or nearer."""
MOST_TERMS = 8
"""Terms of a frame that are strata of their own; the others are one stratum together."""
ITEM_COLUMNS = (
    *("item", "kind", "frame", "stratum", "article_id", "outlet", "start", "end", "before", "passage", "after"),
    *("speaker", "hit", "voice", "manner", "exact", "adjusted", "quote_id", "coders"),
)
_MANNERS = {"negated": "denied", "rejected": "denied", "demanded": "open", "hypothetical": "open"}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is to be coded."""

    hits: int = 50
    """Sentences with a hit, for each frame."""
    sentences: int = 100
    """Sentences without a hit, for each frame; and sentences for sentiment."""
    quotes: int = 50


SIZES = Sizes()
"""Where nothing else is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What is to be coded, and what only the key may hold."""

    sample_id: str
    """Letters that tell this sample from every other."""
    corpus: str
    seed: int
    coders: tuple[str, ...]
    items: pd.DataFrame
    """A row an item, in the order of the sheets; the columns are `ITEM_COLUMNS`."""
    strata: pd.DataFrame
    """`kind`, `frame`, `stratum`, `n_all` (in the corpus), `n_drawn`, `weight` (of one item: n_all / n_drawn)."""
    counts: pd.DataFrame
    """Sentences with a hit and all sentences by `frame` and `outlet`."""
    labels: Mapping[str, str]
    """What the sheets call each frame: its label, with the lexicon's name where two have the same."""
    lexicons: Mapping[str, str]
    """Versions by name."""
    fingerprints: Mapping[str, Any]
    """Of what is validated (see `fingerprints`)."""
    n_articles: int


def draw_sample(
    tables: Tables,
    *,
    lexicons: Sequence[FrameLexicon] = (),
    coders: Sequence[str] = ("coder",),
    sizes: Sizes = SIZES,
    overlap: float = 1.0,
    frames: Sequence[str] | None = None,
    seed: int = SEED,
) -> Sample:
    """Draw a sample for coding; the same tables, choices and seed always give the same one.

    The unit of frames is the sentence: it is a hit of a frame if a term of the frame matched in it. Hits are drawn by
    term and spread over outlets, which gives precision; sentences without a hit, half of them near one, give recall.
    Both stand in one list, in random order within their frame. Strata are drawn at different rates; `strata` has the
    weights that make up for it.

    Args:
        tables: of a run.
        lexicons: those that it used, for their versions.
        coders: their names; each gets a sheet.
        sizes: how much is coded.
        overlap: the share (0-1) of items that all coders get, for reliability; the rest is dealt out.
        frames: ids of frames; all that have a hit if not given.
        seed: of every draw.

    Raises:
        ValueError: if a coder's name cannot be used, a frame has no hit or is unknown, or there is nothing to code.
    """
    names = _checked_coders(coders)
    if not 0 <= overlap <= 1:
        raise ValueError(f"an overlap of {overlap:g}; expected a share from 0 to 1")
    rng = np.random.default_rng(seed)
    sentences = _with_context(tables)
    hits = _hits_by_sentence(tables)
    chosen = _chosen_frames(hits, frames)
    parts: list[pd.DataFrame] = []
    strata: list[pd.DataFrame] = []
    counts: list[pd.DataFrame] = []

    def draw(kind: Kind, *drawn: tuple[pd.DataFrame, int, bool], frame: str | None = None) -> None:
        """Draw from each of several sets of rows (rows, how many, strata alike), and mix what was drawn."""
        pieces = [_draw(rows, total, rng, equal=equal) for rows, total, equal in drawn]
        items = pd.concat([items for items, _ in pieces])
        parts.append(items.iloc[rng.permutation(len(items))].assign(kind=kind))
        strata.extend(own.assign(kind=kind, frame=frame) for _, own in pieces)

    for frame in chosen:
        coded = sentences.merge(hits[hits["frame"] == frame], on=["article_id", "sentence"], how="left")
        coded["frame"], coded["hit"] = frame, coded["term"].notna()
        by_outlet = coded.groupby("outlet", dropna=False)["hit"].agg(n_hits="sum", n_sentences="size").reset_index()
        counts.append(by_outlet.assign(frame=frame))
        coded["stratum"] = _frame_strata(coded, sizes.hits)
        of_hits, others = coded[coded["hit"]], coded[~coded["hit"]]
        draw("frames", (of_hits, sizes.hits, False), (others, sizes.sentences, True), frame=frame)
    draw("sentiment", (sentences.assign(stratum=sentences["exact"]), sizes.sentences, True))
    draw("quotes", (_quotes(tables), sizes.quotes, False))
    parts = [part for part in parts if len(part)]
    if not parts:
        raise ValueError("there is nothing to code: no sentences, frame terms or quotes")
    items = pd.concat(parts, ignore_index=True)
    items["frame"] = items.get("frame")
    items["item"] = [_item_id(kind, n) for kind, n in zip(items["kind"], items.groupby("kind").cumcount(), strict=True)]
    places = [f"{row.kind}/{row.frame}/{row.stratum}" for row in items.itertuples()]
    items["coders"] = assign_coders(places, names, overlap, rng)
    items = items.reindex(columns=list(ITEM_COLUMNS))
    corpus = str(tables.articles["corpus"].iloc[0])
    marks = fingerprints(tables)
    shown = items[["item", "kind", "frame", "article_id", "start", "end"]].to_csv(index=False)
    return Sample(
        sample_id=_letters(f"{corpus}|{seed}|{names}|{marks}|{shown}"),
        corpus=corpus,
        seed=seed,
        coders=tuple(names),
        items=items,
        strata=_strata(strata),
        counts=pd.concat(counts, ignore_index=True) if counts else pd.DataFrame(),
        labels=_labels(chosen, lexicons),
        lexicons={lexicon.name: lexicon.version for lexicon in lexicons},
        fingerprints=marks,
        n_articles=len(tables.articles),
    )


def _checked_coders(coders: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in coders]
    for name in names:
        if not name.isidentifier() or name == ADJUDICATED:
            raise ValueError(
                f"the coder {name!r}; expected a short name of letters and digits, and not {ADJUDICATED!r}, "
                "which is kept for the sheet in which disagreements are settled"
            )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise ValueError(f"the coder {', '.join(twice)} is named twice" if twice else "no coder is named")
    return names


def _chosen_frames(hits: pd.DataFrame, frames: Sequence[str] | None) -> list[str]:
    known = sorted(hits["frame"].unique())
    if frames is None:
        return known
    found = {wanted: [frame for frame in known if wanted in (frame, frame.partition("/")[2])] for wanted in frames}
    unknown = [wanted for wanted, matches in found.items() if not matches]
    if unknown:
        ids = ", ".join(frame.partition("/")[2] for frame in known) or "none"
        raise ValueError(f"no hit of a frame {', '.join(map(repr, unknown))}; frames with hits: {ids}")
    return sorted({frame for matches in found.values() for frame in matches})


def _labels(frames: Sequence[str], lexicons: Sequence[FrameLexicon]) -> dict[str, str]:
    known = {f"{lexicon.name}/{frame.id}": frame.label for lexicon in lexicons for frame in lexicon.frames}
    labels = {key: known.get(key) or key.partition("/")[2].replace("_", " ") for key in frames}
    shared = {label for label in labels.values() if list(labels.values()).count(label) > 1}
    return {key: f"{name} ({key.partition('/')[0]})" if name in shared else name for key, name in labels.items()}


def _with_context(tables: Tables) -> pd.DataFrame:
    """Each sentence with those around it, and the machine's readings of it."""
    columns = ["article_id", "sentence", "start", "end", "compound", "adjusted_compound"]
    table = tables.sentences[columns].merge(tables.articles[["article_id", "outlet"]], on="article_id", how="left")
    texts = tables.articles.set_index("article_id")["text"]
    own = table.groupby("article_id", sort=False)
    first = pd.concat([own["start"].shift(k) for k in range(1, CONTEXT + 1)], axis=1).min(axis=1)
    last = pd.concat([own["end"].shift(-k) for k in range(1, CONTEXT + 1)], axis=1).max(axis=1)
    starts, ends = first.fillna(table["start"]).astype(int), last.fillna(table["end"]).astype(int)
    cuts = zip(table["article_id"], starts, table["start"], table["end"], ends, strict=True)
    pieces = [(texts[a][i:j].strip(), texts[a][j:k], texts[a][k:m].strip()) for a, i, j, k, m in cuts]
    table[["before", "passage", "after"]] = pieces if pieces else np.empty((0, 3), dtype=object)
    table["exact"], table["adjusted"] = _tones(table["compound"]), _tones(table["adjusted_compound"])
    return table


def _tones(compound: pd.Series[float]) -> Any:
    return np.select([compound <= NEGATIVE_TO, compound >= POSITIVE_FROM], ["negative", "positive"], "neutral")


def _hits_by_sentence(tables: Tables) -> pd.DataFrame:
    """The first hit of each frame in each sentence; frames are told apart as `lexicon/frame`."""
    hits = tables.frame_hits
    named = hits.assign(
        frame=(hits["lexicon"] + "/" + hits["frame"]).astype(object),
        manner=hits["polarity"].map(lambda polarity: _MANNERS.get(polarity, "asserted")),
    )
    first = named.drop_duplicates(["article_id", "sentence", "frame"])
    return first[["article_id", "sentence", "frame", "term", "voice", "manner"]]


def _frame_strata(coded: pd.DataFrame, n_hits: int) -> pd.Series[Any]:
    """The stratum of each sentence for one frame: the term that matched, or whether a hit is near."""
    terms = coded["term"].value_counts().sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    kept = set(terms.head(max(0, min(MOST_TERMS, n_hits // LEAST - 1))).index)
    places = coded["sentence"].where(coded["hit"])
    own = coded["article_id"]
    before = coded["sentence"] - places.groupby(own).ffill()
    after = places.groupby(own).bfill() - coded["sentence"]
    near = (before <= NEAR).fillna(False).astype(bool) | (after <= NEAR).fillna(False).astype(bool)
    of_term = coded["term"].map(lambda term: f"hit: {term}" if term in kept else "hit: other terms")
    return of_term.where(coded["hit"], near.map({True: "no hit: near one", False: "no hit: far from one"}))


def _quotes(tables: Tables) -> pd.DataFrame:
    """Quotes with the text around them, by type and by whether their speaker has a name."""
    quotes = tables.quotes.merge(tables.articles[["article_id", "outlet", "text"]], on="article_id", how="left")
    around = 300
    spans = list(zip(quotes["text"], quotes["start"], quotes["end"], strict=True))
    quotes["before"] = [_from_word(text[max(0, i - around) : i], cut=i > around) for text, i, _ in spans]
    quotes["passage"] = quotes["content"]
    quotes["after"] = [_to_word(text[j : j + around], cut=len(text) > j + around) for text, _, j in spans]
    named = quotes["speaker_name"].notna().map({True: "named", False: "no name"})
    quotes["stratum"] = (quotes["quote_type"] + ", " + named).astype(object)
    quotes["speaker"] = quotes["speaker_name"].fillna("(no speaker found)")
    return quotes


def _from_word(text: str, *, cut: bool) -> str:
    return f"… {text.partition(' ')[2]}" if cut else text


def _to_word(text: str, *, cut: bool) -> str:
    return f"{text.rpartition(' ')[0]} …" if cut else text


def _draw(
    rows: pd.DataFrame, total: int, rng: np.random.Generator, *, equal: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is drawn within the strata of rows; and of each stratum how many there were and how many were drawn."""
    groups = dict(list(rows.groupby("stratum", sort=True)))
    numbers = allocate(total, [len(own) for own in groups.values()], equal=equal)
    parts = [draw_spread(own, n, "outlet", rng) for n, own in zip(numbers, groups.values(), strict=True)]
    strata = pd.DataFrame(
        {"stratum": list(groups), "n_all": [len(own) for own in groups.values()], "n_drawn": numbers}, dtype=object
    )
    return pd.concat(parts) if parts else rows, strata


def _strata(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    strata = pd.concat(parts, ignore_index=True).astype({"n_all": "int64", "n_drawn": "int64"})
    strata["weight"] = strata["n_all"] / strata["n_drawn"].where(strata["n_drawn"] > 0)
    return strata[["kind", "frame", "stratum", "n_all", "n_drawn", "weight"]]


def _item_id(kind: Kind, n: int) -> str:
    # A letter first and no dash: spreadsheet programs make dates and powers of ten of other ids.
    return f"{FORMS[kind].prefix}{n + 1:04}"


def _letters(text: str, length: int = 10) -> str:
    """A hash in letters only, which no spreadsheet program takes for a number."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    return "".join(chr(ord("a") + number // 26**k % 26) for k in range(length))
