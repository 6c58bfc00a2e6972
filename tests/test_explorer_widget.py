"""The explorer as a widget, without a browser: what its controls and clicks do, its state, and its export."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.explorer import Choice, Explorer, choose, explore, export_choice
from analysis.explorer.export import next_folder
from analysis.measures import frames_by_outlet
from analysis.records import Article, ArticleAnalysis
from analysis.store import write_tables
from analysis.tables import Tables, build_tables

HOSTILE = '</style><img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def results(tables: Tables, no_articles: Tables, one_article: Tables, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("results")
    bare = build_tables([ArticleAnalysis(Article("bare", "Text."), 1, 0)])
    for name, corpus in {"made up": tables, "empty": no_articles, "one": one_article, "bare": bare}.items():
        write_tables(corpus, folder / "data" / "tables" / name)
    return str(folder)


def click(explorer: Explorer, **content: Any) -> None:
    explorer._answer(content)


def shown(explorer: Explorer) -> dict[str, Any]:
    page = explorer._page
    return {name: getattr(page, name) for name in ("panels", "passages", "article", "status", "message")}


def test_it_starts_with_everything(results: str, tables: Tables) -> None:
    explorer = explore(results, "made up")
    assert explorer.choice == Choice()
    assert explorer.state == {"corpus": "made up"}
    assert shown(explorer)["passages"]["total"] == len(tables.frame_hits)
    assert [panel["name"] for panel in shown(explorer)["panels"]] == ["rates", "who", "weeks"]
    assert shown(explorer)["message"] == ""


def test_controls_narrow_every_view(results: str) -> None:
    explorer = explore(results, "made up")
    controls = explorer._controls
    controls._outlets.value = ("Daily Ledger",)
    controls._who.value = ("narrator", None)
    controls._frames.value = ("law",)
    assert explorer.choice == Choice(outlets=("Daily Ledger",), frames=("law",), voice="narrator")
    assert len(controls._of_frames.options) == 1, "only terms of the frame are offered"
    rates, who, weeks, passages = explorer.views
    assert rates.table["outlet"].tolist() == ["Daily Ledger"]
    assert who.table["voice"].tolist() == ["narrator"]
    n_hits = rates.table["n_hits"].sum()
    assert weeks.table["n_hits"].sum() == shown(explorer)["passages"]["total"] == n_hits > 0
    assert set(passages.table["outlet"]) == {"Daily Ledger"}
    controls._words.value = "surrender*"
    assert explorer.choice == Choice(outlets=("Daily Ledger",), voice="narrator", words="surrender*")
    assert controls._frames.disabled
    controls._reset.click()
    assert explorer.choice == Choice()
    assert not controls._frames.disabled


def test_a_bar_lists_its_passages_and_a_line_opens_its_article(results: str) -> None:
    explorer = explore(results, "made up")
    bar = {"frame": "law", "outlet": "Daily Ledger"}
    click(explorer, kind="pick", bar=bar)
    passages = shown(explorer)["passages"]
    own = explorer.views[0].table.query("frame == 'law' and outlet == 'Daily Ledger'")
    assert passages["total"] == own["n_hits"].item()
    assert passages["picked"] == bar
    place = passages["rows"][1][-3:]
    click(explorer, kind="open", place=place)
    article = shown(explorer)["article"]
    assert article["place"] == place
    assert f'id="{article["focus"]}"' in article["html"]
    assert explorer.state == {"corpus": "made up", "picked": bar, "opened": place}
    click(explorer, kind="pick", bar=None)
    assert shown(explorer)["passages"]["total"] > passages["total"]
    click(explorer, kind="close")
    assert shown(explorer)["article"] == {}
    assert explorer.state == {"corpus": "made up"}


def test_more_passages_come_when_they_are_asked_for(results: str) -> None:
    explorer = explore(results, "made up")
    before = len(shown(explorer)["passages"]["rows"])
    click(explorer, kind="more")
    after = len(shown(explorer)["passages"]["rows"])
    assert before < after <= shown(explorer)["passages"]["total"]


def test_its_state_pasted_back_shows_the_same(results: str) -> None:
    first = explore(results, "made up")
    first._controls._speakers.value = ("Ada Marlow",)
    first._controls._start.value = pd.Timestamp("2024-01-08").date()
    click(first, kind="pick", bar={"voice": "quoted", "speaker_id": "Ada Marlow", "naming": "named"})
    click(first, kind="open", place=shown(first)["passages"]["rows"][0][-3:])
    code = first._page.state_code
    state = ast.literal_eval(code.removeprefix("state = "))
    assert state == first.state
    second = explore(results, "one", state=state)
    assert second.corpus == "made up", "a state that names a corpus wins"
    assert shown(second) == shown(first)
    assert second.state == first.state
    assert second._controls.read() == first._controls.read()


def test_another_corpus_starts_anew(results: str, one_article: Tables) -> None:
    explorer = explore(results, "made up", state={"frames": ["law"]})
    assert explorer._controls._corpus.options == ("bare", "empty", "made up", "one")
    explorer._controls._corpus.value = "one"
    assert explorer.state == {"corpus": "one"}
    assert shown(explorer)["passages"]["total"] == len(one_article.frame_hits)
    assert explorer._controls._outlets.options == (("K-News (1)", "K-News"),)


@pytest.mark.parametrize(
    ("corpus", "state", "message"),
    [
        ("empty", {}, "This corpus has no article."),
        ("bare", {}, "No term of the lexicons occurs in this corpus."),
        ("nowhere", {}, "run the analysis first"),
        ("made up", {"frames": ["lore"]}, "There is no frame 'lore'"),
        ("made up", {"start": "soon"}, "Start is 'soon'; write a day"),
        ("made up", {"words": "(winter"}, "expected"),
        ("made up", {"picked": "law"}, "Picked is 'law'"),
        ("made up", {"opened": ["nowhere", 0, 1]}, "No article has the id 'nowhere'"),
        ("made up", {"voice": "narrator", "speakers": ["Ada Marlow"]}, "either the narrator's or quoted"),
    ],
)
def test_where_nothing_can_be_shown_a_sentence_says_why(
    results: str, corpus: str, state: dict[str, Any], message: str
) -> None:
    explorer = explore(results, corpus, state=state)
    assert message in shown(explorer)["message"]
    assert shown(explorer)["panels"] == []


def test_a_wrong_choice_is_told_and_the_next_one_works(results: str) -> None:
    explorer = explore(results, "made up")
    explorer._controls._words.value = "(winter"
    assert "expected" in shown(explorer)["message"]
    explorer._controls._words.value = ""
    assert shown(explorer)["message"] == ""
    assert shown(explorer)["panels"]


def test_days_outside_the_corpus_are_told(results: str) -> None:
    explorer = explore(results, "made up", state={"start": "2024-01-08", "end": "2024-01-07"})
    assert "ends before it starts" in shown(explorer)["message"]


def exported(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_export_writes_what_is_shown(results: str, tables: Tables) -> None:
    explorer = explore(results, "made up", state={"voice": "narrator", "outlets": ["Daily Ledger", "Harbour Gazette"]})
    click(explorer, kind="pick", bar={"frame": "law", "outlet": "Daily Ledger"})
    explorer._export()
    folder = Path(results, "reports", "explorer", "made up", "view-1")
    assert folder.as_posix() in shown(explorer)["status"]
    figures = ("frames-by-outlet", "frames-by-speaker", "frames-over-time")
    kinds = ("csv", "png", "svg", "txt")
    names = ["choice.json", *(f"{figure}.{kind}" for figure in figures for kind in kinds), "passages.csv"]
    assert exported(folder) == names
    state = json.loads((folder / "choice.json").read_text(encoding="utf-8"))
    assert state == explorer.state
    chosen = choose(tables, explorer.choice)
    numbers = pd.read_csv(folder / "frames-by-outlet.csv")
    pd.testing.assert_frame_equal(numbers, frames_by_outlet(chosen).astype(object).convert_dtypes(), check_dtype=False)
    caption = (folder / "frames-by-outlet.txt").read_text(encoding="utf-8")
    assert "Chosen: Daily Ledger, Harbour Gazette; narrator." in caption
    assert "Unvalidated" in caption
    passages = pd.read_csv(folder / "passages.csv")
    assert len(passages) == shown(explorer)["passages"]["total"]
    texts = tables.articles.set_index("article_id")["text"]
    for line in passages.itertuples():
        assert texts[line.article_id][line.start : line.end] == line.text
    explorer._export()
    assert exported(folder.with_name("view-2")) == names


def test_an_export_of_passages_is_safe_for_spreadsheets(tables: Tables, tmp_path: Path) -> None:
    articles = tables.articles.assign(outlet="=1+1")
    hostile = Tables(**tables.by_name() | {"articles": articles})
    export_choice(hostile, Choice(frames=("law",)), tmp_path)
    lines = (tmp_path / "passages.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) > 1
    assert all(",'=1+1," in line for line in lines[1:])


def test_nothing_to_export_is_told(results: str) -> None:
    explorer = explore(results, "empty")
    explorer._export()
    assert shown(explorer)["status"] == "There is nothing to export."
    assert not Path(results, "reports", "explorer", "empty").exists()


def test_folders_of_exports_are_numbered(tmp_path: Path) -> None:
    assert next_folder(tmp_path).name == "view-1"
    (tmp_path / "view-1").mkdir()
    assert next_folder(tmp_path).name == "view-2"


def test_only_the_reader_is_markup_and_escapes(tables: Tables, results: str) -> None:
    articles = tables.articles.assign(headline=HOSTILE, outlet=HOSTILE)
    explorer = explore(results, "x", tables=Tables(**tables.by_name() | {"articles": articles}))
    place = shown(explorer)["passages"]["rows"][0][-3:]
    click(explorer, kind="open", place=place)
    article = shown(explorer)["article"]
    assert HOSTILE not in article["html"]
    assert article["title"] == HOSTILE, "the page shows it as text"


def test_where_no_browser_is_a_sentence_stands_for_it(results: str) -> None:
    shown_as = explore(results, "made up")._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown_as
    assert shown_as["text/html"] == f"<p>{shown_as['text/plain']}</p>"


def test_frames_are_told_by_their_names_for_readers(results: str) -> None:
    explorer = explore(results, "made up", frame_names={"law": "Law and legality"})
    click(explorer, kind="pick", bar={"frame": "law", "outlet": "Daily Ledger"})
    assert shown(explorer)["passages"]["note"] == "Daily Ledger; Law and legality"
    assert "Listed: " in shown(explorer)["status"]
    assert explorer.state["picked"]["frame"] == "law"


def test_without_names_given_frames_have_those_of_the_lexicons(tables: Tables, results: str) -> None:
    hits = tables.frame_hits.assign(frame=tables.frame_hits["frame"].replace({"law": "negotiation"}))
    explorer = explore(results, "x", tables=Tables(**tables.by_name() | {"frame_hits": hits}))
    click(explorer, kind="pick", bar={"frame": "negotiation", "outlet": "Daily Ledger"})
    assert shown(explorer)["passages"]["note"] == "Daily Ledger; Diplomacy and settlement"
