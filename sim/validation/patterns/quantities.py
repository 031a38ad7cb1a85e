"""What is read off a run: measures, and quantities of its orders, replies and trajectories.

A quantity has a name, and gives one number a run, or one a run and turn:

    recommitted                  a measure of a run, or end.PATH of its closing state
    stance=broker                1 in runs with that stance, else 0
    belief                       the client's belief at the end that its guarantor is resolved
    max=PATH:A:B                 largest value of a state variable at the opening of turns A to B
    open=THEATRE                 turns that opened with ground left there to provoke over
    first_offensive=A:B          1 if the first offensive came in turns A to B, else 0
    at_risk=A:B                  turns from A to B that opened without an offensive so far
    ordered=ACTOR.ORDER          turns in which the actor gave the order
    changes=ACTOR.DESK           share of turns, from the second on, in which the desk gave another
                                 order than in the turn before
    line=ACTOR                   sum of the lines of both orders [run, turn]
    attacks=ORDER                attacks of this kind by the challenger
    answered=ORDER               those against which the guarantor defended
    believed=ORDER               sum over all of them of the chance of a defence that the challenger
                                 expected
    losses=ORDER                 those after which it held less ground
    danger_quarters=THEATRE:A:B  turns in which the danger seen there lay in [A, B)
    danger_attacks=THEATRE:A:B   those of them in which the theatre was attacked
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sim.analysis.estimates import Floats
from sim.engine.courses import desk_place
from sim.engine.numbers import desk_menu
from sim.measures import UnknownOutcomeError, measure_of
from sim.rules.curves import logistic
from sim.rules.danger import reply_scale
from sim.rules.menus import MAIN_TAKEN
from sim.rules.overstretch import bandwidth
from sim.rules.perception import defence_probability, effective_coverage
from sim.vocabulary import DESKS, SECURITY_DESK, STANCES

if TYPE_CHECKING:
    from sim.engine.batch import Played
    from sim.scenario import Scenario

OF_ORDERS = ("ordered", "changes", "line", "attacks", "answered", "believed", "losses")
OF_DANGER = ("danger_quarters", "danger_attacks")
OF_PATHS = ("max", "open")
OF_FIRST = ("first_offensive", "at_risk")
KINDS = ("stance", *OF_ORDERS, *OF_DANGER, *OF_PATHS, *OF_FIRST)


def fault_of(name: str, scenario: Scenario) -> str:
    """Return why no quantity of a run of a scenario has this name; "" if one has."""
    kind, equals, text = name.partition("=")
    if name == "belief":
        return ""
    if not equals:
        try:
            measure_of(name)
        except UnknownOutcomeError as error:
            return str(error)
        return ""
    if kind not in KINDS:
        return f"{name}: no such quantity; there are {', '.join(KINDS)}"
    head = text.split(":")[0].split(".")[0]
    known: dict[str, Iterable[str]] = {
        "stance": STANCES,
        "open": scenario.theatres,
        **dict.fromkeys(("ordered", "changes", "line"), scenario.actors),
        **dict.fromkeys(OF_DANGER, scenario.theatres),
        **dict.fromkeys(("attacks", "answered", "believed", "losses"), _forces(scenario)),
    }
    if kind in known and head not in known[kind]:
        return f"{name}: '{head}' is none of {', '.join(known[kind])}"
    return ""


def needs_conduct(names: Iterable[str]) -> bool:
    """Whether quantities of these names are read off orders and replies."""
    return any(name.split("=")[0] in (*OF_ORDERS, "danger_attacks") for name in names)


def watched(names: Iterable[str], scenario: Scenario) -> tuple[str, ...]:
    """Return the state variables that must be kept for every turn to read off these quantities."""
    paths: dict[str, None] = {}
    for name in names:
        kind, _, text = name.partition("=")
        if kind == "max":
            paths[text.split(":")[0]] = None
        elif kind in ("open", "losses"):
            place = text if kind == "open" else _theatre(text, scenario)
            paths[f"theatres.{place}.control"] = None
        elif kind in OF_DANGER:
            paths[f"theatres.{text.split(':')[0]}.danger"] = None
        elif kind == "believed":
            paths.update(dict.fromkeys(_of_belief(_theatre(text, scenario), scenario)))
    return tuple(paths)


class Reader:
    """Reads quantities off the runs of one setting.

    Args:
        scenario: The scenario that was played.
        columns: Names of the outcomes.
        paths: Names of the state variables that were kept.
        played: What the batch returned.
        point: Number of the point to read.
        numbers: Numbers of the scenario that this point changed, by path.
    """

    def __init__(
        self,
        scenario: Scenario,
        columns: tuple[str, ...],
        paths: tuple[str, ...],
        played: Played,
        point: int,
        numbers: Mapping[str, float],
    ) -> None:
        self._scenario = scenario
        self._columns = columns
        self._paths = paths
        self._numbers = {**scenario.numbers(), **numbers}
        self._outcomes = played.outcomes[point]
        self._trajectories = np.asarray(played.trajectories[point], dtype=np.float64)
        self._orders = played.orders[point]
        self._replies = played.replies[point]

    def read(self, name: str) -> Floats:
        """Return a quantity, one number a run or, for a line, one a run and turn."""
        kind, equals, text = name.partition("=")
        if name == "belief":
            return self._belief()
        if not equals:
            return self._column(name)
        if kind == "stance":
            return _counted(self._column("stance") == STANCES.index(text))
        if kind in OF_PATHS:
            return self._of_path(kind, text)
        if kind in OF_FIRST:
            return self._of_first(kind, text)
        if kind in OF_DANGER:
            return self._of_danger(kind, text)
        if kind in ("ordered", "changes", "line"):
            return self._of_orders(kind, text)
        return self._of_attacks(kind, text)

    def _column(self, name: str) -> Floats:
        return _counted(self._outcomes[:, self._columns.index(name)])

    def _path(self, path: str) -> Floats:
        """Return a state variable [run, turn]; turn 0 is the opening."""
        return _counted(self._trajectories[:, :, self._paths.index(path)])

    def _belief(self) -> Floats:
        tie = _guarantee(self._scenario)
        return np.asarray(1 / (1 + np.exp(-self._column(f"end.ties.{tie}.belief_client"))))

    def _of_path(self, kind: str, text: str) -> Floats:
        if kind == "open":
            control = self._path(f"theatres.{text}.control")[:, :-1]
            return _summed(control < MAIN_TAKEN)
        path, first, last = text.split(":")
        return np.asarray(self._path(path)[:, int(first) : int(last) + 1].max(axis=1))

    def _of_first(self, kind: str, text: str) -> Floats:
        first, last = (int(part) for part in text.split(":"))
        came = self._column("first_offensive")
        if kind == "first_offensive":
            return _counted((came >= first) & (came <= last))
        until = np.where(came < 0, last, np.minimum(came, last))
        return _counted(np.maximum(until - first + 1, 0.0))

    def _order(self, actor: str, desk: int) -> npt.NDArray[np.int16]:
        """Return an actor's orders on a desk, as places in the list of names [run, turn]."""
        place = desk_place(list(self._scenario.actors).index(actor), desk)
        orders: npt.NDArray[np.int16] = self._orders[:, :, place]
        return orders

    def _of_orders(self, kind: str, text: str) -> Floats:
        names = order_names(self._scenario)
        actor, _, rest = text.partition(".")
        if kind == "changes":
            orders = self._order(actor, DESKS.index(rest))
            return np.asarray((orders[:, 1:] != orders[:, :-1]).mean(axis=1))
        if kind == "ordered":
            wanted = [k for k, name in enumerate(names) if name == rest]
            given = [np.isin(self._order(actor, desk), wanted) for desk in range(len(DESKS))]
            return _summed(np.sum(given, axis=0))
        menu = self._scenario.actions[self._scenario.actors[actor].role]
        lines = np.array([menu[name].line if name in menu else 0 for name in names], dtype=float)
        return _counted(sum(lines[self._order(actor, desk)] for desk in range(len(DESKS))))

    def _attacks(self, order: str) -> npt.NDArray[np.bool_]:
        """Return where the challenger gave an order [run, turn]."""
        names = order_names(self._scenario)
        wanted = [k for k, name in enumerate(names) if name == order]
        return np.isin(self._order(self._scenario.challenger, SECURITY_DESK), wanted)

    def _of_attacks(self, kind: str, order: str) -> Floats:
        attacked = self._attacks(order)
        if kind == "attacks":
            return _summed(attacked)
        theatre = _theatre(order, self._scenario)
        if kind == "answered":
            place = list(self._scenario.theatres).index(theatre)
            return _summed(attacked & (self._replies[:, :, place] == 1))
        if kind == "losses":
            control = self._path(f"theatres.{theatre}.control")
            lost = control[:, 1:] < control[:, :-1]
            return _summed(attacked & lost)
        return self._believed(attacked, theatre, order)

    def _believed(self, attacked: npt.NDArray[np.bool_], theatre: str, order: str) -> Floats:
        """Return the sum over attacks of the expected chance of a defence, by the model's rule.

        The guarantor's load is that of the turn itself; everything else is as the turn opens.
        """
        scenario = self._scenario
        load, *others = (self._path(path) for path in _of_belief(theatre, scenario))
        covered = self._numbers[f"theatres.{theatre}.coverage"]
        floor = self._numbers["parameters.alignment_floor"]
        size = reply_scale(_forces(scenario)[order])
        found = np.zeros(len(attacked))
        for run, turn in zip(*np.nonzero(attacked), strict=True):
            belief, red_line, influence, frozen = (float(path[run, turn]) for path in others)
            found[run] += size * defence_probability(
                logistic(belief),
                bandwidth(float(load[run, turn + 1])),
                effective_coverage(covered, red_line),
                floor,
                influence,
                frozen,
            )
        return found

    def _of_danger(self, kind: str, text: str) -> Floats:
        theatre, low, high = text.split(":")
        # Danger is written when a turn opens and no rule changes it, so it stands at its end too.
        danger = self._path(f"theatres.{theatre}.danger")[:, 1:]
        within = (danger >= float(low)) & (danger < float(high))
        if kind == "danger_attacks":
            forces = _forces(self._scenario)
            orders = [order for order in forces if _theatre(order, self._scenario) == theatre]
            within &= np.any([self._attacks(order) for order in orders], axis=0)
        return _summed(within)


