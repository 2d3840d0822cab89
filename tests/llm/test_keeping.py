"""Replies and dialects kept between questions: never wrong, never a reason to fail."""

import json
import os
from pathlib import Path

import pytest

from assistant.llm import ModelFailure, caching
from assistant.llm.dialect import Dialect
from assistant.llm.options import ModelOptions
from assistant.llm.remembering import DAYS, DialectBook
from tests.llm.conftest import GOOD, Connect, request
from tests.llm.servers import in_turn, refuses, says, serve


def test_the_same_question_is_asked_once(connect: Connect) -> None:
    with serve(says({**GOOD, "extra": 1})) as server:
        first = connect(server, cache=True).ask(request())
        again = connect(server, cache=True).ask(request(), on_partial=(seen := []).append)
    assert len(server.requests) == 1 and not first.cached and again.cached and again.seconds == 0
    assert again.data == first.data == seen[-1] and again.notes == first.notes


@pytest.mark.parametrize(
    "other",
    [
        {"user": "Else?"},
        {"system": "Write."},
        {"prompt_id": "test.2"},
        {"max_tokens": 9},
        {"schema": {"type": "object"}},
    ],
)
def test_another_question_is_asked(connect: Connect, other: dict[str, object]) -> None:
    with serve(says(GOOD)) as server:
        for asked in (request(), request(**other)):
            connect(server, cache=True).ask(asked)
    assert len(server.requests) == 2


@pytest.mark.parametrize("other", [{"model": "n"}, {"temperature": 1.0}, {"cache": False}])
def test_another_model_is_asked(connect: Connect, other: dict[str, object]) -> None:
    with serve(says(GOOD)) as server:
        for options in ({}, other):
            given = {key: value for key, value in options.items() if key != "cache"}
            model = connect(server, cache=options.get("cache", True), **given)
            model.ask(request())
    assert len(server.requests) == 2


def test_another_endpoint_is_asked(connect: Connect) -> None:
    with serve(says(GOOD)) as one, serve(says(GOOD)) as two:
        for server in (one, two):
            connect(server, cache=True).ask(request())
    assert len(one.requests) == len(two.requests) == 1


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", "null", '{"data": 1}', '{"data": {}, "method": "text"}', "[" * 5000, "\udcff"]
)
def test_a_broken_file_is_as_good_as_none(connect: Connect, tmp_path: Path, broken: str) -> None:
    with serve(says(GOOD)) as server:
        connect(server, cache=True).ask(request())
        files = list((tmp_path / "model").rglob("*.json"))
        assert len(files) == 2
        for path in files:
            path.write_bytes(broken.encode("utf-8", "surrogateescape"))
        assert connect(server, cache=True).ask(request()).data == GOOD
    assert len(server.requests) == 2


def test_kept_replies_are_their_owners_only(connect: Connect, tmp_path: Path) -> None:
    with serve(says(GOOD)) as server:
        connect(server, cache=True, api_key="sk-secret").ask(request("Ada wrote"))
    for path in (tmp_path / "model").rglob("*.json"):
        assert path.stat().st_mode & 0o077 == 0
        assert "sk-secret" not in path.read_text() and "Ada wrote" not in path.read_text()


def test_a_folder_that_cannot_be_written_is_no_failure(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "model").write_text("a file")
    with serve(says(GOOD)) as server:
        assert connect(server, cache=True).ask(request()).data == GOOD


def test_the_longest_unused_go_first(connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "MOST_FILES", 10)
    with serve(says(GOOD)) as server:
        model = connect(server, cache=True)
        for number in range(10):
            model.ask(request(f"{number}?"))
        for age, path in enumerate((tmp_path / "model" / "replies").iterdir()):
            os.utime(path, (1000 + age, 1000 + age))
        model.ask(request("0?"))  # used again: not the next to go
        model.ask(request("new?"))
        assert len(list((tmp_path / "model" / "replies").iterdir())) == 9
        asked = len(server.requests)
        model.ask(request("0?"))
        model.ask(request("new?"))
    assert len(server.requests) == asked == 11


def test_failures_are_not_kept(connect: Connect) -> None:
    with serve(in_turn(refuses(500), says(GOOD))) as server:
        model = connect(server, cache=True)
        with pytest.raises(ModelFailure):
            model.ask(request())
        assert model.ask(request()).data == GOOD


def test_a_dialect_is_learned_anew_after_a_while(tmp_path: Path) -> None:
    options, dialect, path = ModelOptions(model="m"), Dialect(method="text", temperature=False), tmp_path / "d.json"
    DialectBook(path).keep(options, "m", dialect)
    assert DialectBook(path).find(options, "m") == dialect
    assert DialectBook(path).find(options, "other") is None
    known = json.loads(path.read_text())
    for entry in known.values():
        entry["learned_at"] -= DAYS * 86400 + 1
    path.write_text(json.dumps(known))
    assert DialectBook(path).find(options, "m") is None


@pytest.mark.parametrize(
    "change", [{"method": "poetry"}, {"limit": 3}, {"streams": "yes"}, {"new": True}, {"learned_at": "x"}]
)
def test_a_dialect_that_makes_no_sense_is_not_used(tmp_path: Path, change: dict[str, object]) -> None:
    options, path = ModelOptions(model="m"), tmp_path / "d.json"
    DialectBook(path).keep(options, "m", Dialect())
    known = json.loads(path.read_text())
    path.write_text(json.dumps({name: {**entry, **change} for name, entry in known.items()}))
    assert DialectBook(path).find(options, "m") is None
