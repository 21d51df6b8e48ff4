"""Three people over a quarter: Alex shows things, Sam keeps everything, Kim misses some of it and leaves in the end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from app.services.workplace import Workplace
from app.startup import begin_what_comes_back, keep_up_once
from tests.clock import Clock
from tests.journeys import test_trio
from tests.journeys.test_a_year import MADRID, all_by_month, evening, latest_round
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.prompts import number_of
from tests.web.rehearsal import Rehearsal
from tests.web.test_agreements import NOWHERE, comes_back, drafts, looks, raw, says_yes
from tests.web.test_over_time import figures, over_time
from tests.web.test_series import back, begins, comes

trio, Trio = test_trio.trio, test_trio.Trio
WEEKLY, MONTHLY = "noticed-this-week", "state-of-us"
TEXT, HOME = number_of(WEEKLY, "reflection"), number_of(MONTHLY, "scale")
FIRST, MISSED, LAST = COME = (0, 4, 12)
"""The Thursdays for which anybody comes; Kim misses one of them, and the month after it."""
MONTHS = {FIRST: ((2026, 12, 5), "255"), MISSED: ((2027, 1, 5), "35"), 9: ((2027, 2, 5), "451")}
"""When the monthly one opens, by the Thursday before it, and what Alex, Sam and Kim say there."""
BLAME = re.compile(r"\bmiss(ed|ing)?\b|streak|in a row|skipp|\blate\b|already|waiting for|of (3|13|16|three)\b", re.I)


class Season(NamedTuple):
    """The rounds for which anybody came, by what they are and the Thursday at or before their opening."""

    trio: Trio
    rounds: dict[tuple[str, int], str]

    @property
    def of_kim(self) -> list[str]:
        return [here for (_, week), here in self.rounds.items() if week != MISSED]

    @property
    def then(self) -> str:
        return f"/over-time/then/{self.rounds[WEEKLY, FIRST][8:]}/{self.rounds[WEEKLY, LAST][8:]}"

    def pages(self, one: Visitor, agreed: str) -> list[str]:
        lines = [over_time(one, MONTHLY, more) for more in ("", "/mine")]
        mine = [agreed, f"{agreed}/change", self.then, f"{self.then}/mine", self.rounds[WEEKLY, FIRST], *lines]
        read = [f"{here}/summary" for here in self.rounds.values()]
        return ["/", one.us, "/calendar", "/over-time", "/agreements", *series(one), *mine, *read]


def says(somebody: Visitor, number: int, share: str = "", **answer: str) -> str:
    """Answers one prompt of the round that waits, and is done; Sam keeps it. Returns the round's address."""
    somebody.joins_round(latest_round(somebody))
    somebody.answers(number, share=share or ("keep" if somebody.name == "sam" else "partners"), **answer)
    somebody.seals()
    return somebody.round


def words(somebody: Visitor, week: int) -> str:
    return "Soup on the step" if somebody.name == "kim" else f"What {somebody.name} saw in week {week}"


def moves_to(clock: Clock, workplace: Workplace, at: datetime, **earlier: float) -> None:
    clock.now = at.astimezone(UTC) - timedelta(**earlier)
    begin_what_comes_back(workplace)


@pytest.fixture
def season(trio: Trio, workplace: Workplace, clock: Clock) -> Season:
    """Thirteen Thursdays and three months; the server is awake for all of them."""
    found = Season(trio, {})
    begins(trio[0], WEEKLY, at="20:00")
    begins(trio[1], MONTHLY, every="month", first="2026-12-05", at="20:00")
    for week in range(LAST + 1):
        who = trio[:2] if week == MISSED else trio
        moves_to(clock, workplace, evening(week), hours=30)
        for one in who if week in COME else ():
            found.rounds[WEEKLY, week] = says(one, TEXT, text=words(one, week))
        if week in MONTHS:
            keep_up_once(workplace)
            day, points = MONTHS[week]
            moves_to(clock, workplace, datetime(*day, 20, tzinfo=MADRID), hours=1)
            for one, point in zip(who, points, strict=True):
                found.rounds[MONTHLY, week] = says(one, HOME, point=point)
    moves_to(clock, workplace, evening(LAST), hours=-1)
    keep_up_once(workplace)
    comes_back(clock, *trio)
    return found


def main(page: Page) -> str:
    return " ".join(page.html.main.get_text(" ").split())  # type: ignore[union-attr]


def columns(page: Page) -> dict[str, str]:
    heads = page.html.select_one("table").select("thead th")  # type: ignore[union-attr]
    return {head.get_text(): " ".join(row[n] for row in figures(page)) for n, head in enumerate(heads) if n}


