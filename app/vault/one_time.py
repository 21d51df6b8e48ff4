"""Codes that change every half minute (RFC 6238), from a secret that the server shares with somebody's own app."""

from base64 import b32encode
from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP

from app.vault.ciphers import Random

SECRET_BYTES = 20
SECONDS = 30
"""How long a code is the current one."""
DIGITS = 6


def new_secret(random: Random) -> str:
    """A secret as people can type it: 32 letters and digits of base32."""
    return b32encode(random(SECRET_BYTES)).decode()


def address(secret: str, site: str) -> str:
    """What the square code for an app holds. Not the username: whoever looks at the phone would learn it, and a square
    of long names is a heavy one."""
    return TOTP(secret, name=site).provisioning_uri()


def turn_of(code: str, secret: str, now: datetime) -> int | None:
    """The half minute, counted since 1970, whose code this is: the one that runs, the last or the next, for clocks
    differ. None for any other code. Each of the three is compared, so that time doesn't tell which came near."""
    typed = "".join(code.split()).encode("utf-8", "replace")
    turn = int(now.timestamp()) // SECONDS
    expected = {one: TOTP(secret).generate_otp(one).encode() for one in (turn - 1, turn, turn + 1)}
    fits = [one for one, right in expected.items() if compare_digest(typed, right)]
    return fits[-1] if fits else None
