"""What every letter to a customer is made of: its matter, the team, the next time, the owner, greeting and close.

All sentences are templates in the customer's language; what we know of the case enters only through `public.py` and
`telling.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain import Article, Audience, EscalationTarget
from assistant.drafting.addressee import addressee
from assistant.drafting.answers import link, steps
from assistant.drafting.case import Case
from assistant.drafting.public import PublicVoice, manner
from assistant.drafting.telling import Telling
from assistant.drafting.templates import LanguageTemplates
from assistant.drafting.times import in_zone
from assistant.drafting.tone import is_complaint, named_team, opening

_NO_CADENCE = timedelta(days=2)
"""Next contact where policy plans none: the cadence of SEV4 (house default); an update must name a time (S1 §3)."""


@dataclass(frozen=True)
class Answers:
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
class Letter:
    """The words of one case's letters."""

    case: Case

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
    def next_told(self) -> str:
        """`next_at` in the customer's language."""
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

    @property
    def _target(self) -> EscalationTarget | None:
        return named_team(self.case.assessment.targets)

    @property
    def team(self) -> str:
        """The team that has it, by role."""
        return self.say("team", self._target.value if self._target else "support")

    def opening_sentences(self) -> tuple[str, ...]:
        """What the customer has been through, and the date they need it by."""
        deadline = self.voice.deadline()
        return (
            self.say("impact", opening(self.voice, self._class)),
            *((self.say("impact", "deadline", deadline=self.language.when(deadline)),) if deadline else ()),
        )

    def quoted_article(self, article: Article, *, lasting: bool) -> str:
        """The steps of an article, of its lasting answer or its interim one, and where to read it."""
        return "\n\n".join(part for part in (steps(article, lasting=lasting), link(article)) if part)

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
