"""Knowledge that fits into memory, read at once by the importers' reader."""

from pathlib import Path

import pytest

from assistant.retrieval import load_knowledge
from assistant.retrieval.errors import UnreadableKnowledge


def test_what_was_refused_is_told_beside_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"id": "1", "title": "t", "text": "x"}\n{nonsense\n')
    loaded = load_knowledge([tmp_path])
    assert [item.id for item in loaded] == ["1"]
    assert loaded.refused[0][0] == "t.jsonl:2"


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UnreadableKnowledge, match="does not exist") as raised:
        load_knowledge([tmp_path / "none"])
    assert raised.value.exit_code == 2
