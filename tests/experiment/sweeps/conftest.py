"""Small experiments, and ways to look at what a sweep of them left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiment import Experiment, load_experiment
from tests.scenario.bench import QUARREL

Write = Callable[..., Path]
Make = Callable[..., Experiment]

TEXT = """
name = "{name}"
title = "A small sweep"
question = "Who stands by whom?"
scenario = "{scenario}"
turns = {turns}
seed = {seed}
outcomes = {outcomes}
factors = [{factors}]
{more}
[design]
kind = "grid"

[policies.plain]
[policies.shy]
set = {{ "actors.ANV.doctrine" = "fixed:hold" }}

[replicates]
{replicates}
"""

FACTORS = '{ path = "parameters.bulwark", low = 0, high = 2, levels = 3 }'


def text_of(**changes: object) -> str:
    """Text of an experiment of 3 points x 2 policies x 6 replicates of one turn, or changed."""
    values: dict[str, object] = {
        "name": "small",
        "scenario": QUARREL,
        "turns": 1,
        "seed": 5,
        "outcomes": '["offensive", "recommitment_index"]',
        "factors": FACTORS,
        "more": "",
        "replicates": "fixed = 6",
    }
    return TEXT.format(**{**values, **changes})


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write an experiment file of 3 points x 2 policies x 6 replicates of one turn, or changed."""

    def written(path: Path | None = None, **changes: object) -> Path:
        target = path or tmp_path / "small.toml"
        target.write_text(text_of(**changes), encoding="utf-8")
        return target

    return written


@pytest.fixture
def make(write: Write) -> Make:
    """Make an experiment of 3 points x 2 policies x 6 replicates of one turn, or changed."""

    def made(**changes: object) -> Experiment:
        return load_experiment(write(**changes))

    return made


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def digest() -> Callable[[Path], str]:
    """One hash of all files of a folder, names and bytes."""

    def hashed(folder: Path) -> str:
        whole = hashlib.sha256()
        for name, data in files_of(folder).items():
            whole.update(name.encode() + b"\0" + data)
        return whole.hexdigest()

    return hashed


@pytest.fixture
def files() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, by name."""
    return files_of
