"""Hold the migrations of the ledger (台账迁移); Alembic runs them when the recorder starts."""
