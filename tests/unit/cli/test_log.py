"""`penny log`."""

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from typer.testing import Result

from penny.v1 import deck_pb2, deck_pb2_grpc
from penny_client.cli.transcript import Form, transcript

Penny = Callable[..., Result]

ROWS = [
    deck_pb2.ReadLogResponse(
        sesion=deck_pb2.Sesion(id="s2", player_id="p", inicio=Timestamp(seconds=200), estado="activa", total_turnos=2)
    ),
    deck_pb2.ReadLogResponse(
        turno=deck_pb2.Turno(
            id="t1", sesion_id="s2", turno_index=0, rol=deck_pb2.ROL_USUARIO, texto="¿Qué tengo pendiente?"
        )
    ),
    deck_pb2.ReadLogResponse(
        turno=deck_pb2.Turno(
            id="t2",
            sesion_id="s2",
            turno_index=1,
            rol=deck_pb2.ROL_PENNY,
            texto="Tienes tres recados.",
            trace_id="0af76519-16cd-43dd-8448-eb211c80319c",
            interrumpido=True,
            metricas=deck_pb2.Metricas(latencia_total_ms=900, latencia_asr_ms=0, latencia_llm_ms=1, latencia_tts_ms=0),
        )
    ),
    deck_pb2.ReadLogResponse(
        sesion=deck_pb2.Sesion(id="s1", player_id="p", inicio=Timestamp(seconds=100), estado="cerrada")
    ),
]


class Deck(deck_pb2_grpc.DeckServiceServicer):
    """A DECK with two conversations, for one player."""

    def __init__(self) -> None:
        self.asked: list[deck_pb2.ReadLogRequest] = []
        self.over = threading.Event()
        self.pause_s = 0.0

    def ReadLog(self, request: deck_pb2.ReadLogRequest, context: Any) -> Iterator[deck_pb2.ReadLogResponse]:  # noqa: ANN401, N802
        """The rows, unless the session is unknown."""
        self.asked.append(request)
        if request.sesion_id == "unknown":
            context.abort(grpc.StatusCode.NOT_FOUND, "There is no such session.")
        if request.player_id == "stuck":
            yield ROWS[0]
            self.over.wait(30)
        if request.player_id != "new":
            for row in ROWS:
                time.sleep(self.pause_s)
                yield row

    @contextlib.contextmanager
    def stuck(self) -> Iterator[None]:
        """Who asks as the player "stuck" gets nothing after the first row until the block ends."""
        yield
        self.over.set()


