"""Files that cannot be read, and files that extend others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, from_document, load_scenario


def test_a_missing_file(bench) -> None:
    message = "no such file; did you mean 'quarrel.toml'?"
    assert bench.errors("quarel.toml") == [f"quarel.toml: {message}"]


def test_a_missing_name_lists_the_shipped_ones(bench) -> None:
    (error,) = bench.errors("karabak-2020")
    assert error.startswith("karabak-2020: no such file, nor a shipped scenario (")
    assert error.endswith("; did you mean 'karabakh-2020'?")


def test_a_directory(bench) -> None:
    message = "is a directory; a scenario is one .toml file"
    assert bench.errors(".") == [f".: {message}"]


def test_a_pipe_does_not_hang(bench) -> None:
    os.mkfifo("pipe.toml")
    message = "is not a regular file; a scenario is one .toml file"
    assert bench.errors("pipe.toml") == [f"pipe.toml: {message}"]


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000, "../" * 3000 + "x"])
def test_names_that_no_file_can_have(bench, name: str) -> None:
    assert len(bench.errors(name)) == 1


def test_too_large_a_file(bench) -> None:
    bench.write("big.toml", "# " + "x" * 2_000_000)
    assert bench.errors("big.toml") == [
        "big.toml: is larger than 2,000,000 bytes; not a scenario",
    ]


def test_not_toml(bench) -> None:
    bench.edit('role = "suitor"', 'role = §suitor"')
    assert bench.errors() == [f"{bench.place}: not valid TOML: Invalid value"]


def test_not_toml_at_the_end_of_the_file(bench) -> None:
    bench.append('[x]\ny = """never closed')
    (error,) = bench.errors()
    last = bench.text().count("\n") + 1
    assert error.startswith(f"quarrel.toml:{last}:20: not valid TOML: ")


def test_a_key_given_twice(bench) -> None:
    bench.edit("turns = 12", "turns = 12\nturns = 13")
    (error,) = bench.errors()
    line = bench.text().split("turns = 13")[0].count("\n") + 1
    assert error.startswith(f"quarrel.toml:{line}:")
    assert "not valid TOML" in error


def test_not_utf_8(bench) -> None:
    text = bench.text().encode()
    at = text.index(b"Anvilian")
    # One character of two bytes before the bad one: columns count characters.
    spoilt = text[:at] + "é".encode() + b"\xff" + text[at:]
    (bench.folder / "quarrel.toml").write_bytes(spoilt)
    line = text[:at].count(b"\n") + 1
    column = len('adjective = "é') + 1
    message = "byte 0xff is not UTF-8; save the file as UTF-8"
    assert bench.errors() == [f"quarrel.toml:{line}:{column}: {message}"]


@pytest.mark.parametrize(
    "deep",
    [
        "x = " + "[" * 5000,
        "x = " + "[" * 500 + "]" * 500,
        "x = " + "{y = " * 5000,
        "x." * 100_000 + "x = 1",
        "[" + "x." * 100_000 + "x]",
        "[[" + "'x' . " * 50 + "x]]",
    ],
    ids=["open arrays", "arrays", "tables", "dotted key", "header", "header of an array"],
)
def test_huge_nesting(bench, deep: str) -> None:
    bench.append(f"\n{deep}\n")
    (error,) = bench.errors()
    line = bench.text().count("\n")
    assert error.startswith(f"quarrel.toml:{line}:")
    assert error.endswith(": nested more than 24 levels deep")


def test_a_number_too_long_to_read(bench) -> None:
    bench.edit("turns = 12", "turns = 1" + "0" * 10_000)
    (error,) = bench.errors()
    assert "quarrel.toml:" in error


def test_a_base_that_is_missing(bench) -> None:
    bench.edit('extends = "rules.toml"', '§extends = "rule.toml"')
    message = "no such file; did you mean 'rules.toml'?"
    assert bench.errors() == [f'{bench.place}: extends = "rule.toml": {message}']


@pytest.mark.parametrize("value", ["3", "true", '""', "['rules.toml']", "{ file = 'rules.toml' }"])
def test_a_base_that_is_no_path(bench, value: str) -> None:
    bench.edit('extends = "rules.toml"', f"§extends = {value}")
    (error,) = bench.errors()
    assert error.startswith(f"{bench.place}: extends = ")
    assert error.endswith("must be the path of another scenario file")


def test_a_base_that_no_file_can_be(bench) -> None:
    bench.edit('extends = "rules.toml"', '§extends = "a\\u0000b"')
    (error,) = bench.errors()
    assert error == f'{bench.place}: extends = "a\\x00b": no such file'


def test_a_base_whose_name_is_too_long(bench) -> None:
    bench.edit('extends = "rules.toml"', f'§extends = "{"x/" * 3000}"')
    (error,) = bench.errors()
    assert error.startswith(f'{bench.place}: extends = "x/x/')
    assert error.endswith('...": no such file')


def test_a_file_that_may_not_be_read(bench, monkeypatch) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert bench.errors() == ["quarrel.toml: cannot be read: Permission denied"]


def test_a_base_that_is_not_toml(bench) -> None:
    bench.append("§= 3\n", "rules.toml")
    assert bench.errors() == [f"{bench.place}: not valid TOML: Invalid statement"]


def test_a_chain_is_bounded_in_length(bench) -> None:
    for number in range(30):
        bench.write(f"c{number}.toml", f'extends = "c{number + 1}.toml"\n')
    assert bench.errors("c0.toml") == [
        'c19.toml:1:1: extends = "c20.toml": more than 20 files in a row'
    ]


