"""Any legal play at any setting: drawn at random, checked against the ranges of the state."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

from sim.play.model import Marchland
from sim.play.seats import Decision
from sim.play.view import View
from sim.scenario import Scenario

EPSILON = 1e-12

# Ranges of the state, by kind and variable; a kind's other variables lie in [0, 1].
RANGES = {
    ("actors", "capability"): (1e-9, math.inf),
    ("actors", "standing"): (0.02, 1.0),
    ("ties", "influence"): (0.0, 0.9),
    ("ties", "belief_client"): (-4.0, 4.0),
    ("ties", "belief_adversary"): (-4.0, 4.0),
    ("theatres", "casus"): (0.0, 2.0),
}
FLAGS = ("war", "treaty", "mandate", "shock")


class Erratic:
    """Orders anything legal."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def choose(self, view: View, legal: Mapping[str, Sequence[str]]) -> Decision:
        reply = self.rng.choice(("defend", "stand_aside", "own"))
        # Now and then a desk stays on its course.
        orders = {desk: self.rng.choice(("", *menu)) for desk, menu in legal.items()}
        return Decision(**orders, reply=reply)  # type: ignore[arg-type]


def any_setting(scenario: Scenario, rng: Random) -> dict[str, float]:
    """Every number that has a range somewhere in it, often at an end."""
    found = {
        path: item.low + (item.high - item.low) * rng.choice((0.0, 1.0, rng.random()))
        for path, item in scenario.provenance.items()
        if item.low is not None and item.high is not None
    }
    keep_together_below_the_cap(scenario, found)
    for key in list(found):
        shares = ".factions." in key and key.startswith("actors.")
        weights = key.startswith("theatres.") and key.endswith("security_weight")
        if scenario.limits(key).whole:
            found[key] = round(found[key])
        elif shares or weights:
            del found[key]
    cut = [rng.random() for _ in range(3)]
    guarantor = f"actors.{scenario.guarantor}.factions"
    for name, part in zip(("hawks", "brokers", "accommodators"), cut, strict=True):
        found[f"{guarantor}.{name}"] = part / sum(cut)
    return found


def keep_together_below_the_cap(scenario: Scenario, found: dict[str, float]) -> None:
    """Scale the influence over a client down to what it can give away."""
    for client in (scenario.challenger, scenario.defender):
        start = {
            f"ties.{key}.influence": tie.influence
            for key, tie in scenario.ties.items()
            if key.endswith(f"-{client}")
        }
        wanted = {path: found.get(path, number) for path, number in start.items()}
        total = sum(wanted.values())
        if total > 0.95:
            found |= {path: number * 0.95 / total for path, number in wanted.items()}


def check_state(model: Marchland) -> None:
    """Fail if any state variable is outside its range."""
    state = model.state()
    for path, value in state.items():
        kind, variable = path.split(".")[0], path.split(".")[-1]
        low, high = RANGES.get((kind, variable), (0.0, 1.0))
        if variable == "control":
            high = model.scenario.theatres[path.split(".")[1]].cap
        elif variable == "clock":
            mission = model.scenario.mission
            high = max(mission.clock, mission.term) if mission else 0
        elif variable == "reputation":
            role = model.scenario.actors[path.split(".")[1]].role
            low, high = (0.05, 0.95) if role in ("guarantor", "sponsor") else (0.0, 0.0)
        assert low - EPSILON <= value <= high + EPSILON, (path, value)
        if variable in FLAGS:
            assert value in (0.0, 1.0), (path, value)
    check_shares(model, state)


def check_shares(model: Marchland, state: dict[str, float]) -> None:
    """Fail if factions or influence do not share out a whole."""
    factions = [value for path, value in state.items() if path.startswith("factions.")]
    assert abs(sum(factions) - 1) <= 1e-9
    for client in (model.scenario.challenger, model.scenario.defender):
        held = [
            state[f"ties.{tie}.influence"]
            for tie in model.scenario.ties
            if tie.endswith(f"-{client}")
        ]
        assert sum(held) <= 0.95 + EPSILON
        # Only where a client has given all away can a patron be left with less than the least.
        assert min(held, default=1.0) >= 0.01 - EPSILON or sum(held) >= 0.95 - 1e-9
