"""What a cue attributes when grammar alone tells: clauses, infinitives, objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from analysis.parsing import Parsed
from analysis.quotes.cue_sites import CueSite, TokenRange, conj_stop
from analysis.quotes.words import read_name_words, read_source_words
from analysis.records import AttributionType

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Content = tuple[list[TokenRange], AttributionType, str]
"""Token ranges of a content, the type of the attribution, and the rule that found it."""

_REPORTING = frozenset({"clause", "naming"})
_NAMED = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_PERSON_SUFFIX = re.compile(r"(?:man|woman|men|women|person|people|ist|ian|eer|er|or|ent|ant)$")
"""Endings of nouns for people: "negotiator", "resident"."""
_NOBODY = frozenset({"nobody", "no", "none", "neither"})
_TELL = frozenset({"say", "tell", "add", "state", "disclose", "reveal", "specify", "explain"})
_ANSWER = frozenset({"respond", "reply", "comment", "object"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OPEN_CLAUSE = frozenset({"and", "but", "while", "whereas", "after", "as", "although", "though", "because"})
_LONGEST_TAIL = 6
"""Tokens between an inserted "she said" and the comma after which the content goes on."""
_TRIM_LEFT = frozenset({",", ":", ";", "-", "–", "—", "--", ")"})
_TRIM_RIGHT = frozenset({",", ":", ";", "-", "–", "—", "--", ".", "(", "?", "!"})
_GO_ON = frozenset({"of", "for", "as", "with", "against", "over", "about", "to", "from", "in"})
_TIME = frozenset({"DATE", "TIME"})


def syntactic_content(site: CueSite, parsed: Parsed) -> Content | None:
    """The content that a cue governs, or `None` where it governs none that the lexicon lets it take."""
    if site.kind == "phrase":
        return _sentence_around(site, parsed)
    token = parsed.doc[site.head]
    if _not_said(token, site, parsed.doc):
        return None
    for complement, find in _FINDERS.items():
        if complement in site.takes and (complement in _REPORTING or _can_speak(site, parsed.doc)):
            found = find(token, site)
            pieces = [trimmed for piece in found if (trimmed := _trim(parsed.doc, piece)) is not None]
            if pieces and complement == "clause" and pieces[-1][1] <= site.cue[0]:
                rest = _rest_of_content(site, parsed)
                pieces += [trimmed for piece in rest if (trimmed := _trim(parsed.doc, piece)) is not None]
            if pieces:
                return pieces, site.takes[complement], complement
    if "clause" in site.takes and site.kind == "verb":
        pieces = _parenthetical(token, site, parsed)
        if pieces:
            return pieces, site.takes["clause"], "parenthetical"
    return None


def _not_said(token: Token, site: CueSite, doc: Doc) -> bool:
    """Whether the text tells that something was not said: "nobody said that …", "the army did not say how many"."""
    if site.source is not None and doc[site.source[0]].lower_ in _NOBODY:
        return True
    return token.lemma_.lower() in _TELL and any(c.dep_ == "neg" for c in token.lefts)


def _can_speak(site: CueSite, doc: Doc) -> bool:
    """Whether a source is somebody, a body or a document: "the plan threatens to fail" attributes nothing.

    A finite clause or quotation marks show by themselves that something is said; the other complements do not.
    """
    if site.source is None:
        return True
    head = doc[site.source[0] : site.source[1]].root
    bare_name = head.text[:1].isupper() and site.source[1] - site.source[0] == 1 and head.tag_ == "NN"
    if head.pos_ != "NOUN" or head.ent_type_ in _NAMED or bare_name:
        return True
    nouns = read_source_words()
    known = nouns.documents | nouns.organisations | nouns.collectives | nouns.unnamed | read_name_words().person_nouns
    return head.lemma_.lower() in known or head.lower_ in known or bool(_PERSON_SUFFIX.search(head.lemma_.lower()))


def _clause(token: Token, site: CueSite) -> list[TokenRange]:
    """A finite clause under the cue, on either side of it; for "is said to …" the infinitive."""
    if site.passive and site.takes["clause"] == "speech":
        reported = next((c for c in token.rights if c.dep_ == "xcomp" and any(g.tag_ == "TO" for g in c.lefts)), None)
        if reported is not None:
            return [(reported.left_edge.i, reported.right_edge.i + 1)]
    if site.kind == "noun":
        clauses = [c for c in token.rights if c.dep_ in ("acl", "ccomp") and _has_mark_or_subject(c, that=True)]
        return [(c.left_edge.i, c.right_edge.i + 1) for c in clauses[:1]]
    doc = token.doc
    for child in sorted(token.children, key=lambda c: c.i < token.i):
        if child.i < token.i and any(t.text == ";" for t in doc[child.i : token.i]):
            continue  # what stands before a semicolon is another sentence's
        if child.dep_ == "ccomp" and (_has_mark_or_subject(child) or child.i < token.i):
            if child.i > token.i:
                return [(max(child.left_edge.i, site.cue[1]), child.right_edge.i + 1)]
            left, right = child.left_edge.i, child.right_edge.i + 1
            pieces = [(left, min(right, _cue_clause_start(site, token)))]
            return pieces if pieces[0][0] < pieces[0][1] else []
    return []


def _cue_clause_start(site: CueSite, token: Token) -> int:
    starts = [site.cue[0], token.i]
    if site.source is not None:
        starts.append(site.source[0])
    return min(starts)


def _has_mark_or_subject(clause: Token, *, that: bool = False) -> bool:
    if that:
        return any(c.dep_ == "mark" and c.lower_ in ("that", "whether") for c in clause.children)
    return any(
        c.dep_ in ("nsubj", "nsubjpass", "mark", "expl", "csubj") or c.tag_ in ("WP", "WRB", "WDT")
        for c in clause.children
    )


def _infinitive(token: Token, site: CueSite) -> list[TokenRange]:
    """`to` with its verb phrase, and the object before it where the cue takes one ("urged both sides to stop").

    "Is expected to …" is the narrator's own forecast and attributes nothing.
    """
    if site.passive and site.takes["infinitive"] == "intent":
        return []
    for child in token.rights:
        if child.dep_ not in ("xcomp", "ccomp", "advcl", "acl"):
            continue
        to = next((c for c in child.lefts if c.tag_ == "TO"), None)
        if to is None or child.pos_ not in ("VERB", "AUX"):
            continue
        start = child.left_edge.i
        objects = [c.left_edge.i for c in token.rights if c.dep_ == "dobj" and c.i < child.i]
        objects += [
            g.left_edge.i
            for c in token.rights
            if c.dep_ == "prep" and c.lower_ in site.takes and c.i < child.i
            for g in c.children
            if g.dep_ == "pobj"
        ]
        return [(max(min([start, *objects]), site.cue[1]), child.right_edge.i + 1)]
    return []


def _object(token: Token, site: CueSite) -> list[TokenRange]:
    """A noun phrase with the prepositional phrases that go on from it."""
    if site.passive:
        rest = [c for c in token.rights if c.dep_ in ("prep", "xcomp") and _goes_on(c)]
        return [(rest[0].left_edge.i + (rest[0].dep_ == "prep"), rest[0].right_edge.i + 1)] if rest else []
    heads = [c for c in token.rights if c.dep_ == "dobj" or (c.dep_ in ("xcomp", "ccomp") and c.tag_ == "VBG")]
    if not heads:
        return []
    head = heads[0]
    end = head.right_edge.i + 1
    stop = conj_stop(token)
    for child in token.rights:
        if child.i > head.i and child.left_edge.i <= end and child.left_edge.i < stop and _goes_on(child):
            end = max(end, child.right_edge.i + 1)
    return [(max(head.left_edge.i, site.cue[1]), end)]


def _goes_on(child: Token) -> bool:
    if child.dep_ not in ("prep", "oprd", "xcomp", "advcl", "ccomp"):
        return False
    if child.dep_ == "prep":
        return child.lower_ in _GO_ON and not any(c.ent_type_ in _TIME for c in child.children)
    return child.dep_ in ("oprd", "xcomp")


def _naming(token: Token, site: CueSite) -> list[TokenRange]:
    """An object and its name ("called the plan a disgrace", "described it as hopeless")."""
    named = [c for c in token.rights if c.dep_ in ("oprd", "ccomp", "xcomp") and c.left_edge.i >= site.cue[1]]
    named += [c for c in token.rights if c.dep_ == "prep" and c.lower_ == "as"]
    objects = [c for c in token.rights if c.dep_ == "dobj"]
    if not named and not (objects and site.lemma in ("describe", "characterize", "characterise", "portray")):
        return []
    parts = named + objects
    end = max(c.right_edge.i + 1 for c in parts)
    if site.passive and site.source is not None and site.source[0] > site.cue[1]:
        end = min(end, site.source[0] - 1)
    return [(max(site.cue[1], min(c.left_edge.i for c in parts)), end)]


def _after_preposition(*prepositions: str) -> Callable[[Token, CueSite], list[TokenRange]]:
    def find(token: Token, site: CueSite) -> list[TokenRange]:
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in prepositions:
                inner = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
                if token.lemma_.lower() in _ANSWER and any(c.dep_ == "neg" for c in token.lefts):
                    return []  # "did not respond to requests": nothing was said
                if inner and not any(c.ent_type_ in _TIME for c in inner):
                    return [(child.i + 1, child.right_edge.i + 1)]
        return []

    return find


_FINDERS: Mapping[str, Callable[[Token, CueSite], list[TokenRange]]] = {
    "clause": _clause,
    "infinitive": _infinitive,
    "naming": _naming,
    "object": _object,
    **{p: _after_preposition(p) for p in ("for", "on", "about", "of", "against", "to", "with", "as")},
}


def _parenthetical(token: Token, site: CueSite, parsed: Parsed) -> list[TokenRange]:
    """What stands around an inserted "…, she said, …" that the parse hangs on the content."""
    doc = parsed.doc
    sentence = parsed.sentences[site.sentence]
    start = _cue_clause_start(site, token)
    while (
        start > sentence.start_i
        and doc[start - 1].dep_ in ("advmod", "aux", "cc", "mark")
        and doc[start - 1].head.i == token.i
    ):
        start -= 1
    if start - 1 <= sentence.start_i or doc[start - 1].text != ",":
        return []
    if any(c.dep_ in ("dobj", "ccomp", "xcomp") and c.i > token.i for c in token.children):
        return []
    rest = _rest_of_content(site, parsed)
    hangs = token.dep_ in ("parataxis", "ccomp", "advcl", "ROOT", "conj", "dep")
    if not hangs or not (rest or _verb_between(doc, sentence.start_i, start - 1)):
        return []
    return [(_clause_start(doc, sentence.start_i, start - 1), start - 1), *rest]


def _rest_of_content(site: CueSite, parsed: Parsed) -> list[TokenRange]:
    """The clause behind the comma that closes an inserted cue, where it goes on with the content."""
    doc, end = parsed.doc, parsed.sentences[site.sentence].end_i
    inside = max(site.cue[1], site.source[1] if site.source else 0)
    comma = next((i for i in range(inside, end) if doc[i].text == ","), end)
    if comma + 2 >= end or comma - inside > _LONGEST_TAIL or any(t.tag_ in _FINITE for t in doc[inside:comma]):
        return []
    if doc[comma + 1].tag_ in ("VBG", "WP", "WDT", "WRB") or _new_clause(doc, (comma + 1, end)):
        return []
    return [(comma + 1, end)] if _verb_between(doc, comma + 1, end) else []


def _new_clause(doc: Doc, rest: TokenRange) -> bool:
    """Whether "and", "while" or "even as" opens a clause that another source or the outlet may speak for."""
    first, second = doc[rest[0]], doc[rest[0] + 1]
    if first.dep_ == "cc" and second.tag_ in _FINITE:
        return False  # "…, they argue, and would amount to …" goes on
    return first.lower_ in _OPEN_CLAUSE or second.lower_ in _OPEN_CLAUSE


def _verb_between(doc: Doc, start: int, end: int) -> bool:
    return any(t.tag_ in _FINITE or t.tag_ == "VBN" for t in doc[start:end])


def _clause_start(doc: Doc, start: int, end: int) -> int:
    """Start of the clause that a parenthetical cue closes: after a semicolon, else the sentence's start."""
    for i in range(end - 1, start, -1):
        if doc[i].text == ";":
            return i + 1
    return start


def _sentence_around(site: CueSite, parsed: Parsed) -> Content | None:
    """The clause that "according to …" speaks for: its sentence, or its own conjunct, without the phrase."""
    doc = parsed.doc
    sentence = parsed.sentences[site.sentence]
    left, right = sentence.start_i, sentence.end_i
    begin, stop = site.cue[0], site.source[1] if site.source else site.cue[1]
    for i in range(begin - 1, left, -1):
        if doc[i].text == ";":
            left = i + 1
            break
    for i in range(stop, right):
        if doc[i].text == ";":
            right = i
            break
    pieces = [p for piece in ((left, begin), (stop, right)) if (p := _trim(doc, piece)) is not None]
    if not pieces:
        return None
    return pieces, site.takes["phrase"], "according_to"


def _trim(doc: Doc, piece: TokenRange) -> TokenRange | None:
    start, end = piece
    while start < end and (doc[start].text in _TRIM_LEFT or doc[start].is_space):
        start += 1
    while end > start and (doc[end - 1].text in _TRIM_RIGHT or doc[end - 1].is_space):
        end -= 1
    return (start, end) if any(not t.is_punct for t in doc[start:end]) else None
