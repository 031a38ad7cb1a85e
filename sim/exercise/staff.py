"""The staff of a game: what its control desk can do, each act logged before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.exercise.injects.conditions import Happened
from sim.exercise.injects.inject import ALL, CONTROL, Inject, Schedule, events_of
from sim.scenario.problems import choices

if TYPE_CHECKING:
    from sim.exercise.session import Session


class Staff:
    """What the control desk of a game can do.

    Args:
        session: The game.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def due(self) -> list[str]:
        """Return the serials of the injects that fire as the next turn opens."""
        if not self._session.injects.injects:
            return []
        game, now = self._session.game, self._session.game.turn
        earlier = frozenset().union(*self._session.fired.values())
        happened = Happened.after(game.recorded(now - 1), earlier)
        due = self._session.injects.due(now, game.state(), happened)
        return [one.serial for one in due if one.serial not in self._session.fired.get(now, ())]

    def fire_due(self) -> None:
        """Fire the injects that are due as the next turn opens."""
        if due := self.due():
            self.fire(due)

    def fire(self, serials: Sequence[str]) -> None:
        """Fire injects: their numbers change as the next turn opens, and their texts are sent.

        Raises:
            LookupError: There is no such inject.
            RuntimeError: The turn is open already.
            ScenarioError: What an inject does is not possible.
            ValueError: One is cancelled, or fires once and was fired.
        """
        self._session.injects.fired(serials)
        injects = [self._session.injects[serial] for serial in serials]
        game = self._session.game
        events = events_of(injects, game.turn, game.state(), game.scenario)
        game.clone(record=False).happen(events)
        self._session.control("fire", serials=list(serials), events=events)

    def schedule(self, step: str, serial: str, table: Mapping[str, Any] | None = None) -> None:
        """Change the list of injects.

        Args:
            step: "hold", "release", "cancel", "edit" or "add".
            serial: Serial of the inject.
            table: For "edit" and "add": the inject as plain data.

        Raises:
            LookupError: There is no such inject.
            ValueError: This is not possible with it.
        """
        fields = {"step": step, "serial": serial, "inject": dict(table or {})}
        _scheduled(self._session.injects, fields)
        self._session.control("schedule", **fields)

    def change(self, values: Mapping[str, bool | float], reason: str) -> None:
        """Let the control desk set state variables as the next turn opens, with a reason.

        Raises:
            RuntimeError: The turn is open already.
            ScenarioError: A variable does not exist, cannot be set, or not to this value.
        """
        self._happen("change", values, reason)

    def rule(
        self, actor: str, reason: str, *, accepted: bool, values: Mapping[str, bool | float]
    ) -> None:
        """Rule on a challenge: say whether it is accepted, why, and what changes.

        Args:
            actor: Id of the actor that challenged a ruling.
            reason: The reason, which the actor reads.
            accepted: Whether the challenge is accepted.
            values: State variables that are set as the next turn opens, by path.

        Raises:
            RuntimeError: Numbers are set, and the turn is open already.
            ScenarioError: As for :meth:`change`.
            ValueError: There is no such actor.
        """
        actors = self._session.game.cast.actors
        if actor not in actors:
            raise ValueError(f"no actor '{actor}'{choices(actor, actors)}")
        self._happen("rule", values, reason, to=actor, accepted=accepted)

    def _happen(
        self, act: str, values: Mapping[str, bool | float], reason: str, **fields: Any
    ) -> None:
        events = {}
        if values:
            turn = self._session.game.turn
            number = sum(
                key.startswith(f"{CONTROL}-") for key in self._session.game.scenario.events
            )
            events[f"{CONTROL}-{number + 1}-t{turn}"] = {
                "at": turn,
                "text": reason,
                "set": dict(values),
                "source": "the control desk of the exercise",
                "confidence": "C",
            }
            self._session.game.clone(record=False).happen(events)
        self._session.control(act, events=events, reason=reason, **fields)

    def message(self, to: str, text: str) -> None:
        """Send a message to an actor, or to all of them; it stands on their next sheet.

        Raises:
            ValueError: There is no such actor.
        """
        if to not in (ALL, *self._session.game.cast.actors):
            raise ValueError(
                f"message to '{to}': nobody is called so"
                f"{choices(to, (ALL, *self._session.game.cast.actors))}"
            )
        self._session.control("message", to=to, text=text)


def challenge_text(author: str, text: str) -> str:
    """Return what the control desk is told of a challenge."""
    return f"{author} challenges a ruling: {text}"


def do_act(session: Session, act: str, fields: Mapping[str, Any]) -> None:
    """Do an act of the control desk, as it stands in the log.

    Args:
        session: The game.
        act: What is done: "fire", "schedule", "message", "change" or "rule".
        fields: Its fields.
    """
    if events := fields.get("events"):
        session.game.happen(events)
    if act == "fire":
        for serial in fields["serials"]:
            inject = session.injects[serial]
            sender = f"{inject.sender}: " if inject.sender else ""
            text = f"{sender}{' '.join(inject.text.split())}"
            for to in inject.to:
                _send(session, to, text)
            if CONTROL in inject.to and session.staffed:
                alone = ", for the staff alone" if inject.to == (CONTROL,) else ""
                session.tell(f"Inject {serial}{alone}: {text}")
        now = session.game.turn
        session.fired[now] = session.fired.get(now, frozenset()).union(fields["serials"])
        session.injects = session.injects.fired(fields["serials"])
    elif act == "schedule":
        session.injects = _scheduled(session.injects, fields)
    elif act == "message":
        _send(session, fields["to"], fields["text"])
    elif act == "rule":
        word = "accepts" if fields["accepted"] else "does not accept"
        _send(session, fields["to"], f"The control desk {word} your challenge: {fields['reason']}")


def _send(session: Session, to: str, text: str) -> None:
    actors = session.game.cast.actors
    for actor in actors if to == ALL else (actor for actor in actors if actor == to):
        session.messages.setdefault(actor, []).append(text)


def _scheduled(injects: Schedule, fields: Mapping[str, Any]) -> Schedule:
    """Return a schedule after a step of the control desk."""
    step, serial = fields["step"], fields["serial"]
    if step == "edit":
        return injects.edited(Inject.of(fields["inject"]))
    if step == "add":
        return injects.added(Inject.of(fields["inject"]))
    steps = {"hold": injects.held, "release": injects.released, "cancel": injects.cancelled}
    return steps[step]([serial])
