"""The JSON Schema of experiment files, generated from the models.

Editors find it by the `#:schema` line of a file. `python -m sim.experiment.schema` writes it again.
"""

from __future__ import annotations

from pydantic import BaseModel

from sim.experiment.designs import DESIGN_MODELS
from sim.experiment.entries import ExperimentFile, FactorEntry, GroupEntry, PolicyEntry
from sim.scenario import shipped
from sim.scenario.schema import Schema, as_text, bounded, closed, meaning, tidy, write

FILE_NAME = "experiment.schema.json"


def experiment_schema() -> Schema:
    """Return the schema as a dictionary (JSON Schema 2020-12)."""
    top = _part(ExperimentFile)
    properties = top["properties"]
    path = {"type": "string", "description": "Path of a number, or a pattern with stars"}
    factor = {"anyOf": [path, _part(FactorEntry), _part(GroupEntry)]}
    properties["factors"] = {**properties["factors"], "items": factor}
    properties["policies"] = {**properties["policies"], "additionalProperties": _part(PolicyEntry)}
    designs = [_part(model) for model in DESIGN_MODELS.values()]
    described = properties["design"]["description"]
    properties["design"] = {"description": described, "oneOf": designs}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Marchland experiment",
        **top,
    }


def schema_text() -> str:
    """Return the text of the schema's file."""
    return as_text(experiment_schema())


def _part(model: type[BaseModel]) -> Schema:
    raw = model.model_json_schema()
    schema = tidy(raw, raw.get("$defs", {}), _number)
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    return {**closed(schema["properties"], meaning(model)), "required": required}


def _number(schema: Schema) -> Schema:
    described = {"description": schema["description"]} if "description" in schema else {}
    return {**described, **bounded(schema)}


if __name__ == "__main__":
    write(schema_text(), shipped.folder(shipped.EXPERIMENTS) / FILE_NAME)
