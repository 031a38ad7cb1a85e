"""Quoted output that has gone stale is written anew, excerpts and all."""

from pathlib import Path

import pytest

from tests.docs.requote import elsewhere, requote_page, requoted

FRESH = """# A page

```console
$ sim list
...
Experiments
...
```

```python
>>> import sim
>>> sim.load_scenario("karabakh-2020").guarantor
'RUS'
```
"""


def test_a_stale_page_is_mended_and_a_fresh_one_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(FRESH.replace("Experiments", "Experiment").replace("'RUS'", "'USA'"), "utf-8")
    with elsewhere():
        assert requote_page(page)
        assert page.read_text("utf-8") == FRESH
        assert not requote_page(page)


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (("a", "..."), ["x", "a"], ("x", "...")),
        (("...", "total 5"), ["a 1", "total 6"], ("...", "total 6")),
        (("...", "c 1", "d 1", "..."), ["a", "c 2", "d 2", "e"], ("...", "c 2", "d 2", "...")),
        (("...", "b", "...", "b", "..."), ["b", "c", "b"], ("...", "b", "...", "b", "...")),
    ],
)
def test_excerpts_stay_excerpts(
    shown: tuple[str, ...], printed: list[str], expected: tuple[str, ...]
) -> None:
    assert requoted(shown, printed) == expected
