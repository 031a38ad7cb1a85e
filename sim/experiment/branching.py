"""Branches: an experiment that goes back to a turn of a run and tries something else there.

It has two policies: `unchanged`, and `branch`, in which orders are given in that turn, values are
set, or actors follow other doctrines from then on. Both are played on the same draws.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.engine.numbers import desk_menu, state_value
from sim.engine.places import Cast as Places
from sim.experiment.beginning import COPY, Beginning
from sim.experiment.designs import SinglePoint
from sim.experiment.experiment import Experiment, Policy, Replicates
from sim.experiment.plan import MOST_REPLICATES
from sim.experiment.policies import FIXED
from sim.measures import HEADLINES, SIDE_EFFECTS, STANCE
from sim.narrative.cast import Cast
from sim.scenario import ScenarioError, from_document
from sim.scenario.differences import differences
from sim.scenario.differences import shown as in_words
from sim.scenario.meanings import name_of
from sim.scenario.paths import format_path, split_path
from sim.scenario.problems import Problem, choices, shown
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import DESKS, HOLD
from sim.words import joined

if TYPE_CHECKING:
    from sim.experiment.store import Store
    from sim.record import Record
    from sim.scenario import Scenario

UNCHANGED, BRANCH = "unchanged", "branch"
"""Names of the policies."""
OUTCOMES = (*HEADLINES, *SIDE_EFFECTS)
"""Outcomes that a branch asks about, the main one first."""
_EVENT = "branch"
"""Name of the event that sets state variables."""
_BEFORE = {
    "opening": "the courses at the opening of the run; --order gives an order now",
    "doctrine": "who decides; --seat ACTOR=DOCTRINE changes it",
}
"""Keys of an actor that a change may not set, with what they are."""
_OVER = {
    "calendar": "its dates are those of the run; --turns sets how long the game is",
    "parameters.resolve_prior": "the guarantor's resolve was drawn as the run opened",
    "mission.mandate": "how the run opened; world.mandate is its present value",
    "mission.clock": "how the run opened; the turns of the mandate are counted since",
}
"""What matters only as a run opens, with the reason."""


@dataclass(frozen=True)
class Changes:
    """What is done otherwise in a branch.

    Attributes:
        orders: Orders of its first turn, by actor: names of actions, one a desk. `hold` is the
            order of every desk that has no other; `DESK:hold` of that desk alone.
        values: Values from that turn on, by path: numbers of the scenario, and state variables.
        seats: Doctrines from that turn on, by actor.
    """

    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    seats: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.orders or self.values or self.seats)

    def words(self) -> list[str]:
        """Return the changes as options of the command line."""
        given = [
            *(("--order", f"{who}={one}") for who, some in self.orders.items() for one in some),
            *(("--set", f"{path}={shown(value)}") for path, value in self.values.items()),
            *(("--seat", f"{who}={doctrine}") for who, doctrine in self.seats.items()),
        ]
        return [word for option in given for word in option]


@dataclass(frozen=True)
class Branching:
    """A branch of a run before it is played: its beginning, and what is done otherwise.

    Raises ScenarioError or ValueError, where a part is asked for, if a change is not possible.
    """

    beginning: Beginning
    changes: Changes

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of the branch. State variables are set by an event as the turn opens."""
        before, turn = self.beginning.scenario, self.beginning.turn
        values, state = dict[str, object](), dict[str, object]()
        for path, value in self.changes.values.items():
            place = _state_path(path, before)
            _check_path(path, place)
            (values if place is None else state)[place or path] = value
        for actor, doctrine in self.changes.seats.items():
            _check_actor("seat", f"{actor}={doctrine}", actor, before)
            values[f"actors.{actor}.doctrine"] = doctrine
        changed = before.replace(values) if values else before
        for name, event in changed.events.items():
            if event.turn(before.calendar) < turn and before.events.get(name) != event:
                raise ValueError(f"set events.{name}: it is before {self.beginning.date}, too late")
        if state:
            changed = _with_event(changed, state, turn)
        return changed

    @cached_property
    def orders(self) -> dict[str, dict[str, str]]:
        """The orders of the first turn, by actor and desk; they are legal in it."""
        found = {
            actor: _by_desk(actor, given, self.beginning.scenario)
            for actor, given in self.changes.orders.items()
        }
        game = self.beginning.opened(self.scenario, found)
        for path, value in self.changes.values.items():
            place = _state_path(path, self.scenario)
            if place and not _holds(game.state()[_short(place)], place, value):
                raise ValueError(
                    f"set {path}: what opens {self.beginning.date} sets it anew, so no seat would "
                    "read that value"
                )
        for actor, desks in found.items():
            legal = game.legal_orders(actor)
            for desk, order in desks.items():
                if order not in legal[desk]:
                    raise ValueError(
                        f"order {actor}={order}: not legal in {self.beginning.date}; the {desk} "
                        f"desk may order {', '.join(legal[desk])}"
                    )
            if len(desks) == len(DESKS):
                game.ask(actor)
                if game.orders(actor) != desks:
                    both = " and ".join(desks.values())
                    raise ValueError(f"order {actor}={both}: no attack beside an offer of a treaty")
        return found

    @property
    def title(self) -> str:
        """What is done otherwise, in words such as "Armenia mobilises in 2022 Q3"."""
        return "; ".join(self.told)

    @cached_property
    def told(self) -> list[str]:
        """Every change in words."""
        before, date = self.beginning.scenario, self.beginning.date
        cast, told = Cast(before.document), []
        for actor, desks in self.orders.items():
            done = dict.fromkeys(cast.phrase(actor, desks[desk]) for desk in DESKS if desk in desks)
            told.append(f"{cast.name(actor)} {joined(list(done))} in {date}")
        for path, value in self.changes.values.items():
            place, new = _state_path(path, before), in_words(value)
            since = f"is {new} from {date} on" if place is None else f"is set to {new} in {date}"
            told.append(f"{_named(before, place or path)} {since}")
        for actor, doctrine in self.changes.seats.items():
            told.append(f"{cast.name(actor)} follows the doctrine {doctrine} from {date} on")
        return told

    def experiment(
        self, *, runs: int, turns: int, seed: int, outcomes: Sequence[str] = OUTCOMES
    ) -> Experiment:
        """Return the experiment that plays the branch beside the unchanged run.

        Args:
            runs: Futures of each.
            turns: Turns of the whole game.
            seed: Seed of the draws of all futures.
            outcomes: Outcomes that it asks about, the main one first.
        """
        begins, date = self.beginning, self.beginning.date
        name, policies = begins.scenario.name, [Policy(UNCHANGED, begins.scenario, "no change")]
        question = f"What could come of the run from {date} on?"
        if self.changes:
            policies.append(Policy(BRANCH, self.scenario, self.title, None, self.orders))
            question = f"What would it change if {'; if '.join(self.told)}?"
        said: dict[str, Any] = {
            "name": f"branch-{name}-{date.lower().replace(' ', '-')}",
            "title": f"A branch of {name} in {date}",
            "question": question,
            "scenario": name,
            "turns": turns,
            "seed": seed,
            "outcomes": list(outcomes),
            **_kept(begins.scenario, runs),
        }
        words = ["sim", "branch", COPY, "--turn", str(begins.turn), *self.changes.words()]
        words += ["--runs", str(runs), "--turns", str(turns), "--seed", str(seed)]
        if tuple(outcomes) != OUTCOMES:
            words += [word for name in outcomes for word in ("--outcome", name)]
        return _experiment(
            {**said, "replicates": {"fixed": runs}},
            policies,
            begins,
            text=shlex.join([*words, "--out", said["name"]]),
        )


