"""What the analysis knows: one frozen record for each thing that it reads or finds.

Every position is a half-open pair of character offsets into `Article.text`, which nothing ever changes, so
`article.text[start:end]` is always the text that a record speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Span = tuple[int, int]
"""Half-open character offsets (start, end) into `Article.text`."""

ZoneKind = Literal["front_matter", "headline", "byline", "dateline", "lead", "body", "boilerplate"]
QuoteType = Literal["direct", "mixed", "indirect"]
AttributionType = Literal["speech", "writing", "thought", "intent", "document"]
SAID: tuple[AttributionType, ...] = ("speech", "writing", "document")
"""What was said, written or published: what counts as a quote where nothing else is asked for."""
Stance = Literal[
    "neutral",
    "endorsing",
    "assertive",
    "tentative",
    "distancing",
    "conceding",
    "opposing",
    "directive",
    "commissive",
    "expressive",
]
"""How a reporting word presents what it reports; `data/rules/reporting_verbs.yaml` defines each."""
SpeakerRole = Literal["official", "civilian", "expert", "media", "military", "party"]
SpeakerType = Literal["person", "organisation", "group", "document", "unnamed", "unknown"]
VoiceKind = Literal["narrator", "quoted"]
Polarity = Literal["asserted", "negated", "rejected", "demanded", "hypothetical"]
Construction = Literal[
    "active_named_agent",
    "active_instrument",
    "full_passive",
    "agentless_passive",
    "intransitive",
    "nominal",
    "adjective",
]
"""How an event is told; `analysis/columns.py` says what each means."""
AgentKind = Literal["named", "instrument", "natural", "none"]
DistanceKind = Literal["so_called", "alleged", "scare_quote", "title"]
TargetType = Literal["person", "organisation", "group"]
MentionVia = Literal["name", "pronoun", "description"]
SentimentLabel = Literal["negative", "neutral", "positive"]
ValenceRule = Literal[
    "negated",
    "negator",
    "boosted",
    "dampened",
    "capitals",
    "never_so",
    "idiom",
    "least",
    "before_but",
    "after_but",
]
"""What VADER does to a word's valence; `analysis/columns.py` says what each means."""
Adjustment = Literal["name", "domain", "added", "hidden", "negated", "not_negated", "neighbour"]
"""Why a word's valence differs in the news-adjusted reading; `analysis/columns.py` says what each means."""

POSITIVE_FROM = 0.05
NEGATIVE_TO = -0.05
"""The cut-offs of VADER's authors (Hutto and Gilbert 2014): a compound ≥ .05 is positive, one ≤ -.05 negative."""

ANALYSED_ZONES: frozenset[str] = frozenset({"headline", "lead", "body"})
"""The zones that hold the outlet's story; the others are kept, shown in the audit, and analysed by nothing."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of an article and what it is.

    The zones of an article are sorted, do not overlap, and cover every character that is not white space.
    """

    kind: ZoneKind
    start: int
    end: int
    rule: str = ""
    """The name of the rule that decided, e.g. `comment_invitation`; empty for lead and body."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news article: its immutable text, its zones, and what is known about it (`None` where it is not)."""

    article_id: str
    """Unique within a corpus: the file's stem, or `stem-3` for the third row of a table of articles."""
    text: str
    zones: tuple[Zone, ...] = ()
    corpus: str = ""
    outlet: str | None = None
    date: date | None = None
    author: str | None = None
    headline: str | None = None
    url: str | None = None
    language: str | None = None
    path: str = ""
    """The file that it was read from, relative to the folder that was asked for, with forward slashes."""
    row: int | None = None
    """The row (counted from 1, header apart) or line of that file, where it holds several articles."""


Day = date
"""Where a field of that name hides the type."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in the story that a corpus tells, as the user listed it."""

    date: Day
    label: str
    end: Day | None = None
    """Its last day, where it lasted longer than one."""
    path: str = ""
    """The table that lists it, relative to the folder that was asked for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or done, where, and what it means for the result."""

    path: str
    place: str
    """Line, row or byte inside the file; empty for the whole file."""
    message: str
    severity: Literal["error", "warning", "note"] = "error"
    """`error`: articles are missing from the result; `warning`: read in part; `note`: left alone on purpose."""


