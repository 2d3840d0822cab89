"""Choose from which probability each of the reader's labels is believed: so that policy decides as it would have on the
labels of a careful reader.

    python tools/reader_thresholds.py --held TICKETS.jsonl [--weights DIR] [--write]

`--held` are labelled tickets that the reader was not trained on (format of `knowledge/lexicon/sentences/`). The policy is
run twice on each: on the signals of its labels, and on what cues and reader find. Thresholds are moved one at a time
wherever the two verdicts (decision, severity, primary target, issue type) come to agree more often. A third of the tickets
takes no part in that and says how far it holds. Sentence by sentence measures do worse: one false "production down"
costs a verdict, ten missed "defect" cost none.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.assess import Case, assess
from assistant.domain import Document, Extraction, Message, Role, SignalName, SignalState, Span, Visibility
from assistant.policy import load_policy
from assistant.resources import TOKENIZER, shipped
from assistant.understanding import Understander
from assistant.understanding.lexicon import lexicons_for, load_readings
from assistant.understanding.reader import VETO, WEIGHTS, ThreadReader, speaker_of
from assistant.understanding.signals import (
    Reading,
    Turn,
    Vote,
    decide_signals,
    find_hits,
    read_sentences,
    state_of,
)

KNOWLEDGE = shipped("knowledge")
RULES = load_readings(KNOWLEDGE / "lexicon")
POLICY = load_policy(KNOWLEDGE / "policy")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GRID = (0.35, 0.45, 0.55, 0.65, 0.75, 0.8, 0.86, 0.9, 0.93, 0.96, 0.98)
GRAVE = set(
    "already_solved self_resolved production_down data_loss security_exposure churn_threat phishing leaked_credential "
    "all_customers region_wide legal_or_press policy_exception executive_request sla_breached".split()
)
"""Labels that settle a case by themselves: never believed below `GRAVE_FROM`, however few tickets speak against it."""
GRAVE_FROM = 0.8
START = 0.45
CERTAIN = 0.97
WORTH = {"decision": 1.0, "severity": 1.0, "target": 1.0, "type": 0.7}
"""What an agreement of the two verdicts counts."""
GAIN = 0.9
"""Least gain over all tickets for which a threshold is moved: about one verdict."""
ROLES = {
    "customer": (Role.CUSTOMER, Visibility.PUBLIC),
    "support": (Role.SUPPORT, Visibility.PUBLIC),
    "internal": (Role.SUPPORT, Visibility.INTERNAL),
    "engineering": (Role.ENGINEERING, Visibility.INTERNAL),
}


@dataclass
class Held:
    """One ticket: what was found in it, and what policy makes of its labels."""

    document: Document
    extraction: Extraction
    cues: list[tuple[Vote, float]]
    """Cue votes, each with the reader's probability of the same."""
    spoken: list[tuple[Vote, int, float]]
    """What the reader may say: vote, label, probability (those above the lowest of the grid)."""
    gold: dict[str, object]


def document_of(thread: dict) -> Document:
    """The ticket as it would have been read: one message a run of sentences by one role."""
    text, spans, messages = "", [], []
    last = None
    for number, row in enumerate(thread["sentences"]):
        if row[0] != last:
            role, visibility = ROLES[row[0]]
            messages.append({"index": len(messages), "role": role, "visibility": visibility, "start": len(text)})
            last = row[0]
        start = len(text)
        text += row[1] + "\n"
        messages[-1]["end"] = len(text)
        spans.append(
            Span(id=f"L{number + 1}", start=start, end=start + len(row[1]), text=row[1], message=len(messages) - 1)
        )
    return Document(
        text=text, language=thread["lang"], messages=tuple(Message(**m) for m in messages), spans=tuple(spans)
    )


def verdict(document: Document, extraction: Extraction, votes: list[Vote]) -> dict[str, object]:
    """What policy says."""
    found = extraction.model_copy(update={"signals": decide_signals(document, votes, RULES)})
    a = assess(Case(document, found, (), NOW), POLICY)
    return {
        "decision": a.decision,
        "severity": a.severity,
        "target": a.targets[0] if a.targets else None,
        "type": a.issue_type,
    }


def held_of(thread: dict, reader: ThreadReader, understander: Understander) -> Held:
    """Everything about one ticket that does not depend on the thresholds."""
    document = document_of(thread)
    extraction = understander.read(document, reference=NOW)
    lexicons = lexicons_for(KNOWLEDGE / "lexicon", document.language)
    readings = read_sentences(document, lexicons)
    rows = [(speaker_of(r.message.role, r.message.visibility), r.span.text) for r in readings]
    judged = {readings[j.number].span.id: j.probabilities for j in reader.read(rows)}
    columns = {label: i for i, label in enumerate(reader.labels)}
    cues = []
    for hit in find_hits(readings, lexicons, RULES):
        state = state_of(hit, RULES[hit.name])
        if state is None:
            continue
        label = hit.name.value if state is SignalState.PRESENT else f"!{hit.name.value}"
        p = judged.get(hit.reading.span.id)
        certain = p is None or hit.turn not in (Turn.AFFIRMED, Turn.NEGATED)
        cues.append((Vote(hit.name, state, hit.reading, cued=True), 1.0 if certain else float(p[columns[label]])))
    spoken, gold = [], []
    for reading, row in zip(readings, thread["sentences"], strict=True):
        gold += [_vote(label, reading) for label in row[2]]
        p = judged.get(reading.span.id)
        if p is not None:
            for column in np.nonzero(p >= GRID[0])[0]:
                vote = _vote(reader.labels[int(column)], reading)
                if not RULES[vote.name].needs_cue:
                    spoken.append((vote, int(column), float(p[column])))
    return Held(document, extraction, cues, spoken, verdict(document, extraction, gold))


