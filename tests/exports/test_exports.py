"""Each format has the shape its receiver takes, and a stranger's words stay words in all of them."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from assistant.cli.draft import FormatChoice
from assistant.domain import Escalation
from assistant.errors import WrongUsage
from assistant.exports import FORMATS, adf, render, render_report, wiki
from assistant.exports.jira import DESCRIPTION_LIMIT, SUMMARY_LIMIT
from assistant.exports.slack import escape

from .looks import (
    assert_adf,
    assert_html_inert,
    assert_markdown_inert,
    assert_slack,
    assert_terminal_safe,
    assert_wiki_inert,
)
from .record import CUSTOMER, NOW, record

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](http://evil.example/p.png) <http://evil.example>",
    "<!channel> <@U0123> @here &lt;!here&gt; #general",
    "{noformat} {html} [~admin] !http://evil.example/x.png! h1. big ||a||b|| {code} \\\\ [x|http://evil.example]",
    "h1. big\nbq. quote\n---\n# list\n* list\n> quote\n    code\n```\nfence\n~~~",
    "\x1b[2J\x1b]0;owned\x07 \x9b31m red \u202eevil\u202c \U000e0041\U000e0042 x\r\ny",
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    "ends in a backslash \\",
    "*bold* _it_ ~no~ `code` $1 ${x} {{x}}",
    "mailto:a@b.example www.evil.example https://evil.example/?q=<b>",
)
_ALPHABET = "ab1 \n\t#*_`~[]()<>!|\\&;:/-+=.\"'@{}^?h\x1b\u202e\x9b"
_WORDS = st.text(alphabet=st.sampled_from(_ALPHABET), min_size=1, max_size=60).filter(str.strip)
Render = Callable[[Escalation, str], str]


def rendered(escalation: Escalation, name: str) -> str:
    return render(escalation, name, now=NOW)


def assert_inert(name: str, text: str) -> None:
    """Whatever is active in this format is absent."""
    if name == "ics":
        assert len(Calendar.from_ical(text).walk("VEVENT")) == 3
        return
    assert_terminal_safe(text)
    if name == "markdown":
        assert_markdown_inert(text)
    elif name == "html":
        assert_html_inert(text)
    elif name == "jira":
        assert_adf(json.loads(text)["fields"]["description"])
    elif name == "jira-wiki":
        assert_wiki_inert(json.loads(text)["fields"]["description"])
    elif name == "slack":
        assert_slack(json.loads(text))
    elif name == "zendesk":
        for body in json.loads(text):
            assert_html_inert(body["ticket"]["comment"].get("html_body", ""))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_stay_words(said: str, name: str) -> None:
    assert_inert(name, rendered(record(said), name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_WORDS)
@example("a\\")
@example("&&&&")
def test_any_words_stay_words_in_every_format(said: str) -> None:
    escalation = record(said)
    for name in FORMATS:
        assert_inert(name, rendered(escalation, name))
    assert_terminal_safe(render_report(escalation.checklist))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from(_ALPHABET), max_size=120))
@example("- # heading in a list\n- > quote\n-\n- ---")
@example("> # heading\n> > deeper\n> - item\n>   ```\n>   code\n>   ```")
@example("1. - ```\n\n2. x")
def test_an_edited_brief_is_still_valid_and_inert(markdown: str) -> None:
    """A person may write any Markdown into the brief: it need not be pretty, but it must be accepted and inert."""
    assert_adf(adf.to_adf(markdown))
    assert_wiki_inert(wiki.to_wiki(markdown))


def test_the_command_line_offers_exactly_these_formats() -> None:
    assert [f.value for f in FormatChoice] == list(FORMATS)


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(WrongUsage, match="docx"):
        rendered(record(), "docx")


@pytest.mark.parametrize("name", FORMATS)
def test_without_a_brief_only_jira_has_nothing_to_say(name: str) -> None:
    escalation = record(escalate=False)
    if name.startswith("jira"):
        with pytest.raises(WrongUsage, match="no brief"):
            rendered(escalation, name)
    else:
        assert rendered(escalation, name).strip()


def test_json_keeps_the_words_and_their_offsets() -> None:
    said = "a\x1b[2J\x9b\u202eb\u200bc"
    text = rendered(record(said), "json")
    assert json.loads(text)["issue"]["text"] == said
    assert Escalation.model_validate_json(text) == record(said)


def test_codes_stay_readable_in_markdown() -> None:
    text = rendered(record("ERR_SSL_X in 5.0.3 for plx-ord-2"), "markdown")
    assert "error_message: ERR_SSL_X in 5.0.3 for plx-ord-2 ←" in text


def test_a_report_for_the_terminal_carries_no_markdown() -> None:
    text = render_report(record("a_b *c* [d]").checklist)
    assert "[x] summary: a_b *c* [d]" in text and "**" not in text


def test_jira_fields_fit() -> None:
    long = "word " * 400
    fields = json.loads(rendered(record(long), "jira"))["fields"]
    assert len(fields["summary"]) <= SUMMARY_LIMIT and fields["summary"].endswith("word…")
    assert all(" " not in label for label in fields["labels"]) and "incident" in fields["labels"]
    assert fields["priority"]["name"] == "Highest"


@pytest.mark.parametrize("name", ["jira", "jira-wiki"])
def test_a_brief_too_long_for_jira_is_cut_between_blocks_and_says_so(name: str) -> None:
    description = json.loads(rendered(record("word " * 1500), name))["fields"]["description"]
    text = description if name == "jira-wiki" else json.dumps(description, ensure_ascii=False)
    assert len(text) <= DESCRIPTION_LIMIT and "Cut here" in text
    if name == "jira":
        assert_adf(description)


def test_the_two_jira_forms_say_the_same() -> None:
    cloud, data_center = (rendered(record("Submit fails with OC4091"), name) for name in ("jira", "jira-wiki"))
    assert cloud.count("OC4091") == data_center.count("OC4091") > 10


def test_slack_disarms_a_hidden_broadcast() -> None:
    text = rendered(record("<!channel> look"), "slack")
    assert "<!channel>" not in text and "&lt;!channel&gt;" in text


@given(st.text(alphabet=st.sampled_from("<&>* a"), max_size=400), st.integers(10, 200))
def test_slack_escapes_are_never_cut_in_half(text: str, limit: int) -> None:
    safe = escape(text, limit)
    assert len(safe) <= limit
    assert safe.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").count("&") == 0


def test_zendesk_keeps_customer_and_internal_apart() -> None:
    customer, internal = json.loads(rendered(record("Exports fail"), "zendesk"))
    assert customer["for"] == "customer" and customer["ticket"]["comment"]["public"] is True
    assert "ESCALATION" not in json.dumps(customer) and "priority" not in customer["ticket"]
    assert internal["for"] == "internal" and internal["ticket"]["comment"]["public"] is False
    assert "ESCALATION" in internal["ticket"]["comment"]["html_body"]
    assert "escalated" in internal["ticket"]["additional_tags"]


def test_zendesk_handled_in_support_adds_an_internal_note() -> None:
    _, internal = json.loads(rendered(record(escalate=False), "zendesk"))
    assert internal["ticket"]["comment"] == {"body": "Handled in support: Confirmed defect", "public": False}


def test_calendar_can_be_imported_twice_and_names_nobody() -> None:
    text = rendered(record("Exports fail"), "ics")
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    assert CUSTOMER not in text and "Exports" not in text
    events = Calendar.from_ical(text).walk("VEVENT")
    uids = [str(e["UID"]) for e in events]
    assert len(set(uids)) == 3
    again = Calendar.from_ical(render(record("Exports fail"), "ics", now=NOW.replace(hour=12)))
    assert [str(e["UID"]) for e in again.walk("VEVENT")] == uids
    assert all(e["DTSTART"].dt.utcoffset() == timedelta(0) and e.subcomponents[0].name == "VALARM" for e in events)


def test_html_loads_nothing_and_runs_nothing() -> None:
    text = rendered(record(HOSTILE[0]), "html")
    assert "default-src 'none'" in text and "<script" not in text and "<img" not in text
    assert "&lt;script&gt;" in text
