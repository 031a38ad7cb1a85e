"""Checks of actions (menus, channels, efforts) and of doctrines (conditions, orders)."""

from __future__ import annotations

import string

from sim.scenario.actions import (
    CHANNEL_SENDERS,
    CHANNEL_TARGETS,
    PLACEHOLDERS,
    Action,
    effort_range,
)
from sim.scenario.addressees import ABSENT, closed_without, missing_targets, unnamed
from sim.scenario.calendar import LONGEST, Calendar
from sim.scenario.doctrines import (
    BUILT_IN,
    FIXED_PREFIX,
    OWN,
    FixedDoctrine,
    Rule,
    ScriptDoctrine,
    parse_condition,
    parse_orders,
)
from sim.scenario.draft import Draft
from sim.scenario.findings import Findings
from sim.scenario.problems import Path, choices, closest, shown
from sim.scenario.states import state_problem
from sim.vocabulary import (
    ACT,
    BOTH_DESKS,
    COURSE,
    DESKS,
    HOLD,
    KINDS,
    ROLES,
    STATE_VARIABLES,
    TIE_CHANNELS,
)


def check_actions(draft: Draft, findings: Findings) -> None:
    """Report missing menus, menus without `hold` in front, and wrong efforts."""
    if not isinstance(draft.plain.get("actions"), dict):
        return
    written = draft.names("actions")
    unknown = [name for name in written if name not in ROLES]
    for role in ROLES:
        if draft.first(role) and role not in written and not closest(role, unknown):
            findings.report(("actions",), f"missing key '{role}': the menu of that role")
    for role, menu in draft.actions.items():
        path: Path = ("actions", role)
        names = draft.menu(role)
        if HOLD not in names:
            findings.report(path, "the menu lacks 'hold'; it must come first")
        elif names[0] != HOLD:
            findings.report((*path, HOLD), f"must come first in the menu, before '{names[0]}'")
        for key, action in menu.items():
            _check_action(role, key, action, findings)
            _check_names(role, key, action, draft, findings)


def _check_action(role: str, key: str, action: Action, findings: Findings) -> None:
    path: Path = ("actions", role, key)
    if key == HOLD and (action.cost or action.efforts or action.legal_if or action.line):
        message = "hold is always open and does nothing: cost 0, efforts {}, legal_if [], line 0"
        findings.report(path, message)
    if key == HOLD and (action.desk != BOTH_DESKS or action.kind != KINDS[COURSE]):
        findings.report(path, f'hold is open to either desk: desk "{BOTH_DESKS}", kind "course"')
    if key != HOLD and action.desk == BOTH_DESKS:
        message = f"only hold is for both desks; must be {' or '.join(DESKS)}"
        findings.refuse((*path, "desk"), action.desk, message)
    if action.force and action.kind == KINDS[COURSE]:
        message = f'an attack happens once; must be "{KINDS[ACT]}"'
        findings.refuse((*path, "kind"), action.kind, message)
    _check_phrase(action.phrase, (*path, "phrase"), findings)
    for channel, aims in action.efforts.items():
        _check_channel(role, channel, aims, (*path, "efforts", channel), findings)
    force = [target for target, effort in action.efforts.get("force", {}).items() if effort > 0]
    if len(force) > 1 or "every" in force:
        message = "an attack is on one theatre: main or second"
        findings.report((*path, "efforts", "force"), message)
    if key != HOLD and action.cost and (message := action.free(key)):
        findings.refuse((*path, "cost"), action.cost, message)


def _check_channel(
    role: str, channel: str, aims: dict[str, float], path: Path, findings: Findings
) -> None:
    targets = CHANNEL_TARGETS.get(channel)
    if targets is None:
        hint = choices(channel, list(CHANNEL_TARGETS))
        findings.report(path, f"no such channel{hint}")
        return
    senders = CHANNEL_SENDERS.get(channel, ROLES)
    if role not in senders:
        findings.report(path, f"only {' and '.join(senders)} can use this channel, not {role}")
    low, high = effort_range(channel)
    for target, effort in aims.items():
        if target not in targets:
            findings.report((*path, target), f"no such target{choices(target, targets)}")
        elif target == "own" and channel in TIE_CHANNELS and role != "suitor":
            findings.report((*path, target), "only a suitor has a tie of its own; name the tie")
        if not low <= effort <= high:
            message = f"must be from {low:g} to {high:g}"
            findings.refuse((*path, target), effort, message)


