"""Rules that find attributions: which content, cue and source belong together.

Quotation marks come first, because a text that is quoted must never be lost; grammar then finds indirect speech. A
learned tagger can take this module's place: it has to hand on the same drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.contents import Content, syntactic_content
from analysis.quotes.cue_sites import CueSite, TokenRange, find_cue_sites, token_range
from analysis.quotes.labels import colon_site, find_labelled, signature_site
from analysis.quotes.marks import MarkedSpan
from analysis.quotes.words import CueLexicon
from analysis.records import AttributionType, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LABELS = frozenset({"headline", "transcript"})
_INTRODUCE = frozenset({",", ":", "—", "–", "--"})
_SENTENCE_END = frozenset(".?!…")
_FRAGMENT_WORDS = 4
"""Marked words that, without a verb or closing punctuation, may be a title or scare quotes instead of speech."""


@dataclass(slots=True)
class Draft:
    """An attribution in the making; contents are characters, the rest tokens."""

    contents: list[Span]
    site: CueSite | None
    rule: str
    attribution_type: AttributionType = "speech"
    sentence: int = 0
    follows: Draft | None = None
    """The attribution whose speaker goes on where this one has no cue of its own."""
    marked: list[MarkedSpan] = field(default_factory=list)


@dataclass(slots=True)
class _Mark:
    """A marked span with its tokens and where it stands."""

    span: MarkedSpan
    tokens: TokenRange
    first: int
    """Sentence in which it opens."""
    last: int
    utterance: bool
    """Whether the words read as something said, not as scare quotes, a name or a title."""
    title: bool
    """Whether they read as a name or a title: short and mostly in capitals."""
    site: CueSite | None = None
    after: bool = False


def draft_attributions(parsed: Parsed, marked: Sequence[MarkedSpan], lexicon: CueLexicon) -> list[Draft]:
    """The attributions of an article, in text order.

    Args:
        parsed: the article.
        marked: its quotations in marks, as `find_marked_spans` gives them.
        lexicon: the cue words.
    """
    doc = parsed.doc
    marks = _locate(parsed, marked)
    quoted = frozenset(i for mark in marks for i in range(*mark.tokens))
    sites = list(find_cue_sites(parsed, lexicon, quoted))
    governed = {site.head: content for site in sites if (content := syntactic_content(site, parsed)) is not None}
    sites = _outermost(sites, governed)
    by_sentence: dict[int, list[CueSite]] = {}
    for site in sites:
        by_sentence.setdefault(site.sentence, []).append(site)
    for number, mark in enumerate(marks):
        _attach(mark, number, marks, by_sentence, parsed)
    drafts = _marked_drafts(parsed, marks)
    drafts += _indirect_drafts(parsed, sites, governed, marks, drafts)
    labelled = [Draft([content], site, site.kind, "speech", site.sentence) for site, content in find_labelled(parsed)]
    return _without_overlaps([*labelled, *drafts], doc)


def _outermost(sites: Sequence[CueSite], governed: Mapping[int, Content]) -> list[CueSite]:
    """Leave out cues inside what another cue attributes: a speaker's own reporting stays his words."""
    clauses = [
        (start, end, head)
        for head, (pieces, _, rule) in governed.items()
        if rule in ("clause", "infinitive")
        for start, end in pieces
    ]
    return [s for s in sites if not any(start <= s.head < end and head != s.head for start, end, head in clauses)]


def _locate(parsed: Parsed, marked: Iterable[MarkedSpan]) -> list[_Mark]:
    doc, sentences = parsed.doc, parsed.sentences
    found = []
    at = 0
    for span in marked:
        while at < len(sentences) and sentences[at].end <= span.start:
            at += 1
        if at == len(sentences) or sentences[at].start >= span.end:
            continue
        last = at
        while last + 1 < len(sentences) and sentences[last + 1].start < span.end:
            last += 1
        tokens = token_range(doc, span.start, span.end)
        if tokens[0] < tokens[1]:
            found.append(_Mark(span, tokens, at, last, *_read_marked(doc, span, tokens)))
    return found


