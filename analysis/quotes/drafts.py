"""An attribution in the making: what the steps of `assembly` hand on and change, before it becomes a `Quote`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.quotes.cue_sites import TokenRange
from analysis.records import Span


@dataclass(slots=True, eq=False)
class Draft:
    """An attribution in the making; contents are characters, cue and source tokens of the doc."""

    contents: list[Span]
    via: str
    """What found it: `tagger`, `marks`, `phrase`, `headline`, `transcript` or `standing_alone`."""
    sentence: int
    """Where it was last heard of."""
    cue: TokenRange | None = None
    cue_lemma: str | None = None
    source: TokenRange | None = None
    follows: Draft | None = None
    """The attribution whose speaker goes on, where this one names none."""
    evidence: tuple[float, ...] = ()
    """What the tagger knows of how sure it is, as `links.EVIDENCE` names it."""

    @property
    def mention(self) -> TokenRange | None:
        """The source; for a cue without one that of the attribution whose speaker goes on."""
        draft: Draft | None = self if self.cue is not None else None
        while draft is not None and draft.source is None:
            draft = draft.follows
        return draft.source if draft is not None else None

    @property
    def start(self) -> int:
        """First character of the content."""
        return min(start for start, _ in self.contents)

    @property
    def end(self) -> int:
        """Character after the content's last."""
        return max(end for _, end in self.contents)

    def add(self, spans: Iterable[Span]) -> None:
        """Add to the content; pieces that touch or overlap become one.

        Example:
            >>> draft = Draft([(0, 4), (9, 12)], "tagger", 0)
            >>> draft.add([(4, 6)])
            >>> draft.contents
            [(0, 6), (9, 12)]
        """
        self.contents = united([*self.contents, *spans])


def united(spans: Iterable[Span]) -> list[Span]:
    """The stretches that some spans cover, in text order."""
    stretches: list[Span] = []
    for start, end in sorted(spans):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], max(stretches[-1][1], end)
        else:
            stretches.append((start, end))
    return stretches
