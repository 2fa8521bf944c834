"""Names, addresses and numbers of people, replaced consistently, so that a text can be given away. Pure.

Found by rules and lists of words: no rule finds every name, and what somebody tells of her life may say who she is
without one. Whoever gives a text away reads it first.
"""

from penny_client.pseudonyms.replacing import Pseudonyms

__all__ = ["Pseudonyms"]
