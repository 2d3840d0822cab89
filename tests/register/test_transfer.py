"""Everything can be taken out and brought back, to the last byte; what does not hold together stays outside."""

import io
import json
import sqlite3
import stat
import tempfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.domain import Escalation
from assistant.errors import UnreadableInput, WrongUsage
from assistant.register import ImportRefused, Register, open_register
from tests.register.samples import first, noted

texts = st.text(max_size=60)
names = st.text(min_size=1, max_size=20)
data = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
                       | texts | st.lists(texts, max_size=2), max_size=3)  # fmt: skip


def exported(register: Register, *ids: str) -> str:
    stream = io.StringIO()
    register.export(stream, ids or None)
    return stream.getvalue()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=st.lists(st.tuples(names, st.none() | texts, st.lists(st.tuples(texts, data), max_size=3)), max_size=3))
def test_out_and_in_and_out_is_the_same(
    drafted: Escalation, cases: list[tuple[str, str | None, list[tuple[str, dict[str, object]]]]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with open_register(Path(folder) / "a.sqlite") as register:
            for title, customer, notes in cases:
                record = register.add(partial(first, drafted=drafted, title=title, customer=customer), drafted)
                for text, values in notes:
                    step = noted(record, text)
                    entry = step.entries[0].model_copy(update={"data": values})
                    record = register.keep(step.model_copy(update={"entries": (entry,)}), drafted=drafted)
            out = exported(register)
            records = register.find()
        with open_register(Path(folder) / "b.sqlite") as other:
            assert len(other.import_(io.StringIO(out)).added) == len(cases)
            assert exported(other) == out and other.find() == records and not other.verify()


def test_between_databases(filled: Register, drafted: Escalation, tmp_path: Path) -> None:
    out = exported(filled)
    with open_register(tmp_path / "other.sqlite") as other:
        imported = other.import_(io.StringIO(out))
        assert imported.added == ("ESC-1", "ESC-2", "ESC-3") and exported(other) == out and not other.verify()
        assert other.add(partial(first, drafted=drafted), drafted).id == "ESC-4"
        back = exported(other, "ESC-1", "4")
    assert filled.import_(io.StringIO(back)).identical == ("ESC-1",) and filled.count() == 4
    assert [e.text for e in filled.trail("ESC-4")] == [e.text for e in filled.trail("ESC-3")]
    assert not filled.verify() and filled.find(text="initech")[0].id == "ESC-3"


def test_nothing_here_is_overwritten(filled: Register, drafted: Escalation, tmp_path: Path) -> None:
    out = exported(filled)
    filled.keep(noted(filled.get("ESC-2"), "meanwhile"))
    here = exported(filled)
    with pytest.raises(ImportRefused, match="ESC-2 are here with other contents; nothing was imported"):
        filled.import_(io.StringIO(out))
    assert exported(filled) == here and not filled.verify()


def resealed(lines: list[str]) -> str:
    """Lines with an end that fits them, as somebody who changes an export would make it."""
    import hashlib

    body = "".join(line + "\n" for line in lines)
    count = sum('"kind":"escalation"' in line for line in lines)
    end = {"escalations": count, "kind": "end", "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return body + json.dumps(end) + "\n"


def replaced(lines: list[str], at: int, old: str, new: str) -> list[str]:
    """All lines but the end, one of them changed."""
    assert old in lines[at]
    return [*lines[:at], lines[at].replace(old, new), *lines[at + 1 : -1]]


def test_a_changed_or_cut_export_is_refused(filled: Register, tmp_path: Path) -> None:
    lines = exported(filled).splitlines()
    entry = next(i for i, line in enumerate(lines) if "note 0" in line)
    draft = next(i for i, line in enumerate(lines) if '"kind":"draft"' in line)
    files = {
        "changed after": "\n".join([lines[0], lines[1].replace("Exports drop", "Imports drop"), *lines[2:]]),
        "cut short": "\n".join(lines[:-1]),
        "is empty": "",
        "no JSON": "\n".join([*lines[:3], "{", *lines[3:]]),
        "no export": '{"a": 1}\n',
        "after the end": "\n".join([*lines, "{}"]),
        "entry 3 of its trail": resealed(replaced(lines, entry, "note 0", "note X")),
        "entry 4 of its trail|entry 3": resealed([*lines[:entry], *lines[entry + 1 : -1]]),
        "not whole|begin": resealed([line for line in lines[:-1] if '"kind":"entry"' not in line]),
        "drafts are not whole": resealed(replaced(lines, draft, "blocked", "happy")),
        "there twice": resealed([*lines[:-1], *lines[1:-1]]),
        "masked for reading": resealed([lines[0].replace("{", '{"masked":true,', 1), *lines[1:-1]]),
        "has the form 2": resealed([lines[0].replace('"version":1', '"version":2'), *lines[1:-1]]),
        "line 2": resealed([lines[0], lines[1].replace('"ESC-1"', '"ESC-0"'), *lines[2:-1]]),
        "line 2: KeyError": resealed([lines[0], lines[1].replace('"state"', '"status"'), *lines[2:-1]]),
        "proportion": resealed([lines[0], lines[1].replace('"version":5', f'"version":{2**40}'), *lines[2:-1]]),
    }  # fmt: skip
    with open_register(tmp_path / "other.sqlite") as other:
        for why, text in files.items():
            with pytest.raises((ImportRefused, UnreadableInput), match=why):
                other.import_(io.StringIO(text))
            assert other.count() == 0
        assert other.import_(io.StringIO("\n".join(lines))).added and not other.verify()


def test_a_backup_is_whole_private_and_never_overwrites(filled: Register, tmp_path: Path, url: str) -> None:
    path = tmp_path / "copy"
    with filled._database.writing():  # somebody is writing meanwhile
        filled.backup(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(WrongUsage, match="is there already"):
        filled.backup(path)
    with pytest.raises(WrongUsage, match="cannot be written"):
        filled.backup(tmp_path / "nowhere" / "copy")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("copy")] == ["copy"]
    if url.startswith("sqlite"):
        with open_register(path) as copy:
            assert exported(copy) == exported(filled) and copy.anchor() == filled.anchor()
    else:
        assert path.read_text(encoding="utf-8") == exported(filled)


def test_a_new_register_is_its_owners_alone(tmp_path: Path, drafted: Escalation) -> None:
    path = tmp_path / "deep" / "register.sqlite"
    with open_register(path) as register:
        register.add(partial(first, drafted=drafted), drafted)
        files = list(path.parent.iterdir())
        assert len(files) == 3  # with its log and its shared memory
        assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}


def test_no_database_at_all_is_said_in_words(tmp_path: Path) -> None:
    from assistant.register import RegisterDamaged, RegisterUnreachable

    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database, it only looks long enough to be one" * 100)
    with pytest.raises(RegisterDamaged, match="no readable database"):
        open_register(broken)
    with pytest.raises(RegisterUnreachable, match="cannot be opened"):
        open_register(tmp_path)
    with pytest.raises(RegisterUnreachable, match="does not answer"):
        open_register("postgres://me:hunter2@127.0.0.1:9/nothing")
    assert sqlite3.sqlite_version_info >= (3, 31)
