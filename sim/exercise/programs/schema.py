"""The JSON Schema of the messages, generated from their dataclasses.

`python -m sim.exercise.programs.schema` writes it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter

from sim.exercise.programs.protocol import AnswerMessage, End, Hello, ReadyMessage, Turn
from sim.scenario.schema import Schema, as_text, write

FILE = Path(__file__).resolve().parents[3] / "docs" / "seats.schema.json"
"""The file of the schema, in a checkout."""

TO_PLAYER = {"hello": Hello, "turn": Turn, "end": End}
FROM_PLAYER = {"ready": ReadyMessage, "answer": AnswerMessage}

_ENTRY = re.compile(r"^    (\w+): (.*(?:\n {8,}.*)*)", re.MULTILINE)


def messages_schema() -> Schema:
    """Return the schema as a dictionary (JSON Schema 2020-12).

    Every message is a definition of its own, under the name of its type.
    """
    definitions: Schema = {}
    for name, kind in {**TO_PLAYER, **FROM_PLAYER}.items():
        raw = TypeAdapter(kind).json_schema(
            mode="serialization" if name in TO_PLAYER else "validation"
        )
        parts = {part.__name__: part for part in _dataclasses(kind)}
        for part, schema in raw.pop("$defs", {}).items():
            definitions[part] = _complete(_described(schema, parts[part]))
        described = _described(raw, kind)
        definitions[name] = _complete(described) if name in TO_PLAYER else described
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Marchland seats",
        "description": "The messages between a game and a program that plays.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in (*TO_PLAYER, *FROM_PLAYER)],
        "$defs": definitions,
    }


def schema_text() -> str:
    """Return the text of the schema file."""
    return as_text(messages_schema())


def _dataclasses(kind: Any) -> set[type]:
    """Return the dataclasses of which a type is made, itself among them."""
    found: set[type] = set()
    if is_dataclass(kind):
        found.add(kind)  # type: ignore[arg-type]
        for part in get_type_hints(kind).values():
            found |= _dataclasses(part)
    for part in get_args(kind):
        found |= _dataclasses(part)
    return found


def _described(schema: Schema, kind: type) -> Schema:
    """Return the schema of a dataclass with the texts of its docstring, and without titles."""
    text = kind.__doc__ or ""
    told = {name: _told(what) for name, what in _ENTRY.findall(_attributes(text))}
    entries = {
        one.name: {**_plain(schema["properties"][one.name]), "description": told[one.name]}
        for one in fields(kind)
    }
    described = {**_plain(schema), "properties": entries}
    return {**described, "description": text.strip().partition("\n")[0]}


def _complete(schema: Schema) -> Schema:
    """Return a schema in which every entry is required, as messages to a player have them all."""
    entries = {
        name: {key: item for key, item in entry.items() if key != "default"}
        for name, entry in schema["properties"].items()
    }
    return {**schema, "properties": entries, "required": list(entries)}


def _attributes(docstring: str) -> str:
    """Return the lines of a docstring below "Attributes:", indented by four spaces."""
    lines = docstring.partition("Attributes:\n")[2].split("\n")
    return "\n".join(line.removeprefix("    ") for line in lines)


def _told(text: str) -> str:
    """Return the words of a docstring as JSON says them."""
    return " ".join(text.split()).replace("``", "`").replace("None", "null")


def _plain(value: Any) -> Any:
    """Return a schema without the titles that pydantic makes of names."""
    if isinstance(value, Mapping):
        return {
            key: _plain(item)
            for key, item in value.items()
            if not (key == "title" and isinstance(item, str))
        }
    return [_plain(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    write(schema_text(), FILE)
