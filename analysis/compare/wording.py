"""Findings in words: what an item is called, and one sentence a finding, filled in from the tables.

Every sentence is a template with numbers put in; nothing is phrased freely.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.compare.differences import OTHERS
from analysis.measures.kinds import NOT_TOLD

if TYPE_CHECKING:
    from analysis.compare.families import Family

_ROLES = {
    "official": "officials",
    "military": "the military",
    "party": "people of parties",
    "expert": "experts",
    "media": "media",
    "civilian": "civilians",
    NOT_TOLD: "speakers whose role is not told",
    "unnamed": "sources without a name",
}


def name_item(row: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """What a row of a comparison is about, beside others of its family.

    Args:
        row: with `family`, `subject` and `part`.
        names: frames' and contested sets' names for readers by id.

    Example:
        >>> name_item({"family": "frames-narrator", "subject": "law", "part": None}, {"law": "Law and legality"})
        'Law and legality'
    """
    subject = str(row["subject"])
    if row["family"] in _NAMES:
        return _NAMES[row["family"]].get(subject, subject)
    named = (names or {}).get(subject) or subject.replace("_", " ")
    return f"“{str(row['part']).replace('_', ' ')}”: {named}" if row["family"] == "contested-narrator" else named


def call_item(row: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """What a row of a comparison is about, standing alone.

    The arguments are those of `name_item`.

    Example:
        >>> call_item({"family": "sources", "subject": "official", "part": None})
        'quotes of officials'
    """
    return _CALLED[row["family"]].format(name=name_item(row, names))


def tell(row: Mapping[str, Any], family: Family, names: Mapping[str, str] | None = None) -> str:
    """One sentence that says what differs, in which outlet, and by how much.

    Args:
        row: of `Comparison.findings`.
        family: the one that it belongs to.
        names: frames' and contested sets' names for readers by id.
    """
    here, there = (write_value(row[column], family) for column in ("value", "reference"))
    more = row["difference"] > 0
    return _SENTENCES[family.name].format(
        outlet=row["group"],
        name=name_item(row, names),
        times=_times(row),
        how=("better" if more else "worse") if family.name == "targets-narrator" else "lighter" if more else "darker",
        numbers=f"{here}, against {there} in {row['against']}",
    )


def claim(row: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """What differs, in which outlet and in which direction, as a title says it: without numbers or a full stop.

    Args:
        row: of `Comparison.findings`.
        names: frames' and contested sets' names for readers by id.

    Example:
        >>> row = {"family": "sources", "subject": "expert", "part": None, "group": "Gazette", "difference": -0.2}
        >>> claim(row | {"against": "all others"})
        'Gazette gives experts a smaller share of its quotes than all others together'
    """
    more = row["difference"] > 0
    # The others are taken together: an outlet that has more than they have in all need not have more than each.
    others = f"{OTHERS} together" if row["against"] == OTHERS else row["against"]
    return _CLAIMS[row["family"]].format(
        outlet=row["group"],
        name=name_item(row, names),
        often="more often" if more else "less often",
        size="larger" if more else "smaller",
        how=("better" if more else "worse") if row["family"] == "targets-narrator" else "lighter" if more else "darker",
        others=others,
    )


_NAMES: Mapping[str, Mapping[str, str]] = {
    "sources": _ROLES,
    "doers": {"named": "a doer named", "nearby": "a possible doer only nearby", "not_told": "no doer told"},
    "distance": {"so_called": "“so-called”", "alleged": "“alleged”", "scare_quote": "scare quotes"},
    "repeats": {"repeated": "speakers' words that the narrator repeats"},
    "sentiment-exact": {"narrator": "the narrator", "quoted": "those quoted"},
    "sentiment-adjusted": {"narrator": "the narrator", "quoted": "those quoted"},
}
_CALLED = {
    "frames-narrator": "“{name}”, by the narrator",
    "frames-quoted": "“{name}”, inside quotes",
    "contested-narrator": "{name}",
    "sources": "quotes of {name}",
    "stances": "{name} reporting words",
    "doers": "harm with {name}",
    "distance": "{name}, by the narrator",
    "repeats": "{name}",
    "sentiment-exact": "valence of {name} (exact)",
    "sentiment-adjusted": "valence of {name} (adjusted)",
    "targets-narrator": "sentiment toward {name}, by the narrator",
}
_SENTENCES = {
    "frames-narrator": "{outlet} uses words of “{name}” in its own voice {times}: {numbers}, per 1,000 of its words.",
    "frames-quoted": "Those whom {outlet} quotes use words of “{name}” {times}: {numbers}, per 1,000 quoted words.",
    "contested-narrator": "{outlet} chooses {name} in its own voice {times}: in {numbers}.",
    "sources": "{outlet} quotes {name} {times}: {numbers}, of all quotes.",
    "stances": "{outlet} uses {name} reporting words {times}: {numbers}, of all that have a stance.",
    "doers": "{outlet} tells of harm with {name} {times}: {numbers}, of all events of harm.",
    "distance": "{outlet} uses {name} in its own voice {times}: {numbers}, per 1,000 of its words.",
    "repeats": "{outlet} repeats words of those whom it quotes {times}: {numbers}, of the cases.",
    "sentiment-exact": "In {outlet}, {name} sounds {how}: a mean valence (exact) of {numbers}.",
    "sentiment-adjusted": "In {outlet}, {name} sounds {how}: a mean valence (adjusted) of {numbers}.",
    "targets-narrator": "The narrator of {outlet} sounds {how} about {name}: {numbers}, from −1 to 1.",
}
_SOUND = "Sentences of {name} sound {how} in {outlet} than in {others}"
_CLAIMS = {
    "frames-narrator": "{outlet} uses words of “{name}” in its own voice {often} than {others}",
    "frames-quoted": "Those quoted by {outlet} use words of “{name}” {often} than those quoted by {others}",
    "contested-narrator": "{outlet} chooses {name} in its own voice {often} than {others}",
    "sources": "{outlet} gives {name} a {size} share of its quotes than {others}",
    "stances": "{outlet} presents quotes with {name} words {often} than {others}",
    "doers": "{outlet} tells of harm with {name} {often} than {others}",
    "distance": "{outlet} uses {name} in its own voice {often} than {others}",
    "repeats": "{outlet} repeats words of those whom it quotes {often} than {others}",
    "sentiment-exact": _SOUND,
    "sentiment-adjusted": _SOUND,
    "targets-narrator": "Read by a model, the narrator of {outlet} sounds {how} about {name} than that of {others}",
}


def _times(row: Mapping[str, Any]) -> str:
    """How many times as often, or less often, where it can be told."""
    if pd.isna(row["ratio"]):
        return f"with none in {row['against']}"
    if row["ratio"] <= 0:
        return "never"
    rarer = row["ratio"] < 1
    return f"{1 / row['ratio'] if rarer else row['ratio']:.2g} times {'less' if rarer else 'as'} often"


def write_value(value: Any, family: Family) -> str:
    r"""A ratio as readers expect it: shares in percent, means with their sign; a dash where it is missing.

    Example:
        >>> from analysis.tables import build_tables
        >>> from analysis.compare.families import family_of
        >>> write_value(0.1256, family_of(build_tables([]), "sources"))
        '12.6\xa0%'
    """
    if pd.isna(value):
        return "–"
    if family.unit == "share":
        return f"{100 * value:.1f}\N{NO-BREAK SPACE}%".replace("-", "−")
    text = f"{value:+.2f}" if family.unit == "mean" else f"{value:.2f}"
    return text.replace("-", "−")


def name_way(row: Mapping[str, Any]) -> str:
    """A row of the robustness panel as an adverbial phrase.

    Example:
        >>> name_way({"kind": "article", "piece": "ledger-7", "n_pieces": 120})
        'without the article ledger-7 (of 120)'
        >>> name_way({"kind": "copies", "piece": "weight", "n_pieces": 1})
        'with copies of one text counted as one'
    """
    kind, piece = str(row["kind"]), row["piece"]
    match kind:
        case "none":
            return "as it was found"
        case "outlet":
            return f"without {piece}"
        case "copies":
            ways = {"keep": "kept", "drop": "dropped but the first", "weight": "counted as one"}
            return f"with copies of one text {ways[piece]}"
        case "reading":
            return f"in the {piece} reading"
        case "score":
            return f"with quotes of a score of {piece} only"
    called = brief_term(str(piece)) if kind == "term" else piece
    return f"without the {kind} {called} (of {row['n_pieces']:,})"


def brief_term(pattern: str) -> str:
    """A lexicon's pattern with the first of its alternatives only.

    Example:
        >>> brief_term("(defeat|defeats) ..3 (enemy|rebels)")
        'defeat… … enemy…'
    """
    return re.sub(r"\.\.\d+", "…", re.sub(r"\(([^|()]*)\|[^()]*\)", r"\1…", pattern))
