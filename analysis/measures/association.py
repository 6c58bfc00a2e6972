"""How strongly two words are tied: the measures of association that lists of collocates are ranked by."""

from __future__ import annotations

from math import log2
from typing import NamedTuple

LOG_DICE_MOST = 14
"""logDice of two words that occur beside each other only."""


class Association(NamedTuple):
    """What the counts of a term and of a word beside it say about the two."""

    n_expected: float
    log_dice: float
    mi: float
    log_likelihood: float
    t_score: float
    npmi: float


def measure_association(
    n_together: int, n_node: int, n_collocate: int, n_words: int, *, slots: float = 1.0
) -> Association:
    """The association of a node (the term) with a collocate (a word beside it).

    With O = `n_together`, f1 = `n_node`, f2 = `n_collocate`, N = `n_words` and S = `slots`:

        E = f1 · S · f2 / N       expected by chance, if words stood anywhere
        logDice = 14 + log2(2 O / (f1 + f2))                      Rychlý 2008
        MI = log2(O / E)                                          Church and Hanks 1990
        G2 = 2 Σ O_ij ln(O_ij / E_ij), on the 2 × 2 table         Dunning 1993
        t = (O − E) / √O                                          Church, Gale, Hanks and Hindle 1991
        NPMI = MI / −log2(O / N)                                  Bouma 2009

    logDice does not depend on N, so it can be compared between corpora of different size; one point more is a tie twice
    as strong. MI and NPMI favour rare words, t and G2 frequent ones. G2 has no sign: it is large too where a word is
    avoided (O < E). Words of a text are not independent of one another, so that neither G2 nor t is a test here: they
    rank, and no probability should be read off them.

    Args:
        n_together: how often the collocate stands in the node's windows; above 0.
        n_node: how often the node occurs.
        n_collocate: how often the collocate occurs in all.
        n_words: words in all.
        slots: words in a window, on average.

    Raises:
        ValueError: if the counts contradict each other.

    Example:
        >>> [round(value, 3) for value in measure_association(30, 200, 500, 100_000, slots=10)]
        [10.0, 10.456, 1.585, 26.95, 3.651, 0.135]
    """
    from nltk.metrics.association import BigramAssocMeasures

    n_slots = n_node * slots
    if not 0 < n_together <= min(n_collocate, n_slots) or n_collocate + n_slots - n_together > n_words:
        raise ValueError(
            f"no counts can be so: {n_together} together, {n_node} nodes with {slots:.2f} slots each, "
            f"{n_collocate} of the word, {n_words} words"
        )
    table = (n_together, (n_slots, n_collocate), n_words)
    mi = BigramAssocMeasures.pmi(*table)
    dice = BigramAssocMeasures.dice(n_together, (n_node, n_collocate), n_words)
    return Association(
        n_expected=n_slots * n_collocate / n_words,
        log_dice=LOG_DICE_MOST + log2(dice),
        mi=mi,
        log_likelihood=BigramAssocMeasures.likelihood_ratio(*table),
        t_score=BigramAssocMeasures.student_t(*table),
        npmi=mi / -log2(n_together / n_words) if n_together < n_words else 1.0,
    )
