"""The model against the reference means of an independent implementation (docs/odd.md, 9).

Slow: thousands of runs at four settings. Every mean must lie within four standard errors of the
reference, which are computed from both samples and from the rounding of the printed number.
"""

from __future__ import annotations

import math
from functools import cache

import pytest

from tests.engine.many_runs import Runs, play

pytestmark = pytest.mark.slow

COUNT = 6000
REFERENCE_COUNT = 20_000
DANGERS = ("theatres.karabakh.danger", "theatres.border.danger")

LIBYA: dict[str, object] = {
    **{
        f"actors.{actor}.{name}": value
        for name, values in {
            "capability": (3, 3, 1, 0.6, 3, 1),
            "drone_tech": (0.8, 0.6, 0.5, 0.15, 0.5, 0.2),
        }.items()
        for actor, value in zip(("RUS", "TUR", "AZE", "ARM", "WST", "IRN"), values, strict=True)
    },
    **{
        f"ties.{tie}.{name}": value
        for name, values in {
            "influence": (0.35, 0.45, 0.05, 0.20, 0.05),
            "commitment": (0.20, 0.5, 0, 0.1, 0),
            "pledge": (0.15, 0.1, 0, 0, 0),
            "presence": (0.1, 0.2, 0, 0, 0),
            "cadre": (0.15, 0.2, 0, 0.1, 0),
        }.items()
        for tie, value in zip(
            ("RUS-ARM", "TUR-AZE", "RUS-AZE", "WST-ARM", "IRN-ARM"), values, strict=True
        )
    },
    **{
        f"actors.{actor}.opening.{desk}": order
        for actor, orders in {
            "RUS": ("hold", "hold"),
            "TUR": ("send_mercenaries", "soft_power"),
            "AZE": ("hold", "deepen_sponsor_tie"),
            "ARM": ("mobilise", "court_guarantor"),
            "WST": ("hold", "mediate"),
            "IRN": ("hold", "hold"),
        }.items()
        for desk, order in zip(("security", "diplomacy"), orders, strict=True)
    },
    "parameters.resolve_prior": 0.8,
    "theatres.karabakh.control": 0.55,
    "theatres.karabakh.coverage": 0.7,
    "theatres.karabakh.heat": 0.4,
    "theatres.karabakh.mission": 0,
    "theatres.karabakh.integrity": 0,
    "theatres.karabakh.mediation": 0.1,
    "theatres.border.mediation": 0.1,
    "actors.RUS.distance": 0.4,
    "actors.AZE.readiness": 0.9,
    "actors.AZE.menace": 0.7,
    "ties.RUS-ARM.belief_client": 0.4,
    "ties.RUS-ARM.belief_adversary": 0.25,
    "actors.RUS.factions.hawks": 0.5,
    "actors.RUS.factions.brokers": 0.25,
    "actors.RUS.factions.accommodators": 0.25,
}
"""The reference's second quarrel, written in the places of the first."""

# Scenario, turns and changes of every setting.
SETTINGS: dict[str, tuple[str, int, dict[str, object]]] = {
    "40 quarters": ("karabakh-2020", 40, {}),
    "20 quarters": ("karabakh-2020", 20, {}),
    "20 with the shock": ("karabakh-2020-ukraine", 20, {}),
    "Libya, 12": ("karabakh-2020", 12, LIBYA),
}

