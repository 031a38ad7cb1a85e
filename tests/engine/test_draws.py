"""Chance: known answers, independence of who asks when, and the right distributions."""

from __future__ import annotations

import math
import random
from itertools import pairwise, product

import pytest

from sim.engine.draws import normal, open_stream, philox, uniform, unit_interval
from sim.vocabulary import DRAWS

# Counter and key, and the words they give: the vectors published with Random123.
KNOWN = [
    (
        "00000000 00000000 00000000 00000000 00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def words(text: str) -> list[int]:
    return [int(word, 16) for word in text.split()]


@pytest.mark.parametrize(("given", "answer"), KNOWN)
def test_philox_gives_the_published_words(given: str, answer: str) -> None:
    assert list(philox(*words(given))) == words(answer)


def test_a_unit_draw_uses_53_bits() -> None:
    ones = 0xFFFFFFFF
    assert unit_interval(ones, ones) == 1 - 2.0**-53
    assert unit_interval(0, 1 << 6) == 2.0**-53
    assert unit_interval(0, (1 << 6) - 1) == 0.0
    assert unit_interval(1 << 5, 0) == 2.0**-27


def all_draws(seed: int, replicate: int, order: list[tuple[int, int, int]]) -> dict[object, float]:
    stream = open_stream(seed, replicate)
    return {key: uniform(stream, *key) for key in order}


def test_draws_do_not_depend_on_the_order_of_asking() -> None:
    keys = list(product(range(5), range(6), range(len(DRAWS))))
    shuffled = random.Random(1).sample(keys, len(keys))
    assert shuffled != keys
    assert all_draws(7, 3, keys) == all_draws(7, 3, shuffled)


def test_a_new_subject_purpose_or_turn_leaves_the_others_alone() -> None:
    few = list(product(range(3), range(2), range(4)))
    many = list(product(range(9), range(8), range(len(DRAWS))))
    before, after = all_draws(7, 3, few), all_draws(7, 3, many)
    assert {key: after[key] for key in few} == before


def test_every_coordinate_makes_another_draw() -> None:
    found = {
        uniform(open_stream(seed, replicate), turn, subject, purpose)
        for seed in (0, 1, 1 << 32)
        for replicate, turn, subject, purpose in product(range(4), range(4), range(4), range(4))
    }
    assert len(found) == 3 * 4**4


def test_the_whole_seed_counts() -> None:
    assert open_stream(5 + (7 << 32), 9) == [5, 7, 9]


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="seed"):
        open_stream(seed, 0)


@pytest.mark.parametrize("replicate", [-1, 2**32])
def test_a_replicate_out_of_range_is_refused(replicate: int) -> None:
    with pytest.raises(ValueError, match="replicate"):
        open_stream(0, replicate)


COUNT = 20_000
SEEDS = (0, 1, 2**63)


def mean(numbers: list[float]) -> float:
    return math.fsum(numbers) / len(numbers)


@pytest.mark.parametrize("seed", SEEDS)
def test_uniform_draws_are_uniform(seed: int) -> None:
    drawn = [uniform(open_stream(seed, k), 3, 2, 1) for k in range(COUNT)]
    assert all(0 <= u < 1 for u in drawn)
    # Mean 1/2, variance 1/12; the variance of (u - 1/2)^2 is 1/80 - 1/144 = 1/180.
    assert abs(mean(drawn) - 1 / 2) < 4 * math.sqrt(1 / 12 / COUNT)
    spread = mean([(u - 0.5) ** 2 for u in drawn])
    assert abs(spread - 1 / 12) < 4 * math.sqrt(1 / 180 / COUNT)
    # Ten bins of equal chance: chi-squared with 9 degrees of freedom, 99.99 % below 33.7.
    bins = [0] * 10
    for u in drawn:
        bins[int(10 * u)] += 1
    assert sum((n - COUNT / 10) ** 2 / (COUNT / 10) for n in bins) < 33.7


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_draws_are_normal(seed: int) -> None:
    drawn = [normal(open_stream(seed, k), 3, 2, 1) for k in range(COUNT)]
    # Moments of a standard normal: 0, 1, 0, 3, with variances 1, 2, 15, 96 of z, z^2, z^3, z^4.
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        found = mean([z**power for z in drawn])
        assert abs(found - moment) < 4 * math.sqrt(variance / COUNT)
    # P(|z| < 1) = erf(1 / sqrt 2)
    inside, chance = mean([float(abs(z) < 1) for z in drawn]), math.erf(math.sqrt(0.5))
    assert abs(inside - chance) < 4 * math.sqrt(chance * (1 - chance) / COUNT)


def test_a_normal_draw_is_made_of_the_words_of_one_counter() -> None:
    # The first published vector: seed, replicate, turn, subject and purpose all zero.
    first, second, third, fourth = words(KNOWN[0][1])
    # 27 bits of one word and 26 of the next make a number.
    radius_from = ((first >> 5) * 2**26 + (second >> 6)) / 2**53
    angle_from = ((third >> 5) * 2**26 + (fourth >> 6)) / 2**53
    wanted = math.sqrt(-2 * math.log(1 - radius_from)) * math.cos(2 * math.pi * angle_from)
    assert normal(open_stream(0, 0), 0, 0, 0) == pytest.approx(wanted, abs=1e-12)
    assert uniform(open_stream(0, 0), 0, 0, 0) == radius_from


@pytest.mark.parametrize("axis", ["turn", "subject", "purpose", "replicate"])
def test_neighbouring_draws_are_not_correlated(axis: str) -> None:
    def draw(k: int) -> float:
        place = {"replicate": 5, "turn": 5, "subject": 5, "purpose": 5, axis: k}
        stream = open_stream(11, place["replicate"])
        return uniform(stream, place["turn"], place["subject"], place["purpose"]) - 0.5

    drawn = [draw(k) for k in range(COUNT + 1)]
    product_mean = mean([a * b for a, b in pairwise(drawn)])
    # Under independence the product has mean 0 and variance 1/144.
    assert abs(product_mean) < 4 * math.sqrt(1 / 144 / COUNT)
