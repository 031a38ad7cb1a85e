"""What was fixed before anything was scored: files, their hash, and every later change.

A part of the validation (`decisions`, `patterns` and so on) names the files that decide its scores:
mapping, coding rule, metrics, thresholds and split. They are frozen before the first score is
computed. Anybody can compute the hash again; a change afterwards needs a reason, which is kept and
printed beside the scores.

    python -m sim.validation.freeze decisions                      # freeze, once
    python -m sim.validation.freeze decisions --reason "..."       # after a change
"""

from __future__ import annotations

import argparse
import tomllib
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sim.record.files import write_file
from sim.scenario import shipped

FOLDER = "validation"
"""Folder of the files of the validation, on the shelf of experiments."""
SHOWN = 12
"""Number of digits of a hash that a page shows."""


class FreezeError(Exception):
    """A list of frozen files that cannot be used. The message is one line."""


@dataclass(frozen=True)
class Change:
    """A change of the frozen files after the freeze.

    Attributes:
        on: Date of the change.
        digest: Hash of the files after it.
        reason: Why they were changed.
    """

    on: date
    digest: str
    reason: str


@dataclass(frozen=True)
class Frozen:
    """The files that decide the scores of one part of the validation.

    Attributes:
        part: Name of the part.
        what: What the files hold, in a few words.
        files: Paths of the files from the root of the project, in order.
        on: Date of the freeze; None before it.
        digest: Hash of the files at the freeze; "" before it.
        changes: Later changes, oldest first.
    """

    part: str
    what: str
    files: tuple[str, ...]
    on: date | None
    digest: str
    changes: tuple[Change, ...]

    @property
    def latest(self) -> str:
        """Hash that the files must have now."""
        return self.changes[-1].digest if self.changes else self.digest

    def current(self) -> str:
        """Return the hash of the files as they are now.

        Raises:
            FreezeError: A file is missing.
        """
        return digest_of(self.files)

    @property
    def holds(self) -> bool:
        """Whether the files are what was frozen, or what the last listed change made of them."""
        return bool(self.digest) and self.current() == self.latest


def place_of(part: str) -> Path:
    """Return the path of the list of frozen files of a part."""
    return shipped.folder(shipped.EXPERIMENTS) / FOLDER / f"freeze-{part}.toml"


def parts() -> tuple[str, ...]:
    """Return the names of all parts that have a list of frozen files, sorted."""
    found = place_of("x").parent.glob("freeze-*.toml")
    return tuple(sorted(path.stem.removeprefix("freeze-") for path in found))


def frozen(part: str) -> Frozen:
    """Return the list of frozen files of a part.

    Raises:
        FreezeError: There is no such part, or its file cannot be read.
    """
    path = place_of(part)
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
        changes = tuple(
            Change(change["on"], change["digest"], change["reason"])
            for change in held.get("changes", ())
        )
        return Frozen(
            part,
            held["what"],
            tuple(held["files"]),
            held.get("on"),
            held.get("digest", ""),
            changes,
        )
    except FileNotFoundError:
        raise FreezeError(f"{part}: no such part; there are {', '.join(parts())}") from None
    except (KeyError, tomllib.TOMLDecodeError) as error:
        raise FreezeError(f"{path}: not a list of frozen files: {error}") from None


def digest_of(files: tuple[str, ...]) -> str:
    """Return the SHA-256 of files: of every path and text, in order, whatever ends their lines.

    Args:
        files: Paths from the root of the project.

    Raises:
        FreezeError: A file is missing.
    """
    total = sha256()
    for name in files:
        try:
            text = located(name).read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            raise FreezeError(f"{name}: a frozen file cannot be read: {error.strerror}") from None
        total.update(f"{name}\n{len(text)}\n".encode())
        total.update(text)
    return total.hexdigest()


def located(name: str) -> Path:
    """Return the place of a file of the project, in a checkout or an installed wheel.

    Args:
        name: Path from the root of the project, such as `scenarios/cases/rule.toml`.
    """
    shelf, _, rest = name.partition("/")
    if shelf in (shipped.SCENARIOS, shipped.EXPERIMENTS):
        return shipped.folder(shelf) / rest
    return Path(__file__).resolve().parents[2] / name


def freeze(part: str, on: date, reason: str = "") -> Frozen:
    """Freeze the files of a part as they are now, or list a change of them, and return the list.

    Raises:
        FreezeError: The files are frozen and have not changed, or have changed without a reason.
    """
    now = frozen(part)
    digest = now.current()
    path = place_of(part)
    text = path.read_text(encoding="utf-8")
    if not now.digest:
        text += f'on = {on.isoformat()}\ndigest = "{digest}"\n'
    elif digest == now.latest:
        raise FreezeError(f"{part}: the files are frozen and have not changed")
    elif not reason:
        raise FreezeError(f"{part}: the files have changed since the freeze; give --reason")
    else:
        said = reason.replace("\\", "\\\\").replace('"', '\\"')
        text += f'\n[[changes]]\non = {on.isoformat()}\ndigest = "{digest}"\nreason = "{said}"\n'
    write_file(path, text.encode())
    return frozen(part)


def main() -> None:
    """Freeze a part, or list a change, from the command line."""
    parser = argparse.ArgumentParser(prog="python -m sim.validation.freeze")
    parser.add_argument("part", choices=parts())
    parser.add_argument("--reason", default="", help="why the files were changed")
    given = parser.parse_args()
    try:
        done = freeze(given.part, date.today(), given.reason)
    except FreezeError as error:
        raise SystemExit(str(error)) from None
    print(f"{done.part}: {done.latest}")


if __name__ == "__main__":
    main()
