"""What happens by the calendar alone and needs nobody's key: locking idle sessions, lapsing invitations, destroying
blind picks that nobody came for, ending what is no longer shown, and turning the epoch keys over."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from app.services import agreements, consents, notices, partnerships, practice, rounds, sessions, showings, therapists
from app.services.context import Context
from app.services.granting import Subject, worksheet_key_bound
from app.services.workplace import Workplace
from app.storage import epochs as rows
from app.vault.ciphers import Unreadable, bind

log = logging.getLogger(__name__)

KEEP_EPOCHS = timedelta(days=14)
AT_ONCE = 200
"""Rows put under a new epoch key in one transaction: short, so that nobody waits for it."""


STEPS: tuple[Callable[[Context], None], ...] = (
    sessions.sweep,
    partnerships.lapse_invitations,
    practice.lapse_codes,
    showings.expire,
    rounds.destroy_unvisited,
    consents.expire,
    notices.forget,
    agreements.settle,
    therapists.settle,
)


def sweep(workplace: Workplace) -> None:
    """Everything that is due at this instant. Each step in a transaction of its own: one that can't go on keeps none of
    the others from it, and what one of them holds is in no order with what the next one needs."""
    for step in STEPS:
        try:
            with workplace.writing(safety=True) as ctx:  # it only locks, ends and destroys
                step(ctx)
        except Exception:
            # The next sweep tries again. The traceback holds rows, which are sealed, and no answers.
            log.exception("A step of upkeep failed")
    workplace.database.checkpoint()


def epoch_is_due(ctx: Context) -> bool:
    """Whether today has no epoch key yet."""
    return _day(ctx.house.epochs.current(ctx.today)) != ctx.today


def turn_epoch(ctx: Context) -> str:
    """A new epoch key; what lies under older ones is put under it by `rewrap`."""
    return ctx.house.epochs.rotate(ctx.today, ctx.random)


def rewrap(ctx: Context) -> bool:
    """Put some of what lies under older epoch keys under the current one. True if there may be more. What its epoch
    key does not open is broken: it stays as it is, and does not keep the rest from moving."""
    current = ctx.house.epochs.current(ctx.today)
    grants = rows.old_grants(ctx.db, current, AT_ONCE)
    locks = rows.old_locks(ctx.db, current, AT_ONCE)
    worksheets = rows.old_worksheets(ctx.db, current, AT_ONCE)
    moved = [
        *[_moves(_rewrap_grant, ctx, row) for row in grants],
        *[_moves(_rewrap_lock, ctx, row) for row in locks],
        *[_moves(_rewrap_worksheet, ctx, row) for row in worksheets],
    ]
    return any(moved) and AT_ONCE in (len(grants), len(locks), len(worksheets))


def _moves(rewrap_row: Callable[[Context, Any], None], ctx: Context, row: Any) -> bool:
    try:
        rewrap_row(ctx, row)
    except Unreadable:
        return False
    return True


def _rewrap_grant(ctx: Context, row: Any) -> None:
    bound = Subject(row.partnership, row.round, row.subject, row.author).bound(row.reader)
    rows.put_grant(ctx.db, row, *ctx.house.epochs.rewrap(row.epoch, row.sealed, bound, ctx.today, ctx.random))


def _rewrap_lock(ctx: Context, row: Any) -> None:
    bound = bind("locks", row.person, row.lock)
    rows.put_lock(ctx.db, row, *ctx.house.epochs.rewrap(row.epoch, row.sealed, bound, ctx.today, ctx.random))


def _rewrap_worksheet(ctx: Context, row: Any) -> None:
    moved = {}
    for part, sealed in (("answers", row.answers_key), ("picks", row.picks_key)):
        if sealed is not None:
            bound = worksheet_key_bound(row.partnership, row.round, row.member, part)
            epoch, moved[part] = ctx.house.epochs.rewrap(row.epoch, sealed, bound, ctx.today, ctx.random)
    rows.put_worksheet(ctx.db, row, epoch, moved["answers"], moved.get("picks"))


def destroy_old_epochs(ctx: Context) -> list[str]:
    """Destroy every epoch key that is two weeks old and that nothing live names. Returns their ids.

    Keys of days to come, made while the clock was ahead, go when the next day begins: before it has a key of its own,
    so that what a request on its way wrote under one of them has been moved, or is seen here."""
    epochs = ctx.house.epochs
    used, current = rows.in_use(ctx.db), epochs.current(ctx.today)
    turning = _day(current) < ctx.today
    old = [
        epoch
        for epoch in epochs.ids()
        if epoch != current
        and epoch not in used
        and (_day(epoch) + KEEP_EPOCHS <= ctx.today or (turning and _day(epoch) > ctx.today))
    ]
    for epoch in old:
        epochs.destroy(epoch, ctx.today)
    return old


def _day(epoch: str) -> date:
    return date.fromisoformat(epoch[:10])
