"""The layout of the engine's flat vectors: the place of every number in them.

State, numbers, links, channels and ledger are vectors. A name such as ``INFLUENCE`` is the place of
the first tie's influence, and ``s[INFLUENCE + e]`` is the influence on tie ``e``. Every vector has
room for the largest scenario that the loader allows; loops visit only the entries that the scenario
has.
"""

from collections.abc import MutableSequence

from sim.engine.weights import (
    CLIENT_WEIGHTS,
    FACTION_WEIGHTS,
    GUARANTOR_WEIGHTS,
    SPONSOR_WEIGHTS,
    SUITOR_WEIGHTS,
    TERMS,
)
from sim.vocabulary import DESKS, FACTIONS

Vector = MutableSequence[float]
"""A list or an array of floats."""
Links = MutableSequence[int]
"""A list or an array of integers."""

MAX_ACTORS, MAX_TIES, MAX_THEATRES, MAX_ACTIONS = 10, 12, 4, 16
DESK_COUNT = len(DESKS)
NONE = -1
"""Place of an entry that the scenario does not have."""


class Room:
    """Counter that gives the places of a vector, one after another."""

    def __init__(self) -> None:
        self.size = 0

    def take(self, count: int = 1) -> int:
        """Take the next ``count`` places; return the first."""
        first = self.size
        self.size += count
        return first


# --- state: s -----------------------------------------------------------------------------------
_state = Room()
CAPABILITY = _state.take(MAX_ACTORS)
DRONE_TECH = _state.take(MAX_ACTORS)
OVERSTRETCH = _state.take(MAX_ACTORS)
REPUTATION = _state.take(MAX_ACTORS)
STANDING = _state.take(MAX_ACTORS)
BACKLASH = _state.take(MAX_ACTORS)
READINESS = _state.take(MAX_ACTORS)
MENACE = _state.take(MAX_ACTORS)
DISILLUSIONED = _state.take(MAX_ACTORS)
PRESSURE = _state.take(MAX_ACTORS)
INFLUENCE = _state.take(MAX_TIES)
CADRE = _state.take(MAX_TIES)
COMMITMENT = _state.take(MAX_TIES)
PLEDGE = _state.take(MAX_TIES)
PRESENCE = _state.take(MAX_TIES)
BASE_REQUEST = _state.take(MAX_TIES)
FROZEN = _state.take(MAX_TIES)
BELIEF_CLIENT = _state.take(MAX_TIES)
BELIEF_ADVERSARY = _state.take(MAX_TIES)
CONTROL = _state.take(MAX_THEATRES)
HEAT = _state.take(MAX_THEATRES)
MISSION = _state.take(MAX_THEATRES)
INTEGRITY = _state.take(MAX_THEATRES)
RED_LINE = _state.take(MAX_THEATRES)
WAR = _state.take(MAX_THEATRES)
PENDING_TEST = _state.take(MAX_THEATRES)
CASUS = _state.take(MAX_THEATRES)
MEDIATION = _state.take(MAX_THEATRES)
DANGER = _state.take(MAX_THEATRES)
"""Danger of an attack as seen without error when the turn opens; no rule reads it."""
TENSION = _state.take()
OFFER_CHALLENGER = _state.take()
OFFER_DEFENDER = _state.take()
TREATY = _state.take()
MANDATE = _state.take()
CLOCK = _state.take()
SHOCK = _state.take()
ALARM = _state.take()
FACTION = _state.take(len(FACTIONS))
STATE_SIZE = _state.size

# --- channels: u --------------------------------------------------------------------------------
_effort = Room()
DO_ARM = _effort.take(MAX_TIES)
DO_TECH = _effort.take(MAX_TIES)
DO_CADRE = _effort.take(MAX_TIES)
DO_SOFT = _effort.take(MAX_TIES)
DO_RESTRAIN = _effort.take(MAX_TIES)
DO_FORCE = _effort.take(MAX_THEATRES)
DO_PROVOKE = _effort.take(MAX_THEATRES)
DO_COVERT = _effort.take(MAX_THEATRES)
DO_REDLINE = _effort.take(MAX_THEATRES)
WEIGHTED = _effort.size
"""First channel whose efforts are multiplied by the sender's bandwidth when they are summed."""
DO_MEDIATE = _effort.take(MAX_THEATRES)
DO_PRESS = _effort.take(MAX_ACTORS)
PLAIN = _effort.size
"""First channel after those."""
DO_INVEST = _effort.take(MAX_ACTORS)
DO_BRACE = _effort.take(MAX_ACTORS)
DO_SETTLE = _effort.take(MAX_ACTORS)
DO_PURGE = _effort.take(MAX_ACTORS)
DO_CONSOLIDATE = _effort.take(MAX_ACTORS)
SIGNED = _effort.size
"""First channel whose efforts may be positive or negative."""
DO_PLEDGE = _effort.take(MAX_TIES)
DO_DEPLOY = _effort.take(MAX_TIES)
DO_ALIGN = _effort.take(MAX_TIES)
DO_GRANT = _effort.take(MAX_TIES)
DO_MISSION = _effort.take(MAX_THEATRES)
DO_DEAL = _effort.take()
DO_END_MANDATE = _effort.take()
CHANNEL_COUNT = _effort.size
FORECAST_SIZE = MAX_ACTORS * CHANNEL_COUNT
"""Room for channels by actor, axes [actor, channel]."""

