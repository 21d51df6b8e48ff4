"""Leaving, holding back, withdrawing: alone, at once, and without a word to the others."""

import pytest
from sqlalchemy import func, select

from app.domain.exercise import Opens
from app.services import own_data, partnerships, summaries, worksheets
from app.services.context import NotFound, Refused
from app.services.person import Person
from app.services.rounds import Address
from app.storage.tables import GrantRow, MemberRow, PartnershipRow, RoundRow, WorksheetRow
from tests.services.circle import Circle, Seen, at_once, words

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
BOTH = {words("alex", "shown"), words("sam", "shown")}


@pytest.fixture
def here(couple: Circle) -> Address:
    """Both have sealed; both picked dancing and stars."""
    here = couple.start("alex")
    for name in couple.people:
        couple.fill_in(name, here, "dancing", "stars")
    return here


@pytest.fixture
def opened(couple: Circle, here: Address) -> Address:
    couple.clock.passes(hours=1)
    assert couple.reads("alex", here) == Seen(BOTH, ("dancing", "stars"))
    return here


def locked(circle: Circle, name: str) -> Person:
    """The same person without their key."""
    me = circle.people[name]
    return Person(me.id, me.open_username, me.language, me.zone, me.public_key, me.second_step)


class TestWithdrawing:
    def test_an_answer_is_gone_for_everybody(self, couple: Circle, opened: Address) -> None:
        couple.does("alex", summaries.withdraw, opened, "shown")
        for name in couple.people:
            assert couple.reads(name, opened) == Seen({words("sam", "shown")}, ("dancing", "stars"))
        assert words("alex", "shown") in couple.own_texts("alex", opened), "one's own words stay one's own"

    def test_a_match_is_gone_for_everybody_whoever_takes_it_back(self, couple: Circle, opened: Address) -> None:
        couple.does("sam", summaries.withdraw_match, opened, "mutual", "dancing")
        for name in couple.people:
            assert couple.reads(name, opened) == Seen(BOTH, ("stars",))

    def test_what_was_kept_open_for_a_talk_shrinks_too(self, couple: Circle, opened: Address) -> None:
        _, keys = couple.asks("sam", summaries.keep_open, opened)
        couple.does("alex", summaries.withdraw, opened, "shown")
        couple.does("alex", summaries.withdraw_match, opened, "mutual", "dancing")
        with couple.workplace.reading() as ctx:
            left = summaries.read(ctx, locked(couple, "sam"), opened, keys)
        texts = [text for point in (*left.summary.first, *left.summary.rest) for _, text in point.comparison.texts]
        assert texts == [words("sam", "shown")]
        assert left.matched == {}

    @pytest.mark.parametrize("how", ["holds back", "leaves", "is deleted"])
    def test_what_was_kept_open_for_a_talk_ends_with_all_of_it(self, couple: Circle, opened: Address, how: str) -> None:
        """The keys are in a session that is locked: whatever they open must be gone."""
        _, keys = couple.asks("sam", summaries.keep_open, opened)
        if how == "holds back":
            couple.does("alex", summaries.hold_back, opened)
        elif how == "leaves":
            couple.does("alex", partnerships.leave, couple.us)
        else:
            couple.does("alex", own_data.delete_account)
        with couple.workplace.reading() as ctx:
            left = summaries.read(ctx, locked(couple, "sam"), opened, keys)
        texts = [text for point in (*left.summary.first, *left.summary.rest) for _, text in point.comparison.texts]
        assert texts == [words("sam", "shown")]
        assert left.matched == {}

    def test_again_or_something_that_is_not_there_changes_nothing(self, couple: Circle, opened: Address) -> None:
        for prompt in ("shown", "shown", "kept", "own", "mutual", "nothing"):
            couple.does("alex", summaries.withdraw, opened, prompt)
        for prompt, item in (("mutual", "bath"), ("shown", "dancing"), ("nothing", "")):
            couple.does("alex", summaries.withdraw_match, opened, prompt, item)
        assert couple.reads("sam", opened) == Seen({words("sam", "shown")}, ("dancing", "stars"))

    def test_nobody_takes_back_what_another_shared(self, couple: Circle, opened: Address) -> None:
        couple.does("sam", summaries.withdraw, opened, "shown")
        assert couple.reads("sam", opened).texts == {words("alex", "shown")}

    def test_before_the_opening_there_is_nothing_to_withdraw(self, couple: Circle, here: Address) -> None:
        for service, given in ((summaries.withdraw, ["shown"]), (summaries.withdraw_match, ["mutual", "dancing"])):
            with pytest.raises(Refused, match="not-open"):
                couple.does("alex", service, here, *given)

    def test_it_holds_although_the_clock_goes_back(self, couple: Circle, opened: Address) -> None:
        couple.does("alex", summaries.withdraw, opened, "shown")
        couple.clock.passes(hours=-3)
        assert couple.reads("sam", opened).texts == {words("sam", "shown")}

    @both_engines
    def test_everybody_withdrawing_in_the_same_moment(self, couple: Circle, opened: Address) -> None:
        calls = [lambda name=name: couple.does(name, summaries.withdraw, opened, "shown") for name in couple.people]
        calls += [
            lambda name=name, item=item: couple.does(name, summaries.withdraw_match, opened, "mutual", item)
            for name, item in (("alex", "dancing"), ("sam", "stars"))
        ]
        assert at_once(calls) == [None] * 4
        for name in couple.people:
            assert couple.reads(name, opened) == Seen(set(), ())


