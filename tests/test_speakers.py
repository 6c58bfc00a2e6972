"""Who a source is: names, titles, pronouns, bodies, documents, unnamed sources."""

from __future__ import annotations

import pytest

from analysis.quotes import attribute_quotes
from analysis.reading.zones import find_zones
from analysis.records import Article


def speakers(text: str, author: str | None = None) -> list[tuple[str | None, str, str]]:
    article = Article("a", text, find_zones(text), author=author)
    return [(q.speaker_name, q.speaker_type, q.resolved_by) for q in attribute_quotes(article)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Ada Lund arrived. "We stay," Lund said.', ("Ada Lund", "person", "name")),
        ('Ada Lund arrived. "We stay," she said.', ("Ada Lund", "person", "pronoun")),
        ("Ada Lund met Peter Strand on Monday. He said the road was open.", ("Peter Strand", "person", "pronoun")),
        ("Peter Strand met Ada Lund on Monday. She said the road was open.", ("Ada Lund", "person", "pronoun")),
        (
            "Finance Minister Ada Lund resigned. The finance minister said the budget was lost.",
            ("Ada Lund", "person", "title"),
        ),
        ("Ada Lund, the mayor, resigned. The mayor said she was tired.", ("Ada Lund", "person", "title")),
        ("Lund campaign manager Peter Strand said the vote was fair.", ("Peter Strand", "person", "name")),
        ("The mayor, Ilse Varga, said the road was open.", ("Ilse Varga", "person", "name")),
        (
            "Emily Clark met Robert Clark on Monday. Mr. Clark said the road was open.",
            ("Robert Clark", "person", "name"),
        ),
        (
            "Iran's Foreign Ministry said it would attend.",
            ("Iran's Foreign Ministry", "organisation", "name"),
        ),
        ("Officials said the road was open.", ("Officials", "unnamed", "unnamed")),
        ("A report by the council said the road was open.", ("A report by the council", "document", "unnamed")),
        (
            "The World Food Programme said the road was open. It said more aid was due.",
            ("World Food Programme", "organisation", "pronoun"),
        ),
        ("Israeli media reported that the road was open.", ("Israeli media", "organisation", "unnamed")),
        ("Fourteen people died, according to local media reports.", ("local media reports", "document", "unnamed")),
    ],
)
def test_resolution(text: str, expected: tuple[str, str, str]) -> None:
    assert expected in speakers(text)


def test_the_author_is_who_says_i() -> None:
    text = 'The judge frowned at me. "I did not know," I said.'
    assert speakers(text, author="Ada Lund") == [("Ada Lund", "person", "pronoun")]
    assert speakers(text) == [(None, "unknown", "none")]


def test_nobody_is_invented_for_a_missing_source() -> None:
    assert speakers("The minister is said to have agreed.") == [(None, "unknown", "none")]


def test_supporters_of_somebody_are_not_that_person() -> None:
    assert speakers("Ada Lund left. Lund supporters said the vote was fair.")[0][0] == "Lund supporters"
