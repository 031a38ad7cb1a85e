"""The compiled kernel that an installed package brings, so that the first use need not wait.

Compiling takes about a minute, nearly all of it in Numba. The package therefore brings what Numba
has made of the kernel: *bitcode*, from which LLVM makes machine code for any processor of the
platform in about a second. ``make wheel`` writes it. It is used only for the sources that it was
made from and by the version of LLVM that it was made with; where it does not fit, the kernel is
compiled as without it. A folder that other users can write to is not trusted.
"""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

from sim.engine.native import Code, machine_code
from sim.engine.trusted_files import CacheFolderError, check_trust, read_file, write_file

FOLDER = Path(__file__).parents[1] / "_compiled"
"""Folder of the bitcode in the package."""


def shipped_path(name: str, sources: str, lanes: int) -> Path:
    """Return the file of the bitcode of a function, for this LLVM; it need not exist.

    Args:
        name: Name of the function; "*" for a pattern that matches those of all functions.
        sources: Hash of the sources.
        lanes: Number of runs that the code plays side by side.
    """
    from llvmlite.binding import get_process_triple, llvm_version_info

    key = repr((sources, lanes, llvm_version_info, get_process_triple()))
    return FOLDER / f"{name}-{lanes}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.bitcode"


def holds_bitcode(sources: str, lanes: int) -> bool:
    """Whether the package brings sound bitcode for these sources and so many lanes."""
    try:
        check_trust(FOLDER)
    except CacheFolderError:
        return False
    found = FOLDER.glob(shipped_path("*", sources, lanes).name)
    return any(read_file(path) is not None for path in found)


def shipped_code(path: Path) -> Code | None:
    """Return machine code for this processor from a file of bitcode.

    Returns None if there is no such file, if it is damaged, if other users can write to the folder,
    or if this LLVM makes no code from it.
    """
    try:
        check_trust(path.parent)
        body = read_file(path)
        return None if body is None else machine_code(Code.from_bytes(zlib.decompress(body)))
    except (CacheFolderError, RuntimeError):
        return None


def write_bitcode(code: Code, path: Path) -> None:
    """Write the bitcode of a function to its file; the folder is made if it is missing."""
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    write_file(path, zlib.compress(code.to_bytes(), 9))
