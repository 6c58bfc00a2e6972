"""One request: to an address that was looked up and checked before, within limits of size and time."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from analysis.fetching.addresses import PORTS, AddressError, Target, is_public
from analysis.reading.bodies import ACCEPTED, BodyError, unpack_body
from analysis.reading.drafts import MAX_PAGE_BYTES

_TRIES = 3
"""Addresses of one host that are tried."""
_PIECE = 1 << 16


class RequestError(RuntimeError):
    """A request brought no answer; the message says why."""

    def __init__(self, message: str, *, passing: bool) -> None:
        super().__init__(message)
        self.passing = passing
        """Whether a later request may bring one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take."""

    connect: float = 10.0
    """Seconds until a host takes the connection."""
    read: float = 20.0
    """Seconds between two pieces of an answer."""
    total: float = 60.0
    """Seconds from the connection to the end of the answer."""
    size: int = MAX_PAGE_BYTES
    """Bytes of an answer, as sent and unpacked."""


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host.

    Raises:
        OSError: if there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Network:
    """The world outside, as far as it is asked for anything; tests put their own in its place."""

    look_up: Callable[[str, int], list[str]] = look_up
    is_allowed: Callable[[str], bool] = is_public
    """Whether a connection to an IP address may be made."""
    ports: frozenset[int] = PORTS
    limits: Limits = field(default_factory=Limits)
    tls: ssl.SSLContext | None = None
    """Which certificates are believed; those of the system if `None`."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    target: Target
    status: int
    headers: Mapping[str, str]
    """By their names in small letters."""
    body: bytes
    """Unpacked."""

    def header(self, name: str) -> str:
        """The value of a header; empty if there is none."""
        return self.headers.get(name.casefold(), "")


def request(network: Network, target: Target, headers: Mapping[str, str]) -> Answer:
    """Ask a server once; redirects are not followed, cookies neither kept nor sent, proxies not used.

    The connection is made to one of the IP addresses that were checked, and not looked up again, so that a name that
    leads elsewhere a moment later leads nowhere.

    Raises:
        AddressError: if the name leads to an address that is not public.
        RequestError: if there is no answer within the limits, or none that can be read.
    """
    addresses = _checked_addresses(network, target)
    connection = _connect_lazily(network, target, addresses)
    with _deadline(connection, network.limits.total) as is_over:
        try:
            connection.request(
                "GET",
                target.path,
                headers={"Accept-Encoding": ", ".join(ACCEPTED), **headers},
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            found = {name.casefold(): value for name, value in response.headers.items()}
            body = unpack_body(
                _pieces(response, network.limits), found.get("content-encoding", ""), network.limits.size
            )
            if is_over.is_set():  # an answer of unknown length ends when its connection does
                raise TimeoutError
            return Answer(target, response.status, found, body)
        except BodyError as err:
            raise RequestError(f"the answer was not read: {err}", passing=is_over.is_set()) from err
        except ssl.SSLCertVerificationError as err:
            raise RequestError(f"the host's certificate is not valid ({err.verify_message})", passing=False) from err
        except (HTTPError, HTTPException, OSError) as err:
            if is_over.is_set():
                reason = f"the answer took longer than {network.limits.total:g} seconds"
                raise RequestError(reason, passing=True) from err
            raise _explained(err, network.limits) from err
        finally:
            connection.close()


def _checked_addresses(network: Network, target: Target) -> list[str]:
    try:
        addresses = network.look_up(target.host, target.port)
    except (OSError, UnicodeError) as err:
        raise RequestError(f"the host {target.host} is not known", passing=True) from err
    closed = [address for address in addresses if not network.is_allowed(address)]
    if closed or not addresses:
        raise AddressError(f"{target.host} is no public host of the internet, so it is not asked")
    return addresses[:_TRIES]


def _connect_lazily(network: Network, target: Target, addresses: list[str]) -> _Pinned:
    if target.scheme == "http":
        connection: _Pinned = _PinnedHTTP(target.host, target.port, timeout=network.limits.read)
    else:
        connection = _PinnedHTTPS(target.host, target.port, timeout=network.limits.read, ssl_context=network.tls)
    connection.addresses, connection.patience = addresses, network.limits.connect
    return connection


class _Pinned(HTTPConnection):
    """A connection to given IP addresses; the name is for certificates and the server only."""

    addresses: list[str]
    patience: float
    handle: socket.socket | None = None
    """A second handle of the socket, by which it can be cut while encryption is agreed upon on the first."""

    def _new_conn(self) -> socket.socket:
        failure: OSError = OSError("no address")
        for address in self.addresses:
            try:
                found = socket.create_connection((address, self.port), self.patience)
            except OSError as err:
                failure = err
            else:
                self.handle = found.dup()
                found.settimeout(self.timeout if isinstance(self.timeout, int | float) else None)
                return found
        raise failure


class _PinnedHTTP(_Pinned):
    pass


class _PinnedHTTPS(_Pinned, HTTPSConnection):
    pass


@contextlib.contextmanager
def _deadline(connection: _Pinned, seconds: float) -> Iterator[threading.Event]:
    """Cut a connection when its time is over: a server that sends a byte now and then would hold it for days."""
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        if connection.handle is not None:
            with contextlib.suppress(OSError):
                connection.handle.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    finally:
        timer.cancel()
        timer.join()
        if connection.handle is not None:
            connection.handle.close()


def _pieces(response: BaseHTTPResponse, limits: Limits) -> Iterator[bytes]:
    """The body as it comes, which ends with an error if it is longer than the limit."""
    n_bytes = 0
    while piece := response.read1(_PIECE, decode_content=False):
        n_bytes += len(piece)
        if n_bytes > limits.size:
            raise BodyError(f"it has more than {limits.size:,} bytes")
        yield piece


def _explained(err: Exception, limits: Limits) -> RequestError:
    cause = err.__cause__ or err
    if isinstance(cause, TimeoutError) or "timed out" in str(err):
        return RequestError(f"the host did not answer within {limits.read:g} seconds", passing=True)
    if isinstance(cause, ssl.SSLError) or "SSL" in type(err).__name__:
        return RequestError(f"no safe connection could be made ({str(err)[:120]})", passing=False)
    if isinstance(err, ConnectionRefusedError):
        return RequestError("the host refused the connection", passing=True)
    return RequestError(f"the connection failed ({type(cause).__name__}: {str(cause)[:120]})", passing=True)
