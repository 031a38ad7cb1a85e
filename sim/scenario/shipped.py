"""Scenarios that come with the program, in a checkout or an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE.parent / "scenarios", _PACKAGE / "_shipped" / "scenarios")


def folder() -> Path:
    """The folder of shipped scenarios."""
    checkout, installed = _FOLDERS
    # An installed package lies beside others, where a folder "scenarios" would be a stranger's.
    return installed if installed.is_dir() else checkout


def scenario_paths() -> dict[str, Path]:
    """Shipped scenarios by name, in order of name."""
    return {path.stem: path for path in sorted(folder().glob("*.toml"))}


def find(name: str) -> Path | None:
    """The shipped file of that name, with or without `.toml`, or None."""
    plain = name.replace("\\", "/").strip("/")
    if not plain or ".." in plain.split("/") or "\0" in plain:
        return None
    for candidate in (plain, f"{plain}.toml"):
        path = folder() / candidate
        if path.suffix == ".toml" and path.is_file():
            return path
    return None
