"""Words for the state variables: their names for columns, sentences and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VariableWords:
    """A state variable in words.

    Attributes:
        name: Its name without an owner.
        of: Its name with its owner, with placeholders for names in braces (`patron_s` is the
            possessive form of the patron); "" if it has no owner.
        head: A shorter name for the heading of a column; "" if `name` is short enough.
    """

    name: str
    of: str = ""
    head: str = ""

    @property
    def column(self) -> str:
        """Heading of a column of this variable."""
        return self.head or self.name


VARIABLE_WORDS: Mapping[str, VariableWords] = {
    "influence": VariableWords("influence", "{patron_s} influence over {client}"),
    "cadre": VariableWords(
        "share of the officer corps", "{patron_s} share of {client_s} officers", "officers"
    ),
    "commitment": VariableWords("commitment", "{patron_s} commitment to {client}"),
    "pledge": VariableWords("pledge", "{patron_s} pledge to {client}"),
    "presence": VariableWords("presence", "{patron_s} military presence in {client}"),
    "base_request": VariableWords(
        "request for a base", "{patron_s} request for a base in {client}"
    ),
    "frozen": VariableWords("suspension", "the freeze of {client_s} alliance with {patron}"),
    "belief_client": VariableWords(
        "the client's belief in the guarantee", "{client_s} belief that {patron} is resolved"
    ),
    "belief_adversary": VariableWords(
        "the adversary's belief in the guarantee",
        "{adversary_s} belief that {patron} is resolved about {client}",
    ),
    "capability": VariableWords("capability", "{actor_s} armed strength"),
    "drone_tech": VariableWords("drone technology", "{actor_s} drone technology", "drones"),
    "overstretch": VariableWords("overstretch", "{actor_s} overstretch"),
    "reputation": VariableWords("reputation", "{actor_s} reputation"),
    "standing": VariableWords("standing", "{actor_s} standing at home"),
    "backlash": VariableWords("backlash", "resentment in {actor}"),
    "readiness": VariableWords("readiness", "{actor_s} readiness to attack"),
    "menace": VariableWords("menace", "{actor_s} menace"),
    "disillusion": VariableWords("disillusion", "{actor_s} disillusion with its guarantor"),
    "pressure": VariableWords("pressure", "the pressure on {actor}"),
    "control": VariableWords("control", "{challenger_s} control of {theatre}"),
    "heat": VariableWords("heat", "heat at {theatre}"),
    "mission": VariableWords("peacekeepers", "peacekeepers in {theatre}"),
    "integrity": VariableWords(
        "integrity of the peacekeepers",
        "the integrity of the peacekeeping in {theatre}",
        "integrity",
    ),
    "red_line": VariableWords("red line", "the red line at {theatre}"),
    "war": VariableWords("war under way", "war at {theatre}"),
    "pending_test": VariableWords("unmet tests", "the unmet test at {theatre}"),
    "casus": VariableWords("casus belli", "provocation at {theatre}"),
    "mediation": VariableWords("mediation", "mediation at {theatre}"),
    "danger": VariableWords("danger of an attack", "the danger at {theatre}", "danger"),
    "tension": VariableWords("tension"),
    "offer_challenger": VariableWords("the challenger's offer"),
    "offer_defender": VariableWords("the defender's offer"),
    "treaty": VariableWords("treaty in force"),
    "mandate": VariableWords("mandate in force"),
    "clock": VariableWords("quarters left of the mandate"),
    "shock": VariableWords("shock elsewhere"),
    "alarm": VariableWords("alarm"),
    "hawks": VariableWords("share of the hawks", "the share of the hawks", "hawks"),
    "brokers": VariableWords("share of the brokers", "the share of the brokers", "brokers"),
    "accommodators": VariableWords(
        "share of the accommodators", "the share of the accommodators", "accommodators"
    ),
}
"""Words for every state variable, by the variable's name."""
