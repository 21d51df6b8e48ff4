"""Therapists as they and their couples see them in their browsers: from a code to a link and to its end, and nothing of
what anybody says in between."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.services.workplace import Workplace
from app.startup import keep_up_once
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.phones import SETTING, sets_up
from tests.therapists import TERMS, agree, makes_code, practises, proposes
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple, Leads
from tests.web.requests import ASKED, GETS, POSTS, Asked

NOWHERE = "x" * 44
OF_A_PRACTICE = [one for one in ASKED if one.endpoint.startswith("practice.") and one.endpoint != "practice.index"]
OWN = ("/practice", "/practice/codes", "/practice/statement", "/account", "/account/data", "/", "/calendar")
"""Where a therapist looks."""
Raw = tuple[int, str, bytes]


def raw(somebody: Visitor, address: str) -> Raw:
    """All that comes back."""
    response = somebody.client.get(address)
    return response.status_code, str(sorted(response.headers)), response.get_data()


def address_of(here: str) -> str:
    return here.removeprefix("/others/")


def says_yes(here: str, *everybody: Visitor, **fields: str) -> None:
    for one in everybody:
        one.opens(here)
        one.posts(f"{here}/yes", **fields)


def main(page: Page) -> str:
    """What stands on a page between its frame, without the token of its forms."""
    found = page.html.select_one("main")
    assert found
    return str(found.decode_contents()).replace(page.token, "?")


def waits_awake(clock: Clock, *everybody: Visitor) -> None:
    """Twenty-one minutes, in which they look at another page now and then."""
    for _ in range(3):
        clock.passes(minutes=7)
        for one in everybody:
            one.opens("/help")


@pytest.fixture
def practising(joined: Callable[[str], Visitor], clock: Clock) -> Callable[[str], Visitor]:
    """Somebody who works as a therapist."""

    def come(name: str) -> Visitor:
        therapist = joined(name)
        practises(therapist, clock, name=f"{name.capitalize()}, couples therapist")
        return therapist

    return come


@pytest.fixture
def noor(practising: Callable[[str], Visitor], leads: Leads) -> Visitor:
    (somebody,) = leads("Noor practises", lambda: [practising("noor")])
    return somebody


# -- from a code to a link, and to its end


def test_from_a_code_to_a_link_and_to_its_end(couple: Couple, noor: Visitor, clock: Clock) -> None:
    alex, sam = couple
    code = makes_code(noor, "The two on Tuesdays")
    assert "72 hours" in noor.opens("/practice").text
    here = proposes(alex, code)
    for one in couple:
        page = one.opens(here)
        assert page.heading == "Noor, couples therapist"
        assert "Not verified by us" in page.text
        assert "It is counted on Tuesday, 24 November" in page.text
        assert {TERMS[field] for field in ("duties", "replies", "reach", "records")} <= {
            voice.get_text() for voice in page.html.select("dl .voice")
        }
        assert here in one.opens(f"{one.us}/others").links()
    says_yes(here, *couple)
    assert "Your yes is noted" in sam.opens(here).text
    assert "The two on Tuesdays" not in noor.opens("/practice").text
    waits_awake(clock, alex, sam, noor)
    for one in couple:
        assert "Agreed to since 24 November 2026." in one.opens(here).text
        assert not one.page.html.select(f"form[action='{here}/yes']")
    assert "The two on Tuesdays" in noor.opens("/practice").text
    page = noor.opens(f"/practice/{address_of(here)}")
    assert page.heading == "The two on Tuesdays"
    assert "Not whether anything is done: that takes a yes from each of them." in page.text
    assert not re.search(r"\b(Alex|Sam|us)\b", page.text), "a therapist learns no names"
    for one in couple:
        one.opens(here)
        one.posts(f"{here}/sees", sees="completion")
    assert "all of them have switched it on" in noor.opens(page.address).text
    sam.opens(here)
    sam.posts(f"{here}/end")
    noor.opens(page.address, 404)
    assert "Gone from here on 8 December 2026." in noor.opens("/practice").text
    for one in couple:
        assert "It has ended. They see nothing of you any more." in one.opens(here).text


def test_a_therapist_ends_it_too(couple: Couple, noor: Visitor, clock: Clock) -> None:
    here = agree(noor, clock, *couple)
    noor.opens(f"/practice/{address_of(here)}")
    noor.posts(f"/practice/{address_of(here)}/end")
    noor.opens(f"/practice/{address_of(here)}", 404)
    for one in couple:
        assert "It has ended." in one.opens(here).text


def test_alone_one_reads_it_before_one_agrees(joined: Callable[[str], Visitor], noor: Visitor) -> None:
    rowan = joined("rowan")
    rowan.begins_partnership("mine", "Rowan")
    page = rowan.opens(f"{rowan.us}/others")
    assert "opens_at" not in page.names()
    page = rowan.posts(page.address, code=makes_code(noor))
    here = page.address
    assert "Nothing is agreed yet." in page.text
    assert TERMS["duties"] in page.text
    assert "nobody learns who said what" not in page.text
    assert "They see what you have ticked." in page.text
    noor.opens(f"/practice/{address_of(here)}", 404)
    assert "Waits for your yes until Friday, 27 November" in rowan.opens(f"{rowan.us}/others").text
    rowan.opens(here)
    assert "Agreed to since 24 November 2026." in rowan.posts(f"{here}/yes").text
    noor.opens(f"/practice/{address_of(here)}")


@pytest.mark.parametrize("field", ["code", "opens_at"])
def test_what_cannot_be_proposed_comes_back(
    couple: Couple, noor: Visitor, sentence: Callable[[str], str], field: str
) -> None:
    alex, _ = couple
    given = {"code": makes_code(noor), "opens_at": "20-minutes", field: ""}
    page = alex.opens(f"{alex.us}/others")
    page = alex.posts(page.address, 422, **given)
    assert sentence({"code": "practice-code", "opens_at": "count-time"}[field]) in page.text
    assert page.values("code") == [given["code"]]
    assert "Noor" not in alex.opens(page.address).text
    alex.posts(page.address, code=makes_code(noor), opens_at="20-minutes")


def test_a_count_has_its_time_within_two_weeks(couple: Couple, noor: Visitor, sentence: Callable[[str], str]) -> None:
    alex, _ = couple
    address = alex.opens(f"{alex.us}/others").address
    code = makes_code(noor)
    for on, why in (("2026-11-24T18:00", "past"), ("2026-12-20T18:00", "count-too-far"), ("soon", "count-time")):
        page = alex.posts(address, 422, code=code, opens_at="date", opens_on=on)
        assert sentence(why) in page.text
    page = alex.posts(address, code=code, opens_at="date", opens_on="2026-12-01T18:00")
    assert "It is counted on Tuesday, 1 December" in page.text


@pytest.mark.parametrize("field", [*TERMS])
def test_a_statement_is_whole_or_comes_back(
    joined: Callable[[str], Visitor], clock: Clock, sentence: Callable[[str], str], field: str
) -> None:
    noor = joined("noor")
    sets_up(noor, clock)
    noor.opens("/practice/statement")
    page = noor.posts("/practice/statement", 422, **{**TERMS, field: ""})
    assert sentence(f"{field}-{'unread' if field in ('copies', 'apart') else 'empty'}") in page.text
    kept = {one: page.html.select_one(f"textarea[name={one}]") for one in ("duties", "replies", "reach", "records")}
    assert {one: area.get_text().strip() for one, area in kept.items() if area} == {
        one: "" if one == field else TERMS[one] for one in kept
    }
    assert "Say how you work" in noor.opens("/practice").text


# -- what partners see of each other


def partner_looks(somebody: Visitor, here: str) -> list[Raw]:
    return [raw(somebody, path) for path in (here, f"{somebody.us}/others", somebody.us, "/", "/calendar")]


def test_nothing_tells_what_the_other_says(couple: Couple, noor: Visitor) -> None:
    alex, sam = couple
    here = proposes(alex, makes_code(noor))
    before = partner_looks(sam, here)
    for fields in ({}, {"back": "1"}, {}):
        says_yes(here, alex, **fields)
        assert partner_looks(sam, here) == before
    for sees in (["completion"], [], ["completion", "agreements"], ["agreements"]):
        alex.opens(here)
        alex.posts(f"{here}/sees", sees=sees)
        assert partner_looks(sam, here) == before
    says_yes(here, sam)
    own = partner_looks(sam, here)
    assert own != before, "one's own yes is shown to oneself"
    says_yes(here, alex, back="1")
    assert partner_looks(sam, here) == own


def test_nothing_tells_who_proposed_it(couple: Couple, noor: Visitor) -> None:
    alex, sam = couple
    here = proposes(alex, makes_code(noor))
    for address in (here, f"{alex.us}/others"):
        assert main(alex.opens(address)) == main(sam.opens(address))
    says_yes(here, alex, sam)
    assert main(alex.opens(here)) == main(sam.opens(here))


def test_once_it_holds_what_one_lets_be_seen_is_ones_own(couple: Couple, noor: Visitor, clock: Clock) -> None:
    alex, sam = couple
    here = agree(noor, clock, alex, sam)
    seen, before = raw(noor, f"/practice/{address_of(here)}"), partner_looks(sam, here)
    alex.opens(here)
    alex.posts(f"{here}/sees", sees=["completion", "agreements"])
    assert partner_looks(sam, here) == before
    assert raw(noor, f"/practice/{address_of(here)}") == seen, "not before all of them want it"


# -- what a therapist learns before they are agreed to


Story = Callable[[str, Visitor, Visitor], str]
"""What a couple does with a code; returns the address of it."""


def is_not_used(code: str, alex: Visitor, sam: Visitor) -> str:
    return f"/others/{NOWHERE}"


def waits(code: str, alex: Visitor, sam: Visitor) -> str:
    return proposes(alex, code)


def one_says_yes(code: str, alex: Visitor, sam: Visitor) -> str:
    here = waits(code, alex, sam)
    says_yes(here, alex)
    alex.posts(f"{here}/sees", sees="completion")
    return here


def a_yes_is_taken_back(code: str, alex: Visitor, sam: Visitor) -> str:
    here = waits(code, alex, sam)
    says_yes(here, alex, sam)
    says_yes(here, sam, back="1")
    return here


def it_is_put_aside(code: str, alex: Visitor, sam: Visitor) -> str:
    here = waits(code, alex, sam)
    says_yes(here, alex, sam)
    alex.posts(f"{here}/end")
    return here


def one_leaves(code: str, alex: Visitor, sam: Visitor) -> str:
    here = waits(code, alex, sam)
    says_yes(here, alex, sam)
    sam.posts(f"{sam.us}/place")
    return here


def leading_back(app: Flask, clock: Clock) -> Callable[[], None]:
    """Returns what leads to how everything is now."""
    file, now, kept = str(app.config["SETTINGS"].data / "between-us.db"), clock.now, sqlite3.connect(":memory:")
    with closing(sqlite3.connect(file)) as source:
        source.backup(kept)

    def back() -> None:
        clock.now = now
        with closing(sqlite3.connect(file)) as target:
            kept.backup(target)

    return back


@pytest.mark.parametrize("story", [waits, one_says_yes, a_yes_is_taken_back, it_is_put_aside, one_leaves])
def test_a_therapist_learns_nothing_of_who_does_not_agree(
    app: Flask, couple: Couple, noor: Visitor, clock: Clock, workplace: Workplace, story: Story
) -> None:
    """Not even that the code was used: before the count, after it, and once the server has tidied up."""
    code = makes_code(noor)
    back = leading_back(app, clock)
    told = []
    for happens in (is_not_used, story):
        back()
        here = address_of(happens(code, *couple))
        found = []
        for later in (False, True):
            if later:
                waits_awake(clock, noor)
            found += [raw(noor, path) for path in OWN]
            found += [raw(noor, f"/practice/{address}") for address in (here, NOWHERE)]
            ends = noor.sends(f"/practice/{here}/end", csrf_token=noor.token)
            found.append((ends.status_code, str(sorted(ends.headers)), ends.get_data()))
        keep_up_once(workplace)
        told.append(found + [raw(noor, path) for path in OWN])
    assert told[0] == told[1]


def test_they_find_all_of_it_once_it_is_agreed_to(couple: Couple, noor: Visitor, clock: Clock) -> None:
    """Or the test above could not fail."""
    before = [raw(noor, path) for path in OWN]
    here = proposes(couple[0], makes_code(noor))
    says_yes(here, *couple)
    waits_awake(clock, noor)
    assert [raw(noor, path) for path in OWN] != before
    assert raw(noor, f"/practice/{address_of(here)}")[0] == 200


# -- who gets in


@pytest.mark.parametrize("asked", OF_A_PRACTICE, ids=str)
def test_without_a_second_step_one_is_led_to_where_it_is_set_up(
    couple: Couple, workplace: Workplace, asked: Asked
) -> None:
    alex, _ = couple
    alex.opens("/practice")
    with nothing_is_saved(workplace):
        response = asked.by(alex, alex.us, f"/rounds/{NOWHERE}")
    assert (response.status_code, response.headers["Location"]) == (303, "/practice")
    assert SETTING in alex.opens("/practice").links()


def test_turning_the_second_step_off_closes_the_practice(couple: Couple, noor: Visitor, clock: Clock) -> None:
    here = agree(noor, clock, *couple)
    client = f"/practice/{address_of(here)}"
    assert "Tuesdays at four" in noor.opens("/practice").text
    noor.opens(SETTING)
    noor.posts(SETTING, what="off")
    page = noor.opens("/practice")
    assert "Tuesdays at four" not in page.text
    assert SETTING in page.links()
    for address in (client, "/practice/codes", "/practice/statement"):
        assert noor.opens(address).address == "/practice"
    noor.sends(f"{client}/end", csrf_token=noor.token)
    assert "Agreed to since" in couple[0].opens(here).text, "the form came to nothing"
    sets_up(noor, clock)
    assert noor.opens(client).heading == "Tuesdays at four"


NOT_THERE = ("practice.round_shown", "practice.lines", "practice.change_assignment")
NOT_THERE += ("therapists.showing", "therapists.assigned")
"""Of this couple nothing is shown and nothing was given: these are in tests/web/test_assigning.py and in the matrix."""
AT_THE_COUPLES = ("practice.meeting", "practice.give", "practice.give_sequence")


def of(asked: Sequence[Asked], begins: str) -> list[Asked]:
    return [one for one in asked if one.endpoint.startswith(begins) and one.endpoint not in NOT_THERE]


@pytest.mark.parametrize("asked", of(GETS, "practice."), ids=str)
def test_a_locked_page_leads_to_unlocking_and_back(couple: Couple, noor: Visitor, clock: Clock, asked: Asked) -> None:
    here = agree(noor, clock, *couple)
    where = asked.at("", f"/rounds/{address_of(here)}")
    there = raw(noor, where)
    clock.passes(minutes=11)
    noor.opens(where)
    assert noor.address == "/unlock"
    assert noor.unlocks().address == where
    assert (noor.page.status, there[0]) == (200, 200)


@pytest.mark.parametrize("asked", of(POSTS, "practice."), ids=str)
def test_what_is_sent_locked_waits_and_is_done_after_unlocking(
    couple: Couple, noor: Visitor, clock: Clock, workplace: Workplace, asked: Asked
) -> None:
    here = agree(noor, clock, *couple)
    noor.opens("/practice/codes")
    clock.passes(minutes=11)
    response = asked.by(noor, "", f"/rounds/{address_of(here)}")
    assert urlsplit(response.headers["Location"]).path == "/unlock"
    noor.opens(response.headers["Location"])
    assert "What you just sent is kept." in noor.page.text
    with pytest.raises(AssertionError), nothing_is_saved(workplace):
        noor.unlocks()
    expected = {"practice.make_code": "/practice/codes"}.get(asked.endpoint, "/practice")
    expected = f"/practice/{address_of(here)}" if asked.endpoint in AT_THE_COUPLES else expected
    assert noor.address == expected
    if asked.endpoint == "practice.end":
        noor.opens(f"/practice/{address_of(here)}", 404)


@pytest.mark.parametrize("asked", of(GETS, "therapists."), ids=str)
def test_locked_a_partner_is_led_to_unlocking_too(couple: Couple, noor: Visitor, clock: Clock, asked: Asked) -> None:
    alex, _ = couple
    here = proposes(alex, makes_code(noor), "3-days")
    where = asked.at(alex.us, f"/rounds/{address_of(here)}")
    clock.passes(minutes=11)
    alex.opens(where)
    assert alex.address == "/unlock"
    assert alex.unlocks().address == where


def test_yes_and_proposing_ask_for_a_fresh_passphrase(couple: Couple, noor: Visitor, clock: Clock) -> None:
    alex, sam = couple
    code = makes_code(noor)
    alex.opens(f"{alex.us}/others")
    clock.passes(minutes=6)
    alex.posts(f"{alex.us}/others", code=code, opens_at="20-minutes")
    assert alex.address == "/unlock"
    assert alex.unlocks().address == f"{alex.us}/others"
    alex.posts(f"{alex.us}/others", code=code, opens_at="20-minutes")
    here = alex.address
    assert here.startswith("/others/")
    sam.opens(here)
    sam.posts(f"{here}/yes")
    assert sam.address == "/unlock"
    assert "Do you want this?" in sam.opens(here).text
    sam.opens("/unlock?again=1")
    sam.unlocks()
    assert "Do you want this?" in sam.opens(here).text, "it doesn't wait: somebody else may have pressed it"
    sam.posts(f"{here}/yes")
    assert "Your yes is noted" in sam.opens(here).text


@pytest.mark.parametrize("minutes", [6, 11])
def test_ending_never_asks_for_a_passphrase_and_works_locked(
    couple: Couple, noor: Visitor, clock: Clock, minutes: int
) -> None:
    alex, sam = couple
    here = agree(noor, clock, alex, sam)
    token = sam.opens(here).token
    clock.passes(minutes=minutes)
    response = sam.sends(f"{here}/end", csrf_token=token)
    assert (response.status_code, response.headers["Location"]) == (303, f"{sam.us}/others")
    noor.opens("/practice")
    page = noor.unlocks() if noor.address == "/unlock" else noor.page
    assert "Gone from here on" in page.text
    noor.opens(f"/practice/{address_of(here)}", 404)


def test_putting_a_proposal_aside_works_locked_too(couple: Couple, noor: Visitor, clock: Clock) -> None:
    alex, sam = couple
    here = proposes(alex, makes_code(noor), "3-days")
    token = sam.opens(here).token
    clock.passes(minutes=11)
    assert sam.sends(f"{here}/end", csrf_token=token).status_code == 303
    alex.opens(here)
    assert "It has ended." in alex.unlocks().text


# -- two therapists and two couples


def test_two_therapists_and_two_couples_are_apart(
    couple: Couple, practising: Callable[[str], Visitor], joined: Callable[[str], Visitor], clock: Clock
) -> None:
    alex, sam = couple
    kim, lee = joined("kim"), joined("lee")
    kim.begins_partnership("theirs", "Kim")
    lee.accepts(kim.invites(), "Lee")
    noor, omar = practising("noor"), practising("omar")
    ours, theirs = proposes(alex, makes_code(noor, "Red")), proposes(kim, makes_code(omar, "Blue"))
    says_yes(ours, alex, sam)
    says_yes(theirs, kim, lee)
    everybody = (alex, sam, kim, lee, noor, omar)
    waits_awake(clock, *everybody)
    for one in everybody:  # a passphrase given a moment ago would open what can be opened
        one.opens("/unlock?again=1")
        one.unlocks()
    for therapist, own, other in ((noor, ours, theirs), (omar, theirs, ours)):
        assert therapist.opens(f"/practice/{address_of(own)}").status == 200
        assert same_as_nothing(therapist, "/practice/{}", other)
        for path in ("/others/{}", "/rounds/{}", "/agreements/{}"):
            for here in (own, other):
                assert same_as_nothing(therapist, path, here)
        for here in (ours, theirs):
            for path in ("/us/{:.22}", "/us/{:.22}/others", "/moments/{:.22}"):
                assert same_as_nothing(therapist, path, here)
    assert ("Red" in noor.opens("/practice").text, "Blue" in noor.page.text) == (True, False)
    assert ("Red" in omar.opens("/practice").text, "Blue" in omar.page.text) == (False, True)
    for partners, own, other in (((alex, sam), ours, theirs), ((kim, lee), theirs, ours)):
        for one in partners:
            assert one.opens(own).status == 200
            assert same_as_nothing(one, "/others/{}", other)
            assert same_as_nothing(one, "/us/{:.22}/others", other)


def same_as_nothing(somebody: Visitor, path: str, here: str) -> bool:
    """What is there and what is not, asked for and sent to: the same 404, to the byte."""
    found = []
    for address in (address_of(here), NOWHERE):
        asked = somebody.client.get(path.format(address))
        fields = {"csrf_token": somebody.token, "code": "7" * 26, "opens_at": "20-minutes"}
        answers = [asked, *(somebody.sends(f"{path.format(address)}{to}", **fields) for to in ("/end", "/yes", ""))]
        found.append([(one.status_code, str(sorted(one.headers)), one.get_data()) for one in answers])
    assert {status for status, _, _ in found[0]} == {404}
    return found[0] == found[1]
