"""Lend journeys a whole running hall and a real browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from hall.processes import Child
from tests.builders import PATIENCE_SECONDS
from tests.journeys.running import Running

expect.set_options(timeout=PATIENCE_SECONDS * 1000)
#: Debian's Chromium without windows: the same engine, and a third quicker.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
#: Kept out of the browser's way: it has nobody outside to talk to.
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.fixture(scope="module")
def hall() -> Iterator[Running]:
    """Run a complete quiet hall on free ports."""
    with Child("hall", "demo", "--quiet", "--port", "0") as demo:
        yield Running(demo.ready(), demo.pid)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open a real browser; missing it is a failure on CI and a loud skip on a laptop."""
    if not CHROMIUM.exists():
        reason = f"THE PAGES ARE NOT TESTED: no {CHROMIUM} here, run `make browser`"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(autouse=True)
def _no_page_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a story opened: pages dial their hall for ever, and their browser then lets later ones wait."""
    if "browser" not in request.fixturenames:
        yield
        return
    opened: Browser = request.getfixturevalue("browser")
    before = opened.contexts
    yield
    for context in opened.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page in a browser of its own, in Chinese; what it complains about fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: _note(complaints, message))
    yield opened
    context.close()
    assert not complaints, complaints


def _note(complaints: list[str], message: Any) -> None:
    """Remember what is refused for our own headers' sake; a lost connection may be part of the story."""
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)
