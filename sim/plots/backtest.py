"""Figures of the backtest: probabilities of levels with the record marked, and the skill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.entry import Drawn, Row
from sim.plots.house_style import in_house_style
from sim.plots.panels import Grid, panel_page
from sim.validation.backtest import baselines
from sim.validation.backtest.study import GIVEN, MODEL, Answer, Backtest, Period
from sim.validation.backtest.targets import STANCE
from sim.words import counted, percent

GRID = Grid(width=3.6, height=2.5, left=0.55, right=0.25, below=0.55)
BAR = 0.8
"""Width of a bar, in half-years."""
STANCE_FILLS = ("disengage", "accommodate", "broker", "recommit")
"""Fills of the levels of the stance."""
HEADINGS = {
    MODEL: "What was known in November 2020",
    GIVEN: "The same, told of the shock of 2022",
}
NOTE = (
    "Bars: probability of each level at the end of the half-year or within it. Diamond: what "
    "happened, on the bar's part for it; hollow where the model gave it less than 1 %."
)
SKILL_NOTE = (
    "Difference of the ranked probability scores: right of zero the model is better. Bar: 95 % "
    "interval, bootstrap of moving blocks of three half-years. One story: too narrow still."
)
SHORT = {
    "stance": "stance",
    "offensive": "offensive",
    "control": "share of Karabakh",
    "peacekeepers": "peacekeepers",
    "west": "steps to the West",
    "turkish_presence": "Turkish presence",
}
"""Words for targets on an axis."""


@dataclass(frozen=True)
class LevelsPanel:
    """Probabilities of one forecaster, axes [half-year, level]."""

    heading: str
    chances: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class LevelsData:
    """Data of a figure of levels: panels, and the record by half-year."""

    title: str
    half_years: tuple[str, ...]
    levels: tuple[str, ...]
    fills: tuple[style.Fill, ...]
    record: tuple[int, ...]
    panels: tuple[LevelsPanel, ...]


def levels_data(period: Period, answer: Answer) -> LevelsData:
    """Return the data of the figure of one target."""
    players = [who for who in HEADINGS if who in answer.chances]
    count = len(answer.target.levels)
    return LevelsData(
        title=(
            f"{answer.target.asks}, {period.name}: forecast and record, "
            f"n = {len(period.half_years)} half-years"
        ),
        half_years=period.half_years,
        levels=answer.target.levels,
        fills=_fills(answer.target.name, count),
        record=answer.record,
        panels=tuple(
            LevelsPanel(HEADINGS[who], tuple(tuple(map(float, row)) for row in answer.chances[who]))
            for who in players
        ),
    )


def _fills(target: str, count: int) -> tuple[style.Fill, ...]:
    if target == STANCE.name:
        return tuple(style.STANCES[name] for name in STANCE_FILLS)
    colours = style.share_colours()
    hatches = ("", "///", "...", "xxx", "")
    return tuple(
        style.Fill(style.tint(_hex(colours(k / max(count - 1, 1))), 1.0), hatches[k])
        for k in range(count)
    )


def _hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3])


def levels_figure(data: LevelsData) -> Figure:
    """Return the panels side by side, with one key for the levels below them."""
    headings = [panel.heading for panel in data.panels]
    figure, axes = panel_page(GRID, headings, data.title, NOTE)
    for panel, ax in zip(data.panels, axes, strict=True):
        draw_levels(data, panel, ax)
    _draw_key(data, axes[0])
    return figure


def draw_levels(data: LevelsData, panel: LevelsPanel, ax: Axes) -> None:
    """Draw the stacked probabilities of one forecaster, with the record as diamonds."""
    style.dress(ax)
    ax.grid(False)
    for k, row in enumerate(panel.chances):
        below = 0.0
        for level, chance in enumerate(row):
            fill = data.fills[level]
            ax.bar(
                k,
                chance,
                BAR,
                bottom=below,
                color=fill.colour,
                hatch=fill.hatch,
                edgecolor=style.FAINT,
                linewidth=0.4,
            )
            below += chance
        level = data.record[k]
        middle = sum(row[:level]) + row[level] / 2
        ax.plot(
            [k],
            [middle],
            marker="D",
            markersize=6,
            color=style.INK,
            markerfacecolor=style.PAPER if row[level] < 0.01 else style.INK,
            markeredgecolor=style.INK if row[level] < 0.01 else style.PAPER,
            linestyle="none",
            clip_on=False,
            zorder=3,
        )
    ax.set_xlim(-0.6, len(data.half_years) - 0.4)
    ax.set_ylim(0.0, 1.0)
    ax.set_xticks(range(len(data.half_years)), [_short(name) for name in data.half_years])
    ax.tick_params(axis="x", labelsize=style.SMALL_SIZE - 1, rotation=45)
    ax.set_yticks([0.0, 0.5, 1.0], [percent(share) for share in (0.0, 0.5, 1.0)])


def _short(half_year: str) -> str:
    """Return the name of a half-year for an axis, such as "21H1"."""
    return half_year[2:]


def _draw_key(data: LevelsData, ax: Axes) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=fill.colour, hatch=fill.hatch, edgecolor=style.FAINT, label=name)
        for fill, name in zip(data.fills, data.levels, strict=True)
    ]
    ax.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(0.0, -0.17),
        ncols=len(patches),
        fontsize=style.SMALL_SIZE,
        frameon=False,
        handlelength=1.4,
        columnspacing=1.2,
    )


@in_house_style
def levels_drawn(period: Period, answer: Answer) -> Drawn:
    """Return the figure of the levels of one target, with its caption and table."""
    data = levels_data(period, answer)
    score = answer.scores[MODEL].rps
    return Drawn(
        name=f"backtest-{answer.target.name.replace('_', '-')}",
        title=data.title,
        caption=(
            f"{answer.target.asks}: mean ranked probability score of the model {score:.3f} "
            f"(n = {len(data.half_years)} half-years)."
        ),
        figure=levels_figure(data),
        rows=levels_table(data),
        alt=f"Stacked bars of {len(data.levels)} levels for each of {len(data.half_years)} "
        "half-years, with a diamond on the level that came.",
    )


def levels_table(data: LevelsData) -> tuple[Row, ...]:
    """Return a row for every panel, half-year and level, after a header."""
    rows: list[Row] = [("told", "half_year", "level", "probability", "came")]
    for panel in data.panels:
        for k, half_year in enumerate(data.half_years):
            for level, name in enumerate(data.levels):
                chance = panel.chances[k][level]
                rows.append((panel.heading, half_year, name, chance, int(data.record[k] == level)))
    return tuple(rows)


@dataclass(frozen=True)
class SkillMark:
    """What a forecaster gains over a baseline on one target; `skill` is None where undefined."""

    target: str
    who: str
    against: str
    difference: float
    low: float
    high: float
    skill: float | None


@dataclass(frozen=True)
class SkillData:
    """Data of the figure of skill: marks by baseline, target and forecaster."""

    title: str
    marks: tuple[SkillMark, ...]

    def of(self, against: str) -> tuple[SkillMark, ...]:
        """Return the marks against one baseline."""
        return tuple(mark for mark in self.marks if mark.against == against)


def skill_data(period: Period) -> SkillData:
    """Return the data of the figure of skill of a period."""
    marks = [
        SkillMark(
            SHORT[answer.target.name],
            who,
            other,
            gain.difference,
            gain.difference_low,
            gain.difference_high,
            gain.skill,
        )
        for answer in period.answers
        for (who, other), gain in answer.gains.items()
    ]
    return SkillData(
        f"What the model gains over forecasts that know nothing, {period.name}, "
        f"n = {len(period.half_years)} half-years",
        tuple(marks),
    )


BASELINE_HEADINGS: Mapping[str, str] = {
    "persistence": "Against persistence",
    "climatology": "Against the frequencies of 2016-20",
    "uniform": "Against equal chances",
}
SKILL_GRID = Grid(width=2.3, height=2.6, left=1.35, right=0.1, below=0.45)
MARKS = {MODEL: ("o", style.INK, -0.14), GIVEN: ("s", "#0072B2", 0.14)}
"""Marker, colour and shift of each forecaster."""


def skill_figure(data: SkillData) -> Figure:
    """Return a panel for each baseline, with one row for each target."""
    names = list(baselines.NAMES)
    headings = [BASELINE_HEADINGS[name] for name in names]
    note = f"{SKILL_NOTE} Dot: {_small(HEADINGS[MODEL])}"
    if any(mark.who == GIVEN for mark in data.marks):
        note += f"; square: {_small(HEADINGS[GIVEN])}"
    figure, axes = panel_page(SKILL_GRID, headings, data.title, f"{note}.")
    reach = max(max(abs(mark.low), abs(mark.high)) for mark in data.marks) * 1.05 or 1.0
    for name, ax in zip(names, axes, strict=True):
        draw_skill(data.of(name), ax, reach=reach)
    return figure


def _small(heading: str) -> str:
    return heading[:1].lower() + heading[1:]


def draw_skill(marks: Sequence[SkillMark], ax: Axes, *, reach: float) -> None:
    """Draw what is gained over one baseline, target by target."""
    style.dress(ax)
    targets = list(dict.fromkeys(mark.target for mark in marks))
    ax.axvline(0.0, color=style.FAINT, linewidth=1.0)
    for mark in marks:
        shape, colour, shift = MARKS[mark.who]
        y = targets.index(mark.target) + shift
        ax.plot([mark.low, mark.high], [y, y], color=colour, linewidth=1.6)
        ax.plot([mark.difference], [y], marker=shape, color=colour, markersize=5, linestyle="none")
    ax.set_xlim(-reach, reach)
    ax.set_ylim(len(targets) - 0.5, -0.5)
    style.trim_ticks(ax)
    ax.set_yticks(range(len(targets)), targets)
    ax.tick_params(labelsize=style.SMALL_SIZE)
    ax.set_xlabel("gain in score", fontsize=style.SMALL_SIZE, color=style.FAINT)


@in_house_style
def skill_drawn(found: Backtest) -> Drawn:
    """Return the figure of the skill of the backtest, with its caption and table."""
    data = skill_data(found.backtest)
    worse = sum(mark.difference < 0 for mark in data.marks if mark.who == MODEL)
    count = sum(mark.who == MODEL for mark in data.marks)
    return Drawn(
        name="backtest-skill",
        title=data.title,
        caption=(
            f"The model is worse in {worse} of {counted(count, 'comparison')} of a "
            "target with a baseline "
            f"(n = {len(found.backtest.half_years)} half-years)."
        ),
        figure=skill_figure(data),
        rows=skill_table(data),
        alt="Three panels with a mark and an interval for each target beside a line at no gain.",
    )


def skill_table(data: SkillData) -> tuple[Row, ...]:
    """Return a row for every mark, after a header."""
    rows: list[Row] = [("target", "forecast", "against", "gain", "low", "high", "skill")]
    rows += [
        (mark.target, mark.who, mark.against, mark.difference, mark.low, mark.high, mark.skill)
        for mark in data.marks
    ]
    return tuple(rows)
