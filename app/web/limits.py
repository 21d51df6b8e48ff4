"""Limits on guessing, where only failures count, and on mails, where only those that were sent do. Who has signed in on
a device before is counted by that device alone, so that nobody who guesses elsewhere can lock them out; and what
somebody does who is signed in is counted for them alone, so that nobody beside them in the same network can tell from
their own count that it was done."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from flask import current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from app.services import devices
from app.web.guard import SAFE_METHODS, visit, workplace


class OfViews(Limiter):
    """All limits stand on views, which look at them themselves. Before each request there would be none to look for."""

    current_limit = None
    """What headers would tell, and none are sent: it need not be looked for after each request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


def _network() -> str:
    """Where a request comes from: an address of IPv4, or the /64 of one of IPv6, since whoever has one of those has all
    of its 2**64 addresses."""
    given = get_remote_address()
    try:
        address = ip_address(given)
    except ValueError:  # what is not reached over a network has a name of its own
        return given
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


limiter = OfViews(key_func=_network, headers_enabled=False)


@limiter.request_filter
def _only_reads() -> bool:
    """What is read is not counted, and need not be looked up: all limits are on what is sent."""
    return request.method in SAFE_METHODS


GUESSES = "10 per hour"
GUESSES_PER_NETWORK = "60 per hour"
FOR_A_YEAR = timedelta(days=365)


def _failed(response: Response) -> bool:
    """A guess that was wrong. A fault of ours is none: nobody shall be kept out by it."""
    return 400 <= response.status_code < 500


def _guesser(username: str) -> str:
    """A device on which this person has signed in before, or everybody else together, however they spell the name."""
    known = known_device(username)
    return f"device/{known}" if known else f"name/{workplace().name_key(username)}"


def _of_the_name_given() -> str:
    """Also for who is signed in as somebody else: an account of one's own buys no more guesses."""
    return _guesser(request.form.get("username", ""))


def _of_who_is_signed_in() -> str:
    found = visit()
    return _guesser(found.person.username if found else "")


guessing = limiter.limit(GUESSES, key_func=_of_the_name_given, methods=["POST"], deduct_when=_failed)
"""For a view that takes a name with a passphrase or a recovery code."""

guessing_own = limiter.limit(GUESSES, key_func=_of_who_is_signed_in, methods=["POST"], deduct_when=_failed)
"""For a view that takes the passphrase of who is signed in."""

guessing_here = limiter.limit(
    GUESSES_PER_NETWORK,
    methods=["POST"],
    deduct_when=_failed,
    exempt_when=lambda: known_device(request.form.get("username", "")) is not None,
)
"""Beside `guessing`, so that nobody tries one passphrase on many names."""


def name_was_taken() -> None:
    """Note that this request has learned that a name is taken: joining must say so, and nobody may ask it of a list."""
    g.name_was_taken = True


def _taken(response: Response) -> bool:
    return bool(g.get("name_was_taken"))


guessing_names = limiter.limit(GUESSES, key_func=_of_the_name_given, methods=["POST"], deduct_when=_taken)
"""For joining, where a name that is taken and its passphrase are somebody's way in."""

guessing_names_here = limiter.limit(GUESSES_PER_NETWORK, methods=["POST"], deduct_when=_taken)

trying_codes = limiter.limit(
    GUESSES, key_func=lambda: _of_this_person() or f"network/{_network()}", methods=["POST"], deduct_when=_failed
)
"""For a view that takes an invitation's code."""


MAILS = "5 per hour"
MAILS_IN_ALL = "1000 per hour"
"""Of all who have an account here, so high that nobody comes near it by hand. For those of one network it would be low,
and who shares it with one other person would see by it that a mail was asked for."""


def _sent(response: Response) -> bool:
    """What was refused has sent nothing."""
    return response.status_code < 400


def _of_this_person() -> str:
    found = visit()
    return f"person/{found.person.id}" if found else ""


asking_for_mail = limiter.limit(MAILS, key_func=_of_this_person, methods=["POST"], deduct_when=_sent)
"""For a view that has a mail sent to an address somebody typed: it may be anybody's."""

asking_for_mail_in_all = limiter.limit(MAILS_IN_ALL, key_func=lambda: "all", methods=["POST"], deduct_when=_sent)

trying_mail_codes = limiter.limit(GUESSES, key_func=_of_this_person, methods=["POST"], deduct_when=_failed)
"""For a view that takes the code from such a mail. Beside it each code has few tries of its own."""


def _cookie() -> str:
    return "__Host-device" if current_app.config["SECURE_COOKIES"] else "device"


def _box() -> bytes:
    try:
        return urlsafe_b64decode(request.cookies.get(_cookie(), ""))
    except ValueError:
        return b""


def known_device(username: str) -> str | None:
    """The id that this device has for this person, if they have signed in on it before."""
    return devices.known(workplace(), _box(), username)


def remember_device(response: Response, username: str) -> Response:
    """Know this device again. The cookie says nothing to who reads it, and it outlives leaving the page."""
    response.set_cookie(
        _cookie(),
        urlsafe_b64encode(devices.remembered(workplace(), _box(), username)).decode(),
        max_age=FOR_A_YEAR,
        expires=workplace().clock() + FOR_A_YEAR,
        secure=current_app.config["SECURE_COOKIES"],
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response
