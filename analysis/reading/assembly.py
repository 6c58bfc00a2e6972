"""Drafts → articles: metadata from all its sources, unique ids, zones, and notes on what is not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis.reading.drafts import MAX_CHARACTERS, Draft, Metadata
from analysis.reading.metadata import read_file_name
from analysis.reading.sidecar import Sidecars, list_names
from analysis.reading.zones import find_zones
from analysis.records import ANALYSED_ZONES, Article, Problem, Zone

_GENERIC_FOLDER = re.compile(
    r"(?:texts?|txts?|articles?|data|raw|html?|pages?|news|files?|train(?:ing)?|test(?:ing)?|dev|valid(?:ation)?|"
    r"corp(?:us|ora)|doc(?:ument)?s?|csv|jsonl?|md|markdown|out(?:put)?|in(?:put)?|clean(?:ed)?|misc|other|en|english|"
    r"before|after|part|set|batch|week|day|month|year|q[1-4]|[\W\d_]|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|"
    r"aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)+",
    re.IGNORECASE,
)
"""Names of subfolders that are certainly no outlets."""


def build_articles(
    drafts: list[Draft], sidecars: Sidecars, *, corpus: str, label: str
) -> tuple[list[Article], list[Problem]]:
    """Articles from drafts, in the same order.

    Metadata is taken from the file's own fields, else from the table beside it, else from what a page embeds, else
    from the file's name; what none of them knows stays `None`.

    Args:
        drafts: what the readers found.
        sidecars: the tables of metadata beside the files.
        corpus: the name that the articles get as their corpus.
        label: how problems of the whole corpus name it.
    """
    problems: list[Problem] = []
    known = [_join_metadata(draft, sidecars) for draft in drafts]
    from_folders = _find_folder_outlets(drafts, known, sidecars)
    ids = _unique_ids(drafts)
    built: list[_Built] = []
    for draft, metadata, article_id, folder in zip(drafts, known, ids, from_folders, strict=True):
        place = f"row {draft.row}" if draft.row is not None else ""
        if len(draft.text) > MAX_CHARACTERS:
            message = (
                f"{len(draft.text):,} characters are too many for one article (at most {MAX_CHARACTERS:,}), so it was "
                "not read; split it into one text an article"
            )
            problems.append(draft.file.problem(place, message))
            continue
        zones = find_zones(draft.text, headline=metadata.headline, author=metadata.author)
        if not any(zone.kind in ANALYSED_ZONES for zone in zones):
            message = "nothing but bylines and boilerplate was found, so nothing in it is analysed; expected news text"
            problems.append(draft.file.problem(place, message, "warning"))
        built.append(_Built(_make_article(draft, metadata, article_id, folder, zones, corpus), metadata, folder))
    problems.extend(_notes(built, label))
    return [one.article for one in built], problems


@dataclass(frozen=True, slots=True)
class _Built:
    article: Article
    metadata: Metadata
    folder: str | None
    """The outlet, where only the folder's name tells it."""


def _join_metadata(draft: Draft, sidecars: Sidecars) -> Metadata:
    # A name such as export_2025-03-04.csv dates the export, not the articles in it.
    by_name = read_file_name(draft.file.name) if draft.row is None else Metadata()
    return draft.own.or_else(sidecars.find(draft.file)).or_else(draft.embedded).or_else(by_name)


def _make_article(
    draft: Draft, metadata: Metadata, article_id: str, folder: str | None, zones: tuple[Zone, ...], corpus: str
) -> Article:
    return Article(
        article_id=article_id,
        text=draft.text,
        zones=zones,
        corpus=corpus,
        outlet=metadata.outlet or folder,
        date=metadata.date,
        author=metadata.author,
        headline=metadata.headline or _shown_headline(draft.text, zones),
        url=metadata.url,
        language=metadata.language,
        path=draft.file.name,
        row=draft.row,
    )


def _shown_headline(text: str, zones: tuple[Zone, ...]) -> str | None:
    """The headline that stands in the text itself."""
    zone = next((zone for zone in zones if zone.kind == "headline"), None)
    return " ".join(text[zone.start : zone.end].strip("#*_ ").split()) if zone else None


def _find_folder_outlets(drafts: list[Draft], known: list[Metadata], sidecars: Sidecars) -> list[str | None]:
    """For each draft the outlet that its subfolder names, or `None`.

    A wrong outlet hurts more than a missing one: all articles must lie in at least two subfolders whose names can be
    outlets, nothing else may tell any article's outlet, and no table may describe the corpus.
    """
    folders = [PurePosixPath(draft.file.name).parts[:-1] for draft in drafts]
    names = {parts[0] for parts in folders if parts}
    certain = (
        len(names) >= 2
        and all(folders)
        and not any(_GENERIC_FOLDER.fullmatch(name) for name in names)
        and not any(metadata.outlet for metadata in known)
        and not any(sidecars.has_table(draft.file) for draft in drafts)
    )
    return [parts[0] if certain else None for parts in folders]


