"""The tagger's own arithmetic: features, decoding and links, with weights made up for the purpose."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from analysis.networks import ModelFileError, hashes_of, make_table
from analysis.parsing import Parsed, from_doc
from analysis.quotes import links
from analysis.quotes.features import CODES, KEYS, N_FLAGS, OUTSIDE, Tokens, WordClasses, class_keys, read_tokens
from analysis.quotes.links import EVIDENCE, find_linked
from analysis.quotes.pairs import DISTANCE_EDGES, N_CONTENT_CLASSES, N_SOURCE_CLASSES, content_classes, source_classes
from analysis.quotes.tagger import LABELS, Tagger, read_tagger
from analysis.records import Article, Zone

WIDTH = 12


def parsed_by_hand() -> Parsed:
    """Two paragraphs: `“ We stay ” , Lund said .` and `She left .`"""
    words = ["“", "We", "stay", "”", ",", "Lund", "said", ".", "\n\n", "She", "left", "."]
    spaces = [False, True, False, False, True, True, False, False, False, True, False, False]
    heads = [2, 2, 6, 2, 6, 6, 6, 6, 6, 10, 10, 10]
    deps = ["punct", "nsubj", "ccomp", "punct", "punct", "nsubj", "ROOT", "punct", "dep", "nsubj", "ROOT", "punct"]
    pos = ["PUNCT", "PRON", "VERB", "PUNCT", "PUNCT", "PROPN", "VERB", "PUNCT", "SPACE", "PRON", "VERB", "PUNCT"]
    lemmas = ["“", "we", "stay", "”", ",", "Lund", "say", ".", "\n\n", "she", "leave", "."]
    starts = [i in (0, 9) for i in range(len(words))]
    doc = Doc(
        spacy.blank("en").vocab,
        words=words, spaces=spaces, heads=heads, deps=deps, pos=pos, tags=pos, lemmas=lemmas, sent_starts=starts,
    )  # fmt: skip
    return from_doc(Article("a", doc.text, (Zone("body", 0, len(doc.text)),)), doc)


def classes(parsed: Parsed) -> WordClasses:
    verb = parsed.doc[6].pos
    cue = make_table(class_keys(hashes_of(["say"]), np.array([verb], np.uint64)), np.array([5]))
    nothing = make_table(hashes_of([]), np.empty(0))
    return WordClasses(*cue, *nothing, *make_table(hashes_of(["say"]), np.array([1])))


def read(parsed: Parsed) -> Tokens:
    tokens = read_tokens(parsed, [(0, 9)], classes(parsed))
    assert tokens is not None
    return tokens


def random_weights(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.5, shape).astype(np.float16)

    strings = {name: np.array(["say", "nsubj", "ccomp", "VERB"]) for name in KEYS}
    weights = {"flags": draw(N_FLAGS, WIDTH), "enter.bias": draw(WIDTH), "dilations": np.array([1, 2], np.int8)}
    weights |= {f"table.{name}": draw(len(strings[name]) + 1, WIDTH) for name in KEYS}
    weights |= {f"table.{name}": draw(size, WIDTH) for name, size in CODES.items()}
    weights |= {f"vocabulary.{name}": words for name, words in strings.items()}
    for layer in range(2):
        weights |= {f"layer{layer}.weight": draw(6 * WIDTH, WIDTH), f"layer{layer}.bias": draw(WIDTH)}
    weights |= {"leave.weight": draw(WIDTH, len(LABELS)), "leave.bias": draw(len(LABELS))}
    for name in ("content", "content_cue", "source", "source_cue"):
        weights |= {f"{name}.weight": draw(WIDTH, 4), f"{name}.bias": draw(4)}
    for name, size in (("content_distance", len(DISTANCE_EDGES) + 1), ("source_distance", len(DISTANCE_EDGES) + 1)):
        weights[name] = draw(size)
    weights |= {"content_class": draw(N_CONTENT_CLASSES), "source_class": draw(N_SOURCE_CLASSES)}
    weights["transitions"] = draw(len(LABELS), len(LABELS))
    for name in ("cue", "source"):
        weights |= {f"{name}_lemmas": np.array(["say"]), f"{name}_pos": np.array([100], np.uint64)}
        weights[f"{name}_classes"] = np.array([3], np.int8)
    weights |= {"score.weight": np.zeros(len(EVIDENCE), np.float32), "score.bias": np.zeros(1, np.float32)}
    return weights | {"score_rules": np.array(["marks", "headline"]), "score.rule": np.array([0.7, 0.9], np.float32)}


def test_features_point_into_the_text_and_leave_white_space_out() -> None:
    parsed = parsed_by_hand()
    tokens = read(parsed)
    words = [parsed.article.text[s:e] for s, e in zip(tokens.start, tokens.end, strict=True)]
    assert words == ["“", "We", "stay", "”", ",", "Lund", "said", ".", "She", "left", "."]
    assert tokens.head.tolist() == [2, 2, 6, 2, 6, 6, 6, 6, 9, 9, 9]
    assert tokens.paragraph.tolist() == [0] * 8 + [1] * 3
    assert (tokens.codes["quote"] != OUTSIDE).tolist() == [True] * 4 + [False] * 7
    assert tokens.codes["cue"].tolist() == [0] * 6 + [6] + [0] * 4
    # Everything under "said" has it for its ancestor, in marks or not; the second paragraph has none.
    assert (tokens.codes["ancestor"] > 0).tolist() == [True] * 6 + [False, True] + [False] * 3


def test_the_vocabulary_knows_words_and_labels_alike() -> None:
    tokens = read(parsed_by_hand())
    for name, strings in (("lemma", ["say", "Lund"]), ("dep", ["nsubj", "ccomp"]), ("tag", ["VERB"])):
        assert set(hashes_of(strings).tolist()) <= set(tokens.keys[name].tolist())


def test_every_code_stays_below_its_size() -> None:
    tokens = read(parsed_by_hand())
    assert set(tokens.codes) == set(CODES)
    assert all(0 <= tokens.codes[name].min() <= tokens.codes[name].max() < size for name, size in CODES.items())
    assert tokens.flags.shape == (len(tokens), N_FLAGS)


def test_a_part_cuts_off_the_heads_outside_it() -> None:
    part = read(parsed_by_hand()).part(3, 6)
    assert part.head.tolist() == [0, 1, 2]
    assert len(part) == 3


def tokens_at_random(rng: np.random.Generator, n: int = 23) -> Tokens:
    """Three paragraphs of two sentences each; the heads of a sentence make a tree."""
    sentence = np.arange(n) * 6 // n
    head = np.empty(n, np.int64)
    for number in range(6):
        order = rng.permutation(np.flatnonzero(sentence == number))
        head[order] = [order[rng.integers(max(1, i))] for i in range(len(order))]
    return Tokens(
        doc_i=np.arange(n),
        start=np.arange(n) * 2,
        end=np.arange(n) * 2 + 1,
        head=head,
        sentence=sentence,
        paragraph=sentence // 2,
        keys={name: hashes_of(rng.choice(["say", "nsubj", "VERB", "unknown"], n)) for name in KEYS},
        codes={name: rng.integers(0, size, n) for name, size in CODES.items()},
        flags=rng.integers(0, 2, (n, N_FLAGS)).astype(np.float32),
    )


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def normal(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_the_network_is_what_its_layers_say(seed: int) -> None:
    """Each layer sees a token, its neighbours, its head, the head's head and the mean of its dependants."""
    w = {k: v.astype(float) for k, v in random_weights(seed).items() if v.dtype.kind == "f"}
    tokens = tokens_at_random(np.random.default_rng(seed))
    known = {string: number for number, string in enumerate(["say", "nsubj", "ccomp", "VERB"], 1)}
    number_of = {int(key): number for key, number in zip(hashes_of(list(known)), known.values(), strict=True)}
    n = len(tokens)
    x = tokens.flags @ w["flags"] + w["enter.bias"]
    x += sum(w[f"table.{name}"][[number_of.get(int(key), 0) for key in tokens.keys[name]]] for name in KEYS)
    x += sum(w[f"table.{name}"][tokens.codes[name]] for name in CODES)
    x = gelu(x)
    for layer, dilation in enumerate((1, 2)):
        z = normal(x)
        nothing = np.zeros(WIDTH)
        seen = [
            np.concatenate(
                [
                    z[i],
                    z[i - dilation] if i >= dilation else nothing,
                    z[i + dilation] if i + dilation < n else nothing,
                    z[tokens.head[i]],
                    z[tokens.head[tokens.head[i]]],
                    z[tokens.head == i].mean(0) if (tokens.head == i).any() else nothing,
                ]
            )
            for i in range(n)
        ]
        x = x + gelu(np.array(seen) @ w[f"layer{layer}.weight"] + w[f"layer{layer}.bias"])
    tagged = Tagger(random_weights(seed), {}).tag(tokens)
    np.testing.assert_allclose(tagged.scores, x @ w["leave.weight"] + w["leave.bias"], atol=2e-3)
    np.testing.assert_allclose(tagged.hidden, normal(x), atol=2e-3)


