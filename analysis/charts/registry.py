"""All figures under their names, and writing them to files."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.charts.agency import draw_agency
from analysis.charts.changes import draw_changes
from analysis.charts.collocates import draw_collocates
from analysis.charts.concentration import draw_concentration
from analysis.charts.contested import draw_contested, draw_contested_by_outlet, draw_contested_over_time
from analysis.charts.copies import draw_copies
from analysis.charts.differences import draw_compared, draw_found, draw_robustness
from analysis.charts.distance import draw_distance
from analysis.charts.drawing import Drawing, NothingToDrawError, Request
from analysis.charts.frame_speakers import draw_frames_by_speaker, draw_repeats
from analysis.charts.frames import draw_frames_by_outlet, draw_frames_by_voice
from analysis.charts.headlines import headlined
from analysis.charts.key_words import draw_key_words
from analysis.charts.keyness import draw_keyness
from analysis.charts.kinds import draw_kinds
from analysis.charts.pairs import draw_pairs
from analysis.charts.prominence import draw_prominence
from analysis.charts.readings import draw_readings
from analysis.charts.saving import FORMATS, save
from analysis.charts.sentiment import draw_sentiment_along_article, draw_sentiment_by_voice
from analysis.charts.source_overlap import draw_overlap
from analysis.charts.sources import draw_reporting_verbs, draw_speakers, draw_who_says
from analysis.charts.stamping import stamped
from analysis.charts.stance import draw_stance
from analysis.charts.target_sentiment import draw_sentiment_toward_targets, draw_target_by_outlet
from analysis.charts.target_speakers import draw_speakers_and_targets
from analysis.charts.theme import PAGE, theme
from analysis.charts.trends import draw_frames_over_time
from analysis.store import StoreError, csv_for_people, write_file
from analysis.validation.stamps import UNVALIDATED, Basis, Stamps

if TYPE_CHECKING:
    from analysis.tables import Tables


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure that can be drawn."""

    name: str
    title: str
    """What it measures; a drawn figure's title may be more precise."""
    draw: Callable[[Tables, Request], Drawing]
    rests_on: tuple[Basis, ...] = ()
    """What its numbers rest on, to be compared with coding by hand."""


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A figure on disk, or why there is none."""

    name: str
    title: str
    caption: str = ""
    alt: str = ""
    """What it shows in words, for those who do not see it."""
    png: Path | None = None
    svg: Path | None = None
    pdf: Path | None = None
    csv: Path | None = None
    """The numbers in the figure."""
    skipped: str | None = None
    """A sentence that says why it was not drawn; `None` if it was."""
    failed: bool = False
    """Whether it was not drawn because of an error of the program."""


_KINDS = (*FORMATS, "csv")

_COMPARED: Mapping[str, tuple[str, tuple[str, ...], tuple[Basis, ...]]] = {
    "outlets-compared-frames": (
        "Frames by outlet, compared with all others",
        ("frames-narrator", "frames-quoted", "contested-narrator"),
        ("frames", "names", "quotes"),
    ),
    "outlets-compared-sources": (
        "Sources by outlet, compared with all others",
        ("sources", "stances", "doers", "distance", "repeats"),
        ("quotes", "events", "marks", "frames"),
    ),
    "outlets-compared-sentiment": (
        "Sentiment by outlet, compared with all others",
        ("sentiment-exact", "sentiment-adjusted", "targets-narrator"),
        ("sentiment", "targets", "quotes"),
    ),
}
"""Figures of everything that was compared: title, families, what they rest on."""

_SPECS: tuple[tuple[str, str, Callable[[Tables, Request], Drawing], tuple[Basis, ...]], ...] = (
    ("sentiment-along-article", "Sentiment along an article", draw_sentiment_along_article, ("sentiment", "quotes")),
    ("sentiment-by-voice", "Sentiment by voice", draw_sentiment_by_voice, ("sentiment", "quotes")),
    (
        "sentiment-two-readings",
        "Sentiment in two readings: exact VADER, news-adjusted",
        draw_readings,
        ("sentiment", "quotes"),
    ),
    (
        "sentiment-toward-targets",
        "Sentiment toward targets, by voice",
        draw_sentiment_toward_targets,
        ("targets", "quotes"),
    ),
    (
        "sentiment-toward-target-by-outlet",
        "Sentiment toward a target, by outlet and voice",
        draw_target_by_outlet,
        ("targets", "quotes"),
    ),
    ("who-speaks-how-of-whom", "Who speaks how of whom", draw_speakers_and_targets, ("targets", "quotes")),
    ("who-is-quoted", "Who is quoted: quotes and quoted words", draw_speakers, ("quotes",)),
    ("who-is-quoted-by-kind", "Who is quoted, by kind of source", draw_kinds, ("quotes",)),
    ("source-concentration", "Concentration: how many sources share the quotes", draw_concentration, ("quotes",)),
    ("source-overlap", "Overlap of sources: do outlets quote the same people?", draw_overlap, ("quotes",)),
    ("reporting-verbs-by-speaker", "Reporting verbs by speaker", draw_reporting_verbs, ("quotes",)),
    ("stance-of-reporting-verbs", "Stance of reporting words: how quotes are presented", draw_stance, ("quotes",)),
    ("frames-by-voice", "Frames by voice: narrator and quoted", draw_frames_by_voice, ("frames", "quotes")),
    ("frames-by-outlet", "Frames by outlet: rate of their terms", draw_frames_by_outlet, ("frames", "quotes")),
    ("who-says-a-term", "Who says a term, by polarity", draw_who_says, ("frames", "quotes")),
    ("who-acts", "Who acts: how events of harm are told", draw_agency, ("events",)),
    (
        "frames-by-speaker",
        "Frames by speaker: who says their words, by polarity",
        draw_frames_by_speaker,
        ("frames", "quotes"),
    ),
    ("frames-repeated", "Does the narrator repeat what speakers say?", draw_repeats, ("frames", "quotes")),
    ("frames-together", "Frames together: pairs in the same paragraph", draw_pairs, ("frames",)),
    ("collocates", "Collocates: words that stand beside a term, by voice", draw_collocates, ("frames", "quotes")),
    ("keyness-by-outlet", "Keyness by outlet: the words that set each apart", draw_key_words, ("quotes",)),
    ("keyness", "Keyness: the words of two selections", draw_keyness, ("quotes",)),
    ("contested-terms", "Contested terms: which name is used, by voice", draw_contested, ("names", "quotes")),
    (
        "contested-by-outlet",
        "Contested terms by outlet: the narrator's choice",
        draw_contested_by_outlet,
        ("names", "quotes"),
    ),
    ("contested-over-time", "Contested terms over time: weekly share", draw_contested_over_time, ("names", "quotes")),
    ("distance-by-outlet", "Words held at a distance, by outlet", draw_distance, ("marks", "quotes")),
    ("frames-over-time", "Frames over time: weekly hits per 1,000 words", draw_frames_over_time, ("frames",)),
    ("change-over-time", "Change over time: against the own past", draw_changes, ("frames", "quotes")),
    ("what-copies-changed", "Copies: what each outlet kept, cut and wrote anew", draw_copies, ("frames", "quotes")),
    ("prominence", "Prominence: where in articles frames stand", draw_prominence, ("frames",)),
    ("outlets-findings", "What differs between outlets", draw_found, ("frames", "quotes", "sentiment", "targets")),
    *((name, title, draw_compared(families, title), basis) for name, (title, families, basis) in _COMPARED.items()),
    (
        "robustness",
        "Is it robust? The first finding, counted in other ways",
        draw_robustness,
        ("frames", "quotes", "sentiment"),
    ),
)

FIGURES: Mapping[str, FigureSpec] = {spec[0]: FigureSpec(*spec) for spec in _SPECS}
"""The figures in the order in which a report shows them."""


def write_figures(  # noqa: PLR0913 - one argument a choice
    tables: Tables,
    folder: Path,
    *,
    term: str | None = None,
    article_id: str | None = None,
    target: str | None = None,
    names: Collection[str] | None = None,
    frame_names: Mapping[str, str] | None = None,
    stamps: Stamps = UNVALIDATED,
    preset: str = PAGE.name,
    dark: bool = False,
    formats: Collection[str] = FORMATS,
) -> list[FigureFile]:
    """Draw the figures of a corpus and write each as PNG, SVG (text as text), PDF, CSV and JSON (its texts).

    The same tables and choices give the same bytes. A figure that has nothing to show is not drawn: its files of an
    earlier run are removed, and its entry says why.

    Args:
        tables: of a corpus.
        folder: for the files `<name>.png`, `.svg`, `.pdf`, `.csv`, `.json`.
        term: the frame or term of `who-says-a-term` and `collocates`; by default the most frequent group of terms that
            occurs in two polarities (see `choose_term`).
        article_id: the article of `sentiment-along-article`; by default the one with most sentences.
        target: the person, organisation or group of `sentiment-toward-target-by-outlet`; by default the most spoken of.
        names: which figures; all if not given.
        frame_names: frames' names for readers, by id.
        stamps: what coding by hand says of this corpus; nothing if not given, which figures then say.
        preset: one of `PRESETS`, which say how wide a figure is and how large its letters are.
        dark: whether the ground is dark.
        formats: which of `FORMATS` to write.

    Returns:
        One entry a figure, in the order of `FIGURES`.

    Raises:
        ValueError: if a name is not one of `FIGURES`, or the preset or a format is not known.
        StoreError: if a file cannot be written.
    """
    unknown = sorted(set(names or ()) - set(FIGURES))
    if unknown:
        raise ValueError(f"there is no figure {', '.join(map(repr, unknown))}; there are {', '.join(FIGURES)}")
    if odd := sorted(set(formats) - set(FORMATS)):
        raise ValueError(f"there is no format {', '.join(map(repr, odd))}; there are {', '.join(FORMATS)}")
    request = Request(term=term, article_id=article_id, target=target, frame_names=frame_names)
    with theme(preset, dark=dark):
        return [
            _write_figure(spec, tables, request, folder, stamps, formats)
            for spec in FIGURES.values()
            if not names or spec.name in names
        ]


def read_figures(folder: Path) -> list[FigureFile]:
    """The entries of figures that were written to a folder, in the order of `FIGURES`.

    Raises:
        StoreError: if an entry cannot be read.
    """
    entries = []
    for name in FIGURES:
        path = folder / f"{name}.json"
        if not path.exists():
            continue
        try:
            texts = {key: str(value) for key, value in json.loads(path.read_text(encoding="utf-8")).items()}
            files = {} if "skipped" in texts else _files_of(folder / name)
            entries.append(FigureFile(**texts, **files))  # type: ignore[arg-type]
        except (OSError, ValueError, TypeError, AttributeError) as err:
            raise StoreError(f"{path} cannot be read ({err}): draw the figures again") from err
    return entries


def draw_figure(name: str, tables: Tables, request: Request, stamps: Stamps = UNVALIDATED) -> Drawing:
    """Draw a figure with its stamp; call it inside `theme()`, and save it there with `stamping.save`.

    Its title tells a finding where one survives (see `headlines`).

    Raises:
        KeyError: if there is no such figure.
        NothingToDrawError: if there is nothing to show.
    """
    spec = FIGURES[name]
    drawing = headlined(spec.draw(tables, request), name, tables, request)
    return stamped(drawing, spec.rests_on, stamps, tables.sample)


def _write_figure(
    spec: FigureSpec, tables: Tables, request: Request, folder: Path, stamps: Stamps, formats: Collection[str]
) -> FigureFile:
    base = folder / spec.name
    try:
        drawing = draw_figure(spec.name, tables, request, stamps)
        pictures = {kind: save(drawing, kind) for kind in FORMATS if kind in formats}
    except NothingToDrawError as nothing:
        return _leave_out(spec, base, str(nothing))
    except (TypeError, LookupError, AttributeError, ArithmeticError) as err:  # one figure stops no other
        return _leave_out(spec, base, f"It could not be drawn ({type(err).__name__}: {err}).", failed=True)
    texts = {"name": spec.name, "title": drawing.title, "caption": drawing.caption, "alt": drawing.alt}
    _write_texts(base, texts)
    for kind, content in (pictures | {"csv": csv_for_people(drawing.numbers)}).items():
        write_file(base.with_suffix(f".{kind}"), content)
    return FigureFile(**texts, **_files_of(base))  # type: ignore[arg-type]


def _leave_out(spec: FigureSpec, base: Path, why: str, *, failed: bool = False) -> FigureFile:
    for kind in _KINDS:
        base.with_suffix(f".{kind}").unlink(missing_ok=True)
    _write_texts(base, {"name": spec.name, "title": spec.title, "skipped": why})
    return FigureFile(spec.name, spec.title, skipped=why, failed=failed)


def _files_of(base: Path) -> dict[str, Path]:
    return {kind: path for kind in _KINDS if (path := base.with_suffix(f".{kind}")).is_file()}


def _write_texts(base: Path, texts: Mapping[str, str]) -> None:
    content = json.dumps(texts, ensure_ascii=False, indent=2) + "\n"
    write_file(base.with_suffix(".json"), content.encode("utf-8"))
