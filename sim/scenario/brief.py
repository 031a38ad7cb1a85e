"""The brief of a scenario, which `sim show` prints, as text and as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.page import fill, folded
from sim.scenario.numbers import Provenance
from sim.scenario.scenario import Scenario
from sim.vocabulary import BOTH_DESKS, DESKS, KINDS
from sim.words import aligned, counted

_WIDTH = 100
_TOGETHER = "\u00a0"
"""A space at which lines are not broken."""
_ACTOR_COLUMNS = ("capability", "drone_tech", "overstretch", "reputation", "standing", "distance")
_TIE_COLUMNS = (
    "influence",
    "cadre",
    "commitment",
    "pledge",
    "presence",
    "affinity",
    "belief_client",
    "belief_adversary",
)
_THEATRE_COLUMNS = (
    "control",
    "cap",
    "coverage",
    "scale",
    "terrain",
    "mission",
    "integrity",
    "mediation",
)


def brief_data(scenario: Scenario) -> dict[str, Any]:
    """Return the brief as data: the texts, every number with range and source, and the hash."""
    provenance = scenario.provenance
    numbers = {
        path: {"value": value, **_sourced(provenance.get(path))}
        for path, value in scenario.numbers().items()
    }
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "summary": scenario.summary.strip(),
        "hash": scenario.hash,
        "start": scenario.calendar.start,
        "turns": scenario.calendar.turns,
        "actors": {
            key: {
                "name": actor.name,
                "role": actor.role,
                "doctrine": actor.doctrine,
                "opening": actor.opening.model_dump(),
            }
            for key, actor in scenario.actors.items()
        },
        "ties": list(scenario.ties),
        "theatres": {key: theatre.name for key, theatre in scenario.theatres.items()},
        "menus": {
            role: {desk: _orders(scenario, role, desk) for desk in DESKS}
            for role in scenario.actions
        },
        "events": {
            key: {"turn": event.turn(scenario.calendar), "text": event.text}
            for key, event in scenario.events.items()
        },
        "numbers": numbers,
    }


def brief(scenario: Scenario) -> str:
    """Return the brief as text; lines have at most 100 columns, except those with sources."""
    sections = (
        _opening(scenario),
        _entities("Actors", _actor_rows(scenario)),
        _entities("Ties (patron to client)", _rows(scenario.ties, _TIE_COLUMNS)),
        _entities("Theatres", _rows(scenario.theatres, _THEATRE_COLUMNS)),
        _mission(scenario),
        _openings(scenario),
        _menus(scenario),
        _events(scenario),
        _parameters(scenario),
        _weights(scenario),
        _sources(scenario),
    )
    return "\n\n".join(section for section in sections if section)


def _opening(scenario: Scenario) -> str:
    calendar = scenario.calendar
    last = calendar.date(calendar.turns - 1)
    paragraphs = "\n".join(wrapped(part) for part in scenario.summary.strip().split("\n\n"))
    return "\n".join(
        (
            f"{scenario.title} ({scenario.name})",
            wrapped(scenario.question),
            "",
            paragraphs,
            "",
            f"{counted(calendar.turns, 'quarter')}, {calendar.date(0)} to {last}; hash "
            f"{scenario.hash[:12]}",
        )
    )


def _entities(title: str, rows: Sequence[Sequence[str]]) -> str:
    return f"{title}\n{table(rows)}"


def _actor_rows(scenario: Scenario) -> list[list[str]]:
    rows = [["", "name", "role", "doctrine", *_ACTOR_COLUMNS]]
    for key, actor in scenario.actors.items():
        words = [key, actor.name, actor.role, actor.doctrine]
        rows.append([*words, *(_number(getattr(actor, name, None)) for name in _ACTOR_COLUMNS)])
    return rows


def _rows(entities: Mapping[str, object], columns: Sequence[str]) -> list[list[str]]:
    head = ["", *(column.replace("belief_", "b. ") for column in columns)]
    body = [
        [key, *(_number(getattr(entity, column)) for column in columns)]
        for key, entity in entities.items()
    ]
    return [head, *body]


def _mission(scenario: Scenario) -> str:
    mission = scenario.mission
    if mission is None:
        return "Peacekeepers: none"
    provider = scenario.actors[mission.provider].name
    state = "in force" if mission.mandate else "ended"
    return f"Peacekeepers: {provider}; mandate {state}, {counted(mission.clock, 'turn')} to renewal"


def _openings(scenario: Scenario) -> str:
    rows = [["", *DESKS]]
    rows += [[key, *(getattr(a.opening, d) for d in DESKS)] for key, a in scenario.actors.items()]
    return _entities("Opening courses", rows)


def _orders(scenario: Scenario, role: str, desk: str) -> dict[str, str]:
    """Return the orders of a desk, each with its kind, without those for which nobody is there."""
    desks = (desk, BOTH_DESKS)
    closed = [scenario.closed(key) for key in scenario.ids(role)]
    return {
        name: action.kind
        for name, action in scenario.actions[role].items()
        if action.desk in desks and not (closed and all(name in orders for orders in closed))
    }


def _menus(scenario: Scenario) -> str:
    lines = []
    for role in scenario.actions:
        for desk in DESKS if scenario.ids(role) else ():
            orders = _orders(scenario, role, desk)
            kinds = {kind: [n for n, own in orders.items() if own == kind] for kind in KINDS}
            told = "; ".join(
                f"{kind}s{_TOGETHER}" + ", ".join(names) for kind, names in kinds.items() if names
            )
            lines.append(_headed(f"{role}, {desk}", told))
    return "\n".join(("Menus", *lines))


def _events(scenario: Scenario) -> str:
    dated = sorted(
        ((event.turn(scenario.calendar), event) for event in scenario.events.values()),
        key=lambda pair: pair[0],
    )
    lines = [
        wrapped(f"{scenario.calendar.date(turn)}: {event.text}", "  ") for turn, event in dated
    ]
    return "\n".join(("Scheduled events", *lines)) if lines else ""


def _parameters(scenario: Scenario) -> str:
    rows = [["parameter", "value", "low", "high", "meaning"]]
    provenance = scenario.provenance
    for key, field in type(scenario.parameters).model_fields.items():
        item = provenance.get(f"parameters.{key}", Provenance())
        value = _number(getattr(scenario.parameters, key))
        rows.append([key, value, _number(item.low), _number(item.high), str(field.description)])
    return f"Parameters\n{table(rows)}"


def _weights(scenario: Scenario) -> str:
    lines = []
    for key in scenario.utility:
        first = f"utility.{key}."
        weights = ", ".join(
            f"{path.removeprefix(first)}{_TOGETHER}{_number(value)}"
            for path, value in scenario.numbers().items()
            if path.startswith(first)
        )
        lines.append(_headed(key, weights))
    return "\n".join(("Utility weights", *lines))


def _sources(scenario: Scenario) -> str:
    numbers = scenario.numbers()
    lines = [
        folded(f"{path} = {_range(numbers[path], item)}{_remarks(item)}", indent="  ", hanging=2)
        for path, item in scenario.provenance.items()
        if path.split(".")[0] in ("actors", "ties", "theatres", "parameters")
    ]
    return "\n".join(("Where the numbers are from", *lines)) if lines else ""


def _range(value: float, item: Provenance) -> str:
    if item.low is None or item.high is None:
        return _number(value)
    return f"{_number(value)} ({_number(item.low)} to {_number(item.high)})"


def _remarks(item: Provenance) -> str:
    grade = f" [{item.confidence}]" if item.confidence else ""
    return f"{grade} {item.source}" if item.source else grade


def _sourced(item: Provenance | None) -> dict[str, Any]:
    if item is None:
        return {}
    entries = {
        "low": item.low,
        "high": item.high,
        "source": item.source,
        "note": item.note,
        "confidence": item.confidence,
    }
    return {key: value for key, value in entries.items() if value not in (None, "")}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"


def _headed(head: str, text: str) -> str:
    """Return a text after its head, with lines that keep words joined by ``_TOGETHER`` in one."""
    line = fill(
        text,
        _WIDTH,
        initial_indent=f"  {head}: ",
        subsequent_indent="    ",
        break_on_hyphens=False,
    )
    return line.replace(_TOGETHER, " ")


def wrapped(text: str, indent: str = "") -> str:
    """Return a text with lines of at most 100 columns, or as wide as the page.

    Args:
        text: The text.
        indent: Beginning of every line.
    """
    return fill(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows of cells as text with aligned columns, indented by two spaces."""
    return aligned(rows, indent=2)
