"""Tools that a client offers to the model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from penny.v1 import tools_pb2


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the model may call; each call comes as a ToolRequested event."""

    name: str
    description: str
    parameters: Mapping[str, object]
    """JSON Schema of the arguments."""

    def to_wire(self) -> tools_pb2.Tool:
        """As the wire has it."""
        return tools_pb2.Tool(
            name=self.name, description=self.description, parameters_json=json.dumps(dict(self.parameters))
        )
