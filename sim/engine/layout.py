"""Where everything stands in the engine's flat vectors.

State, numbers, links, channels and ledger are vectors; a name such as ``INFLUENCE`` is the place
of the first tie's influence, so ``s[INFLUENCE + e]`` is tie ``e``'s. Blocks have room for the
largest scenario that the loader admits; loops run over what the scenario has.
"""

from collections.abc import MutableSequence
from typing import Annotated, NamedTuple

from sim.vocabulary import ACTOR_VARIABLES, THEATRE_VARIABLES, TIE_VARIABLES, WORLD_VARIABLES

Vector = MutableSequence[float]
"""A list or an array of floats."""
Links = MutableSequence[int]
"""A list or an array of integers."""

MAX_ACTORS, MAX_TIES, MAX_THEATRES, MAX_ACTIONS = 10, 12, 4, 16
NONE = -1
"""Place of something that the scenario does not have."""

# --- state: s ---------------------------------------------------------------------------------
CAPABILITY, DRONE_TECH, OVERSTRETCH, REPUTATION, STANDING, BACKLASH = (
    k * MAX_ACTORS for k in range(6)
)
_TIES = len(ACTOR_VARIABLES) * MAX_ACTORS
(
    INFLUENCE,
    CADRE,
    COMMITMENT,
    PLEDGE,
    PRESENCE,
    BASE_REQUEST,
    FROZEN,
    BELIEF_CLIENT,
    BELIEF_ADVERSARY,
) = (_TIES + k * MAX_TIES for k in range(9))
_THEATRES = _TIES + len(TIE_VARIABLES) * MAX_TIES
CONTROL, HEAT, MISSION, INTEGRITY, RED_LINE, WAR, PENDING_TEST, CASUS = (
    _THEATRES + k * MAX_THEATRES for k in range(8)
)
_WORLD = _THEATRES + len(THEATRE_VARIABLES) * MAX_THEATRES
TENSION, OFFER_CHALLENGER, OFFER_DEFENDER, TREATY, MANDATE, CLOCK, SHOCK = range(_WORLD, _WORLD + 7)
FACTION = _WORLD + len(WORLD_VARIABLES)
STATE_SIZE = FACTION + 3

# --- channels: u ------------------------------------------------------------------------------
DO_ARM, DO_TECH, DO_CADRE, DO_SOFT, DO_RESTRAIN = (k * MAX_TIES for k in range(5))
_DO_THEATRES = 5 * MAX_TIES
DO_FORCE, DO_PROVOKE, DO_COVERT, DO_MEDIATE, DO_REDLINE = (
    _DO_THEATRES + k * MAX_THEATRES for k in range(5)
)
_DO_ACTORS = _DO_THEATRES + 5 * MAX_THEATRES
DO_INVEST, DO_BRACE, DO_PRESS, DO_SETTLE, DO_PURGE, DO_CONSOLIDATE = (
    _DO_ACTORS + k * MAX_ACTORS for k in range(6)
)
SIGNED = _DO_ACTORS + 6 * MAX_ACTORS
"""First channel that takes efforts of either sign."""
DO_PLEDGE, DO_DEPLOY, DO_ALIGN, DO_GRANT = (SIGNED + k * MAX_TIES for k in range(4))
DO_MISSION = SIGNED + 4 * MAX_TIES
DO_DEAL = DO_MISSION + MAX_THEATRES
DO_END_MANDATE = DO_DEAL + 1
CHANNEL_COUNT = DO_END_MANDATE + 1
FORECAST_SIZE = MAX_ACTORS * CHANNEL_COUNT
"""Room for channels by actor, axes [actor, channel]."""

# --- links: ix (who is who) -------------------------------------------------------------------
N_ACTORS, N_TIES, N_THEATRES, N_LIVE = range(4)
GUARANTOR_AT, SPONSOR_AT, CHALLENGER_AT, DEFENDER_AT, PROVIDER_AT = range(4, 9)
GUARANTEE, SPONSORSHIP, CROSS = range(9, 12)
SECOND = 12
"""Place of the second theatre; the main one if there is no other."""
ROLE = 13
PATRON = ROLE + MAX_ACTORS
CLIENT = PATRON + MAX_TIES
ADVERSARY_TIE = CLIENT + MAX_TIES
"""The same patron's tie to the client's adversary."""
CONSENT = ADVERSARY_TIE + MAX_TIES
DOCTRINE = CONSENT + MAX_TIES
DOCTRINE_ORDER = DOCTRINE + MAX_ACTORS
"""Order of a fixed doctrine, or the fallback of a script, as a place in the actor's menu."""
DOCTRINE_REPLY = DOCTRINE_ORDER + MAX_ACTORS
SCRIPT_START = DOCTRINE_REPLY + MAX_ACTORS
LIVE = SCRIPT_START + MAX_ACTORS + 1
"""Channels that some action of the scenario can use."""
LINKS_SIZE = LIVE + CHANNEL_COUNT