def experiment_in(store: Store) -> Experiment:
    """Return the experiment of a folder that holds a branch, made from the folder alone.

    Raises:
        ResultsError: The record in the folder cannot be used.
        ScenarioError: A scenario in it is not valid in this version.
    """
    begins, content = store.beginning(), store.manifest.content
    assert begins is not None  # the caller has asked the manifest
    policies = [
        Policy(one["name"], from_document(one["document"]), one["title"], None, one["orders"])
        for one in content["policies"]
    ]
    said = content["experiment"]
    return _experiment(said["document"], policies, begins, text=said["text"])


def _experiment(
    said: Mapping[str, Any], policies: Iterable[Policy], begins: Beginning, *, text: str
) -> Experiment:
    return Experiment(
        name=said["name"],
        title=said["title"],
        question=said["question"],
        seed=said["seed"],
        turns=said["turns"],
        outcomes=tuple(said["outcomes"]),
        keep=said["keep"],
        keep_paths=tuple(said["keep_paths"]),
        factors=(),
        policies=tuple(policies),
        design=SinglePoint(),
        replicates=Replicates(fixed=said["replicates"]["fixed"]),
        text=text,
        document=said,
        beginning=begins,
    )


def _kept(scenario: Scenario, runs: int) -> dict[str, Any]:
    """Return what is kept turn by turn: with too many futures for quantiles, nothing."""
    if runs > MOST_REPLICATES:
        return {"keep": "outcomes", "keep_paths": []}
    guarantee = f"{scenario.guarantor}-{scenario.defender}"
    paths = [f"ties.{guarantee}.commitment"] if guarantee in scenario.ties else []
    paths += [f"theatres.{theatre}.control" for theatre in scenario.theatres]
    return {"keep": "quantiles", "keep_paths": [STANCE, *paths]}


# --- values --------------------------------------------------------------------------------------


def _state_path(path: str, scenario: Scenario) -> str | None:
    """Return the path by which an event sets a state variable; None if it is none."""
    parts = split_path(path) or ()
    if parts[:1] == ("factions",) and len(parts) == 2:
        return f"actors.{scenario.guarantor}.{path}"
    plain = ".".join(parts)
    return plain if _short(plain) in Places.of(scenario).state_places() else None


