"""Workers that are processes on this machine."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import TYPE_CHECKING, Any

from analysis.engines.sharing import Done, EngineError, Gone, News, Ready, Work

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

STILLBORN = 3
"""Processes in a row that end before they are ready, after which no more is started."""

_CONTEXT = get_context("spawn")


@contextlib.contextmanager
def open_processes(n: int, work: Work[Any, Any]) -> Iterator[Processes]:
    """Start processes; they end with the context, and with this process however that ends."""
    crew = Processes(work)
    try:
        for _ in range(n):
            crew.start()
        yield crew
    finally:
        for process in crew.processes.values():
            process.kill()
        for process in crew.processes.values():
            process.join()


@dataclass(slots=True)
class Processes:
    """Processes that work; one that is killed is replaced."""

    work: Work[Any, Any]
    processes: dict[Connection, SpawnProcess] = field(default_factory=dict)
    ready: set[Connection] = field(default_factory=set)
    n_stillborn: int = 0

    def start(self) -> None:
        """Start one."""
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=serve, args=(theirs, self.work), daemon=True)
        process.start()
        theirs.close()  # so that it ends on our side, too, when the process does
        self.processes[ours] = process

    def give(self, worker: str, ticket: int, part: Sequence[Any]) -> None:
        """Hand a part to a process."""
        for connection, process in self.processes.items():
            if str(process.pid) == worker:
                with contextlib.suppress(OSError):  # it has ended, which `wait` tells
                    connection.send((ticket, part))

    def wait(self) -> Iterator[News]:
        """Wait until something happens."""
        for connection in wait(list(self.processes), timeout=1):
            assert isinstance(connection, Connection)
            worker = str(self.processes[connection].pid)
            try:
                ticket, result, error = connection.recv()
            except (EOFError, OSError):
                yield from self._replace(connection)
                continue
            if error is not None:
                raise error
            if ticket is None:
                self.ready.add(connection)
                self.n_stillborn = 0
                yield Ready(worker)
            else:
                yield Done(worker, ticket, result)

    def _replace(self, connection: Connection) -> Iterator[News]:
        process = self.processes.pop(connection)
        connection.close()
        process.join()
        if connection in self.ready:
            self.ready.remove(connection)
            yield Gone(str(process.pid))
        else:
            self.n_stillborn += 1
            if self.n_stillborn == STILLBORN:
                raise EngineError(
                    f"{STILLBORN} processes ended before they began (the last with exit code {process.exitcode}): "
                    "if the memory does not suffice, share the work among fewer (--jobs)"
                )
        self.start()


def serve(connection: Connection, work: Work[Any, Any]) -> None:
    """What a process does: take a part, do it, send the result, until there is nobody any more to take it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells all of us, and the run ends us
    parts: queue.SimpleQueue[tuple[int, Sequence[Any]]] = queue.SimpleQueue()
    # Parts are taken up at once, also while one is being worked on: else the run would wait until it can send.
    Thread(target=_take_up, args=(connection, parts), daemon=True).start()
    try:
        work.prepare()
        connection.send((None, None, None))
        while True:
            ticket, part = parts.get()
            connection.send((ticket, work(part), None))
    except Exception as err:
        err.add_note(traceback.format_exc())
        connection.send((None, None, err))


def _take_up(connection: Connection, parts: queue.SimpleQueue[tuple[int, Sequence[Any]]]) -> None:
    try:
        while True:
            parts.put(connection.recv())
    finally:
        os._exit(0)  # the run has ended, or was killed
