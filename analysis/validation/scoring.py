"""Codes against the key: how well the machine's frames, sentiment and quotes agree with coders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.measures.resampling import N_RESAMPLES, SEED, percentile_intervals
from analysis.validation.agreement import alphas, krippendorff_alpha, reliability_table, settle
from analysis.validation.estimates import (
    Accuracy,
    Coded,
    Estimate,
    corrected,
    equal_weights,
    estimate_accuracy,
    weighted_share,
    wilson,
)
from analysis.validation.key import KeyOrigin
from analysis.validation.questions import ADJUDICATED, FORMS
from analysis.validation.reading import Codings
from analysis.validation.results import Validation
from analysis.validation.sampling import Sample

if TYPE_CHECKING:
    from collections.abc import Mapping

ALL = "all"
"""In place of a frame: all that were coded, together."""
READINGS = ("exact", "adjusted")
TONES = ("negative", "neutral", "positive")
_DISAGREEMENTS = ("tie", "unsure", "majority")


def score(sample: Sample, origin: KeyOrigin, codings: Codings, *, date: str) -> tuple[Validation, pd.DataFrame]:
    """Score filled sheets.

    Args:
        sample: from the key.
        origin: from the key.
        codings: from the sheets.
        date: of today, ISO 8601.

    Returns:
        The validation, and the items to talk about: those on which coders did not agree, or that nobody is sure of.
    """
    own = codings.codes[codings.codes["coder"] != ADJUDICATED]
    settled = settle(codings.codes)
    gold = {str(question): rows.set_index("item") for question, rows in settled.groupby("question")}
    items = sample.items.set_index("item", drop=False)
    own = own.merge(items[["item", "frame"]].reset_index(drop=True), on="item", how="left")
    frames, prevalence = _frames(sample, items, gold.get("present"), own)
    sentiment, confusion = _sentiment(sample, items, gold.get("tone"))
    validation = Validation(
        corpus=sample.corpus,
        date=date,
        sample=sample.sample_id,
        n_coders=len(codings.coders),
        n_items=int(codings.codes["item"].nunique()),
        n_open=int(settled["gold"].isna().sum()),
        seed=SEED,
        n_articles=sample.n_articles,
        lexicons=sample.lexicons,
        hashes=origin.hashes,
        fingerprints=sample.fingerprints,
        tables={
            "frames": frames,
            "prevalence": prevalence,
            "reliability": reliability_table(own),
            "sentiment": sentiment,
            "confusion": confusion,
            "quotes": _quotes(sample, items, gold),
            "readings": _readings(items, gold),
        },
    )
    return validation, _to_discuss(items, settled, codings.notes)


def _strata(sample: Sample, items: pd.DataFrame, kind: str, yes: pd.Series[Any]) -> Iterator[tuple[Any, Any, Coded]]:
    """Each stratum of a kind, its frame, and what coders found in it.

    Args:
        sample: with all strata.
        items: by id.
        kind: of the form.
        yes: by item whether it counts; only settled items.
    """
    own = items.loc[yes.index]
    for row in sample.strata[sample.strata["kind"] == kind].to_dict("records"):
        here = own["stratum"] == row["stratum"]
        if not pd.isna(row["frame"]):
            here &= own["frame"] == row["frame"]
        yield row["frame"], row["stratum"], Coded(int(row["n_all"]), int(here.sum()), int(yes[here].sum()))


def _frames(
    sample: Sample, items: pd.DataFrame, present: pd.DataFrame | None, codes: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if present is None:
        return pd.DataFrame(), pd.DataFrame()
    yes = present["gold"].dropna() == "yes"
    strata: dict[str, tuple[list[Coded], list[Coded]]] = {}
    for frame, name, coded in _strata(sample, items, "frames", yes):
        for key in (ALL, frame):
            strata.setdefault(key, ([], []))[not name.startswith("hit")].append(coded)
    answers = codes[codes["question"] == "present"]
    rows, shares = [], []
    for key, (hits, others) in strata.items():
        if not sum(s.n for s in (*hits, *others)):
            continue
        accuracy = estimate_accuracy(hits, others)
        own = answers if key == ALL else answers[answers["frame"] == key]
        n, n_yes = sum(s.n for s in hits), sum(s.n_yes for s in hits)
        plain = wilson(n_yes, n)
        rows.append(
            {"frame": key, "n_hits": n, "n_hits_right": n_yes}
            | {"wilson_low": plain.low, "wilson_high": plain.high, "reweighted": not equal_weights(hits)}
            | _columns("precision", accuracy.precision)
            | {"n_others": sum(s.n for s in others), "n_missed": sum(s.n_yes for s in others)}
            | _columns("recall", accuracy.recall)
            | _columns("f1", accuracy.f1)
            | _columns("specificity", accuracy.specificity)
            | {"alpha": krippendorff_alpha(own[["coder", "item", "code"]])}
            | {"n_open": int(present.loc[present.index.isin(own["item"]), "gold"].isna().sum())}
        )
        if key != ALL:
            shares += list(_prevalence(key, sample.counts, accuracy))
    table = pd.DataFrame(rows)
    return pd.concat([table[table["frame"] == ALL], table[table["frame"] != ALL]]), pd.DataFrame(shares)


def _prevalence(frame: str, counts: pd.DataFrame, accuracy: Accuracy) -> Iterator[dict[str, Any]]:
    """The share of sentences that carry a frame, corrected, for the corpus and for each outlet."""
    own = counts[counts["frame"] == frame]
    places = [(ALL, own), *((outlet, rows) for outlet, rows in own.groupby("outlet", sort=True))]
    for outlet, rows in places if len(places) > 2 else places[:1]:
        n_hits, n = int(rows["n_hits"].sum()), int(rows["n_sentences"].sum())
        observed = n_hits / n if n else float("nan")
        estimate, cut = corrected(observed, accuracy)
        yield (
            {"frame": frame, "outlet": outlet, "n_hits": n_hits, "n_sentences": n, "observed": observed}
            | _columns("corrected", estimate)
            | {"cut": cut}
        )


def _sentiment(sample: Sample, items: pd.DataFrame, tone: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both readings against the coders: accuracy, alpha between machine and coders, and what was taken for what."""
    if tone is None:
        return pd.DataFrame(), pd.DataFrame()
    gold = tone["gold"].dropna()
    strata = sample.strata[sample.strata["kind"] == "sentiment"].set_index("stratum")
    own = items.loc[gold.index]
    n_settled = own["stratum"].value_counts()
    weights = own["stratum"].map(strata["n_all"] / n_settled)
    rows, parts = [], []
    for reading in READINGS:
        accuracy = weighted_share([c for *_, c in _strata(sample, items, "sentiment", own[reading] == gold)])
        alpha = _machine_alpha(own[reading], gold, own["stratum"], weights)
        rows.append({"reading": reading, "n": len(gold)} | _columns("accuracy", accuracy) | _columns("alpha", alpha))
        pairs = pd.DataFrame({"machine": own[reading], "coders": gold, "weight": weights / weights.sum()})
        table = pairs.groupby(["machine", "coders"])["weight"].agg(["size", "sum"])
        table = table.reindex(pd.MultiIndex.from_product([TONES, TONES], names=["machine", "coders"]), fill_value=0)
        parts.append(table.reset_index().rename(columns={"size": "n", "sum": "share"}).assign(reading=reading))
    confusion = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(rows), confusion[["reading", "machine", "coders", "n", "share"]]


