"""Who is mentioned: spans, names and types of people, bodies, states and groups."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from analysis.checked_yaml import CheckedFileError
from analysis.data_folder import RULES
from analysis.parsing import as_parsed
from analysis.quotes import attribute_quotes, find_mentions
from analysis.quotes.speakers.mention_words import read_mention_words
from analysis.reading.zones import find_zones
from analysis.records import Article, ArticleAnalysis, Mention, MentionVia, Quote, TargetSentiment, TargetType
from analysis.tables import build_tables
from analysis.targets import score_targets


def mentions(text: str) -> list[Mention]:
    parsed = as_parsed(text)
    return list(find_mentions(parsed, list(attribute_quotes(parsed))))


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.text, mention.name) for mention in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A bare surname is the fullest name; titles and possessive endings stay outside.
        (
            "President Ada Lund resigned. Mrs. Lund's speech was short.",
            [("Ada Lund", "Ada Lund"), ("Lund", "Ada Lund")],
        ),
        # Joined people are mentions each; an apposition is none of its own.
        (
            "Mayor Ada Lund and Senator Peter Kell, a farmer, met.",
            [("Ada Lund", "Ada Lund"), ("Peter Kell", "Peter Kell")],
        ),
        ("The mayor, Ada Lund, resigned.", [("Ada Lund", "Ada Lund")]),
        # What a name only begins is somebody else's name.
        ("Reporters waited outside Lund Tower.", [("Reporters", "reporters")]),
        ("Ada Hall resigned. Mrs. Hall wept.", [("Ada Hall", "Ada Hall"), ("Hall", "Ada Hall")]),
        ("Ada Lund left. The pro-Lund crowd booed.", [("Ada Lund", "Ada Lund"), ("pro-Lund crowd", "pro-Lund crowd")]),
    ],
)
def test_people(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lund resigned. She blamed herself.", [("Ada Lund", "Ada Lund"), ("She", "Ada Lund")]),
        ("Ada Lund and her son left.", [("Ada Lund", "Ada Lund"), ("her", "Ada Lund")]),
        # An object is not the subject of its own verb.
        (
            "Peter Kell resigned. John Berg praised him.",
            [("Peter Kell", "Peter Kell"), ("John Berg", "John Berg"), ("him", "Peter Kell")],
        ),
        # Nobody to be meant; a pronoun inside quotation marks is anybody's.
        ("She resigned.", []),
        ('Ada Lund said: "He is a liar."', [("Ada Lund", "Ada Lund")]),
        # "It" where it speaks for a named body, and nowhere else.
        (
            "It rained. The Relief Agency closed. It said roads were blocked.",
            [("Relief Agency",) * 2, ("It", "Relief Agency")],
        ),
        (
            "Ada Lund is the finance minister. The finance minister resigned.",
            [("Ada Lund", "Ada Lund"), ("finance minister", "Ada Lund")],
        ),
        (
            "The Foreign Ministry denied it. The ministry lied.",
            [("Foreign Ministry",) * 2, ("ministry", "Foreign Ministry")],
        ),
    ],
)
def test_what_stands_for_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_nobody_is_meant_across_many_sentences() -> None:
    gap = "The roads were wet and the shops were shut. " * 7
    assert [m.text for m in mentions(f"Ada Lund resigned. {gap}Then she fell off the ladder.")] == ["Ada Lund"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Imberia condemned the sanctions on Lisse.", ["Imberia", "Lisse"]),
        ("The war against Imberia goes on.", ["Imberia"]),
        ("France was accused by Germany of spying.", ["France", "Germany"]),
        ("France's decision angered Germany.", ["France", "Germany"]),
        ("The talks were held in France.", []),
        ("They visited Germany and left France.", []),
        ("Germany is a large country.", []),
        ("Paris residents watched.", ["Paris residents"]),
    ],
)
def test_states_act_and_places_do_not(text: str, expected: list[str]) -> None:
    assert [mention.text for mention in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police clashed with protesters and rebels.", ["police", "protesters", "rebels"]),
        ("Aid workers left. The aid workers were tired.", ["aid workers", "aid workers"]),
        ("Several angry residents and two officers were hurt.", ["residents", "officers"]),
        ("Imberian troops fled, and the Imberians wept.", ["Imberian troops", "Imberians"]),
        ("The French and the Germans signed.", ["French", "Germans"]),
        ("He is German, and the wine is French.", []),
        ("Members of parliament left the hall.", ["members of parliament", "parliament"]),
        ("Ada Lund's supporters booed.", ["Ada Lund", "Ada Lund's supporters"]),
        ("Ada Lund left. Her supporters booed.", ["Ada Lund", "Ada Lund", "Ada Lund's supporters"]),
        ("The Lund campaign attacked the Harbour Party.", ["Lund campaign", "Harbour Party"]),
        ("The government blamed the rebels.", ["government", "rebels"]),
        ("Young people distrust politicians.", ["young people", "politicians"]),
        ('The "so-called rebels" are farmers.', ["rebels"]),
        # What somebody is said to be is no mention of somebody else; people in general are nobody.
        ("They are terrorists.", []),
        ("A German resigned, and another Imberian wept.", []),
        ("People left.", []),
        ("The computers and the flowers were sold, and letters burned.", []),
        ("The company's campaign was long.", []),
        ("They argued on social media.", []),
    ],
)
def test_groups(text: str, expected: list[str]) -> None:
    assert [mention.name for mention in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lund thanked the Harbour Party.", ["person", "organisation"]),
        ("The government blamed police and voters.", ["organisation", "group", "group"]),
        ("Imberian troops shelled Norvik, the Imberians said.", ["group", "group"]),
    ],
)
def test_types(text: str, expected: list[TargetType]) -> None:
    assert [mention.type for mention in mentions(text) if mention.text != "Norvik"] == expected


LONG = (
    "Lund wins vote\n\n"
    "Mayor Ada Lund thanked the aid workers on Monday. “They are heroes,” she said of the Relief Agency's staff.\n\n"
    "Imberian officials and police accused her of lying. The mayor's supporters, most of them Imberians, booed.\n\n"
    "Read more: Ada Lund's life"
)


def test_spans_are_the_text_in_order_without_overlaps_and_only_where_it_is_analysed() -> None:
    article = Article("a", LONG, find_zones(LONG))
    parsed = as_parsed(article)
    found = list(find_mentions(parsed, list(attribute_quotes(parsed))))
    assert len(found) > 8
    assert all(LONG[mention.start : mention.end] == mention.text for mention in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(any(s.start <= m.start and m.end <= s.end for s in parsed.sentences) for m in found)
    assert not any(mention.text.endswith(("'s", "’s")) for mention in found)


def test_a_speaker_is_named_as_in_the_quote() -> None:
    parsed = as_parsed(LONG)
    quotes = list(attribute_quotes(parsed))
    spoken = {span: quote.speaker_name for quote in quotes for span in quote.speaker_spans}
    named_there = [m for m in find_mentions(parsed, quotes) if (m.start, m.end) in spoken]
    assert named_there
    assert all(mention.name == spoken[mention.start, mention.end] for mention in named_there)


def test_the_words_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "mentions.yaml"
    path.write_text((RULES / "mentions.yaml").read_text(encoding="utf-8").replace("ties:", "knots:"), encoding="utf-8")
    with pytest.raises(CheckedFileError, match="knots"):
        read_mention_words(path)


def test_no_word_is_both_people_and_a_thing() -> None:
    words = read_mention_words()
    assert words.things & words.plurals <= {"caucuses", "tabloids"}, "the shared nouns are those of other lists"
    assert words.doubtful <= words.bodies
    assert words.staffs <= words.bodies


# -- the table


def test_every_mention_is_scored_in_its_sentence_and_voice() -> None:
    parsed = as_parsed('Ada Lund said: "The rebels lied." Voters left.')
    quotes = list(attribute_quotes(parsed))
    found = list(find_mentions(parsed, quotes))
    scored = list(score_targets(parsed, found, quotes))
    assert [(t.start, t.end, t.target_name) for t in scored] == [(m.start, m.end, m.name) for m in found]
    assert [(t.target_name, t.sentence, t.voice, t.speaker_name) for t in scored] == [
        ("Ada Lund", 0, "narrator", None),
        ("rebels", 0, "quoted", "Ada Lund"),
        ("voters", 1, "narrator", None),
    ]
    assert all(abs(t.p_negative + t.p_neutral + t.p_positive - 1) < 1e-6 for t in scored)


def target(article_id: str, name: str, start: int, kind: TargetType = "person") -> TargetSentiment:
    via: MentionVia = "description" if kind == "group" else "name"
    return TargetSentiment(
        article_id, 0, start, start + 4, "Lund", name, kind, via, "body", "narrator", None, None, "neutral", 0, 1, 0
    )  # fmt: skip


def quote(article_id: str, speaker: str) -> Quote:
    return Quote(
        article_id=article_id,
        quote_id=f"{article_id}:q1",
        quote_type="direct",
        attribution_type="speech",
        content_spans=((0, 4),),
        cue_spans=(),
        speaker_spans=(),
        cue_lemma=None,
        speaker=speaker,
        speaker_name=speaker,
        speaker_type="person",
        speaker_via="name",
        via="tagger",
    )


def test_one_person_has_one_id_as_speaker_and_as_target() -> None:
    """Also where the full name stands only among the targets; the table of speakers has what quotes use."""
    analyses = [
        ArticleAnalysis(Article("a", "Lund said so."), 3, 1, quotes=(quote("a", "Lund"),)),
        ArticleAnalysis(
            Article("b", "Ada Lund, voters"),
            3,
            1,
            targets=(target("b", "voters", 10, "group"), target("b", "Ada Lund", 4)),
        ),
    ]
    tables = build_tables(analyses)
    assert tables.quotes["speaker_id"].tolist() == ["Lund"]
    assert tables.targets["target_name"].tolist() == ["Ada Lund", "voters"], "by position"
    assert tables.targets["target_id"].fillna("-").tolist() == ["Lund", "-"]
    assert tables.speakers[["name", "speaker_id", "rule", "n_quotes"]].to_numpy().tolist() == [
        ["Lund", "Lund", "own", 1]
    ]


def test_targets_change_nothing_about_speakers() -> None:
    """Another Lund who is only spoken of would else leave open who "Lund" is."""
    quoted = [
        ArticleAnalysis(Article("a", "Ada Lund said so."), 3, 1, quotes=(quote("a", "Ada Lund"),)),
        ArticleAnalysis(Article("b", "Lund said so."), 3, 1, quotes=(quote("b", "Lund"),)),
    ]
    mentioned = (
        target("c", "Eva Lund", 0),
        target("c", "Lund", 9),
        target("c", "Congress", 14, "organisation"),
        target("c", "Imberian troops", 20, "group"),
        target("c", "aid workers", 30, "group"),
    )
    alone = build_tables(quoted)
    together = build_tables([*quoted, ArticleAnalysis(Article("c", "Eva Lund Lund Congress"), 4, 1, targets=mentioned)])
    assert alone.quotes["speaker_id"].tolist() == ["Ada Lund", "Ada Lund"]
    assert together.quotes.equals(alone.quotes)
    assert together.speakers.equals(alone.speakers)
    ids = together.targets["target_id"].fillna("-").tolist()
    assert ids == ["Eva Lund", "Ada Lund", "Congress", "Imberian troops", "-"]
