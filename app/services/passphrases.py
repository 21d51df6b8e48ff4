"""What a passphrase must be, and suggestions of words for one."""

from collections.abc import Callable
from functools import cache
from importlib.resources import files

SHORTEST = 12
LONGEST = 256
WORDS = 5


@cache
def _commonest() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # where it is used: a start is shorter without it

    return frozenset(FREQUENCY_LISTS["passwords"])


def _score(passphrase: str) -> int:
    """How hard it is to guess, from 0 to 4."""
    from zxcvbn import zxcvbn

    return int(zxcvbn(passphrase)["score"])


def passphrase_refusal(passphrase: str, username: str) -> str | None:
    """Why it can't be a passphrase: `short`, `long`, `common` or `username`; None if it can."""
    if len(passphrase) < SHORTEST:
        return "short"
    if len(passphrase) > LONGEST:
        return "long"
    plain = passphrase.casefold()
    if username and username.casefold() in plain and len(plain) - len(username) < SHORTEST:
        return "username"
    # The length alone stops most of the list; the estimate stops what is built from it ("passwordpassword").
    if plain in _commonest() or _score(passphrase[:72]) < 2:
        return "common"
    return None


@cache
def _word_list() -> tuple[str, ...]:
    text = files("xkcdpass").joinpath("static/eff-long").read_text(encoding="utf-8")
    return tuple(text.split())


def suggestion(random: Callable[[int], bytes]) -> str:
    """Five words drawn from a list of 7,776: about 64 bits."""
    words = _word_list()
    return " ".join(words[_below(len(words), random)] for _ in range(WORDS))


def _below(limit: int, random: Callable[[int], bytes]) -> int:
    """A number from 0 to limit - 1, evenly: what would tip the balance is drawn again."""
    while True:
        number = int.from_bytes(random(2), "big")
        if number < 65536 - 65536 % limit:
            return number % limit