# --- links: ix (who is who) ---------------------------------------------------------------------
_link = Room()
N_ACTORS = _link.take()
N_TIES = _link.take()
N_THEATRES = _link.take()
N_LIVE = _link.take()
GUARANTOR_AT = _link.take()
SPONSOR_AT = _link.take()
CHALLENGER_AT = _link.take()
DEFENDER_AT = _link.take()
PROVIDER_AT = _link.take()
GUARANTEE = _link.take()
SPONSORSHIP = _link.take()
CROSS = _link.take()
SECOND = _link.take()
"""Place of the second theatre; that of the main one if there is only one."""
ROLE = _link.take(MAX_ACTORS)
PATRON = _link.take(MAX_TIES)
CLIENT = _link.take(MAX_TIES)
ADVERSARY_TIE = _link.take(MAX_TIES)
"""The same patron's tie to the client's adversary."""
CONSENT = _link.take(MAX_TIES)
DOCTRINE = _link.take(MAX_ACTORS * DESK_COUNT)
"""Doctrine of every desk. Axes [actor, desk], as in all vectors by desk. For a desk with a script
that leaves it to its own doctrine, this is that doctrine."""
DOCTRINE_ORDER = _link.take(MAX_ACTORS * DESK_COUNT)
"""Order of a fixed doctrine, or the fallback of a script, as a place in the list of actions."""
DOCTRINE_REPLY = _link.take(MAX_ACTORS)
SCRIPT_START = _link.take(MAX_ACTORS * DESK_COUNT + 1)
OPENING = _link.take(MAX_ACTORS * DESK_COUNT)
"""Course in force on every desk when a run opens, as a place in the list of actions."""
LIVE = _link.take(CHANNEL_COUNT)
"""Channels that some action of the scenario can use."""
N_EVENTS = _link.take()
N_PLACES = _link.take()
N_NUMBERS = _link.take()
PLACES = _link.take(STATE_SIZE)
"""Places of the state that the scenario uses."""
LINKS_SIZE = _link.size

# --- utility: weights of one actor, and terms ---------------------------------------------------
FACTION_TABLE = len(GUARANTOR_WEIGHTS)
"""First place of the factions' weights, axes [faction, weight]; only the guarantor has them."""
ON_CONTROL = max(len(SPONSOR_WEIGHTS), len(CLIENT_WEIGHTS), len(SUITOR_WEIGHTS))
ON_HEAT = ON_CONTROL + MAX_THEATRES
ON_TIE = ON_HEAT + MAX_THEATRES
"""First places of the weights by theatre and by tie; the guarantor has none of these."""
ON_DANGER = max(FACTION_TABLE + len(FACTIONS) * len(FACTION_WEIGHTS), ON_TIE + MAX_TIES)
"""First place of the weights of danger by theatre, which every role has."""
UTILITY_WIDTH = ON_DANGER + MAX_THEATRES
DOCTRINE_WIDTH = 2
"""Largest number of numbers that a doctrine has."""
TERM_COUNT = max(len(terms) for terms in TERMS.values())
"""Room for the terms of an actor's utility."""
EXTRA_TERMS = (
    "action_cost",
    "discord",
    "war_bill",
    "violation_bill",
    "retaliation",
    "framing",
)
"""Terms of an option's expected utility other than the value of the projected state."""
_term = Room()
_term.take(TERM_COUNT)
ACTION_BILL = _term.take()
DISCORD_BILL = _term.take()
WAR_BILL = _term.take()
VIOLATION_BILL = _term.take()
RETALIATION = _term.take()
FRAMING = _term.take()
TERMS_WIDTH = TERM_COUNT + len(EXTRA_TERMS)
TERMS_SIZE = MAX_ACTIONS * TERMS_WIDTH

