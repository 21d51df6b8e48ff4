"""Notices outside the product: what somebody may wish for, and the mail that goes to them. Nothing in here knows of
answers: a notice follows from the calendar and from the wish of the one who gets it, and from nothing else."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from pydantic import BaseModel, ConfigDict

CODE_GOOD_FOR = timedelta(hours=1)
MOST_TRIES = 5
"""Then the code is void: six digits are soon guessed by whoever may go on trying."""
ONCE_A_MINUTE = timedelta(minutes=1)
"""A second press within a minute sends no second mail."""
LONGEST_ADDRESS = 254
"""Letters, as in the mail protocol."""

_ADDRESS = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*",
    re.IGNORECASE | re.ASCII,  # or two letters that are not plain are taken for an s and a k
)


class Wish(BaseModel):
    """What one person asked for. `since`: mail goes out for what comes from this instant on, None for none. `feed`:
    there is a calendar feed. `code`, `until` and `tries` belong to an address that is not confirmed yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, cache_strings="none")

    address: str = ""
    confirmed: bool = False
    since: datetime | None = None
    feed: bool = False
    code: str = ""
    until: datetime | None = None
    tries: int = 0

    def mails(self, at: datetime) -> bool:
        """Whether what comes at this instant is told by mail. What was before they asked is over."""
        return self.confirmed and self.since is not None and self.since <= at

    def waits(self, now: datetime) -> bool:
        """Whether there is a code that would still be taken."""
        return bool(self.code) and self.until is not None and now < self.until and self.tries < MOST_TRIES


@dataclass(frozen=True)
class Letter:
    """A mail to one address, in a language. `at` is the instant it says it was written, `id` names it among all; `code`
    is in it where an address is confirmed."""

    to: str
    language: str
    at: datetime
    id: str
    code: str = ""


def address_from(typed: str) -> str | None:
    """The address as it is kept, or None for what can't be one. Other letters than plain ones only after the @. Nor can
    what the head of a mail would take for encoded words, which could name anybody; nor what is too long, which is told
    before its host is spelt out: that takes as long as the square of its letters."""
    typed = typed.strip()
    if len(typed) > LONGEST_ADDRESS or "=?" in typed:
        return None
    name, _, host = typed.rpartition("@")
    try:
        address = f"{name}@{host.encode('idna').decode()}"
    except UnicodeError:
        return None
    return address if len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address) else None


def asked(wish: Wish, address: str, code: str, now: datetime) -> Wish | None:
    """The wish with an address to be confirmed by this code, which replaces any other; None where nothing is to be
    done: it is confirmed already, or was asked for a moment ago."""
    if address == wish.address and wish.confirmed:
        return None
    if address == wish.address and wish.waits(now) and wish.until and now < wish.until - CODE_GOOD_FOR + ONCE_A_MINUTE:
        return None
    return Wish(address=address, code=code, until=now + CODE_GOOD_FOR, feed=wish.feed)


def confirmed(wish: Wish, typed: str, now: datetime) -> Wish:
    """The wish after a code was typed: confirmed, and from now on there is mail, or one try the poorer."""
    digits = "".join(typed.split()).encode("utf-8", "replace")
    if compare_digest(digits, wish.code.encode()) and wish.waits(now):
        return Wish(address=wish.address, confirmed=True, since=now, feed=wish.feed)
    return wish.model_copy(update={"tries": wish.tries + 1})
