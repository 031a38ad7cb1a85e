"""The page for Mesa's viewer in a real browser; `make test-viz` has what it needs."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from sim.viz.shown import BEGIN, FIGURES
from tests.report.browser import VARIABLE, browsing, find_browser

PATIENCE = 60_000
"""Milliseconds that the page may take."""
PICTURES = "() => [...document.images].filter(i => i.alt && i.naturalWidth > 500).map(i => i.src)"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the page is served."""
    if find_spec("solara") is None:
        pytest.skip("Solara is not installed: make test-viz, or pip install '.[viz]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sim.viz", "--no-open", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the page is not served")


@pytest.fixture(scope="module")
def browser():
    executable = find_browser()
    if executable is None:
        pytest.skip(f"no browser was found; name its path in {VARIABLE}")
    with browsing(executable) as opened:
        yield opened


def test_every_visitor_plays_a_run_of_its_own(address: str, browser) -> None:
    begin = f"text={BEGIN[:20]}"
    page, other = browser.new_page(), browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for one in (page, other):
        one.set_default_timeout(PATIENCE)
        one.goto(address)
        one.wait_for_selector(begin)
    opening = page.evaluate(PICTURES)
    assert len(opening) == len(FIGURES)
    page.get_by_role("button", name="Step", exact=True).click()
    page.wait_for_selector("text=2021 Q1 (turn 0)")
    assert set(page.evaluate(PICTURES)).isdisjoint(opening)
    assert other.locator(begin).count() == 1
    page.get_by_role("button", name="Reset", exact=True).click()
    page.wait_for_selector(begin)
    assert errors == []
