"""What every part of a scenario is made of: frozen tables, and numbers that explain themselves."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sim.texts import fault_of

Role = Literal["guarantor", "sponsor", "challenger", "defender", "suitor"]
Confidence = Literal["A*", "A", "B", "C"]

# A weight this large already swamps every other term; beyond it projected utilities could overflow.
LARGEST_WEIGHT = 1000.0


class Part(BaseModel):
    """A table of a scenario: complete, frozen, and closed to keys it does not know.

    Every text in it is one line of printable text; those named in ``PARAGRAPHS`` may be several.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
    PARAGRAPHS: ClassVar[frozenset[str]] = frozenset()

    @field_validator("*", mode="after")
    @classmethod
    def _printable(cls, value: object, info: ValidationInfo) -> object:
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                fault = fault_of(text, paragraph=info.field_name in cls.PARAGRAPHS)
                if fault:
                    raise PydanticCustomError("unprintable", "{fault}", {"fault": fault})
        return value


def number(
    meaning: str,
    *,
    unit: str = "",
    symbol: str = "",
    low: float | None = None,
    high: float | None = None,
    above: float | None = None,
    below: float | None = None,
    whole: bool = False,
) -> Any:
    """A required number: its meaning, unit and symbol in model.md, and its hard bounds.

    `low` and `high` belong to the allowed range, `above` and `below` do not. A `whole` number
    counts something.
    """
    remarks = "; ".join(remark for remark in (symbol, unit) if remark)
    description = f"{meaning} ({remarks})" if remarks else meaning
    step = 1 if whole else None
    return Field(description=description, ge=low, le=high, gt=above, lt=below, multiple_of=step)


def share(meaning: str, *, symbol: str = "", unit: str = "share") -> Any:
    """A required number from 0 to 1."""
    return number(meaning, unit=unit, symbol=symbol, low=0, high=1)


def probability(meaning: str, *, symbol: str = "") -> Any:
    """A required probability strictly between 0 and 1, so that its log-odds are finite."""
    return number(meaning, unit="probability", symbol=symbol, above=0, below=1)


def weight(meaning: str, *, unit: str = "util") -> Any:
    """A required utility weight of either sign."""
    return number(meaning, unit=unit, low=-LARGEST_WEIGHT, high=LARGEST_WEIGHT)


def label(meaning: str) -> Any:
    """A required word out of a few."""
    return Field(description=meaning)


def words(meaning: str) -> Any:
    """A required text that says something."""
    return Field(description=meaning, min_length=1, pattern=r"\S")


Weight = Annotated[float, Field(ge=-LARGEST_WEIGHT, le=LARGEST_WEIGHT)]
Location = tuple[
    Annotated[float, Field(ge=-180, le=180, description="Longitude in degrees east")],
    Annotated[float, Field(ge=-90, le=90, description="Latitude in degrees north")],
]
