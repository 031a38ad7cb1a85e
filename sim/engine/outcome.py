"""Compute the outcome of a run from its log: the stance at every turn, and the measures."""

from typing import Any

from sim.engine import layout as at
from sim.engine.appraisal import peacekeeping
from sim.engine.courses import turn_of
from sim.engine.layout import Links, Room, Vector
from sim.engine.vectors import EncodedScenario, Table
from sim.measures import MEASURE_NAMES, THRESHOLDS, place
from sim.rules.curves import indicator, larger
from sim.rules.menus import alliance_intact
from sim.rules.outcomes import (
    ACCOMMODATE_MOST,
    CAPTURE_LEVEL,
    COMMIT_SHARE,
    INDEX_WINDOW,
    MISSION_GONE,
    WINDOW,
    is_offensive,
    is_probe,
    is_test,
    offered,
    reliable,
    stance,
    turn_cost,
)
from sim.vocabulary import (
    ACCOMMODATE,
    BROKER,
    DISENGAGE,
    MIXED,
    POSTURE_ACCOMMODATE,
    POSTURE_BROKER,
    POSTURE_COMMIT,
    RECOMMIT,
)

# --- log: entries of a turn, from which the outcome is computed; axes [turn, entry] ---------------
_entry = Room()
LOG_COST = _entry.take()
LOG_UNMET = _entry.take()
LOG_COMMIT = _entry.take()
LOG_BROKER = _entry.take()
LOG_ACCOMMODATE = _entry.take()
LOG_TURNED = _entry.take()
LOG_STANCE = _entry.take()
LOG_COMMITMENT = _entry.take()
LOG_OFFENSIVE = _entry.take()
LOG_BORDER = _entry.take()
LOG_PROBE = _entry.take()
LOG_FORCE = _entry.take()
LOG_TESTS = _entry.take()
LOG_MET = _entry.take()
LOG_GRANT = _entry.take()
LOG_PROVOKED = _entry.take()
LOG_TENSION = _entry.take()
LOG_MISSION = _entry.take()
LOG_WIDTH = _entry.size


def note_turn(sc: EncodedScenario, t: Table) -> None:
    """Write the row of this turn to the log, from the closing state, the orders and the ledger."""
    s, led, ix = t.s, t.led, sc.ix
    g, second = ix[at.GUARANTEE], ix[at.SECOND]
    row = turn_of(t) * LOG_WIDTH
    unmet = tests = met = probes = force = 0.0
    for h in range(ix[at.N_THEATRES]):
        ordered = t.u[at.DO_FORCE + h]
        force += ordered
        unmet += indicator(is_offensive(ordered)) * s[at.PENDING_TEST + h]
        probes += indicator(is_probe(ordered))
        tested = indicator(is_test(ordered, led[at.COVER + h]))
        tests += tested
        met += tested * led[at.ANSWERED + h]
    t.log[row + LOG_COST] = turn_cost(led[at.SUNK + g], led[at.DEFENDED])
    t.log[row + LOG_UNMET] = unmet
    note_conduct(row, sc, t)
    t.log[row + LOG_COMMITMENT] = s[at.COMMITMENT + g]
    t.log[row + LOG_OFFENSIVE] = indicator(is_offensive(t.u[at.DO_FORCE]))
    border = indicator(is_offensive(t.u[at.DO_FORCE + second])) if second != 0 else 0.0
    t.log[row + LOG_BORDER] = border
    t.log[row + LOG_PROBE] = probes
    t.log[row + LOG_FORCE] = indicator(force > 0.0)
    t.log[row + LOG_TESTS] = tests
    t.log[row + LOG_MET] = met
    t.log[row + LOG_GRANT] = base_granted(sc, t)
    t.log[row + LOG_PROVOKED] = indicator(t.u[at.DO_PROVOKE] > 0.0)
    t.log[row + LOG_TENSION] = s[at.TENSION]
    t.log[row + LOG_MISSION] = peacekeepers(s, ix)
    t.log[row + LOG_STANCE] = 1.0 * stance_now(sc, t)


