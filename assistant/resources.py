"""Where the shipped folders are: inside the wheel, or beside the package in a checkout.

Nothing else builds paths from `__file__` for these folders.
"""

from pathlib import Path

from assistant.errors import ModeMissing

SHIPPED = ("prompts", "knowledge", "ui")
_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The folder `name` of this installation. Raises ModeMissing naming both places where it is missing."""
    inside = _PACKAGE / "_shipped" / name
    if inside.is_dir():
        return inside
    root = _PACKAGE.parent
    beside = root / name
    # NOTE: in site-packages a stranger's `prompts/` may sit there; only a checkout has our pyproject.toml.
    if (root / "pyproject.toml").is_file() and beside.is_dir():
        return beside
    raise ModeMissing(f"the folder {name!r} is missing (looked for {inside} and {beside}).", "Reinstall the package.")


MINILM = _PACKAGE / "retrieval" / "minilm" / "model.int8.onnx"
"""The published all-MiniLM-L6-v2, int8: the search's vectors, and what the hostile-text network stands on."""
TOKENIZER = _PACKAGE / "retrieval" / "minilm" / "tokenizer.json"
"""The word pieces that the embedder and the reader share."""
