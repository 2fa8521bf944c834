"""`python -m penny_client.cli` is the `penny` command."""

from penny_client.cli import main

main()
