"""`python -m evals` as a person calls it: on a folder of two cases, by rules, in this process."""

import json
import shutil
from pathlib import Path

import pytest

from assistant.errors import EscalateError
from evals.case import CASES
from evals.command import main
from evals.log import read_log

TWO = ("en-line-chip-number.yaml", "en-line-time-zone.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cases"
    made.mkdir()
    for name in TWO:
        shutil.copy(CASES / name, made)
    return made


def test_a_run_writes_a_log_that_says_what_it_was_made_by(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assessment", "--cases", str(folder), "--log", str(tmp_path / "run.json")]) == 0
    log = read_log(tmp_path / "run.json")
    assert (
        log.engine == "rules"
        and log.policy
        and log.datasets["cases"]
        and [s.name for s in log.suites] == ["assessment"]
    )
    assert {r.id for r in log.suites[0].rows} == {"en-line-chip-number", "en-line-time-zone"}
    shown = capsys.readouterr().out
    assert "decision" in shown and "≥ 0.900" in shown


def test_json_on_stdout_is_the_log_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["checklist", "--cases", str(folder), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["suites"][0]["name"] == "checklist"


def test_html_on_stdout_is_a_page(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["understanding", "--cases", str(folder), "--format", "html"])
    assert capsys.readouterr().out.startswith("<!doctype html>")


def test_a_suite_that_needs_data_says_that_it_did_not_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["retrieval", "--cases", str(folder)]) == 0
    assert "not run" in capsys.readouterr().out


def test_the_same_paste_gives_the_same_json_and_whitespace_changes_no_verdict(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["consistency", "--cases", str(folder), "--format", "json"])
    figures = json.loads(capsys.readouterr().out)["suites"][0]["figures"]
    assert {f["name"]: f["value"] for f in figures if f["name"] in ("twice", "whitespace")} == {
        "twice": 1.0, "whitespace": 1.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["no-such-suite"], "no suite"),
        (["--data", "nowhere"], "no folder"),
        (["compare", "nowhere.json", "rules"], r"nowhere\.json"),
        (["trend", "nowhere"], "no run log"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_what_to_do(words: list[str], says: str) -> None:
    with pytest.raises(EscalateError, match=says) as caught:
        main(words)
    assert caught.value.exit_code in (2, 3) and "\n" not in str(caught.value)


def test_a_folder_without_cases_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(EscalateError, match="no case"):
        main(["--cases", str(tmp_path)])
