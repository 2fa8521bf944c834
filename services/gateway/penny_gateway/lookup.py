"""Looking a question up in the dataset that is open, on the way to its answer.

It has no effect, so that it may be done before the commit; DECK notes that it was read.
"""

from penny.v1 import datasets_pb2
from penny_chassis.errors import CallerError, ServiceError
from penny_gateway.consulting import TTL_MS, Consulted
from penny_gateway.dataset import name_of
from penny_gateway.session import REFUSED, Session, TurnTrace

MAX_CHARACTERS = 600
"""Given to the model for one question: some 250 tokens, which two cores take two to three seconds to read."""


async def looked_up(session: Session, trace: TurnTrace, question: str) -> Consulted:
    """What the dataset says of a question; nothing if none is open, or the question is not about it."""
    if session.dataset is None:
        return Consulted()
    backends, said, name = session.backends, session.phrases.datasets, name_of(session.fuente)
    request = datasets_pb2.AskDatasetRequest(
        player_id=session.player_id, ref=session.fuente, pregunta=question, max_caracteres=MAX_CHARACTERS
    )
    try:
        found = await session.ask(backends.datasets.AskDataset, request, trace.context, timeout_s=TTL_MS / 1000)
    except REFUSED:
        return Consulted(instead=said["refused"].format(name=name))
    except CallerError:
        return Consulted(instead=said["gone"].format(name=name))
    except ServiceError:
        return Consulted(instead=said["away"].format(name=name))
    if not found.texto:
        return Consulted()
    asked = said["facts"].format(name=name, person=session.person, facts=found.texto, question=question)
    return Consulted(asked=asked, lent=True)
