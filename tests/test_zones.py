"""What stands where in an article: paragraphs, headlines, bylines, datelines and boilerplate."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading.boilerplate import PLACES, RULES_FILE, RulesError, find_rule, load_rules, straighten_line
from analysis.reading.zones import find_zones, paragraphs

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."
BODY = "Nobody was hurt, the mayor said on Tuesday, but three bridges were closed until further notice."

LINES = st.sampled_from(
    (
        "Dam bursts near Vell", LEAD, BODY, "By Jane Doe", "VELL (AP) —", "VELL — The dam.", "___",
        "Follow us on Facebook", "CORRECTION:", "Related:", "---", "title: Dam", "“We left,” she said.", "\u2028",
        "\x0c", "\u00a0", "\r", "Need help?", "# Dam", "© 2025 Example", "\ufeff", "desk@example.org", "x", "",
    )
)  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.lists(LINES, max_size=14).flatmap(
        lambda lines: st.sampled_from(("\n", "\n\n", "\r\n", "\r\n\r\n", "\u2029")).map(lambda mark: mark.join(lines))
    ),
)


def kinds(text: str, **known: str | None) -> list[tuple[str, str]]:
    """The zones of a text as (kind, words)."""
    return [(zone.kind, text[zone.start : zone.end]) for zone in find_zones(text, **known)]


def story(*paragraphs_: str) -> str:
    return "\n\n".join(paragraphs_)


class TestParagraphs:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", []),
            (" \n\t\r\n ", []),
            ("One.", ["One."]),
            ("One.\nTwo.", ["One.", "Two."]),
            ("  One. \r\n\r\n Two.\r\n", ["One.", "Two."]),
            ("One.\rTwo.\x0cThree.", ["One.", "Two.", "Three."]),
            ("One.\u2028Two.\u2029Three.", ["One.", "Two.", "Three."]),
            ("\u00a0One.\u00a0\n\u3000Two.", ["One.", "Two."]),
        ],
    )
    def test_line_breaks_end_paragraphs(self, text: str, expected: list[str]) -> None:
        assert [text[start:end] for start, end in paragraphs(text)] == expected

    def test_wrapped_lines_are_one_paragraph(self) -> None:
        text = (
            "The river rose by two metres overnight after heavy rain in the\n"
            "hills, and officials in the capital told some four hundred\n"
            "families in the lower valley to leave.\n"
            "\n"
            "Nobody was hurt, the mayor of the largest town said on Tuesday\n"
            "morning, but three of the five bridges over the river were\n"
            "closed until further notice.\n"
        )
        found = [text[start:end] for start, end in paragraphs(text)]
        assert [one[:10] for one in found] == ["The river ", "Nobody was"]
        assert found[1].endswith("further notice.")

    def test_whole_sentences_on_lines_are_not_wrapped(self) -> None:
        text = f"{LEAD}\n{BODY}\n{LEAD}\n{BODY}\n\n{LEAD}"
        assert len(paragraphs(text)) == 5

    def test_time_grows_with_length_only(self) -> None:
        start = time.perf_counter()
        assert len(paragraphs("a b c\n" * 150_000)) == 150_000
        assert time.perf_counter() - start < 5


class TestHeadline:
    @pytest.mark.parametrize(
        "headline",
        [
            "Dam bursts near Vell as rain goes on",
            "Dam bursts: ‘We lost everything’",
            "Who opened the gates of the dam?",
            "Floods Force Hundreds Of Families From Homes.",  # an ending full stop, but in title case
            "# Dam bursts near Vell.",
            "Talks on the dam to go on in the U.S.",
        ],
    )
    def test_by_its_shape(self, headline: str) -> None:
        assert kinds(story(headline, LEAD, BODY))[:2] == [("headline", headline), ("lead", LEAD)]

    @pytest.mark.parametrize(
        "first",
        [
            "The dam near Vell has burst.",
            "“We lost everything,” she said.",
            "The mayor had three questions:",
            "Rain, they said,",
            " ".join(["word"] * 26),
        ],
    )
    def test_sentences_are_none(self, first: str) -> None:
        assert kinds(story(first, LEAD, BODY))[0] == ("lead", first)

    def test_a_text_of_one_paragraph_has_none(self) -> None:
        assert kinds("Dam bursts near Vell") == [("lead", "Dam bursts near Vell")]
        assert [kind for kind, _ in kinds(story("Dam bursts near Vell", "No comments"))] == ["lead", "boilerplate"]

    @pytest.mark.parametrize(
        ("first", "headline"),
        [
            ("Dam near Vell bursts.", "Dam near Vell bursts"),
            ("DAM NEAR VELL ‘BURSTS’.", "Dam near Vell 'bursts'"),
            ("Dam near Vell bursts.", "Dam near Vell bursts - Example Times"),
            ("Dam near Vell bursts overnight.", "Dam near Vell bursts"),
        ],
    )
    def test_that_resembles_the_metadata(self, first: str, headline: str) -> None:
        assert kinds(story(first, LEAD, BODY), headline=headline)[0] == ("headline", first)

    def test_over_two_lines_in_the_metadata(self) -> None:
        text = story("Dam near Vell bursts;", "Hundreds leave the valley.", LEAD)
        known = "Dam near Vell bursts; Hundreds leave the valley"
        assert [kind for kind, _ in kinds(text, headline=known)] == ["headline", "headline", "lead"]

    def test_with_a_subheading(self) -> None:
        text = story("Dam near Vell bursts", "Hundreds of families have left the valley", LEAD, BODY)
        assert [kind for kind, _ in kinds(text)] == ["headline", "headline", "lead", "body"]

    def test_a_sentence_right_before_a_dateline_is_one(self) -> None:
        text = story("The dam near Vell has burst.", f"VELL (AP) — {LEAD}")
        assert [kind for kind, _ in kinds(text)] == ["headline", "dateline", "lead"]

    def test_metadata_that_the_text_lacks(self) -> None:
        assert kinds(story(LEAD, BODY), headline="Dam bursts")[0] == ("lead", LEAD)


class TestByline:
    @pytest.mark.parametrize(
        "line",
        [
            "By Jane Doe",
            "BY JANE DOE",
            "By Jane Doe and John Q. Smith",
            "By Jane Doe, Staff Writer",
            "By Jane Doe, John Smith and Ana de Souza, Example Times",
            "By Jane O’Neill in Geneva",
            "By Jane Doe | March 4, 2025",
            "By Reuters",
            "Jane Doe, Staff Writer",
            "Jane Doe, Middle East correspondent",
            "Jane Doe reports",
            "Jane Doe reports from Geneva.",
            "Written by Jane Doe",
        ],
    )
    def test_lines(self, line: str) -> None:
        text = story("Dam bursts near Vell", line, LEAD, BODY)
        assert kinds(text)[:3] == [("headline", "Dam bursts near Vell"), ("byline", line), ("lead", LEAD)]

    @pytest.mark.parametrize(
        "line",
        [
            "By Friday Jane Doe had left the town, which nobody had thought she would.",
            "By noon the water had reached the school.",
            "By Jane Doe’s account, the gates were open.",
            "Jane Doe reports that the gates were open.",
            "Jane Doe, a baker, left.",
        ],
    )
    def test_sentences_are_none(self, line: str) -> None:
        assert ("lead", line) in kinds(story("Dam bursts near Vell", line, BODY))

    def test_the_author_by_name_alone(self) -> None:
        text = story("Dam bursts near Vell", "Jane Doe", LEAD)
        assert kinds(text, author="Jane Doe and John Smith")[1] == ("byline", "Jane Doe")

    def test_only_before_the_story(self) -> None:
        assert kinds(story(LEAD, BODY, "By Jane Doe", BODY))[2] == ("body", "By Jane Doe")


class TestDateline:
    @pytest.mark.parametrize(
        "dateline",
        [
            "WASHINGTON (AP) —",
            "BELOSTRAND, 12 March —",
            "LONDON —",
            "BEDFORD, N.H. (AP) —",
            "NEW YORK, Nov. 19 (UPI) —",
            "DES MOINES, Iowa, Aug. 10 (UPI) --",
            "ST. LOUIS ―",
            "SAN JOSÉ, Costa Rica –",
            "GENÈVE/PARIS (Reuters) -",
            "Mexico City (AFP) –",
            "Vell, March 4 —",
            "Aug 27 (Reuters) -",
            "(CNN) —",
        ],
    )
    def test_is_cut_off_the_lead(self, dateline: str) -> None:
        text = story("Dam bursts near Vell", f"{dateline} {LEAD}", BODY)
        assert kinds(text)[1:3] == [("dateline", dateline), ("lead", LEAD)]

    @pytest.mark.parametrize(
        "first",
        [
            "NATO - the alliance - agreed to send help.",
            "BREAKING — The dam has burst.",
            "SMITH--John, 98, of Vell, died on Friday.",
            "The dam — an old one — has burst.",
            "WASHINGTON has agreed to help.",
            "Smith – who left – came back.",
        ],
    )
    def test_other_dashes_stay_in_the_lead(self, first: str) -> None:
        assert kinds(story(first, BODY))[0] == ("lead", first)

    @pytest.mark.parametrize("line", ["VELL (AP) —", "VELL, March 4 (AP)"])
    def test_on_a_line_of_its_own(self, line: str) -> None:
        text = story("Dam bursts near Vell", line, LEAD)
        assert kinds(text) == [("headline", "Dam bursts near Vell"), ("dateline", line), ("lead", LEAD)]

    def test_only_the_first_body_paragraph_has_one(self) -> None:
        assert kinds(story(LEAD, BODY, "VELL — The dam burst."))[2] == ("body", "VELL — The dam burst.")


class TestBoilerplate:
    def test_the_block_at_the_end_of_a_blog_page(self) -> None:
        block = story(
            "No comments",
            "Thanks for reading, your comments are welcome.",
            "Disclaimer: Comments are NOT those of Example Times, readers alone answer for them.",
            "Want to reach us for news, tips or adverts?\nWrite to us on; desk@example.org",
            "Powered by Examplepress.",
        )
        text = story("Dam bursts near Vell", LEAD, BODY, block)
        zones = [zone for zone in find_zones(text) if zone.kind == "boilerplate"]
        assert (zones[0].start, zones[-1].end) == (text.index(block), len(text))
        assert len(zones) == 6
        assert all(zone.rule for zone in zones)

    @pytest.mark.parametrize(
        "line",
        [
            "Advertisement", "Read more: The bridges of Vell", "Sign up for our newsletter", "Photo: Jane Doe", "___",
            "Follow Jane Doe on Twitter @example.", "This story has been updated.", "5 comments", "9:05 p.m.",
            "Editor’s note: Some names were changed.", "Jane Doe/Reuters", "Click here for the map", "• Share this",
        ],
    )  # fmt: skip
    def test_anywhere(self, line: str) -> None:
        assert [kind for kind, _ in kinds(story(LEAD, line, BODY, BODY))] == ["lead", "boilerplate", "body", "body"]

    @pytest.mark.parametrize(
        "line",
        [
            "(Reporting by Jane Doe; editing by John Smith)", "— Additional reporting by Jane Doe", "(AFP)",
            "Jane Doe contributed to this report.", "Doe reported from Geneva.", "With reporting by Jane Doe",
            "- Jane Doe",
            "All rights reserved.", "© 2025 Example Times", "Contributing: Jane Doe",
        ],
    )  # fmt: skip
    def test_at_the_end(self, line: str) -> None:
        assert kinds(story(LEAD, BODY, line))[-1] == ("boilerplate", line)

    @pytest.mark.parametrize("line", ["World News", "4 March 2025", "EXCLUSIVE"])
    def test_at_the_start(self, line: str) -> None:
        assert kinds(story(line, "Dam bursts near Vell", LEAD))[:2] == [
            ("boilerplate", line),
            ("headline", "Dam bursts near Vell"),
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "Comments by the minister drew protests in the capital.",
            "The minister made no comments.",
            "A disclaimer on the page did not satisfy the judge.",
            "Powered by solar energy, the plant feeds a town of 20,000 people.",
            "“Follow us on Facebook,” the leader told the crowd.",
            "“Powered by Examplepress",
            "Share prices fell by a tenth.",
            "Related charges against two officers were dropped.",
            "The photo, by Jane Doe, shows the bridge.",
            "Click farms earned millions, the court heard.",
            "Subscribers left the paper in great numbers.",
            "Reporting by the newspaper led to the arrests.",
            "Copyright holders sued the company.",
            "Contact between the two governments ended.",
            "He tweeted from his account @example that he would not resign.",
            "The correction of the map took a year.",
            "Twitter said it had removed the post.",
            "Read out in court, the letter silenced the room.",
            "More than 40 people were hurt.",
            "Many things contributed to the fall.",
            "Trump, AP and Reuters all said so.",
        ],
    )
    def test_news_that_looks_alike_stays_body(self, line: str) -> None:
        for text in (story(LEAD, line, BODY), story(LEAD, BODY, line)):
            assert ("body", line) in kinds(text)

    def test_short_lines_inside_a_closing_block_belong_to_it(self) -> None:
        text = story(LEAD, BODY, "Share this article", "Example Times online", "© 2025 Example Times", "Page 1")
        assert [kind for kind, _ in kinds(text)] == ["lead", "body", *["boilerplate"] * 4]

    def test_a_short_line_before_a_single_footer_stays(self) -> None:
        text = story(LEAD, BODY, "A town on the river", "© 2025 Example Times")
        assert [kind for kind, _ in kinds(text)] == ["lead", "body", "body", "boilerplate"]

    def test_a_heading_takes_its_section(self) -> None:
        note = "An article on Tuesday misstated the height of the dam. It is 40 metres."
        assert [kind for kind, _ in kinds(story(LEAD, BODY, "CORRECTION:", note))][2:] == ["boilerplate"] * 2
        links = story(LEAD, BODY, "Related articles", "Bridges of Vell to be rebuilt", "Why the dam burst")
        assert [kind for kind, _ in kinds(links)][2:] == ["boilerplate"] * 3

    def test_notes_about_the_known_author(self) -> None:
        note = "Jane Doe is the author of a book about rivers."
        assert kinds(story(LEAD, BODY, note), author="Jane Doe")[-1] == ("boilerplate", note)
        assert kinds(story(LEAD, BODY, note))[-1] == ("body", note)

    def test_a_page_copied_from_a_browser(self) -> None:
        text = """Show menu
