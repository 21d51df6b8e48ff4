"""What was shared ends after a year unless it is renewed: that may end a welcome, and never weakens a no."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.answers import Reflection, Share
from app.domain.exercise import Level, Opens
from app.services import consents, own_data, summaries, upkeep
from app.services.context import NotFound
from app.services.rounds import Address
from app.storage.tables import DisclosureRow
from tests.services.circle import Circle
from tests.services.limits import LATER, begin, levels, says
from tests.statements import statement_counter

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
WELCOME, ASK, NOT_NOW, NO, REST = Level


def opened(circle: Circle, **said: Level) -> Address:
    """A round in which each of them shared what they said to touch, and a text, and that is open."""
    here = begin(circle, "alex", LATER, Opens.READY)
    for name in circle.people:
        if name in said:
            says(circle, name, here, level=said[name])
            circle.save(name, here, "words", Reflection(text=f"The words of {name}"), Share.PARTNERS)
        circle.seal(name, here)
    return here


def passes(circle: Circle, days: int) -> None:
    circle.clock.passes(days=days)
    upkeep.sweep(circle.workplace)


def ending(circle: Circle, name: str) -> list[Address]:
    return [one.address for one in circle.asks(name, consents.ending)]


def listed(circle: Circle, name: str) -> list[str]:
    return [prompt.id for one in circle.asks(name, consents.in_force) for _, prompt in one.prompts]


class TestTheEndOfAYear:
    @both_engines
    def test_a_no_that_ends_leaves_no_welcome_behind_that_was_renewed(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME, sam=NO)
        assert set(levels(couple, "alex", here)["touch"]) == {WELCOME, NO}
        passes(couple, 340)
        couple.does("alex", consents.renew, here)
        assert len(levels(couple, "sam", here)["touch"]) == 2, "until its day it is shown"
        passes(couple, 25)
        for name in couple.people:
            assert levels(couple, name, here) == {}
            assert couple.reads(name, here).texts == {"The words of alex"}

    def test_it_does_not_wait_until_somebody_has_tidied_up(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME, sam=NO)
        couple.does("alex", consents.renew, here)
        couple.clock.passes(days=365)
        assert levels(couple, "alex", here) == {"touch": [NO]}
        passes(couple, 0)
        assert levels(couple, "alex", here) == {}

    @pytest.mark.parametrize("level", [NO, REST])
    def test_a_no_goes_on_as_long_as_its_author_renews_it(self, couple: Circle, level: Level) -> None:
        here = opened(couple, alex=WELCOME, sam=level)
        for _ in range(3):
            passes(couple, 350)
            for name in couple.people:
                couple.does(name, consents.renew, here)
        assert levels(couple, "alex", here) == levels(couple, "sam", here) == {"touch": [NO]}
        assert listed(couple, "sam") == ["touch", "words"]
        assert listed(couple, "alex") == ["words"]

    @pytest.mark.parametrize("left", [WELCOME, ASK, NOT_NOW])
    def test_of_three_no_level_is_left_that_reads_as_more_open(self, trio: Circle, left: Level) -> None:
        """Kit's no ends; Alex and Sam have renewed all of theirs."""
        here = opened(trio, alex=WELCOME, sam=left, kit=NO)
        passes(trio, 360)
        for name in ("alex", "sam"):
            trio.does(name, consents.renew, here)
        assert len(levels(trio, "kit", here)["touch"]) == 3
        passes(trio, 5)
        for name in trio.people:
            assert levels(trio, name, here) == {}
            assert trio.reads(name, here).texts == {"The words of alex", "The words of sam"}

    def test_of_three_a_no_that_goes_on_leads_alone(self, trio: Circle) -> None:
        here = opened(trio, alex=WELCOME, sam=NOT_NOW, kit=NO)
        passes(trio, 360)
        for name in trio.people:
            trio.does(name, consents.renew, here)
        passes(trio, 5)
        assert levels(trio, "alex", here) == {"touch": [NO]}

    def test_where_nobody_renews_it_all_goes_without_a_word(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME, sam=NO)
        passes(couple, 365)
        assert levels(couple, "alex", here) == {}
        assert couple.reads("alex", here).texts == set()
        assert listed(couple, "alex") == listed(couple, "sam") == []
        with couple.workplace.database.reading() as db:
            assert set(db.execute(select(DisclosureRow.expires_day)).scalars()) == {None}

    def test_renewed_and_then_taken_back_is_the_same_as_never_shared(self, couple: Circle) -> None:
        """To the other it must not tell that somebody renewed."""
        before = opened(couple, alex=WELCOME, sam=ASK)
        passes(couple, 1)
        after = opened(couple, alex=WELCOME)
        passes(couple, 355)
        for name, here in (("sam", before), ("alex", before), ("alex", after)):
            couple.does(name, consents.renew, here)
        couple.does("sam", summaries.hold_back, before)
        for _ in range(2):
            passes(couple, 10)
            seen = [(levels(couple, "alex", here), couple.reads("alex", here)) for here in (before, after)]
            assert seen[0] == seen[1]

    def test_taking_back_takes_nothing_of_others_along(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME, sam=NO)
        couple.does("alex", summaries.withdraw, here, "touch")
        assert levels(couple, "alex", here) == {"touch": [NO]}


