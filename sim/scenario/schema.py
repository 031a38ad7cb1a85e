"""The JSON Schema of scenario files, generated from the models.

Editors find it by the `#:schema` line of a file and use it for completion and hover text. A file
may be an overlay, which gives only some keys. So the schema requires no key; the loader reports
missing keys after it has merged all layers. `python -m sim.scenario.schema` writes the file again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.scenario import shipped
from sim.scenario.actions import ACTION_MODELS, CHANNEL_TARGETS, effort_range
from sim.scenario.actors import ACTOR_MODELS
from sim.scenario.assembly import MOST, MOST_ACTIONS, Frame
from sim.scenario.doctrines import DOCTRINE_MODELS
from sim.scenario.happenings import Claim, Event
from sim.scenario.knowledge import Knowledge
from sim.scenario.numbers import CONFIDENCES
from sim.scenario.places import Mission, Theatre, Tie
from sim.scenario.scenario import Scenario
from sim.scenario.utilities import UTILITY_MODELS
from sim.vocabulary import ROLES

FILE_NAME = "scenario.schema.json"

Schema = dict[str, Any]

_PLACEHOLDER = "number within bounds"
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_NUMBER_TABLE: Schema = {
    "type": "object",
    "description": "A number with its range and where it is from.",
    "properties": {
        "value": {"type": "number", "description": "Value that the model uses"},
        "low": {"type": "number", "description": "Lower end of the range that a sweep uses"},
        "high": {"type": "number", "description": "Upper end of the range that a sweep uses"},
        "source": {"type": "string", "description": "Where the value is from, with its year"},
        "note": {"type": "string", "description": "Anything else worth knowing"},
        "confidence": {"enum": list(CONFIDENCES), "description": "How sure it is, A* best"},
    },
    "required": ["value"],
    "additionalProperties": False,
}


def scenario_schema() -> Schema:
    """Return the schema as a dictionary (JSON Schema 2020-12)."""
    frame = _part(Frame)["properties"]
    named = {
        "actors": _merged(*ACTOR_MODELS.values()),
        "ties": _part(Tie),
        "theatres": _part(Theatre),
        "utility": _merged(*UTILITY_MODELS.values()),
        "doctrines": _merged(*DOCTRINE_MODELS.values()),
        "events": _part(Event),
        "claims": _part(Claim),
    }
    tables = {key: _table_of(part, key, MOST.get(key)) for key, part in named.items()}
    base = {"type": "string", "description": "Scenario file that this one changes"}
    properties = {"extends": base, **frame, "mission": _part(Mission), **tables}
    properties["knowledge"] = _part(Knowledge)
    actions, efforts = _menus(), _efforts()
    definitions: Schema = {"number_table": _NUMBER_TABLE}
    definitions["efforts"] = _resolved(efforts, definitions)
    properties = _resolved({**properties, "actions": actions}, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Marchland scenario",
        "description": "A dispute of patrons and clients. A number may also be written as a table.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": definitions,
    }


def schema_text() -> str:
    """Return the text of the schema file."""
    return as_text(scenario_schema())


def as_text(schema: Schema) -> str:
    """Return a schema as JSON text."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _table_of(part: Schema, section: str, most: int | None) -> Schema:
    table: Schema = {
        "type": "object",
        "description": Scenario.model_fields[section].description,
        "additionalProperties": part,
    }
    return {**table, "maxProperties": most} if most else table


def _menus() -> Schema:
    description = Scenario.model_fields["actions"].description
    menus = {}
    for role in ROLES:
        action = _part(ACTION_MODELS[role])
        described = {"description": action["properties"]["efforts"]["description"]}
        action["properties"]["efforts"] = {**described, "allOf": [{"$ref": "#/$defs/efforts"}]}
        menus[role] = {
            "type": "object",
            "description": f"Menu of the {role}; hold comes first",
            "additionalProperties": action,
            "maxProperties": MOST_ACTIONS,
        }
    return closed(menus, str(description))


