"""All finders, in order; what they find is merged and checked before it leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.domain import Evidence, Fact, FactField
from assistant.understanding.facts.counts import find_counts
from assistant.understanding.facts.customers import find_customers
from assistant.understanding.facts.environment import find_environment
from assistant.understanding.facts.identifiers import find_identifiers
from assistant.understanding.facts.interface import Finder
from assistant.understanding.facts.messages import find_messages
from assistant.understanding.facts.money import find_money
from assistant.understanding.facts.narrative import find_narrative
from assistant.understanding.facts.owners import find_owners
from assistant.understanding.facts.page import Page
from assistant.understanding.facts.steps import find_steps
from assistant.understanding.facts.tagged import combine, find_tagged
from assistant.understanding.facts.times import find_times
from assistant.understanding.facts.verify import follows
from assistant.understanding.facts.versions import find_versions
from assistant.understanding.reader import Tagged

FINDERS: tuple[Finder, ...] = (
    find_customers,
    find_owners,
    find_counts,
    find_times,
    find_money,
    find_identifiers,
    find_versions,
    find_messages,
    find_environment,
    find_narrative,
    find_steps,
)
_ORDER = {name: place for place, name in enumerate(FactField)}


def run_finders(page: Page, tagged: Mapping[str, Sequence[Tagged]] | None = None) -> tuple[Fact, ...]:
    """The facts of all finders: duplicates merged, unproven ones dropped, by field and place.

    `tagged`: words the reader points at, by span id; for what is told in clauses they go before the cues.
    """
    found = [fact for finder in FINDERS for fact in finder(page) if fact.value.strip()]
    if tagged is not None:
        found = combine(found, list(find_tagged(page, tagged)))
    refs = {f.value for f in found if f.field is FactField.TICKET_REF}
    facts = _merged(f for f in found if not (f.field is FactField.ERROR_CODE and f.value in refs))
    proven = (fact for fact in facts if follows(fact, page))
    return tuple(sorted(proven, key=lambda f: (_ORDER[f.field], f.evidence[0].start, f.evidence[0].end)))


def _merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """One fact for each field and value, with all places that say so; of two nested places the longer quote stays."""
    found: dict[tuple[FactField, str], Fact] = {}
    for fact in facts:
        key = (fact.field, " ".join(fact.value.lower().split()))
        known = found.get(key)
        found[key] = (
            fact if known is None else known.model_copy(update={"evidence": _joined(known.evidence, fact.evidence)})
        )
    yield from _without_parts(list(found.values()))


def _joined(known: tuple[Evidence, ...], more: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    out = list(known)
    for new in more:
        inside = [i for i, old in enumerate(out) if old.start <= new.start and new.end <= old.end]
        around = [i for i, old in enumerate(out) if new.start <= old.start and old.end <= new.end]
        if inside:
            continue
        if around:
            out[around[0]] = new
        else:
            out.append(new)
    return tuple(out)


def _without_parts(facts: list[Fact]) -> Iterator[Fact]:
    """Drops a fact whose value and only quote are part of another of the same field ("Windows" inside "Windows 11")."""
    for fact in facts:
        quote = fact.evidence[0]
        part = any(
            other is not fact
            and other.field is fact.field
            and len(fact.evidence) == 1
            and _within(quote, other.evidence[0])
            and len(other.value) > len(fact.value)
            for other in facts
        )
        if not part:
            yield fact


def _within(inner: Evidence, outer: Evidence) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
