"""What a therapist gives, from their desk to the couple's home and back: their own exercises too, what rests, and what
is noted when they look."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.web.exercises import opaque
from tests.clock import Clock
from tests.navigators import Visitor
from tests.therapists import agree, client_of, do, gives, practises, show

Couple = tuple[Visitor, Visitor, Visitor, str]


@pytest.fixture
def couple(app: Flask, clock: Clock, gathering: Callable[[int], list[Visitor]]) -> Couple:
    """A therapist, two partners who agreed to them, and the page of the one for the others."""
    noor = Visitor(app)
    noor.joins("noor")
    practises(noor, clock)
    alex, sam = gathering(2)
    return noor, alex, sam, agree(noor, clock, alex, sam)


def test_an_exercise_of_ones_own_is_given_read_whole_and_done(couple: Couple) -> None:
    noor, alex, sam, here = couple
    noor.opens("/practice/exercises")
    own = noor.posts("/practice/exercises", like=opaque("good-moments")).address
    assigned = gives(noor, client_of(here), alex, own[-22:])
    page = alex.opens(assigned)
    assert "Your therapist wrote this one." in page.text
    questions = [one.get_text() for one in page.html.select("details li")]
    assert len(questions) >= 3
    assert f"/exercises/{opaque('good-moments')}" not in page.links(), "it is not the one of the library"
    do(assigned, alex, sam, opens="at", opens_at="20-minutes")
    assert "Good moments" in alex.opens(alex.round).text


def test_a_draft_cannot_be_given(couple: Couple) -> None:
    noor, alex, _, here = couple
    noor.opens("/practice/exercises")
    own = noor.posts("/practice/exercises", like="").address
    client = client_of(here)
    noor.opens(f"{client}/assign")
    page = noor.posts(f"{client}/assign", 422, exercise=own[-22:], due="meeting")
    assert page.html.select_one("#exercise[aria-invalid]")
    assert not [one for one in alex.opens(here).links() if one.startswith("/assigned/")]


def test_another_therapists_exercise_cannot_be_given(app: Flask, clock: Clock, couple: Couple) -> None:
    noor, _, _, here = couple
    omar = Visitor(app)
    omar.joins("omar")
    practises(omar, clock)
    omar.opens("/practice/exercises")
    own = omar.posts("/practice/exercises", like=opaque("good-moments")).address
    noor.opens("/practice")
    noor.posts(f"{client_of(here)}/assign", 422, exercise=own[-22:], due="meeting")


def test_what_was_given_stands_on_the_home_page_until_it_rests_or_was_talked_about(couple: Couple) -> None:
    noor, alex, sam, here = couple
    client = client_of(here)
    assigned = gives(noor, client, alex)
    for one in (alex, sam):
        assert assigned in one.opens("/").links()
    noor.opens(client)
    noor.posts(f"{client}/meeting", meets_on="2026-12-01", rests="1")
    rest = "You meet next on Tuesday, 1 December. The exercises rest until you meet."
    assert rest in noor.opens(client).text
    for one in (alex, sam):
        assert assigned not in one.opens("/").links()
        assert rest in one.opens(here).text
        assert one.opens(assigned).address == assigned, "who likes can begin it all the same"
    noor.opens(client)
    noor.posts(f"{client}/meeting", meets_on="2026-12-01")
    assert assigned in alex.opens("/").links()
    noor.opens(client)
    noor.posts(f"{client}/assigned/{assigned[-22:]}", talked="1")
    assert assigned not in alex.opens("/").links()
    assert "Before you meet. Talked about on 24 November 2026." in noor.opens(client).text
    assert "a yes from each of them. Nor when they look again" in noor.page.text


def test_the_partners_read_when_their_therapist_looked_and_at_what(clock: Clock, couple: Couple) -> None:
    noor, alex, sam, here = couple
    client = client_of(here)

    def looked() -> list[str]:
        return [one.get_text(" ", strip=True) for one in alex.opens(here).html.select("#looked ~ ul li")]

    assert looked() == []
    do(gives(noor, client, alex), alex, sam)
    assert looked() == ["24 November 2026 The page about you"]
    noor.opens(f"{client}/rounds/{alex.round[-22:]}", 404)
    assert len(looked()) == 1, "there was nothing to see"
    show(alex, sam)
    for _ in range(2):
        noor.opens(f"{client}/rounds/{alex.round[-22:]}")
    assert looked()[1:] == ["24 November 2026 An open conversation"]
    assert looked() == [one.get_text(" ", strip=True) for one in sam.opens(here).html.select("#looked ~ ul li")]


def test_the_page_for_the_room_has_nothing_of_what_is_the_therapists_alone(couple: Couple) -> None:
    noor, alex, sam, here = couple
    client = client_of(here)
    do(gives(noor, client, alex), alex, sam)
    show(alex, sam)
    assert noor.opens(client).heading == "Tuesdays at four"
    page = noor.opens(f"{client}/rounds/{alex.round[-22:]}")
    assert "Good to look at together" in page.text
    assert "Tuesdays at four" not in page.text
    assert client in page.links()


def test_several_weeks_are_given_at_once(couple: Couple) -> None:
    noor, alex, _, here = couple
    client = client_of(here)
    noor.opens(f"{client}/assign")
    noor.posts(f"{client}/sequence", sequence="beginning")
    given = [one for one in alex.opens(here).links() if one.startswith("/assigned/")]
    assert len(given) == 3
    assert "Until 1 December 2026." in alex.page.text
    weeks = ["An open conversation", "Flexible, or core to me", "Good moments"]
    for page in (alex.page, alex.opens("/"), noor.opens(client)):
        listed = [one.get_text() for one in page.html.select("ul a[href^='/assigned/'], #gave ~ ul strong")]
        assert listed == weeks, "the weeks stand in their order"
    noor.posts(f"{client}/sequence", 404, sequence="nothing")


def test_what_is_given_twice_is_told_apart_by_who_listens(couple: Couple) -> None:
    noor, alex, _, here = couple
    client = client_of(here)
    gives(noor, client, alex)
    noor.opens(f"{client}/assign")
    noor.posts(f"{client}/assign", exercise="open-conversation", due="date", due_on="2026-12-01")
    page = noor.opens(client)
    told = [page.html.select_one(f"#{one['aria-describedby']}") for one in page.html.select("button[name=talked]")]
    assert [one.get_text(" ", strip=True) for one in told if one] == [
        "An open conversation Before you meet.",
        "An open conversation Until 1 December 2026.",
    ]
