"""The methods of a run as prose that can be pasted into an article, filled in from its manifest, tables and settings.

Works are cited by keys, `[@hutto2014vader]`, which Markdown and Quarto understand; `references.cite` turns them into
authors and years.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.charts.differences import COPIES_IN_WORDS
from analysis.charts.labels import count
from analysis.compare.design import NothingToCompareError
from analysis.compare.differences import LEAST_EXPECTED
from analysis.compare.findings import compare_everything
from analysis.copies.shingles import SHINGLE
from analysis.measures.resampling import MIN_ARTICLES, N_RESAMPLES, SEED
from analysis.publishing.pages import grouped, text_or_none
from analysis.publishing.report.references import Reference, cite, cited
from analysis.validation.stamps import UNVALIDATED, Stamps

if TYPE_CHECKING:
    from analysis.lexicons import FrameLexicon
    from analysis.store import Manifest
    from analysis.tables import Tables

MOST_OUTLETS = 12
"""Outlets that are named; of more only the number is told."""
_WEB_PAGES = (".html", ".htm", ".xhtml")
_FRAME_WORKS: Mapping[str, str] = {"generic": "semetko2000framing"}
"""The work that a lexicon puts into words, by the lexicon's name."""


@dataclass(frozen=True, slots=True)
class Methods:
    """The methods of a run."""

    parts: tuple[tuple[str, str], ...]
    """Heading and paragraph, with keys."""
    references: tuple[Reference, ...]
    """What the paragraphs cite."""

    @property
    def told(self) -> list[tuple[str, str]]:
        """Heading and paragraph, with authors and years."""
        return [(heading, cite(text)) for heading, text in self.parts]

    @property
    def markdown(self) -> str:
        """Everything in Markdown, with keys."""
        return "\n\n".join(f"**{heading}.** {text}" for heading, text in self.parts) + "\n"

    @property
    def bibtex(self) -> str:
        """The works for a BibTeX file."""
        return "\n\n".join(work.bibtex for work in self.references) + "\n"


def write_methods(
    tables: Tables,
    manifest: Manifest | None = None,
    lexicons: Sequence[FrameLexicon] = (),
    stamps: Stamps = UNVALIDATED,
) -> Methods:
    """What was done in a run, in the past tense, with its limits; only what applies to it.

    Args:
        tables: of the corpus.
        manifest: of the run; without one nothing is said of versions and settings.
        lexicons: that found the frames' terms.
        stamps: what coding by hand says of the corpus.
    """
    articles = tables.articles
    parts = [("Articles", _articles(tables, manifest)), ("Programs", _programs(tables, manifest))]
    if len(articles):
        parts.append(("Quotes", _quotes(tables, manifest)))
        parts.append(("Frames", _frames(tables, lexicons)))
        parts.append(("Sentiment", _sentiment(tables)))
        parts.append(("Comparison and uncertainty", _comparison(tables)))
        parts.append(("Validation", _validation(stamps)))
        parts.append(("Limits", " ".join(_limits(tables, stamps))))
    parts.append(("Reproduction", _reproduction(manifest)))
    shown = tuple((heading, text) for heading, text in parts if text)
    return Methods(shown, tuple(cited(text for _, text in shown)))


def _articles(tables: Tables, manifest: Manifest | None) -> str:
    articles = tables.articles
    if articles.empty:
        return "No article could be read."
    told = [
        f"{count(len(articles), 'article')} of {_outlets(tables)}, {_days(tables)}, "
        f"{'was' if len(articles) == 1 else 'were'} analysed: {grouped(articles['n_words'].sum())} words in "
        f"{grouped(articles['n_sentences'].sum())} sentences of headline, lead and body."
    ]
    if len(tables.boilerplate):
        told.append(
            f"Bylines, datelines, boilerplate and front matter ({count(len(tables.boilerplate), 'passage')}) were left "
            "out by rule."
        )
    if manifest and any(name.casefold().endswith(_WEB_PAGES) for name in manifest.inputs):
        told.append("Web pages were read with trafilatura [@barbaresi2021trafilatura].")
    severe = tables.problems["severity"].isin(["error", "warning"])
    if n := int(severe.sum()):
        told.append(f"{count(n, 'file or article', 'files or articles')} could not be read or analysed in full.")
    clusters = articles["copy_cluster"].dropna()
    told.append(
        f"Articles that print the same text or much of it were found by the runs of {SHINGLE} words that they share "
        f"outside quotes [@broder1997resemblance]: "
        + (
            f"{grouped(len(clusters))} articles in {count(clusters.nunique(), 'cluster')}."
            if len(clusters)
            else "there were none."
        )
    )
    return " ".join(told)


