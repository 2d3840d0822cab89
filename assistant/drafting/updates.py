"""Customer updates: every one answers the five questions of S1 §3, in the customer's language, from templates.

What we know of the case enters only through `public.py` and `telling.py`. An update names who looks after the case and
when the next message comes; it names no cause but one already told, no date for a fix, and blames nobody (X13, J3).
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
    Question,
    Role,
    SignalName,
    Statement,
    UpdateKind,
    Visibility,
    Worded,
)
from assistant.drafting.addressee import addressee
from assistant.drafting.answers import link, public_article, steps, title
from assistant.drafting.case import Case
from assistant.drafting.public import PublicVoice, manner
from assistant.drafting.telling import Telling
from assistant.drafting.templates import LanguageTemplates
from assistant.drafting.times import in_zone
from assistant.drafting.tone import is_complaint, named_team, opening
from assistant.drafting.workarounds import time_boxed

_NO_CADENCE = timedelta(days=2)
"""Next contact where policy plans none: the cadence of SEV4 (house default); an update must name a time (S1 §3)."""
_QUESTIONS_IN_REPLY = 4
"""Questions a reply carries; the full list is in the bundled message."""
_OVER = (SignalName.SELF_RESOLVED, SignalName.ALREADY_SOLVED)
_PARTS = {"opening": "opening", "know": "know", "unknown": "unknown", "doing": "next", "meanwhile": "meanwhile"}
"""Parts of a model's update, and which answer they are."""


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
    def telling(self) -> Telling:
        """What may be quoted."""
        return Telling(self.case)

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
        if is_complaint(self.voice, self._class):
            return self.say("matter", "claim")
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
    def _target(self) -> EscalationTarget | None:
        return named_team(self.case.assessment.targets)

    @property
    def team(self) -> str:
        """The team that has it, by role."""
        return self.say("team", self._target.value if self._target else "support")

    def _opening(self) -> tuple[str, ...]:
        deadline = self.voice.deadline()
        return (
            self.say("impact", opening(self.voice, self._class)),
            *((self.say("impact", "deadline", deadline=self.language.when(deadline)),) if deadline else ()),
        )

    def _quoted_matter(self) -> str | None:
        """The customer's own words on it: a sentence that tells what is wrong, else the subject."""
        words = None if self.case.extraction.separate_problems else self.telling.sentence()
        if words:
            return self.say("know", "told", words=words)
        subject = self.telling.subject()
        return self.say("know", "subject", words=subject) if subject else None

    def _told(self) -> tuple[str, ...]:
        voice, quoted = self.voice, self._quoted_matter()
        out = [self._recorded(), *([quoted] if quoted else [])]
        started, users = voice.started(), voice.users()
        several = bool(self.case.extraction.separate_problems)
        if started and not several and self._class in ("trouble", "security"):
            out.append(self.say("know", "since", date=self.language.when(started)))
        if users and self._class in ("trouble", "security") and users not in (quoted or ""):
            out.append(self.say("know", "users", count=users))
        if voice.has_tried() and self._class in ("trouble", "billing"):
            out.append(self.say("know", "tried"))
        return tuple(out)

    def _next_steps(self) -> tuple[str, ...]:
        target = self._target
        if target is None:
            return (self.say("next", f"support_{self._class}"),)
        out = [self.say("next", target.value)]
        asked = self.voice.says(SignalName.EXECUTIVE_REQUEST, SignalName.LEGAL_OR_PRESS)
        if target is not EscalationTarget.LEADERSHIP and EscalationTarget.LEADERSHIP in self.case.assessment.targets:
            out += [self.say("next", "leadership_too")] if asked else []
        return tuple(out)

    @property
    def _asked(self) -> tuple[str, ...]:
        """What the customer is asked besides."""
        return tuple(q.ask for q in self.questions if q.of is AskedOf.CUSTOMER)

    def _meanwhile(self) -> tuple[str, ...]:
        kind = self._class
        too = (self.say("meanwhile", "follow_too"),) if self._asked else ()
        if kind == "trouble" and self.voice.knows(SignalName.DATA_LOSS):
            return (self.say("meanwhile", "data"), *too)
        if kind == "trouble" and self.voice.has_own_way():
            return (self.say("meanwhile", "own_way"), *too)
        if is_complaint(self.voice, kind):
            return (self.say("meanwhile", "relationship"), *too)
        if kind == "wish" and self.case.extraction.has(SignalName.HARD_DEADLINE):
            return too or (self.say("meanwhile", "message"),)
        if too and kind in ("security", "wish", "relationship"):
            return (self.say("meanwhile", kind), *too)
        if too:
            return (self.say("meanwhile", "follow"),) if kind == "trouble" else too
        return (self.say("meanwhile", kind),)

    def _acknowledgement(self) -> _Answers:
        asked = self._asked[:_QUESTIONS_IN_REPLY]
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
        quoted = self._quoted_matter()
        told = (know, quoted) if quoted and not self.news else (know,)
        unknown = self.say("progress", self._cause_or_answer())
        return _Answers(self._opening(), told, (unknown,), (self.say("progress", "next"),), self._meanwhile())

    def _no_news(self) -> _Answers:
        know = self.say("no_news", "know", matter=self.matter, team=self.team)
        unknown = self.say("no_news", self._cause_or_answer())
        return _Answers(self._opening(), (know,), (unknown,), (self.say("no_news", "next"),), self._meanwhile())

    def _quoted(self, article: Article, *, lasting: bool) -> str:
        return "\n\n".join(part for part in (steps(article, lasting=lasting), link(article)) if part)

    def function_key(self) -> str | None:
        """The key of the product function it is about, where one is named."""
        return self.voice.function_key(self.language)

    def _time_boxed(self) -> tuple[str, ...]:
        return tuple(self.say("workaround", key, next=self._next) for key in time_boxed(self.case))

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
            return self._solved()
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

    def _solved(self) -> _Answers:
        """The trouble is gone: who says so, what we told of the cause, and whether the case is closed.

        A case is closed when the customer asks for it and the cause is told; without a cause it stays open (X12).
        """
        cause, closing = self.telling.cause_told(), self.telling.asks_to_close()
        confirmed = self.voice.says(*_OVER)
        known = [self.say("solved", "confirmed" if confirmed else "know", matter=self.matter)]
        if cause and confirmed:
            known.append(self.say("solved", "own_words", words=cause))
        if self.news:
            known = [self.news.strip()]
        settled = confirmed and cause is not None
        key = ("closed" if settled else "close_later") if closing and confirmed else "next"
        return _Answers(
            (self.say("impact", "over"),),
            tuple(known),
            (self.say("solved", "unknown_told" if settled else "unknown"),),
            (self.say("solved", key, next=self._next),),
            (self.say("solved", "meanwhile"),),
            closing=True,
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
        contact, sender = self.signature()
        name = addressee(self.case)
        opening = [self.say("frame", "greeting_named", name=name) if name else self.say("frame", "greeting")]
        if not self.case.templates.speaks(self.case.document.language):
            opening.append(self.say("frame", "other_language"))
        closing = [contact, f"{self.say('frame', 'closing')}\n{sender}"]
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
