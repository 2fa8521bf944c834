"""What DECK keeps of a person, made so that it can be given away: other names, other ids, other days. Pure.

All times are moved by the same number of whole weeks: the time between two things, the hour (in UTC) and the day of the
week stay. Dates that are said in a text are replaced, for one of them would tell how far the others were moved.
"""

import copy
import re
import secrets
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence

import yaml
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from penny_client.cli.export_contents import Contents
from penny_client.pseudonyms import Pseudonyms

WEEK_S = 7 * 24 * 3600
_MOST_WEEKS = 1000
"""Back from when it was: nineteen years."""
_BY_HAND = "archivo"
"""DECK's word for who wrote a version, if nobody said."""
_TELLING = re.compile(
    r"direcci[oó]n|domicilio|tel[eé]fono|m[oó]vil|correo|e_?mail|(^|_)(dni|nif|nie|pin)(_|$)|iban|tarjeta|matr[ií]cula|"
    r"nacimiento|cumple|apellido|contraseña|password",
    re.IGNORECASE,
)
"""Keys of a person's own whose values say who she is, whatever their form."""


def random_weeks() -> int:
    """How far the times of one export are moved."""
    return -1 - secrets.randbelow(_MOST_WEEKS)


def pseudonymised(contents: Contents, weeks: int) -> Contents:
    """The same with everything replaced; what was given is left as it is."""
    pseudonyms = Pseudonyms(
        names=sorted(_names(contents)),
        mentioned={recado.para for recado in contents.recados} | _authors(contents),
        files={archivo.nombre for archivo in contents.archivos},
    )
    texts: list[str] = []

    def seen(text: str) -> str:
        texts.append(text)
        return text

    for message in contents.messages():
        _Walk(seen, seen, 0).through(copy.deepcopy(message))
    pseudonyms.learn(texts)
    made = copy.deepcopy(contents)
    walk = _Walk(pseudonyms.replace, pseudonyms.whole, weeks * WEEK_S)
    for message in made.messages():
        walk.through(message)
    return made


def _names(contents: Contents) -> set[str]:
    """What the person has ever been called."""
    structs = [plano.contenido for plano in contents.planos]
    structs += [version.contenido for versiones in contents.versiones.values() for version in versiones]
    found = {MessageToDict(struct).get("nombre_usuario") for struct in structs}
    return {name for name in found if isinstance(name, str)}


def _authors(contents: Contents) -> set[str]:
    """Who has written the planos: names of accounts, which are often a person's."""
    return {version.autor for versiones in contents.versiones.values() for version in versiones} - {_BY_HAND}


class _Walk:
    """Goes through a message and changes what it finds in its place.

    Args:
        text: What becomes of a text.
        whole: What becomes of a text that says who somebody is, all of it.
        seconds: How far times are moved.
    """

    def __init__(self, text: Callable[[str], str], whole: Callable[[str], str], seconds: int) -> None:
        self._text, self._whole, self._seconds = text, whole, seconds

    def through(self, message: Message) -> None:
        for field, value in message.ListFields():
            match value:
                case Timestamp():
                    value.seconds += self._seconds
                case Struct():
                    ParseDict(self._mapping(MessageToDict(value)), _emptied(value))
                case str():
                    setattr(message, field.name, self._field(field.name, value))
                case _:
                    self._inside(value)

    def _inside(self, value: object) -> None:
        match value:
            case Message():
                self.through(value)
            case MutableMapping():
                for key in value:
                    value[key] = self._text(value[key])
            case MutableSequence():
                for element in value:
                    self._inside(element)

    def _field(self, name: str, value: str) -> str:
        match name:
            case "documento":
                return self._document(value)
            case "autor":
                return value if value == _BY_HAND else self._whole(value)
        return self._text(value)

    def _data(self, data: object, key: str = "") -> object:
        match data:
            case str():
                return self._whole(data) if _TELLING.search(key) else self._text(data)
            case list():
                return [self._data(element, key) for element in data]
            case Mapping():
                return self._mapping(data)
        return data

    def _mapping(self, data: Mapping[str, object]) -> dict[str, object]:
        return {self._key(name): self._data(value, name) for name, value in data.items()}

    def _key(self, name: str) -> str:
        """A person may call what she prefers as she likes: "regalo_de_lucia"."""
        return self._text(name.replace("_", " ")).replace(" ", "_")

    def _document(self, text: str) -> str:
        """A plano's file without its comments; all of it is a secret if it is not YAML."""
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            return self._whole(text)
        if node is None:
            return ""
        self._node(node)
        written: str = yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=120)
        return written

    def _node(self, node: yaml.Node, key: str = "") -> None:
        match node:
            case yaml.MappingNode():
                for name, value in node.value:
                    told = name.value if isinstance(name, yaml.ScalarNode) else ""
                    self._node(value, told)
                    if told:
                        _put(name, self._key(told))
            case yaml.SequenceNode():
                for element in node.value:
                    self._node(element, key)
            case yaml.ScalarNode():
                _put(node, str(self._data(node.value, key)))


def _put(node: yaml.ScalarNode, text: str) -> None:
    """Another value: a text from now on, whatever it was."""
    if text != node.value:
        node.value, node.tag, node.style = text, "tag:yaml.org,2002:str", '"'


def _emptied(struct: Struct) -> Struct:
    struct.Clear()
    return struct
