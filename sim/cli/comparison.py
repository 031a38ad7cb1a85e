"""What `sim compare` prints of results: sentences and tables, for two policies or for several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.page import fill, folded
from sim.words import NOTHING, counted, grid, numeral, percent

if TYPE_CHECKING:
    from sim.analysis.comparison import Comparison, Comparisons, Crossing
    from sim.analysis.effects import Effect

_MARGIN = 15
"""Columns before what stands beside a word in the heading."""


def told(found: Comparison | Comparisons, *, whole: bool = False) -> str:
    """Return a comparison as text: sentences and tables.

    Of several comparisons, `whole` shows every outcome, not only those in `found.main`.
    """
    from sim.analysis.comparison import Comparison

    if isinstance(found, Comparison):
        return "\n\n".join(_of_two(found))
    return "\n\n".join(_of_several(found, whole=whole))


# --- two -----------------------------------------------------------------------------------------


def _of_two(found: Comparison) -> Iterator[str]:
    yield from map(fill, found.missing)
    yield "\n".join([f"{found.first} against {found.second}", *_settings(found)])
    if found.identical:
        yield from map(folded, found.findings()[len(found.missing) :])
        return
    for title, effects in (("Moved", found.moved), ("Not shown to have moved", found.unmoved)):
        if effects:
            head = [title, found.first, found.second, "difference [95 %]", "p, Holm", _unit(found)]
            yield grid([head, *([effect.outcome, *_cells(effect)] for effect in effects)])
    if found.crossing is not None and found.crossing.runs:
        lines = map(fill, found.crossing.sentences())
        yield "\n".join([_crossing(found.crossing, found), "", *lines])


def _settings(found: Comparison) -> Iterator[str]:
    yield _beside("set otherwise", _changes(found))
    yield _beside("compared", _how(found))
    if found.failed:
        yield _beside("left out", f"{found.failed:,} runs that failed")


def _changes(found: Comparison) -> str:
    return "; ".join(found.changes) if found.changes else "nothing that is played"


def _how(found: Comparison) -> str:
    if not found.paired:
        return (
            f"as independent samples, because {found.why_not}; intervals are wider than on one "
            "chance"
        )
    how = "run by run, on the same chance"
    if found.draws:
        how += (
            f": {counted(found.draws, 'draw')} that all points share, which intervals and p count"
        )
    return how


def _beside(word: str, text: str, margin: int = _MARGIN) -> str:
    return fill(f"{word:{margin}}{text}", subsequent_indent=" " * margin)


def _unit(found: Comparison) -> str:
    return "pairs" if found.paired else "runs"


def _cells(effect: Effect) -> list[str]:
    """Both means, the difference, the p-value and the number of pairs or runs."""
    same = "the same in every pair" if effect.runs else "came in neither"
    change = same if effect.same else effect.change(unknown=NOTHING)
    numbers = [effect.value(effect.first), effect.value(effect.second)]
    return [*numbers, change, _p(effect.holm), f"{effect.runs:,}"]


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else numeral(value).removeprefix("0")


def _crossing(crossing: Crossing, found: Comparison) -> str:
    rows = [
        [f"Stances: {found.first} down, {found.second} across", *crossing.stances, "all"],
        *(
            [stance, *(f"{count:,}" if count else "." for count in counts), f"{sum(counts):,}"]
            for stance, counts in zip(crossing.stances, crossing.counts, strict=True)
        ),
    ]
    totals = [sum(column) for column in zip(*crossing.counts, strict=True)]
    rows.append(["all", *(f"{total:,}" for total in totals), f"{sum(totals):,}"])
    return grid(rows)


# --- several -------------------------------------------------------------------------------------


def _of_several(found: Comparisons, *, whole: bool) -> Iterator[str]:
    yield from map(fill, dict.fromkeys(line for one in found.each for line in one.missing))
    yield fill(f"{', '.join(one.second for one in found.each)} against {found.first}")
    yield "\n".join(_settings_of_several(found))
    yield fill(found.reading())
    moves = _moves(found)
    shown = [name for name in moves if whole or name in found.main]
    if shown:
        yield _effects_of_several(found, shown)
    yield from map(fill, _others(found, {name: moves[name] for name in moves if name not in shown}))
    if any(one.crossing is not None and one.crossing.runs for one in found.each):
        yield _stances(found)


def _others(found: Comparisons, moves: Mapping[str, int]) -> Iterator[str]:
    """Sentences on the outcomes that have no rows of their own."""
    moved = [f"{name} ({count})" for name, count in moves.items() if count]
    if moved:
        of = len(found.each)
        yield f"Moved too (under how many of {of}): {', '.join(moved)}; --all shows them."
    still = [name for name, count in moves.items() if not count]
    if still:
        yield f"Not shown to have moved under any: {', '.join(still)}."


def _settings_of_several(found: Comparisons) -> Iterator[str]:
    """What each sets otherwise, and how it is compared; once, if all are compared alike."""
    margin = 4 + max(len(one.second) for one in found.each)
    ways = {one.second: _how(one) for one in found.each}
    yield "set otherwise"
    yield from (_beside(f"  {one.second}", _changes(one), margin) for one in found.each)
    if len(set(ways.values())) == 1:
        yield _beside("compared", _how(found.each[0]))
    else:
        yield "compared"
        yield from (_beside(f"  {name}", how, margin) for name, how in ways.items())
    if failed := max(one.failed for one in found.each):
        yield _beside("left out", f"runs that failed, at most {failed:,} in one comparison")


def _moves(found: Comparisons) -> dict[str, int]:
    """Number of comparisons in which each outcome moved: the main ones first, then as often."""
    moves: dict[str, int] = {}
    for effect in (effect for one in found.each for effect in one.effects):
        moves[effect.outcome] = moves.get(effect.outcome, 0) + effect.moved
    asked = {name: moves[name] for name in found.main if name in moves}
    return asked | dict(sorted(moves.items(), key=lambda item: -item[1]))


def _effects_of_several(found: Comparisons, outcomes: Sequence[str]) -> str:
    unit = _unit(found.each[0])
    change = "difference [95 %, all at once]"
    rows = [["Outcome", "", found.first, "value", change, "p, Holm", unit]]
    for name in outcomes:
        shown = name
        for one in found.each:
            for effect in (effect for effect in one.effects if effect.outcome == name):
                rows.append([shown, one.second, *_cells(effect)])
                shown = ""
    return grid(rows, keys=2)


def _stances(found: Comparisons) -> str:
    """Shares of the stances under each, and of the futures that end in the same one."""
    tables = {
        one.second: one.crossing
        for one in found.each
        if one.crossing is not None and one.crossing.runs
    }
    first = next(iter(tables.values()))
    rows = [["Stances", *first.stances, f"as under {found.first}"]]
    rows.append([found.first, *(_share(sum(row), first) for row in first.counts), NOTHING])
    for name, table in tables.items():
        across = zip(*table.counts, strict=True)
        shares = [_share(sum(column), table) for column in across]
        rows.append([name, *shares, _share(table.kept, table)])
    return grid(rows)


def _share(count: int, table: Crossing) -> str:
    return percent(count / table.runs, digits=1)
