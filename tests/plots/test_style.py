"""The house style: colours that can be told apart, figures that repeat to the byte."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.plots import style
from sim.vocabulary import STANCES
from tests.plots.geometry import faults

# Vienot, Brettel and Mollon 1999: what two kinds of red-green blindness leave of linear RGB.
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]]
    ),
    "deuteranopia": np.array(
        [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]]
    ),
}


def seen(colour: str, sight: str) -> np.ndarray:
    """CIE L*a*b* of a colour as seen; a distance of 2.3 is just noticeable."""
    srgb = np.array(to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ np.clip(SIGHT[sight] @ linear, 0, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def nearest(colours: list[str], sight: str) -> float:
    return min(
        float(np.linalg.norm(seen(a, sight) - seen(b, sight))) for a, b in combinations(colours, 2)
    )


@pytest.mark.parametrize("sight", SIGHT)
def test_stances_can_be_told_apart_by_colour(sight: str) -> None:
    assert nearest([fill.colour for fill in style.STANCES.values()], sight) > 15


@pytest.mark.parametrize("sight", SIGHT)
def test_actors_can_be_told_apart_by_colour(sight: str) -> None:
    assert nearest(list(style.KNOWN_ACTORS.values()), sight) > 8


def test_stances_can_be_told_apart_without_colour() -> None:
    for one, other in combinations(style.STANCES.values(), 2):
        apart = abs(style.luminance(one.colour) - style.luminance(other.colour)) > 0.25
        assert apart or one.hatch != other.hatch


def test_every_stance_has_a_fill_and_no_actor_has_it() -> None:
    assert set(style.STANCES) == set(STANCES)
    actors = {*style.KNOWN_ACTORS.values(), *style.ROLE_COLOURS.values(), *style.SPARE_COLOURS}
    assert actors.isdisjoint(fill.colour for fill in style.STANCES.values())


def test_known_actors_keep_their_colours_in_any_role() -> None:
    colours = style.actor_colours({"AZE": "defender", "XXX": "challenger", "RUS": "suitor"})
    assert colours["AZE"] == "#0072B2"
    assert colours["RUS"] == "#D55E00"
    assert colours["XXX"] not in (colours["AZE"], colours["RUS"])


def test_actors_have_colours_of_their_own_while_there_are_any() -> None:
    roles = {f"A{i}": "suitor" for i in range(len(style.SPARE_COLOURS) + 2)}
    colours = list(style.actor_colours(roles).values())
    assert len(set(colours)) == len(style.SPARE_COLOURS)
    assert colours[-2:] == [style.SPARE_COLOURS[-1]] * 2


@pytest.mark.parametrize("colour", [*style.KNOWN_ACTORS.values(), "#FFFFFF", "#00402B"])
def test_ink_contrasts_with_its_ground(colour: str) -> None:
    ground, ink = style.luminance(colour), style.luminance(style.ink_on(colour))
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) > 3.9


def test_saving_twice_gives_the_same_bytes_and_leaves_settings_alone(tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    written = []
    for name in ("one", "two"):
        figure = style.new_figure(2, 1)
        style.add_axes(figure, 0.5, 0.3, 1, 0.5).plot([0, 1], [0, 1])
        written.append([path.read_bytes() for path in style.save(figure, tmp_path / name)])
    assert written[0] == written[1]
    assert dict(mpl.rcParams) == before


def test_long_lines_are_broken_to_the_figure() -> None:
    figure = style.new_figure(3, 1)
    style.write(figure, 0.1, 0.1, "word " * 40)
    (text,) = figure.texts
    assert "\n" in text.get_text()
    assert text.get_window_extent().x1 <= figure.bbox.x1


def test_the_check_for_bad_lettering_finds_it() -> None:
    figure = style.new_figure(2, 1)
    figure.text(0.5, 0.5, "one")
    figure.text(0.55, 0.5, "two")
    figure.text(0.95, 0.9, "three")
    assert faults(figure) == ["'one' overlaps 'two'", "'three' is clipped"]


def test_a_page_grows_with_what_is_written_at_its_head() -> None:
    short = style.page(4, 2, "Title", "One line.")
    long = style.page(4, 2, "Title", "word " * 60)
    bare = style.page(4, 2, "Title")
    heights = [float(figure.get_size_inches()[1]) for figure in (bare, short, long)]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3
    for figure in (short, long):
        assert not faults(figure)
        lowest = min(text.get_window_extent().y0 for text in figure.texts)
        assert lowest >= 2 * style.DPI
