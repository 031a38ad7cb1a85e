"""Checks of injects against a scenario: whom they address, what they ask for, what they change."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.exercise.injects.conditions import Compared, Leaf, Ordered, Ruled, leaves, serial_of
from sim.exercise.injects.inject import ALL, CONTROL, MOST_INJECTS, Inject
from sim.play.rulings import SUBJECTS
from sim.scenario.calendar import Calendar
from sim.scenario.check_events import check_date, check_settings, setting_problem
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices, shown
from sim.scenario.scenario import Scenario
from sim.scenario.states import SWITCHES, bounds_of, state_problem
from sim.scenario.validation import outside, parse, range_text
from sim.vocabulary import RULINGS, STATE_VARIABLES

TOP = "inject"
"""Key of the injects in a file, and first part of the path of a fault."""


def labels_of(tables: Sequence[object]) -> list[str | int]:
    """Return what each inject is called in messages: its serial, or its place in the list.

    The place is used if the serial is missing, is none, or stands further up already. Injects
    beyond ``MOST_INJECTS`` have no label.
    """
    labels: list[str | int] = []
    for place, table in enumerate(tables[:MOST_INJECTS]):
        try:
            serial = serial_of(table.get("serial") if isinstance(table, dict) else None)
        except ValueError:
            serial = ""
        labels.append(serial if serial and serial not in labels else place)
    return labels


def checked(
    tables: Sequence[object],
    scenario: Scenario,
    findings: Findings,
    serials: Collection[str] = (),
) -> list[Inject]:
    """Return the injects that tables describe, and report all their faults.

    A fault has the path ``inject.SERIAL.KEY``; :func:`labels_of` says what stands for a serial.

    Args:
        tables: The injects as tables.
        scenario: The scenario.
        findings: Receives the faults.
        serials: Serials of further injects of the game.
    """
    if len(tables) > MOST_INJECTS:
        findings.report((TOP,), f"{len(tables)} injects; at most {MOST_INJECTS} are allowed")
    draft = Draft.of(scenario)
    found: list[tuple[Path, Inject]] = []
    labels = labels_of(tables)
    for label, table in zip(labels, tables, strict=False):
        path: Path = (TOP, label)
        inject = parse(Inject, table, path, findings)
        if inject is not None:
            if any(inject.serial == other.serial for _, other in found):
                findings.refuse((*path, "serial"), inject.serial, "is there twice; number one anew")
            found.append((path, inject))
    # Where a serial is in doubt, nobody can say which of those that conditions name are missing.
    known = None if any(isinstance(one, int) for one in labels) else {*serials, *map(str, labels)}
    for path, inject in found:
        _check(inject, path, known, draft, scenario.calendar, findings)
    return [inject for _, inject in found]


def _check(
    inject: Inject,
    path: Path,
    serials: Collection[str] | None,
    draft: Draft,
    calendar: Calendar,
    findings: Findings,
) -> None:
    everybody = [ALL, CONTROL, *draft.roles]
    for one in inject.to:
        if one not in everybody:
            hint = choices(one, everybody)
            findings.refuse((*path, "to"), one, f"no such actor{hint}")
    _check_time(inject, path, calendar, findings)
    for leaf in leaves(inject.condition) if inject.condition else ():
        problem = _problem(leaf, inject.serial, serials, draft)
        if problem:
            findings.refuse((*path, "when"), str(leaf), problem)
    check_settings(inject.set, (*path, "set"), draft, findings)
    for variable, change in inject.add.items():
        problem = "is in set, too; give one of them" if variable in inject.set else ""
        problem = problem or setting_problem(variable, draft)
        if problem:
            findings.report((*path, "add", variable), problem)
        else:
            _check_change(variable, change, (*path, "add", variable), draft, findings)


def _check_time(inject: Inject, path: Path, calendar: Calendar, findings: Findings) -> None:
    for key, time in (("at", inject.at), ("until", inject.until)):
        if time is not None:
            check_date(time, (*path, key), calendar, findings)
    first, last = calendar.span(inject.at, inject.until)
    if last < first:
        message = f"ends before it begins; must be at = {shown(inject.at)} or later"
        findings.refuse((*path, "until"), inject.until, message)


def _check_change(path: str, change: float, place: Path, draft: Draft, findings: Findings) -> None:
    if path in SWITCHES:
        findings.refuse(place, change, "is true or false and has no change; write it under set")
        return
    if ".factions." in path:
        message = "the shares of the factions sum to one; write all three under set"
        findings.refuse(place, change, message)
        return
    low, high, *_ = bounds_of(path, draft)
    if low is None or high is None:
        return
    largest = (low - high, high - low, False, False)
    if outside(change, largest):
        findings.refuse(place, change, f"must be {range_text(*largest)}")


def _problem(leaf: Leaf, own: str, serials: Collection[str] | None, draft: Draft) -> str:
    """Return the reason why a part of a condition cannot hold in a scenario; "" if it can."""
    if isinstance(leaf, Compared):
        return state_problem(leaf.condition.path, STATE_VARIABLES, draft)
    if isinstance(leaf, Ordered):
        if leaf.actor not in draft.roles:
            return f"no actor '{leaf.actor}'{choices(leaf.actor, list(draft.roles))}"
        menu = draft.menu(draft.roles[leaf.actor])
        known = leaf.order in menu
        return (
            "" if known else f"{leaf.actor} has no order '{leaf.order}'{choices(leaf.order, menu)}"
        )
    if isinstance(leaf, Ruled):
        return _ruling_problem(leaf, draft)
    if leaf.serial == own:
        return "waits for itself"
    known = serials is None or leaf.serial in serials
    return "" if known else f"no inject {leaf.serial}{choices(leaf.serial, sorted(serials or ()))}"


def _ruling_problem(leaf: Ruled, draft: Draft) -> str:
    if leaf.rule not in RULINGS:
        return f"no rule '{leaf.rule}'{choices(leaf.rule, RULINGS)}"
    section = SUBJECTS[leaf.rule]
    if not leaf.subject:
        return ""
    if not section:
        return f"a ruling on a {leaf.rule} has no subject; write ruling {leaf.rule}"
    names = draft.names(section)
    known = leaf.subject in names
    return "" if known else f"no '{leaf.subject}' in {section}{choices(leaf.subject, names)}"
