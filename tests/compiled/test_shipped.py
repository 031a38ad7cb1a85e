"""The bitcode that a package brings: no wait where it fits, no harm where it does not."""

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
path = shipped.shipped_path("ceasefire_probability", source_hash(), kernel_lanes())
shipped.write_bitcode(entry(ceasefire_probability).bitcode, path)
"""
HAS_NUMBA = "import sys\nprint('numba' in sys.modules)\n"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bitcode of one small function."""
    folder = tmp_path_factory.mktemp("package") / "compiled"
    brought = BROUGHT.format(folder=str(folder))
    run_with(tmp_path_factory.mktemp("cache"), program=brought + PROGRAM + SHIP)
    return folder


def answer(folder: Path, cache: Path, more: str = "") -> tuple[str, str]:
    """What the function answers where a package brings this folder, and what is said on stderr."""
    return run_with(cache, program=BROUGHT.format(folder=str(folder)) + PROGRAM + more)


def test_the_first_use_need_not_compile_and_the_next_needs_the_cache_alone(
    shipped: Path, tmp_path: Path
) -> None:
    assert answer(shipped, tmp_path / "cache") == ("0.5", "")
    assert answer(tmp_path / "nothing", tmp_path / "cache") == ("0.5", "")


def copied(shipped: Path, folder: Path, content: bytes | None = None) -> Path:
    """A folder with the same files, or with this content in each."""
    folder.mkdir(mode=0o755)
    for path in shipped.iterdir():
        (folder / path.name).write_bytes(path.read_bytes() if content is None else content)
    return folder


@pytest.mark.parametrize("content", [b"", b"not bitcode"])
def test_a_damaged_file_is_compiled_anew(shipped: Path, tmp_path: Path, content: bytes) -> None:
    found, told = answer(copied(shipped, tmp_path / "damaged", content), tmp_path / "cache")
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
    assert answer(tmp_path / "nothing", tmp_path / "cache", HAS_NUMBA)[0] == "0.5\nFalse"
    assert answer(tmp_path / "nothing", tmp_path / "other", HAS_NUMBA)[0] == "0.5\nTrue"


PREPARED = """
import threading
from sim.engine.entry import prepare
from sim.rules.front import ceasefire_probability
prepare(ceasefire_probability)
print([thread.name for thread in threading.enumerate() if thread.name == "kernel"])
"""


def test_code_is_made_ahead_and_kept_though_nothing_calls_it(shipped: Path, tmp_path: Path) -> None:
    """A process that ends meanwhile ends well; the next one has nothing left to make."""
    brought, cache = BROUGHT.format(folder=str(shipped)), tmp_path / "cache"
    assert run_with(cache, program=brought + PREPARED) == ("['kernel']", "")
    assert run_with(cache, program=brought + PREPARED) == ("[]", "")
    assert answer(tmp_path / "nothing", cache, HAS_NUMBA) == ("0.5\nFalse", "")


def test_code_made_ahead_is_what_is_called(shipped: Path, tmp_path: Path) -> None:
    brought = BROUGHT.format(folder=str(shipped))
    found = run_with(tmp_path / "cache", program=brought + PREPARED + PROGRAM + HAS_NUMBA)
    assert found == ("['kernel']\n0.5\nFalse", "")


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


def test_other_functions_sources_or_lanes_have_other_files() -> None:
    paths = {
        shipped_path(name, sources, lanes)
        for name in ("play", "count")
        for sources in ("a" * 64, "b" * 64)
        for lanes in (1, 8, 16)
    }
    assert len(paths) == 12


def test_an_unknown_number_of_lanes_is_one_line(tmp_path: Path) -> None:
    told = "from sim.engine.compiled import kernel_lanes\ntry:\n    kernel_lanes()\n"
    told += "except ValueError as error:\n    print(error)\n"
    found, _ = run_with(tmp_path, program=told, MARCHLAND_LANES="4")
    assert found.startswith("MARCHLAND_LANES = 4: must be 8 or 16")
