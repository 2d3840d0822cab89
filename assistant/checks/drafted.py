# ruff: noqa: E501  (patterns and sentences read better whole)
"""What every check of a text reads: the text, cut into sentences, and what may and may not stand in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from assistant.checks.naming import Hidden, hidden_names
from assistant.checks.rules import ChecklistRules
from assistant.checks.vocabulary import Words
from assistant.domain import (
    Article,
    Assessment,
    Document,
    Fact,
    Issue,
    Match,
    Role,
    Severity,
    SpanKind,
    UpdateKind,
    Visibility,
)
from assistant.understanding.cues import fold

_SENTENCE = re.compile(r"(?:[^\n.!?。！？]|[.!?](?![\s\"'»”)\]」*_.!?]|$))+(?:[.!?。！？]+|\n|$)+")
_NAMES = re.compile(r"[^\W\d_a-zà-ÿ][\w'’-]*(?: [^\W\d_a-zà-ÿ][\w'’-]*)*")
_DATE_GOES_ON = re.compile(r"(?<![\d:.,])\d{1,2}\.$")
_MONTH = re.compile(r"(?i)(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec|\d)")
_GOES_ON = re.compile(
    r"(?i)(?:\b(?:fa|dr|nr|no|st|mr|ms|mrs|z\.b|d\.h|ca|bzw|sr|sra|lic|m|mme|art|abs|vs|e\.g|i\.e))\.$"
)
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」|```.*?```", re.DOTALL)
_TOKEN = re.compile(r"[^\W_][\w.:/@#+-]*[^\W_]|[^\W_]")


def split_sentences(body: str) -> tuple[str, ...]:
    """Sentences as they stand; a date's or an abbreviation's full stop ends none ("18. November")."""
    out: list[str] = []
    joins = dated = False
    for raw in _SENTENCE.findall(body):
        piece = raw.strip()
        if not piece:
            joins = False
            continue
        if joins or (out and dated and _MONTH.match(piece)):
            out[-1] = f"{out[-1]} {piece}"
        else:
            out.append(piece)
        joins = bool(_GOES_ON.search(piece)) and not raw.endswith("\n")
        dated = bool(_DATE_GOES_ON.search(piece)) and not raw.endswith("\n")
    return tuple(out)


@dataclass(frozen=True)
class Context:
    """The issue a text was written for; all optional, since a hand-written text may come alone."""

    rules: ChecklistRules
    document: Document | None = None
    issue: Issue | None = None
    assessment: Assessment | None = None
    matches: tuple[Match, ...] = ()
    now: datetime | None = None
    facts: tuple[Fact, ...] = ()
    customers: tuple[str, ...] = ()
    """Names by which this customer goes in the public part."""
    internal_customers: tuple[str, ...] = ()
    """Customers named only in internal messages."""
    owner: str | None = None
    usual_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Language → words of its lexicon: no names."""
    articles: Mapping[str, Article] = field(default_factory=dict)
    """Whole articles among the matches, by id; those that are not at hand are left out."""
    solved: bool = False
    """Whether words of the issue say that it is over, and the verdict leaves it with support."""

    @cached_property
    def public_text(self) -> str:
        """What the customer has seen or written, folded; empty without a document."""
        typed = self.issue.customer if self.issue and self.issue.customer else ""
        subject = self.document.subject if self.document and self.document.subject else ""
        return fold("\n".join([typed, subject, *self._parts(Visibility.PUBLIC)]))

    @cached_property
    def internal_text(self) -> str:
        """What only colleagues have seen, as it stands."""
        return "\n".join(self._parts(Visibility.INTERNAL))

    def _parts(self, visibility: Visibility) -> list[str]:
        if self.document is None:
            return []
        return [s.text for s in self.document.spans if self.document.message_of(s).visibility is visibility]

    @cached_property
    def internal_people(self) -> tuple[str, ...]:
        """Authors who wrote internally and nowhere publicly, without the owner."""
        if self.document is None:
            return ()
        public = {m.author for m in self.document.messages if m.visibility is Visibility.PUBLIC and m.author}
        internal = {m.author for m in self.document.messages if m.visibility is Visibility.INTERNAL and m.author}
        engineers = {m.author for m in self.document.messages if m.role is Role.ENGINEERING and m.author}
        known = fold(" ".join((self.owner or "", *(n for n in public if n))))
        return tuple(
            sorted(
                n
                for n in (internal - public) | (engineers - public)
                if fold(n) not in known and fold(n) not in self.public_text
            )
        )

    @cached_property
    def hidden(self) -> Hidden:
        """Names of people and firms that only internal messages hold."""
        language = self.document.language if self.document else "en"
        usual = self.usual_words.get(language, frozenset()) | self.usual_words.get("en", frozenset())
        return hidden_names(self.internal_text, self.public_text, usual)

    @cached_property
    def internal_tokens(self) -> frozenset[str]:
        """Identifiers and numbers that stand in internal messages and nowhere the customer can read."""
        public = set(_TOKEN.findall(self.public_text))
        if self.document is not None:
            internal = [
                s
                for s in self.document.spans
                if self.document.message_of(s).visibility is Visibility.INTERNAL and s.kind is not SpanKind.META
            ]
        else:
            internal = []
        tokens = {t for s in internal for t in _TOKEN.findall(fold(s.text))}
        return frozenset(t for t in tokens - public if _telling(t) and t not in self.public_text)


