"""What a report tells of one corpus, in the order in which it is told: the page, the PDF and the DOCX show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compare.findings import compare_or_nothing
from analysis.publishing.listings import Listing
from analysis.publishing.listings.findings import list_findings
from analysis.publishing.listings.outlets import list_outlet_findings
from analysis.publishing.listings.summaries import list_everything
from analysis.publishing.listings.what_changed import list_what_changed
from analysis.publishing.pages import grouped, names_or_ids, rows_of, text_or_none
from analysis.publishing.report.methods_text import Methods, write_methods
from analysis.publishing.report.summary import summarise_corpus
from analysis.validation.stamps import UNVALIDATED, Stamps

if TYPE_CHECKING:
    from analysis.charts import FigureFile
    from analysis.history import RunRecord
    from analysis.lexicons import FrameLexicon
    from analysis.records import Problem
    from analysis.store import Manifest
    from analysis.tables import Tables

TABLE_ORDER = (
    "outlets",
    "speakers",
    "types",
    "stances",
    "frames",
    "contested",
    "voices",
    "targets",
    "distance",
    "copies",
)
"""The tables of a section by the keys of `list_everything`; `left_out` stands beside the problems."""


class Folders(NamedTuple):
    """Where a corpus lies on disk."""

    articles: Path
    tables: Path
    validation: Path
    """There only where somebody coded by hand."""


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What the report tells of one corpus."""

    name: str
    tables: Tables
    figures: Sequence[FigureFile] = ()
    manifest: Manifest | None = None
    notebooks: Sequence[Path] = ()
    """The executed notebooks."""
    problems: Sequence[Problem] = ()
    """Those that came after the tables were made, e.g. of the notebooks."""
    lexicons: Sequence[FrameLexicon] = ()
    """For the names, definitions and state of validation of the frames."""
    stamps: Stamps = UNVALIDATED
    """What coding by hand says of the figures."""
    history: Sequence[RunRecord] = ()
    """The runs of the corpus, the last one last."""
    folders: Folders | None = None
    """Without them there is no archive."""


@dataclass(frozen=True, slots=True)
class Section:
    """A corpus in words and tables."""

    name: str
    started: str
    """When the run began, ISO 8601; empty if that is not known."""
    summary: list[tuple[str, str]]
    """What each sentence is about, and the sentence."""
    facts: list[tuple[str, str]]
    news: Listing | None
    """What is new since the last run; `None` where there is none to compare with."""
    differences: Listing
    """What differs between outlets, all of it."""
    leads: Listing
    """What stands out within the corpus."""
    figures: Sequence[FigureFile]
    tables: list[Listing]
    methods: Methods
    record: list[Listing]
    """Settings, versions and checksums of the run."""
    left_out: Listing | None
    problems: Listing


def build_section(corpus: CorpusReport) -> Section:
    """Count, compare and list everything that the report tells of a corpus, apart from its articles."""
    tables, names = corpus.tables, frame_names(corpus.lexicons)
    listings = list_everything(tables, names)
    problems = list_problems(corpus)
    severities = [row[-1] for row in problems.rows]
    return Section(
        name=corpus.name,
        started=corpus.manifest.started if corpus.manifest else "",
        summary=summarise_corpus(tables, compare_or_nothing(tables), corpus.stamps, severities),
        facts=_facts(tables),
        news=list_what_changed(corpus.history, names) if len(corpus.history) > 1 else None,
        differences=list_outlet_findings(tables, names),
        leads=list_findings(tables, names_or_ids(names)),
        figures=corpus.figures,
        tables=[listings[key] for key in TABLE_ORDER if key in listings],
        methods=write_methods(tables, corpus.manifest, corpus.lexicons, corpus.stamps),
        record=_record(corpus.manifest) if corpus.manifest else [],
        left_out=listings.get("left_out"),
        problems=problems,
    )


def frame_names(lexicons: Sequence[FrameLexicon]) -> dict[str, str]:
    """The lexicons' names for readers, by id of frame and contested set."""
    names = {frame.id: frame.label for lexicon in lexicons for frame in lexicon.frames}
    return names | {entry.id: entry.label for lexicon in lexicons for entry in lexicon.contested_sets}


def list_problems(corpus: CorpusReport) -> Listing:
    """Every problem of reading, analysing and publishing, errors first."""
    order = {"error": 0, "warning": 1, "note": 2}
    found = [
        (text_or_none(row.path) or "", text_or_none(row.place) or "", str(row.message), str(row.severity))
        for row in rows_of(corpus.tables.problems)
    ]
    found += [(problem.path, problem.place, problem.message, problem.severity) for problem in corpus.problems]
    rows = tuple(sorted(found, key=lambda problem: order.get(problem[-1], 0)))
    note = (
        "An error means that something is missing from the result, a warning that it was read in part, a note that it "
        "was left alone on purpose."
    )
    return Listing("Problems", ("Where", "Place", "What", "Kind"), (False,) * 4, rows, note)


def _facts(tables: Tables) -> list[tuple[str, str]]:
    articles = tables.articles
    dates = articles["date"].dropna()
    days = [f"{day:%Y-%m-%d}" for day in (dates.min(), dates.max())] if len(dates) else ["–"]
    undated = int(articles["date"].isna().sum())
    facts = {
        "Articles": len(articles),
        "Outlets": int(articles["outlet"].nunique()),
        "Words analysed": int(articles["n_words"].sum()),
        "Sentences": len(tables.sentences),
        "Quotes": int(articles["n_quotes"].sum()),
        "Beliefs and intentions": int(articles["n_beliefs"].sum()),
        "Frame terms": len(tables.frame_hits),
        "Distance marks": len(tables.distance_marks),
    }
    shown = [(term, grouped(n)) for term, n in facts.items()]
    if tables.sample:
        shown.insert(0, ("Sample of", f"{grouped(tables.sample.of_articles)} articles"))
    without = f" ({undated:,} without)" if undated and len(dates) else ""
    shown.insert(2, ("Dates", " to ".join(dict.fromkeys(days)) + without))
    return shown


def _record(manifest: Manifest) -> list[Listing]:
    def pairs(caption: str, columns: tuple[str, str], values: Mapping[str, Any]) -> Listing:
        rows = tuple((str(key), str(value)) for key, value in values.items())
        return Listing(caption, columns, (False, False), rows)

    run: dict[str, Any] = {
        "Started": manifest.started,
        "Duration": f"{manifest.duration:.1f} seconds",
        "Seed of random draws": "–" if manifest.seed is None else manifest.seed,
        "Article files": grouped(len(manifest.inputs)),
    }
    listings = [
        pairs("The run", ("", "Value"), run),
        pairs("Settings", ("Setting", "Value"), manifest.settings),
        pairs("Lexicons", ("File", "SHA-256"), manifest.lexicons),
        pairs("Language rules and weights", ("File", "SHA-256"), manifest.rules),
        pairs("Software", ("Package", "Version"), manifest.packages),
    ]
    return [listing for listing in listings if listing.rows]
