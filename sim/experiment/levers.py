"""Levers: single changes that an actor could bring about, each with who pulls it and what it costs.

A lever is a *posture* (an actor gives one order of its menu, whatever happens), a *number* of the
starting position that somebody holds (forces, drones, presence, pledges, coverage, factions), moved
to the low or the high end of its range, or a *policy* that the experiment names. What nobody can
bring about is no lever: how the world works (parameters), what actors want (utilities).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.experiment.shares import moved_with
from sim.narrative.cast import Cast
from sim.scenario.paths import split_path
from sim.scenario.problems import ScenarioError
from sim.words import VARIABLE_WORDS, capitalised, percent, possessive

if TYPE_CHECKING:
    from sim.experiment.experiment import Policy
    from sim.scenario import Scenario

Kind = Literal["posture", "number", "policy"]
FIXED = "fixed:"
OF_TIES = ("presence", "pledge", "commitment", "cadre")
"""Numbers of a tie that its patron holds."""
OF_ACTORS = ("capability", "drone_tech", "overstretch")
"""Numbers of an actor that it holds itself."""
LOAD = "parameters.overstretch_base"
"""The guarantor's normal load elsewhere, which stands among the parameters."""


@dataclass(frozen=True)
class Cost:
    """What a lever costs, in the model's terms.

    Attributes:
        amount: For a posture, utils for every quarter in which the order is given; for a number,
            the size of the move as a share of the number's range.
        unit: "utils a quarter", "of its range", or "" where the model has no price for it.
        note: What comes on top of the amount, or stands in its place.
    """

    amount: float
    unit: str
    note: str = ""

    @property
    def said(self) -> str:
        """The cost in words, such as "0.22 utils a quarter"."""
        if not self.unit:
            return self.note
        number = percent(self.amount) if self.unit == "of its range" else f"{self.amount:.2f}"
        price = f"{number} {self.unit}" if self.amount or not self.note else ""
        return " and ".join(filter(None, (price, self.note)))


@dataclass(frozen=True)
class Lever:
    """One change that somebody could bring about.

    Attributes:
        key: Short name, such as "ARM: diversify" or "ties.TUR-AZE.presence = 0.9".
        kind: What sort of change it is.
        puller: Id of the actor that pulls it; "" for a policy of several.
        who: The puller's name; "several" if there are several.
        said: The change in words.
        changes: The change itself, as `Scenario.replace` takes it.
        cost: What it costs.
    """

    key: str
    kind: Kind
    puller: str
    who: str
    said: str
    changes: Mapping[str, Any]
    cost: Cost

    def clashes(self, other: Lever) -> bool:
        """Whether the two cannot be pulled together, since they set the same thing."""
        return bool(self.changes.keys() & other.changes.keys())


def find_levers(scenario: Scenario, policies: tuple[Policy, ...] = ()) -> tuple[Lever, ...]:
    """Every lever of a scenario that changes it and leaves it playable, each change once.

    Args:
        scenario: The scenario as it is with no lever pulled.
        policies: Policies of an experiment on it; they come first, so that a posture which a
            policy names goes by the policy's title.
    """
    cast = Cast(scenario.document)
    found, seen = [], {scenario.hash}
    for lever in (
        *_policies(scenario, cast, policies),
        *_postures(scenario, cast),
        *_numbers(scenario, cast),
    ):
        try:
            identity = pulled(scenario, lever).hash
        except ScenarioError:
            continue
        if identity not in seen:
            seen.add(identity)
            found.append(lever)
    return tuple(found)


def pulled(scenario: Scenario, *levers: Lever) -> Scenario:
    """The scenario with levers pulled."""
    changes: dict[str, Any] = {}
    for lever in levers:
        changes |= lever.changes
    return scenario.replace(changes) if changes else scenario


def can_pull(scenario: Scenario, *levers: Lever) -> bool:
    """Whether there can be a scenario with all these levers pulled."""
    try:
        pulled(scenario, *levers)
    except ScenarioError:
        return False
    return True


def _policies(scenario: Scenario, cast: Cast, policies: tuple[Policy, ...]) -> Iterator[Lever]:
    for policy in policies:
        changes = dict(policy.changes or {})
        owners = {_owner(scenario, path) for path in changes} - {""}
        puller = owners.pop() if len(owners) == 1 else ""
        cost = _price(scenario, cast, puller, changes)
        title = policy.title or policy.name
        who = capitalised(cast.name(puller)) if puller else "several"
        yield Lever(policy.name, "policy", puller, who, title, changes, cost)


def _price(scenario: Scenario, cast: Cast, puller: str, changes: Mapping[str, Any]) -> Cost:
    """The cost of a policy, where it is one fixed order or one number with a range."""
    unpriced = Cost(0.0, "", "no single price")
    if len(changes) != 1 or not puller:
        return unpriced
    (path, value), *_ = changes.items()
    if isinstance(value, str) and value.startswith(FIXED):
        return bill(scenario, puller, value.removeprefix(FIXED))
    if isinstance(value, (int, float)) and path in scenario.numbers():
        return _move(scenario, path, float(value)) or unpriced
    return unpriced


