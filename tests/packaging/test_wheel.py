"""The package as others get it: a wheel with its data, built from a complete source archive."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a source archive and the wheel built from that archive."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("marchland-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs folder of a fresh environment with the wheel; its dependencies are borrowed."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    paths = {"base": str(home), "platbase": str(home)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    programs = Path(sysconfig.get_path("scripts", "venv", vars=paths))
    # A plain path line puts a folder on the path without following the .pth files in it, so the
    # checkout this test runs from, installed there as editable, stays out of reach.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--quiet", str(wheel)], check=True)
    return programs


def shipped(folder: str) -> set[str]:
    return {
        path.relative_to(ROOT / folder).as_posix()
        for path in (ROOT / folder).rglob("*.toml")
        if path.is_file()
    }


def test_the_wheel_carries_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"sim/py.typed", "sim/__init__.pyi", "sim/data/region.json"} <= names
    for folder in ("scenarios", "experiments"):
        assert {f"sim/_shipped/{folder}/{name}" for name in shipped(folder)} <= names
    assert "sim/_shipped/scenarios/karabakh-2020.toml" in names
    # Reports explain words by the glossary.
    assert "sim/_shipped/docs/glossary.md" in names


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"sim", "marchland"}
    assert "sim/data/make_region.py" not in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_source_archive_is_complete(built: Path) -> None:
    (archive,) = built.glob("marchland-*.tar.gz")
    with tarfile.open(archive) as file:
        names = {name.split("/", 1)[1] for name in file.getnames() if "/" in name}
    for needed in ("LICENSE", "Makefile", "README.md", ".ci/run", "tests/test_structure.py"):
        assert needed in names
    assert "sim/data/make_region.py" in names


def test_an_installed_copy_finds_its_scenarios_and_experiments(
    installed: Path, tmp_path: Path
) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    listed = subprocess.run(
        [installed / "sim", "list"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=True,
    )
    for folder in ("scenarios", "experiments"):
        for file in (ROOT / folder).glob("*.toml"):
            assert file.stem in listed.stdout.split()
    # Loaded, not only named: its scenario is found as well.
    checked = subprocess.run(
        [installed / "sim", "check", "recommit-baseline"],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_installed_copy_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    code = "import sim, sim.plots.region as r; print(sim.__file__); print(r.load_region().frame)"
    printed = subprocess.run(
        [installed / "python", "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert Path(printed[0]).is_relative_to(installed.parent)
    assert printed[1] == "(39.0, 37.5, 51.5, 44.5)"