def test_a_chain_is_bounded_in_size(bench) -> None:
    """Each file is small enough by itself; all that is beyond the bound is not even read."""
    for number in range(4):
        more = f'extends = "c{number + 1}.toml"\n'
        bench.write(f"c{number}.toml", more + "#" + "x" * 900_000)
    assert bench.errors("c0.toml") == [
        'c1.toml:1:1: extends = "c2.toml": the files of the scenario together are larger than '
        "2,000,000 bytes"
    ]


def test_a_scenario_that_extends_itself(bench) -> None:
    bench.edit('extends = "common/parameters.toml"', '§extends = "./quarrel.toml"', "rules.toml")
    message = "extends itself: quarrel.toml -> rules.toml -> quarrel.toml"
    assert bench.errors() == [f'{bench.place}: extends = "./quarrel.toml": {message}']


def test_a_link_does_not_hide_a_cycle(bench) -> None:
    os.symlink("quarrel.toml", "link.toml")
    bench.edit('extends = "rules.toml"', 'extends = "link.toml"')
    assert "extends itself" in bench.errors()[0]


def test_tables_merge_and_everything_else_is_replaced(bench) -> None:
    bench.write(
        "over.toml",
        """
extends = "quarrel.toml"
title = "Another title"

[parameters]
patience = 0.5

[actors.BEL]
location = [1, 2]

[actors.BEL.control_standing]
ridge = 0.4

[ties.ANV-DELL.influence]
value = 0.3
low = 0.2
high = 0.4

[ties.ANV-CRAG]
influence = 0.22
cadre = 0.3
commitment = 0
pledge = 0
presence = 0
base_request = 0
frozen = 0
affinity = 0.28
belief_client = 0.5
belief_adversary = 0.5
rivalry = 0
consent = false
""",
    )
    base, over = bench.load(), bench.load("over.toml")
    assert over.title == "Another title"
    assert over.question == base.question
    assert over.parameters.patience == 0.5
    assert over.parameters.bulwark == base.parameters.bulwark
    # A number table is one value: the range of the base does not survive a plain number.
    assert "parameters.patience" in base.provenance
    assert "parameters.patience" not in over.provenance
    assert over.range_of("ties.ANV-DELL.influence") == (0.2, 0.4)
    assert over.actors["BEL"].location == (1, 2)
    assert over.actors["BEL"].control_standing == {"ford": 0.1, "ridge": 0.4}
    assert list(over.ties) == [*base.ties, "ANV-CRAG"]
    assert list(over.actors) == list(base.actors)


def test_faults_of_an_overlay_are_located_in_the_overlay(bench) -> None:
    bench.write("over.toml", 'extends = "quarrel.toml"\n[parameters]\n§bulwark = -1\n')
    message = "parameters.bulwark = -1: must be from 0 to 20"
    assert bench.errors("over.toml") == [f"{bench.place}: {message}"]


def test_bases_are_found_beside_the_file_that_names_them(bench) -> None:
    (bench.folder / "sub").mkdir()
    bench.write("sub/over.toml", 'extends = "../quarrel.toml"\n')
    assert bench.load("sub/over.toml").hash == bench.load().hash
    bench.edit("bulwark = { value = 1.2", "§bulwark = { value = 7", "rules.toml")
    (error,) = bench.errors("sub/over.toml")
    assert error.startswith(f"{bench.place}: ")


def test_a_scenario_of_ones_own_may_extend_a_shipped_one(bench) -> None:
    text = 'extends = "karabakh-2020.toml"\nname = "mine"\n[parameters]\nbulwark = 0.0\n'
    bench.write("mine.toml", text)
    mine = bench.load("mine.toml")
    assert mine.name == "mine"
    assert mine.parameters.bulwark == 0
    assert mine.actors == load_scenario("karabakh-2020").actors


def test_names_and_paths_both_load(bench) -> None:
    shipped = load_scenario("karabakh-2020")
    assert load_scenario("karabakh-2020.toml") == shipped
    assert load_scenario(Path(bench.folder) / "quarrel.toml").name == "quarrel"


def test_a_file_here_goes_before_a_shipped_name(bench) -> None:
    bench.write("karabakh-2020.toml", bench.text())
    assert load_scenario("karabakh-2020.toml").name == "quarrel"
    with pytest.raises(ScenarioError):
        load_scenario("karabakh-2021")


@pytest.mark.parametrize("text", ["value = 1", "low = 1\nhigh = 2", "[[value]]\nx = 1", "[low]"])
def test_a_whole_file_that_looks_like_a_number(bench, text: str) -> None:
    bench.write("quarrel.toml", text)
    errors = bench.errors()
    assert any("unknown key" in error and error.startswith("quarrel.toml:1:") for error in errors)
    assert any("missing key 'actors'" in error for error in errors)


@pytest.mark.parametrize("value", [1, "", [], {"value": 1}, {"low": 1, "high": 2}, True])
def test_any_shape_of_a_table_is_refused(quarrel, value: object) -> None:
    for key in quarrel.document:
        with pytest.raises(ScenarioError) as caught:
            from_document({**quarrel.document, key: value})
        assert any(problem.path.startswith(key) for problem in caught.value.problems)


def test_what_is_kept_of_a_text_is_not_changed_through_what_was_loaded(bench) -> None:
    first = load_scenario(bench.folder / "quarrel.toml")
    before = first.document
    first.document["parameters"]["bulwark"] = -1
    first.replace({"parameters.bulwark": 0.25, "actors.DELL.doctrine": "random"})
    again = load_scenario(bench.folder / "quarrel.toml")
    assert again.document == before
    assert again == first
