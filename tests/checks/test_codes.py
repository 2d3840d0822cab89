"""Whoever meets a code on the page finds it in docs/codes.md."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

CODES = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
POLICY = sorted((ROOT / "knowledge" / "policy").glob("*.toml"))


@pytest.mark.parametrize("path", POLICY, ids=lambda p: p.stem)
def test_every_source_and_every_kind_of_finding_in_the_policy_is_explained(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sources = set(re.findall(r"\b(?:S[0-4]|X\d{1,2})\b(?! ?[-/])", text))
    findings = set(re.findall(r"(?m)^\[finding\.([A-Z])-", text))
    unexplained = {s for s in sources if f"| {s} |" not in CODES} | {f for f in findings if f"| {f}- |" not in CODES}
    assert not unexplained
    assert "house" not in text or "**house**" in CODES