def _unique_ids(drafts: list[Draft]) -> list[str]:
    """The stem, or `stem-3` for a row; where articles would share it, the path, and only then a number."""
    ids: list[str] = [""] * len(drafts)
    open_drafts = list(range(len(drafts)))
    taken: set[str] = set()
    for form in (_by_stem, _by_path, _by_file, _by_root):
        groups: dict[str, list[int]] = {}
        for index in open_drafts:
            groups.setdefault(_fold(_with_row(form(drafts[index]), drafts[index])), []).append(index)
        for key, group in groups.items():
            if len(group) == 1 and key not in taken:
                ids[group[0]] = _with_row(form(drafts[group[0]]), drafts[group[0]])
        taken.update(_fold(one) for one in ids if one)
        open_drafts = [index for index in open_drafts if not ids[index]]
    for index in open_drafts:
        base, number = _with_row(_by_root(drafts[index]), drafts[index]), 2
        while _fold(f"{base}--{number}") in taken:
            number += 1
        ids[index] = f"{base}--{number}"
        taken.add(_fold(ids[index]))
    return ids


def _fold(article_id: str) -> str:
    """Ids become file names, and some systems do not tell capitals in them."""
    return article_id.casefold()


def _with_row(base: str, draft: Draft) -> str:
    return base if draft.row is None else f"{base}-{draft.row}"


def _by_stem(draft: Draft) -> str:
    return PurePosixPath(draft.file.name).stem


def _by_path(draft: Draft) -> str:
    return str(PurePosixPath(draft.file.name).with_suffix("")).replace("/", "--")


def _by_file(draft: Draft) -> str:
    return draft.file.name.replace("/", "--")


def _by_root(draft: Draft) -> str:
    return f"{draft.file.root.resolve().name}--{_by_file(draft)}"


def _notes(built: list[_Built], label: str) -> Iterator[Problem]:
    """What is not known, one note a kind."""
    advice = "a table metadata.csv beside the articles (columns file, outlet, date, author, headline) can tell it"
    missing: tuple[tuple[str, Callable[[Article], object]], ...] = (
        ("outlet", lambda article: article.outlet),
        ("date", lambda article: article.date),
        ("author", lambda article: article.author),
        ("headline", lambda article: article.headline),
    )
    for kind, value in missing:
        ids = [one.article.article_id for one in built if value(one.article) is None]
        if ids:
            message = f"no {kind} is known for {len(ids)} of {len(built)} articles ({list_names(ids)}); {advice}"
            yield Problem(label, "", message, "note")
    unread = [one for one in built if one.metadata.date is None and one.metadata.unread_date]
    if unread:
        named = [f"{one.metadata.unread_date!r} in {_where(one.article)}" for one in unread]
        message = (
            f"{len(unread)} date{'s have' if len(unread) > 1 else ' has'} no certain reading: {list_names(named)}; "
            "left unknown, write dates as 2025-03-04"
        )
        yield Problem(unread[0].article.path if len(unread) == 1 else label, "", message, "note")
    by_folder = [one for one in built if one.folder]
    if by_folder:
        names = sorted({one.folder for one in by_folder if one.folder})
        message = f"the outlet of {len(by_folder)} articles was taken from their folders' names ({list_names(names)})"
        yield Problem(label, "", f"{message}; if these are no outlets, {advice}", "note")
    alike: dict[str, set[str]] = {}
    for one in built:
        if one.article.outlet is not None:
            alike.setdefault(re.sub(r"\W|_", "", one.article.outlet).casefold(), set()).add(one.article.outlet)
    for spellings in alike.values():
        if len(spellings) > 1:
            named_alike = " and ".join(map(repr, sorted(spellings)))
            message = f"{named_alike} count as {len(spellings)} outlets; if they are one, {advice}"
            yield Problem(label, "", message, "note")
    foreign = [one.article for one in built if one.article.language and not _is_english(one.article.language)]
    if foreign:
        named = [f"{article.article_id} ({article.language})" for article in foreign]
        message = f"{len(foreign)} articles are not in English, the language of the analysis: {list_names(named)}"
        yield Problem(label, "", message, "warning")


def _where(article: Article) -> str:
    return article.path if article.row is None else f"{article.path} row {article.row}"


def _is_english(language: str) -> bool:
    return re.match(r"en(?:g|glish)?\b", language, re.IGNORECASE) is not None
