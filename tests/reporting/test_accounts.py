"""What is told of one escalation: a one-page summary, status-page texts, an article, a feedback ticket."""

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import ArticleKind, Escalation, Evidence, Fact, FactField, Signal, SignalName, SignalState
from assistant.domain.register import (
    ClosureCode,
    FeedbackTrack,
    IncidentRecord,
    IncidentStage,
    Owner,
    RegisteredEscalation,
    TrailAction,
    TrailEntry,
)
from assistant.errors import WrongUsage
from assistant.redaction import ON_REQUEST, redact
from assistant.reporting import (
    NotForThePublic,
    NotResolved,
    StatusText,
    UndecidedTrack,
    article_draft,
    feedback_ticket,
    incident_summary,
    render_article,
    render_feedback,
    render_summary,
    status_texts,
    suggested_track,
)
from assistant.reporting.incident_summary import fits
from assistant.retrieval import load_knowledge
from tests.exports.record import record as drafted
from tests.reporting.examples import HOSTILE, NOW, RULES, ago, closure, entry, kept

PAGE = RULES.summary


def summary(record: RegisteredEscalation, *trail: TrailEntry, draft: Escalation | None = None) -> str:
    made = incident_summary(record, trail, draft, rules=PAGE, zone=UTC)
    return render_summary(made, PAGE, UTC, now=NOW)


def test_the_five_parts_stand_in_order_and_the_unknown_stays_unknown() -> None:
    text = summary(kept(), entry(TrailAction.HYPOTHESIS_TESTED, text="Hypothesis: the cache. Outcome: no change"))
    parts = [line for line in text.splitlines() if line.startswith("## ")]
    assert parts == ["## What happened", "## Timeline", "## Root cause", "## Resolution", "## Follow-up items"]
    after = text.split("## Root cause")[1]
    assert after.startswith("\n\nUnknown\n") and "cache" not in after
    assert "Not stated: it is not recorded yet." in after


def test_only_what_was_logged_is_told_and_never_the_paste_or_a_mail() -> None:
    text = summary(
        kept(root_cause="A missing index", resolution="Index added", closure=closure(learning="Watch row counts")),
        entry(TrailAction.RECEIVED, 72, "raw paste with everything"),
        entry(TrailAction.CUSTOMER_INFORMED, 5, "Dear customer, the whole mail", kind="progress"),
        entry(TrailAction.NOTE_ADDED, 4, "just a note"),
    )
    assert "A missing index" in text and "Index added Closed - Code Fix." in text and "Watch row counts" in text
    assert "Customer informed (progress)" in text
    assert not any(t in text for t in ("raw paste", "whole mail", "just a note"))


def test_what_a_model_worded_without_proof_is_marked() -> None:
    whole = drafted("Exports fail")
    assert whole.brief is not None
    sentence = whole.brief.issue_description[0].model_copy(update={"verified": False})
    brief = whole.brief.model_copy(update={"issue_description": (sentence,)})
    assert "(unverified)" in summary(kept(), draft=whole.model_copy(update={"brief": brief}))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=400), max_size=60), st.text(max_size=3000), st.text(max_size=3000))
def test_it_is_one_page_whatever_was_logged(texts: list[str], cause: str, title: str) -> None:
    trail = [entry(TrailAction.STEP_TAKEN, 70 - n, t) for n, t in enumerate(texts)]
    made = kept(title=title, root_cause=cause, resolution=cause, next_step=title, customer=title or None)
    assert fits(summary(made, *trail), PAGE)


def test_a_long_timeline_keeps_what_tells_most_and_counts_the_rest() -> None:
    trail = [entry(TrailAction.STEP_TAKEN, 70 - n, f"step {n}") for n in range(40)]
    text = summary(kept(), *trail, entry(TrailAction.INCIDENT_DECLARED, 1, "Incident declared"))
    assert "Incident declared" in text and "step 0" in text
    left = 41 - sum(" · Priya Nair: " in line for line in text.splitlines())
    assert f"{left} further entries" in text


# status page


def texts(record: RegisteredEscalation, **given: object) -> dict[IncidentStage, StatusText]:
    values = {"now": NOW, "rules": RULES.status_page, "zone": UTC, "affects": "exporting data",
              "hidden": lambda t: bool(redact(t, kinds=ON_REQUEST).counts)} | given  # fmt: skip
    return {t.stage: t for t in status_texts(record, **values)}  # type: ignore[arg-type]


def test_the_four_stages_with_the_present_one_marked() -> None:
    found = texts(kept(incident=IncidentRecord(declared_at=ago(1), stage=IncidentStage.MONITORING)))
    assert [t.title for t in found.values()] == ["Investigating", "Identified", "Monitoring", "Resolved"]
    assert [t.current for t in found.values()] == [False, False, True, False]


