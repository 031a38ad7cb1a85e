"""A host: opens the seats of a game from their spelling, and closes what they have opened."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sim.exercise.injects.inject import Schedule
from sim.exercise.people.console import Console
from sim.exercise.people.persons import Advice, PersonPlayer
from sim.exercise.programs.spelling import HUMAN, SeatPlan, open_player, player_of, seat_plans
from sim.exercise.seating import STAY, Seating
from sim.exercise.session import Session, Tell
from sim.exercise.sheets import Player
from sim.play.perspective import advice
from sim.scenario import Scenario

PROGRAM_SECONDS = 60.0
"""Time in which a program, a server or a language model answers, unless another is given."""


@dataclass
class Host:
    """Keeps a game running at one computer.

    Attributes:
        console: Where people sit.
        tell: Called with what the control desk should know.
        seconds: Time for every answer; None for no limit for people, and the usual one for
            programs.
        advises: Whether people can ask for staff advice.
        control: Whether the control desk sits at the console too.
        session: The game; None before it begins.
    """

    console: Console
    tell: Tell
    seconds: float | None = None
    advises: bool = True
    control: bool = False
    session: Session | None = None
    _opened: list[Player] = field(default_factory=list)
    _people: int = 0

    def start(
        self,
        folder: Path,
        scenario: Scenario,
        *,
        seats: Iterable[str],
        seed: int,
        replicate: int = 0,
        turns: int | None = None,
        default: str = STAY,
        injects: Schedule | None = None,
    ) -> Session:
        """Begin a game; see `Session.start`.

        Args:
            folder: Folder of the game.
            scenario: The scenario.
            seats: The seats, each as ACTOR=SEAT; the scenario's doctrine decides for all others.
            seed: Seed of all chance.
            replicate: Number of the run of this seed.
            turns: Number of turns.
            default: What is played for a player without an answer.
            injects: Events that the staff keeps ready.

        Raises:
            LogError: The folder has a game, or cannot be written.
            RecordError: A record that is to be replayed cannot be read.
            ScenarioError: A doctrine or script does not fit the scenario.
            ValueError: A seat, or another argument, is not valid.
        """
        plans = seat_plans(seats, scenario)
        for plan in plans.values():
            if plan.changes:
                scenario = scenario.replace(plan.changes)
        self._people = sum(plan.kind == HUMAN for plan in plans.values())
        self.session = Session.start(
            folder,
            scenario,
            seed=seed,
            replicate=replicate,
            turns=turns,
            seats={actor: self._seated(actor, plan) for actor, plan in plans.items()},
            default=default,
            injects=injects,
            tell=self.tell,
        )
        self.session.shared = self._people > 0
        return self.session

    def resume(self, folder: Path, seats: Iterable[str] = ()) -> Session:
        """Go on with a game; see `Session.resume`.

        Args:
            folder: Folder of the game.
            seats: Seats in which somebody else sits from now on, each as ACTOR=SEAT.

        Raises:
            LogError: There is no game, or it cannot be gone on with.
            ValueError: A seat is not valid, or its doctrine is not that of the scenario.
        """
        session = Session.resume(folder, _nobody, tell=self.tell)
        try:
            scenario = session.game.scenario
            changed = {
                actor: _plan_in_game(plan.spelling, actor, scenario)
                for actor, plan in seat_plans(seats, scenario).items()
            }
            kept = {
                actor: _plan_in_game(seating.spelling, actor, scenario)
                for actor, seating in session.seats.items()
                if actor not in changed
            }
            plans = {**kept, **changed}
            self._people = sum(plan.kind == HUMAN for plan in plans.values())
            self.session = session
            session.shared = self._people > 0
            for actor, plan in plans.items():
                seating = self._seated(actor, plan)
                if actor in changed:
                    session.take_seat(actor, seating)
                else:
                    seconds = session.seats[actor].seconds
                    session.seats[actor] = replace(seating, seconds=seconds)
        except BaseException:
            session.close()
            raise
        return session

    def take_seat(self, text: str) -> None:
        """Put somebody else into a seat of the running game.

        Args:
            text: ACTOR=SEAT.

        Raises:
            ValueError: It is no seat, or its doctrine is not that of the scenario.
        """
        assert self.session is not None
        scenario = self.session.game.scenario
        ((actor, plan),) = seat_plans([text], scenario).items()
        plan = _plan_in_game(plan.spelling, actor, scenario)
        self.session.take_seat(actor, self._seated(actor, plan))
        seats = self.session.seats.values()
        self._people = sum(seating.spelling == HUMAN for seating in seats)
        self.session.shared = self._people > 0

    def close(self) -> None:
        """Close the log, and end every program that was started."""
        for player in self._opened:
            close = getattr(player, "close", None)
            if close is not None:
                with contextlib.suppress(OSError):
                    close()
        if self.session is not None:
            self.session.close()

    def _seated(self, actor: str, plan: SeatPlan) -> Seating:
        if plan.kind in ("doctrine", "script"):
            return Seating(plan.spelling)
        if plan.kind == HUMAN:
            return Seating(plan.spelling, self._person(actor), self.seconds)
        seconds = PROGRAM_SECONDS if self.seconds is None else self.seconds
        player = open_player(plan, seconds)
        self._opened.append(player)
        return Seating(plan.spelling, player, seconds)

    def _person(self, actor: str) -> PersonPlayer:
        def note(sort: str, text: str) -> None:
            assert self.session is not None
            self.session.note(actor, text, sort=sort)

        def advise() -> Advice:
            assert self.session is not None
            return advice(self.session.game, actor)

        return PersonPlayer(
            self.console,
            curtain=lambda: self._people + self.control > 1,
            advise=advise if self.advises else None,
            note=note,
        )


def _nobody(actor: str, spelling: str) -> Seating:
    """Return a seat in which nobody sits yet."""
    return Seating(spelling)


def _plan_in_game(spelling: str, actor: str, scenario: Scenario) -> SeatPlan:
    """Return the plan of a seat in a game that has begun.

    The doctrines of a game stand in its scenario and do not change: what they do is computed again
    when the game is taken up.

    Raises:
        ValueError: The seat is another doctrine than that of the scenario.
    """
    doctrine = scenario.actors[actor].doctrine
    if spelling == doctrine or spelling.startswith("script:"):
        return SeatPlan("doctrine", spelling, doctrine)
    plan = player_of(spelling, actor, scenario)
    if plan.kind in ("doctrine", "script"):
        raise ValueError(
            f"seat {actor}={spelling}: while a game is played, the doctrine of {actor} stays "
            f"{doctrine}; give {actor}={doctrine}, a person or a program"
        )
    return plan
