"""Titles of one mould: the word that differs decides."""

import gzip
import json
from pathlib import Path

import pytest

from assistant.domain import Ticket
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.coverage import Headline
from assistant.retrieval.query import read_query
from evals.duplicates import marked


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ("Upgrade of the payment plugin to 2.9.10 fails", "V10"),
        ("Upgrade of the payment plugin to 2.10.9 fails", "V109"),
        ("Nightly job fails with EXP-2107", "E7"),
        ("Nightly job fails with EXP-2108", "E8"),
    ],
)
def test_the_version_or_code_named_decides_between_titles_of_one_mould(
    index: KnowledgeIndex, asked: str, right: str
) -> None:
    index.add(
        [
            Ticket(id="V10", title="Upgrade of the payment plugin to 2.9.10 fails", text="It stops half way."),
            Ticket(id="V109", title="Upgrade of the payment plugin to 2.10.9 fails", text="It stops half way."),
            Ticket(id="E7", title="Nightly job fails with EXP-2107", text="No file is written."),
            Ticket(id="E8", title="Nightly job fails with EXP-2108", text="No file is written."),
        ]
    )
    assert index.search(f"{asked}\n\nWe tried again this morning.")[0].id == right


def test_shares_are_of_weight_and_a_title_that_says_nothing_is_covered() -> None:
    query = read_query("Export loses rows\n\nSince the update the export of invoices stops.")
    assert query is not None
    weights = {"export": 1.0, "lose": 2.0, "row": 1.0}
    headline = Headline(query, lambda terms: {term: weights.get(term, 0.0) for term in terms})
    same, half, empty = (
        Ticket(id="1", title="Rows lost", text="Export loses rows"),
        Ticket(id="2", title="Export of invoices", text="-"),
        Ticket(id="3", title="The", text="-"),
    )
    found = headline.coverage([same, half, empty])
    assert found["1"].asked == 1.0
    assert found["2"].asked == pytest.approx(1 / 4)
    assert found["2"].recorded == 1.0
    assert (found["3"].asked, found["3"].recorded) == (0.0, 1.0)


def test_a_tracker_of_json_lines_tells_repeats_others_and_unclear_ones_apart(tmp_path: Path) -> None:
    rows = [{"id": str(n), "order": n, "title": f"t{n}", "text": "x"} for n in range(6)]
    rows[4] |= {"duplicates": ["1"]}
    rows[5] |= {"unclear": True}
    file = tmp_path / "small.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(f"{json.dumps(row)}\n" for row in reversed(rows))
    tracker = marked(file)
    assert tracker.name == "small"
    (query,) = tracker.queries()
    assert (query.id, query.wanted, query.later) == ("4", {"1"}, {"4", "5"})
    assert [other.id for other in tracker.others(9)] == ["3"]
