"""Vectors of rows as types of compiled code, and the views of groups and lanes.

A vector is a bare pointer in compiled code: places are never negative, and nothing asks for its
length. Its ``form`` says what is at a place: a row with a number for each lane, the number of one
lane, or one number that all lanes share.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, register_model

from sim.engine.lane_types import INDEX, LANES, MASK, ROW, SELECTIONS, WHOLES, WIDTH, WORDS
from sim.engine.lanes import GROUPS

NUMBER_BYTES = 8
IN_ROWS, ONE_LANE, SHARED = "in rows", "of one lane", "shared"
"""Forms of a vector."""


class VectorType(types.Type):
    """Type of a vector of numbers, or of whole numbers, in one of the forms."""

    def __init__(self, form: str, whole: bool) -> None:
        self.form, self.whole = form, whole
        super().__init__(name=f"Vector({form}, {'whole ' if whole else ''}numbers)")

    @property
    def key(self) -> tuple[str, bool]:
        """Form and kind: two vectors with the same ones have the same type."""
        return self.form, self.whole

    @property
    def item(self) -> Any:
        """Type of what is at a place."""
        if self.form == IN_ROWS:
            return WHOLES if self.whole else LANES
        return types.int64 if self.whole else types.float64

    @property
    def machine(self) -> Any:
        """The item in the language of the compiler."""
        if self.form == IN_ROWS:
            return WORDS if self.whole else ROW
        return ir.IntType(64) if self.whole else ir.DoubleType()


@register_model(VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, kind.machine.as_pointer())


@infer_global(operator.getitem)
class _Read(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        vector, place = args
        if not isinstance(vector, VectorType):
            return None
        if isinstance(place, types.Integer):
            return signature(vector.item, vector, types.intp)
        if place == WHOLES and vector.form != ONE_LANE:
            return signature(WHOLES if vector.whole else LANES, vector, WHOLES)
        return None


@infer_global(operator.setitem)
class _Write(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        vector, place, _ = args
        if isinstance(vector, VectorType) and isinstance(place, types.Integer):
            return signature(types.none, vector, types.intp, vector.item)
        return None


def _place_of(builder: Any, kind: Any, vector: Any, place: Any) -> Any:
    if kind.form == ONE_LANE:
        place = builder.mul(place, ir.Constant(place.type, WIDTH))
    return builder.gep(vector, [place], inbounds=True)


@lower_builtin(operator.getitem, VectorType, types.intp)
def _read(context: Any, builder: Any, found: Any, args: Any) -> Any:
    return builder.load(_place_of(builder, found.args[0], *args), align=NUMBER_BYTES)


@lower_builtin(operator.getitem, VectorType, type(WHOLES))
def _read_each(context: Any, builder: Any, found: Any, args: Any) -> Any:
    vector, places = args
    kind = found.args[0]
    row = ir.Constant(WORDS if kind.whole else ROW, ir.Undefined)
    if kind.form == IN_ROWS:
        vector = builder.bitcast(vector, row.type.element.as_pointer())
    for lane in range(WIDTH):
        place = builder.extract_element(places, INDEX(lane))
        if kind.form == IN_ROWS:
            place = builder.add(builder.mul(place, place.type(WIDTH)), place.type(lane))
        item = builder.load(builder.gep(vector, [place], inbounds=True))
        row = builder.insert_element(row, item, INDEX(lane))
    return row


@lower_builtin(operator.setitem, VectorType, types.intp, types.Any)
def _write(context: Any, builder: Any, found: Any, args: Any) -> Any:
    vector, place, item = args
    builder.store(item, _place_of(builder, found.args[0], vector, place), align=NUMBER_BYTES)
    return context.get_dummy_value()


def _converted(part: Any, leaf: Callable[[Any], Any]) -> Any:
    """Type of a named tuple such as a table, with the type ``leaf(vector)`` for every vector."""
    if not isinstance(part, types.BaseNamedTuple):
        return leaf(part)
    named: Any = part
    members = [_converted(member, leaf) for member in named]
    return types.BaseTuple.from_types(members, named.instance_class)


def _convert(context: Any, builder: Any, part: Any, value: Any, wanted: Any, write: Any) -> Any:
    """Return the value of the type from :func:`_converted`; ``write`` converts one vector."""
    if not isinstance(part, types.BaseNamedTuple):
        return value if part == wanted else write(part, value, wanted)
    named: Any = part
    made = [
        _convert(context, builder, kind, member, of, write)
        for kind, member, of in zip(
            named, cgutils.unpack_tuple(builder, value), wanted, strict=True
        )
    ]
    return context.make_tuple(builder, wanted, made)


def _view(lowered: Callable[[Any], Any], write_vector: Callable[..., Any]) -> Any:
    """Return the function that converts every vector of a part, given a number.

    ``lowered(type)`` is the new type of a vector, ``write_vector(context, builder, type, value,
    new type, number)`` its value.
    """

    @intrinsic
    def view(typing: Any, part: Any, number: Any) -> Any:
        wanted = _converted(part, lowered)

        def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
            whole, at = args

            def of_vector(kind: Any, value: Any, new: Any) -> Any:
                return write_vector(context, builder, kind, value, new, at)

            return _convert(context, builder, part, whole, wanted, of_vector)

        return wanted(part, types.intp), write

    return view


def _in_group(array: Any) -> Any:
    """Type of one group's part of an array [group, place, lane], or of an array [place]."""
    if not isinstance(array, types.Array) or array.ndim not in (1, 3):
        return array
    form = IN_ROWS if array.ndim == 3 else SHARED
    return VectorType(form, array.dtype == types.int64)


