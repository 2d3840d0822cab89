"""The tables, for the queries. What makes and changes them are the migrations; a test holds the two equal.

Times are UTC. The trail, the drafts and the ledger are append-only: triggers refuse anything else.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A point in time, kept in UTC; SQLite, which knows no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Any zone in, UTC kept."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """UTC out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)  # type: ignore[no-any-return]


metadata = MetaData()

escalations = Table(
    "escalations",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("status", String(32), nullable=False),
    Column("severity", String(8), nullable=False),
    Column("customer", Text),
    Column("customer_owner", Text, nullable=False),
    Column("technical_owner", Text),
    Column("team", Text),
    Column("parent", String(32)),
    Column("due_at", Moment),
    Column("entries", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("drafts_head", String(64), nullable=False),
    Column("state", Text, nullable=False),
    Index("escalations_open", "is_open", "number"),
    Index("escalations_status", "status", "number"),
    Index("escalations_severity", "severity", "number"),
    Index("escalations_customer", "customer"),
    Index("escalations_customer_owner", "customer_owner"),
    Index("escalations_technical_owner", "technical_owner"),
    Index("escalations_team", "team"),
    Index("escalations_parent", "parent"),
    Index("escalations_updated", "updated_at"),
    Index("escalations_due", "due_at"),
)
"""The present state: `state` is the record's JSON, the columns before it are copies for searching."""

drafts = Table(
    "escalation_drafts",
    metadata,
    Column("escalation", BigInteger, ForeignKey("escalations.number"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("made_at", Moment, nullable=False),
    Column("draft", Text, nullable=False),
)
"""Every version of every draft, as the JSON of `escalate draft --format json`."""

trail = Table(
    "escalation_trail",
    metadata,
    Column("escalation", BigInteger, ForeignKey("escalations.number"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("action", String(40), nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("escalation_trail_at", "at"),
    Index("escalation_trail_action", "action", "at"),
)
"""The audit trail: `body` is the very text that was hashed; `at` and `action` are copies for searching."""

words = Table(
    "escalation_words",
    metadata,
    Column("escalation", BigInteger, ForeignKey("escalations.number"), primary_key=True, autoincrement=False),
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)
"""What `find(text=…)` looks through: entry 0 is the record's own words, entry n those of trail entry n."""

ledger = Table(
    "register_ledger",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("escalation", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("head", String(64), nullable=False),
    Column("state", String(64), nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("drafts_head", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("register_ledger_escalation", "escalation", "version"),
)
"""One line per kept change over the whole register, chained: what shows that an end, or a whole record, is gone."""

numbers = Table(
    "register_numbers",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""The last number given to an escalation, and the last line of the ledger. Writers queue up at this table."""
