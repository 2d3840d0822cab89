"""What of a line is courtesy, and what is the matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.courtesies import beyond_courtesy


@pytest.mark.parametrize(
    ("line", "matter"),
    [
        ("Hi team, our export stops.", "our export stops."),
        ("I hope you are doing well. Our export stops. Thanks!", "Our export stops. Thanks!"),
        ("Sehr geehrte Frau Brandt, vielen Dank. Der Export bricht ab.", "Der Export bricht ab."),
        ("Hola equipo!", ""),
        ("Thanks in advance for your help,", ""),
        ("Kind regards, Petra Novak", ""),
        # words that only look like one
        ("Thanks page does not load", "Thanks page does not load"),
        ("Best way to export orders fails", "Best way to export orders fails"),
        ("Hey the export fails: see below", "Hey the export fails: see below"),
        ("I hope you can fix the export", "I hope you can fix the export"),
    ],
)
def test_the_matter_begins_behind_the_courtesies(line: str, matter: str) -> None:
    assert beyond_courtesy(line) == matter


@given(st.text(max_size=200))
def test_nothing_is_made_up(line: str) -> None:
    assert line.strip().endswith(beyond_courtesy(line))
