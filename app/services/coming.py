"""What the calendar brings, from everything that has times. It needs nobody's key, and it follows from the calendar
alone: not from who answered, looked or agreed."""

from collections.abc import Collection
from datetime import datetime

from app.domain.calendar import Coming
from app.services import agreements, openings, series
from app.services.context import Context


def between(ctx: Context, start: datetime, end: datetime, partnerships: Collection[str] | None = None) -> list[Coming]:
    """Everything with `start` <= instant < `end`, in order; of these partnerships only, if some are named."""
    found = [
        *openings.coming(ctx, start, end, partnerships),
        *series.coming(ctx, start, end, partnerships),
        *agreements.coming(ctx, start, end, partnerships),
    ]
    return sorted(found, key=lambda one: (one.at, one.key))