def test_only_the_next_entry_is_promised() -> None:
    found = texts(kept(), next_update_at=NOW + timedelta(minutes=30))
    assert "2026-11-20 10:30 UTC" in found[IncidentStage.INVESTIGATING].text
    over = texts(kept(closure=closure()), next_update_at=NOW + timedelta(minutes=30))
    assert "10:30" not in over[IncidentStage.RESOLVED].text
    with pytest.raises(WrongUsage):
        texts(kept(), next_update_at=ago(1))


@pytest.mark.parametrize(
    "cause",
    ["db-prod-eu-3 ran full", "10.2.0.17 was down", "PLAT-7701", "Halvorsen Shipping imported too much",
     "Tom Reyes deployed it", "fixed by Friday", "password=Sommer24!"],
)  # fmt: skip
def test_a_cause_that_names_something_internal_is_kept_out_and_said_so(cause: str) -> None:
    owner = Owner(name="Tom Reyes", since=NOW)
    told = texts(kept(root_cause=cause, technical_owner=owner))[IncidentStage.RESOLVED]
    assert "The cause:" not in told.text and cause not in told.text
    assert any("kept out" in n for n in told.notes)


def test_a_cause_is_told_once_recorded_and_not_while_investigating() -> None:
    assert "cause:" not in texts(kept())[IncidentStage.RESOLVED].text.casefold()
    found = texts(kept(root_cause="A change to the export limit"))
    assert "The cause: A change to the export limit." in found[IncidentStage.IDENTIFIED].text
    assert "export limit" not in found[IncidentStage.INVESTIGATING].text


@pytest.mark.parametrize("typed", ["exports of Halvorsen", "api.internal.example", "sign-in, fixed by Monday"])
def test_what_was_typed_for_the_public_is_checked(typed: str) -> None:
    with pytest.raises(NotForThePublic):
        texts(kept(), affects=typed)


def test_what_is_no_incident_needs_words_for_the_public() -> None:
    with pytest.raises(NotForThePublic, match="no incident"):
        texts(kept(), affects=None)
    assert texts(kept(incident=IncidentRecord(declared_at=ago(1))), affects=None)


def test_no_stage_claims_what_is_not_logged() -> None:
    found = texts(kept(incident=IncidentRecord(declared_at=ago(1))))
    for stage in (IncidentStage.IDENTIFIED, IncidentStage.MONITORING, IncidentStage.RESOLVED):
        assert not any(w in found[stage].text for w in ("have found", "taken steps", "is solved", "last entry"))
        assert any("not to be published" in n for n in found[stage].notes)
    known = texts(kept(root_cause="A change to the export limit"))
    assert "have found" in known[IncidentStage.IDENTIFIED].text and "solved" not in known[IncidentStage.RESOLVED].text
    assert "is solved" in texts(kept(closure=closure()))[IncidentStage.RESOLVED].text


def test_a_slot_is_never_read_as_a_template() -> None:
    assert "{cause}" in texts(kept(root_cause="X"), affects="the {cause} field")[IncidentStage.IDENTIFIED].text


# article

TOKEN = "k3Jd82Lq9ZtXw5Rv7BnYc4Mh6PsGf1AeUo0T"


def with_facts(*facts: tuple[FactField, str]) -> Escalation:
    whole = drafted("Exports fail")
    return whole.model_copy(update={"facts": tuple(Fact(field=f, value=v, evidence=()) for f, v in facts)})


def mask(text: str) -> str:
    return redact(text, kinds=ON_REQUEST).text


def test_an_article_is_written_from_a_resolved_record_only() -> None:
    with pytest.raises(NotResolved, match="Open"):
        article_draft(kept(), drafted(), now=NOW, mask=mask)


