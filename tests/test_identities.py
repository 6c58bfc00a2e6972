"""Who is the same speaker in all articles."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import pipeline
from analysis.checked_yaml import CheckedFileError
from analysis.identities import (
    NameUse,
    SpeakerAliases,
    find_first_names,
    find_given_acronyms,
    identify_speakers,
    read_speaker_aliases,
    read_speaker_words,
)
from analysis.identities.names import fold, names_somebody, parse_person
from analysis.records import Article, ArticleAnalysis, Quote, SpeakerType
from analysis.tables import build_tables


def speakers(names: str, kind: SpeakerType = "person", **more: object) -> list[set[str]]:
    """The names, separated by commas, as groups of one speaker each."""
    found = identify_speakers([NameUse(name.strip(), kind) for name in names.split(",")], **more)  # type: ignore[arg-type]
    groups = defaultdict(set)
    for form in found.forms:
        groups[form.speaker_id or f"nobody: {form.name}"].add(form.name)
    return sorted(groups.values(), key=sorted)


def apart(names: str) -> list[set[str]]:
    return sorted(({name.strip()} for name in names.split(",")), key=sorted)


@pytest.mark.parametrize(
    "names",
    [
        "Ada Lund, ADA LUND",
        "Åda Lúnd, Ada Lund",
        "Jørn Dahl, Jorn Dahl",
        "Ada Lund, Mayor Ada Lund, Dr. Ada Lund, Prime Minister Ada Lund",
        "Ada Lund, Ada M. Lund, Ada Marie Lund",
        "Ada Lund's, Ada Lund’s, Ada Lund",
        "Per Lund Jr., Per Lund",
        "Per Lund, Lund",
        "Per Lund Jr., Lund Jr., Lund",
        "Per Lund, Mr. Lund, Lund",
        "Per Lund, President Lund",
        "Lund, President Lund, Mr. Lund",
        "Anna van der Berg, Van der Berg, van der Berg",
        "Amara Okoro-Lind, Okoro-Lind",
        "Bill Marsh, William Marsh, Marsh",
        "Bill Marsh, William J. Marsh Jr.",
        "Queen Ada, Ada",
    ],
)
def test_one_person(names: str) -> None:
    assert speakers(names) == [{name.strip() for name in names.split(",")}]


@pytest.mark.parametrize(
    "names",
    [
        "Ada Lund, Per Lund, Lund",
        "Ada Lund, Ada Holm",
        "Ada M. Lund, Ada P. Lund",
        "Ada M. Lund, Ada P. Lund, Ada Lund, Lund",
        "Per Lund Jr., Per Lund Sr., Per Lund",
        "Mr. Lund, Mrs. Lund, Lund",
        "Lund Jr., Lund Sr.",
        "Per Lund Sr., Lund Jr.",
        "John Lund, Mrs. Lund",
        "Bill Marsh, Will Marsh, William Marsh",
        "Bill M. Marsh, William P. Marsh",
        "Bill Marsh, William Holm",
        "Tom Francis, Pope Francis",
        "Lund, Holm",
        "Ada, Ada Lund",
    ],
)
def test_several_people(names: str) -> None:
    assert speakers(names) == apart(names)


def test_a_title_of_one_gender_decides_between_two_people() -> None:
    assert speakers("Laura Lund, John Lund, Mrs. Lund, Lund") == [{"John Lund"}, {"Laura Lund", "Mrs. Lund"}, {"Lund"}]


def test_two_surnames_of_different_gender_do_not_meet_in_one_person() -> None:
    assert speakers("Kim Vex, Mr. Vex, Mrs. Vex") == apart("Kim Vex, Mr. Vex, Mrs. Vex")


def test_a_surname_beside_a_strangers_first_name_stays_apart() -> None:
    names = "Ada Lund, Lund"
    stranger, known = frozenset({"per"}), frozenset({"ada", "per"})
    assert speakers(names, first_names=[("Lund", known), ("Lund", frozenset())]) == [{"Ada Lund", "Lund"}]
    assert speakers(names, first_names=[("Lund", known), ("Lund", stranger)]) == apart(names)


@pytest.mark.parametrize(
    ("names", "given", "expected"),
    [
        ("League of River Nations, LRN", [], ["League of River Nations, LRN"]),
        ("the League of River Nations, L.R.N.", [], ["the League of River Nations, L.R.N."]),
        ("Lisse Road Network, League of River Nations, LRN", [], None),
        (
            "Lisse Road Network, League of River Nations, LRN",
            [("League of River Nations", "LRN")],
            ["Lisse Road Network", "League of River Nations, LRN"],
        ),
        ("Lisse Road Network, LRN", [("League of River Nations", "LRN")], None),
        ("Ada Co, Berg Co, AC", [("Ada Co", "AC"), ("Alm Co", "AC")], None),
        ("The Tarvik Army, the Tarvik army, Tarvik army", [], ["The Tarvik Army, the Tarvik army, Tarvik army"]),
        ("Lund’s campaign, the Lund campaign", [], ["Lund’s campaign, the Lund campaign"]),
        ("Lantern Relief, Relief", [], None),
    ],
)  # fmt: skip
def test_bodies(names: str, given: list[tuple[str, str]], expected: list[str] | None) -> None:
    groups = [{name.strip() for name in group.split(",")} for group in expected] if expected else apart(names)
    assert speakers(names, "organisation", acronyms=given) == sorted(groups, key=sorted)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Ada Lund", "person", True),
        ("de Berg", "person", True),
        ("NATO", "organisation", True),
        ("the Veldrian army", "organisation", True),
        ("eRiver", "organisation", True),
        ("王小明", "person", True),
        ("officials", "unnamed", False),
        ("Ada's aunt", "unnamed", False),
        ("The River Report", "document", False),
        ("the army", "organisation", False),
        ("The army", "organisation", False),
        ("Police", "organisation", False),
        ("Medics", "organisation", False),
        ("Companies", "organisation", False),
        ("Her office", "organisation", False),
        ("One Lisse newspaper", "organisation", False),
        ("12 Veldrian agencies", "organisation", False),
        ("Veldrian news outlets", "organisation", False),
        ("Veldrian media", "organisation", False),
        ("Veldrian congress", "organisation", True),
        ("an LRN envoy", "person", False),
        ("—", "unknown", False),
        ("the", "organisation", False),
    ],
)
def test_names_are_told_from_words(name: str, kind: SpeakerType, expected: bool) -> None:
    assert names_somebody(name, kind) == expected
    found = identify_speakers([NameUse(name, kind)])
    assert [form.speaker_id is not None for form in found.forms] == [expected]


def test_the_name_is_the_full_and_most_used_one() -> None:
    uses = [
        NameUse("Lund", "person", 50),
        NameUse("Mayor Ada Lund", "person", 20),
        NameUse("Ada M. Lund", "person", 2),
        NameUse("Ada Lund", "person", 3),
        NameUse("The LRN", "organisation", 9),
        NameUse("The League of River Nations", "organisation", 1),
    ]
    found = {form.name: (form.speaker_id, form.rule) for form in identify_speakers(uses).forms}
    assert found == {
        "Ada Lund": ("Ada Lund", "own"),
        "Ada M. Lund": ("Ada Lund", "name_parts"),
        "Lund": ("Ada Lund", "surname"),
        "Mayor Ada Lund": ("Ada Lund", "name_parts"),
        "The LRN": ("League of River Nations", "acronym"),
        "The League of River Nations": ("League of River Nations", "spelling"),
    }


def test_a_form_has_its_most_frequent_type() -> None:
    uses = [NameUse("Rusk", "organisation", 1), NameUse("Rusk", "person", 2), NameUse("Critics", "unnamed", 2)]
    found = identify_speakers([*uses, NameUse("Critics", "group", 1)]).forms
    assert [(form.name, form.speaker_type, form.speaker_id) for form in found] == [
        ("Critics", "unnamed", None),
        ("Rusk", "person", "Rusk"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoys of the League of River Nations (LRN) met.", [("League of River Nations", "LRN")]),
        ("Chief Ada Lund of the Open Record Fund (the ORF) met.", [("Open Record Fund", "ORF")]),
        ("Ada Lund (LRN) met.", []),
        ("the league of river nations (LRN)", []),
    ],
)
def test_given_acronyms(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(find_given_acronyms(text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Ada P. Lund came. Mr. Lund left.", "Lund", {"ada"}),
        ("But Lund left, but Per Lund’s men stayed.", "Mr. Lund", {"per"}),
        ("Anna van der Berg left.", "van der Berg", {"anna"}),
        ("Ada Lunden left.", "Lund", set()),
        ("Ada Lund left.", "Ada Lund", set()),
        ("Ada (Lund) left.", "(", set()),
    ],
)
def test_first_names_before_a_surname(text: str, name: str, expected: set[str]) -> None:
    assert find_first_names(text, name) == expected


# Aliases

ALIASES = """\
version: 1
same:
- {name: Ada Lund, forms: [the Iron Mayor, Lund]}
- name: Tarvik garrison
  forms: [the army]
  type: organisation
