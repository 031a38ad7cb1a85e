"""What a record's card says of its run: stances, commitment, fighting and tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.cards import Line, dotted
from sim.state_words import VARIABLE_WORDS
from sim.words import STANCE_WORDS, capitalised, counted

if TYPE_CHECKING:
    from sim.record.record import Record

MOST_QUARTERS = 6
"""Most quarters of fighting that a card names."""
ON_THE_TIE = ("commitment", "influence")
"""State variables of the tie between guarantor and defender that a card shows."""


def at_a_glance(record: Record) -> tuple[Line, ...]:
    """Return the lines of a record's card on what happened in the run."""
    stances = Counter(STANCE_WORDS[played.stance].label for played in record.turns_played)
    return (
        ("Quarters by stance", ", ".join(f"{name} {n}" for name, n in stances.most_common())),
        *_moved(record),
        ("Fighting", dotted(_fighting(record), MOST_QUARTERS)),
        ("Guarantee tested", _tests(record)),
    )


def _moved(record: Record) -> Iterator[Line]:
    """Yield the state of the guarantee at the opening and at the end."""
    holders = {actor["role"]: key for key, actor in record.scenario["actors"].items()}
    tie = f"{holders.get('guarantor')}-{holders.get('defender')}"
    for variable in ON_THE_TIE:
        path = f"ties.{tie}.{variable}"
        if path in record.columns:
            values = record.series(path)
            label = capitalised(VARIABLE_WORDS[variable].name)
            yield label, f"{values[0]:.2f} at the opening, {values[-1]:.2f} at the end"


def _fighting(record: Record) -> Iterator[str]:
    for played in record.turns_played:
        for ruling in played.rulings:
            if ruling.rule == "war":
                yield f"{played.date} ({record.scenario['theatres'][ruling.subject]['name']})"


def _tests(record: Record) -> str:
    tests = [
        ruling
        for played in record.turns_played
        for ruling in played.rulings
        if ruling.rule == "test"
    ]
    if not tests:
        return "never"
    met = sum(ruling.result["met"] > 0 for ruling in tests)
    return f"{counted(len(tests), 'time')}, {f'met {met} of them' if met else 'never met'}"
