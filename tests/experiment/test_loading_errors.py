"""Every class of fault of an experiment, in its words. The mark § stands where the fault is."""

from __future__ import annotations

import pytest

from sim.experiment import ExperimentError, load_experiment
from sim.scenario.doctrines import BUILT_IN
from tests.experiment.study_text import FACTOR, FIRM, SAMPLED


def test_the_unspoilt_study_loads(bench) -> None:
    assert bench.load().name == "study"


FAULTS = {
    "unknown key": ('title = "A', '§titel = "A', "titel: unknown key; did you mean 'title'?"),
    "name": (
        'name = "study"',
        '§name = "My Study"',
        'name = "My Study": not a name; names are small letters, digits, - and _, such as '
        "recommit-baseline",
    ),
    "empty question": (
        'question = "Does Anvil stand by Dell?"',
        '§question = " "',
        'question = " ": must be a text that is not empty',
    ),
    "seed": ("seed = 7", "§seed = -7", "seed = -7: must be from 0 to 1.84467e+19"),
    "seed with a point": ("seed = 7", "§seed = 7.0", "seed = 7: must be a whole number"),
    "turns": ("turns = 8", "§turns = 0", "turns = 0: must be from 1 to 400"),
    "keep": (
        'keep = "quantiles"',
        '§keep = "fans"',
        'keep = "fans": not allowed (allowed: outcomes, quantiles, trajectories)',
    ),
    "keep without paths": (
        'keep = "quantiles"\nkeep_paths = ["world.tension"]',
        '§keep = "quantiles"',
        'keep = "quantiles": needs keep_paths: which state paths to store, such as '
        "ties.RUS-ARM.commitment",
    ),
    "paths without keep": (
        'keep = "quantiles"\nkeep_paths',
        "§keep_paths",
        'keep_paths: needs keep = "quantiles" or keep = "trajectories"',
    ),
    "unknown state path": (
        'keep_paths = ["world.tension"]',
        'keep_paths = [§"world.tensoin"]',
        "keep_paths[0] = \"world.tensoin\": no such state path; did you mean 'world.tension'?",
    ),
    "unknown outcome": (
        '"stance", "end.world',
        '§"stanze", "end.world',
        "outcomes[1] = \"stanze\": no such outcome; did you mean 'stance'?",
    ),
    "unknown outcome like no other": (
        '"stance", "end.world',
        '§"qqq", "end.world',
        'outcomes[1] = "qqq": no such outcome (such as: stance, recommitted, first_quarter, '
        "reached_quarter, held_at_end, longest_spell, offered, recommitment_index, ...)",
    ),
    "outcome twice": (
        '"stance", "end.world',
        '§"recommitted", "end.world',
        'outcomes[1] = "recommitted": named twice',
    ),
    "no such scenario": (
        'scenario = "quarrel.toml"',
        '§scenario = "karabak-2020"',
        "scenario = \"karabak-2020\": no such scenario; did you mean 'karabakh-2020'? (allowed: "
        "karabakh-2016, karabakh-2020-ukraine, karabakh-2020, karabakh-2026, libya-2019, taiwan)",
    ),
    "no such scenario file": (
        'scenario = "quarrel.toml"',
        '§scenario = "quarel.toml"',
        'scenario = "quarel.toml": no such file beside the experiment, nor shipped',
    ),
    "second of several scenarios": (
        'scenario = "quarrel.toml"',
        'scenario = ["quarrel.toml", §"quarrel.toml"]',
        'scenario[1] = "quarrel.toml": a second scenario named quarrel',
    ),
    # --- factors ---
    "factor that is not there": (
        FACTOR,
        '§"parameters.bulwrk",',
        'factors[0] = "parameters.bulwrk": no such number in quarrel; did you mean '
        "'parameters.bulwark'?",
    ),
    "factor by its last name": (
        FACTOR,
        '§"bulwark",',
        "factors[0] = \"bulwark\": no such number in quarrel; did you mean 'parameters.bulwark'?",
    ),
    "factor that is not a number": (
        FACTOR,
        '§"world.shock",',
        'factors[0] = "world.shock": not a number of quarrel; a policy may change it',
    ),
    "factor that is a table": (
        FACTOR,
        '§"actors.ANV.factions",',
        'factors[0] = "actors.ANV.factions": a table of quarrel; as a group it is '
        '"actors.ANV.factions.*"',
    ),
    "factor of the calendar": (
        FACTOR,
        '§"calendar.turns",',
        'factors[0] = "calendar.turns": cannot be a factor; the length of a run is `turns`',
    ),
    "factor that the kernel cannot vary": (
        FACTOR,
        '§"events.council.at",',
        'factors[0] = "events.council.at": cannot vary from point to point in a batch; make it a '
        "policy",
    ),
    "factor without a range": (
        FACTOR,
        '§"parameters.jealousy",',
        'factors[0] = "parameters.jealousy": has no range in quarrel; write '
        '{ path = "parameters.jealousy", low = ..., high = ... }',
    ),
    "factor twice": (
        FACTOR,
        FACTOR + "§" + FACTOR,
        'factors[1] = "parameters.bulwark": a factor twice',
    ),
    "factor that is no table": (
        FACTOR,
        "§4,",
        "factors[0] = 4: must be a path in quotes or a table",
    ),
    "key of a factor": (
        FACTOR,
        '{ path = "parameters.bulwark", §hihg = 2 },',
        "factors[0].hihg: unknown key; did you mean 'high'? "
        "(allowed: path, title, low, high, levels)",
    ),
    "low without high": (
        FACTOR,
        '§{ path = "parameters.bulwark", low = 0 },',
        "factors[0]: 'low' and 'high' go together: give both or neither",
    ),
    "low above high": (
        FACTOR,
        '§{ path = "parameters.bulwark", low = 2, high = 1 },',
        "factors[0]: low = 2 must be below high = 1",
    ),
    "beyond the hard bounds": (
        FACTOR,
        '{ path = "parameters.bulwark", low = 0, §high = 21 },',
        "factors[0].high = 21: parameters.bulwark must be from 0 to 20",
    ),
    "level beyond the hard bounds": (
        "[0.86, 0.9]",
        "[0.86, §1.0]",
        "factors[1].levels[1] = 1: parameters.patience must be from 0 to 0.99",
    ),
    "level at a bound that is excluded": (
        FACTOR,
        '{ path = "ties.ANV-DELL.belief_client", levels = [§0, 0.5] },',
        "factors[0].levels[0] = 0: ties.ANV-DELL.belief_client must be above 0 and below 1",
    ),
    "level that is not whole": (
        FACTOR,
        '{ path = "parameters.recommit_quarters", levels = [2, §2.5] },',
        "factors[0].levels[1] = 2.5: parameters.recommit_quarters must be a whole number",
    ),
    "end of a range that is not whole": (
        FACTOR,
        '{ path = "mission.clock", §low = 2.5, high = 4 },',
        "factors[0].low = 2.5: mission.clock must be a whole number",
    ),
    "levels and a range": (
        FACTOR,
        '§{ path = "parameters.bulwark", low = 0, high = 1, levels = [0, 1] },',
        "factors[0]: give 'levels' as numbers, or 'low' and 'high'; not both",
    ),
    "level twice": (
        "levels = [0.86, 0.9]",
        "§levels = [0.86, 0.86]",
        "factors[1].levels: a level twice",
    ),
    "group of nothing": (
        FACTOR,
        '§"parameter.*",',
        'factors[0] = "parameter.*": no number is so named',
    ),
    "group without ranges": (
        FACTOR,
        '§"ties.*.pledge",',
        'factors[0] = "ties.*.pledge": no number of this pattern has a range',
    ),
    "left out of a group that it is not in": (
        FACTOR,
        '{ group = "parameters.*", without = [§"parameters.bulwrk"] },',
        'factors[0].without[0] = "parameters.bulwrk": not of this group; did you mean '
        "'parameters.bulwark'?",
    ),
    "all shares of a whole": (
        FACTOR,
        '{ path = "actors.ANV.factions.hawks", low = 0.1, high = 0.2 }, '
        '§"actors.ANV.factions.accommodators",',
        'factors[1] = "actors.ANV.factions.accommodators": all the shares of a whole vary; '
        "leave one out, and it takes what is left",
    ),
    # --- designs ---
    "no design": (
        f"[design]\n{SAMPLED}\n",
        "",
        "missing key 'design': how to set the factors (kinds: grid, list, csv, ensemble, random, "
        "latin-hypercube, sobol, saltelli, morris)",
    ),
    "kind of design": (
        'kind = "latin-hypercube"',
        '§kind = "latin"',
        'design.kind = "latin": not a kind of design (allowed: grid, list, csv, ensemble, random, '
        "latin-hypercube, sobol, saltelli, morris)",
    ),
    "no kind of design": (
        "[design]\n" + SAMPLED,
        "[§design]\npoints = 8",
        "design: missing key 'kind' (allowed: grid, list, csv, ensemble, random, "
        "latin-hypercube, sobol, saltelli, morris)",
    ),
    "argument of another design": (
        SAMPLED,
        SAMPLED + "\n§scramble = true",
        "design.scramble: unknown key; it belongs to: sobol",
    ),
    "missing argument": (
        "[design]\n" + SAMPLED,
        '[§design]\nkind = "random"',
        "design: missing key 'points': Number of points",
    ),
    "no points": (
        "points = 8",
        "§points = 0",
        "design.points = 0: must be from 1 to 1e+06",
    ),
    "seed that means none": (
        SAMPLED,
        SAMPLED + "\n§seed = 0",
        "design.seed = 0: must be from 1 to 4.29497e+09",
    ),
    "sobol, not a power of two": (
        SAMPLED,
        'kind = "sobol"\n§points = 100',
        "design.points = 100: must be a power of two, such as 64 or 128",
    ),
    "saltelli, not a power of two": (
        SAMPLED,
        'kind = "saltelli"\n§base = 12',
        "design.base = 12: must be a power of two, such as 8 or 16",
    ),
    "morris, odd levels": (
        SAMPLED,
        'kind = "morris"\ntrajectories = 4\n§levels = 5',
        "design.levels = 5: must be even",
    ),
    "list, wrong width": (
        f'  {FACTOR}\n  {{ path = "parameters.patience", levels = [0.86, 0.9] }},\n'
        '  { path = "actors.ANV.factions.brokers", low = 0.2, high = 0.5 },\n]\n\n'
        f'[set]\n"parameters.stubbornness" = 0.1\n\n[design]\n{SAMPLED}',
        f'  {FACTOR}\n]\n[design]\nkind = "list"\npoints = [[1], §[1, 2]]',
        "design.points[1]: has 2 numbers; the factors are 1",
    ),
    "csv, no file": (
        SAMPLED,
        'kind = "csv"\n§file = "points.csv"',
        'design.file = "points.csv": no such file beside the experiment',
    ),
    "too many points": (
        f"[design]\n{SAMPLED}",
        '[§design]\nkind = "saltelli"\nbase = 524288',
        "design: 2,621,440 points; at most 1,000,000 are allowed",
    ),
    # --- policies ---
    "name of a policy": (
        "[policies.firm]",
        "[policies.§Firm]",
        "policies.Firm: not a name; names here are small letters, digits, - and _, such as "
        "recommit-baseline",
    ),
    "key of a policy": (
        'title = "Anvil brokers',
        '§titel = "Anvil brokers',
        "policies.firm.titel: unknown key; did you mean 'title'? (allowed: title, set)",
    ),
    "unknown path": (
        FIRM,
        '§"actors.ANV.doctrin" = "fixed:hold"',
        'policies.firm.set."actors.ANV.doctrin": no such path; did you mean '
        "'actors.ANV.doctrine'?",
    ),
    "bad doctrine": (
        FIRM,
        '§"actors.ANV.doctrine" = "logit"',
        'policies.firm.set."actors.ANV.doctrine" = "logit": no such doctrine; did you mean '
        f"'logit_eu'? (allowed: {', '.join(BUILT_IN)}, fixed:ACTION, stand-firm)",
    ),
    "bad value": (
        FIRM,
        '§"actors.BEL.capability" = -1',
        'policies.firm.set."actors.BEL.capability" = -1: must be from 0.001 to 1000',
    ),
    "value that does not fit another": (
        FIRM,
        '§"ties.ANV-DELL.influence" = 0.9',
        'policies.firm.set."ties.ANV-DELL.influence": ties.ELM-DELL.influence: '
        "the ties of DELL sum to 1.04 (ANV-DELL, ELM-DELL); at most 0.95 is "
        "allowed, the rest is autonomy",
    ),
    "inside a value": (
        FIRM,
        '"events.flood" = { at = 2, text = "A flood.", §set = 3, source = "x", confidence = "C" }',
        'policies.firm.set."events.flood".set = 3: must be a table',
    ),
    "path not in quotes": (
        FIRM,
        '§actors.ANV.doctrine = "fixed:hold"',
        'policies.firm.set.actors: put the whole path in quotes, such as "actors.ANV.doctrine"',
    ),
    "policy on the calendar": (
        FIRM,
        '§"calendar.turns" = 3',
        'policies.firm.set."calendar.turns": cannot be changed here: the length of a run is the '
        "experiment's `turns`, its start the scenario's",
    ),
    "policy on a factor": (
        FIRM,
        '§"parameters.bulwark" = 3',
        'policies.firm.set."parameters.bulwark": parameters.bulwark is a factor; it cannot be '
        "changed as well",
    ),
    "policy on a share that a factor moves": (
        FIRM,
        '§"actors.ANV.factions" = { hawks = 0.2, brokers = 0.2, accommodators = 0.6 }',
        'policies.firm.set."actors.ANV.factions": actors.ANV.factions.hawks moves with the '
        "factor actors.ANV.factions.brokers; it cannot be changed as well",
    ),
    "change of a factor in every run": (
        '"parameters.stubbornness" = 0.1',
        '§"parameters.patience" = 0.9',
        'set."parameters.patience": parameters.patience is a factor; it cannot be changed as well',
    ),
    "unknown path in every run": (
        '"parameters.stubbornness" = 0.1',
        '§"parameters.stubbornes" = 0.1',
        "set.\"parameters.stubbornes\": no such path; did you mean 'parameters.stubbornness'?",
    ),
    # --- replicates ---
    "neither fixed nor until": (
        "[replicates]\nfixed = 5",
        "[§replicates]",
        "replicates: give 'fixed', such as fixed = 1000, or 'until'; neither is given",
    ),
    "fixed and until": (
        "[replicates]\nfixed = 5",
        "[§replicates]\nfixed = 5\n"
        'until = { outcome = "recommitted", half_width = 0.1, minimum = 2, cap = 9 }',
        "replicates: give 'fixed', such as fixed = 1000, or 'until'; both are given",
    ),
    "replicates as a number": (
        "[replicates]\nfixed = 5\n",
        "",
        "missing key 'replicates': How many futures to play at each point: `fixed`, or `until` "
        "one outcome is known",
    ),
    "until an outcome that is not reported": (
        "fixed = 5",
        'until = { §outcome = "offensive", half_width = 0.1, minimum = 2, cap = 9 }',
        'replicates.until.outcome = "offensive": not among the outcomes (allowed: recommitted, '
        "stance, end.world.tension)",
    ),
    "until a category is known": (
        "fixed = 5",
        'until = { §outcome = "stance", half_width = 0.1, minimum = 2, cap = 9 }',
        'replicates.until.outcome = "stance": is a category and has no mean',
    ),
    "until a turn is known": (
        "fixed = 5",
        'until = { §outcome = "first_quarter", half_width = 0.1, minimum = 2, cap = 9 }',
        'replicates.until.outcome = "first_quarter": is a turn that may never come and has no mean',
    ),
    "minimum above cap": (
        "fixed = 5",
        '§until = { outcome = "recommitted", half_width = 0.1, minimum = 20, cap = 9 }',
        "replicates.until: minimum = 20 is above cap = 9",
    ),
    "width of nothing": (
        "fixed = 5",
        'until = { outcome = "recommitted", §half_width = 0, minimum = 2, cap = 9 }',
        "replicates.until.half_width = 0: must be above 0 and at most 1e+06",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), FAULTS.values(), ids=list(FAULTS))
