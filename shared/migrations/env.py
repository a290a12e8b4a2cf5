"""What Alembic runs: the migrations on the connection that shared.schema hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="tour",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
