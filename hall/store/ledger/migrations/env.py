"""Run the migrations (迁移) on the connection that the recorder lends."""

from __future__ import annotations

from alembic import context

from hall.store.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
