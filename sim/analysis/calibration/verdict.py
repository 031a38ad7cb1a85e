"""What a posterior says of one parameter, in one word."""

from __future__ import annotations

IDENTIFIED, NARROWED, SHIFTED = 0.5, 0.1, 0.25
"""Least contraction of an identified and of a narrowed parameter, and least shift of a shifted one,
in standard deviations of the prior."""

WORDS = ("identified", "narrowed", "shifted", "open")


def verdict(contraction: float, shift: float, noise: tuple[float, float]) -> str:
    """Return one of `WORDS`.

    >>> verdict(0.6, 0.1, (0.03, 0.05)), verdict(0.02, -0.3, (0.03, 0.05))
    ('identified', 'shifted')
    >>> verdict(0.12, 0.0, (0.2, 0.3)), verdict(0.05, 0.1, (0.03, 0.05))
    ('open', 'open')

    Args:
        contraction: 1 - posterior variance / prior variance.
        shift: Posterior mean less prior mean, in standard deviations of the prior.
        noise: What contraction and shift reach by chance alone; nothing below it counts.
    """
    if contraction >= max(IDENTIFIED, noise[0]):
        return WORDS[0]
    if contraction >= max(NARROWED, noise[0]):
        return WORDS[1]
    return WORDS[2] if abs(shift) >= max(SHIFTED, noise[1]) else WORDS[3]
