"""What does not belong into a text: names, hosts, keys and sums of other cases, found by looking through their pastes.

Nothing here is listed beside a check: the mutation suite must not know what the checks look for.
"""

import random
import re
from dataclasses import dataclass
from functools import cached_property

from evals.case import EvalCase
from evals.good_texts import GoodText

_HOST = re.compile(r"(?<![\w@.])[a-z][a-z0-9-]*\d(?:\.[a-z][a-z0-9-]*){2,}")
_KEY = re.compile(r"\b[A-Z]{2,5}-\d{2,6}\b")
_CHANNEL = re.compile(r"#[a-z]+(?:-[a-z]+)+")
_PERSON = re.compile(r"[^\W\d_]{3,}(?: [^\W\d_]{3,})?")
_DESKS = frozenset({"Soporte", "Support", "Suporte", "Assistenza"})
"""Authors that are no persons."""
_COMPANY = re.compile(r"[^\W\d_].{3,40}")


@dataclass(frozen=True)
class Foreign:
    """Material by the case it comes from; `pick` never returns what stands in the given issue."""

    by_kind: dict[str, tuple[str, ...]]

    def pick(self, kind: str, issue: str, chance: random.Random, *, spaced: bool = True) -> str:
        """One thing of a kind that the issue does not hold, in the script of the text. Raises LookupError for none."""
        low = issue.lower()
        fit = [
            x
            for x in self.by_kind[kind]
            if x.lower() not in low and x.split()[0].lower() not in low and (ord(x[0]) < 0x3000 or not spaced)
        ]
        if not fit:
            raise LookupError(kind)
        return chance.choice(fit)


@dataclass(frozen=True)
class _Sources:
    cases: tuple[EvalCase, ...]
    texts: tuple[GoodText, ...]

    @cached_property
    def pastes(self) -> str:
        return "\n".join([c.paste for c in self.cases] + sorted({t.understood.issue.text for t in self.texts}))

    def names(self) -> tuple[str, ...]:
        given = {c.fields.customer for c in self.cases} | {t.customer for t in self.texts}
        return tuple(sorted(n for n in given if n and _COMPANY.fullmatch(n)))

    def people(self) -> tuple[str, ...]:
        authors = {m.author for t in self.texts for m in t.understood.document.messages if m.author}
        return tuple(
            sorted(
                a
                for a in authors
                if _PERSON.fullmatch(a) and (a[0].isupper() or ord(a[0]) > 0x3000) and a not in _DESKS
            )
        )


def build_foreign(cases: tuple[EvalCase, ...], texts: tuple[GoodText, ...]) -> Foreign:
    """Look through every paste."""
    sources = _Sources(cases, texts)

    def found(pattern: re.Pattern[str]) -> tuple[str, ...]:
        return tuple(sorted(set(pattern.findall(sources.pastes))))

    hosts = found(_HOST)
    names = sources.names()
    return Foreign(
        {
            "name": names,
            "vendor": names,
            "person": sources.people(),
            "host": hosts,
            "url": tuple(f"https://{h}/d/{n}" for n, h in enumerate(hosts)),
            "key": found(_KEY),
            "channel": found(_CHANNEL),
        }
    )


def made_secret(chance: random.Random) -> str:
    """A credential of one of several well-known shapes, made anew."""
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    body = "".join(chance.choice(letters) for _ in range(36))
    return chance.choice(
        (
            f"ghp_{body}",
            f"sk_live_{body[:24]}",
            f"AKIA{body[:16].upper()}",
            f"xoxb-{chance.randint(10**11, 10**12 - 1)}-{chance.randint(10**11, 10**12 - 1)}-{body[:24]}",
        )
    )


def made_amount(chance: random.Random) -> str:
    """A sum as people write it."""
    return chance.choice(("48,000 EUR", "1.2M USD", "€ 96k", "310.000 €", "£75,000", "240 k€"))
