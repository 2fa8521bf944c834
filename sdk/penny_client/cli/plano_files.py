"""Planos as files: YAML, as people write them. Pure."""

from collections.abc import Mapping

import yaml
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from penny.v1 import deck_pb2


def file_of(version: deck_pb2.ReadVersionesResponse) -> str:
    """The file as it was written; of a version of which none was kept, its content."""
    text = version.documento or as_yaml({"contenido": content_of(version.contenido)})
    return text.rstrip("\n") + "\n"


def content_of(contenido: Struct) -> dict[str, object]:
    """A content with its numbers as they were: on the wire every number has a fraction."""
    return {name: _plain(value) for name, value in MessageToDict(contenido).items()}


def as_yaml(data: Mapping[str, object]) -> str:
    """Any of it as it is shown and kept."""
    return yaml.safe_dump(data, allow_unicode=True, width=120)


def _plain(value: object) -> object:
    match value:
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case float() if value.is_integer():
            return int(value)
    return value
