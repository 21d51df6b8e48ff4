"""Agreements as people see them in their browsers: their own words, one's own yes, and nothing of anybody else's."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from app.domain.agreements import Kind, Unfit
from app.services import agreements, people
from app.services.workplace import Workplace
from app.web.sentences import SENTENCES
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.prompts import READY, number_of
from tests.web.rehearsal import Couple, Rehearsal

WORDS = "Phones stay in the hall\non Sundays."
FIRST_LINE = "Phones stay in the hall"
NOWHERE = "/agreements/" + "x" * 44
BOUNDARY = number_of(READY, "boundary")


def drafts(somebody: Visitor, words: str = WORDS, status: int = 200, **fields: object) -> str:
    """Counted in twenty minutes, to be looked at again in a month. Returns its address."""
    somebody.opens("/agreements/new")
    given = {"words": words, "opens_at": "20-minutes", "look": "month", **fields}
    return somebody.posts("/agreements/new", status, **given).address


def says_yes(here: str, *everybody: Visitor) -> None:
    for one in everybody:
        one.opens(here)
        one.posts(f"{here}/yes")


def comes_back(clock: Clock, *everybody: Visitor, **later: float) -> None:
    """Time passes, and they sign in again."""
    clock.passes(**later)
    for one in everybody:
        one.signs_in()


def agree(clock: Clock, alex: Visitor, sam: Visitor, words: str = WORDS) -> str:
    here = drafts(alex, words)
    says_yes(here, alex, sam)
    comes_back(clock, alex, sam, minutes=20)
    return here


def raw(somebody: Visitor, address: str) -> tuple[int, str, bytes]:
    """All that comes back."""
    response = somebody.client.get(address)
    return response.status_code, str(sorted(response.headers)), response.get_data()


def looks(somebody: Visitor, here: str) -> list[tuple[int, str, bytes]]:
    return [
        raw(somebody, path)
        for path in (here, "/agreements", f"{here}/change", f"{here}/look.ics", "/", somebody.us, "/calendar")
    ]


# -- from a draft to its end


def test_it_is_written_down_counted_and_ended(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    here = drafts(alex)
    for one in couple:
        page = one.opens(here)
        assert page.html.select_one(".voice").get_text() == WORDS
        assert "It is counted on Tuesday, 24 November" in page.text
        assert FIRST_LINE in one.opens("/agreements").text
    says_yes(here, alex)
    assert "Your yes is noted" in alex.opens(here).text
    assert "Do you want this?" in sam.opens(here).text
    sam.posts(f"{here}/yes")
    sam.posts(f"{here}/yes", back="1")
    assert "Do you want this?" in sam.opens(here).text
    says_yes(here, sam)
    comes_back(clock, alex, sam, minutes=20)
    assert "You look at it again on 24 December 2026" in sam.opens(here).text
    assert "What holds" in sam.opens("/agreements").text
    sam.posts(f"{here}/yes", 409)
    sam.opens(here)
    sam.posts(f"{here}/end")
    for one in couple:
        assert "It has ended. It can be read here until 8 December 2026." in one.opens(here).text
    comes_back(clock, alex, sam, days=14)
    for one in couple:
        one.opens(here, 404)
        assert FIRST_LINE not in one.opens("/agreements").text


def test_without_everybody_it_is_gone_without_a_word(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    before = alex.opens("/agreements").text
    here = drafts(alex)
    says_yes(here, sam)
    comes_back(clock, alex, sam, minutes=20)
    for one in couple:
        one.opens(here, 404)
        assert one.opens("/agreements").text == before


def test_alone_it_is_a_note_that_holds_at_once(joined: Callable[[str], Visitor]) -> None:
    rowan = joined("rowan")
    rowan.begins_partnership("mine", "Rowan")
    page = rowan.opens("/agreements/new")
    assert "A note to yourself" in page.text
    assert "opens_at" not in page.names()
    page = rowan.posts("/agreements/new", words="Tea before the news.", look="2-weeks")
    assert "It holds. You look at it again on 8 December 2026." in page.text
    assert not page.html.select(f"form[action='{page.address}/yes']")


def test_a_change_takes_its_place_once_all_want_it(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    old = agree(clock, alex, sam)
    page = alex.opens(f"{old}/change")
    assert page.html.select_one("textarea").get_text().strip() == WORDS
    page = alex.posts(f"{old}/change", words="Phones sleep in the hall.", opens_at="20-minutes", look="month")
    new = page.address
    assert WORDS.split("\n")[1] in page.text
    assert "it takes the place of the one before" in page.text
    sam.opens(f"{old}/change")
    page = sam.posts(f"{old}/change", 422, words="Other words.", opens_at="20-minutes", look="month")
    assert "A change of this is waiting already" in page.text
    says_yes(new, alex, sam)
    comes_back(clock, alex, sam, minutes=20)
    assert "It has ended" in sam.opens(old).text
    assert "It holds." in sam.opens(new).text
    assert f"{old}" in sam.page.links()
    assert sam.opens(f"{old}/change").address == old


def test_it_is_kept_for_longer_in_the_same_words(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    old = agree(clock, alex, sam)
    page = alex.opens(f"{old}/change?keep=1")
    assert not page.html.select("textarea")
    given = {"words": page.values("words")[0], "keep": "1", "opens_at": "20-minutes"}
    page = alex.posts(f"{old}/change", 422, **given, look="date")
    assert not page.html.select("textarea")
    page = alex.posts(f"{old}/change", **given, look="3-months")
    assert page.html.select_one(".voice").get_text() == WORDS
    assert "The words before" not in page.text


def test_it_is_looked_at_again_in_one_round(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    here = agree(clock, alex, sam)
    sam.posts(f"{here}/look", 404)
    comes_back(clock, alex, sam, days=30)
    assert "It is time to look at it again" in alex.opens("/agreements").text
    alex.opens(here)
    there = alex.posts(f"{here}/look").address
    assert there.startswith("/rounds/")
    assert there in sam.opens(here).links()
    assert sam.posts(f"{here}/look").address == there
    assert "Looking again" in sam.opens(there).text


def test_the_day_for_ones_own_calendar_says_nothing(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    here = agree(clock, alex, sam)
    answer = alex.client.get(f"{here}/look.ics")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "DTSTART;VALUE=DATE:20261224" in text
    assert alex.us.removeprefix("/us/") not in text
    for word in ("Phones", "agree", "Alex", "Sam", "look"):
        assert word.lower() not in text.lower()
    sam.opens(here)
    sam.posts(f"{here}/end")
    assert alex.client.get(f"{here}/look.ics").status_code == 404


def test_a_moment_stands_apart(couple: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, sam = couple
    with workplace.writing() as ctx:
        me = people.sign_in(ctx, "alex", alex.passphrase)
        at = ctx.now + timedelta(minutes=20)
        here = f"/agreements/{agreements.draft(ctx, me, alex.us[4:], 'The lake at night.', at, kind=Kind.MOMENT)}"
    says_yes(here, alex, sam)
    comes_back(clock, alex, sam, minutes=20)
    assert "Kept since 24 November 2026" in sam.opens(here).text
    page = sam.opens("/agreements")
    assert "Moments you kept" in page.text
    assert "What holds" not in page.text


# -- what is refused


@pytest.mark.parametrize(
    ("reason", "fields"),
    [
        ("words-empty", {"words": " \n"}),
        ("too-long", {"words": "word " * 400}),
        ("not-text", {"words": b"half \xff"}),
        ("not-text", {"words": "a bell \x07"}),
        ("past", {"opens_at": "date", "opens_on": "2026-11-24T10:00"}),
        ("too-far", {"opens_at": "date", "opens_on": "2027-03-24T10:00", "look": "date", "look_on": "2027-04-24"}),
        ("count-time", {"opens_at": "date", "opens_on": "soon"}),
        ("look-day", {"look": "date"}),
        ("look-day", {"look": "date", "look_on": "2026-11-24"}),
        ("look-day", {"look": "date", "look_on": "0001-01-01"}),
        ("look-day", {"look": "date", "look_on": "2028-11-24"}),
    ],
)
def test_what_was_typed_is_kept_when_it_is_refused(
    couple: Couple, sentence: Callable[[str], str], reason: str, fields: dict[str, object]
) -> None:
    alex, _ = couple
    drafts(alex, status=422, **{"words": "The blue words stay.\nAll of them.", **fields})
    assert sentence(reason) in alex.page.text
    if "words" not in fields:
        assert alex.page.html.select_one("textarea").get_text().strip() == "The blue words stay.\nAll of them."
    for name in {"opens_on", "look_on"} & set(fields):
        assert alex.page.values(name) == [fields[name]]
    assert "Nothing here yet" in alex.opens("/agreements").text


def test_every_reason_of_the_domain_has_its_sentence() -> None:
    assert {one.value for one in Unfit} <= set(SENTENCES)


def test_twice_is_once(couple: Couple) -> None:
    alex, sam = couple
    assert len({drafts(alex), drafts(alex), drafts(sam)}) == 1


# -- what it grew from


def share(alex: Visitor, sam: Visitor) -> str:
    sam.joins_round(alex.starts(READY))
    for one in (alex, sam):
        one.answers(BOUNDARY, level="ask", share="partners")
        one.seals()
    return alex.round


def test_it_grows_from_what_is_shared(couple: Couple) -> None:
    alex, sam = couple
    round_ = share(alex, sam)
    page = alex.opens(f"{round_}/summary")
    (there,) = [one for one in page.links() if one.startswith("/agreements/new")]
    page = alex.opens(there)
    assert page.values("sources") == [str(BOUNDARY)]
    assert not page.ticked().get("sources")
    given = {"round": page.values("round")[0], "opens_at": "20-minutes", "look": "month", "sources": str(BOUNDARY)}
    page = alex.posts("/agreements/new", 422, **given, words="")
    assert page.ticked()["sources"] == [str(BOUNDARY)]
    here = alex.posts("/agreements/new", **given, words=WORDS).address
    for one in couple:
        assert f"{round_}/summary" in one.opens(here).links()
    for one in couple:
        one.opens(f"{round_}/shown")
        one.posts(f"{round_}/withdraw", prompt=str(BOUNDARY))
        assert (f"{round_}/summary" in sam.opens(here).links()) == (one is alex)
    assert "It grew from" not in sam.page.text


def test_it_grows_from_nothing_that_is_kept(couple: Couple) -> None:
    """A number of another prompt names nothing."""
    alex, sam = couple
    round_ = share(alex, sam)
    alex.opens(f"/agreements/new?round={round_[8:]}")
    other = str(BOUNDARY + 1)
    given = {"opens_at": "20-minutes", "look": "month", "words": WORDS, "sources": other}
    assert "It grew from" not in alex.posts("/agreements/new", round=round_[8:], **given).text


def test_a_round_that_is_not_open_is_nothing_to_grow_from(in_round: Couple, stranger: Visitor) -> None:
    alex, _ = in_round
    assert alex.opens(f"/agreements/new?round={alex.round[8:]}").address == alex.round
    alex.opens(f"/agreements/new?round={'x' * 44}", 404)
    stranger.opens(f"/agreements/new?round={alex.round[8:]}", 404)


# -- who has no business with it


def test_strangers_and_who_came_later_find_what_there_is_nowhere(
    couple: Couple, stranger: Visitor, joined: Callable[[str], Visitor], clock: Clock
) -> None:
    alex, sam = couple
    here, lapsed = agree(clock, alex, sam), drafts(alex, "Nobody says yes.")
    late = joined("pat")
    alex.opens(alex.us)
    alex.posts(f"{alex.us}/invitations")
    late.accepts(sam.invites(), "Pat")
    comes_back(clock, alex, sam, stranger, late, minutes=20)
    for somebody, address in ((stranger, here), (late, here), (stranger, lapsed), (late, lapsed), (sam, lapsed)):
        somebody.opens("/help")
        for path in ("", "/change", "/look.ics"):
            assert raw(somebody, address + path) == raw(somebody, NOWHERE + path)
        for path in ("/yes", "/end", "/look", "/change"):
            answers = [somebody.sends(one + path, csrf_token=somebody.token, words=WORDS) for one in (address, NOWHERE)]
            assert {one.status_code for one in answers} == {404}
            assert answers[0].get_data() == answers[1].get_data()
    assert FIRST_LINE not in late.opens("/agreements").text


def test_a_locked_session_ends_it_all_the_same(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    here = agree(clock, alex, sam)
    alex.opens(here)
    clock.passes(minutes=11)
    alex.posts(f"{here}/end")
    assert alex.address == "/unlock"
    sam.signs_in()
    assert "It has ended" in sam.opens(here).text


@pytest.mark.parametrize("path", ["", "/change", "/change?keep=1"])
def test_a_locked_page_leads_to_unlocking_and_back(couple: Couple, clock: Clock, path: str) -> None:
    alex, sam = couple
    here = agree(clock, alex, sam)
    clock.passes(minutes=11)
    assert alex.opens(here + path).address == "/unlock"
    assert alex.unlocks().full_address == here + path
    clock.passes(minutes=11)
    assert alex.client.get(f"{here}/look.ics").headers["Location"].startswith("/unlock?then=")


# -- nothing tells what the other one says

ACTS: dict[str, Callable[[Visitor, str], None]] = {
    "says yes": lambda sam, here: says_yes(here, sam),
    "says yes and takes it back": lambda sam, here: (says_yes(here, sam), sam.posts(f"{here}/yes", back="1")),
    "reads it": lambda sam, here: sam.opens(here),
    "leaves": lambda sam, here: (sam.opens(f"{sam.us}/place"), sam.posts(f"{sam.us}/place")),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("mine", [False, True])
def test_before_the_count_every_page_is_the_same_to_the_byte(couple: Couple, act: str, mine: bool) -> None:
    alex, sam = couple
    here = drafts(alex)
    if mine:
        says_yes(here, alex)
    before = looks(alex, here)
    ACTS[act](sam, here)
    assert looks(alex, here) == before


def test_what_lapses_for_another_reason_tells_nothing_either(
    couple: Couple, app: Flask, clock: Clock, rehearsal: Rehearsal
) -> None:
    """Alex has not said yes: whatever Sam did, it is gone in the same way."""
    here = drafts(couple[0])
    rehearsal.keep("drafted", app, couple)
    begun = clock.now
    found = {}
    for act in (None, *ACTS):
        clock.now = begun
        alex, sam = rehearsal.play("drafted", app)
        if act:
            ACTS[act](sam, here)
        clock.passes(minutes=9)  # the session of Alex is still open
        alex.client.get("/help")
        clock.passes(minutes=9)
        alex.client.get("/help")
        clock.passes(minutes=2)
        found[act] = looks(alex, here)
        assert found[act][0][0] == 404
    assert len({repr(one) for one in found.values()}) == 1


def test_who_leaves_ends_it_as_anybody_may(couple: Couple, app: Flask, clock: Clock, rehearsal: Rehearsal) -> None:
    here = agree(clock, *couple)
    rehearsal.keep("agreed", app, couple)
    found = []
    for way in (f"{here}/end", f"{couple[0].us}/place"):
        alex, sam = rehearsal.play("agreed", app)
        sam.opens("/help")
        sam.posts(way)
        found.append(looks(alex, here))
    assert found[0] == found[1]
    assert b"It has ended" in found[0][0][2]


def test_it_does_not_say_who_wrote_it(app: Flask, rehearsal: Rehearsal) -> None:
    """The same draft by one or by the other: whoever reads it sees the same but for its address."""
    found = []
    for writer in (0, 1):
        both = rehearsal.play("couple", app)
        here = drafts(both[writer])
        page = both[0].opens(here)
        found.append(re.sub(r'value="\w{64}"', "", page.raw.decode()).replace(here, "HERE"))
    assert found[0] == found[1]


# -- its words

NEVER = ("sign ", "signature", "terms", "parties", "party", "binding", "contract", "permission", "commit", "breach")


def test_it_is_never_styled_as_a_contract(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    pages: list[Page] = [alex.opens("/agreements/new"), alex.opens("/agreements")]
    here = drafts(alex)
    pages += [alex.opens(here)]
    says_yes(here, alex, sam)
    comes_back(clock, alex, sam, minutes=20)
    pages += [alex.opens(here), alex.opens(f"{here}/change"), alex.opens(f"{here}/change?keep=1")]
    comes_back(clock, alex, sam, days=30)
    pages += [alex.opens(here), alex.opens("/agreements")]
    for page in pages:
        said = page.html.select_one("main").get_text(" ").lower()
        assert not [word for word in NEVER if word in said], page.address
        if "/agreements/" in page.address:
            assert "anyone ends it alone" in said


def test_the_draft_says_where_wishes_about_closeness_belong(couple: Couple) -> None:
    assert "for a talk and not for this list" in couple[0].opens("/agreements/new").text


def test_the_day_is_chosen_in_ones_own_zone(couple: Couple, clock: Clock) -> None:
    """Half past midnight on the 25th in Madrid."""
    alex, sam = couple
    clock.now = clock.now.replace(hour=23, minute=30)
    alex.signs_in()
    sam.signs_in()
    here = drafts(alex, look="2-weeks")
    says_yes(here, alex, sam)
    comes_back(clock, alex, sam, minutes=20)
    assert "9 December 2026" in alex.opens(here).text