def _vote(label: str, reading: Reading) -> Vote:
    state = SignalState.DENIED if label.startswith("!") else SignalState.PRESENT
    return Vote(SignalName(label.removeprefix("!")), state, reading, cued=False)


def worth(ticket: Held, thresholds: np.ndarray, veto: float) -> float:
    """How far the verdict on what was found agrees with the one on the labels."""
    votes = [v for v, p in ticket.cues if p >= veto] + [v for v, c, p in ticket.spoken if p >= thresholds[c]]
    told = verdict(ticket.document, ticket.extraction, votes)
    return sum(WORTH[k] for k in WORTH if told[k] == ticket.gold[k])


def agreement(tickets: list[Held], thresholds: np.ndarray, veto: float) -> str:
    """Shares of agreeing verdict parts, in words."""
    hits = dict.fromkeys(WORTH, 0)
    for t in tickets:
        votes = [v for v, p in t.cues if p >= veto] + [v for v, c, p in t.spoken if p >= thresholds[c]]
        told = verdict(t.document, t.extraction, votes)
        for k in WORTH:
            hits[k] += told[k] == t.gold[k]
    return "  ".join(f"{k} {v / max(1, len(tickets)):.3f}" for k, v in hits.items())


def tune(
    tickets: list[Held], start: np.ndarray, floors: np.ndarray, veto: float, say: Callable[[str], None]
) -> np.ndarray:
    """Move one threshold at a time, most used label first, twice round."""
    thresholds = start.copy()
    current = np.array([worth(t, thresholds, veto) for t in tickets])
    usage = np.zeros(len(start))
    for t in tickets:
        for _, column, _ in t.spoken:
            usage[column] += 1
    for sweep in range(2):
        for column in np.argsort(-usage):
            users = [i for i, t in enumerate(tickets) if any(c == column for _, c, _ in t.spoken)]
            if len(users) < 3:
                continue
            best, at, kept = GAIN, thresholds[column], None
            for candidate in (*(g for g in GRID if g >= floors[column]), 1.01):
                trial = thresholds.copy()
                trial[column] = candidate
                lower, upper = sorted((candidate, thresholds[column]))
                moved = [i for i in users if any(c == column and lower <= p < upper for _, c, p in tickets[i].spoken)]
                new = {i: worth(tickets[i], trial, veto) for i in moved}
                gain = sum(new[i] - current[i] for i in moved)
                if gain > best:
                    best, at, kept = gain, candidate, new
            if kept is not None:
                thresholds[column] = at
                for i, value in kept.items():
                    current[i] = value
        say(f"sweep {sweep + 1}: {current.sum() / len(tickets):.3f} of {sum(WORTH.values())} a ticket")
    return thresholds


def main() -> None:
    """Tune on two thirds and report on the last, then tune on all; `--write` puts the thresholds into the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held", type=Path, required=True, nargs="+")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    reader = ThreadReader(args.weights, TOKENIZER)
    understander = Understander(KNOWLEDGE / "lexicon", reader)
    threads = [json.loads(x) for p in args.held for x in p.read_text(encoding="utf-8").splitlines() if x.strip()]
    tickets = [held_of(t, reader, understander) for t in threads]
    as_stored = np.array(reader._needed)
    print(f"{len(tickets)} tickets; with the stored thresholds: {agreement(tickets, as_stored, VETO)}", flush=True)
    work = [t for i, t in enumerate(tickets) if i % 3]
    check = [t for i, t in enumerate(tickets) if i % 3 == 0]
    floors = np.array([GRAVE_FROM if label in GRAVE else 0.0 for label in reader.labels])
    start = np.maximum(START, floors)
    for veto in (VETO,):
        found = tune(work, start, floors, veto, print)
        print(
            f"veto {veto}: tuned on: {agreement(work, found, veto)}\n   held out: {agreement(check, found, veto)}",
            flush=True,
        )
        print(f"   untuned, held out: {agreement(check, start, veto)}", flush=True)
    if args.write:
        # A label that no threshold serves is still believed where the reader is as good as certain.
        final = np.minimum(tune(tickets, start, floors, VETO, print), CERTAIN)
        for label, at in zip(reader.labels, final, strict=True):
            print(f"{label:28}{at:.2f}")
        file = args.weights / "heads.npz"
        with np.load(file) as data:
            kept = {name: data[name] for name in data.files}
        np.savez_compressed(file, **(kept | {"thresholds": final.astype(np.float32)}))


if __name__ == "__main__":
    main()