def series(somebody: Visitor) -> list[str]:
    links = somebody.opens("/calendar").links()
    return [one for one in links if re.fullmatch(r"/calendar/series/[\w-]{44}", one)]


def test_one_takes_leave(season: Season, app: Flask, workplace: Workplace, clock: Clock, tmp_path: Path) -> None:
    alex, _, kim = season.trio
    a_gap_is_a_gap_and_silence_is_silence(season)
    here, us = drafts(alex, "Soup on Sundays."), alex.us
    says_yes(here, *season.trio)
    kim.begins_partnership("Kim's own", "Kim")
    note = drafts(kim, "Tea first.", partnership=kim.us[4:], look="date", look_on="2027-08-01")
    kim.us = us
    comes_back(clock, *season.trio, minutes=20)
    listed, coming, theirs = alex.opens("/over-time").for_all, comes(alex.opens("/calendar")), season.pages(kim, here)
    two = how_it_ended_is_not_to_be_told(season, here, app, Rehearsal(tmp_path / "empty"))
    for one in two:  # as if Kim had never shown anything; what comes back goes on, and the list is as it was
        assert one.opens("/over-time").for_all == listed
        assert comes(one.opens("/calendar")) == [line for line in coming if "you agreed on" not in line]
        assert columns(one.opens(over_time(one, MONTHLY))) == {"Alex": "2 3 4"}
        said = main(one.page) + main(one.opens(season.then))
        assert "Alex Back then" in said
        assert "Kim" not in said
        assert "Soup" not in "".join(main(one.opens(f"{there}/summary")) for there in season.of_kim)
        assert "It has ended. It can be read here until 11 March 2027." in one.opens(here).text
        assert one.page.text.count("Kim") == 1, "of those whose words they were, and nothing more"
    assert {raw(kim, address) for address in theirs if us[4:] in address} == {raw(kim, NOWHERE)}
    for act in (f"{here}/end", f"{here}/yes", f"{series(alex)[0]}/end", f"{season.rounds[WEEKLY, LAST]}/hold-back"):
        assert kim.sends(act, csrf_token=kim.token).status_code == 404
    begins(kim, "boundary-check-in", 404)
    for address in ("/", "/calendar", "/over-time", "/agreements", "/account/data"):
        assert not re.search(r"Soup|Noticed this week|Alex|\bSam\b", kim.opens(address).text), address
    assert "Tea first." in kim.opens(note).text, "what is Kim's elsewhere is as it was"
    the_two_go_on(season, two, here, workplace, clock)


def a_gap_is_a_gap_and_silence_is_silence(season: Season) -> None:
    alex, sam, kim = season.trio
    assert len(listed := all_by_month(alex)) == LAST + 1 + len(MONTHS)
    assert len({re.sub(r"Begun on .*", "", line) for line in listed}) == 2, "lines differ by title and day alone"
    for one in season.trio:
        assert all_by_month(one) == listed
        said = main(one.opens(over_time(one, MONTHLY)))
        assert columns(one.page) == {"Alex": "2 3 4", "Kim": "5 – 1"}
        said += main(one.opens(season.then))
        assert f"Alex Back then {words(alex, FIRST)} Now {words(alex, LAST)}" in said
        assert "Kim Both times Soup on the step" in said
        assert "Sam" not in said, "who keeps everything is on neither page"
        for here in (season.rounds[WEEKLY, MISSED], season.rounds[MONTHLY, MISSED]):
            seen = main(one.opens(f"{here}/summary"))
            assert seen.count("Kim") == seen.count("Sam") == 1, "who missed it and who keeps it are the same nothing"
            said += seen
        said += "".join(main(one.opens(address)) for address in ("/", one.us, "/calendar", "/over-time"))
        assert not BLAME.search(said)
    for one, points in ((sam, "5 5 5"), (kim, "5 – 1")):
        assert columns(one.opens(over_time(one, MONTHLY, "/mine?figures=1"))) == {"Your points": points}


def how_it_ended_is_not_to_be_told(season: Season, here: str, app: Flask, rehearsal: Rehearsal) -> list[Visitor]:
    """Kim leaves, or takes everything back and one of the others ends what was agreed: to whoever looks on it is the
    same to the byte. Returns those who stay, once Kim has left."""
    kim = season.trio[2]
    rehearsal.keep("season", app, season.trio[:2])
    found: dict[str, list[object]] = {"alex": [], "sam": []}
    for way in ("alex", "sam", "leaves"):
        two = list(rehearsal.play("season", app))
        for there in season.of_kim if way != "leaves" else ():
            kim.posts(f"{there}/hold-back")
        ender, address = {one.name: (one, f"{here}/end") for one in two}.get(way, (kim, f"{kim.us}/place"))
        ender.posts(address)
        for one in {*two} - {ender}:
            found[one.name].append([raw(one, page) for page in season.pages(one, here)])
    for first, second in found.values():
        assert first == second
    return two


