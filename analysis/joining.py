"""What comes of all articles together: who is the same speaker or target, and what is a copy.

However the articles' rows came about, analysed now or kept from an earlier run, they go through these functions, so
that the tables are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis.columns import COLUMNS
from analysis.copies import IN_MARKS, find_copies, read_copy_text
from analysis.identities import (
    Identities,
    NameUse,
    SpeakerAliases,
    SpeakerForm,
    find_first_names,
    find_given_acronyms,
    identify_speakers,
)

if TYPE_CHECKING:
    from analysis.records import Article, Span


def join_identities(frames: dict[str, pd.DataFrame], aliases: SpeakerAliases) -> None:
    """Put ids beside the names of speakers and targets, and the table `speakers` into `frames`.

    Who is the same speaker is told by the names of speakers alone, so that whoever else is mentioned changes nothing
    about them; the names of targets are then joined to those speakers and to each other by the same rules.
    """
    texts = frames["articles"].set_index("article_id")["text"]
    acronyms = {pair for text in texts for pair in find_given_acronyms(text)}
    speakers, targets = _names_used(frames["quotes"], "speaker"), _names_used(frames["targets"], "target")
    targets = targets[~targets["name"].str.islower()]
    people = targets[targets["type"] == "person"]

    @cache
    def first_names(name: str, article_id: str) -> frozenset[str]:
        return find_first_names(texts[article_id], name)

    def identify(used: pd.DataFrame, surnames: pd.DataFrame, aliases: SpeakerAliases) -> Identities:
        counts = used.groupby(["name", "type"], as_index=False).agg(n=("article_id", "size"))
        pairs = surnames[["name", "article_id"]].drop_duplicates()
        return identify_speakers(
            map(NameUse, counts["name"], counts["type"], counts["n"]),
            acronyms=acronyms,
            first_names=[(name, first_names(name, article_id)) for name, article_id in pairs.to_numpy()],
            aliases=aliases,
        )

    identities = identify(speakers, speakers, aliases)
    known = aliases.adding(identities.id_of)
    everybody = identify(pd.concat([speakers, targets]), pd.concat([speakers, people]), known)
    for who, id_of in (("target", everybody.id_of), ("speaker", identities.id_of)):
        for table, frame in frames.items():
            if f"{who}_name" in frame:
                ids = frame[f"{who}_name"].map(id_of).astype("string")
                if who == "target":  # words with a name in them are one target everywhere: "Imberian troops"
                    names = frame["target_name"]
                    ids = ids.fillna(names.where(~names.str.islower().fillna(True).astype(bool)))
                frame.insert([column.name for column in COLUMNS[table]].index(f"{who}_id"), f"{who}_id", ids)
    frames["speakers"] = _speakers_frame(identities.forms, frames["quotes"])


def join_copies(frames: dict[str, pd.DataFrame], articles_read: Sequence[Article]) -> None:
    """Put `copy_cluster` into the articles, and the table `copies` into `frames`."""
    in_marks, articles = _spans_in_marks(frames), frames["articles"]
    copies = find_copies([read_copy_text(article, in_marks.get(article.article_id, ())) for article in articles_read])
    clusters = articles["article_id"].map(copies.clusters).astype("string")
    articles.insert([column.name for column in COLUMNS["articles"]].index("copy_cluster"), "copy_cluster", clusters)
    columns = COLUMNS["copies"]
    pairs = pd.DataFrame(map(asdict, copies.pairs), columns=[column.name for column in columns])
    dates = dict(zip(articles["article_id"], articles["date"], strict=True))
    apart = [dates[pair.other_id] - dates[pair.article_id] for pair in copies.pairs]
    pairs["copy_cluster"] = [copies.cluster_of(pair) for pair in copies.pairs]
    pairs["days_apart"] = [None if pd.isna(time) else abs(time.days) for time in apart]
    frames["copies"] = pairs.astype({column.name: column.dtype for column in columns})


def _spans_in_marks(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[Span]]:
    """The contents of direct and mixed quotes, by article."""
    quotes, pieces = frames["quotes"], frames["quote_spans"]
    marked = set(quotes.loc[quotes["quote_type"].isin(IN_MARKS), "quote_id"])
    pieces = pieces[(pieces["role"] == "content") & pieces["quote_id"].isin(marked)]
    found: dict[str, list[Span]] = {}
    for article_id, start, end in zip(pieces["article_id"], pieces["start"], pieces["end"], strict=True):
        found.setdefault(article_id, []).append((start, end))
    return found


def _names_used(frame: pd.DataFrame, who: str) -> pd.DataFrame:
    """Each use of a name of speakers or targets: `name`, `type`, `article_id`."""
    used = frame[[f"{who}_name", f"{who}_type", "article_id"]].dropna()
    return used.set_axis(["name", "type", "article_id"], axis="columns")


def _speakers_frame(forms: Iterable[SpeakerForm], quotes: pd.DataFrame) -> pd.DataFrame:
    """Every form of every speaker, the most quoted speaker first and forms that name nobody last."""
    table = pd.DataFrame(
        [(form.speaker_id, form.speaker_type, form.name, form.rule) for form in forms],
        columns=["speaker_id", "speaker_type", "name", "rule"],
    )
    for key, by, n_quotes, n_articles in (
        ("name", "speaker_name", "n_quotes", "n_articles"),
        ("speaker_id", "speaker_id", "speaker_quotes", "speaker_articles"),
    ):
        of = quotes.groupby(by)["article_id"]
        table[n_quotes], table[n_articles] = table[key].map(of.size()), table[key].map(of.nunique())
    order = ["speaker_quotes", "speaker_id", "n_quotes", "name"]
    table = table.sort_values(order, ascending=[False, True, False, True], kind="stable", na_position="last")
    columns = COLUMNS["speakers"]
    typed = table.astype({column.name: column.dtype for column in columns})
    return typed[[column.name for column in columns]].reset_index(drop=True)
