"""A regression tree over the points: alternative rules, while a box is a single rule.

The tree is scikit-learn's CART (Breiman, Friedman, Olshen and Stone 1984) on the share of hits of
each point, weighted by its number of runs. A tree on single runs would have the same splits,
because the variance within points does not depend on the split.
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
"""Largest number of splits between the root and a leaf; more would be hard to read."""
LEAF_MASS = 0.05
"""Smallest share of all runs in a leaf."""
COMPLEXITY = 0.01
"""Least share of the variance between runs that a split explains (the default of rpart)."""
MOST_POINTS = 100_000
"""Largest number of points for growing a tree; its leaves are counted on all points."""
_GROWN_WITH = 20
"""Seed for ties between factors, so that the tree is the same each time."""


@dataclass(frozen=True)
class Node:
    """A part of the sample, and how it splits.

    Attributes:
        runs: Number of runs.
        hits: Number of hits.
        points: Number of points.
        factor: Place of the factor that splits it; None in a leaf.
        threshold: The factor is less than this in `below`, and at least this in `above`.
        below: The part below the threshold; None in a leaf.
        above: The rest; None in a leaf.
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
        """Share of hits; 0 without runs."""
        return self.hits / self.runs if self.runs else 0.0

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The leaves, from low to high."""
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

    Thresholds are rounded like the bounds of a box, and the leaves are counted after rounding. A
    split with no points on one side is removed.

    Args:
        sample: Points to grow it on.
        rng: Selects points if there are more than `MOST_POINTS`.
        depth: Largest number of splits between the root and a leaf.
        complexity: Least share of the variance between runs that a split explains.
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
    """A threshold with few digits; for levels and whole values, the smallest value above it."""
    column = sample.values[:, factor]
    if sample.levels[factor] or sample.whole[factor]:
        return float(column[column > threshold].min())
    spread = float(column.max() - column.min())
    return round(threshold, -floor(log10(spread / GRAIN)))


def explained(node: Node) -> float:
    """Return the share of the variance between runs that lies between the leaves, in [0, 1]."""
    if not 0 < node.density < 1:
        return 0.0
    between = sum(leaf.runs * (leaf.density - node.density) ** 2 for leaf in node.leaves)
    return between / (node.runs * node.density * (1 - node.density))


def rules(node: Node, factors: tuple[str, ...], path: tuple[str, ...] = ()) -> Iterator[Rule]:
    """Yield the leaves as rules, from low to high."""
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