# --- numbers: p ---------------------------------------------------------------------------------
# First the parameters; each has its name in the scenario, in capitals.
_number = Room()
CHOICE_PRECISION = _number.take()
PATIENCE = _number.take()
REVIEW_RATE = _number.take()
DISCORD = _number.take()
DISSENSUS_NOISE = _number.take()
ACTION_COST = _number.take()
CONTEST_DECISIVENESS = _number.take()
DRONE_MULTIPLIER = _number.take()
ADVANCE_RATE = _number.take()
DISTANCE_DECAY = _number.take()
WAR_COST = _number.take()
VIOLATION_COST = _number.take()
ESCALATION_COST = _number.take()
HONOUR = _number.take()
DANGER_PRECISION = _number.take()
RECOVERY_RATE = _number.take()
TREATY_CLOSURE = _number.take()
SIGNAL_WEIGHT = _number.take()
TEST_WEIGHT = _number.take()
AUDIENCE_COST = _number.take()
ABANDONMENT_LOSS = _number.take()
REPUTATION_RATE = _number.take()
ALIGNMENT_FLOOR = _number.take()
RESOLVE_PRIOR = _number.take()
ENTRAPMENT = _number.take()
COMMITMENT_GAIN = _number.take()
COMMITMENT_DECAY = _number.take()
INFLUENCE_RATE = _number.take()
STUBBORNNESS = _number.take()
JEALOUSY = _number.take()
CADRE_TURNOVER = _number.take()
LEASH_TOLERANCE = _number.take()
BACKLASH_GAIN = _number.take()
SECURITY_WEIGHT = _number.take()
EXIT_COST = _number.take()
DISILLUSION = _number.take()
NEED = _number.take()
UPKEEP = _number.take()
BULWARK = _number.take()
ALLIANCE_SHIELD = _number.take()
FACTION_RATE = _number.take()
OVERSTRETCH_BASE = _number.take()
SHOCK_ONSET = _number.take()
SHOCK_EXIT = _number.take()
SHOCK_SEVERITY = _number.take()
FOG_SIGMA = _number.take()
ATTRIBUTION = _number.take()
MISSION_FRAGILITY = _number.take()
RECOMMIT_LEVEL = _number.take()
RECOMMIT_COST = _number.take()
RECOMMIT_QUARTERS = _number.take()
DISENGAGE_LEVEL = _number.take()
# Then all other numbers.
DISTANCE = _number.take(MAX_ACTORS)
INVESTMENT_RATE = _number.take(MAX_ACTORS)
STANDING_NORM = _number.take(MAX_ACTORS)
CONTROL_STANDING = _number.take(MAX_ACTORS * MAX_THEATRES)
"""Axes [actor, theatre]."""
AFFINITY = _number.take(MAX_TIES)
RIVALRY = _number.take(MAX_TIES)
CAP = _number.take(MAX_THEATRES)
COVERAGE = _number.take(MAX_THEATRES)
SCALE = _number.take(MAX_THEATRES)
THEATRE_WAR_COST = _number.take(MAX_THEATRES)
TERRAIN = _number.take(MAX_THEATRES)
THEATRE_WEIGHT = _number.take(MAX_THEATRES)
MANDATE_TERM = _number.take()
DOCTRINE_NUMBER = _number.take(MAX_ACTORS * DOCTRINE_WIDTH)
"""Numbers of an actor's doctrine, in the order of its fields. Axes [actor, number]."""
UTILITY = _number.take(MAX_ACTORS * UTILITY_WIDTH)
"""Weights of an actor's utility; ``weights.py`` gives their order. Axes [actor, weight]."""
DISCOUNT = _number.take(MAX_ACTORS)
"""Derived: share of an actor's capability that reaches the theatre."""
FORESIGHT = _number.take()
"""Derived: weight of the target in the discounted mean of influence."""
MEAN_TERRAIN = _number.take()
"""Derived: terrain, averaged over theatres."""
PEAK_FORCE = _number.take(MAX_THEATRES)
"""Derived: largest force that the challenger's menu has for a theatre."""
COURSE_SPAN = _number.take()
"""Derived: discounted number of turns that a new course is expected to last."""
CLOSING = _number.take()
"""Derived: discounted chance that standing offers of a settlement are signed."""
HEAT_LIFE = _number.take()
TENSION_LIFE = _number.take()
STANDING_LIFE = _number.take()
BACKLASH_LIFE = _number.take()
REQUEST_LIFE = _number.take()
DANGER_LIFE = _number.take()
"""Derived: lives of the stocks that fade, see ``rules.lives``."""
COST = _number.take(MAX_ACTORS * DESK_COUNT * MAX_ACTIONS)
"""Cost of every action, in the order of the encoded scenario's list of actions."""
START = _number.take(STATE_SIZE)
"""The opening state, in the order of ``s``."""
NUMBERS_SIZE = _number.size

