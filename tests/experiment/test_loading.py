"""What a loaded experiment holds, and the experiments that are shipped."""

from __future__ import annotations

import json
import re

import jsonschema
import numpy as np
import pytest

from sim.experiment import Replicates, Until, load_experiment
from sim.experiment.brief import brief, brief_data
from sim.experiment.detection import is_experiment
from sim.experiment.factors import DEFINITIONS
from sim.experiment.schema import experiment_schema, schema_text
from sim.scenario import load_scenario, shipped
from sim.scenario.parameters import Parameters
from tests.scenario.bench import unset_parameters

SHIPPED = shipped.paths(shipped.EXPERIMENTS)
FACTORS = """factors = [
  "parameters.bulwark",
  { path = "parameters.patience", levels = [0.86, 0.9] },
  { path = "actors.ANV.factions.brokers", low = 0.2, high = 0.5 },
]
"""
SAMPLED = 'kind = "latin-hypercube"\npoints = 8'
SCHEMA = jsonschema.Draft202012Validator(experiment_schema())


def test_everything_in_the_file_is_in_the_experiment(bench) -> None:
    study = bench.load()
    assert (study.name, study.title, study.seed, study.turns) == ("study", "A small study", 7, 8)
    assert study.question == "Does Anvil stand by Dell?"
    assert study.outcomes == ("recommitted", "stance", "end.world.tension")
    assert (study.keep, study.keep_paths) == ("quantiles", ("world.tension",))
    assert study.replicates == Replicates(fixed=5)
    assert [(f.path, f.low, f.high, f.levels) for f in study.factors] == [
        ("parameters.bulwark", 0.0, 2.4, None),
        ("parameters.patience", 0.86, 0.9, (0.86, 0.9)),
        ("actors.ANV.factions.brokers", 0.2, 0.5, None),
    ]
    assert study.design.kind == "latin-hypercube"
    assert (study.size, study.most_runs) == (8, 80)
    assert study.text == bench.text()
    assert study.document["seed"] == 7


def test_policies_are_scenarios_with_their_changes_applied(bench) -> None:
    study, quarrel = bench.load(), load_scenario("quarrel.toml")
    assert [(p.name, p.title) for p in study.policies] == [
        ("baseline", ""),
        ("firm", "Anvil brokers"),
    ]
    common = {"parameters.stubbornness": 0.1}
    firm = {"actors.ANV.doctrine": "fixed:broker"}
    assert study.policies[0].scenario.hash == quarrel.replace(common).hash
    assert study.policies[1].scenario.hash == quarrel.replace(common | firm).hash
    assert study.policies[1].changes == firm


def test_without_policies_there_is_the_baseline(bench) -> None:
    text = bench.text()
    bench.write("study.toml", text[: text.index("[policies")] + "[replicates]\nfixed = 5\n")
    (baseline,) = bench.load().policies
    assert baseline.name == "baseline"


def test_several_scenarios_times_policies(bench) -> None:
    other = bench.text("quarrel.toml").replace('name = "quarrel"', 'name = "other"')
    bench.write("other.toml", other.replace("tension = 0.3", "tension = 0.4"))
    bench.edit('scenario = "quarrel.toml"', 'scenario = ["quarrel.toml", "other.toml"]')
    study = bench.load()
    assert {p.name: p.scenario.world.tension for p in study.policies} == {
        "quarrel/baseline": 0.3,
        "quarrel/firm": 0.3,
        "other/baseline": 0.4,
        "other/firm": 0.4,
    }


def test_a_policy_may_bring_a_doctrine_and_an_event_of_its_own(bench) -> None:
    text = bench.text("quarrel.toml")
    start, end = text.index("[doctrines.stand-firm]"), text.index("[events.storm]")
    bench.write("quarrel.toml", text[:start] + text[end:])
    bench.edit('doctrine = "stand-firm"', 'doctrine = "random"', "quarrel.toml")
    bench.edit(
        '"actors.ANV.doctrine" = "fixed:broker"',
        '"doctrines.wait" = { kind = "fixed", order = "hold" }, "actors.ANV.doctrine" = "wait", '
        '"events.flood" = { at = 2, text = "A flood.", set = { "world.tension" = 0.5 }, '
        'source = "x", confidence = "C" }',
    )
    firm = bench.load().policies[1].scenario
    assert firm.doctrine("ANV").kind == "fixed"
    assert firm.events["flood"].set == {"world.tension": 0.5}


def test_until(bench) -> None:
    bench.edit(
        "fixed = 5",
        'until = { outcome = "recommitted", half_width = 0.02, minimum = 50, cap = 900 }',
    )
    study = bench.load()
    assert study.replicates == Replicates(until=Until("recommitted", 0.02, 50, 900))
    assert study.most_runs == 2 * 8 * 900


