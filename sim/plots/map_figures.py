"""Figures with maps of ties and of influence: of a record at a date, and of results on average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from sim.experiment.intervals import Z_95
from sim.experiment.results import Results
from sim.experiment.table import OK
from sim.experiment.titles import policy_titles
from sim.experiment.trajectories import kept_paths, read_trajectories
from sim.measures import END
from sim.plots.actors_shown import shown_theatres, shown_ties
from sim.plots.dates import dates_of
from sim.plots.documents import Document
from sim.plots.entry import Choice, Drawn, Entry, FigureError, Row, chosen_policy, runs_of, stem
from sim.plots.influence import InfluenceData, influence_data, influence_in
from sim.plots.influence_drawing import draw_influence
from sim.plots.map_page import map_page
from sim.plots.points import chosen_policies, chosen_runs
from sim.plots.run_figures import EDGE_NOTE, RIVALRY_NOTE, ties_figure, ties_note, ties_table
from sim.plots.ties import ties_in
from sim.record import Record
from sim.words import counted, quoted

NAME = "influence-map"
NOTE = "Arcs: who holds how much influence in each client; grey: what nobody holds."
TINT_NOTE = "A client has the tint of the patron with most influence, deeper the more it holds."
TIES_NOTE = (
    "Arrows run from patron to client, as wide as their mean influence; dashed: suspended in most "
    f"runs. {RIVALRY_NOTE}Diamond: a theatre."
)


@dataclass(frozen=True)
class Average:
    """Means over runs by state path, and half the width of their widest 95 % interval.

    `half_width` is None for a single run, which has no interval.
    """

    means: Mapping[str, float]
    runs: int
    half_width: float | None

    @property
    def told(self) -> str:
        """The precision of the means in words, beginning with a comma; "" for a single run."""
        if self.half_width is None:
            return ""
        return f", each to within {self.half_width:.3f} (95 % interval)"


def average(columns: Mapping[str, np.ndarray[Any, Any]]) -> Average:
    """Return the means over runs of columns (by state path, one value for each run)."""
    runs = len(next(iter(columns.values())))
    means = {path: float(np.mean(values, dtype=np.float64)) for path, values in columns.items()}
    if runs < 2:
        return Average(means, runs, None)
    spreads = [float(np.std(values, ddof=1, dtype=np.float64)) for values in columns.values()]
    return Average(means, runs, Z_95 * max(spreads) / sqrt(runs))


def influence_figure(data: InfluenceData) -> Figure:
    """Return the map of influence as a figure."""
    notes = _note(data)
    if any(place.towards for place in data.places):
        notes = f"{notes} {EDGE_NOTE}"
    figure, ax = map_page(data.title, f"{notes}\n{data.caption}")
    draw_influence(data, ax)
    return figure


def _note(data: InfluenceData) -> str:
    return NOTE if data.schematic else f"{NOTE} {TINT_NOTE}"


def influence_table(data: InfluenceData) -> tuple[Row, ...]:
    """Return a row for each client and patron, after a header.

    The part of a client that no patron holds comes last, with "" as its patron.
    """
    rows: list[Row] = [("date", "client", "patron", "influence")]
    for holding in data.holdings:
        rows += [(data.date, holding.client, part.patron, part.share) for part in holding.parts]
    return tuple(rows)


def _draw_of_record(record: Record, choice: Choice) -> Drawn:
    try:
        data = influence_data(record, choice.turn or None)
    except LookupError as error:
        raise FigureError(str(error.args[0])) from None
    return _drawn(data, Choice(turn=choice.turn), said=f"Influence, {data.date}.")


def _draw_of_results(results: Results, choice: Choice) -> Drawn:
    policy = _policy(results, choice)
    document = policy["document"]
    runs = chosen_runs(results, choice, pooled=True)
    paths = [f"ties.{tie.id}.influence" for tie in shown_ties(document)]
    if choice.turn:
        found, date = _at_turn(results, policy, paths, choice.turn, runs.point)
    else:
        found = _at_end(results, policy["name"], paths, runs.point)
        date = f"end of {dates_of(policy)[-1]}"
    called = policy_titles(results)[policy["name"]]
    title = f"Mean influence, {date}: {called}, n = {counted(found.runs, 'run')}"
    data = influence_in(document, found.means, title=title, date=date)
    said = (
        f"Mean influence over {counted(found.runs, 'run')} of {quoted(called)}, "
        f"{date}{found.told}. "
        f"{runs.said}"
    )
    kept = Choice(policy=choice.policy, turn=choice.turn, point=choice.point)
    return _drawn(data, kept, said=said.rstrip())


def _drawn(data: InfluenceData, choice: Choice, *, said: str) -> Drawn:
    return Drawn(
        name=stem(NAME, choice),
        title=data.title,
        caption=f"{said} {data.finding()} {_note(data)} {data.caption}",
        figure=influence_figure(data),
        rows=influence_table(data),
        alt=f"A map with the shares of influence in each client. {data.finding()}",
    )


def _draw_ties(results: Results, choice: Choice) -> Drawn:
    policy = _policy(results, choice)
    document, runs = policy["document"], chosen_runs(results, choice, pooled=True)
    found = _at_end(results, policy["name"], _tie_paths(document), runs.point)
    date = f"end of {dates_of(policy)[-1]}"
    called = policy_titles(results)[policy["name"]]
    title = f"Mean ties, {date}: {called}, n = {counted(found.runs, 'run')}"
    data = ties_in(document, found.means, title=title, date=date)
    strengths = ", ".join(f"{link.tie} {link.influence:.2f}" for link in data.links)
    said = f"Mean state of the ties over {counted(found.runs, 'run')} of {quoted(called)}, {date}."
    return Drawn(
        name=stem("ties", Choice(policy=choice.policy, point=choice.point)),
        title=title,
        caption=f"{said} {runs.said} {ties_note(data, TIES_NOTE)} {data.caption}".replace(
            "  ", " "
        ),
        figure=ties_figure(data, note=TIES_NOTE),
        rows=tuple(ties_table(data)),
        alt=f"A map with an arrow for every tie. Mean influence: {strengths}.",
    )


def _policy(results: Results, choice: Choice) -> Mapping[str, Any]:
    """Return the manifest's entry of the chosen policy, or of the first if none was chosen."""
    name = chosen_policy(results, choice)
    return chosen_policies(results, Choice(policy=name))[0]


