from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from analysis.patterns import Gap, Matcher, PatternError, Unit, Word, parse_pattern, words_of

VOCAB = Vocab()


def make_doc(text: str) -> Doc:
    """A Doc of tokens that are written with spaces between them; `_` glues a token to the one before."""
    words = text.split()
    spaces = [not following.startswith("_") for following in [*words[1:], ""]]
    return Doc(VOCAB, words=[word.removeprefix("_") for word in words], spaces=spaces)


def found(pattern: str, text: str) -> set[str]:
    doc = make_doc(text)
    return {doc.text[match.start : match.end] for match in Matcher([pattern]).find(words_of(doc[:]))}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("surrender*", "They surrendered to Surrender", {"surrendered", "Surrender"}),
        ("surrender", "They surrendered", set()),
        ("white flag*", "two white flags", {"white flags"}),
        ("all out war", "an all _- _out war", {"all-out war"}),
        ("all-out war", "an all out war", {"all out war"}),
        ("all out", "all - out", set()),
        ("rebels' arms", "the rebels _' arms", {"rebels' arms"}),
        ("army plan", "the army _'s plan", {"army's plan"}),
        ("army plan", "the army _’s plan", {"army’s plan"}),
        ("(hostage|prisoner) swap*", "hostage swaps and a prisoner swap", {"hostage swaps", "prisoner swap"}),
        ("gunm(a|e)n", "a gunman and two gunmen", {"gunman", "gunmen"}),
        ("israel(i)? army", "israel army or israeli army", {"israel army", "israeli army"}),
        ("(border )?crossing", "a border crossing", {"border crossing", "crossing"}),
        ("phase of the? deal", "phase of deal , phase of the deal", {"phase of deal", "phase of the deal"}),
        ("(lay (down|aside)|drop) arms", "lay aside arms or drop arms", {"lay aside arms", "drop arms"}),
        ("body ..2 rubble", "body in the rubble", {"body in the rubble"}),
        ("body ..2 rubble", "body , in the rubble", {"body , in the rubble"}),
        ("body ..2 rubble", "body rubble", {"body rubble"}),
        ("body ..2 rubble", "body deep in the rubble", set()),
        ("body ..2 rubble", "body in all _- _white rubble", set()),
        ("(=ICC|world court)", "icc or ICC or World Court", {"ICC", "World Court"}),
        ("=West Bank", "west bank and West Bank", {"West Bank"}),
        ("=Polic*", "Police and policy", {"Police"}),
        ("don't surrender", "do _n’t surrender", {"don’t surrender"}),
        ("cannot surrender", "can _not surrender", {"cannot surrender"}),
        ("u.s. troops", "U.S. troops", {"U.S. troops"}),
        ("led strikes", "U.S.-led strikes", {"led strikes"}),
        ("mid 2015", "in mid-2015", {"mid-2015"}),
        ("cease-fire*", "cease _- _fire , cease fire and CEASEFIRES", {"cease-fire", "cease fire", "CEASEFIRES"}),
        ("cease fire", "a ceasefire", set()),
        ("u.s.-led raid*", "U.S.-led raids", {"U.S.-led raids"}),
        ("9-11", "911 or 9/11 or 9-11", {"9/11", "9-11"}),
        ("9/11", "911 or 9/11 or 9-11", {"9/11", "9-11"}),
        ("=West-Bank", "west-bank or West-bank or West-Bank", {"West-Bank"}),
        ("violent", "non _- _violent and non-violent and violent-minded", {"violent"}),
        ("non-violent", "non _- _violent and nonviolent and violent", {"non-violent", "nonviolent"}),
        ("women ..2 combatants", "women and non _- _combatants", set()),
        ("persona non grata", "persona non grata", {"persona non grata"}),
        ("humanitarian pause*", "a humanitarian “ _pause _”", {"humanitarian “pause"}),
        ("voluntary emigration", "‘ _voluntary _’ emigration", {"voluntary’ emigration"}),
        ("killed people", "killed , people , killed ( _people _)", set()),
        ("rebels arms", "the REBELS _’ ARMS", {"REBELS’ ARMS"}),
        ("people's army", "PEOPLE _'S ARMY , people _’s army", {"PEOPLE'S ARMY", "people’s army"}),
        ("don't surrender", "DON'T SURRENDER or DON’T SURRENDER", {"DON'T SURRENDER", "DON’T SURRENDER"}),
        ("can't surrender", "ca _n’t surrender or CAN'T SURRENDER", {"can’t surrender", "CAN'T SURRENDER"}),
        ("o'brien", "O’Brien", {"O’Brien"}),
        ("killed wounded", "killed/wounded", {"killed/wounded"}),
        ("(defence|defense) plan", "DEFENCE PLAN and defense plan", {"DEFENCE PLAN", "defense plan"}),
    ],
)
def test_patterns_find_what_they_say(pattern: str, text: str, expected: set[str]) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "column", "expected"),
    [
        ("", 1, "at least one word"),
        ("   ", 1, "at least one word"),
        ("(hostage|prisoner swap", 1, "a ')' after it"),
        ("hostage) swap", 8, "a '(' before it"),
        ("(hostage||prisoner)", 10, "at least one word"),
        ("(|prisoner)", 2, "at least one word"),
        ("()", 2, "at least one word"),
        ("killed  people", 7, "one space"),
        ("killed people ", 14, "one space"),
        ("killed .. people", 8, "a gap from ..1"),
        ("killed ..x people", 8, "a gap from ..1"),
        ("killed ..0 people", 8, "a gap from ..1"),
        ("killed ..99 people", 8, "a gap from ..1"),
        ("..2 people", 1, "a word before and after a gap"),
        ("killed ..2", 8, "a word before and after a gap"),
        ("killed ..2 ..2 people", 8, "a word before and after a gap"),
        ("surr*der", 5, "only at the end"),
        ("a * b", 3, "a letter before *"),
        ("civili[sz]e", 7, "letters, digits"),
        ("a =B", 3, "only at the beginning"),
        ("?", 1, "a word or a group before it"),
        ("(a|b)c?", 7, "a whole word or a group"),
        ("the?", 1, "must be there"),
        ("x" * 1001, 1001, "at most 1000"),
        ("(((((((((a)))))))))", 10, "fewer"),
        (" ".join(["(a|b|c|d|e)"] * 6), 61, "several smaller patterns"),
    ],
)
def test_a_malformed_pattern_names_the_column(pattern: str, column: int, expected: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)
    assert caught.value.column == column
    assert expected in caught.value.expected


