"""Designs: the settings of the factors at which an experiment is played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from sim.scenario.fields import Part, words
from sim.scenario.problems import Path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.experiment.experiment import Factor
    from sim.scenario.ensemble import Ensemble

MOST_POINTS = 1_000_000
SEED = 1
"""Seed of a design that names none. It must not be 0: some samplers take 0 for "no seed"."""

Row = tuple[float, ...]
DesignSeed = Annotated[int, Field(ge=1, le=2**32 - 1)]


def _seed() -> Any:
    return Field(default=SEED, description="Seed of the sampler, not of the runs; never 0")


def _points(remark: str = "") -> Any:
    return Field(description=f"Number of points{remark}", ge=1, le=MOST_POINTS)


class Design(Part):
    """Settings of the factors, one row for each point."""

    kind: str
    apart: ClassVar[bool] = False
    """Whether each point has draws of chance of its own; else all points share them."""

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Number of points."""
        raise NotImplementedError

    def values(self, factors: tuple[Factor, ...]) -> NDArray[np.float64]:
        """Settings [point, factor], in the factors' units."""
        from sim.experiment.sampling import scaled

        return scaled(self.shares(len(factors)), factors)

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return settings [point, factor] as shares of the way from low to high, [0, 1]."""
        raise NotImplementedError

    def order(self, factors: tuple[Factor, ...]) -> NDArray[np.int64]:
        """Return the points in an order whose first ones always spread over the design.

        The points of most designs have such an order already, and stay in it.
        """
        import numpy as np

        return np.arange(self.size(factors))


class GridDesign(Design):
    """Every combination of the factors' levels; the last factor changes fastest."""

    kind: Literal["grid"]
    levels: Annotated[int, Field(ge=2, le=1000)] | None = Field(
        default=None, description="Levels of each factor that names none, equally spaced"
    )

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Product of the numbers of levels."""
        total = 1
        for factor in factors:
            total *= len(factor.levels or ())
        return total

    def values(self, factors: tuple[Factor, ...]) -> NDArray[np.float64]:
        """All combinations."""
        from sim.experiment.sampling import combinations

        return combinations([factor.levels or () for factor in factors])

    def order(self, factors: tuple[Factor, ...]) -> NDArray[np.int64]:
        """Return the cells in the order in which a low-discrepancy sequence reaches them."""
        from sim.experiment.ordering import grid_order

        return grid_order([len(factor.levels or ()) for factor in factors])


class RowsDesign(Design):
    """A design whose points are written down in a file."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The points, each in the order of the factors."""
        raise NotImplementedError

    def place(self, row: int, column: int) -> Path:
        """Return the path of the key in the experiment file that a number comes from."""
        raise NotImplementedError

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Number of rows."""
        return len(self.rows)

    def values(self, factors: tuple[Factor, ...]) -> NDArray[np.float64]:
        """Return the rows in the order of the file."""
        import numpy as np

        return np.array(self.rows, dtype=np.float64).reshape(len(self.rows), len(factors))

    def order(self, factors: tuple[Factor, ...]) -> NDArray[np.int64]:
        """Return the rows in an order that begins with rows far apart in the file."""
        from sim.experiment.ordering import spread_order

        return spread_order(len(self.rows))


class ListDesign(RowsDesign):
    """Points written in the experiment file."""

    kind: Literal["list"]
    points: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_POINTS)] = Field(
        description="One array a point, numbers in the order of the factors"
    )

    @property
    def rows(self) -> tuple[Row, ...]:
        """The points."""
        return self.points

    def place(self, row: int, column: int) -> Path:
        """Return the path of the number."""
        return ("design", "points", row, column)


class CsvDesign(RowsDesign):
    """Points read from a CSV file beside the experiment file, with a column for each factor."""

    kind: Literal["csv"]
    file: str = words("CSV file with a header of factor paths, relative to the experiment file")
    _rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The points; empty until `with_rows` has added them."""
        return self._rows

    def place(self, row: int, column: int) -> Path:
        """Return the path of the key that names the CSV file."""
        return ("design", "file")

    def with_rows(self, rows: tuple[Row, ...]) -> CsvDesign:
        """Return the design with the points of its file."""
        read = self.model_copy()
        read._rows = rows
        return read


