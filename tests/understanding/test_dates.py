"""Dates as facts: in whose zone an hour is told, what is no date, what lies ahead, what began and what is over."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import FactField
from assistant.intake import read_issue
from assistant.understanding.facts import find_facts
from assistant.understanding.facts.dates import DateReader
from assistant.understanding.facts.vocabulary import load_vocabulary
from assistant.understanding.facts.when import When

LEXICON = Path(__file__).parents[2] / "knowledge" / "lexicon"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja")
THURSDAY = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
STARTED, DEADLINE, VERSION = FactField.STARTED_AT, FactField.DEADLINE, FactField.VERSION


def values(text: str, field: FactField, *, now: datetime = THURSDAY) -> list[str]:
    found = find_facts(read_issue(text), reference=now, folder=LEXICON)
    return [f.value for f in found if f.field is field]


def mail(body: str, *, sent: str, sender: str = "Vera Holt <vera@holtbakery.example>") -> str:
    return f"From: {sender}\nTo: help@vendor.example\nDate: {sent}\nSubject: Trouble\n\n{body}\n"


# Zones


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Card readers have been dead since 10:15 CET.", STARTED, "2026-11-19T09:15"),
        ("Card readers have been dead since 3:15 am PST.", STARTED, "2026-11-19T11:15"),
        ("The scanners have failed since 4:30 AM ET.", STARTED, "2026-11-19T09:30"),
        ("We need the list by Friday 5pm EST or the mailing is lost.", DEADLINE, "2026-11-20T22:00"),
        ("We need the list by 5pm Friday EST or the mailing is lost.", DEADLINE, "2026-11-20T22:00"),
        ("We need the list by tomorrow 18:00 (UTC+3), otherwise the audit fails.", DEADLINE, "2026-11-20T15:00"),
        ("We need the list by tomorrow 18:00 Helsinki time.", DEADLINE, "2026-11-20T16:00"),
        ("We need the list by 2026-11-23T08:00+05:30, otherwise the audit fails.", DEADLINE, "2026-11-23T02:30"),
        ("Wir brauchen die Liste bis morgen 9:00 Uhr MEZ, sonst platzt der Abschluss.", DEADLINE, "2026-11-20T08:00"),
        ("Wir brauchen die Liste bis morgen 9:00 Uhr Berliner Zeit.", DEADLINE, "2026-11-20T08:00"),
        ("Il nous faut la liste avant demain 9h heure de Paris.", DEADLINE, "2026-11-20T08:00"),
        ("Necesitamos la lista antes de mañana a las 9:00 hora de Madrid.", DEADLINE, "2026-11-20T08:00"),
        ("Ci serve la lista entro domani alle 9:00 ora italiana.", DEADLINE, "2026-11-20T08:00"),
        ("Precisamos da lista até amanhã às 9:00 horário de Brasília.", DEADLINE, "2026-11-20T12:00"),
        ("We hebben de lijst nodig voor morgen 9:00 Nederlandse tijd.", DEADLINE, "2026-11-20T08:00"),
        ("お世話になっております。日本時間19:30からログインできません。", STARTED, "2026-11-19T10:30"),
    ],
)
def test_a_zone_said_at_the_time_decides(text: str, field: FactField, value: str) -> None:
    assert value in values(text, field)


@pytest.mark.parametrize("offset", ["+0200", "-0500", "+0530"])
def test_a_time_without_a_zone_is_the_mail_senders(offset: str) -> None:
    sent = datetime.strptime(f"2026-11-19 11:00 {offset}", "%Y-%m-%d %H:%M %z")
    text = mail("Orders fail since 9:30. We need them by Friday 16:00.", sent=f"Thu, 19 Nov 2026 11:00:00 {offset}")
    at = {h: datetime(2026, 11, d, h, m, tzinfo=sent.tzinfo).astimezone(UTC) for d, h, m in ((19, 9, 30), (20, 16, 0))}
    assert values(text, STARTED) == [f"{at[9]:%Y-%m-%dT%H:%M}"]
    assert values(text, DEADLINE) == [f"{at[16]:%Y-%m-%dT%H:%M}"]


def test_a_zone_at_the_time_beats_the_mails() -> None:
    text = mail("We need it by Friday 16:00 UTC.", sent="Thu, 19 Nov 2026 11:00:00 +0200")
    assert values(text, DEADLINE) == ["2026-11-20T16:00"]


def test_a_machines_stamp_in_utc_says_nothing_of_the_writers_clock() -> None:
    """A ticket export stamps in UTC what people in Berlin write, and an agent in Berlin reads."""
    berlin = datetime(2026, 11, 19, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    text = "Ticket: 4411\nCreated: 2026-11-19T09:10:00Z\n\nSeit 8:30 Uhr lassen sich keine Belege drucken."
    assert values(text, STARTED, now=berlin) == ["2026-11-19T08:30"]


def test_a_zone_two_continents_share_needs_the_writers_help() -> None:
    said = "We need it by Friday 16:00 CST."
    assert values(said, DEADLINE) == ["2026-11-20T16:00"]
    assert values(mail(said, sent="Thu, 19 Nov 2026 05:00:00 -0600"), DEADLINE) == ["2026-11-20T22:00"]
    assert values(mail(said, sent="Thu, 19 Nov 2026 19:00:00 +0800"), DEADLINE) == ["2026-11-20T08:00"]


def test_a_zone_named_once_by_a_speaker_holds_for_the_rest_of_what_they_say() -> None:
    chat = (
        "Ilse Brandt (Brandt Foods)  9:02 AM\nnothing prints since 08:40 CET\n"
        "Sam (Support)  9:04 AM\nlooking into it\n"
        "Ilse Brandt (Brandt Foods)  9:10 AM\nwe need labels by 13:00 or the lorry leaves empty\n"
    )
    assert "2026-11-19T07:40" in values(chat, STARTED)
    assert "2026-11-19T12:00" in values(chat, DEADLINE, now=THURSDAY.replace(hour=9))


@pytest.mark.parametrize(
    "text",
    ["The till est closed by Friday 9:00 est-ce bon.", "We need it by 14:00 met the usual form.", "by 9:00-15:00"],
)
def test_words_and_ranges_are_no_zones(text: str) -> None:
    assert not {v for v in values(text, DEADLINE) if v.endswith((":00",)) and v[11:13] not in ("09", "14")}


ZONES = st.sampled_from(("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "UTC", "Pacific/Auckland"))


@settings(max_examples=200, deadline=None)
@given(ZONES, ZONES, st.times(), st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1)))
def test_a_zone_moves_the_telling_but_not_the_moment(here: str, there: str, clock: object, now: datetime) -> None:
    """Whoever reads, wherever, is told the same moment."""
    when = When(0, 5, shift_days=0, clock=clock.replace(second=0, microsecond=0), zone=ZoneInfo(there))  # type: ignore[attr-defined]
    moments = []
    for home in (here, "UTC"):
        value = when.resolve(now.replace(tzinfo=UTC).astimezone(ZoneInfo(home)), ahead=True)
        assert value is not None
        moments.append(datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(home)).astimezone(UTC))
    apart = abs(moments[0] - moments[1])
    assert apart <= timedelta(hours=1)  # in the hour a clock is set back, a time without a zone has two meanings


@settings(max_examples=200, deadline=None)
@given(st.times(), st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2090, 1, 1)), st.booleans())
def test_an_hour_that_began_something_has_passed(clock: object, now: datetime, same_clock: bool) -> None:
    when = When(0, 5, clock=clock.replace(second=0, microsecond=0), same_clock=same_clock)  # type: ignore[attr-defined]
    base = now.replace(tzinfo=UTC, second=0, microsecond=0)
    value = when.resolve(base, ahead=False)
    assert value is not None
    if base.time() != datetime.min.time():
        assert value <= base.strftime("%Y-%m-%dT%H:%M")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(LANGUAGES), st.text(min_size=0, max_size=120))
def test_any_text_gives_ordered_expressions_that_resolve_or_are_none(language: str, text: str) -> None:
    folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text) + " by 14:00 +01:00 on friday 3.9.14"
    found = DateReader(load_vocabulary(LEXICON, language)).find(folded)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    for when in found:
        for ahead in (True, False):
            value = when.resolve(THURSDAY, ahead=ahead)
            assert value is None or value[:4].isdigit()


def test_yesterday_evening_stays_yesterday_for_whoever_came_in_the_morning() -> None:
    text = mail("No order has come in since 22:15.", sent="Thu, 19 Nov 2026 07:05:00 +0100")
    assert values(text, STARTED) == ["2026-11-18T21:15"]


# Versions


@pytest.mark.parametrize(
    "text",
    [
        "Our gateways run software 4.10.12 since the swap and drop every call.",
        "Seit Softwarestand 4.10.12 drucken die Kassen nicht mehr.",
        "Seit Firmware 2.10.22 drucken die Kassen nicht mehr.",
        "Depuis la version 5.11.24 les caisses n'impriment plus.",
        "Desde la versión 5.11.24 las cajas no imprimen.",
        "Desde a versão 5.11.24 as caixas não imprimem.",
        "Da quando c'è la versione 5.11.24 le casse non stampano.",
        "Sinds versie 5.11.24 printen de kassa's niet meer.",
        "バージョン5.11.24から印刷できません。",
        "Everything is broken since 4.10.12 arrived on the tills.",
    ],
)
def test_a_version_is_no_date(text: str) -> None:
    assert values(text, STARTED) == []


@pytest.mark.parametrize(
    "text", ["Seit 16.11.26 drucken die Kassen nicht mehr.", "Seit dem Stand 16.11.26 drucken die Kassen nicht mehr."]
)
def test_a_day_with_a_short_year_is_a_date_and_no_version(text: str) -> None:
    assert values(text, STARTED) == ["2026-11-16"]
    assert values(text, VERSION) == []


# What is no deadline


@pytest.mark.parametrize(
    "text",
    [
        "I stood before the whole council at the opening this morning and nothing loaded.",
        "Last Friday at 10:00 the tender presentation crashed before everyone's eyes.",
        "On Friday the trade fair demo froze and everybody saw it.",
        "Heute Vormittag fiel die Vorführung auf der Messe komplett aus.",
        "Letzten Freitag um 10 Uhr ging die Präsentation schief.",
        "Vendredi dernier à 10h la présentation a échoué devant tous.",
        "El pasado viernes a las 10 la presentación falló delante de todos.",
        "Na sexta-feira passada a apresentação falhou diante de todos.",
        "Venerdì scorso alle 10 la presentazione è saltata davanti a tutti.",
        "Afgelopen vrijdag om 10 uur mislukte de presentatie voor iedereen.",
        "先週の金曜の会議で画面が止まりました。",
        "Until Friday the payroll export worked without trouble.",
        "The wages were due on Friday and we could not pay anybody.",
    ],
)
def test_what_has_been_is_no_deadline(text: str) -> None:
    assert values(text, DEADLINE) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call back promised by 16:00.",
        "Told her I will ring her back before 16:00.",
        "Rückruf bis 16:00 Uhr versprochen.",
        "Ich habe ihr zugesagt, dass ich sie bis 16 Uhr zurückrufe.",
        "Je le rappelle avant 16h.",
        "Quedamos en que la llamo antes de las 16:00.",
        "Fiquei de ligar de volta até as 16:00.",
        "Ho detto che la richiamo entro le 16:00.",
        "Ik bel haar voor 16:00 terug.",
        "16時までに折り返しお電話いたします。",
    ],
)
def test_a_promised_call_is_no_deadline(text: str) -> None:
    assert values(text, DEADLINE) == []


def test_what_support_promises_is_no_deadline_but_what_it_relays_is() -> None:
    head = "Ticket: 5120\nCustomer: Holt Bakery\n\n"
    theirs = "Vera Holt (customer): The labels are blank.\n\n"
    assert values(head + theirs + "Sam (Support): We'll ship a build by Friday.", DEADLINE) == []
    relayed = "Sam (Support): The customer needs it by Friday for the food inspection."
    assert values(head + theirs + relayed, DEADLINE) == ["2026-11-20"]


# What is one


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Please fix it before Friday's trade fair opening at 9:15.", "2026-11-20T09:15"),
        ("It has to run by 16:30 our time on Friday.", "2026-11-20T16:30"),
        ("The tender portal closes for good on 27 November.", "2026-11-27"),
        ("Without the papers the 17:20 ferry sails without us.", "2026-11-19T17:20"),
        ("Le ferry de 17h20 va partir sans nous, merci de faire vite.", "2026-11-19T17:20"),
        ("El vuelo de las 17:20 va a salir sin la carga.", "2026-11-19T17:20"),
        ("Das Schiff um 17:20 Uhr fährt sonst ohne unsere Ladung.", "2026-11-19T17:20"),
        ("O voo das 17:20 vai sair sem a nossa carga.", "2026-11-19T17:20"),
        ("Our season starts on 1 December and we must be able to sell by then.", "2026-12-01"),
        ("Wir brauchen das vor der Vorstandssitzung am Freitag um 9:15 Uhr.", "2026-11-20T09:15"),
        ("Am 1. Dezember beginnt die Messe, bis dahin muss der Shop laufen.", "2026-12-01"),
        ("Les inscriptions ferment le 27 novembre.", "2026-11-27"),
        ("Notre salon ouvre le 1er décembre, il nous faut un correctif d'ici là.", "2026-12-01"),
        ("La feria empieza el 1 de diciembre y para entonces tiene que funcionar.", "2026-12-01"),
        ("A feira começa em 1 de dezembro e até lá a loja tem que funcionar.", "2026-12-01"),
        ("Buongiorno, la fiera inizia il 1 dicembre ed entro allora deve funzionare tutto il negozio.", "2026-12-01"),
        ("De beurs begint op 1 december en tegen die tijd moet alles werken.", "2026-12-01"),
        ("展示会は12月1日に開始します。それまでに直してください。", "2026-12-01"),
    ],
)
def test_the_customers_date_is_found(text: str, value: str) -> None:
    assert value in values(text, DEADLINE)


def test_nowadays_is_no_deadline() -> None:
    assert values("Aujourd'hui le module ne connaît que la remise en main propre et la livraison.", DEADLINE) == []
    assert values("Today your module only knows how to print slips for one delivery address.", DEADLINE) == []


# What began, what is over


@pytest.mark.parametrize(
    "text",
    [
        "All tills are back to normal since 10:20.",
        "Everything has been working again since 10:20.",
        "Seit 10:20 Uhr läuft alles wieder.",
        "Die Störung ist seit 10:20 Uhr behoben.",
        "Depuis 10h20 tout est rétabli.",
        "Desde las 10:20 todo vuelve a funcionar, está solucionado.",
        "Desde as 10:20 voltou ao normal.",
        "Dalle 10:20 è tutto risolto.",
        "Sinds 10:20 werkt alles weer.",
        "10:20から復旧しました。",
    ],
)
def test_when_it_was_over_is_not_when_it_began(text: str) -> None:
    assert values(text, STARTED) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It is still not fixed, printing has been dead since 10:20.", "2026-11-19T10:20"),
        ("It was fixed on Monday but since 10:20 printing fails again.", "2026-11-19T10:20"),
        ("Seit 10:20 Uhr druckt nichts mehr, behoben ist es nicht.", "2026-11-19T10:20"),
        ("10:20から印刷できません。まだ復旧していません。", "2026-11-19T10:20"),
    ],
)
def test_what_is_not_over_still_has_its_start(text: str, value: str) -> None:
    assert values(text, STARTED) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "The booking page is broken. Our live show is tomorrow, 20 Nov 19:00.",
        "Nobody gets into the exam portal, the first class is at 13:10.",
        "Created: 2026-11-18 09:30\nStatus: broken since unknown\n\nThe export is empty.",
        "We would love a night mode, today your app blinds us and the colours look wrong.",
    ],
)
def test_what_is_to_come_and_stamps_of_forms_begin_nothing(text: str) -> None:
    assert values(text, STARTED) == []


def test_a_stamp_with_a_months_short_name_is_read() -> None:
    text = "Case 118\nOpened: 11/Nov/2026 08:20\n\nThe export is empty."
    assert values(text, FactField.WAITING_SINCE) == ["2026-11-11T08:20"]
