"""What a command loads: this is what keeps `--help` under 0.3 s and a draft without model or page light."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_RUN = """
import sys
from pathlib import Path
from assistant.cli import main
sys.argv = ["escalate", *{arguments!r}]
try:
    main()
except SystemExit:
    pass
print("\\nLOADED " + " ".join(sorted({{name.split(".")[0] for name in sys.modules}})))
"""


def loaded(*arguments: str, stdin: str = "") -> set[str]:
    """The top-level modules in memory after a command in a process of its own."""
    program = [sys.executable, "-c", _RUN.format(arguments=arguments)]
    done = subprocess.run(program, input=stdin, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return set(done.stdout.rsplit("LOADED ", 1)[1].split())


def test_help_loads_nothing_heavy() -> None:
    modules = loaded("--help")
    assert "typer" in modules
    assert not modules & {"pydantic", "rich", "numpy", "chromadb", "tantivy", "streamlit", "onnxruntime", "markdown_it"}


def test_an_offline_draft_loads_neither_model_client_nor_page() -> None:
    modules = loaded("draft", stdin="Every export fails with EXP-2113 since yesterday, 40 users are blocked.")
    assert "pydantic" in modules
    assert not {
        m for m in modules if m.startswith("langchain") or m in ("streamlit", "openai", "torch", "transformers")
    }
