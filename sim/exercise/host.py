"""A host: opens the seats of a game from their spelling, and closes what they have opened."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.exercise.injects.inject import Schedule
from sim.exercise.log import CONTROL, NOTE, Entry
from sim.exercise.people.console import Console
from sim.exercise.people.persons import Advice, PersonPlayer
from sim.exercise.programs.spelling import SeatPlan, open_player, player_of, seat_plans
from sim.exercise.seating import HUMAN, STAY, Seating
from sim.exercise.session import Session, Tell
from sim.exercise.sheets import Player
from sim.exercise.staff import challenge_text
from sim.play.perspective import advice
from sim.play.seats import Decision
from sim.record import RecordError
from sim.scenario import Scenario, ScenarioError

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
        control: Whether a control desk sits in the game. It sits at the same screen as the people,
            so it is told between the turns, and not while they sit there.
        session: The game; None before it begins.
    """

    console: Console
    tell: Tell
    seconds: float | None = None
    advises: bool = True
    control: bool = False
    session: Session | None = None
    _opened: list[Player] = field(default_factory=list)
    _untold: list[str] = field(default_factory=list)

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
        self.session = Session.start(
            folder,
            scenario,
            seed=seed,
            replicate=replicate,
            turns=turns,
            seats={actor: self._seated(actor, plan) for actor, plan in plans.items()},
            default=default,
            injects=injects,
            tell=self._hear,
            staffed=self.control,
        )
        return self.session

    def resume(self, folder: Path, seats: Iterable[str] = ()) -> Session:
        """Go on with a game; see `Session.resume`.

        Every player has the time that it had, or that of the host, if this one has a limit. The
        control desk hears again of challenges on which it has not ruled.

        Args:
            folder: Folder of the game.
            seats: Seats in which somebody else sits from now on, each as ACTOR=SEAT.

        Raises:
            LogError: There is no game, or it cannot be gone on with.
            ValueError: A seat is not valid, or its doctrine is not that of the scenario.
        """
        session = Session.resume(folder, _nobody, tell=self._hear, staffed=self.control)
        try:
            scenario = session.game.scenario
            changed = {
                actor: _plan_in_game(plan.spelling, actor, scenario)
                for actor, plan in seat_plans(seats, scenario).items()
            }
            kept = {
                actor: _plan_kept(seating.spelling, actor, scenario)
                for actor, seating in session.seats.items()
                if actor not in changed
            }
            self.session = session
            if self.control:
                self._untold += open_challenges(session.log.entries)
            for actor, plan in {**kept, **changed}.items():
                before = session.seats[actor].seconds
                if actor in changed:
                    session.take_seat(actor, self._seated(actor, plan))
                    continue
                seating = self._seated(actor, plan, before)
                if seating.seconds == before:
                    session.seats[actor] = seating
                else:
                    session.take_seat(actor, seating)
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

    def close(self) -> None:
        """Close the log, and end every program that was started."""
        for player in self._opened:
            close = getattr(player, "close", None)
            if close is not None:
                with contextlib.suppress(OSError):
                    close()
        if self.session is not None:
            self.session.close()

    def untold(self) -> list[str]:
        """Return what the control desk, or the room, has not been told yet; it counts as told."""
        told, self._untold = self._untold, []
        return told

    def _hear(self, text: str) -> None:
        """Keep what is to be told if the screen belongs to somebody else now; else tell it."""
        if self.control or self._shared():
            self._untold.append(text)
        else:
            self.tell(text)

    def _shared(self) -> bool:
        """Return whether several sit at the screen, so that it is cleared between them."""
        assert self.session is not None
        people = sum(one.is_person for one in self.session.seats.values())
        return people + self.control > 1

    def _seated(self, actor: str, plan: SeatPlan, before: float | None = None) -> Seating:
        """Return the seating of a plan; `before` is the time that its player had, if it had one."""
        if plan.kind in ("doctrine", "script"):
            return Seating(plan.spelling)
        given = before if self.seconds is None else self.seconds
        if plan.kind == HUMAN:
            return Seating(plan.spelling, self._person(actor), given)
        seconds = PROGRAM_SECONDS if given is None else given
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

        def last_news() -> Sequence[str]:
            assert self.session is not None
            return self.session.news[actor]

        def problem(decision: Decision) -> str:
            assert self.session is not None
            return self.session.problem(actor, decision)

        def late() -> str:
            assert self.session is not None
            return self.session.default

        return PersonPlayer(
            self.console,
            curtain=self._shared,
            advise=advise if self.advises else None,
            note=note,
            staffed=lambda: self.control,
            notices=lambda: () if self.control else self.untold(),
            last_news=last_news,
            late=late,
            problem=problem,
        )


def open_challenges(entries: Iterable[Entry]) -> list[str]:
    """Return what the control desk is told of the challenges on which it has not ruled yet."""
    waiting: dict[str, list[str]] = {}
    for entry in entries:
        fields = entry.fields
        if entry.kind == NOTE and fields["challenge"]:
            author = fields["author"]
            waiting.setdefault(author, []).append(challenge_text(author, fields["text"]))
        elif entry.kind == CONTROL and fields["act"] == "rule":
            waiting.pop(fields["to"], None)
    return [text for texts in waiting.values() for text in texts]


def _nobody(actor: str, spelling: str) -> Seating:
    """Return a seat in which nobody sits yet."""
    return Seating(spelling)


def _plan_kept(spelling: str, actor: str, scenario: Scenario) -> SeatPlan:
    """Return the plan of a seat in which the same player goes on.

    Raises:
        ValueError: The player is not there any more.
    """
    try:
        return _plan_in_game(spelling, actor, scenario)
    except (RecordError, ScenarioError, ValueError) as error:
        said = str(error).partition("\n")[0]
        raise ValueError(
            f"{said}; if it is gone, give its seat to another, such as --seat {actor}=human"
        ) from error


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
