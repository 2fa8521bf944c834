"""Becomes PostgreSQL: run by its path, with nothing of Penny imported, so that it starts in milliseconds.

    python -I -S child.py PARENT UID GID PROGRAM [ARGUMENT…]      (Linux)

Law: whoever runs PROGRAM dies with PARENT, and is never root.

- PR_SET_PDEATHSIG asks the kernel for a SIGINT, PostgreSQL's orderly stop, when DECK has died, be it by kill -9.
- PostgreSQL refuses to run as root, so root becomes UID. The folders above the home and above the binaries may be
  root's own (mode 0700), and are not to be opened to others: the right to pass through them is kept instead, as an
  ambient capability (CAP_DAC_READ_SEARCH; CAP_DAC_OVERRIDE where containers give only that). The programs ask access(2)
  whether they may run each other, and access(2) forgets capabilities unless SECBIT_NO_SETUID_FIXUP is set.
"""

import ctypes
import os
import signal
import sys

EX_NOPERM = 77
"""Exit status when this process may not become UID (sysexits.h)."""

_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS = 28
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_SECBIT_NO_SETUID_FIXUP = 1 << 2
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Capabilities(ctypes.Structure):
    """The lower 32 capabilities, which hold ours; version 3 has a second such block for the upper ones."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _prctl(libc: ctypes.CDLL, option: int, *values: int) -> None:
    padded = (option, *values, *(0,) * (4 - len(values)))
    if libc.prctl(*(ctypes.c_ulong(value) for value in padded)) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def become(libc: ctypes.CDLL, uid: int, gid: int) -> None:
    """Turn from root into another user that may pass through root's folders and has no other right.

    Raises:
        OSError: The system does not allow it.
    """
    header, blocks = _Header(_CAPABILITY_VERSION_3, 0), (_Capabilities * 2)()
    if libc.capget(ctypes.byref(header), blocks) != 0:
        raise OSError(ctypes.get_errno(), "capget")
    held = [cap for cap in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if blocks[0].permitted & (1 << cap)]
    _prctl(libc, _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    mask = 1 << held[0] if held else 0
    kept = (_Capabilities * 2)(_Capabilities(mask, mask, mask))
    if libc.capset(ctypes.byref(header), kept) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if held:
        _prctl(libc, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, held[0])


def main(parent: int, uid: int, gid: int, program: list[str]) -> None:
    """Bind this process's life to its parent's, become another user if need be, become the program."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would forget it at the exec
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0:
        try:
            become(libc, uid, gid)
        except OSError as error:
            sys.stderr.write(f"cannot become user {uid}: {error}\n")
            sys.exit(EX_NOPERM)
    _prctl(libc, _PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() == parent:  # otherwise it died before the kernel was asked
        os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
