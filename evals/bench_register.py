"""Speed of the register at size: 10,000 escalations with 200,000 trail entries.

    python -m evals.bench_register [--escalations 10000] [--entries 20] [--url postgresql://…]

Each line is one thing a page or a command asks for, without starting Python; the last ones are whole commands. The
ratio is the time allowed (300 ms) over the time taken: above 1 it is within it. Processor time (of the client alone,
with PostgreSQL) says more than the clock where others use the machine.
"""

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.domain import Audience, Escalation, Severity
from assistant.domain.register import (
    Closure,
    ClosureCode,
    Contact,
    Owner,
    RegisteredEscalation,
    Step,
    TrailAction,
    TrailEntry,
)
from assistant.register import Register, open_register
from assistant.register.database import Database
from assistant.register.rows import id_of, json_text
from assistant.register.schema import prepare
from assistant.register.writing import Held, Writer, drafted_as, linked

ALLOWED = 300.0
"""Milliseconds for any page or command (issue F)."""
ROUNDS = 5
OPEN = 0.15
"""Share of escalations that are still open: of a year's, those of the last two months."""
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_WORDS = (
    "export import report dashboard login token page customer account invoice file upload sync queue retry timeout "
    "error cache index search filter column row date zone region server client browser version release deploy"
).split()


def entry(action: TrailAction, text: str, at: datetime, actor: str) -> TrailEntry:
    """An entry without a number yet."""
    return TrailEntry(number=0, at=at, actor=actor, action=action, text=text, data={"was": "a", "now": "b"})


def sentence(chance: random.Random, words: int) -> str:
    """Some words."""
    return " ".join(chance.choices(_WORDS, k=words))


def record_of(chance: random.Random, number: int, entries: int, drafted: Escalation) -> RegisteredEscalation:
    """One escalation of the year."""
    at = START + timedelta(minutes=50 * number)
    closed = chance.random() > OPEN
    due = at + timedelta(hours=4)
    contacts = tuple(
        Contact(audience=audience, number=n, due_at=due, overdue_at=due, source="S4", done_at=due if closed else None)
        for audience in Audience for n in (1, 2)
    )  # fmt: skip
    closure = Closure(
        code=ClosureCode.CODE_FIX, at=due, by="Dana", learning=sentence(chance, 12), customer_confirmed_at=due
    )
    a = drafted.assessment
    return RegisteredEscalation(
        id=id_of(number), version=entries, created_at=at, updated_at=at + timedelta(days=3),
        title=f"{sentence(chance, 8)} {number}", customer=f"Customer {number % 700}", issue_type=a.issue_type,
        severity=chance.choice(list(Severity)), reasons=a.escalation_reasons, targets=a.targets,
        customer_owner=Owner(name=f"Person {number % 40}", since=at),
        technical_owner=Owner(name=f"Engineer {number % 25}", since=at, accepted_at=at),
        team=("Java", "Frontend", "Backend", "Security")[number % 4], contacts=contacts, checklist_score=0.7,
        closure=closure if closed else None,
    )  # fmt: skip


def fill(url: str | Path, escalations: int, entries: int, drafted: Escalation) -> None:
    """A year of escalations, in one transaction."""
    chance, actions = random.Random(7), [a for a in TrailAction if a is not TrailAction.RECEIVED]
    database = Database(url)
    prepare(database)
    with database.writing() as connection:
        writer = Writer(connection)
        for number in range(1, escalations + 1):
            record = record_of(chance, number, entries, drafted)
            paste = f"{record.title}. {sentence(chance, 150)}"
            at = record.created_at
            told = [entry(TrailAction.RECEIVED, paste, at, "Priya")]
            told += [
                entry(chance.choice(actions), sentence(chance, 15), at + timedelta(hours=n), f"Person {n}")
                for n in range(1, entries)
            ]
            new = linked(record.id, told, after=0, head="")
            text, count, head = drafted_as(drafted, Held())
            held = Held(entries, entries, new[-1][0].hash, count, head)
            state = json_text(record)
            writer.create(record, held, state)
            writer.add_entries(number, new)
            writer.add_draft(number, 1, at, text)
            writer.note(number, held, state)
        writer.keep_numbers_above(escalations)
    database.close()


