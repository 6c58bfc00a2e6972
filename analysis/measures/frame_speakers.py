"""Who says the words of each frame, and whether the narrator says the same words in the same article.

A speaker *says* a term if it stands in an attributed content, whatever its polarity. The narrator *repeats* it if the
same term of the lexicon (`surrender*` is one term, whatever its endings) stands asserted in the narrator's own voice
elsewhere in that article. The case that is counted is a frame in an article, with at least one of its terms.

What a repeated word does not show: that the narrator took it from the speaker. A narrator must name the subject, often
with its only usual name; a headline is read first and written last, so that the order in the text is not the order in
time; and an attribution that was missed makes a speaker's word the narrator's. Hence compare outlets on the same frame,
and read the places.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import pandas as pd

from analysis.measures.frames import frames_in_order, name_frames
from analysis.measures.resampling import N_RESAMPLES, SEED
from analysis.measures.shares import count_shares
from analysis.measures.terms import TermChoice, who_says

if TYPE_CHECKING:
    from analysis.tables import Tables

REPEATED = ("anywhere", "headline", "before", "after")
"""Where the narrator repeats a term: anywhere; in the headline; in the lead or body, before the first speaker who says
it there or in the headline; or there only after that."""


def frames_by_speaker(tables: Tables) -> pd.DataFrame:
    """Hits of each frame by who says them: the narrator first, then speakers by their total; frames by frequency.

    Sources without a name and, last, speakers that are not resolved have a row each in a frame.

    Returns:
        frame, and the columns of `who_says`; n_articles_repeated: articles, of those in which this speaker says a term
        of the frame, where the narrator repeats it (missing for the narrator).
    """
    hits = tables.frame_hits.assign(frame=name_frames(tables.frame_hits))
    told = _told(hits)[["article_id", "frame", "term"]]
    parts = []
    for frame in frames_in_order(hits):
        own = hits[hits["frame"] == frame]
        table = who_says(TermChoice(frame, "", own))
        repeated = who_says(TermChoice(frame, "", own.merge(told, on=["article_id", "frame", "term"])))
        who = ["voice", "speaker_id", "naming"]
        counts = repeated[[*who, "n_articles"]].rename(columns={"n_articles": "n_articles_repeated"})
        table = table.merge(counts, on=who, how="left")
        n_repeated = table["n_articles_repeated"].fillna(0).astype("Int64").mask(table["voice"] == "narrator")
        table["n_articles_repeated"] = n_repeated
        table.insert(0, "frame", frame)
        parts.append(table.astype({"frame": "string"}))
    if not parts:
        empty = who_says(TermChoice("", "", hits))
        return empty.assign(frame=pd.Series(dtype="string"), n_articles_repeated=pd.Series(dtype="Int64"))[
            ["frame", *empty.columns, "n_articles_repeated"]
        ]
    return pd.concat(parts, ignore_index=True)


def narrator_repeats(tables: Tables, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> pd.DataFrame:
    """How often the narrator repeats a term that a speaker says in the same article.

    share = cases in which the narrator repeats / cases in which a speaker says a term of the frame; a case is a frame
    in an article. For the headline only articles with a headline count, and speakers outside of it. The interval is as
    `count_shares` has it: a cluster bootstrap over articles, from 10 articles on that have a case.

    Args:
        tables: of a corpus.
        n_resamples: draws of the bootstrap.
        seed: of the bootstrap; every group starts anew with it.

    Returns:
        by (`all`, `frame`, `outlet` or `outlet and frame`), frame and outlet (missing where all are taken together;
        an outlet also where it is not known), place (see `REPEATED`), n_repeated, n_cases, n_articles (with a case),
        share (0-1), share_low, share_high. Only groups with a case; frames by frequency, outlets in alphabetical order.
    """
    cases = speaker_cases(tables)
    rows: list[dict[str, Hashable]] = []
    for by, frame, outlet, group in _groups(cases, tables):
        for place in REPEATED:
            own = group[group["can_headline"]] if place == "headline" else group
            if own.empty:
                continue
            of_article = own.groupby("article_id")
            counts, totals = of_article[[place]].sum(), of_article.size()
            (share,) = count_shares(tables, counts, totals, n_resamples=n_resamples, seed=seed)
            rows.append({"by": by, "frame": frame, "outlet": outlet, "place": place} | share)
    table = pd.DataFrame(rows).rename(columns={"n_quotes": "n_repeated", "n_all": "n_cases"})
    return table.reindex(columns=list(_DTYPES)).astype(_DTYPES)


def _told(hits: pd.DataFrame) -> pd.DataFrame:
    """Each term that the narrator asserts in an article: its first place in lead or body, and whether in a headline."""
    own = hits[(hits["voice"] == "narrator") & (hits["polarity"] == "asserted")]
    in_headline = own["zone"] == "headline"
    own = own.assign(told=own["start"].astype("Int64").mask(in_headline), headline=in_headline.astype("bool"))
    return own.groupby(_TERM, as_index=False).agg(told=("told", "min"), headline=("headline", "any"))


def speaker_cases(tables: Tables) -> pd.DataFrame:
    """Each frame that a speaker says in an article, and where the narrator repeats one of the terms said.

    Returns:
        article_id, frame, can_headline (whether the article has a headline to repeat it in), a column for each of
        `REPEATED`, start and end (of the narrator's first such term in lead or body; missing where there is none).
    """
    hits = tables.frame_hits.assign(frame=name_frames(tables.frame_hits))
    quoted = hits[hits["voice"] == "quoted"]
    quoted = quoted.assign(below=(quoted["zone"] != "headline").astype("bool"))
    said = quoted.groupby(_TERM, as_index=False).agg(said=("start", "min"), below=("below", "any"))
    terms = said.merge(_told(hits), on=_TERM, how="left")
    with_headline = tables.sentences.loc[tables.sentences["zone"] == "headline", "article_id"]
    can = terms["below"] & terms["article_id"].isin(with_headline)
    headline = terms["headline"].fillna(False).astype("bool")
    before = (terms["told"] < terms["said"]).fillna(False).astype("bool")
    after = (terms["told"] > terms["said"]).fillna(False).astype("bool")
    terms = terms.assign(
        can_headline=can, anywhere=headline | before | after, headline=headline & can, before=before, after=after
    )
    columns = ["can_headline", *REPEATED]
    of_case = terms.groupby(["article_id", "frame"])
    cases = of_case[columns].any().assign(start=of_case["told"].min()).reset_index()
    cases["end"] = cases["start"] + 1
    # One of several terms may come first and another one last: the case is told by what comes first.
    cases["after"] &= ~cases["before"]
    return cases.astype(dict.fromkeys(columns, "bool"))


def _groups(cases: pd.DataFrame, tables: Tables) -> Iterator[tuple[str, Hashable, Hashable, pd.DataFrame]]:
    hits = tables.frame_hits
    frames = [f for f in frames_in_order(hits.assign(frame=name_frames(hits))) if (cases["frame"] == f).any()]
    with_outlet = cases.merge(tables.articles[["article_id", "outlet"]], on="article_id")
    if len(cases):
        yield "all", pd.NA, pd.NA, with_outlet
    for frame in frames:
        yield "frame", frame, pd.NA, with_outlet[with_outlet["frame"] == frame]
    for outlet, group in with_outlet.groupby("outlet", dropna=False):
        yield "outlet", pd.NA, outlet, group
        for frame in frames:
            own = group[group["frame"] == frame]
            if len(own):
                yield "outlet and frame", frame, outlet, own


_TERM = ["article_id", "frame", "term"]
_DTYPES = {
    "by": "string",
    "frame": "string",
    "outlet": "string",
    "place": "string",
    "n_repeated": "int64",
    "n_cases": "int64",
    "n_articles": "int64",
    "share": "float64",
    "share_low": "Float64",
    "share_high": "Float64",
}
