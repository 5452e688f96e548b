"""Alembic's entry: runs the migrations over the connection `store.migrate` hands it."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="schema_versions",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
