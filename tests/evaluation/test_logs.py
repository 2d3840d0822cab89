"""Run logs, the gate, comparison, trend and page: made from small runs written here, no drafting."""

from pathlib import Path

import pytest

from evals.case import load_cases
from evals.comparing import compare
from evals.gate import held_against, load_baseline, write_baseline
from evals.log import LogError, Mark, Row, RunLog, Wrong, read_log, write_log
from evals.page import pieces, render_page, render_trend
from evals.running import DRAFTED
from evals.suites import assessment, understanding
from evals.suites.drafted import suite_log
from evals.trending import trend

CASES = load_cases()


def run_of(decisions: list[bool], facts: list[int], at: str = "2026-11-20T10:00:00+00:00", **more: str) -> RunLog:
    """A run over the first cases: who decided right, and how many of three facts were found."""
    ids = [c.id for c in CASES[: len(decisions)]]
    verdicts = [
        Row(
            id=id, counts={"decision.n": 1, "decision.right": float(ok)}, tags=("en",),
            wrong=() if ok else (Wrong(what="decision", expected="escalate", got="handle_in_support"),),
        )
        for id, ok in zip(ids, decisions, strict=True)
    ]  # fmt: skip
    read = [
        Row(id=id, counts={"facts.right": n, "facts.missed": 3 - n}, tags=("en",))
        for id, n in zip(ids, facts, strict=True)
    ]
    return RunLog(
        created_at=at, revision="abc", app_version="0", engine="rules", policy="p", datasets={"cases": "1"},
        suites=(suite_log(understanding.SUITE, read), suite_log(assessment.SUITE, verdicts)), **more,
    )  # fmt: skip


def test_a_log_comes_back_as_it_was_written(tmp_path: Path) -> None:
    log = run_of([True, False], [3, 1])
    write_log(log, tmp_path / "run.json")
    assert read_log(tmp_path / "run.json") == log


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format_version": 99}', '{"format_version": 2}', "\x00"])
def test_a_file_that_is_no_log_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(LogError, match=r"x\.json"):
        read_log(tmp_path / "x.json")


def test_the_gate_closes_on_a_fall_whatever_rose(tmp_path: Path) -> None:
    write_baseline(run_of([True] * 8 + [False] * 2, [1] * 10), tmp_path / "b.json")
    fell, rose = held_against(run_of([True] * 6 + [False] * 4, [3] * 10), load_baseline(tmp_path / "b.json"))
    assert [line.split(":")[0] for line in fell] == ["assessment.decision"]
    assert "understanding.facts_f1" in {line.split(":")[0] for line in rose}


def test_a_figure_that_is_no_longer_scored_closes_the_gate(tmp_path: Path) -> None:
    write_baseline(run_of([True], [1]), tmp_path / "b.json")
    now = run_of([True], [1])
    empty = now.model_copy(update={"suites": (suite_log(assessment.SUITE, []), now.suites[0])})
    assert any("no longer scored" in line for line in held_against(empty, load_baseline(tmp_path / "b.json"))[0])


def test_writing_a_baseline_keeps_the_figures_of_suites_that_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text('{"retrieval.mrr": 0.7, "assessment.decision": 0.1}')
    write_baseline(run_of([True], [3]), path)
    assert load_baseline(path)["retrieval.mrr"] == 0.7 and load_baseline(path)["assessment.decision"] == 1.0


def test_a_clear_gain_is_better_and_a_chance_one_is_not() -> None:
    before = run_of([n % 2 == 0 for n in range(40)], [1] * 40)
    much, little = run_of([True] * 40, [1] * 40), run_of([n % 2 == 0 or n == 1 for n in range(40)], [1] * 40)
    assert [c.measure for c in compare(before, much).better] == ["decision"]
    assert compare(before, little).better == ()


def test_what_is_bought_with_something_else_is_called_a_trade() -> None:
    found = compare(run_of([True] * 40, [1] * 40), run_of([False] * 40, [3] * 40))
    assert found.trade and {c.measure for c in found.worse} == {"decision"}
    assert {f.case for f in found.flips} == {c.id for c in CASES[:40]}


def test_runs_without_a_common_case_are_not_compared() -> None:
    with pytest.raises(LogError, match="share no"):
        compare(run_of([], []), run_of([], []))


def test_cases_that_changed_between_two_runs_are_named() -> None:
    other = run_of([True], [1]).model_copy(update={"datasets": {"cases": "2"}, "policy": "q"})
    left_out = compare(run_of([True], [1]), other).left_out
    assert any("labels may differ" in line for line in left_out) and any("policy" in line for line in left_out)


def test_the_trend_runs_from_the_oldest_to_the_newest(tmp_path: Path) -> None:
    write_log(run_of([True], [3], at="2026-11-20T10:00:00+00:00"), tmp_path / "b.json")
    write_log(run_of([False], [3], at="2026-11-19T10:00:00+00:00"), tmp_path / "z.json")
    (series,) = trend(tmp_path, ["assessment.decision"])
    assert [p.value for p in series.points] == [0.0, 1.0]
    assert "<polyline" in render_trend([series])
    with pytest.raises(LogError, match="no run holds"):
        trend(tmp_path, ["assessment.luck"])


def test_the_page_shows_hostile_pastes_as_text() -> None:
    case = CASES[0].model_copy(update={"paste": "<script>alert(1)</script> {{ 7*7 }} & end"})
    row = Row(
        id=case.id, counts={"decision.n": 1}, wrong=(Wrong(what="decision", expected="<b>", got="x"),),
        marks=(Mark(start=0, end=8, what="version", kind="expected"),),
    )  # fmt: skip
    log = run_of([], []).model_copy(update={"suites": (suite_log(assessment.SUITE, [row]),)})
    page = render_page(log, [case])
    assert "<script>" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page and "<b>&lt;" not in page


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render_page(run_of([True, False], [3, 1]), CASES)
    assert "http" not in page.replace(CASES[0].paste, "") or "src=" not in page
    assert "<link" not in page and "<script" not in page


def test_marks_may_overlap_and_no_letter_is_lost() -> None:
    text = "since Monday at nine"
    cut = pieces(text, [Mark(start=0, end=12, what="started_at", kind="expected"),
                        Mark(start=6, end=20, what="deadline", kind="found")])  # fmt: skip
    assert "".join(p.text for p in cut) == text
    assert [p.kind for p in cut] == ["expected", "both", "found"]


def test_every_suite_of_drafts_has_measures_with_a_meaning() -> None:
    from evals.drafting_cases import SUITES

    assert tuple(s.name for s in SUITES) == DRAFTED
    assert all(m.meaning for s in SUITES for m in s.measures)
