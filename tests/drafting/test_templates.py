"""The template files hold together, and masking reaches every drafted text."""

from dataclasses import replace
from pathlib import Path

import pytest
from drafting_case import ROOT, Made

from assistant.domain import Drafts
from assistant.drafting import load_templates, mask_drafts, offers
from assistant.drafting.tried import split_step
from assistant.errors import PolicyError
from assistant.redaction import redact

FOLDER = ROOT / "knowledge" / "templates"


def test_eight_languages(made: Made) -> None:
    assert set(made.templates.languages) == {"en", "de", "fr", "es", "pt", "it", "nl", "ja"}
    assert len(offers(made.templates)) == 4


@pytest.mark.parametrize(
    ("old", "new"), [('greeting = "Hello,"\n', ""), ("{owner}", "{boss}"), ("[labels]", "[lables]")]
)
def test_a_broken_file_is_named(tmp_path: Path, old: str, new: str) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    german = tmp_path / "de.toml"
    source = german.read_text(encoding="utf-8").replace('greeting = "Guten Tag,"\n', 'greeting = "Hello,"\n')
    german.write_text(source.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"de\.toml"):
        load_templates(tmp_path)


@pytest.mark.parametrize(
    ("told", "action", "result"),
    [
        ("swapped the codec order, no change", "swapped the codec order", "no change"),
        ("rebooted -> still hangs", "rebooted", "still hangs"),
        ("Cleared the cache", "Cleared the cache", None),
        ("new cable; new port", "new cable; new port", None),
        ("Same in a private window", "Same in a private window", "as told in the step"),
        (
            "neues Zertifikat, zweites Rechenzentrum: gleiches leeres Ergebnis",
            "neues Zertifikat, zweites Rechenzentrum",
            "gleiches leeres Ergebnis",
        ),
    ],
)
def test_steps_part_from_results(made: Made, told: str, action: str, result: str | None) -> None:
    assert split_step(told, made.templates, "de") == (action, result)


def test_secrets_and_contacts_are_masked_everywhere(made: Made) -> None:
    token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    text = f"the token {token} of eve@thirdparty.example was pasted"
    document = made.document.model_copy(update={"subject": text})
    issue = made.issue.model_copy(update={"customer": text})
    drafts = replace(
        made, document=document, issue=issue, extraction=made.extraction.model_copy(update={"summary": text})
    ).draft()
    assert drafts.brief is not None and token in drafts.brief.markdown
    masked, counts = mask_drafts(drafts, redact)
    assert isinstance(masked, Drafts)
    assert masked.brief is not None
    shown = masked.brief.model_dump_json()
    assert token not in shown and "eve@thirdparty.example" not in shown
    assert counts == {"email": 1, "secret": 1}
    assert mask_drafts(masked, redact) == (masked, {})
