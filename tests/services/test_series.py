"""What comes back: begun by the calendar alone, for everybody, at its hour; ended by anybody, with nothing told."""

from base64 import urlsafe_b64decode
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlalchemy import select, update

from app.domain.answers import Sort
from app.domain.calendar import APPEARS_BEFORE, Brings, Every, Plan, opening, openings
from app.domain.exercise import Opens, Pile
from app.domain.files import edition
from app.domain.rounds import Schedule
from app.services import beginning, coming, items, own_data, partnerships, rounds, series
from app.services.context import NotFound, Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address
from app.services.series_settings import Settings as SeriesSettings
from app.services.series_settings import read, sealed
from app.services.workplace import Workplace
from app.startup import begin_what_comes_back, keep_up_once
from app.storage import series as rows
from app.storage.library import Library
from app.storage.tables import DisclosureRow, GrantRow, RoundRow, SeriesRow, WorksheetRow
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import ZONE, Circle, Pause, at_once, make_library, words

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])

THURSDAY = date(2026, 11, 26)
"""The clock of the tests stands on Tuesday the 24th, at seven in the evening in Madrid."""
WEEKLY = Plan(Every.WEEK, THURSDAY + timedelta(weeks=1), time(19), ZONE)
DAY = timedelta(days=1)


def begins(circle: Circle, name: str = "alex", slug: str = "talk", plan: Plan = WEEKLY) -> series.Address:
    return circle.does(name, series.begin, circle.us, slug, plan)


def ends(circle: Circle, name: str, address: series.Address) -> None:
    circle.does(name, series.end, address)


def listed(circle: Circle, name: str = "alex") -> list[series.Series]:
    return circle.asks(name, series.of_person)


def all_rounds(circle: Circle, name: str = "alex") -> list[rounds.RoundInList]:
    """The earliest opening first."""
    return sorted(circle.asks(name, rounds.of_person), key=lambda one: one.schedule.opens_at)


def passes_to(circle: Circle, at: datetime, step: timedelta = timedelta(hours=7)) -> None:
    """Time goes by, with the server awake."""
    while circle.clock() < at:
        circle.clock.now = min(circle.clock() + step, at)
        keep_up(circle)


def begun_now(circle: Circle) -> bool:
    """Whether the calendar had anything to do."""
    with circle.workplace.reading() as ctx:
        waiting = series.due(ctx)
    keep_up(circle)
    return bool(waiting)


def ids(circle: Circle) -> list[str]:
    with circle.workplace.reading() as ctx:
        return list(ctx.db.execute(select(RoundRow.round)).scalars())


def keep_up(circle: Circle) -> None:
    """What of the upkeep is about series: all the rest of it has its own tests, and takes its time."""
    begin_what_comes_back(circle.workplace)


def brought(circle: Circle, days: float = 60, start: timedelta = timedelta()) -> list[tuple[Brings, datetime]]:
    with circle.workplace.reading() as ctx:
        found = series.coming(ctx, ctx.now + start, ctx.now + days * DAY)
    return sorted((one.brings, one.at) for one in found)


# -- a year


def test_a_year_for_a_couple(couple: Circle) -> None:
    """52 weeks with two changes of the clocks: 52 rounds, each at seven in the evening, each there two days before,
    with the day on which it appeared."""
    begins(couple)
    appeared: dict[str, datetime] = {}
    end = opening(WEEKLY, 51) + 30 * DAY
    while couple.clock() < end:
        couple.clock.passes(hours=11)
        if begun_now(couple):
            for id_ in ids(couple):
                appeared.setdefault(id_, couple.clock())
    found = all_rounds(couple)
    assert [one.schedule for one in found] == [Schedule(Opens.AT, at) for at in openings(WEEKLY)]
    local = [one.schedule.opens_at.astimezone(ZONE) for one in found]
    assert {(at.weekday(), at.time()) for at in local} == {(3, time(19))}
    assert [at.date() for at in local] == [WEEKLY.first + n * timedelta(weeks=1) for n in range(52)]
    assert len({at.utcoffset() for at in local}) == 2
    for one in found:
        due = one.schedule.opens_at - APPEARS_BEFORE
        assert due <= appeared[one.address.round] < due + timedelta(hours=11)
        assert one.begun == due.date()
    assert found == all_rounds(couple, "sam")


def test_a_round_of_it_is_answered_and_read_like_any_other(couple: Circle) -> None:
    begins(couple)
    passes_to(couple, opening(WEEKLY, 0) - DAY)
    (one,) = all_rounds(couple)
    for name in couple.people:
        couple.fill_in(name, one.address)
    with pytest.raises(Refused, match="not-open"):
        couple.reads("alex", one.address)
    couple.clock.now = opening(WEEKLY, 0)
    for name in couple.people:
        assert couple.reads(name, one.address).texts == {words("alex", "shown"), words("sam", "shown")}