@pytest.mark.parametrize("seed", range(5))
def test_relations_of_sources_and_cues(seed: int) -> None:
    """1 the source hangs from the cue, 3 it holds what the cue hangs from, 2 both hang from something above the cue."""
    rng = np.random.default_rng(seed)
    tokens = tokens_at_random(rng)
    rows = np.sort(rng.permutation(len(tokens))[:9])
    sources, cues = [rows[:2], rows[4:5], rows[6:7]], [rows[2:4], rows[5:6], rows[7:9]]

    def head_of(piece: np.ndarray) -> int:
        outer = [i for i in piece if tokens.head[i] == i or not piece[0] <= tokens.head[i] <= piece[-1]]
        return int((outer or piece)[0])

    def above(row: int) -> list[int]:
        found: list[int] = []
        while tokens.head[row] != row:
            row = int(tokens.head[row])
            found.append(row)
        return found

    for i, source in enumerate(sources):
        for j, cue in enumerate(cues):
            parent = int(tokens.head[head_of(source)])
            chain = above(head_of(cue))
            expected = 1 if parent in cue else 3 if set(chain) & set(source) else 2 if parent in chain else 0
            assert source_classes(sources, cues, tokens)[i, j] // 2 % 4 == expected


@pytest.mark.parametrize("seed", range(5))
def test_a_content_goes_with_a_cue_as_its_words_do_on_average(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tokens, weights = tokens_at_random(rng), random_weights(seed)
    tagger, hidden = Tagger(weights, {}), rng.normal(0, 1, (len(tokens), WIDTH)).astype(np.float32)
    contents, cues = [np.arange(0, 4), np.arange(8, 9)], [np.array([5, 6]), np.array([11])]
    scores = tagger.content_links(hidden, contents, cues, tokens)
    for i, content in enumerate(contents):
        words = [tagger.content_links(hidden, [content[k : k + 1]], cues, tokens)[0] for k in range(len(content))]
        np.testing.assert_allclose(scores[i], np.mean(words, 0), atol=1e-4)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(100, [(0, 11)]), (9, [(0, 8), (8, 11)]), (5, [(0, 5), (5, 8), (8, 11)])],
)
def test_blocks_keep_paragraphs_whole_where_they_can(
    monkeypatch: pytest.MonkeyPatch, limit: int, expected: list[tuple[int, int]]
) -> None:
    monkeypatch.setattr(links, "BLOCK", limit)
    assert list(links._blocks(read(parsed_by_hand()))) == expected


