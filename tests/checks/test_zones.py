"""A promised contact is absolute where its zone is written, east or west of Greenwich; an error code is no zone."""

import pytest

from assistant.checks.zones import writes_zone


@pytest.mark.parametrize("zone", ["UTC", "UTC+01:00", "UTC-06:00", "UTC-6", "UTC−03:00", "GMT-5", "CET", "EST"])
def test_zones_on_both_sides_of_greenwich_are_seen(zone: str) -> None:
    assert writes_zone(f"You will hear from us by 11 November 2026, 16:20 ({zone}) at the latest.")


@pytest.mark.parametrize("words", ["with LK-0932", "for the first time", "in letzter Zeit", "GMT-GATE-17"])
def test_codes_and_ordinary_words_are_none(words: str) -> None:
    assert not writes_zone(f"It stopped at 16:20 {words}.")
