"""Faults of the menus, which the base of a scenario has. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

RULES = "rules.toml"


MENUS = [
    (
        "efforts = { mediate",
        "efforts = { §mediat",
        "actions.guarantor.broker.efforts.mediat: no such channel; did you mean 'mediate'?",
    ),
    (
        "{ every = 1 }",
        "{ §evry = 1 }",
        "actions.guarantor.broker.efforts.mediate.evry: no such target; did you mean 'every'? "
        "(allowed: main, second, every)",
    ),
    (
        "{ guarantee = -0.3 }",
        "{ §guarantee = -3 }",
        "actions.guarantor.broker.efforts.pledge.guarantee = -3: must be from -2 to 2",
    ),
    (
        "efforts.arm.sponsorship = 0.8",
        "efforts.arm.§sponsorship = -0.8",
        "actions.sponsor.arm.efforts.arm.sponsorship = -0.8: must be from 0 to 2",
    ),
    (
        "efforts.arm.sponsorship = 0.8",
        "efforts.arm.§own = 0.8",
        "actions.sponsor.arm.efforts.arm.own: only a suitor has a tie of its own; name the tie",
    ),
    (
        "{ brace = { self = 1 } }",
        "{ §force = { main = 1 } }",
        "actions.defender.mobilise.efforts.force: only challenger can use this channel, "
        "not defender",
    ),
    (
        "{ force = { main = 1 } }",
        "{ §force = { every = 1 } }",
        "actions.challenger.offensive.efforts.force: an attack is on one theatre: main or second",
    ),
    (
        'kind = "act"\nline = 1\ncost = 0\n',
        'kind = "act"\nline = 1\n§cost = 0.3\n',
        "actions.challenger.offensive.cost = 0.3: must be 0 for an attack; "
        "its cost in war is computed",
    ),
    (
        'legal_if = ["main_open"]',
        'legal_if = [§"main_opne"]',
        'actions.challenger.offensive.legal_if[0] = "main_opne": not allowed; '
        "did you mean 'main_open'?",
    ),
    (
        'phrase = "arms {challenger}"',
        '§phrase = "arms {chalenger}"',
        "actions.sponsor.arm.phrase = \"arms {chalenger}\": no name '{chalenger}'; "
        "did you mean 'challenger'? (allowed: guarantor, sponsor, challenger, defender, client, "
        "main, second, first_suitor)",
    ),
    (
        'phrase = "arms {challenger}"',
        '§phrase = "arms {challenger"',
        'actions.sponsor.arm.phrase = "arms {challenger": braces do not pair; '
        "write {{ for a brace itself",
    ),
    (
        'target = "defender"\nefforts = { force',
        '§target = "DELL"\nefforts = { force',
        'actions.challenger.offensive.target = "DELL": not allowed '
        "(allowed: , guarantor, sponsor, challenger, defender, suitor)",
    ),
    (
        "[actions.sponsor.hold]",
        "[actions.§sponsor.wait]",
        "actions.sponsor: the menu lacks 'hold'; it must come first",
    ),
    (
        "[actions.suitor.hold]",
        "[actions.suitor.§Hold]",
        "actions.suitor.Hold: not a name; names here are small letters, digits, - and _, "
        "such as karabakh",
    ),
    (
        'cost = 0.15\nlegal_if = ["distant"]',
        '§posture = "broker"\ncost = 0.15\nlegal_if = ["distant"]',
        "actions.suitor.court.posture: unknown key; only the guarantor's actions have a posture",
    ),
    (
        "patience = { value = 0.90",
        "§patience = { value = 0.99",
        "parameters.patience: value = 0.99 lies outside low..high = 0.86..0.93",
    ),
    (
        "shock_severity = 0.6",
        "§shock_severity = 1",
        "parameters.shock_severity = 1: must be from 0 to 0.95",
    ),
    (
        'kind = "act"\nline = 1\ncost = 0\n',
        '§kind = "course"\nline = 1\ncost = 0\n',
        'actions.challenger.offensive.kind = "course": an attack happens once; must be "act"',
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        '§desk = "both"\nkind = "course"\nline = 1\n',
        'actions.sponsor.arm.desk = "both": only hold is for both desks; '
        "must be security or diplomacy",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        '§desk = "secrity"\nkind = "course"\nline = 1\n',
        "actions.sponsor.arm.desk = \"secrity\": not allowed; did you mean 'security'? "
        "(allowed: security, diplomacy, both)",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\n§kind = "acts"\nline = 1\n',
        "actions.sponsor.arm.kind = \"acts\": not allowed; did you mean 'act'? "
        "(allowed: course, act)",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\nkind = "course"\n§line = 2\n',
        "actions.sponsor.arm.line = 2: must be from -1 to 1",
    ),
    (
        'desk = "security"\nkind = "course"\nline = 1\n',
        'desk = "security"\nkind = "course"\n§line = 0.5\n',
        "actions.sponsor.arm.line = 0.5: must be a whole number",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), MENUS)
def test_faults_of_a_base_are_located_in_the_base(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new, RULES)
    assert f"{bench.place}: {message}" in bench.errors()
    assert bench.place.startswith(RULES)


def test_hold_comes_first(bench) -> None:
    head = '[actions.suitor.hold]\nphrase = "waits"\ndesk = "both"'
    bench.edit(head, '[actions.suitor.late]\nphrase = "waits"\ndesk = "security"', RULES)
    bench.append('[actions.suitor.§hold]\nphrase = "waits"\ncost = 0.1\n', RULES)
    bench.append('desk = "security"\nkind = "course"\nline = 0\n', RULES)
    bench.append('legal_if = []\nmove = "hold"\ntarget = ""\nefforts = {}\n', RULES)
    place = bench.place
    assert bench.errors() == [
        f"{place}: actions.suitor.hold: must come first in the menu, before 'late'",
        f"{place}: actions.suitor.hold: hold is always open and does nothing: "
        "cost 0, efforts {}, legal_if [], line 0",
        f'{place}: actions.suitor.hold: hold is open to either desk: desk "both", kind "course"',
    ]


def test_a_menu_that_is_missing(bench) -> None:
    text = bench.text("rules.toml")
    bench.write("rules.toml", text[: text.index("[actions.suitor.hold]")])
    errors = bench.errors()
    assert any("actions: missing key 'suitor': the menu of that role" in error for error in errors)


def test_menus_of_no_role(bench) -> None:
    bench.append("[actions]\n§guarantr = 3\nsuitr = {}\n", RULES)
    text = bench.text(RULES).replace("[actions.guarantor.", "[actions.other.")
    bench.write(RULES, text)
    errors = bench.errors()
    assert (
        f"{bench.place}: actions.guarantr: not a role; did you mean 'guarantor'? "
        + ("(allowed: guarantor, sponsor, challenger, defender, suitor)")
        in errors
    )
    assert not any("missing key 'guarantor'" in error for error in errors)
