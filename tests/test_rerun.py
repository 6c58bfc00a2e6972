"""A corpus once more: whatever was edited, the tables are those of a run from scratch."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.kept import KEYS, PARTS
from analysis.lexicons import default_lexicons
from analysis.parsing import as_parsed
from analysis.pipeline import CHUNK, Outcome, analyze_articles, analyze_parsed
from analysis.publishing.run import NOT_OF_ROWS
from analysis.reading import Reading, read_articles
from analysis.reading.zones import find_zones
from analysis.records import Article, ArticleAnalysis, Event, FrameHit, Problem, Quote, SentenceScore
from analysis.rerun import Rerun, rerun

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


def analyze_quickly(articles: Sequence[Article], *, seen: list[str] | None = None) -> Iterator[Outcome]:
    for article in articles:
        if seen is not None:
            seen.append(article.article_id)
        if "BROKEN" in article.text:
            yield Outcome(None, Problem(article.path, "", "broken"))
        else:
            yield Outcome(find_things(article))


def made(name: str, text: str = TEXTS[0], **known: object) -> Article:
    return replace(Article(name, text, find_zones(text)), **known)  # type: ignore[arg-type]


def run(articles: Sequence[Article], folder: Path, made_with: str = "v1", **options: object) -> tuple[Rerun, list[str]]:
    """The run and the articles that it analysed."""
    seen: list[str] = []
    reading = Reading(list(articles), [Problem("x.pdf", "", "no article", "note")], [Event(date(2025, 1, 1), "e")])
    done = rerun(reading, "made-up", folder, made_with, partial(analyze_quickly, seen=seen), **options)  # type: ignore[arg-type]
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
    assert (done.n_kept, len(done.tables.articles), done.other_tables) == (3, 4, True)
    assert len(done.before.articles) == 3  # type: ignore[union-attr]
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
        done, seen = run(corpus, tmp_path)
        assert done.tables.problems["message"].tolist() == ["no article", "broken"]
        assert done.tables.articles["article_id"].tolist() == ["a", "c"]
    assert seen == ["bad"]


def test_with_other_rules_nothing_is_kept(tmp_path: Path) -> None:
    corpus = [made("a"), made("b", TEXTS[1])]
    run(corpus, tmp_path)
    assert run(corpus, tmp_path, "v2")[1] == ["a", "b"]
    assert run(corpus, tmp_path, "v2", again=True)[1] == ["a", "b"]


def test_a_run_that_is_stopped_loses_no_more_than_it_was_at(tmp_path: Path) -> None:
    corpus = [made(f"a{n:02}", f"{TEXTS[n % 4]}\n\nNumber {n}.") for n in range(3 * CHUNK)]
    run(corpus[:5], tmp_path / "again")

    def stop(articles: Sequence[Article]) -> Iterator[Outcome]:
        yield from analyze_quickly(articles[: 2 * CHUNK + 3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rerun(Reading(corpus, []), "made-up", tmp_path / "again", "v1", stop)
    # The next run finds them under other names too, and a part that is broken is as if it were not there.
    parts = sorted((tmp_path / "again" / PARTS).iterdir())
    assert len(parts) == 2
    parts[0].write_bytes(parts[0].read_bytes()[:-40])
    (tmp_path / "again" / PARTS / "0.json").write_text(
        '{"ids": {"k": "a"}, "rows": {"quotes": [[1]]}}', encoding="utf-8"
    )
    lost = set(json.loads(parts[1].read_text(encoding="utf-8"))["ids"].values())
    done, seen = run(corpus, tmp_path / "again")
    assert len(seen) == len(corpus) - 5 - CHUNK
    assert not lost & set(seen)
    assert done.n_kept == 5 + CHUNK
    assert not (tmp_path / "again" / PARTS).exists()
    run(corpus, tmp_path / "scratch")
    assert tables_in(tmp_path / "again") == tables_in(tmp_path / "scratch")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / KEYS).unlink(),
        lambda folder: (folder / KEYS).write_text("[", encoding="utf-8"),
        lambda folder: (folder / KEYS).write_text('{"articles": {"a": "k"}}', encoding="utf-8"),
        lambda folder: (folder / "quotes.parquet").unlink(),
        lambda folder: (folder / "quotes.parquet").write_bytes((folder / "events.parquet").read_bytes()),
        lambda folder: (folder / "articles.parquet").write_bytes(b"no parquet"),
    ],
)
def test_tables_that_are_not_as_a_run_left_them_are_not_trusted(
    spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    corpus = [made("a"), made("b", TEXTS[1])]
    run(corpus, tmp_path)
    expected = tables_in(tmp_path)
    spoil(tmp_path)
    assert run(corpus, tmp_path)[1] == ["a", "b"]
    assert tables_in(tmp_path) == expected


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

    def analyze(articles: Sequence[Article]) -> Iterator[Outcome]:
        analysed.extend(article.article_id for article in articles)
        yield from analyze_articles(articles, lexicons=default_lexicons())

    def runs_alike(number: int) -> None:
        for folder in ("again", f"scratch-{number}"):
            rerun(read_articles(source, corpus="c"), "c", tmp_path / folder, "v1", analyze)
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
