"""The model on the page, against a real endpoint on loopback: the rules' draft is always there, whatever it does."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest
from streamlit.testing.v1 import AppTest

from assistant.settings import default_settings
from tests.llm.servers import Answer, Behaviour, Server, refuses, serve
from tests.ui.replies import DESCRIBES, ISSUE, READS, REWORDED, SECRET, TELLS, UNSURE, asked, only_hangs, support_model

APP = str(Path(__file__).parents[2] / "ui" / "app.py")
PATIENCE = 120
"""Seconds for anything: a bound for what hangs, not a measure of speed."""


@dataclass
class Endpoint:
    """One server for all tests, so that one assistant serves them; each test says how it behaves."""

    server: Server
    behaviour: Behaviour

    @property
    def heard(self) -> str:
        """Everything it was ever told."""
        return "\n".join(asked(body) for body in self.server.requests)


@pytest.fixture(scope="module")
def shared_endpoint() -> Iterator[Endpoint]:
    with ExitStack() as stack:
        endpoint: list[Endpoint] = []
        server = stack.enter_context(serve(lambda body: endpoint[0].behaviour(body)))
        endpoint.append(Endpoint(server, support_model()))
        yield endpoint[0]


@pytest.fixture(scope="module")
def model_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model-home")


@pytest.fixture
def endpoint(shared_endpoint: Endpoint, own_home: Path, model_home: Path, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    shared_endpoint.behaviour = support_model()
    shared_endpoint.server.requests.clear()
    for name, value in {
        "ESCALATE_HOME": str(model_home),
        "OPENAI_BASE_URL": shared_endpoint.server.base_url,
        "ESCALATE_MODEL_CACHE": "false",
        "ESCALATE_MODEL_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    default_settings.cache_clear()
    return shared_endpoint


@pytest.fixture
def page(endpoint: Endpoint) -> AppTest:
    opened = AppTest.from_file(APP, default_timeout=300).run()
    assert not opened.exception
    return opened


def shown(page: AppTest) -> str:
    """All words on the page outside of widgets."""
    bodies = [str(e.proto.body) for e in page.get("html")]  # type: ignore[union-attr]
    words = [*page.caption, *page.markdown, *page.warning, *page.error]
    return "\n".join([*bodies, *(str(e.value) for e in words)])


def raw_html(page: AppTest) -> str:
    """What the browser takes for HTML."""
    return "\n".join(str(e.proto.body) for e in page.get("html"))  # type: ignore[union-attr]


def until(page: AppTest, there: Callable[[AppTest], bool]) -> AppTest:
    """Look again and again, as the browser does, until it is there."""
    end = monotonic() + PATIENCE
    while not there(page):
        assert monotonic() < end, shown(page)
        sleep(0.1)
        page.run()
        assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(b for b in page.button if b.label == label).click().run()
    assert not page.exception
    return page


def draft(page: AppTest, text: str = ISSUE) -> AppTest:
    page.text_area(key="paste").set_value(text)
    return press(page, "Draft")


def labels(page: AppTest) -> list[str]:
    return [b.label for b in page.button]


def finished(page: AppTest) -> bool:
    return "Stop" not in labels(page)


def update_of(page: AppTest) -> str:
    """The customer update in its editor."""
    return str(next(t for t in page.text_area if str(t.key).startswith("update-0-")).value)


def test_the_rules_draft_is_there_before_the_model_answers(page: AppTest, endpoint: Endpoint) -> None:
    endpoint.behaviour = support_model(hang_after=0)
    draft(page)
    assert "Stop" in labels(page) and 'class="verdict"' in shown(page)
    assert [t.label for t in page.tabs] == ["Customer", "Brief", "Checklist", "Similar", "Evidence", "Export"]
    assert "Hello" in shown(page), "the rules' update is readable meanwhile"
    press(page, "Stop")
    until(page, finished)
    assert "You stopped the model" in shown(page)
    assert update_of(page).startswith("Hello")
    assert "Drafted by rules." in shown(page)


def test_the_models_words_stream_in_and_then_are_the_draft(page: AppTest, endpoint: Endpoint) -> None:
    endpoint.behaviour = only_hangs("brief", 20, support_model())
    draft(page)
    until(page, lambda p: READS in shown(p) and TELLS in shown(p))
    assert "Stop" in labels(page), "the brief still hangs"
    press(page, "Stop")
    until(page, finished)
    assert "what it had finished by then is kept" in shown(page)
    assert TELLS in update_of(page)
    assert "Drafted with the model served" in shown(page)


def test_a_finished_draft_says_what_it_cost_and_marks_what_is_not_verified(page: AppTest) -> None:
    until(draft(page), finished)
    words = shown(page)
    assert "Drafted with the model served" in words and " tokens." in words
    assert TELLS in update_of(page)
    brief = next(t for t in page.text_area if str(t.key).startswith("brief-"))
    assert DESCRIBES in str(brief.value) and "(unverified: " in str(brief.value)
    assert "1 sentence is not verified" in words and UNSURE in words and '<mark class="unsure">' in words


def test_what_was_sent_is_shown_word_for_word_without_secrets(page: AppTest, endpoint: Endpoint) -> None:
    until(draft(page), finished)
    codes = [str(c.value) for c in page.code]
    for body in endpoint.server.requests:
        user = str(body["messages"][-1]["content"])
        assert any(user == code for code in codes), user[:200]
    assert endpoint.server.requests
    for private in (SECRET, "ines@northgate.example", "Ines", "Duarte"):
        assert private not in endpoint.heard


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (refuses(401, "Incorrect API key"), "asks for a key"),
        (refuses(500, "boom"), "failed"),
        (refuses(429, "slow down"), "takes no more requests"),
        (Answer(text=""), "empty"),
    ],
    ids=["401", "500", "429", "empty"],
)
def test_a_failing_endpoint_leaves_the_rules_draft_and_says_why(
    page: AppTest, endpoint: Endpoint, answer: Answer, says: str
) -> None:
    endpoint.behaviour = lambda _: answer
    until(draft(page), finished)
    assert says in shown(page) and "Drafted by rules." in shown(page)
    assert update_of(page).startswith("Hello") and "Ask again" in labels(page)
    endpoint.behaviour = support_model()
    until(press(page, "Ask again"), finished)
    assert TELLS in update_of(page)


def test_a_second_question_that_fails_leaves_the_first_answer(page: AppTest, endpoint: Endpoint) -> None:
    until(draft(page), finished)
    endpoint.behaviour = lambda _: refuses(500, "boom")
    until(press(page, "Ask again"), finished)
    assert TELLS in update_of(page) and "earlier draft stays" in shown(page)
    assert "Drafted with the model" in shown(page)


def test_a_hanging_endpoint_ends_at_the_time_limit(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCALATE_MODEL_TIMEOUT", "1")
    default_settings.cache_clear()
    endpoint.behaviour = support_model(hang_after=2)
    page = AppTest.from_file(APP, default_timeout=300).run()
    until(draft(page), finished)
    assert "no whole reply within 1 s" in shown(page) and update_of(page).startswith("Hello")


def test_texts_edited_meanwhile_are_not_replaced_unasked(page: AppTest, endpoint: Endpoint) -> None:
    endpoint.behaviour = only_hangs("update", 6, support_model(wait_between=0.02))
    draft(page)
    press(page, "Edit now")
    mine = update_of(page) + "\n\nMy own words."
    next(t for t in page.text_area if str(t.key).startswith("update-0-")).set_value(mine).run()
    until(page, lambda p: DESCRIBES in shown(p))  # part of it is there, part hangs
    press(page, "Stop")
    until(page, finished)
    assert update_of(page) == mine and "you edited texts meanwhile" in shown(page)
    press(page, "Take the model's draft")
    assert update_of(page) != mine
    press(page, "Undo")
    assert update_of(page) == mine


def test_my_texts_can_be_kept(page: AppTest) -> None:
    draft(page)
    if "Edit now" in labels(page):
        press(page, "Edit now")
    until(page, finished)
    next(t for t in page.text_area if str(t.key).startswith("update-0-")).set_value("My own words.").run()
    until(press(page, "Ask again"), finished)
    press(page, "Keep mine")
    assert update_of(page) == "My own words." and "Keep mine" not in labels(page)


def test_rules_only_sends_nothing(page: AppTest, endpoint: Endpoint) -> None:
    page.radio[0].set_value("Rules only")
    until(draft(page), finished)
    assert "Drafted by rules." in shown(page) and not endpoint.server.requests
    until(press(page, "Ask the model"), finished)
    assert endpoint.server.requests and TELLS in update_of(page)


def test_a_changed_verdict_uses_the_models_reading_and_asks_nothing(page: AppTest, endpoint: Endpoint) -> None:
    until(draft(page), finished)
    before = len(endpoint.server.requests)
    next(s for s in page.selectbox if s.label == "Severity").set_value("SEV1")
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("the CEO asked")
    press(page, "Apply")
    assert "SEV1 · Critical" in shown(page) and "over the model" in shown(page)
    assert finished(page) and len(endpoint.server.requests) == before
    assert page.code, "what was sent is still shown"


def test_a_new_paste_stops_the_model_on_the_old_one(page: AppTest, endpoint: Endpoint) -> None:
    endpoint.behaviour = support_model(hang_after=3)
    draft(page)
    endpoint.server.hung_up.clear()
    endpoint.behaviour = support_model()
    draft(page, ISSUE.replace("EXP-2113", "EXP-9999"))
    assert endpoint.server.hung_up.wait(PATIENCE), "the old call was given up"
    until(page, finished)
    assert "EXP-9999" in shown(page)


def test_rewording_is_checked_and_can_be_undone(page: AppTest, endpoint: Endpoint) -> None:
    until(draft(page), finished)
    before = update_of(page)
    version = next(str(t.key) for t in page.text_area if str(t.key).startswith("update-0-"))
    page.button(key=f"warmer-{version}").click().run()
    assert not page.exception
    assert update_of(page).startswith(REWORDED) and "Edited and checked again" in shown(page)
    assert "You reword" in asked(endpoint.server.requests[-1])
    press(page, "Undo")
    assert update_of(page) == before


def test_a_rewording_that_fails_leaves_the_text_and_says_why(page: AppTest, endpoint: Endpoint) -> None:
    until(draft(page), finished)
    before = update_of(page)
    endpoint.behaviour = lambda _: refuses(500, "boom")
    version = next(str(t.key) for t in page.text_area if str(t.key).startswith("update-0-"))
    page.button(key=f"shorter-{version}").click().run()
    assert update_of(page) == before and "Not reworded" in shown(page) and "500" in shown(page)


def test_a_strangers_markup_in_the_models_words_is_shown_as_words(page: AppTest, endpoint: Endpoint) -> None:
    evil = "<img src=x onerror=alert(1)> [x](http://evil.example) EXP-2113"
    plain = support_model()

    def behave(body: dict[str, object]) -> Answer:
        answer = plain(body)
        return Answer(text=(answer.text or "").replace(READS, evil).replace(TELLS, evil))

    endpoint.behaviour = only_hangs("brief", 20, behave)  # so that what streams stays to be looked at
    draft(page)
    until(page, lambda p: "onerror" in shown(p))
    assert "<img" not in raw_html(page) and "&lt;img" in raw_html(page)
    press(page, "Stop")
    until(page, finished)
    assert "<img" not in raw_html(page) and "<a " not in raw_html(page)


def test_without_a_model_there_is_one_quiet_line(
    own_home: Path, model_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_HOME", str(model_home))
    default_settings.cache_clear()
    page = AppTest.from_file(APP, default_timeout=300).run()
    assert "OPENAI\\_BASE\\_URL" in shown(page) and not page.radio
    draft(page)
    assert "Stop" not in labels(page) and "Ask the model" not in labels(page)
    assert not any(str(b.key).startswith("warmer-") for b in page.button)
