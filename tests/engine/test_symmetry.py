"""What must not matter: the order in a file, a suitor's name, the side from which one looks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import layout as at
from sim.engine.numbers import desk_menu
from sim.engine.turn import open_turn, play_turn
from sim.scenario import Scenario, from_document
from sim.vocabulary import DESKS, LOGIT_EU
from tests.engine.pencil import Sandbox, pencil

ACTORS, TIES = tuple(pencil().actors), tuple(pencil().ties)


def reordered(actors: list[str], ties: list[str]) -> Scenario:
    """The same scenario, listed otherwise."""
    document = pencil().document
    document["actors"] = {key: document["actors"][key] for key in actors}
    document["ties"] = {key: document["ties"][key] for key in ties}
    return from_document(document)


def desk_of(box: Sandbox, actor: str, desk: int) -> dict[str, tuple[float, float]]:
    """Utility and probability of each legal action of a desk."""
    count, work = box.consider(actor, desk), box.table.work
    return {box.names[work.option[k]]: (work.utility[k], work.weight[k]) for k in range(count)}


def menu_of(actor: str, desk: int) -> list[str]:
    return sorted(desk_menu(pencil(), pencil().actors[actor].role, DESKS[desk]))


orders = st.fixed_dictionaries(
    {
        actor: st.tuples(
            *(st.sampled_from(menu_of(actor, desk)) for desk in range(len(DESKS)))
        ).map("+".join)
        for actor in ACTORS
    }
)


@given(actors=st.permutations(ACTORS), ties=st.permutations(TIES), given_orders=orders)
def test_the_order_of_the_file_does_not_matter(
    actors: list[str], ties: list[str], given_orders: dict[str, str]
) -> None:
    # But for "first suitor", which means the first in the file.
    ties = [tie for tie in ties if tie != "NEI-DEF"]
    ties.insert(ties.index("FAR-DEF") + 1, "NEI-DEF")
    box, other = Sandbox(), Sandbox(reordered(actors, ties))
    for reply in (0.0, 1.0):
        replies = {"valley": reply, "pass": reply}
        here = box.project(given_orders, reply=replies)
        there = other.project(given_orders, reply=replies)
        assert there == pytest.approx(here, abs=1e-12)
        for actor in ACTORS:
            assert other.appraise(actor) == pytest.approx(box.appraise(actor), abs=1e-12)


@given(actors=st.permutations(ACTORS))
@settings(max_examples=settings.default.max_examples // 4)
def test_what_is_chosen_does_not_depend_on_the_order_of_the_file(actors: list[str]) -> None:
    box, other = Sandbox(), Sandbox(reordered(actors, list(TIES)))
    for sandbox in (box, other):
        for k in range(len(ACTORS) * len(DESKS)):
            sandbox.encoded.ix[at.DOCTRINE + k] = LOGIT_EU  # all weigh utilities
    for actor in ACTORS:
        for desk in range(len(DESKS)):
            here, there = desk_of(box, actor, desk), desk_of(other, actor, desk)
            assert list(here) == list(there)
            for action, found in here.items():
                assert there[action] == pytest.approx(found, abs=1e-9)


TWINS: dict[str, object] = {
    "actors.NEI.distance": 0.8,
    "ties.NEI-DEF.rivalry": 0.5,
    "utility.NEI.influence": {"NEI-DEF": 0.5, "GUA-DEF": -0.1},
    "utility.NEI.control": {"pass": -0.2},
    "utility.NEI.heat": {"valley": -0.4},
    "utility.NEI.danger": {"valley": -0.7, "pass": -0.7},
    "utility.NEI.settlement": 0.2,
    "utility.NEI.sponsor_base": -0.3,
}


def swapped(paths: dict[str, float]) -> dict[str, float]:
    """The state with the twins' names exchanged."""
    names = {"FAR": "NEI", "NEI": "FAR"}

    def other(path: str) -> str:
        kind, key, *rest = path.split(".") if path.count(".") > 1 else ("", path)
        key = "-".join(names.get(part, part) for part in key.split("-"))
        return ".".join([kind, key, *rest]) if kind else path

    return {other(path): value for path, value in paths.items()}


