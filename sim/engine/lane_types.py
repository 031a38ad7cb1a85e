"""Rows of lanes as a type of compiled code: one number for each of the runs played side by side.

``Lanes`` is a processor vector of ``WIDTH`` doubles, and ``Mask`` is one of ``WIDTH`` truth values.
``RowVector`` is an array of rows; in compiled code it replaces the array of numbers. Arithmetic on
a row works on each of its numbers, and rounds each as if it were alone.
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
from numba.core.typeconv.castgraph import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, register_model

from sim.engine.lanes import WIDTH

ROW = ir.VectorType(ir.DoubleType(), WIDTH)
TRUTHS = ir.VectorType(ir.IntType(1), WIDTH)
WORDS = ir.VectorType(ir.IntType(64), WIDTH)
INDEX = ir.IntType(32)
NUMBER_BYTES = 8
FRACTION_BITS, EXPONENT_BIAS = 52, 1023
"""Layout of a double (IEEE 754): bits of the fraction, and the number added to the exponent."""


class LanesType(types.Type):
    """Type of a row of numbers; a plain number converts to a row with this number in every lane."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")

    def unify(self, context: Any, other: Any) -> Any:
        """Common type of a row and another type: a row if the other is a number, else None."""
        return self if _is_number(other) else None

    def can_convert_from(self, context: Any, other: Any) -> Any:
        """Return that numbers convert without loss, or None for any other type."""
        return Conversion.safe if _is_number(other) else None


class MaskType(types.Type):
    """Type of a row of truth values."""

    def __init__(self) -> None:
        super().__init__(name="Mask")


class RowVectorType(types.Type):
    """Type of a vector of rows."""

    def __init__(self) -> None:
        super().__init__(name="RowVector")


class ColumnType(types.Type):
    """Type of one lane of a vector of rows: every ``WIDTH``-th number."""

    def __init__(self) -> None:
        super().__init__(name="Column")


LANES, MASK = LanesType(), MaskType()
ROWS, COLUMN = RowVectorType(), ColumnType()


@register_model(LanesType)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ROW)


@register_model(MaskType)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, TRUTHS)


@register_model(RowVectorType)
class _RowVectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ROW.as_pointer())


@register_model(ColumnType)
class _ColumnModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.DoubleType().as_pointer())


def _is_number(kind: Any) -> bool:
    return isinstance(kind, types.Float | types.Integer)


def _spread(builder: Any, number: Any) -> Any:
    """A row with the same number in every lane."""
    nothing = ir.Constant(ROW, ir.Undefined)
    first = builder.insert_element(nothing, number, INDEX(0))
    return builder.shuffle_vector(
        first, nothing, ir.Constant(ir.VectorType(INDEX, WIDTH), [0] * WIDTH)
    )


@lower_cast(types.Float, LanesType)
@lower_cast(types.Integer, LanesType)
def _number_to_row(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, source, types.float64))


