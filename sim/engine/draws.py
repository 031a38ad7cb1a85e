"""Chance as a function of (seed, replicate, turn, subject, purpose).

The generator is Philox4x32-10, which is counter-based (Salmon, Moraes, Dror & Shaw 2011, "Parallel
random numbers: as easy as 1, 2, 3"). It has no state: any worker can make any draw alone and in any
order, and a new draw for one subject or purpose does not change the other draws.
"""

import math
from operator import index

from sim.engine.layout import Links
from sim.rules.functions import logarithm, turn_cosine

MASK = 0xFFFFFFFF
MULTIPLIER_0, MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57
KEY_STEP_0, KEY_STEP_1 = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10
TO_UNIT = 2.0**-53
SEED_LIMIT = 2**64
REPLICATE_LIMIT = 2**32


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Philox4x32-10: four 32-bit words from a counter of four and a key of two.

    Products are masked after the shift. The same source therefore gives the same words with
    Python's integers and with 64-bit machine words, which overflow and have a sign.

    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(ROUNDS):
        first, second = MULTIPLIER_0 * c0, MULTIPLIER_1 * c2
        upper0, lower0 = (first >> 32) & MASK, first & MASK
        upper1, lower1 = (second >> 32) & MASK, second & MASK
        c0, c1, c2, c3 = upper1 ^ c1 ^ k0, lower1, upper0 ^ c3 ^ k1, lower0
        k0 = (k0 + KEY_STEP_0) & MASK
        k1 = (k1 + KEY_STEP_1) & MASK
    return c0, c1, c2, c3


def unit_interval(high: int, low: int) -> float:
    """Uniform number in [0, 1) with 53 random bits, from two 32-bit words.

    >>> unit_interval(0, 0), unit_interval(1 << 31, 0)
    (0.0, 0.5)
    """
    return ((high >> 5) * 67108864 + (low >> 6)) * TO_UNIT


def uniform(stream: Links, turn: int, subject: int, purpose: int) -> float:
    """Uniform draw in [0, 1).

    Args:
        stream: Seed (low word, high word) and replicate.
        turn: Turn of the draw, >= 0.
        subject: Actor, tie or theatre for which it is drawn.
        purpose: One of ``vocabulary.DRAWS``, as a number.
    """
    w0, w1, _, _ = philox(stream[2], turn, subject, purpose, stream[0], stream[1])
    return unit_interval(w0, w1)


def normal(stream: Links, turn: int, subject: int, purpose: int) -> float:
    """Standard normal draw (Box & Muller 1958) from the four words of one counter."""
    w0, w1, w2, w3 = philox(stream[2], turn, subject, purpose, stream[0], stream[1])
    radius = math.sqrt(-2.0 * logarithm(1.0 - unit_interval(w0, w1)))
    return radius * turn_cosine(unit_interval(w2, w3))


def open_stream(seed: int, replicate: int) -> list[int]:
    """Return the stream of one run, for :func:`uniform` and :func:`normal`.

    Raises:
        TypeError: Seed or replicate is not a whole number.
        ValueError: Seed outside [0, 2^64) or replicate outside [0, 2^32).
    """
    key = whole_number("seed", seed, 0, SEED_LIMIT - 1, "2^64 - 1")
    run = whole_number("replicate", replicate, 0, REPLICATE_LIMIT - 1, "2^32 - 1")
    return [key & MASK, key >> 32, run]


def whole_number(name: str, given: object, least: int, most: int, told: str) -> int:
    """Return a whole number from ``least`` to ``most`` as an ``int`` of Python.

    >>> whole_number("seed", 7, 0, 9, "9")
    7

    Args:
        name: Name of the number, for the message of an error.
        given: The number, of any integer type.
        least: Smallest allowed value.
        most: Largest allowed value.
        told: ``most`` as the message of an error shows it.

    Raises:
        TypeError: The number is not whole; fractions are not rounded.
        ValueError: The number is out of range.
    """
    message = f"{name} = {given!r:.60}: must be a whole number from {least} to {told}"
    try:
        number = index(given)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(message) from None
    # Early versions of NumPy 2 take their own truth values for whole numbers, as Python does.
    if type(given).__name__ == "bool":
        raise TypeError(message)
    if not least <= number <= most:
        raise ValueError(message)
    return number
