"""One partner's private part of a round: answering, reviewing, sealing, taking away.

A save reads one row and writes it back under a new content key. Blind picks lie in a part of their own, under a key
of their own, because they are destroyed at the opening and the rest is not.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from app.domain import sharing, showing
from app.domain.access import Standing, permitted
from app.domain.answers import Answer, Picks, Quiet, Share, Worksheet
from app.domain.exercise import AnyPrompt, BoundaryPrompt, Exercise, Opens
from app.domain.rounds import Schedule, closed, has_opened
from app.services import earlier_answers, granting, items, own_parts
from app.services.beginning import filler_key
from app.services.context import Context, Locked, NotFound, Refused
from app.services.granting import ANSWERS, PICKS, Subject
from app.services.own_parts import Seal
from app.services.person import Unlocked
from app.services.rounds import (
    Address,
    content_bound,
    is_held_back,
    open_when_all_sealed,
    read_schedule,
    sealed_flag,
)
from app.storage import disclosures as disclosure_rows
from app.storage import grants as grant_rows
from app.storage import worksheets as rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault.ciphers import KEY_BYTES, Unreadable, filler


@dataclass(frozen=True, repr=False)
class Sheet:
    """A worksheet as its author has it, with the round it belongs to. `picks` is None once they are destroyed."""

    address: Address
    exercise: Exercise
    schedule: Schedule
    member: str
    worksheet: Worksheet
    picks: Picks | None
    sealed: bool
    closed: bool
    open: bool
    row: rows.OnesRound

    @property
    def standing(self) -> Standing:
        """What the author may do with it now."""
        return Standing(
            signed_in=True,
            unlocked=True,
            member=True,
            in_circle=True,
            sealed=self.sealed,
            closed=self.closed,
            open=self.open,
        )

    @property
    def circle(self) -> int:
        """How many the round is for."""
        return self.row.circle

    @cached_property
    def shown(self) -> tuple[tuple[int, AnyPrompt], ...]:
        """The prompts that the author is shown, with their numbers in the exercise: what the answers given so far have
        it. What was answered and is not shown any more is kept, in case that it comes back."""
        return showing.shown(self.exercise, self.worksheet.answers, self.circle, self.worksheet.resting)

    @property
    def resting(self) -> tuple[tuple[int, BoundaryPrompt], ...]:
        """The boundaries that are not asked, with their numbers. Each can be answered all the same, and comes again
        then."""
        resting = self.worksheet.resting
        if not resting:
            return ()  # as nearly always, and this is asked on every page
        return tuple(
            (n, prompt)
            for n, prompt in enumerate(self.exercise.prompts, start=1)
            if prompt.id in resting and isinstance(prompt, BoundaryPrompt)
        )

    def prompt(self, number: int) -> AnyPrompt:
        """The prompt at a place in the exercise, from 1. Raises NotFound."""
        if not 1 <= number <= len(self.exercise.prompts):
            raise NotFound
        return self.exercise.prompts[number - 1]

    def answer(self, prompt: AnyPrompt) -> Answer | tuple[str, ...] | None:
        """One's own answer, or one's own blind picks."""
        if prompt.blind:
            return self.picks.items.get(prompt.id) if self.picks else None
        return self.worksheet.answers.get(prompt.id)

    def version(self, prompt: AnyPrompt) -> str:
        """Stands for what is saved for a prompt now, in whatever order it was given. A form carries it, so that a save
        from an older tab is noticed without a save to another prompt being in the way."""
        share = self.worksheet.choices.get(prompt.id)
        answer = self.answer(prompt)
        text = answer.model_dump_json() if isinstance(answer, Quiet) else repr(answer)
        return sha256(f"{self.address}/{prompt.id}/{text}/{share}".encode()).hexdigest()[:32]


def find(ctx: Context, me: Unlocked, address: Address, to_change: bool = False) -> Sheet:
    """The person's own worksheet in a round: one statement, and one more while nothing was saved in it and there are
    other rounds of the exercise. Raises NotFound, the same for a round that does not exist and for somebody else's;
    Locked if the pair at hand is not the person's any more, for which a worksheet would look empty and be saved so."""
    row = rows.one(ctx.db, address.partnership, address.round, me.id, to_change)
    if row is None:
        raise NotFound
    if row.public_key != me.pair.public:
        raise Locked
    written = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
    exercise = items.in_round_of(ctx, me, written, address.partnership, address.round, row)
    schedule = read_schedule(ctx, address, row.settings)
    is_closed = closed(schedule, ctx.now)
    is_open = has_opened(row.opened_day, schedule, ctx.now)
    try:
        worksheet = own_parts.open_worksheet(ctx, me, address, row)
    except Unreadable:
        if not is_open:
            raise  # taken for empty, it would be saved so
        worksheet = Worksheet()
    if worksheet is None:
        # Looked up while there is nothing yet, and kept in it from the first save on.
        rested = None if is_open else earlier_answers.at_rest(ctx, me, address, exercise, row)
        worksheet = Worksheet(rested=rested)
    picks = None if is_open or not exercise.has_blind else own_parts.open_picks(ctx, me, address, row)
    return Sheet(
        address,
        exercise,
        schedule,
        row.member,
        worksheet,
        picks,
        worksheet.sealed,
        is_closed,
        is_open,
        row,
    )