def _operation(function: Any, arity: int, result: Any, lower: Callable[..., Any]) -> None:
    """Teach the compiler an operation on rows; plain numbers among its operands become rows."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:
            rows = [kind == LANES for kind in args]
            if len(args) == arity and any(rows) and all(map(_is_row_or_number, args)):
                return signature(result, *[LANES] * arity)
            return None

    infer_global(function)(Template)
    lower_builtin(function, *[LanesType] * arity)(lower)


def _is_row_or_number(kind: Any) -> bool:
    return kind == LANES or _is_number(kind)


def _instruction(name: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return getattr(builder, name)(*args)

    return lower


def _comparison(sign: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        compare = builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered
        return compare(sign, *args)

    return lower


def _of_vectors(name: str) -> Callable[..., Any]:
    """Return the code writer of an operation that processors have for vectors."""

    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        kind = ir.FunctionType(ROW, [ROW])
        name_of_it = f"llvm.{name}.v{WIDTH}f64"
        return builder.call(cgutils.get_or_insert_function(builder.module, kind, name_of_it), args)

    return lower


def _words(word: int) -> Any:
    return ir.Constant(WORDS, [word] * WIDTH)


def _scale(context: Any, builder: Any, found: Any, args: Any) -> Any:
    """Compute x times 2^k from the bits of 2^k; x and the result must be normal numbers."""
    number, exponent = args
    shifted = builder.add(builder.fptosi(exponent, WORDS), _words(EXPONENT_BIAS))
    scale = builder.bitcast(builder.shl(shifted, _words(FRACTION_BITS)), ROW)
    return builder.fmul(number, scale)


def _split(context: Any, builder: Any, found: Any, args: Any) -> Any:
    """Compute (m, e) with x = m 2^e and 1/2 <= m < 1 from the bits of x, for normal x > 0."""
    bits = builder.bitcast(args[0], WORDS)
    biased = builder.lshr(bits, _words(FRACTION_BITS))
    exponent = builder.sitofp(builder.sub(biased, _words(EXPONENT_BIAS - 1)), ROW)
    fraction = builder.and_(bits, _words((1 << FRACTION_BITS) - 1))
    half = _words((EXPONENT_BIAS - 1) << FRACTION_BITS)
    mantissa = builder.bitcast(builder.or_(fraction, half), ROW)
    return context.make_tuple(builder, found.return_type, (mantissa, exponent))


ARITHMETIC = {
    operator.add: "fadd",
    operator.iadd: "fadd",
    operator.sub: "fsub",
    operator.isub: "fsub",
    operator.mul: "fmul",
    operator.imul: "fmul",
    operator.truediv: "fdiv",
    operator.itruediv: "fdiv",
}
COMPARISONS = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}


def _teach() -> None:
    for function, name in ARITHMETIC.items():
        _operation(function, 2, LANES, _instruction(name))
    for function, sign in COMPARISONS.items():
        _operation(function, 2, MASK, _comparison(sign))
    _operation(operator.neg, 1, LANES, _instruction("fneg"))
    _operation(math.sqrt, 1, LANES, _of_vectors("sqrt"))
    _operation(math.floor, 1, LANES, _of_vectors("floor"))
    _operation(math.ldexp, 2, LANES, _scale)
    _operation(math.frexp, 1, types.UniTuple(LANES, 2), _split)


_teach()


@infer_global(operator.getitem)
class _Read(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        vector, place = args
        if vector == ROWS and isinstance(place, types.Integer):
            return signature(LANES, vector, types.intp)
        if vector == COLUMN and isinstance(place, types.Integer):
            return signature(types.float64, vector, types.intp)
        return None


@infer_global(operator.setitem)
class _Write(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        vector, place, _ = args
        if vector == ROWS and isinstance(place, types.Integer):
            return signature(types.none, vector, types.intp, LANES)
        if vector == COLUMN and isinstance(place, types.Integer):
            return signature(types.none, vector, types.intp, types.float64)
        return None


@lower_builtin(operator.getitem, RowVectorType, types.intp)
def _read_row(context: Any, builder: Any, found: Any, args: Any) -> Any:
    vector, place = args
    return builder.load(builder.gep(vector, [place], inbounds=True), align=NUMBER_BYTES)


@lower_builtin(operator.setitem, RowVectorType, types.intp, LanesType)
def _write_row(context: Any, builder: Any, found: Any, args: Any) -> Any:
    vector, place, row = args
    builder.store(row, builder.gep(vector, [place], inbounds=True), align=NUMBER_BYTES)
    return context.get_dummy_value()


def _number_of(builder: Any, column: Any, place: Any) -> Any:
    step = builder.mul(place, ir.Constant(place.type, WIDTH))
    return builder.gep(column, [step], inbounds=True)


@lower_builtin(operator.getitem, ColumnType, types.intp)
def _read_number(context: Any, builder: Any, found: Any, args: Any) -> Any:
    return builder.load(_number_of(builder, *args))


@lower_builtin(operator.setitem, ColumnType, types.intp, types.Float)
def _write_number(context: Any, builder: Any, found: Any, args: Any) -> Any:
    column, place, number = args
    builder.store(number, _number_of(builder, column, place))
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


def _in_lane(vector: Any) -> Any:
    """Type of one lane's part of a vector; a vector without an axis of lanes stays as it is."""
    if vector == ROWS:
        return COLUMN
    is_own = isinstance(vector, types.Array) and vector.ndim == 2
    return vector.copy(ndim=1) if is_own else vector


