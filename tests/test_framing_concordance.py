from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.framing import TextIndex, concordance, concordance_of_hits, find_frame_terms
from analysis.patterns import PatternError
from analysis.records import Article, Zone

ARTICLES = (
    Article("a", "They will not surrender.\nThe U.S. envoy said the group’s surrender was near. No cease-fire yet."),
    Article(
        "b", "A ceasefire? The rebels can't surrender, and they cannot win. Dr. Marlow saw 1,200 surrendering men."
    ),
)


def keywords(pattern: str) -> list[tuple[str, str]]:
    lines = list(concordance(ARTICLES, pattern))
    texts = {article.article_id: article.text for article in ARTICLES}
    assert all(texts[line.article_id][line.start : line.end] == line.keyword for line in lines)
    return [(line.article_id, line.keyword) for line in lines]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("surrender*", [("a", "surrender"), ("a", "surrender"), ("b", "surrender"), ("b", "surrendering")]),
        ("(ceasefire|cease fire)", [("a", "cease-fire"), ("b", "ceasefire")]),
        ("group surrender", [("a", "group’s surrender")]),
        ("(not|n't) surrender", [("a", "not surrender"), ("b", "n't surrender")]),
        ("cannot win", [("b", "cannot win")]),
        ("u.s. envoy", [("a", "U.S. envoy")]),
        ("marlow saw", [("b", "Marlow saw")]),
        ("ceasefire ..3 rebels", []),
        ("dr ..2 saw", [("b", "Dr. Marlow saw")]),
        ("(=U.S.|=us)", [("a", "U.S.")]),
        ("nothing", []),
    ],
)
def test_a_term_is_found_wherever_it_stands(pattern: str, expected: list[tuple[str, str]]) -> None:
    assert keywords(pattern) == expected


def test_overlapping_matches_give_one_line() -> None:
    assert keywords("(group )?surrender") == [
        ("a", "surrender"),
        ("a", "group’s surrender"),
        ("b", "surrender"),
    ]


def test_context_is_whole_words_on_one_line() -> None:
    lines = list(concordance(ARTICLES, "envoy", width=12))
    assert [(line.left, line.keyword, line.right) for line in lines] == [(". The U.S. ", "envoy", " said the ")]
    (line,) = concordance([Article("c", "first line\nthe word\nlast line")], "word", width=40)
    assert (line.left, line.right) == ("first line the ", " last line")


def test_an_index_serves_many_patterns() -> None:
    index = TextIndex(ARTICLES)
    assert list(concordance(index, "rebels")) == list(concordance(ARTICLES, "rebels"))
    assert list(concordance(index, "envoy")) == list(concordance(ARTICLES, "envoy"))


def test_boilerplate_is_left_out() -> None:
    text = "The truce holds.\n\nShare the truce."
    zones = (Zone("lead", 0, 16), Zone("boilerplate", 18, len(text)))
    assert [line.start for line in concordance([Article("a", text, zones=zones)], "truce")] == [4]


def test_hits_are_shown_in_their_order() -> None:
    text = "The rebels surrendered. A truce was signed."
    article = Article("text", text)
    hits = [hit for hit in find_frame_terms(article) if not hit.contested]
    lines = list(concordance_of_hits([article], reversed(hits), width=20))
    assert [line.keyword for line in lines] == [hit.text for hit in reversed(hits)]
    assert next(concordance_of_hits({"text": article}, hits)).right.startswith(".")


def test_a_hit_of_an_unknown_article_is_an_error() -> None:
    hits = list(find_frame_terms("The rebels surrendered."))
    with pytest.raises(KeyError):
        list(concordance_of_hits([], hits))


def test_a_malformed_pattern_is_an_error() -> None:
    with pytest.raises(PatternError):
        list(concordance(ARTICLES, "(a"))


def test_no_articles_have_no_lines() -> None:
    assert list(concordance([], "truce")) == []
    assert list(concordance([Article("a", "")], "truce")) == []


@given(st.text(max_size=80), st.sampled_from(["a*", "a b", "(a|e) ..2 b*", "n't"]), st.integers(0, 30))
def test_no_text_breaks_it_and_offsets_hold(text: str, pattern: str, width: int) -> None:
    for line in concordance([Article("a", text)], pattern, width=width):
        assert text[line.start : line.end] == line.keyword
        assert len(line.left) <= width
        assert len(line.right) <= width