def note_conduct(row: int, sc: EncodedScenario, t: Table) -> None:
    """Write to a row of the log which postures the guarantor's orders have, and if one is new."""
    first = sc.ix[at.GUARANTOR_AT] * at.DESK_COUNT
    commit = broker = accommodate = turned = 0.0
    for k in range(first, first + at.DESK_COUNT):
        posture = sc.posture[t.order[k]]
        commit = larger(commit, indicator(posture == POSTURE_COMMIT))
        broker = larger(broker, indicator(posture == POSTURE_BROKER))
        accommodate = larger(accommodate, indicator(posture == POSTURE_ACCOMMODATE))
        turned = larger(turned, indicator(t.order[k] != t.before[k]))
    t.log[row + LOG_COMMIT] = commit
    t.log[row + LOG_BROKER] = broker
    t.log[row + LOG_ACCOMMODATE] = accommodate
    t.log[row + LOG_TURNED] = turned


def base_granted(sc: EncodedScenario, t: Table) -> float:
    """1 if the challenger grants its sponsor a base this turn, else 0."""
    first, granted = sc.ix[at.CHALLENGER_AT] * at.DESK_COUNT, 0.0
    for k in range(first, first + at.DESK_COUNT):
        granted = larger(granted, indicator(sc.grants_base[t.order[k]] == 1))
    return granted


def stance_now(sc: EncodedScenario, t: Table) -> int:
    """Stance of the guarantor at the end of this turn, judged over the last ``WINDOW`` turns."""
    turn, s = turn_of(t), t.s
    return stance(
        s[at.COMMITMENT + sc.ix[at.GUARANTEE]],
        window_share(turn, LOG_COST, t.log),
        reliable_at(turn, t.log),
        peacekeepers(s, sc.ix),
        peacekeeping(s, sc.ix),
        window_share(turn, LOG_COMMIT, t.log),
        window_share(turn, LOG_BROKER, t.log),
        window_share(turn, LOG_ACCOMMODATE, t.log),
        sc.p[at.RECOMMIT_LEVEL],
        sc.p[at.RECOMMIT_COST],
        sc.p[at.DISENGAGE_LEVEL],
    )


def peacekeepers(s: Vector, ix: Links) -> float:
    """Peacekeepers present, summed over theatres."""
    total = 0.0
    for h in range(ix[at.N_THEATRES]):
        total += s[at.MISSION + h]
    return total


def window_share(turn: int, entry: int, log: Vector) -> float:
    """Mean of an entry of the log over the window that ends at ``turn``; it is 0 before turn 0."""
    total = 0.0
    for back in range(WINDOW):
        if turn - back >= 0:
            total += log[(turn - back) * LOG_WIDTH + entry] / WINDOW
    return total


def reliable_at(turn: int, log: Vector) -> bool:
    """Whether the guarantor was reliable in every turn of the window that ends at ``turn``."""
    worst = 0.0
    for back in range(WINDOW):
        if turn - back >= 0:
            worst = larger(worst, log[(turn - back) * LOG_WIDTH + LOG_UNMET])
    return reliable(worst)


RUN_STANCE = place("stance")
RECOMMITTED = place("recommitted")
FIRST_QUARTER = place("first_quarter")
REACHED_QUARTER = place("reached_quarter")
HELD_AT_END = place("held_at_end")
OFFERED = place("offered")
LONGEST_SPELL = place("longest_spell")
INDEX = place("recommitment_index")
OFFENSIVE = place("offensive")
FIRST_OFFENSIVE = place("first_offensive")
OFFENSIVE_BY_12 = place("offensive_by_12")
RELAPSE = place("relapse")
BORDER_ATTACKS = place("border_attacks")
PROBES = place("probes")
YEARS_WITH_FORCE = place("years_with_force")
ORDER_CHANGES = place("order_changes")
CONTRADICTIONS = place("contradictions")
BASE_GRANTED = place("base_granted")
TESTS = place("tests")
TESTS_MET = place("tests_met")
PROVOCATIONS = place("provocations")
TENSION_PEAK = place("tension_peak")
ALLIANCE_FROZEN = place("alliance_frozen")
TREATY_SIGNED = place("treaty")
BASE_ESTABLISHED = place("base_established")
CADRE_CAPTURED = place("cadre_captured")
ALIGNMENT_GAP = place("alignment_gap")
MISSION_ALIVE = place("mission_alive")
"""Place of each measure in `sim.measures.MEASURES`."""
OFFENSIVE_HORIZON, RELAPSE_HORIZON = 12, 20
"""Turns within which ``offensive_by_12`` and ``relapse`` count."""
YEAR = 4
"""Turns of a year."""
NEVER = -1.0


