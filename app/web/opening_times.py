"""When a round opens, or a yes is counted: the times that are offered, and the one that somebody chose."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.domain.exercise import Opens
from app.domain.rounds import LATEST_DEFAULT, QuickTime, quick_time
from app.services.context import Context, Refused
from app.services.person import Person
from app.web.forms import StartForm


def offered() -> list[tuple[str, str]]:
    """(what a form sends, what the page says)."""
    return [
        (QuickTime.TWENTY_MINUTES.value, _("In 20 minutes")),
        (QuickTime.EVENING.value, _("This evening at eight")),
        (QuickTime.THREE_DAYS.value, _("In three days")),
    ]


def offered_with_now() -> list[tuple[str, str, str]]:
    """The same for what takes no time to answer, so that people can do it side by side: with a word on that."""
    soon = (QuickTime.FIVE_MINUTES.value, _("In 5 minutes"), _("You sit together now."))
    return [soon, *((value, label, "") for value, label in offered())]


def instant_from(form: StartForm, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the round is to open: a quick time, or a local date and time; None if it can't be read as either."""
    text = form.opens_at.data or ""
    if text in list(QuickTime):
        return quick_time(QuickTime(text), now, zone)
    if text == "date" or not text:
        text = form.opens_on.data or ""
    if not text:
        return now + LATEST_DEFAULT if form.opens.data == Opens.READY else None
    try:
        local = datetime.fromisoformat(text)
        return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(now.tzinfo)
    except (ValueError, OverflowError):  # the first and the last day of the calendar are no day everywhere
        return None


def counts_at(ctx: Context, me: Person, form: StartForm) -> datetime:
    """When it is counted who said yes. Alone there is nothing to choose: then it is not asked for, and it counts at
    once. Raises Refused("count-time")."""
    if form.opens_at.data is None:
        return ctx.now
    found = instant_from(form, ctx.now, me.zone)
    if found is None:
        raise Refused("count-time")
    return found