@intrinsic
def lane_of(typing: Any, part: Any, lane: Any) -> Any:
    """Return one lane of a vector of rows, of an array [lane, place], or of a tuple of both."""
    wanted = _converted(part, _in_lane)

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        whole, lane_at = args

        def of_vector(kind: Any, value: Any, share: Any) -> Any:
            if kind == ROWS:
                numbers = builder.bitcast(value, ir.DoubleType().as_pointer())
                return builder.gep(numbers, [lane_at], inbounds=True)
            item = signature(share, kind, types.intp)
            return context.get_function(operator.getitem, item)(builder, (value, lane_at))

        return _convert(context, builder, part, whole, wanted, of_vector)

    return wanted(part, types.intp), write


@intrinsic
def in_rows(typing: Any, part: Any) -> Any:
    """Return the same tuple with a vector of rows for every array of numbers [place, lane]."""

    def in_rows_of(vector: Any) -> Any:
        is_cells = isinstance(vector, types.Array) and vector.ndim == 2
        return ROWS if is_cells and vector.dtype == types.float64 else vector

    wanted = _converted(part, in_rows_of)

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        def of_vector(kind: Any, value: Any, rows: Any) -> Any:
            array = context.make_array(kind)(context, builder, value)
            return builder.bitcast(array.data, ROW.as_pointer())

        return _convert(context, builder, part, args[0], wanted, of_vector)

    return wanted(part), write


@intrinsic
def lane_count(typing: Any) -> Any:
    """Number of lanes."""

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return context.get_constant(types.intp, WIDTH)

    return types.intp(), write


@intrinsic
def abreast(typing: Any, number: Any) -> Any:
    """Return a row with the same number in every lane; a row stays as it is."""

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return args[0]

    return LANES(LANES), write


@intrinsic
def choose(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` if the condition holds, else ``no``; with a mask, in each lane separately."""
    truth = condition if condition == MASK else types.boolean
    kind = LANES if condition == MASK else typing.unify_types(yes, no)

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return builder.select(*args)

    return kind(truth, kind, kind), write


def _joint(name: str) -> Any:
    @intrinsic
    def joined(typing: Any, first: Any, second: Any) -> Any:
        kind = MASK if MASK in (first, second) else types.boolean

        def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
            return getattr(builder, name)(*args)

        return kind(kind, kind), write

    return joined


both, either = _joint("and_"), _joint("or_")


@intrinsic
def neither(typing: Any, truth: Any) -> Any:
    """Return the opposite of a truth value or of a mask."""

    def write(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return builder.not_(args[0])

    return truth(truth), write


SELECTIONS: dict[str, Any] = {"choose": choose, "both": both, "either": either, "neither": neither}
"""Functions that the rules call after their branches are removed, by name."""
DOORS: dict[str, Any] = {
    "lane_count": lane_count,
    "lane_of": lane_of,
    "abreast": abreast,
    "in_rows": in_rows,
}
"""Functions that code compiled for many lanes uses instead of those in ``lanes``, by name."""


def try_out(options: dict[str, Any]) -> None:
    """Compile one operation of every kind, and run it.

    Args:
        options: Compiler options of the kernel.

    Raises:
        Exception: This version of the compiler does not accept the types of this module, or
            computes a wrong result.
    """
    cells = np.arange(2.0 * WIDTH).reshape(2, WIDTH)
    x, y = cells.copy()
    njit(**options)(_sample())(cells)
    wanted = np.where((x > 2.0) & ~(y < 10.0), math.sqrt(4.0) * x + 1.0, -y)
    wanted[1] += x[1]
    if not np.array_equal(cells, [x, wanted]):
        raise RuntimeError("rows of numbers are computed wrongly")


def _sample() -> Callable[[Any], None]:
    """Return a function that applies an operation of every kind to two rows."""
    taught: Any = {**DOORS, **SELECTIONS}
    names = ("in_rows", "lane_of", "abreast", "choose", "both", "neither")
    to_rows, share, same, select, joined, opposite = (taught[name] for name in names)

    def sample(cells: Any) -> None:
        rows = to_rows(cells)
        x, y = rows[0], rows[1]
        rows[1] = select(joined(x > 2.0, opposite(y < 10.0)), math.sqrt(same(4.0)) * x + 1.0, -y)
        column = share(rows, 1)
        column[1] += column[0]

    return sample
