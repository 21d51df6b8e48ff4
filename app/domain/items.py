"""Cards and items that the people of a partnership add to an exercise for themselves.

A round keeps what there was when it began. An item is its words: other words are another item, with another id.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeGuard

from pydantic import ConfigDict

from app.domain.exercise import AnyPrompt, Exercise, Item, MutualPrompt, SortPrompt
from app.domain.letters import legible

AT_MOST = 10
"""So many for one prompt."""
LONGEST = 80
"""Letters of one item."""

OwnTexts = Mapping[str, tuple[str, ...]]
"""The words of the items for each prompt, by its id."""


class OwnItem(Item):
    """An item of their own. `repr` hides its words, which are nobody else's business."""

    model_config = ConfigDict(hide_input_in_errors=True)

    @property
    def own(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<OwnItem>"

    __str__ = __repr__

    def __repr_args__(self) -> Sequence[tuple[str | None, object]]:
        return ()


class ItemRefusal(StrEnum):
    """Why words can't be an item."""

    EMPTY = "item-empty"
    LONG = "item-long"
    LETTERS = "item-letters"
    KNOWN = "item-known"
    FULL = "item-full"


def takes_own(prompt: AnyPrompt) -> TypeGuard[SortPrompt | MutualPrompt]:
    """Whether items can be added to the prompt."""
    return (prompt.kind == "sort" or prompt.kind == "mutual") and prompt.own_items


def open_prompts(exercise: Exercise) -> tuple[SortPrompt | MutualPrompt, ...]:
    """The prompts of an exercise that take items of one's own."""
    return tuple(prompt for prompt in exercise.prompts if takes_own(prompt))


def words_of(typed: str) -> str:
    """What somebody typed, on one line. NFC makes one letter of four at most, and takes as long as the square of their
    number: what is too long for it is too long anyway."""
    words = " ".join(typed.split())
    return words if len(words) > 4 * LONGEST else unicodedata.normalize("NFC", words)


def with_added(texts: Sequence[str], prompt: SortPrompt | MutualPrompt, words: str) -> tuple[str, ...] | ItemRefusal:
    """The items of one prompt with one more, in the order of the alphabet: nobody can see whose came when. What is
    there already stays there once."""
    if reason := _refusal(words):
        return reason
    if words.casefold() in {text.casefold() for text in texts}:
        return tuple(texts)
    if words.casefold() in {item.text.casefold() for item in prompt.items if not item.own}:
        return ItemRefusal.KNOWN
    if len(texts) >= AT_MOST:
        return ItemRefusal.FULL
    return tuple(sorted((*texts, words), key=str.casefold))


def _refusal(words: str) -> ItemRefusal | None:
    if not words:
        return ItemRefusal.EMPTY
    if not legible(words):
        return ItemRefusal.LETTERS
    return ItemRefusal.LONG if len(words) > LONGEST else None


def with_own(exercise: Exercise, own: Mapping[str, tuple[OwnItem, ...]]) -> Exercise:
    """The exercise with these items, by prompt id, after its own. They count like all others."""
    prompts = tuple(_with(prompt, own.get(prompt.id, ())) for prompt in exercise.prompts)
    return exercise.model_copy(update={"prompts": prompts})


def _with(prompt: AnyPrompt, own: tuple[OwnItem, ...]) -> AnyPrompt:
    if not takes_own(prompt):
        return prompt
    written = tuple(item for item in prompt.items if not item.own)
    return prompt.model_copy(update={"items": (*written, *own[:AT_MOST])})


def with_room(exercise: Exercise) -> Exercise:
    """The exercise with as many items as there can be. What holds answers is as large as this one needs it, so that its
    size never tells how many there are."""
    full = open_prompts(exercise)
    return with_own(exercise, dict.fromkeys((prompt.id for prompt in full), _ROOM)) if full else exercise


_ROOM = tuple(OwnItem(id=f"own-{n:032x}", text="x") for n in range(AT_MOST))


def fullest(exercise: Exercise) -> OwnTexts:
    """The items that take the most room, for whoever must hide how many there are and how long."""
    return {prompt.id: ("\U0010ffff" * LONGEST,) * AT_MOST for prompt in open_prompts(exercise)}
