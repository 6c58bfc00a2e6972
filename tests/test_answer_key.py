"""The real article that the project started from, against its answer key. Skipped where the two are not at hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis import analyze
from analysis.tables import Tables

FOLDER = Path(__file__).parents[2] / "shared" / "articles"
KEYS = sorted(FOLDER.glob("*.expected.json"))
pytestmark = pytest.mark.skipif(not KEYS, reason="the articles with answer keys are not here")


@pytest.fixture(scope="module", params=KEYS or [None], ids=lambda path: path.stem if path else "none")
def case(request: pytest.FixtureRequest) -> tuple[Tables, dict[str, Any]]:
    key: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return analyze(FOLDER / f"{key['article']}.txt"), key


def spans(tables: Tables, quote_id: str, role: str) -> list[list[int]]:
    rows = tables.quote_spans[(tables.quote_spans.quote_id == quote_id) & (tables.quote_spans.role == role)]
    return rows[["start", "end"]].to_numpy().tolist()


def contents_of(tables: Tables, quote_id: str) -> list[str]:
    """A content with and without a "that" before it, which annotators count in or out."""
    text = tables.articles.text.iloc[0]
    contents = spans(tables, quote_id, "content")
    (start, end), rest = contents[0], contents[1:]
    opening = re.match(r"that\s+", text[start:end])
    return [json.dumps([[start + skip, end], *rest]) for skip in (0, opening.end() if opening else 0)]


def test_every_attribution_with_its_source_and_speaker(case: tuple[Tables, dict[str, Any]]) -> None:
    tables, key = case
    quotes = tables.quotes.astype(object).where(tables.quotes.notna(), None)
    found = {content: row for row in quotes.itertuples(index=False) for content in contents_of(tables, row.quote_id)}
    for wanted in key["attributions"]:
        row = found.get(json.dumps(wanted["content"]))
        assert row is not None, wanted["content_text"]
        assert spans(tables, row.quote_id, "speaker") == wanted["source"]
        assert spans(tables, row.quote_id, "cue") == wanted["cue"]
        assert (row.speaker_name, row.speaker_type, row.quote_type) == (
            wanted["speaker"],
            wanted["speaker_type"],
            wanted["kind"],
        )


def test_no_other_direct_quote(case: tuple[Tables, dict[str, Any]]) -> None:
    tables, key = case
    assert (tables.quotes.quote_type == "direct").sum() == sum(a["kind"] == "direct" for a in key["attributions"])


def test_every_frame_hit_with_voice_speaker_polarity_and_zone(case: tuple[Tables, dict[str, Any]]) -> None:
    tables, key = case
    hits = tables.frame_hits.astype(object).where(tables.frame_hits.notna(), None)
    for wanted in key["frame_hits"]:
        rows = hits[(hits.start == wanted["start"]) & (hits.end == wanted["end"]) & (hits.frame == wanted["frame"])]
        assert len(rows) == 1, wanted
        row = rows.iloc[0]
        assert (row.voice, row.speaker_name, row.zone) == (wanted["voice"], wanted["speaker"], wanted["position"]), (
            wanted
        )
        assert wanted["polarity"] in (None, row.polarity), wanted


def test_the_boilerplate_exactly(case: tuple[Tables, dict[str, Any]]) -> None:
    tables, key = case
    rows = tables.boilerplate
    assert [[rows.start.min(), rows.end.max()]] == key["boilerplate"]
    assert tables.sentences.end.max() == key["body_ends_at"]


def test_the_distancing(case: tuple[Tables, dict[str, Any]]) -> None:
    tables, key = case
    found = set(zip(tables.distance_marks.start, tables.distance_marks.end, strict=True))
    assert {(mark["start"], mark["end"]) for mark in key["scare_quotes_or_distancing"]} <= found
