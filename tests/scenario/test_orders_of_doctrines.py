"""The orders of a doctrine by desk, and the time of its rules."""

from __future__ import annotations

import pytest

from sim.scenario import (
    Scenario,
)
from sim.scenario.doctrines import (
    ScriptDoctrine,
    built_in,
)

MENU = {"security": ["hold", "arm"], "diplomacy": ["hold", "court"]}
ORDERS = [
    ("arm", "arm", None),
    ("court+arm", "arm", "court"),
    ("hold", "hold", "hold"),
    ("security=hold", "hold", None),
    (" diplomacy = hold + arm ", "arm", "hold"),
]


@pytest.mark.parametrize(("text", "security", "diplomacy"), ORDERS)
def test_the_orders_of_a_doctrine_by_desk(
    text: str, security: str | None, diplomacy: str | None
) -> None:
    fixed = built_in(f"fixed:{text}")
    assert fixed is not None
    given = {desk: fixed.desk_orders(desk, menu) for desk, menu in MENU.items()}
    assert given == {"security": (security, ()), "diplomacy": (diplomacy, ())}


def test_a_desk_gets_the_rules_that_name_one_of_its_orders(quarrel: Scenario) -> None:
    changes = {"doctrines.stand-firm.otherwise": "security=hold"}
    script = quarrel.replace(changes).doctrine("DELL")
    fallback, rules = script.desk_orders("security", ["hold", "mobilise", "provoke"])
    assert fallback == "hold"
    assert [rule.order for rule in rules] == ["mobilise", "provoke"]
    assert script.desk_orders("diplomacy", ["hold"]) == (None, ())


def test_the_time_of_a_rule_in_quarters_and_in_turns(quarrel: Scenario) -> None:
    def hash_with(**time: object) -> str:
        rules = [{"order": "mobilise", **time}]
        return quarrel.replace({"doctrines.stand-firm.rules": rules}).hash

    assert hash_with(at="2002-Q1") == hash_with(at=3)
    assert hash_with(at="2002-Q1", until="2002-Q2") == hash_with(at=3, until=4)
    times: tuple[dict[str, object], ...] = (
        {"at": 3},
        {"at": 4},
        {"at": 3, "until": 4},
        {"until": 4},
        {"when": "world.tension > 0.5"},
        {"when": "world.tension > 0.5", "at": 3},
    )
    assert len({hash_with(**time) for time in times}) == len(times)


@pytest.mark.parametrize(
    ("time", "span"),
    [
        ({"at": 3}, (3, 3)),
        ({"at": "2002-Q1", "until": 7}, (3, 7)),
        ({"until": "2002-Q1"}, (0, 3)),
        ({"when": "world.tension > 0.5"}, (0, 399)),
    ],
)
def test_the_span_of_a_rule(
    quarrel: Scenario, time: dict[str, object], span: tuple[int, int]
) -> None:
    rules = [{"order": "mobilise", **time}]
    script = quarrel.replace({"doctrines.stand-firm.rules": rules}).doctrine("DELL")
    assert isinstance(script, ScriptDoctrine)
    assert script.rules[0].span(quarrel.calendar) == span
