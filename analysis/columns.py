"""The tables' columns: names, types and meanings. docs/columns.md is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Column(NamedTuple):
    """A column of a table. The dtypes in capitals (`Int64`, `Float64`), `string` and dates may be missing."""

    name: str
    dtype: str
    meaning: str
    """What it tells, with its unit."""


_ARTICLE_ID = Column("article_id", "string", "the article, as in the table `articles`")
_START = Column("start", "int64", "first character in the article's text, counted from 0")
_END = Column("end", "int64", "the character after the last; `text[start:end]` is the row's text")
_SENTENCE = Column("sentence", "int64", "number of its sentence in the article, from 0")
_ZONE = Column("zone", "string", "`headline`, `lead` (first paragraph) or `body`")
_VOICE = Column(
    "voice",
    "string",
    "`narrator`, or `quoted` inside what somebody is reported to have said, written or (“believes that …”) thought",
)
_QUOTE_ID = Column("quote_id", "string", "the quote that it stands in, as in the table `quotes`")
_SPEAKER_NAME = Column("speaker_name", "string", "who says it, by the fullest name in the article; missing if unknown")
_SPEAKER_ID = Column(
    "speaker_id", "string", "who that is in the whole corpus (see `speakers`); missing for words that name nobody"
)
_POLARITY = Column("polarity", "string", "`asserted`, `negated`, `rejected`, `demanded` or `hypothetical`")
_POLARITY_CUE = Column("polarity_cue", "string", "the words that decided the polarity; missing where it is asserted")

_HIT_TAIL = (
    _START,
    _END,
    Column("text", "string", "the words as they stand in the article"),
    _SENTENCE,
    _ZONE,
    _VOICE,
    _QUOTE_ID,
    _SPEAKER_NAME,
    _SPEAKER_ID,
    _POLARITY,
    _POLARITY_CUE,
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "articles": (
        Column("article_id", "string", "unique within the corpus: the file's name, or `name-3` for row 3 of a file"),
        Column("corpus", "string", "the corpus that it belongs to"),
        Column("outlet", "string", "who published it"),
        Column("date", "datetime64[s]", "day of publication"),
        Column("author", "string", "the byline"),
        Column("headline", "string", "the headline"),
        Column("url", "string", "where it was published"),
        Column("language", "string", "language code, e.g. `en`"),
        Column("path", "string", "the file that it was read from, relative to the folder that was asked for"),
        Column("row", "Int64", "row or line of that file, from 1, where it holds several articles"),
        Column("n_characters", "int64", "characters of the whole text, boilerplate included"),
        Column("n_words", "int64", "words of headline, lead and body"),
        Column("n_sentences", "int64", "sentences of headline, lead and body"),
        Column(
            "n_quotes",
            "int64",
            "quotes of what was said, written or published (`attribution_type` is `speech`, `writing` or `document`)",
        ),
        Column("n_beliefs", "int64", "quotes of what somebody is said to think or intend (`thought` or `intent`)"),
        Column("sentiment_mean", "Float64", "mean compound of its sentences, -1 to 1"),
        Column("negative_share", "Float64", "share (0-1) of sentences with a compound of -.05 or less"),
        Column("positive_share", "Float64", "share (0-1) of sentences with a compound of .05 or more"),
        Column("adjusted_mean", "Float64", "mean adjusted compound of its sentences, -1 to 1"),
        Column(
            "adjusted_negative_share", "Float64", "share (0-1) of sentences with an adjusted compound of -.05 or less"
        ),
        Column(
            "adjusted_positive_share", "Float64", "share (0-1) of sentences with an adjusted compound of .05 or more"
        ),
        Column(
            "copy_cluster",
            "string",
            "`c1`, `c2`, …: the articles that print the same text or much of it (see `copies`); missing without a copy",
        ),
        Column("text", "string", "the whole text, to which every `start` and `end` refers"),
    ),
    "sentences": (
        _ARTICLE_ID,
        Column("sentence", "int64", "number of the sentence in its article, from 0"),
        Column("paragraph", "int64", "number of its paragraph in the article, from 0; those left out count too"),
        _START,
        _END,
        Column("text", "string", "the sentence"),
        _ZONE,
        Column(
            "voice", "string", "`quoted` if at least half of its words stand in attributed contents, else `narrator`"
        ),
        Column("quoted_share", "float64", "share (0-1) of its words inside attributed contents"),
        Column("speaker_name", "string", "who says most of its quoted words; missing for narrator and unknown"),
        _SPEAKER_ID,
        Column("compound", "float64", "VADER's sum of valences, normalised to -1 to 1"),
        Column("neg", "float64", "share (0-1) of negative valence"),
        Column("neu", "float64", "share (0-1) of words without valence"),
        Column("pos", "float64", "share (0-1) of positive valence"),
        Column("words", "string", "the words that VADER knows, each with its valence here (-4 to 4): `crush −0.6`"),
        Column("n_valence_words", "int64", "how many words those are"),
        Column("one_word", "bool", "whether it would not be negative (or positive) without the word that weighs most"),
        Column("emphasis", "float64", "what exclamation and question marks add to the sum of the valences"),
        Column(
            "adjusted_compound",
            "float64",
            "the compound, -1 to 1, of the news-adjusted reading: names and the stop list of "
            "`data/rules/news_valence.yaml` have no valence, its additions have one, negation comes from the parse",
        ),
        Column("adjusted_emphasis", "float64", "as `emphasis`, for that reading"),
        Column("adjusted_words", "string", "as `words`, for that reading"),
        Column(
            "lemmas",
            "string",
            "the lemma of each word and mark, joined by spaces and cut as the language model cuts them (`do n't`); "
            "only names have capital letters; a word that the model cuts otherwise, such as a part of a web address, "
            "stands in its own form",
        ),
    ),
    "valence_words": (
        _ARTICLE_ID,
        _SENTENCE,
        _START,
        _END,
        Column("text", "string", "a word with a valence in either reading, as it stands in the article"),
        Column("entry", "string", "the word as VADER's lexicon has it; for an emoji a word of its description"),
        Column(
            "lexicon_valence", "Float64", "its valence in the lexicon, -4 to 4; missing where only the news list has it"
        ),
        Column(
            "valence",
            "float64",
            "what VADER's rules make of it here; the sentence's valences and `emphasis` sum up to S in "
            "compound = S/√(S² + 15)",
        ),
        Column(
            "rules",
            "string",
            "those rules, in their order: `negated` (a negator up to three words before: × −.74), `negator` (a “no” "
            "that negates the next word and counts nothing), `boosted` or `dampened` (a degree word before it: ± .293, "
            "less from afar), `capitals` (alone in capitals: .733 further from 0), `never_so` (“never so”, or “so” or "
            "“this” before it: × 1.25), `idiom` (a phrase with a valence of its own), `least` (“least” before it: "
            "× −.74), `before_but` (× .5), `after_but` (× 1.5)",
        ),
        Column(
            "adjusted_valence",
            "float64",
            "its valence in the news-adjusted reading; the same sum, with `adjusted_emphasis`",
        ),
        Column("adjusted_rules", "string", "as `rules`, for that reading, where `negated` comes from the parse"),
        Column(
            "adjustment",
            "string",
            "why the two differ: `name` (part of a name), `domain` (on the stop list), `added` (on the list of "
            "additions), `hidden` (VADER does not see it for a curly mark or a dash), `negated` or `not_negated` (the "
            "parse says otherwise), `neighbour` (a word beside it is read otherwise); missing where they agree",
        ),
        Column("reason", "string", "the entity, the list's own reason, or the words that negate"),
        _ZONE,
        _VOICE,
        _QUOTE_ID,
        _SPEAKER_NAME,
        _SPEAKER_ID,
    ),
    "quotes": (
        _ARTICLE_ID,
        Column("quote_id", "string", "`<article_id>:q<n>`, numbered in text order from 1"),
        Column("quote_type", "string", "`direct` (in quotation marks), `mixed` (in part) or `indirect`"),
        Column(
            "attribution_type",
            "string",
            "what was reported: `speech`, `writing`, a `document` that says it, or a belief (`thought`) or intention "
            "(`intent`), which measures of who is quoted leave out unless they are asked for them",
        ),
        Column("content", "string", "the attributed words; the pieces of an interrupted quote are joined by ` … `"),
        Column("n_words", "int64", "words of the content"),
        Column("speaker", "string", "the speaker as mentioned, e.g. `he`"),
        Column("speaker_name", "string", "who that is, by the fullest name in the article; missing if unknown"),
        _SPEAKER_ID,
        Column("speaker_type", "string", "`person`, `organisation`, `group`, `document`, `unnamed` or `unknown`"),
        Column("cue", "string", "the reporting words as written, e.g. `has said`"),
        Column("cue_lemma", "string", "their dictionary form, e.g. `say`; missing for a quote that stands alone"),
        Column(
            "stance",
            "string",
            "how the cue presents the content: `neutral`, `endorsing`, `assertive`, `tentative`, `distancing`, "
            "`conceding`, `opposing`, `directive`, `commissive` or `expressive`; missing for a cue that is not listed",
        ),
        Column(
            "voiced",
            "bool",
            "whether its words count as the speaker's voice: not for intentions, nor for a thought that is only named "
            "(“fears of famine”) or that nobody is named for",
        ),
        Column(
            "speaker_role",
            "string",
            "what the article says that the speaker is: `official`, `civilian`, `expert`, `media`, `military` or "
            "`party`; missing if it does not say",
        ),
        Column(
            "speaker_via",
            "string",
            "how the name was found: `name`, `pronoun`, `title`, `description`, `running`, `unnamed` or `none`",
        ),
        Column(
            "speaker_confidence",
            "Float64",
            "how often such a name is right (0-1), if the quote and its source are; missing without a name",
        ),
        Column(
            "via",
            "string",
            "what found the quote: the trained `tagger`, or the rule for quotation `marks`, for a `phrase` such as "
            "“according to”, for a `headline`, a `transcript`, or for a quote in marks that is `standing_alone`",
        ),
        Column(
            "score",
            "float64",
            "how likely the quote with its source is right (0-1): of those at .8 about 80 % are, in news like that of "
            "the training",
        ),
        Column("zone", "string", "the zone where the content starts"),
        Column("sentence", "Int64", "number of the sentence where the content starts, from 0"),
        Column("start", "int64", "first character of the content's first piece, counted from 0"),
        Column("end", "int64", "the character after the content's last piece (see `quote_spans` for the pieces)"),
    ),
    "quote_spans": (
        _ARTICLE_ID,
        Column("quote_id", "string", "the quote, as in the table `quotes`"),
        Column("role", "string", "`content`, `cue` or `speaker`"),
        Column("part", "int64", "number of the piece within its role, from 1"),
        _START,
        _END,
        Column("text", "string", "the piece, quotation marks included"),
    ),
    "speakers": (
        Column("speaker_id", "string", "the one name of a speaker in the corpus; missing for words that name nobody"),
        Column("speaker_type", "string", "the speaker's most frequent type"),
        Column("name", "string", "a form by which articles name the speaker: a `speaker_name` of the table `quotes`"),
        Column(
            "rule",
            "string",
            "why it is that speaker: `own` name, `spelling`, `name_parts` (title, middle name, Jr.), `surname`, "
            "`nickname`, `acronym`, `alias` (of `speaker_aliases.yaml`); `unnamed` where it names nobody",
        ),
        Column("n_quotes", "int64", "quotes of that form, of every `attribution_type`"),
        Column("n_articles", "int64", "articles with such a quote"),
        Column("speaker_quotes", "Int64", "quotes of the speaker, by whatever form"),
        Column("speaker_articles", "Int64", "articles with such a quote"),
    ),
    "frame_hits": (
        _ARTICLE_ID,
        Column("lexicon", "string", "the lexicon that holds the term"),
        Column("frame", "string", "the frame's id in that lexicon"),
        Column("term", "string", "the lexicon's pattern that matched"),
        Column("subcode", "string", "the term's group within its frame"),
        *_HIT_TAIL,
    ),
    "contested_hits": (
        _ARTICLE_ID,
        Column("lexicon", "string", "the lexicon that holds the contested set"),
        Column("contested_set", "string", "the set's id: the thing that has several names"),
        Column("variant", "string", "the name that is used here"),
        *_HIT_TAIL,
    ),
    "distance_marks": (
        _ARTICLE_ID,
        Column("kind", "string", "`so_called`, `alleged`, `scare_quote`; or `title`: a name in marks, no distance"),
        _START,
        _END,
        Column("text", "string", "the marker with the words that it governs"),
        Column("marker", "string", "the marker alone; for quotation marks the opening one"),
        Column(
            "attributed_to", "string", "whose word it is said to be: `it` in “what it calls …”; missing if not told"
        ),
        _SENTENCE,
        _ZONE,
        _VOICE,
        _SPEAKER_NAME,
        _SPEAKER_ID,
    ),
    "agency_events": (
        _ARTICLE_ID,
        Column("event_class", "string", "the kind of event: a class of `data/rules/agency.yaml`, e.g. `kill`"),
        Column(
            "construction",
            "string",
            "`active_named_agent` (“troops killed six”), `active_instrument` (“an airstrike killed six”, natural "
            "forces too), `full_passive` (with a by-phrase), `agentless_passive`, `intransitive` (“six died”), "
            "`nominal` (“the killing of six”, “killing six is a crime”) or `adjective` (“the wounded man”)",
        ),
        Column(
            "form",
            "string",
            "`be`, `get` or `reduced` (“people displaced by war”) for passives, `finite` or `nonfinite` for other "
            "verbs, `noun`, `adjective`",
        ),
        _START,
        _END,
        Column("text", "string", "the verb, noun or adjective as it stands in the article"),
        Column("victim", "string", "who or what undergoes it, as written; missing if the sentence does not say"),
        Column("victim_start", "Int64", "first character of the victim"),
        Column("victim_end", "Int64", "the character after the victim's last"),
        Column("victim_name", "string", "whom a pronoun or a name stands for, by a simple rule; else the words"),
        Column("victim_number", "string", "the number as written, e.g. `six` or `dozens`"),
        Column("agent", "string", "who or what does it, as written; missing if the sentence does not say"),
        Column("agent_start", "Int64", "first character of the agent"),
        Column("agent_end", "Int64", "the character after the agent's last"),
        Column("agent_name", "string", "whom a pronoun or a name stands for, by a simple rule; else the words"),
        Column(
            "agent_kind",
            "string",
            "`named` (a person, body or group, with or without a name), `instrument` (a weapon, means or event), "
            "`natural` or `none`",
        ),
        Column(
            "agent_nearby",
            "string",
            "a doer in the same sentence, the one before or after, where the event itself has none that is `named`",
        ),
        Column("nearby_start", "Int64", "first character of that doer"),
        Column("nearby_end", "Int64", "the character after that doer's last"),
        _SENTENCE,
        _ZONE,
        _VOICE,
        _QUOTE_ID,
        _SPEAKER_NAME,
        _SPEAKER_ID,
        _POLARITY,
        _POLARITY_CUE,
    ),
    "targets": (
        _ARTICLE_ID,
        _SENTENCE,
        _START,
        _END,
        Column("text", "string", "the mention as it stands in the article, e.g. `she`"),
        Column("target_name", "string", "who is mentioned, by the fullest name in the article; for a group its noun"),
        Column(
            "target_id",
            "string",
            "who that is in the whole corpus: the `speaker_id` of whoever is quoted too, for others by the same rules; "
            "groups with a name in them (`Imberian troops`) by their words; missing for words without one (`voters`)",
        ),
        Column("target_type", "string", "`person`, `organisation` (a state that acts counts as one) or `group`"),
        Column("via", "string", "how the text mentions it: by `name`, `pronoun` or `description` (“the mayor”)"),
        _ZONE,
        _VOICE,
        _QUOTE_ID,
        _SPEAKER_NAME,
        _SPEAKER_ID,
        Column(
            "sentiment",
            "string",
            "toward the target, in this sentence: `negative` or `positive` where likelier than not, else `neutral`",
        ),
        Column("p_negative", "float64", "probability (0-1) that it is negative"),
        Column("p_neutral", "float64", "probability (0-1) that it is neutral"),
        Column("p_positive", "float64", "probability (0-1) that it is positive; the three add up to 1"),
    ),
    "copies": (
        _ARTICLE_ID,
        Column("other_id", "string", "an article further down in the table `articles` that shares words with it"),
        Column(
            "relation",
            "string",
            "`same_text` (Jaccard similarity from .8), `derived` (half of the shorter text stands in the other: "
            "containment from .5 and 30 shared shingles) or `shared_material` (containment from .2: shown, never "
            "merged); missing for a pair that is in one cluster through other articles only",
        ),
        Column("copy_cluster", "string", "the cluster of both, as in `articles`; missing if they are not in the same"),
        Column(
            "similarity",
            "float64",
            "the containment (0-1) that decided: `narration_containment` where both texts have 30 shingles of "
            "narration, else `containment`",
        ),
        Column("on_narration", "bool", "whether it is that of the narration"),
        Column(
            "jaccard",
            "float64",
            "share (0-1) of the runs of five words (shingles) of either text that both have; of headline, lead and "
            "body, without case and punctuation",
        ),
        Column("containment", "float64", "share (0-1) of the shingles of the text that has fewer that both have"),
        Column(
            "narration_jaccard",
            "Float64",
            "as `jaccard`, without shingles that touch a direct or mixed quote of either text; missing if a text has "
            "no others",
        ),
        Column("narration_containment", "Float64", "as `containment`, without those"),
        Column("n_shared", "int64", "shingles that both have"),
        Column("n_narration_shared", "int64", "those of them that touch no quote"),
        Column("days_apart", "Int64", "days between the two dates; missing if a date is"),
    ),
    "boilerplate": (
        _ARTICLE_ID,
        Column("kind", "string", "`boilerplate`, `byline`, `dateline` or `front_matter`: a zone that is not analysed"),
        _START,
        _END,
        Column("text", "string", "what was left out"),
        Column("rule", "string", "the rule that decided"),
    ),
    "files": (
        Column("path", "string", "a file that a run read, relative to the folder that was asked for"),
        Column("kind", "string", "its suffix, e.g. `docx`"),
        Column("n_articles", "int64", "articles out of it that were analysed"),
        Column("n_errors", "int64", "places of it that could not be read or analysed (see `problems`)"),
        Column("n_stated", "Int64", "articles that the file itself says it holds; missing where it does not say"),
    ),
    "events": (
        Column("date", "datetime64[s]", "day of the event, or its first, as `events.csv` beside the articles lists it"),
        Column("end", "datetime64[s]", "its last day, where it lasted longer than one"),
        Column("label", "string", "what happened, in the user's words"),
        Column("path", "string", "the file that lists it"),
    ),
    "problems": (
        Column("path", "string", "the file"),
        Column("place", "string", "line, row or byte inside the file; missing for the whole file"),
        Column("message", "string", "what is wrong and what it means for the result"),
        Column("severity", "string", "`error` (articles are missing), `warning` (read in part) or `note`"),
    ),
}
"""Every table's columns: name, dtype, meaning."""