class ValenceWord(NamedTuple):
    """A word with a valence in either reading of its sentence: where it stands and how it came by the valence.

    A tuple, as there is one for every few words of a corpus and a tuple is made several times as fast.
    """

    start: int
    end: int
    text: str
    """As it stands in the article; for an emoji the emoji itself."""
    entry: str
    """As the lexicon has it."""
    lexicon_valence: float | None
    """What the lexicon says; `None` for a word that only the news-adjusted reading knows."""
    valence: float
    """What VADER's rules make of it in this sentence."""
    rules: tuple[ValenceRule, ...] = ()
    """Those rules, in the order in which they applied."""
    adjusted_valence: float = 0.0
    """Its valence in the news-adjusted reading."""
    adjusted_rules: tuple[ValenceRule, ...] = ()
    """The rules that made that."""
    adjustment: Adjustment | None = None
    """Why that differs."""
    reason: str | None = None
    """The name that it belongs to, the negation, or what the list of news words says."""
    voice: VoiceKind = "narrator"
    quote_id: str | None = None
    speaker_name: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """The sentiment of one sentence by VADER (Hutto and Gilbert 2014), and in whose voice it stands."""

    article_id: str
    sentence: int
    """Number of the sentence in its article, from 0."""
    start: int
    end: int
    text: str
    zone: ZoneKind
    voice: VoiceKind
    """`quoted` if at least half of the sentence's words stand in an attributed content."""
    quoted_share: float
    """Share (0-1) of the sentence's words inside attributed contents."""
    speaker_name: str | None
    """Who says most of the quoted words; `None` for the narrator and for unresolved speakers."""
    compound: float
    """-1 to 1."""
    neg: float
    neu: float
    pos: float
    words: tuple[ValenceWord, ...]
    """The words that have a valence in either reading, in text order."""
    paragraph: int
    """Number of its paragraph in the article's text, from 0; those that are not analysed count too."""
    one_word: bool = False
    """Whether the sentence would not be negative, or not positive, without the word that weighs most."""
    emphasis: float = 0.0
    """What exclamation and question marks add to the sum of the words' valences."""
    adjusted_compound: float = 0.0
    """The compound of the news-adjusted reading, -1 to 1."""
    adjusted_emphasis: float = 0.0
    """As `emphasis`, for that reading."""


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution: a content that somebody is reported to have said, written, thought or intended."""

    article_id: str
    quote_id: str
    """`<article_id>:q<n>`, numbered in text order from 1."""
    quote_type: QuoteType
    """`direct` if at least 90 % of the content stands in quotation marks, `indirect` if nothing does, else `mixed`."""
    attribution_type: AttributionType
    content_spans: tuple[Span, ...]
    """Marks included; several where the cue interrupts the content or the quote runs over paragraphs."""
    cue_spans: tuple[Span, ...]
    speaker_spans: tuple[Span, ...]
    cue_lemma: str | None
    """`say`, `according to`, …; `None` for a quote that stands alone."""
    speaker: str | None
    """The mention as written, e.g. "he"."""
    speaker_name: str | None
    """Who that is, by the fullest name in the article; the mention itself for unnamed sources."""
    speaker_type: SpeakerType
    speaker_via: str
    """How the name was found: `name`, `pronoun`, `title`, `description`, `running`, `unnamed` or `none`."""
    via: str
    """What found the quote: `tagger`, the learned model; or the rule for `marks` that it passed over, a `headline`, a
    `transcript`, a quote that is `standing_alone`."""
    score: float = 1.0
    """How likely the attribution is right (0-1): of those scored .8 about 80 % are."""
    stance: Stance | None = None
    """How the cue presents the content, e.g. `distancing` for "claim"; `None` without a cue or for one not listed."""
    speaker_role: SpeakerRole | None = None
    """What the text says that the speaker is; `None` where it does not say."""
    speaker_confidence: float | None = None
    """How likely the name is right where the source is (0-1); `None` without a name."""
    voiced: bool = True
    """Whether its words count as the speaker's voice. What somebody is said to intend does not ("the army plans to …"),
    nor what is "expected" with nobody named, nor a thought that is named only ("fears of famine"): there the outlet
    chooses the words. "Residents believe that they were abandoned" is the residents' voice."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an article speaks of a person, organisation or group: what a sentiment can be toward."""

    start: int
    end: int
    text: str
    name: str
    """The fullest name that the article gives; for a group without one its noun with what tells it apart."""
    type: TargetType
    via: MentionVia
    """How the text names it: by `name`, by a `pronoun` ("she"), or by a `description` ("the mayor", "protesters")."""


