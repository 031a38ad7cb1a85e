"""Names of the weights of each role's utility, and of the terms whose sum the utility is.

The weights of a role are in the order of its table in a scenario file.
"""

CLIENT_WEIGHTS = (
    "morrow",
    "standing",
    "settlement",
    "settlement_control",
    "mission",
    "tension",
    "exit",
)
MORROW, C_STANDING, SETTLEMENT, SETTLEMENT_CONTROL, C_MISSION, C_TENSION, EXIT = range(
    len(CLIENT_WEIGHTS)
)
SPONSOR_WEIGHTS = (
    "influence",
    "cadre",
    "base",
    "pledge",
    "cross_influence",
    "standing",
    "tension",
    "backlash",
    "client_security",
)
S_INFLUENCE, S_CADRE, BASE, S_PLEDGE, CROSS_PRICE, S_STANDING, S_TENSION, S_BACKLASH, PROTEGE = (
    range(len(SPONSOR_WEIGHTS))
)
SUITOR_WEIGHTS = ("settlement", "sponsor_base")
U_SETTLEMENT, U_SPONSOR_BASE = range(len(SUITOR_WEIGHTS))
GUARANTOR_WEIGHTS = (
    "guarantee_influence",
    "guarantee_cadre",
    "guarantee_presence",
    "cross_influence",
    "cross_cadre",
    "mission",
    "rival_threat",
    "client_security",
    "second_control",
    "reputation",
    "standing",
    "confrontation",
)
(
    G_INFLUENCE,
    G_CADRE,
    G_PRESENCE,
    X_INFLUENCE,
    X_CADRE,
    G_MISSION,
    RIVAL,
    SECURITY,
    SECOND_GROUND,
    G_REPUTATION,
    G_STANDING,
    CONFRONTATION,
) = range(len(GUARANTOR_WEIGHTS))
ROLE_WEIGHTS = {
    "guarantor": GUARANTOR_WEIGHTS,
    "sponsor": SPONSOR_WEIGHTS,
    "challenger": CLIENT_WEIGHTS,
    "defender": CLIENT_WEIGHTS,
    "suitor": SUITOR_WEIGHTS,
}
FACTION_WEIGHTS = (
    "influence",
    "mission",
    "rival_threat",
    "client_security",
    "reputation",
    "standing",
    "confrontation",
    "stability",
    "action_cost",
)
(
    FACTOR_INFLUENCE,
    FACTOR_MISSION,
    FACTOR_RIVAL_THREAT,
    FACTOR_CLIENT_SECURITY,
    FACTOR_REPUTATION,
    FACTOR_STANDING,
    FACTOR_CONFRONTATION,
    FACTOR_STABILITY,
    FACTOR_ACTION_COST,
) = range(len(FACTION_WEIGHTS))
"""Places of a faction's factors on the terms of the guarantor's utility."""

GUARANTOR_TERMS = (
    "influence",
    "mission",
    "rival_threat",
    "client_security",
    "reputation",
    "standing",
    "confrontation",
    "entrapment",
    "danger",
    "upkeep",
)
(
    GUARANTOR_INFLUENCE,
    GUARANTOR_MISSION,
    GUARANTOR_RIVAL_THREAT,
    GUARANTOR_CLIENT_SECURITY,
    GUARANTOR_REPUTATION,
    GUARANTOR_STANDING,
    GUARANTOR_CONFRONTATION,
    GUARANTOR_ENTRAPMENT,
    GUARANTOR_DANGER,
    GUARANTOR_UPKEEP,
) = range(len(GUARANTOR_TERMS))
SPONSOR_TERMS = (
    "influence",
    "cadre",
    "base",
    "pledge",
    "cross_influence",
    "control",
    "heat",
    "standing",
    "tension",
    "backlash",
    "client_security",
    "danger",
)
(
    SPONSOR_INFLUENCE,
    SPONSOR_CADRE,
    SPONSOR_BASE,
    SPONSOR_PLEDGE,
    SPONSOR_CROSS_INFLUENCE,
    SPONSOR_CONTROL,
    SPONSOR_HEAT,
    SPONSOR_STANDING,
    SPONSOR_TENSION,
    SPONSOR_BACKLASH,
    SPONSOR_CLIENT_SECURITY,
    SPONSOR_DANGER,
) = range(len(SPONSOR_TERMS))
CLIENT_TERMS = (
    "control",
    "security",
    "autonomy",
    "standing",
    "heat",
    "settlement",
    "mission",
    "tension",
    "exit",
    "danger",
    "option",
)
(
    CLIENT_CONTROL,
    CLIENT_SECURITY,
    CLIENT_AUTONOMY,
    CLIENT_STANDING,
    CLIENT_HEAT,
    CLIENT_SETTLEMENT,
    CLIENT_MISSION,
    CLIENT_TENSION,
    CLIENT_EXIT,
    CLIENT_DANGER,
    CLIENT_OPTION,
) = range(len(CLIENT_TERMS))
SUITOR_TERMS = ("influence", "control", "heat", "settlement", "sponsor_base", "danger")
(
    SUITOR_INFLUENCE,
    SUITOR_CONTROL,
    SUITOR_HEAT,
    SUITOR_SETTLEMENT,
    SUITOR_SPONSOR_BASE,
    SUITOR_DANGER,
) = range(len(SUITOR_TERMS))
TERMS = {
    "guarantor": GUARANTOR_TERMS,
    "sponsor": SPONSOR_TERMS,
    "client": CLIENT_TERMS,
    "suitor": SUITOR_TERMS,
}
"""Names of the terms of each role's utility, in the order in which they are written."""