def _group_of(context: Any, builder: Any, kind: Any, value: Any, wanted: Any, group: Any) -> Any:
    array = context.make_array(kind)(context, builder, value)
    if kind.ndim == 1:
        return array.data
    step = cgutils.unpack_tuple(builder, array.strides)[0]
    first = builder.bitcast(array.data, ir.IntType(8).as_pointer())
    own = builder.gep(first, [builder.mul(group, step)], inbounds=True)
    return builder.bitcast(own, wanted.machine.as_pointer())


def _in_lane(vector: Any) -> Any:
    """Type of one lane's part of a vector; a vector that all lanes share stays as it is."""
    if isinstance(vector, VectorType) and vector.form == IN_ROWS:
        return VectorType(ONE_LANE, vector.whole)
    return vector


def _lane_of(context: Any, builder: Any, kind: Any, value: Any, wanted: Any, lane: Any) -> Any:
    numbers = builder.bitcast(value, wanted.machine.as_pointer())
    return builder.gep(numbers, [lane], inbounds=True)


group_of, lane_of = _view(_in_group, _group_of), _view(_in_lane, _lane_of)


@intrinsic
def collect(typing: Any, array: Any, runs: Any, place: Any) -> Any:
    """Return a row with the number at a place of an array [group, place, lane], by run."""
    whole = array.dtype == types.int64

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        value, run_row, place_at = args
        vector = context.make_array(array)(context, builder, value)
        step = cgutils.unpack_tuple(builder, vector.strides)[0]
        first = builder.bitcast(vector.data, ir.IntType(8).as_pointer())
        row = ir.Constant(WORDS if whole else ROW, ir.Undefined)
        offset = builder.mul(place_at, place_at.type(WIDTH))
        for lane in range(WIDTH):
            run = builder.extract_element(run_row, INDEX(lane))
            group = builder.udiv(run, run.type(WIDTH))
            own = builder.gep(first, [builder.mul(group, step)], inbounds=True)
            numbers = builder.bitcast(own, row.type.element.as_pointer())
            there = builder.gep(numbers, [builder.urem(run, run.type(WIDTH))], inbounds=True)
            item = builder.load(builder.gep(there, [offset], inbounds=True))
            row = builder.insert_element(row, item, INDEX(lane))
        return row

    return (WHOLES if whole else LANES)(array, WHOLES, types.intp), write


def _constant(number: int) -> Any:
    @intrinsic
    def constant(typing: Any) -> Any:
        def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
            return context.get_constant(types.intp, number)

        return types.intp(), write

    return constant


@intrinsic
def abreast(typing: Any, number: Any) -> Any:
    """Return a row with the same number in every lane; a row stays as it is."""

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return args[0]

    return LANES(LANES), write


@intrinsic
def anywhere(typing: Any, truth: Any) -> Any:
    """Whether something holds in at least one lane; a plain truth value stays as it is."""

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        if truth != MASK:
            return args[0]
        bits = builder.bitcast(args[0], ir.IntType(WIDTH))
        return builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    return types.boolean(MASK if truth == MASK else types.boolean), write


DOORS: dict[str, Any] = {
    "lane_count": _constant(WIDTH),
    "run_room": _constant(WIDTH * GROUPS),
    "group_of": group_of,
    "lane_of": lane_of,
    "abreast": abreast,
    "collect": collect,
    "anywhere": anywhere,
}
"""Functions that code compiled for many lanes uses instead of those in ``lanes``, by name."""


def try_out(options: dict[str, Any]) -> None:
    """Compile operations of every kind, and run them.

    Args:
        options: Compiler options of the kernel.

    Raises:
        Exception: This version of the compiler does not accept the types of this module, or
            computes a wrong result.
    """
    cells = np.arange(2.0 * WIDTH).reshape(1, 2, WIDTH)
    wholes = np.arange(2 * WIDTH).reshape(1, 2, WIDTH)
    (x, y), (m, n) = cells[0].copy(), wholes[0].copy()
    njit(**options)(_sample())(cells, wholes)
    wanted = np.where((x > 2.0) & ~(y < 10.0), math.sqrt(4.0) * x + 1.0, -y)
    wanted[1] += x[1]
    if not np.array_equal(cells[0], [x, wanted]) or not np.array_equal(wholes[0], [m, m * n & 12]):
        raise RuntimeError("rows of numbers are computed wrongly")


def _sample() -> Callable[[Any, Any], None]:
    """Return a function that applies operations of every kind to rows."""
    taught: Any = {**DOORS, **SELECTIONS}
    names = ("group_of", "lane_of", "abreast", "choose", "both", "neither")
    of_group, share, same, select, joined, opposite = (taught[name] for name in names)

    def sample(cells: Any, wholes: Any) -> None:
        rows, counts = of_group(cells, 0), of_group(wholes, 0)
        x, y = rows[0], rows[1]
        rows[1] = select(joined(x > 2.0, opposite(y < 10.0)), math.sqrt(same(4.0)) * x + 1.0, -y)
        counts[1] = counts[0] * counts[1] & 12
        column = share(rows, 1)
        column[1] += column[0]

    return sample
