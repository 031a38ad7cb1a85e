"""The house style: colours, sizes, and functions that make and save a figure.

These functions set the style of one figure or axes. Matplotlib's settings for the whole program are
those of `sim.plots.house_style` while a figure is drawn or saved. Figures are made without pyplot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from sim.plots.house_style import house_style

INK = "#222222"
FAINT = "#6B6B6B"
GRID = "#DDDDDD"
PAPER = "#FFFFFF"
WAR = "#EFE6DA"
BAR = "#9DB4C6"

TITLE_SIZE = 11.0
TEXT_SIZE = 9.0
SMALL_SIZE = 8.0
POINTS = 72.0  # to the inch
LETTER = 0.066  # inches, a generous width for one letter of small text
LINE_SPACING = 1.35
MARGIN = 0.1  # inches between the edge of a figure and what is written on it
DPI = 150
SCREEN_DPI = 96
"""Pixels to the inch at which a notebook shows a figure, so that it is sharp on fine screens."""

FORMATS: Mapping[str, Mapping[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
}
"""Formats of saved figures, each with the metadata that is left out."""

# Okabe and Ito's palette, except Armenia's purple. Readers with any common colour blindness can
# distinguish its colours. Its green is not used here, because stances use green.
KNOWN_ACTORS = {
    "RUS": "#D55E00",
    "TUR": "#E69F00",
    "AZE": "#0072B2",
    "ARM": "#8E4A9E",
    "WST": "#56B4E9",
    "IRN": "#000000",
}
ROLE_COLOURS = {
    "guarantor": "#D55E00",
    "sponsor": "#E69F00",
    "challenger": "#0072B2",
    "defender": "#8E4A9E",
}
SPARE_COLOURS = (*KNOWN_ACTORS.values(), "#CC79A7", "#7A5C00")
SHARE_COLOURS = ("#F6F8F1", "#A9CDB5", "#4E9A7C", "#0F6A4F", "#00402B")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")


PALE = 0.14
"""Share of an actor's colour in the tint of its country."""


@dataclass(frozen=True)
class Fill:
    """The fill of an area: a colour and, for readers without colour, a hatch."""

    colour: str
    hatch: str


STANCES: Mapping[str, Fill] = {
    "recommit": Fill("#00402B", ""),
    "broker": Fill("#9AA3AE", "..."),
    "accommodate": Fill("#F7CBB8", "///"),
    "disengage": Fill("#E0434C", "xxx"),
    "mixed": Fill("#FFFFFF", ""),
}


def actor_colours(roles: Mapping[str, str]) -> dict[str, str]:
    """Return a different colour for each actor (`roles` maps id to role).

    It is the actor's usual colour, or its role's, or a spare one. If there are more actors than
    colours, the last actors share a colour.

    >>> actor_colours({"TUR": "guarantor", "UAE": "sponsor", "LNA": "challenger"})
    {'TUR': '#E69F00', 'UAE': '#D55E00', 'LNA': '#0072B2'}
    """
    chosen = {actor: KNOWN_ACTORS[actor] for actor in roles if actor in KNOWN_ACTORS}
    for actor, role in roles.items():
        if role in ROLE_COLOURS and ROLE_COLOURS[role] not in chosen.values():
            chosen.setdefault(actor, ROLE_COLOURS[role])
    for actor in roles:
        free = [colour for colour in SPARE_COLOURS if colour not in chosen.values()]
        chosen.setdefault(actor, free[0] if free else SPARE_COLOURS[-1])
    return {actor: chosen[actor] for actor in roles}


def share_colours() -> Colormap:
    """Return the colours of shares from 0 to 1: one hue that darkens evenly, in greyscale too."""
    return LinearSegmentedColormap.from_list("shares", SHARE_COLOURS)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white (sRGB, Rec. 709 weights).

    >>> luminance("#000000"), round(luminance("#FFFFFF"), 6)
    (0.0, 1.0)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """Return the text colour, dark or white, that is easier to read on a colour."""
    light = luminance(colour)
    on_dark, on_light = 1.05 / (light + 0.05), (light + 0.05) / (luminance(INK) + 0.05)
    return PAPER if on_dark > on_light else INK


