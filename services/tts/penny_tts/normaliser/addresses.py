"""E-mail and web addresses, file names and handles.

The law of this file: an address is said to be remembered, not to be typed blind. The scheme, `www.` and the query are
left out; so is a path too long to be remembered. After it no underscore is left: outside an address it is a space.
"""

import re
from typing import Final

from penny_tts.normaliser.acronyms import spell
from penny_tts.normaliser.cardinals import grouped_digits, integer

_SIGNS: Final = {
    "@": "arroba", ".": "punto", "/": "barra", "-": "guion", "_": "guion bajo", "+": "más", ":": "dos puntos",
}  # fmt: skip
_MAX_PATH_CHARS: Final = 40
_MAX_NUMBER_DIGITS: Final = 4
#: Endings that make a web address of words joined by points, without a scheme before them.
_DOMAINS: Final = (
    "com|es|org|net|mx|cat|eus|gal|eu|info|io|ai|app|dev|ar|cl|pe|edu|gob|gov|co|uk|fr|tv|online|shop|cloud"
)
_FILES: Final = (
    "pdf|docx?|xlsx?|pptx?|odt|ods|txt|csv|md|json|ya?ml|toml|xml|html?|jpe?g|png|gif|svg|webp|mp3|mp4|wav|ogg|flac|zip"
    "|tar|gz|exe|apk|py|js|ts|sh|sql|log"
)

_EMAIL: Final = re.compile(r"(?<![\w.+-])(?:mailto:)?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
_WEB: Final = re.compile(r"(?<!\w)(?:https?://(?:www\.)?|www\.)([^\s<>\"'«»“”()\[\]{}|]{1,2000}+)", re.IGNORECASE)
_BARE: Final = re.compile(
    rf"(?<![\w.@/-])((?:[\w-]{{1,63}}\.){{1,4}}(?:{_DOMAINS})(?![\w@-]|\.\w)(?::[0-9]{{2,5}})?(?:/[\w./?=&%#+~-]{{0,500}})?)"
)
_FILE: Final = re.compile(
    rf"(?<![\w.@/-])(?:[\w.-]{{1,40}}/){{0,6}}[\w-]{{1,80}}(?:\.[\w-]{{1,20}}){{0,2}}\.(?:{_FILES})(?![\w-]|\.\w)"
)
_HANDLE: Final = re.compile(r"(?<![\w.@])@([\w.]{1,40}\w)")
#: A point between two words in small letters, without a space: a name of a machine's, not the end of a sentence.
_POINT_INSIDE: Final = re.compile(r"(?<=[a-z]{2})\.(?=[a-z]{2})")
_TRAILING: Final = re.compile(r"[.,;:!?…'*_~-]+$")
_PIECE: Final = re.compile(r"[0-9]+|[^\W\d_]+|[@./\-_+:]")


def expand(text: str) -> str:
    """Say every address."""
    text = _EMAIL.sub(lambda match: _said(match[1]), text)
    text = _BARE.sub(_web, _WEB.sub(_web, text))
    text = _FILE.sub(lambda match: _said(match[0]), text)
    text = _HANDLE.sub(lambda match: f"arroba {_said(match[1])}", text)
    return _POINT_INSIDE.sub(" punto ", text).replace("_", " ")


def _web(match: re.Match[str]) -> str:
    trailing = _TRAILING.search(match[1])
    address = match[1][: trailing.start()] if trailing else match[1]
    place = re.split(r"[?#]", address, maxsplit=1)[0].rstrip("/")
    host, _, path = place.partition("/")
    spoken = _said(place if len(path) <= _MAX_PATH_CHARS else host)
    return spoken + (trailing[0] if trailing else "")


def _said(address: str) -> str:
    return " ".join(_piece(piece) for piece in _PIECE.findall(address))


def _piece(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if piece.isascii() and piece.isdigit():
        return integer(piece) if len(piece) <= _MAX_NUMBER_DIGITS else grouped_digits(piece)
    return piece if re.search(r"[aeiouáéíóúü]", piece, re.IGNORECASE) else spell(piece)
