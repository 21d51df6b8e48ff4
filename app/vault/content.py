"""What is in a box is JSON. It is read so that nothing of it stays behind, neither in an error nor for the next one."""

from contextlib import suppress
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.vault.ciphers import Unreadable, unpadded, unseal

NOTHING_KEPT = ConfigDict(cache_strings="none")
"""For whatever is not of one `Quiet` model: pydantic keeps short strings for the next time, in a process for all."""
PLAIN: TypeAdapter[Any] = TypeAdapter(Any, config=NOTHING_KEPT)
"""Plain values."""

Content = TypeVar("Content")


def opened(kind: TypeAdapter[Content], box: bytes, key: bytes, bound: bytes) -> Content:
    """The content of a box. Raises Unreadable."""
    return read(kind, unpadded(unseal(key, box, bound)))


def read(kind: TypeAdapter[Content], plaintext: bytes) -> Content:
    """Raises Unreadable."""
    # Raised below and not in an `except`, or the error would carry the other one, which quotes the content.
    with suppress(ValidationError):
        return kind.validate_json(plaintext)
    raise Unreadable
