"""Spoilt experiment files: either they load, or every fault has a place and words."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.experiment import ExperimentError, load_experiment
from tests.scenario.bench import DATA as SCENARIOS
from tests.scenario.test_fuzz import MUTATIONS

STUDY = (Path(__file__).parent / "data" / "study.toml").read_text(encoding="utf-8")
SAMPLED = 'kind = "latin-hypercube"\npoints = 8'
RANGED = STUDY.replace(
    '{ path = "parameters.patience", levels = [0.86, 0.9] }', '"parameters.patience"'
).replace(", low = 0.2, high = 0.5 }", " }")
VARIANTS = {
    "grid": STUDY.replace(SAMPLED, 'kind = "grid"\nlevels = 3'),
    "saltelli": STUDY.replace(SAMPLED, 'kind = "saltelli"\nbase = 4'),
    "csv": RANGED.replace(SAMPLED, 'kind = "csv"\nfile = "points.csv"'),
    "list": RANGED.replace(SAMPLED, 'kind = "list"\npoints = [[1, 0.9, 0.3], [2, 0.88, 0.4]]'),
    "until": STUDY.replace(
        "fixed = 5",
        'until = { outcome = "recommitted", half_width = 0.1, minimum = 5, cap = 9 }',
    ),
    "group": STUDY.replace(
        '"parameters.bulwark"', '{ group = "parameters.*", without = ["parameters.pat*"] }'
    ),
}
TABLE = "parameters.bulwark,parameters.patience,actors.ANV.factions.brokers\n1,0.9,0.3\n2,0.9,0.4\n"
SLOWEST = 20.0
SETTINGS = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spoilt")
    for file in SCENARIOS.glob("*.toml"):
        shutil.copy(file, path)
    return path


def judge(folder: Path) -> bool:
    """Load the study and check what comes of it; whether it loaded."""
    start = time.monotonic()
    try:
        study = load_experiment(folder / "study.toml")
    except ExperimentError as error:
        assert error.problems
        for problem in error.problems:
            assert Path(problem.file).parent == folder
            lines = Path(problem.file).read_text(encoding="utf-8", errors="replace").count("\n") + 1
            assert 0 <= problem.line <= lines
            assert problem.line or Path(problem.file).suffix == ".csv"
            assert problem.message
        return False
    finally:
        assert time.monotonic() - start < SLOWEST
    points = study.points()
    assert len(points.values) == len(study.order) == study.size
    assert np.isfinite(points.values).all()
    for column, factor in enumerate(study.factors):
        values = points.factor_values[:, column]
        assert ((factor.low <= values) & (values <= factor.high)).all()
    assert len(study.hash) == 64
    return True


@SETTINGS
@given(
    variant=st.sampled_from(sorted(VARIANTS)),
    seed=st.integers(0, 2**32),
    count=st.integers(0, 3),
)
def test_spoilt_lines(folder: Path, variant: str, seed: int, count: int) -> None:
    chance = random.Random(seed)
    files = {"study.toml": VARIANTS[variant], "points.csv": TABLE}
    for _ in range(count):
        name = chance.choice(["study.toml", "study.toml", "points.csv"])
        lines = files[name].split("\n")
        chance.choice(MUTATIONS)(chance, lines)
        files[name] = "\n".join(lines) or "\n"
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert judge(folder) or count


@SETTINGS
@given(at=st.integers(0, len(STUDY)), junk=st.binary(max_size=3), cut=st.booleans())
def test_spoilt_bytes(folder: Path, at: int, junk: bytes, cut: bool) -> None:
    raw = STUDY.encode()
    (folder / "study.toml").write_bytes(raw[:at] + junk + (b"" if cut else raw[at + 1 :]))
    judge(folder)


@SETTINGS
@given(table=st.binary(max_size=60))
def test_any_table(folder: Path, table: bytes) -> None:
    (folder / "study.toml").write_text(VARIANTS["csv"], encoding="utf-8")
    (folder / "points.csv").write_bytes(TABLE.encode() + table)
    judge(folder)
