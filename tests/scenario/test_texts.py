"""Texts of files are printable, whatever key they stand at; all other characters are welcome."""

from __future__ import annotations

import unicodedata

import pytest

from sim.experiment import load_experiment
from sim.scenario import Scenario, ScenarioError, from_document, load_scenario
from sim.texts import fault_of, printable
from tests.scenario.bench import Bench

UNPRINTABLE = {
    "escape": r"\u001b",
    "bell": r"\u0007",
    "null": r"\u0000",
    "delete": r"\u007f",
    "next line": r"\u0085",
    "line separator": r"\u2028",
    "right to left override": r"\u202e",
    "isolate": r"\u2067",
}
WELCOME = (
    "Bank $x_{$ = @ # & < > \\ `",
    "नमस्ते",
    "阿塞拜疆",
    "اذربایجان",
    "می\u200cخواهم",  # Persian needs the zero-width non-joiner
    "Qu'est-ce\u00a0?",
    "👩\u200d🚀",
)


@pytest.mark.parametrize("escape", UNPRINTABLE.values(), ids=UNPRINTABLE)
def test_what_no_text_may_hold(escape: str) -> None:
    character = chr(int(escape[2:], 16))
    for paragraph in (False, True):
        assert "character 2 is" in fault_of(f"a{character}b", paragraph=paragraph)
    shown = printable(f"a{character}b\n")
    assert shown.isprintable()
    assert shown.startswith("a\\")


def test_lines_only_where_there_may_be_several() -> None:
    assert fault_of("two\nlines") == "must be one line of printable text; character 4 is \\n"
    assert fault_of("two\nlines\tin all", paragraph=True) == ""
    assert "\\r" in fault_of("two\r\nlines", paragraph=True)


def test_what_python_calls_printable_is_welcome_in_one_look() -> None:
    printable_all = "".join(c for c in map(chr, range(0x110000)) if c.isprintable())
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") for c in printable_all)
    assert not set(printable_all) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert fault_of(printable_all) == ""


@pytest.mark.parametrize("text", WELCOME)
def test_every_script_and_sign_is_welcome(quarrel: Scenario, text: str) -> None:
    assert fault_of(text) == ""
    assert printable(text) == text
    assert quarrel.replace({"title": text, "actors.ANV.name": text}).title == text


PLACES = {
    "title": ('title = "Quarrel', 'title = "{}Quarrel'),
    "name of an actor": ('\nname = "Anvil', '\nname = "{}Anvil'),
    "text of an event": ('text = "', 'text = "{}'),
    "source of an event": ('source = "', 'source = "{}'),
}


@pytest.mark.parametrize(("old", "new"), PLACES.values(), ids=PLACES)
def test_refused_at_its_place(bench: Bench, old: str, new: str) -> None:
    key = new.strip().partition(" ")[0]
    bench.edit(old, new.format("\\u001b[31m").replace(key, "§" + key, 1))
    (error,) = bench.errors()
    assert error.startswith(f"{bench.place}: ")
    assert "character 1 is \\x1b" in error
    assert error.isprintable()


def test_every_text_of_a_scenario_is_checked(quarrel: Scenario) -> None:
    """No text of the document, at whatever depth, gets through with an escape in it."""
    places: list[tuple[str | int, ...]] = []

    def walk(value: object, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                walk(item, (*path, key))
        elif isinstance(value, list | tuple):
            for number, item in enumerate(value):
                walk(item, (*path, number))
        elif isinstance(value, str):
            places.append(path)

    walk(quarrel.document, ())
    assert len(places) > 50
    for place in places:
        document = quarrel.document
        holder = document
        for part in place[:-1]:
            holder = holder[part]
        text = holder[place[-1]]
        holder[place[-1]] = text + "\x1b"
        with pytest.raises(ScenarioError) as caught:
            from_document(document)
        assert all(line.isprintable() for line in str(caught.value).splitlines())


@pytest.mark.parametrize("key", ["title", "question"])
def test_texts_of_experiments_are_checked_alike(bench: Bench, key: str) -> None:
    ours = Bench(bench.folder, load_experiment, "asked.toml")
    lines = [
        'name = "asked"',
        'title = "A title"',
        'question = "A question"',
        'scenario = "quarrel.toml"',
        "seed = 1",
        'outcomes = ["recommitted"]',
        "replicates.fixed = 10",
    ]
    ours.write("asked.toml", "\n".join(lines))
    ours.load()
    ours.edit(f'{key} = "', f'§{key} = "\\u009b')
    (error,) = ours.errors()
    assert error.startswith(f"{ours.place}: {key} = ")
    assert "character 1 is \\x9b" in error


def test_names_of_files_and_keys_are_shown_as_escapes(bench: Bench) -> None:
    bench.append('\n["\\u001b[31m"]\nx = 1\n')
    assert all(line.isprintable() for line in bench.errors())
    for name in ("a\x1b[31m.toml", "a\nb.toml", "\udcff.toml"):
        with pytest.raises(ScenarioError) as caught:
            load_scenario(name)
        assert str(caught.value).isprintable()
