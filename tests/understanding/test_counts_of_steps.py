"""A customer must not be told that two people are affected because an app was reinstalled on two devices."""

import pytest

from assistant.domain import FactField
from assistant.pipeline import Assistant
from assistant.settings import load_settings


@pytest.mark.parametrize(
    ("step", "affected"),
    [("We restarted the access points and reinstalled the app on two devices, no change.", []),
     ("All 14 drivers are affected. We restarted the access points, no change.", ["14"])],
)  # fmt: skip
def test_what_a_step_was_taken_on_is_not_who_is_affected(
    step: str, affected: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assistant = Assistant(load_settings(home=tmp_path_factory.mktemp("home")))
    paste = f"Hello,\n\nsince Wednesday the goods-in app freezes after every third pallet. {step}\n\nMarta"
    facts = assistant.understand(paste, now="2026-11-20T08:40:00+01:00", with_matches=False).extraction.facts
    assert [f.value for f in facts if f.field is FactField.AFFECTED_USERS_COUNT] == affected
