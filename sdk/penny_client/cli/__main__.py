"""`python -m penny_client.cli` is the `penny` command."""

from penny_command import main

main()
