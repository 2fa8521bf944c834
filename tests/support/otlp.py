"""A real OTLP receiver: the collector's gRPC service, keeping the spans it is sent. It has threads of its own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1 import trace_pb2


@dataclass(frozen=True, slots=True)
class Received:
    """A span, and the service that sent it."""

    service: str
    span: trace_pb2.Span

    @property
    def trace_id(self) -> str:
        """As tracing tools show it."""
        return self.span.trace_id.hex()


@dataclass(slots=True)
class Receiver(trace_service_pb2_grpc.TraceServiceServicer):
    """The collector's side of OTLP."""

    spans: list[Received] = field(default_factory=list)
    address: str = ""

    def Export(  # noqa: N802 - the name on the wire
        self,
        request: trace_service_pb2.ExportTraceServiceRequest,
        _context: Any,  # noqa: ANN401 - gRPC's own
    ) -> trace_service_pb2.ExportTraceServiceResponse:
        """Keep what is sent."""
        for resource in request.resource_spans:
            names = [a.value.string_value for a in resource.resource.attributes if a.key == "service.name"]
            for scope in resource.scope_spans:
                self.spans += [Received(names[0], span) for span in scope.spans]
        return trace_service_pb2.ExportTraceServiceResponse()

    def of(self, trace_id: str) -> list[Received]:
        """The spans of one trace."""
        return [received for received in self.spans if received.trace_id == trace_id]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on a port of its own."""
    receiver = Receiver()
    server = grpc.server(ThreadPoolExecutor(4))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(receiver, server)  # type: ignore[no-untyped-call]
    receiver.address = f"http://127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    try:
        yield receiver
    finally:
        server.stop(None)
