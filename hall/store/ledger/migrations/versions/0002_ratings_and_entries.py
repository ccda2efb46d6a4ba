"""Keep finished services with their ratings, and the entries of the day (好差评、免取号登记)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_ratings_and_entries"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; the recorder fills them from the events it has (`rebuild`)."""
    op.create_table(
        "finished_services",
        _key("log", sa.Integer),
        _key("ticket"),
        _key("turn", sa.Integer),
        *_texts("day"),
        sa.Column("half_hour", sa.Integer, nullable=False),
        *_texts("service", "window", "clerk"),
        *_numbers("finished_at", "level", "rated_at"),
        *_texts("reasons"),
        *_numbers("again_level"),
    )
    op.create_index("finished_services_of_a_half_hour", "finished_services", ["day", "half_hour"])
    op.create_table(
        "rating_half_hours",
        _key("kind"),
        _key("day"),
        _key("half_hour", sa.Integer),
        _key("name"),
        *_numbers("finished", "rated", "satisfied", "low"),
    )
    op.create_table(
        "entries",
        _key("log", sa.Integer),
        _key("seq", sa.BigInteger),
        *_texts("day", "kind", "name"),
        *_numbers("at", "persons"),
    )
    op.create_index("entries_of_a_day", "entries", ["day", "kind", "name"])


def _key(name: str, kind: type[sa.Integer | sa.BigInteger | sa.Text] = sa.Text) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
