"""The content of an agreement: sealed under a key of its own, in boxes of one size. There is no filler, because there
is no agreement before there are words."""

from contextlib import suppress

from pydantic import ValidationError

from app.domain.agreements import Content
from app.vault.ciphers import Random, Unreadable, padded, seal, unpadded, unseal

CONTENT_BYTES = 16384
"""Whatever is in it: the most there can be fits."""


def seal_content(content: Content, key: bytes, bound: bytes, random: Random) -> bytes:
    return seal(key, padded(content.model_dump_json().encode(), CONTENT_BYTES), bound, random)


def open_content(box: bytes, key: bytes, bound: bytes) -> Content:
    """Raises Unreadable."""
    plaintext = unpadded(unseal(key, box, bound))
    # Raised below and not in an `except`, or the error would carry the other one, which quotes the content.
    with suppress(ValidationError):
        return Content.model_validate_json(plaintext)
    raise Unreadable
