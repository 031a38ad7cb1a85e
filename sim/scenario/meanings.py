"""Names and descriptions of the numbers of a scenario, for sentences, tables and figures.

Both are written where a number is declared, as the title and the description of its field. A title
is a plain name, with names of the scenario in braces:

- `actor`: whose number it is; `patron`, `client`: of the tie; `adversary`: of the guarantee;
- `guarantor`, `sponsor`, `challenger`, `defender`: the actor in this role;
- `theatre`: the theatre, or the theatre of a table by theatre;
- `faction`: the faction whose factor it is; `order`: the order of an action;
- `below`: the keys below the field, if it is a table.

With `_s` behind it a name is possessive. A number without a title that is a state variable has the
words of `sim.state_words`; any other is called by its description.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.assembly import from_document
from sim.scenario.paths import split_path
from sim.scenario.problems import ScenarioError
from sim.scenario.scenario import Scenario
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import ROLES
from sim.words import capitalised, possessive

LONGEST = 52
"""Letters of a name; with ids in place of the names of actors and theatres where it is longer."""
_REMARKS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)$|;.*$", re.DOTALL)
"""The end of a field's description that is left out: symbol and unit, or a second sentence."""
_DOCTRINE = re.compile(r"actors\.([^.]+)\.doctrine")
"""The path of an actor's doctrine."""
_STATE = ("actors", "ties", "theatres", "world")
"""Tables whose numbers are state variables at the start of a run, where they have no title."""


@dataclass(frozen=True)
class _Number:
    """A number of a scenario: the parts of its path, its field, and the keys below the field."""

    parts: tuple[str, ...]
    field: FieldInfo
    below: tuple[str, ...]

    @property
    def described(self) -> str:
        """The description without symbol and unit, followed by the keys below the field."""
        said = _REMARKS.sub("", _REMARKS.sub("", self.field.description or ""))
        return f"{said}, {' '.join(self.below)}" if said and self.below else said


def meaning(scenario: Scenario, path: str) -> str:
    """Return the meaning of the number at a path, after the name of its actor, tie or theatre.

    If the scenario has no such path, or no description of it, the path itself is returned.

    >>> from sim.scenario import load_scenario
    >>> karabakh = load_scenario("karabakh-2020")
    >>> meaning(karabakh, "parameters.bulwark")
    "How a rival's threat raises the stake"
    >>> meaning(karabakh, "ties.TUR-AZE.presence")
    "Turkey to Azerbaijan: forces on the client's soil"
    """
    number = _number(scenario, path)
    if number is None or not number.described:
        return path
    owner, described = _owner(scenario, number.parts), number.described
    whole = f"{owner}: {described[:1].lower()}{described[1:]}" if owner else described
    return capitalised(whole)


def name_of(scenario: Scenario, path: str, *, longest: int = LONGEST) -> str:
    """Return the plain name of the number at a path, short enough for an axis.

    It begins in lower case unless it begins with a name, as a sentence needs it. If the scenario
    has no such number, the path itself is returned.

    >>> from sim.scenario import load_scenario
    >>> karabakh = load_scenario("karabakh-2020")
    >>> name_of(karabakh, "parameters.bulwark")
    "how a rival's threat raises the stake"
    >>> name_of(karabakh, "ties.TUR-AZE.presence")
    "Turkey's military presence in Azerbaijan"

    Args:
        scenario: The scenario.
        path: The path.
        longest: Letters of the longest name; in a longer one, ids stand for the names of actors and
            theatres.
    """
    number = _number(scenario, path)
    if number is None:
        return path
    template = number.field.title or _of_state(number)
    if template:
        whole = template.format_map(_filled(scenario, number, _named))
        return (
            whole if len(whole) <= longest else template.format_map(_filled(scenario, number, _id))
        )
    said = meaning(scenario, path)
    if said == path or _owner(scenario, number.parts):
        return said
    return said[:1].lower() + said[1:]


