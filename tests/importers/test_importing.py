"""Imports into a real index: what changed is renewed, what is gone goes when asked, nothing is lost or set back."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.importers import Options, Refused
from assistant.importers.importing import import_knowledge
from assistant.importers.ledger import Ledger
from assistant.importers.masking import masked
from assistant.importers.staleness import source_states
from assistant.importers.terms import ImportReport, Terms
from assistant.importers.turns import ImportBusy, Turn, alone
from assistant.redaction import redact
from assistant.retrieval import KnowledgeIndex

from . import shapes
from .files import write
from .test_vendors import ARTICLE

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent


def run(
    index: KnowledgeIndex, *paths: Path, terms: Terms | None = None, refused: list[Refused] | None = None
) -> ImportReport:
    report = import_knowledge(
        index, paths, terms or Terms(), clock=lambda: NOW, refuse=(refused if refused is not None else []).append
    )
    assert report.read == report.taken + report.refused
    return report


def tickets(folder: Path, *numbers: int, name: str = "t.jsonl", **changed: Any) -> Path:
    rows = [{"id": f"T-{n}", "title": f"Export {n} stops", "text": f"It stops at half {n}"} | changed for n in numbers]
    return write(folder, name, "\n".join(map(json.dumps, rows)) + "\n")


def test_a_second_import_changes_only_what_changed(index: KnowledgeIndex, tmp_path: Path) -> None:
    assert run(index, tickets(tmp_path, 1, 2, 3)).added == 3
    before = index.fingerprint
    again = run(index, tmp_path / "t.jsonl")
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3) and index.fingerprint == before
    lines = (tmp_path / "t.jsonl").read_text().replace("Export 2 stops", "Export 2 fails")
    changed = run(index, write(tmp_path, "t.jsonl", lines))
    assert (changed.updated, changed.unchanged) == (1, 2)
    held = index.get("T-2")
    assert held is not None and held.title == "Export 2 fails"


def test_what_is_gone_stays_unless_asked(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, tickets(tmp_path, 1, 2, 3))
    run(index, tickets(tmp_path, 1))
    assert index.status().tickets == 3
    report = run(index, tmp_path / "t.jsonl", terms=Terms(sync=True))
    assert report.removed == 2 and index.get("T-2") is None and index.get("T-1") is not None


def test_what_another_source_holds_too_stays(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, tickets(tmp_path, 1, 2), tickets(tmp_path, 2, name="other.jsonl"))
    run(index, tickets(tmp_path, 1), terms=Terms(sync=True))
    assert index.get("T-2") is not None


@pytest.mark.parametrize("rest", ["{broken\n", ""])
def test_a_source_that_cannot_be_read_whole_takes_nothing_out(index: KnowledgeIndex, tmp_path: Path, rest: str) -> None:
    run(index, tickets(tmp_path, 1, 2))
    kept = json.dumps({"id": "T-1", "title": "Export 1 stops", "text": "It stops at half 1"}) + "\n" if rest else ""
    report = run(index, write(tmp_path, "t.jsonl", kept + rest), terms=Terms(sync=True))
    assert report.removed == 0 and report.not_removed and index.get("T-2") is not None


def test_a_record_that_became_unreadable_is_not_taken_for_gone(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, tickets(tmp_path, 1, 2))
    first = (tmp_path / "t.jsonl").read_text().splitlines()[0]
    report = run(index, write(tmp_path, "t.jsonl", first + '\n{"id": "T-2", "title": 7, "text": "x"}'),
                 terms=Terms(sync=True))  # fmt: skip
    assert (report.refused, report.removed) == (1, 0) and index.get("T-2") is not None


def test_an_article_that_became_a_draft_leaves_the_index(index: KnowledgeIndex, tmp_path: Path) -> None:
    file = write(tmp_path, "kb.json", json.dumps({"articles": [ARTICLE, ARTICLE | {"id": 2, "title": "Other"}]}))
    assert run(index, file).added == 2
    write(
        tmp_path,
        "kb.json",
        json.dumps({"articles": [ARTICLE | {"draft": True}, ARTICLE | {"id": 2, "title": "Other"}]}),
    )
    report = run(index, file)
    assert report.removed == 1 and index.get("360026053753") is None and index.get("2") is not None


def test_an_older_version_never_replaces_a_newer_one(index: KnowledgeIndex, tmp_path: Path) -> None:
    newer = ARTICLE | {"body": "<p>Raise it to 2,000.</p>", "updated_at": "2026-11-19T09:40:00Z"}
    run(index, write(tmp_path, "new.json", json.dumps({"articles": [newer]})))
    refused: list[Refused] = []
    run(index, write(tmp_path, "old.json", json.dumps({"articles": [ARTICLE]})), refused=refused)
    held = index.get("360026053753")
    assert held is not None and "2,000" in held.text
    assert "older version" in refused[0].why


def test_of_many_versions_in_one_export_the_newest_counts(index: KnowledgeIndex, tmp_path: Path) -> None:
    versions = [shapes.zendesk(7, subject=f"v{n}", updated_at=f"2026-11-{n:02}T00:00:00Z") for n in (11, 13, 12)]
    refused: list[Refused] = []
    report = run(index, write(tmp_path, "z.ndjson", "\n".join(map(json.dumps, versions))), refused=refused)
    held = index.get("7")
    assert held is not None and held.title == "v13"
    assert (report.taken, report.replaced, report.refused) == (2, 1, 1)


def test_an_id_given_twice_for_two_things_is_told(index: KnowledgeIndex, tmp_path: Path) -> None:
    first = tickets(tmp_path, 1).read_text()
    refused: list[Refused] = []
    later = first.replace("half", "once")
    report = run(index, write(tmp_path, "t.jsonl", first + later + later), refused=refused)
    assert [(r.line, "line 2" in r.why) for r in refused] == [(1, True)] and report.replaced == 1
    held = index.get("T-1")
    assert held is not None and "once" in held.text


def test_two_systems_with_the_same_numbers_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, write(tmp_path, "z.ndjson", json.dumps(shapes.zendesk(7))))
    github = write(tmp_path, "g.json", json.dumps([shapes.github(7)]))
    refused: list[Refused] = []
    run(index, github, refused=refused)
    assert "--prefix" in refused[0].why
    run(index, github, terms=Terms(options=Options(prefix="gh-")))
    assert index.get("7") is not None and index.get("gh-7") is not None


def page(folder: Path, name: str, words: str) -> Path:
    return write(folder, name, f"# Export limits\n\n{words}\n")


def test_two_folders_with_a_page_of_the_same_name_and_title_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    page(tmp_path, "a/limits.md", "Raise it to 1,000.")
    page(tmp_path, "b/limits.md", "Raise it to 2,000.")
    for _ in range(2):
        refused: list[Refused] = []
        run(index, tmp_path / "a", tmp_path / "b", refused=refused)
        assert [(r.file, r.field) for r in refused] == [("limits.md", "id")] and "--prefix" in refused[0].why
        held = index.get("limits")
        assert held is not None and "1,000" in held.text
    run(index, tmp_path / "b", terms=Terms(options=Options(prefix="b-")))
    assert index.get("b-limits") is not None and index.get("limits") is not None


def test_pages_of_the_same_name_named_one_by_one_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    files = page(tmp_path, "a/limits.md", "Raise it to 1,000."), page(tmp_path, "b/limits.md", "Raise it to 2,000.")
    refused: list[Refused] = []
    report = run(index, *files, terms=Terms(source="docs"), refused=refused)
    assert (report.taken, report.refused, refused[0].field) == (1, 1, "id")
    held = index.get("limits")
    assert held is not None and "1,000" in held.text


def test_a_page_that_was_moved_or_named_by_itself_is_still_that_page(index: KnowledgeIndex, tmp_path: Path) -> None:
    run(index, page(tmp_path, "old/limits.md", "Raise it to 1,000.").parent)
    alone_named = page(tmp_path, "old/limits.md", "Raise it to 1,500.")
    assert run(index, alone_named).updated == 1
    alone_named.unlink()
    assert run(index, page(tmp_path, "new/limits.md", "Raise it to 2,000.").parent).updated == 1
    # a copy of the same words is no second page
    assert run(index, page(tmp_path, "copy/limits.md", "Raise it to 2,000.").parent).refused == 0


def test_what_is_masked_never_reaches_the_index(index: KnowledgeIndex, tmp_path: Path) -> None:
    row = shapes.zendesk(7)
    row["comments"][0]["plain_body"] = "Ana Ruiz here, password=Sommer2024! and mail ana@frakt.example"
    file = write(tmp_path, "z.ndjson", json.dumps(row | {"users": shapes.USERS}))

    def terms(kinds: frozenset[str], people: bool) -> Terms:
        def mask(text: str, names: tuple[str, ...]) -> str:
            return redact(text, kinds=kinds, names=names).text

        return Terms(treat=lambda item: masked(item, mask, people=people), treated=str(people))

    run(index, file, terms=terms(frozenset(), False))
    held = index.get("7")
    assert (
        held is not None
        and "Sommer2024" not in held.model_dump_json()
        and "ana@frakt.example" in held.model_dump_json()
    )
    assert run(index, file, terms=terms(frozenset({"email", "person"}), True)).updated == 1
    held = index.get("7")
    assert held is not None and not any(w in held.model_dump_json() for w in ("ana@frakt.example", "Ruiz", "Sommer"))


def test_a_cleared_index_is_filled_again(index: KnowledgeIndex, tmp_path: Path) -> None:
    file = tickets(tmp_path, 1, 2)
    run(index, file)
    index.clear()
    assert run(index, file).added == 2 and index.status().tickets == 2


def test_two_imports_at_once_do_not_mix(index: KnowledgeIndex, tmp_path: Path) -> None:
    with alone(index.folder), pytest.raises(ImportBusy, match="another import"):
        run(index, tickets(tmp_path, 1))


def test_a_second_import_says_whom_it_waits_for_and_goes_on(index: KnowledgeIndex, tmp_path: Path) -> None:
    held, told = ExitStack(), list[str]()
    held.enter_context(alone(index.folder, Turn("process 4711: desk.json")))

    def sleep(seconds: float) -> None:
        if len(waits) == 3:
            held.close()
        waits.append(seconds)

    waits: list[float] = []
    report = import_knowledge(index, [tickets(tmp_path, 1)], Terms(), clock=lambda: NOW, refuse=print,
                              turn=Turn("me", 60, told.append, sleep))  # fmt: skip
    assert report.added == 1 and len(waits) == 4
    assert len(told) == 1 and "process 4711: desk.json" in told[0] and "60 seconds" in told[0]
    assert not (index.folder / "import.who").exists()


def test_the_wait_for_another_import_has_an_end(index: KnowledgeIndex, tmp_path: Path) -> None:
    waits: list[float] = []
    with alone(index.folder), pytest.raises(ImportBusy, match="waited for 3 seconds"):
        import_knowledge(index, [tickets(tmp_path, 1)], Terms(), clock=lambda: NOW, refuse=print,
                         turn=Turn(seconds=3, sleep=waits.append))  # fmt: skip
    assert sum(waits) == 3


def test_the_status_says_what_is_stale(index: KnowledgeIndex, tmp_path: Path) -> None:
    file = write(tmp_path, "z.ndjson", json.dumps(shapes.zendesk(7)))
    run(index, file)
    (state,) = source_states(index.folder, NOW)
    assert state.stale == () and state.newest_days == 0 and state.source.records == 1
    write(tmp_path, "z.ndjson", json.dumps(shapes.zendesk(8)))
    assert "changed since" in source_states(index.folder, NOW)[0].stale[0]
    file.unlink()
    assert "not there" in source_states(index.folder, NOW)[0].stale[0]
    Ledger(index.folder).begin("left", [str(tmp_path)], NOW)
    assert any("not completed" in why for state in source_states(index.folder, NOW) for why in state.stale)


IMPORT = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from assistant.importers.importing import import_knowledge
from assistant.importers.terms import Terms
from assistant.retrieval import KnowledgeIndex
from tests.importers.conftest import HashedWords
def step(report):
    print(report.read, flush=True)
index = KnowledgeIndex(Path(sys.argv[2]), HashedWords())
report = import_knowledge(index, [Path(sys.argv[1])], Terms(), clock=lambda: datetime(2026, 11, 20, tzinfo=UTC),
                          refuse=print, step=step)
print("done", report.read, report.taken, report.unchanged, flush=True)
"""