def the_two_go_on(season: Season, two: list[Visitor], here: str, workplace: Workplace, clock: Clock) -> None:
    alex, sam = two
    moves_to(clock, workplace, evening(LAST + 1), hours=30)
    (there,) = {says(one, TEXT, "partners", text=words(one, LAST + 1)) for one in two}
    assert alex.opens(f"{there}/summary").address == there, "it opens at its time, as it always has"
    moves_to(clock, workplace, evening(LAST + 1))
    comes_back(clock, *two, season.trio[2])
    assert raw(season.trio[2], there) == raw(season.trio[2], NOWHERE)
    for one in two:
        said = main(one.opens(f"{there}/summary"))
        assert {words(each, LAST + 1) in said for each in two} == {True}
        assert said.count("Kim") == 1, "in the list of all three, as in the weeks when Kim didn't come"
    # Their old place waits for all three, so nothing comes to hold there; a new one is for the two of them.
    old = drafts(alex, "Bread on Mondays.")
    alex.begins_partnership("We two", "Alex")
    sam.accepts(alex.invites(), "Sam")
    new = drafts(alex, "Bread on Mondays.", partnership=alex.us[4:])
    for draft in (old, new):
        says_yes(draft, *two)
    comes_back(clock, *two, days=14)
    for one in two:
        assert raw(one, old) == raw(one, here) == raw(one, NOWHERE)
        assert "It holds." in one.opens(new).text


def test_what_all_three_want_holds_and_is_looked_at_again(trio: Trio, clock: Clock) -> None:
    (alex, sam, kim), part = trio, number_of("looking-again", "choice")
    lapses, here = drafts(alex, "Phones in the hall."), drafts(kim, "Soup on Sundays.")
    before = looks(alex, here)
    says_yes(here, sam, kim)
    assert looks(alex, here) == before, "nobody sees what the others want"
    says_yes(here, alex)
    says_yes(lapses, sam, kim)
    comes_back(clock, *trio, minutes=20)
    for one in trio:
        assert "It holds. You look at it again on 24 December 2026." in one.opens(here).text
        assert raw(one, lapses) == raw(one, NOWHERE), "two of three are nobody"
    clock.now = datetime(2026, 12, 24, 12, tzinfo=UTC)
    for seconds, due in ((-1, False), (1, True)):
        comes_back(clock, *trio, seconds=seconds)
        assert {"It is time to look at it again" in one.opens(here).text for one in trio} == {due}
    (there,) = {one.posts(f"{here}/look").address for one in trio}
    assert {says(one, part, option="kept") for one in trio} == {there}
    for one in trio:
        said = main(one.summary())
        assert "I kept to it, more or less" in said
        assert said.count("Sam") == 1 < min(said.count("Alex"), said.count("Kim")), "Sam keeps it"


def test_nothing_tells_who_ended_it(trio: Trio, app: Flask, workplace: Workplace, clock: Clock, tmp_path: Path) -> None:
    """Nor who has begun it again: each of them sees the same, whichever of the two others did the one or the other."""
    begins(trio[0], WEEKLY, at="20:00")
    (link,) = series(trio[0])
    moves_to(clock, workplace, evening(1), hours=30)
    here = {latest_round(one) for one in trio}.pop()
    rehearsal = Rehearsal(tmp_path / "empty")
    rehearsal.keep("running", app, trio[:2])
    for n in range(3):
        found = []
        for turn in (1, 2):
            three = [*rehearsal.play("running", app), trio[2]]
            third, ender, beginner = three[n], three[n - turn], three[n + turn - 3]
            ender.posts(f"{link}/end")
            seen = [raw(third, address) for address in (here, "/", third.us, "/calendar", "/over-time", link)]
            assert seen[0][0] == 200, "what has appeared stays"
            assert "Ended on 9 December 2026." in back(third.opens("/calendar"))
            begins(beginner, WEEKLY, first="2026-12-17", at="20:00")
            (again,) = series(third)
            found.append((seen, third.page.raw.replace(again.encode(), b"SERIES")))
        assert found[0] == found[1]
