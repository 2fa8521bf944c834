"""The log: turns and sessions on the wire, read page by page, found by their words, and summed up."""
