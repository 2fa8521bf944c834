"""What looks like a task and is none: what is done, what is denied, what depends on something. Pure.

All of it is looked for in folded text.
"""

import re

_POLITE = (
    r"si (?:es posible|te parece|le parece|os parece|no te importa|no le importa|no os importa|eres tan amable"
    r"|es tan amable|no es molestia)"
    r"|si (?:puedes|puede|podeis|pueden|tienes tiempo)(?=,)"
)
_AFTER_ASKING = (
    r"(?:a ver|por|saber|comprobar|confirmar\w*|preguntar\w*|mirar|ver|verificar|averiguar|consultar\w*|decir\w*"
    r"|decidir"
    r"|valorar|estudiar|comprueba|confirma\w*|pregunta\w*|mira|preguntara\w*|mirara\w*|comprobara\w*|confirmara\w*"
    r"|consultara\w*"
    r"|como|revisar|evaluar|analizar) si\b"
)
_NO_CONDITION = re.compile(rf"\b(?:{_POLITE}|{_AFTER_ASKING})")
_CONDITION = re.compile(
    r"\bsi\b|\b(?:en (?:el )?caso (?:de|contrario)|salvo que|a menos que|a no ser que|siempre que|siempre y cuando"
    r"|con tal de"
    r"|suponiendo|de ser (?:asi|necesario)|tal vez|quizas?|a lo mejor|puede que|posiblemente|probablemente"
    r"|es posible que"
    r"|ojala|hipotetic\w+|en principio no)\b"
)
_DENIED = re.compile(
    r"\b(?:no|nunca|jamas|tampoco|nadie|ni|sin(?: que)?|ya no|nada de)(?: (?:se|lo|la|los|las|le|les|me|te|nos|os"
    r"|es|sera|hace"
    r"|queda|hay|va|van)){0,3}\s*$"
)
_NEGATION = re.compile(r"\b(?:no(?! (?:te |se |os )?olvid)|nunca|jamas|tampoco|nadie|ni|sin)\b")
_SUPPOSED = re.compile(r"\b(?:[a-zñ]+[aei]|hab|pod|deb|tend|vend|pond|hab|sald)ria(?:n|s|mos)?\b")
_DONE = re.compile(
    r"[\[(✓✔☑–—-]\s*(?:ya )?(?:hech[oa]s?|completad[oa]s?|realizad[oa]s?|finalizad[oa]s?|terminad[oa]s?"
    r"|resuelt[oa]s?|cerrad[oa]s?|ok|done|listo|anulad[oa]|cancelad[oa])\b|^\W*(?:hech[oa]|completad[oa]"
    r"|realizad[oa]|cancelad[oa])\s*[:–—-]"
    r"|[✓✔☑✅]|~~"
    r"|\bya (?:esta|estan|se ha|se han|ha sido|lo ha|la ha|fue|se)\b|\b(?:ha|han) quedado (?:hech|resuelt|cerrad"
    r"|terminad)\w+"
)
_DONE_STATE = re.compile(
    r"(?:hech|completad|realizad|finalizad|terminad|resuelt|cerrad|cancelad|anulad)[oa]s?|ok|si|done|listo|100 ?%"
)
_ADVERTISED = re.compile(
    r"\b(?:clic|pulse|pulsa|haz clic|dar(?:te|se)? de baja|suscri\w+|dejar de recibir\w*|sin compromiso"
    r"|oferta valida)\b"
)
_RELATIVE = re.compile(r"\b(?:que|quien|donde|cual|cuando|cuanto|cuyo)\s*$")
_TOLD_THAT = re.compile(
    r"\b(?:acuerda\w*|acordado|decide|decidio|decidido|recuerda\w*|confirma\w*|indica\w*|asegura\w*|informa\w*"
    r"|dice|dijo|comenta"
    r"|explica|señala|establece|determina|propone|pide|solicita|quiere|anuncia|promete|consta|insiste en"
    r"|queda claro|es necesario"
    r"|hace falta|en|quedamos en)(?: de| a \w+)? que\s*$"
)


def unsure(folded: str) -> bool:
    """Whether a sentence says that something depends on something else."""
    return bool(_CONDITION.search(_NO_CONDITION.sub(" ", folded)) or _ADVERTISED.search(folded))


def denied(before: str) -> bool:
    """Whether what stands before a verb denies it."""
    return _DENIED.search(before) is not None


def negative(folded: str) -> bool:
    """Whether there is any negation: enough to doubt what is not told by a form."""
    return _NEGATION.search(folded) is not None


def supposed(folded: str) -> bool:
    """Whether a verb says what would be."""
    return _SUPPOSED.search(folded) is not None


def done(folded: str) -> bool:
    """Whether a point of a list is marked as done."""
    return _DONE.search(folded) is not None


def is_done_state(folded: str) -> bool:
    """Whether this is what a column "Estado" says of what is done."""
    return _DONE_STATE.fullmatch(folded.strip(" .")) is not None


def relative(before: str) -> bool:
    """Whether what follows only tells which thing is meant: "el informe que ..."."""
    return _RELATIVE.search(before) is not None and _TOLD_THAT.search(before) is None
