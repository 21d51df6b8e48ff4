"""The content of an assignment: sealed under a key of its own, in boxes of one size."""

from pydantic import TypeAdapter

from app.domain.assignments import Assignment
from app.vault.ciphers import Random, padded, seal
from app.vault.content import opened

CONTENT_BYTES = 4096
"""Whatever is in it: the most there can be fits."""

_ASSIGNMENT = TypeAdapter(Assignment)


def seal_assignment(assignment: Assignment, key: bytes, bound: bytes, random: Random) -> bytes:
    return seal(key, padded(assignment.model_dump_json().encode(), CONTENT_BYTES), bound, random)


def open_assignment(box: bytes, key: bytes, bound: bytes) -> Assignment:
    """Raises Unreadable."""
    return opened(_ASSIGNMENT, box, key, bound)