class EnsembleDesign(RowsDesign):
    """The members of an ensemble that sim calibrate wrote; each has futures of its own."""

    kind: Literal["ensemble"]
    apart: ClassVar[bool] = True
    file: str = words("The ensemble's file, relative to the experiment file")
    _ensemble: Ensemble | None = None

    @property
    def ensemble(self) -> Ensemble:
        """The ensemble, which `with_ensemble` has added."""
        assert self._ensemble is not None
        return self._ensemble

    @property
    def rows(self) -> tuple[Row, ...]:
        """The members."""
        return self.ensemble.members

    def place(self, row: int, column: int) -> Path:
        """Return the path of the key that names the file."""
        return ("design", "file")

    def with_ensemble(self, ensemble: Ensemble) -> EnsembleDesign:
        """Return the design with the members of its file."""
        read = self.model_copy()
        read._ensemble = ensemble
        return read


class SampledDesign(Design):
    """A design of sampled points, as many as `points` says."""

    points: int = _points()
    seed: DesignSeed = _seed()

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Number of points."""
        return self.points


class RandomDesign(SampledDesign):
    """Independent uniform points."""

    kind: Literal["random"]

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return uniform random numbers."""
        from sim.experiment.sampling import random_shares

        return random_shares(self.points, factors, self.seed)


class LatinHypercubeDesign(SampledDesign):
    """Points such that each of `points` equal slices of a factor's range holds exactly one."""

    kind: Literal["latin-hypercube"]

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return a Latin hypercube of SciPy."""
        from sim.experiment.sampling import latin_shares

        return latin_shares(self.points, factors, self.seed)


class SobolDesign(SampledDesign):
    """A Sobol sequence: points that fill the ranges evenly."""

    kind: Literal["sobol"]
    points: int = _points(", a power of two")
    scramble: bool = Field(default=True, description="Scramble the sequence")

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return a Sobol sequence of SciPy."""
        from sim.experiment.sampling import sobol_shares

        return sobol_shares(self.points, factors, self.seed, scramble=self.scramble)


class SaltelliDesign(Design):
    """The design that Sobol sensitivity indices are estimated from.

    The points are in the blocks and the order of SALib, so the first blocks are a design as well.
    """

    kind: Literal["saltelli"]
    base: int = Field(description="Base points, a power of two", ge=2, le=MOST_POINTS)
    second_order: bool = Field(
        default=False, description="Also estimate indices of pairs; nearly doubles the points"
    )
    seed: DesignSeed = _seed()

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Number of points: base x (factors + 2), or base x (2 x factors + 2) with second order."""
        return self.base * ((2 if self.second_order else 1) * len(factors) + 2)

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return SALib's sample."""
        from sim.experiment.sampling import saltelli_shares

        return saltelli_shares(self.base, factors, self.seed, second_order=self.second_order)


class MorrisDesign(Design):
    """Morris trajectories, each changing one factor at a time, for screening of factors."""

    kind: Literal["morris"]
    trajectories: int = Field(description="Number of trajectories", ge=2, le=MOST_POINTS)
    levels: int = Field(default=4, description="Levels of each factor, even", ge=2, le=100)
    seed: DesignSeed = _seed()

    def size(self, factors: tuple[Factor, ...]) -> int:
        """Number of points: trajectories x (factors + 1)."""
        return self.trajectories * (len(factors) + 1)

    def shares(self, factors: int) -> NDArray[np.float64]:
        """Return SALib's sample."""
        from sim.experiment.sampling import morris_shares

        return morris_shares(self.trajectories, factors, self.seed, levels=self.levels)


class SinglePoint(RowsDesign):
    """The one point of an experiment without factors."""

    kind: Literal["one-point"] = "one-point"

    @property
    def rows(self) -> tuple[Row, ...]:
        """One empty row."""
        return ((),)

    def place(self, row: int, column: int) -> Path:
        """Return an empty path, because the file has no such number."""
        return ()


DESIGN_MODELS: dict[str, type[Design]] = {
    "grid": GridDesign,
    "list": ListDesign,
    "csv": CsvDesign,
    "ensemble": EnsembleDesign,
    "random": RandomDesign,
    "latin-hypercube": LatinHypercubeDesign,
    "sobol": SobolDesign,
    "saltelli": SaltelliDesign,
    "morris": MorrisDesign,
}
