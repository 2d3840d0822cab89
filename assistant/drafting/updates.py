"""Customer updates: every one answers the five questions of S1 §3, in the customer's language, from templates.

What we know of the case enters only through `public.py`. An update names who looks after the case and when the next
message comes; it names no cause, no date for a fix, and blames nobody (X13, J3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.domain import (
    Article,
    AskedOf,
    Audience,
    CustomerUpdate,
    Decision,
    EscalationTarget,
    FactField,
    Question,
    Role,
    SignalName,
    Statement,
    UpdateKind,
    Visibility,
    Worded,
)
from assistant.drafting.answers import link, public_article, steps, title
from assistant.drafting.case import Case
from assistant.drafting.public import PublicVoice, manner
from assistant.drafting.templates import LanguageTemplates
from assistant.drafting.times import in_zone

_NO_CADENCE = timedelta(days=2)
"""Next contact where policy plans none: the cadence of SEV4 (house default); an update must name a time (S1 §3)."""
_QUESTIONS_IN_REPLY = 4
"""Questions a reply carries; the full list is in the bundled message."""
_DISAPPOINTED = (
    SignalName.CHURN_THREAT,
    SignalName.EXECUTIVE_REQUEST,
    SignalName.LONG_WAIT,
    SignalName.SLA_BREACHED,
    SignalName.LEGAL_OR_PRESS,
)
_STOPPED = (SignalName.USER_BLOCKED, SignalName.PRODUCTION_DOWN)
_OVER = (SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED)
_PARTS = {"opening": "opening", "know": "know", "unknown": "unknown", "doing": "next", "meanwhile": "meanwhile"}
"""Parts of a model's update, and which answer they are."""
_IN_PARTS = ("export", "import", "upload")
_HARMLESS_TO_REPEAT = (*_IN_PARTS, "dashboard", "search")
"""Functions where trying again costs nothing. Payments and messages are not among them: they would go out twice."""