@pytest.fixture
def deck(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deck]:
    """The DECK, where the command finds it."""
    servicer = Deck()  # type: ignore[abstract]
    server = grpc.server(ThreadPoolExecutor(2))
    deck_pb2_grpc.add_DeckServiceServicer_to_server(servicer, server)
    monkeypatch.setenv("PENNY_DECK", f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
    server.start()
    yield servicer
    server.stop(0).wait()


@pytest.mark.usefixtures("deck")
def test_conversations_are_readable(penny: Penny) -> None:
    """Who said what, with the measured times, whether it was cut, and the trace id as traces are searched for."""
    result = penny("log")
    said = [line[9:] for line in result.stdout.splitlines() if "   you " in line or " penny " in line]
    assert result.exit_code == 0
    assert said == ["   you ¿Qué tengo pendiente?", " penny Tienes tres recados. — (interrupted)"]
    assert "    total 900 ms · ASR 0 ms · LLM 1 ms · TTS 0 ms · trace 0af7651916cd43dd8448eb211c80319c" in result.stdout
    assert [line for line in result.stdout.splitlines() if line.startswith("session")] == ["session s2", "session s1"]


@pytest.mark.usefixtures("deck")
def test_json_is_one_object_a_conversation(penny: Penny) -> None:
    """For programs: the rows of DECK's tables under their own names."""
    newest, oldest = (json.loads(line) for line in penny("log", "--json").stdout.splitlines())
    assert (newest["id"], newest["estado"], len(newest["turnos"])) == ("s2", "activa", 2)
    assert [(turno["turno_index"], turno["rol"]) for turno in newest["turnos"]] == [(0, "usuario"), (1, "penny")]
    assert newest["turnos"][1]["texto"] == "Tienes tres recados."
    assert oldest["turnos"] == []


def test_what_is_asked_of_deck(penny: Penny, deck: Deck) -> None:
    """Session, player and number of conversations reach DECK."""
    penny("log", "--session", "s2", "--last", "3", "--player", "p")
    assert deck.asked == [deck_pb2.ReadLogRequest(player_id="p", sesion_id="s2", max_sessions=3)]


def test_an_export_is_of_all_unless_few_are_wanted(penny: Penny, deck: Deck, tmp_path: Path) -> None:
    """As many as there are."""
    penny("log", "export", str(tmp_path / "log.md"))
    penny("log", "export", str(tmp_path / "log.md"), "--last", "3")
    assert [asked.max_sessions for asked in deck.asked] == [2**31 - 1, 3]


def test_a_deck_that_says_nothing_any_more_is_not_waited_for(
    penny: Penny, deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the whole may take; and nothing is written."""
    monkeypatch.setattr("penny_client.cli.deck.TIMEOUT_S", 0.2)
    with deck.stuck():
        result = penny("log", "export", str(tmp_path / "log.md"), "--player", "stuck")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "DECK has given nothing" in result.stderr
    assert not (tmp_path / "log.md").exists()


def test_a_long_log_may_take_its_time(
    penny: Penny, deck: Deck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as something comes."""
    monkeypatch.setattr("penny_client.cli.deck.TIMEOUT_S", 0.5)
    deck.pause_s = 0.2
    assert penny("log", "export", str(tmp_path / "log.md")).exit_code == 0


@pytest.mark.usefixtures("deck")
def test_a_session_without_a_turn_is_no_bare_heading(penny: Penny) -> None:
    """Whoever asks for one by its id is told that there is nothing in it."""
    assert penny("log").stdout.rstrip().endswith("session s1\nNothing was said.")


@pytest.mark.usefixtures("deck")
def test_empty_log(penny: Penny) -> None:
    """Nobody has said anything yet: a sentence for a person, nothing for a program."""
    assert penny("log", "--player", "new").stdout == "Nothing has been said yet.\n"
    assert penny("log", "--player", "new", "--json").stdout == ""


@pytest.mark.usefixtures("deck")
def test_refusal_is_one_line(penny: Penny) -> None:
    """What DECK refuses is an error with exit status 1."""
    result = penny("log", "--session", "unknown")
    assert (result.exit_code, result.stderr) == (1, "penny: There is no such session.\n")


@pytest.mark.usefixtures("deck")
def test_export_is_one_file_oldest_first(penny: Penny, tmp_path: Path) -> None:
    """In the form that the file's name says."""
    for name in ("log.jsonl", "log.md", "log.html"):
        result = penny("log", "export", str(tmp_path / name))
        assert result.stdout == f"Written to {tmp_path / name}; conversations: 2.\n"
    oldest, newest = (json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines())
    assert (oldest["id"], newest["id"]) == ("s1", "s2")
    assert re.findall(r"\*\*.*", (tmp_path / "log.md").read_text()) == [
        "**You:** ¿Qué tengo pendiente?",
        "**Penny:** Tienes tres recados. — (interrupted)",
    ]
    page = (tmp_path / "log.html").read_text()
    assert page.index("s1") < page.index("s2")
    assert "<b>Penny</b> Tienes tres recados.<small> — (interrupted)</small>" in page
    assert penny("log", "export", "-", "--format", "md").stdout == (tmp_path / "log.md").read_text()


@pytest.mark.usefixtures("deck")
def test_an_export_may_have_a_name_that_is_not_utf_8(penny: Penny, tmp_path: Path) -> None:
    """It is written, and said in a line that can be printed."""
    result = penny("log", "export", os.fsdecode(os.fsencode(tmp_path) + b"/a\xf1o.md"))
    assert (result.exit_code, result.stdout) == (0, f"Written to {tmp_path}/a\\xf1o.md; conversations: 2.\n")


def test_what_was_said_is_no_markup() -> None:
    """Neither on a page nor in Markdown."""
    evil = "<script>alert(1)</script> *uno*\n# dos & `tres`"
    conversation = (
        deck_pb2.Sesion(id='"><b>', inicio=Timestamp(seconds=1)),
        [deck_pb2.Turno(texto=evil, rol=deck_pb2.ROL_USUARIO)],
    )
    page = transcript([conversation], Form.HTML)
    assert "<script>" not in page
    assert 'id="&quot;&gt;&lt;b&gt;"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; *uno*\n# dos &amp; `tres`" in page
    text = transcript([conversation], Form.MARKDOWN)
    assert r"\<script\>alert(1)\</script\> \*uno\* \# dos & \`tres\`" in text


@pytest.mark.usefixtures("deck")
@pytest.mark.parametrize(("file", "words"), [("log.pdf", "or give --format"), ("no/log.md", "cannot be written")])
def test_an_export_that_cannot_be_made(penny: Penny, tmp_path: Path, file: str, words: str) -> None:
    """Says so in a line."""
    result = penny("log", "export", str(tmp_path / file))
    assert result.exit_code == 1
    assert words in result.stderr
