"""A button pressed twice: one effect, and the page that the first press would have led to."""

from collections.abc import Callable

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import contents, nothing_is_saved
from tests.web.prompts import BLIND, READY
from tests.web.rehearsal import Couple


def rows(workplace: Workplace, table: str) -> int:
    return len(contents(workplace)[table])


def test_joining_twice_makes_one_account_and_lets_its_owner_in(
    visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    """The second press goes out before the answer to the first has brought the session's cookie."""
    sam = visitor()
    sam.opens("/join")
    form = {"csrf_token": sam.token, "username": "sam", "passphrase": "five quiet lamps lit", "adult": "1"}
    first = sam.sends("/join", **form)
    sam.client.delete_cookie("session")
    second = sam.sends("/join", **form)
    assert [first.status_code, second.status_code] == [303, 303]
    assert first.headers["Location"] == second.headers["Location"]
    assert (rows(workplace, "people"), rows(workplace, "locks")) == (1, 2)
    assert sam.opens("/").heading == "Home"


def test_joining_twice_with_the_first_answer_at_hand_changes_nothing(
    visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    sam = visitor()
    sam.opens("/join")
    form = {"csrf_token": sam.token, "username": "sam", "passphrase": "five quiet lamps lit", "adult": "1"}
    sam.sends("/join", **form)
    with nothing_is_saved(workplace):
        assert sam.sends("/join", **form).status_code == 400
    assert sam.opens("/").heading == "Home"


def test_the_name_of_somebody_else_with_another_passphrase_stays_theirs(
    joined: Callable[[str], Visitor], visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    joined("alex")
    somebody = visitor()
    somebody.opens("/join")
    with nothing_is_saved(workplace):
        somebody.posts("/join", 422, username="alex", passphrase="six lanterns at the lake", adult="1")


def test_a_place_made_twice_is_one_place(joined: Callable[[str], Visitor], workplace: Workplace) -> None:
    alex = joined("alex")
    alex.opens("/us/new")
    fields = {"name": " us ", "display_name": "Alex", "pronouns": "they"}
    first = alex.posts("/us/new", **fields).address
    alex.opens("/us/new")
    with nothing_is_saved(workplace):
        assert alex.posts("/us/new", **fields).address == first


def test_a_place_of_the_same_name_is_another_once_somebody_has_come(couple: Couple) -> None:
    alex, _ = couple
    assert alex.us != alex.begins_partnership("us", "Alex")


def test_places_that_differ_are_two(joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    places = {alex.begins_partnership(*names) for names in (("us", "Alex"), ("us", "Al"), ("home", "Alex"))}
    assert len(places) == 3


def test_a_round_begun_twice_is_one_round(couple: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = couple
    for slug, opens, opens_at in ((READY, "ready", "3-days"), (BLIND, "at", "20-minutes")):
        first = alex.starts(slug, opens, opens_at)
        clock.passes(seconds=2)
        for one in (alex, sam):
            one.opens(f"/exercises/{slug}")
            with nothing_is_saved(workplace):
                assert one.starts(slug, opens, opens_at) == first
    assert rows(workplace, "rounds") == 2


def test_rounds_at_other_times_are_rounds_of_their_own(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    rounds = {alex.starts(READY), alex.starts(READY, "at"), alex.starts(READY, "at", "20-minutes")}
    clock.passes(minutes=1)
    rounds.add(alex.starts(READY))
    assert len(rounds) == 4


def test_a_round_for_more_people_is_a_round_of_its_own(joined: Callable[[str], Visitor], workplace: Workplace) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership("us", "Alex")
    alone = alex.starts(READY)
    code = alex.invites()
    assert alex.starts(READY) != alone, "the place held for Sam is in its circle"
    sam.accepts(code, "Sam")
    sam.joins_round(sam.starts(READY))
    assert sam.round != alone


def test_an_invitation_made_twice_leaves_one_code(couple: Couple, joined: Callable[[str], Visitor]) -> None:
    alex = joined("kim")
    alex.begins_partnership("mine", "Kim")
    alex.invites()
    last = alex.invites()
    assert alex.opens(alex.us).text.count("A place is kept for someone invited") == 1
    couple[0].accepts(last, "Alex")


def test_taking_a_place_twice_takes_one(couple: Couple, joined: Callable[[str], Visitor], workplace: Workplace) -> None:
    kim, (alex, _) = joined("kim"), couple
    kim.begins_partnership("mine", "Kim")
    code = kim.invites()
    alex.accepts(code, "Alex")
    with nothing_is_saved(workplace):
        alex.opens("/invitation")
        alex.posts("/invitation", 422, code=code, display_name="Alex")
    assert kim.opens(kim.us).text.count("Alex") == 1


def test_sealing_twice_is_sealing(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    alex.opens(f"{alex.round}/review")
    alex.posts(f"{alex.round}/review")
    with nothing_is_saved(workplace):
        assert alex.posts(f"{alex.round}/review").address == alex.round


def test_taking_back_twice_is_taking_back(in_round: Couple) -> None:
    alex, sam = in_round
    alex.answers(1, level="ask", share="partners")
    alex.seals()
    sam.seals()
    alex.summary()
    for _ in range(2):
        alex.posts(f"{alex.round}/withdraw", prompt="1")
        assert "Nothing of yours is shown here" in alex.page.text
    for _ in range(2):
        assert alex.posts(f"{alex.round}/hold-back").address == alex.round


def test_leaving_twice_is_leaving(couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    alex.opens(f"{alex.us}/place")
    alex.posts(f"{alex.us}/place")
    with nothing_is_saved(workplace):
        alex.posts(f"{alex.us}/place", 404)


def test_putting_the_recovery_code_away_twice(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    alex = visitor()
    alex.joins("alex")
    alex.opens("/recovery-code")
    alex.posts("/recovery-code", kept="1")
    assert "There is no code to show" in alex.opens("/recovery-code").text
    assert rows(workplace, "locks") == 2
