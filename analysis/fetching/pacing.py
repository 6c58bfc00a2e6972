"""When a host may be asked again."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

from analysis.fetching.network import Network

PAUSE = 1.0
"""Seconds between two requests to one host, at least."""
LONGEST_PAUSE = 120.0
"""A host that wants longer pauses wants no visits of this kind."""
BACK_OFF = (2.0, 10.0, 60.0)
"""Seconds before an address is tried again, if its host does not say; so many tries there are."""
LONGEST_WAIT = 600.0
"""Seconds that a host may ask to wait before it is given up for this time."""


class Pace:
    """The times from which on each host may be asked again, counted from the end of the last request to it."""

    def __init__(self, network: Network, pause: float = PAUSE) -> None:
        """Begin with hosts that were not asked yet."""
        self._network = network
        self._pause = pause
        self._pauses: dict[str, float] = {}
        self._ready: dict[str, float] = {}

    def slow_down(self, host: str, pause: float) -> None:
        """Keep the pause that a host asks for, if it is longer."""
        self._pauses[host] = max(pause, self._pauses.get(host, 0.0))

    def ready_at(self, host: str) -> float:
        """When, by the network's clock, a host may be asked; long ago if it never was."""
        return self._ready.get(host, float("-inf"))

    def wait(self, host: str) -> None:
        """Sleep until a host may be asked."""
        seconds = self.ready_at(host) - self._network.clock()
        if seconds > 0:
            self._network.sleep(seconds)

    def asked(self, host: str) -> None:
        """Note that a request to a host has ended."""
        self.hold(host, max(self._pause, self._pauses.get(host, 0.0)))

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long from now on."""
        self._ready[host] = max(self.ready_at(host), self._network.clock() + seconds)


def read_retry_after(written: str, now: datetime) -> float | None:
    """Seconds that a header `Retry-After` asks to wait; `None` if it says nothing that can be read.

    Example:
        >>> read_retry_after("120", datetime.now()), read_retry_after("soon", datetime.now())
        (120.0, None)
    """
    text = written.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None
