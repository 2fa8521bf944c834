"""Whether words heard over Penny are her own, come back through the microphone. Pure.

Sound tells most echoes from voices before there are words (`echo`); this is for what sound did not settle. But people,
too, say what they have just heard: "¿tres recados?" asks back, "mañana a las diez" corrects "mañana a las nueve". So
words count as Penny's only if there are several, one after the other as she says them, none added and none replaced.
"""

from penny_gateway.backchannel import plain

ENOUGH_WORDS = 3
"""People ask back with a word or two; three of Penny's in a row, while she says them, are hardly ever a person's."""
_CUT_LETTERS = 1
"""At the end of a word; the recogniser drops and adds an s or an n there: "tiene" for "tienes"."""
_WHOLE_LETTERS = 3
"""Shorter words have to be the same."""


def is_parroted(words: str, said: str) -> bool:
    """Whether words are Penny's own, and enough of them to tell.

    Args:
        words: What was heard.
        said: What Penny is saying, or has just said.
    """
    return len(plain(words).split()) >= ENOUGH_WORDS and may_be_parroted(words, said)


def may_be_parroted(words: str, said: str) -> bool:
    """Whether words, however few, are a run of Penny's own, so that more of them may show that they are an echo."""
    heard, spoken = plain(words).split(), plain(said).split()
    runs = (spoken[at : at + len(heard)] for at in range(len(spoken) - len(heard) + 1))
    return bool(heard) and any(all(map(_same, heard, run)) for run in runs)


def _same(heard: str, spoken: str) -> bool:
    short, long = sorted((heard, spoken), key=len)
    whole = short == long or len(short) >= _WHOLE_LETTERS
    return whole and long.startswith(short) and len(long) - len(short) <= _CUT_LETTERS
