"""What the `penny` script runs: a package of its own, because loading penny_client takes the better part of a second.

The law: a Ctrl-C while the libraries are still being loaded ends the command at once and without a word. Nothing has
been begun by then that would have to be ended in order.
"""

import os
import signal
import sys

EXIT_INTERRUPTED = 130


def main() -> None:
    """Load the command and run it."""
    usual = signal.signal(signal.SIGINT, lambda *_: os._exit(EXIT_INTERRUPTED))
    try:
        from penny_client.cli.app import app  # noqa: PLC0415 - not before Ctrl-C has been seen to
    except ModuleNotFoundError as error:  # the SDK can be installed without the command's libraries
        sys.exit(f"penny: the command needs '{error.name}'. Install it with: pip install 'penny-client[cli]'")
    signal.signal(signal.SIGINT, usual)
    app(prog_name="penny")
