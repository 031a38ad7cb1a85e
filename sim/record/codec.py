"""Conversion of the dataclasses of a record to plain JSON values and back, with strict checks.

The file has exactly the entries that the classes have: every entry is required, and an unknown
entry is an error. Pydantic checks the types. It accepts some values of another type, such as 1 for
a field that is written as 1.0; so the value that was read is compared with the value that would be
written, and any difference is an error.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails


class ShapeError(ValueError):
    """A value has the wrong type or entries; the message names its place in the record."""


def encode(value: Any, kind: Any, where: str = "record") -> Any:
    """Return the JSON value of `value`, an object of the dataclass `kind`.

    Args:
        value: The object.
        kind: Its dataclass.
        where: Name of the value in messages.

    Raises:
        ShapeError: A field holds a value of the wrong type.
    """
    from pydantic import ValidationError

    adapter = _adapter(kind)
    try:
        return adapter.dump_python(adapter.validate_python((value,)))[0]
    except ValidationError as error:
        raise ShapeError(_message(error, value, where)) from None
    except ValueError as error:
        raise ShapeError(f"{where}: nested too deeply") from error


def decode(value: Any, kind: Any, where: str = "record") -> Any:
    """Return the object of the dataclass `kind` that the JSON value `value` describes.

    Args:
        value: The JSON value.
        kind: The dataclass.
        where: Name of the value in messages.

    Raises:
        ShapeError: An entry is missing or unknown, or has a value of the wrong type.
    """
    from pydantic import ValidationError

    adapter = _adapter(kind)
    text = canonical([value], where)
    try:
        (found,) = adapter.validate_json(text)
    except ValidationError as error:
        raise ShapeError(_message(error, value, where)) from None
    difference = _first_difference(value, encode(found, kind, where), where)
    if difference:
        raise ShapeError(difference)
    return found


def canonical(value: Any, where: str = "record") -> bytes:
    """Return the compact JSON text of a value in UTF-8: the same bytes on every machine.

    Args:
        value: A JSON value.
        where: Name of the value in messages.

    Raises:
        ShapeError: The value is nested too deeply, or holds a number that is not finite or a text
            that UTF-8 cannot encode.
    """
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

    # A dataclass of the standard library uses the configuration of the type that contains it.
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
"""The kind of value that is expected, by the first word of the type of pydantic's error."""


def _message(error: ValidationError, value: Any, where: str) -> str:
    """Return one line about the first error, with its place in the record."""
    fault = error.errors()[0]
    steps, kind = fault["loc"][1:], fault["type"]
    if kind == "json_invalid":  # json.dumps wrote this text, so only its depth can be wrong
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
    """Return the path along `steps` to the last one that the value has.

    Pydantic may add steps that are no entries of the value, such as the name of a type.
    """
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


def _first_difference(read: Any, written: Any, where: str) -> str:
    """Return a line about the first value whose type would be written otherwise, "" if none.

    Both arguments have the same keys and lengths, because `written` was made from `read`.
    """
    if isinstance(read, dict):
        found = (
            _first_difference(item, written[key], f"{where}.{key}") for key, item in read.items()
        )
        return next(filter(None, found), "")
    if isinstance(read, list):
        pairs = zip(read, written, strict=True)
        found = (_first_difference(old, new, f"{where}[{k}]") for k, (old, new) in enumerate(pairs))
        return next(filter(None, found), "")
    same = type(read) is type(written)
    return "" if same else f"{where}: must be written {written!r}, not {read!r:.60}"
