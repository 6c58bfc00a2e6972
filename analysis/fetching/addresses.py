"""Which addresses may be asked for: public hosts on the web, over HTTP or HTTPS."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

PORTS = frozenset({80, 443})
MAX_LENGTH = 4000
"""Characters of an address; longer ones carry data."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Ranges that lead into another address, or that not every version of Python knows to be no public ones.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
_CLOSED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10", "100::/64", "5f00::/16")))


class AddressError(ValueError):
    """An address may not be asked for, or is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for, in its parts."""

    scheme: str
    host: str
    """In small letters, as DNS has it; an IPv6 address without brackets."""
    port: int
    path: str
    """With the query, from the first slash on."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, for which one robots.txt holds."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address in one form, without what stands behind `#`."""
        return self.origin + self.path


def parse_address(written: str, ports: Collection[int] = PORTS) -> Target:
    """The parts of an address.

    Args:
        written: the address as somebody wrote it.
        ports: those that may be used.

    Raises:
        AddressError: if it is none that may be asked for, by what is written in it.

    Example:
        >>> parse_address("HTTPS://Times.example/a b?c=1#top").url
        'https://times.example/a%20b?c=1'
    """
    text = written.strip()
    if len(text) > MAX_LENGTH:
        raise AddressError(f"it has {len(text):,} characters, at most {MAX_LENGTH:,} are taken")
    if not text.isprintable() or "\\" in text:
        raise AddressError("it holds characters that no address has")
    try:
        parts = parse_url(text)
    except (LocationParseError, ValueError) as err:
        raise AddressError("it is no address of the web; expected one such as https://www.example.org/story") from err
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]").rstrip(".").casefold()
    if scheme not in _DEFAULT_PORTS or not host:
        raise AddressError("it is no address of the web; expected one such as https://www.example.org/story")
    if parts.auth is not None:
        raise AddressError("it holds a user name or password, which are not sent; write it without")
    port = parts.port or _DEFAULT_PORTS[scheme]
    if port not in ports:
        raise AddressError(f"it uses port {port}; only {', '.join(map(str, sorted(ports)))} are used")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query is not None else "")
    return Target(scheme, host, port, path)


def follow(current: Target, location: str, ports: Collection[int] = PORTS) -> Target:
    """The target that an answer refers to.

    Raises:
        AddressError: if that may not be asked for.
    """
    try:
        joined = urljoin(current.url, location.strip())
    except ValueError as err:
        raise AddressError("it leads to something that is no address") from err
    return parse_address(joined, ports)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and leads to no other.

    Loopback, private, link-local, shared, multicast and reserved addresses are not, nor are IPv6 addresses that stand
    for one of these.

    Example:
        >>> [is_public(a) for a in ("93.184.215.14", "127.0.0.1", "::ffff:10.0.0.1", "169.254.169.254")]
        [True, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found in _TRANSLATED:  # how networks without IPv4 reach a host that has nothing else
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.scope_id or any(found in network for network in _CARRIERS):
            return False
    return (
        found.is_global
        and not (found.is_multicast or found.is_reserved or found.is_unspecified)
        and not any(found in network for network in _CLOSED if network.version == found.version)
    )
