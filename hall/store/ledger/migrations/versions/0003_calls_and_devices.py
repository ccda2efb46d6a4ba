"""Count calls, and let courses and devices be read without the tables themselves (叫号次数、走势、设备)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_calls_and_devices"
down_revision = "0002_ratings_and_entries"

#: As the tables name it now; it was shorter before.
IN_FIGURES = [
    "day", "outcome", "service", "window", "waiting_ms", "service_ms", "half_hour", "first_called_at",
]


def upgrade() -> None:
    """Add the column and the indices; the recorder counts the calls of earlier days (`rebuild`)."""
    # Made anew from the events: a new column in each of its rows would only cost time.
    op.execute(sa.delete(sa.table("half_hours")))
    with op.batch_alter_table("half_hours") as table:
        table.add_column(sa.Column("calls", sa.BigInteger, nullable=False))
    op.drop_index("visits_in_figures", "visits")
    op.create_index("visits_in_figures", "visits", IN_FIGURES)
    nobody = sa.text("ticket = ''")
    op.create_index(
        "events_of_no_ticket", "events", ["log", "type", "seq"], sqlite_where=nobody, postgresql_where=nobody
    )
