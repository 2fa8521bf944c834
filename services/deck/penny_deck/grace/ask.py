"""What GRACE's modules know of a language model: that it can be asked. Pure."""

from collections.abc import Awaitable, Callable

Ask = Callable[[str, str, str], Awaitable[str]]
"""Instructions, a text and a JSON Schema; gives JSON. Raises PennyError if there is no model to ask."""