def _tie_paths(document: Document) -> list[str]:
    """Return the state paths that a map of ties needs."""
    variables = ("influence", "commitment", "frozen")
    ties = [f"ties.{tie.id}.{variable}" for tie in shown_ties(document) for variable in variables]
    return [
        *ties,
        *(f"theatres.{key}.control" for key in shown_theatres(document)),
        "world.tension",
    ]


def _at_end(results: Results, policy: str, paths: Sequence[str], point: int | None) -> Average:
    """Return the means of state variables at the end of the runs of a policy."""
    table = runs_of(results, [END + path for path in paths], policy=policy)
    here = (table["policy"] == policy) & (table["status"] == OK)
    if point is not None:
        here &= table["point"] == point
    good = table[here]
    if not len(good):
        raise FigureError(f"point {point}: no run of policy {policy} came to its end")
    return average({path: good[END + path].to_numpy(np.float64) for path in paths})


def _at_turn(
    results: Results, policy: Mapping[str, Any], paths: Sequence[str], turn: str, point: int | None
) -> tuple[Average, str]:
    """Return means over trajectories at the end of a turn (number or date), and the turn's date."""
    missing = [path for path in paths if path not in kept_paths(results.store)]
    if missing or results.store.manifest.keep != "trajectories":
        raise FigureError(
            f"turn {turn}: these results have the influence at the end of the run only; "
            f'sweep again with keep = "trajectories" and keep_paths = {[*paths]}'.replace("'", '"')
        )
    dates = dates_of(policy)
    spelt = turn.replace("-", " ")
    if spelt in dates:
        place = dates.index(spelt)
    elif turn.isdecimal() and int(turn) < len(dates):
        place = int(turn)
    else:
        raise FigureError(
            f"turn {turn}: no such turn; turns are 0 to {len(dates) - 1}, {dates[0]} to {dates[-1]}"
        )
    values = {
        path: read_trajectories(results.store, path, policy["name"], point=point).values[
            :, place + 1
        ]
        for path in paths
    }
    return average(values), f"end of {dates[place]}"


def _fits_record(record: Record) -> str:
    return ""


def _fits_results(results: Results) -> str:
    return ""


INFLUENCE_MAP = Entry(
    NAME, "Influence of each patron in each client, on the map", _fits_record, _draw_of_record
)
MEAN_INFLUENCE_MAP = Entry(
    NAME,
    "Mean influence at the end of the runs of a policy, on the map",
    _fits_results,
    _draw_of_results,
)
MEAN_TIES = Entry(
    "ties",
    "Mean ties at the end of the runs of a policy, on the map",
    _fits_results,
    _draw_ties,
)
