"""Files that come with the program, in a checkout or an installed wheel.

A shelf is a folder of them: `scenarios` or `experiments`.
"""

from __future__ import annotations

from pathlib import Path

from sim.scenario.problems import guess, single

SCENARIOS, EXPERIMENTS = "scenarios", "experiments"

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(shelf: str = SCENARIOS) -> Path:
    """The folder of a shelf."""
    checkout, installed = _PACKAGE.parent / shelf, _PACKAGE / "_shipped" / shelf
    # An installed package lies beside others, where a folder "scenarios" would be a stranger's.
    return installed if installed.is_dir() else checkout


def paths(shelf: str) -> dict[str, Path]:
    """Files of a shelf by name, in order of name."""
    return {path.stem: path for path in sorted(folder(shelf).glob("*.toml"))}


def scenario_paths() -> dict[str, Path]:
    """Shipped scenarios by name, in order of name."""
    return paths(SCENARIOS)


def find(name: str, shelf: str = SCENARIOS) -> Path | None:
    """The shipped file of that name, with or without `.toml`, or None."""
    plain = name.replace("\\", "/").strip("/")
    if not plain or ".." in plain.split("/") or "\0" in plain:
        return None
    for candidate in (plain, f"{plain}.toml"):
        path = folder(shelf) / candidate
        if path.suffix == ".toml" and path.is_file():
            return path
    return None


def locate(name: str, shelf: str) -> Path:
    """The file meant: a path that exists, else a file of the shelf.

    A path that may yet prove wrong is given back for its reader to complain of.

    Raises:
        ScenarioError: a bare name that the shelf does not have, or no path at all.
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
        what = shelf.removesuffix("s")
        message = f"no such file, nor a shipped {what} ({', '.join(names)})"
        raise single(f"{message}{guess(name, names)}", file=name)
    return file
