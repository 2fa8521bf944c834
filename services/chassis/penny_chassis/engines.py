"""Engines are chosen by name from a table of import strings, so that no service imports a library it does not use."""

import importlib
from collections.abc import Mapping

from penny_chassis.errors import Misconfigured


def load(table: Mapping[str, str], name: str, *, distribution: str) -> object:
    """The object that `name` stands for in a table of "module:attribute" strings.

    Raises:
        Misconfigured: The table has no such engine, or the engine's library is not installed.
    """
    if name not in table:
        known = ", ".join(sorted(table))
        raise Misconfigured(f"There is no engine '{name}'.", remedy=f"Choose one of: {known}.")
    module, _, attribute = table[name].partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise Misconfigured(
            f"The engine '{name}' needs '{error.name}', which is not installed.",
            remedy=f"Install {distribution}[{name}].",
        ) from error