@given(
    given_orders=orders, far=st.sampled_from(["hold", "court", "mediate", "sanction_challenger"])
)
def test_twin_suitors_are_treated_alike(given_orders: dict[str, str], far: str) -> None:
    # A defender that turns to the first suitor treats them differently, and is meant to.
    if given_orders["DEF"].endswith(("court_guarantor", "diversify")):
        given_orders["DEF"] = "hold"
    box = Sandbox(changes=TWINS)
    one = box.project({**given_orders, "FAR": far, "NEI": "court"})
    other = box.project({**given_orders, "FAR": "court", "NEI": far})
    assert swapped(one) == pytest.approx(other, abs=1e-12)
    alike = box.project({**given_orders, "FAR": far, "NEI": far})
    assert swapped(alike) == pytest.approx(alike, abs=1e-12)


def test_twin_suitors_choose_alike() -> None:
    box = Sandbox(
        changes={**TWINS, "actors.FAR.doctrine": "logit_eu", "actors.NEI.doctrine": "logit_eu"}
    )
    open_turn(box.encoded, box.table)
    for desk in range(len(DESKS)):
        far, near = desk_of(box, "FAR", desk), desk_of(box, "NEI", desk)
        assert list(far) == list(near)
        for action, found in far.items():
            assert near[action] == pytest.approx(found, abs=1e-12)


beliefs = st.floats(-4, 4)


@given(belief=beliefs, tension=st.floats(0, 1), presence=st.floats(0, 1), treaty=st.booleans())
def test_one_sides_security_is_the_others_insecurity_which_a_treaty_halves(
    belief: float, tension: float, presence: float, treaty: bool
) -> None:
    box = Sandbox()
    for path, value in {
        "ties.GUA-DEF.belief_client": belief,
        "ties.GUA-DEF.belief_adversary": belief,
        "ties.SPO-CHA.presence": presence,
        "world.tension": tension,
        "world.treaty": float(treaty),
    }.items():
        box.put(path, value)
    box.project()

    # Both weigh security with .5 x .5 and a logarithm.
    def security(actor: str) -> float:
        return math.exp(box.appraise(actor)["security"] / 0.25) - 0.05

    # Without a treaty the two share 1; each of the missing parts, also 1 together, is halved.
    shared = 1.5 if treaty else 1
    assert security("CHA") + security("DEF") == pytest.approx(shared, abs=1e-9)


def mirrored(box: Sandbox) -> tuple[float, float]:
    """Attacker's share with and without the strengths of the two sides exchanged."""
    start = box.state()
    box.project({"CHA": "offensive"})
    plain = box.ledger("win", "valley")
    a, d = start["actors.CHA.capability"], start["actors.DEF.capability"]
    box.put("actors.CHA.capability", d)
    box.put("actors.DEF.capability", a)
    box.project({"CHA": "offensive"})
    return plain, box.ledger("win", "valley")


@given(a=st.floats(0.1, 5), d=st.floats(0.1, 5), m=st.floats(0.5, 3))
def test_on_level_ground_the_contest_has_no_sides(a: float, d: float, m: float) -> None:
    # Neither drones nor peacekeepers nor terrain, and an attacker whose forces count in full (.2 +
    # 1.1 x 8/11): exchanging the armies exchanges the odds.
    level: dict[str, object] = {
        "parameters.contest_decisiveness": m,
        "parameters.drone_multiplier": 0.0,
        "theatres.valley.mission": 0.0,
        "actors.CHA.readiness": 8 / 11,
        "actors.CHA.capability": a,
        "actors.DEF.capability": d,
    }
    plain, exchanged = mirrored(Sandbox(changes=level))
    assert plain + exchanged == pytest.approx(1, abs=1e-12)


def test_the_second_replicate_is_not_the_first() -> None:
    """The symmetries above are not those of a model in which nothing happens."""
    ends = []
    for replicate in range(2):
        box = Sandbox(
            changes={f"actors.{a}.doctrine": "random" for a in ACTORS}, replicate=replicate
        )
        for _ in range(4):
            play_turn(box.encoded, box.table)
        ends.append(box.state())
    assert ends[0] != ends[1]