def save(
    ctx: Context,
    me: Unlocked,
    sheet: Sheet,
    prompt: AnyPrompt,
    answer: Answer | tuple[str, ...] | None,
    share: Share | None,
) -> Sheet:
    """Save one answer (or blind picks, or None to leave it unanswered) with its choice. `sheet` was found with
    `to_change`. Raises Refused: `closed`, `sealed` or `conflict`."""
    require_unsealed(sheet)
    worksheet, picks = sheet.worksheet, sheet.picks
    if prompt.blind:
        chosen = dict(picks.items if picks else {})
        chosen[prompt.id] = answer if isinstance(answer, tuple) else ()
        picks = Picks(items=chosen)
    else:
        worksheet = _with_answer(worksheet, prompt, answer, share)
    return write(ctx, me, sheet, worksheet, picks)


def _with_answer(
    worksheet: Worksheet, prompt: AnyPrompt, answer: Answer | tuple[str, ...] | None, share: Share | None
) -> Worksheet:
    answers, choices = dict(worksheet.answers), dict(worksheet.choices)
    answers.pop(prompt.id, None)
    choices.pop(prompt.id, None)
    if answer is not None and not isinstance(answer, tuple):
        answers[prompt.id] = answer
        if share is not None and prompt.shareable:
            choices[prompt.id] = share
    return worksheet.model_copy(update={"answers": answers, "choices": choices})


def require_unsealed(sheet: Sheet) -> None:
    """Raises Refused, `closed` or `sealed`, where nothing can be answered any more."""
    _require(sheet, "answer")


def _require(sheet: Sheet, action: str) -> None:
    if permitted(action, sheet.standing):
        return
    raise Refused("closed" if sheet.open or sheet.closed else "sealed")


def write(ctx: Context, me: Unlocked, sheet: Sheet, worksheet: Worksheet, picks: Picks | None, **more: Any) -> Sheet:
    """Write the worksheet back under new keys and a new version. Raises Refused("conflict")."""
    version = boxes.new_version(ctx.random)
    values: dict[str, Any] = {"version": version, **more}
    address = sheet.address
    values["epoch"], values["answers_key"], values["answers"] = own_parts.sealed_part(
        ctx,
        me,
        address,
        sheet.member,
        ANSWERS,
        version,
        lambda key, bound: boxes.seal_worksheet(worksheet, key, bound, sheet.exercise, ctx.random),
    )
    if sheet.exercise.has_blind:
        blind = picks or Picks()
        _, values["picks_key"], values["picks"] = own_parts.sealed_part(
            ctx,
            me,
            address,
            sheet.member,
            PICKS,
            version,
            lambda key, bound: boxes.seal_picks(blind, key, bound, sheet.exercise, ctx.random),
        )
    if not rows.save(ctx.db, address.partnership, address.round, sheet.member, sheet.row.version, **values):
        raise Refused("conflict")
    return replace(sheet, worksheet=worksheet, picks=picks, sealed=worksheet.sealed)


def seal(ctx: Context, me: Unlocked, sheet: Sheet, choices: dict[str, Share]) -> None:
    """Be done: keep the choices, lay what is shared where the circle can find it once the round opens. An answer
    without a choice is kept. Raises Refused: `closed`, `sealed` or `conflict`."""
    _require(sheet, "seal")
    offered = {
        prompt.id: choices[prompt.id]
        for prompt in sheet.exercise.prompts
        if prompt.shareable and prompt.id in sheet.worksheet.answers and prompt.id in choices
    }
    worksheet = sheet.worksheet.model_copy(update={"choices": offered, "sealed": True})
    # In a round that opens at a time, the server must not know who is done: the flag stays False beside the sheet.
    known = sheet.schedule.opens is Opens.READY
    flag = sealed_flag(ctx, sheet.address, sheet.member, known, _holds_back(ctx, sheet))
    after = write(ctx, me, sheet, worksheet, sheet.picks, sealed=flag)
    _contribute(ctx, me, after)
    if known:
        open_when_all_sealed(ctx, sheet.address, sheet.schedule)


