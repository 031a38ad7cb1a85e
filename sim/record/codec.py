"""Between the dataclasses of a record and plain JSON values, both ways, strictly.

The shape of the file is the shape of the classes: nothing is optional, nothing is guessed, and an
entry the class does not have is an error. Pydantic checks the types; what it would quietly accept,
such as 1 where 1.0 is written, is refused by comparing what was read with what would be written.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails


class ShapeError(ValueError):
    """A value that does not have the shape its field asks for; the message says where."""


def encode(value: Any, kind: Any, where: str = "record") -> Any:
    """Return the JSON value of `value`, an object of the dataclass `kind`. Raises ShapeError."""
    from pydantic import ValidationError

    adapter = _adapter(kind)
    try:
        return adapter.dump_python(adapter.validate_python((value,)))[0]
    except ValidationError as error:
        raise ShapeError(_told(error, value, where)) from None
    except ValueError as error:
        raise ShapeError(f"{where}: nested too deeply") from error


def decode(value: Any, kind: Any, where: str = "record") -> Any:
    """Return the object of `kind` that the JSON value `value` stands for. Raises ShapeError."""
    from pydantic import ValidationError

    adapter = _adapter(kind)
    text = canonical([value], where)
    try:
        (found,) = adapter.validate_json(text)
    except ValidationError as error:
        raise ShapeError(_told(error, value, where)) from None
    place = _unlike(value, encode(found, kind, where), where)
    if place:
        raise ShapeError(place)
    return found


def canonical(value: Any, where: str = "record") -> bytes:
    """Return compact JSON in UTF-8, the same on every machine. Raises ShapeError."""
    try:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except RecursionError:
        raise ShapeError(f"{where}: nested too deeply") from None
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise ShapeError(f"{where}: a text holds {half}, which is half a character") from None
    except ValueError:
        raise ShapeError(f"{where}: expected finite numbers only") from None


@cache
def _adapter(kind: Any) -> TypeAdapter[tuple[Any]]:
    from pydantic import ConfigDict, TypeAdapter

    # Dataclasses of the standard library take the configuration of what they stand in.
    strict = ConfigDict(
        strict=True, extra="forbid", allow_inf_nan=False, revalidate_instances="always"
    )
    return TypeAdapter(tuple[kind], config=strict)


_EXPECTED = {
    "float": "a finite number",
    "finite": "a finite number",
    "int": "a whole number",
    "string": "a text",
    "bool": "true or false",
    "tuple": "a list",
    "dict": "a table",
    "dataclass": "a table",
}
"""What a field holds, by the first word of the type of pydantic's error."""


def _told(error: ValidationError, value: Any, where: str) -> str:
    """The first fault, in one line that names its place."""
    fault = error.errors()[0]
    steps, kind = fault["loc"][1:], fault["type"]
    if kind == "json_invalid":  # what is checked here was valid JSON a moment ago
        return f"{where}: nested too deeply"
    if kind == "missing":
        return f"{_place(steps, value, where)}: '{steps[-1]}' is missing"
    if kind == "unexpected_keyword_argument":
        return f"{_place(steps[:-1], value, where)}: unknown entry '{steps[-1]}'"
    return f"{_place(steps, value, where)}: expected {_expected(fault)}"


def _expected(fault: ErrorDetails) -> str:
    kind = fault["type"]
    if kind == "dataclass_exact_type":
        return str(fault["ctx"]["class_name"])
    expected = _EXPECTED.get(kind.partition("_")[0])
    if expected is None:
        return fault["msg"]
    given = fault["input"]
    plain = isinstance(given, str | int | float | bool | None)
    return f"{expected}, not {given!r:.60}" if plain else expected


def _place(steps: tuple[int | str, ...], value: Any, where: str) -> str:
    """The path along `steps`, as far as the value goes: what follows is a name of pydantic's."""
    for step in steps:
        if isinstance(step, int):
            where, value = f"{where}[{step}]", value[step]
        elif isinstance(value, dict) and step in value:
            where, value = f"{where}.{step}", value[step]
        elif hasattr(value, step):
            where, value = f"{where}.{step}", getattr(value, step)
        else:
            break
    return where


def _unlike(read: Any, written: Any, where: str) -> str:
    """Where a value that was read differs from what would be written for it; "" where it does not.

    Mappings and lists have the same keys and lengths, for all of them were read.
    """
    if isinstance(read, dict):
        places = (_unlike(item, written[key], f"{where}.{key}") for key, item in read.items())
        return next(filter(None, places), "")
    if isinstance(read, list):
        pairs = zip(read, written, strict=True)
        places = (_unlike(old, new, f"{where}[{k}]") for k, (old, new) in enumerate(pairs))
        return next(filter(None, places), "")
    same = type(read) is type(written)
    return "" if same else f"{where}: {read!r:.60} stands where a record has {written!r}"
