"""The caller's OpenTelemetry context, as the W3C traceparent that Penny's turns continue."""

from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_propagator = TraceContextTextMapPropagator()


def traceparent() -> str:
    """The current span as a W3C traceparent; empty if the caller is in no span."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent", "")
