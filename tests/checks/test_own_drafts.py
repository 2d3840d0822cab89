"""The checks have nothing to hold against our own drafts: a blocker there would be a false alarm on every desk."""

from pathlib import Path

import pytest

from assistant.domain import FindingLevel
from assistant.pipeline import Assistant
from tests.conftest import NOW, ROOT

SAMPLES = sorted((ROOT / "ui" / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_no_blocker_on_a_drafted_update_with_similar_tickets_at_hand(path: Path, stocked: Assistant) -> None:
    drafted = stocked.draft(path.read_bytes(), now=NOW, engine="rules")
    blockers = [
        f for f in drafted.checklist.findings if f.level is FindingLevel.BLOCKER and f.where.startswith("update")
    ]
    assert not blockers
