"""What `sim compare` prints of results: sentences and tables, for two policies or for several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sim.page import fill, folded
from sim.words import (
    NOTHING,
    STANCE_WORDS,
    aligned,
    counted,
    grid,
    named,
    numeral,
    percent,
)

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
    yield "\n".join(_settings(found))
    if found.identical:
        yield from map(folded, found.findings()[len(found.missing) :])
        return
    for title, effects in (("Moved", found.moved), ("Not shown to have moved", found.unmoved)):
        if effects:
            head = [title, "first", "second", "difference [95 %]", "p, Holm"]
            rows = ([_outcome(effect, found), *_cells(effect)] for effect in effects)
            yield grid([head, *rows])
    if found.crossing is not None and found.crossing.runs:
        lines = map(fill, found.crossing.sentences())
        yield "\n".join([_crossing(found.crossing), "", *lines])


def _settings(found: Comparison) -> Iterator[str]:
    yield _beside("first", named(found.titles[0], found.first))
    yield _beside("second", named(found.titles[1], found.second))
    yield _beside("set otherwise", _changes(found))
    yield _beside("compared", _how(found))
    if found.failed:
        yield _beside("left out", f"{counted(found.failed, 'run')} that failed")


def _changes(found: Comparison) -> str:
    return "; ".join(found.changes) if found.changes else "nothing that is played"


def _how(found: Comparison) -> str:
    if not found.paired:
        return (
            f"as independent samples of at least {counted(_runs(found), 'run')} each, because "
            f"{found.why_not}; intervals are wider than on one chance"
        )
    how = f"run by run, on the same chance, in {counted(_runs(found), 'pair')} of runs"
    if found.draws:
        draws = counted(found.draws, "draw")
        how += f"; all points share {draws} of chance, and intervals and p-values count these"
    return how


def _runs(found: Comparison) -> int:
    """Number of pairs or runs, where every outcome came in all of them."""
    return max((effect.runs for effect in found.effects), default=0)


def _beside(word: str, text: str, margin: int = _MARGIN) -> str:
    return fill(f"{word:{margin}}{text}", subsequent_indent=" " * margin, break_on_hyphens=False)


def _outcome(effect: Effect, found: Comparison) -> str:
    """What an outcome is called and the name that one types; in how many pairs, if in fewer."""
    fewer = f", in {_count(effect, found)}" if effect.runs < _runs(found) else ""
    return f"{named(effect.label, effect.outcome)}{fewer}"


def _count(effect: Effect, found: Comparison) -> str:
    return counted(effect.runs, "pair" if found.paired else "run")


def _cells(effect: Effect) -> list[str]:
    """Both means, the difference and the p-value."""
    same = "the same in every pair" if effect.runs else "came in neither"
    change = same if effect.same else effect.change(unknown=NOTHING)
    numbers = [effect.value(effect.first), effect.value(effect.second)]
    return [*numbers, change, _p(effect.holm)]


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else numeral(value).removeprefix("0")


def _crossing(crossing: Crossing) -> str:
    labels = [STANCE_WORDS[stance].label for stance in crossing.stances]
    rows = [
        ["Stances: first down, second across", *labels, "all"],
        *(
            [label, *(f"{count:,}" if count else "." for count in counts), f"{sum(counts):,}"]
            for label, counts in zip(labels, crossing.counts, strict=True)
        ),
    ]
    totals = [sum(column) for column in zip(*crossing.counts, strict=True)]
    rows.append(["all", *(f"{total:,}" for total in totals), f"{sum(totals):,}"])
    return aligned(rows)


# --- several -------------------------------------------------------------------------------------


def _of_several(found: Comparisons, *, whole: bool) -> Iterator[str]:
    yield from map(fill, dict.fromkeys(line for one in found.each for line in one.missing))
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
    labels = {effect.outcome: effect.label for one in found.each for effect in one.effects}
    moved = [f"{labels[name]} ({count})" for name, count in moves.items() if count]
    if moved:
        of = len(found.each)
        yield f"Moved too (under how many of {of}): {'; '.join(moved)}. --all shows them."
    still = [labels[name] for name, count in moves.items() if not count]
    if still:
        yield f"Not shown to have moved under any: {'; '.join(still)}."


def _settings_of_several(found: Comparisons) -> Iterator[str]:
    """What each sets otherwise, and how it is compared; once, if all are compared alike."""
    first = found.each[0]
    ways = {one.second: _how(one) for one in found.each}
    yield _beside("first", named(first.titles[0], first.first))
    if len(set(ways.values())) == 1:
        yield _beside("compared", _how(first))
    if failed := max(one.failed for one in found.each):
        yield _beside("left out", f"runs that failed, at most {failed:,} in one comparison")
    yield "the others, and what each sets otherwise"
    for one in found.each:
        called = f"  {named(one.titles[1], one.second)}"
        yield fill(called, subsequent_indent=" " * 4, break_on_hyphens=False)
        yield _below(_changes(one))
        if len(set(ways.values())) > 1:
            yield _below(f"compared {ways[one.second]}")


def _below(text: str) -> str:
    return fill(text, initial_indent=" " * 6, subsequent_indent=" " * 8, break_on_hyphens=False)


def _moves(found: Comparisons) -> dict[str, int]:
    """Number of comparisons in which each outcome moved: the main ones first, then as often."""
    moves: dict[str, int] = {}
    for effect in (effect for one in found.each for effect in one.effects):
        moves[effect.outcome] = moves.get(effect.outcome, 0) + effect.moved
    asked = {name: moves[name] for name in found.main if name in moves}
    return asked | dict(sorted(moves.items(), key=lambda item: -item[1]))


def _effects_of_several(found: Comparisons, outcomes: Sequence[str]) -> str:
    """The policies under each outcome, the first with its value alone."""
    rows = [["Outcome", "value", "difference [95 %, all at once]", "p, Holm"]]
    for name in outcomes:
        effects = [
            (one, effect) for one in found.each for effect in one.effects if effect.outcome == name
        ]
        one, first = effects[0]
        rows.append([named(first.label, name)])
        if base := _base(effects):
            rows.append([f"  {one.titles[0]}", base, "", ""])
        rows += [[f"  {_other(effect, one)}", *_cells(effect)[1:]] for one, effect in effects]
    return aligned(rows)


def _base(effects: Sequence[tuple[Comparison, Effect]]) -> str:
    """The mean under the first; nothing if it is over other pairs in every comparison."""
    values = {effect.value(effect.first) for _, effect in effects}
    return values.pop() if len(values) == 1 else ""


def _other(effect: Effect, found: Comparison) -> str:
    """The title of the second, with both means where that of the first is not told once for all."""
    fewer = effect.runs < _runs(found)
    more = f" (from {effect.value(effect.first)}, in {_count(effect, found)})" if fewer else ""
    return f"{found.titles[1]}{more}"


def _stances(found: Comparisons) -> str:
    """Shares of the stances under each, and of the futures that end in the same one."""
    tables = [
        (one, one.crossing) for one in found.each if one.crossing is not None and one.crossing.runs
    ]
    one, first = tables[0]
    labels = [STANCE_WORDS[stance].label for stance in first.stances]
    rows = [["Stances", *labels, "same as under the first"]]
    rows.append([one.titles[0], *(_share(sum(row), first) for row in first.counts), NOTHING])
    for one, table in tables:
        across = zip(*table.counts, strict=True)
        shares = [_share(sum(column), table) for column in across]
        rows.append([one.titles[1], *shares, _share(table.kept, table)])
    return grid(rows)


def _share(count: int, table: Crossing) -> str:
    return percent(count / table.runs, digits=1)
