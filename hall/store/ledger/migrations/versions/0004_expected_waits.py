"""Add what was expected of each visit's wait (预计等候), for the report card of the estimates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_expected_waits"
down_revision = "0003_calls_and_devices"


def upgrade() -> None:
    """Add the columns; visits of before have none, for nobody wrote down what they were told."""
    for name in ("expected_low_ms", "expected_ms", "expected_high_ms"):
        op.add_column("visits", sa.Column(name, sa.BigInteger, nullable=True))
