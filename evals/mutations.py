"""The mutation suite: faults planted in good texts, how many are found, and how often a good text is called faulty.

A planted fault counts as found when the validator says of the mutant what it did not say of the good text, and one of
these findings names the fault. A good text counts as a false alarm for every level at which it gets a finding; a gap
that a brief itself declares ("result not stated") is none.
"""

import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant import checks
from assistant.domain import Finding, FindingLevel
from assistant.intake.language import language_of
from assistant.pipeline import Assistant
from evals.case import EvalCase
from evals.foreign import Foreign, build_foreign
from evals.good_texts import GoodText, drafted_texts, written_texts
from evals.kinds import UPDATE_MUTATORS
from evals.mutators import Mutant
from evals.mutators_brief import BRIEF_MUTATORS

KINDS_EACH = 7
"""Kinds of fault tried on a drafted text; a text written by hand gets them all."""
REACH_FOUND, REACH_FALSE = 0.95, 0.02


@dataclass
class KindTally:
    """One kind of fault."""

    planted: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass
class MutationResult:
    """The whole run."""

    kinds: dict[str, KindTally]
    texts: dict[str, int]
    """Good texts by source: `written`, `drafted`."""
    alarmed: dict[str, dict[str, int]]
    """By source and level, the number of good texts that got a finding."""
    alarms: list[str]

    @property
    def planted(self) -> int:
        """Faults planted."""
        return sum(k.planted for k in self.kinds.values())

    @property
    def found(self) -> int:
        """Faults found."""
        return sum(k.found for k in self.kinds.values())

    def figures(self) -> dict[str, float]:
        """Counts and shares, flat."""
        out: dict[str, float] = {
            "planted": self.planted, "found": self.found, "recall": self.found / max(1, self.planted),
        }  # fmt: skip
        for source, count in self.texts.items():
            out[f"{source}_texts"] = count
            for level in ("blocker", "warning"):
                out[f"{source}_{level}_alarms"] = self.alarmed[source].get(level, 0) / max(1, count)
        return {k: round(v, 4) for k, v in out.items()}


def check(good: GoodText, text: str, beside: dict[str, Any]) -> tuple[Finding, ...]:
    """The findings that the product gives, called as the product calls it."""
    document = good.understood.document
    report = checks.check_text(
        text, good.kind, issue=good.understood.issue, document=document, now=good.now, language=good.language,
        update_kind=good.update, language_of=lambda t: language_of([t]), facts=good.understood.extraction.facts,
        **beside,
    )  # fmt: skip
    if report.not_checked and any("could not be checked" in n for n in report.not_checked):
        raise RuntimeError(f"{good.id}: {report.not_checked}")
    return report.findings


def mutants(good: GoodText, foreign: Foreign, *, every: bool) -> Iterator[tuple[str, Mutant]]:
    """The faults to plant in a text, the same on every run."""
    mutators = UPDATE_MUTATORS if good.kind == "update" else BRIEF_MUTATORS
    names = sorted(mutators)
    chance = random.Random(zlib.crc32(good.id.encode()))
    if not every:
        names = chance.sample(names, min(len(names), KINDS_EACH))
    for name in names:
        own = random.Random(zlib.crc32(f"{good.id} {name}".encode()))
        mutant = mutators[name](good, foreign, own)
        if mutant is not None and mutant.text.strip() != good.text.strip() or mutant and "earlier" in mutant.beside:
            yield name, mutant


def _told(findings: Iterable[Finding]) -> set[tuple[str, str, str]]:
    return {(f.id, f.where, f.quote) for f in findings}


def run(assistant: Assistant, cases: tuple[EvalCase, ...]) -> MutationResult:
    """Plant and look. Raises RuntimeError where a check broke."""
    texts = (*written_texts(assistant), *drafted_texts(assistant, cases))
    foreign = build_foreign(cases, texts)
    kinds: dict[str, KindTally] = defaultdict(KindTally)
    alarmed: dict[str, dict[str, int]] = {"written": defaultdict(int), "drafted": defaultdict(int)}
    counts: dict[str, int] = {"written": 0, "drafted": 0}
    alarms: list[str] = []
    for good in texts:
        source = "written" if good.by_hand else "drafted"
        counts[source] += 1
        plain = tuple(f for f in check(good, good.text, {}) if "not stated" not in f.quote)
        for level in {f.level for f in plain} - {FindingLevel.NOTE}:
            alarmed[source][level.value] += 1
        alarms += [f"{good.id}: {f.level.value} {f.id} {f.quote[:120]!r}" for f in plain]
        for name, mutant in mutants(good, foreign, every=good.by_hand):
            beside = {k: v for k, v in mutant.beside.items() if k != "earlier"}
            before = _told(check(good, good.text, beside) if beside else plain)
            new = [f for f in check(good, mutant.text, mutant.beside) if (f.id, f.where, f.quote) not in before]
            tally = kinds[name]
            tally.planted += 1
            if any(f.id in mutant.tells for f in new):
                tally.found += 1
            else:
                tally.missed.append(f"{good.id}: {mutant.planted}")
    return MutationResult(dict(sorted(kinds.items())), counts, alarmed, alarms)


def render(result: MutationResult, details: bool = False) -> str:
    """The table."""
    lines = [f"{name:28} {t.found:4}/{t.planted:<4} {t.found / t.planted:6.2f}" for name, t in result.kinds.items()]
    figures = result.figures()
    lines.append(
        f"{'all faults':28} {result.found:4}/{result.planted:<4} {figures['recall']:6.3f}  (reach {REACH_FOUND})"
    )
    for source, count in result.texts.items():
        rates = ", ".join(f"{lv}s {figures[f'{source}_{lv}_alarms']:.3f}" for lv in ("blocker", "warning"))
        lines.append(f"false alarms, {source:8} {count:4} good texts: {rates}  (reach {REACH_FALSE})")
    if details:
        lines += ["", *result.alarms, ""]
        lines += [f"missed, {name}: {m}" for name, t in result.kinds.items() for m in t.missed]
    return "\n".join(lines)
