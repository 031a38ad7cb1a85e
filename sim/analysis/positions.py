"""Positions of the actors on the issue, and simple forecasts from them.

Every simulation should be compared with these baselines. The *weighted mean* and the *weighted
median* of positions, with weights of influence times salience, are the simple forecasts of the
expected-utility school (Bueno de Mesquita 1985; Black 1948 for the median voter). The weighted mean
has predicted decisions about as well as much more complex models (Achen 2006). *Persistence* is the
forecast that nothing changes.

The issue is that of the doctrine `bdm_challenge`: the distance of the clients from the guarantor's
order. 0 is the guarantor's position, 1 its rival's; suitors have 0.5, and a client has one minus
the guarantor's share in the influence over it. The salience of clients is 1; that of patrons
depends on the influence that they hold. Influence is capability that reaches the theatre: reduced
by distance, and by forces that are tied down elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.outcomes import numbers
from sim.analysis.replicates import Found, clustered_mean
from sim.experiment.table import OK

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

MIDDLE = 0.5
"""The position half way between the guarantor's and its rival's."""


@dataclass(frozen=True)
class Stand:
    """One actor's stand on the issue: `position` and `salience` in [0, 1], `influence` > 0."""

    actor: str
    name: str
    position: float
    salience: float
    influence: float

    @property
    def weight(self) -> float:
        """Influence times salience."""
        return self.influence * self.salience


def stands(scenario: Scenario) -> tuple[Stand, ...]:
    """Return every actor's stand at the start of a scenario, in the order of the file."""
    from sim.engine.challenge import position, salience
    from sim.engine.encoding import encode_scenario
    from sim.engine.ground import actor_reach
    from sim.engine.table import lay_table

    encoded = encode_scenario(scenario)
    s = lay_table(encoded, 0, 0, 1).s
    return tuple(
        Stand(
            actor=key,
            name=actor.name,
            position=position(i, s, encoded.ix),
            salience=salience(i, s, encoded.ix),
            influence=actor_reach(s, encoded.p, i),
        )
        for i, (key, actor) in enumerate(scenario.actors.items())
    )


def weighted_mean(all_stands: Sequence[Stand]) -> float:
    """Return the mean position, weighted by influence times salience.

    >>> a = Stand("A", "A", position=0.0, salience=0.5, influence=2.0)
    >>> b = Stand("B", "B", position=1.0, salience=1.0, influence=3.0)
    >>> weighted_mean([a, b])
    0.75

    Raises:
        ValueError: All weights are zero.
    """
    total = _total(all_stands)
    return sum(stand.weight * stand.position for stand in all_stands) / total


def weighted_median(all_stands: Sequence[Stand]) -> float:
    """Return the position with at most half of the weight on either side of it.

    If exactly half of the weight lies at or below a position, every value up to the next position
    is a median; the value half way between the two is returned.

    >>> def at(position, weight):
    ...     return Stand("", "", position, 1.0, weight)
    >>> weighted_median([at(0.0, 2.0), at(0.3, 2.0), at(1.0, 3.0)])
    0.3
    >>> weighted_median([at(0.0, 1.0), at(1.0, 1.0)])
    0.5

    Raises:
        ValueError: All weights are zero.
    """
    half = _total(all_stands) / 2.0
    ordered = sorted((stand for stand in all_stands if stand.weight > 0), key=lambda s: s.position)
    below = 0.0
    for place, stand in enumerate(ordered):
        below += stand.weight
        if np.isclose(below, half, rtol=1e-12, atol=0.0):
            return (stand.position + ordered[place + 1].position) / 2.0
        if below > half:
            return stand.position
    return ordered[-1].position


def opening_stance(scenario: Scenario) -> str:
    """Return the guarantor's stance by the rules, before any order.

    This is the forecast of persistence.
    """
    from sim.engine.encoding import encode_scenario
    from sim.engine.outcome import stance_now
    from sim.engine.table import lay_table
    from sim.vocabulary import STANCES

    encoded = encode_scenario(scenario)
    return STANCES[stance_now(encoded, lay_table(encoded, 0, 0, 1))]


def influence_columns(scenario: Scenario) -> tuple[str, ...]:
    """Return the columns of a table of runs that `end_position` reads."""
    return tuple(f"end.ties.{tie}.influence" for tie in _tied_to(scenario, _clients(scenario)))


def end_position(table: pd.DataFrame, scenario: Scenario, client: str) -> Found:
    """Return the mean position of a client at the end of the runs, with its 95 % interval.

    Args:
        table: A table of runs of one scenario; failed ones are left out.
        scenario: The scenario.
        client: Id of the actor, the challenger or the defender.
    """
    good = table[table["status"] == OK]
    held = {
        tie: numbers(good[f"end.ties.{tie}.influence"]) for tie in _tied_to(scenario, (client,))
    }
    whole = np.sum(list(held.values()), axis=0)
    kept = held.get(f"{scenario.guarantor}-{client}", np.zeros(len(good)))
    # A client over whom no actor has influence has no position.
    share = np.divide(kept, whole, out=np.full(len(good), np.nan), where=whole > 0)
    return clustered_mean(1.0 - share, good["replicate"])


def _clients(scenario: Scenario) -> tuple[str, ...]:
    return scenario.defender, scenario.challenger


def _tied_to(scenario: Scenario, clients: Sequence[str]) -> list[str]:
    return [tie for tie in scenario.ties if any(tie.endswith(f"-{client}") for client in clients)]


def _total(all_stands: Sequence[Stand]) -> float:
    total = sum(stand.weight for stand in all_stands)
    if total <= 0.0:
        raise ValueError("nobody has any weight: every influence times salience is zero")
    return total
