"""The `penny` command: one file a command."""

import sys


def main() -> None:
    """What the `penny` script runs."""
    try:
        from penny_client.cli.app import app  # noqa: PLC0415 - the SDK can be installed without the command's libraries
    except ModuleNotFoundError as error:
        sys.exit(f"penny: the command needs '{error.name}'. Install it with: pip install 'penny-client[cli]'")
    app(prog_name="penny")
