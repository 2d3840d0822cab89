"""A paste full of markup, mentions, formulas and terminal commands, taken the whole way: nothing of it acts."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from streamlit.testing.v1 import AppTest

from assistant.domain import Escalation
from assistant.exports import FORMATS, render, render_report
from assistant.inert import cell
from assistant.pipeline import Assistant
from assistant.settings import default_settings
from tests.conftest import NOW, ROOT
from tests.exports.looks import (
    assert_adf,
    assert_html_inert,
    assert_markdown_inert,
    assert_slack,
    assert_terminal_safe,
    assert_wiki_inert,
)

BAD = {
    "markdown": "[the report](javascript:alert(1)) ![shot](http://evil.example/p.png) **now** `x` | a | b |",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><a href='//evil.example'>here</a>",
    "slack": "<!channel> <@U0123ABC> <http://evil.example|bank> @here #general",
    "sheet": '=HYPERLINK("http://evil.example";"open") +1+cmd|\' /C calc\'!A0 @SUM(1)',
    "terminal": "\x1b[2J\x1b[31mred\x1b]0;owned\x07 \x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \x9b5i",
    "bidi": "file\u202egnp.exe\u2066x\u2069 \U000e0041\U000e0042",
    "wiki": "{noformat}{html}<b>x</b>{html} [~admin] !http://evil.example/x.png! h1. big ||a||b||",
    "calendar": "BEGIN:VEVENT\r\nSUMMARY:owned\r\nATTENDEE:mailto:a@evil.example\r\nEND:VEVENT",
}
PASTE = """Subject: Export at {bad} fails
From: Dana {bad} <dana@acme.example>

Since Monday the export of Acme Corp {bad} stops with EXP-2107, all 40 users cannot close the month.
Steps to reproduce:
1. Open {bad} and press Export
2. Choose {bad}
Expected: a full file {bad}
Actual: the job ends with {bad}
Environment: Chrome 131 {bad}, version 4.2
We restarted {bad} twice, no change.
We need this by Friday, {bad}.
2026-11-20T09:14:02Z ERROR export.worker {bad}

--- internal note (Jo, support) ---
Confirmed bug, reproduced on our test tenant. Please escalate to engineering.
"""
Drafted = Callable[[str], Escalation]


@pytest.fixture(scope="module")
def drafted(request: pytest.FixtureRequest) -> Drafted:
    """The draft of the paste with one kind of bad words in all its places, made once each."""
    made: dict[str, Escalation] = {}
    bare: Assistant = request.getfixturevalue("bare")

    def of(kind: str) -> Escalation:
        if kind not in made:
            bad = BAD[kind].replace("\r\n", " ")
            made[kind] = bare.draft(PASTE.replace("{bad}", bad), customer=f"Acme {bad}", reported_by=bad, now=NOW)
        return made[kind]

    return of


def assert_format_inert(name: str, text: str) -> None:
    """Nothing that this format's reader would obey."""
    if name == "ics":
        assert not Calendar.from_ical(text).walk("VEVENT")[0].get("ATTENDEE") and "evil.example" not in text
        return
    assert_terminal_safe(text)
    value: Any = json.loads(text) if name not in ("markdown", "html") else text
    looks: dict[str, Callable[[Any], None]] = {
        "markdown": assert_markdown_inert,
        "html": assert_html_inert,
        "jira": lambda v: assert_adf(v["fields"]["description"]),
        "jira-wiki": lambda v: assert_wiki_inert(v["fields"]["description"]),
        "slack": assert_slack,
        "zendesk": lambda v: [assert_html_inert(b["ticket"]["comment"].get("html_body", "")) for b in v] and None,
        "json": lambda v: assert_markdown_inert(v["brief"]["markdown"]),
    }
    looks[name](value)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", BAD)
def test_a_hostile_paste_acts_in_no_export(drafted: Drafted, kind: str, name: str) -> None:
    escalation = drafted(kind)
    if escalation.brief is None and name.startswith("jira"):
        pytest.skip("handled in support: there is no brief to send")
    assert_format_inert(name, render(escalation, name, now=escalation.follow_ups[0].due_at))


@pytest.mark.parametrize("kind", BAD)
def test_a_hostile_paste_acts_in_no_report_on_the_terminal(drafted: Drafted, kind: str) -> None:
    assert_terminal_safe(render_report(drafted(kind).checklist))


@pytest.mark.parametrize("kind", BAD)
def test_texts_for_the_customer_hold_no_command(drafted: Drafted, kind: str) -> None:
    """They are pasted into a mail or a ticket as they are, so they are inert as they stand."""
    escalation = drafted(kind)
    for text in [*(u.text for u in escalation.updates), escalation.customer_message or ""]:
        assert_terminal_safe(text)
        assert not re.search(r"<(?:script|img|a)\b|<[!@]|\]\((?:javascript|http)", text), text


@given(st.text(alphabet="=+-@\t\r\n '\"aA1\uff1d\u202e\x1b", max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    safe = cell(text)
    assert not safe.startswith(("=", "@", "\uff1d", "\t", "\r")) and "\n" not in safe
    assert not safe.startswith(("+", "-")) or re.fullmatch(r"[+-]\d+", safe)


def test_a_cell_keeps_ordinary_words_and_numbers() -> None:
    assert [cell(t) for t in ("Export fails", "-12.5", "+3", "")] == ["Export fails", "-12.5", "+3", ""]
    assert cell("=1+1") == "'=1+1"


class _Acting(HTMLParser):
    """Fails at the first element or attribute that loads, links or runs."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "img", "iframe", "svg", "object", "embed", "form", "link", "a", "base"}, tag
        for name, value in attrs:
            assert not name.startswith("on") and name not in {"href", "src", "srcdoc", "action"}, (tag, name)
            assert "evil.example" not in (value or "") or name == "title", (tag, name, value)


def _shown(page: AppTest) -> tuple[str, str]:
    """All raw HTML of the page without its style sheet, and all Markdown."""
    bodies = [str(e.proto.body) for e in page.get("html")]  # type: ignore[union-attr]
    said = [*page.markdown, *page.caption, *page.warning, *page.error, *page.info]
    return "\n".join(b for b in bodies if not b.lstrip().startswith("<style")), "\n\n".join(str(m.value) for m in said)


def test_a_hostile_paste_acts_on_no_panel_of_the_page(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(own_home))
    default_settings.cache_clear()
    page = AppTest.from_file(str(ROOT / "ui" / "app.py"), default_timeout=300).run()
    page.text_area(key="paste").set_value(PASTE.replace("{bad}", " ".join(BAD.values())))
    [button] = [b for b in page.button if b.label == "Draft"]
    button.click().run()
    assert not page.exception
    html, markdown = _shown(page)
    assert html, "the page shows no panel"
    _Acting().feed(html)
    # NOTE: the panel that shows the paste itself shows it as it came, so that its marks stand where they belong.
    assert_terminal_safe(re.sub(r'(?s)<div class="paste">.*?</div>', "", html))
    assert_markdown_inert(markdown)
