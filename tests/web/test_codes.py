"""An invitation's code, and all that can happen to it between one hand and another."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.rehearsal import Couple

Sentence = Callable[[str], str]
Joined = Callable[[str], Visitor]


@pytest.fixture
def inviting(joined: Joined) -> Visitor:
    alex = joined("alex")
    alex.begins_partnership("us", "Alex")
    return alex


@pytest.fixture
def invited(joined: Joined) -> Visitor:
    return joined("sam")


@pytest.mark.parametrize(
    "typing",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f"  {code.replace('-', ' - ')}\n",
        lambda code: code.replace("0", "O").replace("1", "I"),
        lambda code: code.lower().replace("0", "o").replace("1", "l"),
    ],
    ids=["lower case", "no dashes", "blanks", "too many of both", "O for 0, I for 1", "o for 0, l for 1"],
)
def test_a_code_is_taken_however_it_is_typed(inviting: Visitor, invited: Visitor, typing: Callable[[str], str]) -> None:
    invited.accepts(typing(inviting.invites()), "Sam")
    assert invited.us == inviting.us


def replaced(code: str, place: int) -> str:
    return code[:place] + ("7" if code[place] != "7" else "8") + code[place + 1 :]


@pytest.mark.parametrize(
    "typing",
    [
        lambda code: "",
        lambda code: code[:-1],
        lambda code: code + "7",
        lambda code: replaced(code, 0),
        lambda code: replaced(code, len(code) - 2),
        lambda code: code.replace(code[0], "U", 1),
        lambda code: code.replace("-", "\0"),
        lambda code: "ü" * 26,
        lambda code: b"\xff" * 26,
        lambda code: code * 400,
    ],
    ids=["nothing", "one short", "one more", "first", "last", "no such letter", "NUL", "ü", "no UTF-8", "ten thousand"],
)
def test_a_mistyped_code_stays_to_be_mended(
    inviting: Visitor,
    invited: Visitor,
    workplace: Workplace,
    sentence: Sentence,
    typing: Callable[[str], str | bytes],
) -> None:
    code = inviting.invites()
    typed = typing(code)
    invited.opens("/invitation")
    with nothing_is_saved(workplace):
        page = invited.posts("/invitation", 422, code=typed, display_name="Sam of the lamps", pronouns="she/her")
    text = typed if isinstance(typed, str) else typed.decode(errors="replace")
    assert page.html.select_one("#code-error").get_text() == sentence("code")  # type: ignore[union-attr]
    assert page.typed("code") == [text]
    assert page.values("display_name") == ["Sam of the lamps"]
    assert page.values("pronouns") == ["she/her"]
    invited.accepts(code, "Sam")


def expect_a_dead_code(code: str, somebody: Visitor, workplace: Workplace, said: str) -> None:
    somebody.opens("/invitation")
    with nothing_is_saved(workplace):
        page = somebody.posts("/invitation", 422, code=code, display_name="Kim")
    assert said in page.text


def test_a_code_that_was_used(
    inviting: Visitor, invited: Visitor, joined: Joined, workplace: Workplace, sentence: Sentence
) -> None:
    code = inviting.invites()
    invited.accepts(code, "Sam")
    for somebody in (joined("kim"), invited):
        expect_a_dead_code(code, somebody, workplace, sentence("code"))
    assert "Kim" not in inviting.opens(inviting.us).text


def test_a_code_that_was_taken_back(
    inviting: Visitor, invited: Visitor, workplace: Workplace, sentence: Sentence
) -> None:
    code = inviting.invites()
    inviting.opens(inviting.us)
    inviting.posts(f"{inviting.us}/invitations/revoke")
    expect_a_dead_code(code, invited, workplace, sentence("code"))


def test_a_code_that_a_newer_one_has_replaced(
    inviting: Visitor, invited: Visitor, workplace: Workplace, sentence: Sentence
) -> None:
    first, second = inviting.invites(), inviting.invites()
    expect_a_dead_code(first, invited, workplace, sentence("code"))
    invited.accepts(second, "Sam")


def test_a_code_is_good_for_72_hours_and_not_longer(
    inviting: Visitor, joined: Joined, clock: Clock, workplace: Workplace, sentence: Sentence
) -> None:
    code = inviting.invites()
    clock.passes(hours=72)
    expect_a_dead_code(code, joined("sam"), workplace, sentence("code"))
    clock.passes(minutes=-1)
    joined("kim").accepts(code, "Kim")


def test_a_code_of_ones_own_place_stays_good_for_somebody_else(
    inviting: Visitor, invited: Visitor, workplace: Workplace, sentence: Sentence
) -> None:
    code = inviting.invites()
    inviting.opens("/invitation")
    with nothing_is_saved(workplace):
        page = inviting.posts("/invitation", 422, code=code, display_name="Alex again")
    assert sentence("member") in page.text
    invited.accepts(code, "Sam")


def test_a_code_waits_while_somebody_joins(inviting: Visitor, visitor: Callable[[], Visitor]) -> None:
    code, sam = inviting.invites(), visitor()
    sam.opens("/invitation")
    assert sam.posts("/invitation", code=code.lower()).heading == "Join"
    sam.joins("sam")
    assert sam.page.heading == "You are invited"
    assert sam.page.values("code") == [code.lower()]
    sam.posts("/invitation", code=sam.page.values("code")[0], display_name="Sam")
    assert sam.address == inviting.us
    assert sam.opens("/invitation").values("code") == [""]


def test_a_code_that_opens_nothing_does_not_wait(
    visitor: Callable[[], Visitor], workplace: Workplace, sentence: Sentence
) -> None:
    somebody = visitor()
    somebody.opens("/invitation")
    with nothing_is_saved(workplace):
        page = somebody.posts("/invitation", 422, code="7" * 26)
    assert sentence("code") in page.text
    assert page.values("code") == ["7" * 26]
    assert somebody.opens("/invitation").values("code") == [""]


def test_a_cookie_that_was_not_made_here_holds_no_code(visitor: Callable[[], Visitor]) -> None:
    somebody = visitor()
    for value in ("not base64 ü", "AAAA", "x" * 4000):
        somebody.client.set_cookie("invitation", value)
        assert somebody.opens("/invitation").values("code") == [""]


def test_a_third_person_is_invited_once_everybody_has_said_yes(couple: Couple, joined: Joined) -> None:
    alex, sam = couple
    alex.opens(alex.us)
    assert "Your yes is noted" in alex.posts(f"{alex.us}/invitations").text
    assert "Your yes is noted" in alex.posts(f"{alex.us}/invitations").text, "one's own yes, twice, is one"
    joined("kim").accepts(sam.invites(), "Kim")
    assert "Kim" in alex.opens(alex.us).text


def test_a_yes_lapses_quietly_after_two_weeks(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    alex.opens(alex.us)
    alex.posts(f"{alex.us}/invitations")
    clock.passes(days=14)
    sam.client.delete_cookie("session")
    sam.signs_in()
    sam.opens(sam.us)
    assert "Your yes is noted" in sam.posts(f"{sam.us}/invitations").text


def test_there_is_room_for_six(gathering: Callable[[int], list[Visitor]], sentence: Sentence) -> None:
    people = gathering(6)
    page = people[0].opens(people[0].us)
    assert "There are six of you" in page.text
    assert sentence("full") in people[0].posts(f"{people[0].us}/invitations", 409).text
