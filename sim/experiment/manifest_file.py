"""Read and write the file of a manifest, which holds a digest of its own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from sim.experiment.experiment import Keep
from sim.experiment.faults import ResultsError, one_line

FORMAT = 3
"""Version of the format of results that this code writes and reads."""
NAME = "manifest.json"
DIGEST = "digest"
"""Key of the SHA-256 of the rest of the file."""
CHANGED = "the manifest was changed after it was written (its digest differs)"

Names = Annotated[tuple[str, ...], Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]
Stretch = tuple[int, int]


class _Until(BaseModel):
    outcome: str
    half_width: float


class _Replicates(BaseModel):
    fixed: Count | None = None
    until: _Until | None = None


class _Experiment(BaseModel):
    name: str
    title: str
    question: str
    outcomes: Names
    replicates: _Replicates
    keep: Keep
    keep_paths: tuple[str, ...]
    document: dict[str, Any]


class _Policy(BaseModel):
    name: str
    title: str
    turns: Count
    scenario: str
    scenario_hash: str
    document: dict[str, Any]
    orders: dict[str, dict[str, str]] = {}


class _Beginning(BaseModel):
    record: str
    sha256: str
    turn: Annotated[int, Field(ge=0)]
    date: str
    seed: int
    replicate: int


class _Factor(BaseModel):
    path: str
    low: float
    high: float


class _Design(BaseModel):
    kind: str
    factors: tuple[_Factor, ...]
    paths: tuple[str, ...]
    sha256: str


class _Layout(BaseModel):
    groups: Count
    blocks: Annotated[tuple[Stretch, ...], Field(min_length=1)]
    stages: Annotated[tuple[Stretch, ...], Field(min_length=1)]


class _Identity(BaseModel):
    code_version: str
    rules: str
    outcomes: Names
    layout: _Layout
    order: str


class _Content(BaseModel):
    """The keys that readers rely on. The file may have more."""

    hash: str
    identity: _Identity
    experiment: _Experiment
    policies: Annotated[tuple[_Policy, ...], Field(min_length=1)]
    seed: Annotated[int, Field(ge=0)]
    design: _Design
    points: Count
    columns: Names
    versions: dict[str, str]
    beginning: _Beginning | None = None


def to_bytes(content: Mapping[str, Any]) -> bytes:
    """Return the bytes of the file, with the digest as the last key."""
    sealed = {**content, DIGEST: hash_of(content)}
    text = json.dumps(sealed, ensure_ascii=False, allow_nan=False, indent=1)
    return text.encode() + b"\n"


def read_content(folder: Path) -> dict[str, Any] | None:
    """Return the content of the manifest in a folder, without its digest; None if there is none.

    Raises:
        ResultsError: It cannot be read, was changed by hand, or has another format.
    """
    path = folder / NAME
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ResultsError(f"{path}: cannot be read: {one_line(error)}") from error
    except (ValueError, RecursionError):
        raise ResultsError(f"{path}: not the manifest of a sweep: not JSON") from None
    if not isinstance(content, dict) or "identity" not in content:
        raise ResultsError(f"{path}: not the manifest of a sweep")
    if content.get("format") != FORMAT:
        raise ResultsError(f"{path}: {_other_format(content)}")
    written = content.pop(DIGEST, None)
    try:
        if written != hash_of(content):
            raise ResultsError(f"{path}: {CHANGED}")
    except (ValueError, RecursionError):
        raise ResultsError(f"{path}: {CHANGED}") from None
    try:
        _Content.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        reason = one_line(first["msg"])
        raise ResultsError(f"{path}: not the manifest of a sweep: {key}: {reason}") from None
    if content["hash"] != hash_of(content["identity"]):
        raise ResultsError(f"{path}: {CHANGED}")
    return content


def _other_format(content: Mapping[str, Any]) -> str:
    """Return the message for results of another format, with the version that wrote them."""
    version, identity = content.get("format"), content["identity"]
    said = f"results of format {version!r:.20}; this version of sim reads format {FORMAT}"
    program = identity.get("code_version") if isinstance(identity, dict) else None
    if not isinstance(program, str) or not isinstance(version, int):
        return said
    return (
        f"{said}; they were written by marchland {one_line(program):.20}: read them with that "
        "version, or play the experiment again with this one, into another folder"
    )


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the content as JSON, whatever the order of its keys.

    Raises:
        ValueError: A number is infinite or NaN, which JSON cannot represent.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