def named_setting(scenario: Scenario | None, path: str) -> str:
    """Return the plain name of a setting, followed by its path.

    It is the path alone if there is no scenario, or if the setting has no plain name.

    >>> from sim.scenario import load_scenario
    >>> karabakh = load_scenario("karabakh-2020")
    >>> named_setting(karabakh, "actors.ARM.capability")
    "Armenia's armed strength (actors.ARM.capability)"
    >>> named_setting(karabakh, "actors.ARM.doctrine"), named_setting(karabakh, "events")
    ("Armenia's doctrine (actors.ARM.doctrine)", 'events')
    """
    if scenario is None:
        return path
    name = name_of(scenario, path)
    if match := _DOCTRINE.fullmatch(path):
        name = f"{possessive(_named(scenario, match[1]))} doctrine"
    elif path == "doctrines":
        name = "scripts"
    return path if name == path else f"{name} ({path})"


def scenario_in(document: Mapping[str, Any]) -> Scenario | None:
    """Return the scenario of a document; None if it is of a version with other rules."""
    try:
        return from_document(document)
    except ScenarioError:
        return None


def _number(scenario: Scenario, path: str) -> _Number | None:
    """Return the number at a path with the last field on it; None if there is none."""
    parts = split_path(path) or ()
    place: object = scenario
    field: FieldInfo | None = None
    below: list[str] = []
    for part in parts:
        if isinstance(place, BaseModel):
            field, below = type(place).model_fields.get(part), []
            if field is None:
                return None
            place = getattr(place, part)
        elif isinstance(place, dict) and part in place:
            place = place[part]
            below.append(part)
        else:
            return None
    if field is None or isinstance(place, bool) or not isinstance(place, int | float):
        return None
    # The keys of actors, ties and theatres were removed above; keys in a table of numbers are left.
    return _Number(parts, field, tuple(below))


def _of_state(number: _Number) -> str:
    """Return the words of a state variable as a title; "" for a number that is none."""
    words = VARIABLE_WORDS.get(number.parts[-1])
    return words.of or words.name if words and number.parts[0] in _STATE else ""


def _filled(scenario: Scenario, number: _Number, call: _Call) -> Mapping[str, str]:
    """Return all that a title may have in braces; `call` names an actor or theatre by its key."""
    parts = number.parts
    head, key = parts[0], parts[1] if len(parts) > 1 else ""
    holders = {role: next(iter(scenario.ids(role)), "") for role in ROLES}
    named = {
        role: call(scenario, holder) if holder else role if call is _id else f"the {role}"
        for role, holder in holders.items()
    }
    for last in (key, *number.below):
        if last in scenario.theatres:
            named["theatre"] = call(scenario, last)
        if last in scenario.ties:
            patron, client = (call(scenario, end) for end in _ends(scenario, last))
            guarantee = last == f"{scenario.guarantor}-{scenario.defender}"
            named |= {"patron": patron, "client": client}
            named["adversary"] = named["challenger"] if guarantee else "the adversary"
    if key in scenario.actors:
        named["actor"] = call(scenario, key)
    if head == "actions":
        named |= {"actor": named[key], "order": parts[2].replace("_", " ")}
    if head == "utility" and "factions" in parts[:-1]:
        named["faction"] = parts[parts.index("factions") + 1]
    owned = {f"{name}_s": possessive(text) for name, text in named.items()}
    return {**named, **owned, "below": " ".join(number.below).replace("_", " ")}


_Call = Callable[[Scenario, str], str]


def _named(scenario: Scenario, key: str) -> str:
    return scenario.actors[key].name if key in scenario.actors else scenario.theatres[key].name


def _id(scenario: Scenario, key: str) -> str:
    return key


def _ends(scenario: Scenario, tie: str) -> tuple[str, str]:
    """Return the ids of the patron and the client of a tie."""
    pairs = ((one, other) for one in scenario.actors for other in scenario.actors)
    return next(pair for pair in pairs if "-".join(pair) == tie)


def _owner(scenario: Scenario, parts: tuple[str, ...]) -> str:
    head, key = parts[0], parts[1] if len(parts) > 1 else ""
    if head == "ties":
        return " to ".join(scenario.actors[end].name for end in _ends(scenario, key))
    if head == "theatres":
        return scenario.theatres[key].name
    if head in ("actors", "utility"):
        return scenario.actors[key].name
    return " ".join(parts[1:3]).replace("_", " ") if head == "actions" else ""
