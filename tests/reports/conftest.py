"""Lend ledgers: each test of the record runs with both databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from hall.store.ledger.asking import Asking
from hall.store.ledger.opening import open_ledger
from tests.api import Api
from tests.reports.ledgers import binaries, open_to_write, postgres


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """Run one private PostgreSQL for the session; missing it is a failure on CI and a loud skip on a laptop."""
    programs = binaries()
    if programs is None:
        reason = "THE LEDGER IS NOT TESTED ON POSTGRESQL: install Debian's postgresql"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with postgres(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Lend an empty ledger."""
    if request.param == "sqlite":
        yield open_to_write(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
        return
    engine = open_to_write(request.getfixturevalue("database"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.fixture
def reporting(api: Api, ledger: Engine) -> Iterator[Api]:
    """Ask a hall whose reports read the ledger of the test."""
    extensions = api.program.app.extensions
    before = extensions["hall.ledger"]
    extensions["hall.ledger"] = Asking(open_ledger(ledger.url.render_as_string(hide_password=False)))
    yield api
    extensions["hall.ledger"] = before
