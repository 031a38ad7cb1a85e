"""The help of every command: its examples can be typed as they stand."""

from __future__ import annotations

import re
import shlex

import pytest
import typer

from sim.cli.app import app
from sim.cli.examples import EXAMPLES, QUESTIONS
from sim.scenario import shipped
from tests.cli.conftest import Command

GROUP = typer.main.get_command(app)
COMMANDS = {
    name: command
    for name, command in GROUP.commands.items()  # type: ignore[attr-defined]
    if not hasattr(command, "commands")
}
LINES = [line for lines in EXAMPLES.values() for line in lines]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_ends_with_examples_of_its_command(sim: Command, name: str) -> None:
    ended = sim(name, "-h")
    assert ended.status == 0
    examples = ended.out.partition("Examples:\n")[2].splitlines()
    assert [line.strip() for line in examples] == list(EXAMPLES[name])
    assert all(shlex.split(line)[:2] == ["sim", name] for line in EXAMPLES[name])
    assert max(map(len, ended.out.splitlines())) <= 80


@pytest.mark.parametrize("line", LINES)
def test_an_example_is_understood(line: str) -> None:
    """The parser takes every option and argument; a mistake here raises a usage error."""
    _, name, *arguments = shlex.split(line)
    context = COMMANDS[name].make_context(name, arguments)
    assert context.params


@pytest.mark.parametrize("line", LINES)
def test_names_in_examples_are_shipped(line: str) -> None:
    """What is neither a folder of results, an option's value nor a figure is a shipped file."""
    names = re.findall(r"\b(?:karabakh|libya|recommit|why|armenia|moscow)-[\w-]+", line)
    known = {**shipped.scenario_paths(), **shipped.paths(shipped.EXPERIMENTS)}
    assert set(names) <= known.keys()


def test_the_guide_names_commands_that_are_there(sim: Command) -> None:
    text = sim("--help").out
    for question, commands in QUESTIONS:
        assert question in text
        names = commands.removeprefix("sim ").split(", ")
        assert set(names) <= GROUP.commands.keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "recommit-baseline"), "an experiment, not a scenario; `sim sweep recommit"),
        (("sweep", "karabakh-2020"), "a scenario, not an experiment; `sim run karabakh-2020`"),
    ],
)
def test_the_other_kind_of_file_is_named(
    sim: Command, arguments: tuple[str, str], said: str
) -> None:
    ended = sim(*arguments)
    assert (ended.status, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert said in line
