"""`escalate index` on exports: the preview, the map, the refusals, the status."""

import csv
import json
from pathlib import Path

import pytest

from .conftest import Run

ROWS = [{"id": f"T-{n}", "title": f"Export {n} stops", "text": f"It stops at half {n}"} for n in range(3)]


@pytest.fixture(autouse=True)
def own_index(
    own_home: Path, shared_home: Path, escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of its own for each test."""
    monkeypatch.setenv("ESCALATE_HOME", str(tmp_path / "own"))


def test_a_preview_is_a_map_to_edit_and_give_back(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("alpha,beta,gamma\n1,Export stops,It stops at half\n2,Login,\x1b[2J It loops\n")
    refused = escalate("index", "e.csv")
    assert refused.code == 2 and "--preview" in refused.err
    shown = escalate("index", "e.csv", "--preview")
    assert shown.code == 0 and "[columns]" in shown.text and "\x1b" not in shown.text
    assert escalate("index", "--status").text.startswith("0 tickets")
    edited = shown.text.replace("[columns]\n", '[columns]\ntitle = "beta"\n')
    (tmp_path / "map.toml").write_text(edited)
    ran = escalate("index", "e.csv", "--map", "map.toml")
    assert ran.code == 0 and "read 2 = 2 taken + 0 refused" in ran.err, ran.err


def test_refusals_are_written_where_no_sheet_obeys_them(escalate: Run, tmp_path: Path) -> None:
    lines = [json.dumps(ROWS[0]), *(["{broken"] * 30), json.dumps(ROWS[1] | {"id": '=cmd|"/c calc"', "title": 7})]
    (tmp_path / "t.jsonl").write_text("\n".join(lines))
    ran = escalate("index", "t.jsonl", "--refused", "refused.csv")
    assert ran.code == 0 and "and 11 more" in ran.err
    with (tmp_path / "refused.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["line"] for row in rows] == [str(n) for n in range(2, 33)]
    assert rows[-1]["id"].startswith("'=") and rows[-1]["field"] == "title"


def test_a_file_that_breaks_off_is_exit_code_1_with_the_rest_read(escalate: Run, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(ROWS)[:-20])
    ran = escalate("index", "t.json")
    assert ran.code == 1 and "2 taken + 1 refused" in ran.err and "breaks off" in ran.err


def test_secrets_are_masked_and_contact_data_on_request(escalate: Run, tmp_path: Path) -> None:
    row = ROWS[0] | {"text": "It stops. password=Sommer2024! Call +49 30 901820 or mail ana@frakt.example"}
    (tmp_path / "t.jsonl").write_text(json.dumps(row))
    escalate("index", "t.jsonl")
    kept = b"".join(file.read_bytes() for file in (tmp_path / "own" / "index").glob("*.sqlite*"))
    assert b"Sommer2024" not in kept and b"ana@frakt.example" in kept
    ran = escalate("index", "t.jsonl", "--redact")
    assert "1 updated" in ran.err


def test_sync_and_status(escalate: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.jsonl"
    file.write_text("\n".join(map(json.dumps, ROWS)))
    assert "3 added" in escalate("index", "t.jsonl", "--source", "desk").err
    file.write_text(json.dumps(ROWS[0]))
    state = json.loads(escalate("index", "--status", "--format", "json").text)
    assert state["tickets"] == 3 and state["stale"] is True and state["complete"] is True
    assert "changed since" in state["sources"][0]["stale"][0]
    ran = escalate("index", "t.jsonl", "--source", "desk", "--sync", "--status")
    assert "2 removed" in ran.err and ran.text.startswith("1 tickets") and "desk: 1 records" in ran.text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("--kind", "nonsense"), "helpcenter"), (("--map", "none.toml"), "none.toml"), (("--refused", "."), "--refused")],
)
def test_wrong_options_are_told_before_anything_is_read(
    escalate: Run, tmp_path: Path, arguments: tuple[str, str], says: str
) -> None:
    (tmp_path / "t.jsonl").write_text(json.dumps(ROWS[0]))
    ran = escalate("index", "t.jsonl", *arguments)
    assert ran.code == 2 and says in ran.err and "Traceback" not in ran.err