def _efforts() -> Schema:
    channels = {}
    for channel, targets in CHANNEL_TARGETS.items():
        low, high = effort_range(channel)
        bounds = {"type": "number", "minimum": low, "maximum": high}
        aims = {
            target: {**_number(bounds), "description": f"Effort of {channel} aimed at: {target}"}
            for target in targets
        }
        channels[channel] = closed(aims, f"Channel {channel}, by target")
    return closed(channels, "Effort by channel and target")


def closed(properties: Schema, description: str) -> Schema:
    """Return the schema of a table that allows only the given keys."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    }


def _merged(*models: type[BaseModel]) -> Schema:
    """Return one schema for a table of any of the models; the role decides which one applies."""
    options: dict[str, list[Schema]] = {}
    for model in dict.fromkeys(models):
        for key, schema in _part(model)["properties"].items():
            known = options.setdefault(key, [])
            if schema not in known:
                known.append(schema)
    properties = {}
    for key, schemas in options.items():
        texts = dict.fromkeys(str(schema.get("description", "")) for schema in schemas)
        choice = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        properties[key] = {**choice, "description": "; or: ".join(texts)}
    return closed(properties, "; or: ".join(dict.fromkeys(meaning(model) for model in models)))


def _part(model: type[BaseModel]) -> Schema:
    raw = model.model_json_schema()
    schema = tidy(raw, raw.get("$defs", {}), _number)
    return closed(schema["properties"], meaning(model))


def meaning(model: type[BaseModel]) -> str:
    """Return the first line of a model's docstring."""
    return (model.__doc__ or "").strip().partition("\n")[0]


def tidy(schema: Schema, definitions: Schema, number: Callable[[Schema], Schema]) -> Schema:
    """Return a schema of pydantic with its references replaced and unused keys removed.

    Args:
        schema: The schema.
        definitions: Definitions to which the schema may refer.
        number: Function that returns the schema of a number.
    """
    if "$ref" in schema:
        target = definitions[schema["$ref"].rpartition("/")[2]]
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return tidy({**target, **rest}, definitions, number)
    if schema.get("type") in ("number", "integer"):
        return number(schema)
    tidied: Schema = {}
    for key, value in schema.items():
        if key in ("title", "required", "default", "$defs"):
            continue
        # Older versions of pydantic list the only value once more.
        if key == "enum" and "const" in schema:
            continue
        if key == "properties":
            items = value.items()
            tidied[key] = {name: tidy(item, definitions, number) for name, item in items}
        elif key == "anyOf":
            options = [item for item in value if item.get("type") != "null"]
            tidied[key] = [tidy(item, definitions, number) for item in options]
        elif isinstance(value, dict):
            tidied[key] = tidy(value, definitions, number)
        elif key == "description":
            tidied[key] = value.partition("\n")[0]
        else:
            tidied[key] = value
    return tidied


def _number(schema: Schema) -> Schema:
    """Return a placeholder for a number or number table; `_resolved` replaces it."""
    plain = bounded(schema)
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, _PLACEHOLDER: plain}


def bounded(schema: Schema) -> Schema:
    """Return the type and the bounds in the schema of a number, without its other keys."""
    return {key: schema[key] for key in ("type", *_BOUNDS) if key in schema}


def _resolved(value: Any, definitions: Schema) -> Any:
    """Return a schema with references in place of placeholders; add them to `definitions`."""
    if isinstance(value, list):
        return [_resolved(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    if _PLACEHOLDER not in value:
        return {key: _resolved(item, definitions) for key, item in value.items()}
    plain = value[_PLACEHOLDER]
    ends = (f"{plain[key]:g}" if key in plain else "any" for key in _BOUNDS)
    name = "_".join((plain["type"], *ends)).replace(".", "p").replace("-", "minus")
    inner = {"properties": dict.fromkeys(("value", "low", "high"), plain)}
    table = {"allOf": [{"$ref": "#/$defs/number_table"}, inner]}
    definitions[name] = {"anyOf": [plain, table]}
    described = {key: item for key, item in value.items() if key != _PLACEHOLDER}
    return {**described, "allOf": [{"$ref": f"#/$defs/{name}"}]}


def write(text: str, beside: Path) -> None:
    """Write a schema to the path given on the command line, or else to the path `beside`."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(schema_text(), shipped.folder() / FILE_NAME)
