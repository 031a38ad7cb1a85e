"""Checks of one table against its model, with messages made from the errors of pydantic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MultipleOf
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sim.scenario.calendar import QUARTER
from sim.scenario.fields import Part
from sim.scenario.findings import Findings
from sim.scenario.numbers import UNUSABLE
from sim.scenario.problems import Path, choices, closest

PartT = TypeVar("PartT", bound=Part)

_RANGE_ERRORS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")


def valid(model: type[PartT], value: object) -> PartT | None:
    """Return an instance of the model, None if the value is not valid."""
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


def parse(
    model: type[PartT],
    value: object,
    path: Path,
    findings: Findings,
    elsewhere: Mapping[str, str] | None = None,
) -> PartT | None:
    """Return an instance of the model; if the value is not valid, report its errors.

    Args:
        model: The model.
        value: The value.
        path: Path of the value.
        findings: Receives the errors.
        elsewhere: Hints for keys that belong to another model, by key.

    Returns:
        The instance, None if the value is not valid.
    """
    if not isinstance(value, dict):
        findings.refuse(path, value, "must be a table")
        return None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
        _report_keys(details, model, path, findings, elsewhere or {})
        _report_values(details, model, path, findings)
        return None


def _report_keys(
    details: list[ErrorDetails],
    model: type[Part],
    path: Path,
    findings: Findings,
    elsewhere: Mapping[str, str],
) -> None:
    """Report unknown and missing keys; a misspelt key is reported once, as an unknown key."""
    unknown: dict[Path, list[str]] = {}
    missing: dict[Path, list[str]] = {}
    for detail in details:
        *parent, key = detail["loc"]
        if detail["type"] == "missing" and isinstance(key, int):
            findings.report((*path, *parent), f"too short: item {key + 1} is missing")
        elif detail["type"] == "missing":
            missing.setdefault(tuple(parent), []).append(str(key))
        elif detail["type"] == "extra_forbidden":
            unknown.setdefault(tuple(parent), []).append(str(key))
    for parent_path, keys in unknown.items():
        absent = missing.get(parent_path, [])
        fields = _field_names(annotation_at(model, parent_path))
        for key in keys:
            guess = "" if findings.crowded else closest(key, absent)
            if key in elsewhere:
                hint = f"; {elsewhere[key]}"
            elif guess:
                absent.remove(guess)
                hint = f"; did you mean '{guess}'?"
            else:
                hint = "" if findings.crowded else choices(key, fields)
            findings.report((*path, *parent_path, key), f"unknown key{hint}")
    for parent_path, keys in missing.items():
        for key in keys:
            meaning = _meaning(annotation_at(model, (*parent_path, key)))
            findings.report((*path, *parent_path), f"missing key '{key}'{meaning}")


def _report_values(
    details: list[ErrorDetails], model: type[Part], path: Path, findings: Findings
) -> None:
    """Report wrong values; one line lists all allowed alternatives of a value."""
    messages: dict[Path, list[str]] = {}
    values: dict[Path, object] = {}
    for detail in details:
        if detail["type"] in ("missing", "extra_forbidden") or detail["input"] is UNUSABLE:
            continue
        where = _plain_location(model, tuple(detail["loc"]))
        values[where] = detail["input"]
        messages.setdefault(where, []).append(_message(detail, model, where))
    for where, wanted in messages.items():
        if not findings.has((*path, *where)):
            first, *others = dict.fromkeys(wanted)
            rest = "".join(f" or {other.removeprefix('must be ')}" for other in others)
            findings.refuse((*path, *where), values[where], first + rest)


def _message(detail: ErrorDetails, model: type[Part], where: Path) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _RANGE_ERRORS:
        return f"must be {range_text(*bounds_at(model, where))}"
    if kind == "literal_error":
        options = literals(annotation_at(model, where))
        return f"not allowed{choices(str(detail['input']), options)}"
    if kind == "too_long":
        return f"must have at most {context['max_length']} items"
    if kind in _WANTED:
        return f"must be {_WANTED[kind]}"
    if kind == "string_pattern_mismatch":
        return _pattern_text(str(context.get("pattern", "")))
    return detail["msg"][0].lower() + detail["msg"][1:]


_WANTED = {
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "multiple_of": "a whole number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "an array",
    "list_type": "an array",
}


def _pattern_text(pattern: str) -> str:
    if pattern == r"\S":
        return "must be a text that is not empty"
    if pattern == QUARTER:
        return "must be a quarter such as 2021-Q1"
    return "must be small letters, digits, - and _, such as karabakh-2020"


def _plain_location(model: type[Part], location: Path) -> Path:
    """Return a location of pydantic without the names of union members that pydantic inserts."""
    plain: Path = ()
    for part in location:
        if annotation_at(model, (*plain, part)) is None:
            break
        plain += (part,)
    return plain


# --- walking the models -----------------------------------------------------------------------


def annotation_at(model: object, path: Path) -> object | None:
    """Return the type annotation of the value at a path in a model; None if there is none."""
    current: object | None = model
    for part in path:
        current = _step(current, part)
        if current is None:
            return None
    return current


def _step(annotation: object, part: str | int) -> object | None:
    if isinstance(annotation, FieldInfo):
        annotation = annotation.annotation
    origin = get_origin(annotation)
    if origin is Annotated:
        return _step(get_args(annotation)[0], part)
    if origin in (Union, UnionType):
        steps = (_step(option, part) for option in get_args(annotation))
        return next((step for step in steps if step is not None), None)
    if isinstance(part, str):
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation.model_fields.get(part)
        return get_args(annotation)[1] if origin is dict else None
    if origin is not tuple:
        return None
    items: list[object] = list(get_args(annotation))
    if Ellipsis in items:
        return items[0]
    return items[part] if 0 <= part < len(items) else None


def _meaning(field: object) -> str:
    """Return the description of a key, to follow its name in a message; "" if it has none."""
    if not isinstance(field, FieldInfo):
        return ""
    text = field.description
    if text is None and isinstance(field.annotation, type):
        text = (field.annotation.__doc__ or "").partition("\n")[0].rstrip(".")
    return f": {text}" if text else ""


def _field_names(annotation: object) -> list[str]:
    if isinstance(annotation, FieldInfo):
        annotation = annotation.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return list(annotation.model_fields)
    return []


def _constraints(annotation: object) -> Iterator[object]:
    if isinstance(annotation, FieldInfo):
        yield from annotation.metadata
        yield from _constraints(annotation.annotation)
    elif get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        for item in metadata:
            yield from item.metadata if isinstance(item, FieldInfo) else (item,)
        yield from _constraints(inner)
    elif get_origin(annotation) in (Union, UnionType):
        for option in get_args(annotation):
            yield from _constraints(option)


Bounds = tuple[float | None, float | None, bool, bool]


@lru_cache(maxsize=4096)
def bounds_at(model: object, path: Path) -> Bounds:
    """Return lower and upper bound of the number at a path, and whether each is excluded.

    The answers are kept, because every range of a scenario is held against them at every change.
    """
    low: float | None = None
    high: float | None = None
    open_low = open_high = False
    for item in _constraints(annotation_at(model, path)):
        if isinstance(item, Ge):
            low = float(item.ge)  # type: ignore[arg-type]
        elif isinstance(item, Gt):
            low, open_low = float(item.gt), True  # type: ignore[arg-type]
        elif isinstance(item, Le):
            high = float(item.le)  # type: ignore[arg-type]
        elif isinstance(item, Lt):
            high, open_high = float(item.lt), True  # type: ignore[arg-type]
    return low, high, open_low, open_high


def whole_at(model: object, path: Path) -> bool:
    """Return whether the number at a path must be a whole number."""
    annotation = annotation_at(model, path)
    plain = annotation.annotation if isinstance(annotation, FieldInfo) else annotation
    return plain is int or any(isinstance(item, MultipleOf) for item in _constraints(annotation))


def outside(value: float, bounds: Bounds) -> bool:
    """Return whether a value is outside the bounds."""
    low, high, open_low, open_high = bounds
    if low is not None and (value < low or (open_low and value == low)):
        return True
    return high is not None and (value > high or (open_high and value == high))


def range_text(low: float | None, high: float | None, open_low: bool, open_high: bool) -> str:
    """Return the bounds in words, to follow "must be"."""
    parts = []
    if low is not None:
        parts.append(f"{'above' if open_low else 'at least'} {low:g}")
    if high is not None:
        parts.append(f"{'below' if open_high else 'at most'} {high:g}")
    if low is not None and high is not None and not open_low and not open_high:
        return f"from {low:g} to {high:g}"
    return " and ".join(parts) or "a number"


def literals(annotation: object) -> list[str]:
    """Return the texts that an annotation with a Literal allows."""
    if isinstance(annotation, FieldInfo):
        annotation = annotation.annotation
    if get_origin(annotation) is Literal:
        return [str(option) for option in get_args(annotation)]
    if get_origin(annotation) in (Union, UnionType, Annotated):
        options = (literals(option) for option in get_args(annotation))
        return [text for found in options for text in found]
    return []
