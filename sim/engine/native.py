"""Machine code: made from bitcode for this processor, loaded, and called.

Only compiling needs Numba. Importing it takes longer than everything else that a known kernel
needs, so nothing here imports it: LLVM alone makes machine code from bitcode and loads it.

Compiled code gets one list of *words*, 64 bits each. The first two are addresses: where it writes
its answer, and where it writes the address of an error. The others are the arguments, as Numba
passes them (see :func:`words_of`). It returns 0, or another number after an error.
"""

from __future__ import annotations

import ctypes
import functools
import json
import pickle
import struct
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

import numpy as np

SYMBOL = "marchland_entry"
"""Name of the function that machine code and bitcode hold."""
NOTHING, NUMBER = "none", "float64"
"""Kinds of answers."""


class Code(NamedTuple):
    """A compiled function, as machine code or as bitcode.

    Attributes:
        types: Types of its arguments, as :func:`types_of` gives them.
        words: Number of words that its arguments take.
        answer: ``NOTHING`` or ``NUMBER``.
        body: An object file, or bitcode.
    """

    types: str
    words: int
    answer: str
    body: bytes

    def to_bytes(self) -> bytes:
        """Return the content of a file that holds it: a line of JSON, then the body."""
        head = {"types": self.types, "words": self.words, "answer": self.answer}
        return json.dumps(head).encode() + b"\n" + self.body

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Return what :meth:`to_bytes` has written."""
        head, _, body = content.partition(b"\n")
        return cls(**json.loads(head), body=body)


# --- arguments ------------------------------------------------------------------------------------


def types_of(arguments: tuple[Any, ...]) -> str:
    """Return the types of arguments as text. The same code takes all arguments of the same types.

    Raises:
        TypeError: An argument is neither an array, a whole number, a number, nor a tuple of these.
    """
    return " ".join(map(_type_of, arguments))


def _type_of(item: Any) -> str:
    if isinstance(item, np.ndarray):
        flags = item.flags
        order = "C" if flags.c_contiguous else "F" if flags.f_contiguous else "A"
        limits = ("" if flags.writeable else "r") + ("" if flags.aligned else "u")
        return f"{item.dtype.str}{item.ndim}{order}{limits}"
    if isinstance(item, tuple):
        return f"{type(item).__name__}({types_of(item)})"
    if isinstance(item, float):
        return "float"
    if isinstance(item, int) and not isinstance(item, bool):
        return "int"
    raise TypeError(f"compiled code takes no argument of type {type(item).__name__}")


def words_of(arguments: tuple[Any, ...]) -> Iterator[int]:
    """Yield the words of arguments.

    An array takes words for two owners (none), the number of its items, their size in bytes, the
    address of the first one, the length of every axis, and the step of every axis in bytes.
    """
    for item in arguments:
        if isinstance(item, np.ndarray):
            yield from (0, 0, item.size, item.itemsize, item.ctypes.data)
            yield from item.shape
            yield from item.strides
        elif isinstance(item, tuple):
            yield from words_of(item)
        elif isinstance(item, float):
            yield from struct.unpack("q", struct.pack("d", item))
        else:
            yield item


# --- making and loading ---------------------------------------------------------------------------


@functools.cache
def processor() -> tuple[str, str, str]:
    """Return the platform, the processor and its features, for which machine code is made."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return llvm.get_process_triple(), llvm.get_host_cpu_name(), features


def machine_code(bitcode: Code, feature: str | None = None) -> Code:
    """Return the machine code of a function that is given as bitcode.

    Args:
        bitcode: The function.
        feature: Name of the one feature that the code asks of a processor of this platform, such as
            "avx2"; "" asks for none. If None, the code is for the processor of this machine alone.
    """
    import llvmlite.binding as llvm

    machine = target_machine(feature)
    return bitcode._replace(body=machine.emit_object(llvm.parse_bitcode(bitcode.body)))


def target_machine(feature: str | None = None) -> Any:
    """Return LLVM's description of a processor, with the options for code in memory.

    See :func:`machine_code` for the argument.
    """
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    triple, name, features = processor()
    if feature is not None:
        name, features = "generic", f"+{feature}" if feature else ""
    return llvm.Target.from_triple(triple).create_target_machine(
        cpu=name,
        features=features,
        opt=3,
        reloc="static" if triple.startswith(("x86", "i386", "i686")) else "default",
        codemodel="jitdefault",
        jit=True,
    )


def load(code: Code) -> Callable[..., Any]:
    """Return a Python function that calls machine code; it stays in memory as long as this does.

    The caller must give arguments of the types of the code. Python's lock is free while it runs.
    """
    import llvmlite.binding as llvm

    empty = llvm.parse_assembly(f'target triple = "{processor()[0]}"')
    engine = llvm.create_mcjit_compiler(empty, target_machine())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code.body))
    engine.finalize_object()
    address = engine.get_function_address(SYMBOL)
    run = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(address)

    def call(*arguments: Any) -> float | None:
        answer, error = np.zeros(1), np.zeros(1, np.int64)
        words = np.array(
            [answer.ctypes.data, error.ctypes.data, *words_of(arguments)], dtype=np.int64
        )
        if len(words) != code.words + 2:
            raise RuntimeError(f"compiled code takes {code.words} words, not {len(words) - 2}")
        if run(words.ctypes.data):
            raise _error(int(error[0]))
        return float(answer[0]) if code.answer == NUMBER else None

    call.engine = engine  # type: ignore[attr-defined]  # holds the machine code
    return call


class _Told(ctypes.Structure):
    """What compiled code tells of an error: address and length of the pickled class and values."""

    _fields_ = (("pickled", ctypes.c_void_p), ("length", ctypes.c_int32))


def _error(address: int) -> BaseException:
    """Return the error that compiled code has raised."""
    if not address:
        return RuntimeError("compiled code failed without telling why")
    told = _Told.from_address(address)
    kind, values, *_ = pickle.loads(ctypes.string_at(told.pickled, told.length))
    error: BaseException = kind(*(values or ()))
    return error
