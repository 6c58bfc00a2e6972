"""How often attributions are right, from what the tagger knows of them: the weights behind `Quote.score`.

Fitted on articles that the network did not see. Right means as in the benchmark: the content shares at least half of
its tokens with an annotated one (intersection over union), and the sources share a token where the annotation names
one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from analysis.parsing import Parsed
from analysis.quotes.drafts import Draft
from analysis.quotes.links import EVIDENCE
from analysis.records import Span
from training.attribution.corpus import Attribution

RIDGE = 1.0
FEWEST = 20
"""Attributions of a rule below which its share of right ones is not measured."""


def right_ones(parsed: Parsed, drafts: Sequence[Draft], gold: Sequence[Attribution]) -> list[bool]:
    """Which drafts are right; each annotated attribution makes one right at most."""
    free = [(_tokens(parsed, g.content), _tokens(parsed, g.source)) for g in gold]
    verdicts = []
    for draft in drafts:
        content = _tokens(parsed, draft.contents)
        source = set(range(*draft.source)) if draft.source is not None else set()
        best = max(free, key=lambda pair: _iou(content, pair[0]), default=(set(), set()))
        right = _iou(content, best[0]) >= 0.5 and (not best[1] or bool(best[1] & source))
        if right:
            free.remove(best)
        verdicts.append(right)
    return verdicts


def _tokens(parsed: Parsed, spans: Iterable[Span]) -> set[int]:
    found: set[int] = set()
    for start, end in spans:
        span = parsed.doc.char_span(start, end, alignment_mode="expand")
        found.update(t.i for t in span or () if not t.is_punct and not t.is_space)
    return found


def _iou(ours: set[int], theirs: set[int]) -> float:
    return len(ours & theirs) / max(1, len(ours | theirs))


def fit_scores(found: Sequence[tuple[Draft, bool]]) -> dict[str, np.ndarray]:
    """Weights of a logistic regression on the evidence, and for each rule the share of right ones.

    Args:
        found: drafts of unseen articles and whether they are right.
    """
    learned = [(draft.evidence, right) for draft, right in found if draft.evidence]
    x = np.array([[*evidence, 1.0] for evidence, _ in learned])
    y = np.array([right for _, right in learned], float)
    scale = np.r_[x[:, :-1].std(0) + 1e-9, 1.0]
    z = x / scale
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-z @ weights))
        penalty = np.r_[np.full(len(EVIDENCE), RIDGE), 0]
        hessian = (z * (p * (1 - p))[:, None]).T @ z + np.diag(penalty + 1e-9)
        weights += np.linalg.solve(hessian, z.T @ (y - p) - penalty * weights)
    weights /= scale
    by_rule: dict[str, list[bool]] = defaultdict(list)
    for draft, right in found:
        if not draft.evidence:
            by_rule[draft.via].append(right)
    everything = [right for rights in by_rule.values() for right in rights]
    rules = {via: np.mean(rights if len(rights) >= FEWEST else everything) for via, rights in by_rule.items()}
    return {
        "score.weight": weights[:-1].astype(np.float32),
        "score.bias": weights[-1:].astype(np.float32),
        "score_rules": np.array(list(rules)),
        "score.rule": np.array(list(rules.values()), np.float32),
    }
