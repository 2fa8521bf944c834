"""Runs a module as a child that does not outlive its parent: `python -P launch.py PARENT_PID MODULE`.

A script of its own, so that nothing of the SDK is loaded into the service. On Linux the kernel kills the child when the
parent is gone, however it went; elsewhere a parent that is killed leaves its children behind.
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bind this process to its parent, then be the module."""
    parent_pid, module = int(sys.argv[1]), sys.argv[2]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:
            sys.exit(1)  # it went before the line above
    del sys.argv[1:]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
