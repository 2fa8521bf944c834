"""The pseudonyms of one export."""

import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Iterable, Iterator

from penny_client.pseudonyms.addresses import addresses
from penny_client.pseudonyms.forms import forms
from penny_client.pseudonyms.people import people, words_of
from penny_client.pseudonyms.registry import Name, People, Things
from penny_client.pseudonyms.spans import Kind, Span, apart
from penny_client.pseudonyms.words import folded, lexicon

_KEY_BYTES = 32
_SHORT = 2
"""Letters of a word that is never taken for a name everywhere because it was one somewhere."""
_SIGNS = re.compile(r"\W")
_VAULT = re.compile(r"(?<=vault://uploads/)[^\s\"'<>]+")


class Pseudonyms:
    """Replaces what says who somebody is: "Lucía" and "LUCIA" become "[PERSONA-1]", everywhere.

    Ids become other ids, by an HMAC whose key nobody keeps. Nothing that was replaced is ever written down.
    """

    def __init__(
        self,
        *,
        names: Iterable[str] = (),
        mentioned: Iterable[str] = (),
        files: Iterable[str] = (),
        key: bytes | None = None,
    ) -> None:
        """Begin without having seen anything.

        Args:
            names: Names of people; every word of them is one, wherever it stands.
            mentioned: What is mostly a name, and may be "mi madre".
            files: Names of files.
            key: For the ids; a fresh one unless a test says otherwise.
        """
        self._key = key or secrets.token_bytes(_KEY_BYTES)
        names = [*names]
        self._known = {word for name in names for word in words_of(name) if len(word) > 1}
        self._known.update(word for phrase in mentioned for word in _names_in(phrase))
        self._files = _literally(files)
        self._nicks = _literally(part for name in names for part in name.split() if not part.isalpha())
        self._people, self._things = People(), Things()
        for words in filter(None, map(words_of, names)):
            self._people.number(words)

    def learn(self, texts: Iterable[str]) -> None:
        """Read all texts before the first is replaced: who is a name in one of them is so in all."""
        found: set[Name] = set()
        for text in texts:
            found.update(words_of(text[span.begin : span.end]) for span in self.spans(text) if _is_person(span))
        for name in sorted(found, key=lambda name: (-len(name), name)):  # the longest first: they tell the others apart
            self._people.number(name)
            self._known.update(word for word in name if len(word) > _SHORT and not lexicon().ordinary(word))

    def replace(self, text: str) -> str:
        """The text with pseudonyms in it."""
        pieces: list[str] = []
        at = 0
        for span in self.spans(text):
            pieces += [text[at : span.begin], self._pseudonym(text[span.begin : span.end], span.kind)]
            at = span.end
        return "".join([*pieces, text[at:]])

    def whole(self, text: str) -> str:
        """A pseudonym for all of a text, which is known to say who somebody is."""
        found = self.spans(text)
        if len(found) == 1 and (found[0].begin, found[0].end) == (0, len(text)):
            return self._pseudonym(text, found[0].kind)
        return self._pseudonym(text, Kind.DATO)

    def file(self, name: str) -> str:
        """What a file is called: its ending stays."""
        _, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending.lower()}" if dot and ending.isascii() and ending.isalnum() else ""
        return f"[{Kind.ARCHIVO}-{self._things.number(Kind.ARCHIVO, folded(name))}]{ending}"

    def identifier(self, value: str) -> str:
        """Another id in the place of this one, of the same form: a UUID, or hexadecimal digits."""
        digest = hmac.digest(self._key, value.lower().replace("-", "").encode(), hashlib.sha256)
        return str(uuid.UUID(bytes=digest[:16])) if "-" in value else digest.hex()[: len(value)]

    def spans(self, text: str) -> list[Span]:
        """What is replaced, in the order of the text."""
        return apart(self._found(text))

    def _found(self, text: str) -> Iterator[Span]:
        for pattern in (*self._files, _VAULT):
            yield from (Span(*match.span(), Kind.ARCHIVO) for match in pattern.finditer(text))
        for pattern in self._nicks:
            yield from (Span(*match.span(), Kind.USUARIO) for match in pattern.finditer(text))
        yield from addresses(text)
        yield from forms(text)
        yield from people(text, self._known)

    def _pseudonym(self, found: str, kind: Kind) -> str:
        match kind:
            case Kind.ID:
                return self.identifier(found)
            case Kind.ARCHIVO:
                return self.file(found)
            case Kind.PERSONA:
                return f"[{kind}-{self._people.number(words_of(found))}]"
        return f"[{kind}-{self._things.number(kind, _SIGNS.sub('', folded(found)))}]"


def _names_in(phrase: str) -> Iterator[str]:
    """The words of a phrase that are names: in "mi hermana Rosa" the last, in "rosa" the only one."""
    alone = len(phrase.split()) == 1
    for word in re.findall(r"[^\W\d_]+", phrase):
        plain = folded(word)
        if (alone or word[0].isupper()) and (lexicon().perhaps(plain) or not lexicon().ordinary(plain)):
            yield plain


def _literally(phrases: Iterable[str]) -> list[re.Pattern[str]]:
    """Patterns that find them as they are, the longest first; capitals do not matter."""
    wanted = sorted({*phrases}, key=len, reverse=True)
    return [re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE) for phrase in wanted]


def _is_person(span: Span) -> bool:
    return span.kind is Kind.PERSONA
