"""Which calendar a region names, and what a policy folder may say about them."""

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.domain import Severity
from assistant.errors import PolicyError, WrongUsage
from assistant.follow_ups import calendar_for, load_calendars
from assistant.follow_ups.calendars import read_hours
from assistant.settings import load_settings
from tests.follow_ups.examples import FOLDER

CALENDARS = load_calendars(FOLDER)


@pytest.mark.parametrize(
    ("region", "name", "zone"),
    [
        ("EMEA", "emea", "Europe/Berlin"),
        (" middle  east ", "emea", "Europe/Berlin"),
        ("eu-central-1", "emea", "Europe/Berlin"),
        ("us-east-1", "amer", "America/New_York"),
        ("North America", "amer", "America/New_York"),
        ("NA", "amer", "America/New_York"),
        ("ap-southeast-2", "apac", "Asia/Singapore"),
        ("Follow the Sun", "24x7", "UTC"),
        ("Germany", "DE", "Europe/Berlin"),
        ("de-by", "DE-BY", "Europe/Berlin"),
        ("UK", "GB", "Europe/London"),
        ("Japan", "JP", "Asia/Tokyo"),
        ("US-CA", "US-CA", "America/Los_Angeles"),
        ("America/Chicago", "US", "America/Chicago"),
    ],
)
def test_a_region_names_its_calendar(region: str, name: str, zone: str) -> None:
    found = CALENDARS.find(region)
    assert found is not None
    assert (found.name, found.zone) == (name, ZoneInfo(zone))


@pytest.mark.parametrize("region", ["", "Atlantis", "the north", "ZZ", "<script>", "=1+1", "x" * 5000])
def test_an_unknown_region_is_nobodys(region: str) -> None:
    assert CALENDARS.find(region) is None


def test_a_countrys_week_is_its_own() -> None:
    saudi = CALENDARS.find("SA")
    assert saudi is not None
    friday, sunday = (datetime(2026, 11, day, 12, tzinfo=ZoneInfo("Asia/Riyadh")) for day in (20, 22))
    assert not saudi.is_open(friday)
    assert saudi.is_open(sunday)


def test_all_shipped_calendars_can_be_used() -> None:
    at = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("UTC"))
    for name in CALENDARS.rows:
        calendar = CALENDARS.find(name)
        assert calendar is not None
        assert calendar.one_business_day_after(at) > at
        assert Severity.SEV1 not in calendar.business_time


def test_every_region_named_leads_to_the_calendar_that_names_it() -> None:
    """A name of two calendars would silently be the first one's."""
    for name, row in CALENDARS.rows.items():
        for region in row.get("regions", ()):
            if "*" not in region:
                found = CALENDARS.find(region)
                assert found is not None and found.name == name, region


def test_every_country_with_holidays_has_a_calendar() -> None:
    import holidays

    missing = [code for code in holidays.list_supported_countries(include_aliases=False) if not CALENDARS.find(code)]
    small = {"FM", "KI", "MH", "PF", "PS", "UM", "AQ", "BV", "HM", "XK"}  # several zones or none, and no entry
    assert not [code for code in missing if len(code) == 2 and code not in small]


def test_without_a_region_the_settings_decide() -> None:
    at = datetime(2026, 10, 3, 12, tzinfo=ZoneInfo("Europe/Berlin"))  # Saturday, a holiday in Germany
    whole = calendar_for(None, load_settings(timezone="Europe/Berlin"))
    assert whole.business_time == frozenset()
    assert calendar_for("Atlantis", load_settings(calendar="apac")).name == "apac"
    own = calendar_for("", load_settings(timezone="Europe/Berlin", country="DE-BY", working_hours="08:00-16:00"))
    assert own.next_open(at) == datetime(2026, 10, 5, 8, tzinfo=ZoneInfo("Europe/Berlin"))
    assert own.business_time == {Severity.SEV3, Severity.SEV4}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"calendar": "Atlantis"}, "calendar"),
        ({"country": "Atlantis"}, "country"),
        ({"country": "DE-ZZ"}, "country"),
        ({"working_hours": "nine to five"}, "working_hours"),
        ({"timezone": "Mars/Base"}, "time zone"),
    ],
)
def test_a_setting_that_does_not_fit_is_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(WrongUsage, match=named):
        calendar_for(None, load_settings(**settings))


@pytest.mark.parametrize("text", ["", "9-17", "17:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-24:01", "09:70-10:00"])
def test_hours_that_do_not_fit_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hours"):
        read_hours(text)


def test_hours_of_a_day() -> None:
    assert read_hours("09:00-12:30, 13:30-24:00") == ((540, 750), (810, 1440))


def folder_with(tmp_path: Path, was: str, now: str) -> Path:
    """The shipped policy with one change in calendars.toml."""
    folder = tmp_path / "policy"
    shutil.copytree(FOLDER, folder)
    path = folder / "calendars.toml"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("rca_hours", "rca_hour"),
        ('"SEV3", "SEV4"', '"SEV3", "SEV9"'),
        ("[calendar.24x7]", "[calendar.24x7"),
        ("always_open = true", "allways_open = true"),
    ],
)
def test_a_file_that_does_not_hold_together_is_refused_in_words(tmp_path: Path, was: str, now: str) -> None:
    with pytest.raises(PolicyError, match=r"calendars\.toml"):
        load_calendars(folder_with(tmp_path, was, now))


@pytest.mark.parametrize(
    "row",
    [
        'zone = "Mars/Base"', 'hours = "9 to 5"', 'days = ["monday"]', "days = []", 'closures = ["31-12"]',
        'hours = {monday = "09:00-17:00"}',
    ],
)  # fmt: skip
def test_a_calendar_that_does_not_hold_together_is_named(tmp_path: Path, row: str) -> None:
    zone = "" if row.startswith("zone") else 'zone = "UTC"\n'
    folder = folder_with(tmp_path, "[aliases]", f"[calendar.ours]\n{zone}{row}\n\n[aliases]")
    with pytest.raises(PolicyError, match="ours"):
        load_calendars(folder).find("ours")


def test_hours_by_weekday_and_closures_of_ones_own(tmp_path: Path) -> None:
    row = 'zone = "UTC"\nclosures = [2026-11-20, "11-23"]\nhours = {mon = "08:00-12:00", fri = "08:00-12:00"}'
    calendar = load_calendars(folder_with(tmp_path, "[aliases]", f"[calendar.ours]\n{row}\n\n[aliases]")).find("OURS")
    assert calendar is not None
    opening = calendar.next_open(datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("UTC")))
    assert opening == datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("UTC"))
