"""The rearranged graph computes what the original does: tried on small graphs of the same shapes as Kokoro's."""

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, numpy_helper
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info

from penny_tts.engines.kokoro_graph import rearranged
from penny_tts.engines.processor import multiplies_signed_bytes

Floats = NDArray[np.float32]

CHANNELS, OUTPUTS, TIME = 6, 4, 50


def written(folder: Path, nodes: list[NodeProto], constants: dict[str, NDArray[np.generic]], shape: list[int]) -> Path:
    """A file with a graph from x to y."""
    graph = make_graph(
        nodes,
        "small",
        [make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    file = folder / "small.onnx"
    onnx.save(make_model(graph, ir_version=9, opset_imports=[make_opsetid("", 20)]), file)
    return file


def run(model: str | bytes, x: Floats) -> Floats:
    """The graph's y for this x."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    y: Floats = session.run(["y"], {"x": x})[0]
    return y


def operators(model: bytes) -> list[str]:
    """The kinds of nodes in a model."""
    return [node.op_type for node in onnx.load_from_string(model).graph.node]


def convolution(folder: Path, *, taps: int, dilation: int = 1, stride: int = 1, biased: bool = True) -> Path:
    """A quantised convolution as Kokoro's file has them, the bias quantised at each run."""
    random = np.random.default_rng(taps)
    pad = dilation * (taps - 1) // 2
    constants: dict[str, NDArray[np.generic]] = {
        "w": random.integers(0, 256, (OUTPUTS, CHANNELS, taps)).astype(np.uint8),
        "w_zero": np.array(121, np.uint8),
        "w_scale": np.array(0.004, np.float32),
        "bias": random.standard_normal(OUTPUTS).astype(np.float32),
        "column": np.array([1, -1, 1], np.int64),
    }
    window: dict[str, Any] = {
        "kernel_shape": [taps],
        "dilations": [dilation],
        "pads": [pad, pad],
        "strides": [stride],
        "group": 1,
    }
    nodes = [
        make_node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        make_node("Mul", ["scale", "w_scale"], ["both"]),
        make_node("ConvInteger", ["q", "w", "zero", "w_zero"], ["i"], name="conv", **window),
    ]
    if biased:
        nodes += [
            make_node("Div", ["bias", "both"], ["b0"]),
            make_node("Floor", ["b0"], ["b1"]),
            make_node("Cast", ["b1"], ["b2"], to=TensorProto.INT32),
            make_node("Reshape", ["b2", "column"], ["b3"]),
            make_node("Add", ["i", "b3"], ["biased"]),
        ]
    nodes += [
        make_node("Cast", ["biased" if biased else "i"], ["f"], to=TensorProto.FLOAT),
        make_node("Mul", ["f", "both"], ["y"]),
    ]
    return written(folder, nodes, constants, [1, CHANNELS, TIME])


def signal() -> Floats:
    """Something to convolve."""
    return np.random.default_rng(7).standard_normal((1, CHANNELS, TIME)).astype(np.float32)


@pytest.mark.parametrize(("taps", "dilation"), [(1, 1), (3, 1), (5, 1), (7, 3), (11, 5)])
@pytest.mark.parametrize("biased", [True, False])
def test_a_convolution_becomes_a_product(tmp_path: Path, taps: int, dilation: int, *, biased: bool) -> None:
    """Any taps and dilations give the same, but for the rounding of the bias in the original: one step of the scale."""
    file = convolution(tmp_path, taps=taps, dilation=dilation, biased=biased)

    model = rearranged(file, signed_products=True)

    assert "ConvInteger" not in operators(model)
    assert "MatMulInteger" in operators(model)
    step = 0.004 * np.ptp(np.append(signal(), 0)) / 255
    np.testing.assert_allclose(run(model, signal()), run(str(file), signal()), atol=(step if biased else 0) + 1e-5)


def test_a_convolution_with_a_stride_stays(tmp_path: Path) -> None:
    """It gives as it did."""
    file = convolution(tmp_path, taps=3, stride=2)

    model = rearranged(file, signed_products=True)

    assert "ConvInteger" in operators(model)
    np.testing.assert_array_equal(run(model, signal()), run(str(file), signal()))


def test_where_products_overflow_convolutions_stay(tmp_path: Path) -> None:
    """A processor without the instructions computes the file as it is."""
    model = rearranged(convolution(tmp_path, taps=3), signed_products=False)

    assert "ConvInteger" in operators(model)
    assert "MatMulInteger" not in operators(model)


def test_nothing_is_left_of_what_was_replaced(tmp_path: Path) -> None:
    """Neither nodes nor weights: memory would hold them twice."""
    model = onnx.load_from_string(rearranged(convolution(tmp_path, taps=3), signed_products=True))

    used = {name for node in model.graph.node for name in node.input}
    assert {tensor.name for tensor in model.graph.initializer} <= used
    assert not {"Div", "Floor"} & {node.op_type for node in model.graph.node}


def test_an_adaptive_normalisation_becomes_one_operator(tmp_path: Path) -> None:
    """Scaled and shifted as another part of the graph says, it gives the same; one outside those blocks stays."""

    def normalisation(block: str, x: str, y: str) -> list[NodeProto]:
        return [
            make_node("ReduceMean", [x, "last"], [f"{y}/mean"], name=f"{block}/ReduceMean"),
            make_node("Sub", [x, f"{y}/mean"], [f"{y}/sub"], name=f"{block}/Sub"),
            make_node("Mul", [f"{y}/sub", f"{y}/sub"], [f"{y}/square"], name=f"{block}/Mul"),
            make_node("ReduceMean", [f"{y}/square", "last"], [f"{y}/variance"], name=f"{block}/ReduceMean_2"),
            make_node("Add", [f"{y}/variance", "epsilon"], [f"{y}/above"], name=f"{block}/Add_2"),
            make_node("Sqrt", [f"{y}/above"], [f"{y}/deviation"], name=f"{block}/Sqrt"),
            make_node("Div", [f"{y}/sub", f"{y}/deviation"], [f"{y}/normal"], name=f"{block}/Div"),
            make_node("Mul", ["scale", f"{y}/normal"], [f"{y}/scaled"], name=f"{block}/Mul_3"),
            make_node("Add", [f"{y}/scaled", "shift"], [y], name=f"{block}/Add_3"),
        ]

    random = np.random.default_rng(1)
    constants: dict[str, NDArray[np.generic]] = {
        "last": np.array([2]),
        "epsilon": np.array(1e-5, np.float32),
        "scale": random.standard_normal((1, CHANNELS, 1)).astype(np.float32),
        "shift": random.standard_normal((1, CHANNELS, 1)).astype(np.float32),
    }
    nodes = [*normalisation("/block/adain1", "x", "inner"), *normalisation("/block/norm", "inner", "y")]
    file = written(tmp_path, nodes, constants, [1, CHANNELS, TIME])

    model = rearranged(file, signed_products=True)

    assert operators(model).count("InstanceNormalization") == 1
    assert operators(model).count("Sqrt") == 1
    np.testing.assert_allclose(run(model, signal()), run(str(file), signal()), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("exponent", [2.0, 3.0])
def test_powers_are_the_same(tmp_path: Path, exponent: float) -> None:
    """A square becomes a product, another power stays."""
    file = written(
        tmp_path, [make_node("Pow", ["x", "e"], ["y"])], {"e": np.array(exponent, np.float32)}, [1, CHANNELS, TIME]
    )

    model = rearranged(file, signed_products=True)

    assert operators(model) == (["Mul"] if exponent == 2 else ["Pow"])
    np.testing.assert_allclose(run(model, signal()), run(str(file), signal()), rtol=1e-5)


def test_the_spectrum_is_the_same_and_its_ends_are_not_negative(tmp_path: Path) -> None:
    """As numpy has it; at the lowest and highest frequency the imaginary part is the least above nothing."""
    size, hop = 20, 5
    window = np.hanning(size + 1)[:-1].astype(np.float32)
    constants: dict[str, NDArray[np.generic]] = {"hop": np.array(hop), "w": window, "n": np.array(size)}
    nodes = [make_node("STFT", ["x", "hop", "w", "n"], ["y"], onesided=1, name="stft")]
    file = written(tmp_path, nodes, constants, [1, 200])
    x = np.random.default_rng(3).standard_normal((1, 200)).astype(np.float32)

    model = rearranged(file, signed_products=True)

    assert "STFT" not in operators(model)
    y = run(model, x)
    expected = np.fft.rfft(np.lib.stride_tricks.sliding_window_view(x[0], size)[::hop] * window)
    np.testing.assert_allclose(y[0, ..., 0] + 1j * y[0, ..., 1], expected, atol=1e-4)
    np.testing.assert_allclose(y, run(str(file), x), atol=1e-4)
    assert np.all(y[0, :, [0, -1], 1] > 0)


@pytest.mark.parametrize(("pair", "right"), [(2 * 255 * 127, True), (32767, False)])
def test_the_processor_is_asked_for_a_product(monkeypatch: pytest.MonkeyPatch, pair: int, *, right: bool) -> None:
    """One that holds pairs of products in 16 bits gets them wrong, and is found out."""
    session = Mock(run=Mock(return_value=[np.full((64, 64), 32 * pair)]))
    monkeypatch.setattr(onnxruntime, "InferenceSession", Mock(return_value=session))

    assert multiplies_signed_bytes() is right


def test_this_processor_answers_as_it_computes() -> None:
    """The probe is a model that onnxruntime accepts."""
    assert multiplies_signed_bytes() in {True, False}