def _owner(scenario: Scenario, path: str) -> str:
    """Id of the actor that holds what a path names; "" for what nobody holds alone."""
    parts = [str(part) for part in split_path(path) or ()]
    if parts[0] == "actors" and len(parts) > 1:
        return parts[1]
    if parts[0] == "ties" and len(parts) > 1:
        return Cast(scenario.document).patron(parts[1])
    return scenario.guarantor if path == LOAD or parts[-1] == "coverage" else ""


def _postures(scenario: Scenario, cast: Cast) -> Iterator[Lever]:
    for actor, seat in scenario.actors.items():
        for action in scenario.actions[seat.role]:
            name = cast.name(actor)
            yield Lever(
                key=f"{actor}: {action}",
                kind="posture",
                puller=actor,
                who=capitalised(name),
                said=capitalised(f"{name} {cast.phrase(actor, action)} every quarter"),
                changes={f"actors.{actor}.doctrine": f"{FIXED}{action}"},
                cost=bill(scenario, actor, action),
            )


def bill(scenario: Scenario, actor: str, action: str) -> Cost:
    """What an order costs its actor in each quarter in which it is given.

    The cost in the menu times `parameters.action_cost`; for the guarantor, times its factions' own
    factors, weighted by their shares at the start. The cost of fighting comes on top.
    """
    entry = scenario.actions[scenario.actors[actor].role][action]
    amount = entry.cost * scenario.parameters.action_cost
    if actor == scenario.guarantor:
        numbers = scenario.numbers()
        amount *= sum(
            numbers[f"actors.{actor}.factions.{faction}"]
            * numbers[f"utility.{actor}.factions.{faction}.action_cost"]
            for faction in _factions(scenario)
        )
    note = "the cost of fighting" if entry.force is not None else ""
    return Cost(amount + 0.0, "utils a quarter", note)


def _factions(scenario: Scenario) -> list[str]:
    first = f"actors.{scenario.guarantor}.factions."
    return [path.removeprefix(first) for path in scenario.numbers() if path.startswith(first)]


def _numbers(scenario: Scenario, cast: Cast) -> Iterator[Lever]:
    now = scenario.numbers()
    for path, puller, said in _held(scenario, cast):
        ends = _ends(scenario, path)
        for value in dict.fromkeys(ends):
            cost = _move(scenario, path, value)
            if cost is None or value == now[path]:
                continue
            yield Lever(
                key=f"{path} = {value:g}",
                kind="number",
                puller=puller,
                who=capitalised(cast.name(puller)),
                said=capitalised(f"{said} {value:g}, not {now[path]:g}"),
                changes=_with_shares(scenario, path, value),
                cost=cost,
            )


def _held(scenario: Scenario, cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Path, holder and what is said of every number that somebody holds."""
    guarantor = scenario.guarantor
    owner = possessive(cast.name(guarantor))
    for tie in scenario.ties:
        patron, client = cast.name(cast.patron(tie)), cast.name(cast.client(tie))
        names = {"patron_s": possessive(patron), "client": client, "client_s": possessive(client)}
        for name in OF_TIES:
            said = VARIABLE_WORDS[name].of.format_map(names)
            yield f"ties.{tie}.{name}", cast.patron(tie), f"{said} begins at"
    for actor in scenario.actors:
        for name in OF_ACTORS:
            said = VARIABLE_WORDS[name].of.format(actor_s=possessive(cast.name(actor)))
            yield f"actors.{actor}.{name}", actor, f"{said} begins at"
    yield LOAD, guarantor, f"{owner} normal load elsewhere is"
    for faction in _factions(scenario):
        path = f"actors.{guarantor}.factions.{faction}"
        yield path, guarantor, f"the share of {owner} {faction} begins at"
    for theatre in scenario.theatres:
        said = f"the cover of {owner} guarantee for {cast.theatre(theatre)} is"
        yield f"theatres.{theatre}.coverage", guarantor, said


def _ends(scenario: Scenario, path: str) -> tuple[float, ...]:
    """Low and high of a number; nothing for one that is not there or has no range."""
    try:
        return scenario.range_of(path)
    except ScenarioError:
        return ()


def _move(scenario: Scenario, path: str, value: float) -> Cost | None:
    """Size of a move as a share of the number's range; None where there is no range."""
    ends = _ends(scenario, path)
    if not ends or ends[0] == ends[1]:
        return None
    return Cost(abs(value - scenario.numbers()[path]) / (ends[1] - ends[0]), "of its range")


def _with_shares(scenario: Scenario, path: str, value: float) -> dict[str, Any]:
    """The change, and those of the other shares of a whole that it moves."""
    paths, values = moved_with([path], scenario).expand((path,), np.array([[value]]))
    return dict(zip(paths, values[0].tolist(), strict=True))
