"""The shipped embedding model with 32-bit weights, as it was before quantisation: what others run it as.

Made from the shipped file, so that nothing needs to be fetched. The weights differ from the published ones by the
rounding to 7 bits; speed and shapes are the same.
"""

from pathlib import Path
from typing import Any

import numpy as np

SHIPPED = Path("assistant/retrieval/minilm/model.int8.onnx")
_INT8_ONLY = ("DynamicQuantizeLinear", "MatMulInteger", "DequantizeLinear")


def write_fp32(target: Path, quantised: Path | None = None) -> Path:
    """Write the model with 32-bit weights to `target`. Raises ModuleNotFoundError without onnx (a dev dependency)."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(quantised or Path(__file__).parent.parent / SHIPPED)
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    names = [name.removesuffix("_quantized") for name in held if name.endswith("_quantized")]
    weights = {
        name: (held[f"{name}_quantized"].astype(np.float32) - held[f"{name}_zero_point"]) * held[f"{name}_scale"]
        for name in names
    }
    kept = [value for value in model.graph.initializer if not any(value.name.startswith(f"{n}_") for n in names)]
    made = [numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()]
    nodes = list(_float_nodes(model.graph.node, helper))
    graph = helper.make_graph(nodes, "all-MiniLM-L6-v2", model.graph.input, model.graph.output, [*kept, *made])
    plain = helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
    onnx.checker.check_model(plain)
    onnx.save(plain, target)
    return target


def _float_nodes(nodes: Any, helper: Any) -> Any:
    """The nodes with each quantised product written as a plain one, in an order that still holds."""
    source = {node.output[0]: node.input[0] for node in nodes if node.op_type == "DynamicQuantizeLinear"}
    products = {node.output[0]: node for node in nodes if node.op_type == "MatMulInteger"}
    casts = {n.output[0]: products[n.input[0]] for n in nodes if n.op_type == "Cast" and n.input[0] in products}
    for node in nodes:
        if node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            inputs = [node.input[0].removesuffix("_quantized"), node.input[1]]
            yield helper.make_node("Gather", inputs, [node.output[0].removesuffix("_quantized")])
        elif node.op_type == "Mul" and node.input[0] in casts:
            product = casts[node.input[0]]
            operands = [source[product.input[0]], product.input[1].removesuffix("_quantized")]
            yield helper.make_node("MatMul", operands, [node.output[0]])
        elif node.op_type not in _INT8_ONLY and node.output[0] not in casts and not _is_scale(node):
            yield node


def _is_scale(node: Any) -> bool:
    return node.op_type == "Mul" and any(name.endswith("_scale") for name in node.input)