def _holds_back(ctx: Context, sheet: Sheet) -> bool:
    return is_held_back(ctx, sheet.address, sheet.member, sheet.row.sealed)


def _contribute(ctx: Context, me: Unlocked, sheet: Sheet) -> None:
    """Lay down what a sealed worksheet shows, and its blind picks, for everybody in the circle. What was held back is
    never laid down again."""
    if _holds_back(ctx, sheet):
        return
    address, exercise = sheet.address, sheet.exercise
    shown = sharing.disclose(exercise, sheet.worksheet, sheet.member)
    write_contribution(
        ctx,
        me,
        sheet.address,
        sheet.member,
        ANSWERS,
        lambda key, bound: boxes.seal_disclosure(shown, key, bound, exercise, ctx.random),
    )
    if exercise.has_blind:
        picks = sheet.picks or Picks()
        write_contribution(
            ctx,
            me,
            address,
            sheet.member,
            PICKS,
            lambda key, bound: boxes.seal_picks(picks, key, bound, exercise, ctx.random),
        )


def write_contribution(ctx: Context, me: Unlocked, address: Address, member: str, part: str, seal: Seal) -> None:
    """Write one part of what a member contributes under a new key, and grant it to everybody who has a grant."""
    key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
    box = seal(key, content_bound(address, member, part, version))
    disclosure_rows.write(ctx.db, address.partnership, address.round, member, part, box, version)
    subject = Subject(address.partnership, address.round, part, member)
    granted = grant_rows.readers(ctx.db, address.partnership, address.round, part, member)
    readers = [place for place in granting.open_places(ctx, address.partnership) if place.member in granted]
    granting.grant(ctx, me, subject, readers, key)


def contribute_picks(ctx: Context, me: Unlocked, sheet: Sheet, prompt: AnyPrompt, picked: tuple[str, ...]) -> None:
    """Lay down blind picks at once, where a round asks for nothing else. Until the clock closes it they can be picked
    anew as often as one likes: whoever had somebody looking on can do it once more alone. Raises Refused: `closed` or
    `conflict`."""
    _require(sheet, "choose together")
    worksheet = sheet.worksheet.model_copy(update={"sealed": True})
    _contribute(ctx, me, write(ctx, me, sheet, worksheet, Picks(items={prompt.id: picked})))


def keep_after_all(ctx: Context, me: Unlocked, sheet: Sheet, prompt: AnyPrompt) -> None:
    """Take one share away from a sealed worksheet, before the opening. Raises Refused: `closed`, `sealed`,
    `conflict`."""
    _take_away(ctx, me, sheet, sharing.kept(sheet.worksheet, [prompt.id]), sheet.picks)


def clear(ctx: Context, me: Unlocked, sheet: Sheet) -> None:
    """Clear all of one's answers and picks, before the opening, sealed or not. Others see no trace of it. Raises
    Refused: `closed`, `conflict`."""
    nothing = Worksheet(sealed=sheet.sealed, rested=sheet.worksheet.rested)
    if sheet.sealed:
        _take_away(ctx, me, sheet, nothing, Picks())
    else:
        _require(sheet, "answer")
        write(ctx, me, sheet, nothing, Picks())


def _take_away(ctx: Context, me: Unlocked, sheet: Sheet, worksheet: Worksheet, picks: Picks | None) -> None:
    _require(sheet, "take away")
    if not sharing.only_takes_away(sheet.worksheet, worksheet):
        raise Refused("sealed")
    _contribute(ctx, me, write(ctx, me, sheet, worksheet, picks))


def destroy(ctx: Context, partnership: str, round_: str, member: str) -> None:
    """Put filler in the place of a worksheet whose author has left. It needs no key."""
    row = rows.of_member(ctx.db, partnership, round_, member)
    if row is None:
        return
    address = Address(partnership, round_)
    epoch, answers_key = filler_key(ctx, address, member, ANSWERS)
    values = {"answers": filler(len(row.answers), ctx.random), "answers_key": answers_key, "epoch": epoch}
    if row.picks is not None:
        values["picks"] = filler(len(row.picks), ctx.random)
        values["picks_key"] = filler_key(ctx, address, member, PICKS)[1]
    flag = sealed_flag(ctx, address, member, False)
    version = boxes.new_version(ctx.random)
    rows.save(ctx.db, partnership, round_, member, row.version, version=version, sealed=flag, **values)