def _machine_alpha(
    machine: pd.Series[Any], gold: pd.Series[Any], strata: pd.Series[Any], weights: pd.Series[Any]
) -> Estimate:
    """Alpha between machine and coders; each item counts by the sentences that it stands for."""
    pairs = zip(machine, gold, strict=True)
    counts = np.array([[(m == t) + (g == t) for t in TONES] for m, g in pairs], dtype=np.float64)
    if not len(counts):
        return Estimate(np.nan, np.nan, np.nan)
    scaled = (weights / weights.mean()).to_numpy(dtype=np.float64)
    rng = np.random.default_rng(SEED)
    draws = np.zeros((N_RESAMPLES, len(counts)))
    for places in strata.reset_index(drop=True).groupby(strata.to_numpy()).indices.values():
        n = len(places)
        draws[:, places] = rng.multinomial(n, np.full(n, 1 / n), N_RESAMPLES)
    value = float(alphas(counts, scaled[None, :])[0])
    spread = alphas(counts, draws * scaled)
    low, high = percentile_intervals(spread[:, None])[0]
    return Estimate(value, float(low), float(high))


def _quotes(sample: Sample, items: pd.DataFrame, gold: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Of how many quotes the content, and of how many of those the speaker, is right."""
    rows = []
    for question in FORMS["quotes"].questions:
        if question.name not in gold:
            continue
        settled = gold[question.name]["gold"].dropna()
        if question.optional:
            right = gold[FORMS["quotes"].questions[0].name]["gold"]
            settled = settled[right.reindex(settled.index).eq("yes").fillna(False).astype(bool)]
        strata = [coded for *_, coded in _strata(sample, items, "quotes", settled == "yes")]
        what = "speaker" if question.optional else "quote"
        n, n_yes = sum(s.n for s in strata), sum(s.n_yes for s in strata)
        rows.append({"what": what, "n": n, "n_right": n_yes} | _columns("precision", weighted_share(strata)))
    return pd.DataFrame(rows)


def _readings(items: pd.DataFrame, gold: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How often voice and manner are read as coders do, in hits that coders found right."""
    rows = []
    for question in ("voice", "manner"):
        if question not in gold or "present" not in gold:
            continue
        settled = gold[question]["gold"].dropna()
        right = gold["present"]["gold"].reindex(settled.index).eq("yes").fillna(False).astype(bool)
        machine = items.loc[settled.index, question]
        settled, machine = settled[right & machine.notna()], machine[right & machine.notna()]
        share = wilson(int((settled == machine).sum()), len(settled))
        rows.append({"what": question, "n": len(settled)} | _columns("accuracy", share))
    return pd.DataFrame(rows)


def _to_discuss(items: pd.DataFrame, settled: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """The answers on which coders differ or are unsure, with the passage; settled ones are no longer among them."""
    table = settled[settled["how"].isin(_DISAGREEMENTS)].copy()
    said = notes.assign(note=notes["coder"] + ": " + notes["note"]).groupby("item")["note"].agg("; ".join)
    table["notes"] = table["item"].map(said)
    shown = items[["frame", "before", "passage", "after", "speaker"]]
    return table.join(shown, on="item").drop(columns="gold").reset_index(drop=True)


def _columns(name: str, estimate: Estimate) -> dict[str, float]:
    return {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
