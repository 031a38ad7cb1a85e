"""Exponential, logarithm, power and cosine with the same result on every machine.

The mathematical libraries of different systems can differ in the last digit, and one digit can
change a choice. The functions here use only additions, multiplications, divisions and exact scaling
by powers of two, whose results the IEEE 754 standard defines. A record is therefore the same, byte
for byte, on every machine. Compiled code can also compute several numbers at once with them.

The error of exponential and logarithm is below two units in the last place. The Taylor series are
cut off where the remainder is below a quarter of such a unit.
"""

import math

LN2_HIGH = 0.6931471803691238
"""ln 2 to 32 bits, so that its products with whole numbers up to 2^20 are exact."""
LN2_LOW = 1.9082149292705877e-10
"""The rest of ln 2: ln 2 = LN2_HIGH + LN2_LOW."""
LOG2_E = 1.4426950408889634
SQRT_HALF = 0.7071067811865476
TWO_PI = 6.283185307179586
SMALLEST_EXPONENT = -700.0
"""Argument below which an exponential is taken as 0."""


def exponential(x: float) -> float:
    """Return e^x for x up to 700; 0 for x below -700.

    Reduction: x = k ln 2 + r with whole k and abs(r) <= ln 2 / 2; e^x = 2^k e^r.

    >>> exponential(0.0), round(exponential(1.0), 12), exponential(-800.0)
    (1.0, 2.718281828459, 0.0)
    """
    if x < SMALLEST_EXPONENT:
        return 0.0
    k = math.floor(x * LOG2_E + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    z = r * r
    even = 1 / 2 + z * (
        1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600))))
    )
    odd = 1 / 6 + z * (
        1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800))))
    )
    return math.ldexp(1.0 + (r + z * (even + r * odd)), k)


def logarithm(x: float) -> float:
    """Return ln x for x > 0.

    Reduction: x = 2^e m with sqrt(1/2) <= m < sqrt(2); ln m = 2 artanh(s), s = (m - 1) / (m + 1).

    >>> logarithm(1.0), round(logarithm(10.0), 12)
    (0.0, 2.302585092994)
    """
    m, e = math.frexp(x)
    if m < SQRT_HALF:
        m = 2.0 * m
        e = e - 1
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    w = z * z
    first = 1 / 3 + w * (1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19))))
    second = 1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w * (1 / 21))))
    tail = z * (first + z * second)
    return e * LN2_HIGH + (2.0 * s + (2.0 * s * tail + e * LN2_LOW))


def power(base: float, exponent: float) -> float:
    """Return base^exponent for base >= 0 and exponent > 0.

    >>> power(1.0, 1.5), round(power(4.0, 1.5), 12), power(0.0, 2.0)
    (1.0, 8.0, 0.0)
    """
    if base <= 0.0:
        return 0.0
    return exponential(exponent * logarithm(base))


def turn_cosine(share: float) -> float:
    """Return the cosine of an angle, given as a share of a full turn in [0, 1].

    >>> turn_cosine(0.0), turn_cosine(0.25), turn_cosine(0.5), round(turn_cosine(0.125), 12)
    (1.0, 0.0, -1.0, 0.707106781187)
    """
    quarter = math.floor(4.0 * share + 0.5)
    angle = TWO_PI * (share - 0.25 * quarter)
    z = angle * angle
    even = 1 / 24 - z * (
        1 / 720 - z * (1 / 40320 - z * (1 / 3628800 - z * (1 / 479001600 - z / 87178291200)))
    )
    odd = 1 / 120 - z * (
        1 / 5040 - z * (1 / 362880 - z * (1 / 39916800 - z * (1 / 6227020800 - z / 1307674368000)))
    )
    cosine = 1.0 - z * (0.5 - z * even)
    sine = angle - angle * z * (1 / 6 - z * odd)
    if quarter == 1:
        return 0.0 - sine
    if quarter == 2:
        return -cosine
    return sine if quarter == 3 else cosine
