"""One style of percent everywhere, and words that say neither less nor more than the number."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.vocabulary import STANCES
from sim.words import (
    STANCE_WORDS,
    aligned,
    change_words,
    counted,
    fine_percent,
    grid,
    joined,
    percent,
    percent_bounds,
    percent_range,
    points,
)

PACKAGE = Path(sim.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "words.py")
PERCENT_SIGN = re.compile(r"\s?%")
FORMAT_IN_PERCENT = re.compile(r"\{[^{}]*%\}")


def by_hand(tree: ast.AST) -> list[int]:
    """Lines that make percent of a share by hand: times 100, `:.0%`, or a number before a sign."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            sides = [
                side.value for side in (node.left, node.right) if isinstance(side, ast.Constant)
            ]
            if 100 in sides:
                found.append(node.lineno)
        elif isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = ast.unparse(node.format_spec)
            if spec.rstrip("'\"").endswith("%"):
                found.append(node.lineno)
        elif isinstance(node, ast.JoinedStr):
            pairs = zip(node.values, node.values[1:], strict=False)
            found += [
                node.lineno
                for before, after in pairs
                if isinstance(before, ast.FormattedValue)
                and isinstance(after, ast.Constant)
                and PERCENT_SIGN.match(str(after.value))
            ]
        elif isinstance(node, ast.Constant) and FORMAT_IN_PERCENT.search(str(node.value)):
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nobody_makes_percent_by_hand(path: Path) -> None:
    assert by_hand(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'f"{100 * share:.0f} %"',
        'f"{share * 100.0:.1f}"',
        'f"{share:.0%}"',
        'f"{whole}%"',
        'f"of {whole:.1f} % and more"',
        '"{:.1%}".format',
    ],
)
def test_percent_by_hand_is_found(line: str) -> None:
    assert by_hand(ast.parse(line))


@pytest.mark.parametrize("line", ['f"{percent(share)} of runs"', '"95 % interval"', 'f"{n} runs"'])
def test_what_is_not_by_hand_is_left_alone(line: str) -> None:
    assert not by_hand(ast.parse(line))


COUNTED = re.compile(
    r" (?:runs|futures|quarters|turns|points|draws|levers|pairs|settings|policies|factors)\b"
)
NEVER_ONE = {
    "analysis/effects.py": {"self.runs"},  # "1 runs each" does not come: two sets have two runs
    "analysis/headline.py": {"self.least", "self.most"},
    "analysis/sensitivity/design_blocks.py": {"factors"},
    "analysis/sensitivity/regression.py": {"factors", "factors + 2"},
    "cli/bar.py": {"settings", "played / progress.seconds"},
    "experiment/pairing.py": {"len(names)"},
    "narrative/chronicle.py": {"WINDOW"},
    "narrative/divergence/__init__.py": {"self.pair.turns"},
    "play/stretches.py": {"len(record.turns_played)"},
    "plots/discovery_box.py": {"FEWEST_POINTS"},
    "plots/drivers.py": {"total - shown"},
    "plots/points.py": {"points"},
    "plots/shares.py": {"self.points"},
    "plots/stance_flows.py": {"len(every)"},
    "plots/thresholds.py": {"data.lengths[-1]"},
    "plots/wording.py": {"points"},
    "report/answer.py": {"WINDOW", "points(value, sign=False)"},
    "report/drivers.py": {"factors"},
    "report/outcomes.py": {"study.when()", "int(least['turns'])"},
    "report/policies.py": {"others", "points(one.change)"},
    "studies/compare.py": {"len(policies)"},
}
"""What stands before a plural without `counted`: counts of two or more, and what is no count."""


def plurals_by_hand(tree: ast.AST) -> set[str]:
    """What is put before a plural noun without `counted`, as "1 quarters" would come of it."""
    return {
        ast.unparse(before.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for before, after in zip(node.values, node.values[1:], strict=False)
        if isinstance(before, ast.FormattedValue)
        and isinstance(after, ast.Constant)
        and COUNTED.match(str(after.value))
    }


def test_a_plural_by_hand_is_found() -> None:
    assert plurals_by_hand(ast.parse('f"{len(runs):,} runs"')) == {"len(runs)"}
    assert not plurals_by_hand(ast.parse("f\"{counted(n, 'run')} ran\""))


def test_nobody_makes_plurals_by_hand() -> None:
    found = {
        str(path.relative_to(PACKAGE).as_posix()): plurals_by_hand(
            ast.parse(path.read_text(encoding="utf-8"))
        )
        for path in MODULES
        # Facts of a validation are of its full size; errors of the engine are for programmers.
        if not {"validation", "engine"} & set(path.relative_to(PACKAGE).parts)
    }
    assert {name: counts for name, counts in found.items() if counts} == NEVER_ONE


@given(st.floats(0, 1), st.integers(0, 3))
def test_only_none_is_nothing_and_only_all_is_everything(share: float, digits: int) -> None:
    said = percent(share, digits=digits)
    number = float(said.removesuffix(" %").strip("<> "))
    assert (number == 0) == (share == 0)
    assert (number == 100) == (share == 1)
    if said[0] not in "<>":
        assert abs(number - 100 * share) <= 0.5 * 10.0**-digits + 1e-9


@given(st.floats(0, 1))
def test_a_space_stands_before_every_sign(share: float) -> None:
    for said in (percent(share), fine_percent(share), percent_range(share, 1.0)):
        assert re.fullmatch(r"[^%]*\d %", said)
    assert "%" not in percent_bounds(0.0, share)


def test_of_no_runs_nothing_is_known() -> None:
    nothing = float("nan")
    assert percent(nothing) == percent_range(nothing, nothing) == "unknown"
    assert percent_bounds(nothing, nothing) == "[unknown]"


def test_a_small_change_has_no_sign_of_its_own() -> None:
    assert points(-1e-9) == points(1e-9) == "+0.0"
    assert change_words(-0.0, -0.0, 0.0, share=False) == "+0 [+0, +0]"
    assert change_words(-0.0, -0.0, 0.0, share=True) == "+0.0 points [+0.0, +0.0]"


def test_lists_and_counts() -> None:
    assert joined([]) == ""
    assert joined(word for word in "abcd") == "a, b, c and d"
    assert counted(0, "policy") == "0 policies"
    assert counted(1, "policy") == "1 policy"


def test_columns_are_aligned_and_lines_end_with_their_text() -> None:
    rows = [["a", "bb", "c"], ["aaa", "", "c"], ["a", "b", ""]]
    assert aligned(rows).splitlines() == ["a    bb  c", "aaa      c", "a    b"]
    assert grid(iter(rows)).splitlines() == ["a      bb  c", "  aaa      c", "  a    b"]


def test_every_stance_has_its_words() -> None:
    assert set(STANCE_WORDS) == set(STANCES)
    for words in STANCE_WORDS.values():
        assert words.headline.startswith("{guarantor} ")