@pytest.mark.parametrize(("every", "times"), [(Every.TWO_WEEKS, 26), (Every.MONTH, 12)])
def test_a_year_of_the_other_rhythms(circle: Circle, every: Every, times: int) -> None:
    circle.found("alex")
    plan = Plan(every, date(2026, 12, 31), time(2, 30), ZONE)
    begins(circle, plan=plan)
    passes_to(circle, opening(plan, times + 2), timedelta(hours=40))
    assert [one.schedule.opens_at for one in all_rounds(circle)] == list(openings(plan))
    assert len(all_rounds(circle)) == times


def test_after_a_year_it_has_ended_and_can_be_begun_again(couple: Circle) -> None:
    begins(couple)
    last = opening(WEEKLY, 51)
    passes_to(couple, last - timedelta(minutes=1), 5 * DAY)
    assert listed(couple)[0].running
    couple.clock.now = last
    keep_up(couple)
    (ended,) = listed(couple, "sam")
    assert (ended.running, ended.ended, ended.appears, ended.opens) == (False, last.date(), None, None)
    assert brought(couple) == []
    again = couple.asks("sam", series.again, couple.us, "talk")
    assert again == Plan(Every.WEEK, last.astimezone(ZONE).date() + timedelta(weeks=1), time(19), ZONE)
    begins(couple, "sam", plan=again)
    assert [one.running for one in listed(couple)] == [True], "it has taken the ended one's place"


# -- the server asleep


def test_what_opened_while_the_server_slept_is_a_gap(couple: Circle) -> None:
    begins(couple)
    passes_to(couple, opening(WEEKLY, 0), DAY)
    couple.clock.now = opening(WEEKLY, 5) - timedelta(hours=3)
    keep_up(couple)
    found = all_rounds(couple)
    assert [one.schedule.opens_at for one in found] == [opening(WEEKLY, 0), opening(WEEKLY, 5)]
    assert found[1].begun == (opening(WEEKLY, 5) - APPEARS_BEFORE).date(), "as if it had been awake"
    for back in (40, 5, 1):
        with couple.workplace.reading() as ctx:
            past = series.coming(ctx, ctx.now - back * DAY, ctx.now)
        expected = [opening(WEEKLY, n) - APPEARS_BEFORE for n in (0, 5)]
        assert [one.at for one in past] == [at for at in expected if at >= couple.clock() - back * DAY]


def test_a_server_that_slept_past_the_end_begins_nothing(couple: Circle) -> None:
    begins(couple)
    couple.clock.now = opening(WEEKLY, 51)
    keep_up(couple)
    assert all_rounds(couple) == []
    assert listed(couple)[0].ended == couple.clock().date()


def test_nothing_slept_through_is_brought_even_before_the_calendar_has_gone_on(couple: Circle) -> None:
    begins(couple)
    couple.clock.now = opening(WEEKLY, 2) - timedelta(hours=1)
    with couple.workplace.reading() as ctx:
        found = series.coming(ctx, ctx.now - 30 * DAY, ctx.now + 2 * DAY)
    assert sorted((one.brings, one.at) for one in found) == [
        (Brings.APPEARS, opening(WEEKLY, 2) - APPEARS_BEFORE),
        (Brings.OPENS, opening(WEEKLY, 2)),
    ]


def test_a_clock_put_back_brings_nothing_twice(couple: Circle) -> None:
    begins(couple)
    passes_to(couple, opening(WEEKLY, 1), DAY)
    couple.clock.passes(days=-10)
    passes_to(couple, opening(WEEKLY, 1), DAY)
    assert Counter(one.schedule.opens_at for one in all_rounds(couple)) == {opening(WEEKLY, n): 1 for n in (0, 1)}


# -- beginning


def test_one_that_opens_soon_appears_at_once(couple: Circle) -> None:
    plan = replace(WEEKLY, first=THURSDAY - DAY)
    begins(couple, plan=plan)
    (one,) = all_rounds(couple, "sam")
    assert one.schedule == Schedule(Opens.AT, opening(plan, 0))
    assert one.begun == couple.clock().date(), "not a day before anybody thought of it"
    keep_up(couple)
    assert len(all_rounds(couple)) == 1
    (found,) = listed(couple)
    assert (found.opens, found.appears) == (opening(plan, 0), opening(plan, 1) - APPEARS_BEFORE)
    assert (Brings.APPEARS, opening(plan, 0) - APPEARS_BEFORE) not in brought(couple, start=-5 * DAY)


