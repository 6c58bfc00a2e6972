"""The methods text: what it says follows the run, and what it cites is there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.lexicons import LIBRARY, default_lexicons, read_lexicon
from analysis.publishing.report import methods_text
from analysis.publishing.report.methods_text import write_methods
from analysis.publishing.report.references import cite, cited, read_references
from analysis.store import Manifest
from analysis.tables import Tables

MANIFEST = Manifest(
    corpus="made-up",
    started="2024-03-01T10:00:00+01:00",
    duration=2.5,
    inputs={"a.html": "0" * 64, "b.txt": "1" * 64},
    packages={"media-framing": "9.8.7", "spacy": "3.8.18"},
    settings={"model": "small", "least_score": 0.8},
)
CITATION = re.compile(r"@([\w-]+)")


def parts_of(tables: Tables, **more: object) -> dict[str, str]:
    return dict(write_methods(tables, **more).parts)  # type: ignore[arg-type]


def test_numbers_and_versions_are_those_of_the_run(tables: Tables) -> None:
    parts = parts_of(tables, manifest=MANIFEST)
    assert parts["Articles"].startswith(f"{len(tables.articles)} articles of 4 outlets (")
    assert f"{len(tables.sentences):,} sentences" in parts["Articles"]
    assert "9.8.7" in parts["Programs"]
    assert "3.8.18" in parts["Programs"]
    assert "below 0.8 were left out" in parts["Quotes"]
    assert f"{len(tables.frame_hits):,} occurrences" in parts["Frames"]
    assert "2024-03-01" in parts["Reproduction"]
    assert "2 input files" in parts["Reproduction"]


def test_it_cites_only_what_applies(tables: Tables, one_article: Tables) -> None:
    whole = {work.key for work in write_methods(tables, MANIFEST).references}
    single = {work.key for work in write_methods(one_article, replace(MANIFEST, inputs={"a.txt": "0"})).references}
    assert {"benjamini1995fdr", "chung2013permutation", "barbaresi2021trafilatura"} <= whole
    assert not {"benjamini1995fdr", "chung2013permutation", "barbaresi2021trafilatura", "semetko2000framing"} & single
    assert "hutto2014vader" in single


def test_a_lexicon_after_a_work_cites_it(tables: Tables) -> None:
    generic = read_lexicon(LIBRARY / "generic.yaml")
    hits = tables.frame_hits.assign(lexicon="generic")
    found = replace(tables, frame_hits=hits.astype(tables.frame_hits.dtypes))
    parts = parts_of(found, lexicons=[generic, *default_lexicons()])
    assert "@semetko2000framing" in parts["Frames"]
    assert f"generic {generic.version}" in parts["Frames"]
    assert "conflict" not in parts["Frames"]


def test_a_corpus_without_articles_claims_nothing(no_articles: Tables) -> None:
    assert list(parts_of(no_articles, manifest=MANIFEST)) == ["Articles", "Programs", "Reproduction"]


def test_every_key_is_a_complete_work() -> None:
    known = read_references()
    used = set(CITATION.findall(Path(methods_text.__file__).read_text(encoding="utf-8"))) & known.keys()
    assert used == set(known) - {"semetko2000framing"}
    for work in known.values():
        assert {"author", "title"} <= work.fields.keys(), work.key
        assert ("year" in work.fields) != ("version" in work.fields), work.key
        assert {"article": "journal", "inproceedings": "booktitle"}.get(work.kind, "title") in work.fields, work.key
        assert work.bibtex.count("{") == work.bibtex.count("}"), work.key
        assert not re.search(r"[{}\\]|\.\.", work.line), work.line


def test_the_project_is_cited_as_it_asks_to_be() -> None:
    wanted = (Path(__file__).parents[1] / "CITATION.cff").read_text(encoding="utf-8")
    fields = read_references()["mediaframing"].fields
    assert f'title: "{fields["title"]}"' in wanted
    assert f"version: {fields['version']}" in wanted
    assert f'name: "{fields["author"].strip("{}")}"' in wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("As others [@bird2009nltk].", "As others (Bird et al. 2009)."),
        ("Two [@bird2009nltk; @hunter2007matplotlib].", "Two (Bird et al. 2009; Hunter 2007)."),
        ("An outlet called [@nobody2020].", "An outlet called [@nobody2020]."),
        ("mail me@example.org", "mail me@example.org"),
    ],
)
def test_keys_become_authors_and_years(text: str, expected: str) -> None:
    assert cite(text) == expected


def test_works_are_listed_by_author() -> None:
    works = cited(["[@hutto2014vader; @bird2009nltk]", "[@bird2009nltk] [@nobody2020]"])
    assert [work.key for work in works] == ["bird2009nltk", "hutto2014vader"]
