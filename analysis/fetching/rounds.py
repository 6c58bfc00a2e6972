"""All addresses of some lists, host by host in turn, until each is saved or known not to be."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.fetching.addresses import MAX_LENGTH, AddressError, Target, parse_address
from analysis.fetching.asking import Asker, NotAllowedError
from analysis.fetching.folder import Entry, Folder
from analysis.fetching.judging import Judged, NotAnArticleError, judge
from analysis.fetching.network import Answer, RequestError
from analysis.fetching.pacing import BACK_OFF, LONGEST_WAIT, read_retry_after
from analysis.reading.drafts import Metadata
from analysis.reading.pages import NoArticleError, parse_page
from analysis.store.files import StoreError
from analysis.store.locks import locked

_PASSWORD = re.compile(r"//[^/?#]*@")
"""What stands before the host, which no table is to hold."""
FAILURES = 3
"""Addresses of a host that may fail in a row, each tried several times, before the host is left alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that somebody listed."""

    url: str
    own: Metadata = field(default_factory=Metadata)
    """What the list says about its article."""
    listed_in: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the addresses of one call, in their order."""

    entries: list[Entry]
    n_kept: int
    """How many of the saved ones were there before."""
    n_repeated: int
    """How many addresses stood in the lists more than once."""


@dataclass(frozen=True, slots=True)
class _Job:
    wanted: Wanted
    target: Target
    tries: int = 0


class _LaterError(RuntimeError):
    """An address may be asked for again after some seconds."""

    def __init__(self, message: str, *, of_host: bool, seconds: float = 0.0, status: int | None = None) -> None:
        super().__init__(message)
        self.of_host = of_host
        """Whether it holds for all addresses of the host."""
        self.seconds = seconds
        self.status = status


