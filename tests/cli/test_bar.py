"""The progress of a sweep: lines now and then where there is no terminal, a bar where there is."""

import pytest

from sim.cli import gauge
from sim.cli.bar import Bar, estimate
from sim.experiment.sweep import Progress

HALF = Progress(
    units=4, runs=4000, units_done=2, runs_done=2000, runs_found=500,
    known=1000, total=250.0, seconds=3.0, notes=["block 1 is [played] again"],
)  # fmt: skip


def test_the_estimate_of_a_share_and_of_a_mean() -> None:
    # Wilson's interval of 250 in 1,000.
    assert (
        estimate(HALF, "recommitted", share=True, settings=1) == "recommitted 25.0 % [22.4, 27.8]"
    )
    assert estimate(HALF, "tests", share=False, settings=1) == "tests 0.25"
    assert estimate(HALF, "tests", share=False, settings=12) == "tests 0.25 over 12 settings"
    # Many settings on the same few draws of chance: no interval comes from their number.
    assert estimate(HALF, "recommitted", share=True, settings=1200) == (
        "recommitted 25.0 % over 1,200 settings"
    )
    assert estimate(Progress(), "tests", share=False, settings=1) == ""


def test_lines_now_and_then_without_a_terminal(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Bar("small", "tests", share=False, settings=1) as shown:
        shown.show(HALF)
        monkeypatch.setattr(gauge, "SECONDS_BETWEEN_LINES", -1.0)
        shown.show(HALF)
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "block 1 is [played] again",
        "2,000 of 4,000 runs  500 runs/s  tests 0.25",
    ]


def test_a_bar_on_a_terminal(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with Bar("small", "tests", share=False, settings=1) as shown:
        shown.show(HALF)
        shown._bar.refresh()
    out, err = capfd.readouterr()
    assert out == ""
    for said in ("small", "50 %", "500 runs/s", "tests 0.25"):
        assert said in err