class TestHoldingBack:
    def test_it_needs_no_key_and_ends_all_one_showed(self, couple: Circle, opened: Address) -> None:
        with couple.workplace.writing() as ctx:
            summaries.hold_back(ctx, locked(couple, "alex"), opened)
        for name in couple.people:
            assert couple.reads(name, opened) == Seen({words("sam", "shown")}, ())

    def test_before_the_opening_it_looks_like_having_shared_nothing(self, couple: Circle, here: Address) -> None:
        with couple.workplace.writing() as ctx:
            summaries.hold_back(ctx, locked(couple, "alex"), here)
        couple.clock.passes(hours=1)
        assert couple.reads("sam", here) == Seen({words("sam", "shown")}, ())

    def test_sealing_afterwards_brings_nothing_back(self, couple: Circle) -> None:
        here = couple.start("alex")
        couple.answer("alex", here, "dancing")
        couple.does("alex", summaries.hold_back, here)
        couple.seal("alex", here)
        couple.fill_in("sam", here, "dancing")
        couple.clock.passes(hours=1)
        assert couple.reads("sam", here) == Seen({words("sam", "shown")}, ())

    def test_a_new_key_pair_brings_nothing_back(self, couple: Circle, opened: Address) -> None:
        couple.does("alex", summaries.hold_back, opened)
        for name in couple.people:
            couple.changes_passphrase(name)
        assert couple.reads("sam", opened) == Seen({words("sam", "shown")}, ())

    def test_strangers_hold_nothing_back(self, couple: Circle, opened: Address) -> None:
        couple.join("kit")
        for address in (opened, Address("A" * 22, "A" * 22)):
            with pytest.raises(NotFound):
                couple.does("kit", summaries.hold_back, address)


class TestLeaving:
    def count(self, circle: Circle, table: type, *where: object) -> int:
        with circle.workplace.database.reading() as db:
            return db.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

    def leave(self, circle: Circle, name: str) -> None:
        with circle.workplace.writing(shred=True) as ctx:
            partnerships.leave(ctx, locked(circle, name), circle.us)

    @both_engines
    def test_it_needs_no_key_and_takes_everything_along(self, couple: Circle, opened: Address) -> None:
        member = couple.member("alex")
        self.leave(couple, "alex")
        assert couple.reads("sam", opened) == Seen({words("sam", "shown")}, ())
        assert self.count(couple, GrantRow, (GrantRow.author == member) | (GrantRow.reader == member)) == 0
        for service, given in ((worksheets.find, opened), (summaries.view, opened), (partnerships.find, couple.us)):
            with pytest.raises(NotFound):
                couple.asks("alex", service, given)

    def test_what_was_answered_is_overwritten(self, couple: Circle, here: Address) -> None:
        member = couple.member("alex")
        column = select(WorksheetRow.answers, WorksheetRow.picks, WorksheetRow.answers_key, WorksheetRow.picks_key)

        def parts() -> list[bytes]:
            with couple.workplace.database.reading() as db:
                return list(db.execute(column.where(WorksheetRow.member == member)).one())

        before = parts()
        self.leave(couple, "alex")
        after = parts()
        assert [len(one) for one in after] == [len(one) for one in before]
        assert all(one != other for one, other in zip(before, after, strict=True))

    def test_others_see_the_same_page_of_the_partnership_but_for_the_member(self, trio: Circle) -> None:
        before = trio.asks("alex", partnerships.find, trio.us)
        self.leave(trio, "kit")
        assert trio.asks("alex", partnerships.find, trio.us) == before, "leaving is quiet: the name stays"

    def test_the_others_go_on(self, trio: Circle) -> None:
        here = trio.start("alex", "talk", Opens.READY)
        trio.fill_in("kit", here)
        self.leave(trio, "kit")
        trio.fill_in("alex", here)
        trio.clock.passes(hours=1)
        assert trio.reads("sam", here).texts == {words("alex", "shown")}
        there = trio.start("sam", "talk", Opens.READY)
        for name in ("alex", "sam"):
            trio.fill_in(name, there)
        trio.clock.passes(hours=1)
        assert trio.reads("alex", there).texts == BOTH

    def test_nobody_comes_back_by_a_new_key_pair(self, couple: Circle, opened: Address) -> None:
        self.leave(couple, "alex")
        couple.changes_passphrase("alex")
        couple.changes_passphrase("sam")
        assert couple.asks("alex", partnerships.of_person) == []
        assert couple.reads("sam", opened) == Seen({words("sam", "shown")}, ())

    @both_engines
    def test_with_the_last_one_the_partnership_goes(self, couple: Circle, opened: Address) -> None:
        couple.invite("alex", "sam")
        for name in list(couple.people):
            self.leave(couple, name)
        for table in (PartnershipRow, MemberRow, RoundRow, WorksheetRow, GrantRow):
            assert self.count(couple, table) == 0

    @both_engines
    def test_all_leaving_in_the_same_moment(self, trio: Circle) -> None:
        here = trio.start("alex")
        trio.fill_in("sam", here, "dancing")
        assert at_once([lambda name=name: self.leave(trio, name) for name in trio.people]) == [None] * 3
        assert self.count(trio, PartnershipRow) == 0

    @both_engines
    def test_leaving_while_another_seals(self, couple: Circle) -> None:
        here = couple.start("alex", "talk", Opens.READY)
        couple.fill_in("sam", here)
        couple.answer("alex", here)
        assert at_once([lambda: couple.seal("alex", here), lambda: self.leave(couple, "sam")]) == [None, None]
        couple.clock.passes(hours=1)
        assert couple.reads("alex", here).texts == {words("alex", "shown")}
