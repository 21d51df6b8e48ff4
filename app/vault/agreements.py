"""The content of an agreement: sealed under a key of its own, in boxes of one size. There is no filler, because there
is no agreement before there are words."""

from pydantic import TypeAdapter

from app.domain.agreements import Content
from app.vault.ciphers import Random, padded, seal
from app.vault.content import opened

CONTENT_BYTES = 16384
"""Whatever is in it: the most there can be fits."""

_CONTENT = TypeAdapter(Content)


def seal_content(content: Content, key: bytes, bound: bytes, random: Random) -> bytes:
    return seal(key, padded(content.model_dump_json().encode(), CONTENT_BYTES), bound, random)


def open_content(box: bytes, key: bytes, bound: bytes) -> Content:
    """Raises Unreadable."""
    return opened(_CONTENT, box, key, bound)
