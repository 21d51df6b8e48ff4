"""The pages of lines over time, as people see them."""

import re
from datetime import timedelta

import pytest

from app.domain.answers import Scale, Share
from app.domain.exercise import Opens
from app.domain.rounds import Schedule
from app.services import beginning, people, worksheets
from app.services.workplace import Workplace
from app.web.exercises import opaque
from tests.browser.weighing import LIMIT, reckon
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.statements import statement_counter
from tests.web.prompts import number_of
from tests.web.rehearsal import Couple

PULSE, PRIVATE, SAFETY = "state-of-us", "how-am-i", "safe-to-say"
SCALE = number_of(PULSE, "scale")
STATEMENTS = 3
"""As many as a summary takes."""


def over_time(one: Visitor, slug: str = PULSE, more: str = "") -> str:
    return f"/over-time/{one.us.removeprefix('/us/')}/{opaque(slug)}{more}"


class Weeks:
    """Weeks that go by, each with a round in it: by the services, as pages take longer and have tests of their own."""

    def __init__(self, workplace: Workplace, clock: Clock, couple: Couple) -> None:
        self.workplace, self.clock, self.visitors = workplace, clock, couple
        with workplace.reading() as ctx:
            self.people = [people.sign_in(ctx, one.name, one.passphrase) for one in couple]

    def go_by(
        self, *points: int | None, slug: str = PULSE, share: Share | None = Share.PARTNERS, scales: int = 1
    ) -> None:
        """A week in which each gives the first scales a point; None for who does not come."""
        us = self.visitors[0].us.removeprefix("/us/")
        with self.workplace.writing() as ctx:
            schedule = Schedule(Opens.READY, self.clock() + timedelta(days=1))
            here = beginning.start(ctx, self.people[0], us, slug, schedule)
            for me, point in zip(self.people, points, strict=True):
                if point is not None:
                    sheet = worksheets.find(ctx, me, here, to_change=True)
                    for prompt in [one for one in sheet.exercise.prompts if one.kind == "scale"][:scales]:
                        worksheets.save(ctx, me, sheet, prompt, Scale(point=point), share)
                        sheet = worksheets.find(ctx, me, here, to_change=True)
                    worksheets.seal(ctx, me, sheet, dict(sheet.worksheet.choices))
        self.clock.passes(days=7)
        for one in self.visitors:
            one.round = f"/rounds/{here}"

    def end(self) -> None:
        """Everybody comes back: their sessions have locked meanwhile."""
        for one in self.visitors:
            one.client.delete_cookie("session")
            one.signs_in()


@pytest.fixture
def weeks(workplace: Workplace, clock: Clock, couple: Couple) -> Weeks:
    return Weeks(workplace, clock, couple)


def figures(page: Page) -> list[list[str]]:
    """The rows of the first table: a month, and what stands in its columns."""
    table = page.raw.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        [" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in re.split("<t[hd]>", row)[1:]]
        for row in table.split("<tr>")[1:]
    ]


def lines(page: Page) -> int:
    return len(page.html.select("svg.picture path[marker-mid]"))


@pytest.fixture
def year(weeks: Weeks) -> Couple:
    """Alex and Sam after three of them."""
    for points in ((1, 5), (2, None), (3, 4)):
        weeks.go_by(*points)
    weeks.end()
    return weeks.visitors


def test_what_is_shown_is_drawn_and_the_table_says_the_same(year: Couple) -> None:
    for one in year:
        page = one.opens(over_time(one))
        assert page.heading == "How are we doing?"
        assert lines(page) == 2
        assert [head.get_text() for head in page.html.select("thead th")] in (
            ["Month", "Alex", "Sam"],
            ["Month", "Sam", "Alex"],
        )
        first = [head.get_text() for head in page.html.select("thead th")].index("Alex")
        rows = figures(page)
        assert " ".join(row[first] for row in rows) == "1 2 3"
        assert " ".join(row[3 - first] for row in rows) == "5 – 4"
        assert "“" in str(page.html.select_one("caption"))
        assert page.html.select_one("svg.picture title")


def test_it_holds_no_form_no_token_and_no_forecast(year: Couple) -> None:
    page = year[0].opens(over_time(year[0]))
    assert b"csrf_token" not in page.raw
    assert not page.html.select('main form, form[method="post"]')
    assert not re.search(r"average|score|trend|better|worse", page.text, re.IGNORECASE)


def test_nothing_is_said_of_lines_where_somebody_elses_are(weeks: Weeks) -> None:
    for n in range(16):
        weeks.go_by(1 if n < 8 else 4, 3)
    weeks.end()
    alex, _ = weeks.visitors
    assert "Lately" not in alex.opens(over_time(alex)).text
    assert re.search(
        r"Lately your points are closer to “.+” than in \w+", alex.opens(over_time(alex, more="/mine")).text
    )
    alex.opens("/account")
    alex.posts("/account", zone="Europe/Madrid", language="de")
    page = alex.opens(over_time(alex, more="/mine"))
    assert "<span" not in page.text, "words in another language are marked and not printed"
    assert page.html.select_one('main section > p span[lang="en"]')