apart:
- [Per Holm, Holm]
"""


def test_aliases_win_over_the_rules(tmp_path: Path) -> None:
    path = tmp_path / "aliases.yaml"
    path.write_text(ALIASES, encoding="utf-8")
    uses = [
        *(NameUse(name, "person") for name in ("Ada M. Lund", "Per Lund", "LUND", "Per Holm", "Holm")),
        NameUse("Iron Mayor", "unnamed"),
        NameUse("The army", "organisation"),
        NameUse("an army", "organisation"),
    ]
    found = identify_speakers(uses, aliases=read_speaker_aliases(path)).forms
    assert [(form.name, form.speaker_id, form.speaker_type, form.rule) for form in found] == [
        ("Ada M. Lund", "Ada M. Lund", "person", "own"),
        ("Holm", "Holm", "person", "own"),
        ("Iron Mayor", "Ada Lund", "person", "alias"),
        ("LUND", "Ada Lund", "person", "alias"),
        ("Per Holm", "Per Holm", "person", "own"),
        ("Per Lund", "Per Lund", "person", "own"),
        ("The army", "Tarvik garrison", "organisation", "alias"),
        ("an army", None, "organisation", "unnamed"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("forms: [the Iron Mayor, Lund]", "form: [Lund]", 3, "unknown key 'form'"),
        ("forms: [the army]", "forms: []", 5, "an empty list"),
        ("type: organisation", "type: army", 6, "'army'"),
        ("[the army]", "[lund]", 4, "'lund', which stands for 'Ada Lund' already"),
        ("[the army]", "[Ada Lund]", 4, "'Ada Lund', which stands for 'Ada Lund' already"),
        ("[the army]", "['—']", 4, "the name '—'; expected a name with letters"),
        ("[Per Holm, Holm]", "[Per Holm]", 8, "a list"),
        ("[Per Holm, Holm]", "[Per Holm, PER HOLM]", 8, "spelled alike"),
        ("[Per Holm, Holm]", "[Ada Lund, Lund]", 8, "`same` makes one speaker"),
        ("apart:", "appart:", 7, "unknown key 'appart'"),
    ],
)
def test_a_mistake_in_the_aliases_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = tmp_path / "aliases.yaml"
    path.write_text(ALIASES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CheckedFileError) as error:
        read_speaker_aliases(path)
    assert any(f"aliases.yaml:{line}:" in told and message in told for told in str(error.value).splitlines()), error


def test_a_mistake_in_the_aliases_ends_a_run_before_its_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "aliases.yaml"
    path.write_text("version: 1\nsame: x\napart: []\n", encoding="utf-8")
    monkeypatch.setattr(pipeline, "read_speaker_aliases", lambda: read_speaker_aliases(path))
    monkeypatch.setattr(pipeline, "parse_articles", lambda *_, **__: pytest.fail("the work has begun"))
    with pytest.raises(CheckedFileError, match=r"aliases\.yaml:2: the text 'x'"):
        list(pipeline.analyze_articles([Article("a", "Ada Lund spoke.")]))


def test_the_shipped_aliases_name_nobody() -> None:
    assert read_speaker_aliases() == SpeakerAliases()


def test_no_two_rows_of_nicknames_begin_alike() -> None:
    names = [name for pair in read_speaker_words().nicknames for name in pair]
    assert all(name == fold(name) for name in names)


# What holds of any names

NAMES = st.builds(
    lambda title, first, middle, last, end: " ".join(filter(None, (title, first, middle, last, end))),
    st.sampled_from(["", "", "", "Mr.", "Mrs.", "Mayor"]),
    st.sampled_from(["", "Ada", "ADA", "Per", "Bill", "William", "Will", "Kim"]),
    st.sampled_from(["", "", "M.", "P.", "Marie"]),
    st.sampled_from(["Lund", "Lünd", "Marsh", "van der Berg", "Okoro-Lind"]),
    st.sampled_from(["", "", "", "Jr.", "Sr."]),
)
BODIES = st.sampled_from(
    ["League of River Nations", "the LRN", "Lisse Road Network", "L.R.N.", "officials", "The army"]
)
USES = st.lists(
    st.builds(
        NameUse,
        st.one_of(NAMES, NAMES, BODIES, st.text(max_size=8).filter(str.strip)),
        st.sampled_from(["person", "person", "person", "organisation", "unnamed", "unknown"]),
        st.integers(1, 9),
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(USES, st.randoms(use_true_random=False))
def test_the_order_of_the_articles_makes_no_difference(uses: list[NameUse], rng: random.Random) -> None:
    again = list(uses)
    rng.shuffle(again)
    assert identify_speakers(again) == identify_speakers(uses)


@settings(max_examples=300, deadline=None)
@given(USES)
def test_a_speakers_name_is_its_own(uses: list[NameUse]) -> None:
    found = identify_speakers(uses)
    ids = found.id_of
    assert {form.name for form in found.forms} == {use.name for use in uses}
    assert all(ids.get(speaker, speaker) == speaker for speaker in ids.values())
    folds = defaultdict(set)
    for name, speaker in ids.items():
        folds[speaker].add(fold(name))
    assert all(fold(speaker) in names for speaker, names in folds.items())


@settings(max_examples=300, deadline=None)
@given(st.lists(NAMES, min_size=1, max_size=10))
def test_no_merge_joins_two_first_names_or_surnames(names: list[str]) -> None:
    ids = identify_speakers([NameUse(name, "person") for name in names]).id_of
    groups = defaultdict(list)
    for name, speaker in ids.items():
        groups[speaker].append(parse_person(name))
    for people in groups.values():
        firsts = frozenset(person.first for person in people if person.first)
        assert len({person.last for person in people}) == 1
        assert len(firsts) < 2 or firsts in read_speaker_words().nicknames
        assert len({person.suffix for person in people if person.suffix}) < 2
        assert len({person.gender for person in people if person.gender}) < 2


@settings(max_examples=200, deadline=None)
@given(st.lists(NAMES, min_size=2, max_size=8, unique_by=fold), st.data())
def test_aliases_hold_whatever_the_names(names: list[str], data: st.DataObject) -> None:
    one, other = data.draw(st.permutations(names))[:2]
    uses = [NameUse(name, "person") for name in names]
    same = SpeakerAliases(name_of={fold(name): "Somebody" for name in ("Somebody", one, other)})
    found = identify_speakers(uses, aliases=same).id_of
    assert found[one] == found[other] == "Somebody"
    kept = SpeakerAliases(apart=frozenset({frozenset((fold(one), fold(other)))}))
    found = identify_speakers(uses, aliases=kept).id_of
    assert found[one] != found[other]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


# In the tables


def said(article_id: str, name: str | None, kind: SpeakerType, text: str = "") -> ArticleAnalysis:
    quote = Quote(
        article_id,
        f"{article_id}:q1",
        "indirect",
        "speech",
        ((0, 2),),
        (),
        (),
        "say",
        name,
        name,
        kind,
        "name",
        "clause",
    )
    return ArticleAnalysis(Article(article_id, text or "So it is."), 3, 1, quotes=(quote,))


def test_the_table_of_speakers_shows_every_form_and_why() -> None:
    analyses = [
        said("a", "Ada Lund", "person"),
        said("b", "Ada Lund", "person"),
        said("c", "Lund", "person"),
        said("d", "officials", "unnamed"),
        said("e", None, "unknown"),
        said("f", "LRN", "organisation", "The League of River Nations (LRN)"),
        said("g", "League of River Nations", "organisation"),
        said("h", "Lisse Road Network", "organisation"),
        said("i", "Holm", "person", "Per Holm came."),
        said("j", "Ida Holm", "person"),
    ]
    built = build_tables(analyses)
    assert built.quotes["speaker_id"].fillna("-").tolist() == [
        *["Ada Lund"] * 3, "-", "-", *["League of River Nations"] * 2, "Lisse Road Network", "Holm", "Ida Holm",
    ]  # fmt: skip
    rows = built.speakers.fillna({"speaker_id": "-", "speaker_quotes": 0, "speaker_articles": 0})
    assert rows.drop(columns="speaker_type").to_numpy().tolist() == [
        ["Ada Lund", "Ada Lund", "own", 2, 2, 3, 3],
        ["Ada Lund", "Lund", "surname", 1, 1, 3, 3],
        ["League of River Nations", "LRN", "acronym", 1, 1, 2, 2],
        ["League of River Nations", "League of River Nations", "own", 1, 1, 2, 2],
        ["Holm", "Holm", "own", 1, 1, 1, 1],
        ["Ida Holm", "Ida Holm", "own", 1, 1, 1, 1],
        ["Lisse Road Network", "Lisse Road Network", "own", 1, 1, 1, 1],
        ["-", "officials", "unnamed", 1, 1, 0, 0],
    ]


def test_tables_take_aliases() -> None:
    aliases = SpeakerAliases(name_of={"rusk": "Commander Rusk", "commander rusk": "Commander Rusk"})
    built = build_tables([said("a", "Rusk", "person")], aliases=aliases)
    assert built.quotes["speaker_id"].tolist() == ["Commander Rusk"]
    assert built.speakers["rule"].tolist() == ["alias"]
