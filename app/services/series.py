"""series (being built)."""

from collections.abc import Collection
from datetime import datetime

from app.domain.calendar import Coming
from app.services.context import Context


def coming(ctx: Context, start: datetime, end: datetime, partnerships: Collection[str] | None = None) -> list[Coming]:
    """What it brings with start <= instant < end."""
    return []
