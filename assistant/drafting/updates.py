"""Customer updates: every one answers the five questions of S1 §3, in the customer's language, from templates.

What we know of the case enters only through `public.py` and `telling.py`. An update names who looks after the case and
when the next message comes; it names no cause but one already told, no date for a fix, and blames nobody (X13, J3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import (
    AskedOf,
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
from assistant.drafting.answers import link, public_article, title
from assistant.drafting.closing_letters import de_escalation, is_over, resolution
from assistant.drafting.letter import Answers, Letter
from assistant.drafting.tone import is_complaint
from assistant.drafting.workarounds import time_boxed

_QUESTIONS_IN_REPLY = 4
"""Questions a reply carries; the full list is in the bundled message."""
_PARTS = {"opening": "opening", "know": "know", "unknown": "unknown", "doing": "next", "meanwhile": "meanwhile"}
"""Parts of a model's update, and which answer they are."""


@dataclass(frozen=True)
class Writer(Letter):
    """Writes the updates of one case."""

    questions: tuple[Question, ...] = ()
    news: str | None = None
    """What an agent adds by hand to a progress update; it is the agent's word."""
    wording: tuple[Worded, ...] = ()
    """A model's sentences for this update, judged; only verified ones are taken."""

    def _recorded(self) -> str:
        code = self.voice.code() if self._class == "trouble" else None
        matter = self.say("matter", "code", matter=self.matter, code=code) if code else self.matter
        return self.say("know", "recorded", matter=matter)

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

    def _acknowledgement(self) -> Answers:
        asked = self._asked[:_QUESTIONS_IN_REPLY]
        unknown, ahead = (self.say("unknown", self._class),), self._next_steps()
        if self.case.assessment.decision is Decision.HANDLE_IN_SUPPORT and asked:
            listed = "\n".join(f"{n}. {ask}" for n, ask in enumerate(asked, 1))
            ahead = (*ahead, self.say("next", "after_answers"))
            return Answers(
                self.opening_sentences(),
                self._told(),
                unknown,
                ahead,
                (self.say("meanwhile", "answers"),),
                attached=listed,
            )
        return Answers(self.opening_sentences(), self._told(), unknown, ahead, self._meanwhile())

    def _cause_or_answer(self) -> str:
        return "unknown" if self._class == "trouble" else "unknown_other"

    def _progress(self) -> Answers:
        if self.news:
            know = self.say("progress", "know_news", matter=self.matter, news=self.news.strip())
        elif self.case.assessment.targets:
            know = self.say("progress", "know", matter=self.matter, team=self.team)
        else:
            know = self.say("progress", "know_support", matter=self.matter)
        quoted = self._quoted_matter()
        told = (know, quoted) if quoted and not self.news else (know,)
        unknown = self.say("progress", self._cause_or_answer())
        return Answers(self.opening_sentences(), told, (unknown,), (self.say("progress", "next"),), self._meanwhile())

    def _no_news(self) -> Answers:
        know = self.say("no_news", "know", matter=self.matter, team=self.team)
        unknown = self.say("no_news", self._cause_or_answer())
        return Answers(self.opening_sentences(), (know,), (unknown,), (self.say("no_news", "next"),), self._meanwhile())

    def function_key(self) -> str | None:
        """The key of the product function it is about, where one is named."""
        return self.voice.function_key(self.language)

    def _time_boxed(self) -> tuple[str, ...]:
        return tuple(self.say("workaround", key, next=self.next_told) for key in time_boxed(self.case))

    def has_workaround(self) -> bool:
        """Whether there is an interim way to offer: an article's, the customer's own, or a time-boxed one."""
        return (
            public_article(self.case) is not None
            or (self._class == "trouble" and self.voice.has_own_way())
            or bool(self._time_boxed())
        )

    def _workaround(self) -> Answers:
        article = public_article(self.case)
        unknown, ahead = (self.say("workaround", "unknown"),), (self.say("workaround", "next", team=self.team),)
        if article is not None:
            body = self.quoted_article(article, lasting=False)
            lead = self.say("workaround", "article" if body != link(article) else "article_more", title=title(article))
            know = self.say("workaround", "know", matter=self.matter)
            return Answers(
                self.opening_sentences(), (know,), unknown, ahead, (lead,), attached=body, cites=(article.id,)
            )
        if self.voice.has_own_way():
            know = self.say("workaround", "know_own", matter=self.matter)
            return Answers(
                self.opening_sentences(), (know,), unknown, ahead, (self.say("workaround", "own", next=self.next_told),)
            )
        options = self._time_boxed() or (self.say("workaround", "manual", next=self.next_told),)
        know = self.say("workaround", "know_try", matter=self.matter)
        return Answers(self.opening_sentences(), (know,), (self.say("workaround", "unknown_try"),), ahead, options)

    def _resolution(self) -> Answers:
        return resolution(self, self.news)

    def _de_escalation(self) -> Answers:
        return de_escalation(self, self.news)

    def _line(self, label: str, sentences: Sequence[str]) -> str:
        glue = " " if self.language.spaced else ""
        return self.say("frame", "answer", label=self.say("labels", label), text=glue.join(sentences))

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
        again = self.say("frame", "again_closing" if answers.closing else "again", next=self.next_told)
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

    def _reworded(self, answers: Answers) -> tuple[Answers, tuple[Statement, ...]]:
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
            answered = is_over(self.voice) or public_article(self.case) is not None
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
