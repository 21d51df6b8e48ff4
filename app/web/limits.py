"""Limits on guessing. Only failures count, so that nobody can use them up in somebody else's place by signing in."""

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)

GUESSES = "10 per hour"


def _failed(response: Response) -> bool:
    return response.status_code >= 400


def _per_name() -> str:
    """The name somebody tries to sign in as, from one network."""
    return f"{get_remote_address()}/{request.form.get('username', '').strip().casefold()}"


guessing = limiter.limit(GUESSES, key_func=_per_name, methods=["POST"], deduct_when=_failed)
"""For a view that takes a name and a secret."""

trying_codes = limiter.limit(GUESSES, methods=["POST"], deduct_when=_failed)
"""For a view that takes a code."""
