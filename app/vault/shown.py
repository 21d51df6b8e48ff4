"""What the partners show of a round to a therapist: sealed under a key of its own, in boxes that grow with the circle
and the exercise alone, unless somebody wrote much."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from app.domain.answers import Answer, Quiet
from app.domain.exercise import Exercise
from app.domain.items import OwnItem, fullest
from app.domain.sharing import Disclosure, Joint
from app.domain.therapists import Shown
from app.vault.boxes import picks_smallest, smallest
from app.vault.ciphers import Random, box_bytes, filler, padded, seal
from app.vault.content import opened

NAMES_BYTES = 4096
"""For the names of a circle."""
OWN_BYTES = 64
"""Around the words of each item that they added."""


class _Content(Quiet):
    names: Mapping[str, str]
    answers: Mapping[str, Mapping[str, Answer]]
    matches: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[OwnItem, ...]]


_CONTENT: TypeAdapter[_Content] = TypeAdapter(_Content)


def shown_bucket(exercise: Exercise, circle: int) -> int:
    """A power of two that holds the fullest there can be, but for much text."""
    own = sum(len(text.encode()) + OWN_BYTES for texts in fullest(exercise).values() for text in texts)
    least = circle * smallest(exercise) + picks_smallest(exercise) + own + NAMES_BYTES
    return 1 << (least - 1).bit_length()


def shown_filler(exercise: Exercise, circle: int, random: Random) -> bytes:
    return filler(box_bytes(shown_bucket(exercise, circle)), random)


def seal_shown(shown: Shown, key: bytes, bound: bytes, exercise: Exercise, circle: int, random: Random) -> bytes:
    """`circle`: how many the round is for."""
    content: dict[str, Any] = {
        "names": dict(shown.names),
        "answers": {
            one.author: {key: answer.model_dump(mode="json", exclude_none=True) for key, answer in one.answers.items()}
            for one in shown.disclosures
        },
        "matches": {key: list(items) for key, items in shown.joint.matches.items()},
        "own": {key: [{"id": item.id, "text": item.text} for item in items] for key, items in shown.own.items()},
    }
    plaintext = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return seal(key, padded(plaintext, shown_bucket(exercise, circle)), bound, random)


def open_shown(box: bytes, key: bytes, bound: bytes) -> Shown:
    """Raises Unreadable."""
    content = opened(_CONTENT, box, key, bound)
    return Shown(
        dict(content.names),
        [Disclosure(author, dict(answers)) for author, answers in content.answers.items()],
        Joint(dict(content.matches)),
        dict(content.own),
    )
