"""What a therapist gives: read by everybody in the place and nobody else, begun by whoever likes, and silent about who
did what."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.assignments import MOST, Assignment
from app.domain.exercise import Opens
from app.domain.rounds import Schedule
from app.domain.therapists import Meeting, Sees
from app.services import assignments, partnerships, practice, therapists
from app.services.assignments import Address
from app.services.context import NotFound, Refused
from app.storage.tables import AssignmentRow, GrantRow
from tests.services.circle import Circle
from tests.services.test_therapists import TERMS, agree, both_engines, practises

NOTE = "Ten minutes after breakfast are enough."


@pytest.fixture
def couple(couple: Circle) -> Circle:
    practises(couple)
    return couple


def gives(circle: Circle, link: therapists.Address, name: str = "noor", slug: str = "talk", **more: object) -> Address:
    edition = circle.workplace.library.current[slug]
    assignment = Assignment(edition=edition.hash, **{"note": NOTE, **more})
    return circle.does(name, assignments.give, link, assignment, edition)


def begins(circle: Circle, name: str, here: Address, opens: Opens = Opens.READY) -> assignments.rounds.Address:
    return circle.does(name, assignments.begin, here, Schedule(opens, circle.clock() + timedelta(hours=1)))


def opened(circle: Circle, here: Address) -> None:
    """A round of it that both have sealed."""
    there = begins(circle, "alex", here)
    for name in ("alex", "sam"):
        circle.answer(name, there)
        circle.seal(name, there)


def seen(circle: Circle, link: therapists.Address) -> assignments.Given:
    """As on the page before the session."""
    with circle.workplace.reading() as ctx:
        sees = practice.laid(ctx, link).sees
    (found,) = circle.asks("noor", assignments.for_therapist, link, sees)
    return found


@both_engines
def test_everybody_there_reads_it_with_who_gave_it_and_why(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link, habit="After breakfast")
    for name in ("alex", "sam"):
        (found,) = couple.asks(name, assignments.of_person)
        assert (found.address, found.therapist, found.exercise.slug) == (here, TERMS.name, "talk")
        assert (found.assignment.note, found.assignment.habit, found.done) == (NOTE, "After breakfast", None)
        assert couple.asks(name, assignments.find, here) == found
    couple.join("kit")
    assert couple.asks("kit", assignments.of_person) == []
    with pytest.raises(NotFound):
        couple.asks("kit", assignments.find, here)


@pytest.mark.parametrize("switched", [(), ("alex",), ("sam",), ("alex", "sam")])
def test_whether_it_is_done_is_told_only_if_all_of_them_want_it(couple: Circle, switched: tuple[str, ...]) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    for name in switched:
        couple.does(name, therapists.let_see, link, frozenset(Sees))
    told = len(switched) == 2
    assert seen(couple, link).done is (False if told else None)
    opened(couple, here)
    assert seen(couple, link).done is (True if told else None)


def test_who_began_sealed_or_looked_makes_no_difference_to_the_therapist(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    for name in ("alex", "sam"):
        couple.does(name, therapists.let_see, link, frozenset(Sees))
    there = begins(couple, "sam", here, Opens.AT)
    couple.answer("sam", there)
    couple.seal("sam", there)
    assert seen(couple, link).done is False
    couple.clock.passes(hours=1)
    assert seen(couple, link).done is True, "by the clock, before anybody has looked"


def test_a_round_of_it_is_a_round_like_any_other_and_begun_once(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    assert begins(couple, "alex", here) == begins(couple, "sam", here)
    assert len(couple.asks("sam", assignments.find, here).rounds) == 1


def test_once_it_was_talked_about_it_is_over(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    couple.does("noor", assignments.talked, link, here.assignment)
    assert couple.asks("alex", assignments.of_person) == []
    assert seen(couple, link).settings.talked == couple.clock().date()


@pytest.mark.parametrize("how", ["taken back", "ended", "left"])
def test_it_goes_with_its_keys(couple: Circle, how: str) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    if how == "taken back":
        couple.does("noor", assignments.take_back, link, here.assignment)
    elif how == "ended":
        couple.does("sam", therapists.end, link)
    else:
        couple.does("sam", partnerships.leave, couple.us)
    assert couple.asks("alex", assignments.of_person) == []
    with couple.workplace.database.reading() as db:
        grants = select(func.count()).select_from(GrantRow).where(GrantRow.subject == "assigned")
        assert db.execute(grants).scalar_one() == 0
        assert db.execute(select(func.count()).select_from(AssignmentRow)).scalar_one() == 0


def test_another_therapist_gives_reads_and_changes_nothing_of_it(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    practises(couple, "omar", TERMS.model_copy(update={"name": "Omar"}))
    own = agree(couple, "alex", "sam", therapist="omar")
    assert couple.asks("omar", assignments.for_therapist, link) == []
    assert couple.asks("omar", assignments.for_therapist, own) == []
    for service, given in ((assignments.talked, (here.assignment,)), (assignments.take_back, (here.assignment,))):
        for at in (link, own):
            with pytest.raises(NotFound):
                couple.does("omar", service, at, *given)
    with pytest.raises(NotFound):
        gives(couple, link, "omar")
    with pytest.raises(NotFound):
        gives(couple, link, "alex")


def test_asked_twice_it_is_one_and_there_is_room_for_so_many(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    assert gives(couple, link) == gives(couple, link)
    for n in range(MOST - 1):
        gives(couple, link, note=f"Number {n}")
    with pytest.raises(Refused, match="assignments-full"):
        gives(couple, link, note="One more")


def test_words_and_days_have_their_limits(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    today = couple.clock().date()
    for more, reason in (
        ({"note": "x" * 401}, "too-long"),
        ({"habit": "bell \x07"}, "not-text"),
        ({"due": today - timedelta(days=1)}, "due-day"),
        ({"due": today + timedelta(days=367)}, "due-day"),
    ):
        with pytest.raises(Refused, match=reason):
            gives(couple, link, **more)
    gives(couple, link, due=today)


@both_engines
def test_it_moves_with_everybodys_keys(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = gives(couple, link)
    for name in ("noor", "alex"):
        couple.changes_passphrase(name)
    assert seen(couple, link).assignment.note == NOTE
    for name in ("alex", "sam"):
        assert couple.asks(name, assignments.find, here).assignment.note == NOTE


def test_when_they_meet_and_whether_it_rests_is_read_by_all(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    gives(couple, link)
    day = couple.clock().date() + timedelta(days=7)
    couple.does("noor", practice.meet, link, Meeting(day, rests=True))
    (given,) = couple.asks("sam", assignments.of_person)
    (there,) = couple.asks("alex", therapists.of_partnership, couple.us)
    assert given.meeting == there.meeting == couple.asks("noor", practice.find, link).meeting == Meeting(day, True)
    assert there.meeting.resting(day)
    assert not there.meeting.resting(day + timedelta(days=1))
    for wrong in (day - timedelta(days=9), day + timedelta(days=366)):
        with pytest.raises(Refused, match="meeting-day"):
            couple.does("noor", practice.meet, link, Meeting(wrong))
    with pytest.raises(NotFound):
        couple.does("alex", practice.meet, link, Meeting())


def test_whom_one_meets_next_stands_first(couple: Circle) -> None:
    couple.join("kit")
    couple.join("pat")
    first, second = agree(couple, "alex", "sam"), None
    ours, couple.us = couple.us, couple.does("kit", partnerships.create, "one", "Kit", "")
    second = couple.does("kit", therapists.lay, couple.us, couple.does("noor", practice.make_code, "A"), couple.clock())
    couple.does("kit", therapists.say, second, True)
    assert [one.address for one in couple.asks("noor", practice.caseload)] == [second, first]
    couple.does("noor", practice.meet, first, Meeting(couple.clock().date()))
    assert [one.address for one in couple.asks("noor", practice.caseload)] == [first, second]
    couple.us = ours