Dam bursts near Vell after days of rain
Jane Doe
Example News, Vell
Published
4 March 2025
Share
The river rose by two metres overnight, officials said.
Image source, Example Agency
Sign up to Morning Brief
Free daily newsletter
Enter your email address
after newsletter promotion
"We have lost everything," said a baker.
Explore more on these topics
Floods
What is a dam?
Reuse this content
"""
        found = kinds(text)
        assert [words for kind, words in found if kind == "headline"] == ["Dam bursts near Vell after days of rain"]
        assert [words for kind, words in found if kind in ("lead", "body")] == [
            "The river rose by two metres overnight, officials said.",
            '"We have lost everything," said a baker.',
        ]

    def test_short_lines_after_a_headline_stay_where_nothing_shows_what_they_are(self) -> None:
        text = story("Dam bursts near Vell", "Warnings", LEAD, BODY)
        assert [kind for kind, _ in kinds(text)] == ["headline", "lead", "body", "body"]

    def test_the_footer_of_an_agency(self) -> None:
        text = story(
            "By Jane Doe",
            f"VELL, March 4 (Reuters) - {LEAD}",
            BODY,
            "Reporting by Jane Doe and Ana de Souza in Vell; Writing by John Smith; Editing by Kim Lee",
            "Our Standards: The Example Principles.",
            "Jane Doe",
            "Example Agency",
            "Jane Doe is a journalist in Vell, where she has covered rivers for a decade.",
        )
        assert [kind for kind, _ in kinds(text)] == ["byline", "dateline", "lead", "body", *["boilerplate"] * 5]

    def test_labels_of_databases(self) -> None:
        text = story("Dam bursts near Vell;", "ABSTRACT", LEAD, "FULL TEXT", f"VELL -- {BODY}")
        found = [kind for kind, _ in kinds(text)]
        assert found == ["headline", "boilerplate", "lead", "boilerplate", "dateline", "body"]

    def test_every_rule_has_a_name_of_its_own(self) -> None:
        names = [rule.name for rule in load_rules()]
        assert len(set(names)) == len(names) > 20

    def test_hostile_lines_cost_little(self) -> None:
        lines = (
            "A" * 700,
            "A " * 350,
            "a@" * 350,
            "posted " + "1" * 700,
            "<a" * 300,
            "© " * 350,
            "x/" * 300,
            "A'A" * 230,
        )
        load_rules()
        start = time.perf_counter()
        for line in lines:
            for _ in range(3):
                find_rule(straighten_line(f"{line} ;"), PLACES)
        assert time.perf_counter() - start < 3


class TestFrontMatter:
    def test_is_one_zone_before_the_headline(self) -> None:
        matter = "---\ntitle: Dam\n\ntags: [a, b]\n---"
        text = f"{matter}\n\nDam bursts near Vell\n\n{LEAD}"
        assert kinds(text) == [("front_matter", matter), ("headline", "Dam bursts near Vell"), ("lead", LEAD)]

    def test_with_windows_line_ends(self) -> None:
        assert kinds(f"---\r\ntitle: Dam\r\n---\r\n{LEAD}")[0] == ("front_matter", "---\r\ntitle: Dam\r\n---")

    @pytest.mark.parametrize(
        "text", [f"---\n{LEAD}\n---\n{BODY}", f"---\ntitle: Dam\n\n{LEAD}", f"{LEAD}\n---\na: b\n---\n"]
    )
    def test_other_rules_are_none(self, text: str) -> None:
        assert "front_matter" not in [kind for kind, _ in kinds(text)]


class TestRulesFile:
    def write(self, folder, content: str):
        path = folder / "rules.yaml"
        path.write_text(content, encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        ("content", "line", "said"),
        [
            ("rules:\n  - name: x\n    phrases: [a\n", 4, "well-formed YAML"),
            ("rules: []\n", 1, "at least one entry"),
            ("[]\n", 1, "a mapping"),
            ("rules:\n  - name: x\n    phrases: [ad]\n    examples: [ad]\n    wher: end\n", 5, "unknown key 'wher'"),
            (
                "rules:\n  - name: x\n    phrases: [ad]\n    examples: [ad]\n    where: middle\n",
                5,
                "'anywhere', 'start' or 'end'",
            ),
            ("rules:\n  - name: x\n    phrases: [ad]\n    examples: [ad]\n    max_words: many\n", 5, "whole number"),
            ("rules:\n  - name: x\n    patterns: ['(a']\n    examples: [a]\n", 3, "regular expression"),
            (
                "rules:\n  - name: x\n    phrases: [ad]\n    examples:\n      - ad\n      - news\n",
                6,
                "does not match 'news'",
            ),
            (
                "rules:\n  - name: x\n    patterns: ['a.*']\n    examples: [ad]\n    counterexamples: [and so]\n",
                5,
                "matches 'and so'",
            ),
            ("rules:\n  - name: x\n    phrases: [ad]\n", 2, "no key 'examples'"),
            ("rules:\n  - name: x\n    examples: [ad]\n", 2, "neither phrases nor patterns"),
        ],
    )
    def test_mistakes_are_told_with_file_and_line(self, tmp_path, content: str, line: int, said: str) -> None:
        path = self.write(tmp_path, content)
        with pytest.raises(RulesError) as caught:
            load_rules(path)
        message = str(caught.value)
        assert "rules.yaml" in message
        assert said in message
        assert str(line) in [problem.place for problem in caught.value.problems]

    def test_a_missing_file(self, tmp_path) -> None:
        with pytest.raises(RulesError, match=r"none\.yaml"):
            load_rules(tmp_path / "none.yaml")

    def test_own_rules(self, tmp_path) -> None:
        path = self.write(tmp_path, "rules:\n  - name: ad\n    phrases: [annonce]\n    examples: [Annonce]\n")
        rule = find_rule("ANNONCE.", PLACES, rules=load_rules(path))
        assert rule is not None
        assert rule.name == "ad"
        assert RULES_FILE.is_file()


@given(TEXTS)
def test_paragraphs_cover_every_text(text: str) -> None:
    spans = paragraphs(text)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    inside = {i for start, end in spans for i in range(start, end)}
    assert all(i in inside for i, char in enumerate(text) if not char.isspace())


@given(TEXTS, st.none() | st.text(max_size=40) | LINES, st.none() | st.text(max_size=20))
def test_zones_cover_every_text(text: str, headline: str | None, author: str | None) -> None:
    zones = find_zones(text, headline=headline, author=author)
    assert all(zone.start < zone.end for zone in zones)
    assert all(before.end <= after.start for before, after in pairwise(zones))
    inside = {i for zone in zones for i in range(zone.start, zone.end)}
    assert all(i in inside for i, char in enumerate(text) if not char.isspace())
    assert sum(zone.kind == "lead" for zone in zones) <= 1
    assert all(bool(zone.rule) == (zone.kind not in ("lead", "body")) for zone in zones)