def fetch_addresses(
    wanted: Iterable[Wanted],
    folder: Path,
    asker: Asker,
    *,
    again: bool = False,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Result:
    """Fetch the pages of addresses into a folder, which a run analyses offline.

    What is there is not fetched again, nor what was refused for good; what was stopped goes on.

    Args:
        wanted: the addresses.
        folder: where the pages and tables go; it is made.
        asker: who asks for them.
        again: ask for all of them again; a page whose article has not changed stays, a changed one gets a second file.
        progress: told how many addresses are done, of how many.

    Raises:
        StoreError: if something cannot be written, or another fetch is at this folder.
    """
    with locked(folder):
        shelf = Folder(folder)
        try:
            return _Rounds(shelf, asker, again, progress).run(wanted)
        finally:
            shelf.write_tables()


class _Rounds:
    """One call: the queues of the hosts, and how they behave."""

    def __init__(self, shelf: Folder, asker: Asker, again: bool, progress: Callable[[int, int], object]) -> None:
        self._shelf = shelf
        self._asker = asker
        self._again = again
        self._progress = progress
        self._queues: dict[str, deque[_Job]] = {}
        self._failures: Counter[str] = Counter()
        self._given_up: dict[str, str] = {}
        self._urls: dict[str, None] = {}
        self._n_kept = 0

    def run(self, wanted: Iterable[Wanted]) -> Result:
        """Fetch what is to be fetched."""
        n_listed = 0
        for item in wanted:
            n_listed += 1
            self._add(item)
        total = len(self._urls)
        while self._queues:
            self._progress(total - sum(map(len, self._queues.values())), total)
            host = min(self._queues, key=self._asker.pace.ready_at)
            self._do(self._queues[host].popleft())
            if not self._queues[host]:
                del self._queues[host]
        self._progress(total, total)
        return Result([self._shelf.entries[url] for url in self._urls], self._n_kept, n_listed - total)

    def _add(self, wanted: Wanted) -> None:
        """Put an address into its host's queue, unless it is done."""
        try:
            target = parse_address(wanted.url, self._asker.network.ports)
        except AddressError as err:
            shown = _PASSWORD.sub("//…@", wanted.url.strip())[:MAX_LENGTH]
            if shown not in self._urls:
                self._urls[shown] = None
                self._note(wanted, shown, remark=str(err))
            return
        if target.url in self._urls:
            return
        self._urls[target.url] = None
        known = self._shelf.entries.get(target.url)
        if self._shelf.has(target.url) and not self._again:
            self._n_kept += 1
        elif known and not known.file and not known.passing and not self._again:
            pass
        else:
            self._queues.setdefault(target.host, deque()).append(_Job(wanted, target))

    def _do(self, job: _Job) -> None:
        """Ask for an address, and note what came or put it back."""
        host = job.target.host
        if host in self._given_up:
            self._refuse(job, self._given_up[host], passing=True)
            return
        try:
            answer, judged = self._ask(job)
        except _LaterError as later:
            if job.tries < len(BACK_OFF) and later.seconds <= LONGEST_WAIT:
                self._asker.robots.forget(job.target)
                self._asker.pace.hold(host, max(BACK_OFF[job.tries], later.seconds))
                self._queues[host].appendleft(replace(job, tries=job.tries + 1))
                return
            self._failures[host] += FAILURES if later.of_host else 1
            reason = str(later)
            if self._failures[host] >= FAILURES:
                self._given_up[host] = f"not asked, as its host failed before: {reason}"
            self._refuse(job, reason, passing=True, status=later.status)
        except (AddressError, NotAllowedError, RequestError, NotAnArticleError) as err:
            self._failures[host] = 0
            self._refuse(job, str(err))
        except (StoreError, OSError):
            raise
        except Exception as err:  # whatever a stranger's page does here costs this address, not those after it
            self._refuse(job, f"what came could not be dealt with ({type(err).__name__}: {err})")
        else:
            self._failures[host] = 0
            if judged is None:
                self._n_kept += 1
            else:
                self._save(job, answer, judged)

    def _ask(self, job: _Job) -> tuple[Answer, Judged | None]:
        """The article of an address; `None` if it is the one that is there.

        Raises:
            _LaterError: if it may be tried again.
            AddressError, NotAllowedError, RequestError, NotAnArticleError: if it may not.
        """
        known = self._shelf.entries.get(job.target.url)
        conditions: dict[str, str] = {}
        if known and self._shelf.has(job.target.url):
            stated = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
            conditions = {name: value for name, value in stated.items() if value}
        try:
            answer = self._asker.ask(job.target, conditions, known.final_url if known else "")
        except (RequestError, NotAllowedError) as err:
            if err.passing:
                raise _LaterError(str(err), of_host=isinstance(err, NotAllowedError)) from err
            raise
        if answer.status == 304 and conditions:
            return answer, None
        if answer.status == 429 or answer.status >= 500:
            wait = read_retry_after(answer.header("retry-after"), self._asker.network.now()) or 0.0
            reason, is_long = f"the host cannot give it now (status {answer.status})", wait > LONGEST_WAIT
            if is_long:
                reason += f" and asks to come back in {wait:,.0f} seconds"
            raise _LaterError(reason, of_host=is_long, seconds=wait, status=answer.status)
        if answer.status != 200:
            raise NotAnArticleError(
                _REFUSALS.get(answer.status, f"the host answers without a page (status {answer.status})")
            )
        judged = judge(job.target, answer)
        return answer, None if self._is_there(job.target.url, judged) else judged

    def _is_there(self, url: str, judged: Judged) -> bool:
        """Whether the article of an address is the one that was saved, whatever else changed on the page."""
        if not self._shelf.has(url):
            return False
        try:
            return parse_page(self._shelf.read(url)).text == judged.page.text
        except (OSError, NoArticleError, ValueError):
            return False

    def _save(self, job: _Job, answer: Answer, judged: Judged) -> None:
        twin = self._shelf.twin(job.target.url, answer.target.url)
        if twin:
            remark = f"leads to the same page as {twin.url}, which is saved once"
            self._note(job.wanted, job.target.url, file=twin.file, remark=remark, final_url=twin.final_url)
            return
        about = job.wanted.own.or_else(judged.page.found)
        self._note(
            job.wanted,
            job.target.url,
            file=self._shelf.save(job.target, judged.content),
            remark=judged.remark,
            status=answer.status,
            final_url=answer.target.url,
            n_bytes=len(judged.content),
            etag=answer.header("etag")[:500],
            last_modified=answer.header("last-modified")[:100],
            outlet=about.outlet or "",
            date=about.date.isoformat() if about.date else about.unread_date or "",
            author=about.author or "",
            headline=about.headline or "",
            language=about.language or "",
        )

    def _refuse(self, job: _Job, reason: str, *, passing: bool = False, status: int | None = None) -> None:
        """Note why an address was not saved; a page that is there stays."""
        known = self._shelf.entries.get(job.target.url)
        if known and self._shelf.has(job.target.url):
            day = self._asker.network.now().date()
            self._shelf.note(replace(known, remark=f"asked again on {day}: {reason}"))
        else:
            self._note(job.wanted, job.target.url, remark=reason, passing=passing, status=status)

    def _note(self, wanted: Wanted, url: str, **values: object) -> None:
        at = self._asker.network.now().isoformat(timespec="seconds")
        self._shelf.note(Entry(url, fetched_at=at, listed_in=wanted.listed_in, **values))  # type: ignore[arg-type]


_REFUSALS = {
    401: "the host gives it to subscribers only (status 401)",
    402: "the host gives it to subscribers only (status 402)",
    403: "the host does not give it out (status 403)",
    404: "there is no such page (status 404)",
    410: "the page is gone (status 410)",
    451: "the page is withheld for legal reasons (status 451)",
}
