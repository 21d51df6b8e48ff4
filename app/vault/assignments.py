"""The content of an assignment: sealed under a key of its own, in boxes of one size."""

from contextlib import suppress

from pydantic import ValidationError

from app.domain.assignments import Assignment
from app.vault.ciphers import Random, Unreadable, padded, seal, unpadded, unseal

CONTENT_BYTES = 4096
"""Whatever is in it: the most there can be fits."""


def seal_assignment(assignment: Assignment, key: bytes, bound: bytes, random: Random) -> bytes:
    return seal(key, padded(assignment.model_dump_json().encode(), CONTENT_BYTES), bound, random)


def open_assignment(box: bytes, key: bytes, bound: bytes) -> Assignment:
    """Raises Unreadable."""
    plaintext = unpadded(unseal(key, box, bound))
    # Raised below and not in an `except`, or the error would carry the other one, which quotes the content.
    with suppress(ValidationError):
        return Assignment.model_validate_json(plaintext)
    raise Unreadable
