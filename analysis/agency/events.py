"""The agency ledger: each event of harm or movement, how it is told, who undergoes it and who does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

from analysis.agency.agents import agent_kind
from analysis.agency.arguments import Arguments, of_active, of_noun, subject_of
from analysis.agency.nearby import find_nearby
from analysis.agency.passives import Passive, find_passives
from analysis.agency.phrases import Naming, antecedent, number_of, referent
from analysis.agency.rules import AgencyRules, Valence, shipped_agency_rules
from analysis.parsing import Parsed, Sentence, as_parsed
from analysis.patterns import words_of
from analysis.records import AgencyEvent, AgentKind, Article, Construction, Polarity, Quote
from analysis.voices import find_voice

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_NONFINITE = frozenset({"VBG", "VB"})
_MIDDLE = 3
"""Words that may stand between the parts of an entry ("gunned six men down")."""


class PolarityReader(Protocol):
    """What tells the polarity of an event: `analysis.framing.polarity.find_polarity`."""

    def __call__(self, sentence: Span, term: Sequence[int], *, headline: bool) -> tuple[Polarity, str | None]:
        """Polarity and the words that decided it."""


class _Told(NamedTuple):
    """An event before its phrases are made out."""

    word: Token
    event_class: str
    construction: Construction
    form: str
    arguments: Arguments
    kind: AgentKind


def find_agency_events(
    source: str | Article | Parsed,
    quotes: Sequence[Quote] = (),
    *,
    read_polarity: PolarityReader | None = None,
    rules: AgencyRules | None = None,
) -> Iterator[AgencyEvent]:
    """Yield each event of harm or movement of the headline, lead and body, in text order.

    Args:
        source: a text, an article or its parse.
        quotes: the article's attributions, which decide whose voice an event stands in.
        read_polarity: tells whether it is denied, demanded …; without it every event counts as asserted.
        rules: the words; those of the project if omitted.

    Example:
        >>> events = find_agency_events("An airstrike killed six people. Dozens were wounded by troops.")
        >>> [(e.event_class, e.construction, e.victim_name, e.agent_name) for e in events]
        [('kill', 'active_instrument', 'six people', 'An airstrike'), ('wound', 'full_passive', 'Dozens', 'troops')]
    """
    parsed = as_parsed(source)
    rules = rules or shipped_agency_rules()
    naming = Naming(parsed.doc, parsed.sentences)
    for _, sentences in groupby(parsed.sentences, key=lambda sentence: sentence.paragraph):
        paragraph = [(sentence, told) for sentence in sentences for told in _told_in(parsed.span(sentence), rules)]
        violent = any(told.word.lemma_.lower() not in rules.weak for _, told in paragraph)
        for sentence, told in paragraph:
            if (not violent or _may_be_verbal(told, rules)) and not _is_literal(told, rules):
                continue
            yield _record(parsed, sentence, told, naming, quotes, read_polarity)


def _is_literal(told: _Told, rules: AgencyRules) -> bool:
    """Whether the doer or the victim of a weak word shows that it is meant literally."""
    victim, agent = told.arguments
    doers = rules.actors | rules.natural | rules.instruments
    armed = told.form == "noun" and any(child.lower_ in rules.instruments for child in told.word.children)
    acts = armed or (agent is not None and bool(_words(agent) & doers))
    if acts or victim is None:
        return acts
    return victim.ent_type_ in {"LOC", "FAC"} or bool(_words(victim) & rules.targets) or _is_place_hit(told)


def _may_be_verbal(told: _Told, rules: AgencyRules) -> bool:
    """Whether a weak word is aimed at somebody by name or pronoun, as words are: "attacks on Ada Lund"."""
    victim = told.arguments.victim
    weak = told.word.lemma_.lower() in rules.weak and told.event_class == "strike"
    return weak and victim is not None and (victim.ent_type_ == "PERSON" or victim.pos_ == "PRON")


def _is_place_hit(told: _Told) -> bool:
    """Whether an attack is on a named place: "the assault on Norvik"."""
    victim = told.arguments.victim
    return victim is not None and victim.ent_type_ == "GPE" and told.form == "noun"


def _words(noun: Token) -> set[str]:
    """A noun's lemma; with that of what it counts ("dozens of villagers")."""
    counted = [below for of in noun.children if of.lower_ == "of" for below in of.children]
    return {word.lemma_.lower() for word in (noun, *counted)}


