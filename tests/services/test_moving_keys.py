"""A new key pair: what could be read before can be read after, by the new pair, and nothing that comes later by the
old one."""

from collections.abc import Callable

import pytest

from app.domain.answers import Picks, Reflection, Share
from app.domain.exercise import Opens
from app.services import granting, partnerships, people, summaries, worksheets
from app.services.context import Locked, Refused
from app.services.granting import NAMES
from app.services.person import Unlocked
from app.services.rounds import Address
from app.storage import grants as grant_rows
from app.storage import sessions as session_rows
from tests.services.circle import Circle, Pause, Seen, at_once, words

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
WAYS: dict[str, Callable[[Circle, str], Unlocked]] = {
    "a new passphrase": Circle.changes_passphrase,
    "the recovery code": Circle.recovers,
}
ALL = {words("alex", "shown"), words("sam", "shown")}


@pytest.fixture(params=WAYS)
def moves(request: pytest.FixtureRequest) -> Callable[[Circle, str], Unlocked]:
    """Moves somebody to a new pair and returns the person with the old one."""
    return WAYS[request.param]


@pytest.fixture
def here(couple: Circle) -> Address:
    """Both have answered, nobody has sealed."""
    here = couple.start("alex")
    for name in couple.people:
        couple.answer(name, here, "dancing")
    return here


def test_everything_readable_before_is_readable_after(
    couple: Circle, here: Address, moves: Callable[[Circle, str], Unlocked]
) -> None:
    couple.seal("alex", here)
    moves(couple, "alex")
    assert couple.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}
    assert couple.sheet("alex", here).picks == Picks(items={"mutual": ("dancing",)})
    assert couple.sheet("alex", here).sealed
    assert couple.asks("alex", partnerships.find, couple.us).label == "us"
    couple.seal("sam", here)
    couple.clock.passes(hours=1)
    assert [couple.reads(name, here) for name in couple.people] == [Seen(ALL, ("dancing",))] * 2
    for name in ("alex", "sam", "alex"):
        moves(couple, name)
        assert [couple.reads(name, here) for name in couple.people] == [Seen(ALL, ("dancing",))] * 2


@pytest.mark.parametrize("order", ["move, seal", "seal, move", "seal, move, move", "move, seal, move"])
@pytest.mark.parametrize("mover", ["alex", "sam"])
def test_the_order_of_moving_and_sealing_does_not_matter(couple: Circle, here: Address, order: str, mover: str) -> None:
    """Alex seals; whoever moves is the author, or the reader."""
    couple.seal("sam", here)
    for step in order.split(", "):
        if step == "seal":
            couple.seal("alex", here)
        else:
            couple.changes_passphrase(mover)
    couple.clock.passes(hours=1)
    for name in couple.people:
        assert couple.reads(name, here) == Seen(ALL, ("dancing",))


def test_both_move_between_the_sealing_and_the_opening(couple: Circle, here: Address) -> None:
    for name in couple.people:
        couple.seal(name, here)
    for name in couple.people:
        couple.changes_passphrase(name)
    couple.clock.passes(hours=1)
    for name in couple.people:
        assert couple.reads(name, here) == Seen(ALL, ("dancing",))


def test_a_moved_key_takes_away_and_takes_back_as_before(couple: Circle, here: Address) -> None:
    for name in couple.people:
        couple.seal(name, here)
        couple.changes_passphrase(name)
    with couple.workplace.writing(shred=True) as ctx:
        sheet = worksheets.find(ctx, couple.people["sam"], here, to_change=True)
        worksheets.keep_after_all(ctx, couple.people["sam"], sheet, sheet.exercise.prompt("shown"))
    couple.clock.passes(hours=1)
    assert couple.reads("alex", here).texts == {words("alex", "shown")}
    couple.does("alex", summaries.withdraw, here, "shown")
    couple.does("alex", summaries.withdraw_match, here, "mutual", "dancing")
    for name in couple.people:
        assert couple.reads(name, here) == Seen(set(), ())


def test_third_parties_go_on_reading(trio: Circle) -> None:
    here = trio.start("alex")
    for name in trio.people:
        trio.fill_in(name, here, "dancing")
    trio.changes_passphrase("sam")
    trio.clock.passes(hours=1)
    for name in trio.people:
        assert trio.reads(name, here).texts == ALL | {words("kit", "shown")}
        assert trio.reads(name, here).matches == ("dancing",)


def test_the_old_passphrase_and_code_open_nothing_any_more(
    couple: Circle, here: Address, moves: Callable[[Circle, str], Unlocked]
) -> None:
    passphrase, code = couple.passphrases["alex"], couple.recovery["alex"]
    moves(couple, "alex")
    with couple.workplace.writing() as ctx:
        with pytest.raises(Refused, match="unknown"):
            people.sign_in(ctx, "alex", passphrase)
        with pytest.raises(Refused, match="unknown"):
            people.recover(ctx, "alex", code, "another seven green rivers")
    assert couple.signs_in("alex").pair.public == couple.people["alex"].pair.public


