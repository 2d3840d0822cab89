"""A check that breaks is reported, and takes nothing with it."""

from assistant.checks.running import Check, run_checks


def test_a_crashed_check_becomes_a_line_of_not_checked() -> None:
    def broken(number: int) -> int:
        return number // 0

    results, not_checked = run_checks([Check("half", lambda n: n // 2), Check("broken", broken)], 4)
    assert results == (2,)
    assert not_checked == ("broken could not be checked: ZeroDivisionError.",)
