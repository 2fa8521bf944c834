"""A YAML file as data, knowing on which line each thing stands.

Read as YAML 1.2: `14:00` is a text and not 840, `2025-12-16` a text and not a date, `no` a text and not false. A key
given twice, an alias and a tag are refused, for each would hide what the file says.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from penny_chassis.errors import Misconfigured
from penny_deck import faults

MAX_BYTES = 64 * 1024
"""A plano is read aloud to a model at every start of a conversation; a larger file is a mistake."""
MAX_DEPTH = 8

Place = tuple[str | int, ...]
"""Where in a document: keys and positions from the top."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LINE = re.compile("[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029])")
"""With its end, as YAML counts lines."""
_INT = re.compile(r"[-+]?\d{1,18}")
_FLOAT = re.compile(r"[-+]?\d{1,18}\.\d{1,18}")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and where."""

    path: Path
    data: object
    lines: Mapping[Place, int]
    """The line, from 1, of each key and each element."""
    text: str = ""
    """All of it, as it was written."""

    def fault(self, place: Place, message: str, *, remedy: str = "") -> Misconfigured:
        """An error that names the file, the line and the key; of a missing key, the line of what should hold it."""
        line = next(self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines)
        key = dotted(place)
        return Misconfigured(
            f"{self.path}:{line}: {f'{key}: ' if key else ''}{message}",
            remedy=remedy or "Correct the file.",
            field=key,
        )

    def as_json(self) -> str:
        """The data as JSON."""
        return json.dumps(self.data, ensure_ascii=False)

    def with_block(self, key: str, other: "Document") -> str:
        """The text with what stands under one of the top keys as another document has it, comments and all."""
        before, _, after = self.around(key)
        _, block, _ = other.around(key)
        return before + block + after

    def around(self, key: str) -> tuple[str, str, str]:
        """The text before a top key, from it to the next one, and from there on; each ends with a line's end."""
        lines = _LINE.findall(f"{self.text.rstrip()}\n")
        begin = self.lines[key,] - 1
        later = [line - 1 for place, line in self.lines.items() if len(place) == 1 and line - 1 > begin]
        end = min(later, default=len(lines))
        return "".join(lines[:begin]), "".join(lines[begin:end]), "".join(lines[end:])


def dotted(place: Place) -> str:
    """A place as people write it: contenido.recordar[1]."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def read(path: Path) -> Document:
    """Read a file.

    Raises:
        Misconfigured: It is missing, too large, or not YAML as described above.
    """
    return parse(path, _text(path))


def parse(path: Path, text: str) -> Document:
    """Read a text as what a file says, or will say.

    Raises:
        Misconfigured: It is not YAML as described above.
    """
    try:
        return replace(_Reader(path, yaml.parse(text, Loader=_LOADER)).document(), text=text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = error.problem or "the text ends too early"
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problem = "there is a character that YAML forbids"
    raise Misconfigured(f"{path}:{line}: not valid YAML: {problem}.", remedy="Correct the file.")


def _text(path: Path) -> str:
    """A file's text.

    Raises:
        Misconfigured: It cannot be read, or is too large, or is not UTF-8.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise Misconfigured(f"{path} has {size} bytes; the limit is {MAX_BYTES}.", remedy="Make it shorter.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Misconfigured(
            f"{path} is missing.", remedy="Put it back, or move its folder away and DECK writes a new one."
        ) from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from None
    except OSError as error:
        raise faults.of_file(error, path) from None


class _Reader:
    """Makes plain data of YAML's events and notes the lines.

    Of the events, because composing them as the library does would follow any nesting until the stack ends.
    """

    def __init__(self, path: Path, events: Iterable[yaml.Event]) -> None:
        self._path = path
        self._events = iter(events)
        self._lines: dict[Place, int] = {(): 1}

    def document(self) -> Document:
        """The one document of the file; one without content holds nothing."""
        data: object = None
        documents = 0
        for event in self._events:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise self._refuse(event, (), "a second document is not allowed here")
            if isinstance(event, yaml.NodeEvent):
                data = self._node(event, ())
        return Document(self._path, data, self._lines)

    def _node(self, event: yaml.Event, place: Place) -> object:
        self._lines.setdefault(place, _line(event))
        if len(place) > MAX_DEPTH:
            raise self._refuse(event, place[:MAX_DEPTH], "this is nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            raise self._refuse(event, place, "an alias (*) is not allowed here")
        if getattr(event, "tag", None) is not None:
            raise self._refuse(event, place, "a tag (!) is not allowed here")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        return _scalar(event.value, plain=event.implicit[0]) if isinstance(event, yaml.ScalarEvent) else None

    def _sequence(self, place: Place) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if not key:
                raise self._refuse(event, place, "a key must be a word")
            if key in data:
                raise self._refuse(event, (*place, key), "the key is there twice")
            self._lines[*place, key] = _line(event)
            data[key] = self._node(next(self._events), (*place, key))
        return data

    def _refuse(self, event: yaml.Event, place: Place, message: str) -> Misconfigured:
        self._lines[place] = _line(event)
        return Document(self._path, None, self._lines).fault(place, f"{message}.")


def _line(event: yaml.Event) -> int:
    """The line on which something begins, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(text: str, *, plain: bool) -> object:
    """A text, unless it is unquoted and looks like a number, true, false or nothing."""
    if not plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