def test_a_wrong_passphrase_moves_nothing(couple: Circle, here: Address) -> None:
    with pytest.raises(Refused, match="unknown"):
        couple.does("alex", people.change_passphrase, "not the right lamps", "another seven green rivers")
    with pytest.raises(Refused, match="unknown"), couple.workplace.writing() as ctx:
        people.recover(ctx, "alex", couple.recovery["sam"], "another seven green rivers")
    assert couple.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}


def test_somebody_in_two_partnerships_moves_in_both(couple: Circle, here: Address) -> None:
    first = couple.us
    couple.us = couple.does("alex", partnerships.create, "others", "Lex", "")
    couple.join("kit")
    couple.accept("kit", couple.invite("alex"))
    there = couple.start("kit", "talk", Opens.READY)
    couple.fill_in("kit", there)
    couple.changes_passphrase("alex")
    couple.fill_in("alex", there)
    assert couple.reads("alex", there).texts == {words("kit", "shown"), words("alex", "shown")}
    assert {one.id for one in couple.asks("alex", partnerships.of_person)} == {first, couple.us}
    assert couple.own_texts("alex", here)


class TestOnItsWay:
    """A request that was on its way while the passphrase changed has the old pair."""

    def test_its_save_is_refused_and_nothing_is_lost(self, couple: Circle, here: Address) -> None:
        old = couple.changes_passphrase("alex")
        with pytest.raises(Locked):
            save_as(couple, old, here)
        assert couple.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}

    def test_it_begins_no_partnership_that_nobody_could_read(self, couple: Circle) -> None:
        old = couple.changes_passphrase("alex")
        with pytest.raises(Locked), couple.workplace.writing() as ctx:
            partnerships.create(ctx, old, "late", "Alex", "")
        assert len(couple.asks("alex", partnerships.of_person)) == 1

    def test_it_uses_up_no_invitation(self, couple: Circle) -> None:
        couple.join("kit")
        code = couple.invite("alex", "sam")
        old = couple.changes_passphrase("kit")
        with pytest.raises(Locked), couple.workplace.writing() as ctx:
            partnerships.accept(ctx, old, code, "Kit", "")
        couple.accept("kit", code)
        assert len(couple.asks("kit", partnerships.find, couple.us).members) == 3

    @both_engines
    def test_a_save_that_comes_in_the_middle_of_a_move_loses_nothing(
        self, couple: Circle, here: Address, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pause = Pause()
        monkeypatch.setattr(session_rows, "end_all", pause.before(session_rows.end_all))
        alex = couple.people["alex"]

        def save() -> None:
            pause.ends(lambda: save_as(couple, alex, here))

        saved, moved = at_once([save, lambda: couple.changes_passphrase("alex")])
        assert isinstance(moved, Unlocked)
        assert isinstance(saved, Locked)
        assert couple.own_texts("alex", here) == {words("alex", prompt) for prompt in ("shown", "kept", "own")}

    @both_engines
    @pytest.mark.parametrize("mover", ["alex", "sam"])
    def test_a_move_that_comes_in_the_middle_of_sealing_loses_nothing(
        self, couple: Circle, mover: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Alex seals; whoever moves is the author, or the reader."""
        here = couple.start("alex", "talk")
        couple.answer("alex", here)
        pause, alex = Pause(), couple.people["alex"]
        monkeypatch.setattr(granting, "grant", pause.before(granting.grant, lambda _, me, *rest: me is alex))

        def move() -> None:
            pause.ends(lambda: couple.changes_passphrase(mover))

        assert at_once([lambda: couple.seal("alex", here), move]) == [None, None]
        couple.clock.passes(hours=1)
        for name in couple.people:
            assert couple.reads(name, here).texts == {words("alex", "shown")}


def save_as(circle: Circle, person: Unlocked, here: Address) -> None:
    with circle.workplace.writing() as ctx:
        sheet = worksheets.find(ctx, person, here, to_change=True)
        worksheets.save(ctx, person, sheet, sheet.exercise.prompt("shown"), Reflection(text="Late"), Share.KEEP)


def test_who_was_invited_before_can_still_join(circle: Circle, moves: Callable[[Circle, str], Unlocked]) -> None:
    """The way in was wrapped for the code, and nothing of it is made anew: its row is as it was to the byte."""

    def way_in() -> list[tuple[str, bytes]]:
        with circle.workplace.database.reading() as db:
            mine = grant_rows.of_member(db, circle.us, circle.member("alex"))
            return [(row.epoch, row.sealed) for row in mine if row.subject == NAMES and row.reader != row.author]

    circle.found("alex")
    circle.join("sam")
    code = circle.invite("alex")
    before = way_in()
    assert len(before) == 1
    moves(circle, "alex")
    assert way_in() == before
    circle.accept("sam", code)
    assert circle.asks("sam", partnerships.find, circle.us).label == "us"
