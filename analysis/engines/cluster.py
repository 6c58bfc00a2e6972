"""Workers of a Dask cluster, on other machines.

Each part is given to one worker that we name, rather than to whichever Dask thinks best: so it is known which part a
worker had in hand when it was killed, and none is given to a worker of another version.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import pkgutil
import queue
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from distributed import Client, Future, KilledWorker, Security
from distributed.comm.core import CommClosedError, connect

from analysis.engines import remote
from analysis.engines.sharing import Done, EngineError, Gone, News, Ready, Work
from analysis.program import fingerprint, listed

CONNECTING = 10.0
"""Seconds in which the scheduler must answer."""
PATIENCE = 120.0
"""Seconds that are waited for workers when there is none."""
LOOK = 1.0
"""Seconds between looks at who is there."""

_ENLIST = f"{remote.__name__}:enlist.__name__"
"""What everybody is asked for first, as a message with a function that is not known there would end a worker."""
_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def open_cluster(address: str, work: Work[Any, Any]) -> Iterator[Cluster]:
    """Connect to a scheduler.

    Args:
        address: such as `tcp://10.0.0.5:8786`; for `tls://…` Dask's own configuration names the certificates.
        work: what is to be done.

    Raises:
        EngineError: if no scheduler answers there, or it cannot load this package.
    """
    for name in ("distributed.client", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they tell, we tell
    _reach(address)
    with Client(address, timeout=CONNECTING, set_as_default=False) as client:
        try:
            client.run_on_scheduler(pkgutil.resolve_name, _ENLIST)
        except Exception as err:
            raise EngineError(
                f"the scheduler at {address} cannot load this program ({type(err).__name__}: {err}): install the same "
                "version of it where the scheduler runs, and start the scheduler from that installation"
            ) from err
        yield Cluster(address, client, work.model, fingerprint(work.model), pickle.dumps(work))


def _reach(address: str) -> None:
    """See whether somebody answers there: a client that finds nobody does not go away quietly."""

    async def call() -> None:
        comm = await connect(address, timeout=CONNECTING, **Security().get_connection_args("client"))
        await comm.close()

    try:
        with ThreadPoolExecutor(1) as thread:  # where no other event loop runs, as it does in notebooks
            thread.submit(asyncio.run, asyncio.wait_for(call(), 2 * CONNECTING)).result()
    except Exception as err:  # whatever it is that stands there
        raise EngineError(
            f"no Dask scheduler answers at {address} ({err}): start it there with `dask scheduler`, or see whether "
            "the address is the one that it prints, and whether a firewall stands between"
        ) from err


@dataclass(slots=True)
class Cluster:
    """The workers of a cluster, of which each is prepared when it comes."""

    address: str
    client: Client
    model: str
    here: Mapping[str, str]
    """What must be the same on each worker."""
    work: bytes
    run: str = field(default_factory=lambda: f"analysis-{uuid4().hex[:8]}")
    given: dict[Future[Any], tuple[str, int | None]] = field(default_factory=dict)
    """The worker that has a part, and the part's ticket; none for the preparation."""
    ready: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    """Why workers cannot take part."""
    told: set[str] = field(default_factory=set)
    """Those of which this was said."""
    begun: bool = False
    """Whether there ever was one that can."""
    done: queue.SimpleQueue[Future[Any]] = field(default_factory=queue.SimpleQueue)
    looked_at: float = 0.0
    seen_at: float = field(default_factory=time.monotonic)
    """When there was a worker last that can take part."""

    def give(self, worker: str, ticket: int | None, part: Sequence[Any]) -> None:
        """Send a part to a worker."""
        self._submit(worker, ticket, remote.do, self.run, pickle.dumps(part))

    def _submit(self, worker: str, ticket: int | None, function: Any, *arguments: Any) -> None:
        future = self.client.submit(function, *arguments, key=f"{self.run}-{uuid4().hex}", workers=[worker], pure=False)
        self.given[future] = (worker, ticket)
        future.add_done_callback(self.done.put)

    def wait(self) -> Iterator[News]:
        """Wait until something happens."""
        with contextlib.suppress(queue.Empty):
            future = self.done.get(timeout=LOOK)
            while True:
                yield from self._take(future)
                future = self.done.get_nowait()
        if time.monotonic() - self.looked_at >= LOOK:
            yield from self._look()
            self.looked_at = time.monotonic()

    def _take(self, future: Future[Any]) -> Iterator[News]:
        """See what came of a part, or of preparing a worker."""
        worker, ticket = self.given.pop(future, ("", None))
        if not worker:
            return
        try:
            result = _fetch(future)
        except (KilledWorker, CancelledError, CommClosedError, TimeoutError, remote.NotEnlistedError):
            yield from self._lose(worker)
        except Exception as err:
            if ticket is not None:
                raise
            self.refused[worker] = f"it cannot load what the work needs ({type(err).__name__}: {err})"
        else:
            if ticket is not None:
                yield Done(worker, ticket, result)
            elif result == remote.enlist.__name__:
                self._submit(worker, None, remote.enlist, self.run, self.model, self.here, self.work)
            elif result:
                self.refused[worker] = listed(result)
            else:
                self.ready.add(worker)
                self.begun = True
                yield Ready(worker)

    def _lose(self, worker: str) -> Iterator[News]:
        for future in [future for future, (owner, _) in self.given.items() if owner == worker]:
            del self.given[future]
            future.release()
        if worker in self.ready:
            self.ready.remove(worker)
            yield Gone(worker)

    def _look(self) -> Iterator[News]:
        """See which workers came and went."""
        present = self._present()
        if present is None:
            return
        known = {worker for worker, _ in self.given.values()} | self.ready
        for worker in known - present:
            yield from self._lose(worker)
        for worker in set(self.refused) - present:
            del self.refused[worker]
        for worker in present - known - set(self.refused):
            self._submit(worker, None, pkgutil.resolve_name, _ENLIST)
        now = time.monotonic()
        if self.begun:
            for worker in set(self.refused) - self.told:
                _logger.warning("the worker %s gets no work: %s", worker, self.refused[worker])
            self.told |= set(self.refused)
        refused = "\n".join(f"  {worker}: {why}" for worker, why in sorted(self.refused.items()))
        if self.ready:
            self.seen_at = now
        elif refused and not self.begun and present <= set(self.refused):
            raise EngineError(
                f"no worker at {self.address} can take part; install there the version that runs here, and start them "
                f"anew:\n{refused}"
            )
        elif now - self.seen_at > PATIENCE:
            raise EngineError(
                f"no worker has come to the scheduler at {self.address} in {PATIENCE:.0f} s: start one with "
                f"`dask worker {self.address} --nthreads 1`; what was analysed so far is kept"
                + (f". Of those that are there, none can take part:\n{refused}" if refused else "")
            )

    def _present(self) -> set[str] | None:
        """The workers that the scheduler knows; `None` where it does not say so just now."""
        if self.client.status == "closed":
            raise EngineError(
                f"the scheduler at {self.address} is gone; what was analysed so far is kept: start it and its workers "
                "again, and the next run goes on from there"
            )
        if self.client.status != "running":
            return set()
        try:
            return set(self.client.nthreads(callback_timeout=CONNECTING))
        except (OSError, TimeoutError):
            return None


def _fetch(future: Future[Any]) -> Any:
    """The result of a part that is done; its worker may be killed before it is here."""
    for seconds in (LOOK, CONNECTING, PATIENCE):
        try:
            return future.result(timeout=seconds)
        except TimeoutError:
            if future.status != "finished":
                break
    raise TimeoutError
