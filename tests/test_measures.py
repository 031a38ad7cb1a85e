"""Every outcome of a run has one kind and its words, and no other name has any."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pyarrow as pa
import pytest

import sim
from sim.engine import outcome
from sim.engine.batch import Batch
from sim.experiment.table import Columns
from sim.measures import (
    MEASURE_NAMES,
    MEASURES,
    SPELLS,
    Kind,
    Measure,
    UnknownOutcomeError,
    clause_of,
    kind_of,
    measure_of,
    place,
)
from sim.scenario.shipped import scenario_paths
from sim.state_words import VARIABLE_WORDS
from sim.vocabulary import STATE_VARIABLES

YES_NO = [measure for measure in MEASURES if measure.kind is Kind.YES_NO]


@pytest.mark.parametrize("name", sorted(scenario_paths()))
def test_every_column_of_outcomes_has_a_kind_and_a_label(name: str) -> None:
    scenario = sim.load_scenario(name)
    columns = Batch(scenario, turns=1).columns
    assert len(columns) > len(MEASURES) + len(SPELLS)
    for column in columns:
        found = measure_of(column)
        assert found.name == column
        assert found.kind in Kind
        assert found.label.strip()


def test_every_kind_has_a_type_in_the_table_of_runs() -> None:
    examples = {kind_of(name): name for name in (*MEASURE_NAMES, "end.factions.brokers")}
    assert set(examples) == set(Kind)
    schema = Columns((), tuple(examples.values())).schema
    types = {kind: schema.field(name).type for kind, name in examples.items()}
    assert types[Kind.YES_NO] == pa.bool_()
    assert types[Kind.TURN] == types[Kind.COUNT] == pa.int32()
    assert types[Kind.SHARE] == types[Kind.NUMBER] == pa.float64()


@pytest.mark.parametrize(
    ("unknown", "meant"),
    [
        ("recommited", "recommitted"),
        ("spell_at_0.56", "spell_at_0."),
        ("resolves", "resolve"),
        ("end.theatres.nk.controll", "'end.theatres.nk.control'"),
        ("end.recommitted", ""),
        ("end.tension", ""),
        ("end.world.here.tension", ""),
        ("end.theatres.control", ""),
        ("theatres.nk.control", ""),
        ("", ""),
    ],
)
def test_a_name_that_no_outcome_has_is_an_error(unknown: str, meant: str) -> None:
    with pytest.raises(UnknownOutcomeError, match=re.escape(f"'{unknown}'")) as caught:
        kind_of(unknown)
    assert meant in str(caught.value)


@pytest.mark.parametrize("measure", YES_NO, ids=lambda measure: measure.name)
def test_every_yes_or_no_says_what_happens_and_what_does_not(measure: Measure) -> None:
    document = sim.load_scenario("karabakh-2020").document
    clauses = [clause_of(measure.name, document, negate=negate) for negate in (False, True)]
    assert all(clauses)
    assert clauses[0] != clauses[1]
    assert not any("{" in clause for clause in clauses)
    assert re.search(r"\b(no|not)\b", clauses[1])
    assert not re.search(r"\b(no|not)\b", clauses[0])


def test_clauses_are_of_yes_or_no_alone_and_name_the_actors() -> None:
    document = sim.load_scenario("karabakh-2020").document
    for measure in MEASURES:
        assert bool(measure.happens) == bool(measure.happens_not) == (measure in YES_NO)
    assert clause_of("recommitted", document) == "Russia recommits to Armenia"
    assert clause_of("recommitted", {}) == "the guarantor recommits to the defender"
    assert clause_of("tension_peak", document) == "tension_peak"


def test_every_state_variable_has_its_words() -> None:
    names = [name for section in STATE_VARIABLES.values() for name in section]
    assert sorted(names) == sorted(VARIABLE_WORDS)


def test_names_stand_once() -> None:
    assert len(set(MEASURE_NAMES)) == len(MEASURES)
    assert len({measure.label for measure in MEASURES}) == len(MEASURES)


def test_every_measure_is_computed_at_its_place() -> None:
    tree = ast.parse(inspect.getsource(outcome))
    asked = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == place.__name__
        and isinstance(node.args[0], ast.Constant)
    ]
    assert sorted(map(str, asked)) == sorted(MEASURE_NAMES)


def test_no_other_module_lists_the_measures() -> None:
    root = Path(sim.__file__).parent
    alike = []
    for path in sorted(root.rglob("*.py")):
        if path.relative_to(root).as_posix() in ("measures.py", "engine/outcome.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = {ast.Tuple: "elts", ast.List: "elts", ast.Set: "elts", ast.Dict: "keys"}
            if type(node) not in parts:
                continue
            held = [
                str(part.value)
                for part in getattr(node, parts[type(node)])
                if isinstance(part, ast.Constant) and part.value in MEASURE_NAMES
            ]
            of_one_kind = len({kind_of(name) for name in held}) == 1
            if len(held) >= (3 if of_one_kind else 5):
                alike.append(f"{path.relative_to(root)}: {', '.join(held)}")
    assert alike == []
