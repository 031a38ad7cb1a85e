"""Rulings of a turn: the rules that had something to decide, with their inputs and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.engine import layout as at
from sim.engine.draws import uniform
from sim.engine.places import Cast
from sim.engine.vectors import EncodedScenario, Table
from sim.record import Ruling
from sim.rules.choice import REPLY_THRESHOLD
from sim.rules.front import WAR_THRESHOLD, ceasefire_probability
from sim.rules.menus import MISSION_LEVEL
from sim.rules.settlement import TREATY_LEVEL
from sim.vocabulary import DRAW_ATTRIBUTION, DRAW_CEASEFIRE, DRAW_SHOCK, STATE_VARIABLES

SUBJECTS: Mapping[str, str] = {
    "war": "theatres",
    "test": "theatres",
    "ceasefire": "theatres",
    "treaty": "",
    "freeze": "ties",
    "base": "ties",
    "attribution": "actors",
    "shock": "actors",
    "mission": "theatres",
    "mandate": "actors",
}
"""Section of a scenario that the subjects of each kind of ruling are from; "" if it has none."""
_OTHER_NAMES = {"request": "base_request"}
"""Names of numbers of rulings that are other names of state variables."""
SMALLEST_CHANGE = 1e-3
"""Smallest change of peacekeepers or integrity that is recorded as a ruling."""


def variable_of(rule: str, subject: str, name: str) -> str:
    """Return the path of the state variable that a number of a ruling is; "" if it is none.

    >>> variable_of("mission", "karabakh", "integrity"), variable_of("mandate", "RUS", "clock")
    ('theatres.karabakh.integrity', 'world.clock')
    >>> variable_of("war", "karabakh", "odds")
    ''
    """
    section, name = SUBJECTS[rule], _OTHER_NAMES.get(name, name)
    if section and name in STATE_VARIABLES[section]:
        return f"{section}.{subject}.{name}"
    return f"world.{name}" if name in STATE_VARIABLES["world"] else ""


def rulings_of(
    cast: Cast,
    sc: EncodedScenario,
    t: Table,
    turn: int,
    before: Sequence[float],
    s: Sequence[float],
) -> tuple[Ruling, ...]:
    """Return the rulings of the turn that was just played, in the order of play.

    Args:
        cast: Names of actors, ties and theatres by their positions.
        sc: The encoded scenario.
        t: The table, after the turn.
        turn: The turn's number.
        before: State before the turn's shocks [place].
        s: State after the shocks, from which the actors choose their orders [place].
    """
    found = [
        *_shocks(cast, sc, t, turn, before, s),
        *_mandate(cast, sc, t, before, s),
        *_wars(cast, sc, t, s),
        *_ceasefires(cast, sc, t, turn),
        *_attribution(cast, sc, t, turn),
        *_missions(cast, sc, t, s),
        *_treaty(sc, t, s),
        *_ties(cast, sc, t, s),
    ]
    return tuple(found)


def opening_rulings_of(
    cast: Cast, sc: EncodedScenario, t: Table, turn: int, before: Sequence[float]
) -> tuple[Ruling, ...]:
    """Return the rulings that are made as a turn opens, before any order.

    Args:
        cast: Names of actors, ties and theatres by their positions.
        sc: The encoded scenario.
        t: The table, with the turn open.
        turn: The turn's number.
        before: State before the turn was opened [place].
    """
    return (*_shocks(cast, sc, t, turn, before, t.s), *_mandate(cast, sc, t, before, t.s))


def _shocks(
    cast: Cast,
    sc: EncodedScenario,
    t: Table,
    turn: int,
    before: Sequence[float],
    s: Sequence[float],
) -> list[Ruling]:
    found = []
    guarantor = sc.ix[at.GUARANTOR_AT]
    if before[at.SHOCK] != s[at.SHOCK]:
        hazard = sc.p[at.SHOCK_ONSET] if s[at.SHOCK] > 0 else sc.p[at.SHOCK_EXIT]
        scheduled = any(
            at_turn == turn and place == at.SHOCK
            for at_turn, place in zip(sc.event_turn, sc.event_place, strict=True)
        )
        draw = None if scheduled else uniform(t.stream, turn, 0, DRAW_SHOCK)
        result = {"shock": s[at.SHOCK], "overstretch": s[at.OVERSTRETCH + guarantor]}
        found.append(Ruling("shock", cast.actors[guarantor], {"hazard": hazard}, draw, result))
    return found


def _mandate(
    cast: Cast, sc: EncodedScenario, t: Table, before: Sequence[float], s: Sequence[float]
) -> list[Ruling]:
    """The mandate of the peacekeepers, renewed as the turn opens or ended by an order."""
    provider = sc.ix[at.PROVIDER_AT]
    serving = sum(s[at.MISSION + h] for h in range(sc.ix[at.N_THEATRES])) > MISSION_LEVEL
    renewed = s[at.CLOCK] > before[at.CLOCK] and s[at.MANDATE] > 0.5 and serving
    ended = t.s[at.MANDATE] < s[at.MANDATE]
    found = []
    for happened, clock, mandate in (
        (renewed, before[at.CLOCK], 1.0),
        (ended, s[at.CLOCK], t.s[at.MANDATE]),
    ):
        if provider >= 0 and happened:
            result = {"mandate": mandate, "clock": s[at.CLOCK]}
            found.append(Ruling("mandate", cast.actors[provider], {"clock": clock}, None, result))
    return found


def _wars(cast: Cast, sc: EncodedScenario, t: Table, s: Sequence[float]) -> list[Ruling]:
    found = []
    for h, theatre in enumerate(cast.theatres):
        force = t.u[at.DO_FORCE + h]
        if force <= 0.0:
            continue
        control = t.s[at.CONTROL + h]
        inputs = {
            "force": t.led[at.FOUGHT + h],
            "odds": t.led[at.WIN + h],
            "support": t.u[at.DO_COVERT + h],
        }
        result = {"gain": control - s[at.CONTROL + h], "control": control}
        found.append(Ruling("war", theatre, inputs, t.luck[at.BATTLE_LUCK + h], result))
        if force >= REPLY_THRESHOLD and t.led[at.COVER + h] > 0.0:
            exposure = t.led[at.FOUGHT + h] * t.led[at.COVER + h]
            y = t.led[at.ANSWERED + h]
            inputs = {
                "force": t.led[at.FOUGHT + h],
                "coverage": t.led[at.COVER + h],
                "defended": y,
            }
            result = {"met": exposure * y, "unmet": exposure * (1.0 - y)}
            found.append(Ruling("test", theatre, inputs, t.private[at.REPLY_DRAW], result))
    return found


def _ceasefires(cast: Cast, sc: EncodedScenario, t: Table, turn: int) -> list[Ruling]:
    found = []
    for h, theatre in enumerate(cast.theatres):
        if t.u[at.DO_FORCE + h] < WAR_THRESHOLD:
            continue
        effort = t.u[at.DO_MEDIATE + h]
        chance = ceasefire_probability(effort, t.reply[h])
        inputs = {"probability": chance, "mediation": effort}
        draw = uniform(t.stream, turn, h, DRAW_CEASEFIRE)
        result = {"holds": 1.0 if t.s[at.WAR + h] < 0.5 else 0.0}
        found.append(Ruling("ceasefire", theatre, inputs, draw, result))
    return found


def _attribution(cast: Cast, sc: EncodedScenario, t: Table, turn: int) -> list[Ruling]:
    if t.led[at.COVERT_MEAN] <= 0.0:
        return []
    sponsor = cast.actors[sc.ix[at.SPONSOR_AT]]
    inputs = {"covert": t.led[at.COVERT_MEAN], "probability": sc.p[at.ATTRIBUTION]}
    draw = uniform(t.stream, turn, 0, DRAW_ATTRIBUTION)
    return [Ruling("attribution", sponsor, inputs, draw, {"seen": t.private[at.ATTRIBUTED]})]


def _missions(cast: Cast, sc: EncodedScenario, t: Table, s: Sequence[float]) -> list[Ruling]:
    found = []
    for h, theatre in enumerate(cast.theatres):
        inputs = {"mission": s[at.MISSION + h], "integrity": s[at.INTEGRITY + h]}
        result = {"mission": t.s[at.MISSION + h], "integrity": t.s[at.INTEGRITY + h]}
        moved = max(abs(result[name] - inputs[name]) for name in inputs)
        if inputs["mission"] > 0.0 and moved >= SMALLEST_CHANGE:
            found.append(Ruling("mission", theatre, inputs, None, result))
    return found


def _treaty(sc: EncodedScenario, t: Table, s: Sequence[float]) -> list[Ruling]:
    offers = t.s[at.OFFER_CHALLENGER] * t.s[at.OFFER_DEFENDER]
    if s[at.TREATY] > 0.5 or offers <= TREATY_LEVEL:
        return []
    inputs = {
        "offer_challenger": t.s[at.OFFER_CHALLENGER],
        "offer_defender": t.s[at.OFFER_DEFENDER],
        "chance": sc.p[at.TREATY_CLOSURE],
    }
    draw = t.luck[at.TREATY_LUCK]
    return [Ruling("treaty", "", inputs, draw, {"treaty": t.s[at.TREATY]})]


def _ties(cast: Cast, sc: EncodedScenario, t: Table, s: Sequence[float]) -> list[Ruling]:
    found = []
    for e, tie in enumerate(cast.ties):
        frozen = s[at.FROZEN + e]
        if t.s[at.FROZEN + e] > frozen:
            result = {"frozen": t.s[at.FROZEN + e]}
            found.append(Ruling("freeze", tie, {"frozen": frozen}, None, result))
        consent = sc.ix[at.CONSENT + e] == 1
        asked = t.u[at.DO_DEPLOY + e] > 0.0
        grant = max(t.u[at.DO_GRANT + e], 0.0)
        if not consent and (asked or grant > 0.0):
            inputs = {"request": s[at.BASE_REQUEST + e], "grant": grant}
            result = {
                "request": t.s[at.BASE_REQUEST + e],
                "presence": t.s[at.PRESENCE + e],
            }
            found.append(Ruling("base", tie, inputs, None, result))
    return found
