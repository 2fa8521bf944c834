"""The log: turns and sessions as they come over the wire."""
