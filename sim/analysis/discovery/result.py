"""The result of a discovery: boxes, tree, and notes on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.discovery.sample import Sample
from sim.analysis.discovery.search import Found
from sim.analysis.discovery.tree import Node, explained, grow, rules
from sim.analysis.discovery.wording import box_sentences, conditions, split_words
from sim.cards import Card
from sim.words import counted, fine_percent, joined

if TYPE_CHECKING:
    import pandas as pd


SEED = 20
"""Default seed of a search; the same seed gives the same findings."""


@dataclass(frozen=True, repr=False)
class Discovery(Card):
    """The regions of the space of factors in which an outcome happens.

    Attributes:
        experiment: Name of the experiment.
        policy: The policy whose runs were searched.
        condition: What counts as a hit, such as "recommitted".
        happens: The condition as a clause, such as "Russia recommits".
        names: The plain names of the factors, by path.
        sample: Points with their runs and hits.
        failed: Number of runs left out because they failed or do not have the outcome.
        between: Share of the variance between runs that lies between points; the rest is chance
            within a point. None if each point was played once.
        boxes: The boxes, at least one.
        notes: Sentences on the limits of the result.
    """

    experiment: str
    policy: str
    condition: str
    happens: str
    names: Mapping[str, str]
    sample: Sample
    failed: int
    between: float | None
    boxes: tuple[Found, ...]
    notes: tuple[str, ...]

    def _card(self) -> tuple[str, ...]:
        return f"{self.experiment}, policy {self.policy}: {self.condition}", *self.sentences

    @cached_property
    def tree(self) -> Node:
        """The root of the tree, which is grown at the first access."""
        return grow(self.sample, rng=np.random.default_rng(SEED))

    @property
    def runs(self) -> int:
        """Number of runs that were searched."""
        return round(self.sample.totals.runs)

    @property
    def hits(self) -> int:
        """Number of runs in which it happened."""
        return round(self.sample.totals.hits)

    @property
    def base_rate(self) -> float:
        """Share of the runs in which it happened."""
        return self.sample.base_rate

    @property
    def sentences(self) -> tuple[str, ...]:
        """The finding in plain English: each box with its counts, interval and base rate."""
        base = (self.hits, self.runs, len(self.sample))
        return tuple(
            sentence
            for place, found in enumerate(self.boxes)
            for sentence in box_sentences(
                found, self.happens, base=base, later=place > 0, names=self.names
            )
        )

    @property
    def tree_sentence(self) -> str:
        """The finding of the tree in a sentence."""
        leaves = rules(self.tree, self.sample.factors)
        best = max(leaves, key=lambda rule: rule.leaf.density)
        if not best.conditions:
            return "No split of the tree explains 1 % of the variance between runs."
        where = joined(split_words(text, self.names) for text in best.conditions)
        return (
            f"The tree explains {fine_percent(explained(self.tree))} of the variance between runs; "
            "its "
            f"densest leaf is where {where}, with {fine_percent(best.leaf.density)} "
            f"({best.leaf.hits:,} of {counted(best.leaf.runs, 'run')})."
        )

    @property
    def restrictions(self) -> pd.DataFrame:
        """A row for each end: box, factor, side, bound, quasi_p, without, found_again.

        `without` is the density of the box without that end. `found_again` is the share of random
        halves of the points that restrict the factor; NaN if there were none.
        """
        import pandas as pd

        rows = []
        for number, found in enumerate(self.boxes, start=1):
            tried = found.reproduced
            for end in found.restrictions:
                again = tried.times.get(end.factor, 0) / tried.halves if tried else float("nan")
                rows.append({"box": number, **asdict(end), "found_again": again})
        columns = ["box", "factor", "side", "bound", "quasi_p", "without", "found_again"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def trajectory(self) -> pd.DataFrame:
        """A row for each peeled box: `box`, `number`, its measures, `restricted`, `chosen`."""
        import pandas as pd

        rows = [
            {
                "box": place,
                "number": step.number,
                **asdict(step.measures),
                "restricted": len(step.box.restricted),
                "chosen": step.number == found.chosen.number,
            }
            for place, found in enumerate(self.boxes, start=1)
            for step in found.trajectory
        ]
        return pd.DataFrame(rows)

    def to_dict(self) -> dict[str, Any]:
        """The result without its points, as plain values for JSON."""
        return {
            "experiment": self.experiment,
            "policy": self.policy,
            "condition": self.condition,
            "happens": self.happens,
            "runs": self.runs,
            "hits": self.hits,
            "failed": self.failed,
            "points": len(self.sample),
            "families": self.sample.families,
            "base_rate": self.base_rate,
            "share_between_points": self.between,
            "sentences": self.sentences,
            "notes": self.notes,
            "names": dict(self.names),
            "boxes": [_box(found, self.names) for found in self.boxes],
            "tree": _node(self.tree, self.sample.factors),
        }


def _box(found: Found, names: Mapping[str, str]) -> dict[str, Any]:
    reproduced = found.reproduced
    return {
        "conditions": conditions(found.restrictions, names),
        **asdict(found.measures),
        "interval": found.interval,
        "restrictions": [asdict(end) for end in found.restrictions],
        "dropped": [{"end": end, "quasi_p": value} for end, value in found.dropped],
        "refined": found.refined,
        "chosen": found.chosen.number,
        "reproduced": asdict(reproduced) | {"kept": reproduced.kept} if reproduced else None,
        "trajectory": [
            {
                "number": step.number,
                **asdict(step.measures),
                "low": [bound if isfinite(bound) else None for bound in step.box.low],
                "high": [bound if isfinite(bound) else None for bound in step.box.high],
            }
            for step in found.trajectory
        ],
    }


def _node(node: Node, factors: tuple[str, ...]) -> dict[str, Any]:
    said: dict[str, Any] = {"runs": node.runs, "hits": node.hits, "points": node.points}
    said["density"] = node.density
    if node.factor is not None and node.below is not None and node.above is not None:
        said |= {"factor": factors[node.factor], "threshold": node.threshold}
        said |= {"below": _node(node.below, factors), "above": _node(node.above, factors)}
    return said