def _record(
    parsed: Parsed,
    sentence: Sentence,
    told: _Told,
    naming: Naming,
    quotes: Sequence[Quote],
    read_polarity: PolarityReader | None,
) -> AgencyEvent:
    word, arguments = told.word, told.arguments
    start, end = word.idx, word.idx + len(word)
    victim = naming.phrase(arguments.victim, sentence.index) if arguments.victim is not None else None
    agent = naming.phrase(arguments.agent, sentence.index) if arguments.agent is not None else None
    nearby = None
    if told.kind in {"instrument", "none"}:
        nearby = find_nearby(parsed, sentence.index, word, arguments)
    voice = find_voice(start, end, quotes)
    polarity: tuple[Polarity, str | None] = ("asserted", None)
    if read_polarity is not None:
        polarity = read_polarity(parsed.span(sentence), [word.i], headline=sentence.zone == "headline")
    return AgencyEvent(
        article_id=parsed.article.article_id,
        event_class=told.event_class,
        construction=told.construction,
        form=told.form,
        start=start,
        end=end,
        text=word.text,
        victim_span=victim.span if victim else None,
        victim_name=victim.name if victim else None,
        victim_number=number_of(antecedent(arguments.victim)) if arguments.victim is not None else None,
        agent_span=agent.span if agent else None,
        agent_name=agent.name if agent else None,
        agent_kind=told.kind,
        nearby_span=nearby,
        sentence=sentence.index,
        zone=sentence.zone,
        voice=voice.voice,
        quote_id=voice.quote_id,
        speaker_name=voice.speaker_name,
        polarity=polarity[0],
        polarity_cue=polarity[1],
    )


def _told_in(span: Span, rules: AgencyRules) -> list[_Told]:
    """The events of a sentence; a noun that is the doer of another event there is no event of its own."""
    firsts = [token for token in span if _may_begin(token, rules)]
    if not firsts:
        return []
    masked = {i for match in rules.masks.find(words_of(span)) for i in range(match.literals[0], match.literals[-1] + 1)}
    passives: dict[int, Passive] = {}
    if any(token.tag_[:2] in {"VB", "JJ"} for token in firsts):
        passives = {passive.verb.i: passive for passive in find_passives(span)}
    found = [told for token in firsts if token.i not in masked and (told := _tell(token, passives, rules))]
    doers = {told.arguments.agent.i for told in found if told.arguments.agent is not None}
    doers |= {p.agent.i for p in passives.values() if p.agent is not None}
    return [told for told in found if not (told.construction == "nominal" and told.word.i in doers)]


def _may_begin(token: Token, rules: AgencyRules) -> bool:
    lemma = token.lemma_.lower()
    return any((lemma, valence) in rules.words for valence in _VALENCES) or (token.lower_, "adjective") in rules.words


_VALENCES: tuple[Valence, ...] = ("verb", "intransitive", "suffered", "inflicted", "either", "adjective")


def _tell(token: Token, passives: dict[int, Passive], rules: AgencyRules) -> _Told | None:
    passive = passives.get(token.i)
    if passive is not None:
        return _tell_passive(token, passive, rules)
    is_verb = token.pos_ in {"VERB", "AUX"} or (token.tag_.startswith("VB") and token.dep_ not in {"amod", "compound"})
    if is_verb and not (token.dep_ == "amod" and token.i < token.head.i):
        return _tell_verb(token, passives, rules)
    if token.ent_type_ in {"PERSON", "ORG"} and token.tag_ == "NNP":
        return None  # somebody called Slaughter, a charity for the wounded
    if token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"amod"}:
        return _tell_noun(token, rules)
    return _tell_adjective(token, rules)


def _class_of(token: Token, valence: Valence, rules: AgencyRules) -> str | None:
    """The class of a word, with what must stand behind it ("drive out", "shoot dead")."""
    doc, end = token.doc, token.sent.end
    for key in dict.fromkeys((token.lemma_.lower(), token.lower_)):
        for rest, name in rules.words.get((key, valence), ()):
            following = [
                form
                for i in range(token.i + 1, min(end, token.i + 1 + _MIDDLE + len(rest)))
                for form in (doc[i].lower_, doc[i].lemma_.lower())
            ]
            if not rest or (all(word in following for word in rest) and _belongs(token, rest[-1])):
                return name
    return None


def _belongs(token: Token, word: str) -> bool:
    """Whether a word hangs on a verb or on what hangs on it: "out" on "drive", "death" in "put to death"."""
    below = [*token.children, *(part for child in token.children for part in child.children)]
    behind = token.nbor() if token.i + 1 < len(token.doc) else token
    return any(word in {part.lower_, part.lemma_.lower()} for part in (*below, behind))


def _tell_passive(verb: Token, passive: Passive, rules: AgencyRules) -> _Told | None:
    event_class = _class_of(verb, "verb", rules)
    if event_class is None:
        return None
    victim = antecedent(passive.subject) if passive.subject is not None else None
    if _is_figurative(victim, event_class, rules):
        return None
    if passive.kind == "reduced" and passive.agent is None and _class_of(verb, "intransitive", rules) is not None:
        return _Told(
            verb, event_class, "intransitive", "finite", Arguments(victim, None), "none"
        )  # "half of them starved"
    construction: Construction = "agentless_passive" if passive.agent is None else "full_passive"
    return _Told(
        verb, event_class, construction, passive.kind, Arguments(victim, passive.agent), agent_kind(passive.agent)
    )


