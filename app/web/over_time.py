"""Lines over time: what is shown of an exercise from round to round, and, behind a fresh unlock, all of one's own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date, parse_pattern
from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain.trends import Change, OwnLine, SharedLines, since
from app.services import over_time
from app.services.over_time import Named, Together
from app.services.person import Unlocked
from app.web.exercises import opaque
from app.web.guard import allow, workplace
from app.web.told import day, formats, told
from app.web.years import figures, years

pages = Blueprint("over_time", __name__, url_prefix="/over-time")


@pages.get("/<partnership>/<key>")
@allow("see what happened")
def lines(me: Unlocked, partnership: str, key: str) -> Any:
    """There is no form here, and so no token: the page is compressed."""
    with workplace().reading() as ctx:
        seen = over_time.together(ctx, me, partnership, by_key(key))
    return page(seen, address=(partnership, key))


def page(seen: Together, address: tuple[str, str] | None = None, back: str | None = None) -> str:
    """Their lines, for partners (`address`) or for a therapist (`back`)."""
    months = _months(seen.days)
    return render_template(
        "over_time/lines.html",
        address=address,
        back=back,
        title=seen.exercise.title,
        language=seen.exercise.language,
        days=_ends(seen.days),
        names=list(seen.names.values()),
        charts=[_chart(seen, chart, months) for chart in seen.charts],
    )


def _chart(seen: Together, chart: SharedLines, months: Sequence[str]) -> tuple[Any, ...]:
    """A scale, its drawing, the marks on it, and its table."""
    number = {member: n for n, member in enumerate(seen.names)}
    lines = [(number[one.author], one.points) for one in chart.lines]
    drawing = years(chart.prompt.points, seen.days, lines)
    return chart.prompt, drawing, [n for n, _ in lines], figures(seen.days, months, [points for _, points in lines])


@pages.get("/<partnership>/<key>/mine")
@allow("see oneself over time")
def mine(me: Unlocked, partnership: str, key: str) -> Any:
    """One's own points, kept ones too: theirs alone, and never beside another's."""
    with workplace().reading() as ctx:
        seen = over_time.alone(ctx, me, partnership, by_key(key))
    months = _months(seen.days)
    return render_template(
        "over_time/mine.html",
        address=(partnership, key),
        title=seen.exercise.title,
        language=seen.exercise.language,
        days=_ends(seen.days),
        in_figures=bool(request.args.get("figures")),
        charts=[_own_chart(one, seen.exercise.language, months) for one in seen.lines],
    )


def _own_chart(line: OwnLine, language: str, months: Sequence[str]) -> tuple[Any, ...]:
    drawing = years(line.prompt.points, line.days, [(0, line.points)])
    return line.prompt, drawing, _since(line, language), figures(line.days, months, [line.points])


def by_key(key: str) -> Named:
    """Finds an exercise by its address, today's and those that are in old rounds only."""
    return lambda slug: opaque(slug) == key


def _ends(days: Sequence[date]) -> tuple[str, str] | None:
    """The first day and the last one; None where there are no two rounds to lay a line through."""
    if len(days) < 2:
        return None
    return day(days[0]), day(days[-1])


def _months(days: Sequence[date]) -> list[str]:
    """The months in which there is one, in order: "Nov 2026"."""
    locale = formats()
    pattern = parse_pattern(locale.datetime_skeletons["yMMM"].pattern)
    return [
        str(pattern.apply(date(*one, 1), locale)) for one in dict.fromkeys((each.year, each.month) for each in days)
    ]


def _since(line: OwnLine, language: str) -> Markup | None:
    """What can be said of one's own line: how it lies to where it was, and never how it should."""
    found = since(line)
    if found is None:
        return None
    end = told(line.prompt.low if found.change is Change.CLOSER_TO_LOW else line.prompt.high, language)
    match found.change:
        case Change.CLOSER_TO_HIGH | Change.CLOSER_TO_LOW:
            said = _("Lately your points are closer to “%(end)s” than in %(month)s.")
        case Change.STEADIER:
            said = _("Lately your points are steadier than in %(month)s.")
        case Change.LIVELIER:
            said = _("Lately your points move more than in %(month)s.")
        case Change.ABOUT_THERE:
            said = _("Lately your points are about where they were in %(month)s.")
    # The end may be marked as words in another language than the page's.
    return Markup(said) % {"end": end, "month": _month(found.day)}  # noqa: S704 - translators are of the house


def _month(then: date) -> str:
    """A month as it stands in a sentence; with its year, unless that is this one. Seasons would turn with the half of
    the earth that somebody reads on."""
    locale = formats()
    pattern = "LLLL" if then.year == workplace().clock().year else locale.datetime_skeletons["yMMMM"].pattern
    return str(format_date(then, pattern, locale))
