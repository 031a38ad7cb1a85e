"""A real browser, driven headless: found on this machine, never downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
VARIABLE = "MARCHLAND_BROWSER"
"""Environment variable with the path of a browser; "none" to do without."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Switches that a browser needs when it runs as root, and those that keep it off the network."""


def find_browser() -> str | None:
    """Path of a browser of the Chromium family that starts; None if there is none."""
    named = os.environ.get(VARIABLE)
    if named:
        return None if named == "none" else named
    return next((path for path in map(shutil.which, NAMES) if path and _starts(path)), None)


def _starts(path: str) -> bool:
    """Whether there is a browser behind a name, not only a note on where to get one."""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except OSError:
        return False
    return asked.returncode == 0


@contextmanager
def browsing(executable: str) -> Iterator[Any]:
    """A browser, open; a profile of its own is made for it and removed with it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page, and all that it asked for or complained of.

    `requests` are addresses it fetched beside itself; `complaints` are errors of its console.
    """

    def __init__(self, browser: Any, path: Path) -> None:
        self.page = browser.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        address = path.resolve().as_uri()
        self.page.on(
            "request",
            lambda request: self.requests.append(request.url) if request.url != address else None,
        )
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def seen(self, *, width: int = 1200, scheme: str = "light", media: str = "screen") -> None:
        """Show the page on another screen, or on paper."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(media=media, color_scheme=scheme)

    def ask(self, script: str) -> Any:
        """What a function of the page returns."""
        return self.page.evaluate(script)

    def close(self) -> None:
        """Close the page."""
        self.page.close()
