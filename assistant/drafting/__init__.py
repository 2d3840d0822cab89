"""Drafting by rules: the brief, the customer updates, the questions. Pure: the clock is an argument.

Brief and renderings quote the paste with its proof; customer texts come from templates and take from the case only what
`public.py` lets through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain import (
    Article,
    AskedOf,
    Assessment,
    ChecklistItem,
    CustomerUpdate,
    Decision,
    Document,
    Drafts,
    Extraction,
    FollowUp,
    Issue,
    Match,
    UpdateKind,
    Worded,
)
from assistant.drafting.brief import build_brief
from assistant.drafting.case import Case
from assistant.drafting.markdown import render_brief
from assistant.drafting.masked import mask_drafts
from assistant.drafting.questions import Interview, customer_message
from assistant.drafting.renderings import render_readers
from assistant.drafting.templates import Templates, load_templates
from assistant.drafting.updates import Writer
from assistant.drafting.worded import reword_brief

__all__ = ["Templates", "draft", "draft_update", "load_templates", "mask_drafts", "offers"]


def draft(
    issue: Issue,
    document: Document,
    extraction: Extraction,
    assessment: Assessment,
    matches: tuple[Match, ...],
    articles: Mapping[str, Article],
    follow_ups: tuple[FollowUp, ...],
    checklist: tuple[ChecklistItem, ...],
    *,
    now: datetime,
    templates: Templates,
    team: str | None = None,
    brief_wording: Sequence[Worded] = (),
    update_wording: Sequence[Worded] = (),
) -> Drafts:
    """Everything drafted for one issue. `team` reports where nobody is named. Secrets go out with `mask_drafts`.

    The wordings are a model's, judged: they replace the rules' words in brief and first update, part by part.
    """
    case = Case(
        issue,
        document,
        extraction,
        assessment,
        matches,
        articles,
        follow_ups,
        {i.id: i for i in checklist},
        now,
        templates,
        team,
    )
    writer = Writer(case)
    kinds = writer.kinds()
    answered = UpdateKind.RESOLUTION in kinds
    questions = Interview(case, answered).questions()
    to_customer = tuple(q for q in questions if q.of is AskedOf.CUSTOMER)
    writer = Writer(case, to_customer)
    brief = None
    if assessment.decision is Decision.ESCALATE:
        built = reword_brief(build_brief(case), brief_wording)
        brief = built.model_copy(update={"markdown": render_brief(built), "renderings": render_readers(case, built)})
    return Drafts(
        brief=brief,
        updates=tuple(
            (replace(writer, wording=tuple(update_wording)) if n == 0 else writer).write(kind)
            for n, kind in enumerate(kinds)
        ),
        questions=questions,
        customer_message=customer_message(case, questions, answered=answered),
    )


def draft_update(
    kind: UpdateKind,
    issue: Issue,
    document: Document,
    extraction: Extraction,
    assessment: Assessment,
    matches: tuple[Match, ...],
    articles: Mapping[str, Article],
    follow_ups: tuple[FollowUp, ...],
    *,
    now: datetime,
    templates: Templates,
    news: str | None = None,
) -> CustomerUpdate:
    """One later update of a kind. `news` is what the agent has to add, in the agent's own words."""
    case = Case(issue, document, extraction, assessment, matches, articles, follow_ups, {}, now, templates)
    return Writer(case, news=news).write(kind)


def offers(templates: Templates) -> tuple[str, ...]:
    """What is offered once the drafts stand (S4 W7): questions, never actions."""
    return templates.offers