def measure_run(turns: int, log: Vector, s: Vector, p: Vector, ix: Links, out: Vector) -> None:
    """Write the run's measures in the order of `sim.measures`; turns that never came are -1."""
    for k in range(len(MEASURE_NAMES)):
        out[k] = 0.0
    out[FIRST_OFFENSIVE] = NEVER
    measure_spells(turns, log, p[at.RECOMMIT_QUARTERS], out)
    measure_conduct(turns, log, p[at.RECOMMIT_QUARTERS], out)
    for turn in range(turns):
        row = turn * LOG_WIDTH
        if log[row + LOG_OFFENSIVE] > 0.0:
            if out[OFFENSIVE] == 0.0:
                out[FIRST_OFFENSIVE] = float(turn)
            out[OFFENSIVE] = 1.0
            if turn < OFFENSIVE_HORIZON:
                out[OFFENSIVE_BY_12] = 1.0
            if turn < RELAPSE_HORIZON:
                out[RELAPSE] = 1.0
        out[BORDER_ATTACKS] += log[row + LOG_BORDER]
        out[PROBES] += log[row + LOG_PROBE]
        out[TESTS] += log[row + LOG_TESTS]
        out[TESTS_MET] += log[row + LOG_MET]
        out[PROVOCATIONS] += log[row + LOG_PROVOKED]
        if log[row + LOG_GRANT] > 0.0:
            out[BASE_GRANTED] = 1.0
        out[TENSION_PEAK] = max(out[TENSION_PEAK], log[row + LOG_TENSION])
    recent = INDEX_WINDOW if turns > INDEX_WINDOW else turns
    for turn in range(turns - recent, turns):
        if reliable_at(turn, log):
            out[INDEX] += log[turn * LOG_WIDTH + LOG_COMMITMENT] / recent
    label = RECOMMIT if out[RECOMMITTED] > 0.0 else modal_stance(turns, log)
    out[RUN_STANCE] = float(label)
    measure_end(turns, log, s, p, ix, out)


def measure_end(turns: int, log: Vector, s: Vector, p: Vector, ix: Links, out: Vector) -> None:
    """Write the measures of the closing state, and of the mission when its first mandate ends."""
    out[ALLIANCE_FROZEN] = 0.0 if alliance_intact(s[at.FROZEN + ix[at.GUARANTEE]]) else 1.0
    out[TREATY_SIGNED] = s[at.TREATY]
    tie, cross = ix[at.SPONSORSHIP], ix[at.CROSS]
    if tie >= 0:
        out[BASE_ESTABLISHED] = 1.0 if s[at.PRESENCE + tie] >= CAPTURE_LEVEL else 0.0
        out[CADRE_CAPTURED] = 1.0 if s[at.CADRE + tie] >= CAPTURE_LEVEL else 0.0
        out[ALIGNMENT_GAP] = s[at.INFLUENCE + tie]
    if cross >= 0:
        out[ALIGNMENT_GAP] -= s[at.INFLUENCE + cross]
    expiry = int(p[at.START + at.CLOCK])
    last = expiry if expiry < turns - 1 else turns - 1
    standing = log[last * LOG_WIDTH + LOG_MISSION] >= MISSION_GONE
    out[MISSION_ALIVE] = 1.0 if turns > 0 and standing else 0.0


