"""Base class of all tables of a scenario, and the field types with description and bounds."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sim.texts import fault_of

Role = Literal["guarantor", "sponsor", "challenger", "defender", "suitor"]
Confidence = Literal["A*", "A", "B", "C"]

# A weight of this size outweighs every other term; with larger ones, utilities could overflow.
LARGEST_WEIGHT = 1000.0


class Part(BaseModel):
    """A table of a scenario: frozen, without missing and without unknown keys.

    Every text must be one line of printable text; those in ``PARAGRAPHS`` may have several.
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
    title: str = "",
) -> Any:
    """Return the field of a required number.

    Args:
        meaning: What the number means.
        unit: Its unit.
        symbol: Its symbol in the documentation of the model.
        low: Smallest allowed value.
        high: Largest allowed value.
        above: Lower bound that is itself not allowed.
        below: Upper bound that is itself not allowed.
        whole: Whether the number must be a whole number.
        title: Its plain name, if the meaning is too long for an axis or does not say whose number
            it is. Names in braces are filled in; `sim.scenario.meanings` says which there are.
    """
    remarks = "; ".join(remark for remark in (symbol, unit) if remark)
    description = f"{meaning} ({remarks})" if remarks else meaning
    step = 1 if whole else None
    return Field(
        title=title or None,
        description=description,
        ge=low,
        le=high,
        gt=above,
        lt=below,
        multiple_of=step,
    )


def share(meaning: str, *, symbol: str = "", unit: str = "share", title: str = "") -> Any:
    """Return the field of a required number from 0 to 1."""
    return number(meaning, unit=unit, symbol=symbol, low=0, high=1, title=title)


def probability(meaning: str, *, symbol: str = "", title: str = "") -> Any:
    """Return the field of a required probability above 0 and below 1 (finite log-odds)."""
    return number(meaning, unit="probability", symbol=symbol, above=0, below=1, title=title)


def weight(meaning: str, *, unit: str = "util", title: str = "") -> Any:
    """Return the field of a required utility weight, positive or negative."""
    return number(meaning, unit=unit, low=-LARGEST_WEIGHT, high=LARGEST_WEIGHT, title=title)


def label(meaning: str) -> Any:
    """Return the field of a required word from a list of allowed words."""
    return Field(description=meaning)


def words(meaning: str) -> Any:
    """Return the field of a required text that is not blank."""
    return Field(description=meaning, min_length=1, pattern=r"\S")


Weight = Annotated[float, Field(ge=-LARGEST_WEIGHT, le=LARGEST_WEIGHT)]
Location = tuple[
    Annotated[float, Field(ge=-180, le=180, description="Longitude in degrees east")],
    Annotated[float, Field(ge=-90, le=90, description="Latitude in degrees north")],
]
