"""What a host's robots.txt allows, by RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

from analysis.fetching.addresses import AddressError, Target, follow
from analysis.fetching.network import Answer, Network, RequestError, request
from analysis.fetching.pacing import LONGEST_PAUSE, Pace

NAME = "media-framing"
"""By which a robots.txt can speak to this program."""
REDIRECTING = (301, 302, 303, 307, 308)
"""Statuses that send to another address."""
_REDIRECTS = 5
_READ = 512_000
"""Bytes of the file that count."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host allows."""

    refusal: str = ""
    """Why nothing may be fetched; empty if something may."""
    passing: bool = False
    """Whether that may be otherwise later."""
    parsed: Protego | None = None
    """`None` where there are no rules."""

    def refuse(self, target: Target) -> str:
        """Why an address may not be fetched; empty if it may."""
        if self.refusal or self.parsed is None or self.parsed.can_fetch(target.url, NAME):
            return self.refusal
        return "the host's robots.txt does not allow it"

    @property
    def pause(self) -> float:
        """Seconds between two requests that the host asks for."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(NAME)
        return max(self.parsed.crawl_delay(NAME) or 0.0, rate.seconds / rate.requests if rate else 0.0)


class Robots:
    """The rules of all origins that were asked, each read once."""

    def __init__(self, network: Network, pace: Pace, headers: dict[str, str]) -> None:
        """Begin with no rules."""
        self._network = network
        self._pace = pace
        self._headers = headers
        self._rules: dict[str, Rules] = {}

    def rules(self, target: Target) -> Rules:
        """The rules that hold for an address, read from its host if they are not known yet.

        Raises:
            AddressError: if the host is no public one.
        """
        if target.origin not in self._rules:
            rules = self._read(target)
            if rules.pause > LONGEST_PAUSE:
                reason = f"the host's robots.txt wants {rules.pause:,.0f} seconds between two visits"
                rules = Rules(f"{reason}, more than {LONGEST_PAUSE:.0f}; ask its publisher for the articles")
            self._pace.slow_down(target.host, rules.pause)
            self._rules[target.origin] = rules
        return self._rules[target.origin]

    def forget(self, target: Target) -> None:
        """Read the rules anew the next time, if they could not be read."""
        if target.origin in self._rules and self._rules[target.origin].passing:
            del self._rules[target.origin]

    def _read(self, target: Target) -> Rules:
        current = Target(target.scheme, target.host, target.port, "/robots.txt")
        for hop in range(_REDIRECTS + 1):
            try:
                answer = self._ask(current)
            except RequestError as err:
                return Rules(f"its host's robots.txt cannot be read: {err}", passing=True)
            except AddressError as err:
                if not hop:
                    raise
                return Rules(f"its host's robots.txt leads to an address that is not asked: {err}")
            if answer.status in REDIRECTING and answer.header("location"):
                try:
                    current = follow(current, answer.header("location"), self._network.ports)
                except AddressError as err:
                    return Rules(f"its host's robots.txt leads to an address that is not asked: {err}")
                continue
            if answer.status == 429 or answer.status >= 500:
                return Rules(f"its host's robots.txt cannot be read (status {answer.status})", passing=True)
            if 200 <= answer.status < 300:
                return Rules(parsed=Protego.parse(answer.body[:_READ].decode("utf-8-sig", "replace")))
            break
        # Without a robots.txt that can be found, everything is allowed.
        return Rules()

    def _ask(self, target: Target) -> Answer:
        self._pace.wait(target.host)
        try:
            return request(self._network, target, self._headers)
        finally:
            self._pace.asked(target.host)
