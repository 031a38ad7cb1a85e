"""Find runs of a sweep by what came out of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.experiment.faults import ResultsError
from sim.experiment.table import KEYS
from sim.measures import HEADLINES, STANCE
from sim.scenario.problems import guess

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.results import Results

_ALLOWED = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.Compare,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Name,
    ast.Load,
    ast.Constant,
)
"""What a condition may be made of: comparisons, and, or, not, sums, columns, numbers and texts."""
_TEXTS = r"""'[^']*'|"[^"]*\""""
"""A text in quotes, in which no column is looked for."""


@dataclass(frozen=True, eq=False)
class FoundRuns:
    """Runs that a condition holds for.

    Attributes:
        table: The runs, sorted, with the columns asked for; at most as many as asked for.
        found: Number of runs that the condition holds for.
        of: Number of runs that are stored.
    """

    table: pd.DataFrame
    found: int
    of: int


def find_runs(
    results: Results,
    where: str = "",
    *,
    sort: Sequence[str] = (),
    columns: Sequence[str] = (),
    limit: int | None = None,
) -> FoundRuns:
    """Return the runs of a sweep that a condition holds for.

    Args:
        results: The sweep.
        where: A condition on columns of the table, such as `recommitted and first_quarter < 4` or
            `stance == "broker" and parameters.bulwark > 1.5`: comparisons, sums, `and`, `or`, `not`
            and brackets. A comparison with a missing value does not hold. All runs if empty.
        sort: Columns to sort by; `-` before a name sorts downwards. In order of `run` otherwise.
        columns: Columns to return; if none are named, the keys, what varies, the stance, the
            measures of recommitment, and the columns of `where` and `sort`.
        limit: Largest number of runs to return; all if None.

    Raises:
        ResultsError: The condition cannot be read, a column is not there, or no run is stored.
    """
    known = results.store.manifest.columns.names
    keys = [name.removeprefix("-") for name in sort]
    _check([*keys, *columns], known)
    condition = _Condition(where, known)
    shown = list(columns) or _usual(results, [*condition.names, *keys])
    frame = results.narrow(list(dict.fromkeys([*shown, *keys, *condition.names]))).table
    chosen = frame[condition.holds(frame)]
    if keys:
        ascending = [not name.startswith("-") for name in sort]
        chosen = chosen.sort_values([*keys, "run"], ascending=[*ascending, True])
    return FoundRuns(chosen[shown].head(limit), len(chosen), len(frame))


def _usual(results: Results, asked: Sequence[str]) -> list[str]:
    """Return the columns to show if none are named."""
    columns = results.store.manifest.columns
    keys = [name for name in KEYS if name != "seed"]
    return list(dict.fromkeys([*keys, *columns.factors, STANCE, *HEADLINES, *asked]))


def _check(names: Sequence[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise ResultsError(f"no column is called '{name}'{guess(name, known)}")


class _Condition:
    """A condition on columns.

    Args:
        text: The condition; "" holds for every run.
        known: Names of the columns.

    Raises:
        ResultsError: The condition cannot be read, or names no column.
    """

    def __init__(self, text: str, known: Sequence[str]) -> None:
        self._text = text
        # Longest first, so that a name is not taken for the beginning of another one.
        names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
        pattern = re.compile(rf"({_TEXTS})|(?<![\w.])({names})(?![\w.])")
        self._place: dict[str, str] = {}
        self._code = pattern.sub(self._named, text).strip()
        if self._code:
            self._read(known)

    @property
    def names(self) -> list[str]:
        """Columns that the condition reads, in order."""
        return list(self._place)

    def holds(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """Return for every run whether the condition holds.

        Raises:
            ResultsError: It compares what cannot be compared, or is no yes or no.
        """
        import pandas as pd

        if not self._code:
            return pd.Series(data=True, index=frame.index)
        own = frame[self.names].rename(columns=self._place)
        for name in own.columns:
            if isinstance(own[name].dtype, pd.CategoricalDtype):
                own[name] = own[name].astype(object)
        try:
            held = own.eval(self._code, engine="python", parser="pandas")
        except (TypeError, ValueError, NotImplementedError) as error:
            raise ResultsError(f"--where {self._text!r}: {error}") from None
        if not isinstance(held, pd.Series) or held.dtype not in (bool, "boolean"):
            raise ResultsError(
                f"--where {self._text!r}: not a condition; compare a column with something, as in "
                f"`{HEADLINES[-1]} > 0.5`"
            )
        return held.astype("boolean").fillna(value=False).astype(bool)

    def _named(self, match: re.Match[str]) -> str:
        """Return what stands for a column in the code: its name may be no name of Python's."""
        if match[1]:
            return match[1]
        return self._place.setdefault(match[2], f"column_{len(self._place)}")

    def _read(self, known: Sequence[str]) -> None:
        try:
            tree = ast.parse(self._code, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise ResultsError(
                f"--where {self._text!r}: cannot be read; write conditions like "
                '`recommitted and first_quarter < 4`, and texts in quotes: `stance == "broker"`'
            ) from None
        ours = set(self._place.values())
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id not in ours:
                raise ResultsError(
                    f"--where {self._text!r}: no column is called '{node.id}'"
                    f"{guess(node.id, known)}; texts stand in quotes"
                )
            if not isinstance(node, _ALLOWED):
                raise ResultsError(
                    f"--where {self._text!r}: only comparisons, sums, and, or, not and brackets"
                )
