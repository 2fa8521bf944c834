"""How the tables of words are written: as text, since a column of quoted strings is harder to read and to check."""


def table(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())
