"""Files of compiled code: whole or missing, in a folder that is ours, and never in the way."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.engine import code_cache
from sim.engine.code_cache import CodeCache, base_folder, holds_code
from sim.engine.native import Code, processor
from sim.engine.trusted_files import CacheFolderError

CODE = Code("float int", 2, "none", bytes(range(200)))


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for compiled code that does not exist yet."""
    monkeypatch.setenv("MARCHLAND_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def cache() -> CodeCache:
    return CodeCache("play", "def play(): ...", "f" * 64, 8)


def is_kept() -> bool:
    return cache().find() == CODE


def keep() -> Path:
    """Keep code; its file."""
    kept = cache()
    kept.keep(CODE)
    assert kept.trouble == ""
    (path,) = [path for path in Path(os.environ["MARCHLAND_CACHE"]).rglob("*") if path.is_file()]
    return path


def test_what_is_kept_is_found(base: Path) -> None:
    assert not is_kept()
    keep()
    assert is_kept()
    for source, sources, lanes in (
        ("def play(): edited", "f" * 64, 8),
        ("def play(): ...", "e" * 64, 8),
        ("def play(): ...", "f" * 64, 16),
    ):
        assert not CodeCache("play", source, sources, lanes).find()


def test_whether_any_code_with_so_many_lanes_is_kept(base: Path) -> None:
    assert not holds_code("f" * 64, 8)
    folder = keep().parent
    assert holds_code("f" * 64, 8)
    assert not holds_code("f" * 64, 1)
    assert not holds_code("e" * 64, 8)
    folder.chmod(0o777)
    assert not holds_code("f" * 64, 8)


def test_code_for_another_processor_is_not_found(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    here = processor()
    monkeypatch.setattr(code_cache, "processor", lambda: (*here[:2], "other features"))
    assert not is_kept()


def damaged(whole: bytes) -> Iterator[bytes]:
    yield b""
    yield whole + b"x"
    for length in (1, 31, 32, 33, len(whole) // 2, len(whole) - 1):
        yield whole[:length]
    for place in (0, 31, 32, len(whole) // 2, len(whole) - 1):
        yield whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]


def test_a_damaged_file_counts_as_missing(base: Path) -> None:
    path = keep()
    whole = path.read_bytes()
    for content in damaged(whole):
        path.write_bytes(content)
        assert not is_kept()
        keep()
        assert is_kept()


def test_a_folder_in_place_of_a_file_is_a_reason(base: Path) -> None:
    path = keep()
    path.unlink()
    path.mkdir()
    assert not is_kept()
    kept = cache()
    kept.keep(CODE)
    assert "cannot be written (Is a directory)" in kept.trouble
    assert list(path.parent.iterdir()) == [path]  # no draft stays behind


def test_a_full_disk_is_a_reason(base: Path) -> None:
    kept, limits = cache(), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, limits[1]))
    try:
        kept.keep(CODE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "cannot be written (File too large)" in kept.trouble
    assert [path for path in base.rglob("*") if path.is_file()] == []


def test_a_file_where_the_folder_should_be_is_a_reason(base: Path) -> None:
    base.write_text("not a folder")
    kept = cache()
    assert str(base) in kept.trouble
    assert "set MARCHLAND_CACHE to a folder of your own" in kept.trouble
    kept.keep(CODE)
    assert not is_kept()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_read(base: Path) -> None:
    folder = keep().parent
    folder.chmod(0o500)
    assert "cannot be written" in cache().trouble
    assert is_kept()


@pytest.mark.parametrize("mode", [0o770, 0o707])
@pytest.mark.parametrize("inner", [False, True], ids=["base", "inner folder"])
def test_a_folder_that_others_can_write_is_not_trusted(base: Path, mode: int, inner: bool) -> None:
    folder = keep().parent if inner else keep().parent.parent
    folder.chmod(mode)
    assert not is_kept()
    assert cache().trouble == (
        f"other users can write to the cache folder {folder}; to use it: chmod go-w '{folder}'"
    )
    folder.chmod(mode & 0o755)
    assert is_kept()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_folder_of_another_user_is_not_trusted(base: Path, monkeypatch: Any) -> None:
    folder = keep().parent
    os.chown(folder, 12345, -1)
    assert not is_kept()
    assert f"{folder} belongs to another user" in cache().trouble
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    os.chown(folder, 0, -1)
    os.chown(base, 0, -1)
    assert is_kept()  # root could do anything anyway


def test_folders_are_made_for_us_alone(base: Path) -> None:
    folder = keep().parent
    assert [path.stat().st_mode & 0o777 for path in (base, folder)] == [0o700, 0o700]


def test_which_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/of-mine")
    monkeypatch.setenv("XDG_CACHE_HOME", "/shared")
    for named, expected in (
        ("/elsewhere", "/elsewhere"),
        ("~/kept", "/home/of-mine/kept"),
        ("", "/shared/marchland"),  # an empty name is no name
    ):
        monkeypatch.setenv("MARCHLAND_CACHE", named)
        assert base_folder() == Path(expected)
    monkeypatch.delenv("MARCHLAND_CACHE")
    for shared in ("", "not/absolute"):
        monkeypatch.setenv("XDG_CACHE_HOME", shared)
        assert base_folder() == Path("/home/of-mine/.cache/marchland")


def test_without_a_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: Any) -> Any:
        raise KeyError("no such user")

    for name in ("HOME", "XDG_CACHE_HOME", "MARCHLAND_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)
    with pytest.raises(CacheFolderError, match="no home directory is known"):
        base_folder()
    assert "no home directory is known" in cache().trouble
    monkeypatch.setenv("MARCHLAND_CACHE", "~/kept")
    with pytest.raises(
        CacheFolderError, match="no home directory is known for MARCHLAND_CACHE = ~/kept"
    ):
        base_folder()
    # Where none is needed, none is asked for.
    monkeypatch.setenv("XDG_CACHE_HOME", "/shared")
    monkeypatch.setenv("MARCHLAND_CACHE", "/elsewhere")
    assert base_folder() == Path("/elsewhere")
    monkeypatch.delenv("MARCHLAND_CACHE")
    assert base_folder() == Path("/shared/marchland")
