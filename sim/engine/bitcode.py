"""Bitcode of an outermost function, compiled by Numba so that it can be called without Numba."""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
import numba
from llvmlite import ir

from sim.engine.compiled import OPTIONS, Function, with_compiled_globals
from sim.engine.native import NOTHING, NUMBER, SYMBOL, Code, target_machine, types_of, words_of
from sim.engine.whole_program import whole_program

WORD, STATUS = ir.IntType(64), ir.IntType(32)
BARE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options of the compiler: no code for calls from Python. It needs Numba, and Python's version."""

STAND_INS = {
    "numba_ldexp": """
        declare double @ldexp(double, i32)
        define linkonce_odr double @numba_ldexp(double %x, i32 %n) {
          %y = call double @ldexp(double %x, i32 %n)
          ret double %y
        }""",
    "numba_frexp": """
        declare double @frexp(double, i32*)
        define linkonce_odr double @numba_frexp(double %x, i32* %n) {
          store i32 0, i32* %n
          %d = fsub double %x, %x
          %finite = fcmp oeq double %d, 0.0
          %nonzero = fcmp one double %x, 0.0
          %has = and i1 %finite, %nonzero
          br i1 %has, label %split, label %same
        split:
          %y = call double @frexp(double %x, i32* %n)
          ret double %y
        same:
          ret double %x
        }""",
}
"""Functions of Numba that compiled code may call, written again over those of the C library."""
C_LIBRARY = {"frexp", "ldexp"}
"""Functions of the C library that they call; every Python has them in memory."""

SLIMMING = (
    "add_always_inliner_pass",
    "add_dead_code_elimination_pass",
    "add_dead_arg_elimination_pass",
    "add_global_dead_code_eliminate_pass",
    "add_strip_symbols_pass",
)
"""Passes of LLVM that leave out what no calculation reads; older versions do not offer them."""


def compile_bitcode(function: Function, arguments: tuple[Any, ...]) -> tuple[Code, bool]:
    """Return the bitcode of a function for arguments like these, and whether it may be kept.

    It may not be kept if it needs what only this process has, such as functions of Numba.

    Raises:
        TypeError: The function returns something other than a number or nothing.
    """
    copy = with_compiled_globals(function)
    copy.__qualname__ = f"entry_{function.__name__}"
    maker: Any = numba
    dispatcher = maker.njit(**OPTIONS, **BARE)(copy)
    with whole_program(copy.__qualname__):
        dispatcher.compile(tuple(map(maker.typeof, arguments)))
    (result,) = dispatcher.overloads.values()
    answer = str(result.signature.return_type)
    if answer not in (NOTHING, NUMBER):
        raise TypeError(f"{function.__name__} returns {answer}: must be a number or nothing")
    *_, bitcode = result.library.serialize_using_bitcode()
    module = llvm.parse_bitcode(bitcode)
    for name in _called_elsewhere(module) & set(STAND_INS):
        module.link_in(llvm.parse_assembly(STAND_INS[name]))
    alone = not result.library.has_dynamic_globals and _called_elsewhere(module) <= C_LIBRARY
    module.link_in(llvm.parse_assembly(str(_door(result, module))))
    _slim(module)
    module.verify()
    count = sum(1 for _ in words_of(arguments))
    return Code(types_of(arguments), count, answer, module.as_bitcode()), alone


def _called_elsewhere(module: Any) -> set[str]:
    """Return the functions that a program calls and does not hold, but for those of LLVM."""
    called = {function.name for function in module.functions if function.is_declaration}
    return {name for name in called if not name.startswith("llvm.")}


def _slim(module: Any) -> None:
    """Leave out arguments that no function reads, and names.

    Numba passes all parts of all arrays to every function, six hundred words and more, of which
    nearly all are unused. Making machine code then takes two thirds of the time, and the file half
    the space. Numbers are computed as before.
    """
    manager = llvm.create_new_module_pass_manager()
    if not all(hasattr(manager, name) for name in SLIMMING):
        return
    for name in SLIMMING:
        getattr(manager, name)()
    for function in module.functions:
        if not function.is_declaration and function.name != SYMBOL:
            function.linkage = "internal"
    tuning = llvm.create_pipeline_tuning_options()
    manager.run(module, llvm.create_pass_builder(target_machine(), tuning))


def _door(result: Any, program: Any) -> ir.Module:
    """Return the program of a function that calls a compiled one with a list of words."""
    module = ir.Module("door")
    module.triple, module.data_layout = program.triple, program.data_layout
    convention, inside = result.target_context.call_conv, result.fndesc
    kind = convention.get_function_type(inside.restype, inside.argtypes)
    inner = ir.Function(module, kind, inside.llvm_func_name)
    door = ir.Function(module, ir.FunctionType(STATUS, [WORD.as_pointer()]), SYMBOL)
    builder = ir.IRBuilder(door.append_basic_block())
    arguments = []
    for place, wanted in enumerate(kind.args):
        if not isinstance(wanted, ir.PointerType | ir.DoubleType) and wanted != WORD:
            raise TypeError(f"an argument of type {wanted} is not a word")
        cell = builder.gep(door.args[0], [WORD(place)])
        arguments.append(builder.load(builder.bitcast(cell, wanted.as_pointer())))
    # The mark is on the call: llvmlite 0.46 and older put that of a function on what it returns.
    builder.ret(builder.call(inner, arguments, attrs=("alwaysinline",)))
    return module
