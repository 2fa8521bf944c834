"""Fetching a file from one address, going on from where an earlier attempt was cut.

The law: the partial file is always a beginning of the file, so that any source of the same file may go on with it.
Only a complete one with the right SHA-256 is taken; a wrong one that was in part of an earlier attempt is fetched
once more from its beginning before the source is blamed.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from penny_models.catalogue import AddressSource, GitHubSource, HuggingFaceSource
from penny_models.errors import BadBytesError, SourceError
from penny_models.folder import sha256_of
from penny_models.reach import Reach

INTERRUPTIONS = 10
"""So many times a download that breaks off is taken up again before its source is given up."""

HTTP_PARTIAL = 206
HTTP_RANGE_NOT_SATISFIABLE = 416


@dataclass(frozen=True, slots=True)
class Address:
    """Where to ask, and how to call it before people."""

    title: str
    url: str


def address(source: AddressSource, environ: Mapping[str, str] = os.environ) -> Address:
    """The address of a source; HF_ENDPOINT names another hub with the same repositories, as it does for its tools."""
    if isinstance(source, HuggingFaceSource):
        hub = (environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
        url = f"{hub}/{source.repo}/resolve/{source.revision}/{source.file}"
        return Address(f"Hugging Face ({urlsplit(url).netloc})", url)
    if isinstance(source, GitHubSource):
        url = f"https://github.com/{source.repo}/releases/download/{source.tag}/{source.asset}"
        return Address("GitHub (github.com)", url)
    return Address(urlsplit(source.url).netloc, source.url)


@dataclass(frozen=True, slots=True)
class Download:
    """One file to fetch from one address."""

    url: str
    partial: Path
    """Where its bytes go; what is there already is its beginning."""
    size_bytes: int
    patience_s: float
    advance: Callable[[int], None]
    """Told how many bytes are here."""

    def length(self) -> int:
        """How many bytes of it are here."""
        return self.partial.stat().st_size if self.partial.exists() else 0


def obtain(reach: Reach, download: Download, sha256: str) -> None:
    """Complete the partial file and make sure of its SHA-256.

    Raises:
        OutOfReachError: the address does not answer.
        BadBytesError: it gives other bytes.
        SourceError: it gives none, or breaks off again and again.
    """
    resumed = download.length() > 0
    fetch(reach, download)
    digest = sha256_of(download.partial)
    if digest == sha256:
        return
    download.partial.unlink()
    if not resumed:
        raise BadBytesError(f"the file there has SHA-256 {digest[:12]}… instead of {sha256[:12]}…")
    obtain(reach, download, sha256)


def fetch(reach: Reach, download: Download) -> None:
    """Complete the partial file, without a look at what the bytes are.

    Raises:
        OutOfReachError: the address does not answer.
        BadBytesError: the file there has another size.
        SourceError: it refuses, or breaks off again and again.
    """
    if download.length() > download.size_bytes:
        download.partial.unlink()
    reason = "the connection was closed early"
    for _ in range(INTERRUPTIONS):
        if download.length() == download.size_bytes:
            download.advance(download.size_bytes)
            return
        try:
            _go_on(reach, download)
        except httpx.RequestError as error:
            reason = str(error) or type(error).__name__
    if download.length() < download.size_bytes:
        raise SourceError(f"broke off {INTERRUPTIONS} times ({reason})")


def _go_on(reach: Reach, download: Download) -> None:
    have = download.length()
    headers = {"Range": f"bytes={have}-"} if have else {}
    with reach.open(download.url, headers, download.patience_s) as response:
        start = _start(response, have, download.size_bytes)
        with download.partial.open("r+b" if start else "wb") as file:
            file.seek(start)
            for piece in response.iter_bytes():
                if file.tell() + len(piece) > download.size_bytes:
                    raise BadBytesError(f"the file there is larger than {download.size_bytes} bytes")
                file.write(piece)
                download.advance(file.tell())


def _start(response: httpx.Response, have: int, size_bytes: int) -> int:
    """The place in the file of the answer's first byte; the answer is refused if it is not of this file."""
    if response.status_code == HTTP_RANGE_NOT_SATISFIABLE:
        raise BadBytesError("the file there is smaller than what is here of it")
    if not response.is_success:
        raise SourceError(f"answered {response.status_code} {response.reason_phrase}".rstrip())
    if response.status_code == HTTP_PARTIAL:
        span, _, total = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if not span.startswith(f"{have}-"):
            raise BadBytesError("answered with another range than the one asked for")
        start = have
    else:
        total = "" if "Content-Encoding" in response.headers else response.headers.get("Content-Length", "")
        start = 0
    if total.isdigit() and int(total) != size_bytes:
        raise BadBytesError(f"the file there has {total} bytes instead of {size_bytes}")
    return start
