"""Which characters may stand in a few words that others read: a name, what a place is called, an item.

What can't be seen can make two names look alike, or turn the sentence that the words are put into.
"""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Invisible, and needed: by Persian and Hindi words, and by emoji."""
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Not `Cn`: a new emoji is in use before Python knows it."""
_EMPTY = set("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and signs by their category, and drawn as nothing."""
_BROKEN = "\ufffd"
"""Stands where bytes were no text."""


def unseen(text: str) -> set[str]:
    """Controls, marks of direction, private and broken characters; joiners are none of them."""
    if text.isprintable():  # as nearly all is, and that is told at once
        return set()
    return {letter for letter in set(text) - set(_JOINERS) if unicodedata.category(letter) in _UNSEEN}


def legible(text: str) -> bool:
    """Whether all of it can be read, and there is something to see."""
    return not unseen(text) and _BROKEN not in text and any(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter not in _EMPTY and (category == "Cn" or category[0] not in "CMZ")
