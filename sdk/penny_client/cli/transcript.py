"""Conversations as a file: JSON Lines for programs, Markdown or a page for people. Pure.

What was said is text and nothing else: no sign of it is taken for markup.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from penny.v1 import deck_pb2
from penny_client.cli import conversations
from penny_client.cli.conversations import Conversation, local, mark

_WHO = {deck_pb2.ROL_USUARIO: "You", deck_pb2.ROL_PENNY: "Penny", deck_pb2.ROL_SISTEMA: "System"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_PAGE = """\
<!DOCTYPE html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Penny: conversations</title>
<style>
body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #222 }}
h2 {{ margin-top: 2.5rem; font-size: 1.1rem; border-bottom: 1px solid #ccc }}
p {{ margin: .4rem 0 }}
time, small {{ color: #777; font-size: .8rem }}
.penny b {{ color: #17693a }}
.you b {{ color: #1b5e8c }}
@media (prefers-color-scheme: dark) {{ body {{ background: #1b1b1b; color: #ddd }} }}
</style>
</head>
<body>
<h1>Penny</h1>
{body}
</body>
</html>
"""


class Form(StrEnum):
    """What an export is written as, by the ending of its file."""

    JSONL = "jsonl"
    MARKDOWN = "md"
    HTML = "html"


def transcript(found: Sequence[Conversation], form: Form) -> str:
    """Conversations in the order given."""
    match form:
        case Form.JSONL:
            return _lines(map(conversations.as_json, found))
        case Form.MARKDOWN:
            return _lines(["# Penny", *(line for conversation in found for line in _markdown(conversation))])
        case Form.HTML:
            return _PAGE.format(body="\n".join(line for conversation in found for line in _html(conversation)))


def _markdown(conversation: Conversation) -> Iterator[str]:
    sesion, turnos = conversation
    yield f"\n## {_began(sesion)}\n"
    for turno in turnos:
        said = _MARKDOWN.sub(r"\\\1", " ".join(turno.texto.split()))
        yield f"- {_clock(turno)} **{_who(turno)}:** {said}{mark(turno)}"


def _html(conversation: Conversation) -> Iterator[str]:
    sesion, turnos = conversation
    yield f'<h2 id="{html.escape(sesion.id)}">{_began(sesion)}</h2>'
    for turno in turnos:
        who, said = _who(turno), html.escape(turno.texto)
        aside = f"<small>{html.escape(mark(turno))}</small>" if mark(turno) else ""
        yield f'<p class="{who.lower()}"><time>{_clock(turno)}</time> <b>{who}</b> {said}{aside}</p>'


def _began(sesion: deck_pb2.Sesion) -> str:
    return f"{local(sesion.inicio):%Y-%m-%d %H:%M}"


def _clock(turno: deck_pb2.Turno) -> str:
    return f"{local(turno.timestamp_inicio):%H:%M:%S}"


def _who(turno: deck_pb2.Turno) -> str:
    return _WHO.get(turno.rol, "?")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
