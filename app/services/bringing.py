"""Beginning a worksheet with what one answered last time, instead of with nothing."""

from dataclasses import replace

from app.domain import again
from app.domain.access import permitted
from app.domain.answers import Worksheet
from app.domain.exercise import BoundaryPrompt
from app.services import earlier_answers, worksheets
from app.services.context import Context, Refused
from app.services.person import Unlocked
from app.services.worksheets import Sheet


def can_begin_with_more(ctx: Context, me: Unlocked, sheet: Sheet) -> bool:
    """Whether the sheet has no answers yet and there are earlier ones to begin with. One statement more, at most."""
    return _may_bring(sheet) and not sheet.worksheet.answers and bool(_brought(ctx, me, sheet).answers)


def bring(ctx: Context, me: Unlocked, sheet: Sheet) -> Sheet:
    """Begin an empty worksheet with one's answers of last time. Nothing of it is shared by that: every choice is made
    anew. Where something is answered already, or nothing was, it stays as it is: pressed twice, it is once. `sheet` was
    found with `to_change`. Raises Refused: `closed`, `sealed` or `conflict`."""
    if not _may_bring(sheet):
        raise Refused("closed" if sheet.open else "sealed")
    brought = sheet.worksheet if sheet.worksheet.answers else _brought(ctx, me, sheet)
    if brought.answers == sheet.worksheet.answers:
        return sheet
    return worksheets.write(ctx, me, sheet, brought, sheet.picks)


def _may_bring(sheet: Sheet) -> bool:
    # The passphrase was asked for at the door, by the same policy.
    return permitted("bring answers along", replace(sheet.standing, fresh=True))


def _brought(ctx: Context, me: Unlocked, sheet: Sheet) -> Worksheet:
    """The empty worksheet with what can be brought into it."""
    earlier = earlier_answers.worksheets(ctx, me, sheet.address, sheet.exercise, sheet.row)
    before = again.answered_last(earlier)
    if before is None:
        return sheet.worksheet
    rested = sheet.worksheet.rested
    if any(isinstance(prompt, BoundaryPrompt) for prompt in sheet.exercise.prompts):
        rested = again.at_rest(sheet.exercise, earlier)
    answers = again.brought(sheet.exercise, before, rested or (), sheet.circle)
    return sheet.worksheet.model_copy(update={"answers": answers, "rested": rested})
