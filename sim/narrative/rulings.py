"""The adjudicator's rulings as sentences: what happened, and the number that decided it."""

from collections.abc import Callable, Iterable, Mapping

from sim.narrative.cast import Cast
from sim.record import Ruling, TurnRecord
from sim.words import counted, odds, percent, possessive

NOTICEABLE = 0.02
"""Smallest change of the peacekeepers' strength or integrity that gets a sentence."""

LEAST_GAIN = 0.005
"""A change of control smaller than this is reported as no gain."""

OPEN_REQUEST = 0.05
"""A base request above this value was open before the turn."""


REPEATING_RULES = ("attribution", "treaty")
"""Rules that may give the same result turn after turn; they are told when the result changes."""


def opening_rulings(cast: Cast, played: TurnRecord) -> list[str]:
    """Sentences for the rulings that were made before the orders of a turn."""
    return _told(cast, played, filter(_opens, played.rulings))


def _opens(ruling: Ruling) -> bool:
    """Whether a ruling is made before the orders: a war elsewhere, or a mandate that is renewed."""
    renewed = ruling.rule == "mandate" and ruling.result["mandate"] > 0
    return renewed or ruling.rule == "shock"


def closing_rulings(cast: Cast, played: TurnRecord, before: TurnRecord | None) -> list[str]:
    """Sentences for the rulings on the orders of a turn, in the order in which they were made.

    Rulings that change too little get none, and neither do those that repeat what the turn before
    (`before`) has brought. A rule without a sentence of its own is given by name and numbers.
    """
    known = {(one.rule, one.subject): one.result for one in before.rulings} if before else {}
    new = [
        one
        for one in played.rulings
        if not _opens(one)
        and not (one.rule in REPEATING_RULES and known.get((one.rule, one.subject)) == one.result)
    ]
    return _told(cast, played, new)


def _told(cast: Cast, played: TurnRecord, rulings: Iterable[Ruling]) -> list[str]:
    told = (_SENTENCES.get(ruling.rule, _plain)(cast, played, ruling) for ruling in rulings)
    return [line for line in told if line]


def _war(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    challenger, defender = cast.role_name("challenger"), cast.role_name("defender")
    gain, control = ruling.result["gain"], ruling.result.get("control")
    backing = ""
    if ruling.inputs.get("support", 0.0) > 0 and cast.holder("sponsor"):
        backing = f", backed by {cast.role_name('sponsor')}"
    moved = (
        f"gains {percent(gain)} of the ground"
        if gain > 0
        else f"loses {percent(-gain)} of the ground"
    )
    if abs(gain) < LEAST_GAIN:
        moved = "gains no ground"
    holds = "" if control is None else f" and holds {percent(control)}"
    at = f"at {odds(ruling.inputs['odds'])}, " if "odds" in ruling.inputs else ""
    return (
        f"Fighting, {cast.theatre(ruling.subject)}: {challenger} attacks {defender}{backing}, "
        f"{at}{moved}{holds}."
    )


def _test(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    guarantor, defender = cast.role_name("guarantor"), cast.role_name("defender")
    place = cast.theatre(ruling.subject)
    covered = f"covered {percent(ruling.inputs['coverage'])}" if "coverage" in ruling.inputs else ""
    test = f"Test of the guarantee, {place}{f' ({covered})' if covered else ''}"
    if ruling.result["met"] > 0:
        return f"{test}: {guarantor} defends {defender}; the guarantee is met."
    return f"{test}: {guarantor} stands aside; the guarantee goes unmet."


def _ceasefire(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    place = cast.theatre(ruling.subject)
    if ruling.result["holds"] > 0:
        return f"Ceasefire, {place}: the war ends within the quarter{_chance(ruling)}."
    return f"War, {place}: no ceasefire holds{_chance(ruling)}, and the war goes on."


def _treaty(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    parties = f"{cast.role_name('challenger')} and {cast.role_name('defender')}"
    if ruling.result["treaty"] > 0:
        return f"Peace treaty: the offers of {parties} meet, and both sign."
    chance = ruling.inputs.get("chance")
    tried = "" if chance is None else f" (they sign with a chance of {percent(chance)} a quarter)"
    return f"Peace talks: the offers of {parties} meet, but they do not sign{tried}."


def _freeze(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    patron, client = cast.patron(ruling.subject), cast.client(ruling.subject)
    return f"Alliance: {cast.name(client)} freezes its alliance with {cast.name(patron)}."


def _base(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    patron = cast.name(cast.patron(ruling.subject))
    client = cast.name(cast.client(ruling.subject))
    if ruling.inputs.get("grant", 0.0) > 0:
        presence = ruling.result.get("presence")
        now = (
            f"; its presence is now {presence:.2f} (1 = full base)" if presence is not None else ""
        )
        return f"Base: {client} lets {patron} in{now}."
    # A request that is renewed every quarter is reported once; the order lines show the renewals.
    if ruling.inputs.get("request", 0.0) > OPEN_REQUEST:
        return ""
    return f"Base: {possessive(patron)} request for a base in {client} stands open."


def _attribution(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    sponsor = cast.role_name("sponsor")
    if ruling.result["seen"] > 0:
        return (
            f"Covert help: {possessive(sponsor)} hand is seen{_chance(ruling)}, and tension rises."
        )
    return f"Covert help: {possessive(sponsor)} hand goes unproven{_chance(ruling)}."


def _shock(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    name = (
        cast.name(ruling.subject) if ruling.subject in cast.actors else cast.role_name("guarantor")
    )
    load = ruling.result.get("overstretch")
    now = f"; its overstretch is now {load:.2f}" if load is not None else ""
    if ruling.result["shock"] > 0:
        return f"Overstretch: a large commitment elsewhere ties {name} down{now}."
    return f"Overstretch: the large commitment elsewhere ends for {name}{now}."


def _mission(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    before, after = ruling.inputs, ruling.result
    moves = [
        f"{label} {before[key]:.2f} to {after[key]:.2f}"
        for key, label in (("mission", "strength"), ("integrity", "integrity"))
        if key in before and key in after and abs(after[key] - before[key]) >= NOTICEABLE
    ]
    return f"Peacekeepers, {cast.theatre(ruling.subject)}: {', '.join(moves)}." if moves else ""


def _mandate(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    if ruling.result["mandate"] > 0:
        clock = ruling.result.get("clock")
        # The clock counts the quarters after this one.
        term = f" for {counted(round(clock + 1), 'quarter')}" if clock is not None else ""
        return f"Mandate: the peacekeepers' mandate is renewed{term}."
    return "Mandate: the peacekeepers' mandate ends."


def _plain(cast: Cast, played: TurnRecord, ruling: Ruling) -> str:
    numbers = ", ".join(f"{key} {value:.2f}" for key, value in ruling.result.items())
    subject = f", {ruling.subject}" if ruling.subject else ""
    return f"{ruling.rule.capitalize().replace('_', ' ')}{subject}: {numbers}."


def _chance(ruling: Ruling) -> str:
    return (
        f" (it had a chance of {percent(ruling.inputs['probability'])})"
        if "probability" in ruling.inputs
        else ""
    )


_SENTENCES: Mapping[str, Callable[[Cast, TurnRecord, Ruling], str]] = {
    "war": _war,
    "test": _test,
    "ceasefire": _ceasefire,
    "treaty": _treaty,
    "freeze": _freeze,
    "base": _base,
    "attribution": _attribution,
    "shock": _shock,
    "mission": _mission,
    "mandate": _mandate,
}