# --- factors and points -------------------------------------------------------------------------


def test_shares_of_a_whole_move_in_proportion(bench) -> None:
    points = bench.load().points()
    assert points.factors == points.paths[:3]
    assert set(points.paths[3:]) == {
        "actors.ANV.factions.hawks",
        "actors.ANV.factions.accommodators",
    }
    column = {path: points.values[:, k] for k, path in enumerate(points.paths)}
    hawks = column["actors.ANV.factions.hawks"]
    accommodators = column["actors.ANV.factions.accommodators"]
    np.testing.assert_allclose(column["actors.ANV.factions.brokers"] + hawks + accommodators, 1)
    np.testing.assert_allclose(hawks / accommodators, 0.30 / 0.25)
    assert (points.values[:, :3] == points.factor_values).all()


def test_two_shares_leave_the_rest_to_the_third(bench) -> None:
    bench.edit(
        '"parameters.bulwark"', '{ path = "actors.ANV.factions.hawks", low = 0, high = 0.4 }'
    )
    points = bench.load().points()
    (moved,) = points.paths[3:]
    assert moved == "actors.ANV.factions.accommodators"
    np.testing.assert_allclose(points.values[:, [0, 2, 3]].sum(axis=1), 1)


def test_security_weights_move_as_well(bench) -> None:
    bench.edit(
        '"parameters.bulwark"', '{ path = "theatres.ford.security_weight", low = 0, high = 1 }'
    )
    points = bench.load().points()
    ridge = points.paths.index("theatres.ridge.security_weight")
    np.testing.assert_allclose(points.values[:, 0] + points.values[:, ridge], 1)


def test_every_point_is_a_scenario_that_loads(bench) -> None:
    bench.edit('"parameters.bulwark"', '{ path = "mission.clock", low = 3, high = 20 }')
    study = bench.load()
    points = study.points()
    assert all(float(clock).is_integer() for clock in points.values[:, 0])
    for point, row in enumerate(points.values):
        for policy in study.policies:
            played = policy.scenario.replace(study.changes(point)).numbers()
            assert [played[path] for path in points.paths] == row.tolist()


def test_points_cannot_be_written(bench) -> None:
    study = bench.load()
    points = study.points()
    for array in (points.values, points.factor_values, study.order):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_group_takes_what_has_a_range(bench) -> None:
    bench.edit(FACTORS, 'factors = ["parameters.*", "actors.*.capability"]\n')
    assert {f.path for f in bench.load().factors} == {
        "parameters.patience",
        "parameters.bulwark",
        "actors.ANV.capability",
        *unset_parameters(),
    }


def test_a_group_leaves_out_definitions_and_what_is_named(bench) -> None:
    definition = "recommit_level = { value = 0.5, low = 0.4, high = 0.7 }"
    bench.edit("[world]", f"[parameters]\n{definition}\n\n[world]", "quarrel.toml")
    bench.edit(
        FACTORS,
        'factors = [{ group = "parameters.*", without = ["parameters.pat*"] }]\n',
    )
    found = {f.path for f in bench.load().factors}
    assert found == {"parameters.bulwark", *unset_parameters()}
    bench.edit("factors = [", 'factors = ["parameters.recommit_level", ')
    assert bench.load().factors[0].path == "parameters.recommit_level"


def test_what_is_named_beside_a_group_keeps_its_own_range(bench) -> None:
    bench.edit(
        FACTORS, 'factors = ["parameters.*", { path = "parameters.bulwark", low = 0, high = 9 }]\n'
    )
    highs = {f.path: f.high for f in bench.load().factors if f.path not in unset_parameters()}
    assert highs == {
        "parameters.patience": 0.93,
        "parameters.bulwark": 9.0,
    }


def test_levels_by_number(bench) -> None:
    bench.edit('"parameters.bulwark"', '{ path = "parameters.bulwark", levels = 4 }')
    bench.edit(SAMPLED, 'kind = "grid"\nlevels = 3')
    study = bench.load()
    assert [f.levels for f in study.factors] == [
        (0.0, 0.8, 1.6, 2.4),
        (0.86, 0.9),
        (0.2, 0.35, 0.5),
    ]
    assert study.size == 4 * 2 * 3


def test_levels_by_number_of_what_counts(bench) -> None:
    bench.edit('"parameters.bulwark"', '{ path = "mission.term", low = 1, high = 4 }')
    bench.edit(SAMPLED, 'kind = "grid"\nlevels = 3')
    assert bench.load().factors[0].levels == (1.0, 2.0, 4.0)


