"""Lists of addresses: tables of archives that name articles and do not hold them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, read_articles
from analysis.reading.addresses import Address, read_addresses
from analysis.reading.drafts import SourceFile
from analysis.records import Problem

DAM, RAIN = "https://www.example.org/dam-bursts", "http://news.example.com/2025/03/rain?id=7&x=é"


def read_list(folder: Path, name: str, content: str | bytes) -> tuple[list[Address], list[Problem]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(read_addresses(SourceFile(path, name, folder)))
    return [x for x in found if isinstance(x, Address)], [x for x in found if isinstance(x, Problem)]


def as_articles(folder: Path, name: str, content: str) -> Reading:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_articles(path)


def gdelt_line(n_columns: int, **cells: str) -> str:
    return "\t".join(cells.get(f"_{i}", "") for i in range(n_columns))


MEDIA_CLOUD = (
    "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
    f"a1,2025-03-05 10:11:12.1,en,example.org,https://example.org,2025-03-04,Dam bursts,{DAM}\n"
    f"b2,2025-03-05 10:11:12.1,en,example.com,https://example.com,2025-03-05,Rain,{RAIN}\n"
)
MEDIA_CLOUD_BEFORE = (
    "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url\n"
    f'7,2025-03-04 08:00:00,"Dam, bursts",{DAM},en,False,"floods, dams",1,Example Times,http://example.org\n'
    f"8,2025-03-05 08:00:00,Rain,{RAIN},en,False,,2,Example Post,http://example.com\n"
)
GDELT_SEARCH = (
    "URL,MobileURL,Date,Title\n"
    f"{DAM},https://m.example.org/dam,2025-03-04 10:15:00,Dam bursts\n"
    f"{RAIN},,2025-03-05 10:15:00,Rain\n"
)
GDELT_GRAPH = (
    gdelt_line(27, _0="20250304101500-1", _1="20250304101500", _2="1", _3="example.org", _4=DAM, _7="A;B;C;D" * 20)
    + "\n"
    + gdelt_line(27, _0="x-2", _1="20250305101500", _2="1", _3="example.com", _4=RAIN, _22='12|3||"It rained')
    + "\n"
)
GDELT_EVENTS = "".join(
    gdelt_line(61, _0=str(i), _1="20240304", _59="20250304101500", _60=url) + "\n" for i, url in enumerate((DAM, RAIN))
)
GDELT_MENTIONS = "".join(
    gdelt_line(16, _0=str(i), _2="20250304101500", _3="1", _4="example.org", _5=url) + "\n"
    for i, url in enumerate((DAM, RAIN))
)
LISTS = {
    "media-cloud.csv": MEDIA_CLOUD,
    "media-cloud-before.csv": MEDIA_CLOUD_BEFORE,
    "search.csv": GDELT_SEARCH,
    "20250304101500.gkg.csv": GDELT_GRAPH,
    "20250304101500.export.CSV": GDELT_EVENTS,
    "20250304101500.mentions.CSV": GDELT_MENTIONS,
    "plain.csv": f"url\n{DAM}\n{RAIN}\n",
    "links.tsv": f"title\tlink\nDam\t{DAM}\nRain\t{RAIN}\n",
    "no-header.csv": f"1,{DAM}\n2,{RAIN}\n",
    "list.txt": f"# two stories\n{DAM}\n\n  {RAIN}  \n",
}


@pytest.mark.parametrize("name", LISTS)
def test_every_address_of_an_archives_list(tmp_path: Path, name: str) -> None:
    addresses, problems = read_list(tmp_path, name, LISTS[name])
    assert [address.url for address in addresses] == [DAM, RAIN]
    assert problems == []


@pytest.mark.parametrize(
    ("name", "outlet", "day", "headline"),
    [
        ("media-cloud.csv", "example.org", "2025-03-04", "Dam bursts"),
        ("media-cloud-before.csv", "Example Times", "2025-03-04", "Dam, bursts"),
        ("search.csv", None, "2025-03-04", "Dam bursts"),
        ("20250304101500.gkg.csv", "example.org", "2025-03-04", None),
        ("20250304101500.export.CSV", None, None, None),  # its days are those of events
        ("20250304101500.mentions.CSV", "example.org", "2025-03-04", None),
    ],
)
def test_what_a_list_says_about_its_articles(
    tmp_path: Path, name: str, outlet: str | None, day: str | None, headline: str | None
) -> None:
    (first, _), _ = read_list(tmp_path, name, LISTS[name])
    own = first.own
    assert (own.outlet, own.date and own.date.isoformat(), own.headline) == (outlet, day, headline)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_among_the_articles_is_told_in_one_problem(tmp_path: Path, name: str) -> None:
    reading = as_articles(tmp_path, name, LISTS[name])
    assert reading.articles == []
    (problem,) = reading.problems
    assert (problem.path, problem.severity) == (name, "error")
    assert "a list of 2 addresses" in problem.message
    assert "fetch" in problem.message


def test_rows_without_an_address_are_told(tmp_path: Path) -> None:
    content = f"url,title\n{DAM},Dam\n,Rain\nn/a,Snow\n{DAM},Dam\n"
    addresses, problems = read_list(tmp_path, "a.csv", content)
    assert [address.row for address in addresses] == [1, 4]
    assert [problem.place for problem in problems] == ["row 2", "row 3"]
    reading = as_articles(tmp_path, "a.csv", content)
    assert "2 addresses of articles and no texts (and 2 rows without an address)" in reading.problems[0].message


def test_lines_that_are_no_addresses(tmp_path: Path) -> None:
    addresses, problems = read_list(tmp_path, "a.txt", f"{DAM}\nIt rained.\nftp://example.org/x\n" + "x" * 50_000)
    assert [address.row for address in addresses] == [1]
    assert {problem.place for problem in problems} == {"line 2", "line 3", "line 4"}


def test_a_table_with_texts_is_no_list(tmp_path: Path) -> None:
    content = f"url,text\n{DAM},It rained all night.\n{RAIN},It snowed all day.\n"
    reading = as_articles(tmp_path, "a.csv", content)
    assert [article.url for article in reading.articles] == [DAM, RAIN]


def test_a_text_that_names_addresses_is_an_article(tmp_path: Path) -> None:
    assert len(as_articles(tmp_path, "a.txt", f"It rained.\n{DAM}\n").articles) == 1


def test_texts_under_a_name_that_is_not_known(tmp_path: Path) -> None:
    story = "It rained all night and the river rose. " * 20
    reading = as_articles(tmp_path, "a.csv", f'url,meldung\n{DAM},"{story}"\n{RAIN},"{story}"\n')
    (problem,) = reading.problems
    assert problem.severity == "error"
    assert "'meldung' has the longest cells" in problem.message


def test_a_cell_that_looks_like_an_address_for_long(tmp_path: Path) -> None:
    cell = "https://" + "a." * 500_000 + " x"
    addresses, problems = read_list(tmp_path, "a.csv", f'url\n{DAM}\n"{cell}"\n')
    assert [address.url for address in addresses] == [DAM]
    assert [problem.place for problem in problems] == ["row 2"]


def test_lists_in_other_encodings_and_what_is_no_text(tmp_path: Path) -> None:
    addresses, _ = read_list(tmp_path, "a.txt", f"{DAM}\n{RAIN}\n".encode("utf-16"))
    assert [address.url for address in addresses] == [DAM, RAIN]
    assert "a PNG image" in read_list(tmp_path, "a.txt", b"\x89PNG\r\n\x1a\n")[1][0].message
    assert "empty" in read_list(tmp_path, "a.csv", b"")[1][0].message
    assert "no column holds the addresses" in read_list(tmp_path, "a.csv", b"name,text\nx,y\n")[1][0].message


@given(st.lists(st.sampled_from([DAM, RAIN, "", "n/a", "www.example.org", "It rained"]), max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_row_is_an_address_or_told(tmp_path: Path, cells: list[str]) -> None:
    content = "url,title\n" + "".join(f"{cell},x\n" for cell in cells)
    addresses, problems = read_list(tmp_path, "a.csv", content)
    assert [address.row for address in addresses] == [i for i, cell in enumerate(cells, 1) if "://" in cell]
    if len(addresses) < len(cells):
        told = sum(int(p.place.split("(")[1].split()[0]) if "in all" in p.place else 1 for p in problems)
        assert told == len(cells) - len(addresses)
