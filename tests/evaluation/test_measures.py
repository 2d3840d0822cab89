"""Figures and their intervals: what a team reads before it believes that a change helped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.measures import Measure, differences, f1, intervals, macro_f1, mean, share, total, value_of

ROWS = st.lists(
    st.fixed_dictionaries({"facts.right": st.integers(0, 5), "facts.extra": st.integers(0, 5),
                           "facts.missed": st.integers(0, 5)}), min_size=1, max_size=30,
)  # fmt: skip
F1 = Measure("f1", "", f1("facts"))


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_an_interval_holds_its_figure_and_stays_a_share(rows: list[dict[str, int]]) -> None:
    found = intervals([F1], rows).get("f1")
    right, extra, missed = (sum(r[f"facts.{k}"] for r in rows) for k in ("right", "extra", "missed"))
    if right + extra + missed == 0:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(2 * right / (2 * right + extra + missed))
    assert 0 <= found.low <= found.value + 1e-9 and found.value - 1e-9 <= found.high <= 1


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_a_run_against_itself_differs_by_nothing(rows: list[dict[str, int]]) -> None:
    assert all((d.value, d.low, d.high) == (0, 0, 0) for d in differences([F1], rows, rows).values())


def test_more_cases_make_an_interval_narrower() -> None:
    rows = [{"decision.right": float(n % 3 > 0), "decision.n": 1.0} for n in range(30)]
    measure = Measure("decision", "", share("decision"))
    few, many = intervals([measure], rows)["decision"], intervals([measure], rows * 10)["decision"]
    assert many.high - many.low < (few.high - few.low) / 2


def test_what_was_not_scored_is_no_zero() -> None:
    rows = [{"a.right": 1.0, "a.n": 1.0}, {}]
    assert value_of(Measure("a", "", share("a")), rows) == 1.0
    assert value_of(Measure("b", "", share("b")), rows) is None
    assert value_of(Measure("b", "", mean("b")), rows) is None
    assert value_of(Measure("b", "", total("b")), rows) == 0.0


def test_macro_f1_gives_every_class_the_same_weight() -> None:
    rows = [{"state[present>present]": 98.0, "state[missing>present]": 1.0, "state[missing>missing]": 1.0}]
    expected = (2 * 98 / (98 + 99) + 2 * 1 / (1 + 2)) / 2
    assert value_of(Measure("m", "", macro_f1("state")), rows) == pytest.approx(expected)


def test_runs_on_other_numbers_of_cases_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same cases"):
        differences([F1], [{"facts.right": 1.0}], [])