def test_a_long_paragraph_is_cut_between_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = tokens_at_random(np.random.default_rng(0))
    whole = replace(tokens, paragraph=np.zeros(len(tokens), np.int64))
    monkeypatch.setattr(links, "BLOCK", 9)
    blocks = list(links._blocks(whole))
    assert all(tokens.sentence[start - 1] != tokens.sentence[start] for start, _ in blocks[1:])
    assert [start for start, _ in blocks] == [0, *(end for _, end in blocks[:-1])]
    assert blocks[-1][1] == len(tokens)


@pytest.mark.parametrize("seed", range(5))
def test_the_likeliest_labels_are_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tagger = Tagger(random_weights(seed), {})
    transitions = random_weights(seed)["transitions"].astype(np.float32)
    scores = rng.normal(0, 2, (7, len(LABELS))).astype(np.float32)
    paragraph = np.array([0, 0, 0, 0, 1, 1, 1])
    labels = tagger.labels(scores, paragraph)

    def legal(path: tuple[int, ...]) -> bool:
        names = [LABELS[i] for i in path]
        inside = all(b[0] != "I" or a[-1] == b[-1] for a, b in itertools.pairwise(names))
        return inside and names[0][0] in "OB"

    for start, end in ((0, 4), (4, 7)):
        best = max(
            (path for path in itertools.product(range(len(LABELS)), repeat=end - start) if legal(path)),
            key=lambda path: (
                sum(scores[start + t, y] for t, y in enumerate(path))
                + sum(transitions[a, b] for a, b in itertools.pairwise(path))
            ),
        )
        assert tuple(labels[start:end]) == best


