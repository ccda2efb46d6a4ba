"""Make the ledger (建台账): events for good, visits, spells of windows, half hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _logs()
    _events()
    _visits()
    _spells()
    _windows_now()
    _half_hours()
    _window_half_hours()
    _places()


def _key(name: str, kind: type[sa.Integer | sa.BigInteger | sa.Text] = sa.Text) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _numbers(*names: str, optional: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=optional) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _logs() -> None:
    op.create_table(
        "logs",
        _key("log", sa.Integer),
        *_numbers("first_seq", "last_seq", "last_at"),
        *_texts("why"),
    )


def _events() -> None:
    op.create_table(
        "events",
        _key("log", sa.Integer),
        _key("seq", sa.BigInteger),
        *_numbers("at"),
        *_texts("type", "ticket", "fields"),
    )
    op.create_index("events_of_a_ticket", "events", ["log", "ticket"])


def _visits() -> None:
    op.create_table(
        "visits",
        _key("log", sa.Integer),
        _key("ticket"),
        *_texts("day"),
        sa.Column("half_hour", sa.Integer, nullable=False),
        *_texts("number", "service", "hall", "standing", "priority_reason", "state", "outcome", "window",
            "clerk"),
        *_numbers("slot_at", "issued_at", "first_called_at", "called_at", "started_at", "ended_at"),
        *_numbers("waiting_ms", "walking_ms", "service_ms", optional=True),
        *_numbers("calls", "recalls", "special_calls", "missed", "transfers", "holds", "rejoined", "undone",
            "copy"),
    )
    op.create_index("visits_in_figures", "visits", ["day", "outcome", "service", "window", "waiting_ms", "service_ms"])
    op.create_index("visits_of_a_half_hour", "visits", ["day", "half_hour"])


def _spells() -> None:
    op.create_table(
        "spells",
        _key("log", sa.Integer),
        _key("window"),
        _key("began_at", sa.BigInteger),
        *_numbers("ended_at"),
        *_texts("day"),
        sa.Column("half_hour", sa.Integer, nullable=False),
        *_texts("activity", "reason"),
    )
    op.create_index("spells_of_a_half_hour", "spells", ["day", "half_hour"])


def _windows_now() -> None:
    op.create_table(
        "windows_now",
        _key("window"),
        *_numbers("since"),
        *_texts("press", "stage", "before"),
    )


def _half_hours() -> None:
    op.create_table(
        "half_hours",
        _key("day"),
        _key("kind"),
        _key("half_hour", sa.Integer),
        _key("name"),
        *_numbers("taken", "called", "finished", "no_show", "cancelled", "expired", "lost", "waiting_ms",
            "short_waits", "long_waits", "appointments", "on_time", "served", "service_ms", "walked",
            "walking_ms", "recalls", "special_calls", "transfers", "missed"),
    )


def _window_half_hours() -> None:
    op.create_table(
        "window_half_hours",
        _key("day"),
        _key("half_hour", sa.Integer),
        _key("window"),
        _key("activity"),
        *_numbers("ms"),
    )


def _places() -> None:
    op.create_table(
        "places",
        _key("kind"),
        _key("name"),
        *_texts("agency", "hall", "zh", "en"),
    )
