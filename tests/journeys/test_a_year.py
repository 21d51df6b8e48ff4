"""A couple over a year, with a few questions that come back every week: they answer in some weeks and not in others."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.services.workplace import Workplace
from app.startup import keep_up_once
from app.web.exercises import opaque
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.prompts import number_of

SLUG = "boundary-check-in"
LIMIT = number_of(SLUG, "boundary")
MADRID = ZoneInfo("Europe/Madrid")
FIRST = datetime(2026, 12, 3, 20, tzinfo=MADRID)
"""A Thursday evening."""
BOTH, ONE, NOBODY = {0, 7, 17, 34, 51}, {3, 20}, {10, 45}
"""Weeks, by who answers. The 17th and the 34th have summer time. In all the others nobody even looks."""


def evening(week: int) -> datetime:
    """Eight o'clock, whatever the clocks do."""
    return (FIRST.replace(tzinfo=None) + timedelta(weeks=week)).replace(tzinfo=MADRID)


def comes_home(somebody: Visitor) -> list[str]:
    """Signs in; what the home page lists there, the latest first."""
    somebody.client.delete_cookie("session")
    somebody.signs_in()
    return [
        " ".join(one.get_text().split()) for one in somebody.opens("/").html.select("main li:has(a[href^='/rounds/'])")
    ]


def all_by_month(somebody: Visitor) -> list[str]:
    """Every round that the list of all of them tells of, page after page."""
    found: list[str] = []
    page = somebody.opens("/over-time")
    while True:
        found += [" ".join(one.get_text().split()) for one in page.html.select("main li:has(a[href^='/rounds/'])")]
        (earlier,) = [one for one in page.html.select("nav a") if one.get_text() == "Earlier ones"] or [None]
        if earlier is None:
            return found
        page = somebody.opens(str(earlier["href"]))


def latest_round(somebody: Visitor) -> str:
    comes_home(somebody)
    return next(one for one in somebody.page.links() if one.startswith("/rounds/"))


def answers(somebody: Visitor) -> None:
    somebody.joins_round(latest_round(somebody))
    assert re.search(r"Opens on Thursday, .*, 20:00", somebody.page.text)
    somebody.answers(LIMIT, level="ask", share="partners")
    somebody.seals()


def test_a_year_of_thursdays(couple: tuple[Visitor, Visitor], workplace: Workplace, clock: Clock) -> None:
    alex, sam = couple
    alex.opens(f"/exercises/{SLUG}")
    (link,) = [one for one in alex.page.links() if one.startswith("/calendar/series/new")]
    alex.opens(link)
    place = alex.us.removeprefix("/us/")
    plan = {"every": "week", "first": "2026-12-03", "at": "20:00"}
    alex.posts("/calendar/series", partnership=place, exercise=opaque(SLUG), **plan)
    assert "Once a week: Thursday, 20:00." in sam.opens("/calendar").text
    rounds: set[str] = set()
    for week in range(52):
        clock.now = evening(week).astimezone(clock.now.tzinfo) - timedelta(hours=30)
        keep_up_once(workplace)
        people = {**dict.fromkeys(BOTH, couple), **dict.fromkeys(ONE, (alex,))}.get(week, ())
        for one in people:
            answers(one)
        if week not in BOTH | ONE | NOBODY:
            continue
        clock.now = evening(week).astimezone(clock.now.tzinfo)
        for one in couple:
            one.joins_round(latest_round(one))
            rounds.add(one.round)
            said = one.summary().html.main.get_text()  # type: ignore[union-attr]
            assert said.count("Ask me first") >= len(people)
            assert ("Ask me first" in said) == bool(people)
    assert len(rounds) == len(BOTH | ONE | NOBODY)
    clock.passes(hours=1)
    keep_up_once(workplace)
    for one in couple:
        assert len(comes_home(one)) < 52, "the home page has the latest"
        listed = all_by_month(one)
        assert len(listed) == 52
        # What they answered, one of them, or neither: no line of the list looks different from another.
        assert len({re.sub(r"Begun on .*", "", line) for line in listed}) == 1
        page = one.opens("/calendar")
        assert "Nothing in the next 60 days." in page.text
        assert "Ended on 25 November 2027." in page.text
        (again,) = [to for to in page.links() if to.startswith("/calendar/series/new?")]
        assert one.opens(again).values("first") == ["2027-12-02"]
