"""Loaders of public sets, on tiny files in the published formats."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.datasets import NotThisSet, demibud, export, gitbugs, nlbse
from evals.datasets.labelled import Labelled
from tests.importers import shapes

NLBSE = (
    "repo,created_at,label,title,body\n"
    'facebook/react,2023-08-02 02:26:00,bug,Radio stops,"It ""stops""\nafter two clicks"\n'
    "microsoft/vscode,2023-08-03 02:26:00,feature,Dark icons,Please add them\n"
    "bitcoin/bitcoin,2023-08-04 02:26:00,question,How to sync,How?\n"
)
ANNOTATED = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<bug no-bug="" comments=""><id>1671</id><title ob="x" eb="" sr="">extra &lt;path&gt; added</title><desc>
<parg ob="" eb="" sr="" id="1"><st ob="" eb="" sr="x" id="1.1">1 start it</st>
<st ob="" eb="" sr="x" id="1.2">2 save</st></parg>
<parg ob="" eb="" sr="" id="2"><st ob="x" eb="" sr="" id="2.1">A line was added.</st></parg></desc></bug>
"""
PLAIN = """<bug><id>188</id><title>Dialog closes</title><description><paragraph id="1">
<sentence id="1.1">It should stay open.</sentence></paragraph></description></bug>
"""


def test_nlbse_as_of_2024(tmp_path: Path) -> None:
    (tmp_path / "issues_test.csv").write_text(NLBSE)
    found = list(nlbse.load(tmp_path))
    assert [r.labels["type"] for r in found] == ["bug", "feature", "question"]
    assert found[0].text == 'Radio stops\n\nIt "stops"\nafter two clicks' and len({r.id for r in found}) == 3


def test_nlbse_as_of_2023_in_its_archive(tmp_path: Path) -> None:
    text = b"label,id,title,body,author_association\ndocumentation,7,Typo,In the guide,NONE\nbug,8,Crash,Boom,NONE\n"
    with tarfile.open(tmp_path / "nlbse23-issue-classification-test.csv.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("nlbse23-issue-classification-test.csv")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    assert [(r.id, r.labels["type"]) for r in nlbse.load(tmp_path)] == [("7", "documentation"), ("8", "bug")]


def test_annotated_bug_reports(tmp_path: Path) -> None:
    (tmp_path / "argouml").mkdir()
    (tmp_path / "argouml" / "1671.parse.xml").write_text(ANNOTATED)
    (record,) = demibud.load(tmp_path)
    assert record == Labelled(
        "argouml-1671", "extra <path> added\n\n1 start it\n2 save\n\nA line was added.",
        {"observed": True, "expected": False, "steps": True},
    )  # fmt: skip


def test_bug_reports_with_their_labels_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "eclipse").mkdir()
    (tmp_path / "eclipse" / "188.xml").write_text(PLAIN)
    (tmp_path / "coded.csv").write_text("system;bug_id;instance_id;is_ob;is_eb;is_sr\neclipse;188;0;;x;\n")
    (record,) = demibud.load(tmp_path)
    assert record.labels == {"observed": False, "expected": True, "steps": False}
    assert record.text == "Dialog closes\n\nIt should stay open."


def test_gitbugs_as_published(tmp_path: Path) -> None:
    (tmp_path / "hadoop_bugs.csv").write_text(
        "Summary,Issue id,Status,Priority,Resolution,Created,Resolved,Affects Version/s,Description\n"
        'JAR in conflict,13404344,Resolved,Blocker,Duplicate,30/Sep/21 17:20,20/Jul/22 20:51,2.9.2,"It\nfails"\n'
        "Second,13404345,Open,Major,,30/Sep/21 17:20,,,\n"
    )
    (tmp_path / "hadoop_bugs-combined.csv").write_text('Issue id,Duplicate id\n13404344,"1, 2"\n')
    first, second = gitbugs.load(tmp_path)
    assert (first.id, first.text) == ("13404344", "JAR in conflict\n\nIt\nfails")
    assert first.labels == {"duplicates": ("1", "2"), "priority": "Blocker"} and second.text == "Second"


def test_gitbugs_as_the_retrieval_suite_reads_it(tmp_path: Path) -> None:
    row = {"id": "5", "order": 1.0, "title": "T", "text": "T", "created": "01/Jan/20 02:52", "priority": "Major"}
    with gzip.open(tmp_path / "tickets.jsonl.gz", "wt") as file:
        file.write(json.dumps(row) + "\n")
    (tmp_path / "duplicates.json").write_text('{"5": ["4"]}')
    assert list(gitbugs.load(tmp_path)) == [Labelled("5", "T", {"duplicates": ("4",), "priority": "Major"})]


def test_a_teams_own_export(tmp_path: Path) -> None:
    (tmp_path / "e.ndjson").write_text(json.dumps(shapes.zendesk()) + "\n{broken\n")
    (record,) = export.load(tmp_path / "e.ndjson")
    assert record.labels["priority"] == "high" and "internal note" in record.text


@pytest.mark.parametrize("load", [nlbse.load, demibud.load, gitbugs.load])
@pytest.mark.parametrize("content", ["a,b\n1,2\n", "system;bug\n1;2\n", ""])
def test_other_columns_are_said_to_be_others(load: Callable[[Path], object], content: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(content)
    with pytest.raises(NotThisSet, match="has not these columns"):
        list(load(tmp_path))  # type: ignore[call-overload]


@pytest.mark.parametrize("load", [nlbse.load, demibud.load, gitbugs.load])
def test_an_empty_folder_is_no_set(load: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(NotThisSet):
        list(load(tmp_path))  # type: ignore[call-overload]
