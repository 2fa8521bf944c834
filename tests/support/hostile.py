"""Hostile texts and numbers, and where in a request they can be put: any field of it, however deep."""

from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from penny_deck.log.wire import MAX_TEXTO_CHARS

_SIGNS = r"""' " ` \ ; -- /* % $1 %s %(id)s%% {0}{} ${HOME} $$ NULL null \N \x00 \u0000"""
EVIL = [
    *_SIGNS.split(),
    *("'; DROP TABLE penny_log; --", "'); DELETE FROM penny_sesiones; --", "1' OR '1'='1", "' || pg_sleep(9) || '"),
    *("\0", "a\0b", "\x01\x1b[2J\x7f", "../../etc/passwd", "<script>alert(1)</script>", '{"a": [null]}', " \t "),
    *("a\nb\n", "a\rb", "a\r\nb", "a\x85b", "a\u2028b", "\ufeffa", "\ufffe\uffff\U0010ffff"),
    *("🦜👩\u200d👧", "שלום \u202e עולם", "مرحبا", "e\u0301 é"),  # the last: what is alike and not the same
    *("'" * MAX_TEXTO_CHARS, "'" * (MAX_TEXTO_CHARS + 1), "🦜" * 100_000),
]
NUMBERS = [-(2**63), -(2**31), -1, 0, 1, 2**31 - 1, 2**32 - 1, 2**63 - 1]

Path_ = tuple[FieldDescriptor, ...]
"""From a request down to one of its fields."""
TEXT = {FieldDescriptor.CPPTYPE_STRING}
NUMBER = {
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_UINT64,
    FieldDescriptor.CPPTYPE_ENUM,
}


def leaves(message: Descriptor, kinds: set[int], above: Path_ = ()) -> Iterator[Path_]:
    """The fields of some kinds, however deep; of a message within itself only the first."""
    for field in message.fields:
        if field.message_type is None:
            if field.cpp_type in kinds:
                yield (*above, field)
        elif field.message_type not in [upper.message_type for upper in above]:
            yield from leaves(field.message_type, kinds, (*above, field))


def put(message: Message, path: Path_, value: object) -> None:
    """Set a field, however deep; of a list the only element, of a map the only key, or its value."""
    field, *below = path
    inner = getattr(message, field.name)
    if is_map(field):
        key, old = next(iter(inner.items()), ("", ""))
        inner.clear()
        inner.update({value: old} if below[0].name == "key" else {key: value})
    elif below:
        put(inner.add() if field.is_repeated else inner, tuple(below), value)
    elif field.is_repeated:
        inner[:] = [value]
    else:
        setattr(message, field.name, value)


def is_map(field: FieldDescriptor) -> bool:
    """Whether a field has keys and values."""
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """Every text that a message holds, with the name of its field; of a map the keys, too."""
    for field, value in message.ListFields():
        for one in elements(field, value):
            if isinstance(one, Message):
                yield from texts(one)
            elif isinstance(one, str):
                yield field.name, one


def elements(field: FieldDescriptor, value: Any) -> list[object]:  # noqa: ANN401 - any field's
    """What a field holds, one or many."""
    if is_map(field):
        return [*value.keys(), *value.values()]
    return list(value) if field.is_repeated else [value]


def name_of(path: Path_) -> str:
    """A field as ASKED names it: from its request down."""
    return path[0].full_name.removeprefix("penny.v1.") + "".join(f".{field.name}" for field in path[1:])