def started(file: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", IMPORT, str(file), str(folder)], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})  # fmt: skip


def test_killed_at_any_moment_it_leaves_an_index_that_works_and_goes_on(tmp_path: Path, index: KnowledgeIndex) -> None:
    count, chance = 2_000, random.Random(11)
    file = tickets(tmp_path, *range(count))
    for lines in (1, 2):
        with started(file, index.folder) as process:
            assert process.stdout is not None
            for _ in range(lines):
                process.stdout.readline()
            time.sleep(chance.random() / 5)  # NOTE: anywhere within a batch, not only between two
            process.send_signal(signal.SIGKILL)
        kept = index.status()
        assert index.search("export 3 stops", limit=3), "a killed import must leave a usable index"
        assert kept.tickets > 0
        assert "not completed" in source_states(index.folder, NOW)[0].stale[0]
    with started(file, index.folder) as process:
        told, _ = process.communicate()
    done = told.strip().splitlines()[-1].split()
    assert process.returncode == 0 and done[:3] == ["done", str(count), str(count)]
    assert int(done[3]) > 0, "what was done before the kill is not done again"
    assert index.status().tickets == count and index.status().pending == 0
    assert source_states(index.folder, NOW)[0].stale == ()


STREAM = """
import resource, sys
from pathlib import Path
from assistant.importers import Refused, read_items
peaks = []
for file in sys.argv[1:]:
    read = sum(not isinstance(item, Refused) for item in read_items(map(Path, file.split(","))))
    peaks.append((read, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
print(peaks)
"""


@pytest.mark.parametrize(("form", "most"), [("ndjson", 50_000), ("json", 20_000), ("csv", 20_000), ("comments", 8_000)])
def test_many_records_take_no_more_memory_than_five_hundred(tmp_path: Path, form: str, most: int) -> None:
    files = []
    for count in (500, most):
        file = tmp_path / f"{count}.{form}"
        with file.open("w", encoding="utf-8") as out:
            rows = (json.dumps({"id": n, "subject": f"Ticket {n}", "requester_id": 1,
                                "description": f"Label {n} prints blank. " * 20}) for n in range(count))  # fmt: skip
            if form == "csv":
                out.write("id,subject,description\n")
                out.writelines(f'{n},Ticket {n},"{f"Label {n} prints blank. " * 20}"\n' for n in range(count))
            elif form == "json":
                out.write('{"tickets": [\n' + ",\n".join(rows) + "\n]}")
            else:
                out.writelines(row + "\n" for row in rows)
        if form == "comments":  # NOTE: in another order than the tickets
            said = ({"ticket_id": n * 7 % count, "id": n, "author_id": 1, "public": True,
                     "body": f"Label {n} is blank. " * 40} for n in range(2 * count))  # fmt: skip
            beside = write(tmp_path, f"{count}.said.ndjson", "\n".join(map(json.dumps, said)))
        files.append(f"{beside},{file}" if form == "comments" else str(file))
    told = subprocess.run([sys.executable, "-c", STREAM, *files], cwd=ROOT, text=True, capture_output=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}).stdout  # fmt: skip
    (few, before), (many, after) = json.loads(told.replace("(", "[").replace(")", "]"))
    assert (few, many) == (500, most)
    assert after - before < 8_000, f"{after - before:,} KiB more for {files[1]}"
