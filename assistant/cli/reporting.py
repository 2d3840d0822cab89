"""Reports over the kept escalations: `escalate metrics | learnings | practice | playbook`.

In modules of their own: `agenda | digest` (`meeting.py`), `summary | status-page | article | feedback` (`accounts.py`).
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from assistant.cli.reported import (
    Format,
    Now,
    Output,
    ReportFormat,
    ago,
    as_json,
    identify,
    print_text,
    rules_of,
    safe,
    zone_of,
)
from assistant.cli.streams import note, read_input, write_result
from assistant.cli.tracked import now_of

if TYPE_CHECKING:
    from assistant.domain import ChecklistItem
    from assistant.domain.register import RegisteredEscalation
    from assistant.register import Register
    from assistant.reporting import SectionEdit


class MetricsFormat(StrEnum):
    """How metrics are printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    from assistant.cli import accounts, meeting

    meeting.register(app)
    app.command("metrics")(metrics)
    accounts.register(app)
    app.command("learnings")(learnings)
    app.command("practice")(practice)
    app.command("playbook")(playbook)


def metrics(
    since: Annotated[Optional[str], typer.Option(help="From when on (ISO 8601), or for how long: 30d.")] = None,
    until: Annotated[Optional[str], typer.Option(help="Up to when (ISO 8601).", show_default="now")] = None,
    format: Annotated[MetricsFormat, typer.Option("--format", "-f", help="text, json or csv.")] = MetricsFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """Measure: escalated, time to resolution, closure codes, bug : feature, responsiveness, articles, and more."""
    from assistant import reporting
    from assistant.errors import WrongUsage
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    rules, zone = rules_of(settings), zone_of(settings)
    end = now_of(until or now, settings)
    start = ago(since or f"{rules.period_days}d", end, settings, "--since")
    if start >= end:
        raise WrongUsage("the period ends before it begins.", "Give a --since before --until.")
    with open_register(settings=settings) as kept:
        records = kept.find(since=start)
        trail = kept.trails(since=start, until=end, action=reporting.NEEDED)
        edits = _edits(kept, [r for r in records if r.drafts > 1 and start <= r.created_at < end])
    made = safe(reporting.metrics(records, trail, since=start, until=end, rules=rules, edits=edits))
    if format is MetricsFormat.JSON:
        write_result(as_json(made, zone), output)
    elif format is MetricsFormat.CSV:
        write_result(reporting.metrics_csv(made, zone), output)
    else:
        print_text(reporting.render_metrics(made, zone), output)


def _edits(kept: "Register", records: "list[RegisteredEscalation]") -> "dict[str, tuple[SectionEdit, ...]]":
    from assistant.reporting import edited

    return {r.id: edited(kept.draft(r.id, 1), kept.draft(r.id)) for r in records}


def learnings(
    since: Annotated[str, typer.Option(help="Opened from when on (ISO 8601), or for how long: 90d, all.")] = "180d",
    top: Annotated[int, typer.Option(min=1, help="How many themes.")] = 40,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
    output: Output = None,
) -> None:
    """What recurs over the escalations: shared errors, teams, closure codes, and what could be bundled."""
    from assistant import reporting
    from assistant.register import open_register
    from assistant.settings import default_settings

    settings = default_settings()
    moment, zone = now_of(now, settings), zone_of(settings)
    start = None if since.strip().casefold() == "all" else ago(since, moment, settings, "--since")
    with open_register(settings=settings) as kept:
        records = kept.find() if start is None else kept.find(since=start)
    found = safe(
        reporting.learnings(records, now=moment, rules=rules_of(settings), since=start, identify=identify, limit=top)
    )
    if format is ReportFormat.JSON:
        write_result(as_json(found, zone), output)
    else:
        print_text(reporting.render_learnings(found, zone), output)


def practice(
    brief: Annotated[str, typer.Argument(metavar="BRIEF", help="Your own brief (Markdown); - reads stdin.")],
    issue: Annotated[Optional[Path], typer.Option(help="The raw issue it is written from.")] = None,
    customer: Annotated[Optional[str], typer.Option(help="Customer or account of the issue.")] = None,
    received_at: Annotated[Optional[str], typer.Option(help="When the issue reached support (ISO 8601).")] = None,
    format: Format = ReportFormat.TEXT,
    now: Now = None,
) -> None:
    """Score a draft brief of your own against the checklist: 0 to 100, with a reason for every point."""
    from assistant import reporting
    from assistant.checks import load_rules
    from assistant.intake import decode
    from assistant.pipeline import shared_assistant

    raw = None if issue is None else decode(read_input(str(issue)))
    text = decode(read_input(brief))
    assistant = shared_assistant()
    settings = assistant.settings
    moment = now_of(now, settings)
    report = assistant.check(text, "brief", raw, customer=customer, received_at=received_at, now=moment)
    known: tuple[ChecklistItem, ...] = ()
    assessment = None
    if raw is not None:
        understood = assistant.understand(raw, customer=customer, received_at=received_at, now=moment)
        assessment = assistant.assess(understood)
        known = assistant.prepare(understood, assessment).items.signature
    else:
        note("without --issue nobody can tell what the brief leaves out.")
    scored = reporting.practice_score(
        report, rules=rules_of(settings).practice, known=known, assessment=assessment,
        meanings=load_rules(settings.knowledge / "policy").items,
    )  # fmt: skip
    if format is ReportFormat.JSON:
        write_result(as_json(scored, zone_of(settings)), None)
    else:
        print_text(reporting.render_practice(scored), None)


def playbook(output: Output = None) -> None:
    """The playbook as one Markdown file, made from the policy and templates in force."""
    from assistant import reporting
    from assistant.policy import load_policy
    from assistant.settings import default_settings

    knowledge = default_settings().knowledge
    fingerprint = load_policy(knowledge / "policy").fingerprint
    write_result(reporting.playbook(knowledge, brief_template=_empty_brief(), fingerprint=fingerprint), output)


def _empty_brief() -> str:
    """A brief with its exact headings and nothing stated, by the code that renders every brief."""
    from assistant.domain import EscalationBrief, ReproductionSteps, Statement
    from assistant.drafting.markdown import render_brief

    nothing = Statement(text="Not stated")
    return render_brief(
        EscalationBrief(
            title="one line", severity="Critical / High / Medium (SEV1-SEV3)", targets=(), reported_by=None,
            date="YYYY-MM-DD", customers_affected=nothing, workflow_impact=nothing, revenue_at_risk=nothing,
            time_in_queue=nothing, issue_description=(), troubleshooting=(), reproduction=ReproductionSteps(),
            last_update=nothing, customer_expectation=nothing, escalation_risk=nothing, asks=(), deadline=nothing,
            related=(), internal_threads=(), documentation=(),
        )
    )  # fmt: skip
