"""`escalate reword`: the same text in another manner, or, where the model changed what it says, no text at all."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.chain.scripted import script
from tests.llm.servers import Behaviour, Server, serve

from .conftest import Run

Start = Callable[[Behaviour], Server]
UPDATE = """Hello Ms Lopez,

What we know: Since Monday, 16 November, the export stops at row 40 of 212 with EXP-2107. 35 users are affected.
What we don't know yet: We have not confirmed the cause.
What we're doing next: Our engineers are comparing the two queues on 4.18.2; ticket TS-10022.
What you should do in the meantime: Please use https://help.kestrel.example/csv and write to anna@ourtool.example.
Next update: by 20 November 2026, 14:00 UTC.

I stay your contact for this case.
Kind regards
Anna Kern
"""
BRIEF = """# ESCALATION: Export stops
**Severity:** High

## Impact
- **Customers affected:** 1 (Kestrel Foods)

## What's Needed
- Investigate why the export stops at row 40 (unverified: 41)
- **Deadline:** 20 November 2026, 14:00 UTC
"""
FRENCH = """Bonjour Madame Lopez,

Ce que nous savons : depuis le lundi 16 novembre, l'export s'arrête à la ligne 40 sur 212 avec EXP-2107. 35 personnes sont touchées.
Ce que nous ne savons pas encore : la cause n'est pas confirmée.
Ce que nous faisons : nos ingénieurs comparent les deux files d'attente en version 4.18.2 ; ticket TS-10022.
En attendant : utilisez https://help.kestrel.example/csv et écrivez à anna@ourtool.example.
Prochaine nouvelle : le 20 novembre 2026 à 14:00 UTC au plus tard.

Je reste votre interlocutrice.
Cordialement
Anna Kern
"""  # noqa: E501


@pytest.fixture(autouse=True)
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts an endpoint that behaves like this, and makes it the model in force."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "ESCALATE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    given = {"NO_PROXY": "127.0.0.1", "ESCALATE_MODEL_CACHE": "false", "ESCALATE_MODEL_RETRIES": "0"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:

        def start(behaviour: Behaviour) -> Server:
            server = stack.enter_context(serve(behaviour))
            monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
            return server

        yield start


def changing(text: str, was: str, becomes: str) -> Behaviour:
    """A model that returns the text with one thing changed; it may know the names behind the placeholders."""
    assert was in text
    return script(reword={"text": text.replace(was, becomes)})


def reword(escalate: Run, tmp_path: Path, text: str, kind: str = "update", manner: str = "formal") -> Any:
    (tmp_path / "text.md").write_text(text, encoding="utf-8")
    return escalate("reword", "text.md", "--kind", kind, "--as", manner, "-o", "out.md")


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("35 users", "37 users", "37"),
        ("14:00 UTC", "15:00 UTC", "15:00"),
        ("14:00 UTC", "14:00", "time zone"),
        ("Next update: by 20 November 2026, 14:00 UTC.", "We will be in touch.", "2026-11-20 14:00"),
        ("; ticket TS-10022", "", "TS-10022"),
        ("Anna Kern", "Tom Becker", "Kern"),
        ("We have not confirmed the cause.", "The problem is resolved.", "resolved"),
        ("35 users are affected.", "35 users are affected. Brightwater Logistics sees it too.", "Brightwater"),
        ("https://help.kestrel.example/csv", "https://evil.example/csv", "evil.example"),
        ("Hello Ms Lopez", "Hello <PERSON_7>", "<PERSON_7>"),
        ("What we know:", "<b>What we know:</b>", "<b>"),
        ("Hello", "<!channel> Hello", "<!channel>"),
        ("35 users", "35 users (unverified: 35)", "unverified"),
    ],
)
def test_a_text_that_says_something_else_is_not_printed(
    escalate: Run, endpoint: Start, tmp_path: Path, was: str, becomes: str, told: str
) -> None:
    endpoint(changing(UPDATE, was, becomes))
    ran = reword(escalate, tmp_path, UPDATE)
    assert ran.code == 3 and ran.out == b"" and ran.err.count("\n") == 1
    assert "stands as it was" in ran.err and told in ran.err
    assert not (tmp_path / "out.md").exists()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("**Severity:** High", "**Severity:** Critical", "severity"),
        ("## Impact\n", "", "Impact"),
        ("- **Deadline:** 20 November 2026, 14:00 UTC", "- Soon", "Deadline"),
        (" (unverified: 41)", "", "unverified"),
    ],
)
def test_a_brief_keeps_its_headings_labels_and_marks(
    escalate: Run, endpoint: Start, tmp_path: Path, was: str, becomes: str, told: str
) -> None:
    endpoint(changing(BRIEF, was, becomes))
    ran = reword(escalate, tmp_path, BRIEF, "brief")
    assert ran.code == 3 and told in ran.err


def test_other_words_for_the_same_are_printed(escalate: Run, endpoint: Start, tmp_path: Path) -> None:
    endpoint(changing(UPDATE, "Please use", "We kindly ask you to use"))
    ran = reword(escalate, tmp_path, UPDATE)
    assert "stands as it was" not in ran.err
    assert (tmp_path / "out.md").read_text(encoding="utf-8") == UPDATE.replace("Please use", "We kindly ask you to use")


def test_a_translation_keeps_facts_and_is_in_the_customers_language(
    escalate: Run, endpoint: Start, tmp_path: Path
) -> None:
    (tmp_path / "issue.txt").write_text("Bonjour, depuis lundi l'export s'arrête à la ligne 40 et nous sommes bloqués.")
    (tmp_path / "text.md").write_text(UPDATE, encoding="utf-8")
    arguments = ("reword", "text.md", "--kind", "update", "--as", "customer_language", "--issue", "issue.txt")
    endpoint(script(reword={"text": FRENCH}))
    assert "Madame Lopez" in escalate(*arguments).text
    endpoint(script(reword={"text": FRENCH.replace("14:00", "15:00")}))
    assert escalate(*arguments).code == 3
    endpoint(script(reword={"text": UPDATE}))
    ran = escalate(*arguments)
    assert ran.code == 3 and "wrong language" in ran.err