def _read_marked(doc: Doc, span: MarkedSpan, tokens: TokenRange) -> tuple[bool, bool]:
    """Whether marked words read as something said, and whether as a name or a title."""
    words = [t for t in doc[tokens[0] : tokens[1]] if not t.is_punct and not t.is_space]
    inner = doc.text[span.start : span.end].strip("\"“”„«»`'‘’ \n\t")
    if not words:
        return False, False
    finite = any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in words)
    ended = inner[-1:] in ".,?!…" or not span.closed
    titled = sum(t.text[:1].isupper() for t in words) >= 0.6 * len(words)
    title = titled and not finite and not ended
    if len(words) <= _FRAGMENT_WORDS:
        return ended and (not titled or finite or len(words) == 1), title
    return finite or ended or not titled, title


def _attach(
    mark: _Mark, number: int, marks: Sequence[_Mark], by_sentence: dict[int, list[CueSite]], parsed: Parsed
) -> None:
    """Give a marked span the cue beside it."""
    doc, sentences = parsed.doc, parsed.sentences
    next_start = marks[number + 1].tokens[0] if number + 1 < len(marks) else len(doc)
    previous_end = marks[number - 1].tokens[1] if number else 0
    paragraph = sentences[mark.last].paragraph
    closing = doc.text[mark.span.end - 2 : mark.span.end]
    after_end = min(sentences[mark.last].end_i, next_start)
    after_sites = [s for s in by_sentence.get(mark.last, ()) if mark.tokens[1] <= s.head < after_end]
    split = (
        mark.last + 1 < len(sentences)
        and sentences[mark.last + 1].paragraph == paragraph
        and sentences[mark.last].end_i <= mark.tokens[1]
        and any(c in closing for c in "?!,…-—.")
    )
    if split and not after_sites:
        follower = sentences[mark.last + 1]
        candidates = [s for s in by_sentence.get(mark.last + 1, ()) if s.head < next_start]
        if candidates and _opens_as_tag(candidates[0], follower.start_i, doc, closing):
            after_sites = candidates[:1]
    before_start = max(sentences[mark.first].start_i, previous_end if marks and number else 0)
    before_sites = [
        s for s in by_sentence.get(mark.first, ()) if before_start <= s.head < mark.tokens[0] and s.kind != "phrase"
    ]
    if not before_sites and before_start == sentences[mark.first].start_i == mark.tokens[0] and mark.first:
        previous = sentences[mark.first - 1]
        if doc[previous.end_i - 1].text == ":" and (
            previous.paragraph in (paragraph, paragraph - 1, sentences[mark.first].paragraph - 1)
        ):
            before_sites = [s for s in by_sentence.get(mark.first - 1, ()) if s.kind != "phrase"][-1:]
    after = next((s for s in after_sites if _after_fits(s, mark, doc, closing)), None)
    before = next((s for s in reversed(before_sites) if _before_fits(s, mark, doc)), None)
    if after is not None and before is not None:
        comma_in = any(c in closing for c in ",?!") or doc[min(mark.tokens[1], len(doc) - 1)].text == ","
        after = after if comma_in and not _adjacent(before, mark, doc) else None
    if after is not None:
        mark.site, mark.after = after, True
    elif before is not None:
        mark.site = before
    elif mark.utterance:
        mark.site = signature_site(parsed, mark.tokens, mark.last) or colon_site(parsed, mark.tokens, mark.first)


def _opens_as_tag(site: CueSite, start: int, doc: Doc, closing: str) -> bool:
    """Whether a sentence opens like "he said" or "said Jones": a tag that the parse has split off its quotation."""
    if site.head - start > 12 or any(c.dep_ == "ccomp" and c.i > site.head for c in doc[site.head].children):
        return False
    if site.source is not None and min(site.source[0], site.cue[0]) > start + 1:
        return False
    return "." not in closing or not doc[start].text[:1].isupper() or any(c in closing for c in ",?!")


