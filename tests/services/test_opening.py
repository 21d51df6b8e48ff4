"""The opening: once, for everybody, and the same whoever comes first."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, update

from app.domain.exercise import Opens
from app.services import partnerships, rounds, summaries, upkeep
from app.services.context import Locked, Refused
from app.services.rounds import BLIND_PARTS_KEPT, Address
from app.storage.tables import DisclosureRow, GrantRow, RoundRow, WorksheetRow
from tests.services.circle import Circle, Seen, at_once, seen, words
from tests.statements import statement_counter

NOBODY = Seen(set(), ())
both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


class Undone(Exception):
    """Ends a transaction without a trace."""


def what_it_would_be(circle: Circle, opener: str, here: Address) -> list[Seen]:
    """What everybody would read if this one opened the round."""
    found = []
    with suppress(Undone), circle.workplace.writing() as ctx:
        rounds.open_due(ctx, circle.people[opener], here)
        found += [seen(summaries.read(ctx, one, here)) for one in circle.people.values()]
        raise Undone
    return found


Harm = Callable[[Connection, str, str], None]
"""Does something to what the first member wrote for the second."""


def picks_for(author: str, reader: str) -> tuple[object, ...]:
    return (GrantRow.subject == "picks", GrantRow.author == author, GrantRow.reader == reader)


def channel(author: str, reader: str) -> tuple[object, ...]:
    return (GrantRow.subject == "channel", GrantRow.author == author, GrantRow.reader == reader)


def picks_of(author: str) -> tuple[object, ...]:
    return (DisclosureRow.part == "picks", DisclosureRow.author == author)


HARMS: dict[str, Harm] = {
    "the content is broken": lambda db, a, b: db.execute(
        update(DisclosureRow).where(*picks_of(a)).values(content=bytes(541))
    ),
    "the content is cut short": lambda db, a, b: db.execute(
        update(DisclosureRow).where(*picks_of(a)).values(content=b"\x01")
    ),
    "the content is gone": lambda db, a, b: db.execute(delete(DisclosureRow).where(*picks_of(a))),
    "the version is another": lambda db, a, b: db.execute(
        update(DisclosureRow).where(*picks_of(a)).values(version=bytes(16))
    ),
    "the grant is broken": lambda db, a, b: db.execute(
        update(GrantRow).where(*picks_for(a, b)).values(sealed=bytes(90))
    ),
    "the grant names a lost epoch": lambda db, a, b: db.execute(
        update(GrantRow).where(*picks_for(a, b)).values(epoch="2020-01-01")
    ),
    "the grant is gone": lambda db, a, b: db.execute(delete(GrantRow).where(*picks_for(a, b))),
    "the author's own grant is gone": lambda db, a, b: db.execute(delete(GrantRow).where(*picks_for(a, a))),
    "all grants are gone": lambda db, a, b: db.execute(
        delete(GrantRow).where(GrantRow.subject == "picks", GrantRow.author == a)
    ),
    "the channel is broken": lambda db, a, b: db.execute(
        update(GrantRow).where(*channel(a, b)).values(sealed=bytes(110))
    ),
    "the channel is gone": lambda db, a, b: db.execute(delete(GrantRow).where(*channel(a, b))),
}


@pytest.fixture
def picked(trio: Circle) -> Address:
    """A round in which all three picked dancing, and each something else; its time has come."""
    here = trio.start("alex")
    trio.fill_in("alex", here, "dancing", "massage")
    trio.fill_in("sam", here, "dancing", "stars")
    trio.fill_in("kit", here, "dancing", "bath")
    trio.clock.passes(hours=1)
    return here


def test_everybody_reads_the_same_whoever_opens(trio: Circle, picked: Address) -> None:
    expected = Seen({words(name, "shown") for name in trio.people}, ("dancing",))
    for opener in trio.people:
        assert what_it_would_be(trio, opener, picked) == [expected] * 3


@pytest.mark.parametrize("harm", HARMS)
def test_a_harmed_part_counts_as_nothing_picked_whoever_opens(trio: Circle, picked: Address, harm: str) -> None:
    with trio.workplace.database.writing() as db:
        HARMS[harm](db, trio.member("alex"), trio.member("sam"))
    for opener in trio.people:
        assert [one.matches for one in what_it_would_be(trio, opener, picked)] == [()] * 3, opener


def test_a_grant_moved_to_another_place_opens_nothing_there(trio: Circle, picked: Address) -> None:
    alex, sam = trio.member("alex"), trio.member("sam")
    with trio.workplace.database.writing() as db:
        db.execute(update(GrantRow).where(*picks_for(alex, sam)).values(reader="aside"))
        db.execute(update(GrantRow).where(*picks_for(sam, sam)).values(author=alex))
        db.execute(update(GrantRow).where(GrantRow.reader == "aside").values(author=sam, reader=sam))
    for opener in trio.people:
        assert [one.matches for one in what_it_would_be(trio, opener, picked)] == [()] * 3, opener


def test_picks_that_were_never_sealed_count_as_none(trio: Circle) -> None:
    here = trio.start("alex")
    trio.fill_in("alex", here, "dancing")
    trio.fill_in("sam", here, "dancing")
    trio.answer("kit", here, "dancing")
    trio.clock.passes(hours=1)
    for name in trio.people:
        assert trio.reads(name, here) == Seen({words("alex", "shown"), words("sam", "shown")}, ())


def test_who_held_back_counts_as_having_picked_nothing(trio: Circle, picked: Address) -> None:
    trio.does("sam", summaries.hold_back, picked)
    for opener in trio.people:
        shown = {words("alex", "shown"), words("kit", "shown")}
        assert what_it_would_be(trio, opener, picked) == [Seen(shown, ())] * 3


@both_engines
def test_many_at_once_open_a_round_once(trio: Circle, picked: Address) -> None:
    openers = [lambda name=name: trio.does(name, rounds.open_due, picked) for name in list(trio.people) * 3]
    with statement_counter(trio.workplace.database) as statements:
        assert at_once(openers) == [None] * 9
    assert len([one for one in statements if one.startswith("DELETE FROM disclosures")]) == 1
    for name in trio.people:
        assert trio.reads(name, picked).matches == ("dancing",)


@both_engines
def test_reading_together_everybody_sees_the_same(trio: Circle, picked: Address) -> None:
    found = at_once([lambda name=name: trio.reads(name, picked) for name in trio.people])
    assert found == [Seen({words(name, "shown") for name in trio.people}, ("dancing",))] * 3


@pytest.mark.parametrize("slug", ["talk", "try-out"])
def test_whether_somebody_has_looked_does_not_show_in_beginning_it_again(couple: Circle, slug: str) -> None:
    """Two rounds of the same at nearly the same time are one: but not once it has opened, by the clock."""

    def begun_again(looks: bool) -> str:
        here = couple.start("alex", slug, minutes=5)
        couple.clock.passes(minutes=5, seconds=5)
        if looks:
            couple.reads("sam", here)
        try:
            return "the same" if couple.start("alex", slug, seconds=25) == here else "another"
        except Refused as refused:
            return refused.reason
        finally:
            couple.clock.passes(days=20)

    assert begun_again(looks=False) == begun_again(looks=True) == ("another" if slug == "talk" else "too-soon")


def test_an_outdated_key_opens_nothing(couple: Circle) -> None:
    """Of a request that was on its way while the passphrase changed: it would find nothing picked, for everybody."""
    here = couple.start("alex")
    couple.fill_in("alex", here, "dancing")
    couple.fill_in("sam", here, "dancing")
    before = couple.changes_passphrase("sam")
    couple.clock.passes(hours=1)
    with pytest.raises(Locked), couple.workplace.writing() as ctx:
        rounds.open_due(ctx, before, here)
    assert couple.reads("alex", here).matches == ("dancing",)


def test_who_is_not_in_the_circle_opens_nothing(couple: Circle) -> None:
    here = couple.start("alex")
    for name in ("alex", "sam"):
        couple.fill_in(name, here, "dancing")
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    couple.clock.passes(hours=1)
    couple.does("kit", rounds.open_due, here)
    assert couple.reads("alex", here).matches == ("dancing",)


class TestReady:
    @pytest.fixture
    def here(self, couple: Circle) -> Address:
        return couple.start("alex", "talk", Opens.READY, days=3)

    def test_it_opens_in_the_moment_the_last_one_seals(self, couple: Circle, here: Address) -> None:
        couple.fill_in("alex", here)
        with pytest.raises(Refused, match="not-open"):
            couple.reads("alex", here)
        couple.fill_in("sam", here)
        assert couple.reads("alex", here) == Seen({words("alex", "shown"), words("sam", "shown")}, ())

    @both_engines
    def test_it_opens_when_both_seal_in_the_same_moment(self, couple: Circle, here: Address) -> None:
        for name in couple.people:
            couple.answer(name, here)
        assert at_once([lambda name=name: couple.seal(name, here) for name in couple.people]) == [None, None]
        assert couple.reads("alex", here).texts == {words("alex", "shown"), words("sam", "shown")}

    def test_it_opens_at_its_latest_time_in_any_case(self, couple: Circle, here: Address) -> None:
        couple.fill_in("alex", here)
        couple.clock.passes(days=3, seconds=-1)
        with pytest.raises(Refused, match="not-open"):
            couple.reads("sam", here)
        couple.clock.passes(seconds=1)
        assert couple.reads("sam", here) == Seen({words("alex", "shown")}, ())

    def test_leaving_does_not_open_it(self, trio: Circle) -> None:
        here = trio.start("alex", "talk", Opens.READY, days=3)
        trio.fill_in("alex", here)
        trio.fill_in("sam", here)
        trio.does("kit", partnerships.leave, trio.us)
        with pytest.raises(Refused, match="not-open"):
            trio.reads("alex", here)
        trio.clock.passes(days=3)
        assert trio.reads("alex", here).texts == {words("alex", "shown"), words("sam", "shown")}

    def test_leaving_after_sealing_does_not_let_the_others_open_it(self, trio: Circle) -> None:
        here = trio.start("alex", "talk", Opens.READY, days=3)
        trio.fill_in("kit", here)
        trio.does("kit", partnerships.leave, trio.us)
        trio.fill_in("alex", here)
        trio.fill_in("sam", here)
        with pytest.raises(Refused, match="not-open"):
            trio.reads("alex", here)

    @pytest.mark.parametrize("ends", ["lapses", "is revoked"])
    def test_an_invitation_that_ends_does_not_open_it(self, circle: Circle, ends: str) -> None:
        circle.found("alex")
        circle.invite("alex")
        here = circle.start("alex", "talk", Opens.READY, days=5)
        circle.fill_in("alex", here)
        if ends == "lapses":
            circle.clock.passes(hours=73)
            upkeep.sweep(circle.workplace)
        else:
            circle.does("alex", partnerships.revoke, circle.us)
        with pytest.raises(Refused, match="not-open"):
            circle.reads("alex", here)
        circle.clock.passes(days=5)
        assert circle.reads("alex", here).texts == {words("alex", "shown")}


class TestClockGoingBack:
    def test_what_was_opened_stays_open(self, couple: Circle) -> None:
        here = couple.start("alex")
        couple.fill_in("alex", here, "dancing")
        couple.fill_in("sam", here, "dancing")
        couple.clock.passes(hours=1)
        couple.reads("alex", here)
        couple.clock.passes(hours=-2)
        assert couple.reads("sam", here).matches == ("dancing",)

    def test_what_was_opened_takes_no_answers_again(self, couple: Circle) -> None:
        here = couple.start("alex")
        couple.clock.passes(hours=1)
        couple.reads("alex", here)
        couple.clock.passes(hours=-2)
        for attempt in (couple.answer, couple.seal):
            with pytest.raises(Refused, match="closed"):
                attempt("sam", here)


class TestNobodyCame:
    def rows(self, circle: Circle) -> int:
        """How many blind parts lie in the database."""
        with circle.workplace.database.reading() as db:
            worksheets = db.execute(select(WorksheetRow.member).where(WorksheetRow.picks.is_not(None))).all()
            disclosed = db.execute(select(DisclosureRow.author).where(DisclosureRow.part == "picks")).all()
            granted = db.execute(select(GrantRow.author).where(GrantRow.subject == "picks")).all()
            return len(worksheets) + len(disclosed) + len(granted)

    def sweep(self, circle: Circle) -> None:
        upkeep.sweep(circle.workplace)

    @both_engines
    def test_blind_parts_go_two_weeks_after_the_time(self, couple: Circle) -> None:
        here = couple.start("alex")
        for name in couple.people:
            couple.fill_in(name, here, "dancing")
        couple.clock.passes(hours=1)
        couple.clock.now += BLIND_PARTS_KEPT - timedelta(seconds=1)
        self.sweep(couple)
        assert self.rows(couple) == 2 + 2 + 4
        couple.clock.passes(seconds=1)
        self.sweep(couple)
        assert self.rows(couple) == 0
        assert couple.reads("alex", here) == Seen({words("alex", "shown"), words("sam", "shown")}, ())

    def test_a_round_that_was_read_keeps_its_match(self, couple: Circle) -> None:
        here = couple.start("alex")
        for name in couple.people:
            couple.fill_in(name, here, "dancing")
        couple.clock.passes(hours=1)
        couple.reads("sam", here)
        couple.clock.passes(days=15)
        self.sweep(couple)
        assert couple.reads("alex", here).matches == ("dancing",)

    def test_a_broken_round_does_not_keep_the_others_from_it(self, couple: Circle) -> None:
        couple.start("alex")
        with couple.workplace.database.writing() as db:
            db.execute(update(RoundRow).values(settings=bytes(157)))
        couple.us = couple.does("alex", partnerships.create, "again", "Alex", "")
        couple.start("alex")
        couple.clock.passes(days=15)
        self.sweep(couple)
        assert self.rows(couple) == 0
