"""Ensembles: settings of a scenario's numbers that agree with what is known, in one file.

`sim calibrate` writes such a file. All its members count the same, because they were drawn by
weight. A run plays one member; a sweep divides its futures evenly among all of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.cards import Card
from sim.record.files import write_file
from sim.scenario.problems import ScenarioError, single

FORMAT = 1
"""Version of the file that this code writes and reads."""
DIGEST = "digest"
"""Key of the SHA-256 of the rest of the file."""
LARGEST_FILE = 200_000_000
_REMEDY = "`sim calibrate` writes it"


class _Content(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False)
    format: int
    name: str
    scenario: str
    scenario_hash: str
    experiment: str
    experiment_hash: str
    calibration_hash: str
    model: int
    program: str
    paths: list[str] = Field(min_length=1)
    members: list[list[float]] = Field(min_length=1, max_length=1_000_000)


@dataclass(frozen=True, repr=False)
class Ensemble(Card):
    """Settings of a scenario's numbers, all of the same weight.

    Attributes:
        name: Name of the ensemble.
        scenario: Name of the scenario that it was calibrated on.
        scenario_hash: Hash of that scenario.
        experiment: Name of the experiment that it comes from.
        experiment_hash: Hash of what that experiment plays.
        calibration_hash: Hash of its bands, and of everything else in its table [calibration].
        model: Version of the model that played it.
        program: Version of the program that wrote it.
        paths: Paths of the numbers that a member sets.
        members: Their values [member, path].
    """

    name: str
    scenario: str
    scenario_hash: str
    experiment: str
    experiment_hash: str
    calibration_hash: str
    model: int
    program: str
    paths: tuple[str, ...]
    members: tuple[tuple[float, ...], ...]

    def _card(self) -> tuple[str, ...]:
        head = f"{self.name}: {len(self.members):,} calibrated settings of {self.scenario}"
        return head, ", ".join(self.paths), f"from {self.experiment}, hash {self.hash[:12]}"

    @property
    def content(self) -> dict[str, Any]:
        """What the file holds, except its digest."""
        return {
            "format": FORMAT,
            "name": self.name,
            "scenario": self.scenario,
            "scenario_hash": self.scenario_hash,
            "experiment": self.experiment,
            "experiment_hash": self.experiment_hash,
            "calibration_hash": self.calibration_hash,
            "model": self.model,
            "program": self.program,
            "paths": list(self.paths),
            "members": [list(member) for member in self.members],
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the content."""
        return _hash_of(self.content)

    def changes(self, member: int) -> dict[str, float]:
        """Return the values of a member by path, as `Scenario.replace` takes them.

        Raises:
            ValueError: There is no such member.
        """
        if not 0 <= member < len(self.members):
            raise ValueError(f"member = {member}: the members are 0 to {len(self.members) - 1}")
        return dict(zip(self.paths, self.members[member], strict=True))

    def member_of(self, seed: int, replicate: int) -> int:
        """Return the member that a single run plays: (seed + replicate) mod number of members."""
        return (seed + replicate) % len(self.members)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the file. Raises OSError if it cannot be written."""
        sealed = {**self.content, DIGEST: self.hash}
        text = json.dumps(sealed, indent=1, allow_nan=False, ensure_ascii=False)
        write_file(Path(path), text.encode() + b"\n")


def load_ensemble(path: str | PathLike[str]) -> Ensemble:
    """Return the ensemble of a file, or of a folder that `sim calibrate --out` wrote.

    Raises:
        ScenarioError: The file cannot be read, is no ensemble, or was changed by hand.
    """
    file = Path(path)
    if file.is_dir():
        file = file / "ensemble.json"
    content = _read(file)
    written = content.pop(DIGEST, None)
    try:
        held = _Content.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        raise _fault(file, f"no ensemble: {key}: {first['msg']}; {_REMEDY}") from None
    if written != _hash_of(content):
        raise _fault(file, "the ensemble was changed after it was written (its digest differs)")
    width = len(held.paths)
    for number, member in enumerate(held.members):
        if len(member) != width:
            said = f"member {number} has {len(member)} numbers; the paths are {width}"
            raise _fault(file, said)
    if len(set(held.paths)) < width:
        raise _fault(file, "a path is named twice")
    values: Mapping[str, Any] = held.model_dump(exclude={"format", "paths", "members"})
    members = tuple(tuple(member) for member in held.members)
    return Ensemble(**values, paths=tuple(held.paths), members=members)


def as_ensemble(given: object) -> Ensemble:
    """Return the ensemble that an argument stands for: an ensemble, or the path of its file.

    Raises:
        ScenarioError: The file cannot be used.
        TypeError: The argument is neither.
    """
    if isinstance(given, str | PathLike):
        return load_ensemble(given)
    if not isinstance(given, Ensemble):
        raise TypeError(f"ensemble = {type(given).__name__}: must be an Ensemble, or a path")
    return given


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _fault(file, f"larger than {LARGEST_FILE:,} bytes")
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise _fault(file, f"cannot be read: {error.strerror}; {_REMEDY}") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise _fault(file, f"no ensemble: not JSON; {_REMEDY}") from None
    if not isinstance(content, dict) or "members" not in content:
        raise _fault(file, f"no ensemble; {_REMEDY}")
    if content.get("format") != FORMAT:
        said = f"an ensemble of format {content.get('format')!r:.20}"
        raise _fault(file, f"{said}; this version reads format {FORMAT}")
    return content


def _fault(file: Path, message: str) -> ScenarioError:
    return single(message, file=str(file))


def _hash_of(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
