"""Whether what a person has said so far ends a sentence, from what the model would write next.

The model reads the words as an open message; the probability that a mark that ends a sentence comes next is the
probability that the person is done (Spanish, 30 requests against their 187 prefixes: AUC 0.95; against plainly
unfinished ones 0.99). The marks that the recogniser has put at the end are taken off first: it puts them wherever it
stops.
"""

from collections.abc import Mapping

_ENDS = ".?!…"
_MAY_FOLLOW = _ENDS + "\"'”’»)"
_LOOSE = _ENDS + ",;: "


def without_final_marks(words: str) -> str:
    """The words without the punctuation at their end; the words themselves if they are nothing else."""
    return words.rstrip(_LOOSE) or words


def sentence_end_probability(next_tokens: Mapping[str, float]) -> float:
    """How probable it is that the next token ends the sentence, 0 to 1."""
    return min(1.0, sum(probability for token, probability in next_tokens.items() if _ends_sentence(token)))


def question_probability(next_tokens: Mapping[str, float]) -> float:
    """How probable it is that the next token ends the sentence as a question, 0 to 1."""
    asking = (item for item in next_tokens.items() if _ends_sentence(item[0]) and "?" in item[0])
    return min(1.0, sum(probability for _, probability in asking))


def _ends_sentence(token: str) -> bool:
    mark = token.strip()
    return mark[:1] in _ENDS and mark != "" and not mark.strip(_MAY_FOLLOW)
