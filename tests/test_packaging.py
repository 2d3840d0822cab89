"""What is installed is what is here: the shipped folders, the model's weights, and nothing that git ignores."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from assistant.resources import SHIPPED, shipped
from assistant.version import DISTRIBUTION, FALLBACK

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_shipped_folders_are_the_packaged_ones() -> None:
    mapped = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert mapped == {name: f"assistant/_shipped/{name}" for name in SHIPPED}
    assert set(SHIPPED) <= set(PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_checkout_finds_its_folders(name: str) -> None:
    assert shipped(name) == ROOT / name and any(shipped(name).iterdir())


def test_the_version_is_said_once() -> None:
    assert PROJECT["project"]["version"] == FALLBACK and PROJECT["project"]["name"] == DISTRIBUTION


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built offline with what is installed."""
    out = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_one_package_with_everything_in_it(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {n.split("/")[0].split("-")[0] for n in names} == {"assistant", "escalation_assistant"}
    for needed in (
        "assistant/cli/__init__.py",
        "assistant/_shipped/ui/app.py",
        "assistant/_shipped/ui/style.css",
        "assistant/_shipped/ui/.streamlit/config.toml",
        "assistant/_shipped/prompts/README.md",
        "assistant/_shipped/knowledge/policy/severity.toml",
        "assistant/_shipped/knowledge/templates/en.toml",
        "assistant/retrieval/minilm/model.int8.onnx",
        "assistant/retrieval/minilm/tokenizer.json",
    ):
        assert needed in names
    for folder in ("ui/samples", "knowledge/articles", "knowledge/tickets", "knowledge/lexicon"):
        assert any(n.startswith(f"assistant/_shipped/{folder}/") for n in names), folder


def test_every_weight_file_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    here = {str(p.relative_to(ROOT)) for kind in ("*.onnx", "*.npz") for p in (ROOT / "assistant").rglob(kind)}
    assert here and here <= set(wheel.namelist())


def test_the_wheel_holds_nothing_that_git_ignores(wheel: zipfile.ZipFile) -> None:
    ignored = re.compile(r"(^|/)(__pycache__|\.index|\.env|\.pytest_cache|node_modules)(/|$)|\.pyc$|\.sqlite3$")
    assert not [n for n in wheel.namelist() if ignored.search(n)]


def test_the_command_is_declared(wheel: zipfile.ZipFile) -> None:
    (entry,) = [n for n in wheel.namelist() if n.endswith("entry_points.txt")]
    assert "escalate = assistant.cli:main" in wheel.read(entry).decode()
    assert Path(ROOT / "LICENSE").name in {Path(n).name for n in wheel.namelist()}
