"""Markdown and HTML: the words stay, the marks go, and lines become pauses.

The law of this file: nothing that is only there to be looked at is ever read aloud. A block of code is looked at, so
it goes whole; a link keeps its text; a list or a table keeps its items, with a pause between them. What a model left
unclosed (the text comes clause by clause) is treated as if it had been closed.
"""

import html
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_ENTITY: Final = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_COMMENT: Final = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->|$)")
_BREAK: Final = re.compile(r"<(?:br|p|li|/p|/li|/h[1-6]) ?/?>", re.IGNORECASE)
_AUTOLINK: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,1000})>")
_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,300})?/?>")
_TAG_START: Final = re.compile(r"<(?=[a-zA-Z/!])")
_FENCE: Final = re.compile(r"```[^`\n]*\n.*?(?:```|\Z)", re.DOTALL)
_FOOTNOTE: Final = re.compile(r" ?\[(?:\^[^\[\]\n]{1,20}|[0-9]{1,3})\](?!\()")
_LINK: Final = re.compile(
    r"!?\[(?P<text>[^\[\]\n]{0,300})\](?:\([^()\s]{0,1000}(?: [\"'][^\"'\n]{0,200}[\"'])?\)|\[[^\[\]\n]{0,100}\])"
)
_LINK_LEFT: Final = re.compile(r"\](?=[(\[])")
_ESCAPE: Final = re.compile(r"(?<!\\)\\++(?=[!-/:-@\[-`{-~])")
_TIMES: Final = re.compile(r"(?<=[0-9]) ?\* ?(?=[0-9])")
_EMPHASIS: Final = re.compile(r"[*`]+|~~+|(?<!\w)_++|(?<=[^\s_])_++(?!\w)")

_RULE: Final = re.compile(r"(?:[-*_=] ?){3,}+$")
_TABLE_RULE: Final = re.compile(r"[|:+ -]*\|[|:+ -]*$")
_HEADING: Final = re.compile(r"(?:> ?)*#{1,6} +")
_ITEM: Final = re.compile(r"(?:> ?)*(?:(?:[-*+•◦‣–—] +)++(?:\[[ xX]\] )?)")
_QUOTE: Final = re.compile(r"(?:> ?)++")
_ENUMERATED: Final = re.compile(r"([0-9]{1,3})[.)] +(?=\S)")
_PAUSES: Final = ".,;:!?…"


class _Kind(Enum):
    """What a line of the text was."""

    BLANK = auto()
    PROSE = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()


@dataclass(frozen=True, slots=True)
class _Line:
    """One line without its marks."""

    kind: _Kind
    text: str = ""


def strip(text: str) -> str:
    """Remove Markdown and HTML, and join the lines into one."""
    text = _ENTITY.sub(_entity, text)
    text = _TAG.sub("", _BREAK.sub("\n", _AUTOLINK.sub(r"\1", _COMMENT.sub("", text))))
    text = _FENCE.sub("\n", text)
    text = _LINK.sub(lambda match: match["text"], _FOOTNOTE.sub("", text))
    text = _ESCAPE.sub("", _TAG_START.sub("< ", _LINK_LEFT.sub("] ", text)))
    return _joined([_line(line) for line in text.split("\n")])


def _entity(match: re.Match[str]) -> str:
    char = html.unescape(f"&{match[1]};")
    return " & " if char == "&" else char


def _line(written: str) -> _Line:
    line = written.strip()
    if not line or _RULE.match(line) or _TABLE_RULE.match(line):
        return _Line(_Kind.BLANK)
    if line.startswith("|") or line.count(" | ") > 1:
        cells = (_plain(cell) for cell in line.split("|"))
        return _Line(_Kind.ROW, ", ".join(cell for cell in cells if cell))
    for kind, pattern in ((_Kind.HEADING, _HEADING), (_Kind.ITEM, _ITEM)):
        if match := pattern.match(line):
            return _Line(kind, _plain(line[match.end() :]))
    if match := _ENUMERATED.match(line):
        return _Line(_Kind.ITEM, f"{match[1]}: {_plain(line[match.end() :])}")
    return _Line(_Kind.PROSE, _plain(line))


def _plain(written: str) -> str:
    """One line without emphasis, and without the marks that only emphasis was hiding."""
    line = _EMPHASIS.sub("", _TIMES.sub(" × ", written)).strip()
    for pattern in (_QUOTE, _HEADING, _ITEM):
        line = line[match.end() :] if (match := pattern.match(line)) else line
    return line.rstrip("# ") if line.endswith(" #") else line


def _joined(lines: list[_Line]) -> str:
    parts: list[str] = []
    previous = _Line(_Kind.BLANK)
    gap = False
    for line in lines:
        if not line.text:
            gap = True
            continue
        if parts:
            parts.append(_pause(previous, line, gap=gap))
        parts.append(line.text)
        previous, gap = line, False
    return re.sub(r" {2,}", " ", "".join(parts)).strip()


def _pause(previous: _Line, line: _Line, *, gap: bool) -> str:
    if previous.text[-1] in _PAUSES:
        return " "
    if line.kind is _Kind.ITEM and previous.kind is not _Kind.HEADING:
        return ", "
    return " " if previous.kind is line.kind is _Kind.PROSE and not gap else ". "