class TestRenewing:
    def test_it_is_offered_in_the_last_thirty_days(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME)
        passes(couple, 334)
        assert ending(couple, "alex") == []
        passes(couple, 1)
        assert ending(couple, "alex") == [here]
        assert ending(couple, "sam") == [], "it is its author's alone"
        (one,) = couple.asks("alex", consents.ending)
        assert one.until == couple.clock().date() + timedelta(days=30)
        assert [prompt.id for _, prompt in one.prompts] == ["touch", "words"]
        assert [prompt.id for _, prompt in one.lasting] == ["words"]
        couple.does("alex", consents.renew, here)
        assert ending(couple, "alex") == []
        passes(couple, 340)
        assert ending(couple, "alex") == [here], "and again a year later"

    def test_what_could_not_go_on_is_not_offered(self, couple: Circle) -> None:
        here = begin(couple, "alex", LATER, Opens.READY)
        says(couple, "alex", here, level=WELCOME)
        for name in couple.people:
            couple.seal(name, here)
        passes(couple, 350)
        assert ending(couple, "alex") == []
        assert listed(couple, "alex") == ["touch"], "it is shown until its day"

    def test_nothing_can_be_renewed_where_nothing_is_shown(self, couple: Circle) -> None:
        """Or an empty disclosure would lie there with a day that tells of it."""
        here = opened(couple, alex=WELCOME)
        with pytest.raises(NotFound):
            couple.does("sam", consents.renew, here)
        for prompt in ("touch", "words"):
            couple.does("alex", summaries.withdraw, here, prompt)
        with pytest.raises(NotFound):
            couple.does("alex", consents.renew, here)

    def test_what_has_ended_stays_ended(self, couple: Circle) -> None:
        here = opened(couple, alex=WELCOME)
        passes(couple, 365)
        with pytest.raises(NotFound):
            couple.does("alex", consents.renew, here)
        assert couple.reads("sam", here).texts == set()

    def test_asking_what_ends_takes_one_statement_while_nothing_does(self, couple: Circle) -> None:
        opened(couple, alex=WELCOME)
        with statement_counter(couple.workplace.database) as statements:
            assert ending(couple, "alex") == []
        assert len(statements) == 1


class TestTheCopy:
    def test_a_limit_put_to_rest_is_in_it_as_others_read_it(self, couple: Circle) -> None:
        here = opened(couple, alex=REST, sam=NO)
        assert levels(couple, "sam", here) == {"touch": [NO, NO]}
        for name in couple.people:
            assert copied(couple, name) == [("no", True)], "nothing that is kept was ticked"

    def test_where_it_is_ticked_it_is_in_it_as_it_was_answered(self, couple: Circle) -> None:
        here = opened(couple, alex=REST, sam=NO)
        couple.does("alex", summaries.withdraw, here, "touch")
        assert copied(couple, "alex") == []
        (ticked,) = [one.id for one in couple.asks("alex", own_data.kept_answers) if one.prompt.id == "touch"]
        assert copied(couple, "alex", ticked) == [("rest", False)]


def copied(circle: Circle, name: str, *kept: str) -> list[tuple[str, bool]]:
    """The limits in the copy of their own data: what it says, and whether others can read it."""
    rounds = circle.asks(name, own_data.copy, set(kept))["rounds"]
    answers = [answer for one in rounds for answer in one["answers"]]
    return [(one["answer"], one["shown"]) for one in answers if one["kind"] == "boundary"]