def _counted(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _summed(values: npt.NDArray[Any]) -> Floats:
    """Return the sum over turns of values [run, turn]."""
    return np.asarray(values.sum(axis=1), dtype=np.float64)


def order_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all orders, in the order of the encoded scenario's list of actions."""
    return tuple(
        name
        for actor in scenario.actors.values()
        for desk in DESKS
        for name in desk_menu(scenario, actor.role, desk)
    )


def _forces(scenario: Scenario) -> dict[str, float]:
    """Return the force of every attack on the challenger's menu, by order."""
    menu = scenario.actions["challenger"]
    return {name: entry.force[1] for name, entry in menu.items() if entry.force is not None}


def _theatre(order: str, scenario: Scenario) -> str:
    """Return the theatre that an attack is aimed at."""
    force, names = scenario.actions["challenger"][order].force, list(scenario.theatres)
    return names[1] if force is not None and force[0] == "second" and names[1:] else names[0]


def _guarantee(scenario: Scenario) -> str:
    return f"{scenario.guarantor}-{scenario.defender}"


def _of_belief(theatre: str, scenario: Scenario) -> tuple[str, ...]:
    """Return the state that the expected defence is computed from: the load, then the rest."""
    tie = _guarantee(scenario)
    return (
        f"actors.{scenario.guarantor}.overstretch",
        f"ties.{tie}.belief_adversary",
        f"theatres.{theatre}.red_line",
        f"ties.{tie}.influence",
        f"ties.{tie}.frozen",
    )
