"""Calls in what the model writes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penny_chassis.errors import EngineFailed
from penny_llm.engine import Call, Tool
from penny_llm.tools import MAX_CALLS, SpeechFilter, read_calls

SCHEMA = {"type": "object", "properties": {"texto": {"type": "string"}}, "required": ["texto"]}
TOOLS = [Tool("guardar_recado", "", SCHEMA), Tool("parar", "", {"type": "object", "additionalProperties": False})]
WRITTEN = '{"name": "guardar_recado", "arguments": {"texto": "pan {y} `leche`"}}'
CALL = Call("guardar_recado", {"texto": "pan {y} `leche`"})


def through_filter(pieces: list[str]) -> tuple[str, str]:
    """The speech and the calls in an answer that comes in these pieces."""
    speech_filter = SpeechFilter()
    speech = "".join(speech_filter.feed(piece) for piece in pieces)
    rest, written = speech_filter.finish()
    return speech + rest, written


ANSWERS = [
    ("Son las dos.", "Son las dos.", ""),
    (WRITTEN, "", WRITTEN),
    (f"<tool_call>\n{WRITTEN}\n</tool_call>", "", f"<tool_call>\n{WRITTEN}\n</tool_call>"),
    (f"Voy. ```json\n{WRITTEN}\n```", "Voy. ", f"```json\n{WRITTEN}\n```"),
    ("3 < 4 y `ya` <tool", "3 < 4 y `ya` <tool", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("answer", "speech", "written"), ANSWERS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_speech_and_calls_are_told_apart(answer: str, speech: str, written: str, size: int) -> None:
    """Whatever the pieces, speech is let through and nothing from the first sign of a call on."""
    pieces = [answer[at : at + size] for at in range(0, len(answer), size)]

    assert through_filter(pieces) == (speech, written)


@given(st.lists(st.text(alphabet="a<`{tol_c>", max_size=4), max_size=12))
def test_nothing_is_lost(pieces: list[str]) -> None:
    """Speech and calls together are what was written."""
    assert "".join(through_filter(pieces)) == "".join(pieces)


def test_speech_is_not_kept_waiting() -> None:
    """Only what may be the beginning of a call is held back."""
    speech_filter = SpeechFilter()

    assert [speech_filter.feed(piece) for piece in ("Son ", "las <", "b", "dos `", "`", " y")] == [
        "Son ",
        "las ",
        "<b",
        "dos ",
        "",
        "`` y",
    ]


@pytest.mark.parametrize(
    "written",
    [
        WRITTEN,
        f"<tool_call>\n{WRITTEN}\n</tool_call>",
        f"```json\n{WRITTEN}\n```",
        f"```\n{WRITTEN}```\n",
        f"<tool_call>{WRITTEN}",
    ],
)
def test_a_call_is_read_however_it_is_written(written: str) -> None:
    """Tags, fences and bare JSON are the same call."""
    assert read_calls(written, TOOLS) == (CALL,)


def test_several_calls() -> None:
    """Calls after one another are several."""
    stop = '{"name": "parar", "arguments": {}}'

    assert read_calls(f"<tool_call>\n{WRITTEN}\n</tool_call>\n{stop}\n```json\n{stop}\n```", TOOLS) == (
        CALL,
        Call("parar", {}),
        Call("parar", {}),
    )


@pytest.mark.parametrize(
    "written",
    [
        WRITTEN[:-5],
        "{",
        "```json\n```",
        f"{WRITTEN} y ya está",
        "[]",
        '"guardar_recado"',
        '{"name": "guardar_recado"}',
        '{"name": "guardar_recado", "arguments": "pan"}',
        '{"name": "borrar_todo", "arguments": {}}',
        '{"name": ["parar"], "arguments": {}}',
        '{"name": "guardar_recado", "arguments": {"texto": 3}}',
        '{"name": "parar", "arguments": {"ya": true}}',
        "[" * 100_000,
        "\n".join([WRITTEN] * (MAX_CALLS + 1)),
    ],
)
def test_what_cannot_be_called_is_a_failure_without_its_text(written: str) -> None:
    """A call that is cut, or of an unknown tool, or with wrong arguments is a failure; its text stays inside."""
    with pytest.raises(EngineFailed) as caught:
        read_calls(written, TOOLS)

    assert "pan" not in str(caught.value)
    assert "borrar" not in str(caught.value)


def test_arguments_survive_any_text() -> None:
    """What a person dictates into a call comes out as it went in."""
    text = 'Dile: "<tool_call> ```json {} 😀 ñ\n"'
    written = json.dumps({"name": "guardar_recado", "arguments": {"texto": text}})

    assert read_calls(f"<tool_call>\n{written}\n</tool_call>", TOOLS) == (Call("guardar_recado", {"texto": text}),)
