"""Opening addresses, and noticing soon when a host does not answer.

The law: a source that has another after it gets 3 s, all in all, from the name's resolution to the first byte of the
answer; httpx's own limits are per address and leave the resolution out, hence the thread. A host found out of reach
is not asked again in the same pull, unless a file that has no other source left lends it more patience.
"""

import os
import ssl
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from threading import Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from penny_models.errors import OutOfReachError, SourceError

REACH_S = 3.0
"""For the first answer, when there is another source to try."""
PATIENCE_S = 30.0
"""For the first answer, when there is not."""
STALL_S = 30.0
"""Without a byte in the middle of an answer: the connection is given up."""

CA_BUNDLES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


class Reach:
    """Opens addresses for the length of one pull; safe for many threads."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._client = httpx.Client(
            verify=trusted(environ),
            timeout=httpx.Timeout(STALL_S, connect=10.0),
            follow_redirects=True,
            # a compressed answer has no ranges, and weights do not compress
            headers={"Accept-Encoding": "identity", "User-Agent": "penny-models"},
        )
        self._gone: dict[str, tuple[float, str]] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    def __enter__(self) -> Self:
        """The same object, to be closed at the end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close every connection."""
        self._client.close()

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str], patience_s: float) -> Iterator[httpx.Response]:
        """The answer to a GET, its body yet to be read; redirects are followed.

        Raises:
            OutOfReachError: nobody answered within `patience_s`, now or before in this pull.
            SourceError: that is no address.
        """
        host = urlsplit(url).netloc
        with self._locks[host]:  # the first to come finds out for all
            self._refuse_known(host, patience_s)
            try:
                request = self._client.build_request("GET", url, headers=dict(headers))
                response = _within(patience_s, lambda: self._client.send(request, stream=True))
            except TimeoutError as error:
                raise self._gone_now(host, patience_s, f"no answer in {patience_s:g} s") from error
            except httpx.InvalidURL as error:
                raise SourceError(f"{url} is not an address: {error}") from error
            except httpx.RequestError as error:
                raise self._gone_now(host, patience_s, str(error) or type(error).__name__) from error
        with closing(response):
            yield response

    def _refuse_known(self, host: str, patience_s: float) -> None:
        tried_s, reason = self._gone.get(host, (0.0, ""))
        if tried_s >= patience_s:
            raise OutOfReachError(reason, again=True)

    def _gone_now(self, host: str, patience_s: float, reason: str) -> OutOfReachError:
        self._gone[host] = (patience_s, reason)
        return OutOfReachError(reason)


def trusted(environ: Mapping[str, str]) -> ssl.SSLContext:
    """The authorities that the machine, SSL_CERT_FILE and the user's pip, npm and curl already trust.

    Whoever answers, the SHA-256 decides; this only lets a company's own authority be enough for the pull too.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    for path in {environ[variable] for variable in CA_BUNDLES if environ.get(variable)}:
        with suppress(OSError):  # an authority that cannot be read is one less, not an error
            context.load_verify_locations(cafile=path)
    return context


def _within(limit_s: float, call: Callable[[], httpx.Response]) -> httpx.Response:
    """What `call` returns or raises, if it does so in time; otherwise TimeoutError, and what comes late is closed."""
    outcome: Future[httpx.Response] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for it
            outcome.set_exception(error)

    Thread(target=run, name="penny-models-open", daemon=True).start()
    try:
        return outcome.result(timeout=limit_s)
    except TimeoutError:
        outcome.add_done_callback(_close_late)
        raise


def _close_late(outcome: Future[httpx.Response]) -> None:
    if outcome.exception() is None:
        outcome.result().close()
