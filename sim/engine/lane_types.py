"""Rows of lanes as types of compiled code: one number for each of the runs played side by side.

``Lanes`` is a processor vector of ``WIDTH`` doubles, ``Wholes`` one of ``WIDTH`` whole numbers, and
``Mask`` one of ``WIDTH`` truth values. Arithmetic on a row works on each of its numbers, and rounds
each as if it were alone. ``lane_views`` has the vectors that hold rows.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.typeconv.castgraph import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, lower_cast, register_model

from sim.engine.modes import lanes_wanted

WIDTH = lanes_wanted()
"""Number of lanes."""
ROW = ir.VectorType(ir.DoubleType(), WIDTH)
TRUTHS = ir.VectorType(ir.IntType(1), WIDTH)
WORDS = ir.VectorType(ir.IntType(64), WIDTH)
INDEX = ir.IntType(32)
FRACTION_BITS, EXPONENT_BIAS = 52, 1023
"""Layout of a double (IEEE 754): bits of the fraction, and the number added to the exponent."""
EXACT = 2.0**FRACTION_BITS
"""Smallest power of two from which doubles are whole numbers.

Sums with it convert between doubles and small whole numbers. Most processors have no instruction
that does so for rows.
"""


class LanesType(types.Type):
    """Type of a row of numbers; a plain number converts to a row with this number in every lane."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")

    def unify(self, context: Any, other: Any) -> Any:
        """Common type of a row and another type: a row if the other is of numbers, else None."""
        return self if _is_number(other) or other == WHOLES else None

    def can_convert_from(self, context: Any, other: Any) -> Any:
        """Return that numbers convert without loss, or None for any other type."""
        return Conversion.safe if _is_number(other) or other == WHOLES else None


class WholesType(types.Type):
    """Type of a row of whole numbers; a plain one converts to a row with it in every lane."""

    def __init__(self) -> None:
        super().__init__(name="Wholes")

    def unify(self, context: Any, other: Any) -> Any:
        """Common type of a row of whole numbers and another type; None if there is none."""
        if isinstance(other, types.Integer):
            return self
        return LANES if isinstance(other, types.Float) else None

    def can_convert_from(self, context: Any, other: Any) -> Any:
        """Return that whole numbers convert without loss, or None for any other type."""
        return Conversion.safe if isinstance(other, types.Integer) else None


class MaskType(types.Type):
    """Type of a row of truth values."""

    def __init__(self) -> None:
        super().__init__(name="Mask")

    def can_convert_from(self, context: Any, other: Any) -> Any:
        """Return that a truth value converts, or None for any other type."""
        return Conversion.safe if isinstance(other, types.Boolean) else None


LANES, WHOLES, MASK = LanesType(), WholesType(), MaskType()


def _kept_as(kind: type[types.Type], machine: ir.Type) -> None:
    """Teach the compiler how values of a type are kept in registers."""

    class Model(models.PrimitiveModel):
        def __init__(self, manager: Any, of: Any) -> None:
            super().__init__(manager, of, machine)

    register_model(kind)(Model)


_kept_as(LanesType, ROW)
_kept_as(WholesType, WORDS)
_kept_as(MaskType, TRUTHS)


def _is_number(kind: Any) -> bool:
    return isinstance(kind, types.Float | types.Integer)


def _spread(builder: Any, number: Any) -> Any:
    """A row with the same number in every lane."""
    nothing = ir.Constant(ir.VectorType(number.type, WIDTH), ir.Undefined)
    first = builder.insert_element(nothing, number, INDEX(0))
    return builder.shuffle_vector(
        first, nothing, ir.Constant(ir.VectorType(INDEX, WIDTH), [0] * WIDTH)
    )


@lower_cast(types.Float, LanesType)
@lower_cast(types.Integer, LanesType)
def _number_to_row(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, source, types.float64))


@lower_cast(types.Integer, WholesType)
def _whole_to_row(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, source, types.int64))