def test_a_fault_is_one_line_at_its_place(bench, old: str, new: str, message: str) -> None:
    bench.edit(old, new)
    place = bench.place or "study.toml:1:1"  # what is missing from the file: its first line
    assert bench.errors() == [f"{place}: {message}"]


def test_all_faults_come_at_once_in_the_order_of_the_file(bench) -> None:
    bench.edit("seed = 7", "seed = -7")
    bench.edit('"stance"', '"stanze"')
    bench.edit("parameters.bulwark", "parameters.bulwrk")
    bench.edit("0.86, 0.9", "0.86, 1.9")
    bench.edit("latin-hypercube", "latin")
    bench.edit("fixed:broker", "fixed:brokr")
    bench.edit("fixed = 5", "fixed = 0")
    heads = [line.split(" ")[1] for line in bench.errors()]
    assert heads == [
        "seed",
        "outcomes[1]",
        "factors[0]",
        "factors[1].levels[1]",
        "design.kind",
        'policies.firm.set."actors.ANV.doctrine"',
        "replicates.fixed",
    ]


def test_one_policy_shows_all_its_faults(bench) -> None:
    bench.edit(FIRM, f'"actors.ANV.doctrin" = "x", "parameters.jealousy" = -1, {FIRM}r')
    bench.edit('fixed:broker"r', 'fixed:brokr"')
    assert [line.split(" ")[1].strip(":") for line in bench.errors()] == [
        'policies.firm.set."actors.ANV.doctrin"',
        'policies.firm.set."parameters.jealousy"',
        'policies.firm.set."actors.ANV.doctrine"',
    ]


def test_faults_of_the_scenario_are_told_at_their_own_place(bench) -> None:
    bench.edit("tension = 0.3", "§tension = 3", "quarrel.toml")
    bench.edit("seed = 7", "seed = -7")
    assert bench.errors() == [
        "study.toml:7:1: seed = -7: must be from 0 to 1.84467e+19",
        f"{bench.place}: world.tension = 3: must be from 0 to 1",
    ]


NO_EXPERIMENTS = {
    "recommit-baselin": r"did you mean 'recommit-baseline'\?",
    "none.toml": "no such file",
    ".": "is a directory; an experiment is one .toml file",
    "a\0b": "is not a path",
}


@pytest.mark.parametrize(("name", "message"), NO_EXPERIMENTS.items(), ids=list(NO_EXPERIMENTS))
def test_what_is_no_experiment(bench, name: str, message: str) -> None:
    with pytest.raises(ExperimentError, match=message) as caught:
        load_experiment(name)
    assert len(caught.value.problems) == 1


def test_not_toml(bench) -> None:
    bench.write("study.toml", 'name = "x"\nseed = §\n')
    assert bench.errors() == ["study.toml:2:8: not valid TOML: Invalid value"]