def _after_fits(site: CueSite, mark: _Mark, doc: Doc, closing: str) -> bool:
    if "marks" not in site.takes and "clause" not in site.takes:
        return False
    between = [t for t in doc[mark.tokens[1] : site.head] if not t.is_space and t.text != ","]
    if between and between[0].lower_ in (
        ";",
        "and",
        "but",
        "that",
        "which",
        "or",
        "as",
        "in",
        "for",
        "of",
        "is",
        "was",
    ):
        return False
    if not mark.utterance and site.kind != "phrase":
        return False
    token = doc[site.head]
    if any(
        c.dep_ == "ccomp" and c.i > site.head and not any(i in range(*mark.tokens) for i in (c.i,))
        for c in token.rights
    ):
        return "," in closing or "?" in closing or "!" in closing
    return True


def _before_fits(site: CueSite, mark: _Mark, doc: Doc) -> bool:
    if not {
        "marks",
        "clause",
        "object",
        "naming",
        "infinitive",
        "about",
        "of",
        "for",
        "on",
        "to",
        "against",
        "as",
    } & set(site.takes):
        return False
    if mark.title and "naming" not in site.takes and doc[mark.tokens[0] - 1].text not in _INTRODUCE:
        return False
    if _adjacent(site, mark, doc):
        return True
    token = doc[site.head]
    within = token.left_edge.i <= mark.tokens[0] and mark.tokens[1] - 1 <= token.right_edge.i + 1
    return within and (mark.utterance or site.kind == "verb")


def _adjacent(site: CueSite, mark: _Mark, doc: Doc) -> bool:
    """Whether nothing but the cue's own adverbials stands between a cue and the opening mark."""
    end = max(site.cue[1], site.source[1] if site.source and site.source[0] > site.head else 0)
    between = [t for t in doc[end : mark.tokens[0]] if not t.is_space]
    if all(t.is_punct or t.lower_ in ("that", "as", "the", "a", "an", "it", "how", "is", "was", "to") for t in between):
        return True
    introduced = between[-1].text in (",", ":", "—", "–", "--") or between[-1].lower_ in ("that", "saying")
    return (
        introduced and not any(t.dep_ in ("nsubj", "ROOT") and t.i > site.head for t in between) and len(between) < 25
    )


def _marked_drafts(parsed: Parsed, marks: Sequence[_Mark]) -> list[Draft]:
    """One draft for each cue with marks; marks without one go on with what runs."""
    sentences = parsed.sentences
    drafts: list[Draft] = []
    by_site: dict[int, Draft] = {}
    running: Draft | None = None
    for mark in marks:
        paragraph = sentences[mark.first].paragraph
        last_paragraph = sentences[running.sentence].paragraph if running is not None else -1
        if mark.site is not None and mark.span.continues and running is not None and running.site is None:
            draft = running
            draft.site, draft.rule = mark.site, "marks+cue"
            by_site[mark.site.head] = draft
        elif mark.site is not None:
            draft = by_site.get(mark.site.head)
            if draft is None:
                kind = mark.site.takes.get("marks") or next(iter(mark.site.takes.values()))
                draft = Draft([], mark.site, "marks+cue", kind, mark.first)
                by_site[mark.site.head] = draft
                drafts.append(draft)
        elif mark.span.continues and running is not None:
            draft = running
        elif not mark.utterance:
            continue
        elif running is not None and paragraph == last_paragraph and running.marked and _whole_sentence(parsed, mark):
            draft = running
        elif _whole_sentence(parsed, mark):
            draft = Draft([], None, "standing_alone", "speech", mark.first, follows=running)
            drafts.append(draft)
        else:
            continue
        draft.contents.append(_opened_before(mark, parsed, marks) if mark.after else mark.span.span)
        draft.marked.append(mark.span)
        draft.sentence = mark.last
        running = draft
    return drafts


