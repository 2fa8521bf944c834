"""The process that reads, for Linux: it has the libraries ready, and forks for each document.

So each document is read by a process that has seen no other, that may crash, hang or eat memory alone, and that starts
within milliseconds. Nothing that a library prints gets anywhere, for it might quote the document; no file can be
written, and no core is dumped.
"""

import ctypes
import importlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO

from penny_chassis.errors import PennyError
from penny_deck.grace.readers import limits, ocr, read, read_table, wire
from penny_deck.vault.tipos import Tipo

MEMORY_BYTES = 2 * 1024**3
"""Address space; recognising a page takes 1.6 GB of it at most (measured), 0.9 GB of them in memory."""
_PR_SET_PDEATHSIG = 1
_CHUNK = 1024 * 1024
_MODULES = ("pdf", "image", "docx", "eml", "sheets", "text")

Reader = Callable[[bytes, Tipo], wire.Reading]


def load() -> None:
    """Import what reads, so that what is forked later has it."""
    for name in _MODULES:
        importlib.import_module(f"penny_deck.grace.readers.{name}")
    ocr.prepare()


def serve(read_words: Reader = read, read_cells: Reader = read_table, prepare: Callable[[], None] = load) -> None:
    """Answer requests from stdin on stdout until there are no more."""
    _die_with(os.getppid())
    answers = _hide_output()
    _limit()
    prepare()
    _send(answers, wire.READY)
    while line := sys.stdin.buffer.readline():
        request = wire.Request.decode(line)
        data = sys.stdin.buffer.read(request.size)
        reader = read_cells if request.table else read_words
        _send(answers, _apart(lambda: reader(data, request.tipo), request.cpu_s))  # noqa: B023 - called at once


def _apart(work: Callable[[], wire.Reading], cpu_s: int) -> bytes:
    """The answer of a process forked for this."""
    source, sink = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(source)
            _become_reader(parent, cpu_s)
            _finish(work, sink)
        finally:
            os._exit(1)  # whatever happened: what follows is for the one that forked
    os.close(sink)
    with os.fdopen(source, "rb") as answers:
        answer = _received(answers)
    if answer is None:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    return answer if answer and status == 0 else wire.CRASHED


def _received(answers: BinaryIO) -> bytes | None:
    """All of an answer; nothing, if it is longer than any can be."""
    answer = bytearray()
    while chunk := answers.read(_CHUNK):
        answer += chunk
        if len(answer) > wire.MAX_ANSWER_BYTES:
            return None
    return bytes(answer)


def _become_reader(parent: int, cpu_s: int) -> None:
    _die_with(parent)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))


def _finish(work: Callable[[], wire.Reading], sink: int) -> None:
    """Read, answer, end; nothing of the process that was forked from is done twice at the end."""
    with os.fdopen(sink, "wb") as answers:
        answers.write(wire.encode(_attempt(work)))
    os._exit(0)


def _attempt(work: Callable[[], wire.Reading]) -> wire.Reading | PennyError:
    try:
        return work()
    except PennyError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever it is, the answer is the same
        return limits.unreadable()


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(wire.framed(answer))
    answers.flush()


def _hide_output() -> BinaryIO:
    """What was stdout, for answers alone; whatever else is written to stdout or stderr is lost."""
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    return answers


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent has died; it may have, before it was asked."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
