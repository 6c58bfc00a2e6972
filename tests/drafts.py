"""Analyses built by hand, without a model, whose offsets hold: material for tests of what follows the extractors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import get_args

from analysis.quotes.stance import stance_of
from analysis.records import (
    AgencyEvent,
    Article,
    ArticleAnalysis,
    Construction,
    DistanceMark,
    FrameHit,
    Polarity,
    Quote,
    QuoteType,
    SentenceScore,
    SpeakerRole,
    SpeakerType,
    TargetSentiment,
    ValenceWord,
    Zone,
    ZoneKind,
)
from analysis.words import WORD, count_words

SPEAKERS: tuple[tuple[str | None, SpeakerType], ...] = (
    ("Ada Marlow", "person"),
    ("Prime Minister Josef Brandt", "person"),
    ("Northern Relief Agency", "organisation"),
    ("officials", "unnamed"),
    ("The Joint Commission for the Monitoring of the Truce and of Prisoners", "organisation"),
    (None, "unknown"),
)
ROLES: dict[str | None, SpeakerRole] = {
    "Prime Minister Josef Brandt": "official",
    "Northern Relief Agency": "civilian",
    "officials": "official",
}
FRAMES: tuple[tuple[str, str, str | None, str], ...] = (
    ("capitulation", "surrender*", "yielding", "surrender"),
    ("coercion_victory", "military (pressure|action)", None, "military pressure"),
    ("humanitarian", "displace*", "movement", "displacement"),
    ("diplomacy", "negotiat*", None, "negotiations"),
    ("law", "international law", None, "international law"),
)
OUTLETS = ("Harbour Gazette", "Daily Ledger", "The Northern Review", "Evening Wire", "Le Courrier", "K-News", "Zeit 24")
WITNESSES: dict[str | None, str] = dict(
    zip(OUTLETS, ("diplomats", "soldiers", "farmers", "traders", "teachers", "doctors", "miners"), strict=True)
)
"""A word that each outlet has for itself."""
POLARITIES: tuple[Polarity, ...] = ("asserted", "negated", "rejected", "demanded", "hypothetical")
CUES = (("said", "say"), ("told reporters", "tell"), ("warned", "warn"), ("insisted", "insist"))
TYPES: tuple[QuoteType, ...] = ("direct", "mixed", "indirect")


@dataclass
class Draft:
    """An article in the making: text is only ever appended, so that the spans noted on the way hold."""

    article_id: str
    place: str = ""
    text: str = ""
    zones: list[Zone] = field(default_factory=list)
    sentences: list[SentenceScore] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    hits: list[FrameHit] = field(default_factory=list)
    marks: list[DistanceMark] = field(default_factory=list)

    def add(self, text: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def close_zone(self, kind: ZoneKind, start: int, rule: str = "") -> None:
        self.zones.append(Zone(kind, start, len(self.text), rule))
        self.add("\n\n")

    def sentence(self, start: int, zone: ZoneKind, speaker: str | None, *, quoted: bool, compound: float) -> None:
        end = len(self.text)
        self.sentences.append(
            SentenceScore(
                article_id=self.article_id,
                sentence=len(self.sentences),
                start=start,
                end=end,
                text=self.text[start:end],
                zone=zone,
                voice="quoted" if quoted else "narrator",
                quoted_share=0.75 if quoted else 0.0,
                speaker_name=speaker,
                compound=compound,
                neg=max(0.0, -compound),
                neu=1 - abs(compound),
                pos=max(0.0, compound),
                words=self.valence_words(start, end) if compound else (),
                paragraph=len(self.zones),
                adjusted_compound=compound / 2,
            )
        )

    def valence_words(self, start: int, end: int) -> tuple[ValenceWord, ...]:
        found = zip(WORD.finditer(self.text, start, end), (-1.2, 2.3), strict=False)
        return tuple(
            ValenceWord(*word.span(), word[0], word[0].lower(), valence, valence, adjusted_valence=valence)
            for word, valence in found
        )

    def hit(self, span: tuple[int, int], frame: int, zone: ZoneKind, polarity: Polarity, speaker: str | None) -> None:
        name, term, subcode, _ = FRAMES[frame]
        inside = [q for q in self.quotes if q.content_spans[0][0] <= span[0] < q.content_spans[-1][1]]
        self.hits.append(
            FrameHit(
                article_id=self.article_id,
                lexicon="conflict",
                frame=name,
                term=term,
                subcode=subcode,
                start=span[0],
                end=span[1],
                text=self.text[span[0] : span[1]],
                sentence=len(self.sentences),
                zone=zone,
                voice="quoted" if inside else "narrator",
                quote_id=inside[0].quote_id if inside else None,
                speaker_name=speaker if inside else None,
                polarity=polarity,
                polarity_cue=None if polarity == "asserted" else "no",
            )
        )

    def quote(
        self, content: tuple[tuple[int, int], ...], cue: tuple[int, int], speaker: tuple[int, int], who: int, how: int
    ) -> None:
        name, kind = SPEAKERS[who]
        self.quotes.append(
            Quote(
                article_id=self.article_id,
                quote_id=f"{self.article_id}:q{len(self.quotes) + 1}",
                quote_type=TYPES[how % 3],
                attribution_type="speech",
                content_spans=content,
                cue_spans=(cue,),
                speaker_spans=(speaker,),
                cue_lemma=CUES[how % len(CUES)][1],
                speaker=self.text[speaker[0] : speaker[1]],
                speaker_name=name,
                speaker_type=kind,
                speaker_via="name" if name else "none",
                via="tagger",
                score=round(0.3 + 0.05 * how, 2),
                stance=stance_of(CUES[how % len(CUES)][1]),
                speaker_role=ROLES.get(name),
                speaker_confidence=0.9 if name else None,
            )
        )


def draft_article(
    article_id: str,
    rng: random.Random,
    *,
    n_sentences: int,
    outlet: str | None,
    day: date | None,
    tilt: float = 0.0,
    place: str = "",
) -> ArticleAnalysis:
    """One made-up article; `tilt` moves its sentiment and how often it uses the first frame.

    The name of a place, its own where none is given, keeps articles of one template from being copies of one text.
    """
    draft = Draft(article_id, place=place or "P" + "".join(filter(str.isalnum, article_id)).lower())
    start, _ = draft.add(f"Talks enter day {rng.randint(2, 60)} with no sign of ")
    draft.hit(draft.add(FRAMES[0][3]), 0, "headline", "negated", None)
    draft.sentence(start, "headline", None, quoted=False, compound=0.0)
    draft.close_zone("headline", start)
    zone: ZoneKind = "lead"
    zone_start = len(draft.text)
    for number in range(n_sentences):
        if number == 2:
            draft.close_zone("lead", zone_start)
            zone, zone_start = "body", len(draft.text)
        frame = 0 if rng.random() < 0.25 + tilt else rng.randrange(1, len(FRAMES))
        polarity = POLARITIES[min(int(rng.expovariate(1.0)), 4)]
        compound = round(max(-1.0, min(1.0, rng.gauss(-0.15 - tilt, 0.45))), 4) if rng.random() < 0.8 else 0.0
        start = len(draft.text)
        if rng.random() < 0.45:
            who, how = min(int(rng.expovariate(0.6)), len(SPEAKERS) - 1), rng.randrange(12)
            pieces = [draft.add("“There will be more ")]
            word = draft.add(FRAMES[frame][3])
            pieces[0] = (pieces[0][0], draft.add(",”")[1])
            draft.add(" ")
            speaker = draft.add(SPEAKERS[who][0] or "he")
            draft.add(" ")
            cue = draft.add(CUES[how % len(CUES)][0])
            draft.add(", ")
            if how % 2:
                pieces.append(draft.add("“whatever the other side may do in the weeks ahead.”"))
            else:
                draft.add(f"as the {draft.place} delegations left {draft.place} hall.")
            draft.quote(tuple(pieces), cue, speaker, who, how)
            draft.hit(word, frame, zone, polarity, SPEAKERS[who][0])
            draft.sentence(start, zone, SPEAKERS[who][0], quoted=True, compound=compound)
        else:
            draft.add(f"Meanwhile in {draft.place} the two sides spoke of ")
            if rng.random() < 0.6:
                draft.hit(draft.add(FRAMES[frame][3]), frame, zone, polarity, None)
            else:
                mark = draft.add("so-called safe corridors")
                draft.marks.append(
                    DistanceMark(
                        article_id,
                        "so_called",
                        mark[0],
                        mark[1],
                        "so-called safe corridors",
                        "so-called",
                        len(draft.sentences),
                        zone,
                        "narrator",
                        None,
                    )
                )
            draft.add(
                f" in {draft.place} as the winter drew nearer in {draft.place}, and few "
                f"{WITNESSES.get(outlet, 'people')} of {draft.place} believed that it would end."
            )
            draft.sentence(start, zone, None, quoted=False, compound=compound)
        draft.add(" ")
    draft.text = draft.text.rstrip(" ")
    draft.close_zone(zone, zone_start)
    start, _ = draft.add("Share this story. Comments are closed.")
    draft.zones.append(Zone("boilerplate", start, len(draft.text), "comment_invitation"))
    if draft.hits and rng.random() < 0.7:
        first = draft.hits[0]
        draft.hits.append(
            FrameHit(
                article_id,
                "conflict",
                "the_fighters",
                rng.choice(("militants", "rebels")),
                None,
                first.start,
                first.end,
                first.text,
                first.sentence,
                first.zone,
                "narrator",
                None,
                None,
                "asserted",
                None,
                contested=True,
            )
        )
    article = Article(
        article_id=article_id,
        text=draft.text,
        zones=tuple(draft.zones),
        corpus="made-up",
        outlet=outlet,
        date=day,
        headline=draft.sentences[0].text,
        path=f"{article_id}.txt",
    )
    return ArticleAnalysis(
        article=article,
        n_words=sum(count_words(sentence.text) for sentence in draft.sentences),
        n_sentences=len(draft.sentences),
        sentences=tuple(draft.sentences),
        quotes=tuple(draft.quotes),
        hits=tuple(draft.hits),
        distance_marks=tuple(draft.marks),
        agency_events=tuple(draft_events(article_id, draft.sentences)),
        targets=tuple(draft_targets(article_id, draft.sentences)),
    )


def draft_targets(article_id: str, sentences: list[SentenceScore]) -> Iterator[TargetSentiment]:
    """One target in each sentence, of every kind in turn; what it sounds like follows the sentence's compound."""
    for number, sentence in enumerate(sentences):
        name, kind = (("Ada Marlow", "person"), ("Northern Relief Agency", "organisation"), ("voters", "group"))[
            (number + len(article_id)) % 3
        ]
        p_negative, p_positive = round(0.5 - 0.4 * sentence.compound, 4), round(0.3 + 0.3 * sentence.compound, 4)
        p_neutral = round(1.0 - p_negative - p_positive, 4)
        best = max(p_negative, p_neutral, p_positive)
        yield TargetSentiment(
            article_id=article_id,
            sentence=sentence.sentence,
            start=sentence.start,
            end=sentence.start + 3,
            text=sentence.text[:3],
            target_name=name,
            target_type=kind,
            via="description" if kind == "group" else "name",
            zone=sentence.zone,
            voice=sentence.voice,
            quote_id=None,
            speaker_name=sentence.speaker_name,
            sentiment="negative" if best == p_negative else "neutral" if best == p_neutral else "positive",
            p_negative=p_negative,
            p_neutral=p_neutral,
            p_positive=p_positive,
        )


