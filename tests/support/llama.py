"""The real model for tests: a conversation to ask about, and short ways to ask."""

from penny_llm import template
from penny_llm.engine import Answer, Message, Plan, Prompt, Reading, Role, Stop, Tool
from penny_llm.engines.llama_cpp import LlamaCpp

SYSTEM = Message(
    Role.SYSTEM,
    "Eres Penny, la asistente de voz de Lucía. Contestas en español con una frase corta. Hoy es martes 3 de marzo. La"
    " reunión con Ana es a las doce. La cena con Pablo es a las nueve. Le gusta el té verde.",
)
PREFIX = template.render([SYSTEM])
TOOLS = (
    Tool(
        "poner_temporizador",
        "Pone un temporizador.",
        {"type": "object", "properties": {"minutos": {"type": "integer", "minimum": 1}}, "required": ["minutos"]},
    ),
)
PLAN = Plan(40, temperature=0.0)


def words(engine: LlamaCpp, said: str, session_id: str = "a") -> Reading:
    """Read in words of an open question."""
    return engine.read(Prompt(session_id, template.ask_open(PREFIX, said), said), Stop())


def ask(
    engine: LlamaCpp, question: str, *, session_id: str = "a", conversation: str = PREFIX, plan: Plan = PLAN
) -> tuple[str, Answer]:
    """An answer and its figures."""
    pieces: list[str] = []
    prompt = Prompt(session_id, template.ask(conversation, question), question)

    def emit(piece: str) -> bool:
        pieces.append(piece)
        return False

    answer = engine.answer(prompt, plan, emit, Stop())
    assert all("�" not in piece for piece in pieces)
    return "".join(pieces), answer