def measure_spells(turns: int, log: Vector, needed: float, out: Vector) -> None:
    """Write the measures of the spells of recommitment: whether, when and for how long.

    ``needed`` is the length in turns from which a spell counts as recommitment.
    """
    out[FIRST_QUARTER] = NEVER
    out[REACHED_QUARTER] = NEVER
    spell = 0
    for turn in range(turns):
        held = log[turn * LOG_WIDTH + LOG_STANCE] == RECOMMIT
        spell = spell + 1 if held else 0
        if spell > out[LONGEST_SPELL]:
            out[LONGEST_SPELL] = float(spell)
        if held and spell >= needed and out[RECOMMITTED] == 0.0:
            out[RECOMMITTED] = 1.0
            out[FIRST_QUARTER] = float(turn - spell + 1)
            out[REACHED_QUARTER] = float(turn)
    out[HELD_AT_END] = 1.0 if spell > 0 and spell >= needed else 0.0


def measure_conduct(turns: int, log: Vector, needed: float, out: Vector) -> None:
    """Write the measures of what the guarantor ordered, and the share of years with force.

    ``needed`` is the length in turns from which an offer of recommitment counts.
    """
    spell, both, windows, years = 0, 0.0, 0, 0
    for turn in range(turns):
        commits = window_share(turn, LOG_COMMIT, log)
        accommodates = window_share(turn, LOG_ACCOMMODATE, log)
        spell = spell + 1 if offered(reliable_at(turn, log), commits, accommodates) else 0
        if spell >= needed:
            out[OFFERED] = 1.0
        out[ORDER_CHANGES] += log[turn * LOG_WIDTH + LOG_TURNED] / turns
        if turn >= WINDOW - 1:
            windows += 1
            both += 1.0 if commits > 0.0 and accommodates > 0.0 else 0.0
        if turn % YEAR == 0:
            years += 1
            violent = 0.0
            for later in range(turn, min(turn + YEAR, turns)):
                violent = max(violent, log[later * LOG_WIDTH + LOG_FORCE])
            out[YEARS_WITH_FORCE] += violent
    if windows > 0:
        out[CONTRADICTIONS] = both / windows
    if years > 0:
        out[YEARS_WITH_FORCE] /= years


def modal_stance(turns: int, log: Vector) -> int:
    """Most frequent stance, other than recommitment, in the second half of the run.

    If two are equally frequent, broker comes first, then accommodation, then disengagement.
    """
    best, most = MIXED, 0
    for candidate in (BROKER, ACCOMMODATE, DISENGAGE, MIXED):
        found = 0
        for turn in range(turns // 2, turns):
            if log[turn * LOG_WIDTH + LOG_STANCE] == candidate:
                found += 1
        if found > most:
            best, most = candidate, found
    return best


def read_stances(log: Vector, out: Any) -> None:
    """Copy the stance at the end of every turn to ``out``, for as many turns as ``out`` holds.

    The stance is a place in ``vocabulary.STANCES``. ``note_turn`` has judged it during the run.
    """
    for turn in range(len(out)):
        out[turn] = int(log[turn * LOG_WIDTH + LOG_STANCE])


def measure_thresholds(turns: int, log: Vector, p: Vector, out: Vector) -> None:
    """Write the longest spell of recommitment for each of ``THRESHOLDS`` as ``recommit_level``.

    From these lengths the share of runs that recommit follows for any required length of spell.
    """
    for k in range(len(THRESHOLDS)):
        out[k] = 0.0
        spell = 0
        for turn in range(turns):
            row = turn * LOG_WIDTH
            held = (
                log[row + LOG_COMMITMENT] >= THRESHOLDS[k]
                and window_share(turn, LOG_COST, log) >= p[at.RECOMMIT_COST]
                and reliable_at(turn, log)
                and window_share(turn, LOG_COMMIT, log) >= COMMIT_SHARE
                and window_share(turn, LOG_ACCOMMODATE, log) <= ACCOMMODATE_MOST
            )
            spell = spell + 1 if held else 0
            out[k] = max(out[k], float(spell))
