"""A small web on this computer, for tests of fetching: hosts by name, answers by path, and a clock that never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from analysis.fetching.addresses import is_public
from analysis.fetching.network import Limits, Network

LOOPBACK = "127.0.0.1"
LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."


def story(title: str = "Dam bursts", *, head: str = "", body: str = LEAD) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>"
        f"<p>{body}</p></article></body></html>"
    ).encode()


@dataclass(frozen=True)
class Reply:
    """What a server answers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})


Route = Reply | Callable[[BaseHTTPRequestHandler], "Reply | None"]


@dataclass
class Web:
    """Its hosts, what they answer, and what they were asked."""

    port: int = 0
    hosts: dict[str, list[str]] = field(default_factory=lambda: {"times.example": [LOOPBACK]})
    routes: dict[str, list[Route]] = field(default_factory=dict)
    """Host and path → answers in turn; the last one stays."""
    asked: list[str] = field(default_factory=list)
    """Host and path of each request."""
    times: list[float] = field(default_factory=list)
    """When, by the clock of the tests, each came."""
    headers: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def put(self, place: str, *answers: Route | bytes) -> str:
        """Let a host answer; the address."""
        self.routes[place] = [Reply(answer) if isinstance(answer, bytes) else answer for answer in answers]
        return self.url(place)

    def url(self, place: str) -> str:
        host, _, path = place.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def look_up(self, host: str, port: int) -> list[str]:
        if host not in self.hosts:
            raise OSError(host)
        return self.hosts[host]

    def network(self, **changes: object) -> Network:
        values = {
            "look_up": self.look_up,
            "is_allowed": lambda address: address == LOOPBACK or is_public(address),
            "ports": frozenset({self.port}),
            "limits": Limits(connect=2, read=2, total=4),
            "clock": lambda: self.seconds,
            "sleep": self.sleep,
            "now": lambda: datetime(2025, 3, 4, tzinfo=UTC) + timedelta(seconds=self.seconds),
        }
        return Network(**{**values, **changes})  # type: ignore[arg-type]

    def pages_asked(self) -> list[str]:
        """The requests but for robots.txt."""
        return [place for place in self.asked if not place.endswith("/robots.txt")]


@contextmanager
def local_web() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = self.headers["Host"].rpartition(":")[0] + self.path
            web.asked.append(place)
            web.times.append(web.seconds)
            web.headers.append(dict(self.headers.items()))
            answers = web.routes.get(place, [Reply(status=404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            reply = answer if isinstance(answer, Reply) else answer(self)
            if reply is None:
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Server((LOOPBACK, 0), Handler)
    web.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
