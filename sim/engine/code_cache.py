"""The cache of compiled code between processes: a folder of files, each with a digest.

Numba has a cache too. But it trusts every file in its folder, and the folder can only be chosen by
a setting of the whole process, which the caller may need. :class:`CodeCache` therefore reads and
writes the files itself and changes no setting. A file that is cut, empty or damaged counts as
missing. If the disk is full or the folder cannot be used, code is compiled again, and nothing else
happens.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
from pathlib import Path
from typing import Any

from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from sim.engine.trusted_files import (
    NAME_ANOTHER,
    VARIABLE,
    CacheFolderError,
    cannot,
    check_trust,
    read_file,
    write_file,
)


def base_folder() -> Path:
    """Return the folder of all compiled code: ``MARCHLAND_CACHE``, else the user's cache folder.

    An empty variable is ignored, and so is a relative ``XDG_CACHE_HOME``, as the XDG specification
    requires.

    Raises:
        CacheFolderError: The folder should be in a home directory, but no home directory is known.
    """
    named, shared = os.environ.get(VARIABLE), Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        if named:
            return Path(named).expanduser()
        return (shared if shared.is_absolute() else Path.home() / ".cache") / "marchland"
    except RuntimeError:
        reason = f"{VARIABLE} = {named}" if named else "you"
        raise CacheFolderError(f"no home directory is known for {reason}; {NAME_ANOTHER}") from None


def cache_folder(sources: str) -> Path:
    """Return the folder of code compiled from these sources by this Numba and this Python.

    Args:
        sources: Hash of the sources.

    Raises:
        CacheFolderError: No home directory is known.
    """
    import llvmlite
    import numba

    compilers = f"numba{numba.__version__}-llvmlite{llvmlite.__version__}"
    return base_folder() / f"{sources[:16]}-{compilers}-py{platform.python_version()}"


def make_trusted(folder: Path) -> None:
    """Make the folder if it is missing, and check that no other user can write code into it.

    Raises:
        CacheFolderError: The folder cannot be made, or another user owns it or its parent folder,
            or can write to one of them.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CacheFolderError(f"the cache folder {folder} {cannot('be made', error)}") from None
    check_trust(folder)


class CodeCache(_Cache):
    """Compiled code of one outermost function, one file for each signature and processor.

    Args:
        name: Name of the function; its file names begin with this.
        source: Source text of the function itself.
        sources: Hash of the sources of everything that the function can call.
        lanes: Number of runs that the code plays side by side.

    Attributes:
        trouble: One line that says why code cannot be kept; empty if it can.
    """

    def __init__(self, name: str, source: str, sources: str, lanes: int) -> None:
        self._name, self._source, self._sources, self._lanes = name, source, sources, lanes
        self._folder: Path | None = None
        self._found: bytes | None = None
        self.trouble = ""
        try:
            folder = cache_folder(sources)
            make_trusted(folder)
        except CacheFolderError as error:
            self.trouble = str(error)
            return
        self._folder = folder
        if not os.access(folder, os.W_OK | os.X_OK):
            self.trouble = f"the cache folder {folder} cannot be written; {NAME_ANOTHER}"

    @property
    def cache_path(self) -> str | None:
        """The folder, for Numba's statistics."""
        return None if self._folder is None else str(self._folder)

    def find(self, sig: Any, codegen: Any) -> bool:
        """Read the code of a signature, for ``load_overload``; return whether it was found."""
        path = self._path(sig, codegen)
        self._found = None if path is None else read_file(path)
        return self._found is not None

    def find_shipped(self, sig: Any, codegen: Any) -> bool:
        """Make the code of a signature from what the package brings; return whether it brings any.

        The code is kept like compiled code, so that it is made once.
        """
        from sim.engine.shipped import make_code, shipped_name

        self._found = make_code(shipped_name(self._sources, self._lanes, sig), codegen)
        if self._found is not None:
            self._keep(sig, codegen, self._found)
        return self._found is not None

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return the code that ``find`` has read, ready to run; None if it has found nothing."""
        target_context.refresh()
        if self._found is None:
            return None
        return CompileResult._rebuild(target_context, *pickle.loads(self._found))

    def save_overload(self, sig: Any, data: Any) -> None:
        """Write compiled code to its file; if that is impossible, ``trouble`` says why."""
        if self._folder is None or self.trouble:
            return
        if data.library.has_dynamic_globals:
            self.trouble = "it holds addresses that mean nothing to another process"
            return
        self._keep(sig, data.codegen, dumps(data._reduce()))

    def _keep(self, sig: Any, codegen: Any, body: bytes) -> None:
        path = self._path(sig, codegen)
        if path is None or self.trouble:
            return
        try:
            write_file(path, body)
        except OSError as error:
            self.trouble = f"the cache folder {self._folder} {cannot('be written', error)}"

    def lock_path(self, sig: Any, codegen: Any) -> Path | None:
        """Return the file to lock while the code of a signature is made; None if it is not kept."""
        path = None if self.trouble else self._path(sig, codegen)
        return None if path is None else path.with_suffix(".lock")

    def enable(self) -> None:
        """Do nothing: the cache is always enabled."""

    def disable(self) -> None:
        """Do nothing: Numba requires the method, but nothing here calls it."""

    def flush(self) -> None:
        """Do nothing: Numba requires the method, but nothing here calls it."""

    def _path(self, sig: Any, codegen: Any) -> Path | None:
        if self._folder is None:
            return None
        key = repr((str(sig), codegen.magic_tuple(), self._source, self._lanes))
        return self._folder / f"{self._name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.code"
