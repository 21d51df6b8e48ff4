"""Whatever could change something carries the token of its own session, and comes from our own pages."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.services import sessions
from app.services.workplace import Workplace
from app.storage.tables import LockRow, MemberRow, PersonRow, SessionRow, WorksheetRow
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import changed_tables, contents, nothing_is_saved
from tests.web.rehearsal import Couple, Leads
from tests.web.requests import POSTS, Asked


@pytest.fixture
def alex(in_round: Couple) -> Visitor:
    return in_round[0]


@pytest.fixture
def answered(in_round: Couple, leads: Leads) -> Couple:
    """Sam has answered something."""

    def answer() -> None:
        in_round[1].answers(1, level="no", share="keep")

    leads("Sam answers", answer)
    return in_round


@pytest.mark.parametrize("asked", POSTS, ids=str)
def test_a_form_without_the_token_of_its_session_changes_nothing(
    in_round: Couple, visitor: Callable[[], Visitor], workplace: Workplace, asked: Asked
) -> None:
    alex, sam = in_round
    nobody = visitor()
    nobody.opens("/")
    tokens = ["", "0" * 64, alex.token[:-1], alex.token.upper(), sam.token, nobody.token]
    with nothing_is_saved(workplace):
        for token in tokens:
            response = asked.by(alex, alex.us, alex.round, csrf_token=token)
            assert (response.status_code, token) == (400, token)
        assert asked.by(nobody, alex.us, alex.round, csrf_token=alex.token).status_code == 400
    assert alex.opens("/").heading == "Home", "and nobody was signed out by it"


@pytest.mark.parametrize("asked", POSTS, ids=str)
def test_a_form_that_another_site_sends_changes_nothing(alex: Visitor, workplace: Workplace, asked: Asked) -> None:
    with nothing_is_saved(workplace):
        for site in ("cross-site", "same-site", "anything else"):
            assert asked.by(alex, alex.us, alex.round, headers={"Sec-Fetch-Site": site}).status_code == 400
    assert alex.opens("/").heading == "Home"


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_our_own_forms_are_taken_whether_or_not_the_browser_says_where_they_are_from(
    alex: Visitor, site: str | None
) -> None:
    headers = {"Sec-Fetch-Site": site} if site else None
    response = alex.sends(f"{alex.round}/prompts/1", headers, csrf_token=alex.token, level="ask", version="")
    assert response.status_code == 409, "it got past the door, and its version is another one"


def test_a_form_outlives_the_lock_and_not_its_session(alex: Visitor, clock: Clock) -> None:
    token = alex.token
    clock.passes(minutes=11)
    assert alex.sends("/sign-out", csrf_token=token).status_code == 303
    alex.signs_in()
    assert alex.sends("/sign-out", csrf_token=token).status_code == 400


def test_a_page_is_the_same_each_time_it_is_fetched(in_round: Couple) -> None:
    """Tokens hold neither a clock nor chance: two fetches can be compared byte for byte."""
    alex, _ = in_round
    for address in ("/", alex.us, alex.round, f"{alex.round}/prompts/4", "/account", "/exercises"):
        assert alex.opens(address).raw == alex.opens(address).raw


@pytest.mark.parametrize("asked", POSTS, ids=str)
def test_nothing_that_one_person_sends_changes_what_is_anothers(
    answered: Couple, workplace: Workplace, asked: Asked
) -> None:
    """Account, locks, sessions and worksheet of Sam are what they were. (What Sam shows is another test's.)"""
    alex, sam = answered
    before = belongings(workplace, sam)
    asked.by(alex, alex.us, alex.round)
    after = belongings(workplace, sam)
    assert {table: [row for row in after[table] if row in rows] for table, rows in before.items()} == before
    assert [len(rows) for rows in before.values()] == [1, 2, 1, 1]


def belongings(workplace: Workplace, somebody: Visitor) -> dict[str, list[Any]]:
    """The rows that are this person's own."""
    cookie = somebody.client.get_cookie("session")
    assert cookie
    with workplace.reading() as ctx:
        visit = sessions.find(ctx, urlsafe_b64decode(cookie.value + "="))
        assert visit
        me = visit.person.id
        mine = select(MemberRow.member).where(MemberRow.person == me)
        return {
            "people": list(ctx.db.execute(select(PersonRow.__table__).where(PersonRow.person == me))),
            "locks": list(ctx.db.execute(select(LockRow.__table__).where(LockRow.person == me))),
            "sessions": list(ctx.db.execute(select(SessionRow.__table__).where(SessionRow.person == me))),
            "worksheets": list(ctx.db.execute(select(WorksheetRow.__table__).where(WorksheetRow.member.in_(mine)))),
        }


def test_fields_that_no_form_has_do_nothing(alex: Visitor, workplace: Workplace) -> None:
    before = contents(workplace)
    more = {"person": "x" * 22, "member": "x" * 22, "role": "therapist", "sealed": "1", "opened_day": "2026-01-01"}
    alex.answers(1, level="ask", share="keep", **more)
    assert changed_tables(before, contents(workplace)) == {"worksheets"}
    assert alex.opens(f"{alex.round}/review").heading == "Before you seal"
