"""Machine code is called with what Numba's code expects, and tells of errors; without Numba."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import llvmlite.binding as llvm
import numpy as np
import pytest

from sim.engine.native import NOTHING, NUMBER, SYMBOL, Code, load, machine_code, types_of, words_of

WORD_COUNT = 12


class Pair(NamedTuple):
    """Arrays together, as in a table."""

    numbers: Any
    wholes: Any


def compiled(body: str, *, answer: str, words: int, extra: str = "") -> Callable[..., Any]:
    """A function from a program for LLVM; %w is the list of words."""
    text = f"{extra}\ndefine i32 @{SYMBOL}(ptr %w) {{\n{body}\n}}"
    bitcode = llvm.parse_assembly(text).as_bitcode()
    return load(machine_code(Code("", words, answer, bitcode)))


def word(place: int, name: str, kind: str) -> str:
    """The instructions that read a word."""
    at = f"%at_{name} = getelementptr i64, ptr %w, i64 {place}"
    return f"{at}\n%{name} = load {kind}, ptr %at_{name}"


def test_numbers_go_in_and_come_out() -> None:
    body = "\n".join(
        (
            word(0, "answer", "ptr"),
            word(2, "x", "double"),
            word(3, "n", "i64"),
            "%m = sitofp i64 %n to double",
            "%y = fsub double %x, %m",
            "store double %y, ptr %answer",
            "ret i32 0",
        )
    )
    difference = compiled(body, answer=NUMBER, words=2)
    assert difference(0.5, -3) == 3.5
    assert difference(-0.25, 2**40) == -0.25 - 2.0**40


def test_an_array_is_its_memory() -> None:
    """The fifth word is the address of the first item, the last one the step in bytes."""
    body = "\n".join(
        (
            word(6, "first", "ptr"),
            word(8, "step", "i64"),
            "%second = getelementptr i8, ptr %first, i64 %step",
            "store double 7.0, ptr %second",
            "ret i32 0",
        )
    )
    write = compiled(body, answer=NOTHING, words=7)
    numbers = np.zeros(6)
    assert write(numbers[::2]) is None
    assert numbers.tolist() == [0.0, 0.0, 7.0, 0.0, 0.0, 0.0]


def test_words_stand_in_the_order_of_arguments_and_of_fields() -> None:
    numbers, wholes = np.zeros((2, 3)), np.arange(4)[1:]
    found = list(words_of((7, Pair(numbers, wholes), 8)))
    of_numbers = [0, 0, 6, 8, numbers.ctypes.data, 2, 3, 24, 8]
    of_wholes = [0, 0, 3, 8, wholes.ctypes.data, 3, 8]
    assert found == [7, *of_numbers, *of_wholes, 8]


@pytest.mark.parametrize(
    "other",
    [
        (1.0, np.zeros(3)),
        (1, np.zeros(3, np.float32)),
        (1, np.zeros((3, 1))),
        (1, np.zeros(6)[::2]),
        (1, np.zeros((3, 2)).T),
        (1, (np.zeros(3),)),
        (1, np.frombuffer(bytes(24))),
        (1, np.frombuffer(bytearray(25), np.uint8)[1:].view(np.float64)),
        (1,),
    ],
)
def test_other_types_of_arguments_are_told_apart(other: tuple[Any, ...]) -> None:
    assert types_of(other) != types_of((1, np.zeros(3)))
    assert types_of((2, np.ones(5))) == types_of((1, np.zeros(3)))


@pytest.mark.parametrize("other", [True, "text", None, [1.0]])
def test_what_compiled_code_does_not_take_is_an_error(other: Any) -> None:
    with pytest.raises(TypeError, match=type(other).__name__):
        types_of((1, other))


def test_too_few_words_are_an_error_and_no_crash() -> None:
    nothing = compiled("ret i32 0", answer=NOTHING, words=WORD_COUNT)
    with pytest.raises(RuntimeError, match="takes 12 words, not 1"):
        nothing(1)


def test_an_error_is_raised_as_it_was_told() -> None:
    told = pickle.dumps((ValueError, ("no such order",), None))
    text = "".join(f"\\{byte:02x}" for byte in told)
    kind = "{ ptr, i32, ptr, ptr, i32 }"
    fields = f"{{ ptr @text, i32 {len(told)}, ptr null, ptr null, i32 0 }}"
    extra = f'@text = constant [{len(told)} x i8] c"{text}"\n@told = constant {kind} {fields}'
    body = word(1, "error", "ptr") + "\nstore ptr @told, ptr %error\nret i32 1"
    with pytest.raises(ValueError, match="no such order"):
        compiled(body, answer=NOTHING, words=0, extra=extra)()


def test_an_error_that_is_not_told_is_one_still() -> None:
    with pytest.raises(RuntimeError, match="without telling why"):
        compiled("ret i32 -1", answer=NOTHING, words=0)()


def test_known_code_is_called_without_numba() -> None:
    program = "import sys; import sim.engine.batch; print('numba' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_what_is_written_is_read_again() -> None:
    code = Code("int float64C", 4, NUMBER, b"\n\x00body\n")
    assert Code.from_bytes(code.to_bytes()) == code
