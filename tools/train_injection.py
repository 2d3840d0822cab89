"""Train the weights by which orders to an assistant are known by their wording: `orders.npz` (understanding/weights).

    python tools/train_injection.py            # scikit-learn and scipy beside the project's own requirements

Learns from invented text only: `knowledge/lexicon/injection/*.jsonl` (sentences by hand, with their family), `*.toml` there
(sentences and passages made from shapes), and, as harmless ones, the sentences of `knowledge/lexicon/sentences/`, the sample tickets and articles,
and code, comments and docstrings of Python's standard library, which stand for the technical prose of bug reports. A
fifth of the hand-written sentences is held out to report scores; the shipped weights are then fitted to all of them.
`train_injection_meaning.py` trains the encoder's layers on the same text.
"""

import argparse
import ast
import hashlib
import json
import random
import re
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from assistant.understanding.hostile.wording import BUCKETS, SHORT, WEIGHTS, letter_runs, norm, plain, word_runs

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"
SEED = 20261120
STRENGTH = 40.0
"""Inverse of the L2 penalty; 10 to 200 give about the same held-out scores."""
WEIGHT = {"hand": 1.0, "shape": 0.4, "thread": 0.4, "passage": 0.3, "knowledge": 0.4, "library": 0.3}
"""What a sentence of each source counts."""
LIBRARY = 9000
"""Lines taken of the standard library."""
_NAME = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Row:
    """One sentence, whether it is an order to an assistant, and where it is from."""

    text: str
    label: int
    source: str

    @property
    def held_out(self) -> bool:
        """Every fifth hand-written sentence, by its hash, whatever is added later."""
        return self.source == "hand" and hashlib.sha256(self.text.encode()).digest()[0] % 5 == 0


def hand_written() -> Iterator[Row]:
    """The committed sentences."""
    for path in sorted((KNOWLEDGE / "lexicon" / "injection").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield Row(row["text"], row["label"], "hand")


def fill(shape: str, lists: dict, chance: random.Random) -> str:
    """A shape with a word of each list, and of each list that such a word names."""
    text = shape
    while _NAME.search(text):
        text = _NAME.sub(lambda m: chance.choice(lists[m[1]]), text)
    text = re.sub(r"([.!?] )([a-z])", lambda m: m[1] + m[2].upper(), text)
    text = text[:1].upper() + text[1:]
    return text.lower() if chance.random() < 0.1 else text.rstrip(".") if chance.random() < 0.1 else text


def from_shapes() -> Iterator[Row]:
    """Sentences and passages made from the shapes; `attacks` of a table, where given, is the number of its orders."""
    chance = random.Random(SEED)
    for path in sorted((KNOWLEDGE / "lexicon" / "injection").glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        common = tables.pop("common", {})
        for lists in tables.values():
            lists = common | lists
            for label, shapes in ((1, lists["attack"]), (0, lists["harmless"])):
                for _ in range(lists["count"] if label == 0 else lists.get("attacks", lists["count"])):
                    yield Row(fill(chance.choice(shapes), lists, chance), label, "shape")


def threads() -> Iterator[Row]:
    """The sentences the reader is trained on: support threads in eight languages."""
    for path in sorted((KNOWLEDGE / "lexicon" / "sentences").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from (Row(sentence[1], 0, "thread") for sentence in json.loads(line)["sentences"])


def passages() -> Iterator[Row]:
    """Two or three sentences in one: neighbours of the support threads, and hand-written orders of one family."""
    chance = random.Random(SEED)
    for path in sorted((KNOWLEDGE / "lexicon" / "sentences").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = [sentence[1] for sentence in json.loads(line)["sentences"]]
            at, size = chance.randrange(max(1, len(said) - 1)), chance.choice((2, 2, 3))
            yield Row(" ".join(said[at : at + size]), 0, "passage")
    families: dict[tuple[str, str], list[str]] = {}
    for path in sorted((KNOWLEDGE / "lexicon" / "injection").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["label"] == 1 and not Row(row["text"], 1, "hand").held_out:
                families.setdefault((path.stem, row["family"]), []).append(row["text"])
    for texts in families.values():
        for _ in range(2 * len(texts) if len(texts) > 2 else 0):
            yield Row(" ".join(chance.sample(texts, chance.choice((2, 2, 3)))), 1, "passage")


def sample_knowledge() -> Iterator[Row]:
    """Lines of the sample articles."""
    for path in sorted((KNOWLEDGE / "articles").glob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line.strip()) > 3:
                yield Row(line.strip(), 0, "knowledge")


def library() -> Iterator[Row]:
    """Code lines, comments and docstring sentences of Python's standard library."""
    chance = random.Random(SEED)
    lines: list[str] = []
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines += [line.strip() for line in text.splitlines() if len(line.strip()) > 3]
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (doc := ast.get_docstring(node)):
                lines += [" ".join(s.split()) for s in re.split(r"(?<=\.)\s+", doc) if len(s) > 3]
    yield from (Row(line, 0, "library") for line in chance.sample(sorted(set(lines)), LIBRARY))


def features(texts: Sequence[str]) -> csr_matrix:
    """The very sums the product weighs."""
    shaped = [plain(t) for t in texts]
    halves = []
    for short, (buckets, owner) in zip(SHORT, (letter_runs(shaped), word_runs(shaped)), strict=True):
        value = 1 / norm(owner, len(texts), short)[owner]
        halves.append(csr_matrix((value, (owner, buckets)), shape=(len(texts), BUCKETS)))
    return hstack(halves).tocsr()


def fit(rows: Sequence[Row]) -> LogisticRegression:
    """The linear model of these rows."""
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        features([r.text for r in rows]), [r.label for r in rows], sample_weight=[WEIGHT[r.source] for r in rows]
    )


def all_rows() -> list[Row]:
    """Everything, each text once; a hand-written label goes before all others."""
    seen: dict[str, Row] = {}
    for source in (hand_written, threads, passages, sample_knowledge, from_shapes, library):
        for row in source():
            seen.setdefault(row.text, row)
    return list(seen.values())


def main() -> None:
    """Report held-out scores, then write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=WEIGHTS.parent, help="folder")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    rows = all_rows()
    known, unseen = [r for r in rows if not r.held_out], [r for r in rows if r.held_out]
    label = np.array([r.label for r in unseen])
    scores = fit(known).decision_function(features([r.text for r in unseen]))
    print(
        f"{len(rows)} sentences, {sum(r.label for r in rows)} orders; held out {label.sum()} orders, {sum(label == 0)} harmless"
    )
    for threshold in (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        hit = scores >= threshold
        print(f"  from {threshold:.1f}: noticed {hit[label == 1].mean():.3f}, false {hit[label == 0].mean():.3f}")
    model = fit(rows)
    weights = model.coef_[0].astype(np.float16)
    file = out / WEIGHTS.name
    np.savez_compressed(file, letters=weights[:BUCKETS], words=weights[BUCKETS:], bias=np.float32(model.intercept_[0]))
    print(f"wrote {file.name}, {file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