@both_engines
def test_begun_twice_it_is_one(couple: Circle) -> None:
    first = begins(couple)
    assert begins(couple, "sam") == first
    assert len(listed(couple)) == 1
    with pytest.raises(Refused, match="comes-back"):
        begins(couple, plan=replace(WEEKLY, at=time(20)))


@both_engines
def test_begun_by_both_at_once_it_is_one(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    pause = Pause()
    monkeypatch.setattr(rows, "add", pause.before(rows.add, lambda *_: not pause.reached.is_set()))
    one, other = at_once([lambda: begins(couple), lambda: pause.ends(lambda: begins(couple, "sam"))])
    assert isinstance(one, series.Address), one
    assert other is None
    assert [found.address for found in listed(couple)] == [one]


@pytest.mark.parametrize(
    ("slug", "first", "reason"),
    [
        ("no-such", WEEKLY.first, "exercise"),
        ("choosing-together", WEEKLY.first, "exercise"),
        ("try-out", WEEKLY.first, "blind"),
        ("talk", date(2026, 11, 24), "past"),
        ("talk", date(1, 1, 1), "past"),
        ("talk", date(2027, 1, 24), "too-far"),
        ("talk", date(9999, 12, 31), "too-far"),
    ],
)
def test_what_can_not_come_back(couple: Circle, slug: str, first: date, reason: str) -> None:
    with pytest.raises(Refused, match=f"^{reason}$"):
        begins(couple, slug=slug, plan=replace(WEEKLY, first=first))
    assert listed(couple) == []


@pytest.fixture
def many(workplace: Workplace, clock: Clock) -> Circle:
    """A couple with more exercises than can come back at once."""
    made = [edition({"en": make_exercise(make_prompt("reflection"), slug=f"one-{n}")}) for n in "abcdefgh"]
    current = {one.in_language("en").slug: one for one in made}
    circle = Circle(replace(workplace, library=Library(current, {one.hash: one for one in made})), clock)
    circle.found("alex", "sam")
    return circle


def test_six_run_and_no_more(many: Circle) -> None:
    addresses = [begins(many, slug=f"one-{n}") for n in "abcdef"]
    with pytest.raises(Refused, match="series-full"):
        begins(many, "sam", "one-g")
    ends(many, "sam", addresses[0])
    begins(many, "sam", "one-g")
    assert sum(one.running for one in listed(many)) == series.MOST
    library = many.workplace.library
    left = {slug: one for slug, one in library.current.items() if slug != "one-b"}
    many.workplace = replace(many.workplace, library=Library(left, library.editions))
    begins(many, "sam", "one-h")
    assert sum(one.running for one in listed(many)) == series.MOST, "what has left the library takes no room"


@both_engines
def test_six_run_and_no_more_when_two_are_begun_at_once(many: Circle) -> None:
    for n in "abcde":
        begins(many, slug=f"one-{n}")
    at_once([lambda: begins(many, "alex", "one-f"), lambda: begins(many, "sam", "one-g")])
    assert sum(one.running for one in listed(many)) == series.MOST


def test_nobody_else_has_anything_to_do_with_it(couple: Circle) -> None:
    address = begins(couple)
    couple.join("kit")
    elsewhere = couple.does("kit", partnerships.create, "mine", "Kit", "")
    for service in (
        lambda: couple.does("kit", series.begin, couple.us, "talk", WEEKLY),
        lambda: couple.does("kit", series.end, address),
        lambda: couple.does("kit", series.end, series.Address(elsewhere, address.series)),
        lambda: couple.does("alex", series.end, series.Address(elsewhere, address.series)),
        lambda: couple.does("alex", series.end, series.Address(couple.us, "x" * 22)),
        lambda: couple.asks("kit", series.again, couple.us, "talk"),
    ):
        with pytest.raises(NotFound):
            service()
    assert listed(couple, "kit") == []
    assert listed(couple)[0].running


# -- ending


def test_anybody_ends_it_without_a_key_and_what_appeared_stays(couple: Circle) -> None:
    address = begins(couple)
    passes_to(couple, opening(WEEKLY, 0) - DAY, DAY)
    with couple.workplace.writing() as ctx:
        sam = couple.people["sam"]
        series.end(ctx, locked(sam), address)
    passes_to(couple, opening(WEEKLY, 3), DAY)
    assert len(all_rounds(couple)) == 1
    assert brought(couple) == []
    (one,) = listed(couple)
    assert (one.running, one.ended) == (False, (opening(WEEKLY, 0) - DAY).date())
    before = stored(couple)
    ends(couple, "alex", address)
    assert stored(couple) == before, "ended twice is ended"
    assert couple.asks("alex", series.again, couple.us, "talk").every is Every.WEEK


def locked(person: Unlocked) -> Person:
    return Person(person.id, person.open_username, person.language, person.zone, person.public_key, person.second_step)


def stored(circle: Circle) -> list[tuple[object, ...]]:
    with circle.workplace.reading() as ctx:
        return [tuple(row) for row in ctx.db.execute(select(SeriesRow.settings, SeriesRow.next_day)).all()]


def test_nothing_tells_who_ended_it(workplace: Workplace, clock: Clock) -> None:
    seen = []
    for n, who in enumerate(("alex", "sam")):
        circle = Circle(workplace, clock)
        circle.found(f"alex{n}", f"sam{n}")
        ends(circle, f"{who}{n}", begins(circle, f"alex{n}"))
        (one,) = listed(circle, f"alex{n}")
        seen.append(replace(one, address=None))
    assert seen[0] == seen[1]


@both_engines
@pytest.mark.parametrize("appeared", [False, True])
def test_who_comes_after_the_end_is_not_told_that_there_was_one(couple: Circle, appeared: bool) -> None:
    address = begins(couple)
    if appeared:
        passes_to(couple, opening(WEEKLY, 0), DAY)
    ends(couple, "alex", address)
    kit_comes(couple)
    assert listed(couple, "kit") == []
    assert couple.asks("kit", series.again, couple.us, "talk") is None
    with pytest.raises(NotFound):
        couple.asks("kit", series.find, address)
    for name in ("alex", "sam"):
        assert [one.address for one in listed(couple, name)] == [address]
    again = begins(couple, "kit", plan=replace(WEEKLY, first=WEEKLY.first + timedelta(weeks=4)))
    for name in couple.people:
        assert [one.address for one in listed(couple, name)] == [again]


def test_who_came_while_it_ran_is_told_that_it_ended(couple: Circle) -> None:
    address = begins(couple)
    kit_comes(couple)
    ends(couple, "kit", address)
    for name in couple.people:
        (one,) = listed(couple, name)
        assert (one.address, one.running) == (address, False)
        assert couple.asks(name, series.again, couple.us, "talk") is not None


def test_so_is_who_came_while_it_ran_and_it_was_over_by_itself(couple: Circle) -> None:
    begins(couple)
    kit_comes(couple)
    couple.clock.now = openings(WEEKLY)[-1]
    keep_up(couple)
    couple.people = {name: couple.signs_in(name) for name in couple.people}
    assert [one.running for one in listed(couple, "kit")] == [False]
    couple.join("noor")
    couple.accept("noor", couple.invite("alex", "sam", "kit"))
    assert listed(couple, "noor") == []


def test_so_is_who_takes_a_place_that_was_open_at_the_end(couple: Circle) -> None:
    """They see the rounds of it that were begun since they were invited."""
    address = begins(couple)
    code = couple.invite("alex", "sam")
    ends(couple, "alex", address)
    couple.join("kit")
    couple.accept("kit", code)
    assert [one.address for one in listed(couple, "kit")] == [address]


def test_who_left_and_comes_back_is_not_told_what_ended(trio: Circle) -> None:
    address = begins(trio)
    ends(trio, "alex", address)
    for name in ("kit", "alex"):
        trio.does(name, partnerships.invite, trio.us)
    trio.does("kit", partnerships.leave, trio.us)
    trio.accept("kit", trio.does("sam", partnerships.invite, trio.us))
    assert listed(trio, "kit") == []
    assert [one.address for one in listed(trio, "alex")] == [address]


def test_what_came_and_ended_alone_is_nothing_to_who_comes(circle: Circle) -> None:
    circle.found("alex")
    ends(circle, "alex", begins(circle))
    circle.join("sam")
    circle.accept("sam", circle.invite("alex"))
    assert listed(circle, "sam") == []
    assert len(listed(circle)) == 1


def kit_comes(circle: Circle) -> None:
    circle.people = {name: circle.signs_in(name) for name in circle.people}
    circle.join("kit")
    circle.accept("kit", circle.invite("alex", "sam"))


def test_an_exercise_that_has_left_the_library_does_not_come_back(couple: Circle) -> None:
    begins(couple)
    talk = make_library().current["talk"]
    gone = Library({}, {talk.hash: talk})
    couple.workplace = replace(couple.workplace, library=gone)
    (one,) = listed(couple)
    assert (one.exercise.title, one.running, one.opens) == ("A quiet evening", False, None)
    assert brought(couple) == []
    passes_to(couple, opening(WEEKLY, 0), DAY)
    assert all_rounds(couple) == []
    assert listed(couple)[0].ended == (opening(WEEKLY, 0) - APPEARS_BEFORE).date()


def test_nor_does_one_that_has_blind_picks_by_now(couple: Circle) -> None:
    begins(couple)
    talk = make_library().current["talk"]
    blind = edition({"en": make_exercise(make_prompt("mutual"), slug="talk")})
    couple.workplace = replace(couple.workplace, library=Library({"talk": blind}, {talk.hash: talk, blind.hash: blind}))
    passes_to(couple, opening(WEEKLY, 0), DAY)
    assert all_rounds(couple) == []
    assert not listed(couple)[0].running


def test_it_comes_in_the_words_of_the_day(couple: Circle) -> None:
    begins(couple)
    talk = make_library().current["talk"]
    other = edition({"en": talk.in_language("en").model_copy(update={"title": "Another evening"})})
    library = Library({"talk": other}, {talk.hash: talk, other.hash: other})
    couple.workplace = replace(couple.workplace, library=library)
    passes_to(couple, opening(WEEKLY, 0), DAY)
    assert [one.exercise.title for one in all_rounds(couple)] == ["Another evening"]


def test_settings_that_can_not_be_read_end_it_and_stop_nobody_else(couple: Circle) -> None:
    address = begins(couple)
    other = Circle(couple.workplace, couple.clock)
    other.found("kit")
    begins(other, "kit")
    with couple.workplace.writing() as ctx:
        broken = ctx.random(1024)
        ctx.db.execute(update(SeriesRow).where(SeriesRow.series == address.series).values(settings=broken))
    assert listed(couple) == []
    passes_to(couple, opening(WEEKLY, 0) - DAY, DAY)
    assert all_rounds(couple) == []
    assert len(all_rounds(other, "kit")) == 1
    with couple.workplace.reading() as ctx:
        left = ctx.db.execute(select(SeriesRow.partnership).where(SeriesRow.next_day.is_not(None))).scalars()
        assert set(left) == {other.us}


# -- its circle


def circle_of(circle: Circle, address: Address) -> set[str]:
    with circle.workplace.reading() as ctx:
        query = select(WorksheetRow.member).where(WorksheetRow.round == address.round)
        return set(ctx.db.execute(query).scalars())


def shape(circle: Circle, address: Address) -> Counter[tuple[object, ...]]:
    """The rows of a round: of each table, how many there are of which sizes."""
    found: Counter[tuple[object, ...]] = Counter()
    with circle.workplace.reading() as ctx:
        for table in (WorksheetRow, DisclosureRow, GrantRow):
            for row in ctx.db.execute(select(table.__table__).where(table.round == address.round)).mappings():
                found[
                    (table.__tablename__, *(len(value) if isinstance(value, bytes) else 0 for value in row.values()))
                ] += 1
    return found


def test_who_leaves_is_in_its_rounds_as_somebody_who_does_not_come(trio: Circle) -> None:
    """Kit leaves in the middle: the rounds after it are those that there would have been, row for row."""
    begins(trio)
    everybody = {trio.member(name) for name in trio.people}
    passes_to(trio, opening(WEEKLY, 3), DAY)
    before = [shape(trio, one.address) for one in all_rounds(trio)]
    trio.does("kit", partnerships.leave, trio.us)
    passes_to(trio, opening(WEEKLY, 9), DAY)
    found = all_rounds(trio)
    assert len(found) == 10
    assert [circle_of(trio, one.address) for one in found] == [everybody] * 10
    assert [shape(trio, one.address) for one in found[4:]] == [before[0]] * 6
    assert before == [before[0]] * 4
    assert len({len(settings) for settings, _ in stored(trio)}) == 1


def test_who_had_left_before_it_began_is_in_them_too(trio: Circle) -> None:
    everybody = {trio.member(name) for name in trio.people}
    trio.does("kit", partnerships.leave, trio.us)
    begins(trio)
    passes_to(trio, opening(WEEKLY, 0), DAY)
    by_hand = trio.start("sam", "talk", Opens.AT)
    assert [circle_of(trio, one.address) for one in all_rounds(trio)] == [everybody] * 2
    assert shape(trio, by_hand) == shape(trio, all_rounds(trio)[0].address)


def test_who_deletes_the_account_leaves_a_place_too(trio: Circle) -> None:
    begins(trio)
    everybody = {trio.member(name) for name in trio.people}
    trio.does("kit", own_data.delete_account)
    passes_to(trio, opening(WEEKLY, 0), DAY)
    assert [circle_of(trio, one.address) for one in all_rounds(trio)] == [everybody]


def test_who_comes_is_in_the_rounds_from_then_on(couple: Circle) -> None:
    begins(couple)
    passes_to(couple, opening(WEEKLY, 0), DAY)
    couple.people = {name: couple.signs_in(name) for name in couple.people}
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    passes_to(couple, opening(WEEKLY, 1), DAY)
    assert [len(circle_of(couple, one.address)) for one in all_rounds(couple)] == [2, 3]
    couple.does("kit", partnerships.leave, couple.us)
    passes_to(couple, opening(WEEKLY, 2), DAY)
    assert len(circle_of(couple, all_rounds(couple)[-1].address)) == 3


def test_an_open_invitation_has_a_place_and_one_that_lapsed_has_none(couple: Circle) -> None:
    """Lapsed, its place is nobody's: nothing of it stays behind in later rounds."""
    couple.clock.now = opening(WEEKLY, 0) - APPEARS_BEFORE - timedelta(hours=30)
    couple.people = {name: couple.signs_in(name) for name in couple.people}
    couple.invite("alex", "sam")
    begins(couple)
    passes_to(couple, opening(WEEKLY, 0))
    with couple.workplace.writing() as ctx:
        partnerships.lapse_invitations(ctx)
    couple.clock.passes(days=2)
    with couple.workplace.writing() as ctx:
        partnerships.lapse_invitations(ctx)
    passes_to(couple, opening(WEEKLY, 1))
    assert [len(circle_of(couple, one.address)) for one in all_rounds(couple)] == [3, 2]


def test_who_takes_the_open_place_reads_what_others_sealed_before(couple: Circle) -> None:
    couple.clock.now = opening(WEEKLY, 0) - APPEARS_BEFORE - timedelta(hours=3)
    couple.people = {name: couple.signs_in(name) for name in couple.people}
    begins(couple)
    couple.join("kit")
    code = couple.invite("alex", "sam")
    passes_to(couple, opening(WEEKLY, 0) - DAY)
    (one,) = all_rounds(couple)
    couple.fill_in("alex", one.address)
    couple.accept("kit", code)
    couple.clock.now = opening(WEEKLY, 0)
    assert couple.reads("kit", one.address).texts == {words("alex", "shown")}


def test_alone_it_comes_for_one(circle: Circle) -> None:
    circle.found("alex")
    begins(circle)
    passes_to(circle, opening(WEEKLY, 0), DAY)
    (one,) = all_rounds(circle)
    assert len(circle_of(circle, one.address)) == 1


def test_when_the_last_has_left_nothing_comes(circle: Circle) -> None:
    circle.found("alex")
    begins(circle)
    circle.does("alex", partnerships.leave, circle.us)
    assert stored(circle) == []
    passes_to(circle, opening(WEEKLY, 0), DAY)


# -- what a round keeps


CARDS = make_prompt("sort", own_items=True)
TEA = "Tea in the bath"


@pytest.fixture
def with_cards(workplace: Workplace, clock: Clock) -> Circle:
    made = edition({"en": make_exercise(CARDS, slug="cards")})
    circle = Circle(replace(workplace, library=Library({"cards": made}, {made.hash: made})), clock)
    circle.found("alex", "sam")
    return circle


def own_cards(circle: Circle, name: str, address: Address) -> list[str]:
    return [item.text for item in circle.sheet(name, address).exercise.prompt(CARDS.id).items if item.own]


@both_engines
def test_cards_of_their_own_come_along_as_they_were_then(with_cards: Circle) -> None:
    exercise = make_exercise(CARDS, slug="cards")
    with_cards.does("alex", items.add, with_cards.us, exercise, CARDS, TEA)
    begins(with_cards, slug="cards")
    passes_to(with_cards, opening(WEEKLY, 0), DAY)
    with_cards.does("sam", items.add, with_cards.us, exercise, CARDS, "Swimming at night")
    passes_to(with_cards, opening(WEEKLY, 1), DAY)
    found = all_rounds(with_cards)
    for name in ("alex", "sam"):
        assert own_cards(with_cards, name, found[0].address) == [TEA]
        assert own_cards(with_cards, name, found[1].address) == ["Swimming at night", TEA]
    by_hand = with_cards.start("alex", "cards", Opens.AT)
    assert own_cards(with_cards, "sam", by_hand) == ["Swimming at night", TEA]


def test_a_card_of_their_own_is_answered_in_it(with_cards: Circle) -> None:
    exercise = make_exercise(CARDS, slug="cards")
    with_cards.does("alex", items.add, with_cards.us, exercise, CARDS, TEA)
    begins(with_cards, slug="cards")
    passes_to(with_cards, opening(WEEKLY, 0) - DAY, DAY)
    (one,) = all_rounds(with_cards)
    (card,) = [item.id for item in with_cards.sheet("sam", one.address).exercise.prompt(CARDS.id).items if item.own]
    with_cards.save("sam", one.address, CARDS.id, Sort(piles={card: Pile.CORE}))
    assert with_cards.sheet("sam", one.address).worksheet.answers[CARDS.id] == Sort(piles={card: Pile.CORE})


def test_a_round_begun_by_hand_for_the_same_time_is_not_doubled(couple: Circle) -> None:
    begins(couple)
    couple.clock.now = opening(WEEKLY, 0) - 3 * DAY
    by_hand = couple.start("sam", "talk", Opens.AT, days=3)
    passes_to(couple, opening(WEEKLY, 0) - DAY, DAY)
    assert [one.address for one in all_rounds(couple)] == [by_hand]
    again = couple.does("alex", beginning.start, couple.us, "talk", Schedule(Opens.AT, opening(WEEKLY, 0)))
    assert again == by_hand


def test_pressing_begin_for_the_time_of_one_that_came_leads_to_it(couple: Circle) -> None:
    begins(couple)
    passes_to(couple, opening(WEEKLY, 0) - DAY, DAY)
    (one,) = all_rounds(couple)
    at = Schedule(Opens.AT, opening(WEEKLY, 0))
    assert couple.does("sam", beginning.start, couple.us, "talk", at) == one.address


# -- many workers


@both_engines
def test_of_many_workers_one_begins_each(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    begins(couple)
    couple.clock.now = opening(WEEKLY, 0) - DAY
    pause = Pause()
    lay = pause.before(beginning.lay, lambda *_: not pause.reached.is_set())
    monkeypatch.setattr(beginning, "lay", lay)
    both = [lambda: keep_up(couple), lambda: pause.ends(lambda: keep_up(couple))]
    assert at_once(both) == [None, None]
    assert pause.reached.is_set()
    assert len(all_rounds(couple)) == 1
    with couple.workplace.reading() as ctx:
        (row,) = rows.running(ctx.db)
        assert read(ctx, row).next == 1


@both_engines
def test_who_ends_it_while_it_begins_has_ended_it(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    address = begins(couple)
    couple.clock.now = opening(WEEKLY, 0) - DAY
    pause = Pause()
    monkeypatch.setattr(beginning, "lay", pause.before(beginning.lay))
    both = [lambda: keep_up(couple), lambda: pause.ends(lambda: ends(couple, "sam", address))]
    assert at_once(both) == [None, None]
    assert not listed(couple)[0].running
    passes_to(couple, opening(WEEKLY, 2), DAY)
    assert len(all_rounds(couple)) == 1


@both_engines
def test_a_whole_upkeep_begins_what_is_due(couple: Circle) -> None:
    begins(couple)
    couple.clock.now = opening(WEEKLY, 0) - APPEARS_BEFORE
    keep_up_once(couple.workplace)
    assert [one.schedule.opens_at for one in all_rounds(couple)] == [opening(WEEKLY, 0)]
    before = stored(couple)
    keep_up_once(couple.workplace)
    assert stored(couple) == before, "what is not due is not written"


# -- what the calendar brings


@both_engines
def test_what_comes(couple: Circle) -> None:
    begins(couple)
    expected = [
        *((Brings.APPEARS, opening(WEEKLY, n) - APPEARS_BEFORE) for n in range(8)),
        *((Brings.OPENS, opening(WEEKLY, n)) for n in range(8)),
    ]
    end = (opening(WEEKLY, 7) + timedelta(hours=1) - couple.clock()) / DAY
    assert brought(couple, end) == expected
    with couple.workplace.reading() as ctx:
        found = series.coming(ctx, ctx.now, ctx.now + 30 * DAY)
        assert {one.members for one in found} == {frozenset(couple.member(name) for name in couple.people)}
        assert len({one.key for one in found}) == len(found)
        assert found == series.coming(ctx, ctx.now, ctx.now + 30 * DAY, [couple.us])
        assert series.coming(ctx, ctx.now, ctx.now + 30 * DAY, ["x" * 22]) == []
        assert series.coming(ctx, ctx.now, ctx.now + 30 * DAY, []) == []


def test_each_comes_once_whether_or_not_it_has_appeared(couple: Circle) -> None:
    """Whoever gives it, under the same key."""
    begins(couple)
    before = {one.key for one in all_coming(couple)}
    passes_to(couple, opening(WEEKLY, 0) - DAY)
    found = all_coming(couple)
    assert Counter((one.brings, one.at) for one in found) == {
        **{(Brings.OPENS, opening(WEEKLY, n)): 1 for n in range(4)},
        **{(Brings.APPEARS, opening(WEEKLY, n) - APPEARS_BEFORE): 1 for n in range(5)},
    }
    assert {one.key for one in found if one.at < opening(WEEKLY, 4) - 3 * DAY} <= before


def all_coming(circle: Circle) -> list[coming.Coming]:
    with circle.workplace.reading() as ctx:
        start = opening(WEEKLY, 0) - 3 * DAY
        return coming.between(ctx, start, start + 30 * DAY)


def test_windows_that_follow_each_other_bring_each_once(couple: Circle) -> None:
    begins(couple)
    seen: Counter[str] = Counter()
    last = couple.clock()
    while couple.clock() < opening(WEEKLY, 5):
        couple.clock.passes(hours=11)
        keep_up(couple)
        with couple.workplace.reading() as ctx:
            seen.update(one.key for one in coming.between(ctx, last, ctx.now))
        last = couple.clock()
    assert set(seen.values()) == {1}
    assert sum(key.startswith("appears") for key in seen) == 6


def test_who_leaves_is_brought_nothing_any_more(trio: Circle) -> None:
    begins(trio)
    left = {trio.member(name) for name in ("alex", "sam")}
    trio.does("kit", partnerships.leave, trio.us)
    with trio.workplace.reading() as ctx:
        assert {one.members for one in series.coming(ctx, ctx.now, ctx.now + 30 * DAY)} == {frozenset(left)}


def test_what_appeared_before_somebody_came_is_brought_to_the_others_alone(couple: Circle) -> None:
    """Their calendar feed reaches back a month."""
    begins(couple)
    passes_to(couple, opening(WEEKLY, 1), DAY)
    kit_comes(couple)
    passes_to(couple, opening(WEEKLY, 2), DAY)
    appeared = [opening(WEEKLY, n) - APPEARS_BEFORE for n in range(3)]
    for name, times in (("alex", appeared), ("kit", appeared[2:])):
        me = couple.member(name)
        with couple.workplace.reading() as ctx:
            found = coming.between(ctx, ctx.now - 30 * DAY, ctx.now)
        assert [one.at for one in found if me in one.members and one.brings is Brings.APPEARS] == times


def test_what_comes_has_a_name_for_who_is_there(couple: Circle) -> None:
    begins(couple)
    couple.join("kit")
    with couple.workplace.reading() as ctx:
        start, end = ctx.now, ctx.now + 30 * DAY
        titles = series.to_come(ctx, couple.people["alex"], start, end)
        keys = {one.key.partition("/")[2] for one in series.coming(ctx, start, end)}
        assert keys <= set(titles)
        assert {one.title for one in titles.values()} == {"A quiet evening"}
        assert series.to_come(ctx, couple.people["kit"], start, end) == {}


# -- how it lies


def test_what_lies_sealed_has_one_size(workplace: Workplace) -> None:
    """With the longest names there are, and more places than a partnership ever has."""
    sizes = set()
    for zone in (min(available_timezones(), key=len), max(available_timezones(), key=len)):
        for places in (frozenset(), frozenset(str(n).rjust(22, "x") for n in range(12))):
            for ended in (None, date(2026, 11, 24)):
                plan = Plan(Every.TWO_WEEKS, THURSDAY, time(23, 59), ZoneInfo(zone))
                with workplace.reading() as ctx:
                    found = SeriesSettings("0" * 64, plan, places, 52, ended)
                    sizes.add(len(sealed(ctx, series.Address("x" * 22, "y" * 22), found)))
    assert len(sizes) == 1


def test_what_lies_sealed_opens_in_its_own_place_only(couple: Circle) -> None:
    begins(couple)
    other = Circle(couple.workplace, couple.clock)
    other.found("kit")
    begins(other, "kit")
    with couple.workplace.writing() as ctx:
        box = ctx.db.execute(select(SeriesRow.settings).where(SeriesRow.partnership == other.us)).scalar_one()
        ctx.db.execute(update(SeriesRow).where(SeriesRow.partnership == couple.us).values(settings=box))
    assert listed(couple) == []


def test_the_hour_lies_nowhere_in_plain(couple: Circle) -> None:
    begins(couple)
    with couple.workplace.reading() as ctx:
        (row,) = ctx.db.execute(select(SeriesRow.settings, SeriesRow.begun_day, SeriesRow.next_day)).all()
    for word in (b"19:00", b"Madrid", b"talk", b"week"):
        assert word not in row.settings
    assert (row.begun_day, row.next_day) == (couple.clock().date(), (opening(WEEKLY, 0) - APPEARS_BEFORE).date())


def test_the_address_of_a_round_to_come_can_not_be_reckoned_without_the_key(couple: Circle) -> None:
    address = begins(couple)
    passes_to(couple, opening(WEEKLY, 1), DAY)
    found = ids(couple)
    assert len({*found}) == 2
    assert all(len(one) == 22 for one in found)
    assert address.series not in found
    reckoned = {sha256(f"{address}/{n}".encode()).digest()[:16] for n in range(2)}
    assert not reckoned & {urlsafe_b64decode(f"{one}==") for one in found}
    other = Circle(couple.workplace, couple.clock)
    other.found("kit")
    begins(other, "kit", plan=replace(WEEKLY, first=THURSDAY + timedelta(weeks=3)))
    passes_to(other, opening(WEEKLY, 2), DAY)
    assert len({*ids(couple)}) == 4, "and no two series have the same"
