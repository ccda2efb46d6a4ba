"""Lend the tests the real configuration as a centre."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall.directory import Centre, read


@pytest.fixture(scope="session")
def centre() -> Centre:
    return read(Path(__file__).parents[2] / "config")
