"""Count calls, add up days, and let courses and devices be read by indices alone (叫号次数、按日汇总、走势、设备)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_calls_and_devices"
down_revision = "0002_ratings_and_entries"

#: As the tables name it now; it was shorter before.
IN_FIGURES = [
    "day", "outcome", "service", "window", "waiting_ms", "service_ms", "half_hour", "first_called_at",
]

MEASURES = (
    "taken", "called", "calls", "finished", "no_show", "cancelled", "expired", "lost",
    "waiting_ms", "short_waits", "long_waits", "appointments", "on_time",
    "served", "service_ms", "walked", "walking_ms", "recalls", "special_calls", "transfers", "missed",
)


def upgrade() -> None:
    """Add the column, the tables and the indices; the recorder fills them from the events it has (`rebuild`)."""
    # Made anew from the events: a new column in each of its rows would only cost time.
    op.execute(sa.delete(sa.table("half_hours")))
    with op.batch_alter_table("half_hours") as table:
        table.add_column(sa.Column("calls", sa.BigInteger, nullable=False))
    op.drop_index("visits_in_figures", "visits")
    op.create_index("visits_in_figures", "visits", IN_FIGURES)
    op.create_table("visit_days", _key("day"), _key("kind"), _key("name"), *_numbers(*MEASURES))
    op.create_table("window_days", _key("day"), _key("window"), _key("activity"), *_numbers("ms"))
    op.create_table(
        "rating_days", _key("day"), _key("kind"), _key("name"), *_numbers("finished", "rated", "satisfied", "low")
    )
    nobody = sa.text("ticket = ''")
    op.create_index(
        "events_of_no_ticket", "events", ["log", "type", "seq"], sqlite_where=nobody, postgresql_where=nobody
    )


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True, autoincrement=False)


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]