def _named(scenario: Scenario, path: str) -> str:
    """Return the plain name of a number or of a state variable; its path if it has none."""
    name, words = name_of(scenario, path), VARIABLE_WORDS.get(path.rpartition(".")[2])
    return words.name if name == path and words is not None else name


def _short(place: str) -> str:
    """Return the path of a state variable in records for the one that an event sets."""
    head, between, share = place.partition(".factions.")
    return f"factions.{share}" if between else head


def _check_path(path: str, place: str | None) -> None:
    """Raise ValueError if a path may not be set from a turn on; its value is not checked."""
    parts = split_path(path) or ("",)
    reason = _OVER.get(path) or _OVER.get(parts[0]) or FIXED.get(parts[0])
    if parts[0] == "actors" and len(parts) > 2 and place is None:
        reason = _BEFORE.get(parts[2], reason)
    if parts[0] == "state":
        reason = (
            f"state variables are named as in records, {'.'.join(parts[1:]) or 'world.tension'}"
        )
    if reason:
        raise ValueError(f"set {path}: cannot be set here: {reason}")


def _holds(now: float, place: str, wanted: object) -> bool:
    """Whether a state variable has the value that was set."""
    return not isinstance(wanted, (int, float)) or now == state_value(place, wanted)


def _with_event(scenario: Scenario, state: Mapping[str, object], turn: int) -> Scenario:
    """Return the scenario with an event that sets state variables as a turn opens.

    Raises:
        ValueError: A variable may not be set, or not to that value.
    """
    name = _EVENT
    while name in scenario.events:
        name += "-again"
    told = joined([f"{_named(scenario, path)} {in_words(value)}" for path, value in state.items()])
    event = {
        "at": turn,
        "text": f"Set for this branch: {told}.",
        "set": {
            path: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for path, value in state.items()
        },
        "source": "a branch of the run",
        "confidence": "C",
    }
    try:
        return scenario.replace({f"events.{name}": event})
    except ScenarioError as error:
        raise ValueError(_fault(error.problems[0], name, next(iter(state)))) from None


def _fault(problem: Problem, name: str, path: str) -> str:
    """Return the fault of an event as one of the value that it sets."""
    prefix = format_path(("events", name, "set"))
    said = problem.message.removeprefix(f"{problem.path}: ").removeprefix(f"{problem.path} ")
    parts = split_path(problem.path) or ()
    at = parts[3] if problem.path.startswith(f"{prefix}.") and len(parts) > 3 else path
    return f"set {at}{'' if said.startswith('=') else ':'} {said}"


# --- orders --------------------------------------------------------------------------------------


def _check_actor(option: str, text: str, actor: str, scenario: Scenario) -> None:
    if actor not in scenario.actors:
        known = ", ".join(scenario.actors)
        raise ValueError(f"{option} {text}: no actor '{actor}'; the actors are {known}")


def _by_desk(actor: str, given: Sequence[str], scenario: Scenario) -> dict[str, str]:
    """Return orders of an actor by desk.

    Raises:
        ValueError: There is no such actor or order, or a desk has two.
    """
    found: dict[str, str] = {}
    for text in sorted(given, key=lambda one: one == HOLD):  # what holds is what is left over
        _check_actor("order", f"{actor}={text}", actor, scenario)
        role = scenario.actors[actor].role
        menus = {desk: list(desk_menu(scenario, role, desk)) for desk in DESKS}
        named, colon, order = text.rpartition(":")
        desks = [desk for desk in DESKS if order in menus[desk] and (not colon or desk == named)]
        if text == HOLD:
            desks = [desk for desk in desks if desk not in found]
        if not desks and text == HOLD:
            raise ValueError(f"order {actor}={text}: both of its desks have another order")
        if not desks:
            menu = list(dict.fromkeys(name for desk in DESKS for name in menus[desk]))
            where = f" of the {named} desk" if named in menus and order in menu else ""
            near = "" if where else choices(order, menu)
            raise ValueError(f"order {actor}={text}: no such order{where}{near}")
        for desk in desks:
            if desk in found:
                both = f"{actor}={found[desk]} and {actor}={order}"
                raise ValueError(f"order {both}: both are for the {desk} desk; give one of them")
            found[desk] = order
    return found


def branching(record: Record, turn: int | str, changes: Changes) -> Branching:
    """Return a branch of a run.

    Args:
        record: The run.
        turn: Number or date of the turn in which it branches off, or the number after the last one.
        changes: What is done otherwise.

    Raises:
        LookupError: The record has no such turn.
        RecordError: The record does not replay in this version.
        ScenarioError: A value is not allowed.
        ValueError: A change is not possible.
    """
    found = Branching(Beginning(record, record.number_of(turn)), changes)
    nothing = not found.orders and not differences(
        found.beginning.scenario.document, found.scenario.document
    )
    if changes and nothing:
        raise ValueError("the changes change nothing: they are as it was")
    return found