@dataclass(frozen=True, slots=True)
class TargetSentiment:
    """The sentiment of a sentence toward one person, organisation or group that it mentions."""

    article_id: str
    sentence: int
    start: int
    end: int
    text: str
    target_name: str
    target_type: TargetType
    via: MentionVia
    zone: ZoneKind
    voice: VoiceKind
    quote_id: str | None
    speaker_name: str | None
    """Who says it; `None` for the narrator and for unresolved speakers."""
    sentiment: SentimentLabel
    """Negative or positive where that is likelier than not, else neutral."""
    p_negative: float
    p_neutral: float
    p_positive: float
    """Probabilities (0-1); the three add up to 1."""


@dataclass(frozen=True, slots=True)
class FrameHit:
    """One occurrence of a lexicon's term."""

    article_id: str
    lexicon: str
    frame: str
    """The frame's id; for a contested set the set's id."""
    term: str
    """The pattern as the lexicon writes it; for a contested set the variant's id."""
    subcode: str | None
    start: int
    end: int
    text: str
    sentence: int
    zone: ZoneKind
    voice: VoiceKind
    quote_id: str | None
    speaker_name: str | None
    polarity: Polarity
    polarity_cue: str | None
    """The words that decided the polarity; `None` where it is asserted."""
    contested: bool = False
    """True for a variant of a contested set, which is tabled apart from the frames."""


@dataclass(frozen=True, slots=True)
class DistanceMark:
    """A place where the text keeps its distance from a word: "so-called", "alleged", scare quotes, titles in marks."""

    article_id: str
    kind: DistanceKind
    start: int
    end: int
    text: str
    """The marker with the words that it governs, e.g. "so-called humanitarian zone"."""
    marker: str
    """The marker alone; for marks the opening one."""
    sentence: int
    zone: ZoneKind
    voice: VoiceKind
    speaker_name: str | None
    attributed_to: str | None = None
    """Whose word it is said to be, as written: "it" in "what it calls a safe zone"; `None` where it is not told."""


@dataclass(frozen=True, slots=True)
class AgencyEvent:
    """An event of harm or movement: how it is told, who undergoes it, and who does it."""

    article_id: str
    event_class: str
    """A class of `data/rules/agency.yaml`, e.g. `kill`."""
    construction: Construction
    form: str
    """`be`, `get` or `reduced` for passives; `finite` or `nonfinite` for other verbs; `noun`; `adjective`."""
    start: int
    end: int
    text: str
    """The verb, noun or adjective as written."""
    victim_span: Span | None
    victim_name: str | None
    """Whom a pronoun or a name stands for, as far as a simple rule tells; else the words as written."""
    victim_number: str | None
    """The number as written, e.g. `six` or `dozens`."""
    agent_span: Span | None
    agent_name: str | None
    agent_kind: AgentKind
    nearby_span: Span | None
    """A doer named in the same sentence, the one before or after, where the event itself names none."""
    sentence: int
    zone: ZoneKind
    voice: VoiceKind
    quote_id: str | None
    speaker_name: str | None
    polarity: Polarity
    polarity_cue: str | None


@dataclass(frozen=True, slots=True)
class ArticleAnalysis:
    """Everything found in one article: what one step of the pipeline hands on."""

    article: Article
    n_words: int
    """Word tokens (with a letter or digit) in the headline, lead and body."""
    n_sentences: int
    sentences: tuple[SentenceScore, ...] = field(default=())
    quotes: tuple[Quote, ...] = field(default=())
    hits: tuple[FrameHit, ...] = field(default=())
    distance_marks: tuple[DistanceMark, ...] = field(default=())
    agency_events: tuple[AgencyEvent, ...] = field(default=())
    targets: tuple[TargetSentiment, ...] = field(default=())
    lemmas: tuple[str, ...] = field(default=())
    """One text a sentence, in the order of their numbers: the lemmas of its tokens; empty where nobody found any."""