def lines(register: Register, escalations: int, drafted: Escalation) -> list[tuple[str, Callable[[], object]]]:
    """What pages and commands ask for."""
    end = START + timedelta(minutes=50 * escalations)
    middle = id_of(escalations // 2)

    def step(id: str) -> Step:
        record = record_of(random.Random(1), int(id[4:]), 1, drafted)
        told = (entry(TrailAction.RECEIVED, "a paste", end, "Priya"),)
        return Step(record=record.model_copy(update={"version": 1}), entries=told)

    def note() -> object:
        record = register.get(middle)
        return register.keep(Step(record=record, entries=(entry(TrailAction.NOTE_ADDED, "looked", end, "Priya"),)))

    def show() -> object:
        return register.get(middle), register.trail(middle), register.drafts(middle)

    return [
        ("list: newest 50, and their number", lambda: (register.find(limit=50), register.count())),
        ("list: one customer's", lambda: register.find(customer="customer 77")),
        ("list: one owner's open ones", lambda: register.find(owner="Engineer 3", open_only=True)),
        ("find: a word of many titles, 50", lambda: register.find(text="browser version", limit=50)),
        ("find: words that stand nowhere", lambda: register.find(text="nothing like this")),
        ("show: state, trail, drafts", show),
        ("trail of one", lambda: register.trail(middle)),
        ("newest draft", lambda: register.draft(middle)),
        ("due within a day", lambda: register.find(due_before=end + timedelta(hours=24))),
        ("agenda: all open ones", lambda: register.find(open_only=True)),
        ("metrics: status changes of 30 days", lambda: register.trails(
            since=end - timedelta(days=30), action=TrailAction.STATUS_CHANGED)),
        ("metrics: records changed in 90 days", lambda: register.find(since=end - timedelta(days=90))),
        ("add", lambda: register.add(step, drafted)),
        ("keep: a note", note),
        ("verify one", lambda: register.verify(middle)),
    ]  # fmt: skip


def processor_seconds() -> float:
    """Of this process and those it started."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """Median by the clock and of the processor, of some rounds after a first one."""
    work()
    taken, used = [], []
    for _ in range(ROUNDS):
        start, before = time.perf_counter(), processor_seconds()
        work()
        taken.append((time.perf_counter() - start) * 1000)
        used.append((processor_seconds() - before) * 1000)
    return statistics.median(taken), statistics.median(used)


def commands(url: str | Path, middle: str) -> list[tuple[str, Callable[[], object]]]:
    """Whole processes."""
    where = url if isinstance(url, str) else f"sqlite:///{url}"

    def run(*arguments: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "assistant", *arguments]
        environment = os.environ | {"DATABASE_URL": where}
        return lambda: subprocess.run(command, env=environment, capture_output=True, check=True)

    return [
        ("process: escalate --help", run("--help")),
        ("process: escalate register list", run("register", "list")),
        ("process: escalate register show", run("register", "show", middle)),
        ("process: escalate due", run("due")),
    ]


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--escalations", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=20, help="trail entries of each")
    parser.add_argument("--url", help="an empty database; a SQLite file of its own without")
    parser.add_argument("--keep", type=Path, help="a SQLite file that is filled once and used again")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url: str | Path = chosen.url or chosen.keep or Path(folder) / "register.sqlite"
        from assistant import Settings, draft

        paste = "Acme Corp: every export fails with EXP-2113 since yesterday, 40 users are blocked."
        drafted = draft(paste, now=START, engine="rules", settings=Settings(home=Path(folder)))
        with open_register(url) as register:
            empty = register.count() == 0
        if empty:
            start = time.perf_counter()
            fill(url, chosen.escalations, chosen.entries, drafted)
            print(f"filled in {time.perf_counter() - start:.0f} s")
        print(f"{'':45}{'ms':>9}{'processor':>11}{'allowed/taken':>15}")
        with open_register(url) as register:
            work = lines(register, chosen.escalations, drafted)
            for what, call in [*work, *commands(url, id_of(chosen.escalations // 2))]:
                taken, used = milliseconds(call)
                print(f"{what:45}{taken:9.1f}{used:11.1f}{ALLOWED / max(taken, 0.1):15.1f}", flush=True)
            start = time.perf_counter()
            broken = register.verify()
            print(f"verify everything: {time.perf_counter() - start:.1f} s, {len(broken)} found")


if __name__ == "__main__":
    main()