def draft_events(article_id: str, sentences: list[SentenceScore]) -> Iterator[AgencyEvent]:
    """An event in each sentence of the body, of every construction in turn; those that somebody does have a doer."""
    for number, sentence in enumerate(sentence for sentence in sentences if sentence.zone == "body"):
        start, construction = sentence.start, get_args(Construction)[(number + len(article_id)) % 7]
        does = construction in {"active_named_agent", "full_passive"}
        yield AgencyEvent(
            article_id=article_id,
            event_class=("kill", "wound", "displace")[number % 3],
            construction=construction,
            form="finite",
            start=start,
            end=start + 3,
            text=sentence.text[:3],
            victim_span=(start, start + 3),
            victim_name=sentence.text[:3],
            victim_number=None,
            agent_span=(start, start + 2) if does else None,
            agent_name=sentence.text[:2] if does else None,
            agent_kind="named" if does else "none",
            nearby_span=None,
            sentence=sentence.sentence,
            zone=sentence.zone,
            voice=sentence.voice,
            quote_id=None,
            speaker_name=sentence.speaker_name,
            polarity="asserted",
            polarity_cue=None,
        )


def draft_corpus(
    n_outlets: int, n_weeks: int, a_week: int, *, n_sentences: int = 14, seed: int = 7
) -> list[ArticleAnalysis]:
    """`n_outlets` outlets with `a_week` articles in each of `n_weeks` weeks; the third week is empty.

    The first two outlets' first articles are copies of one text.
    """
    rng = random.Random(seed)
    analyses = []
    for week in range(n_weeks):
        for outlet in range(n_outlets):
            for number in range(0 if week == 2 else a_week):
                day = date(2024, 1, 1) + timedelta(days=7 * week + rng.randrange(7))
                name = OUTLETS[outlet]
                identity = f"{name.split()[0].lower()}-{week}-{number}"
                copied = (week, number) == (0, 0) and outlet < 2
                analyses.append(
                    draft_article(
                        identity,
                        random.Random(seed) if copied else rng,
                        n_sentences=n_sentences,
                        outlet=name,
                        day=day,
                        tilt=0.0 if copied else 0.06 * outlet + 0.02 * week,
                        place="Twinford" if copied else "",
                    )
                )
    return analyses