def _telling(token: str) -> bool:
    """Whether a token identifies something: an id, a host, a long number; not a date or a time."""
    if re.fullmatch(r"\d{1,2}[:.h]\d{2}(?::\d{2})?|\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?|(?:19|20)\d\d|\d{1,3}", token):
        return False
    digits = sum(c.isdigit() for c in token)
    return (
        (digits >= 1 and len(token) >= 4)
        or ("_" in token and len(token) >= 6)
        or (token.count(".") >= 2 and len(token) >= 8)
    )


@dataclass(frozen=True)
class Text:
    """One text to be checked."""

    where: str
    body: str
    words: Words
    context: Context
    public_ids: frozenset[str] = frozenset()
    """Ids the text may cite: public articles."""
    next_update_at: datetime | None = None
    kind: str = "update"
    language: str = "en"
    """The language it is meant to be in."""
    written_in: str | None = None
    """The language it was found to be in; None where nobody looked."""
    update_kind: UpdateKind | None = None
    channel: str | None = None
    """Where it goes: `email`, `chat`, `sms`, `status_page`; None where not said."""
    severity: Severity | None = None
    earlier: str | None = None
    """The last update the customer got."""

    @cached_property
    def folded(self) -> str:
        """The body, folded; offsets stay valid."""
        return fold(self.body)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences, as they stand."""
        return split_sentences(self.body)

    @cached_property
    def folded_sentences(self) -> tuple[str, ...]:
        """The same, folded."""
        return tuple(fold(s) for s in self.sentences)

    @property
    def spaced(self) -> bool:
        """Whether its language writes spaces between words."""
        return self.language.split("-")[0] not in ("ja", "zh")

    @cached_property
    def _said(self) -> dict[tuple[str, str], bool]:
        return {}

    def says(self, key: str, sentence: str) -> bool:
        """Whether a folded sentence holds words of a key; a sentence asked about for each of its claims is read once."""
        asked = key, sentence
        if asked not in self._said:
            self._said[asked] = self.words.pattern(key).search(sentence) is not None
        return self._said[asked]

    def quote_of(self, key: str) -> str | None:
        """The first words of a key, as they stand in the body; None where there are none."""
        match = self.words.pattern(key).search(self.folded)
        return None if match is None else self.body[match.start() : match.end()]

    def sentence_of(self, key: str) -> str | None:
        """The first sentence holding words of a key."""
        pattern = self.words.pattern(key)
        return next(
            (s for s, low in zip(self.sentences, self.folded_sentences, strict=True) if pattern.search(low)), None
        )

    @cached_property
    def own_sentences(self) -> tuple[tuple[str, str], ...]:
        """The writer's own sentences, plain and folded: no quotation of the issue, of a brief none of its words at all."""
        issue = " ".join(re.findall(r"\w+", fold(self.context.document.text))) if self.context.document else ""

        def stands(words: str) -> bool:
            return " ".join(re.findall(r"\w+", fold(words))) in issue

        if self.kind != "brief":
            body = _QUOTED.sub(lambda m: " " * len(m.group()) if issue and stands(m.group()) else m.group(), self.body)
            return tuple((s, fold(s)) for s in split_sentences(body))
        plain = split_sentences(_QUOTED.sub(lambda m: " " * len(m.group()), self.body))
        return tuple((s, fold(s)) for s in plain if not stands(s))

    @cached_property
    def sender(self) -> frozenset[str]:
        """Folded words of the lines in which the sender signs or says who they are: their own name is no leak."""
        lines = [line.strip() for line in self.body.strip().splitlines() if line.strip()]
        closing = (line for line in lines[-4:] if len(line.split()) <= 8 and len(line) <= 60)
        signed = [line for line in closing if line[-1] not in ".!?。！？"]
        pairs = zip(self.sentences, self.folded_sentences, strict=True)
        own = [
            s
            for s, low in pairs
            if (self.says("u_owner", low) or self.says("i_am", low)) and not self.says("colleague_cue", low)
        ]
        named = [self._last_name(s) for s in own]
        return frozenset(w for part in (*signed, *named) for w in re.findall(r"\w+", fold(part)))

    def _last_name(self, sentence: str) -> str:
        """The last run of capitalised words that is no usual one: in "Your contact is Ines Okafor" the name."""
        if not self.spaced:
            return sentence
        usual = self.context.usual_words.get(self.language, frozenset())
        runs = [r for r in _NAMES.findall(sentence) if any(len(w) > 1 and fold(w) not in usual for w in r.split())]
        return runs[-1] if runs else ""