@lower_cast(WholesType, LanesType)
def _wholes_to_numbers(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    return builder.sitofp(value, ROW)


@lower_cast(types.Boolean, MaskType)
def _truth_to_mask(context: Any, builder: Any, source: Any, target: Any, value: Any) -> Any:
    return _spread(builder, context.cast(builder, value, source, types.boolean))


def _operation(
    function: Any, arity: int, numbers: Any = None, wholes: Any = None
) -> Callable[[Any, Any], None]:
    """Teach the compiler the types of an operation on rows.

    ``numbers`` and ``wholes`` are the types of its result for rows of numbers and of whole numbers;
    None if there is no such operation. Plain numbers among its operands become rows.
    """

    class Template(AbstractTemplate):
        key = function

        def generic(self, args: Any, kws: Any) -> Any:
            if len(args) != arity or not all(map(_is_row_or_number, args)):
                return None
            rows = [kind for kind in args if kind in (LANES, WHOLES)]
            if wholes is not None and rows and all(map(_is_whole, args)):
                return signature(wholes, *[WHOLES] * arity)
            return signature(numbers, *[LANES] * arity) if rows and numbers is not None else None

    infer_global(function)(Template)

    def lowered(kind: Any, lower: Any) -> None:
        lower_builtin(function, *[kind] * arity)(lower)

    return lowered


def _is_row_or_number(kind: Any) -> bool:
    return kind in (LANES, WHOLES) or _is_number(kind)


def _is_whole(kind: Any) -> bool:
    return kind == WHOLES or isinstance(kind, types.Integer)


def _instruction(name: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return getattr(builder, name)(*args)

    return lower


def _comparison(sign: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        compare = builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered
        return compare(sign, *args)

    return lower


def _whole_comparison(sign: str) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, found: Any, args: Any) -> Any:
        return builder.icmp_signed(sign, *args)

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


def _numbers(number: float) -> Any:
    return ir.Constant(ROW, [number] * WIDTH)


def _scale(context: Any, builder: Any, found: Any, args: Any) -> Any:
    """Compute x times 2^k from the bits of 2^k; x and the result must be normal numbers.

    The last bits of k + 1.5 x 2^52 are those of the whole number k.
    """
    number, exponent = args
    bits = builder.bitcast(builder.fadd(exponent, _numbers(1.5 * EXACT)), WORDS)
    shifted = builder.add(bits, _words(EXPONENT_BIAS))
    scale = builder.bitcast(builder.shl(shifted, _words(FRACTION_BITS)), ROW)
    return builder.fmul(number, scale)


def _split(context: Any, builder: Any, found: Any, args: Any) -> Any:
    """Compute (m, e) with x = m 2^e and 1/2 <= m < 1 from the bits of x, for normal x > 0.

    The bits of 2^52 + k, for a whole number k below 2^52, are those of 2^52 with those of k last.
    """
    bits = builder.bitcast(args[0], WORDS)
    biased = builder.lshr(bits, _words(FRACTION_BITS))
    exact = _words(EXPONENT_BIAS + FRACTION_BITS << FRACTION_BITS)
    shifted = builder.bitcast(builder.or_(biased, exact), ROW)
    exponent = builder.fsub(shifted, _numbers(EXACT + EXPONENT_BIAS - 1))
    fraction = builder.and_(bits, _words((1 << FRACTION_BITS) - 1))
    half = _words((EXPONENT_BIAS - 1) << FRACTION_BITS)
    mantissa = builder.bitcast(builder.or_(fraction, half), ROW)
    return context.make_tuple(builder, found.return_type, (mantissa, exponent))


ARITHMETIC = (
    (operator.add, operator.iadd, "fadd", "add"),
    (operator.sub, operator.isub, "fsub", "sub"),
    (operator.mul, operator.imul, "fmul", "mul"),
    (operator.truediv, operator.itruediv, "fdiv", None),
    (operator.and_, operator.iand, None, "and_"),
    (operator.or_, operator.ior, None, "or_"),
    (operator.xor, operator.ixor, None, "xor"),
    (operator.lshift, operator.ilshift, None, "shl"),
    (operator.rshift, operator.irshift, None, "ashr"),
)
"""Operators with their form in place, and their instruction for numbers and for whole numbers."""
COMPARISONS = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}


def _teach() -> None:
    for plain, in_place, numbers, wholes in ARITHMETIC:
        for function in (plain, in_place):
            lowered = _operation(function, 2, numbers and LANES, wholes and WHOLES)
            if numbers:
                lowered(LanesType, _instruction(numbers))
            if wholes:
                lowered(WholesType, _instruction(wholes))
    for function, sign in COMPARISONS.items():
        lowered = _operation(function, 2, MASK, MASK)
        lowered(LanesType, _comparison(sign))
        lowered(WholesType, _whole_comparison(sign))
    _operation(operator.neg, 1, LANES)(LanesType, _instruction("fneg"))
    _operation(math.sqrt, 1, LANES)(LanesType, _of_vectors("sqrt"))
    _operation(math.floor, 1, LANES)(LanesType, _of_vectors("floor"))
    _operation(math.ldexp, 2, LANES)(LanesType, _scale)
    _operation(math.frexp, 1, types.UniTuple(LANES, 2))(LanesType, _split)


_teach()


@infer_global(operator.mul)
class _CountTruths(AbstractTemplate):
    """A whole number times a truth value: the number where it holds, else 0."""

    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 2 and _is_whole(args[0]) and args[1] == MASK:
            return signature(WHOLES, WHOLES, MASK)
        return None


@lower_builtin(operator.mul, WholesType, MaskType)
def _count_truths(context: Any, builder: Any, found: Any, args: Any) -> Any:
    return builder.select(args[1], args[0], _words(0))


@intrinsic
def choose(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """Return ``yes`` if the condition holds, else ``no``; with a mask, in each lane separately."""
    truth = condition if condition == MASK else types.boolean
    rows = WHOLES if _is_whole(yes) and _is_whole(no) else LANES
    kind = rows if condition == MASK else typing.unify_types(yes, no)

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
