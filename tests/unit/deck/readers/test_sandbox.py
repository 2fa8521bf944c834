"""Reading in a process apart: what happens there happens to nobody else."""

import asyncio
import contextlib
import io
import os
import signal
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from penny_chassis.errors import InvalidInput, TooLarge, Unavailable
from penny_deck.grace.readers import child, ocr
from penny_deck.grace.readers.sandbox import Sandbox
from penny_deck.vault.tipos import Tipo

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the process that reads is Linux's"),
]

EVIL = """
import ctypes, os, resource, signal, sys, time
from penny_deck.grace.document import Box, Document, Word
from penny_deck.grace.readers import child

def say(text):
    return Document(((Word(text, Box(0, 0, 1, 1)),),), "text")

def evil(data, tipo):
    match data.split(b" "):
        case [b"abort"]: os.abort()
        case [b"segfault"]: ctypes.string_at(0)
        case [b"exit"]: os._exit(0)
        case [b"raise"]: raise KeyboardInterrupt
        case [b"hang"]: time.sleep(600)
        case [b"hang-deaf"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        case [b"limits"]:
            kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)
            return say(",".join(str(resource.getrlimit(kind)[1]) for kind in kinds))
        case [b"memory"]: return say("x" * len(bytearray(3 * 1024**3)))
        case [b"print"]:
            print("secreto", flush=True)
            os.write(1, b"secreto")
            os.write(2, b"secreto")
            return say("ok")
        case [b"file", path]: os.write(os.open(path, os.O_CREAT | os.O_WRONLY), b"secreto")
        case [b"environment"]: return say(os.environ.get("PENNY_SECRET", "nothing"))
        case [b"stdin"]: return say(repr(sys.stdin.buffer.raw.read(1) + os.read(0, 1)))
        case [b"pid"]: return say(str(os.getpid()))
        case [b"garbage"]:
            child.wire.json.dumps = lambda *_, **__: "garbage"
        case [b"flood"]:
            child.wire.json.dumps = lambda *_, **__: "x" * (child.wire.MAX_ANSWER_BYTES + 1)
    return say(str(len(data)))

child.serve(read_words=evil, prepare=lambda: None)
"""


@pytest.fixture
async def evil(tmp_path: Path) -> AsyncIterator[Sandbox]:
    """A process whose reader does as the document says."""
    script = tmp_path / "evil.py"
    script.write_text(textwrap.dedent(EVIL), encoding="utf-8")
    room = Sandbox((sys.executable, "-P", str(script)))
    yield room
    await room.close()


async def told(room: Sandbox, data: bytes, timeout_s: float = 20) -> str:
    """What it says of some data."""
    return (await room.read_apart(data, Tipo.TEXT, timeout_s=timeout_s)).text


async def test_whatever_the_reader_does_the_next_document_is_read(evil: Sandbox, tmp_path: Path) -> None:
    """It crashes, hangs, eats memory, answers nonsense: each is a document that cannot be read, and no more."""
    assert await told(evil, b"x" * 3_000_000) == "3000000"
    first = evil._process
    written = tmp_path / "written"
    wishes = (b"abort", b"segfault", b"exit", b"raise", b"memory", b"garbage", b"flood", b"file %s" % bytes(written))
    for wish in wishes:
        with pytest.raises(InvalidInput, match="cannot be read"):
            await told(evil, wish)
        assert await told(evil, b"hola") == "4"
    assert evil._process is first
    assert _size(written) == 0


async def test_what_hangs_is_killed_and_the_process_started_anew(evil: Sandbox) -> None:
    """In time, be it deaf to signals."""
    await evil.start()
    for wish in (b"hang", b"hang-deaf"):
        started = time.monotonic()
        with pytest.raises(InvalidInput, match="cannot be read"):
            await told(evil, wish, 0.2)
        assert time.monotonic() - started < 10
    assert await told(evil, b"hola") == "4"


async def test_a_reader_sees_and_says_nothing_but_its_document(evil: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment, no input of others', and what it prints disturbs no answer; each in a process of its own."""
    monkeypatch.setenv("PENNY_SECRET", "clave")
    assert await told(evil, b"environment") == "nothing"
    assert await told(evil, b"print") == "ok"
    assert await told(evil, b"stdin") == repr(b"")
    assert await told(evil, b"pid") != await told(evil, b"pid")
    assert await told(evil, b"limits", 20) == f"{20 * ocr.THREADS + 1},{child.MEMORY_BYTES},0,0"


async def test_nobody_waits_any_more(evil: Sandbox) -> None:
    """The reading ends with the call that wanted it, and so do its processes."""
    await evil.start()
    process = evil._process
    assert process is not None
    call = asyncio.create_task(told(evil, b"hang"))
    await _until(lambda: len(_group(process.pid)) == 2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    await _until(lambda: not _group(process.pid))
    assert await told(evil, b"hola") == "4"


async def test_a_reader_dies_with_the_process_it_was_forked_from(evil: Sandbox) -> None:
    """Which is killed from without; that is no fault of the document's."""
    await evil.start()
    process = evil._process
    assert process is not None
    call = asyncio.create_task(told(evil, b"hang"))
    await _until(lambda: len(_group(process.pid)) == 2)
    os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(Unavailable):
        await call
    await _until(lambda: not _group(process.pid))
    assert await told(evil, b"hola") == "4"


async def test_one_after_the_other(evil: Sandbox) -> None:
    """Each gets its own answer."""
    answers = await asyncio.gather(*(told(evil, b"x" * size) for size in (5, 50, 500)))
    assert answers == ["5", "50", "500"]


@pytest.mark.parametrize("program", [("/bin/false",), ("/bin/echo", "hola"), (sys.executable, "-c", "print('x' * 99)")])
async def test_a_process_that_does_not_start(program: tuple[str, ...]) -> None:
    """Is not waited for."""
    room = Sandbox(program)
    with pytest.raises(Unavailable):
        await room.start()
    await room.close()


async def test_real_documents() -> None:
    """Words, tables and errors come through; once it is warm, a page of text takes no tenth of a second."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(50):
        canvas.drawString(60, 780 - 14 * number, f"Línea {number}: 1.250,00 €")
    canvas.save()
    room = Sandbox()
    try:
        await room.start()
        times = []
        for _ in range(5):
            started = time.monotonic()
            document = await room.read_apart(file.getvalue(), Tipo.PDF)
            times.append(time.monotonic() - started)
            assert document.text.split("\n")[49] == "Línea 49: 1.250,00 €"
        assert min(times) < 1
        assert (await room.read_table_apart(b"a;b\n1;2\n", Tipo.CSV)).rows == (("1", "2"),)
        with pytest.raises(TooLarge, match="columns"):
            await room.read_table_apart(b"a;" * 1000, Tipo.CSV)
        with pytest.raises(InvalidInput, match="no table"):
            await room.read_table_apart(b"hola", Tipo.PDF)
        with pytest.raises(InvalidInput, match="cannot be read"):
            await room.read_apart(b"%PDF-1.4 ", Tipo.PDF)
    finally:
        await room.close()


def _size(file: Path) -> int:
    return file.stat().st_size


def _group(leader: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, group = (folder / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()[:3]
            if int(group) == leader and state != "Z":
                found.append(int(folder.name))
    return found


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.02)
