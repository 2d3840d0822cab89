"""What the README says is true: commands, options, exit codes, settings, findings, and the demo's output."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import AliasChoices

from assistant.resources import shipped
from assistant.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    match = re.search(rf"<!-- {name}:start.*?-->\n(.*?)<!-- {name}:end -->", README, re.DOTALL)
    assert match, f"no {name} block"
    return match.group(1).strip()


def findings_table() -> str:
    """The table as the README must hold it."""
    rules = tomllib.loads((shipped("knowledge") / "policy" / "checklist.toml").read_text(encoding="utf-8"))["finding"]
    rows = ["| id | level | what is wrong | for example | closed by |", "|---|---|---|---|---|"]
    for id, rule in rules.items():
        cells = (id, rule["level"], rule["meaning"], rule["example"], rule["closes"])
        rows.append("| " + " | ".join(str(c).replace("|", "\\|") for c in cells) + " |")
    return "\n".join(rows)


def register_findings_table() -> str:
    """The same of what is found on kept escalations."""
    rules = tomllib.loads((shipped("knowledge") / "policy" / "ownership.toml").read_text(encoding="utf-8"))["finding"]
    rows = ["| id | level | what is wrong | closed by |", "|---|---|---|---|"]
    for id, rule in rules.items():
        rows.append("| " + " | ".join((id, rule["level"], rule["meaning"], rule["closes"].replace("|", "\\|"))) + " |")
    return "\n".join(rows)


def run(*arguments: str, home: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ESCALATE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


def test_the_findings_table_is_the_policys() -> None:
    assert block("findings") == findings_table()
    assert block("register-findings") == register_findings_table()


def test_every_command_and_option_named_exists(tmp_path: Path) -> None:
    commands = re.search(r"## Commands\n\n```\n(.*?)```", README, re.DOTALL)
    assert commands
    for chunk in re.split(r"\n(?=escalate|python)", commands.group(1)):
        words = chunk.split()
        if words[0] != "escalate":
            continue
        shown = run(words[1], "--help", home=tmp_path)
        assert shown.returncode == 0, words[1]
        for option in re.findall(r"--[a-z-]+", chunk):
            assert option in shown.stdout, f"{words[1]} has no {option}"


def test_every_setting_is_named() -> None:
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias or f"ESCALATE_{name.upper()}"
        for variable in alias.choices if isinstance(alias, AliasChoices) else (alias,):
            assert str(variable) in README, variable


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (("draft", "--allow-incomplete"), "How do we change the language of the page?", 0),
        (("draft",), "", 2),
        (("draft", "no-such-file.txt"), "", 2),
        (("draft", "--received-at", "yesterday"), "x is broken", 2),
        (("draft", "--engine", "model"), "x is broken", 0),  # no model: by rules, and it says so
        (("draft", "--save", "--allow-incomplete"), "How do we change the language of the page?", 0),
        (("register", "show", "ESC-1"), "", 2),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], stdin: str, code: int, tmp_path: Path) -> None:
    done = run(*arguments, home=tmp_path, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_is_real(tmp_path: Path) -> None:
    demo = block("demo")
    command = re.search(r"^\$ echo \"(.*)\" \| escalate draft (.*)$", demo, re.MULTILINE)
    assert command
    done = run("draft", *command.group(2).split(), home=tmp_path, stdin=command.group(1) + "\n")
    shown = [line for line in demo.splitlines() if line and not line.startswith(("```", "$")) and line != "..."]
    printed = done.stdout.splitlines()
    missing = [line for line in shown if line not in printed]
    assert not missing, missing
