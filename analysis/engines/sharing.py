"""How parts are shared among workers that may be killed at any moment, and results come out in order all the same."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

IN_HAND = 2
"""Parts that a worker has at a time: one that it works on, and one that spares it the wait for the next."""
AHEAD = 8
"""Parts for each worker that are handed out, or done and waiting for an earlier one; so memory stays flat."""
LOSSES = 3
"""Workers that an article may take with it before it is left out."""

Item = TypeVar("Item")
Result = TypeVar("Result")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)


class EngineError(RuntimeError):
    """The workers cannot work, or cannot be reached; the message says what to do."""


class Work(Protocol[Taken_contra, Given_co]):
    """What is to be done with each part. It is sent to each worker once, so it holds what all parts need."""

    @property
    def model(self) -> str:
        """The language model that it needs."""

    def prepare(self) -> None:
        """Load all that it needs."""

    def __call__(self, part: Sequence[Taken_contra], /) -> Given_co:
        """Do it; what is raised ends the run."""

    def give_up(self, item: Taken_contra, why: str, /) -> Given_co:
        """What comes of an article that takes its worker with it."""


Engine = Callable[[Work[Any, Any], Iterable[Sequence[Any]]], Iterator[Any]]
"""Takes work and parts, and yields the results of the parts in their order; of a part that was split, in several."""


class Ready(NamedTuple):
    """A worker has come and is prepared."""

    worker: str


class Done(NamedTuple):
    """A worker has done a part."""

    worker: str
    ticket: int
    result: Any


class Gone(NamedTuple):
    """A worker was killed, or is out of reach; what it had in hand is not done."""

    worker: str


News = Ready | Done | Gone


class Crew(Protocol):
    """Workers, as an engine sees them."""

    def give(self, worker: str, ticket: int, part: Sequence[Any]) -> None:
        """Hand a part to a worker, which takes parts in the order in which they come."""

    def wait(self) -> Iterable[News]:
        """Wait until something happens, at most for about a second.

        Raises:
            EngineError: if there is no worker, and none will come.
            Exception: what `Work` raised.
        """


def open_engine(jobs: int = 1, scheduler: str | None = None) -> Engine:
    """The engine that a user chose.

    Args:
        jobs: processes that share the work; with 1 it is done in this process, with 0 by one for each core.
        scheduler: the address of a Dask scheduler, whose workers do it instead, such as `tcp://10.0.0.5:8786`.

    Example:
        >>> class Length:
        ...     model = ""
        ...     def prepare(self): ...
        ...     def __call__(self, part): return sum(map(len, part))
        ...     def give_up(self, item, why): return 0
        >>> list(open_engine()(Length(), [["a", "bc"], ["def"]]))
        [3, 3]
    """
    if scheduler:
        from analysis.engines.cluster import open_cluster

        return partial(share, open_crew=partial(open_cluster, scheduler))
    jobs = jobs or count_cores()
    if jobs == 1:
        return work_here
    from analysis.engines.processes import open_processes

    return partial(share, open_crew=partial(open_processes, jobs))


def count_cores() -> int:
    """The processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work_here(work: Work[Item, Result], parts: Iterable[Sequence[Item]]) -> Iterator[Result]:
    """Do all parts in this process."""
    for part in parts:
        yield work(part)


@dataclass(slots=True, eq=False)
class _Task(Generic[Item, Result]):
    """A part on its way."""

    part: Sequence[Item]
    n_lost: int = 0
    """Workers that were lost while they had it."""
    results: Sequence[Result] = ()
    """One, when it is done."""


def share(
    work: Work[Item, Result],
    parts: Iterable[Sequence[Item]],
    *,
    open_crew: Callable[[Work[Any, Any]], AbstractContextManager[Crew]],
) -> Iterator[Result]:
    """Let workers do the parts, and yield the results in order.

    What a lost worker had in hand goes to others. As an article may have taken it along, those of the part that it was
    at then go one by one; an article that does so `LOSSES` times is given up, and all others are still done.
    """
    parts = iter(parts)
    first = next(parts, None)
    if first is None:
        return
    parts = chain([first], parts)
    line: deque[_Task[Item, Result]] = deque()
    waiting: deque[_Task[Item, Result]] = deque()
    hands: dict[str, dict[int, _Task[Item, Result]]] = {}
    ticket = 0
    with open_crew(work) as crew:
        while True:
            while len(line) < AHEAD * max(1, len(hands)) and (part := next(parts, None)) is not None:
                line.append(_Task(part))
                waiting.append(line[-1])
            if not line:
                return
            # The second part goes out when every worker has a first one.
            for n in range(IN_HAND):
                for worker, hand in hands.items():
                    if waiting and len(hand) == n:
                        ticket += 1
                        hand[ticket] = waiting.popleft()
                        crew.give(worker, ticket, hand[ticket].part)
            for news in crew.wait():
                match news:
                    case Ready(worker):
                        hands[worker] = {}
                    case Done(worker, number, result):
                        hands[worker].pop(number).results = [result]
                    case Gone(worker):
                        lost = list(hands.pop(worker, {}).values())
                        waiting.extendleft(reversed(lost[1:]))
                        for task in lost[:1]:  # the one that it was at
                            waiting.extendleft(reversed(_again(task, line, work)))
            while line and line[0].results:
                yield from line.popleft().results


def _again(
    task: _Task[Item, Result], line: deque[_Task[Item, Result]], work: Work[Item, Result]
) -> Sequence[_Task[Item, Result]]:
    """What is to be done in place of a part that was lost with its worker."""
    if len(task.part) > 1:
        each: list[_Task[Item, Result]] = [_Task([item]) for item in task.part]
        place = line.index(task)
        line.remove(task)
        for number, one in enumerate(each):
            line.insert(place + number, one)
        return each
    task.n_lost += 1
    if task.n_lost < LOSSES:
        return [task]
    why = f"{LOSSES} processes ended over it, as when the memory does not suffice"
    task.results = [work.give_up(task.part[0], why)]
    return []
