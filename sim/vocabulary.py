"""Names that all layers use: roles, channels, stances, doctrines, random draws, state variables.

Each enumeration is a plain tuple of names. Compiled rules need numbers instead of names: the number
of a name is its position in the tuple, and a constant holds it.
"""

ROLES = ("guarantor", "sponsor", "challenger", "defender", "suitor")
GUARANTOR, SPONSOR, CHALLENGER, DEFENDER, SUITOR = range(len(ROLES))

TIE_KINDS = ("guarantee", "sponsorship", "cross", "courtship", "other")

FACTIONS = ("hawks", "brokers", "accommodators")

STANCES = ("recommit", "disengage", "accommodate", "broker", "mixed")
"""Stances of the guarantor, in the order in which the classification tests them."""
RECOMMIT, DISENGAGE, ACCOMMODATE, BROKER, MIXED = range(len(STANCES))

POSTURES = ("", "commit", "broker", "accommodate")
"""Tags of guarantor actions that count towards a stance."""
POSTURE_NONE, POSTURE_COMMIT, POSTURE_BROKER, POSTURE_ACCOMMODATE = range(len(POSTURES))

DESKS = ("security", "diplomacy")
"""Desks of an actor; each gives one order a turn."""
SECURITY_DESK, DIPLOMACY_DESK = range(len(DESKS))
HOLD = "hold"
"""Order to do nothing; the first of every menu."""
BOTH_DESKS = "both"
"""Desk of ``hold``, which either desk can order."""
KINDS = ("course", "act")
"""Kinds of order: a course goes on until its desk is reviewed, an act happens once."""
COURSE, ACT = range(len(KINDS))

MOVES = ("hold", "push", "settle")
"""Kinds of action in the dispute, for doctrines that reason about challenges."""
MOVE_HOLD, MOVE_PUSH, MOVE_SETTLE = range(len(MOVES))

DOCTRINES = (
    "logit_eu",
    "level_k",
    "prospect",
    "bdm_challenge",
    "script",
    "fixed",
    "random",
)
"""Methods of choosing an order; ``sim.engine.decision.consider`` has a branch for each."""
LOGIT_EU, LEVEL_K, PROSPECT, BDM_CHALLENGE, SCRIPT, FIXED, RANDOM = range(len(DOCTRINES))
WITHOUT_CHANCE = ("bdm_challenge", "script", "fixed")
"""Doctrines that choose without a random draw."""

REPLIES = ("stand_aside", "defend", "own")
"""Instructions of a guarantor for an attack on its client; ``own``: the logit rule decides."""
STAND_ASIDE, DEFEND, OWN = range(len(REPLIES))

TIE_CHANNELS = ("arm", "tech", "cadre", "soft", "restrain", "pledge", "deploy", "align", "grant")
THEATRE_CHANNELS = ("force", "provoke", "covert", "mediate", "redline", "mission")
ACTOR_CHANNELS = ("invest", "brace", "press", "settle", "purge", "consolidate")
PAIR_CHANNELS = ("deal",)
SIGNED_CHANNELS = ("pledge", "deploy", "align", "grant", "mission")

PREDICATES = (
    "alliance_intact",
    "test_pending",
    "red_line_missing",
    "mission_serving",
    "rivalry",
    "cross_tie",
    "forces_present",
    "base_incomplete",
    "pledge_incomplete",
    "second_open",
    "main_open",
    "no_treaty",
    "base_requested",
    "mandate_expiring",
    "threatened",
    "distant",
    "adjacent",
    "request_faded",
    "no_own_offer",
)
"""Conditions that an action can require; it is on an actor's menu if all of them hold."""
(
    ALLIANCE_INTACT,
    TEST_PENDING,
    RED_LINE_MISSING,
    MISSION_SERVING,
    RIVALRY,
    CROSS_TIE,
    FORCES_PRESENT,
    BASE_INCOMPLETE,
    PLEDGE_INCOMPLETE,
    SECOND_OPEN,
    MAIN_OPEN,
    NO_TREATY,
    BASE_REQUESTED,
    MANDATE_EXPIRING,
    THREATENED,
    DISTANT,
    ADJACENT,
    REQUEST_FADED,
    NO_OWN_OFFER,
) = (1 << k for k in range(len(PREDICATES)))
"""Bit of each condition in a set of them."""
NEVER = 1 << len(PREDICATES)
"""Bit that holds in no state: an order that nobody is there to receive requires it."""

DRAWS = (
    "type",
    "fog",
    "choice",
    "reply",
    "battle",
    "belief",
    "attribution",
    "ceasefire",
    "shock",
    "review",
    "treaty",
    "estimate",
)
"""Purposes of random draws; each purpose has a separate random stream."""
(
    DRAW_TYPE,
    DRAW_FOG,
    DRAW_CHOICE,
    DRAW_REPLY,
    DRAW_BATTLE,
    DRAW_BELIEF,
    DRAW_ATTRIBUTION,
    DRAW_CEASEFIRE,
    DRAW_SHOCK,
    DRAW_REVIEW,
    DRAW_TREATY,
    DRAW_ESTIMATE,
) = range(len(DRAWS))

RULINGS = (
    "war",
    "test",
    "ceasefire",
    "treaty",
    "freeze",
    "base",
    "attribution",
    "shock",
    "mission",
    "mandate",
)
"""Rules of the adjudicator that a record tells."""

ACTOR_VARIABLES = (
    "capability",
    "drone_tech",
    "overstretch",
    "reputation",
    "standing",
    "backlash",
    "readiness",
    "menace",
    "disillusion",
    "pressure",
)
TIE_VARIABLES = (
    "influence",
    "cadre",
    "commitment",
    "pledge",
    "presence",
    "base_request",
    "frozen",
    "belief_client",
    "belief_adversary",
)
THEATRE_VARIABLES = (
    "control",
    "heat",
    "mission",
    "integrity",
    "red_line",
    "war",
    "pending_test",
    "casus",
    "mediation",
    "danger",
)
WORLD_VARIABLES = (
    "tension",
    "offer_challenger",
    "offer_defender",
    "treaty",
    "mandate",
    "clock",
    "shock",
    "alarm",
)

STATE_VARIABLES = {
    "actors": ACTOR_VARIABLES,
    "ties": TIE_VARIABLES,
    "theatres": THEATRE_VARIABLES,
    "world": WORLD_VARIABLES,
    "factions": FACTIONS,
}
"""Every state variable, by the section of its path: `actors.ID.NAME`, `world.NAME` and so on."""
