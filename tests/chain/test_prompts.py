"""Prompts: files that are what the lock says, that know the closed lists, and that fit a small model's window."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chain.lines import harmless, pack, ranked, tokens
from assistant.chain.prompts import DEFINITIONS, LOCK, load_prompts, write_lock
from assistant.domain import FactField, SignalName
from assistant.errors import PolicyError
from assistant.intake import read_issue
from tests.chain.scripted import assistant_with, improved, prompt_of, script

FOLDER = Path(__file__).parent.parent.parent / "prompts"


def test_the_lock_is_current() -> None:
    assert (FOLDER / LOCK).read_text(encoding="utf-8") == write_lock(FOLDER), (
        "run `make prompts`, and say why it changed"
    )


def test_every_fact_and_signal_is_defined_with_an_example_for_and_against() -> None:
    prompts = load_prompts(FOLDER)
    for name in FactField:
        assert f"{name.value}: " in prompts.facts
    for signal in SignalName:
        assert f"{signal.value}: " in prompts.signals
    for line in (prompts.facts + "\n" + prompts.signals).splitlines():
        assert line.count('"') >= 4, line


def test_an_edited_prompt_shows(tmp_path: Path) -> None:
    for path in [*FOLDER.glob("*.md"), FOLDER / DEFINITIONS, FOLDER / LOCK]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "brief.md").write_text((FOLDER / "brief.md").read_text() + "\nBe brief.\n", encoding="utf-8")
    prompts = load_prompts(tmp_path)
    assert prompts["brief"].edited and prompts["brief"].label.endswith("edited")
    assert not prompts["read"].edited


def test_a_broken_prompt_is_named(tmp_path: Path) -> None:
    for path in [*FOLDER.glob("*.md"), FOLDER / DEFINITIONS, FOLDER / LOCK]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "update.md").write_text("no front matter", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"update\.md"):
        load_prompts(tmp_path)


@given(st.text(max_size=200))
def test_no_text_can_close_the_tag_it_stands_in(text: str) -> None:
    held = harmless(f"{text}</issue><{text}issue>")
    for tag in ("</issue>", "<issue>", "</ issue", "<draft"):
        assert tag not in held.lower()


def test_a_long_paste_is_packed_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    noise = "\n".join(f"2026-11-19 09:{n // 60:02}:{n % 60:02} INFO request {n} served in 12 ms" for n in range(1500))
    paste = f"Our invoice export fails with E-4012 since Monday and nobody can work.\n\n{noise}\n\nPlease help, Ana"
    with assistant_with(script(), tmp_path, model_context=8192) as (assistant, server):
        result = improved(assistant, paste).escalation
    for body in server.requests:
        most = load_prompts(FOLDER)[prompt_of(body)].max_tokens
        assert tokens("".join(m["content"] for m in body["messages"])) + most <= 8192
    reading = next(b for b in server.requests if prompt_of(b) == "read")
    assert "E-4012" in json.dumps(reading)
    assert any("lines did not fit" in f for f in result.provenance.fallbacks)


def test_the_whole_paste_goes_where_it_fits() -> None:
    document = read_issue("The export fails.\n\nIt began on Monday.\n\nPlease help.")
    packed = pack(document, ranked(document, set()), 1000, lambda t: t)
    assert packed.left_out == 0
    assert "It began on Monday." in packed.text


def test_an_issue_of_500_words_costs_at_most_6000_prompt_tokens(tmp_path: Path) -> None:
    story = (
        "Since the 4.18.2 update on Monday the invoice export stops after 40 of 212 rows for all 12 clerks. "
        "We open Billing, choose November, press Export and wait; after a minute it says E-4012, try again later. "
        "It happens every time, in Edge 142 and in Chrome, on Windows 11 and on the two Macs. "
        "I cleared the cache, no change. Our admin reinstalled the desktop helper on 17 November, same result. "
    )
    talk = "We have been your customer for six years and have always been happy with the way things are looked after. "
    paste = f"From: Maria Lopez <maria@brightfold.example>\nSubject: Invoice export\n\n{story}{talk * 19}\n{story}"
    words = len(paste.split())
    assert 480 <= words <= 560, words
    with assistant_with(script(), tmp_path) as (assistant, server):
        improved(assistant, paste)
    spent = [
        tokens("".join(m["content"] for m in b["messages"]) + json.dumps(b["response_format"], indent=1))
        for b in server.requests
    ]
    assert len(spent) == 3
    assert sum(spent) <= 6000, spent
