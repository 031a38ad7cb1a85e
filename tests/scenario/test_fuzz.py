"""Spoilt scenario files: either every value came from the file, or the faults have places."""

from __future__ import annotations

import copy
import random
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, from_document, load_scenario
from sim.scenario.knowledge import STANDARD
from tests.scenario.bench import PARAMETERS

DATA = Path(__file__).parent / "data"
FILES = (DATA / "quarrel.toml", DATA / "rules.toml")
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
SLOWEST = 5.0

VALUES = [
    "0", "1", "-1", "0.5", "1e400", "nan", "-inf", "true", "''", '"ANV"', "[]", "{}", "[1, 2]",
    "{ value = 0.5 }", "{ value = 0.5, low = 0, high = 1 }", "{ low = 1 }", "2001-01-01",
    "[[[[]]]]", '{ a = { b = { c = 1 } } }', "'''x'''", "9" * 400, "0x7f", "1_000", '"hold"',
    '["hold"]', "{ ford = 1 }", '"{"', '"2001-Q3"', '"fixed:hold"', "'\\u0000'", '"\\u0000"',
]  # fmt: skip

Mutation = Callable[[random.Random, list[str]], None]


def delete(chance: random.Random, lines: list[str]) -> None:
    del lines[chance.randrange(len(lines))]


def repeat(chance: random.Random, lines: list[str]) -> None:
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


def swap(chance: random.Random, lines: list[str]) -> None:
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]


def revalue(chance: random.Random, lines: list[str]) -> None:
    at = chance.choice([n for n, line in enumerate(lines) if "=" in line] or [0])
    lines[at] = lines[at].partition("=")[0] + "= " + chance.choice(VALUES)


def revalue_inside(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    words = lines[at].split(" ")
    words[chance.randrange(len(words))] = chance.choice(VALUES)
    lines[at] = " ".join(words)


def rename(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    line = lines[at]
    if len(line) > 1:
        cut = chance.randrange(len(line) - 1)
        lines[at] = line[:cut] + line[cut + 1] + line[cut] + line[cut + 2 :]


def scribble(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    cut = chance.randrange(len(lines[at]) + 1)
    junk = chance.choice(['"', "'''", "[", "]", "{", "}", "=", ".", "\0", "é", "\t", "#", "low"])
    lines[at] = lines[at][:cut] + junk + lines[at][cut:]


def drop_table(chance: random.Random, lines: list[str]) -> None:
    heads = [n for n, line in enumerate(lines) if line.startswith("[")]
    if heads:
        start = chance.choice(heads)
        end = next((n for n in heads if n > start), len(lines))
        del lines[start:end]
        lines.append("")


MUTATIONS: list[Mutation] = [
    delete, repeat, swap, revalue, revalue, revalue_inside, rename, scribble, drop_table
]  # fmt: skip


def plain(value: Any) -> Any:
    """A parsed file with numbers plain, made without the loader's help."""
    if isinstance(value, dict):
        if {"value", "low", "high"} & set(value):
            return value["value"]
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def overlaid(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    if {"value", "low", "high"} & (set(base) | set(over)):
        return over
    return {
        **base,
        **{key: overlaid(base[key], item) if key in base else item for key, item in over.items()},
    }


def document_of(folder: Path) -> dict[str, Any]:
    over = tomllib.loads((folder / "quarrel.toml").read_text(encoding="utf-8"))
    base = tomllib.loads(PARAMETERS.read_text(encoding="utf-8"))
    base = overlaid(base, tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8")))
    layered = overlaid(base, over) if "extends" in over else over
    return {key: value for key, value in plain(layered).items() if key != "extends"}


def everything_in(scenario: Scenario) -> dict[str, Any]:
    """All the models hold, without empty optional tables; none tells who knows what."""
    assert scenario.knowledge == STANDARD
    dump = plain(scenario.model_dump(exclude_none=True, exclude={"knowledge"}))
    optional = ("mission", "doctrines", "events", "claims")
    return {key: value for key, value in dump.items() if value or key not in optional}


def judge(folder: Path) -> bool:
    """Load the spoilt scenario and check what comes of it; whether it loaded."""
    start = time.monotonic()
    try:
        scenario = load_scenario(folder / "quarrel.toml")
    except ScenarioError as error:
        assert error.problems
        for problem in error.problems:
            assert Path(problem.file).parent == folder
            lines = (folder / Path(problem.file).name).read_bytes().count(b"\n") + 1
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            assert problem.message
        return False
    finally:
        assert time.monotonic() - start < SLOWEST
    expected = {
        key: value
        for key, value in document_of(folder).items()
        if value or key not in ("doctrines", "events", "claims")
    }
    assert everything_in(scenario) == expected
    return True


def spoil(folder: Path, seed: int, count: int) -> None:
    chance = random.Random(seed)
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for _ in range(count):
        name = chance.choice(list(TEXTS))
        lines = (folder / name).read_text(encoding="utf-8").split("\n")
        chance.choice(MUTATIONS)(chance, lines)
        (folder / name).write_text("\n".join(lines) or "\n", encoding="utf-8")


def test_the_unspoilt_scenario_passes_the_judge(tmp_path: Path) -> None:
    spoil(tmp_path, 0, 0)
    assert judge(tmp_path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 4))
def test_spoilt_lines(tmp_path: Path, seed: int, count: int) -> None:
    spoil(tmp_path, seed, count)
    judge(tmp_path)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, len(TEXTS["quarrel.toml"])), junk=st.binary(max_size=3), cut=st.booleans())
def test_spoilt_bytes(tmp_path: Path, at: int, junk: bytes, cut: bool) -> None:
    spoil(tmp_path, 0, 0)
    raw = TEXTS["quarrel.toml"].encode()
    (tmp_path / "quarrel.toml").write_bytes(raw[:at] + junk + (b"" if cut else raw[at + 1 :]))
    judge(tmp_path)


def test_both_things_happen(tmp_path: Path) -> None:
    outcomes = []
    for seed in range(40):
        spoil(tmp_path, seed, 1)
        outcomes.append(judge(tmp_path))
    assert set(outcomes) == {True, False}


ODD: list[Any] = [
    None,
    True,
    -1,
    10**400,
    1e308,
    float("nan"),
    "",
    "hold",
    [],
    {},
    [[]],
    {"value": 1},
]


def mangle(chance: random.Random, table: dict[str, Any]) -> None:
    """Change one key or value somewhere in a document."""
    while True:
        key = chance.choice(list(table))
        inner = table[key]
        if isinstance(inner, dict) and inner and chance.random() < 0.8:
            table = inner
            continue
        break
    act = chance.randrange(3)
    if act == 0:
        del table[key]
    elif act == 1:
        table[key] = copy.deepcopy(chance.choice(ODD))
    else:
        table[key + "x"] = table.pop(key)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.integers(1, 3))
def test_mangled_documents(quarrel: Scenario, seed: int, count: int) -> None:
    chance = random.Random(seed)
    document = quarrel.document
    for _ in range(count):
        mangle(chance, document)
    try:
        scenario = from_document(document, "record.json")
    except ScenarioError as error:
        assert all(problem.file == "record.json" for problem in error.problems)
    else:
        absent = ("mission", "doctrines", "events", "claims")
        expected = {k: v for k, v in plain(document).items() if v or k not in absent}
        assert everything_in(scenario) == expected
