"""`python -m evals`: run the rules engine on the sample cases and hold it against the baseline.

Exit codes as the product's: 0 fine · 1 below the baseline · 2 wrong usage · 3 could not run.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from assistant.errors import EscalateError
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from evals.case import CASES, PRESENT, EvalCase, load_cases
from evals.report import BASELINE, below, figures, load_baseline, render_text
from evals.scorers import CaseScore, score_case


def run(cases: tuple[EvalCase, ...], assistant: Assistant) -> list[CaseScore]:
    """Draft every case and score it."""
    scores = []
    for number, case in enumerate(cases, 1):
        print(f"\r{number}/{len(cases)} {case.id[:50]:50}", end="", file=sys.stderr)
        fields = case.fields
        escalation = assistant.draft(
            case.paste, customer=fields.customer, reported_by=fields.reported_by, received_at=fields.received_at,
            now=fields.received_at or PRESENT, engine="rules",
        )  # fmt: skip
        scores.append(score_case(case, escalation))
    print(file=sys.stderr)
    return scores


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__.splitlines()[0])
    parser.add_argument("suite", nargs="*", help="parts of case ids or tags to run, all without it; or: checks")
    parser.add_argument("--engine", choices=["rules"], default="rules", help="the engine to score")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder of case files")
    parser.add_argument("--baseline", type=Path, default=BASELINE, help="figures that must be reached")
    parser.add_argument("--write-baseline", action="store_true", help="make this run the baseline")
    parser.add_argument("--sample-knowledge", action="store_true", help="search the sample knowledge while drafting")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--data", type=Path, help="folder of measuring data that is not part of the repository")
    parser.add_argument("--details", action="store_true", help="per field, item and case")
    return parser.parse_args(arguments)


def checks_suite(args: argparse.Namespace, cases: tuple[EvalCase, ...]) -> int:
    """What the checks catch and spare, and what they cost (`evals/checking.py`); 1 below what must be reached."""
    from evals.checking import checks, reached, render_checks

    found, mutated = checks(cases, args.data)
    print(json.dumps(found, indent=1) if args.format == "json" else render_checks(found, mutated, args.details))
    return 0 if reached(found) else 1


def main(arguments: list[str] | None = None) -> int:
    """Run and report; returns the exit code."""
    args = parse(arguments)
    cases = load_cases(args.cases)
    if args.suite == ["checks"]:
        return checks_suite(args, cases)
    if args.suite:
        cases = tuple(c for c in cases if any(s in c.id or s in c.tags for s in args.suite))
    if not cases:
        print("evals: no case fits.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(load_settings(home=Path(home)))
        if args.sample_knowledge:
            from assistant.retrieval import load_knowledge

            knowledge = assistant.settings.knowledge
            assistant.index.add(load_knowledge([knowledge / "tickets", knowledge / "articles"]).items)
        scores = run(cases, assistant)
    current = figures(scores)
    print(json.dumps(current, indent=1) if args.format == "json" else render_text(scores, args.details))
    if args.write_baseline:
        args.baseline.write_text(json.dumps(current, indent=1) + "\n", encoding="utf-8")
    if args.suite or not args.baseline.exists():
        return 0
    worse = below(current, load_baseline(args.baseline))
    for line in worse:
        print(f"below the baseline: {line}", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EscalateError as error:
        print(f"evals: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
