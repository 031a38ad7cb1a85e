"""The compiled kernel that an installed package brings, so that the first use need not wait.

Compiling takes about a minute. The package therefore brings machine code, which ``make wheel``
writes: for each number of lanes, code for two kinds of processors of the platform. It is read from
the package at every start, and is as fast as code that is made for one processor. It is used only
for the sources that it was made from; where none fits, the kernel is compiled as without it. A
folder that other users can write to is not trusted.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path

from sim.engine.modes import NARROW, WIDE
from sim.engine.native import Code, machine_code, processor
from sim.engine.trusted_files import CacheFolderError, check_trust, read_file, write_file

FOLDER = Path(__file__).parents[1] / "_compiled"
"""Folder of the code in the package."""
FEATURES = {NARROW: ("avx2", ""), WIDE: ("avx512f", "avx2")}
"""Features of processors, one for each code with so many lanes, the fastest first; "" is none."""


def shipped_path(name: str, sources: str, lanes: int, feature: str) -> Path:
    """Return the file of the code of a function for this platform; it need not exist.

    Args:
        name: Name of the function; "*" for a pattern that matches those of all functions.
        sources: Hash of the sources.
        lanes: Number of runs that the code plays side by side.
        feature: The feature that the code asks of the processor.
    """
    platform, *_ = processor()
    key = hashlib.sha256(repr((sources, lanes, platform, feature)).encode()).hexdigest()
    return FOLDER / f"{name}-{lanes}-{key[:16]}.code"


def brings_code(sources: str, lanes: int) -> bool:
    """Whether the package brings sound code for these sources, so many lanes and this processor."""
    return any(True for _ in _bodies("*", sources, lanes))


def shipped_code(name: str, sources: str, lanes: int) -> Code | None:
    """Return the code of a function that suits this processor best.

    Returns None if the package brings none for these sources and so many lanes, if it is damaged,
    or if other users can write to its folder.
    """
    body = next(_bodies(name, sources, lanes), None)
    return None if body is None else Code.from_bytes(zlib.decompress(body))


def write_code(name: str, bitcode: Code, sources: str, lanes: int) -> None:
    """Write the code of a function for every kind of processor; the folder is made if missing."""
    FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    known = _features()
    for feature in FEATURES.get(lanes, ()):
        if feature in known:
            content = machine_code(bitcode, feature).to_bytes()
            write_file(shipped_path(name, sources, lanes, feature), zlib.compress(content, 9))


def _features() -> dict[str, bool]:
    """Return for every feature of processors of this platform whether this processor has it."""
    from llvmlite.binding import get_host_cpu_features

    return {**get_host_cpu_features(), "": True}


def _bodies(name: str, sources: str, lanes: int) -> Iterator[bytes]:
    """Yield the content of every sound file with code for this processor, the fastest first."""
    try:
        check_trust(FOLDER)
    except CacheFolderError:
        return
    has = _features()
    for feature in FEATURES.get(lanes, ()):
        if has.get(feature):
            for path in FOLDER.glob(shipped_path(name, sources, lanes, feature).name):
                body = read_file(path)
                if body is not None:
                    yield body
