"""The tree: splits by hand, counted on all runs, pruned where it explains next to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.discovery.tree import explained, grow, rules
from tests.analysis.discovery.samples import planted, sample


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def test_a_tree_by_hand() -> None:
    # Whole values 0 to 39; it happens from 30 on. The split lies at 30, and explains all.
    one = sample([[x] for x in range(40)], [0] * 30 + [1] * 10)
    tree = grow(one, rng=rng())
    assert (tree.runs, tree.hits, tree.factor, tree.threshold) == (40, 10, 0, 30.0)
    assert [(leaf.runs, leaf.hits) for leaf in tree.leaves] == [(30, 0), (10, 10)]
    assert explained(tree) == pytest.approx(1.0)
    assert [rule.conditions for rule in rules(tree, ("x",))] == [("x < 30",), ("x >= 30",)]


def test_variance_explained_by_hand() -> None:
    # Halves of 10 runs with 2 and 6 hits: base .4, between 20 x .2^2 = .8, of 20 x .24 = 4.8.
    one = sample([[0]] * 10 + [[1]] * 10, [1] * 2 + [0] * 8 + [1] * 6 + [0] * 4)
    tree = grow(one, rng=rng())
    assert [(leaf.runs, leaf.hits) for leaf in tree.leaves] == [(10, 2), (10, 6)]
    assert explained(tree) == pytest.approx(0.8 / 4.8)


def test_levels_are_named_by_the_lowest_above() -> None:
    values = np.repeat([0.1, 0.35, 0.8], 20)[:, None]
    tree = grow(sample(values, [0] * 40 + [1] * 20), rng=rng())
    assert tree.threshold == 0.8


def test_a_planted_box_is_two_splits() -> None:
    one = planted(2000, replicates=4, seed=7)
    tree = grow(one, rng=rng())
    best = max(rules(tree, one.factors), key=lambda rule: rule.leaf.density)
    assert {text.split()[0] for text in best.conditions} == {"a", "b"}
    assert best.leaf.density == pytest.approx(0.9, abs=0.05)
    assert sum(leaf.runs for leaf in tree.leaves) == 8000
    assert sum(leaf.hits for leaf in tree.leaves) == one.totals.hits


def test_noise_grows_no_tree() -> None:
    chance = np.random.default_rng(5)
    tree = grow(sample(chance.random((5000, 4)), chance.integers(0, 2, 5000)), rng=rng())
    assert tree.leaves == (tree,)
    assert explained(tree) == 0.0
    assert [rule.conditions for rule in rules(tree, ("a", "b", "c", "d"))] == [()]


def test_it_weighs_points_by_their_runs() -> None:
    # By points the split at a explains more, by runs that at b: its points were played ten times.
    a = [0] * 10 + [1] * 10 + [0, 0, 1, 1]
    b = [0, 1] * 10 + [0, 1, 0, 1]
    hits = [0] * 10 + [1] * 10 + [0, 90, 0, 90]
    runs = [1] * 20 + [100] * 4
    tree = grow(sample(list(zip(a, b, strict=True)), hits, runs=runs), rng=rng())
    assert tree.factor == 1


def test_no_leaf_is_smaller_than_its_least_share() -> None:
    one = planted(1000, replicates=2, seed=2)
    tree = grow(one, rng=rng())
    # A bound is rounded by at most half a grain, .005 of the range.
    assert min(leaf.runs for leaf in tree.leaves) >= 0.04 * one.totals.runs
