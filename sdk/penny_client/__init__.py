"""The client SDK of Penny: hold a conversation from Python.

    async with PennyClient("127.0.0.1:50050") as client:
        async with client.converse() as conversation, Player(conversation.played) as player:
            await conversation.speak(samples)
            async for event in conversation:
                player.feed(event)

`events` says what can happen, `errors` what can go wrong. Microphone and loudspeakers are in
`penny_client.audio.microphone` and `.speakers` and need the extra penny-client[microphone]; `testing` has a gateway
that plays by a script.
"""

from penny_client.audio.narrator import Utterance
from penny_client.audio.player import Player
from penny_client.backoff import Backoff
from penny_client.client import PennyClient
from penny_client.conversation import Conversation
from penny_client.errors import PennyError
from penny_client.events import (
    Event,
    Failed,
    Latency,
    Noticed,
    Opened,
    Pong,
    Reconnected,
    ResponseAudio,
    ResponseCancelled,
    ResponseDone,
    ResponseEnded,
    ResponsePaused,
    ResponseResumed,
    ResponseStarted,
    ResponseText,
    SpeechPaused,
    SpeechStarted,
    State,
    StateChanged,
    ToolRequested,
    TranscriptUpdated,
    TurnChange,
    TurnChanged,
)
from penny_client.exchange import Exchange
from penny_client.tools import Tool

__all__ = [
    "Backoff",
    "Conversation",
    "Event",
    "Exchange",
    "Failed",
    "Latency",
    "Noticed",
    "Opened",
    "PennyClient",
    "PennyError",
    "Player",
    "Pong",
    "Reconnected",
    "ResponseAudio",
    "ResponseCancelled",
    "ResponseDone",
    "ResponseEnded",
    "ResponsePaused",
    "ResponseResumed",
    "ResponseStarted",
    "ResponseText",
    "SpeechPaused",
    "SpeechStarted",
    "State",
    "StateChanged",
    "Tool",
    "ToolRequested",
    "TranscriptUpdated",
    "TurnChange",
    "TurnChanged",
    "Utterance",
]
