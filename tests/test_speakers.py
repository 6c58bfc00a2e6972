"""Who a source is: names, titles, pronouns, bodies, documents, unnamed sources; in what role, and how surely."""

from __future__ import annotations

import re

import pytest

from analysis.parsing import as_parsed
from analysis.quotes import attribute_quotes
from analysis.quotes.cue_sites import token_range
from analysis.quotes.marks import find_marked_spans
from analysis.quotes.speakers import Resolver, Speaker
from analysis.quotes.speakers.confidence import CONFIDENCE
from analysis.quotes.words import read_antecedent_weights
from analysis.reading.zones import find_zones, paragraphs
from analysis.records import Article


def speakers(text: str, author: str | None = None) -> list[tuple[str | None, str, str]]:
    article = Article("a", text, find_zones(text), author=author)
    return [(q.speaker_name, q.speaker_type, q.speaker_via) for q in attribute_quotes(article)]


def resolve(marked: str, author: str | None = None) -> list[Speaker]:
    """The speakers of the sources that stand in [[double brackets]]."""
    text, spans, shift = "", [], 0
    for match in re.finditer(r"\[\[(.*?)\]\]", marked):
        text += marked[shift : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        shift = match.end()
    text += marked[shift:]
    parsed = as_parsed(Article("a", text, author=author))
    marks = find_marked_spans(text, paragraphs(text))
    quoted = frozenset(i for mark in marks for i in range(*token_range(parsed.doc, *mark.span)))
    resolver = Resolver(parsed, quoted)
    return [resolver.resolve(token_range(parsed.doc, *span)) for span in spans]


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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Several speakers are all named; what modifies or owns is not.
        ("John Kell and Mary Olds met. [[Kell and Olds]] said the road was open.", ["John Kell and Mary Olds"]),
        (
            "[[Mayor John Kell, Sen. Mary Olds and Peter Strand]] said so.",
            ["John Kell, Mary Olds and Peter Strand"],
        ),
        ("[[Mary Olds and her advisers]] said the road was open.", ["Mary Olds and her advisers"]),
        ("[[Peter Strand, Olds' campaign manager,]] said so.", ["Peter Strand"]),
        ("[[The Lund campaign]] said the vote was fair.", ["The Lund campaign"]),
        # A spokesman of somebody is not that somebody.
        ("Ada Lund left. [[Lund spokesman Jo Berg]] said so.", ["Jo Berg"]),
        ("Ada Lund left. [[A spokesman for Lund]] said so.", ["A spokesman for Lund"]),
        ("Ada Lund left. [[Lund supporters]] said the vote was fair.", ["Lund supporters"]),
        # Conjunctions, titles and loose dates are no part of a name.
        ("[[But Ilse Varga, the group's director,]] said so.", ["Ilse Varga"]),
        ("[[Former Norland Governor and Party Chairman John Kell]] said so.", ["John Kell"]),
        # One person under the forms of a name; two under one surname.
        ("Robert Kell left. [[Bob Kell]] said so. [[Kell]] agreed it was late.", ["Robert Kell", "Robert Kell"]),
        ("Elena Vera Lind left on Monday. [[Vera Lind]] said it was late.", ["Elena Vera Lind"]),
        (
            "Robert Clark met Emily Clark. [[Robert Clark]] said so. [[Emily Clark]] said no. [[Ms. Clark]] left.",
            ["Robert Clark", "Emily Clark", "Emily Clark"],
        ),
        # Who has been told or asked something does not say it.
        ("[[Peter Strand]] told John Kell that it was late. [[He]] said more.", ["Peter Strand", "Peter Strand"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [speaker.name for speaker in resolve(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # The person of whom the text goes on to speak stays at hand.
        (
            "John Kell praised Peter Strand on Monday. He had waited for years. [[He]] said the road was open.",
            ["John Kell"],
        ),
        # Gender: by first name, title, noun beside the name, or the pronoun by which a name goes on.
        ("Dr. Ilke Varga met John Kell. Varga said she was late. [[She]] added it was open.", ["Ilke Varga"]),
        ("Ms. Vo met Peter Strand. [[She]] said the road was open.", ["Vo"]),
        ("Xan Bry, a spokeswoman, met Peter Strand. [[She]] said the road was open.", ["Xan Bry"]),
        # Who is named in the words is hardly who says them; who was asked answers.
        ('Mary Olds asked John Kell about Strand. "It is late," [[he]] said.', ["John Kell"]),
        # Before the name.
        ("After [[he]] left the hall, John Kell spoke to reporters.", ["John Kell"]),
        # Sources without a name can be meant, too.
        ("[[One woman]] said the road was open. [[She]] said it was late.", ["One woman", "One woman"]),
        # Relatives.
        ("Mary Olds, [[who]] said it was late, left.", ["Mary Olds"]),
        ("He thanked the critics [[who]] say it was late.", ["the critics"]),
        # Several.
        (
            "[[John Kell and Mary Olds]] wrote a book. [[They]] say the road was open.",
            ["John Kell and Mary Olds", "John Kell and Mary Olds"],
        ),
        ("[[Residents]] said it was late. [[They]] asked for help.", ["Residents", "Residents"]),
        ("John Kell met Mary Olds on Monday. [[Both]] said it was late.", ["John Kell and Mary Olds"]),
        # What belongs to somebody.
        ("Peter Strand left. [[His claim]] was that it was late.", ["Peter Strand"]),
        ("Peter Strand left. [[Strand's remarks]] were that it was late.", ["Peter Strand"]),
        ("Peter Strand left. [[His campaign]] said it was late.", ["Peter Strand's campaign"]),
    ],
)
def test_pronouns(text: str, names: list[str]) -> None:
    assert [speaker.name for speaker in resolve(text)] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sen. Mary Olds spoke. [[The senator]] said it was late.", ("Mary Olds", "title")),
        (
            "Foreign Minister Mary Olds met Finance Minister John Kell. [[The finance minister]] left.",
            ("John Kell", "title"),
        ),
        ("John Kell, a businessman, spoke. Peter Strand left. [[The businessman]] said so.", ("John Kell", "title")),
        # Who has just spoken and has no other title; not who is a minister, nor who spoke long before.
        ("[[Ilse Varga]] said it was late. [[The mayor]] added it was dark.", ("Ilse Varga", "title")),
        ("[[Minister Ilse Varga]] said it was late. [[The mayor]] added it was dark.", ("The mayor", "unnamed")),
        # An earlier source that has no name.
        ("[[A senior official]] said so. Later [[the official]] said no.", ("A senior official", "description")),
        # Nobody has the title: no guess.
        ("John Kell spoke on Monday. [[The coroner]] said it was late.", ("The coroner", "unnamed")),
        ("John Kell spoke on Monday. [[The audience]] said it was late.", ("The audience", "unnamed")),
        ("[[The ministry]] said it was late.", ("The ministry", "unnamed")),
        ("The Norland Relief Agency left. [[The agency]] said so.", ("Norland Relief Agency", "description")),
    ],
)
def test_descriptions(text: str, expected: tuple[str, str]) -> None:
    last = resolve(text)[-1]
    assert (last.name, last.via) == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("[[Ilse Varga, the mayor,]] said so.", "official"),
        ("[[A police spokesman]] said so.", "official"),
        ("[[An army spokesman]] said so.", "military"),
        ("[[Campaign manager Jo Berg]] said so.", "party"),
        ("[[Prof. Ilse Varga]] said so.", "expert"),
        ("[[Peter Strand, an economist at the bank,]] said so.", "expert"),
        ("[[One resident]] said so.", "civilian"),
        ("[[Peter Strand, a correspondent,]] said so.", "media"),
        ("[[The Foreign Ministry]] said so.", "official"),
        ("[[Peter Strand]] said so.", None),
        ("Peter Strand, a general, left. [[He]] said so.", "military"),
    ],
)
def test_roles(text: str, role: str | None) -> None:
    assert resolve(text)[-1].role == role


