"""Many faults at once: all are told, in the order of the files, up to a bound."""

from __future__ import annotations

QUARREL, RULES = "quarrel.toml", "rules.toml"


def test_all_faults_of_both_files_at_once_in_file_order(bench) -> None:
    bench.edit("turns = 12", "turns = true")
    bench.edit("exit = 0.5", "exti = 0.5")
    bench.edit("bulwark = {", "bulwrak = {", RULES)
    bench.edit("coverage = 0.9", "coverage = 9")
    errors = bench.errors()
    assert [error.split(": ")[1].split(" ")[0] for error in errors] == [
        "calendar.turns",
        "theatres.ridge.coverage",
        "utility.DELL.exti",
        "parameters.bulwrak",
    ]
    assert [error.split(":")[0] for error in errors] == [QUARREL] * 3 + [RULES]


def test_a_flood_of_faults_is_cut_short(bench) -> None:
    bench.append("[claims.many]\n" + "".join(f"key{number} = 1\n" for number in range(3000)))
    errors = bench.errors()
    assert len(errors) == 501
    assert errors[-1].endswith("and 2507 more problems")


def test_tables_that_are_not(bench) -> None:
    bench.write(
        "over.toml",
        'extends = "quarrel.toml"\nactors = 1\nties = []\ntheatres = "x"\nclaims = true\n'
        "[actions]\nsuitor = 3\n[utility]\nELM = 4\n",
    )
    heads = [error.split(": ", 1)[1] for error in bench.errors("over.toml")]
    for expected in (
        "actors = 1: must be a table",
        "ties = an array: must be a table",
        'theatres = "x": must be a table',
        "claims = true: must be a table",
        "actions.suitor = 3: must be a table of actions",
    ):
        assert expected in heads
