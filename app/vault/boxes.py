"""What is sealed: domain values in, padded boxes out, and back. Beside each kind a filler of the same size.

Content is canonical JSON in UTF-8: the same content is the same bytes, in whatever order it was given. Whatever is
wrong with it, the error is `Unreadable` and holds nothing.
"""

from collections.abc import Mapping
from functools import lru_cache

from pydantic import TypeAdapter

from app.domain.answers import Answer, Picks, Quiet, Share, Worksheet, fullest, in_order
from app.domain.exercise import BoundaryPrompt, Exercise, MutualPrompt
from app.domain.items import with_room
from app.domain.sharing import Disclosure, Joint
from app.vault.ciphers import Random, bind, box_bytes, filler, padded, seal
from app.vault.content import NOTHING_KEPT, Content, opened

VERSION_BYTES = 16
NAME_BYTES = 512


class Name(Quiet):
    """How a member wants to be called in one partnership."""

    display: str
    pronouns: str = ""


_WORKSHEET = TypeAdapter(Worksheet)
_NAME = TypeAdapter(Name)
_ANSWERS: TypeAdapter[Mapping[str, Answer]] = TypeAdapter(Mapping[str, Answer], config=NOTHING_KEPT)
_ITEMS: TypeAdapter[Mapping[str, tuple[str, ...]]] = TypeAdapter(Mapping[str, tuple[str, ...]], config=NOTHING_KEPT)


def new_version(random: Random) -> bytes:
    """A version per save. Random, so that it counts nothing."""
    return random(VERSION_BYTES)


def place(table: str, round: str, author: str, part: str, version: bytes) -> bytes:
    """Where a box belongs, to bind it there: whoever writes the database can't move an answer to another round, author
    or part, nor bring back an older one."""
    return bind(table, round, author, part, version.hex())


def smallest(exercise: Exercise) -> int:
    """The bucket for a worksheet or a disclosure: a power of two, from 4 KiB. The fullest there can be fits in it, so
    that only much text moves on to the next one."""
    return _smallest(with_room(exercise))


@lru_cache(maxsize=256)
def _smallest(exercise: Exercise) -> int:
    """Reckoned once, since every save asks. With room for all items there is none of anybody's own in it."""
    answers = {prompt.id: fullest(prompt, exercise.about(prompt)) for prompt in exercise.prompts}
    given = {key: answer for key, answer in answers.items() if answer is not None}
    rested = tuple(prompt.id for prompt in exercise.prompts if isinstance(prompt, BoundaryPrompt))
    whole = Worksheet(answers=given, choices=dict.fromkeys(given, max(Share, key=len)), sealed=False, rested=rested)
    least = max(4096, _power_of_two(512 * len(exercise.prompts)))
    return len(padded(_WORKSHEET.dump_json(whole), least))


def picks_smallest(exercise: Exercise) -> int:
    """The bucket for blind picks or a joint disclosure. The fullest there can be fit in it: its length never tells."""
    fullest = {
        prompt.id: tuple(sorted((item.id for item in prompt.items), key=len)[-prompt.at_most :])
        for prompt in with_room(exercise).prompts
        if isinstance(prompt, MutualPrompt)
    }
    return len(padded(_ITEMS.dump_json(fullest), 512))


def seal_worksheet(worksheet: Worksheet, key: bytes, bound: bytes, exercise: Exercise, random: Random) -> bytes:
    return _sealed(_WORKSHEET, worksheet, key, bound, smallest(exercise), random)


def open_worksheet(box: bytes, key: bytes, bound: bytes) -> Worksheet:
    """Raises Unreadable."""
    return opened(_WORKSHEET, box, key, bound)


def worksheet_filler(exercise: Exercise, random: Random) -> bytes:
    return filler(box_bytes(smallest(exercise)), random)


def seal_picks(picks: Picks, key: bytes, bound: bytes, exercise: Exercise, random: Random) -> bytes:
    return _sealed(_ITEMS, in_order(picks.items), key, bound, picks_smallest(exercise), random)


def open_picks(box: bytes, key: bytes, bound: bytes) -> Picks:
    """Raises Unreadable."""
    return Picks(items=opened(_ITEMS, box, key, bound))


def picks_filler(exercise: Exercise, random: Random) -> bytes:
    return filler(box_bytes(picks_smallest(exercise)), random)


def seal_disclosure(disclosure: Disclosure, key: bytes, bound: bytes, exercise: Exercise, random: Random) -> bytes:
    return _sealed(_ANSWERS, in_order(disclosure.answers), key, bound, smallest(exercise), random)


def open_disclosure(box: bytes, key: bytes, bound: bytes, author: str) -> Disclosure:
    """Raises Unreadable."""
    return Disclosure(author, opened(_ANSWERS, box, key, bound))


def disclosure_filler(exercise: Exercise, random: Random) -> bytes:
    return filler(box_bytes(smallest(exercise)), random)


def seal_joint(joint: Joint, key: bytes, bound: bytes, exercise: Exercise, random: Random) -> bytes:
    return _sealed(_ITEMS, in_order(joint.matches), key, bound, picks_smallest(exercise), random)


def open_joint(box: bytes, key: bytes, bound: bytes) -> Joint:
    """Raises Unreadable."""
    return Joint(opened(_ITEMS, box, key, bound))


def joint_filler(exercise: Exercise, random: Random) -> bytes:
    return filler(box_bytes(picks_smallest(exercise)), random)


def seal_name(name: Name, key: bytes, bound: bytes, random: Random) -> bytes:
    return _sealed(_NAME, name, key, bound, NAME_BYTES, random)


def open_name(box: bytes, key: bytes, bound: bytes) -> Name:
    """Raises Unreadable."""
    return opened(_NAME, box, key, bound)


def name_filler(random: Random) -> bytes:
    return filler(box_bytes(NAME_BYTES), random)


def _sealed(
    kind: TypeAdapter[Content], content: Content, key: bytes, bound: bytes, bucket: int, random: Random
) -> bytes:
    # What was not looked up is left out, so that a worksheet without it is the same to the bit as ever.
    return seal(key, padded(kind.dump_json(content, exclude_none=True), bucket), bound, random)


def _power_of_two(least: int) -> int:
    return 1 << (least - 1).bit_length()
