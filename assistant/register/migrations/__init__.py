"""Alembic's scripts: one file per released form of the register, never changed after its release."""