def _opened_before(mark: _Mark, parsed: Parsed, marks: Sequence[_Mark]) -> Span:
    """A marked span with the words of its clause before it, as in `The plan is "a gamble," she said`."""
    sentence = parsed.sentences[mark.first]
    start = mark.span.start
    if not sentence.start < start or any(m is not mark and sentence.start <= m.span.start < start for m in marks):
        return mark.span.span
    words = [t for t in parsed.doc[sentence.start_i : mark.tokens[0]] if not t.is_punct and not t.is_space]
    if next((t.text[:1].isupper() for t in parsed.doc[mark.tokens[0] : mark.tokens[1]] if t.is_alpha), True):
        return mark.span.span
    subject = any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in words)
    return (sentence.start, mark.span.end) if subject else mark.span.span


def _whole_sentence(parsed: Parsed, mark: _Mark) -> bool:
    """Whether a marked span opens and ends with a sentence: nothing but itself could attribute it."""
    doc = parsed.doc
    before = doc.text[: mark.span.start].rstrip(" \t")[-1:]
    inner = doc.text[mark.span.start : mark.span.end].rstrip("\"”»'’ ")[-1:]
    after = doc.text[mark.span.end :].lstrip(" \t")[:1]
    opens = before in ("", "\n", "\r") or before in _SENTENCE_END or before in "\"”»'’)—"
    ends = inner in _SENTENCE_END or after in ("", "\n", "\r") or not mark.span.closed
    return opens and ends


def _indirect_drafts(
    parsed: Parsed,
    sites: Sequence[CueSite],
    governed: Mapping[int, Content],
    marks: Sequence[_Mark],
    drafts: Sequence[Draft],
) -> list[Draft]:
    doc = parsed.doc
    taken = {draft.site.head: draft for draft in drafts if draft.site is not None}
    found: list[Draft] = []
    for site in sites:
        if site.head not in governed:
            continue
        pieces, kind, rule = governed[site.head]
        spans = [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in pieces]
        draft = taken.get(site.head)
        if draft is None:
            found.append(Draft([_with_marks(span, marks) for span in spans], site, rule, kind, site.sentence))
        else:
            _merge(draft, spans, marks, site, doc)
    return found


def _with_marks(span: Span, marks: Sequence[_Mark]) -> Span:
    """A span widened to take in whole every marked span that it cuts through."""
    start, end = span
    for mark in marks:
        left, right = mark.span.span
        if left < end and right > start and (right - left) < 4 * (end - start) + 200:
            start, end = min(start, left), max(end, right)
    return start, end


def _merge(draft: Draft, spans: Sequence[Span], marks: Sequence[_Mark], site: CueSite, doc: Doc) -> None:
    """Let a marked content grow by the clause that it is a part of: `said the plan was "dead"`."""
    first = draft.contents[0]
    for span in spans:
        wide = _with_marks(span, marks)
        if wide[0] < first[0] and wide[1] > first[0]:
            cue_end = doc[site.cue[1] - 1].idx + len(doc[site.cue[1] - 1])
            if wide[0] >= cue_end or wide[1] <= doc[site.cue[0]].idx:
                draft.contents = [wide] + [c for c in draft.contents if c[0] >= wide[1]]
                draft.rule = "marks+clause"
                return
        if wide[0] == first[0] and wide[1] > first[1] + 1 and wide[0] > doc[site.head].idx:
            draft.contents = [wide] + [c for c in draft.contents if c[0] >= wide[1]]
            draft.rule = "marks+clause"
            return


def _without_overlaps(drafts: list[Draft], doc: Doc) -> list[Draft]:
    """Drop what an outer content already says, cues inside another's content first."""
    kept: list[Draft] = []
    for draft in sorted(
        drafts,
        key=lambda d: (
            not (d.marked or (d.site is not None and d.site.kind in _LABELS)),
            -sum(e - s for s, e in d.contents),
        ),
    ):
        cue = doc[draft.site.head].idx if draft.site is not None else None
        inside = any(
            s <= point < e for other in kept for s, e in other.contents for point in ([cue] if cue is not None else [])
        )
        shared = any(
            min(e, e2) - max(s, s2) > 0.5 * min(e - s, e2 - s2)
            for other in kept
            for s2, e2 in other.contents
            for s, e in draft.contents
        )
        if not inside and not shared:
            kept.append(draft)
    kept.sort(key=lambda draft: draft.contents[0])
    return kept
