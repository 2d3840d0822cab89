"""What `escalate index` says at the end, and of a source that was not read whole."""

from pathlib import Path

import pytest

from assistant.cli.indexing import StatusFormat, _import, _missing, _status
from assistant.importers.ledger import Ledger
from assistant.importers.terms import Terms
from assistant.importers.turns import alone
from assistant.retrieval import KnowledgeIndex

from .files import write
from .test_importing import NOW, run, tickets


@pytest.mark.parametrize(("name", "content"), [("t.json", "[]"), ("t.csv", "id,title,text\n")])
def test_a_file_without_a_record_is_exit_code_2(index: KnowledgeIndex, tmp_path: Path, name: str, content: str) -> None:
    assert _import(index, [write(tmp_path, name, content)], Terms(), None) == 2


def test_an_older_export_that_is_rightly_refused_is_exit_code_0(index: KnowledgeIndex, tmp_path: Path) -> None:
    new = tickets(tmp_path, 1, updated_at="2026-11-19T10:00:00Z")
    assert _import(index, [new], Terms(source="desk"), None) == 0
    assert _import(index, [tickets(tmp_path, 1, updated_at="2026-11-18T10:00:00Z")], Terms(source="desk"), None) == 0


def test_a_cut_file_is_called_that_and_not_an_import_to_go_on_with(
    index: KnowledgeIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(index, write(tmp_path, "t.csv", "id,title,text\n1,Printer,It jams all day\n2,Pri"))
    _status(index, StatusFormat.TEXT)
    told = capsys.readouterr().out
    assert "Export them again" in told and "not completed" not in told


def test_while_an_import_runs_no_rebuild_is_advised(
    index: KnowledgeIndex, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(index, tickets(tmp_path, 1))
    Ledger(index.folder).begin("desk", [str(tmp_path)], NOW)
    with alone(index.folder):
        _status(index, StatusFormat.TEXT)
    told = capsys.readouterr().out
    assert "an import is running" in told and "--rebuild" not in told and "run it again" not in told
    assert "--rebuild" not in _missing(512, importing=False, broken_off=True)
    assert "--rebuild" in _missing(512, importing=False, broken_off=False)
