"""The code that a package brings: no wait where it fits, no harm where it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.engine.batch import Batch
from sim.engine.code_cache import base_folder
from sim.engine.shipped import shipped_path
from tests.compiled.test_cache import PROGRAM, run_with

pytestmark = pytest.mark.compiled

BROUGHT = """
from pathlib import Path
from sim.engine import shipped
shipped.FOLDER = Path({folder!r})
"""
SHIP = """
from sim.engine.compiled import kernel_lanes, source_hash
bitcode = entry(ceasefire_probability).bitcode
shipped.write_code("ceasefire_probability", bitcode, source_hash(), kernel_lanes())
"""
ON_ANOTHER = """
shipped._features = lambda: {features!r}
"""
HAS_NUMBA = "import sys\nprint('numba' in sys.modules)\n"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the code of one small function, for each kind of processor."""
    folder = tmp_path_factory.mktemp("package") / "compiled"
    brought = BROUGHT.format(folder=str(folder))
    run_with(tmp_path_factory.mktemp("cache"), program=brought + PROGRAM + SHIP)
    return folder


def answer(folder: Path, cache: Path, more: str = "") -> tuple[str, str]:
    """What the function answers where a package brings this folder, and what is said on stderr."""
    return run_with(cache, program=BROUGHT.format(folder=str(folder)) + PROGRAM + more)


def test_no_use_compiles_or_keeps_anything(shipped: Path, tmp_path: Path) -> None:
    assert answer(shipped, tmp_path / "cache") == ("0.5", "")
    assert not (tmp_path / "cache").exists()


def test_every_processor_gets_code_that_it_can_run(shipped: Path, tmp_path: Path) -> None:
    """The plainest code needs nothing; where no code suits the processor, it is compiled."""
    for features, is_brought in (({"": True}, True), ({"": False}, False)):
        brought = BROUGHT.format(folder=str(shipped)) + ON_ANOTHER.format(features=features)
        found, told = run_with(tmp_path / "cache", program=brought + PROGRAM, MARCHLAND_LANES="8")
        assert found == "0.5"
        assert (told == "") == is_brought


def copied(shipped: Path, folder: Path, *contents: bytes) -> Path:
    """A folder with the same files, or with these contents in turn."""
    folder.mkdir(mode=0o755)
    for place, path in enumerate(sorted(shipped.iterdir())):
        content = contents[place % len(contents)] if contents else path.read_bytes()
        (folder / path.name).write_bytes(content)
    return folder


def test_damaged_files_are_compiled_anew(shipped: Path, tmp_path: Path) -> None:
    damaged = copied(shipped, tmp_path / "damaged", b"", b"not code")
    found, told = answer(damaged, tmp_path / "cache")
    assert found == "0.5"
    assert told.startswith("Compiling the kernel")


def test_a_folder_that_others_can_write_to_is_not_trusted(shipped: Path, tmp_path: Path) -> None:
    folder = copied(shipped, tmp_path / "open")
    assert answer(folder, tmp_path / "first") == ("0.5", "")
    folder.chmod(0o777)
    found, told = answer(folder, tmp_path / "second")
    assert found == "0.5"
    assert told.startswith("Compiling the kernel")


def test_code_that_is_known_needs_no_numba(shipped: Path, tmp_path: Path) -> None:
    assert answer(shipped, tmp_path / "cache", HAS_NUMBA)[0] == "0.5\nFalse"
    assert answer(tmp_path / "nothing", tmp_path / "cache", HAS_NUMBA)[0] == "0.5\nTrue"
    assert answer(tmp_path / "nothing", tmp_path / "cache", HAS_NUMBA)[0] == "0.5\nFalse"


KERNEL = """
import numpy as np
import sim
from sim.engine.batch import Batch
batch = Batch(sim.load_scenario("karabakh-2020"), turns=6)
print(batch.play(np.zeros((1, 0)), seed=3, first=0, count=3).outcomes.sum())
"""


def test_the_kernel_plays_without_numba_once_it_is_known() -> None:
    batch = Batch(sim.load_scenario("karabakh-2020"), turns=6)
    outcomes = batch.play(np.zeros((1, 0)), seed=3, first=0, count=3).outcomes
    known, told = run_with(base_folder(), program=KERNEL + HAS_NUMBA)
    assert known.splitlines() == [str(outcomes.sum()), "False"]
    assert told == ""


def test_other_functions_sources_lanes_or_processors_have_other_files() -> None:
    paths = {
        shipped_path(name, sources, lanes, feature)
        for name in ("play", "count")
        for sources in ("a" * 64, "b" * 64)
        for lanes in (1, 8, 16)
        for feature in ("", "avx2")
    }
    assert len(paths) == 24


def test_an_unknown_number_of_lanes_is_one_line(tmp_path: Path) -> None:
    told = "from sim.engine.compiled import kernel_lanes\ntry:\n    kernel_lanes()\n"
    told += "except ValueError as error:\n    print(error)\n"
    found, _ = run_with(tmp_path, program=told, MARCHLAND_LANES="4")
    assert found.startswith("MARCHLAND_LANES = 4: must be 8 or 16")