# --- numbers: p -------------------------------------------------------------------------------
PARAMETERS = (
    "choice_precision",
    "patience",
    "forecast_memory",
    "inertia",
    "dissensus_noise",
    "action_cost",
    "contest_decisiveness",
    "drone_multiplier",
    "advance_rate",
    "distance_decay",
    "war_cost",
    "violation_cost",
    "escalation_cost",
    "signal_weight",
    "test_weight",
    "audience_cost",
    "abandonment_loss",
    "reputation_rate",
    "alignment_floor",
    "resolve_prior",
    "entrapment",
    "commitment_gain",
    "commitment_decay",
    "influence_rate",
    "stubbornness",
    "jealousy",
    "cadre_turnover",
    "leash_tolerance",
    "backlash_gain",
    "security_weight",
    "exit_cost",
    "bulwark",
    "alliance_shield",
    "faction_rate",
    "overstretch_base",
    "shock_onset",
    "shock_exit",
    "shock_severity",
    "fog_sigma",
    "attribution",
    "mission_fragility",
    "recommit_level",
    "recommit_cost",
    "recommit_quarters",
    "disengage_level",
)
(
    CHOICE_PRECISION,
    PATIENCE,
    FORECAST_MEMORY,
    INERTIA,
    DISSENSUS_NOISE,
    ACTION_COST,
    CONTEST_DECISIVENESS,
    DRONE_MULTIPLIER,
    ADVANCE_RATE,
    DISTANCE_DECAY,
    WAR_COST,
    VIOLATION_COST,
    ESCALATION_COST,
    SIGNAL_WEIGHT,
    TEST_WEIGHT,
    AUDIENCE_COST,
    ABANDONMENT_LOSS,
    REPUTATION_RATE,
    ALIGNMENT_FLOOR,
    RESOLVE_PRIOR,
    ENTRAPMENT,
    COMMITMENT_GAIN,
    COMMITMENT_DECAY,
    INFLUENCE_RATE,
    STUBBORNNESS,
    JEALOUSY,
    CADRE_TURNOVER,
    LEASH_TOLERANCE,
    BACKLASH_GAIN,
    SECURITY_WEIGHT,
    EXIT_COST,
    BULWARK,
    ALLIANCE_SHIELD,
    FACTION_RATE,
    OVERSTRETCH_BASE,
    SHOCK_ONSET,
    SHOCK_EXIT,
    SHOCK_SEVERITY,
    FOG_SIGMA,
    ATTRIBUTION,
    MISSION_FRAGILITY,
    RECOMMIT_LEVEL,
    RECOMMIT_COST,
    RECOMMIT_QUARTERS,
    DISENGAGE_LEVEL,
) = range(45)
DISTANCE = 45
INVESTMENT_RATE = DISTANCE + MAX_ACTORS
STANDING_NORM = INVESTMENT_RATE + MAX_ACTORS
CONTROL_STANDING = STANDING_NORM + MAX_ACTORS
"""Axes [actor, theatre]."""
AFFINITY = CONTROL_STANDING + MAX_ACTORS * MAX_THEATRES
RIVALRY = AFFINITY + MAX_TIES
CAP = RIVALRY + MAX_TIES
COVERAGE = CAP + MAX_THEATRES
SCALE = COVERAGE + MAX_THEATRES
THEATRE_WAR_COST = SCALE + MAX_THEATRES
TERRAIN = THEATRE_WAR_COST + MAX_THEATRES
THEATRE_WEIGHT = TERRAIN + MAX_THEATRES
MANDATE_TERM = THEATRE_WEIGHT + MAX_THEATRES
DOCTRINE_NUMBER = MANDATE_TERM + 1
"""Two numbers an actor: loss aversion and curvature, or risk. Axes [actor, 2]."""
UTILITY = DOCTRINE_NUMBER + 2 * MAX_ACTORS
UTILITY_WIDTH = 36
"""Weights of one actor; their order by role stands in ``value.py``. Axes [actor, weight]."""
DISCOUNT = UTILITY + MAX_ACTORS * UTILITY_WIDTH
"""Derived: share of an actor's capability that reaches the theatre."""
FORESIGHT = DISCOUNT + MAX_ACTORS
"""Derived: weight of the target in foreseen influence."""
MEAN_TERRAIN = FORESIGHT + 1
COST = MEAN_TERRAIN + 1
"""Cost of every action, in the order of the board's list."""
START = COST + MAX_ACTORS * MAX_ACTIONS
"""The opening state, in the order of ``s``."""
NUMBERS_SIZE = START + STATE_SIZE