def test_forms_are_words_and_gaps() -> None:
    assert parse_pattern("kill* ..3 (=X|people)") == (
        (Word("kill", open_ended=True), Gap(3), Word("X", exact=True)),
        (Word("kill", open_ended=True), Gap(3), Word("people")),
    )


def test_the_words_that_a_gap_skips_are_no_literals() -> None:
    doc = make_doc("killed no fewer people")
    (match,) = Matcher(["killed ..3 people"]).find(words_of(doc[:]))
    assert match.literals == (0, 3)


def test_white_space_tokens_are_no_words() -> None:
    doc = Doc(VOCAB, words=["white", "\n", "flag"], spaces=[True, False, False])
    assert [unit.text for unit in words_of(doc[:])] == ["white", "flag"]


def test_many_patterns_are_found_in_one_pass() -> None:
    matcher = Matcher(["ceasefire", "ceasefire deal", "deal"])
    doc = make_doc("a ceasefire deal")
    matches = {(match.pattern, doc.text[match.start : match.end]) for match in matcher.find(words_of(doc[:]))}
    assert matches == {(0, "ceasefire"), (1, "ceasefire deal"), (2, "deal")}


WORD = st.sampled_from(["a", "b", "c"])
PARTS = st.lists(st.one_of(WORD, st.sampled_from(["(a|b)", "(a b|c)", "c?", "(b )?c"])), min_size=1, max_size=3)


def forms_by_hand(parts: list[str]) -> set[tuple[str, ...]]:
    choices = {
        "(a|b)": ["a", "b"],
        "(a b|c)": ["a b", "c"],
        "c?": ["c", ""],
        "(b )?c": ["b c", "c"],
    }
    return {tuple(" ".join(choice).split()) for choice in product(*(choices.get(part, [part]) for part in parts))}


@given(PARTS, st.lists(WORD, max_size=8))
def test_matches_are_those_of_trying_every_form_everywhere(parts: list[str], words: list[str]) -> None:
    forms = forms_by_hand(parts)
    if () in forms:
        with pytest.raises(PatternError):
            parse_pattern(" ".join(parts))
        return
    units = [Unit(word, 2 * at, 2 * at + 1, at) for at, word in enumerate(words)]
    expected = {
        (at, at + len(form))
        for form in forms
        for at in range(len(words) - len(form) + 1)
        if tuple(words[at : at + len(form)]) == form
    }
    matches = Matcher([" ".join(parts)]).find(units)
    assert {(match.start // 2, (match.end + 1) // 2) for match in matches} == expected


@given(st.integers(1, 4), st.lists(WORD, max_size=9))
def test_a_gap_skips_at_most_so_many_words(limit: int, words: list[str]) -> None:
    units = [Unit(word, at, at + 1, at) for at, word in enumerate(words)]
    expected = {
        (i, j)
        for i, first in enumerate(words)
        for j in range(i + 1, min(len(words), i + limit + 2))
        if first == "a" and words[j] == "b"
    }
    assert {(match.start, match.end - 1) for match in Matcher([f"a ..{limit} b"]).find(units)} == expected


@given(st.text(alphabet="ab '’*?|()=.-1 ", max_size=25), st.lists(st.text(min_size=1, max_size=6), max_size=12))
def test_no_pattern_and_no_text_breaks_it(pattern: str, words: list[str]) -> None:
    try:
        matcher = Matcher([pattern])
    except PatternError:
        return
    units = [Unit(word, 10 * at, 10 * at + len(word), at) for at, word in enumerate(words)]
    for match in matcher.find(units):
        assert 0 <= match.start < match.end
        assert match.literals == tuple(sorted(match.literals))
