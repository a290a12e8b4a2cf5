"""What Alembic runs: the migrations of the rehearsal, counted apart from those of the tour."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table="rehearsal_version",
    version_table_schema="tour",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
