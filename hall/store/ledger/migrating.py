"""Bring a ledger up to this version of the program (迁移), from whichever it is of."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> bool:
    """Make or change the tables; says whether the ledger was of an older version, so that it has to be made anew."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before not in (None, MigrationContext.configure(connection).get_current_revision())
