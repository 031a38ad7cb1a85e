"""Our notebooks: played cell by cell, and what they show compared with what they keep.

A notebook keeps what its cells show, so that it can be read where nothing is played. It keeps
nothing that another machine or day would show otherwise: no counts, times or places. The cells are
played here, without a server and its many parts: the value of a cell's last line is shown as
Jupyter shows it, as text, as HTML and as a picture, whichever it can.
"""

from __future__ import annotations

import ast
import base64
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from tests.docs.pages import ROOT
from tests.plots.golden import TOLERANCE, Picture, difference

NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
COLOURS = 128
FINER = 3
"""How much finer a picture is kept than it is compared."""
MOST_COLUMNS = 20
"""Most columns of a data frame that Jupyter shows."""
PNG, HTML, TEXT = "image/png", "text/html", "text/plain"

Notebook = dict[str, Any]
Output = dict[str, Any]


def load(path: Path) -> Notebook:
    """A notebook as it is kept."""
    found: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(notebook: Notebook, path: Path) -> None:
    """Write a notebook as Jupyter writes it."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    """The cells of a notebook that are played."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def prose(notebook: Notebook) -> list[str]:
    """The texts of a notebook between the cells that are played."""
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] != "code"]


def played(notebook: Notebook, name: str) -> Notebook:
    """The notebook with what its cells show now; they are played in the folder where we stand."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    fresh: Notebook = json.loads(json.dumps(notebook))
    with pd.option_context("display.max_columns", MOST_COLUMNS):
        for cell in code_cells(fresh):
            source = "".join(cell["source"])
            cell["outputs"] = list(_play(source, scope, f"{name}:{cell['id']}"))
    return fresh


def _play(source: str, scope: dict[str, Any], name: str) -> Iterator[Output]:
    """Play a cell and yield what it prints, then the value of its last line."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(tree, name, "exec"), scope)
        value = eval(compile(ast.Expression(last.value), name, "eval"), scope) if last else None
    if printed.getvalue():
        lines = printed.getvalue().splitlines(keepends=True)
        yield {"name": "stdout", "output_type": "stream", "text": lines}
    if value is not None:
        yield _shown(value)


def _shown(value: object) -> Output:
    """A value as a notebook keeps it."""
    data: dict[str, Any] = {TEXT: repr(value).splitlines(keepends=True)}
    metadata: dict[str, Any] = {}
    if hasattr(value, "_repr_html_") and (html := value._repr_html_()):
        data[HTML] = html.splitlines(keepends=True)
    if hasattr(value, "_repr_png_"):
        picture, metadata[PNG] = value._repr_png_()
        data[PNG] = _fewer_colours(picture)
    return {
        "data": data,
        "execution_count": None,
        "metadata": metadata,
        "output_type": "execute_result",
    }


def differences(kept: Notebook, fresh: Notebook) -> Iterator[str]:
    """A line for each cell that shows another thing than it did."""
    for old, new in zip(code_cells(kept), code_cells(fresh), strict=True):
        olds, news = ([_texts(output) for output in cell["outputs"]] for cell in (old, new))
        if olds != news:
            yield f"{old['id']}: kept {olds}, now {news}"
            continue
        for before, now in zip(old["outputs"], new["outputs"], strict=True):
            if _picture(before) == _picture(now):
                continue
            if not (_picture(before) and _picture(now)):
                yield f"{old['id']}: a picture is kept or shown, but not both"
            elif (apart := difference(_pixels(before), _pixels(now))) > TOLERANCE:
                yield f"{old['id']}: the picture differs by {apart:.0f} at its worst block"


def _picture(output: Output) -> str:
    """The picture of an output, encoded; "" if it has none."""
    return str(output.get("data", {}).get(PNG, ""))


def _texts(output: Output) -> Output:
    """An output without its picture; the size of the picture stays."""
    data = {kind: text for kind, text in output.get("data", {}).items() if kind != PNG}
    return {**output, "data": data}


def _pixels(output: Output) -> Picture:
    image = Image.open(io.BytesIO(base64.b64decode(_picture(output))))
    return np.asarray(image.convert("RGB").reduce(FINER), np.float64)


def _fewer_colours(picture: bytes) -> str:
    """The same picture in a third of the bytes, encoded."""
    small = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS).save(small, format="PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode("ascii")
