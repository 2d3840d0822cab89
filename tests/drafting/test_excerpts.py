"""A long log in a brief: the lines that failed are there, in their order, and what was left out is marked."""

from assistant.drafting.excerpts import GAP, excerpt, telling_lines

STARTED = [f"2026-11-20T08:00:{n:02d}Z INFO worker {n} started" for n in range(13)]
FAILED = [f"2026-11-20T08:01:{n:02d}Z ERROR job {n} lost its lock on shard {n}" for n in range(12)]
ENDED = ["2026-11-20T08:02:00Z INFO shutting down", "2026-11-20T08:02:01Z INFO bye"]


def shown(lines: list[str], most: int = 15) -> list[str]:
    return excerpt(lines, telling_lines(lines, most)).split("\n")


def test_the_lines_that_failed_come_before_those_that_started() -> None:
    out = shown(STARTED + FAILED + ENDED)
    assert [line for line in out if "ERROR" in line] == FAILED
    assert out[0] == GAP
    assert STARTED[-1] in out, "the line before the first failure is its context"
    assert len([line for line in out if line != GAP]) == 15


def test_one_failure_among_many_lines_stands_with_its_neighbours() -> None:
    lines = STARTED + ["java.lang.IllegalStateException: pool closed", "  at app.Pool.get(Pool.java:71)"] + STARTED * 3
    out = shown(lines, 5)
    assert out[0] == out[-1] == GAP
    assert out[1:4] == [lines[12], lines[13], lines[14]]


def test_a_failure_told_once_is_not_crowded_out_by_one_told_often() -> None:
    often = [f"08:00:{n:02d} ERROR timeout after {n} ms" for n in range(40)]
    assert "08:01:00 ERROR disk full on /var" in shown([*often, "08:01:00 ERROR disk full on /var"], 10)


def test_a_log_without_a_failure_is_shown_from_its_beginning_and_a_short_one_whole() -> None:
    assert shown(STARTED, 4) == [*STARTED[:4], GAP]
    assert shown(FAILED[:3]) == FAILED[:3]
