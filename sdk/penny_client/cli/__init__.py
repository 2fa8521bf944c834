"""The `penny` command: one file a command."""
