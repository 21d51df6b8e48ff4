"""Items that the people of a partnership add to an exercise for themselves, and the copy that a round keeps of them.

Everybody in the partnership sees them, adds and takes out; whose they are is kept nowhere.
"""

from typing import Any

from app.domain.exercise import Exercise, MutualPrompt, SortPrompt
from app.domain.items import ItemRefusal, OwnItem, OwnTexts, open_prompts, with_added, with_own
from app.services import names
from app.services.context import Context, NotFound, Refused
from app.services.person import Unlocked
from app.storage import partnerships as rows
from app.vault.ciphers import Unreadable, bind
from app.vault.items import item_id, open_items, seal_copy, seal_list

Taking = SortPrompt | MutualPrompt


def empty(ctx: Context, partnership: str, key: bytes) -> bytes:
    """The list of a new partnership."""
    return _sealed(ctx, partnership, key, {})


def of_exercise(ctx: Context, me: Unlocked, partnership: str, exercise: Exercise) -> dict[str, tuple[OwnItem, ...]]:
    """What was added to this exercise, by prompt id. Raises NotFound."""
    key = _key(ctx, me, partnership)
    return _items(key, _of(exercise, _list(ctx, partnership, key)))


def add(ctx: Context, me: Unlocked, partnership: str, exercise: Exercise, prompt: Taking, words: str) -> None:
    """Add an item, for everybody in the partnership. Rounds that have begun don't get it. Raises NotFound, and Refused
    with an ItemRefusal."""
    _change(ctx, me, partnership, exercise, prompt, lambda _, texts: with_added(texts, prompt, words))


def remove(ctx: Context, me: Unlocked, partnership: str, exercise: Exercise, prompt: Taking, item: str) -> None:
    """Take an item out, whoever added it. Rounds that have begun keep it. Raises NotFound."""
    _change(
        ctx,
        me,
        partnership,
        exercise,
        prompt,
        lambda key, texts: tuple(one for one in texts if item_id(key, prompt.id, one) != item),
    )


def _change(ctx: Context, me: Unlocked, partnership: str, exercise: Exercise, prompt: Taking, change: Any) -> None:
    rows.hold_still(ctx.db, partnership)
    key = _key(ctx, me, partnership)
    listed = dict(_list(ctx, partnership, key))
    place = _place(exercise, prompt)
    texts = change(key, listed.pop(place, ()))
    if isinstance(texts, ItemRefusal):
        raise Refused(texts)
    if texts:
        listed[place] = texts
    rows.keep_items(ctx.db, partnership, _sealed(ctx, partnership, key, listed))


def copy_for(ctx: Context, me: Unlocked, partnership: str, round_: str, exercise: Exercise) -> bytes | None:
    """What a round that begins keeps of them; None where its exercise takes none. Raises NotFound."""
    if not open_prompts(exercise):
        return None
    key = _key(ctx, me, partnership)
    texts = _of(exercise, _list(ctx, partnership, key))
    return seal_copy(texts, key, _copy_bound(partnership, round_), exercise, ctx.random)


def list_for(ctx: Context, partnership: str, exercise: Exercise) -> bytes | None:
    """The same for a round that the calendar begins, without anybody's key: the whole list, as it is sealed."""
    return rows.items(ctx.db, partnership) if open_prompts(exercise) else None


def in_round(exercise: Exercise, partnership: str, round_: str, key: bytes, box: bytes | None) -> Exercise:
    """The exercise of a round with what it keeps of them, from the partnership key: its own copy, or the list as it was
    when the calendar began it. Which of the two is tried, not recorded."""
    if box is None:
        return exercise
    try:
        texts = open_items(box, key, _copy_bound(partnership, round_))
    except Unreadable:
        texts = _of(exercise, _opened_list(partnership, key, box))
    return with_own(exercise, _items(key, texts))


def in_round_of(ctx: Context, me: Unlocked, exercise: Exercise, partnership: str, round_: str, row: Any) -> Exercise:
    """The same from a row of `storage.worksheets.one`, with one's own keys."""
    if row.items is None or row.names_sealed is None:
        return exercise
    key = names.open_key(ctx, me, partnership, row.member, row.names_sealed, row.names_epoch)
    return in_round(exercise, partnership, round_, key, row.items)


def _key(ctx: Context, me: Unlocked, partnership: str) -> bytes:
    mine = rows.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    return names.key_of(ctx, me, partnership, mine)


def _list(ctx: Context, partnership: str, key: bytes) -> OwnTexts:
    return _opened_list(partnership, key, rows.items(ctx.db, partnership))


def _opened_list(partnership: str, key: bytes, box: bytes) -> OwnTexts:
    try:
        return open_items(box, key, _list_bound(partnership))
    except Unreadable:
        return {}  # nobody has added anything yet


def _sealed(ctx: Context, partnership: str, key: bytes, listed: OwnTexts) -> bytes:
    box = seal_list(listed, key, _list_bound(partnership), ctx.random)
    if box is None:
        raise Refused(ItemRefusal.FULL)
    return box


def _of(exercise: Exercise, listed: OwnTexts) -> OwnTexts:
    return {prompt.id: listed.get(_place(exercise, prompt), ()) for prompt in open_prompts(exercise)}


def _items(key: bytes, texts: OwnTexts) -> dict[str, tuple[OwnItem, ...]]:
    return {
        prompt_id: tuple(OwnItem(id=item_id(key, prompt_id, one), text=one) for one in listed)
        for prompt_id, listed in texts.items()
    }


def _place(exercise: Exercise, prompt: Taking) -> str:
    return f"{exercise.slug}/{prompt.id}"


def _list_bound(partnership: str) -> bytes:
    return bind("partnerships", partnership, "items")


def _copy_bound(partnership: str, round_: str) -> bytes:
    return bind("rounds", partnership, round_, "items")
