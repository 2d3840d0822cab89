"""The first register: escalations, drafts, audit trail, ledger, and the triggers that keep the past as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("escalation_trail", "escalation_drafts", "register_ledger")


def upgrade() -> None:
    """Make tables and triggers."""
    _tables_of_one_escalation()
    _tables_of_the_register()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _owner() -> sa.Column[int]:
    return sa.Column("escalation", sa.BigInteger, sa.ForeignKey("escalations.number"), nullable=False)


def _tables_of_one_escalation() -> None:
    op.create_table(
        "escalations",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("severity", sa.String(8), nullable=False),
        sa.Column("customer", sa.Text),
        sa.Column("customer_owner", sa.Text, nullable=False),
        sa.Column("technical_owner", sa.Text),
        sa.Column("team", sa.Text),
        sa.Column("parent", sa.String(32)),
        sa.Column("due_at", _moment()),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("drafts", sa.Integer, nullable=False),
        sa.Column("drafts_head", sa.String(64), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )
    for name, columns in (
        ("open", ["is_open", "number"]), ("status", ["status", "number"]), ("severity", ["severity", "number"]),
        ("customer", ["customer"]), ("customer_owner", ["customer_owner"]), ("technical_owner", ["technical_owner"]),
        ("team", ["team"]), ("parent", ["parent"]), ("updated", ["updated_at"]), ("due", ["due_at"]),
    ):  # fmt: skip
        op.create_index(f"escalations_{name}", "escalations", columns)
    op.create_table(
        "escalation_drafts",
        _owner(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("made_at", _moment(), nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("escalation", "number"),
    )
    op.create_table(
        "escalation_trail",
        _owner(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("escalation", "number"),
    )
    op.create_index("escalation_trail_at", "escalation_trail", ["at"])
    op.create_index("escalation_trail_action", "escalation_trail", ["action", "at"])
    op.create_table(
        "escalation_words",
        _owner(),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("escalation", "entry"),
    )


def _tables_of_the_register() -> None:
    op.create_table(
        "register_ledger",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("escalation", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("drafts", sa.Integer, nullable=False),
        sa.Column("drafts_head", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("register_ledger_escalation", "register_ledger", ["escalation", "version"])
    numbers = op.create_table(
        "register_numbers",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(numbers, [{"name": "escalation", "value": 0}, {"name": "ledger", "value": 0}])


def _sqlite_triggers() -> None:
    for table in _APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE TRIGGER escalations_no_delete BEFORE DELETE ON escalations "
        "BEGIN SELECT RAISE(ABORT, 'escalations are closed, never deleted'); END"
    )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION escalate_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION escalate_append_only()"
        )
    op.execute(
        "CREATE TRIGGER escalations_no_delete BEFORE DELETE OR TRUNCATE ON escalations "
        "FOR EACH STATEMENT EXECUTE FUNCTION escalate_append_only()"
    )