# --- ledger: led (what a turn's arithmetic passes on) -----------------------------------------
COVER, FOUGHT, WIN, ANSWERED = (k * MAX_THEATRES for k in range(4))
SUNK, TARGET, PLAIN_PULL, COURTED_PULL, INTAKE = (4 * MAX_THEATRES + k * MAX_TIES for k in range(5))
_SUMS = 4 * MAX_THEATRES + 5 * MAX_TIES
DEFENDED, MET, UNMET, COVERT_MEAN = range(_SUMS, _SUMS + 4)
SURVIVAL = _SUMS + 4
"""Share of their forces that survives the turn's fighting: the challenger's, the defender's."""
SECURE = _SUMS + 6
"""Security of the defender as the viewer sees it."""
AUTONOMY = _SUMS + 7
"""Autonomy of the challenger, of the defender."""
DANGER = _SUMS + 9
"""Rival threat to the guarantor."""
SECURITY_WORTH = _SUMS + 10
"""Utility of security to the viewer, if it is a client, before its weight."""
AUTONOMY_WORTH = _SUMS + 11
"""Utility of autonomy: the challenger's, the defender's, before its weight."""
RESOLVED = _SUMS + 13
"""Belief that the guarantor is resolved: the client's, the adversary's."""
TRUST = _SUMS + 15
"""Pull of a client's trust in a patron, by tie; zero but for guarantor and sponsor."""
LEDGER_SIZE = TRUST + MAX_TIES

# --- noise: the turn's normal draws, zero in a forecast ----------------------------------------
BATTLE_LUCK = 0
BELIEF_LUCK = MAX_THEATRES
NOISE_SIZE = MAX_THEATRES + 2

TERM_COUNT = 12
"""Room for the terms of an actor's utility."""
EXTRA_TERMS = (
    "action_cost",
    "inertia",
    "war_bill",
    "violation_bill",
    "retaliation",
    "framing",
)
"""Parts of an option's expected utility beside the value of the projected state."""
ACTION_BILL, INERTIA_BONUS, WAR_BILL, VIOLATION_BILL, RETALIATION, FRAMING = range(
    TERM_COUNT, TERM_COUNT + 6
)
TERMS_WIDTH = TERM_COUNT + len(EXTRA_TERMS)
TERMS_SIZE = MAX_ACTIONS * TERMS_WIDTH


# --- log: what a run leaves for its outcome, axes [turn, entry] ---------------------------------
LOG_COST, LOG_UNMET, LOG_POSTURE, LOG_STANCE, LOG_COMMITMENT = range(5)
LOG_OFFENSIVE, LOG_BORDER, LOG_TESTS, LOG_MET, LOG_GRANT, LOG_PROVOKED, LOG_TENSION = range(5, 12)
LOG_MISSION = 12
LOG_WIDTH = 13


# --- what a table counts, and what no seat sees -------------------------------------------------
TURN, OPTIONS, EXPLAINING, POINT = range(4)
"""Turn in play; options of the seat that decided last; whether terms are wanted; point whose
numbers stand on the board."""
COUNTER_SIZE = 4
RESOLVE, ATTRIBUTED, REPLY_CHANCE, REPLY_GAIN, REPLY_BILL, REPLY_DRAW, GUESSED = range(7)
"""The guarantor's type; whether covert help was attributed; of the latest reply its chance, gain,
bill and draw; the guarantor's type as the seat at hand guesses it."""
PRIVATE_SIZE = 7
STREAM_SIZE = 3


