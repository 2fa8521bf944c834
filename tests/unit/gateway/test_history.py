"""The conversation so far, as the model is given it."""

from penny.v1 import llm_pb2
from penny_gateway.history import History
from penny_gateway.prompt import Example


def test_the_prefix_comes_first_and_only_what_was_heard_is_kept() -> None:
    """An answer that was cut before its first word leaves no trace in the context."""
    history = History("Eres Penny.", [], max_turns=8)
    history.person_said("hola")
    history.penny_said("")
    history.person_said("¿sigues ahí?")
    history.penny_said("Sí.")

    assert [message.content for message in history.messages()] == ["Eres Penny.", "hola", "¿sigues ahí?", "Sí."]
    assert [message.role for message in history.messages()] == [
        llm_pb2.ROLE_SYSTEM,
        llm_pb2.ROLE_USER,
        llm_pb2.ROLE_USER,
        llm_pb2.ROLE_ASSISTANT,
    ]


def test_a_long_conversation_loses_its_older_half_at_once() -> None:
    """The prefix stays, so that the model's cache is read anew only once in many turns."""
    history = History("Eres Penny.", [], max_turns=4)
    lengths = []
    for number in range(20):
        history.person_said(f"pregunta {number}")
        history.penny_said(f"respuesta {number}")
        lengths.append(len(history.messages()))

    assert max(lengths) <= 1 + 2 * 4 + 2
    assert history.messages()[0].content == "Eres Penny."
    assert history.messages()[-1].content == "respuesta 19"


def test_what_is_left_of_a_long_conversation_begins_with_the_person() -> None:
    """Turns without an answer put the halves out of step."""
    history = History("Eres Penny.", [], max_turns=4)
    history.person_said("hola")
    for number in range(20):
        history.person_said(f"pregunta {number}")
        assert history.messages()[1].role == llm_pb2.ROLE_USER
        history.penny_said(f"respuesta {number}")


def test_example_answers_stand_between_the_instructions_and_the_conversation() -> None:
    """They are part of the prefix that is warmed."""
    history = History("Eres Penny.", [Example("¿Hora?", "No lo sé.")], max_turns=4)
    history.person_said("hola")

    assert [message.content for message in history.messages()] == ["Eres Penny.", "¿Hora?", "No lo sé.", "hola"]
    assert len(history.prefix) == 3
