"""A corpus once more: whatever was edited, the tables are those of a run from scratch."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.batches import AnalysedRows, build_batch
from analysis.lexicons import default_lexicons
from analysis.parsing import as_parsed
from analysis.pipeline import analyze_parsed, analyze_rows
from analysis.program import NOT_OF_ROWS
from analysis.reading import ArticleStream
from analysis.reading.zones import find_zones
from analysis.records import Article, ArticleAnalysis, Event, FrameHit, Problem, Quote, SentenceScore
from analysis.rerun import READING, Rerun, rerun
from analysis.rows import build_rows
from analysis.store import StoreError, read_tables
from analysis.store.locks import locked
from analysis.store.rows import MANY, ROWS

SHARED = " ".join(f"word{n} of the wire story" for n in range(20))
TEXTS = (
    'Ada Lund said: "We stay."\n\nThe siege goes on.',
    'Mayor Lund said: "We go."\n\nNo siege here.',
    f'"Yes," said Olds.\n\n{SHARED}',
    f'"No," said Olds.\n\n{SHARED} and more',
    "Nothing is said.",
    "BROKEN",
)


def find_things(article: Article) -> ArticleAnalysis:
    """What a quick stand-in for the analysis finds: it hangs on text, zones and byline, as the real one does."""
    name, text = article.article_id, article.text
    sentences = [
        SentenceScore(
            name, n, m.start(), m.end(), m.group(), "body", "narrator", 0.0, None, len(m.group()) / 99, 0, 1, 0, (), n
        )
        for n, m in enumerate(re.finditer(r"[^\n]+", text))
    ]
    quotes = [
        Quote(
            article_id=name,
            quote_id=f"{name}:q{n}",
            quote_type="direct",
            attribution_type="speech",
            content_spans=(m.span(),),
            cue_spans=(),
            speaker_spans=(),
            cue_lemma="say",
            speaker=article.author,
            speaker_name=next(iter(re.findall(r"Ada Lund|Lund|Olds", text)), None),
            speaker_type="person",
            speaker_via="name",
            via="marks",
        )
        for n, m in enumerate(re.finditer('"[^"]+"', text), start=1)
    ]
    hits = [
        FrameHit(
            name, "l", "war", "siege", None, *m.span(), "siege", 0, "body", "narrator", None, None, "asserted", None
        )
        for m in re.finditer("siege", text)
    ]
    return ArticleAnalysis(article, len(text.split()), len(sentences), tuple(sentences), tuple(quotes), tuple(hits))


@dataclass
class Given:
    """Articles that come from no file."""

    articles: Sequence[Article]
    problems: Sequence[Problem] = (Problem("x.pdf", "", "no article", "note"),)
    events: Sequence[Event] = (Event(date(2025, 1, 1), "e"),)
    stated: dict[str, int] = field(default_factory=dict)
    file_names: Sequence[str] = ()
    folders_are_outlets: bool = False

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles)


def analyze_quickly(
    articles: Iterable[tuple[str, Article]], total: int = 0, *, seen: list[str] | None = None
) -> Iterator[AnalysedRows]:
    for key, article in articles:
        if seen is not None:
            seen.append(article.article_id)
        if "BROKEN" in article.text:
            yield AnalysedRows(build_batch([]), 1, [Problem(article.path, "", "broken")])
        else:
            yield AnalysedRows(build_batch([(key, build_rows(find_things(article)))]), 1)


def made(name: str, text: str = TEXTS[0], **known: object) -> Article:
    return replace(Article(name, text, find_zones(text)), **known)  # type: ignore[arg-type]


def run(articles: Sequence[Article], folder: Path, made_with: str = "v1", **options: object) -> tuple[Rerun, list[str]]:
    """The run and the articles that it analysed."""
    seen: list[str] = []
    done = rerun(Given(articles), "made-up", folder, made_with, partial(analyze_quickly, seen=seen), **options)  # type: ignore[arg-type]
    return done, seen


def tables_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet")) + sorted(folder.glob("*.csv"))}


CORPORA = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"), st.sampled_from(TEXTS), st.sampled_from([None, "Ada"]), st.sampled_from("XY")
    ),
    max_size=8,
    unique_by=lambda article: article[0],
).map(lambda rows: [made(name, text, author=author, outlet=outlet) for name, text, author, outlet in rows])


@settings(max_examples=8, deadline=None)
@given(st.lists(CORPORA, min_size=2, max_size=3))
def test_whatever_is_edited_the_tables_are_those_of_a_run_from_scratch(corpora: list[list[Article]]) -> None:
    with TemporaryDirectory() as place:
        for corpus in corpora:
            run(corpus, Path(place, "again"))
        run(corpora[-1], Path(place, "scratch"))
        assert tables_in(Path(place, "again")) == tables_in(Path(place, "scratch"))


def test_only_new_texts_are_analysed(tmp_path: Path) -> None:
    corpus = [made("a"), made("b", TEXTS[1]), made("c", TEXTS[2])]
    assert run(corpus, tmp_path)[1] == ["a", "b", "c"]
    done, seen = run([*corpus, made("d", TEXTS[3])], tmp_path)
    assert seen == ["d"]
    assert (done.n_kept, done.written.n_rows["articles"], done.other_tables) == (3, 4, True)
    assert done.changes is not None
    assert (done.changes.new, done.changes.n_same) == (("d",), 3)
    changed = [replace(corpus[0], text=TEXTS[4], zones=find_zones(TEXTS[4])), *corpus[1:]]
    assert run(changed, tmp_path)[1] == ["a"]
    done, seen = run(changed, tmp_path)
    assert (seen, done.other_tables) == ([], False)


@pytest.mark.parametrize(
    "known", [{"outlet": "X"}, {"date": date(2025, 1, 2)}, {"headline": "H"}, {"url": "u"}, {"path": "p", "row": 3}]
)
def test_what_is_only_known_of_an_article_is_taken_up_without_an_analysis(
    known: dict[str, object], tmp_path: Path
) -> None:
    run([made("a"), made("b", TEXTS[1])], tmp_path / "again")
    edited = [made("a", **known), made("b", TEXTS[1])]
    assert run(edited, tmp_path / "again")[1] == []
    run(edited, tmp_path / "scratch")
    assert tables_in(tmp_path / "again") == tables_in(tmp_path / "scratch")


def test_renamed_articles_and_rows_that_moved_are_not_analysed_again(tmp_path: Path) -> None:
    rows = [made(f"export-{n}", text, row=n) for n, text in enumerate(TEXTS[:4], start=1)]
    run(rows, tmp_path / "again")
    shifted = [made("export-1", "A new first row. It is short.", row=1)]
    shifted += [made(f"export-{n + 1}", text, row=n + 1) for n, text in enumerate(TEXTS[:4], start=1)]
    assert run(shifted, tmp_path / "again")[1] == ["export-1"]
    run(shifted, tmp_path / "scratch")
    assert tables_in(tmp_path / "again") == tables_in(tmp_path / "scratch")


def test_an_article_that_fails_is_tried_again_and_told_again(tmp_path: Path) -> None:
    corpus = [made("a"), made("bad", "BROKEN"), made("c", TEXTS[2])]
    for _ in range(2):
        _, seen = run(corpus, tmp_path)
        tables = read_tables(tmp_path)
        assert tables.problems["message"].tolist() == ["no article", "broken"]
        assert tables.articles["article_id"].tolist() == ["a", "c"]
    assert seen == ["bad"]


def test_with_other_rules_nothing_is_kept(tmp_path: Path) -> None:
    corpus = [made("a"), made("b", TEXTS[1])]
    run(corpus, tmp_path)
    assert run(corpus, tmp_path, "v2")[1] == ["a", "b"]
    assert run(corpus, tmp_path, "v2", again=True)[1] == ["a", "b"]


def test_one_text_under_two_names_is_analysed_once(tmp_path: Path) -> None:
    done, seen = run([made("a"), made("b"), made("c", TEXTS[2])], tmp_path)
    assert seen == ["a", "c"]
    quotes = read_tables(tmp_path).quotes
    assert quotes["quote_id"].tolist() == ["a:q1", "b:q1", "c:q1"]
    assert done.written.n_rows["articles"] == 3


def test_no_article_is_lost_in_silence_whose_text_failed_in_another(tmp_path: Path) -> None:
    corpus = [
        made(name, text, path=f"{name}.txt") for name, text in (("a", "BROKEN"), ("b", "BROKEN"), ("c", TEXTS[2]))
    ]
    done, seen = run(corpus, tmp_path)
    problems = read_tables(tmp_path).problems
    assert seen == ["a", "c"]
    assert problems.loc[problems["severity"] == "error", "path"].tolist() == ["a.txt", "b.txt"]
    assert done.written.n_rows["articles"] == 1


def batches(folder: Path) -> list[Path]:
    return sorted(path.parent for path in (folder / ROWS).glob("[!.]*/articles.parquet"))


def test_a_run_that_is_stopped_loses_no_more_than_it_was_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.rerun.BATCH", 16)
    corpus = [made(f"a{n:02}", f"{TEXTS[n % 4]}\n\nNumber {n}.") for n in range(3 * 16)]
    run(corpus[:5], tmp_path / "again")

    def stop(articles: Iterable[tuple[str, Article]], total: int) -> Iterator[AnalysedRows]:
        yield from analyze_quickly(islice(articles, 2 * 16 + 3))
        raise KeyboardInterrupt

    before = tables_in(tmp_path / "again")
    with pytest.raises(KeyboardInterrupt):
        rerun(Given(corpus), "made-up", tmp_path / "again", "v1", stop)
    assert tables_in(tmp_path / "again") == before
    # A batch that is damaged afterwards is as if it were not there.
    kept = batches(tmp_path / "again")
    assert len(kept) == 1 + 2
    largest = max(kept, key=lambda path: (path / "articles.parquet").stat().st_size)
    (largest / "quotes.parquet").write_bytes((largest / "quotes.parquet").read_bytes()[:-40])
    done, seen = run(corpus, tmp_path / "again")
    assert (done.n_kept, len(seen)) == (5 + 16, len(corpus) - 5 - 16)
    run(corpus, tmp_path / "scratch")
    assert tables_in(tmp_path / "again") == tables_in(tmp_path / "scratch")


def test_many_small_batches_become_one_and_what_nobody_needs_goes(tmp_path: Path) -> None:
    corpus = [made(f"a{n:02}", f"{TEXTS[0]}\n\nNumber {n}.") for n in range(MANY + 2)]
    for n in range(1, len(corpus) + 1):
        run(corpus[:n], tmp_path / "again")
    assert len(batches(tmp_path / "again")) < MANY
    assert run(corpus, tmp_path / "again")[1] == []
    run(corpus, tmp_path / "scratch")
    assert tables_in(tmp_path / "again") == tables_in(tmp_path / "scratch")
    run([], tmp_path / "again")
    assert batches(tmp_path / "again") == []


@pytest.mark.parametrize("name", ["quotes.parquet", "articles.parquet", "quotes.csv"])
def test_tables_that_somebody_spoiled_are_written_again(name: str, tmp_path: Path) -> None:
    corpus = [made("a"), made("b", TEXTS[1])]
    run(corpus, tmp_path)
    expected = tables_in(tmp_path)
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"spoiled")):
        spoil(tmp_path / name)
        run(corpus, tmp_path)
        assert tables_in(tmp_path) == expected


def test_rows_of_a_later_version_are_left_alone(tmp_path: Path) -> None:
    run([made("a")], tmp_path)
    (tmp_path / ROWS / "version.json").write_text('{"version": 99}', encoding="utf-8")
    with pytest.raises(StoreError, match="later version"):
        run([made("a")], tmp_path)
    assert batches(tmp_path)


def test_rows_of_an_older_version_are_brought_to_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run([made("a")], tmp_path)
    old = batches(tmp_path)[0]
    old.rename(old.with_name("old-name"))
    (tmp_path / ROWS / "version.json").write_text('{"version": 0}', encoding="utf-8")
    monkeypatch.setattr("analysis.store.rows.MIGRATIONS", {0: lambda rows: (rows / "old-name").rename(rows / old.name)})
    assert run([made("a")], tmp_path)[1] == []
    assert [path.name for path in batches(tmp_path)] == [old.name]


def test_a_second_run_does_not_write_where_one_is_writing(tmp_path: Path) -> None:
    run([made("a")], tmp_path)
    expected = tables_in(tmp_path)
    code = (
        "import sys, time; from pathlib import Path; from analysis.store.locks import locked\n"
        "with locked(Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(StoreError, match=rf"another run is writing here \(process {other.pid}, since"):
            run([made("b")], tmp_path)
        other.kill()
    assert tables_in(tmp_path) == expected
    with locked(tmp_path):
        run([made("a")], tmp_path)
    assert tables_in(tmp_path) == expected
    assert not (tmp_path / READING).exists()


# With the language model


STORIES = {
    "one.txt": 'Mayor refuses to leave\n\n"We will never surrender," Ada Lund said on Monday. The siege goes on.',
    "two.txt": '---\nauthor: Kim Olds\n---\nKim Olds writes. "The truce holds," Mr Lund said. Critics denied it.',
    "three.txt": "Troops killed six people. The so-called safe corridor was closed, officials said.",
}


def test_on_files_the_tables_are_those_of_a_run_from_scratch(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name, text in STORIES.items():
        (source / name).write_text(text, encoding="utf-8")
    table = "text,author\n" + "".join(f'"Row {n}: Olds said that the road was open.",\n' for n in range(2))
    (source / "rows.csv").write_text(table, encoding="utf-8")
    analysed: list[str] = []

    def analyze(articles: Iterable[tuple[str, Article]], total: int) -> Iterator[AnalysedRows]:
        taken = list(articles)
        analysed.extend(article.article_id for _, article in taken)
        yield from analyze_rows(taken, total, lexicons=default_lexicons())

    def runs_alike(number: int) -> None:
        for folder in ("again", f"scratch-{number}"):
            rerun(ArticleStream(source, corpus="c"), "c", tmp_path / folder, "v1", analyze)
        assert tables_in(tmp_path / "again") == tables_in(tmp_path / f"scratch-{number}")

    runs_alike(0)
    (source / "one.txt").rename(source / "zz.txt")
    (source / "four.txt").write_text("Ada Lund left the town on Friday, the army said.", encoding="utf-8")
    (source / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (source / "three.txt").unlink()
    (source / "metadata.csv").write_text("file,outlet\ntwo.txt,The Courier\n", encoding="utf-8")
    (source / "rows.csv").write_text(
        table.replace("text,author\n", "text,author\nA new row on top.,\n"), encoding="utf-8"
    )
    analysed.clear()
    runs_alike(1)
    assert analysed[:2] == ["four", "rows-1"]
    assert len(analysed) == 2 + 6


def test_extractors_look_at_nothing_of_an_article_that_its_key_leaves_out() -> None:
    text = 'The mayor left.\n\n"The truce holds," Mr Lund said. Kim Olds asked him why. Critics denied it.'
    article = Article("a", text, find_zones(text, author="Kim Olds"), author="Kim Olds")
    other = replace(
        article, corpus="c", outlet="Olds", date=date(2025, 1, 1), headline="Lund", url="u", language="de", path="Lund"
    )
    first, second = (analyze_parsed(as_parsed(one), default_lexicons()) for one in (article, other))
    assert replace(first, article=other) == second
    assert first.quotes


def test_finding_needs_none_of_the_packages_whose_edits_keep_the_rows() -> None:
    code = "import sys, analysis.pipeline; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = {module.split(".")[1] for module in shown.stdout.split() if module.startswith("analysis.")}
    assert "quotes" in imported
    assert not imported & NOT_OF_ROWS