def _pieces(phrase: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return the texts and names of a phrase; none if its braces do not pair."""
    try:
        return list(string.Formatter().parse(phrase))
    except ValueError:
        return []


def _check_phrase(phrase: str, path: Path, findings: Findings) -> None:
    pieces = _pieces(phrase)
    if phrase and not pieces:
        findings.refuse(path, phrase, "braces do not pair; write {{ for a brace itself")
    for _, field, spec, conversion in pieces:
        if field is None:
            continue
        if field not in PLACEHOLDERS or spec or conversion:
            hint = choices(field, PLACEHOLDERS)
            findings.refuse(path, phrase, f"no name '{{{field}}}'{hint}")


def _check_names(role: str, key: str, action: Action, draft: Draft, findings: Findings) -> None:
    """Report a name in a phrase that is nobody's, unless the order is closed for that reason."""
    fields = [field for _, field, _, _ in _pieces(action.phrase) if field]
    for missing in _missing_of(role, draft):
        lacking = [what for field in fields if (what := unnamed(field, role, missing))]
        if lacking and not closed_without(action, missing):
            message = f"the scenario has {lacking[0]} to name; use another name"
            findings.refuse(("actions", role, key, "phrase"), action.phrase, message)


def _missing_of(role: str, draft: Draft) -> list[frozenset[str]]:
    """Return for every actor of a role what it would aim at in vain."""
    return [_missing(key, draft) for key, own in draft.roles.items() if own == role]


def _missing(actor: str, draft: Draft) -> frozenset[str]:
    """Return what an actor would aim at in vain; nothing if roles or ties have errors."""
    ties = draft.names("ties")
    known = {end for tie in ties for end in tie.split("-")} <= set(draft.roles)
    sound = known and "" not in draft.roles.values()
    return missing_targets(actor, draft.roles, ties) if sound else frozenset()


def check_doctrines(draft: Draft, findings: Findings) -> None:
    """Report names of built-in doctrines, wrong conditions, and orders that are on no menu."""
    for key in draft.names("doctrines"):
        if key in BUILT_IN or key.startswith("fixed"):
            findings.report(
                ("doctrines", key), "is the name of a built-in doctrine; choose another"
            )
    for key, doctrine in draft.doctrines.items():
        users = [role for role in _roles_using(key, draft) if draft.menu(role)]
        path: Path = ("doctrines", key)
        if isinstance(doctrine, FixedDoctrine):
            check_fixed(doctrine.order, users, (*path, "order"), draft, findings)
        if isinstance(doctrine, ScriptDoctrine):
            if doctrine.otherwise != OWN:
                check_order(
                    doctrine.otherwise, users, (*path, "otherwise"), draft, findings, also=(OWN,)
                )
            for number, rule in enumerate(doctrine.rules):
                _check_rule(rule, users, (*path, "rules", number), draft, findings)


def _check_rule(rule: Rule, users: list[str], path: Path, draft: Draft, findings: Findings) -> None:
    check_order(rule.order, users, (*path, "order"), draft, findings)
    if rule.when is not None:
        _check_condition(rule.when, (*path, "when"), draft, findings)
    elif rule.at is None and rule.until is None:
        message = "says neither 'when' (a condition) nor 'at' (a quarter or turn); give one or both"
        findings.report(path, message)
    if draft.calendar is not None:
        _check_time(rule, path, draft.calendar, findings)


def _check_time(rule: Rule, path: Path, calendar: Calendar, findings: Findings) -> None:
    """Report times before the first or after the last possible turn, and spans that end too soon.

    A run may be longer than the calendar, for an experiment says how many turns it plays.
    """
    for key, time in (("at", rule.at), ("until", rule.until)):
        if time is not None and not 0 <= calendar.turn(time) < LONGEST:
            message = (
                f"outside of every run: turn 0 is {calendar.start}, and the last turn that a run "
                f"can have is {LONGEST - 1}"
            )
            findings.refuse((*path, key), time, message)
    first, last = rule.span(calendar)
    if last < first and rule.until is not None:
        message = f"ends before it begins; must be at = {shown(rule.at)} or later"
        findings.refuse((*path, "until"), rule.until, message)


def _roles_using(key: str, draft: Draft) -> list[str]:
    users = [name for name, actor in draft.actors.items() if actor.doctrine == key]
    return sorted({draft.roles[name] for name in users})


def check_order(
    text: str,
    users: list[str],
    path: Path,
    draft: Draft,
    findings: Findings,
    also: tuple[str, ...] = (),
) -> None:
    """Report orders that are not on the menu of every role in `users`, and two for one desk.

    If no role uses the doctrine, the orders must be on the menu of some role.

    Args:
        text: The orders, see :func:`sim.scenario.doctrines.parse_orders`; `fixed:` may stand
            before them.
        users: Roles of the actors that follow the doctrine.
        path: Path of the text.
        draft: The scenario.
        findings: Receives the errors.
        also: Other words that may stand here instead of orders, for the messages.
    """
    orders = parse_orders(text.removeprefix(FIXED_PREFIX))
    known = sorted({action for role in ROLES for action in draft.menu(role)})
    for desk, order in orders:
        if desk and desk not in DESKS:
            findings.refuse(path, text, f"no desk '{desk}'{choices(desk, DESKS)}")
        elif not users and known and order not in known:
            findings.refuse(
                path, text, f"no such action as '{order}'{choices(order, [*known, *also])}"
            )
        else:
            for role in users:
                _check_role_order(desk, order, role, text, path, draft, findings, also)
    for role in users:
        for desk in DESKS:
            given = [
                order
                for own, order in orders
                if own in ("", desk) and _on_desk(order, desk, role, draft)
            ]
            if len(given) > 1:
                message = f"two orders for the {desk} desk, {' and '.join(given)}"
                hint = "; hold alone is for both desks, DESK=hold for one"
                findings.refuse(path, text, message + (hint if HOLD in given else ""))


def check_fixed(text: str, users: list[str], path: Path, draft: Draft, findings: Findings) -> None:
    """Report what :func:`check_order` does, and orders that a role can never give.

    A script may name such an order, because it goes on to its next rule.
    """
    check_order(text, users, path, draft, findings)
    for role in users:
        for _, order in parse_orders(text.removeprefix(FIXED_PREFIX)):
            action = draft.actions.get(role, {}).get(order)
            lacking = [action and closed_without(action, one) for one in _missing_of(role, draft)]
            if lacking and lacking[0] and all(lacking):
                findings.refuse(path, text, _never(order, lacking[0]))


def _check_role_order(
    desk: str,
    order: str,
    role: str,
    text: str,
    path: Path,
    draft: Draft,
    findings: Findings,
    also: tuple[str, ...],
) -> None:
    menu = draft.menu(role)
    if menu and order not in menu:
        hint = choices(order, [*menu, *also])
        findings.refuse(path, text, f"the {role} has no action '{order}'{hint}")
    action = draft.actions.get(role, {}).get(order)
    if desk and action is not None and not _on_desk(order, desk, role, draft):
        findings.refuse(path, text, f"{order} is an order of the {action.desk} desk, not {desk}")


def _on_desk(order: str, desk: str, role: str, draft: Draft) -> bool:
    action = draft.actions.get(role, {}).get(order)
    return action is not None and action.desk in (desk, BOTH_DESKS)


def check_openings(draft: Draft, findings: Findings) -> None:
    """Report orders at the opening that are not courses of their desk, or never legal."""
    for key, actor in draft.actors.items():
        menu = draft.actions.get(actor.role, {})
        missing = _missing(key, draft)
        for desk in DESKS:
            order = getattr(actor.opening, desk)
            if order not in draft.menu(actor.role):
                courses = [name for name in menu if _is_course(menu[name], desk)]
                reason = f"the {actor.role} has no such action{choices(order, courses)}"
            elif order not in menu:
                continue
            elif menu[order].kind != KINDS[COURSE]:
                reason = "is an act, which happens once; a run opens with courses"
            elif not _is_course(menu[order], desk):
                reason = f"is an order of the {menu[order].desk} desk"
            elif lacking := closed_without(menu[order], missing):
                reason = _never(order, lacking)
            else:
                continue
            if menu:
                findings.refuse(("actors", key, "opening", desk), order, reason)


def _never(order: str, lacking: str) -> str:
    return f"{order} is never legal here, the scenario has {ABSENT[lacking]}; use another order"


def _is_course(action: Action, desk: str) -> bool:
    return action.desk in (desk, BOTH_DESKS) and action.kind == KINDS[COURSE]


def _check_condition(when: str, path: Path, draft: Draft, findings: Findings) -> None:
    try:
        condition = parse_condition(when)
    except ValueError as error:
        findings.refuse(path, when, str(error))
        return
    problem = state_problem(condition.path, STATE_VARIABLES, draft)
    if problem:
        findings.refuse(path, when, problem)
