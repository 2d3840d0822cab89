"""The page without a browser: what it shows, checks and refuses."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from assistant.settings import default_settings

ROOT = Path(__file__).parents[2]

APP = str(ROOT / "ui" / "app.py")
ISSUE = """Since yesterday every export at Acme Corp fails with EXP-2113.
All 40 users are blocked, there is no workaround. Expected: a full file. We need it by Friday.
<script>alert(1)</script> [x](http://evil.example) $1 and $2"""


@pytest.fixture(scope="module")
def page_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty state folder: the assistant behind the page is built once."""
    return tmp_path_factory.mktemp("page-home")


@pytest.fixture
def page(own_home: Path, page_home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page, freshly opened."""
    monkeypatch.setenv("ESCALATE_HOME", str(page_home))
    default_settings.cache_clear()
    opened = AppTest.from_file(APP, default_timeout=300).run()
    assert not opened.exception
    return opened


def html(page: AppTest) -> str:
    """All raw HTML on the page, the style sheet apart."""
    bodies = (str(element.proto.body) for element in page.get("html"))  # type: ignore[union-attr]
    return "\n".join(b for b in bodies if not b.lstrip().startswith("<style"))


def press(page: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    (button,) = [b for b in page.button if b.label == label]
    button.click().run()
    assert not page.exception
    return page


@pytest.fixture
def drafted(page: AppTest) -> AppTest:
    """The page with a draft on it."""
    page.text_area(key="paste").set_value(ISSUE)
    return press(page, "Draft")


def test_the_first_draw_asks_for_a_paste(page: AppTest) -> None:
    assert [t.value for t in page.title] == ["From raw issue to escalation"]
    assert page.text_area(key="paste").value in ("", None)
    assert not page.tabs and not page.error
    assert not page.markdown, "a stray text: Streamlit prints bare strings where magic is on"


def test_an_empty_paste_is_refused_in_words(page: AppTest) -> None:
    press(page, "Draft")
    assert "empty" in page.error[0].value and not page.tabs


def test_a_sample_fills_the_box(page: AppTest) -> None:
    page.session_state["sample"] = "How-to question"
    page.run()
    assert not page.exception and len(str(page.text_area(key="paste").value)) > 100


def test_a_draft_shows_verdict_words_and_texts(drafted: AppTest) -> None:
    shown = html(drafted)
    assert 'class="verdict"' in shown and "SEV" in shown
    assert [t.label for t in drafted.tabs] == ["Customer", "Brief", "Checklist", "Similar", "Evidence", "Export"]
    assert "EXP-2113" in shown and str(drafted.text_area(key="update-0-1").value).startswith("Hello")


def test_a_strangers_html_is_shown_as_words(drafted: AppTest) -> None:
    shown = html(drafted)
    assert "<script>" not in shown and "&lt;script&gt;" in shown and "<a " not in shown


def test_an_edited_update_that_promises_a_date_is_found(drafted: AppTest) -> None:
    before = str(drafted.text_area(key="update-0-1").value)
    drafted.text_area(key="update-0-1").set_value(before + "\n\nThis will be fixed by Friday, guaranteed.").run()
    assert not drafted.exception
    assert any("Edited and checked again" in c.value for c in drafted.caption)
    assert "blocker " in html(drafted)
    assert any("Copying opens" in c.value for c in drafted.caption)
    drafted.checkbox(key="ack-update-0-1").check().run()
    assert not any("Copying opens" in c.value for c in drafted.caption)


def _override(page: AppTest, severity: str, reason: str) -> None:
    next(s for s in page.selectbox if s.label == "Severity").set_value(severity)
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value(reason)
    press(page, "Apply")


def test_the_severity_can_be_changed_with_a_reason(drafted: AppTest) -> None:
    _override(drafted, "SEV1", "the CEO asked")
    shown = html(drafted)
    assert "SEV1 · Critical" in shown and "changed by you" in shown and "because the CEO asked" in shown


def test_a_change_without_a_reason_is_refused(drafted: AppTest) -> None:
    _override(drafted, "SEV1", " ")
    assert "needs a reason" in drafted.error[0].value


def test_a_changed_verdict_says_that_texts_were_drafted_anew_and_brings_them_back(drafted: AppTest) -> None:
    mine = "Hello, these are my own words."
    drafted.text_area(key="update-0-1").set_value(mine).run()
    _override(drafted, "SEV1", "the CEO asked")
    assert "your update is kept" in html(drafted).lower()
    assert str(drafted.text_area(key="update-0-2").value) != mine
    assert "By the rules alone:" in html(drafted) and "What would change it:" not in html(drafted)
    press(drafted, "Bring mine back")
    assert drafted.text_area(key="update-0-2").value == mine


def test_the_same_paste_drafted_again_keeps_the_changed_verdict(drafted: AppTest) -> None:
    _override(drafted, "SEV1", "the CEO asked")
    drafted.text_input(key="customer").set_value("Acme Corp")
    press(drafted, "Draft")
    assert "SEV1 · Critical" in html(drafted) and "because the CEO asked" in html(drafted)
    drafted.text_area(key="paste").set_value(ISSUE.replace("EXP-2113", "EXP-7777"))
    press(drafted, "Draft")
    assert "because the CEO asked" not in html(drafted), "another issue gets its own verdict"
    press(drafted, "Back to that draft")
    assert "because the CEO asked" in html(drafted) and drafted.text_area(key="paste").value == ISSUE


def test_a_sample_does_not_cost_the_text_in_the_box(page: AppTest) -> None:
    page.text_area(key="paste").set_value(ISSUE)
    page.text_input(key="customer").set_value("Acme Corp").run()
    page.session_state["sample"] = "How-to question"
    page.run()
    assert page.text_area(key="paste").value != ISSUE and not page.text_input(key="customer").value
    press(page, "Bring my text back")
    assert page.text_area(key="paste").value == ISSUE and page.text_input(key="customer").value == "Acme Corp"


def test_a_time_that_is_none_is_said(page: AppTest) -> None:
    page.text_area(key="paste").set_value(ISSUE)
    page.text_input(key="received").set_value("last week")
    press(page, "Draft")
    assert "no time" in page.error[0].value and not page.tabs


def test_a_long_paste_shows_what_lies_around_the_marks_and_each_field_once(page: AppTest) -> None:
    log = "".join(f"2026-11-20 02:{i // 60:02d}:{i % 60:02d} INFO batch {i} committed\n" for i in range(1500))
    codes = "".join(f"ERROR job failed: EXP-21{i:02d}\n" for i in range(40))
    page.text_area(key="paste").set_value(f"{ISSUE}\n{log}{codes}")
    press(page, "Draft")
    shown = html(page)
    assert '<div class="paste">' in shown and "<mark " in shown and " characters …" in shown
    assert shown.count("<td>error code</td>") == 1 and "batch 700 committed" not in shown


@pytest.mark.parametrize("view", ["views/search.py", "views/policy.py"])
def test_the_other_views_open(page: AppTest, view: str) -> None:
    page.switch_page(view).run()
    assert not page.exception and page.title


def test_search_says_when_nothing_is_indexed(page: AppTest) -> None:
    page.switch_page("views/search.py").run()
    page.text_input[0].set_value("export fails").run()
    assert not page.exception and "Nothing found" in page.info[0].value


@given(st.text(alphabet=st.sampled_from("ab1 *_`~[]()<>!|\\&;:/-+=.$@w{}^#"), max_size=60))
def test_labels_show_a_strangers_words_as_words(text: str) -> None:
    from panels import plain

    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parseInline(plain(text))
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special"}, (text, kinds)