def test_points_of_a_table(bench) -> None:
    bench.edit(FACTORS, "")
    bench.edit(SAMPLED, 'kind = "csv"\nfile = "points.csv"')
    bench.write("points.csv", "parameters.patience,parameters.bulwark\n0.9,1\n\n0.8,2.5\n")
    study = bench.load()
    assert [(f.path, f.low, f.high) for f in study.factors] == [
        ("parameters.patience", 0.8, 0.9),
        ("parameters.bulwark", 1.0, 2.5),
    ]
    assert study.points().values.tolist() == [[0.9, 1.0], [0.8, 2.5]]


def test_a_table_may_have_its_columns_in_any_order(bench) -> None:
    bench.edit(FACTORS, 'factors = ["parameters.bulwark", "parameters.patience"]\n')
    bench.edit(SAMPLED, 'kind = "csv"\nfile = "points.csv"')
    bench.write("points.csv", "\ufeffparameters.patience, parameters.bulwark\n0.9,1\n")
    assert bench.load().points().values.tolist() == [[1.0, 0.9]]


# --- the hash -----------------------------------------------------------------------------------

SAME = {
    "texts": ('title = "A small study"', 'title = "Another title"'),
    "comments": ("# A small", "# A tiny"),
    "spelling of a number": ("low = 0.2", "low = 2e-1"),
    "the scenario's own range written out": (
        '"parameters.bulwark"',
        '{ path = "parameters.bulwark", low = 0, high = 2.4 }',
    ),
    "title of a policy": ("Anvil brokers", "Anvil waits"),
    "the default seed of the design": (SAMPLED, SAMPLED + "\nseed = 1"),
}
OTHER = {
    "seed": ("seed = 7", "seed = 8"),
    "turns": ("turns = 8", "turns = 9"),
    "outcomes": ('"stance", ', ""),
    "keep": ('keep = "quantiles"', 'keep = "trajectories"'),
    "range": ("high = 0.5", "high = 0.4"),
    "number of points": ("points = 8", "points = 9"),
    "seed of the design": (SAMPLED, SAMPLED + "\nseed = 2"),
    "replicates": ("fixed = 5", "fixed = 6"),
    "name of a policy": ("[policies.firm]", "[policies.broker]"),
    "what a policy does": ("fixed:broker", "fixed:hold"),
    "what holds in every run": ('stubbornness" = 0.1', 'stubbornness" = 0.2'),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=list(SAME))
def test_the_hash_does_not_see(bench, old: str, new: str) -> None:
    before = bench.load().hash
    bench.edit(old, new)
    assert bench.load().hash == before


@pytest.mark.parametrize(("old", "new"), OTHER.values(), ids=list(OTHER))
def test_the_hash_sees(bench, old: str, new: str) -> None:
    before = bench.load().hash
    bench.edit(old, new)
    assert bench.load().hash != before


def test_another_seed_keeps_the_points(bench) -> None:
    study = bench.load()
    other = study.with_seed(8)
    assert other.seed == 8
    assert other.hash != study.hash
    assert (other.points().values == study.points().values).all()
    bench.edit("seed = 7", "seed = 8")
    assert other.hash == bench.load().hash


# --- what is shipped ----------------------------------------------------------------------------

LONGEST_RUNS, LONGEST_CALIBRATION = 1_000_000, 4_000_000


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_experiments(name: str) -> None:
    experiment = load_experiment(name)
    assert experiment.name == name
    assert experiment.question.endswith("?")
    is_calibration = experiment.calibration is not None
    assert experiment.most_runs <= (LONGEST_CALIBRATION if is_calibration else LONGEST_RUNS)
    assert sorted(experiment.order.tolist()) == list(range(experiment.size))
    said = SHIPPED[name].read_text(encoding="utf-8")
    assert said.startswith("#:schema ./experiment.schema.json\n")
    assert f"{experiment.most_runs:,} runs" in said.replace("20,000 replicates", "240,000 runs")


YEARS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twenty": 20}


