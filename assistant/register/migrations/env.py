"""What Alembic runs: the revisions, on the connection (and inside the transaction) that `schema.prepare` hands over."""

from alembic import context

from assistant.register.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
