"""Which open escalations look like one problem and could be bundled under one parent (S1 §2, X16).

One problem: the same error code, exception or endpoint, and nothing that speaks against it (another team, another
code). Unrelated issues are never bundled (S1 §5); this only suggests, a person bundles.
"""

from collections.abc import Callable, Iterable, Sequence

from assistant.domain.assessment import Decision
from assistant.domain.model import Model
from assistant.domain.register import RegisteredEscalation
from assistant.reporting.wording import shown

Identify = Callable[[str], Iterable[str]]
"""The exact names (codes, exceptions, endpoints) that a text holds, in a form that compares."""


def no_names(text: str) -> tuple[str, ...]:
    """Stands in where nobody reads names out of texts: only what the record's own signature says counts."""
    del text
    return ()


class BundlingSuggestion(Model):
    """Open escalations that share what tells a problem."""

    shared: tuple[str, ...]
    parent: str
    """The most severe of them, then the oldest; an existing parent before all."""
    children: tuple[str, ...]
    customers: int
    """Distinct customers among them."""
    doubts: tuple[str, ...] = ()
    """What speaks against one problem, in words."""


def names_of(record: RegisteredEscalation, identify: Identify = no_names) -> frozenset[str]:
    """What tells its problem: its signature, else the exact names in its title."""
    return frozenset(record.signature) or frozenset(identify(record.title))


def distinct_customers(records: Iterable[RegisteredEscalation]) -> int:
    """How many customers they are of; those that name none count together as none."""
    return len({" ".join(r.customer.split()).casefold() for r in records if r.customer})


def bundling(records: Sequence[RegisteredEscalation], identify: Identify = no_names) -> tuple[BundlingSuggestion, ...]:
    """Groups of open, escalated records that share a name and are not under one parent yet; the largest first."""
    open_ = [r for r in records if not r.closed and r.decision is Decision.ESCALATE]
    holders: dict[str, list[str]] = {}
    for record in open_:
        for name in names_of(record, identify):
            holders.setdefault(name, []).append(record.id)
    groups: dict[frozenset[str], set[str]] = {}
    for name, ids in holders.items():
        if len(ids) > 1:
            groups.setdefault(frozenset(ids), set()).add(name)
    by_id = {r.id: r for r in open_}
    found = [_suggestion([by_id[id] for id in members], shared) for members, shared in groups.items()]
    told = [s for s in found if s is not None]
    return tuple(sorted(told, key=lambda s: (-len(s.children), number_order(s.parent), s.shared)))


def _suggestion(members: list[RegisteredEscalation], shared: set[str]) -> BundlingSuggestion | None:
    parents = {r.parent for r in members if r.parent}
    first = min(
        (r for r in members if r.parent is None),
        key=lambda r: (r.id not in parents, r.severity.rank, r.created_at, number_order(r.id)),
        default=None,
    )
    if first is None:
        return None
    children = [r for r in members if r.parent is None and r.id != first.id]
    if not children:
        return None
    together = [first, *children]
    return BundlingSuggestion(
        shared=tuple(sorted(shared)),
        parent=first.id,
        children=tuple(sorted((r.id for r in children), key=number_order)),
        customers=distinct_customers(together),
        doubts=_doubts(together, shared),
    )


def _doubts(members: list[RegisteredEscalation], shared: set[str]) -> tuple[str, ...]:
    doubts = []
    teams = sorted({r.team for r in members if r.team})
    if len(teams) > 1:
        doubts.append(f"different teams: {', '.join(teams)}")
    others = sorted({s for r in members for s in r.signature} - shared)
    if others:
        doubts.append(f"some also show {', '.join(others)}")
    if len({r.issue_type for r in members}) > 1:
        doubts.append("different types of issue")
    return tuple(doubts)


def number_order(id: str) -> tuple[int, str]:
    """Ids in the order they were given: ESC-9 before ESC-10."""
    digits = id.rpartition("-")[2]
    return (int(digits), id) if digits.isdigit() else (0, id)


def bundling_line(suggestion: BundlingSuggestion) -> str:
    """What could be bundled, why, and what speaks against it."""
    doubts = f" But: {shown('; '.join(suggestion.doubts), 160)}." if suggestion.doubts else ""
    return (
        f"- Could be one problem ({shown(', '.join(suggestion.shared), 80)}): "
        f"{', '.join(suggestion.children)} under {suggestion.parent}.{doubts}"
    )