def told_horizons(text: str) -> set[int]:
    """Lengths of time that a text names, in quarters.

    >>> sorted(told_horizons("over 12 quarters, or five years"))
    [12, 20]
    """
    years = re.findall(rf"\b({'|'.join(YEARS)})[- ]years?\b", text)
    return {int(count) for count in re.findall(r"\b(\d+) quarters\b", text)} | {
        4 * YEARS[word] for word in years
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_experiment_says_when_it_plays_another_horizon(name: str) -> None:
    """A share is of a span of time, so one span is the rule; what a file tells, it plays."""
    experiment = load_experiment(name)
    (usual,) = {policy.scenario.calendar.turns for policy in experiment.policies}
    played = experiment.turns or usual
    head = SHIPPED[name].read_text(encoding="utf-8").partition("\nname = ")[0]
    told = told_horizons(f"{head} {experiment.question}")
    assert told <= {played}
    assert played == usual or played in told_horizons(experiment.question)


def test_the_phase_map_is_what_the_issue_asks_for() -> None:
    points = load_experiment("recommit-phase").points()
    assert points.factors == ("actors.RUS.factions.hawks", "parameters.resolve_prior")
    share, prior = points.factor_values.T
    assert (share.min(), share.max(), prior.min(), prior.max()) == (0.05, 0.75, 0.0, 1.0)


def test_the_drivers_are_the_working_parameters() -> None:
    """All parameters without 7 that moved nothing in model version 1, and the definitions."""
    paths = [factor.path for factor in load_experiment("recommit-drivers").factors]
    parameters = [path for path in paths if path.startswith("parameters.")]
    assert len(parameters) == len(Parameters.model_fields) - 7 - len(DEFINITIONS)
    assert not set(DEFINITIONS) & set(paths)
    assert len(paths) == len(parameters) + 7


def test_a_smaller_experiment_plays_the_first_futures_of_some_policies() -> None:
    whole = load_experiment("armenia-options")
    small = whole.with_policies("diversify", "baseline").with_replicates(7)
    assert [policy.name for policy in small.policies] == ["diversify", "baseline"]
    assert small.most_runs == 14
    assert small.seed == whole.seed
    assert small.hash != whole.hash
    with pytest.raises(ValueError, match="no such policy; did you mean 'diversify'"):
        whole.with_policies("diversfy")
    with pytest.raises(ValueError, match="name at least one of baseline"):
        whole.with_policies()
    with pytest.raises(ValueError, match="must be from 1"):
        whole.with_replicates(0)


def test_the_war_elsewhere_comes_in_every_run() -> None:
    (policy,) = load_experiment("turkish-basing").policies
    event = policy.scenario.events["war-elsewhere"]
    assert event.turn(policy.scenario.calendar) == 4
    assert event.set == {"world.shock": True}
    assert policy.scenario.parameters.shock_onset == policy.scenario.parameters.shock_exit == 0


def test_doctrines_hold_for_every_seat() -> None:
    for policy in load_experiment("doctrine-robustness").policies:
        assert {actor.doctrine for actor in policy.scenario.actors.values()} == {policy.name}


# --- schema, brief, detection -------------------------------------------------------------------


def test_the_committed_schema_is_the_models() -> None:
    path = shipped.folder(shipped.EXPERIMENTS) / "experiment.schema.json"
    assert path.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(experiment_schema())


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_experiments_fit_the_schema(name: str) -> None:
    SCHEMA.validate(dict(load_experiment(name).document))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", -1),
        ("keep", "fans"),
        ("titel", "x"),
        ("design", {"kind": "sobol"}),
        ("factors", [4]),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(key: str, value: object) -> None:
    document = {**load_experiment("recommit-phase").document, key: value}
    with pytest.raises(jsonschema.ValidationError):
        SCHEMA.validate(document)


def test_every_key_is_described() -> None:
    def undescribed(schema: object, path: str) -> list[str]:
        if not isinstance(schema, dict):
            return []
        properties = schema.get("properties", {})
        found = [
            f"{path}.{k}" for k, v in properties.items() if "description" not in v and k != "kind"
        ]
        for key, item in schema.items():
            for number, part in enumerate(item if isinstance(item, list) else [item]):
                found += undescribed(part, f"{path}.{key}{number}")
        return found

    assert undescribed(experiment_schema(), "") == []


def test_the_brief_says_what_matters(bench) -> None:
    study = bench.load()
    text = brief(study)
    assert text.splitlines()[0] == "A small study (study)"
    assert "Does Anvil stand by Dell?" in text
    assert "2 policies x 8 points x 5 replicates: 80 runs" in text
    assert "  actors.ANV.factions.hawks moves with actors.ANV.factions.brokers" in text
    assert "firm      Anvil brokers" in text
    data = json.loads(json.dumps(brief_data(study)))
    assert data["most_runs"] == 80
    assert data["hash"] == study.hash
    assert data["factors"][1]["levels"] == [0.86, 0.9]


def test_experiments_are_told_from_scenarios(bench) -> None:
    assert is_experiment("study.toml")
    assert not is_experiment("quarrel.toml")
    assert is_experiment("recommit-baseline")
    assert is_experiment("recomit-baseline")
    assert not is_experiment("karabakh-2020")
    assert not is_experiment("karabak-2020")
    assert not is_experiment("nothing.toml")
    bench.write("broken.toml", "#:schema ./experiment.schema.json\nname = \n")
    assert is_experiment("broken.toml")
    bench.write("broken.toml", "name = \n")
    assert not is_experiment("broken.toml")
