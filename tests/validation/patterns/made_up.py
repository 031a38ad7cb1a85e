"""Checks, results and facts that are made up for tests."""

from __future__ import annotations

from math import inf
from typing import Any

from sim.validation.patterns.declared import Check, Pattern
from sim.validation.patterns.kinds import Found


def check(
    name: str = "S1 tests",
    *,
    kind: str = "trend",
    low: float = 0.0,
    high: float = inf,
    strict: bool = True,
    misfit: str = "",
    **given: Any,
) -> Check:
    """Return a check; one that expects a rise if nothing else is said."""
    given.setdefault("outcome", name.partition(" ")[2])
    return Check(name, name.split(maxsplit=1)[0], kind, low, high, strict, misfit, False, given)


def pattern(*checks: Check, path: str = "parameters.need") -> Pattern:
    """Return a pattern that sweeps one number."""
    return Pattern(
        id=checks[0].pattern,
        claim="More of one, more of the other.",
        grounds="A book",
        scenario="karabakh-2020",
        more=False,
        points=({path: 0.0}, {path: 2.0}),
        across=(),
        at=("0", "2"),
        checks=checks,
        given={},
    )


def found(one: Check, effect: float, half: float, verdict: str, spread: float = 1.0) -> Found:
    """Return a result with an interval of this half-width."""
    values = (("0", 0.1), ("2", 0.1 + effect))
    return Found(one, values, effect, effect - half, effect + half, spread, verdict)


SMALL = """
confidence = 0.99
seed = 3
turns = 2
scenario = "karabakh-2020"

[sizes.full]
runs = 3
more = 4
perturbations = 1
perturbed_runs = 2
doctrine_runs = { prospect = 4 }
removed_runs = 2
followed_runs = 2
pairs = 1
best_runs = 1
removed_best_runs = 1

[perturbation]
weights = 0.2
efforts = 0.1

[[patterns]]
id = "P1"
claim = "Faster turnover of officers, more of them trained by the sponsor."
grounds = "Arithmetic"
sweep = { "parameters.cadre_turnover" = [0.005, 0.05] }
checks = [{ outcome = "end.ties.TUR-AZE.cadre", expect = "+" }]

[[patterns]]
id = "P2"
claim = "Faster turnover of officers, fewer of them trained by the sponsor."
grounds = "Nobody"
more = true
sweep = { "parameters.cadre_turnover" = [0.005, 0.05] }
checks = [{ outcome = "end.ties.TUR-AZE.cadre", expect = "-", misfit = "it is the wrong way" }]

[[patterns]]
id = "P3"
claim = "An attack is seen in the orders."
grounds = "A book"
attack = { challenger = "border_push", at = 1 }
[[patterns.checks]]
name = "appeal"
kind = "reaction"
actor = "ARM"
orders = ["invoke_guarantee"]
turns = 1
at_least = 1.0

[[patterns]]
id = "P4"
claim = "No dead orders."
grounds = "A menu"
best = { scenarios = ["karabakh-2020"], turns = 2, least = 0.005 }
checks = [{ name = "one", kind = "alive", only = ["suitor.court"], at_most = 0.0 }]

[[removed]]
id = "training"
what = "nobody trains officers"
dies = ["P1 end.ties.TUR-AZE.cadre"]
follows = [{ outcome = "end.ties.TUR-AZE.cadre", expect = "-" }]
[removed.change]
"actions.sponsor.train_cadres.efforts.cadre.sponsorship" = 0.0
"actions.sponsor.press_cadre_change.efforts.cadre.sponsorship" = 0.0

[[removed]]
id = "danger"
what = "danger enters no utility"
patch = "looming"
dead = ["suitor.mediate"]

[[negative]]
id = "beliefs upside down"
what = "signs turned"
negate = ["parameters.test_weight", "parameters.signal_weight"]
fails = ["P1 end.ties.TUR-AZE.cadre"]
"""
"""A file of patterns that can be played in plain Python in a few seconds."""
