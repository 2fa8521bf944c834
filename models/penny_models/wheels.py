"""Fetching a wheel from the Python package index that the user has configured.

The user's own pip does it, in a process of its own, because the index, its mirrors, proxies, certificates and
passwords are pip's to know (pip.conf, PIP_*, netrc, keyring): where pip works, this works. The price, against asking
the index directly, is half a second a wheel, and that a wheel cut in the middle starts again; the models come in
wheels of at most 90 MB, so little is lost. The wheel is only downloaded: no dependency, no installation.
"""

import contextlib
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

from penny_models.errors import OutOfReachError, SourceError

STALL_S = 90.0
"""Without a new byte, pip is given up: longer than its own 15 s a connection with its retries."""
LOOK_S = 0.1
"""Between two looks at how much is here."""
REASON_CHARS = 300
RETRIES = "2"
"""Of a connection that fails, unless PIP_RETRIES says another number: with pip's own 5 a dead index takes 10 s."""
CAUSE = re.compile(r"\[Errno -?\d+\] [^'\")]+|certificate verify failed|timed out")


def pip_command() -> list[str]:
    """How to run pip: that of this environment, or the one that Python carries to make environments with.

    Raises:
        SourceError: there is neither.
    """
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    for wheel in sorted(_bundled_wheels()):
        return [sys.executable, str(wheel / "pip")]
    raise SourceError(f"pip is not there; run: {sys.executable} -m ensurepip")


def _bundled_wheels() -> list[Path]:
    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR")]
    if (spec := importlib.util.find_spec("ensurepip")) and spec.origin:
        folders.append(str(Path(spec.origin).parent / "_bundled"))
    return [wheel for folder in folders if folder for wheel in Path(folder).glob("pip-*.whl")]


def fetch_wheel(package: str, version: str, folder: Path, look: Callable[[int], None]) -> Path:
    """Download a wheel into an empty folder and return its path; `look` is told how many bytes of it are here.

    Raises:
        OutOfReachError: the index does not answer.
        SourceError: it has no such wheel, or pip could not fetch it.
    """
    out, scratch, log = folder / "out", folder / "scratch", folder / "pip.log"
    scratch.mkdir(exist_ok=True)
    command = [
        *pip_command(),
        *("download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--ignore-requires-python"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar=off", f"--dest={out}"),
        f"{package}=={version}",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PIP_RETRIES": RETRIES, **os.environ, "TMPDIR": str(scratch)},
        )
    try:
        code = _watch(process, folder, look)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    wheel = next(out.glob("*.whl"), None)
    if code != 0 or wheel is None:
        raise _failure(log.read_text(encoding="utf-8", errors="replace"))
    return wheel


def _watch(process: subprocess.Popen[bytes], folder: Path, look: Callable[[int], None]) -> int:
    """The exit status of pip, once it ends; its longest file so far is told all the while."""
    most, moved_at = 0, time.monotonic()
    while True:
        try:
            return process.wait(timeout=LOOK_S)
        except subprocess.TimeoutExpired:
            size = _longest(folder)
            look(size)
        if size > most:
            most, moved_at = size, time.monotonic()
        elif time.monotonic() - moved_at > STALL_S:
            raise OutOfReachError(f"pip brought nothing for {STALL_S:g} s")


def _longest(folder: Path) -> int:
    """The size of the largest wheel below a folder, in bytes; pip moves and removes files and folders meanwhile.

    By os.walk, which passes over a folder that is gone; Path.rglob raises.
    """
    longest = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            if name.endswith(".whl"):
                with contextlib.suppress(FileNotFoundError):
                    longest = max(longest, (Path(parent) / name).stat().st_size)
    return longest


def _failure(log: str) -> SourceError:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    if "Retrying (Retry(" in log:
        cause = CAUSE.search(log)
        return OutOfReachError(f"pip cannot reach the index ({cause.group() if cause else 'no answer'})")
    reason = (errors or lines or ["it said nothing"])[-1]
    return SourceError(f"pip: {reason[:REASON_CHARS]}")
