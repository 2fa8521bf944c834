"""Traces: one a turn, through all services, exported by OTLP when the standard OTEL_* variables say where to.

The context travels in the metadata of each stream (inject / extract); the stock gRPC interceptors are not used, because
they break read/write-style streaming handlers. Attributes are durations, counts and ids: never content (law 7).
"""

import os
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from penny_chassis.errors import PennyError

Attribute = str | bool | int | float
Metadata = tuple[tuple[str, str], ...]

_tracer = trace.get_tracer("penny")


def configure(service: str) -> None:
    """Make this process's tracer; spans leave it only if OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) is set."""
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "penny"}))
    if {"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"} & os.environ.keys():
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def shutdown() -> None:
    """Send what has not been sent yet."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


@contextmanager
def span(
    name: str, *, parent: Context | None = None, kind: SpanKind = SpanKind.INTERNAL, **attributes: Attribute
) -> Iterator[Span]:
    """A span around a block; an exception marks it failed by its kind, without its text."""
    with _tracer.start_as_current_span(
        name,
        context=parent,
        kind=kind,
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except BaseException as error:
            reason = error.reason if isinstance(error, PennyError) else type(error).__name__
            current.set_attribute("error.type", reason)
            current.set_status(Status(StatusCode.ERROR))
            raise


def start(name: str, *, parent: Context | None = None, start_ns: int | None = None, **attributes: Attribute) -> Span:
    """A span that its owner ends; for what is not one block."""
    return _tracer.start_span(name, context=parent, start_time=start_ns, attributes=attributes)


def elapsed(name: str, duration_ms: float, *, parent: Context, **attributes: Attribute) -> None:
    """A span for something that is over: it ends now and began `duration_ms` ago."""
    now_ns = time.time_ns()
    start_ns = now_ns - round(duration_ms * 1_000_000)
    _tracer.start_span(name, context=parent, start_time=start_ns, attributes=attributes).end(now_ns)


def inject(context: Context | None = None) -> Metadata:
    """The current (or given) context as metadata for an outgoing call."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier, context)
    return tuple(carrier.items())


def extract(metadata: Sequence[tuple[str, str | bytes]] | Mapping[str, str] | None) -> Context:
    """The context that an incoming call's metadata carries; an empty one if it carries none."""
    pairs = metadata.items() if isinstance(metadata, Mapping) else metadata or ()
    return propagate.extract({key: value for key, value in pairs if isinstance(value, str)})


def trace_uuid(span_: Span) -> uuid.UUID:
    """The trace id as the UUID of the same 128 bits, as penny_log keeps it (law 8)."""
    return uuid.UUID(int=span_.get_span_context().trace_id)
