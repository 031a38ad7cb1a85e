"""The class of a record, and the function that loads one from a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cards import Card, Line
from sim.record import files
from sim.record.entries import Outcome, Past, TurnRecord, state_hash
from sim.record.files import RecordError
from sim.record.glance import at_a_glance
from sim.vocabulary import DESKS
from sim.words import counted, stance_headline

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Record(Card):
    """The complete record of one run.

    `scenario` is the merged scenario document with its sources; the scenario can be parsed from it
    again. `scenario_hash` is the hash of those values of it that the model uses. `model_version` is
    the version of the model's behaviour. `rules_hash` is the SHA-256 of the source files that
    compute a turn: two records with the same `rules_hash` were made by the same rules. `columns`
    holds the names of the state variables; `initial` and each turn's `state` hold their values in
    the same order. `resolve` is the guarantor's private type. `turns` is the number of turns that
    were asked for; `turns_played` holds the turns that were played. If the run branches off another
    one, `past` tells where its first turns come from, in the order of play; `scenario`, `seed` and
    `replicate` are then those of the last turns.
    """

    format: int
    code_version: str
    model_version: int
    rules_hash: str
    scenario_hash: str
    scenario: Mapping[str, Any]
    seed: int
    replicate: int
    turns: int
    driver: str
    resolve: float
    columns: tuple[str, ...]
    initial: tuple[float, ...]
    turns_played: tuple[TurnRecord, ...]
    outcome: Outcome
    past: tuple[Past, ...] = ()

    def __repr__(self) -> str:
        return f"<Record of {self._run()}: {self.outcome.stance}>"

    def _card(self) -> tuple[Line, ...]:
        ended = stance_headline(self.scenario, self.outcome.stance)
        return (
            str(self.scenario.get("title", "")),
            f"{ended}. {self.outcome.reason}",
            ("Run", f"{self._run()}{self._from_to()}"),
            self.descent,
            *at_a_glance(self),
        )

    def save(self, path: str | Path) -> None:
        """Write the record to `path`, completely or not at all.

        Raises:
            OSError: The file cannot be written.
        """
        files.write_file(Path(path), self.to_bytes())

    def to_bytes(self) -> bytes:
        """Return the bytes that `save` writes: JSON in UTF-8, the same on every machine."""
        return files.to_bytes(self)

    def series(self, path: str) -> list[float]:
        """Return the values of the state variable `path`: at the start and after every turn.

        Raises:
            LookupError: The record has no such variable; the message suggests a similar name.
        """
        column = self.column(path)
        return [self.initial[column], *(played.state[column] for played in self.turns_played)]

    def orders(self) -> pd.DataFrame:
        """Return the orders as a data frame, a row for each turn, actor and desk.

        Columns: `turn`, `date`, `actor`, `desk`, `order`, `doctrine`; `reason`, why the desk chose
        anew or stayed on its course (one of `REVIEW_REASONS`; missing for orders of a seat);
        `options`, the number of options weighed; `probability` in [0, 1] and `utility` in utils of
        the order, missing where none were weighed.
        """
        from sim.record.frames import orders_frame

        return orders_frame(self)

    def states(self) -> pd.DataFrame:
        """Return the state as a data frame, a row for the opening and for the end of every turn.

        The index `after` is the number of turns played. Columns: `date` and `stance` of the turn
        (missing at the opening), then every state variable by its path.
        """
        from sim.record.frames import states_frame

        return states_frame(self)

    def rulings(self) -> pd.DataFrame:
        """Return the rulings as a data frame, a row for each number of each ruling.

        Columns: `turn`, `date`, `ruling` (its place in the turn, from 0), `rule`, `subject`, `part`
        ("input", "draw" or "result"), `name` and `value`.
        """
        from sim.record.frames import rulings_frame

        return rulings_frame(self)

    def column(self, path: str) -> int:
        """Return the position of the state variable `path` in `columns`.

        Raises:
            LookupError: The record has no such variable; the message suggests a similar name.
        """
        if path not in self.columns:
            raise LookupError(f"no state variable '{path}'{_near(path, self.columns)}")
        return self.columns.index(path)

    def find_turn(self, turn: int | str) -> TurnRecord:
        """Return the turn with a number (from 0) or a date ("2022 Q1" or "2022-Q1").

        Raises:
            LookupError: The record has no such turn; the message names the first and last turn.
        """
        wanted = str(turn).strip().upper().replace("-", " ")
        for played in self.turns_played:
            if wanted in (str(played.turn), played.date.upper()):
                return played
        raise LookupError(f"no turn '{turn}' in this record: {self._span()}")

    def number_of(self, turn: int | str) -> int:
        """Return the number of a turn, as `find_turn` finds it; also the number after the last one.

        Raises:
            LookupError: The record has no such turn; the message names the first and last turn.
        """
        played = len(self.turns_played)
        return played if str(turn).strip() == str(played) else self.find_turn(turn).turn

    def chance(self, turn: int, *, opening: bool = False) -> tuple[int, int]:
        """Return the seed and the replicate of the draws of a turn.

        Args:
            turn: Number of the turn.
            opening: Return those of its opening, which can differ in the first turn of a branch.
        """
        for past in self.past:
            if turn < past.turn or (opening and turn == past.turn):
                return past.seed, past.replicate
        return self.seed, self.replicate

    @property
    def descent(self) -> str:
        """A sentence that says which run this one branches off, and when; "" if it is no branch."""
        if not self.past:
            return ""
        off = self.past[-1]
        date = next((p.date for p in self.turns_played if p.turn == off.turn), f"turn {off.turn}")
        return (
            f"It branches off the run of seed {off.seed}, replicate {off.replicate}, in {date}: "
            f"before its orders, everything is as it was there."
        )

    def _run(self) -> str:
        """Return the scenario's name, the seed, the replicate and the number of turns."""
        name = "".join(filter(str.isprintable, str(self.scenario.get("name", ""))))
        turns = len(self.turns_played)
        return f"{name}, seed {self.seed}, replicate {self.replicate}, {counted(turns, 'turn')}"

    def _from_to(self) -> str:
        """Return the dates of the first and last turn, after a comma; "" without turns."""
        played = self.turns_played
        return f", {played[0].date} to {played[-1].date}" if played else ""

    def _span(self) -> str:
        if not self.turns_played:
            return "it has no turns"
        first, last = self.turns_played[0], self.turns_played[-1]
        return f"its turns are {first.turn} ({first.date}) to {last.turn} ({last.date})"


def load_record(path: str | Path) -> Record:
    """Return the record in the file at `path`.

    Raises:
        RecordError: The file is missing, is not a record, has another format version, is
            incomplete, or was changed after it was written. The message is one line.
    """
    record: Record = files.read(Path(path), Record)
    fault = _fault(record)
    if fault:
        raise RecordError(f"{path}: {fault}")
    return record


def _fault(record: Record) -> str:
    """Return a description of the first contradiction between parts of a record, or ""."""
    if len(record.initial) != len(record.columns):
        return "the opening state does not have a number for every state variable"
    actors = record.scenario.get("actors")
    if not isinstance(actors, dict):
        return "not a run record: record.scenario: 'actors' is missing"
    for number, played in enumerate(record.turns_played):
        if played.turn != number:
            return f"turn {number} is expected in place of turn {played.turn}"
        if len(played.state) != len(record.columns) or played.hash != state_hash(played.state):
            return f"the state of turn {number} does not match its hash"
        if not played.orders.keys() == played.why.keys() == actors.keys():
            return f"turn {number} does not have orders and reasons for every actor"
        if any(set(why) != set(DESKS) for why in played.why.values()):
            return f"turn {number} does not have reasons for both desks of every actor"
    return ""


def _near(word: str, words: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, words, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
