"""Who of the people of a mailbox is whose: our own side, and the customer of a thread.

A side is a domain, or one address of a provider where anybody has one. Our own side is in most threads of a mailbox,
and a customer is outside of it. Mails within one side are between colleagues: they count as internal whoever wrote
first, and so does what is unclear.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

_ANYBODY = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com aol.com gmx.de "
    "gmx.net gmx.com web.de t-online.de freenet.de mail.ru yandex.ru qq.com 163.com 126.com naver.com proton.me "
    "protonmail.com orange.fr free.fr wanadoo.fr laposte.net libero.it hotmail.co.uk yahoo.co.uk yahoo.co.jp "
    "comcast.net uol.com.br zoho.com fastmail.com outlook.de hotmail.de yahoo.de hotmail.fr yahoo.fr bluewin.ch".split()
)
"""Providers of addresses for anybody: two people there are no colleagues."""
_DESKS = frozenset("support help helpdesk servicedesk service hilfe soporte suporte supporto assistance".split())
"""Names of addresses that people write to for help."""
_MANY = 3
"""Other outside sides in its threads that make an outside side no customer: a partner, or a second domain of ours."""


class Mail(Protocol):
    """What is asked of a mail."""

    sender: str
    people: frozenset[str]
    """Addresses of all who got it or wrote it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What a mailbox tells of its sides."""

    own: str | None = None
    """None where it does not tell."""
    partners: frozenset[str] = frozenset()

    def customer(self, mails: Sequence[Mail]) -> str | None:
        """The customer's side of a thread, given in order of time; None where nobody outside is known to be it."""
        writing = [side for mail in mails if (side := side_of(mail.sender))]
        if self.own is None:
            return writing[0] if writing else None
        if outside := self._outside(writing):
            return outside[0]
        # NOTE: nobody outside has answered: whom we wrote to first, if that is one side only
        asked = next(filter(None, (self._outside(sides_of(mail.people)) for mail in mails)), [])
        return asked[0] if len(asked) == 1 else None

    def is_own(self, address: str) -> bool:
        """Whether this address is ours."""
        side = side_of(address)
        return self.own is not None and side is not None and _same(side, self.own)

    def is_public(self, mail: Mail, customer: str | None) -> bool:
        """Whether the customer has seen this mail: it went from one side to the other."""
        sides = sides_of(mail.people)
        if customer is None or not any(_same(side, customer) for side in sides):
            return False
        if self.own is not None and mail.people <= {mail.sender}:
            return not self.is_own(mail.sender)  # NOTE: no recipient is named: it lies in our mailbox, so it came to us
        return len(sides) > 1 and (self.own is None or any(_same(side, self.own) for side in sides))

    def _outside(self, sides: Iterable[str]) -> list[str]:
        return [s for s in sides if self.own and not _same(s, self.own) and s not in self.partners]


def learnt(threads: Sequence[frozenset[str]]) -> Sides:
    """The sides of a mailbox, from the addresses in each of its threads."""
    found = [sides_of(people) for people in threads]
    counts = Counter(side for sides in found for side in sides).most_common(2)
    own = None
    if len(threads) > 1 and counts and counts[0][1] * 2 > len(threads):
        own = counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] else None
    if own is None:
        desks = {side_of(a) for people in threads for a in people if a.split("@", 1)[0] in _DESKS} - {None}
        own = desks.pop() if len(desks) == 1 else None
    together: dict[str, set[str]] = {}
    for sides in found:
        outside = {side for side in sides if own is not None and not _same(side, own)}
        for side in outside:
            together.setdefault(side, set()).update(outside - {side})
    return Sides(own, frozenset(side for side, others in together.items() if len(others) >= _MANY))


def side_of(address: str) -> str | None:
    """The side of an address; None for what is no address."""
    domain = address.rpartition("@")[2] if "@" in address else ""
    return (address if domain in _ANYBODY else domain) or None


def sides_of(people: Iterable[str]) -> frozenset[str]:
    """The sides of these addresses; of a domain and one below it the upper one."""
    found = {side for address in people if (side := side_of(address))}
    return frozenset(side for side in found if not any(side.endswith(f".{other}") for other in found))


def _same(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
