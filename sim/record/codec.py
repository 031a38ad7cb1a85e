"""Between the dataclasses of a record and plain JSON values, both ways, strictly.

The shape of the file is the shape of the classes: nothing is optional, nothing is guessed, and an
entry the class does not have is an error. A value is written by the type of its field, so a whole
number in a field of floats is written as a float, however it was computed.
"""

import math
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


class ShapeError(ValueError):
    """A value that does not have the shape its field asks for; the message says where."""


def encode(value: Any, kind: Any, where: str = "record") -> Any:
    """The JSON value of `value`, which a field of type `kind` holds. Raises ShapeError."""
    if _is_class(kind):
        if not isinstance(value, kind):
            raise ShapeError(f"{where}: expected {kind.__name__}")
        return {
            name: encode(getattr(value, name), inner, f"{where}.{name}")
            for name, inner in _hints(kind).items()
        }
    return _walk(value, kind, where, encode)


def decode(value: Any, kind: Any, where: str = "record") -> Any:
    """The value of type `kind` that the JSON value `value` stands for. Raises ShapeError."""
    if _is_class(kind):
        hints = _hints(kind)
        _same_keys(value, hints, where)
        parts = {
            name: decode(value[name], inner, f"{where}.{name}") for name, inner in hints.items()
        }
        return kind(**parts)
    return _walk(value, kind, where, decode)


def _walk(value: Any, kind: Any, where: str, step: Any) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin is tuple:
        return _sequence(value, kind, where, step)
    if origin is Mapping:
        inner = get_args(kind)[1]
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise ShapeError(f"{where}: expected a table")
        return {key: step(item, inner, f"{where}.{key}") for key, item in value.items()}
    if origin in (Union, types.UnionType):
        return _union(value, get_args(kind), where, step)
    return _scalar(value, kind, where)


def _sequence(value: Any, kind: Any, where: str, step: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise ShapeError(f"{where}: expected a list")
    inner = get_args(kind)[0]
    items = (step(item, inner, f"{where}[{index}]") for index, item in enumerate(value))
    return list(items) if step is encode else tuple(items)


def _union(value: Any, kinds: tuple[Any, ...], where: str, step: Any) -> Any:
    if value is None and type(None) in kinds:
        return None
    # A yes or no is a whole number to Python, and a whole number would pass for a float:
    # the exact type goes first so that each comes back as it was written.
    kinds = tuple(kind for kind in kinds if kind is not type(None))
    if len(kinds) == 1:
        return step(value, kinds[0], where)
    if type(value) in kinds:
        return _scalar(value, type(value), where)
    if float in kinds:
        return _scalar(value, float, where)
    raise ShapeError(f"{where}: unexpected {type(value).__name__}")


def _scalar(value: Any, kind: Any, where: str) -> Any:
    if kind is float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not math.isfinite(value):
            raise ShapeError(f"{where}: expected a finite number, not {value!r}")
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ShapeError(f"{where}: expected {_NAMES[kind]}, not {value!r}")
    return value


def _same_keys(value: Any, hints: Mapping[str, Any], where: str) -> None:
    if not isinstance(value, dict):
        raise ShapeError(f"{where}: expected a table")
    missing = [name for name in hints if name not in value]
    extra = [name for name in value if name not in hints]
    if missing:
        raise ShapeError(f"{where}: '{missing[0]}' is missing")
    if extra:
        raise ShapeError(f"{where}: unknown entry '{extra[0]}'")


def _is_class(kind: Any) -> bool:
    return is_dataclass(kind)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


_NAMES = {int: "a whole number", str: "a text", bool: "true or false"}