def _tell_verb(verb: Token, passives: Mapping[int, Passive], rules: AgencyRules) -> _Told | None:
    form = "nonfinite" if verb.tag_ in _NONFINITE and not _has_auxiliary(verb) else "finite"
    event_class = _class_of(verb, "verb", rules)
    arguments = of_active(verb)
    intransitive = _class_of(verb, "intransitive", rules)
    if intransitive is not None and (arguments.victim is None or event_class is None):
        subject = subject_of(verb)
        victim = antecedent(subject) if subject is not None else None
        if _is_figurative(victim, intransitive, rules):
            return None
        return _Told(verb, intransitive, "intransitive", form, Arguments(victim, None), "none")
    if event_class is None or _is_figurative(arguments.victim, event_class, rules):
        return None
    if arguments.victim is None and verb.dep_ == "conj" and verb.head.i in passives and arguments.agent is not None:
        # "84 were killed and 200 wounded": the auxiliary is not said again.
        return _Told(verb, event_class, "agentless_passive", "be", Arguments(antecedent(arguments.agent), None), "none")
    victim = antecedent(arguments.victim) if arguments.victim is not None else None
    agent = antecedent(arguments.agent) if arguments.agent is not None else None
    if agent is None:
        return _Told(verb, event_class, "nominal", form, Arguments(victim, None), "none")
    if victim is None and _is_figurative(agent, event_class, rules):
        return None
    kind = agent_kind(referent(agent))
    construction: Construction = "active_named_agent" if kind == "named" else "active_instrument"
    return _Told(verb, event_class, construction, form, Arguments(victim, agent), kind)


def _tell_noun(noun: Token, rules: AgencyRules) -> _Told | None:
    for valence in ("suffered", "inflicted", "either"):
        event_class = _class_of(noun, valence, rules)
        if event_class is None:
            continue
        is_toll = noun.head.lemma_ == "toll"
        if noun.dep_ == "compound" and not is_toll:  # the "attack" of "attack helicopter" is a kind
            return None
        arguments = of_noun(noun, valence)
        if is_toll:
            arguments = Arguments(of_noun(noun.head, "inflicted").victim, None)
        if _is_figurative(arguments.victim, event_class, rules):
            return None
        kind = agent_kind(arguments.agent)
        if kind == "instrument" and arguments.agent is not None and arguments.agent.dep_ == "compound":
            arguments, kind = Arguments(arguments.victim, None), "none"
        return _Told(noun, event_class, "nominal", "noun", arguments, kind)
    return _tell_adjective(noun, rules)


def _tell_adjective(word: Token, rules: AgencyRules) -> _Told | None:
    """An adjective that tells a result: "the wounded man", "the wounded", "six are dead"."""
    follows_verb = word.i > word.sent.start and word.nbor(-1).lemma_ == "shoot"
    if follows_verb or (word.lower_, "adjective") not in rules.words:
        return None
    event_class = _class_of(word, "adjective", rules)
    if event_class is None:
        return None
    victim: Token | None = None
    if word.dep_ in {"amod", "compound"} and word.i < word.head.i:
        victim = word.head
    elif word.dep_ in {"acomp", "attr", "oprd"}:
        subject = subject_of(word.head)
        thing = next((child for child in word.head.children if child.dep_ == "dobj"), None)
        victim = thing or (antecedent(subject) if subject is not None else None)
    elif word.dep_ in {"ccomp", "xcomp"}:
        victim = next((child for child in word.children if child.dep_ in {"nsubj", "nummod"}), None)
    elif any(child.dep_ == "det" for child in word.children):
        victim = word
    elif word.tag_ == "JJ" and word.i > word.sent.start and word.nbor(-1).tag_ in {"CD", "NN", "NNS"}:
        victim = word.nbor(-1)  # headlines: "Dozens dead after raid"
    if victim is None or _is_figurative(victim, event_class, rules):
        return None
    return _Told(word, event_class, "adjective", "adjective", Arguments(victim, None), "none")


def _is_figurative(noun: Token | None, event_class: str, rules: AgencyRules) -> bool:
    if noun is None:
        return False
    return noun.lemma_.lower() in rules.figurative[event_class] or noun.lower_ in rules.figurative[event_class]


def _has_auxiliary(verb: Token) -> bool:
    return any(child.dep_ == "aux" and child.tag_ != "TO" for child in verb.children)