def _programs(tables: Tables, manifest: Manifest | None) -> str:
    if manifest is None:
        return "The articles were analysed with Media Framing Analysis [@mediaframing]."
    of = manifest.packages
    model = str(manifest.settings.get("model", ""))

    def version(name: str) -> str:
        return f" {of[name]}" if name in of else ""

    weights = next((of[name] for name in of if name.replace("-", "_") == model), "")
    told = (
        f"The articles were analysed with Media Framing Analysis{version('media-framing')} [@mediaframing]. Sentences, "
        f"parts of speech, syntax and names came from spaCy{version('spacy')} [@honnibal2020spacy]"
        f"{f' with the model {model}' if model else ''}{f' ({weights})' if weights else ''}; tables were counted with "
        f"pandas{version('pandas')} [@mckinney2010pandas] and drawn with matplotlib{version('matplotlib')} "
        "[@hunter2007matplotlib]"
    )
    if tables.articles.empty:
        return f"{told}."
    return f"{told}; association measures came from NLTK{version('nltk')} [@bird2009nltk]."


def _quotes(tables: Tables, manifest: Manifest | None) -> str:
    n_said = int(tables.articles["n_quotes"].sum())
    n_thought = int(tables.articles["n_beliefs"].sum())
    least = float(manifest.settings.get("least_score", 0)) if manifest else 0.0
    chosen = (
        f"Quotes with an estimated chance below {least:g} were left out; their words counted as the narrator’s."
        if least
        else "No quote was left out for a low score."
    )
    return (
        "Quotes, their reporting words and their sources were found by a neural tagger and by rules, and speakers were "
        "resolved within and across articles by rules. The tagger was trained on US political news of 2015–16 "
        "(PolNeAR) [@newell2018polnear]. On 84 articles of that corpus that no weight was trained on, attribution with "
        "its source reaches F1 .89 for quotes in marks, .79 for all speech and .75 with beliefs (two human annotators: "
        ".94, .79 and .77); the right name is found for 85 % of the quotes. "
        f"What was said, written or published makes {count(n_said, 'quote')}; "
        f"{count(n_thought, 'reported belief or intention', 'reported beliefs and intentions')} "
        f"{'was' if n_thought == 1 else 'were'} found besides and not counted as quotes. {chosen} Everything outside "
        "quotes counted as the narrator’s voice."
    )


def _frames(tables: Tables, lexicons: Sequence[FrameLexicon]) -> str:
    hits = tables.frame_hits
    if hits.empty:
        return ""
    used = [lexicon for lexicon in lexicons if (hits["lexicon"] == lexicon.name).any()]
    named = []
    for lexicon in used:
        work = f" [@{_FRAME_WORKS[lexicon.name]}]" if lexicon.name in _FRAME_WORKS else ""
        named.append(
            f"{lexicon.name} {lexicon.version} ({count(len(lexicon.frames), 'frame')}, {lexicon.status} by those who "
            f"keep it){work}"
        )
    names = _listed(named or sorted(str(name) for name in hits["lexicon"].dropna().unique()))
    what = "lexicon" if len(named or [1]) == 1 else "lexicons"
    polar = hits["polarity"].value_counts()
    others = len(hits) - int(polar.get("asserted", 0))
    return (
        f"Frames [@entman1993framing] were operationalised as vocabularies: {count(len(hits), 'occurrence')} of terms "
        f"of the {what} {names} were counted. For each it was determined by rule whether it stood in the narrator’s "
        "voice or inside a quote, and whether it was asserted, negated, rejected, demanded or hypothetical; "
        f"{grouped(others)} were not asserted. No occurrence was left out for its polarity."
    )


def _sentiment(tables: Tables) -> str:
    told = (
        f"Each of the {grouped(len(tables.sentences))} sentences got two readings of lexical valence: the compound "
        "score of VADER [@hutto2014vader], unchanged, and a news-adjusted reading in which names and words that value "
        "nothing in news have no valence, words of harm that VADER lacks have one, and negation follows the syntax. "
        "Both are reported."
    )
    if len(tables.targets):
        told += (
            f" Sentiment toward {count(len(tables.targets), 'mention')} of persons, organisations and groups was "
            "estimated by a small neural network trained on NewsMTSC [@hamborg2021newsmtsc] and on invented sentences; "
            "on 796 targets that no weight was trained on its macro F1 is .74. Means were taken over its probabilities."
        )
    return told


