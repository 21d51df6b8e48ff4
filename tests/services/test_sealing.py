"""After sealing one may only take away, and after the time nothing changes at all."""

from collections.abc import Callable

import pytest

from app.domain.answers import Picks, Reflection, Share
from app.domain.exercise import Opens
from app.services import worksheets
from app.services.context import NotFound, Refused
from app.services.rounds import Address, read_flag
from tests.services.circle import Circle, Seen, at_once, words


@pytest.fixture
def here(couple: Circle) -> Address:
    """Alex has sealed; it opens in an hour."""
    here = couple.start("alex")
    couple.fill_in("alex", here, "dancing", "massage")
    return here


def takes_away(circle: Circle, name: str, here: Address, service: Callable[..., None], *given: str) -> None:
    with circle.workplace.writing(shred=True) as ctx:
        sheet = worksheets.find(ctx, circle.people[name], here, to_change=True)
        service(ctx, circle.people[name], sheet, *[sheet.exercise.prompt(one) for one in given])


def test_nothing_is_answered_after_sealing(couple: Circle, here: Address) -> None:
    before = couple.sheet("alex", here)
    for prompt, answer in (("shown", Reflection(text="Something else")), ("mutual", ("stars",)), ("kept", None)):
        with pytest.raises(Refused, match="sealed"):
            couple.save("alex", here, prompt, answer, Share.PARTNERS)
    after = couple.sheet("alex", here)
    assert after.worksheet == before.worksheet
    assert after.picks == before.picks


def test_nobody_seals_twice(couple: Circle, here: Address) -> None:
    with pytest.raises(Refused, match="sealed"):
        couple.seal("alex", here)


def test_a_sealed_answer_that_is_kept_after_all_does_not_show(couple: Circle, here: Address) -> None:
    takes_away(couple, "alex", here, worksheets.keep_after_all, "shown")
    couple.fill_in("sam", here, "dancing")
    couple.clock.passes(hours=1)
    assert couple.reads("sam", here) == Seen({words("sam", "shown")}, ("dancing",))
    assert couple.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}


def test_what_is_kept_already_may_be_kept_again_and_shows_nothing_more(couple: Circle, here: Address) -> None:
    takes_away(couple, "alex", here, worksheets.keep_after_all, "kept")
    couple.clock.passes(hours=1)
    assert couple.reads("sam", here).texts == {words("alex", "shown")}


@pytest.mark.parametrize("sealed", [True, False])
def test_cleared_answers_and_picks_are_gone_for_everybody(couple: Circle, sealed: bool) -> None:
    here = couple.start("alex")
    couple.answer("alex", here, "dancing")
    if sealed:
        couple.seal("alex", here)
    takes_away(couple, "alex", here, worksheets.clear)
    assert couple.own_texts("alex", here) == set()
    assert couple.sheet("alex", here).picks == Picks()
    assert couple.sheet("alex", here).sealed is sealed
    couple.fill_in("sam", here, "dancing")
    couple.clock.passes(hours=1)
    assert couple.reads("alex", here) == Seen({words("sam", "shown")}, ())


@pytest.mark.parametrize("opens", Opens)
def test_nothing_is_taken_away_after_the_time(couple: Circle, opens: Opens) -> None:
    here = couple.start("alex", "talk", opens)
    couple.fill_in("alex", here)
    couple.clock.passes(hours=1)
    for service, given in ((worksheets.keep_after_all, ["shown"]), (worksheets.clear, [])):
        with pytest.raises(Refused, match="closed"):
            takes_away(couple, "alex", here, service, *given)
    assert couple.reads("sam", here).texts == {words("alex", "shown")}


def test_the_clock_alone_refuses_saves_whether_or_not_anybody_came(couple: Circle) -> None:
    here = couple.start("alex")
    couple.clock.passes(hours=1)
    for name in couple.people:
        with pytest.raises(Refused, match="closed"):
            couple.answer(name, here)
        with pytest.raises(Refused, match="closed"):
            couple.seal(name, here)


def test_the_server_does_not_know_who_sealed_where_a_time_is_set(couple: Circle, here: Address) -> None:
    assert [known_sealed(couple, name, here) for name in couple.people] == [False, False]
    ready = couple.start("alex", "talk", Opens.READY)
    couple.fill_in("alex", ready)
    assert [known_sealed(couple, name, ready) for name in couple.people] == [True, False]


def known_sealed(circle: Circle, name: str, here: Address) -> bool:
    """What the server itself knows of somebody's sealing, by its own key."""
    sheet = circle.sheet(name, here)
    with circle.workplace.reading() as ctx:
        return read_flag(ctx, here, sheet.member, sheet.row.sealed)


def test_a_save_over_a_newer_one_is_refused(couple: Circle) -> None:
    here = couple.start("alex")
    alex = couple.people["alex"]
    older = couple.sheet("alex", here)
    couple.save("alex", here, "shown", Reflection(text="The newer words"))
    with pytest.raises(Refused, match="conflict"), couple.workplace.writing() as ctx:
        worksheets.save(ctx, alex, older, older.exercise.prompt("shown"), Reflection(text="The older words"), None)
    assert couple.own_texts("alex", here) == {"The newer words"}


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_saves_in_the_same_moment_lose_nothing(couple: Circle, here: Address) -> None:
    def save(prompt: str) -> None:
        couple.save("sam", here, prompt, Reflection(text=words("sam", prompt)))

    assert at_once([lambda prompt=prompt: save(prompt) for prompt in ("shown", "kept", "own")]) == [None] * 3
    assert couple.own_texts("sam", here) == {words("sam", prompt) for prompt in ("shown", "kept", "own")}


def test_nobody_finds_somebody_elses_round_or_worksheet(couple: Circle, here: Address) -> None:
    couple.join("kit")
    for address in (here, Address(couple.us, "A" * 22), Address("A" * 22, here.round)):
        with pytest.raises(NotFound):
            couple.sheet("kit", address)
    assert couple.own_texts("sam", here) == set()
