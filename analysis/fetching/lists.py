"""Lists of addresses → what is wanted: a table or text file, a feed on disk, or the address of a feed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.fetching.addresses import AddressError, parse_address
from analysis.fetching.asking import Asker, NotAllowedError
from analysis.fetching.network import RequestError
from analysis.fetching.rounds import Wanted
from analysis.reading.addresses import read_addresses
from analysis.reading.decoding import NotTextError
from analysis.reading.drafts import SourceFile
from analysis.reading.feeds import MAX_FEED_BYTES, NotAFeedError, parse_feed
from analysis.reading.plain import read_bytes
from analysis.records import Problem

FEEDS = (".rss", ".atom", ".xml")
"""Suffixes of files that are read as feeds; all others are tables or have an address a line."""


def read_list(given: str, asker: Asker) -> Iterator[Wanted | Problem]:
    """The addresses of a list, in their order, and what is wrong with it.

    Args:
        given: the path of a file, or the address of a feed.
        asker: who asks for that feed.
    """
    if given.casefold().startswith(("http://", "https://")):
        yield from _ask_for_feed(given, asker)
        return
    path = Path(given)
    file = SourceFile(path, path.name, path.parent)
    if path.suffix.casefold() not in FEEDS:
        for item in read_addresses(file):
            yield item if isinstance(item, Problem) else Wanted(item.url, item.own, f"{file.name}, row {item.row}")
        return
    data = read_bytes(file, MAX_FEED_BYTES)
    if isinstance(data, Problem):
        yield data
    else:
        yield from _read_feed(file.name, data)


def _ask_for_feed(address: str, asker: Asker) -> Iterator[Wanted | Problem]:
    try:
        answer = asker.ask(parse_address(address, asker.network.ports))
    except (AddressError, NotAllowedError, RequestError) as err:
        yield Problem(address, "", f"the feed was not fetched: {err}")
        return
    if answer.status != 200:
        yield Problem(address, "", f"the feed was not fetched: the host answers with status {answer.status}")
        return
    yield from _read_feed(address, answer.body)


def _read_feed(name: str, data: bytes) -> Iterator[Wanted | Problem]:
    try:
        feed = parse_feed(data)
    except (NotTextError, NotAFeedError) as err:
        yield Problem(name, "", f"{err}; addresses of single pages go into a text file, one a line")
        return
    yield from (Problem(name, remark.place, remark.message, remark.severity) for remark in feed.remarks)
    for entry in feed.entries:
        if entry.own.url:
            yield Wanted(entry.own.url, entry.own.or_else(feed.about), f"{name}, entry {entry.number}")
        else:
            yield Problem(name, f"entry {entry.number}", "names no address, so it is not fetched")
