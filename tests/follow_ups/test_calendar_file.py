"""The calendar of kept escalations: valid, importable again and again, and telling no names."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from assistant.domain import Audience
from assistant.domain.register import Contact, IncidentRecord, RegisteredEscalation
from assistant.exports.calendar import render_record_ics
from assistant.follow_ups import after_contact, planned, replanned
from tests.follow_ups.examples import NOW, POLICY, hours, kept, terms

HOSTILE = "Fjordline\r\nBEGIN:VALARM\r\nATTACH:file:///x; \x1b[31mred, \u202edne\u202c \U000e0041 " + "ж" * 90


def incident() -> RegisteredEscalation:
    return kept(
        severity="SEV1",
        contacts=planned(terms("SEV1", incident=True), POLICY, None, NOW),
        incident=IncidentRecord(declared_at=NOW, rca_due_at=NOW + hours(48)),
    )


def events(text: str) -> dict[str, Event]:
    found = Calendar.from_ical(text).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in found}
    assert len(by_uid) == len(found), "a UID twice"
    return by_uid


def assert_valid(text: str) -> None:
    """RFC 5545: CRLF, lines of at most 75 octets, and what an event and its alarm must have."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "\r" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert not calendar.errors
    for event in calendar.walk("VEVENT"):
        assert not event.errors
        assert event["DTSTAMP"].dt.tzinfo is not None
        assert event["DTSTART"].dt.utcoffset() == timedelta(0)
        assert event["DTEND"].dt > event["DTSTART"].dt
        assert event["STATUS"] in ("CONFIRMED", "CANCELLED")
        alarms = event.walk("VALARM")
        assert len(alarms) == (event["STATUS"] == "CONFIRMED")
        for alarm in alarms:
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(alarm)


def test_uids_are_stable_and_every_contact_is_an_event() -> None:
    text = render_record_ics(incident(), NOW)
    assert_valid(text)
    assert set(events(text)) == {
        f"ESC-12-{what}@escalation-assistant" for what in ("customer-1", "internal-1", "cross_functional-1", "rca")
    }
    assert set(events(render_record_ics([incident()], NOW + hours(1)))) == set(events(text))


def test_a_moved_contact_keeps_its_uid_and_raises_its_sequence() -> None:
    before = incident()
    after = before.model_copy(
        update={"contacts": replanned(before.contacts, terms("SEV3"), POLICY, None, NOW + hours(1), since=NOW)}
    )
    uid = "ESC-12-customer-1@escalation-assistant"
    was, now = (events(render_record_ics(r, NOW))[uid] for r in (before, after))
    assert (was["SEQUENCE"], now["SEQUENCE"]) == (0, 1)
    assert now["DTSTART"].dt == NOW + hours(24)
    off = events(render_record_ics(after, NOW))["ESC-12-cross_functional-1@escalation-assistant"]
    assert (off["STATUS"], off["SEQUENCE"]) == ("CANCELLED", 1)


def test_a_contact_made_early_stops_ringing() -> None:
    record = incident()
    made = after_contact(record.contacts, Audience.CUSTOMER, terms("SEV1", incident=True), POLICY, None, NOW + hours(1))
    found = events(render_record_ics(record.model_copy(update={"contacts": made}), NOW + hours(1)))
    assert found["ESC-12-customer-1@escalation-assistant"]["STATUS"] == "CANCELLED"
    assert found["ESC-12-customer-1@escalation-assistant"]["SEQUENCE"] == 1
    assert found["ESC-12-customer-2@escalation-assistant"]["STATUS"] == "CONFIRMED"


def test_old_history_is_left_out() -> None:
    contacts = tuple(
        Contact(
            audience=Audience.CUSTOMER, number=n, due_at=NOW + hours(n), overdue_at=NOW + hours(n), source="S1",
            done_at=NOW + hours(n) if n % 2 else None, cancelled=not n % 2,
        )
        for n in range(1, 50)
    )  # fmt: skip
    assert not events(render_record_ics(kept(contacts=contacts), NOW + timedelta(days=30)))


def test_customers_are_named_only_when_asked_for() -> None:
    quiet = render_record_ics(incident(), NOW).replace("\r\n ", "")
    assert "Fjordline" not in quiet
    assert "ESC-12" in quiet
    assert "Fjordline Energi" in render_record_ics(incident(), NOW, names=True).replace("\r\n ", "")


def test_a_hostile_name_stays_text() -> None:
    record = incident().model_copy(update={"customer": HOSTILE, "title": HOSTILE, "ticket": HOSTILE})
    text = render_record_ics(record, NOW, names=True)
    assert_valid(text)
    assert len(events(text)) == 4
    assert not [c for c in text if ord(c) < 32 and c not in "\r\n"]
    assert "\u202e" not in text


def test_descriptions_tell_times_in_the_zone_asked_for() -> None:
    from zoneinfo import ZoneInfo

    text = render_record_ics(incident(), datetime(2026, 11, 20, 11, tzinfo=UTC), zone=ZoneInfo("Asia/Tokyo"))
    assert "2026-11-20T21:00:00+09:00" in text.replace("\r\n ", "")
