"""Changing an ONNX graph in memory: look nodes up, put others in their place, sweep away what is left without use."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import NodeProto, helper, numpy_helper

Array = NDArray[Any]


class Patch:
    """A graph being changed; what is asked about it is always answered for the original."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        self._constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self._producers = {output: node for node in model.graph.node for output in node.output}
        self._consumers: dict[str, list[NodeProto]] = defaultdict(list)
        for node in model.graph.node:
            for name in node.input:
                self._consumers[name].append(node)
        self._instead: dict[str, list[NodeProto]] = {}

    def nodes(self, operator: str) -> Iterator[NodeProto]:
        """The nodes of one kind."""
        return (node for node in self._model.graph.node if node.op_type == operator)

    def producer(self, name: str) -> NodeProto:
        """The node that computes a value."""
        return self._producers[name]

    def consumer(self, node: NodeProto) -> NodeProto:
        """The only node that reads a node's first output."""
        (consumer,) = self._consumers[node.output[0]]
        return consumer

    def value(self, name: str) -> Array | None:
        """What a constant holds; None if the name is not a constant's."""
        return numpy_helper.to_array(self._constants[name]) if name in self._constants else None

    def constant(self, name: str, value: ArrayLike) -> str:
        """A constant of that name, of which there can be one only; whole numbers are int64."""
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def replace(self, node: NodeProto, draft: "Draft") -> None:
        """Put other nodes in the place of one; the last of them gives what it gave."""
        draft.nodes[-1].output[0] = node.output[0]
        self._instead[node.output[0]] = draft.nodes

    def result(self) -> bytes:
        """The changed model, without nodes and constants that lead nowhere."""
        graph = self._model.graph
        nodes = [now for node in graph.node for now in self._instead.get(node.output[0], [node])]
        needed = {output.name for output in graph.output}
        kept = []
        for node in reversed(nodes):
            if needed.intersection(node.output):
                needed.update(node.input)
                kept.append(node)
        constants = [tensor for name, tensor in self._constants.items() if name in needed]
        changed = helper.make_graph(kept[::-1], graph.name, graph.input, graph.output, constants)
        model = helper.make_model(changed, ir_version=self._model.ir_version, opset_imports=self._model.opset_import)
        return model.SerializeToString()


class Draft:
    """Nodes that are to take the place of another, in the order in which they are added."""

    def __init__(self, prefix: str) -> None:
        self.nodes: list[NodeProto] = []
        self._prefix = prefix

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401 - any attribute
        """Add a node with one output, and give that output's name."""
        name = f"{self._prefix}/{len(self.nodes)}_{operator}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name


def attribute(node: NodeProto, name: str) -> Any:  # noqa: ANN401 - numbers, lists and texts alike
    """A node's attribute."""
    return helper.get_node_attr_value(node, name)
