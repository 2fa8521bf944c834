"""E-mail (RFC 5322): who, to whom, when, what about, and the text. Attachments are only named."""

from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.policy import default

from penny_deck.grace.document import Document
from penny_deck.grace.readers import layout, limits, markup, text

_HEADERS = ("From", "To", "Subject", "Date")


def read(data: bytes) -> Document:
    """The headers, a line each, the text, the attachments' names."""
    message = BytesParser(EmailMessage, policy=default).parsebytes(data)
    return layout.document(([line] for line in _lines(message)), "email")


def _lines(message: EmailMessage) -> Iterator[str]:
    headers = [f"{name}: {message[name]}" for name in _HEADERS if message[name]]
    if not headers:
        raise limits.unreadable()
    yield from headers
    yield ""
    yield from _body(message).splitlines()
    for part in message.iter_attachments():
        yield f"Attachment: {part.get_filename() or part.get_content_type()}"


def _body(message: EmailMessage) -> str:
    """The text as its writer wrote it, or else what is seen of the HTML."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = _content(part)
    return markup.text(content) if part.get_content_subtype() == "html" else content


def _content(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except LookupError:  # an encoding that nobody knows
        raw = part.get_payload(decode=True)
        return text.decode(raw if isinstance(raw, bytes) else b"")
