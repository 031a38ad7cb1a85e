"""Baselines: forecasts without a simulation, beside the numbers of the model."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from string import ascii_lowercase
from typing import TYPE_CHECKING

from sim.analysis.base_rates import (
    FIVE_YEARS,
    BaseRate,
    base_rates_for,
    share_of_tests_met,
    war_within,
)
from sim.analysis.positions import (
    MIDDLE,
    Stand,
    end_position,
    influence_columns,
    opening_stance,
    stands,
    weighted_mean,
    weighted_median,
)
from sim.analysis.replicates import Found
from sim.report.content import Block, Items, Prose, Section, Table
from sim.report.wording import interval, number
from sim.words import capitalised, counted, percent, percent_range, possessive

if TYPE_CHECKING:
    import pandas as pd

    from sim.report.study import Study
    from sim.scenario import Scenario


def baselines(study: Study) -> Section:
    """Return the section: positions, persistence and base rates, each beside the model's number."""
    scenario = study.scenario
    columns = [*influence_columns(scenario), "tests", "tests_met", "first_offensive"]
    table = study.load(columns)
    first = table[table["policy"] == study.policies[0]]
    everybody, rates = stands(scenario), base_rates_for(scenario)
    blocks: list[Block] = [
        Prose(
            "A simulation should be held against what can be said without it. None of these "
            "baselines is the truth either; where the model departs from them, ask it why."
        ),
        Items(
            (
                ("Persistence.", persistence_sentence(study)),
                ("Positions.", positions_sentence(scenario, everybody)),
            )
        ),
        positions_table(scenario, everybody),
        ends_table(scenario, everybody, first),
        base_rate_table(study, first),
        Items(tuple((f"{letter}.", f"{source}.") for source, letter in letters(rates).items())),
        Prose(
            "The base rates are of other cases and other times. Disputes count every incident; "
            "the alliance literature counts wars with a clear call on the treaty; a test in the "
            "model is an attack of some size on covered ground. Read them as orders of magnitude."
        ),
    ]
    return Section("What one would say without the model", tuple(blocks))


def persistence_sentence(study: Study) -> str:
    """Return the sentence on the share of runs that end with the stance of the start."""
    scenario = study.scenario
    now = opening_stance(scenario)
    good = study.first.loc[study.first["status"] == "ok", "stance"]
    held = float((good == now).mean())
    return (
        f"By the rules of this scenario {possessive(_name(scenario))} stance at the "
        f"start, before anybody has given an order, is `{now}`. To say that it stays so is the "
        f"simplest forecast there is; in the model it is the stance of the whole run in "
        f"{percent(held, digits=1)} of {counted(len(good), 'run')} {study.when()}."
    )


def positions_sentence(scenario: Scenario, everybody: tuple[Stand, ...]) -> str:
    """Return the sentences on weighted mean and median of positions, and their sides."""
    mean, median = weighted_mean(everybody), weighted_median(everybody)
    rival = scenario.actors[scenario.sponsor or scenario.challenger].name
    return (
        "On an axis from the order that "
        f"{_name(scenario)} keeps (0) to the one that {rival} would bring (1), weigh every actor's "
        "position at the start by its influence times its salience. The weighted mean, the quick "
        "forecast of the expected-utility school, is "
        f"{number(mean)}; the weighted median is {number(median)}. "
        f"{_leaning(mean, median, rival)} It "
        "names a place where the clients would settle, not a probability of recommitment."
    )


