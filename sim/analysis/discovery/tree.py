"""A regression tree over the same points: rules that take turns, where a box is one rule.

CART (Breiman, Friedman, Olshen and Stone 1984) as scikit-learn grows it, on the share of hits of
each point, weighted by its runs. That picks the splits that a tree on single runs would: the
variance within points is the same whatever the split.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.discovery.refining import GRAIN
from sim.analysis.discovery.sample import Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

DEPTH = 4
"""Splits at most between the root and a leaf: more cannot be kept in mind."""
LEAF_MASS = 0.05
"""Share of all runs in a leaf at least."""
COMPLEXITY = 0.01
"""A split must explain this share of the variance between runs, the usual limit of rpart."""
MOST_POINTS = 100_000
"""Points that a tree is grown on at most; it is counted on all of them."""
_GROWN_WITH = 20
"""Ties between factors are broken by this seed, so that a tree is the same each time."""


@dataclass(frozen=True)
class Node:
    """A part of the sample, and how it splits.

    Attributes:
        runs: Runs in it.
        hits: Those in which it happened.
        points: Points in it.
        factor: Place of the factor that parts it; None in a leaf.
        threshold: What the factor is below of in `below`, and is at least in `above`.
        below: The part below.
        above: The rest.
    """

    runs: int
    hits: int
    points: int
    factor: int | None = None
    threshold: float = 0.0
    below: Node | None = None
    above: Node | None = None

    @property
    def density(self) -> float:
        """Share of hits; 0 where there are no runs."""
        return self.hits / self.runs if self.runs else 0.0

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The leaves, from the lowest side on."""
        if self.below is None or self.above is None:
            return (self,)
        return self.below.leaves + self.above.leaves


def grow(
    sample: Sample,
    *,
    rng: np.random.Generator,
    depth: int = DEPTH,
    complexity: float = COMPLEXITY,
) -> Node:
    """Grow a tree and prune it by cost and complexity.

    Thresholds are rounded as the bounds of a box are, and the tree that is told is the one counted.
    A split that is left with nothing on one side is no split.

    Args:
        sample: What to grow it on.
        rng: Picks points where there are more than `MOST_POINTS`.
        depth: Splits between root and leaf at most.
        complexity: Share of the variance between runs that a split must explain.
    """
    from sklearn.tree import DecisionTreeRegressor

    used = sample
    if len(sample) > MOST_POINTS:
        used = sample.take(np.sort(rng.permutation(len(sample))[:MOST_POINTS]))
    share = used.base_rate
    model = DecisionTreeRegressor(
        max_depth=depth,
        min_weight_fraction_leaf=LEAF_MASS,
        ccp_alpha=complexity * share * (1 - share),
        random_state=_GROWN_WITH,
    )
    model.fit(used.values, used.hits / used.runs, sample_weight=used.runs)
    return _counted(model.tree_, 0, sample, np.ones(len(sample), np.bool_))


def _counted(grown: Any, at: int, sample: Sample, inside: Bools) -> Node:
    runs, hits = round(sample.runs[inside].sum()), round(sample.hits[inside].sum())
    points = int(inside.sum())
    leaf = Node(runs, hits, points)
    if grown.children_left[at] < 0:
        return leaf
    factor = int(grown.feature[at])
    threshold = _rounded(sample, factor, float(grown.threshold[at]))
    low = sample.values[:, factor] < threshold
    below = _counted(grown, int(grown.children_left[at]), sample, inside & low)
    above = _counted(grown, int(grown.children_right[at]), sample, inside & ~low)
    if not below.points or not above.points:
        return leaf
    return Node(runs, hits, points, factor, threshold, below, above)


def _rounded(sample: Sample, factor: int, threshold: float) -> float:
    """A threshold in few digits; for levels and whole values, the least value above it."""
    column = sample.values[:, factor]
    if sample.levels[factor] or sample.whole[factor]:
        return float(column[column > threshold].min())
    spread = float(column.max() - column.min())
    return round(threshold, -floor(log10(spread / GRAIN)))


def explained(node: Node) -> float:
    """Share of the variance between runs that lies between the leaves, in [0, 1]."""
    if not 0 < node.density < 1:
        return 0.0
    between = sum(leaf.runs * (leaf.density - node.density) ** 2 for leaf in node.leaves)
    return between / (node.runs * node.density * (1 - node.density))


def rules(node: Node, factors: tuple[str, ...], path: tuple[str, ...] = ()) -> Iterator[Rule]:
    """The leaves as rules, from the lowest side on."""
    if node.factor is None or node.below is None or node.above is None:
        yield Rule(path, node)
        return
    name, bound = factors[node.factor], f"{node.threshold:.10g}"
    yield from rules(node.below, factors, (*path, f"{name} < {bound}"))
    yield from rules(node.above, factors, (*path, f"{name} >= {bound}"))


@dataclass(frozen=True)
class Rule:
    """A leaf and the conditions that lead to it."""

    conditions: tuple[str, ...]
    leaf: Node
