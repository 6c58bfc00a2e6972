from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from analysis.charts.labels import frame_label, label, panel_title, plain


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("The Commission of Inquiry", 16, "The Commission…"),
        ("a\n b\t\x00c\u202e", 10, "a b c"),
        ("e\u0301t\u00e9", 10, "été"),
    ],
)
def test_plain(text: str, width: int, expected: str) -> None:
    assert plain(text, width) == expected


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_label(text: str) -> None:
    figure = Figure(figsize=(2, 1))
    shown = figure.text(0, 0, label(text))
    assert "\n" not in shown.get_text()
    assert len(plain(text, 20)) <= 20
    mathematics = shown._preprocess_math(shown.get_text())[1]
    assert not mathematics


def test_panel_titles_keep_their_number_of_hits() -> None:
    assert panel_title("law", 3) == "law (3)"
    assert panel_title("a very long name of a frame that goes on and on", 1204).endswith("(1,204)")
    assert panel_title("word " * 30, 7).count("\n") == 1


def test_frames_without_a_name_show_their_id() -> None:
    assert frame_label("coercion_victory", {"law": "Law"}) == "coercion victory"
