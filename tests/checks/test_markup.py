# ruff: noqa: E501  (texts read better whole)
"""Texts that act in the reader's program, and places that nobody filled."""

from pathlib import Path

import pytest

from assistant.checks.drafted import Context, Text
from assistant.checks.findings_markup import active_markup, unresolved
from assistant.checks.rules import load_rules
from assistant.checks.vocabulary import load_draft_words
from assistant.domain import Finding, FindingLevel
from tests.checks import made

WORDS = load_draft_words(Path(made.POLICY_FOLDER).parent / "lexicon" / "drafts", "en")


def text(body: str, *issue: str) -> Text:
    return Text(
        "update", body, WORDS, Context(load_rules(made.POLICY_FOLDER), made.document(*(issue or ("It stops.",))))
    )


def acts(body: str) -> tuple[Finding, ...]:
    return active_markup(text(body))


@pytest.mark.parametrize(
    "body",
    [
        "<@U0429ABCD> please look", "Please see <!channel>.", "@here the export is back", "[~admin] has it",
        "[https://help.ours.example/a](https://he1p.ours.example/a)", "<https://evil.example|portal.ours.example>",
        "<a href='https://evil.example'>https://portal.ours.example</a>", "[portal.ours.example|https://evil.example/x]",
        "[help@ours.example](mailto:help@evil.example)", "[text][1]\n\n[help.ours.example]: https://evil.example",
        "[open](javascript:alert(1))", "data:text/html;base64,PHNjcmlwdD4=", "file://server/share/x.exe",
        "<script>alert(1)</script>", "<b onclick=alert(1)>now</b>", "<img src=x>", "Hello \x1b[31mred", "\u202egnp.exe",
        '=HYPERLINK("http://evil.example";"x")', "a;=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_what_acts_is_held_back(body: str) -> None:
    assert any(f.level is FindingLevel.BLOCKER for f in acts(body))


def test_a_tag_that_only_changes_the_look_warns() -> None:
    assert [f.level for f in acts("<b>Now</b>")] == [FindingLevel.WARNING] * 2


@pytest.mark.parametrize(
    "body",
    [
        "Write to help@ours.example or see https://help.ours.example/articles/12?a=b&c=d.", "[our help](https://help.ours.example/a)",
        "[https://help.ours.example](https://help.ours.example/a)", "Values < 5 and > 3 pass: a <k and c> d", "Error <unknown> was shown",
        "1 + 1 = 2, and total = 212", "Enter =SUM(A1:A5) in cell B2.", "JavaScript: the console shows nothing of note", "call us @ 9 am, #42 is closed",
        "Hello,\r\nline ends of another system\r\n", "データ：正常です", "List<String> items", "- [x] done\n- **Next update:** 14:00 UTC",
    ],
)  # fmt: skip
def test_ordinary_text_and_links_pass(body: str) -> None:
    assert acts(body) == ()


@pytest.mark.parametrize(
    "body",
    ["Dear <PERSON_2>,", "reach me at <EMAIL_1>", "Hello $name,", "Hallo {{ Vorname }},", "Liebe %NAME%,", "It is 4.18 (unverified: 4.18).",
     "*|FNAME|*", "${customer}", "<%= user.name %>", "[[Name]]", "<<Kundenname>>", "お客様 {{氏名}} 様"],
)  # fmt: skip
def test_a_place_that_nobody_filled_is_held_back(body: str) -> None:
    assert [f.id for f in unresolved(text(body))] == ["U-PLACEHOLDER"]


@pytest.mark.parametrize(
    "body",
    ["Your <SECRET_1> is masked.", "It costs $40, or US$ 5k.", "%APPDATA% and $HOME hold the file", "50%-60% of {rows}", '{"a": 1}', "[[1,2],[3,4]]"],
)  # fmt: skip
def test_masked_secrets_sums_and_variables_of_systems_are_no_places(body: str) -> None:
    assert unresolved(text(body)) == ()


def test_what_the_customer_wrote_so_is_theirs() -> None:
    assert unresolved(text("The field shows {{name}}.", "Our letters show {{name}} instead of a name.")) == ()
