"""Items that people add for themselves: sealed under the partnership's key, in boxes of one size, with ids that are
bound to their words."""

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest

from pydantic import TypeAdapter

from app.domain.exercise import Exercise
from app.domain.items import OwnTexts, fullest
from app.vault.ciphers import Random, bind, derive, padded, seal
from app.vault.content import NOTHING_KEPT, opened

LIST_BYTES = 16384
"""For all that a partnership keeps. There is no larger size: a list that would need it is full."""

_TEXTS: TypeAdapter[Mapping[str, tuple[str, ...]]] = TypeAdapter(Mapping[str, tuple[str, ...]], config=NOTHING_KEPT)


def item_id(key: bytes, prompt_id: str, words: str) -> str:
    """The id of an item: bound to its exact words, by a key that only the partnership has. So an answer never comes to
    stand beside other words, and nobody without the key can try which words it stands for."""
    return "own-" + digest(derive(key, "own item"), bind(prompt_id, words), sha256).hex()[:32]


def seal_list(texts: OwnTexts, key: bytes, bound: bytes, random: Random) -> bytes | None:
    """All that a partnership keeps; None where it does not fit any more."""
    filled = padded(_bytes(texts), LIST_BYTES)
    return seal(key, filled, bound, random) if len(filled) == LIST_BYTES else None


def seal_copy(texts: OwnTexts, key: bytes, bound: bytes, exercise: Exercise, random: Random) -> bytes:
    """What one round keeps: as large as the most that its exercise can take."""
    return seal(key, padded(_bytes(texts), len(padded(_bytes(fullest(exercise)), 512))), bound, random)


def open_items(box: bytes, key: bytes, bound: bytes) -> OwnTexts:
    """A list or a copy. Raises Unreadable."""
    return opened(_TEXTS, box, key, bound)


def _bytes(texts: OwnTexts) -> bytes:
    return json.dumps(dict(texts), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