def tint(colour: str, share: float) -> str:
    """Return a mix of a colour, with a share in [0, 1], and white.

    >>> tint("#000000", 0.0), tint("#FF8000", 1.0)
    ('#ffffff', '#ff8000')
    """
    mixed = [round(255 * (1 - share + share * c)) for c in to_rgb(colour)]
    return "#" + "".join(f"{c:02x}" for c in mixed)


class HouseFigure(Figure):
    """A figure that a notebook shows, in the house style and without pyplot."""

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return png(self)


def png(figure: Figure) -> tuple[bytes, dict[str, int]]:
    """Return a figure as PNG, with the `width` and `height` in pixels on a screen."""
    width, height = (round(SCREEN_DPI * float(side)) for side in figure.get_size_inches())
    data = BytesIO()
    with house_style():
        figure.savefig(data, format="png", metadata=dict(FORMATS["png"]))
    return data.getvalue(), {"width": width, "height": height}


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches."""
    return HouseFigure(figsize=(width, height), dpi=DPI, facecolor=PAPER)


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at a place in inches from the lower left corner of the figure."""
    across, up = (float(side) for side in figure.get_size_inches())
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def dress(ax: Axes, title: str = "") -> None:
    """Put axes in the house style: no box, light grid, bold title at the left."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.set_axisbelow(True)
    ax.grid(True, color=GRID, linewidth=0.6)
    ax.tick_params(labelsize=TEXT_SIZE, colors=INK, length=3, color=FAINT)
    if title:
        ax.set_title(title, loc="left", fontsize=TITLE_SIZE, fontweight="bold", color=INK)


def trim_ticks(ax: Axes) -> None:
    """Fix the ticks of both axes to those within the limits, once these are final."""
    for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
        low, high = sorted(limits)
        axis.set_ticks([tick for tick in axis.get_ticklocs() if low <= tick <= high])


def write(figure: Figure, x: float, y: float, text: str, *, bold: bool = False) -> None:
    """Write text with its upper left corner at a place in inches from the figure's upper left.

    Lines too long for the figure are broken.
    """
    width, height = (float(side) for side in figure.get_size_inches())
    figure.text(
        x / width,
        1 - y / height,
        "\n".join(_broken(text, width - 2 * x, bold=bold)),
        fontsize=TITLE_SIZE if bold else SMALL_SIZE,
        fontweight="bold" if bold else "normal",
        color=INK if bold else FAINT,
        va="top",
        linespacing=LINE_SPACING,
    )


def more_title(title: str, width: float) -> float:
    """Return the inches that a title needs below its first line, in a figure of this width."""
    lines = len(_broken(title, width - 2 * MARGIN, bold=True))
    return (lines - 1) * TITLE_SIZE * LINE_SPACING / POINTS


def page(width: float, tall: float, title: str, note: str = "") -> Figure:
    """Make a figure with a title and a note at its top, and `tall` inches of space below them."""
    room = width - 2 * MARGIN
    head = len(_broken(title, room, bold=True)) * TITLE_SIZE * LINE_SPACING / POINTS
    body = len(_broken(note, room)) * SMALL_SIZE * LINE_SPACING / POINTS if note else 0.0
    figure = new_figure(width, tall + head + body + 2.5 * MARGIN)
    write(figure, MARGIN, MARGIN, title, bold=True)
    if note:
        write(figure, MARGIN, 1.5 * MARGIN + head, note)
    return figure


def _broken(text: str, room: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text, broken to fit a width in inches."""
    letters = int(room / LETTER / (TITLE_SIZE / SMALL_SIZE * 1.2 if bold else 1))
    return [piece for line in text.split("\n") for piece in wrap(line, letters) or [""]]


def save(figure: Figure, stem: Path, formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Save a figure as `stem` with the ending of each format; return the paths.

    `formats` are keys of `FORMATS`. The same figure gives the same bytes. Raises OSError if a file
    cannot be written.
    """
    paths = []
    for name in formats:
        # `with_suffix` would cut a stem with dots, which state paths have.
        path = stem.with_name(f"{stem.name}.{name}")
        with house_style():
            figure.savefig(path, format=name, metadata=dict(FORMATS[name]))
        paths.append(path)
    return paths
