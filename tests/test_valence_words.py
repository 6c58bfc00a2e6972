"""The benchmark of coded words: `benchmarks/valence_words.py`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from analysis.parsing import as_parsed
from analysis.records import Article

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "valence_words.py"
TEXTS = {
    "one": "The party won. The United Mills were proud.",
    "two": "The party was a disaster.",
}


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("valence_words_benchmark", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def parses():
    return [as_parsed(Article(name, text)) for name, text in TEXTS.items()]


def coded(benchmark, *words):
    return [benchmark.CodedWord(name, TEXTS[name].index(word), word, code) for name, word, code in words]


WORDS = (
    ("one", "party", "domain"),
    ("one", "won", "evaluative"),
    ("one", "United", "entity"),
    ("one", "proud", "domain"),
    ("two", "party", "evaluative"),
    ("two", "disaster", "evaluative"),
)
"""Two codes are wrong on purpose: "proud" is kept and "party" is not, whatever a coder says."""


def test_codes_are_read_from_a_table(benchmark, tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("article_id,start,word,code\none,4,party,domain\n", encoding="utf-8")
    assert benchmark.read_codes(path) == [benchmark.CodedWord("one", 4, "party", "domain")]
    path.write_text("article_id,start,word,code\none,4,party,domain\none,10,won,good\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"codes.csv:3: 'good' is none of entity, domain, evaluative"):
        benchmark.read_codes(path)


def test_shares_are_of_the_lexicon_s_valence(benchmark):
    readings = benchmark.read_words(coded(benchmark, *WORDS), parses())
    assert [word.is_kept for word in readings.words] == [False, True, False, True, False, True]
    party, won, united, proud, disaster = 1.7, 2.7, 1.8, 2.1, 3.1
    total = 2 * party + won + united + proud + disaster
    figures = {name: value for name, (value, _, _) in benchmark.measure(readings.words).items()}
    assert figures["entity, before"] == pytest.approx(united / total)
    assert figures["entity + domain, before"] == pytest.approx((party + united + proud) / total)
    assert figures["entity + domain, after"] == pytest.approx(proud / (won + proud + disaster))
    assert figures["evaluative valence, kept"] == pytest.approx((won + disaster) / (won + disaster + party))
    assert figures["evaluative words, kept"] == pytest.approx(2 / 3)
    assert figures["entity + domain, dropped"] == pytest.approx((party + united) / (party + united + proud))


def test_the_report_tells_how_many_sentences_change_their_sign(benchmark):
    lines = list(benchmark.report(benchmark.read_words(coded(benchmark, *WORDS), parses())))
    assert lines[0] == "6 words of 2 articles: 2 domain, 3 evaluative, 1 entity"
    assert "0 of 3 sentences change their sign (0.0%):" in lines


@pytest.mark.parametrize(
    ("word", "message"),
    [
        (("one", 0, "The", "domain"), "one: VADER scores no 'The' at 0"),
        (("one", 5, "arty", "domain"), "one: VADER scores no 'arty' at 5"),
        (("six", 0, "party", "domain"), "no article six among those read"),
    ],
)
def test_a_code_without_its_word_is_told(benchmark, word, message):
    with pytest.raises(ValueError, match=message):
        benchmark.read_words([benchmark.CodedWord(*word)], parses())
