"""The clock is put an hour or a year back or forth, or shows a leap day: what is open stays open, what is over stays
over, and everybody finds a way in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.answers import Reflection
from app.domain.exercise import Opens
from app.services import partnerships
from app.services.context import Refused
from app.services.rounds import Address
from app.startup import keep_up_once
from tests.clock import Clock
from tests.navigators import Visitor
from tests.services.circle import Circle, words

pytestmark = pytest.mark.parametrize("workplace", ["sqlite"], indirect=True)

Browsers = Callable[[str], Visitor]
LEAP_DAY = datetime(2028, 2, 29, 12, tzinfo=UTC)
JUMPS = {
    "an hour forth": timedelta(hours=1),
    "an hour back": timedelta(hours=-1),
    "a year back": timedelta(days=-365),
    "ten years back": timedelta(days=-3650),
}
BACK = [name for name, jump in JUMPS.items() if jump < timedelta()]


@pytest.fixture
def couple(circle: Circle) -> Circle:
    circle.found("alex", "sam")
    return circle


def keeps_up(circle: Circle) -> None:
    keep_up_once(circle.workplace)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_an_opened_round_stays_open(couple: Circle, clock: Clock, jump: timedelta) -> None:
    ready, blind = couple.start("alex", "talk", Opens.READY), couple.start("alex", hours=1)
    for name in ("alex", "sam"):
        couple.fill_in(name, ready)
        couple.fill_in(name, blind, "dancing")
    clock.passes(hours=1)
    before = {here: couple.reads("alex", here) for here in (ready, blind)}
    assert before[blind].matches == ("dancing",)
    clock.now += jump
    keeps_up(couple)
    for here, seen in before.items():
        assert couple.reads("sam", here) == seen
        for act in (
            lambda here=here: couple.save("sam", here, "shown", Reflection(text="Late")),
            lambda here=here: couple.seal("sam", here),
        ):
            with pytest.raises(Refused, match="closed"):
                act()
    assert couple.own_texts("sam", ready) >= {words("sam", "shown")}


def test_a_round_opened_while_the_clock_was_ahead_stays_open(couple: Circle, clock: Clock) -> None:
    here = couple.start("alex", hours=1)
    for name in ("alex", "sam"):
        couple.fill_in(name, here, "dancing")
    clock.passes(days=1)
    seen = couple.reads("alex", here)
    clock.passes(days=-1)
    assert couple.reads("sam", here) == seen
    with pytest.raises(Refused, match="closed"):
        couple.save("sam", here, "shown", Reflection(text="Late"))


@pytest.mark.parametrize("jump", BACK)
@pytest.mark.parametrize("end", ["expired", "used", "taken back"])
def test_a_code_that_is_over_stays_over(circle: Circle, clock: Clock, end: str, jump: str) -> None:
    circle.found("alex")
    for name in ("sam", "kim"):
        circle.join(name)
    code = circle.invite("alex")
    match end:
        case "expired":
            clock.passes(hours=72)
            keeps_up(circle)
        case "used":
            circle.accept("sam", code)
        case _:
            circle.does("alex", partnerships.revoke, circle.us)
    clock.now += JUMPS[jump]
    with pytest.raises(Refused, match="code"):
        circle.accept("kim", code)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_whoever_has_their_passphrase_comes_in(
    couple: Circle, browsers: Browsers, clock: Clock, jump: timedelta
) -> None:
    here = couple.start("alex", "talk", Opens.READY, days=3)
    alex = browsers("alex")
    page = alex.opens(f"/rounds/{here}/prompts/1")
    clock.now += jump
    alex.posts(f"/rounds/{here}/prompts/1", version=page.values("version")[0], text="Typed before", share="keep")
    assert alex.page.heading == "Locked"
    alex.unlocks()
    assert "Typed before" in alex.opens(f"/rounds/{here}/review").text
    alex.client.delete_cookie("session")
    alex.signs_in()
    assert alex.opens("/").heading == "Home"
    # And once the clock is right again.
    clock.now -= jump
    if alex.opens("/account").address == "/sign-in":
        alex.signs_in()
    if alex.opens("/").heading == "Locked":
        alex.unlocks()
    assert alex.page.heading == "Home"


@pytest.mark.parametrize("jump", BACK)
def test_what_the_clock_has_locked_or_ended_it_does_not_give_back(
    couple: Circle, browsers: Browsers, clock: Clock, jump: str
) -> None:
    alex = browsers("alex")
    assert alex.opens("/").heading == "Home"
    clock.passes(minutes=11)
    keeps_up(couple)
    clock.now += JUMPS[jump]
    assert alex.opens("/").heading == "Locked"
    clock.now -= JUMPS[jump]
    clock.passes(hours=12)
    keeps_up(couple)
    clock.now += JUMPS[jump]
    alex.opens("/account")
    assert alex.address == "/sign-in"


@pytest.mark.parametrize("jump", BACK)
def test_a_session_from_the_future_is_locked_and_not_fresh(
    couple: Circle, browsers: Browsers, clock: Clock, jump: str
) -> None:
    here = opened(couple)
    alex = browsers("alex")
    alex.opens(f"/rounds/{here}/summary")
    alex.posts(f"/rounds/{here}/keep-open")
    clock.now += JUMPS[jump]
    assert alex.opens(f"/rounds/{here}/mine").heading == "Locked"
    assert alex.opens(f"/rounds/{here}/summary").heading == "Locked"


def test_a_clock_that_is_put_right_by_seconds_locks_nobody(couple: Circle, browsers: Browsers, clock: Clock) -> None:
    here = opened(couple)
    alex = browsers("alex")
    clock.passes(seconds=-30)
    assert alex.opens("/").heading == "Home"
    assert alex.opens(f"/rounds/{here}/mine").status == 200


def test_what_is_shown_from_a_leap_day_on_is_shown_for_a_year(couple: Circle, clock: Clock) -> None:
    clock.now = LEAP_DAY - timedelta(days=1)
    couple.people = {name: couple.signs_in(name) for name in couple.people}
    here = couple.start("alex", "talk", Opens.READY, days=1)
    for name in ("alex", "sam"):
        couple.answer(name, here)
    couple.seal("alex", here)
    clock.now = LEAP_DAY
    assert couple.reads("sam", here).texts == {words("alex", "shown")}
    for days, shown in ((364, {words("alex", "shown")}), (1, set())):
        clock.passes(days=days)
        keeps_up(couple)
        assert couple.reads("sam", here).texts == shown


def test_a_leap_day_turns_the_keys_like_any_other(couple: Circle, clock: Clock) -> None:
    epochs = couple.workplace.house.epochs
    clock.now = LEAP_DAY - timedelta(days=7)
    here = opened(couple)
    for day in (LEAP_DAY - timedelta(days=1), LEAP_DAY, LEAP_DAY + timedelta(days=1)):
        clock.now = day
        keeps_up(couple)
        assert epochs.current(day.date()) == day.date().isoformat()
    assert couple.reads("sam", here).texts == {words("alex", "shown"), words("sam", "shown")}


def opened(circle: Circle) -> Address:
    here = circle.start("alex", "talk", Opens.READY)
    for name in ("alex", "sam"):
        circle.fill_in(name, here)
    return here
