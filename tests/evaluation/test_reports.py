"""The reports suite on tiny sets in the published formats: what it scores, and what it says of absent sets."""

from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.settings import load_settings
from evals.datasets import Labelled
from evals.running import Work
from evals.suites import reports
from tests.evaluation.test_datasets import ANNOTATED, NLBSE


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(load_settings(home=tmp_path_factory.mktemp("home")))


def test_without_data_it_does_not_run_and_says_what_to_get(assistant: Assistant, tmp_path: Path) -> None:
    for data in (None, tmp_path):
        log = reports.run(Work(assistant, (), data))
        assert log.status == "not run" and log.rows == ()
        for source in ("nlbse2024/issue-report-classification", "av9ash/gitbugs", "10.1145/3106237.3106285"):
            assert source in log.why
        assert "\n" not in log.why


def test_what_is_there_is_scored_and_what_is_not_is_noted(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "nlbse").mkdir()
    (tmp_path / "nlbse" / "issues_test.csv").write_text(NLBSE)
    (tmp_path / "demibud" / "argouml").mkdir(parents=True)
    (tmp_path / "demibud" / "argouml" / "1671.xml").write_text(ANNOTATED)
    log = reports.run(Work(assistant, (), tmp_path, workers=1))
    assert log.status == "run" and len(log.rows) == 4
    assert log.value("drafted") == 1.0 and log.value("quotes_stand") == 1.0
    steps, expected = (next(f for f in log.figures if f.name == n) if log.value(n) is not None else None
                       for n in ("missing_steps_f1", "missing_expected_f1"))  # fmt: skip
    assert steps is None or steps.reach == 0.80
    assert expected is not None and expected.reach == 0.92 and expected.value == 1.0
    assert any("hadoop: not run" in note for note in log.notes)


def test_a_set_of_other_columns_is_noted_and_the_rest_runs(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "nlbse").mkdir()
    (tmp_path / "nlbse" / "x.csv").write_text("a,b\n1,2\n")
    (tmp_path / "demibud").mkdir()
    (tmp_path / "demibud" / "1.xml").write_text(ANNOTATED)
    log = reports.run(Work(assistant, (), tmp_path, workers=1))
    assert len(log.rows) == 1 and any("has not these columns" in note for note in log.notes)


def test_a_draft_that_fails_is_counted_and_told(assistant: Assistant) -> None:
    row = reports.score(assistant, reports.Report("hadoop:1", "hadoop", Labelled("1", "  \n")))
    assert row.counts["drafted.right"] == 0 and "UnreadableInput" in row.wrong[0].got


def test_a_fact_without_its_words_is_counted(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = assistant.draft("Export stops with error EXP-2031 in version 4.2.1 since Monday.", engine="rules")
    assert draft.facts
    monkeypatch.setattr(assistant, "draft", lambda *a, **k: draft)
    row = reports.score(assistant, reports.Report("hadoop:1", "hadoop", Labelled("1", "Something else entirely.")))
    assert row.counts["quotes.right"] == 0 and {w.what for w in row.wrong} == {"quotes"}


def test_the_sample_is_spread_over_the_whole_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "SAMPLE", 10)
    taken = [int(r.id) for r in reports._sampled(Labelled(str(n), "x") for n in range(1000))]
    assert len(taken) == 10 and taken == sorted(taken) and taken[0] < 100 and taken[-1] > 800
    assert [r.id for r in reports._sampled(Labelled(str(n), "x") for n in range(7))] == list("0123456")
