"""Learn the weights of `Match.same_problem` and say how well they hold where they were not learnt.

    python tools/learn_same_problem.py --data ../shared/data --gitbugs SeaMonkey_bugs.csv SeaMonkey_bugs-combined.csv \\
        --marked jquery.jsonl.gz --held i3.jsonl.gz --work /tmp/same-problem [--write]

Trackers: Hadoop (in the data folder), any other of GitBugs (av9ash/gitbugs, CC BY 4.0), whose two CSV files a user
fetches from there, and JSON lines (`evals/duplicates.py`, `marked`). docs/search.md names those that were learnt from.
Indexing takes about a minute a thousand tickets; an index in --work is used again.

Four figures tell whether the weights are general: learnt on each tracker's earlier half and tried on its later half;
learnt on all other trackers and tried on this one; tried on trackers held back from all learning; and learnt on all
(what is shipped).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.retrieval import open_index
from assistant.retrieval.ranking import SameProblem
from evals.calibration import CLAIM_FROM, DEPTH, REPEATS, Asked, ask, decide, first_places, learn, reliability
from evals.duplicates import Tracker, gitbugs, hadoop, marked

ROUNDS = 2
"""What is found depends on the weights a little; a second round learns from what the first one's weights find."""
SHIPPED = Path("assistant/retrieval/same_problem.json")


def main() -> int:
    """Learn, report, and write where asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds gitbugs_hadoop/")
    parser.add_argument("--gitbugs", type=Path, nargs=2, action="append", default=[], metavar=("BUGS", "PAIRS"))
    parser.add_argument("--marked", type=Path, action="append", default=[], help="a tracker as JSON lines")
    parser.add_argument("--held", type=Path, action="append", default=[], help="the same, only to try the weights on")
    parser.add_argument("--work", type=Path, required=True, help="folder for the indexes")
    parser.add_argument("--write", action="store_true", help=f"write {SHIPPED}")
    arguments = parser.parse_args()
    trackers = [
        hadoop(arguments.data),
        *(gitbugs(bugs, pairs) for bugs, pairs in arguments.gitbugs),
        *map(marked, arguments.marked),
    ]
    found = {tracker.name: _found(tracker, arguments.work / tracker.name) for tracker in trackers}
    shipped = learn(list(found.values()))
    for name, asked in found.items():
        repeats = sum(one.is_repeat for one in asked)
        print(f"{name}: {repeats} repeats, {len(asked) - repeats} others")
        rest = [other for key, other in found.items() if key != name]
        if rest:
            _report("  learnt on the other trackers", asked, learn(rest))
        early, late = _halves(asked)
        _report("  learnt on its earlier half, tried on the later", late, learn([early]))
        _report("  learnt on all", asked, shipped)
    for tracker in map(marked, arguments.held):
        print(f"{tracker.name}, never learnt from")
        _report("  learnt on all others", _found(tracker, arguments.work / tracker.name), shipped)
    print(shipped)
    if arguments.write:
        content = {
            "about": "weights of assistant/retrieval/ranking.py: SameProblem, made by tools/learn_same_problem.py",
            "learnt_on": {tracker.name: [len(tracker.rows), len(tracker.duplicates)] for tracker in trackers},
            "share_of_repeats": round(REPEATS, 3),
            "claim_from": CLAIM_FROM,
            "weights": {name: value for name, value in asdict(shipped).items() if name != "claim_from"},
        }
        SHIPPED.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def _found(tracker: Tracker, folder: Path) -> list[Asked]:
    index = open_index(folder)
    index.add(tracker.tickets(), progress=lambda done, total: print(f"\r{done}/{total}", end="", file=sys.stderr))
    return ask(index, tracker)


def _halves(asked: Sequence[Asked]) -> tuple[list[Asked], list[Asked]]:
    """Repeats and others by time, each cut in the middle."""
    parts: tuple[list[Asked], list[Asked]] = ([], [])
    for kind in (True, False):
        some = sorted((one for one in asked if one.is_repeat is kind), key=lambda one: -len(one.query.later))
        parts[0].extend(some[: len(some) // 2])
        parts[1].extend(some[len(some) // 2 :])
    return parts


def _report(label: str, asked: Sequence[Asked], weights: SameProblem) -> None:
    held = reliability(asked, weights.calibrated)
    made = decide(asked, weights.claim)
    places = first_places(asked, weights)
    if not places:
        print(f"{label}: no repeats")
        return
    print(
        f"{label}: MRR {sum(1 / place for place in places) / len(places):.3f}, recall@10"
        f" {sum(place <= DEPTH for place in places) / len(places):.3f}, ECE {held.error:.3f}; claimed:"
        f" {made.duplicates:.2f} of {made.duplicates_found} duplicates in the top 3, {made.other_matches:.3f} of other"
        f" matches, {made.first_of_others:.3f} of first matches and {made.other_queries:.3f} of tickets without a known"
        " duplicate"
    )
    print("    said/was: " + "  ".join(f"{said:.2f}/{was:.2f} ({count})" for said, was, count in held.curve))


if __name__ == "__main__":
    sys.exit(main())