@pytest.mark.parametrize(
    ("sure", "less_sure"),
    [
        ("[[Ada Lund]] said so.", "Ada Lund left. [[She]] said so."),
        ("Ada Lund met John Kell. [[She]] said so.", "Peter Strand met John Kell. Xan Bry met Jo Vo. [[He]] said so."),
        ("The mayor, Ada Lund, left. [[The mayor]] said so.", "Ada Lund left. [[The former senator]] said so."),
    ],
)
def test_confidence_falls_with_the_ways_to_be_wrong(sure: str, less_sure: str) -> None:
    assert resolve(sure)[-1].confidence > resolve(less_sure)[-1].confidence


def test_confidence_is_a_share_and_nothing_for_nobody() -> None:
    assert all(0 < share < 1 for share in CONFIDENCE.values())
    assert resolve("[[It]] is said to have agreed.")[0].confidence == 0.0


def test_who_spoke_last_goes_on() -> None:
    parsed = as_parsed("Ada Lund said so.")
    resolver = Resolver(parsed, frozenset())
    assert resolver.running().via == "none"
    resolver.resolve((0, 2))
    assert (resolver.running().name, resolver.running().via) == ("Ada Lund", "running")


def test_the_author_is_who_says_i() -> None:
    text = 'The judge frowned at me. "I did not know," I said.'
    assert speakers(text, author="Ada Lund") == [("Ada Lund", "person", "pronoun")]
    assert speakers(text) == [(None, "unknown", "none")]


def test_i_inside_a_quotation_is_who_is_quoted() -> None:
    found = resolve('[[Peter Strand]] was clear: "It is late, [[I]] said."', author="Ada Lund")
    assert [speaker.name for speaker in found] == ["Peter Strand", "Peter Strand"]


def test_a_headline_in_capitals_names_only_whom_the_story_names() -> None:
    text = "Pastor Wants Girl Scout Leaders Banned\n\nAfter [[he]] left town, Pastor John Kell spoke to reporters."
    assert resolve(text)[0].name == "John Kell"


def test_nobody_is_invented_for_a_missing_source() -> None:
    assert speakers("The minister is said to have agreed.") == [(None, "unknown", "none")]


def test_a_name_in_the_words_is_not_who_says_them() -> None:
    """Of two at hand the one whom the quoted words name is the less likely speaker."""
    text = 'John Kell met Peter Strand. "Strand is late," he said.'
    parsed = as_parsed(text)
    content = token_range(parsed.doc, text.index('"'), text.rindex('"') + 1)
    he = token_range(parsed.doc, text.index("he said"), text.index("he said") + 2)
    quoted = frozenset(range(*content))
    assert Resolver(parsed, quoted).resolve(he, contents=[content]).name == "John Kell"


def test_every_weight_belongs_to_a_feature() -> None:
    weights = read_antecedent_weights()
    parsed = as_parsed("John Kell left. He spoke.")
    resolver = Resolver(parsed, frozenset())
    evidence = resolver.antecedents.evidence(parsed.doc[4], "male")
    person, seen = next(iter(evidence.items()))
    assert resolver.antecedents.features(parsed.doc[4], person, seen, "male", ()).keys() <= weights.keys()