def _comparison(tables: Tables) -> str:
    intervals = (
        f"Intervals are 95 % percentile intervals of a bootstrap that draws whole articles [@efron1993bootstrap] "
        f"({N_RESAMPLES:,} draws, seed {SEED}); below {MIN_ARTICLES} articles none is given."
    )
    words = (
        "Words that set outlets apart were ranked by log ratio beside log-likelihood [@dunning1993surprise] and "
        "log-odds with a Dirichlet prior [@monroe2008fightin]."
    )
    try:
        compared = compare_everything(tables)
    except NothingToCompareError:
        return f"{intervals} There were fewer than two outlets, so that nothing was compared."
    design, table = compared.design, compared.table
    n_tested, n_found = int(table["p"].notna().sum()), int(table["found"].sum())
    within = {"all": "of the whole period"}.get(design.period, f"of the same {design.period}")
    copies = f" {COPIES_IN_WORDS[design.copies]}." if design.n_copies else ""
    if not n_tested:
        return f"{intervals} Outlets were described and not tested, as there was too little of each."
    return (
        f"Each outlet was compared with all others together by a permutation test of the studentised difference "
        f"[@chung2013permutation] that deals outlets’ names out anew among articles {within} ({design.n_shuffles:,} "
        f"times, seed {design.seed}; all arrangements where they are few). Outlets of fewer than {MIN_ARTICLES} "
        f"articles and cells with fewer than {LEAST_EXPECTED} expected occurrences were not tested. p-values were "
        f"corrected for all tests of a table [@benjamini1995fdr]; a difference counted as found with q < .05 and an "
        f"interval clear of 0: {grouped(n_found)} of {count(n_tested, 'comparison')}.{copies} Each finding was made "
        f"anew without single articles, terms, speakers and outlets, with copies counted otherwise, with surer quotes "
        f"only and in the other reading of sentiment; it is called stable where it held in all of these. {intervals} "
        f"{words}"
    )


def _validation(stamps: Stamps) -> str:
    if stamps.validation is None:
        return "No output was compared with hand coding of these articles."
    found = stamps.validation
    coders = count(found.n_coders, "coder")
    lines = " ".join(stamps.line([basis]) for basis in ("frames", "quotes", "sentiment"))
    return (
        f"{count(found.n_items, 'passage')} drawn at random in strata {'was' if found.n_items == 1 else 'were'} coded "
        f"by {coders} blind to the program’s answer; agreement is Krippendorff’s alpha [@krippendorff2004content]. "
        f"{lines}"
    )


def _limits(tables: Tables, stamps: Stamps) -> Iterator[str]:
    yield (
        "The numbers describe the articles that were collected, and other news is read less well than that of the "
        "training. Intervals and tests do not hold the errors of the programs that found quotes, voices and sentiment."
    )
    if not stamps.holds_for_frames():
        yield "How often a term stands for its frame has not been estimated for all frames on these articles."
    yield (
        "Lexical valence shows which words were chosen, not what anybody thinks, and dictionaries of this kind agree "
        "poorly with human readers of news [@boukes2020tone; @vanatteveldt2021validity]."
    )
    if tables.articles["outlet"].nunique() > 1:
        yield (
            "Outlets differ in the events that they cover, so that a difference is not bias; what was not found may "
            "differ all the same, as few articles show large differences only."
        )


def _reproduction(manifest: Manifest | None) -> str:
    if manifest is None:
        return ""
    return (
        f"The record of the run ({manifest.started[:10]}) lists the SHA-256 checksums of the "
        f"{count(len(manifest.inputs), 'input file')}, of lexicons and rules, the versions of the software and the "
        "settings; the archive that comes with the report repeats the analysis from it and compares the tables."
    )


def _outlets(tables: Tables) -> str:
    counts = tables.articles["outlet"].value_counts(dropna=False)
    known = {name: n for name, n in counts.items() if text_or_none(name)}
    missing = len(tables.articles) - sum(known.values())
    if not known:
        return "unknown outlets"
    if len(known) > MOST_OUTLETS:
        told = f"{len(known)} outlets"
    elif len(known) == 1 and not missing:
        return f"one outlet ({next(iter(known))})"
    else:
        ordered = sorted(known.items(), key=lambda item: (-item[1], str(item[0])))
        told = f"{count(len(known), 'outlet')} ({'; '.join(f'{name}: {n}' for name, n in ordered)})"
    return told + (f" and {grouped(missing)} of an unknown outlet" if missing else "")


def _days(tables: Tables) -> str:
    dates = tables.articles["date"].dropna()
    if dates.empty:
        return "whose dates are not known"
    first, last = (f"{day:%Y-%m-%d}" for day in (dates.min(), dates.max()))
    return f"published on {first}" if first == last else f"published from {first} to {last}"


def _listed(names: Sequence[Any]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else str(last)
