"""The helper that becomes PostgreSQL."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from penny_chassis.errors import Misconfigured
from penny_deck.db import identity
from penny_deck.db.child import EX_NOPERM
from penny_deck.db.identity import Identity

linux = pytest.mark.skipif(sys.platform != "linux", reason="the helper is Linux's")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")

NOBODY = Identity(65534, 65534)
SHELL = Path("/bin/sh")


def run(who: Identity, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script as somebody."""
    return subprocess.run(who.command(SHELL, "-c", script), capture_output=True, text=True, check=False, cwd="/")


@linux
@as_root
def test_root_becomes_somebody_without_root(tmp_path: Path) -> None:
    """All four user ids, the groups, and what may be written: nothing of root's is left."""
    tmp_path.chmod(0o755)
    done = run(NOBODY, f"grep -E '^(Uid|Gid|Groups)' /proc/self/status; touch {tmp_path}/x || echo refused")
    assert done.stdout.split() == [
        *("Uid:", *["65534"] * 4),
        *("Gid:", *["65534"] * 4),
        "Groups:",
        "refused",
    ]


@linux
@as_root
def test_the_right_to_pass_through_closed_folders_is_kept(tmp_path: Path) -> None:
    """Below a folder of root's that nobody else may enter, access(2) says yes, and the folder's mode is as it was."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("inside", encoding="utf-8")
    done = run(NOBODY, f"test -r {closed}/file && cat {closed}/file")
    assert done.stdout == "inside"
    assert closed.stat().st_mode & 0o777 == 0o700


@linux
@as_root
def test_root_that_may_not_change_its_user_is_told_so() -> None:
    """A container without CAP_SETUID: the helper's exit status says it, and the error says what to do."""
    drop = ["setpriv", "--bounding-set=-setuid", "--inh-caps=-setuid"]
    done = subprocess.run([*drop, *NOBODY.command(SHELL, "-c", "id")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (EX_NOPERM, "")
    assert "PENNY_DECK_DSN" in str(identity.refused())


@linux
async def test_the_child_is_stopped_when_its_parent_is_killed(tmp_path: Path) -> None:
    """`kill -9` of the parent reaches the child as the signal of an orderly stop."""
    mark = tmp_path / "mark"
    mark.touch()
    mark.chmod(0o666)
    script = f"trap 'echo stopped > {mark}; exit' INT; echo ready; while :; do sleep 0.05; done"
    parent_code = (
        "import subprocess, sys, time\n"
        "from pathlib import Path\n"
        "from penny_deck.db import identity\n"
        "who = identity.choose(Path('/nowhere'))\n"
        f"subprocess.Popen(who.command(Path('/bin/sh'), '-c', {script!r}), start_new_session=True)\n"
        "time.sleep(60)\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", parent_code, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert await parent.stdout.readline() == b"ready\n"
    parent.kill()
    await parent.wait()
    await parent.stdout.read()  # ends when the child, too, has closed it
    assert mark.read_text(encoding="utf-8") == "stopped\n"


@linux
def test_a_child_whose_parent_has_gone_already_does_nothing() -> None:
    """Between the fork and the request to the kernel the parent may die."""
    command = Identity(os.geteuid(), os.getegid()).command(SHELL, "-c", "echo ran")
    command[command.index(str(os.getpid()))] = "1"
    assert subprocess.run(command, capture_output=True, check=False).stdout == b""


@as_root
def test_the_owner_of_an_existing_folder_runs_postgresql(tmp_path: Path) -> None:
    """Root steps back to whose data it is, and to nobody for new or root's own data."""
    folder = tmp_path / "pgdata"
    assert identity.choose(folder) == NOBODY
    folder.mkdir()
    assert identity.choose(folder) == NOBODY
    os.chown(folder, 1, 1)
    assert identity.choose(folder).uid == 1


def test_another_users_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without root, one can only run one's own."""
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(Misconfigured, match="belongs to another user"):
        identity.choose(tmp_path)


def test_a_user_without_a_name_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Containers like to run as a number."""
    monkeypatch.setattr(os, "geteuid", lambda: 54_321)
    with pytest.raises(Misconfigured, match="PENNY_DECK_DSN"):
        identity.choose(tmp_path / "new")
