"""The compiled kernel that an installed package brings, so that the first use need not wait.

Compiling takes about a minute, nearly all of it in Numba. The package therefore brings what Numba
has made of the kernel: *bitcode*, from which machine code for any processor of the platform is made
in a second or two. ``make wheel`` writes it. It is used only by the versions that it was made with
and for the sources that it was made from; where it does not fit, the kernel is compiled as without
it. A folder that other users can write to is not trusted.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import zlib
from pathlib import Path
from typing import Any

from sim.engine.trusted_files import CacheFolderError, check_trust, read_file, write_file

FOLDER = Path(__file__).parents[1] / "_compiled"
"""Folder of the bitcode in the package."""


def shipped_name(sources: str, lanes: int, sig: Any) -> str:
    """Return the file name of the bitcode for these sources, lanes and signature, and this Numba.

    Args:
        sources: Hash of the sources.
        lanes: Number of runs that the code plays side by side.
        sig: Signature of the outermost function.
    """
    import llvmlite
    import llvmlite.binding
    import numba

    minor = platform.python_version_tuple()[:2]
    versions = (*minor, numba.__version__, llvmlite.__version__)
    key = repr((sources, lanes, str(sig), versions, llvmlite.binding.get_process_triple()))
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.bitcode"


def make_code(name: str, codegen: Any, folder: Path = FOLDER) -> bytes | None:
    """Return machine code for this processor, as ``CodeCache`` keeps it, from a file of bitcode.

    Returns None if there is no such file, if it is damaged, if other users can write to the folder,
    or if this version of the compiler makes no code from it.
    """
    try:
        check_trust(folder)
    except CacheFolderError:
        return None
    body = read_file(folder / name)
    if body is None:
        return None
    import llvmlite.binding as llvm
    from numba.core.serialize import dumps

    try:
        (title, _, bitcode), *rest = pickle.loads(zlib.decompress(body))
        machine_code = codegen._tm.emit_object(llvm.parse_bitcode(bitcode))
        made: bytes = dumps(((title, "object", (machine_code, bitcode)), *rest))
        return made
    except Exception:  # whatever another version of the compiler may raise
        return None


def write_bitcode(result: Any, name: str, folder: Path = FOLDER) -> None:
    """Write the bitcode of a compiled function to a file; the folder is made if it is missing."""
    from numba.core.serialize import dumps

    parts = (result.library.serialize_using_bitcode(), *result._reduce()[1:])
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    write_file(folder / name, zlib.compress(dumps(parts), 9))
