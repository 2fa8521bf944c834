"""Which pseudonym stands for what: the same thing gets the same one. In memory only. Pure."""

from collections import Counter

from penny_client.pseudonyms.spans import Kind

Name = tuple[str, ...]
"""The folded words of a person's name."""


class People:
    """Numbers for people, each known by the longest form of her name.

    "lucia" is Lucía García if only one Lucía is known. If there are two, it is a third: nobody can say which.
    """

    def __init__(self) -> None:
        self._numbers: dict[Name, int] = {}
        self._longest: list[Name] = []

    def number(self, name: Name) -> int:
        """Hers, from 1."""
        if name not in self._numbers:
            self._numbers[name] = self._found(name)
        return self._numbers[name]

    def _found(self, name: Name) -> int:
        fitting = [index for index, longest in enumerate(self._longest) if _same(name, longest)]
        if len(fitting) != 1:
            self._longest.append(name)
            return len(self._longest)
        (index,) = fitting
        self._longest[index] = max(name, self._longest[index], key=len)
        return index + 1


class Things:
    """Numbers for everything else, counted for each kind."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Kind, str], int] = {}
        self._counts: Counter[Kind] = Counter()

    def number(self, kind: Kind, value: str) -> int:
        """Its own, from 1."""
        if (kind, value) not in self._numbers:
            self._counts[kind] += 1
            self._numbers[kind, value] = self._counts[kind]
        return self._numbers[kind, value]


def _same(one: Name, other: Name) -> bool:
    """Whether the shorter is the beginning or the end of the longer."""
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short or long[-len(short) :] == short
