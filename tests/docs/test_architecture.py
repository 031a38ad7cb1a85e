"""The table of parts is complete, and as the contract of imports has them: lowest first."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_table_of_parts_has_the_order_of_the_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    height = {
        part: -depth for depth, layer in enumerate(layers) for part in re.findall(r"\w+", layer)
    }
    rows = re.findall(r"^\| (`sim/.*?) \|", PAGE, re.MULTILINE)
    told = [re.findall(r"`sim/(\w+)", row) for row in rows]
    assert sorted(part for row in told for part in row) == sorted(height)
    lowest = [min(height[part] for part in row) for row in told]
    assert lowest == sorted(lowest)
