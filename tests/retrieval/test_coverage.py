"""Titles of one mould: the word that differs decides."""

import gzip
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.domain import Article, Ticket
from assistant.retrieval import KnowledgeIndex
from assistant.retrieval.coverage import Headline
from assistant.retrieval.embedder import Embedder
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


@dataclass(frozen=True)
class _Known:
    weights: dict[str, float]
    rarest: float = 3.0

    def rarities(self, terms: Iterable[str]) -> dict[str, float]:
        return {term: self.weights.get(term, 0.0) for term in terms}


def test_shares_are_of_weight_and_a_title_that_says_nothing_is_covered() -> None:
    query = read_query("Export loses rows\n\nSince the update the export of invoices stops.")
    assert query is not None
    weights = {"export": 1.0, "lose": 2.0, "row": 1.0}
    headline = Headline(query, _Known(weights))
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


def test_a_courtesy_before_the_problem_does_not_decide(index: KnowledgeIndex) -> None:
    courteous = "I hope you are doing well."
    index.add(
        [
            Ticket(
                id="RIGHT",
                title="Nightly export stops half way",
                text="The nightly export of orders stops half way and no file is written. Timeout after 30 minutes.",
            ),
            Ticket(
                id="KIND",
                title="Export of orders is slow",
                text=f"{courteous} Our team says the export of orders takes an hour. Please help us.",
            ),
            *(Ticket(id=f"F{n}", title=f"Printer {n} jams", text=f"Tray {n} was empty.") for n in range(12)),
        ]
    )
    problem = "Our nightly export of orders stops half way since Monday, no file is written."
    for opening in ("", f"{courteous} ", f"{courteous}\n\n"):
        assert index.search(f"Hi team,\n\n{opening}{problem}\n\nBest")[0].id == "RIGHT"


def test_what_an_article_says_of_its_issue_counts_and_a_code_is_no_part_of_a_longer_one(index: KnowledgeIndex) -> None:
    asked = "Checkout rejects cards with EXP-2107"
    index.add(
        [
            Article(
                id="A",
                title="Checkout rejects cards",
                text="Renew the certificate of the gateway.",
                error_codes=("EXP-2107",),
            ),
            Ticket(id="LONGER", title="Checkout rejects cards", text="The log says EXP-21071."),
        ]
    )
    shares = {one.item.id: one.coverage.asked for one in index.found(asked)}
    assert shares["A"] == 1.0
    assert shares["LONGER"] < 0.9


def test_threads_may_search_an_index_nobody_opened_yet(tmp_path: Path, embedder: Embedder) -> None:
    KnowledgeIndex(tmp_path / "i", embedder).add([Ticket(id="1", title="Export stops", text="It stops.")])
    for _ in range(20):
        cold = KnowledgeIndex(tmp_path / "i", embedder)
        with ThreadPoolExecutor(4) as pool:
            assert all(found[0].id == "1" for found in pool.map(cold.search, ["export stops"] * 4))


def test_an_index_made_anew_is_seen_though_as_many_changes_were_made(tmp_path: Path, embedder: Embedder) -> None:
    old = KnowledgeIndex(tmp_path / "i", embedder)
    old.add([Ticket(id="1", title="Login page stays blank", text="Blank since the update.")])
    assert old.search("login page blank")
    other = KnowledgeIndex(tmp_path / "i", embedder)
    other.clear()
    other.add([Ticket(id="1", title="Coffee machine leaks", text="Water on the floor.")])
    assert [found.title for found in old.search("coffee machine")] == ["Coffee machine leaks"]
