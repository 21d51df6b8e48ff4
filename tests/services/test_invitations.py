"""An invitation: one place, one person, 72 hours; and a third partner only when everybody wants them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.exercise import Opens
from app.services import granting, own_data, partnerships, summaries, upkeep
from app.services.context import NotFound, Refused
from app.services.partnerships import CODE_GOOD_FOR, YES_GOOD_FOR
from app.storage.tables import DisclosureRow, GrantRow, InvitationRow, MemberRow, WorksheetRow
from tests.services.circle import Circle, Pause, Seen, at_once, words

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


@pytest.fixture
def alone(circle: Circle) -> Circle:
    """Alex, and Kit who is nobody's partner yet."""
    circle.found("alex")
    circle.join("kit")
    return circle


def sweep(circle: Circle) -> None:
    upkeep.sweep(circle.workplace)


def count(circle: Circle, table: type, *where: object) -> int:
    with circle.workplace.database.reading() as db:
        return db.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


class TestOneUse:
    @both_engines
    def test_of_twenty_at_once_one_gets_in(self, circle: Circle) -> None:
        circle.found("alex")
        names = [f"guest-{n}" for n in range(20)]
        for name in names:
            circle.join(name)
        code = circle.invite("alex")
        results = at_once([lambda name=name: circle.accept(name, code) for name in names])
        assert results.count(None) == 1
        refused = [one for one in results if one is not None]
        assert {(type(one), str(one)) for one in refused} == {(Refused, "code")}
        assert count(circle, MemberRow, MemberRow.person.is_not(None)) == 2
        lucky = names[results.index(None)]
        assert [one.name for one in circle.asks(lucky, partnerships.find, circle.us).members if one.me]

    @both_engines
    def test_one_person_pressing_twice_gets_one_place(self, alone: Circle) -> None:
        code = alone.invite("alex")
        results = at_once([lambda: alone.accept("kit", code)] * 4)
        assert results.count(None) == 1
        assert count(alone, MemberRow) == 2

    def test_a_used_code_is_refused(self, alone: Circle) -> None:
        code = alone.invite("alex")
        alone.accept("kit", code)
        alone.join("sam")
        with pytest.raises(Refused, match="code"):
            alone.accept("sam", code)

    @both_engines
    @pytest.mark.parametrize("ends", ["revoke", "invite", "lapse"])
    def test_accepting_while_it_is_ended(self, alone: Circle, ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """One of the two wins. Whoever got in has their place, with the key to the names."""
        code = alone.invite("alex")
        alone.clock.passes(hours=71)
        pause, step = Pause(), "_is_past" if ends == "lapse" else "_lapse"
        monkeypatch.setattr(partnerships, step, pause.before(getattr(partnerships, step)))

        def end() -> None:
            if ends == "revoke":
                alone.does("alex", partnerships.revoke, alone.us)
            elif ends == "invite":
                alone.invite("alex")
            else:
                with alone.workplace.writing() as ctx:
                    partnerships.lapse_invitations(replace(ctx, now=ctx.now + timedelta(hours=2)))

        accepted, ended = at_once([lambda: pause.ends(lambda: alone.accept("kit", code)), end])
        assert ended is None
        if accepted is None:
            assert alone.asks("kit", partnerships.find, alone.us).label == "us"
        else:
            assert str(accepted) == "code"
            with pytest.raises(NotFound):
                alone.asks("kit", partnerships.find, alone.us)


class TestItsEnd:
    def test_it_is_good_for_72_hours_and_no_longer(self, alone: Circle) -> None:
        code = alone.invite("alex")
        alone.clock.now += CODE_GOOD_FOR
        with pytest.raises(Refused, match="code"):
            alone.accept("kit", code)
        alone.clock.passes(seconds=-1)
        alone.accept("kit", code)

    def test_it_does_not_come_back_when_the_clock_does(self, alone: Circle) -> None:
        code = alone.invite("alex")
        alone.clock.now += CODE_GOOD_FOR
        sweep(alone)
        alone.clock.passes(hours=-72)
        with pytest.raises(Refused, match="code"):
            alone.accept("kit", code)
        assert not any(one.invited for one in alone.asks("alex", partnerships.find, alone.us).members)

    def test_a_revoked_one_is_refused(self, alone: Circle) -> None:
        code = alone.invite("alex")
        alone.does("alex", partnerships.revoke, alone.us)
        with pytest.raises(Refused, match="code"):
            alone.accept("kit", code)

    def test_a_new_one_takes_the_place_of_the_open_one(self, alone: Circle) -> None:
        old, new = alone.invite("alex"), alone.invite("alex")
        with pytest.raises(Refused, match="code"):
            alone.accept("kit", old)
        alone.accept("kit", new)

    @pytest.mark.parametrize("ends", ["it lapses", "it is revoked"])
    def test_its_grants_go_with_it(self, alone: Circle, ends: str) -> None:
        alone.invite("alex")
        with alone.workplace.reading() as ctx:
            (place,) = [one.member for one in granting.open_places(ctx, alone.us) if one.member != alone.member("alex")]
        here = alone.start("alex", days=5)
        alone.fill_in("alex", here, "dancing")
        assert count(alone, GrantRow, GrantRow.reader == place) == 1 + 4 + 1 + 1  # names, parts, channel, joint
        if ends == "it lapses":
            alone.clock.now += CODE_GOOD_FOR
            sweep(alone)
        else:
            alone.does("alex", partnerships.revoke, alone.us)
        assert count(alone, InvitationRow) == 0
        assert count(alone, GrantRow, GrantRow.reader == place) == 0
        assert count(alone, GrantRow, GrantRow.author == place) == 0
        assert count(alone, WorksheetRow) == 2, "the circle keeps its size"

    @pytest.mark.parametrize("typed", ["", "no code", "A" * 26, "\0" * 26, "ŌIL" * 9])
    def test_what_is_no_open_code_is_refused(self, alone: Circle, typed: str) -> None:
        alone.invite("alex")
        with pytest.raises(Refused, match="code"):
            alone.accept("kit", typed)


class TestStandingIn:
    @pytest.mark.parametrize("accepts", ["before the opening", "after the opening"])
    def test_one_can_seal_before_the_partner_has_joined(self, alone: Circle, accepts: str) -> None:
        code = alone.invite("alex")
        here = alone.start("alex")
        alone.fill_in("alex", here, "dancing")
        if accepts == "before the opening":
            alone.accept("kit", code)
            alone.fill_in("kit", here, "dancing")
            expected = Seen({words("alex", "shown"), words("kit", "shown")}, ("dancing",))
        else:
            expected = Seen({words("alex", "shown")}, ())
        alone.clock.passes(hours=1)
        assert alone.reads("alex", here) == expected
        if accepts == "after the opening":
            alone.accept("kit", code)
        assert alone.reads("kit", here) == expected

    def test_who_seals_after_the_joining_writes_for_the_one_who_joined(self, alone: Circle) -> None:
        code = alone.invite("alex")
        here = alone.start("alex", "talk", Opens.READY)
        alone.accept("kit", code)
        alone.fill_in("kit", here)
        alone.fill_in("alex", here)
        for name in ("alex", "kit"):
            assert alone.reads(name, here).texts == {words("alex", "shown"), words("kit", "shown")}

    def test_nobody_opens_a_round_while_only_the_code_stands_in(self, alone: Circle) -> None:
        alone.invite("alex")
        here = alone.start("alex", "talk", Opens.READY)
        alone.fill_in("alex", here)
        with pytest.raises(Refused, match="not-open"):
            alone.reads("alex", here)


class TestNewcomer:
    @pytest.mark.parametrize("when", ["open already", "open later"])
    def test_sees_nothing_of_earlier_rounds(self, couple: Circle, when: str) -> None:
        here = couple.start("alex")
        for name in ("alex", "sam"):
            couple.fill_in(name, here, "dancing")
        if when == "open already":
            couple.clock.passes(hours=1)
            couple.reads("sam", here)
        couple.join("kit")
        couple.accept("kit", couple.invite("alex", "sam"))
        couple.clock.passes(hours=1)
        couple.reads("alex", here)
        for service in (summaries.view, summaries.read):
            with pytest.raises(NotFound):
                couple.asks("kit", service, here)
        for service in (summaries.hold_back, summaries.withdraw):
            with pytest.raises(NotFound):
                couple.does("kit", service, here, *(["shown"] if service is summaries.withdraw else []))
        kit = couple.member("kit")
        assert count(couple, GrantRow, GrantRow.reader == kit, GrantRow.round != "") == 0
        assert count(couple, WorksheetRow, WorksheetRow.member == kit) == 0
        assert count(couple, DisclosureRow, DisclosureRow.author == kit) == 0

    def test_sees_rounds_begun_after_the_invitation_was_made(self, couple: Circle) -> None:
        code = couple.invite("alex", "sam")
        here = couple.start("alex", "talk")
        couple.fill_in("alex", here)
        couple.join("kit")
        couple.accept("kit", code)
        couple.clock.passes(hours=1)
        assert couple.reads("kit", here).texts == {words("alex", "shown")}


class TestEverybodysYes:
    def test_a_third_needs_the_yes_of_both(self, couple: Circle) -> None:
        assert couple.invite("alex") is None
        assert couple.invite("alex") is None
        assert couple.invite("sam")

    def test_a_fourth_needs_the_yes_of_all_three(self, trio: Circle) -> None:
        assert trio.invite("alex") is None
        assert trio.invite("kit") is None
        assert trio.invite("sam")
        assert trio.invite("alex") is None, "a yes is good for one invitation"

    @pytest.mark.parametrize("agreeing", [(), ("sam",), ("kit",)])
    def test_who_asks_learns_nothing_of_who_did_not_agree(self, trio: Circle, agreeing: tuple[str, ...]) -> None:
        before = trio.asks("alex", partnerships.find, trio.us)
        for name in agreeing:
            trio.invite(name)
        assert trio.invite("alex") is None
        assert trio.asks("alex", partnerships.find, trio.us) == before

    def test_a_yes_lapses_after_two_weeks(self, couple: Circle) -> None:
        couple.invite("sam")
        couple.clock.now += YES_GOOD_FOR
        assert couple.invite("alex") is None
        couple.clock.passes(days=13)
        assert couple.invite("sam")

    def test_that_somebody_has_left_does_not_show_in_it(self, trio: Circle) -> None:
        trio.invite("alex")
        trio.does("kit", partnerships.leave, trio.us)
        assert trio.invite("sam") is None, "as if Kit had not said yes"

    @both_engines
    @pytest.mark.parametrize("goes", [partnerships.leave, own_data.delete_account])
    def test_one_that_is_open_goes_on_when_its_maker_has_left(self, couple: Circle, goes: Any) -> None:
        code = couple.invite("sam", "alex")  # alex has it
        couple.join("kit")
        couple.does("alex", goes, *([couple.us] if goes is partnerships.leave else []))
        couple.accept("kit", code)
        names = {member.name for member in couple.asks("kit", partnerships.find, couple.us).members}
        assert {"Alex", "Sam", "Kit"} <= {name.title() for name in names}, "the name they knew stays"
        here = couple.start("kit", "talk", Opens.READY)
        couple.fill_in("sam", here)
        couple.fill_in("kit", here)
        couple.clock.passes(hours=1)
        assert couple.reads("sam", here).texts == {words("sam", "shown"), words("kit", "shown")}

    def test_there_are_six_at_most(self, circle: Circle) -> None:
        names = ("alex", "sam", "kit", "ash", "bo", "dee")
        circle.found(*names)
        with pytest.raises(Refused, match="full"):
            circle.invite("alex")

    def test_strangers_neither_invite_nor_revoke(self, couple: Circle) -> None:
        couple.join("kit")
        for service in (partnerships.invite, partnerships.revoke, partnerships.leave, partnerships.require_place):
            for partnership in (couple.us, "A" * 22):
                with pytest.raises(NotFound):
                    couple.does("kit", service, partnership)
