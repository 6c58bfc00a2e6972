"""The network that reads sentiment toward a target: its arithmetic, its file, and what it makes of plain sentences."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.networks import ModelFileError, hashes_of
from analysis.targets.features import CODES, KEYS, Sites
from analysis.targets.network import Ensemble, TargetNetwork, read_networks

WIDTH, HEADS, KEY, INNER = 8, 2, 3, 5
KNOWN = ["say", "nsubj", "won't", "VERB"]


def random_weights(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = {f"table.{name}": (len(KNOWN) + 1, WIDTH) for name in KEYS}
    shapes |= {f"table.{name}": (size, WIDTH) for name, size in CODES.items()}
    for layer in range(2):
        shapes |= {f"layer{layer}.weight": (6 * WIDTH, WIDTH), f"layer{layer}.bias": (WIDTH,)}
    for name, n_in, n_out in (
        ("query", WIDTH, HEADS * KEY),
        ("key", WIDTH, HEADS * KEY),
        ("attention", WIDTH, HEADS),
        ("inner", (HEADS + 2) * WIDTH, INNER),
        ("outer", INNER, 3),
    ):
        shapes |= {f"{name}.weight": (n_in, n_out), f"{name}.bias": (n_out,)}
    weights = {name: rng.normal(0, 0.4, shape).astype(np.float16) for name, shape in shapes.items()}
    weights |= {"enter.bias": rng.normal(0, 0.4, WIDTH).astype(np.float16)}
    weights |= {f"vocabulary.{name}": np.array(KNOWN) for name in KEYS}
    return weights | {"dilations": np.array([1, 2], np.int8), "temperature": np.array([2.0], np.float32)}


def sites_at_random(rng: np.random.Generator) -> Sites:
    sizes = [6, 1, 9]
    head: list[int] = []
    for size in sizes:
        begin, order = len(head), rng.permutation(size)
        own = np.empty(size, np.int64)
        own[order] = [order[rng.integers(max(1, i))] for i in range(size)]
        head += (own + begin).tolist()
    n = sum(sizes)
    return Sites(
        site=np.repeat(np.arange(3), sizes),
        head=np.array(head),
        root=np.array([2, 6, 15]),
        keys={name: hashes_of(rng.choice(["say", "nsubj", "won’t", "unknown"], n)) for name in KEYS},
        codes={name: rng.integers(0, size, n) for name, size in CODES.items()},
    )


def gelu(x: np.ndarray) -> np.ndarray:
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def normal(x: np.ndarray) -> np.ndarray:
    return (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)


def scores_site_by_site(w: dict[str, np.ndarray], sites: Sites) -> np.ndarray:
    """What the network says, reckoned one sentence and one token at a time."""
    number_of = {int(key): n for n, key in enumerate(hashes_of(KNOWN), 1)} | {int(hashes_of(["won’t"])[0]): 3}
    out = []
    for site in range(3):
        rows = np.flatnonzero(sites.site == site)
        head, n = sites.head[rows] - rows[0], len(rows)
        x = np.tile(w["enter.bias"], (n, 1))
        x = x + sum(w[f"table.{k}"][[number_of.get(int(key), 0) for key in sites.keys[k][rows]]] for k in KEYS)
        x = gelu(x + sum(w[f"table.{name}"][sites.codes[name][rows]] for name in CODES))
        for layer, step in enumerate((1, 2)):
            z, nothing = normal(x), np.zeros(WIDTH)
            seen = []
            for i in range(n):
                children = z[head == i].mean(0) if (head == i).any() else nothing
                left, right = z[i - step] if i >= step else nothing, z[i + step] if i + step < n else nothing
                seen.append(np.concatenate([z[i], left, right, z[head[i]], z[head[head[i]]], children]))
            x = x + gelu(np.array(seen) @ w[f"layer{layer}.weight"] + w[f"layer{layer}.bias"])
        z = normal(x)
        target = z[sites.root[site] - rows[0]]
        query = (target @ w["query.weight"] + w["query.bias"]).reshape(HEADS, KEY)
        key = (z @ w["key.weight"] + w["key.bias"]).reshape(n, HEADS, KEY)
        pooled = []
        for h in range(HEADS):
            weight = key[:, h] @ query[h] / KEY**0.5 + (z @ w["attention.weight"] + w["attention.bias"])[:, h]
            weight = np.exp(weight) / np.exp(weight).sum()
            pooled.append(weight @ z)
        x = np.concatenate([target, *pooled, z.max(0)])
        out.append(gelu(x @ w["inner.weight"] + w["inner.bias"]) @ w["outer.weight"] + w["outer.bias"])
    return np.array(out)


@pytest.mark.parametrize("seed", range(5))
def test_the_network_is_what_its_layers_say(seed: int) -> None:
    weights, sites = random_weights(seed), sites_at_random(np.random.default_rng(seed))
    expected = scores_site_by_site({k: v.astype(float) for k, v in weights.items() if v.dtype.kind == "f"}, sites)
    network = TargetNetwork(weights)
    np.testing.assert_allclose(network.scores(sites), expected, atol=2e-3)
    odds = np.exp(expected / 2.0)
    np.testing.assert_allclose(network.probabilities(sites), odds / odds.sum(1, keepdims=True), atol=2e-3)


@pytest.mark.parametrize("content", [None, b"", b"no weights"])
def test_a_broken_file_of_weights_is_named(tmp_path, content: bytes | None) -> None:
    path = tmp_path / "targets.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFileError, match=r"targets\.npz"):
        read_networks(path)


def test_a_file_that_lacks_weights_is_named(tmp_path) -> None:
    weights = {f"0.{name}": array for name, array in random_weights(0).items()}
    del weights["0.outer.weight"]
    np.savez(tmp_path / "targets.npz", **weights)
    with pytest.raises(ModelFileError, match=r"targets\.npz.*outer\.weight"):
        read_networks(tmp_path / "targets.npz")


def test_networks_answer_by_the_mean_of_their_probabilities() -> None:
    sites = sites_at_random(np.random.default_rng(1))
    weights = {f"{number}.{name}": a for number in (0, 1) for name, a in random_weights(number).items()}
    each = [TargetNetwork(random_weights(number)).probabilities(sites) for number in (0, 1)]
    np.testing.assert_allclose(Ensemble(weights).probabilities(sites), (each[0] + each[1]) / 2, atol=1e-6)
    with pytest.raises(KeyError, match="no network"):
        Ensemble({})