class Board(NamedTuple):
    """A scenario at one setting of its numbers, ready to be played; nothing here changes in play.

    ``first_action[i]`` to ``first_action[i + 1]`` are actor ``i``'s actions in one list sorted by
    actor; ``first_effort[a]`` to ``first_effort[a + 1]`` the efforts of action ``a``;
    ``changed_*`` the places of a projection that an action changes, ``saved_*`` those that any of
    an actor's does (see ``changes``). An event is
    a row of ``event_turn``, ``event_place`` (in ``s``) and ``event_value``; a script rule one of
    ``rule_*``.
    """

    p: Vector
    ix: Links
    needs: Links
    first_action: Links
    first_effort: Links
    slot: Links
    effort: Vector
    requires: Links
    touches: Links
    changed_first: Links
    changed_place: Links
    saved_first: Links
    saved_place: Links
    attack_theatre: Links
    attack_effort: Vector
    grants_base: Links
    posture: Links
    move: Links
    target: Links
    rule_place: Links
    rule_operator: Links
    rule_level: Vector
    rule_order: Links
    event_turn: Links
    event_place: Links
    event_value: Vector


class Desk(NamedTuple):
    """Working space of one seat while it decides.

    ``raw`` is the others' expected effort before clipping, ``u`` the channels under the option at
    hand; ``option`` lists the legal actions, with ``utility``, ``weight`` (probability) [option]
    and ``terms`` [option, term] beside them; ``weighed`` those that are legal in any lane.
    ``imagined`` holds what level-k reasoning expects of each actor [actor, channel].
    """

    raw: Annotated[Vector, CHANNEL_COUNT]
    u: Annotated[Vector, CHANNEL_COUNT]
    reply: Annotated[Vector, MAX_THEATRES]
    nxt: Annotated[Vector, STATE_SIZE]
    led: Annotated[Vector, LEDGER_SIZE]
    base_nxt: Annotated[Vector, STATE_SIZE]
    base_led: Annotated[Vector, LEDGER_SIZE]
    term: Annotated[Vector, TERM_COUNT]
    option: Annotated[Links, MAX_ACTIONS]
    weighed: Annotated[Links, MAX_ACTIONS]
    utility: Annotated[Vector, MAX_ACTIONS]
    weight: Annotated[Vector, MAX_ACTIONS]
    terms: Annotated[Vector, TERMS_SIZE]
    imagined: Annotated[Vector, FORECAST_SIZE]
    total: Annotated[Vector, CHANNEL_COUNT]


class Table(NamedTuple):
    """A run in play: everything that changes.

    Attributes:
        s: State [place].
        nxt: State under construction [place].
        led: Ledger of the turn.
        u: True channels of the turn, clipped.
        reply: Reply of the guarantor [theatre].
        luck: Normal draws of the turn.
        calm: Zeros in place of luck, for forecasts.
        forecast: What all expect of each actor [actor, channel].
        expected: The same for all actors together [channel].
        edge: Misreading of the balance, a factor on the attacker's strength [actor].
        order: Action ordered this turn [actor].
        last: Action ordered last turn, or NONE, as a number [actor].
        instruction: Standing instruction for the reply [actor], one of ``vocabulary.REPLIES``.
        counter: Whole numbers of the run, from ``TURN`` to ``POINT``.
        private: What no seat sees, from ``RESOLVE`` to ``GUESSED``.
        stream: Seed and replicate, see ``draws``.
        log: What the outcome is read from [turn, entry].
        desk: Working space of the seat at hand.
    """

    s: Annotated[Vector, STATE_SIZE]
    nxt: Annotated[Vector, STATE_SIZE]
    led: Annotated[Vector, LEDGER_SIZE]
    u: Annotated[Vector, CHANNEL_COUNT]
    reply: Annotated[Vector, MAX_THEATRES]
    luck: Annotated[Vector, NOISE_SIZE]
    calm: Annotated[Vector, NOISE_SIZE]
    forecast: Annotated[Vector, FORECAST_SIZE]
    expected: Annotated[Vector, CHANNEL_COUNT]
    edge: Annotated[Vector, MAX_ACTORS]
    order: Annotated[Links, MAX_ACTORS]
    last: Annotated[Vector, MAX_ACTORS]
    instruction: Annotated[Links, MAX_ACTORS]
    counter: Annotated[Links, COUNTER_SIZE]
    private: Annotated[Vector, PRIVATE_SIZE]
    stream: Annotated[Links, STREAM_SIZE]
    log: Vector
    desk: Desk
