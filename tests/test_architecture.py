"""Data flows one way: entry points → pipeline → steps → adapters → settings → domain. Steps do not know each other."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "assistant"
STEPS = {"importers", "intake", "understanding", "retrieval", "assess", "drafting", "checks", "exports", "redaction",
         "follow_ups", "chain", "lifecycle", "reporting"}  # fmt: skip
"""Siblings: none may import another, except where said."""
BASE = {"domain", "errors", "settings", "resources", "version", "policy", "inert", "courtesies"}
ADAPTERS = {"llm", "grounding", "register", "sending"}
"""Below the steps: they know settings and types, no step."""
ALLOWED = {
    ("assess", "policy"), ("follow_ups", "policy"), ("checks", "policy"), ("drafting", "policy"),
    # the cue notation is one language for all lexicons and checklists
    ("checks", "understanding"), ("intake", "understanding"),
    # `load_knowledge` of the index reads files with the importers' front door
    ("retrieval", "importers"),
    # a comment of an export is pasted so that intake's own reader knows who speaks
    ("importers", "intake"),
    # a check masks with the very function that masks the exports
    ("checks", "redaction"),
    # one judge of claims for a model's sentences and for edited texts
    ("checks", "grounding"), ("chain", "grounding"),
    # what is asked of a model is masked by the function that masks the exports
    ("chain", "redaction"), ("chain", "llm"),
}  # fmt: skip


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("assistant"):
            names = [node.module] if node.module != "assistant" else [f"assistant.{a.name}" for a in node.names]
            found |= {n.split(".")[1] for n in names if "." in n}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("assistant.")}
    return found


def _modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py"))


def _part(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path: Path) -> None:
    part = _part(path)
    for other in _imports(path) - {part}:
        if part == "domain":
            pytest.fail(f"domain imports {other}")
        if part in BASE:
            assert other in BASE, f"{part} imports {other}"
        elif part in ADAPTERS:
            assert other in BASE, f"adapter {part} imports {other}"
        elif part in STEPS:
            assert other in BASE or (part, other) in ALLOWED, f"step {part} imports {other}"
        elif part == "pipeline":
            assert other not in {"cli"}, "the pipeline imports an entry point"


def test_heavy_packages_stay_where_they_belong() -> None:
    homes = {
        "chromadb": {"retrieval"}, "tantivy": {"retrieval"}, "onnxruntime": {"retrieval", "understanding"},
        "streamlit": set(), "openai": {"llm"}, "langchain": {"llm"}, "langchain_openai": {"llm"},
        "langchain_core": {"llm", "chain"},
    }  # fmt: skip
    for path in _modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                root = name.split(".")[0]
                if root in homes:
                    assert _part(path) in homes[root], f"{path.name} imports {root}"


def test_no_junk_drawers() -> None:
    banned = {"utils", "helpers", "common", "core", "manager"}
    assert not [p for p in PACKAGE.rglob("*") if p.stem in banned]
