"""What a person takes back before she has finished: only what she puts in its place is asked. Pure; Spanish.

"¿Qué tengo que comprar? No, perdona: ¿cómo se llama mi hija?" A small model answers the first question. So words that
are taken back are not given to it, where it is plain that another question follows; where only a part is corrected
("a Juan, no, perdona, a Pedro") the model is given all of it. The log keeps what was said.
"""

import re

from penny_gateway.spelling import as_question

_TAKEN_BACK = r"(?:no|ay|ah)\W+(?:perdona|perdón|perdone|espera|digo)|mejor dicho|quiero decir"
_ASKING = (
    r"(?:a |de |con |en |por |para |desde |hasta )?"
    r"(?:qué|qui[eé]n(?:es)?|cu[aá]l(?:es)?|c[oó]mo|cu[aá]ndo|cu[aá]nt[oa]s?|d[oó]nde)"
)
"""The recogniser leaves out accents; of "que" it is the accent that tells whether it asks."""
_TELLING = "dime|dame|apunta|recuérdame|pon|llama|busca|cuéntame"
_ASKS = re.compile(rf"¿|{_ASKING}\b", re.IGNORECASE)
_ANOTHER = re.compile(rf".*\b(?:{_TAKEN_BACK})[^\w¿]+(?=¿|(?:{_ASKING}|{_TELLING})\b)", re.IGNORECASE | re.DOTALL)


def corrected(words: str) -> str:
    """The words without what was taken back, with a question's mark if they ask; all of them if nothing plainly was."""
    standing = _ANOTHER.sub("", words, count=1)
    return as_question(standing) if standing != words and _ASKS.match(standing) else standing
