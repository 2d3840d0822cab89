"""Train the sentence classifier: `python tools/train_signals.py` (needs scikit-learn, which the product does not).

Reads the hand-labelled threads of `knowledge/lexicon/sentences/*.jsonl`, builds the rows the product builds
(`assistant/understanding/features.py`), fits one logistic regression a label, and chooses each label's thresholds on
out-of-fold predictions grouped by thread. Writes `knowledge/lexicon/signals.npz` and prints the scores.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant.domain import SignalName
from assistant.retrieval.embedder import load_embedder
from assistant.understanding.classifier import FILE
from assistant.understanding.context import Sentence
from assistant.understanding.cues import fold
from assistant.understanding.features import BUCKETS, SentenceInput, dense_rows, letter_buckets
from assistant.understanding.lexicon import lexicons_for

LEXICON = Path(__file__).parent.parent / "knowledge" / "lexicon"
FOLDS = 5
LEAST = 12
"""Examples a label needs before it is learned at all."""
BELIEVED = 0.80
"""Out-of-fold precision from which a label is believed without a cue."""
VETO = 0.04
"""Out-of-fold share of true cues a veto may cost."""
LETTER_WEIGHT = 0.6
"""Scale of the n-gram part against the embedding part, chosen by the out-of-fold F1."""


def load_threads(folder: Path) -> list[dict]:
    """All labelled threads."""
    return [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines() if line.strip()]


def read_thread(thread: dict) -> tuple[list[SentenceInput], list[str], list[set[str]]]:
    """Inputs, raw sentences and labels of one thread."""
    lexicons = lexicons_for(LEXICON, thread["lang"])
    inputs, texts, labels = [], [], []
    for speaker, text, marks in thread["sentences"]:
        folded = fold(text)
        sentence = Sentence.read(folded, lexicons)
        cues = tuple(
            (name, sentence.turn_of(m.start(), m.end())) for lx in lexicons for name, p in lx.signals.items() for m in p.finditer(folded)
        )
        inputs.append(SentenceInput(folded, speaker, sentence.is_question, cues))
        texts.append(text)
        labels.append(set(marks))
    return inputs, texts, labels


def choose(probability: np.ndarray, truth: np.ndarray) -> float:
    """The lowest threshold at which precision is believed, or 2 (never)."""
    order = np.argsort(-probability)
    hits = np.cumsum(truth[order])
    precision = (hits + 1) / (np.arange(len(order)) + 2)  # one hit and one miss assumed: few examples prove little
    good = np.nonzero(precision >= BELIEVED)[0]
    good = good[hits[good] >= 3]
    return float(probability[order[good[-1]]]) if len(good) else 2.0


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--c", type=float, default=4.0)
    parser.add_argument("--dry", action="store_true")
    args = parser.parse_args()
    embed = load_embedder()
    inputs, dense, labels, groups, langs = [], [], [], [], []
    for number, thread in enumerate(load_threads(LEXICON / "sentences")):
        own, texts, marks = read_thread(thread)
        inputs += own
        labels += marks
        dense.append(dense_rows(own, embed(texts)))
        groups += [number] * len(own)
        langs += [thread["lang"]] * len(own)
    x_dense = np.vstack(dense)
    rows, cols, vals = [], [], []
    for i, one in enumerate(inputs):
        buckets = letter_buckets(one.folded)
        rows += [i] * len(buckets)
        cols += buckets.tolist()
        vals += [LETTER_WEIGHT / np.sqrt(max(1, len(buckets)))] * len(buckets)
    letters = sparse.csr_matrix((vals, (rows, cols)), shape=(len(inputs), BUCKETS), dtype=np.float32)
    x = sparse.hstack([sparse.csr_matrix(x_dense), letters]).tocsr()
    groups_a = np.array(groups)
    candidates = [s.value for s in SignalName] + [f"!{s.value}" for s in SignalName]
    names, weights, biases, thresholds, vetoes = [], [], [], [], []
    total = np.zeros(3)
    for name in candidates:
        y = np.array([name in m for m in labels])
        if y.sum() < LEAST:
            continue
        oof = np.zeros(len(y))
        for train, test in GroupKFold(FOLDS).split(x, y, groups_a):
            model = LogisticRegression(C=args.c, solver="liblinear", max_iter=200).fit(x[train], y[train])
            oof[test] = model.predict_proba(x[test])[:, 1]
        threshold = choose(oof, y)
        cue = np.array([any(c.value == name and t == "affirmed" for c, t in i.cues) for i in inputs])
        veto = float(np.quantile(oof[y & cue], VETO)) if (y & cue).sum() >= 5 else 0.0
        said = (oof >= threshold) | (cue & (oof >= veto))
        tp, fp, fn = (said & y).sum(), (said & ~y).sum(), (~said & y).sum()
        total += (tp, fp, fn)
        cue_tp = (cue & y).sum()
        print(f"{name:26} n={y.sum():4} thr={threshold:.2f} veto={veto:.3f} P={tp / max(1, tp + fp):.2f} R={tp / max(1, tp + fn):.2f}   cues alone P={cue_tp / max(1, cue.sum()):.2f} R={cue_tp / y.sum():.2f}")
        model = LogisticRegression(C=args.c, solver="liblinear", max_iter=200).fit(x, y)
        names.append(name)
        weights.append(model.coef_[0])
        biases.append(model.intercept_[0])
        thresholds.append(threshold)
        vetoes.append(veto * 0.5)
    tp, fp, fn = total
    print(f"{len(inputs)} sentences, {len(names)} labels: P={tp / (tp + fp):.3f} R={tp / (tp + fn):.3f} F1={2 * tp / (2 * tp + fp + fn):.3f}")
    if args.dry:
        return
    w = np.array(weights)
    split = x_dense.shape[1]
    letter_part = w[:, split:].T * LETTER_WEIGHT
    scale = float(np.abs(letter_part).max() / 127)
    np.savez_compressed(
        LEXICON / FILE, labels=np.array(names), dense=w[:, :split].T.astype(np.float16), letters=np.round(letter_part / scale).astype(np.int8),
        letters_scale=np.float32(scale), bias=np.array(biases, dtype=np.float32), thresholds=np.array(thresholds, dtype=np.float32),
        vetoes=np.array(vetoes, dtype=np.float32),
    )
    print(f"wrote {FILE}: {(LEXICON / FILE).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
