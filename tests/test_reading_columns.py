"""Tables as archives and programs write them: names of columns, delimiters, quotation marks, faults in great number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.reading import Reading, read_articles
from analysis.reading.drafts import MAX_FAULTS, SourceFile, Tally

LEAD = "The river rose by two metres overnight, and officials told families in the valley to leave."


def read(folder: Path, name: str, content: str) -> Reading:
    (folder / name).write_bytes(content.encode())
    return read_articles(folder / name)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        # Kaggle, "All the news", both versions
        (
            ",id,title,publication,author,date,year,month,url,content",
            "0,17,Dam,Vell News,Ann Aru,2025-03-04,2025,3,x,{}",
        ),
        (
            "date,year,month,day,author,title,article,url,section,publication",
            "2025-03-04 10:00:00,2025,3.0,4,Ann Aru,Dam,{},x,News,Vell News",
        ),
        # CC-News and news-please
        ("title,text,domain,date,description,url,image_url,authors", "Dam,{},Vell News,2025-03-04,x,x,x,Ann Aru"),
        ("authors,date_download,date_publish,maintext,source_domain,title", "Ann Aru,x,2025-03-04,{},Vell News,Dam"),
        # ProQuest, as a table
        ("Title,Authors,pubtitle,pubdate,DocumentURL,Full text", "Dam,Ann Aru,Vell News,2025-03-04,x,{}"),
        # posts of webhose.io, as a table
        ("thread.site,published,author,title,text", "Vell News,2025-03-04T10:00:00.000+02:00,Ann Aru,Dam,{}"),
        # a list of results of Nexis in Excel, with texts that someone pasted beside
        ("Title,Publication,Date,Byline,Text", "Dam,Vell News,2025-03-04,Ann Aru,{}"),
    ],
)
def test_columns_as_archives_name_them(tmp_path: Path, header: str, row: str) -> None:
    (article,) = read(tmp_path, "a.csv", f"{header}\n" + row.format(f'"{LEAD}"') + "\n").articles
    assert (article.outlet, str(article.date), article.author) == ("Vell News", "2025-03-04", "Ann Aru")
    assert article.text == f"Dam\n\n{LEAD}"


def test_a_post_of_webhose(tmp_path: Path) -> None:
    post = {
        "thread": {"site": "vell.example", "title": "Thread"},
        "title": "Dam",
        "published": "2025-03-04T10:00:00.000+02:00",
        "text": LEAD,
    }
    (article,) = read(tmp_path, "a.jsonl", json.dumps(post) + "\n").articles
    assert (article.outlet, str(article.date), article.headline) == ("vell.example", "2025-03-04", "Dam")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_line_that_excel_states_the_delimiter_in(tmp_path: Path, mark: str) -> None:
    others = ";|,".replace(mark, "") * 3  # which would look like delimiters in the header
    content = f"sep={mark}\r\ntitle{mark}text{mark}{others}\r\nDam{mark}It rained all night.{mark}\r\n"
    reading = read(tmp_path, "a.csv", content)
    assert [article.headline for article in reading.articles] == ["Dam"]


class TestTabs:
    def test_marks_in_a_table_that_quotes_nothing(self, tmp_path: Path) -> None:
        content = (
            'title\ttext\n"Never" again\t"Nobody" was hurt, he said.\nDam\t"It rained\nRain\tIt rained, "all" night.\n'
        )
        reading = read(tmp_path, "a.tsv", content)
        assert [article.row for article in reading.articles] == [1, 2, 3]
        assert reading.articles[0].headline == '"Never" again'
        assert '"Nobody" was hurt' in reading.articles[0].text

    def test_quoted_fields_may_hold_tabs_and_lines(self, tmp_path: Path) -> None:
        content = 'title\ttext\nDam\t"It ""rained""\tand\nrained."\nRain\t"It snowed."\n'
        first, second = read(tmp_path, "a.tsv", content).articles
        assert first.text == 'Dam\n\nIt "rained"\tand\nrained.'
        assert second.text == "Rain\n\nIt snowed."

    def test_a_mark_that_is_never_closed_in_a_quoting_table(self, tmp_path: Path) -> None:
        content = 'title\ttext\nDam\t"It rained\nall night."\nRain\t"It snowed.\n'
        reading = read(tmp_path, "a.tsv", content)
        assert len(reading.articles) == 1
        assert "opened and never closed" in reading.problems[0].message


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_characters="\0\t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), min_size=1
        )
        .map(lambda text: f"{text} and more.")
        .filter(lambda text: text.split()[0] not in ("nan", "none")),
        min_size=1,
        max_size=8,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_of_a_table_without_quoting_is_kept(tmp_path: Path, texts: list[str]) -> None:
    bare = '"open mark'  # which no quoting table could hold
    content = "n\ttext\n" + "".join(f"{n}\t{text}\n" for n, text in enumerate([*texts, bare]))
    reading = read(tmp_path, "a.tsv", content)
    assert [article.text for article in reading.articles] == [*texts, bare]


def test_faults_in_great_number_are_told_in_few_problems(tmp_path: Path) -> None:
    file = SourceFile(tmp_path / "a", "a", tmp_path)
    tally = Tally(file, "line")
    for number in range(50_000):
        tally.add(number, f"fault {number}")
    found = list(tally.problems())
    assert len(found) == MAX_FAULTS + 1
    assert f"({50_000 - MAX_FAULTS} in all)" in found[-1].place
