"""What every command prints for people: it fits the page, has no "nan", and suggests what works.

The folder is named with a space and quotes, and one draw of chance leaves many intervals unknown.
"""

from __future__ import annotations

import ast
import io
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import typer

import sim as library
from sim import cli
from sim.cli.app import app, main
from sim.measures import MEASURE_NAMES
from tests.scenario.bench import QUARREL

NAME = """it's "small" out"""
COLUMNS = 64
TEXT = """
name = "small"
title = "A small sweep"
question = "Who stands by whom, and who says afterwards that he has done so, in a small sweep?"
scenario = "{scenario}"
turns = 1
seed = 5
outcomes = ["offensive", "recommitment_index", "first_offensive"]
factors = [{{ path = "parameters.bulwark", low = 0, high = 2, levels = 3 }}]
[design]
kind = "grid"
[policies.plain]
[policies.quiet]
set = {{ "actors.CRAG.doctrine" = "fixed:hold" }}
[policies.same]
[replicates]
fixed = 1
"""

SEATS = ("--guarantor", "A", "--client", "B", "--challenger", "C")


def run(*arguments: object) -> tuple[str, str]:
    """Run a command; what it printed, and what it said beside that."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit), redirect_stdout(out), redirect_stderr(err):
        main([str(argument) for argument in arguments])
    return out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading") / NAME


@pytest.fixture(scope="module")
def said(place: Path) -> Iterator[Mapping[str, tuple[str, str]]]:
    """What commands print, by their first words, on a narrow terminal."""
    place.mkdir()
    (place / "small.toml").write_text(TEXT.format(scenario=QUARREL), encoding="utf-8")
    for name in ("quarrel.toml", "rules.toml"):
        shutil.copy(QUARREL.with_name(name), place)
    swept, record, experiment = place / "swept", place / "record", place / "small.toml"
    own, part = place / "quarrel.toml", place / "part"
    library.sweep(experiment, swept, jobs=1)
    shutil.copytree(swept, part)
    max((part / "runs").iterdir()).unlink()
    (place / "other").mkdir()
    library.run(QUARREL, seed=9, turns=1).save(place / "other" / "record.json")
    commands: tuple[tuple[object, ...], ...] = (
        ("results", swept),
        ("results", part),
        ("summary", part),
        ("summary", swept, "--all"),
        ("summary", swept, "--by", "point", "--all"),
        ("compare", swept),
        ("compare", swept, "--policies", "plain", "quiet"),
        ("compare", f"{part}:plain", f"{part}:same"),
        ("runs", swept, "--limit", 3),
        ("runs", swept, "--columns", "run,first_offensive,first_quarter", "--limit", 3),
        ("rerun", swept, "--run", 0, "--out", record),
        ("twin", swept, "--run", 0, "--outcome", "offensive"),
        ("discover", swept, "--outcome", "offensive"),
        ("plot", swept, "policy-differences"),
        ("explain", record, "--turn", 0, "--actor", "CRAG"),
        ("compare", record, record),
        ("compare", record, place / "other"),
        ("run", own, "--seed", 4, "--turns", 2),
        ("run", own, "--seed", 4, "--turns", 1, "--set", "world.tension = 0.5", "--quiet"),
        ("run", experiment),
        ("sweep", own),
        ("show", own),
        ("show", experiment),
        ("new", "strait", *SEATS, "--out", place / "s.toml"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(COLUMNS))
        patch.setattr("sim.plots.save_run_figures", lambda *_: [])
        yield {" ".join(map(str, words)): run(*words) for words in commands}


def suggestions(text: str) -> list[str]:
    """The commands that a text suggests: on lines of their own, in backticks, or after a colon.

    No line is broken within a command, which could not be pasted then.
    """
    named = {"`sim merge`", "`sim check`"}
    quoted = [one.strip("`") for one in re.findall(r"`sim [^`]+`", text) if one not in named]
    return [*quoted, *re.findall(r"(?m)(?:^ |:) (sim .+)$", text)]


def test_no_command_failed(said: Mapping[str, tuple[str, str]]) -> None:
    assert not [words for words, (_, err) in said.items() if "internal error" in err]
    empty = [words.partition(" ")[0] for words, (out, _) in said.items() if not out]
    # A policy without runs, a search in three points, an experiment and a scenario out of place.
    assert empty == ["compare", "discover", "run", "sweep"]


def test_every_suggested_command_is_understood(
    said: Mapping[str, tuple[str, str]], place: Path
) -> None:
    group = typer.main.get_command(app)
    found = {line for texts in said.values() for text in texts for line in suggestions(text)}
    assert len(found) > 20
    named = 0
    for line in found:
        program, *words = shlex.split(line, comments=True)
        with group.make_context(program, list(words)) as context:  # type: ignore[attr-defined]
            name, command, rest = group.resolve_command(context, words)  # type: ignore[attr-defined]
            assert command.make_context(name, rest, parent=context).params, line
        # A path that is not quoted falls apart, or leaves a quote open.
        named += any(NAME in word for word in words)
        assert all(NAME in word for word in words if '"small"' in word), line
    assert named > 15


def test_what_is_no_number_is_a_dash(said: Mapping[str, tuple[str, str]]) -> None:
    words = re.compile(r"\b(nan|NaN|NaT|None|inf|null|<NA>)\b")
    texts = {name: out for name, (out, _) in said.items()}
    assert not {name: found for name, out in texts.items() if (found := words.findall(out))}
    for name in ("summary", "compare", "runs"):
        tables = [out for words, out in texts.items() if words.startswith(name)]
        assert any(re.search(r" -( |$)", out, re.MULTILINE) for out in tables), name


def test_every_line_fits_the_page(said: Mapping[str, tuple[str, str]], place: Path) -> None:
    """Only what can be pasted, paths and commands, and the one line of --quiet may be wider."""
    wide = {
        (name, line)
        for name, (out, _) in said.items()
        for line in out.splitlines()
        if len(line) > COLUMNS
    }
    kept = {line for name, line in wide if str(place.parent) in line or "--quiet" in name}
    assert {line for _, line in wide} == kept


def test_without_a_terminal_the_width_is_the_usual_one(
    said: Mapping[str, tuple[str, str]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    out, _ = run("compare", place / "swept", "--policies", "plain", "quiet")
    assert max(map(len, out.splitlines())) > COLUMNS
    from sim.cli.comparison import told

    assert out == told(library.compare(place / "swept", policies=("plain", "quiet"))) + "\n"


@pytest.mark.parametrize("command", ["summary", "compare", "twin"])
def test_measures_are_called_by_words_and_their_names_stand_in_brackets(
    said: Mapping[str, tuple[str, str]], command: str
) -> None:
    texts = {words: " ".join(out.split()) for words, (out, _) in said.items()}
    code = re.compile("|".join(rf"\b{name}\b" for name in MEASURE_NAMES if "_" in name))
    found = {
        words: code.findall(re.sub(r"\([^()]*\)", "", text))
        for words, text in texts.items()
        if words.startswith(command)
    }
    assert found
    assert not any(found.values()), found


# --- numbers in tables ---------------------------------------------------------------------------

SOURCES = sorted(Path(cli.__file__).parent.rglob("*.py"))
SURE = {"_size", "_spell", "_how_it_went", "show"}
"""Functions that format sizes and times, which are always numbers."""


def formatted(source: str) -> Iterator[tuple[str, str]]:
    """Yield the functions that format a measured number by themselves, and its format."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                    spec = ast.unparse(node.format_spec)
                    if re.search(r"[efg%]'$", spec):
                        yield function.name, spec


def test_a_number_formatted_by_hand_is_found() -> None:
    assert list(formatted("def f(x):\n    return f'{x:.3f} {x:,} {x:>8}'")) == [("f", "f'.3f'")]


@pytest.mark.parametrize(
    "path", sorted(Path(cli.__file__).parent.rglob("*.py")), ids=lambda path: path.stem
)
def test_commands_write_numbers_by_one_function(path: Path) -> None:
    """`sim.words.numeral` writes "-" for what is no number."""
    found = formatted(path.read_text(encoding="utf-8"))
    assert not [one for one in found if one[0] not in SURE]
