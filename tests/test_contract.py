"""The JSON that others read: its committed schema is current, and a real draft holds to it."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from assistant.pipeline import Assistant
from assistant.schema import escalation_schema

ROOT = Path(__file__).parents[1]
NOW = "2026-11-20T10:00:00+00:00"
COMMITTED = ROOT / "schema" / "escalation.schema.json"
SAMPLES = sorted((ROOT / "ui" / "samples").glob("*.txt"))
FIXED = {
    "schema_version", "issue", "facts", "signals", "assessment", "matches", "brief", "updates", "questions",
    "checklist", "follow_ups", "provenance",
}  # fmt: skip
"""The names of design.md §6."""


def test_the_committed_schema_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == escalation_schema(), "run `make schema`"


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(escalation_schema()))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem.split(" ", 1)[1])
def test_a_real_draft_holds_to_the_schema(bare: Assistant, sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    written = json.loads(bare.draft(text, now=NOW).model_dump_json())
    Draft202012Validator(json.loads(escalation_schema())).validate(written)
    assert FIXED <= set(written)
    for fact in written["facts"]:
        for proof in fact["evidence"]:
            assert text[proof["start"] : proof["end"]] == proof["quote"]
    assert written["updates"]
    assert (written["brief"] is None) == (written["assessment"]["decision"] == "handle_in_support")
