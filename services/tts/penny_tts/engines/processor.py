"""What this processor can do: a small product that overflows where the instructions for it are missing."""

import numpy as np
import onnx
import onnxruntime
from onnx import helper

_SIZE = 64
_HIGHEST = (255, 127)
"""Of unsigned and of signed bytes; two such products do not fit in 16 bits."""


def multiplies_signed_bytes() -> bool:
    """Whether onnxruntime's products of unsigned and signed bytes are right here.

    Without VNNI, x86 adds their products up in pairs in 16 bits, which overflows; onnxruntime accepts that for speed.
    """
    left, right = (
        np.full((_SIZE, _SIZE), value, kind) for value, kind in zip(_HIGHEST, (np.uint8, np.int8), strict=True)
    )
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["left", "right"], ["product"])],
        "probe",
        [helper.make_tensor_value_info("left", onnx.TensorProto.UINT8, left.shape)],
        [helper.make_tensor_value_info("product", onnx.TensorProto.INT32, left.shape)],
        [onnx.numpy_helper.from_array(right, "right")],
    )
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (product,) = session.run(None, {"left": left})
    return bool(np.all(product == _SIZE * _HIGHEST[0] * _HIGHEST[1]))
