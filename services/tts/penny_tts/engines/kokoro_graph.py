"""Kokoro's graph, rearranged so that a processor computes the same in less than half the time.

The law: what is computed stays what it was. Only sums are taken in another order, and a bias that the original rounds
to the scale of its integers at each run is added unrounded. One fault of the file is mended on the way (below).

In the quantised file two thirds of the time go into ConvInteger, whose unsigned weights keep onnxruntime from the
instructions made for it (VNNI, AMX). So:

- Each such convolution becomes a product of matrices, the windows of the signal times the weights, and the weights
  become signed, all of them 128 less: `MatMulInteger` lays those out once, and multiplies them by those instructions.
- Each adaptive instance normalisation, nine nodes in the file, becomes the one operator that exists for it.
- STFT becomes a convolution with a windowed sine and cosine of each frequency, which is its definition.
- A square becomes a product; a general power is dearer.

The fault: at the lowest and the highest frequency the transform of real samples has no imaginary part, and its phase is
0 or +pi, which is what the voice was trained on. The file takes the phase by hand, as +pi or -pi by the sign of that
missing part, and STFT's rounding errors give it either sign by chance: a hiss, and less body. Here the part is the
least positive number, and the phase +pi.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import NodeProto

from penny_tts.engines.onnx_patch import Array, Draft, Patch, attribute

_INT8_OFFSET = 128
_SQUARE = 2


def rearranged(file: Path, *, signed_products: bool) -> bytes:
    """The model in a file, rearranged.

    Args:
        file: Kokoro's ONNX file. In one that is not quantised there is no ConvInteger, and less to gain.
        signed_products: Whether the processor adds up products of unsigned and signed bytes without overflow; if not,
            the convolutions stay as they are.
    """
    patch = Patch(onnx.load(file))
    for node in patch.nodes("Pow"):
        _square(patch, node)
    for node in patch.nodes("STFT"):
        _fourier(patch, node)
    for node in patch.nodes("Add"):
        _normalisation(patch, node)
    if signed_products:
        for node in patch.nodes("ConvInteger"):
            _product(patch, node)
    return patch.result()


def _square(patch: Patch, node: NodeProto) -> None:
    base, exponent = node.input
    if np.all(patch.value(exponent) == _SQUARE):
        draft = Draft(node.name)
        draft.add("Mul", base, base)
        patch.replace(node, draft)


def _fourier(patch: Patch, node: NodeProto) -> None:
    """The transform of real samples [1, time] to [1, frames, frequencies, 2]."""
    samples, hop, window, _ = node.input
    taper, step = patch.value(window), patch.value(hop)
    if taper is None or step is None:
        return
    bins = len(taper) // 2 + 1
    angles = 2 * np.pi * np.outer(np.arange(bins), np.arange(len(taper))) / len(taper)
    sines, positive = -np.sin(angles), np.zeros(2 * bins, np.float32)
    sines[[0, -1]] = 0
    positive[[bins, -1]] = np.finfo(np.float32).tiny
    waves = np.concatenate([np.cos(angles), sines]) * taper
    draft = Draft(node.name)
    signal = draft.add("Reshape", samples, patch.constant("patch/signal", [1, 1, -1]))
    weights = patch.constant("patch/waves", waves[:, None].astype(np.float32))
    spectrum = draft.add("Conv", signal, weights, patch.constant("patch/positive", positive), strides=[int(step)])
    parts = draft.add("Reshape", spectrum, patch.constant("patch/parts", [1, 2, bins, -1]))
    draft.add("Transpose", parts, perm=[0, 3, 2, 1])
    patch.replace(node, draft)


def _normalisation(patch: Patch, shifted: NodeProto) -> None:
    """An adaptive instance normalisation of a signal [1, channels, time], known by the last of its nodes.

    In the original: both means and the standard deviation by hand, Div by it, Mul by a scale, Add of a shift.
    """
    if "/adain" not in shifted.name:
        return
    scaled = patch.producer(shifted.input[0])
    normal = patch.producer(scaled.input[1]) if scaled.op_type == "Mul" else scaled
    if normal.op_type != "Div":
        return
    centred, deviation = (patch.producer(name) for name in normal.input)
    epsilon = patch.value(patch.producer(deviation.input[0]).input[1])
    if epsilon is None:
        return
    flat = patch.constant("patch/flat", [-1])
    draft = Draft(shifted.name)
    scale, shift = (draft.add("Reshape", name, flat) for name in (scaled.input[0], shifted.input[1]))
    draft.add("InstanceNormalization", centred.input[0], scale, shift, epsilon=float(epsilon))
    patch.replace(shifted, draft)


def _product(patch: Patch, conv: NodeProto) -> None:
    """A quantised convolution over time, from its integers to the floats that come of them.

    In the original: ConvInteger, Add of the bias in integers if there is one, Cast, Mul by the product of both scales.
    """
    signal, weights, zero, weights_zero = conv.input
    values, offset = patch.value(weights), patch.value(weights_zero)
    if values is None or offset is None or not _is_plain(conv, values):
        return
    cast = after = patch.consumer(conv)
    if after.op_type == "Add":
        cast = patch.consumer(after)
    end = patch.consumer(cast)
    scale, weights_scale = patch.producer(signal).output[1], patch.producer(end.input[1]).input[1]
    draft = Draft(conv.name)
    windows = _windows(patch, conv, draft, values.shape[1])
    matrix = patch.constant(f"{conv.name}/matrix", _signed(values.transpose(2, 1, 0).reshape(-1, len(values))))
    matrix_zero = patch.constant(f"{weights_zero}/signed", _signed(offset))
    integers = draft.add("MatMulInteger", windows, matrix, zero, matrix_zero)
    floats = draft.add("Cast", integers, to=onnx.TensorProto.FLOAT)
    result = draft.add("Mul", floats, draft.add("Mul", scale, weights_scale))
    if after.op_type == "Add":
        result = draft.add("Add", result, _bias(patch, after))
    draft.add("Transpose", result, perm=[0, 2, 1])
    patch.replace(end, draft)


def _is_plain(conv: NodeProto, weights: Array) -> bool:
    """Whether a convolution has one group and no stride, keeps the length, and is large enough to be worth it."""
    outputs, _, taps = weights.shape
    reach = attribute(conv, "dilations")[0] * (taps - 1)
    return bool(
        outputs > 1
        and attribute(conv, "group") == 1
        and attribute(conv, "strides") == [1]
        and sum(attribute(conv, "pads")) == reach
    )


def _windows(patch: Patch, conv: NodeProto, draft: Draft, channels: int) -> str:
    """The signal [1, channels, time] as [1, time, taps x channels]: each row has what the taps see at that time."""
    rows = draft.add("Transpose", conv.input[0], perm=[0, 2, 1])
    taps, dilation = attribute(conv, "kernel_shape")[0], attribute(conv, "dilations")[0]
    if taps == 1:
        return rows
    before, after = attribute(conv, "pads")
    pads = patch.constant(f"patch/pads/{before}+{after}", [0, before, 0, 0, after, 0])
    padded = draft.add("Pad", rows, pads, conv.input[2])
    length = draft.add("Gather", draft.add("Shape", rows), patch.constant("patch/one", 1), axis=0)
    times = draft.add("Range", patch.constant("patch/zero", 0), length, patch.constant("patch/one", 1))
    column = draft.add("Unsqueeze", times, patch.constant("patch/second", [1]))
    steps = patch.constant(f"patch/steps/{taps}x{dilation}", np.arange(taps)[None] * dilation)
    seen = draft.add("Gather", padded, draft.add("Add", column, steps), axis=1)
    return draft.add("Reshape", seen, patch.constant(f"patch/seen/{taps}x{channels}", [1, -1, taps * channels]))


def _bias(patch: Patch, add: NodeProto) -> str:
    """The bias before the original makes integers of it: Div by the scale, Floor, Cast, Reshape."""
    node = patch.producer(add.input[1])
    while node.op_type != "Div":
        node = patch.producer(node.input[0])
    return node.input[0]


def _signed(unsigned: Array) -> Array:
    return (unsigned.astype(np.int16) - _INT8_OFFSET).astype(np.int8)