def positions_table(scenario: Scenario, everybody: tuple[Stand, ...]) -> Table:
    """Return the table of each actor's position, salience and weight in the scenario."""
    total = sum(stand.weight for stand in everybody)
    alone = len(_tied_clients(scenario)) < len(_clients(scenario))
    half_way = ["a suitor"] if scenario.ids("suitor") else []
    half_way += ["a client without a patron"] if alone else []
    also = f", {' and '.join(half_way)} half way" if half_way else ""
    return Table(
        "Where the actors stand at the start of the scenario. A client stands at one minus the "
        f"guarantor's share in the influence over it{also}. Clients care in full, "
        "patrons by the influence they hold. Influence is capability less distance, less what is "
        "tied down elsewhere",
        ("Actor", "Position", "Salience", "Influence", "Share of weight"),
        tuple(
            (
                capitalised(stand.name),
                number(stand.position),
                number(stand.salience),
                number(stand.influence),
                percent(stand.weight / total, digits=1),
            )
            for stand in sorted(everybody, key=lambda stand: stand.position)
        ),
    )


def ends_table(scenario: Scenario, everybody: tuple[Stand, ...], first: pd.DataFrame) -> Table:
    """Return the table of clients' positions: at the start, by the weighted mean, at the end.

    A client to whom nobody has a tie has no position and no row.
    """
    at_start = {stand.actor: stand.position for stand in everybody}
    mean = weighted_mean(everybody)
    rows = []
    for client in _tied_clients(scenario):
        value, low, high = end_position(first, scenario, client)
        rows.append(
            (
                capitalised(scenario.actors[client].name),
                number(at_start[client]),
                number(mean),
                number(value),
                interval(low, high),
            )
        )
    return Table(
        "Where the clients end on that axis: if nothing moves, by the weighted mean, and in the "
        "model at the end of its runs",
        ("Client", "If nothing moves", "Weighted mean", "In the model", "95 % interval"),
        tuple(rows),
    )


def base_rate_table(study: Study, first: pd.DataFrame) -> Table:
    """Return the table of base rates and the most similar numbers of the model.

    Letters stand for the sources.
    """
    rates = base_rates_for(study.scenario)
    source = letters(rates)
    ours = {
        "met": share_of_tests_met(first),
        "war": war_within(first, FIVE_YEARS) if _lasts(study, FIVE_YEARS) else None,
    }
    return Table(
        "Base rates, beside the model's own: tests of the guarantee that are met, and runs with a "
        "full offensive within five years. Letters name the sources below",
        ("What", "Rate", "Cases", "In the model", "Source"),
        tuple(
            (
                rate.what,
                _with_interval((rate.rate, *rate.interval) if rate.interval else rate.rate),
                f"{rate.cases:,}" if rate.cases else "",
                _with_interval(ours.get(rate.kind)),
                source[rate.source],
            )
            for rate in rates
        ),
    )


def letters(rates: Sequence[BaseRate]) -> dict[str, str]:
    """Return a letter for every source, in order of first use."""
    return dict(zip(dict.fromkeys(rate.source for rate in rates), ascii_lowercase, strict=False))


def _with_interval(found: Found | float | None) -> str:
    if found is None or (not isinstance(found, float) and isnan(found[0])):
        return ""
    if isinstance(found, float):
        return percent(found, digits=1)
    return f"{percent(found[0], digits=1)} ({percent_range(*found[1:], digits=1)})"


def _lasts(study: Study, turns: int) -> bool:
    return int(study.manifest["policies"][0]["turns"]) >= turns


def _leaning(mean: float, median: float, rival: str) -> str:
    one, other = (_side(position, rival) for position in (mean, median))
    return f"Either {one}." if one == other else f"The mean {one}, the median {other}."


def _side(position: float, rival: str) -> str:
    if abs(position - MIDDLE) < 1e-9:
        return "falls in the middle"
    return f"leans to {possessive('the guarantor' if position < MIDDLE else rival)} order"


def _clients(scenario: Scenario) -> tuple[str, str]:
    return scenario.defender, scenario.challenger


def _tied_clients(scenario: Scenario) -> list[str]:
    """The clients to whom anybody has a tie."""
    tied = {tie.split("-")[1] for tie in scenario.ties}
    return [client for client in _clients(scenario) if client in tied]


def _name(scenario: Scenario) -> str:
    return scenario.actors[scenario.guarantor].name