def test_nothing_of_the_customer_stays_in_an_article(tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = with_facts(
        (FactField.CUSTOMER, "Halvorsen Shipping"), (FactField.VERSION, "2026.46"), (FactField.ERROR_CODE, "EXP-2107"),
        (FactField.ACTUAL, "At Halvorsen the export stops; mail ida@halvorsen.example, token=ghp_" + TOKEN),
        (FactField.WORKAROUND, "Split the file, says Tom Reyes"),
    )  # fmt: skip
    record = kept(
        title="Halvorsen Shipping: exports drop rows (PLAT-7701)", signature=("exp-2107",), closure=closure(),
        root_cause="Paging off on db-prod-eu-3", resolution="Paging is back for HALVORSEN SHIPPING, TS-10421",
        ticket="TS-10421", technical_owner=Owner(name="Tom Reyes", since=NOW), engineering_ref="PLAT-7701",
    )  # fmt: skip
    text = render_article(article_draft(record, whole, now=NOW, mask=mask), UTC)
    for private in ("alvorsen", "ALVORSEN", "ida@", "ghp_", "Tom Reyes", "db-prod", "PLAT-7701", "TS-10421"):
        assert private not in text, private
    assert "EXP-2107" in text and "2026.46" in text and "Split the file" in text
    folder = tmp_path_factory.mktemp("kb")
    (folder / "draft.md").write_text(text, encoding="utf-8")
    (item,) = load_knowledge([folder]).items
    assert (item.id, item.audience, item.confidence) == ("KB-DRAFT-1", "internal", "wip")  # type: ignore[union-attr]


def test_hostile_facts_neither_forge_front_matter_nor_markup() -> None:
    whole = with_facts((FactField.ACTUAL, f'x"\naudience: public\n---\n{HOSTILE}'))
    text = render_article(article_draft(kept(title=HOSTILE, closure=closure()), whole, now=NOW, mask=mask), UTC)
    assert text.count("\n---\n") == 1 and "\naudience: public" not in text
    assert "<script" not in text.split("\n---\n")[1] and "\x1b" not in text


def test_what_nobody_recorded_is_left_for_the_reviewer() -> None:
    made = article_draft(kept(closure=closure(ClosureCode.PRODUCT_FEEDBACK)), with_facts(), now=NOW, mask=mask)
    assert made.kind is ArticleKind.LIMITATION and made.cause is None
    assert set(made.to_fill) == {"cause", "resolution", "workaround", "environment", "issue"}
    text = render_article(made, UTC)
    assert "Unknown: nobody recorded one." in text and "## Resolution\n\nNot recorded" in text
    assert "Page exports." not in text.split("## Resolution")[1].split("##")[0] and "resolution: " not in text
    assert "Page exports." in text.split("## What was learned")[1]


@pytest.mark.parametrize(
    ("title", "kept_of_it"),
    [
        ("Sign-in fails with 503 since 06:40 UTC today", "Sign-in fails with 503"),
        ("Export seit gestern 14:00 Uhr leer", "Export leer"),
        ("API times out for two days now, customers wait", "API times out, customers wait"),
        ("Reports from Sunday to Monday are empty", "Reports from Sunday to Monday are empty"),
        ("Today view does not load", "Today view does not load"),
        ("Export at 09:00 fails for March 2026", "Export at 09:00 fails for March 2026"),
    ],
)
def test_a_title_of_an_article_holds_no_time_that_passes(title: str, kept_of_it: str) -> None:
    made = article_draft(kept(title=title, closure=closure()), with_facts(), now=NOW, mask=mask)
    assert made.title == kept_of_it


# product feedback


@pytest.mark.parametrize(
    ("said", "track"),
    [
        ("The importer crashed with a timeout after 30 s", FeedbackTrack.STABILITY),
        ("Der Import stürzt ab, danach Zeitüberschreitung", FeedbackTrack.STABILITY),
        ("The error text is misleading and the label is confusing", FeedbackTrack.MESSAGING),
        ("ボタンの文言が分かりにくい", FeedbackTrack.MESSAGING),
        ("The job stopped silently, no alert reached us, nobody noticed", FeedbackTrack.MONITORING),
        ("L'export s'est arrêté sans alerte", FeedbackTrack.MONITORING),
    ],
)
def test_the_track_follows_the_words_and_names_them(said: str, track: FeedbackTrack) -> None:
    whole = drafted(said).model_copy(update={"signals": ()})
    choice = suggested_track(kept(title="-"), whole, RULES)
    assert choice.track is track
    assert choice.words and all(f"“{w}”" in choice.reason for w in choice.words)


def test_nobody_guesses_a_track() -> None:
    whole = drafted("Please add a second logo").model_copy(update={"signals": ()})
    record = kept(title="Second logo")
    with pytest.raises(UndecidedTrack, match="monitoring"):
        suggested_track(record, whole, RULES)
    ticket = feedback_ticket(record, whole, rules=RULES, track=FeedbackTrack.MESSAGING)
    assert "chosen by a person" in ticket.reason
    assert "to be named" in render_feedback(ticket)
    assert ticket.as_recorded().track is FeedbackTrack.MESSAGING


def test_a_refusal_names_the_words_and_a_chosen_track_takes_the_wish_itself() -> None:
    said = "We use the invoices daily. It would be great if a second logo could be added. Thanks!"
    gap = "It would be great if"
    begin = said.index(gap)
    proof = Evidence(source="issue", start=begin, end=begin + len(gap), quote=gap)
    signal = Signal(name=SignalName.FEATURE_GAP, state=SignalState.PRESENT, evidence=(proof,))
    whole = drafted(said)
    whole = whole.model_copy(
        update={"issue": whole.issue.model_copy(update={"text": said}), "signals": (signal,), "facts": ()}
    )
    with pytest.raises(UndecidedTrack, match="timeout"):
        feedback_ticket(kept(title="Second logo"), whole, rules=RULES)
    ticket = feedback_ticket(kept(), whole, rules=RULES, track=FeedbackTrack.MESSAGING)
    assert ticket.use_case == "It would be great if a second logo could be added."
