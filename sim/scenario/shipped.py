"""Files that are shipped with the program, in a checkout or an installed wheel.

They are in folders that are called shelves here: `scenarios` and `experiments`, and `docs` for the
glossary.
"""

from __future__ import annotations

from pathlib import Path

from sim.scenario.problems import guess, single

SCENARIOS, EXPERIMENTS = "scenarios", "experiments"

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(shelf: str = SCENARIOS) -> Path:
    """Return the folder of a shelf."""
    checkout, installed = _PACKAGE.parent / shelf, _PACKAGE / "_shipped" / shelf
    # Next to an installed package, a folder "scenarios" could belong to another package.
    return installed if installed.is_dir() else checkout


def paths(shelf: str) -> dict[str, Path]:
    """Return the files of a shelf by name, sorted by name."""
    return {path.stem: path for path in sorted(folder(shelf).glob("*.toml"))}


def scenario_paths() -> dict[str, Path]:
    """Return the files of the shipped scenarios by name, sorted by name."""
    return paths(SCENARIOS)


def find(name: str, shelf: str = SCENARIOS) -> Path | None:
    """Return the shipped file with a name, with or without `.toml`; None if there is none."""
    plain = name.replace("\\", "/").strip("/")
    if not plain or ".." in plain.split("/") or "\0" in plain:
        return None
    for candidate in (plain, f"{plain}.toml"):
        path = folder(shelf) / candidate
        if path.suffix == ".toml" and path.is_file():
            return path
    return None


def locate(name: str, shelf: str) -> Path:
    """Return the file for a path or name: a path that exists, or else a shipped file.

    Other paths are returned unchanged; reading them then gives the error.

    Args:
        name: Path of a file, or name of a shipped file.
        shelf: Folder of shipped files, `scenarios` or `experiments`.

    Raises:
        ScenarioError: It is a name without a shipped file, or not a path.
    """
    file = Path(name)
    try:
        if "\0" in name:
            raise ValueError(name)
        if file.is_file():
            return file
        found = find(name, shelf)
        exists = file.exists()
    except (OSError, ValueError):
        raise single("is not a path", file=name[:200].replace("\0", "?")) from None
    if found is not None:
        return found
    looks_like_name = file.suffix != ".toml" and len(file.parts) == 1
    if not exists and looks_like_name:
        names = list(paths(shelf))
        what = Path(shelf).name.removesuffix("s")
        message = f"no such file, nor a shipped {what} ({', '.join(names)})"
        raise single(f"{message}{guess(name, names)}", file=name)
    return file
