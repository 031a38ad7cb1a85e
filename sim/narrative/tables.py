"""The tables at the end of a chronicle: the state at the start and the end, and the outcome."""

import math
from collections.abc import Callable, Sequence

from sim.measures import Kind, has_subject, kind_of, measure_of
from sim.narrative.cast import Cast
from sim.record import Measure, Record
from sim.state_words import VARIABLE_WORDS
from sim.words import grid, possessive

ARROW = " -> "
"""Between the value at the start and the value at the end."""

_TIES = ("influence", "commitment", "pledge", "presence", "cadre")
_ACTORS = ("capability", "drone_tech", "overstretch", "standing", "backlash")
_THEATRES = ("control", "heat", "mission", "integrity", "mediation")
_OF_CLIENTS = {
    "challenger": ("readiness", "menace", "pressure"),
    "defender": ("disillusion", "pressure"),
}
"""Variables of the two clients among the politics."""


def summary_tables(record: Record, cast: Cast) -> str:
    """The state at the start and the end of the run, and the outcome measures."""
    heading = f"Summary (start{ARROW}end)"
    ties = {
        f"ties.{key}": f"{cast.name(cast.patron(key))} - {cast.name(cast.client(key))}"
        for key in cast.ties
    }
    actors = {f"actors.{key}": cast.name(key) for key in cast.actors}
    theatres = {f"theatres.{key}": cast.theatre(key) for key in cast.theatres}
    parts = [
        f"{heading}\n{'-' * len(heading)}",
        _matrix(record, "Ties", ties, _TIES),
        _matrix(record, "Actors", actors, _ACTORS),
        _matrix(record, "Ground", theatres, _THEATRES),
        _rows("Politics", _politics(record, cast)),
        _rows("Measures", measures(record)),
    ]
    return "\n\n".join(parts)


def _matrix(record: Record, title: str, rows: dict[str, str], columns: Sequence[str]) -> str:
    cells = [[title, *(VARIABLE_WORDS[column].column for column in columns)]]
    for path, name in rows.items():
        cells.append([name, *(_cell(record, path, column) for column in columns)])
    return grid(cells)


def _cell(record: Record, path: str, column: str) -> str:
    """Start and end of a variable; "-" for the integrity of a mission that never had troops."""
    if column == "integrity":
        peacekeepers = record.series(f"{path}.mission")
        if peacekeepers[0] == peacekeepers[-1] == 0.0:
            return "-"
    return _change(record, f"{path}.{column}")


def _change(record: Record, path: str, show: Callable[[float], str] = "{:.2f}".format) -> str:
    values = record.series(path)
    first, last = show(values[0]), show(values[-1])
    return first if first == last else f"{first}{ARROW}{last}"


def _politics(record: Record, cast: Cast) -> list[tuple[str, str]]:
    guarantor, defender = cast.role_name("guarantor"), cast.role_name("defender")
    key, tie = cast.holder("guarantor"), cast.tie_between("guarantor", "defender")
    challenger = cast.role_name("challenger")
    patrons = " between the patrons" if cast.holder("sponsor") else ""
    rows = [(f"tension{patrons}", _change(record, "world.tension"))]
    rows += [
        (f"belief of {name} that {guarantor} is resolved", _change(record, path, _probability))
        for name, path in (
            (defender, f"ties.{tie}.belief_client"),
            (challenger, f"ties.{tie}.belief_adversary"),
        )
    ]
    for role, names in _OF_CLIENTS.items():
        client = cast.holder(role)
        rows += [
            (_own(cast, str(client), name), _change(record, f"actors.{client}.{name}"))
            for name in names
        ]
    rows.append(
        (f"{possessive(guarantor)} reputation", _change(record, f"actors.{key}.reputation"))
    )
    rows += [
        (f"{possessive(guarantor)} {faction}", _change(record, f"factions.{faction}"))
        for faction in ("hawks", "brokers", "accommodators")
    ]
    return rows


def _own(cast: Cast, actor: str, variable: str) -> str:
    """The name of a variable of an actor, with the actor's name."""
    name = cast.name(actor)
    return VARIABLE_WORDS[variable].of.format(actor=name, actor_s=possessive(name))


def measures(record: Record) -> list[tuple[str, str]]:
    """The outcome measures as rows of name and value, in the order of the record.

    Measures of what the scenario does not have are left out, such as a base without a sponsor.
    """
    return [
        (measure_of(name).label, _measure(record, name, value))
        for name, value in record.outcome.measures.items()
        if has_subject(name, record.scenario)
    ]


def _measure(record: Record, name: str, value: Measure) -> str:
    if value is None:
        return "never" if kind_of(name) is Kind.TURN else "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind_of(name) is Kind.TURN:
        return f"{record.find_turn(int(value)).date} (turn {int(value)})"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _probability(log_odds: float) -> str:
    return f"{1 / (1 + math.exp(-log_odds)):.2f}"


def _rows(title: str, rows: Sequence[tuple[str, str]]) -> str:
    return grid([[title, ""], *([name, value] for name, value in rows)])
