"""The way through: paste → understood → matched → assessed → drafted → checked. One function per stretch.

`Assistant` holds what is costly to build (policy, lexicon, templates, index, embedder) and is safe to share
between threads; everything about one issue travels in values.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant import checks, drafting
from assistant.assess import Case, assess
from assistant.assess.overrides import apply_overrides, override
from assistant.chain import ModelEngine, Run
from assistant.chain.engine import Wording
from assistant.chain.prompts import load_prompts
from assistant.domain import (
    Article,
    Assessment,
    ChecklistReport,
    Document,
    Drafts,
    Escalation,
    FollowUp,
    Issue,
    KnowledgeKind,
    Match,
    Override,
    Provenance,
    Tokens,
    UpdateKind,
)
from assistant.errors import WrongUsage
from assistant.follow_ups import BusinessCalendar, calendar_for, plan_follow_ups
from assistant.intake import decode
from assistant.intake.language import language_of
from assistant.llm import LanguageModel, model_options
from assistant.policy import Policy, load_policy
from assistant.redaction import redact, shroud_secrets
from assistant.redaction.ner import person_finder
from assistant.resources import TOKENIZER, shipped
from assistant.settings import Settings, default_settings
from assistant.understanding import Understander
from assistant.understanding.hostile import hostile_text
from assistant.understood import Understood, next_deadline, plain_matches, problem_text, read_without_orders
from assistant.version import app_version

if TYPE_CHECKING:
    from assistant.retrieval import KnowledgeIndex

Engine = Literal["rules", "model", "auto"]
MATCHES = 8
"""Matches shown with a draft: what fits one screen."""


@dataclass(frozen=True)
class Prepared:
    """Checklist states and follow-ups of one assessed issue."""

    items: checks.Items
    follow_ups: tuple[FollowUp, ...]


class Assistant:
    """Drafts escalations, by rules and, where one is configured, with a model. Build once, use many times."""

    def __init__(self, settings: Settings, *, index: "KnowledgeIndex | None" = None) -> None:
        self.settings = settings
        self._given_index = index
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="search")

    @cached_property
    def policy(self) -> Policy:
        """The policy in force."""
        return load_policy(self.settings.knowledge / "policy")

    @cached_property
    def templates(self) -> drafting.Templates:
        """The texts of customer updates and questions."""
        return drafting.load_templates(self.settings.knowledge / "templates")

    @cached_property
    def understander(self) -> Understander:
        """The rules engine's reader."""
        from assistant.understanding.reader import load_reader

        return Understander(self.settings.knowledge / "lexicon", load_reader(TOKENIZER))

    @cached_property
    def index(self) -> "KnowledgeIndex":
        """The knowledge index; opening it loads the vector store's client."""
        if self._given_index is not None:
            return self._given_index
        from assistant.retrieval import open_index

        return open_index(settings=self.settings)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of times without one. Raises WrongUsage for an unknown name."""
        try:
            return ZoneInfo(self.settings.timezone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise WrongUsage(
                f"{self.settings.timezone!r} is no time zone.", "Use a name such as Europe/Berlin."
            ) from error

    @cached_property
    def calendar(self) -> BusinessCalendar | None:
        """The business calendar that was set; None for Monday to Friday without hours or holidays."""
        own = (self.settings.calendar, self.settings.country, self.settings.working_hours)
        return calendar_for(None, self.settings) if any(own) else None

    def _moment(self, value: str | datetime | None, name: str) -> datetime | None:
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError as error:
            raise WrongUsage(f"{name} {value!r} is no ISO time.", "Write it as 2026-11-20T09:30:00+01:00.") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def understand(
        self,
        text: str | bytes,
        *,
        customer: str | None = None,
        reported_by: str | None = None,
        received_at: str | datetime | None = None,
        now: str | datetime | None = None,
        with_matches: bool = True,
    ) -> Understood:
        """Read a paste and search for what is like it. Raises UnreadableInput and WrongUsage."""
        moment = self._moment(now, "--now") or datetime.now(self.zone).replace(microsecond=0)
        received = self._moment(received_at, "--received-at")
        customer, reported_by = _typed(customer), _typed(reported_by)
        raw = decode(text) if isinstance(text, bytes) else text
        document, set_aside = read_without_orders(raw, customer)
        issue = Issue(
            text=raw, customer=customer, reported_by=reported_by, received_at=received, language=document.language
        )
        reference = received or moment
        notes = [f"a sentence speaks to an assistant and was not read: “{words}”" for words in set_aside]
        notes += [f"{o.end - o.start} characters were not read: {o.why}" for o in document.left_out]
        if not self.understander.understands(document.language):
            notes.append(
                f"the issue is in a language that cannot be read yet ({document.language}): codes, numbers and English"
                " words were read, no more; decide it yourself, or draft from a translation"
            )
        if not with_matches:
            extraction = self.understander.read(document, reference=reference)
            return Understood(issue, document, extraction, (), {}, moment, tuple(notes), bool(set_aside))
        # NOTE: both spend most of their time in native code, outside the interpreter's lock.
        searching = self._pool.submit(self._match, document)
        extraction = self.understander.read(document, reference=reference)
        matches, articles, found_notes = searching.result()
        notes += found_notes
        return Understood(issue, document, extraction, matches, articles, moment, tuple(notes), bool(set_aside))

    def _match(self, document: Document) -> tuple[tuple[Match, ...], dict[str, Article], list[str]]:
        matches = tuple(self.index.search(problem_text(document), limit=MATCHES))
        articles = self._articles(matches)
        spoken = [id for id, a in articles.items() if hostile_text(f"{a.title}\n{a.text}")]
        notes = [f"the article {id} speaks to an assistant: it is not used for a draft" for id in spoken]
        return matches, {i: a for i, a in articles.items() if i not in spoken}, [*self.index.notes, *notes]

    def _articles(self, matches: Iterable[Match]) -> dict[str, Article]:
        """The whole articles among matches, by id, as far as the index still has them."""
        records = {m.id: self.index.get(m.id) for m in matches if m.kind is KnowledgeKind.ARTICLE}
        return {id: record for id, record in records.items() if isinstance(record, Article)}

    def assess(self, understood: Understood, overrides: tuple[Override, ...] = ()) -> Assessment:
        """Policy's verdict, with a person's overrides on top."""
        case = Case(understood.document, understood.extraction, understood.matches, understood.reference)
        return apply_overrides(assess(case, self.policy), overrides, self.policy)

    def prepare(self, understood: Understood, assessment: Assessment) -> "Prepared":
        """What drafting needs beside the reading: the checklist's states and the promised contacts."""
        return Prepared(
            checks.check_items(
                understood.document, understood.extraction, assessment, understood.issue, self.policy,
                folder=self.settings.knowledge / "policy",
            ),
            plan_follow_ups(
                assessment, self.policy, understood.now, next_deadline(understood), calendar=self.calendar
            ),
        )  # fmt: skip

    def compose(
        self, understood: Understood, assessment: Assessment, prepared: "Prepared", wording: Wording | None = None
    ) -> Drafts:
        """All texts, by templates, and where a model worded some, with its words."""
        return drafting.draft(
            understood.issue,
            understood.document,
            understood.extraction,
            assessment,
            plain_matches(understood),
            understood.articles,
            prepared.follow_ups,
            prepared.items.signature,
            now=understood.now,
            templates=self.templates,
            team=self.settings.team,
            brief_wording=(wording.brief or ()) if wording else (),
            update_wording=(wording.update or ()) if wording else (),
        )

    def write(
        self,
        understood: Understood,
        assessment: Assessment,
        *,
        allow_incomplete: bool = False,
        wording: Wording | None = None,
        run: Run | None = None,
    ) -> Escalation:
        """Draft, check and gather everything into one record; `wording` and `run` where a model took part."""
        prepared = self.prepare(understood, assessment)
        drafts, counts = drafting.mask_drafts(self.compose(understood, assessment, prepared, wording), redact)
        report = checks.report(
            prepared.items,
            drafts,
            assessment,
            understood.document,
            understood.issue,
            understood.matches,
            understood.now,
            policy=self.policy,
            acknowledged=allow_incomplete,
            folder=self.settings.knowledge / "policy",
            facts=understood.extraction.facts,
            articles=understood.articles,
        )
        escalation = Escalation(
            issue=understood.issue,
            facts=understood.extraction.facts,
            signals=understood.extraction.signals,
            assessment=assessment,
            matches=understood.matches,
            brief=drafts.brief,
            updates=drafts.updates,
            questions=drafts.questions,
            customer_message=drafts.customer_message,
            separate_problems=understood.extraction.separate_problems,
            checklist=report,
            follow_ups=prepared.follow_ups,
            provenance=self._provenance(understood, counts, run),
        )
        return shroud_secrets(escalation, understood.issue.text)

    def _provenance(self, understood: Understood, redactions: dict[str, int], run: Run | None) -> Provenance:
        return Provenance(
            engine="model" if run is not None and run.used else "rules",
            model=self.model_engine.model.name if run is not None and run.sent and self.model_engine else None,
            prompts=dict(sorted(run.prompts.items())) if run is not None else {},
            policy=self.policy.fingerprint,
            index=self.index.fingerprint if understood.matches else None,
            app_version=app_version(),
            tokens=run.tokens if run is not None else Tokens(),
            redactions=redactions,
            fallbacks=(*understood.fallbacks, *(run.notes if run is not None else ())),
        )

    def overrides(
        self, wishes: Mapping[str, str], reason: str, assessment: Assessment, by: str | None
    ) -> tuple[Override, ...]:
        """Checked overrides of what was wished, name → value. Raises WrongUsage; `reason` is needed for any."""
        return tuple(override(what, value, reason, assessment, by) for what, value in wishes.items())

    def check(
        self,
        text: str,
        kind: str,
        issue_text: str | None,
        drafted: Escalation | None = None,
        *,
        customer: str | None = None,
        received_at: str | datetime | None = None,
        now: str | datetime | None = None,
        update_kind: UpdateKind | None = None,
        channel: str | None = None,
    ) -> ChecklistReport:
        """The validator on an edited or hand-written `brief` or `update`, against the issue it was written from.

        With `drafted` (the record the text was drafted in) its matches, verdict and facts count; without it, what rules
        and search make of the issue. What could not be checked for want of either is in `not_checked`.

        Raises WrongUsage for another kind of text.
        """
        if kind not in ("brief", "update"):
            raise WrongUsage(f"there is no kind of text {kind!r}.", "One of: brief, update.")
        moment = self._moment(now, "--now") or datetime.now(self.zone)
        understood = None
        if issue_text is not None:
            known = drafted.issue if drafted is not None else None
            understood = self.understand(
                issue_text,
                customer=customer or (known.customer if known else None),
                reported_by=known.reported_by if known else None,
                received_at=received_at or (known.received_at if known else None),
                now=moment,
                with_matches=drafted is None,
            )
        found = drafted.matches if drafted is not None else understood.matches if understood is not None else None
        assessment = drafted.assessment if drafted is not None else self.assess(understood) if understood else None
        facts = drafted.facts if drafted is not None else understood.extraction.facts if understood is not None else ()
        return checks.check_text(
            text,
            kind,
            issue=understood.issue if understood else None,
            document=understood.document if understood else None,
            assessment=assessment,
            matches=found,
            now=moment,
            policy=self.policy,
            folder=self.settings.knowledge / "policy",
            facts=facts,
            articles=understood.articles if understood and drafted is None else self._articles(found or ()),
            update_kind=update_kind,
            channel=channel,
            language_of=lambda words: language_of([words]),
        )

    def warm(self, *, model: bool = True) -> None:
        """Start loading what is slow to import in threads, while the paste is read; the model's client where wanted."""
        self.index.warm()
        Thread(target=self.understander.warm, daemon=True).start()
        if model and self.model_engine is not None:
            Thread(target=self.model_engine.warm, daemon=True).start()

    def draft(
        self,
        text: str | bytes,
        *,
        customer: str | None = None,
        reported_by: str | None = None,
        received_at: str | datetime | None = None,
        now: str | datetime | None = None,
        engine: Engine = "auto",
        overrides: tuple[Override, ...] = (),
        allow_incomplete: bool = False,
    ) -> Escalation:
        """The whole way. Raises UnreadableInput, WrongUsage and index errors; never for a model that fails."""
        require_engine(engine)
        understood = self.understand(text, customer=customer, reported_by=reported_by, received_at=received_at, now=now)
        drafted = self.write(understood, self.assess(understood, overrides), allow_incomplete=allow_incomplete)
        if engine == "rules":
            return drafted
        from assistant.modelled import last, with_model

        steps = with_model(
            self, understood, drafted, overrides=overrides, allow_incomplete=allow_incomplete, asked=engine == "model"
        )
        return last(steps).escalation

    @cached_property
    def model_engine(self) -> ModelEngine | None:
        """The model engine; None where no model is configured. Raises WrongUsage for settings that do not fit."""
        options = model_options(self.settings)
        if options is None:
            return None
        return ModelEngine(
            LanguageModel(options, cache_dir=self.settings.home / "model"),
            load_prompts(shipped("prompts")),
            context=self.settings.model_context,
            finders=(person_finder(self.settings.ner_model),) if self.settings.ner_model else (),
            language_of=lambda text: language_of([text]),
        )


@lru_cache(maxsize=4)
def _assistant_for(settings: Settings) -> Assistant:
    return Assistant(settings)


def shared_assistant(settings: Settings | None = None) -> Assistant:
    """One assistant per settings and process: policy, templates and index are built once."""
    return _assistant_for(settings or default_settings())


def require_engine(engine: str) -> None:
    """Raises WrongUsage for an unknown engine."""
    if engine not in ("rules", "model", "auto"):
        raise WrongUsage(f"there is no engine {engine!r}.", "One of: rules, model, auto.")


def _typed(value: str | None) -> str | None:
    return value.strip() or None if value else None
