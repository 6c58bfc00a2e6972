"""An address → its answer: with its host's permission, in its turn, and through its redirects."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.fetching.addresses import Target, follow
from analysis.fetching.network import Answer, Network, RequestError, request
from analysis.fetching.pacing import PAUSE, Pace
from analysis.fetching.robots import NAME, REDIRECTING, Robots

REDIRECTS = 5


class NotAllowedError(RuntimeError):
    """A host's robots.txt keeps this program away; the message says how."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing
        """Whether that is because it could not be read this time."""


class Asker:
    """Asks hosts for pages, and keeps to their manners."""

    def __init__(self, network: Network, *, pause: float = PAUSE, contact: str = "") -> None:
        """Begin with hosts that are not known.

        Args:
            network: the world outside.
            pause: seconds between two requests to one host, at least.
            contact: an address or page that tells hosts whom to turn to.
        """
        self.network = network
        self.pace = Pace(network, pause)
        self._headers = {"User-Agent": user_agent(contact)}
        self.robots = Robots(network, self.pace, self._headers)

    def ask(self, target: Target, conditions: Mapping[str, str] | None = None, at: str = "") -> Answer:
        """The answer that stands at the end of an address's redirects.

        Args:
            target: the address.
            conditions: headers by which a server can tell that nothing has changed.
            at: the address that these came from, the only one that they are sent to.

        Raises:
            AddressError: if the address, or one that it leads to, may not be asked for.
            NotAllowedError: if robots.txt keeps us away from one of them.
            RequestError: if there is no answer.
        """
        for _ in range(REDIRECTS + 1):
            rules = self.robots.rules(target)
            if refusal := rules.refuse(target):
                raise NotAllowedError(refusal, passing=rules.passing)
            more = conditions if conditions and target.url == at else {}
            self.pace.wait(target.host)
            try:
                answer = request(self.network, target, {**self._headers, "Accept": "text/html, */*;q=0.1", **more})
            finally:
                self.pace.asked(target.host)
            if answer.status not in REDIRECTING or not answer.header("location"):
                return answer
            target = follow(target, answer.header("location"), self.network.ports)
        raise RequestError(f"it leads from one address to the next, more than {REDIRECTS} times", passing=False)


def user_agent(contact: str = "") -> str:
    """How this program introduces itself.

    Example:
        >>> user_agent("ana@university.example")
        'media-framing/... (research on news; single pages that a person listed; contact: ana@university.example)'
    """
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        number = version(NAME)
    except PackageNotFoundError:
        number = "0"
    whom = f"; contact: {contact}" if contact else ""
    return f"{NAME}/{number} (research on news; single pages that a person listed{whom})"
