"""The class of a record, and how one is loaded."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from sim.record import files
from sim.record.entries import Outcome, TurnRecord, state_hash
from sim.record.files import RecordError


@dataclass(frozen=True, repr=False)
class Record:
    """One run, complete.

    `scenario` is the merged scenario document with its sources, from which the scenario can be
    parsed again; `scenario_hash` is the hash of what the model plays of it. `model_version` is the
    version of the model's behaviour and `rules_hash` the SHA-256 of the sources that work out a
    turn: two records with the same `rules_hash` were made by the same rules. `columns` names the
    state variables; `initial` and each turn's `state` hold their values in that order. `resolve` is
    the guarantor's private type. `turns` is how many turns were asked for.
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

    def __repr__(self) -> str:
        return f"<Record of {self._run()}: {self.outcome.stance}>"

    def _repr_html_(self) -> str:
        """The record as a small card, for notebooks."""
        title = escape(str(self.scenario.get("title", "")))
        run, stance = escape(self._run()), escape(self.outcome.stance)
        reason = escape(self.outcome.reason)
        return f"<p><b>{title}</b><br>{run}<br>Outcome: <b>{stance}</b>. {reason}</p>"

    def save(self, path: str | Path) -> None:
        """Write the record to `path`, whole or not at all. Raises OSError if that fails."""
        files.write_file(Path(path), self.to_bytes())

    def to_bytes(self) -> bytes:
        """The bytes `save` writes: JSON in UTF-8, the same for the same run on every machine."""
        return files.to_bytes(self)

    def series(self, path: str) -> list[float]:
        """The values of the state variable `path`: at the start, then at the end of every turn.

        Raises LookupError, naming the nearest column, if the record has no such variable.
        """
        column = self.column(path)
        return [self.initial[column], *(played.state[column] for played in self.turns_played)]

    def column(self, path: str) -> int:
        """The position of the state variable `path`. Raises LookupError, with a near name."""
        if path not in self.columns:
            raise LookupError(f"no state variable '{path}'{_near(path, self.columns)}")
        return self.columns.index(path)

    def find_turn(self, turn: int | str) -> TurnRecord:
        """The turn with that number (from 0) or that date ("2022 Q1" or "2022-Q1").

        Raises LookupError, naming the first and last turn, if the record does not hold it.
        """
        wanted = str(turn).strip().upper().replace("-", " ")
        for played in self.turns_played:
            if wanted in (str(played.turn), played.date.upper()):
                return played
        raise LookupError(f"no turn '{turn}' in this record: {self._span()}")

    def _run(self) -> str:
        """Which run it is, and how long, in one line."""
        name = "".join(filter(str.isprintable, str(self.scenario.get("name", ""))))
        turns = len(self.turns_played)
        return f"{name}, seed {self.seed}, replicate {self.replicate}, {turns} turns"

    def _span(self) -> str:
        if not self.turns_played:
            return "it has no turns"
        first, last = self.turns_played[0], self.turns_played[-1]
        return f"its turns are {first.turn} ({first.date}) to {last.turn} ({last.date})"


def load_record(path: str | Path) -> Record:
    """The record saved at `path`.

    Raises RecordError, with one line that says what is wrong, for a file that is missing, not a
    record, of another format version, cut short or changed since it was written.
    """
    record: Record = files.read(Path(path), Record)
    fault = _fault(record)
    if fault:
        raise RecordError(f"{path}: {fault}")
    return record


def _fault(record: Record) -> str:
    """What the parts of a record contradict each other in, or ""."""
    if len(record.initial) != len(record.columns):
        return "the opening state does not have a number for every state variable"
    actors = record.scenario.get("actors")
    if not isinstance(actors, dict):
        return "not a run record: record.scenario: 'actors' is missing"
    for number, played in enumerate(record.turns_played):
        if played.turn != number:
            return f"turn {played.turn} stands where turn {number} is expected"
        if len(played.state) != len(record.columns) or played.hash != state_hash(played.state):
            return f"the state of turn {number} does not match its hash"
        if not played.orders.keys() == played.why.keys() == actors.keys():
            return f"turn {number} does not have an order and a reason of every actor"
    return ""


def _near(word: str, words: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, words, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
