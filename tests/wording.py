"""How pages for somebody in trouble are worded: calm, short, and without orders, labels or promises."""

import re

LABELS = (
    "abuser", "abusive partner", "batterer", "offender", "perpetrator", "survivor", "the abused", "toxic", "victim",
    "narcissist", "psychopath", "dangerous person", "codependent",
)  # fmt: skip
PROMISES = (
    "always be safe", "be fine", "get better", "guarantee", "is safe here", "keep you safe", "keeps you safe",
    "nothing can happen", "no one will ever", "nobody will ever", "we promise", "will be ok", "will be safe",
    "will believe you", "will help you", "will protect", "you are safe", "you're safe",
)  # fmt: skip
COMMANDS = (
    "call now", "do not wait", "don't wait", "don’t wait", "get help now", "get out", "have to", "leave now", "must",
    "need to", "ought to", "right away", "seek help", "should", "you had better",
)  # fmt: skip
BLAME = ("admit", "allow it", "fault", "let it happen", "provoke", "why don't you", "why do you")
BANNED = (*LABELS, *PROMISES, *COMMANDS, *BLAME)

ORDERS = """
act ask avoid be become begin believe block break bring call change check choose clear close come confide consider
contact decide delete dial do don't don’t end erase escape fight find flee follow forgive get give go hide hold keep
leave let listen look make never phone pick plan please protect put reach read remember report run save say see seek
send share speak start stay stop take talk tell text think trust try turn use visit wait walk warn write
"""
"""A sentence that begins with one of these orders somebody about."""


def sentences(text: str) -> list[str]:
    return [one.strip(" “”\"'") for one in re.split(r"(?<=[.!?:;])\s+|\n+", text) if re.search(r"[^\W\d_]", one)]


def faults(text: str) -> list[str]:
    """What is wrong with the wording of a text."""
    plain = " ".join(text.casefold().split())
    found = [f"says “{word}”" for word in BANNED if re.search(rf"\b{re.escape(word)}", plain)]
    for sentence in sentences(text):
        first = re.split(r"[\s,.]", sentence.casefold(), maxsplit=1)[0]
        if first in ORDERS.split() and not sentence.endswith("?"):
            found.append(f"orders: {sentence}")
        if "!" in sentence:
            found.append(f"shouts: {sentence}")
    return found


def grade(text: str) -> float:
    """The school year that reads it with ease (Flesch-Kincaid), with syllables counted by their vowels."""
    spoken = sentences(text)
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    syllables = sum(_syllables(word.casefold()) for word in words)
    return 0.39 * len(words) / len(spoken) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