@dataclass(frozen=True)
class _Answers:
    """What one update says: the opening and the five answers, each as sentences."""

    opening: tuple[str, ...]
    know: tuple[str, ...]
    unknown: tuple[str, ...]
    next: tuple[str, ...]
    meanwhile: tuple[str, ...]
    closing: bool = False
    """Whether the matter is settled and the next message only makes sure."""
    attached: str = ""
    """Lines that follow the last answer: steps of an article, or questions."""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Writer:
    """Writes the updates of one case."""

    case: Case
    questions: tuple[Question, ...] = ()
    news: str | None = None
    """What an agent adds by hand to a progress update; it is the agent's word."""
    wording: tuple[Worded, ...] = ()
    """A model's sentences for this update, judged; only verified ones are taken."""

    @property
    def language(self) -> LanguageTemplates:
        """The customer's language, English where we have no texts."""
        return self.case.templates.pick(self.case.document.language)

    @property
    def voice(self) -> PublicVoice:
        """What may be said of the case."""
        return PublicVoice(self.case)

    @property
    def _class(self) -> str:
        return manner(self.case)

    @property
    def next_at(self) -> datetime:
        """When the customer hears from us next, in the zone of this issue."""
        due = self.case.due(Audience.CUSTOMER)
        return due if due is not None else in_zone(self.case.now, self.case.zone) + _NO_CADENCE

    def say(self, table: str, key: str, **slots: str) -> str:
        """One sentence of the customer's language. A matter in brackets is left out where it says nothing."""
        template = self.language.texts[table][key]
        if slots.get("matter") in self.language.texts["matter"].values():
            template = template.replace(" ({matter})", "")
        return template.format(**slots)

    @property
    def _next(self) -> str:
        return self.language.when(self.next_at)

    @property
    def matter(self) -> str:
        """What it is about, as a noun of ours; with the function where that is safe to say."""
        if self._class != "trouble":
            return self.say("matter", self._class)
        if self.case.extraction.separate_problems:
            return self.say("matter", "troubles")
        function = self.voice.function(self.language)
        return self.say("matter", "trouble_function", function=function) if function else self.say("matter", "trouble")

    def _recorded(self) -> str:
        code = self.voice.code() if self._class == "trouble" else None
        matter = self.say("matter", "code", matter=self.matter, code=code) if code else self.matter
        return self.say("know", "recorded", matter=matter)

    @property
    def team(self) -> str:
        """The team that has it, by role."""
        targets = self.case.assessment.targets
        return self.say("team", targets[0].value if targets else "support")

    def _opening(self) -> tuple[str, ...]:
        voice, kind = self.voice, self._class
        if voice.says(*_DISAPPOINTED) and kind != "security":
            key = (
                "relationship"
                if kind == "relationship" and not voice.says(SignalName.LONG_WAIT, SignalName.SLA_BREACHED)
                else "frustrated"
            )
        elif kind == "trouble":
            key = "blocked" if voice.says(*_STOPPED) else "trouble"
        else:
            key = kind
        deadline = voice.deadline()
        return (
            self.say("impact", key),
            *((self.say("impact", "deadline", deadline=self.language.when(deadline)),) if deadline else ()),
        )

    def _told(self) -> tuple[str, ...]:
        voice = self.voice
        out = [self._recorded()]
        started, users = voice.started(), voice.users()
        several = bool(self.case.extraction.separate_problems)
        if started and not several and self._class in ("trouble", "security"):
            out.append(self.say("know", "since", date=self.language.when(started)))
        if users and self._class in ("trouble", "security"):
            out.append(self.say("know", "users", count=users))
        if voice.has_tried() and self._class in ("trouble", "billing"):
            out.append(self.say("know", "tried"))
        return tuple(out)

    def _next_steps(self) -> tuple[str, ...]:
        targets = self.case.assessment.targets
        if not targets:
            key = f"support_{self._class}"
            return (self.say("next", key),)
        out = [self.say("next", targets[0].value)]
        asked = self.voice.says(SignalName.EXECUTIVE_REQUEST)
        if EscalationTarget.LEADERSHIP in targets[1:] and asked:
            out.append(self.say("next", "leadership_too"))
        return tuple(out)

    def _meanwhile(self) -> tuple[str, ...]:
        if self._class == "trouble" and self.voice.says(SignalName.DATA_LOSS):
            return (self.say("meanwhile", "data"),)
        if self._class == "trouble" and self.voice.has_own_way():
            return (self.say("meanwhile", "own_way"),)
        return (self.say("meanwhile", self._class),)

    def _acknowledgement(self) -> _Answers:
        asked = [q.ask for q in self.questions if q.of is AskedOf.CUSTOMER][:_QUESTIONS_IN_REPLY]
        unknown, ahead = (self.say("unknown", self._class),), self._next_steps()
        if self.case.assessment.decision is Decision.HANDLE_IN_SUPPORT and asked:
            listed = "\n".join(f"{n}. {ask}" for n, ask in enumerate(asked, 1))
            ahead = (*ahead, self.say("next", "after_answers"))
            return _Answers(
                self._opening(), self._told(), unknown, ahead, (self.say("meanwhile", "answers"),), attached=listed
            )
        return _Answers(self._opening(), self._told(), unknown, ahead, self._meanwhile())

    def _cause_or_answer(self) -> str:
        return "unknown" if self._class == "trouble" else "unknown_other"

    def _progress(self) -> _Answers:
        if self.news:
            know = self.say("progress", "know_news", matter=self.matter, news=self.news.strip())
        elif self.case.assessment.targets:
            know = self.say("progress", "know", matter=self.matter, team=self.team)
        else:
            know = self.say("progress", "know_support", matter=self.matter)
        unknown = self.say("progress", self._cause_or_answer())
        return _Answers(self._opening(), (know,), (unknown,), (self.say("progress", "next"),), self._meanwhile())

    def _no_news(self) -> _Answers:
        know = self.say("no_news", "know", matter=self.matter, team=self.team)
        unknown = self.say("no_news", self._cause_or_answer())
        return _Answers(self._opening(), (know,), (unknown,), (self.say("no_news", "next"),), self._meanwhile())

    def _quoted(self, article: Article, *, lasting: bool) -> str:
        return "\n\n".join(part for part in (steps(article, lasting=lasting), link(article)) if part)

    def function_key(self) -> str | None:
        """The key of the product function it is about, where one is named."""
        phrase = self.voice.function(self.language)
        return next((k for k, p in self.language.function_phrases.items() if p == phrase), None) if phrase else None

    def _time_boxed(self) -> tuple[str, ...]:
        """S2's time-boxed workarounds that fit the kind of failure; none where repeating could do harm."""
        has = self.case.extraction.has
        if (
            self._class != "trouble"
            or has(SignalName.DATA_LOSS)
            or has(SignalName.SECURITY_EXPOSURE)
            or has(SignalName.FEATURE_GAP)
        ):
            return ()
        key = self.function_key()
        often = {f.value.casefold() for f in self.case.quotes.facts(FactField.FREQUENCY)}
        out = []
        if key in _HARMLESS_TO_REPEAT and any("intermittent" in value for value in often):
            out.append(self.say("workaround", "retry", next=self._next))
        if key in _IN_PARTS:
            out += [
                self.say("workaround", "batching", next=self._next),
                self.say("workaround", "format", next=self._next),
            ]
        return tuple(out[:2])

    def has_workaround(self) -> bool:
        """Whether there is an interim way to offer: an article's, the customer's own, or a time-boxed one."""
        return (
            public_article(self.case) is not None
            or (self._class == "trouble" and self.voice.has_own_way())
            or bool(self._time_boxed())
        )

    def _workaround(self) -> _Answers:
        article = public_article(self.case)
        unknown, ahead = (self.say("workaround", "unknown"),), (self.say("workaround", "next", team=self.team),)
        if article is not None:
            body = self._quoted(article, lasting=False)
            lead = self.say("workaround", "article" if body != link(article) else "article_more", title=title(article))
            know = self.say("workaround", "know", matter=self.matter)
            return _Answers(self._opening(), (know,), unknown, ahead, (lead,), attached=body, cites=(article.id,))
        if self.voice.has_own_way():
            know = self.say("workaround", "know_own", matter=self.matter)
            return _Answers(self._opening(), (know,), unknown, ahead, (self.say("workaround", "own", next=self._next),))
        options = self._time_boxed() or (self.say("workaround", "manual", next=self._next),)
        know = self.say("workaround", "know_try", matter=self.matter)
        return _Answers(self._opening(), (know,), (self.say("workaround", "unknown_try"),), ahead, options)

    def is_over(self) -> bool:
        """Whether it is said in public that the trouble is gone."""
        return self.voice.knows(*_OVER)

    def _resolution(self) -> _Answers:
        article = None if self.is_over() else public_article(self.case)
        if article is None:
            know = self.news.strip() if self.news else self.say("solved", "know", matter=self.matter)
            ahead = self.say("solved", "next", next=self._next)
            opening = (self.say("impact", "over"),)
            return _Answers(
                opening,
                (know,),
                (self.say("solved", "unknown"),),
                (ahead,),
                (self.say("solved", "meanwhile"),),
                closing=True,
            )
        body = self._quoted(article, lasting=True)
        lead = self.say("resolution", "meanwhile" if body != link(article) else "meanwhile_link")
        return _Answers(
            self._opening(),
            (self.say("resolution", "know", matter=self.matter, title=title(article)),),
            (self.say("resolution", "unknown"),),
            (self.say("resolution", "next"),),
            (lead,),
            closing=True,
            attached=body,
            cites=(article.id,),
        )

    def _de_escalation(self) -> _Answers:
        return _Answers(
            (self.say("impact", "over"),),
            ((self.news.strip(),) if self.news else ()) + (self.say("de_escalation", "know"),),
            (self.say("de_escalation", "unknown"),),
            (self.say("de_escalation", "next"),),
            (self.say("de_escalation", "meanwhile", matter=self.matter),),
            closing=True,
        )

    def _line(self, label: str, sentences: Sequence[str]) -> str:
        glue = " " if self.language.spaced else ""
        return self.say("frame", "answer", label=self.say("labels", label), text=glue.join(sentences))

    def signature(self) -> tuple[str, str]:
        """Who looks after the case, as a sentence and as the name below the text."""
        owner = self.voice.owner()
        if owner is None:
            return self.say("frame", "contact_team"), self.say("frame", "sign_team")
        return self.say("frame", "contact", owner=owner).replace("..", "."), owner

    def frame(self, body: Sequence[str]) -> str:
        """Greeting, body paragraphs, owner, close."""
        contact, name = self.signature()
        opening = [self.say("frame", "greeting")]
        if not self.case.templates.speaks(self.case.document.language):
            opening.append(self.say("frame", "other_language"))
        closing = [contact, f"{self.say('frame', 'closing')}\n{name}"]
        return "\n\n".join([*opening, *body, *closing]) + "\n"

    def write(self, kind: UpdateKind) -> CustomerUpdate:
        """One update of the kind asked for."""
        answers = {
            UpdateKind.ACKNOWLEDGEMENT: self._acknowledgement,
            UpdateKind.PROGRESS: self._progress,
            UpdateKind.NO_NEWS: self._no_news,
            UpdateKind.WORKAROUND: self._workaround,
            UpdateKind.RESOLUTION: self._resolution,
            UpdateKind.DE_ESCALATION: self._de_escalation,
        }[kind]()
        answers, statements = self._reworded(answers)
        glue = " " if self.language.spaced else ""
        again = self.say("frame", "again_closing" if answers.closing else "again", next=self._next)
        body = [
            glue.join(answers.opening),
            self._line("know", answers.know),
            self._line("unknown", answers.unknown),
            self._line("next", answers.next),
            self._line("again", (again,)),
            self._line("meanwhile", answers.meanwhile),
        ]
        if answers.attached:
            body.append(answers.attached)
        return CustomerUpdate(
            kind=kind,
            text=self.frame(body),
            next_update_at=self.next_at,
            language=self.language.code,
            cites=answers.cites,
            statements=statements,
        )

    def _reworded(self, answers: _Answers) -> tuple[_Answers, tuple[Statement, ...]]:
        """The answers with the model's verified sentences in place of the templates', part by part."""
        changed: dict[str, tuple[str, ...]] = {}
        used: list[Worded] = []
        for part, field in _PARTS.items():
            said = [w for w in self.wording if w.part == part and w.verified]
            if said:
                changed[field] = tuple(w.text for w in said)
                used += said
        found = tuple(Statement(text=w.text, evidence=w.evidence) for w in used)
        return (replace(answers, **changed), found) if changed else (answers, ())  # type: ignore[arg-type]

    def kinds(self) -> tuple[UpdateKind, ...]:
        """Which updates a fresh draft carries."""
        if self.case.assessment.decision is Decision.HANDLE_IN_SUPPORT:
            answered = self.is_over() or public_article(self.case) is not None
            return (UpdateKind.RESOLUTION,) if answered else (UpdateKind.ACKNOWLEDGEMENT,)
        out = [UpdateKind.ACKNOWLEDGEMENT]
        if self.has_workaround():
            out.append(UpdateKind.WORKAROUND)
        if self._already_answered():
            out.append(UpdateKind.PROGRESS)
        return tuple(out)

    def _already_answered(self) -> bool:
        messages = self.case.document.messages
        return len(messages) > 1 and any(m.role is Role.SUPPORT and m.visibility is Visibility.PUBLIC for m in messages)
