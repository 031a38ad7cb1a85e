"""The cache of compiled code between processes: a folder of files, each with a digest.

Numba has a cache too. But it trusts every file in its folder, and the folder can only be chosen by
a setting of the whole process, which the caller may need. To read a file of it takes Numba itself.
:class:`CodeCache` therefore reads and writes files of its own, without Numba, and changes no
setting. A file that is cut, empty or damaged counts as missing. If the disk is full or the folder
cannot be used, code is compiled again, and nothing else happens.
"""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from sim.engine.native import Code, processor
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
    """Return the folder of code compiled from these sources by this Numba.

    Args:
        sources: Hash of the sources.

    Raises:
        CacheFolderError: No home directory is known.
    """
    compilers = f"numba{version('numba')}-llvmlite{version('llvmlite')}"
    return base_folder() / f"{sources[:16]}-{compilers}"


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


def holds_code(sources: str, lanes: int) -> bool:
    """Whether code for so many lanes was compiled from these sources by this Numba and is kept."""
    try:
        folder = cache_folder(sources)
        check_trust(folder)
    except CacheFolderError:
        return False
    return any(folder.glob(f"*-{lanes}-*.code"))


class CodeCache:
    """Compiled code of one outermost function: one file for each processor.

    Args:
        name: Name of the function; its file names begin with this.
        source: Source text of the function itself.
        sources: Hash of the sources of everything that the function can call.
        lanes: Number of runs that the code plays side by side.

    Attributes:
        trouble: One line that says why code cannot be kept; empty if it can.
    """

    def __init__(self, name: str, source: str, sources: str, lanes: int) -> None:
        self.trouble = ""
        self._path: Path | None = None
        key = hashlib.sha256(repr((source, lanes, *processor())).encode()).hexdigest()
        try:
            self._folder = cache_folder(sources)
            make_trusted(self._folder)
        except CacheFolderError as error:
            self.trouble = str(error)
            return
        self._path = self._folder / f"{name}-{lanes}-{key[:16]}.code"
        if not os.access(self._folder, os.W_OK | os.X_OK):
            self.trouble = f"the cache folder {self._folder} cannot be written; {NAME_ANOTHER}"

    def find(self) -> Code | None:
        """Return the code; None if there is none."""
        body = None if self._path is None else read_file(self._path)
        return None if body is None else Code.from_bytes(body)

    def keep(self, code: Code) -> None:
        """Write code to its file; if that is impossible, ``trouble`` says why."""
        if self._path is None or self.trouble:
            return
        try:
            write_file(self._path, code.to_bytes())
        except OSError as error:
            self.trouble = f"the cache folder {self._folder} {cannot('be written', error)}"

    @property
    def lock_path(self) -> Path | None:
        """The file to lock while the code is made; None if it is not kept."""
        if self._path is None or self.trouble:
            return None
        return self._path.with_suffix(".lock")
