"""Which articles of a corpus are copies of one text: pairs that share words in the same order, and their clusters."""

from analysis.copies.clusters import Copies, find_copies
from analysis.copies.pairs import CopyPair, CopyRelation, Pairs
from analysis.copies.sketches import SKETCHES, sketch, sketch_texts
from analysis.copies.texts import IN_MARKS, CopyText, PlainWord, plain_words, read_copy_text

__all__ = [
    "IN_MARKS",
    "SKETCHES",
    "Copies",
    "CopyPair",
    "CopyRelation",
    "CopyText",
    "Pairs",
    "PlainWord",
    "find_copies",
    "plain_words",
    "read_copy_text",
    "sketch",
    "sketch_texts",
]
