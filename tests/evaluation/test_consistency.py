"""The consistency suite asks what it says it asks: another telling with the same facts, a thread turned round."""

import re
from pathlib import Path

import pytest

from assistant.intake import read_issue
from assistant.pipeline import Assistant
from evals.case import EvalCase, load_cases
from evals.suites.consistency import PARAPHRASES, newest_first

CASES = {case.id: case for case in load_cases()}
TELLINGS = sorted(PARAPHRASES.glob("*.txt"))
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")
_ADDRESS = re.compile(r"https?://\S+|[\w.]+@[\w.]+")


def variant(case: EvalCase) -> str | None:
    return newest_first(case, read_issue(case.paste, customer=case.fields.customer))


@pytest.mark.parametrize("path", TELLINGS, ids=lambda path: path.stem)
def test_another_telling_keeps_the_facts_and_not_the_words(path: Path) -> None:
    case, told = CASES[path.stem], path.read_text(encoding="utf-8")
    for pattern in (_NUMBER, _ADDRESS):
        assert set(pattern.findall(told)) == set(pattern.findall(case.paste))
    before, after = read_issue(case.paste), read_issue(told)
    assert after.language == before.language
    assert [(m.author, m.visibility) for m in after.messages] == [(m.author, m.visibility) for m in before.messages]
    assert told.strip() != case.paste.strip()


def test_enough_tellings_in_every_language() -> None:
    assert len(TELLINGS) >= 40
    assert {CASES[path.stem].expect.language for path in TELLINGS} == {"en", "de", "fr", "es", "it", "pt", "nl", "ja"}


def test_a_turned_thread_keeps_its_head_and_every_word() -> None:
    case = CASES["en-ticket-sla-payments-gateway"]
    turned = variant(case)
    assert turned is not None
    assert turned.split("\n")[0] == case.paste.split("\n")[0]
    assert turned.index("#7 INTERNAL") < turned.index("#2 PUBLIC") < turned.index("#1 PUBLIC")
    assert sorted(turned.split()) == sorted(case.paste.split())


def test_a_chat_is_turned_whole() -> None:
    turned = variant(CASES["es-todos-o-solo-yo"])
    assert turned is not None and turned.startswith("Vale (Farmacias Ombú) 09:31")


@pytest.mark.parametrize("name", ["en-ticket-plural-badge", "en-payroll-overtime-missing", "en-line-cannot-get-in"])
def test_nothing_is_turned_that_nobody_could_turn_back(name: str) -> None:
    assert variant(CASES[name]) is None


@pytest.mark.parametrize("name", ["en-ticket-two-wholesalers-orders", "nl-pakketlabels-schakelaar"])
def test_a_turned_thread_gets_the_same_texts(name: str, bare: Assistant) -> None:
    case = CASES[name]
    turned = variant(case)
    assert turned is not None
    one, other = (bare.draft(paste, engine="rules", **case.asked) for paste in (case.paste, turned))
    assert [(f.field, f.value) for f in other.facts] == [(f.field, f.value) for f in one.facts]
    assert (one.brief and one.brief.markdown) == (other.brief and other.brief.markdown)
    assert [u.text for u in one.updates] == [u.text for u in other.updates]
