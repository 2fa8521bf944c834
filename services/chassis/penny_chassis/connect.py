"""Channels to other services: quick to reconnect, quick to notice a dead peer."""

import grpc

from penny_chassis.serve import MAX_MESSAGE_BYTES

CONNECT_MS = 2000
"""What a connection may take to come about; by its name it is a pause between tries, but grpc's core uses it for this.
Less, such as the pause itself, and whoever is far away or busy cannot be reached at all."""


def channel(target: str) -> grpc.aio.Channel:
    """A channel to host:port; it connects by itself, and again after a loss (0.1 s, at most 2 s between tries)."""
    return grpc.aio.insecure_channel(
        target,
        options=[
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", CONNECT_MS),
            ("grpc.max_reconnect_backoff_ms", 2000),
            ("grpc.keepalive_time_ms", 10_000),
            ("grpc.keepalive_timeout_ms", 5000),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ],
    )
