"""The bitcode that a package brings: no wait where it fits, no harm where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.shipped import shipped_name
from tests.compiled.test_cache import PROGRAM, run_with

pytestmark = pytest.mark.compiled

SHIP = """
from pathlib import Path
from sim.engine.compiled import entry, kernel_lanes, source_hash
from sim.engine.shipped import shipped_name, write_bitcode
from sim.rules.front import ceasefire_probability
compiled = entry(ceasefire_probability)
compiled(0.2, 0.0)
for signature, result in compiled.dispatcher.overloads.items():
    name = shipped_name(source_hash(), kernel_lanes(), signature)
    write_bitcode(result, name, Path({folder!r}))
"""
BROUGHT = """
from pathlib import Path
from sim.engine import shipped
shipped.make_code.__defaults__ = (Path({folder!r}),)
"""


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the bitcode of one small function."""
    folder = tmp_path_factory.mktemp("package") / "compiled"
    run_with(tmp_path_factory.mktemp("cache"), program=SHIP.format(folder=str(folder)))
    return folder


def answer(folder: Path, cache: Path) -> tuple[str, str]:
    """What the function answers where a package brings this folder, and what is said on stderr."""
    return run_with(cache, program=BROUGHT.format(folder=str(folder)) + PROGRAM)


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


def test_other_sources_lanes_or_arguments_have_other_files() -> None:
    names = {
        shipped_name(sources, lanes, signature)
        for sources in ("a" * 64, "b" * 64)
        for lanes in (1, 8, 16)
        for signature in ("(float64,)", "(int64,)")
    }
    assert len(names) == 12


def test_an_unknown_number_of_lanes_is_one_line(tmp_path: Path) -> None:
    told = "from sim.engine.compiled import kernel_lanes\ntry:\n    kernel_lanes()\n"
    told += "except ValueError as error:\n    print(error)\n"
    found, _ = run_with(tmp_path, program=told, MARCHLAND_LANES="4")
    assert found.startswith("MARCHLAND_LANES = 4: must be 8 or 16")
