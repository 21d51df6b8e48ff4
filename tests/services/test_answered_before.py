"""A boundary put to rest is not asked again, and answers of last time can begin a new round."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.domain.answers import Boundary, Choices, Picks, Reflection, Share, Worksheet
from app.domain.exercise import Level
from app.services import bringing, partnerships, summaries, worksheets
from app.services.context import NotFound, Refused
from app.services.rounds import Address
from app.storage.tables import WorksheetRow
from tests.services.circle import Circle, at_once
from tests.services.limits import LATER, LIMITS, asked, begin, says
from tests.statements import statement_counter

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
ALL = ["choices", "touch", "talk", "words"]
UNASKED = ["choices", "talk", "words"]


@pytest.fixture
def rested(couple: Circle) -> Address:
    """Alex has put touch to rest in it, and Sam has not."""
    rested = begin(couple, "alex", LIMITS)
    says(couple, "alex", rested)
    says(couple, "sam", rested, level=Level.NO)
    return rested


def next_day(circle: Circle, what: object = LATER) -> Address:
    circle.clock.passes(days=1)
    return begin(circle, "sam", what)


class TestResting:
    @both_engines
    def test_it_is_not_asked_again_of_who_put_it_to_rest(self, couple: Circle, rested: Address) -> None:
        assert asked(couple, "alex", rested) == ["touch", "talk", "after", "words", "choices", "mutual"]
        here = next_day(couple)
        assert asked(couple, "alex", here) == UNASKED
        assert [(n, prompt.id) for n, prompt in couple.sheet("alex", here).resting] == [(2, "touch")]
        assert asked(couple, "sam", here) == ALL, "it is not asked of one person, and that is nobody else's business"
        assert couple.sheet("sam", here).resting == ()

    def test_round_after_round_whatever_one_saves_in_them(self, couple: Circle, rested: Address) -> None:
        for n in range(4):
            here = next_day(couple)
            if n != 1:
                says(couple, "alex", here, "talk", Level.ASK)
            if n == 3:
                couple.does("alex", _clear, here)
            assert "touch" not in asked(couple, "alex", here)

    def test_it_rests_from_the_moment_it_was_put_to_rest_sealed_or_not(self, couple: Circle, rested: Address) -> None:
        couple.seal("alex", rested)
        assert asked(couple, "alex", next_day(couple)) == UNASKED

    def test_an_answer_reopens_it_for_good(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        says(couple, "alex", here, level=Level.WELCOME)
        assert asked(couple, "alex", here) == ALL
        assert asked(couple, "alex", next_day(couple)) == ALL

    def test_reopened_it_can_rest_anew(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        says(couple, "alex", here)
        assert asked(couple, "alex", here) == ["choices", "touch", "talk", "after", "words"]
        assert asked(couple, "alex", next_day(couple)) == UNASKED

    def test_an_answer_taken_out_again_has_reopened_nothing(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        says(couple, "alex", here, level=Level.WELCOME)
        says(couple, "alex", here, level=None)
        assert asked(couple, "alex", here) == UNASKED
        assert asked(couple, "alex", next_day(couple)) == UNASKED

    def test_in_a_round_left_lying_it_is_not_asked_either(self, couple: Circle) -> None:
        lying = begin(couple, "alex")
        couple.clock.passes(minutes=30)
        says(couple, "alex", begin(couple, "alex"))
        assert asked(couple, "alex", lying) == UNASKED

    def test_of_two_rounds_begun_on_one_day_the_later_counts(self, couple: Circle, rested: Address) -> None:
        couple.clock.passes(minutes=30)
        later = begin(couple, "alex")
        says(couple, "alex", later, level=Level.WELCOME)
        assert asked(couple, "alex", next_day(couple)) == ALL

    def test_clearing_all_ones_answers_reopens_nothing(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        says(couple, "alex", here, "talk", Level.ASK)
        couple.does("alex", _clear, here)
        assert couple.sheet("alex", here).worksheet == Worksheet(rested=("touch",))

    def test_a_new_passphrase_reopens_nothing(self, couple: Circle, rested: Address) -> None:
        couple.changes_passphrase("alex")
        assert asked(couple, "alex", next_day(couple)) == UNASKED

    def test_elsewhere_it_is_asked(self, couple: Circle, rested: Address) -> None:
        """With other people it is another question."""
        elsewhere = couple.does("alex", partnerships.create, "alone", "Alex", "")
        assert asked(couple, "alex", begin(couple, "alex", us=elsewhere)) == ALL

    def test_a_worksheet_from_before_there_was_rest_is_as_it_was(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        with couple.workplace.writing() as ctx:
            sheet = worksheets.find(ctx, couple.people["alex"], here, to_change=True)
            old = Worksheet(answers={"talk": Boundary(level=Level.REST)})
            worksheets.write(ctx, couple.people["alex"], sheet, old, None)
        assert couple.sheet("alex", here).worksheet.rested is None
        assert asked(couple, "alex", here) == ALL
        assert asked(couple, "alex", next_day(couple)) == ["choices", "words"]

    def test_to_others_it_is_a_question_left_open(self, couple: Circle, rested: Address) -> None:
        here = next_day(couple)
        for name in couple.people:
            couple.save(name, here, "words", Reflection(text="Some words"), Share.PARTNERS)
            couple.seal(name, here)
        lengths = select(func.length(WorksheetRow.answers)).where(WorksheetRow.round == here.round)
        with couple.workplace.database.reading() as db:
            assert len(set(db.execute(lengths).scalars())) == 1
        couple.clock.passes(hours=1)
        assert couple.reads("sam", here).texts == {"Some words"}
        (point,) = couple.asks("sam", summaries.read, here).summary.first
        assert point.comparison.prompt.id == "words"

    def test_it_takes_a_statement_only_where_there_is_something_to_look_up(self, couple: Circle) -> None:
        def found(here: Address) -> int:
            with statement_counter(couple.workplace.database) as statements:
                couple.sheet("alex", here)
            return len(statements)

        other = couple.start("alex", days=1)
        first = begin(couple, "alex", LIMITS)
        couple.sheet("alex", first)  # an edition that the library has not is read once
        assert found(first) == found(other) == 1
        says(couple, "alex", first)
        again = next_day(couple)
        couple.sheet("alex", again)
        assert found(again) == 2
        says(couple, "alex", again, "talk", Level.ASK)
        assert found(again) == 1
        couple.clock.passes(days=2)
        assert found(next_day(couple, LATER)) == 2


def _clear(ctx: object, me: object, here: Address) -> None:
    worksheets.clear(ctx, me, worksheets.find(ctx, me, here, to_change=True))  # type: ignore[arg-type]  # the circle's


def _bring(ctx: object, me: object, here: Address) -> None:
    bringing.bring(ctx, me, worksheets.find(ctx, me, here, to_change=True))  # type: ignore[arg-type]  # the same


def offered(circle: Circle, name: str, here: Address) -> bool:
    with circle.workplace.reading() as ctx:
        return bringing.can_begin_with_more(ctx, circle.people[name], worksheets.find(ctx, circle.people[name], here))


WORDS = Reflection(text="As it was")


class TestBringing:
    @pytest.fixture
    def before(self, couple: Circle) -> Address:
        """Alex said several things in it and shared them, picks among them; Sam opened it and saved nothing."""
        before = begin(couple, "alex", LIMITS)
        says(couple, "alex", before)
        says(couple, "alex", before, "talk", Level.ASK)
        couple.save("alex", before, "words", WORDS, Share.PARTNERS)
        couple.save("alex", before, "after", Reflection(text="A private thought"))
        couple.save("alex", before, "choices", Choices(options=("walk", "bake")), Share.PARTNERS)
        couple.save("alex", before, "mutual", ("bath",))
        couple.seal("alex", before)
        return before

    @both_engines
    def test_ones_own_answers_come_along_without_a_choice(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        assert offered(couple, "alex", here)
        couple.does("alex", _bring, here)
        sheet = couple.sheet("alex", here)
        brought = {"talk": Boundary(level=Level.ASK), "words": WORDS, "choices": Choices(options=("walk",))}
        assert sheet.worksheet == Worksheet(answers=brought, choices={}, sealed=False, rested=("touch",))
        assert asked(couple, "alex", here) == UNASKED
        assert not offered(couple, "alex", here)

    def test_nothing_of_it_is_shown_by_that(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        couple.does("alex", _bring, here)
        couple.seal("alex", here)
        couple.clock.passes(hours=1)
        assert couple.reads("sam", here).texts == set()

    def test_picks_never_come_along_and_those_made_stay(self, couple: Circle, before: Address) -> None:
        couple.clock.passes(days=15)
        here = begin(couple, "alex", LIMITS)
        couple.save("alex", here, "mutual", ("stars",))
        couple.does("alex", _bring, here)
        sheet = couple.sheet("alex", here)
        assert sheet.picks == Picks(items={"mutual": ("stars",)})
        assert sheet.worksheet.answers.keys() == {"talk", "words", "choices"}

    def test_it_is_the_latest_round_with_an_answer(self, couple: Circle, before: Address) -> None:
        newer = next_day(couple)
        couple.save("alex", newer, "words", Reflection(text="Newer"))
        says(couple, "alex", newer, "talk", Level.NO)
        next_day(couple)
        here = next_day(couple)
        couple.does("alex", _bring, here)
        answers = couple.sheet("alex", here).worksheet.answers
        assert answers == {"words": Reflection(text="Newer"), "talk": Boundary(level=Level.NO)}

    def test_it_never_takes_the_place_of_an_answer(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        couple.save("alex", here, "words", Reflection(text="Today"))
        held = couple.sheet("alex", here)
        couple.does("alex", _bring, here)
        assert couple.sheet("alex", here).worksheet == held.worksheet
        assert couple.sheet("alex", here).row.version == held.row.version

    def test_who_answered_nothing_has_nothing_to_bring(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        version = couple.sheet("sam", here).row.version
        assert not offered(couple, "sam", here)
        couple.does("sam", _bring, here)
        assert couple.sheet("sam", here).row.version == version

    def test_if_all_one_said_rests_there_is_nothing_to_bring(self, couple: Circle) -> None:
        says(couple, "alex", begin(couple, "alex"))
        here = next_day(couple)
        assert not offered(couple, "alex", here)
        couple.does("alex", _bring, here)
        assert couple.sheet("alex", here).worksheet.answers == {}

    @pytest.mark.parametrize("late", ["sealed", "closed"])
    def test_not_after_sealing_nor_after_the_time(self, couple: Circle, before: Address, late: str) -> None:
        here = next_day(couple)
        if late == "sealed":
            couple.seal("alex", here)
        else:
            couple.clock.passes(hours=1)
        assert not offered(couple, "alex", here)
        with pytest.raises(Refused, match=late):
            couple.does("alex", _bring, here)

    def test_nobody_brings_into_anothers_round(self, couple: Circle, before: Address) -> None:
        couple.join("kit")
        with pytest.raises(NotFound):
            couple.does("kit", _bring, before)

    @both_engines
    def test_pressed_twice_in_the_same_moment(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        press: Callable[[], None] = lambda: couple.does("alex", _bring, here)  # noqa: E731 - typed so
        assert at_once([press, press]) == [None, None]
        assert couple.sheet("alex", here).worksheet.answers.keys() == {"talk", "words", "choices"}

    def test_a_worksheet_cleared_before_can_be_begun_so(self, couple: Circle, before: Address) -> None:
        here = next_day(couple)
        couple.save("alex", here, "words", Reflection(text="Today"))
        couple.does("alex", _clear, here)
        assert offered(couple, "alex", here)
        couple.does("alex", _bring, here)
        assert couple.sheet("alex", here).worksheet.answers["words"] == WORDS