def test_kept_answers_are_on_ones_own_page_alone(weeks: Weeks) -> None:
    for n in (1, 2):
        weeks.go_by(n, 5, share=Share.KEEP)
    weeks.end()
    alex, _ = weeks.visitors
    for one in weeks.visitors:
        page = one.opens(over_time(one))
        assert lines(page) == 0
        assert "Nothing is shown here" in page.text
    page = alex.opens(over_time(alex, more="/mine"))
    assert lines(page) == 1
    assert "Sam" not in page.text
    assert "Alex" not in page.text
    page = alex.opens(over_time(alex, more="/mine?figures=1"))
    assert " ".join(row[1] for row in figures(page)) == "1 2"
    assert not page.html.select("svg.picture")


def test_what_can_never_be_shared_is_ones_own(weeks: Weeks) -> None:
    for n in (1, 2):
        weeks.go_by(n, 5, slug=PRIVATE, share=None)
    weeks.end()
    alex, _ = weeks.visitors
    assert lines(alex.opens(over_time(alex, PRIVATE))) == 0
    assert lines(alex.opens(over_time(alex, PRIVATE, "/mine"))) == 1


def test_ones_own_asks_for_the_passphrase_again(year: Couple, clock: Clock) -> None:
    alex, _ = year
    clock.passes(minutes=6)
    assert alex.opens(over_time(alex)).address == over_time(alex)
    mine = over_time(alex, more="/mine?figures=1")
    assert alex.opens(mine).address == "/unlock"
    page = alex.unlocks()
    assert page.full_address == mine
    clock.passes(minutes=11)
    assert alex.opens(over_time(alex)).address == "/unlock"


def test_taken_back_it_is_gone_with_the_next_request(year: Couple) -> None:
    alex, sam = year
    page = sam.opens(over_time(sam))
    alex.opens(f"{alex.round}/shown")
    alex.posts(f"{alex.round}/withdraw", prompt=str(SCALE))
    after = sam.opens(over_time(sam))
    column = [head.get_text() for head in after.html.select("thead th")].index("Alex")
    assert " ".join(row[column] for row in figures(page)) == "1 2 3"
    assert " ".join(row[column] for row in figures(after)) == "1 2 –"


def test_one_round_is_no_line(weeks: Weeks) -> None:
    weeks.go_by(1, 5)
    weeks.end()
    alex, _ = weeks.visitors
    for more in ("", "/mine", "/mine?figures=1"):
        page = alex.opens(over_time(alex, more=more))
        assert "Lines begin with the second time." in page.text
        assert lines(page) == 0
    assert "Lines begin" in alex.opens(over_time(alex, "repair")).text, "of an exercise that was never begun"


def test_strangers_get_what_is_nowhere(year: Couple, stranger: Visitor) -> None:
    for more in ("", "/mine"):
        there = stranger.client.get(over_time(year[0], more=more))
        nowhere = stranger.client.get(f"/over-time/{'x' * 22}/{opaque(PULSE)}{more}")
        assert there.status_code == nowhere.status_code == 404
        assert year[0].client.get(over_time(year[0], "no-such", more)).status_code == 404


def test_it_takes_as_many_statements_as_a_summary(year: Couple, weeks: Weeks, workplace: Workplace) -> None:
    alex, _ = year

    def counts() -> set[int]:
        found = set()
        for more in ("", "/mine", "/mine?figures=1"):
            with statement_counter(workplace.database) as statements:
                assert alex.client.get(over_time(alex, more=more)).status_code == 200
            found.add(len(statements))
        return found

    assert counts() == {STATEMENTS}
    weeks.go_by(1, 5)
    weeks.end()
    assert counts() == {STATEMENTS}


def test_a_year_of_weeks_is_light_although_it_is_not_compressed(weeks: Weeks, workplace: Workplace) -> None:
    """Five scales of one's own, the most there are in an exercise that comes back."""
    for n in range(52):
        weeks.go_by(1 + n % 5, None, slug=SAFETY, share=None, scales=5)
    weeks.end()
    alex, _ = weeks.visitors
    for language in ("en", "de", "fr", "es", "ar"):
        alex.opens("/account")
        alex.posts("/account", zone="Europe/Madrid", language=language)
        for more in ("/mine", "/mine?figures=1"):
            assert reckon(alex.client, over_time(alex, SAFETY, more)).size <= LIMIT, (language, more)
    assert lines(alex.opens(over_time(alex, SAFETY, "/mine"))) == 5
    with statement_counter(workplace.database) as statements:
        alex.client.get(over_time(alex, SAFETY, "/mine"))
    assert len(statements) == STATEMENTS


def test_the_months_are_the_readers(year: Couple) -> None:
    alex, _ = year
    english = figures(alex.opens(over_time(alex)))
    alex.opens("/account")
    alex.posts("/account", zone="Europe/Madrid", language="de")
    german = figures(alex.opens(over_time(alex)))
    assert [row[1:] for row in german] == [row[1:] for row in english]
    assert english[-1][0] == "Dec 2026"
    assert german[-1][0] == "Dez. 2026"
