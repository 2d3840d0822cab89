"""Accounts of one kept escalation: `escalate summary | status-page | article | feedback ESC-ID`."""

from typing import Annotated, Optional

import typer

from assistant.cli.reported import (
    Format,
    Now,
    Output,
    ReportFormat,
    as_json,
    print_text,
    rules_of,
    safe,
    zone_of,
)
from assistant.cli.streams import note, write_result
from assistant.cli.tracked import By, Id, changing, choice, moment, now_of


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("summary")(summary)
    app.command("status-page")(status_page)
    app.command("article")(article)
    app.command("feedback")(feedback)


def summary(id: Id, format: Format = ReportFormat.TEXT, now: Now = None, output: Output = None) -> None:
    """The one-page summary: what happened, timeline, root cause, resolution, follow-ups. Logged facts only."""
    from assistant import reporting
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    rules, zone = rules_of(settings).summary, zone_of(settings)
    with open_register(settings=settings) as kept:
        record = kept.get(id)
        made = safe(
            reporting.incident_summary(
                record, kept.trail(id), kept.draft(id), rules=rules, zone=zone, bundled=kept.find(parent=record.id)
            )
        )
    if format is ReportFormat.JSON:
        write_result(as_json(made, zone), output)
    else:
        print_text(reporting.render_summary(made, rules, zone, now=now_of(now, settings)), output)


def status_page(
    id: Id,
    stage: Annotated[
        Optional[str], typer.Option(help="Only this one: investigating, identified, monitoring or resolved.")
    ] = None,
    affects: Annotated[Optional[str], typer.Option(help="What people notice, in a customer's words.")] = None,
    next_update: Annotated[
        Optional[str], typer.Option("--next", help="When the next entry comes (ISO 8601).", show_default="as planned")
    ] = None,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
) -> None:
    """Status-page texts in the four stages: no host, no name, no promise, no cause that is not recorded."""
    from assistant import reporting
    from assistant.domain.register import IncidentStage
    from assistant.inert import inert
    from assistant.redaction import ON_REQUEST, redact
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    zone, present = zone_of(settings), now_of(now, settings)
    chosen = choice(IncidentStage, stage, "stage") if stage else None
    with open_register(settings=settings) as kept:
        record = kept.get(id)
    texts = reporting.status_texts(
        record, now=present, rules=rules_of(settings).status_page, zone=zone, affects=affects,
        next_update_at=moment(next_update, settings, "--next") if next_update else None,
        hidden=lambda text: bool(redact(text, kinds=ON_REQUEST).counts),
    )  # fmt: skip
    shown = [t for t in texts if chosen is None or t.stage is chosen]
    if format is ReportFormat.JSON:
        write_result(as_json(shown, zone), None)
    else:
        marked = [f"## {t.title}{' (now)' if t.current else ''}\n\n{inert(t.text)}" for t in shown]
        print_text("\n\n".join(marked), None)
    for told in dict.fromkeys(n for t in shown for n in t.notes):
        note(f"{told}.")


def article(
    id: Id,
    published: Annotated[
        Optional[str], typer.Option(metavar="KB-ID", help="Record that it was published under this id or link.")
    ] = None,
    by: By = None,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """A knowledge article drafted from a closed escalation, without the customer's name; for review."""
    from assistant import lifecycle, reporting
    from assistant.redaction import ON_REQUEST, redact

    with changing(by, now) as (tracker, who, when):
        record = tracker.register.get(id)
        if published is not None:
            change = tracker.do(id, lifecycle.sent, reporting.KNOWLEDGE_BASE, published, by=who, at=when)
            write_result(f"{record.id} · {change.entries[0].text}", None)
            return
        zone = zone_of(tracker.settings)
        made = safe(
            reporting.article_draft(
                record, tracker.register.draft(id), now=when,
                mask=lambda text: redact(text, kinds=ON_REQUEST).text,
            )
        )  # fmt: skip
    if format is ReportFormat.JSON:
        write_result(as_json(made, zone), output)
    else:
        print_text(reporting.render_article(made, zone), output)
    if made.to_fill:
        note(f"to be written by a reviewer: {', '.join(made.to_fill)}.")
    if made.language != "en":
        note(f"its facts are in the customer's language ({made.language}).")


def feedback(
    id: Id,
    track: Annotated[
        Optional[str], typer.Option(help="stability, messaging or monitoring.", show_default="by rule")
    ] = None,
    pm: Annotated[Optional[str], typer.Option("--pm", help="The product manager of the affected area.")] = None,
    use_case: Annotated[Optional[str], typer.Option(help="The client's use case.", show_default="the brief's")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Record it in the register.")] = False,
    by: By = None,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """A product feedback ticket on one of the three tracks, with the words that chose it and a slot for the PM."""
    from assistant import lifecycle, reporting
    from assistant.domain.register import FeedbackTrack

    chosen = choice(FeedbackTrack, track, "track") if track else None
    with changing(by, now) as (tracker, who, when):
        record = tracker.register.get(id)
        made = safe(
            reporting.feedback_ticket(
                record, tracker.register.draft(id), rules=rules_of(tracker.settings), track=chosen,
                product_manager=pm, use_case=use_case, bundled=tracker.register.count(parent=record.id),
            )
        )  # fmt: skip
        if keep:
            tracker.do(id, lifecycle.feedback_filed, made.as_recorded(), by=who, at=when)
            note(f"recorded in {record.id}.")
        zone = zone_of(tracker.settings)
    if format is ReportFormat.JSON:
        write_result(as_json(made, zone), output)
    else:
        print_text(reporting.render_feedback(made), output)