def test_pieces_are_gathered_under_their_cue(monkeypatch: pytest.MonkeyPatch) -> None:
    tagger = Tagger(random_weights(), {})
    wanted = [LABELS.index(name) for name in ["BC", "IC", "IC", "IC", "O", "BS", "BK", "O", "O", "BK", "O"]]
    monkeypatch.setattr(tagger, "labels", lambda *_: np.array(wanted))
    monkeypatch.setattr(tagger, "source_links", lambda *_: np.array([[3.0, 9.0]], np.float32))
    linked = list(find_linked(read(parsed_by_hand()), tagger))
    # The second cue has no content in its paragraph, and the source of another paragraph is none of its own.
    assert [(one.cue, one.contents, one.source) for one in linked] == [((6, 7), [(0, 4)], (5, 6))]
    assert len(linked[0].evidence) == len(EVIDENCE)


def test_classes_of_pairs_tell_order_and_tree() -> None:
    tokens = read(parsed_by_hand())
    cue, other = np.array([6]), np.array([9])
    classes = content_classes(np.arange(len(tokens)), [cue, other], tokens)
    assert classes.shape == (len(tokens), 2)
    assert 0 <= classes.min() <= classes.max() < N_CONTENT_CLASSES
    assert classes[2, 0] != classes[7, 0]  # before the cue and behind it
    assert classes[1, 0] != classes[1, 1]
    sources = source_classes([np.array([5]), np.array([8])], [cue, other], tokens)
    assert 0 <= sources.min() <= sources.max() < N_SOURCE_CLASSES
    assert len(set(sources.ravel().tolist())) > 1


def test_scores_are_chances_and_rules_have_theirs() -> None:
    tagger = Tagger(random_weights(), {})
    assert tagger.score("tagger", [0.0] * len(EVIDENCE)) == pytest.approx(0.5)
    assert tagger.score("headline", ()) == pytest.approx(0.9)
    assert tagger.score("a rule that was never measured", ()) == pytest.approx(0.7)


@pytest.mark.parametrize("content", [None, b"", b"no weights"])
def test_a_broken_file_of_weights_is_named(tmp_path, content: bytes | None) -> None:
    path = tmp_path / "attribution.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"attribution\.npz"):
        read_tagger(path)
