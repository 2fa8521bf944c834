"""What surrounds every handler: the trace continued, typed errors turned into statuses, a limit on streams at once.

A handler that sees its request stream end without the message that ends it must stop at once: on these streams a
vanished client looks exactly like a half-close.
"""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, NoReturn, ParamSpec, Protocol, TypeVar

import grpc
from opentelemetry.trace import SpanKind

from penny_chassis import telemetry
from penny_chassis.errors import EngineFailed, OutOfOrder, Overloaded, PennyError, TooSlow, first_cause

log = logging.getLogger(__name__)

Request = TypeVar("Request")
Response = TypeVar("Response")
P = ParamSpec("P")


class Slots:
    """How many streams may run at once; one more is refused at the door (law 9)."""

    def __init__(self, limit: int, retry_after_ms: int = 1000) -> None:
        self.limit = limit
        self.used = 0
        self._retry_after_ms = retry_after_ms

    def __enter__(self) -> None:
        if self.used >= self.limit:
            raise Overloaded(
                "The only stream is in use." if self.limit == 1 else f"All {self.limit} streams are in use.",
                remedy="Try again in a moment.",
                retry_after_ms=self._retry_after_ms,
            )
        self.used += 1

    def __exit__(self, *_: object) -> None:
        self.used -= 1


class HasBody(Protocol):
    """A message whose content is a oneof named body."""

    def WhichOneof(self, oneof_group: Any, /) -> str | None:  # noqa: ANN401, N802 - protobuf's own signature
        """Which field of the oneof is set."""


M = TypeVar("M", bound=HasBody)


async def opening(requests: AsyncIterator[M], field: str) -> M | None:
    """The first message of a stream, which must be `field`; None if the client left without a word.

    Raises:
        OutOfOrder: The stream begins with something else.
    """
    first = await anext(aiter(requests), None)
    if first is not None and first.WhichOneof("body") != field:
        raise OutOfOrder(f"The stream must begin with '{field}'.", remedy=f"Send '{field}' first, once.", field=field)
    return first


async def arriving(requests: AsyncIterator[M], silence_s: float) -> AsyncIterator[M]:
    """What comes of a stream, as long as something comes: whoever stands still gives back what is held for her.

    Raises:
        TooSlow: Nothing has come for so long.
    """
    while True:
        try:
            async with asyncio.timeout(silence_s):
                message = await anext(requests)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow(
                f"Nothing has come for {silence_s:g} s: nothing is kept.", remedy="Send it again, without a pause."
            ) from None
        yield message


async def _abort(context: grpc.aio.ServicerContext[Any, Any], error: BaseException, name: str) -> NoReturn:
    """End a call with the status of an error; what is not ours becomes EngineFailed without its text (law 7)."""
    error = first_cause(error)
    if not isinstance(error, PennyError):
        log.error("handler failed", extra={"rpc": name, "error": type(error).__name__, "where": _where(error)})
        error = EngineFailed(f"{name} failed inside ({type(error).__name__}).", remedy="See the service's log.")
    await context.abort_with_status(error.to_status())
    raise AssertionError  # abort_with_status never returns


def _where(error: BaseException) -> str:
    """File and line that raised: enough to find it, without any value."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else ""


def streaming(handler: Callable[[Any, Any, Any], AsyncIterator[Response]]) -> Callable[[Any, Any, Any], Any]:
    """Wrap a handler that yields its responses.

    The responses are written from here, so that a cancelled call closes the handler's generator at once and in its own
    task, and what the handler holds is given back.
    """

    @functools.wraps(handler)
    async def wrapped(self: Any, request: Any, context: Any) -> None:  # noqa: ANN401 - any rpc
        name = handler.__qualname__
        parent = telemetry.extract(context.invocation_metadata())
        try:
            with telemetry.span(name, parent=parent, kind=SpanKind.SERVER):
                async with contextlib.aclosing(handler(self, request, context)) as responses:  # type: ignore[type-var]
                    async for response in responses:
                        await context.write(response)
        except (asyncio.CancelledError, grpc.aio.AbortError):
            raise
        # A task group of the handler that fails while a response is being written closes the handler's generator, so
        # that GeneratorExit stands beside the reason: such a group is no Exception.
        except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - where a handler's failure becomes a status
            if isinstance(first_cause(error), GeneratorExit):
                raise asyncio.CancelledError from None  # the caller has gone: nobody failed
            await _abort(context, error, name)

    return wrapped


def unary(
    handler: Callable[[Any, Any, Any], Awaitable[Response]],
) -> Callable[[Any, Any, Any], Awaitable[Response]]:
    """Wrap a handler that returns its response."""

    @functools.wraps(handler)
    async def wrapped(self: Any, request: Any, context: Any) -> Response:  # noqa: ANN401 - any rpc
        name = handler.__qualname__
        parent = telemetry.extract(context.invocation_metadata())
        try:
            with telemetry.span(name, parent=parent, kind=SpanKind.SERVER):
                return await handler(self, request, context)
        except (asyncio.CancelledError, grpc.aio.AbortError):
            raise
        except Exception as error:  # noqa: BLE001 - the one place where a handler's failure becomes a status
            await _abort(context, error, name)

    return wrapped
