"""A session: one game with its players, its injects, its log, and what the control desk does.

Whatever is decided is in the log before anybody is told of it, so that a game can be taken up again
at any moment. The game itself is made again from the log: the same seed, orders and injects give
the same states, and the hash of every turn is compared.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.exercise import log as kinds
from sim.exercise.asking import answer_of, problem_of
from sim.exercise.forms import briefing, sheet
from sim.exercise.injects.inject import Inject, Schedule
from sim.exercise.log import Entry, Log, LogError
from sim.exercise.news import closing_news, opening_news
from sim.exercise.seating import DEFAULTS, DOCTRINE, PLAYED, STAY, Seat, Seating, game_of, seated
from sim.exercise.sheets import Answer, Briefing, NoAnswer, Player, Sheet
from sim.exercise.staff import Staff, challenge_text, do_act
from sim.narrative.cast import Cast
from sim.play.game import Game
from sim.play.scribe import rules_hash
from sim.play.seats import Decision
from sim.record import Record, state_hash
from sim.record.files import RECORD_NAME, write_file
from sim.scenario import Scenario, ScenarioError
from sim.version import MODEL_VERSION, __version__
from sim.vocabulary import DESKS

REMARKS = ("note", "bookmark", "challenge")
"""Sorts of remarks: a note, a mark on this turn, and a challenge of a ruling."""


Tell = Callable[[str], None]


def _silent(text: str) -> None:
    """Say nothing."""


@dataclass
class Session:
    """One game in progress; made by :meth:`start` and :meth:`resume`.

    Attributes:
        folder: Folder of the game.
        game: The game.
        log: Its log.
        seats: Who sits where, by actor.
        injects: The injects, with what has become of them.
        default: What is played for a player without an answer, one of ``DEFAULTS``.
        tell: Called with what the control desk should know, such as a player without an answer.
        staffed: Whether a control desk sits in the game. It alone hears of challenges, and of
            injects that are for it.
        messages: Messages that wait for their seats, by actor.
        news: What the seats have heard since their last sheet, by actor.
        ordered: Actors whose orders of the open turn are in.
        briefed: Actors whose players have had their briefing.
        is_open: Whether a turn is open.
        fired: Serials of the injects that were fired before a turn opened, by turn.
    """

    folder: Path
    game: Game
    log: Log
    seats: dict[str, Seating]
    injects: Schedule
    default: str = STAY
    tell: Tell = _silent
    staffed: bool = True
    messages: dict[str, list[str]] = field(default_factory=dict)
    news: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ordered: set[str] = field(default_factory=set)
    briefed: set[str] = field(default_factory=set)
    is_open: bool = False
    fired: dict[int, frozenset[str]] = field(default_factory=dict)
    _faults: list[str] = field(default_factory=list)

    @cached_property
    def cast(self) -> Cast:
        """Names of the scenario; nothing that happens in a game changes them."""
        return Cast(self.game.scenario.document)

    @property
    def shared(self) -> bool:
        """Whether players read what the control desk is told, so that no order may be in it."""
        return not self.staffed and any(one.is_person for one in self.seats.values())

    @property
    def staff(self) -> Staff:
        """What the control desk can do."""
        return Staff(self)

    # --- beginning ----------------------------------------------------------------------------

    @classmethod
    def start(
        cls,
        folder: Path,
        scenario: Scenario,
        *,
        seed: int,
        replicate: int = 0,
        turns: int | None = None,
        seats: Mapping[str, Seating] | None = None,
        default: str = STAY,
        injects: Schedule | None = None,
        tell: Tell = _silent,
        staffed: bool = True,
    ) -> Session:
        """Begin a game in a folder.

        Args:
            folder: The folder; it is made if need be, and must not hold a game.
            scenario: The scenario.
            seed: Seed of all chance, [0, 2^64).
            replicate: Number of the run of this seed.
            turns: Number of turns; that of the scenario if None.
            seats: Who sits where; the scenario's doctrine where it says nothing.
            default: What is played for a player without an answer.
            injects: Events that the staff keeps ready; none if None.
            tell: Called with what the control desk should know.
            staffed: Whether a control desk sits in the game.

        Raises:
            LogError: The folder has a game, or cannot be written.
            ValueError: Seed, replicate, turns, an actor or the default is not valid.
        """
        if default not in DEFAULTS:
            raise ValueError(f"default = {default!r}: expected {' or '.join(DEFAULTS)}")
        game = Game(scenario, seed=seed, replicate=replicate, turns=turns, record=True)
        seating = seated(game, seats or {})
        schedule = injects or Schedule.of((), scenario.calendar)
        log = Log.create(
            folder,
            program=__version__,
            model=MODEL_VERSION,
            rules=rules_hash(),
            scenario=scenario.document,
            scenario_hash=scenario.hash,
            seed=game.seed,
            replicate=game.replicate,
            turns=game.turns,
            default=default,
            seats={
                actor: {"seat": one.spelling, "seconds": one.seconds}
                for actor, one in seating.items()
            },
            injects=[inject.plain() for inject in schedule.injects],
            state=_hash(game),
        )
        return cls(folder, game, log, seating, schedule, default, tell, staffed)

    @classmethod
    def resume(
        cls, folder: Path, seat: Seat, *, tell: Tell = _silent, staffed: bool = True
    ) -> Session:
        """Go on with a game from its log; no player is asked for what is in it.

        Args:
            folder: The folder of the game.
            seat: Function that returns the seating of an actor from its spelling.
            tell: Called with what the control desk should know from now on.
            staffed: Whether a control desk sits in the game from now on.

        Raises:
            LogError: There is no game, it is in use, it was changed, or it was played by other
                rules than those of this program.
        """
        log = Log.open(folder)
        try:
            begun = log.entries[0].fields
            session = cls.of_log(folder, log)
            spelt = {actor: (one["seat"], one["seconds"]) for actor, one in begun["seats"].items()}
            for entry in log.entries[1:]:
                session.repeat(entry)
                if entry.kind == kinds.SEAT:
                    fields = entry.fields
                    spelt[fields["actor"]] = (fields["seat"], fields["seconds"])
            for actor, (spelling, seconds) in spelt.items():
                sitter = seat(actor, spelling)
                session.seats[actor] = Seating(spelling, sitter.player, seconds)
            session.tell, session.staffed = tell, staffed
            log.add(kinds.RESUMED, program=__version__, turn=session.game.turn)
        except BaseException:
            log.close()
            raise
        return session

    @classmethod
    def of_log(cls, folder: Path, log: Log) -> Session:
        """Return the game of a log before its first turn; its entries are not repeated.

        Raises:
            LogError: It was played with another version of the model, or its scenario is not valid.
        """
        begun = log.entries[0].fields
        game = game_of(begun, log.path)
        seats = {actor: Seating(one["seat"]) for actor, one in begun["seats"].items()}
        injects = (Inject.of(plain) for plain in begun["injects"])
        schedule = Schedule.of(injects, game.scenario.calendar)
        return cls(folder, game, log, seats, schedule, str(begun["default"]))

    def close(self) -> None:
        """Close the log; the game can be taken up again."""
        self.log.close()

    # --- play -----------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the next turn, with the injects that are due and the events that were put in."""
        if self.is_open:
            return
        self.staff.fire_due()
        self._open()
        self.log.add(kinds.OPEN, turn=self.game.turn, state=_hash(self.game))

    def waiting(self) -> list[str]:
        """Return the actors whose orders of the open turn are not in yet."""
        return [actor for actor in self.game.cast.actors if actor not in self.ordered]

    def briefing(self, actor: str) -> Briefing:
        """Return the briefing of an actor."""
        return briefing(self.game, self.cast, actor)

    def sheet(self, actor: str) -> Sheet:
        """Return the sheet of an actor for the open turn."""
        return sheet(
            self.game,
            self.cast,
            actor,
            news=self.news[actor],
            messages=self.messages.get(actor, []),
            seconds=self.seats[actor].seconds,
        )

    def ask(self, actor: str) -> None:
        """Get the orders of an actor for the open turn, from its player or from its doctrine.

        Without a valid answer in time the default is played, and the log says why.
        """
        seating = self.seats[actor]
        if seating.player is None:
            self._by_doctrine(actor)
            return
        try:
            answer = self._answer(actor, seating.player)
        except NoAnswer as fault:
            # What is played is an order, which nobody hears before all are in.
            reason = "no valid answer (the log says why)" if self.shared else str(fault)
            played = PLAYED[self.default].format(its="its", it="it")
            self._faults.append(f"{actor}: {reason}; {played}")
            if self.default == DOCTRINE:
                self._by_doctrine(actor, fault=str(fault))
            else:
                self.order(actor, Answer(), fault=str(fault))
            return
        self.order(actor, answer)

    def _answer(self, actor: str, player: Player) -> Answer:
        """Return the answer of a player, which hears its briefing before its first sheet."""
        if actor not in self.briefed:
            player.begin(self.briefing(actor))
            self.briefed.add(actor)
        return answer_of(player, self.sheet(actor), lambda decision: self.problem(actor, decision))

    def problem(self, actor: str, decision: Decision) -> str:
        """Return why a decision of an actor cannot be played in the open turn; "" if it can."""
        return problem_of(self.game, actor, decision)

    def order(self, actor: str, answer: Answer, *, fault: str = "") -> None:
        """Take the answer of an actor: bring it to the disk, then hand in its orders.

        Args:
            actor: Id of the actor.
            answer: The answer; its orders must be legal.
            fault: Why the default is played; "" for an answer of the player.

        Raises:
            ValueError: The decision cannot be played.
        """
        decision = answer.decision
        if problem := self.problem(actor, decision):
            raise ValueError(f"{actor}: {problem}")
        self.log.add(
            kinds.ORDER,
            turn=self.game.turn,
            actor=actor,
            security=decision.security,
            diplomacy=decision.diplomacy,
            reply=decision.reply,
            intent=answer.intent,
            confidence=answer.confidence,
            by="default" if fault else "player",
            fault=fault,
        )
        self.game.submit(actor, decision)
        self._is_in(actor)

    def close_turn(self) -> None:
        """Close the turn when all orders are in; bring it to the disk before anybody is told."""
        turn = self.game.turn
        self._close()
        self.log.add(kinds.CLOSE, turn=turn, state=_hash(self.game), stance=self.game.stance)
        self.save_record()
        while self._faults:
            self.tell(self._faults.pop(0))
        if self.game.over:
            self.finish()

    def step(self) -> None:
        """Play one turn: open it, ask every seat, close it."""
        self.open()
        for actor in self.waiting():
            self.ask(actor)
        self.close_turn()

    def play(self) -> None:
        """Play all remaining turns."""
        while not self.game.over:
            self.step()
        self.finish()

    def finish(self) -> None:
        """End a game whose turns are all played: tell the players, once."""
        if not self.game.over or any(entry.kind == kinds.END for entry in self.log.entries):
            return
        outcome = self.game.outcome()
        self.save_record()
        self.log.add(kinds.END, stance=outcome.stance, reason=outcome.reason)
        for seating in self.seats.values():
            if seating.player is not None:
                with contextlib.suppress(NoAnswer):
                    seating.player.end(outcome.reason)

    # --- control desk ---------------------------------------------------------------------------

    def take_seat(self, actor: str, seating: Seating) -> None:
        """Put somebody else into a seat, from the next order on."""
        self.log.add(kinds.SEAT, actor=actor, seat=seating.spelling, seconds=seating.seconds)
        self.seats[actor] = seating
        self.briefed.discard(actor)

    def note(self, author: str, text: str, *, sort: str = "note") -> None:
        """Keep a remark for the review: a note, a bookmark of this turn, or a challenge.

        Args:
            author: Id of an actor, or "control".
            text: What it says.
            sort: One of ``REMARKS``.
        """
        self.log.add(
            kinds.NOTE,
            turn=self.game.turn,
            author=author,
            text=text,
            bookmark=sort == "bookmark",
            challenge=sort == "challenge",
        )
        if sort == "challenge" and self.staffed:
            self.tell(challenge_text(author, text))

    def control(self, act: str, **fields: Any) -> None:
        """Log an act of the control desk, then do it."""
        self.log.add(kinds.CONTROL, turn=self.game.turn, act=act, **fields)
        do_act(self, act, fields)

    # --- results --------------------------------------------------------------------------------

    def record(self) -> Record:
        """Return the record of the turns that are played."""
        return self.game.record()

    def save_record(self) -> None:
        """Write the record of the turns that are played into the folder.

        Raises:
            LogError: It cannot be written.
        """
        try:
            write_file(self.folder / RECORD_NAME, self.record().to_bytes(), private=True)
        except OSError as error:
            place = self.folder / RECORD_NAME
            raise LogError(f"{place}: cannot be written: {error.strerror}") from error

    # --- repeating ------------------------------------------------------------------------------

    def repeat(self, entry: Entry) -> None:
        """Do again what an entry of the log says.

        Raises:
            LogError: The game comes to another state than the log says, or the entry is not valid.
        """
        try:
            self._do_again(entry)
        except (LookupError, RuntimeError, ScenarioError, TypeError, ValueError) as error:
            said = str(error).partition("\n")[0]
            raise LogError(
                f"{self.log.path}: an entry '{entry.kind}' cannot be done again: {said}"
            ) from error

    def _do_again(self, entry: Entry) -> None:
        game, fields = self.game, entry.fields
        if entry.kind == kinds.OPEN:
            self._open()
            self._check(fields)
        elif entry.kind == kinds.ORDER:
            actor = fields["actor"]
            if fields["by"] == DOCTRINE:
                game.ask(actor)
            else:
                game.submit(actor, _decision(fields))
            self._is_in(actor)
        elif entry.kind == kinds.CLOSE:
            self._close()
            self._check(fields)
        elif entry.kind == kinds.CONTROL:
            do_act(self, fields["act"], fields)

    # --- parts ----------------------------------------------------------------------------------

    def _by_doctrine(self, actor: str, fault: str = "") -> None:
        """Let the doctrine decide; only then is its order in the log, for those who read it.

        A game that is taken up again asks the doctrine, which decides the same.
        """
        self.game.ask(actor)
        orders = self.game.orders(actor)
        self.log.add(
            kinds.ORDER,
            turn=self.game.turn,
            actor=actor,
            **{desk: orders[desk] for desk in DESKS},
            reply="own",
            intent="",
            confidence=None,
            by=DOCTRINE,
            fault=fault,
        )
        self._is_in(actor)

    def _is_in(self, actor: str) -> None:
        self.ordered.add(actor)
        self.messages.pop(actor, None)

    def _check(self, fields: Mapping[str, Any]) -> None:
        if _hash(self.game) != fields["state"]:
            raise LogError(
                f"{self.log.path}: turn {fields['turn']} comes out otherwise than it was played: "
                "other rules than those of the game, or a fault of this program"
            )

    def _open(self) -> None:
        """Open the turn; the seats hear with what it opens."""
        before = list(self.game.table.s)
        self.game.open()
        self.is_open = True
        for actor in self.game.cast.actors:
            self.news[actor] += opening_news(self.game, self.cast, actor, before)

    def _close(self) -> None:
        """Close the turn; the seats hear what came of it."""
        self.game.close()
        self.is_open = False
        self.ordered = set()
        turn = self.game.turn - 1
        played, before = self.game.recorded(turn), self.game.recorded(turn - 1)
        assert played is not None
        for actor in self.game.cast.actors:
            self.news[actor] = closing_news(self.game.sight, self.cast, actor, played, before)


def _decision(fields: Mapping[str, Any]) -> Decision:
    return Decision(fields["security"], fields["diplomacy"], fields["reply"])


def _hash(game: Game) -> str:
    return state_hash(game.closing(tuple(game.places)))