# Output, its column, and the reference mean at every setting, as it is printed.
REFERENCE = [
    ("recommit", "stance:recommit", ".307 .263 .003 .236"),
    ("recommitment offered", "offered", ".847 .746 .464 .771"),
    ("broker", "stance:broker", ".382 .664 .859 .247"),
    ("accommodate", "stance:accommodate", ".076 .041 .093 .077"),
    ("disengage", "stance:disengage", ".055 .001 .009 .009"),
    ("mixed", "stance:mixed", ".179 .030 .035 .431"),
    ("offensive", "offensive", ".444 .293 .385 .555"),
    ("offensive by quarter 12", "offensive_by_12", ".248 .248 .315 .555"),
    ("offensive by quarter 20", "relapse", ".293 .293 .385 .555"),
    ("attacks at the border", "border_attacks", ".435 .208 .697 .189"),
    ("probes", "probes", "1.581 .895 1.013 .293"),
    ("tests", "tests", "2.507 1.413 2.120 1.048"),
    ("tests met", "tests_met", ".162 .130 .054 .095"),
    ("treaty", "treaty", ".235 .085 .067 .073"),
    ("alliance frozen", "alliance_frozen", ".475 .105 .446 .008"),
    ("base granted", "base_granted", ".032 .019 .035 .028"),
    ("control of the main theatre", "end.theatres.karabakh.control", ".794 .767 .779 .700"),
    ("control of the border", "end.theatres.border.control", ".025 .014 .027 .006"),
    ("commitment", "end.ties.RUS-ARM.commitment", ".249 .403 .203 .503"),
    ("the client's belief", "belief", ".675 .810 .445 .861"),
    ("influence of the guarantor", "end.ties.RUS-ARM.influence", ".294 .376 .310 .347"),
    ("influence of the sponsor", "end.ties.TUR-AZE.influence", ".414 .428 .415 .455"),
    ("influence on the cross tie", "end.ties.RUS-AZE.influence", ".234 .208 .237 .092"),
    ("influence of the first suitor", "end.ties.WST-ARM.influence", ".242 .211 .230 .214"),
    ("the sponsor's cadres", "end.ties.TUR-AZE.cadre", ".492 .447 .443 .331"),
    ("the sponsor's presence", "end.ties.TUR-AZE.presence", ".104 .102 .104 .203"),
    ("tension", "end.world.tension", ".130 .143 .105 .217"),
    ("backlash", "end.actors.AZE.backlash", ".112 .087 .079 .081"),
    ("hawks", "end.factions.hawks", ".269 .249 .247 .519"),
    ("readiness", "end.actors.AZE.readiness", ".963 .931 .908 .905"),
    ("menace", "end.actors.AZE.menace", ".221 .303 .394 .446"),
    ("disillusion", "end.actors.ARM.disillusion", ".124 .105 .211 .158"),
    ("danger, main theatre", "mean:theatres.karabakh.danger", ".059 .067 .107 .304"),
    ("danger, border", "mean:theatres.border.danger", ".044 .061 .150 .167"),
    ("quarters with a new order", "order_changes", ".569 .571 .600 .535"),
    ("years of both kinds", "contradictions", ".115 .122 .151 .139"),
    ("provocations", "provocations", "1.518 .757 .279 .288"),
    ("peacekeepers", "end.theatres.karabakh.mission", ".213 .484 .343 .000"),
    ("the defender's standing", "end.actors.ARM.standing", ".143 .190 .124 .192"),
]


@cache
def runs_of(setting: str) -> Runs:
    name, turns, changes = SETTINGS[setting]
    return play(changes, name=name, count=COUNT, turns=turns, watch=DANGERS)


CASES = [
    pytest.param(setting, column, printed.split()[k], id=f"{setting}: {label}")
    for k, setting in enumerate(SETTINGS)
    for label, column, printed in REFERENCE
]


@pytest.mark.parametrize(("setting", "column", "printed"), CASES)
def test_the_mean_is_the_references(setting: str, column: str, printed: str) -> None:
    values = runs_of(setting)[column]
    reference = float(printed)
    decimals = len(printed.split(".")[1])
    # Ours, the reference's own (its spread is taken to be ours), and the rounding of its printing:
    # a number rounded to d is off by a uniform error of variance d^2 / 12.
    ours = values.var(ddof=1) / len(values)
    theirs = values.var(ddof=1) / REFERENCE_COUNT
    rounding = 10.0 ** (-2 * decimals) / 12
    error = math.sqrt(ours + theirs + rounding)
    assert abs(float(values.mean()) - reference) <= 4 * error, (values.mean(), reference, error)


def test_the_errors_are_small_enough_to_mean_something() -> None:
    """Four standard errors of the headline are a few hundredths."""
    values = runs_of("40 quarters")["stance:recommit"]
    assert 4 * math.sqrt(values.var() / len(values)) < 0.03