# --- ledger: led (intermediate results of a turn's arithmetic) ----------------------------------
_passed = Room()
COVER = _passed.take(MAX_THEATRES)
FOUGHT = _passed.take(MAX_THEATRES)
WIN = _passed.take(MAX_THEATRES)
ANSWERED = _passed.take(MAX_THEATRES)
SUNK = _passed.take(MAX_TIES)
TARGET = _passed.take(MAX_TIES)
PLAIN_PULL = _passed.take(MAX_TIES)
COURTED_PULL = _passed.take(MAX_TIES)
INTAKE = _passed.take(MAX_TIES)
DEFENDED = _passed.take()
MET = _passed.take()
UNMET = _passed.take()
COVERT_MEAN = _passed.take()
SPENT = _passed.take()
"""Force used times the cost of war, summed over theatres."""
SURVIVAL = _passed.take(2)
"""Share of the forces that survives the turn's fighting: the challenger's, the defender's."""
SECURE = _passed.take(2)
"""Security as the viewer sees it: the challenger's, the defender's."""
AUTONOMY = _passed.take(2)
"""Autonomy of the challenger, of the defender."""
RIVAL_THREAT = _passed.take()
"""Threat to the guarantor from its rivals' ties."""
LOOMS = _passed.take(MAX_THEATRES)
"""Danger of an attack as it enters utility, by theatre."""
WIN_ALONE = _passed.take(MAX_THEATRES)
WIN_AIDED = _passed.take(MAX_THEATRES)
"""Share in a contest that the challenger is expected to win: against the defender alone, and with
the guarantor, by theatre."""
FEARED_GAIN = _passed.take(MAX_THEATRES)
"""Ground that an attack is expected to gain, by theatre."""
OPTION = _passed.take()
"""Value to the challenger of being able to attack, summed over theatres."""
SECURITY_WORTH = _passed.take()
"""Utility of security to the viewer if it is a client, not yet multiplied by its weight."""
AUTONOMY_WORTH = _passed.take(2)
"""Utility of autonomy, not yet multiplied by its weight: the challenger's, the defender's."""
RESOLVED = _passed.take(2)
"""Belief that the guarantor is resolved: the client's, the adversary's."""
TRUST = _passed.take(MAX_TIES)
"""Attraction from a client's trust in its patron, by tie; zero except for guarantor and sponsor."""
LEDGER_SIZE = _passed.size

# --- noise: the draws that the arithmetic of a turn reads; they are zero in a forecast ----------
_noise = Room()
BATTLE_LUCK = _noise.take(MAX_THEATRES)
BELIEF_LUCK = _noise.take(2)
TREATY_LUCK = _noise.take()
NOISE_SIZE = _noise.size

# --- counters of a table, and its private numbers, which no seat sees ---------------------------
_count = Room()
TURN = _count.take()
"""Number of the turn that is being played, from 0."""
OPTIONS = _count.take()
"""Number of listed options of the seat that decided last."""
EXPLAINING = _count.take()
"""1 if the terms of utilities are to be written, else 0."""
OTHER = _count.take()
"""Order of the other desk of the actor that decides, as a place in the list of actions."""
KEPT = _count.take()
"""Copy of ``OTHER`` while other actors' choices are imagined."""
POINT = _count.take()
"""Point whose numbers the encoded scenario holds."""
LOADED = _count.take()
"""Desks whose numbers of this point the spare group holds, as a bit set."""
COUNTER_SIZE = _count.size
_secret = Room()
RESOLVE = _secret.take()
"""The guarantor's type: ``UNRESOLVED`` or ``RESOLVED``."""
ATTRIBUTED = _secret.take()
"""1 if covert help was attributed this turn, else 0."""
REPLY_CHANCE = _secret.take()
"""Chance of the latest reply; then its gain, the cost of standing aside, its cost, its draw."""
REPLY_GAIN = _secret.take()
REPLY_HONOUR = _secret.take()
REPLY_BILL = _secret.take()
REPLY_DRAW = _secret.take()
OTHER_LINE = _secret.take()
"""Line of that order: 1 firm, -1 accommodating, 0 neither."""
GUESSED = _secret.take()
"""The guess of the guarantor's type by the seat that is deciding."""
PRIVATE_SIZE = _secret.size
STREAM_SIZE = 3
