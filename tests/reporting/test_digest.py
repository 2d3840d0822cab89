"""The digest: plain words, nothing internal, and no customer in another's part."""

import re
from datetime import UTC

import pytest

from assistant.domain.register import EscalationStatus, Owner, RegisteredEscalation
from assistant.reporting import digest, render_digest
from assistant.reporting.plain import plain
from tests.reporting.examples import HOSTILE, NOW, RULES, ago, closure, kept

WORDS = RULES.digest.words


def told(*records: RegisteredEscalation, customer: str | None = None) -> str:
    return render_digest(digest(records, now=NOW, since=ago(168), rules=RULES.digest, customer=customer), UTC)


def test_nothing_that_was_written_internally_gets_out() -> None:
    record = kept(
        title="SEV1: export worker crashes, PLAT-7701, db-prod-eu-3, see https://wiki.example/x; Tom Reyes has a repro",
        status=EscalationStatus.BLOCKED, blocked_reason="waiting for the DBA", next_step="Tom rolls back PLAT-7701",
        root_cause="bad deploy", engineering_ref="PLAT-7701", technical_owner=Owner(name="Tom Reyes", since=NOW),
    )  # fmt: skip
    text = told(record)
    for internal in ("PLAT", "db-prod", "wiki.example", "Tom", "DBA", "rolls back", "bad deploy", "SEV1", "repro"):
        assert not re.search(rf"\b{internal}\b", text), internal
    assert "export worker crashes" in text and "held up" in text and "Priya Nair" in text


@pytest.mark.parametrize(
    ("title", "kept_of_it"),
    [
        ("Halvorsen Shipping (EUR 410k ARR): exports drop rows", "Halvorsen Shipping: exports drop rows"),
        ("Customs export drops rows, EUR 410k ARR, 40 users", "Customs export drops rows, 40 users"),
        ("Exports drop rows for a customer with EUR 410k ARR at risk", "Exports drop rows for a customer"),
        ("Key account, renewal worth $1.2M in December - sign-in loops", "sign-in loops"),
        ("Kunde mit 74 Tsd. Euro Jahresumsatz: Import bricht ab", "Import bricht ab"),
        ("Sign-in loops; they pay us 200k", "Sign-in loops"),
        ("Invoice shows EUR 120 instead of EUR 100", "Invoice shows EUR 120 instead of EUR 100"),
    ],
)
def test_what_the_house_earns_stands_in_no_digest(title: str, kept_of_it: str) -> None:
    (customer,) = digest([kept(title=title)], now=NOW, since=ago(168), rules=RULES.digest).customers
    what = customer.open[0].what
    assert what == kept_of_it
    assert not re.search(r"410|ARR|1\.2M|74|umsatz|[Kk]ey account", what)


def test_codes_that_the_customer_sees_stay() -> None:
    record = kept(
        title="EXP-2107 on export, ticket TS-10421 (tracked as PLAT-7)", signature=("exp-2107",), ticket="TS-10421"
    )
    assert plain(record.title, record, WORDS) == "EXP-2107 on export, ticket TS-10421 (tracked as)"


@pytest.mark.parametrize(
    "text", ["Upload of report.csv fails in UTF-8", "Node.js client, e.g. version 4.11.2", "Error 500 in step 3"]
)  # fmt: skip
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert plain(text, kept(), WORDS) == text


def test_each_customer_stands_apart() -> None:
    one, other = kept(1), kept(2, customer="Fjordline Energi", title="Sign-in loops")
    assert told(one, other).count("## ") == 2
    alone = told(one, other, customer=" fjordline   ENERGI ")
    assert "Sign-in loops" in alone and "Halvorsen" not in alone and "Exports" not in alone


def test_solved_ones_are_told_for_a_while() -> None:
    text = told(kept(1, closure=closure(hours_ago=5)), kept(2, closure=closure(hours_ago=900), title="Long ago"))
    assert "Solved, and confirmed by the customer." in text and "2026-11-20" in text and "Long ago" not in text


def test_hostile_words_stay_words() -> None:
    text = told(kept(title=HOSTILE, customer=HOSTILE))
    assert "\x1b" not in text and "<script" not in text and "\n| forged" not in text
