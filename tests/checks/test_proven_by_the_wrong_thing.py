"""What looks like proof and is none, and what looks like a claim or a leak and is none."""

import time

import pytest

from assistant.checks.sums import amounts
from assistant.checks.zones import hours_ahead, writes_zone
from assistant.grounding import Ground, find_claims
from tests.checks.test_grounding_times import NOW, unsupported


@pytest.mark.parametrize(
    "sentence",
    [
        "by 16:00 CET", "2026-11-20T14:00+01:00", "16 h, heure de Paris", "16:00 (ora italiana)", "18:00 Europe/Rome",
        "um 16:00 Uhr Berliner Zeit", "às 16:00, horário de Brasília", "日本時間16時", "at 4 pm your local time",
        "om 16:00 Nederlandse tijd", "16:00 Ortszeit", "a las 16:00, hora de Madrid", "11:00 +0100",
    ],
)  # fmt: skip
def test_a_written_zone_is_seen(sentence: str) -> None:
    assert writes_zone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "error LK-0932 at 16:00", "the first time at 16:00", "Next time, 16:00", "in letzter Zeit um 16:00 Uhr",
        "heure d'ouverture 16 h", "hora de almuerzo a las 14:00", "14:00-16:00", "作業時間は16時", "ora di punta 18:00",
    ],
)  # fmt: skip
def test_a_code_or_another_time_is_no_zone(sentence: str) -> None:
    assert not writes_zone(sentence)


def test_a_code_behind_a_time_does_not_move_it() -> None:
    assert (hours_ahead(" LK-0932"), hours_ahead(" est lent"), hours_ahead(":00+05:30")) == (0.0, 0.0, 5.5)


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("ja", "アプリ4.7.8です。", "アプリ4.7.9です。"),
        ("en", "It began on Monday 23 November 2026.", "It began on 16 November."),
        ("de", "Seit Montag, den 23. November 2026.", "Seit dem 16. November."),
        ("fr", "La panne vers 11 h 30.", "La panne vers 10 h 30."),
        ("de", "Fehler gegen 11 h", "Fehler gegen 10 h"),
    ],
)
def test_a_thing_beside_it_proves_nothing(language: str, source: str, text: str) -> None:
    assert not Ground({"issue": source}, reference=NOW, language=language).supports(text)
    assert Ground({"issue": source}, reference=NOW, language=language).supports(source)


def test_a_weekday_alone_still_proves_its_date() -> None:
    assert Ground({"issue": "Am Freitag fiel es aus."}, reference=NOW, language="de").supports("Am 20. November.")


def test_a_version_between_kana_is_one() -> None:
    assert [c.text for c in find_claims("アプリは4.7.9、画面", language="ja")] == ["4.7.9"]


@pytest.mark.parametrize(("minutes", "found"), [(30, True), (45, False)])
def test_advice_repeats_the_length_the_issue_gives(minutes: int, found: bool) -> None:
    issue = "Hello, the meters do not report. We take the readings by hand every 45 minutes. Ann"
    text = f"In the meantime, please keep taking the readings by hand every {minutes} minutes."
    assert bool(unsupported("en", text, issue=issue)) is found


def test_advice_of_our_own_may_set_a_length() -> None:
    issue = "Hello, the scanner drops off every 40 minutes. Ann"
    assert unsupported("en", "Please restart the scanner every 10 minutes until then.", issue=issue) == []


def test_a_brief_repeats_a_german_noun() -> None:
    issue = "Guten Tag, der Drucker druckt doppelt, Kasse 3 auch. Ulrike"
    assert unsupported("en", "## Issue Description\nKasse 3 zeigt dasselbe Verhalten.", "brief", issue) == []


def test_sums_are_compared_as_values() -> None:
    assert amounts("74.000 €") == amounts("74 tsd. euro") == amounts("74k") == {74000.0}
    assert not amounts("300 km, 74 kg, 12 m 300")


def test_a_sentence_of_many_claims_is_checked_in_time() -> None:
    text = "It failed on " + ", ".join(f"{1 + i % 28} March {1900 + i // 28}" for i in range(900)) + "."
    begun = time.monotonic()
    assert unsupported("en", text)
    assert time.monotonic() - begun < 6  # it took 13 seconds when every date searched the sentence anew
