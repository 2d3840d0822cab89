"""`python -m evals compare|trend|case`: what is done with runs and cases beside running suites."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from evals.case import CASES, load_cases
from evals.comparing import compare, render
from evals.log import RunLog, read_log
from evals.registry import run_engine
from evals.running import DRAFTED
from evals.table import show
from evals.trending import trend, trend_table

ENGINES = ("rules", "recording", "model")


def run(verb: str, words: list[str]) -> int:
    """Carry out a verb; returns the exit code. Raises EscalateError."""
    verbs: dict[str, Callable[[list[str]], int]] = {"compare": _compare, "trend": _trend, "case": _case}
    return verbs[verb](words)


def _compare(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals compare", description="Run b against run a, in pairs.")
    parser.add_argument("a", help="a log file, or rules, recording, model")
    parser.add_argument("b", help="as a")
    parser.add_argument("--cases", type=Path, default=CASES)
    parser.add_argument("--format", choices=["text", "json"], default="text")
    args = parser.parse_args(words)
    a, b = (_run_of(name, args.cases) for name in (args.a, args.b))
    found = compare(a, b)
    if args.format == "json":
        changes = [vars(c) | {"verdict": c.verdict} for c in found.changes]
        flips = [vars(f) for f in found.flips]
        whole = {"changes": changes, "flips": flips, "trade": found.trade, "left_out": found.left_out}
        print(json.dumps(whole, indent=1))
    else:
        show(render(found, (args.a, args.b)))
    return 1 if found.worse else 0


def _run_of(name: str, cases: Path) -> RunLog:
    if name not in ENGINES:
        return read_log(Path(name))
    print(f"running {name}", file=sys.stderr)
    return run_engine(name, DRAFTED, load_cases(cases))


def _trend(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals trend", description="The runs of a folder, oldest first.")
    parser.add_argument("folder", type=Path, help="folder of run logs (python -m evals --log FOLDER/NAME.json)")
    parser.add_argument("--figure", action="append", help="suite.figure; the ones with a goal without it")
    parser.add_argument("--format", choices=["text", "json", "html"], default="text")
    args = parser.parse_args(words)
    found = trend(args.folder, args.figure)
    if args.format == "json":
        print(json.dumps([vars(s) for s in found], indent=1))
    elif args.format == "html":
        from evals.page import render_trend

        print(render_trend(found))
    else:
        show([trend_table(found)])
    return 0


def _case(words: list[str]) -> int:
    from evals.casemaking import main

    return main(words)
