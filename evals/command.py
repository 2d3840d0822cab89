"""The command line of `python -m evals`.

    python -m evals [SUITE...]                run suites (none named: those on drafts, and consistency)
    python -m evals compare A B               two runs, each a log file or an engine (rules, recording, model)
    python -m evals trend [FOLDER]            the runs of a folder over time
    python -m evals case FILE --row N         a register entry or export row as a case to label

Exit codes as the product's: 0 fine · 1 below the baseline · 2 wrong usage · 3 could not run.
"""

import argparse
import sys
from pathlib import Path

from assistant.errors import WrongUsage
from evals.case import CASES, EvalCase, load_cases
from evals.gate import BASELINE, held_against, load_baseline, write_baseline
from evals.log import RunLog, render_log, write_log
from evals.registry import DEFAULT, SUITES, run_engine


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suite", nargs="*", help=f"any of: {', '.join(SUITES)}; all; or parts of case ids or tags")
    parser.add_argument("--engine", choices=["rules", "recording", "model"], default="rules", help="whose drafts")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of case files")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="figures that must be reached")
    parser.add_argument("--write-baseline", action="store_true", help="make this run the baseline")
    parser.add_argument("--sample-knowledge", action="store_true", help="search the sample knowledge while drafting")
    parser.add_argument("--data", type=Path, help="folder of measuring data that is not part of the repository")
    parser.add_argument("--format", choices=["text", "json", "html"], default="text")
    parser.add_argument("--log", type=Path, help="also write the run's JSON log to this file")
    parser.add_argument("--workers", type=int, help="processes; one per processor without it")
    parser.add_argument("--details", action="store_true", help="per field, item, language and case")
    return parser


def _chosen(words: list[str], cases: tuple[EvalCase, ...]) -> tuple[list[str], tuple[EvalCase, ...]]:
    """Suites and cases meant by the words. Raises WrongUsage for a word that is neither."""
    suites = list(SUITES) if "all" in words else [w for w in words if w in SUITES]
    others = [w for w in words if w not in SUITES and w != "all"]
    for word in others:
        if not any(word in c.id or word in c.tags for c in cases):
            raise WrongUsage(f"{word!r} is no suite, and no case fits it.", f"Suites: {', '.join(SUITES)}.")
    if others:
        cases = tuple(c for c in cases if any(w in c.id or w in c.tags for w in others))
    return suites or list(DEFAULT), cases


def _counting(done: int, of: int, case: str) -> None:
    """A line that moves on a terminal; elsewhere (CI) a line for every tenth."""
    if sys.stderr.isatty():
        print(f"\r{done}/{of} {case[:50]:50}", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done == of or done % max(1, of // 10) == 0:
        print(f"{done}/{of}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run and report; returns the exit code. Raises EscalateError."""
    words = sys.argv[1:] if arguments is None else arguments
    if words and words[0] in ("compare", "trend", "case"):
        from evals import verbs

        return verbs.run(words[0], words[1:])
    args = _parser().parse_args(words)
    if args.data is not None and not args.data.is_dir():
        raise WrongUsage(f"there is no folder {args.data}.", "Give the folder of the measuring data.")
    suites, cases = _chosen(args.suite, load_cases(args.cases))
    if not cases:
        raise WrongUsage(f"{args.cases} holds no case.", "Give a folder of case files.")
    log = run_engine(
        args.engine, suites, cases, data=args.data, workers=args.workers, sample_knowledge=args.sample_knowledge,
        progress=_counting,
    )  # fmt: skip
    if args.log is not None:
        write_log(log, args.log)
    _print(log, cases, args)
    if args.write_baseline:
        write_baseline(log, args.baseline)
    partly = len(cases) < len(load_cases(args.cases)) or args.engine != "rules" or args.cases != CASES
    return 0 if partly or not args.baseline.exists() else _gate(log, args.baseline)


def _print(log: RunLog, cases: tuple[EvalCase, ...], args: argparse.Namespace) -> None:
    if args.format == "json":
        print(render_log(log), end="")
    elif args.format == "html":
        from evals.page import render_page

        print(render_page(log, cases))
    else:
        from evals.table import show_run

        show_run(log, args.details)


def _gate(log: RunLog, path: Path) -> int:
    fell, rose = held_against(log, load_baseline(path))
    for line in rose:
        print(f"above the baseline: {line}", file=sys.stderr)
    for line in fell:
        print(f"below the baseline: {line}", file=sys.stderr)
    return 1 if fell else 0
