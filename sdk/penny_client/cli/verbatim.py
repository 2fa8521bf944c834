"""A console for what people have said, named and written: word for word."""

from rich.console import Console


def verbatim() -> Console:
    """Standard output on which "factura [copia].pdf" names no style, and ":x:" is no picture."""
    return Console(markup=False, emoji=False, highlight=False)
