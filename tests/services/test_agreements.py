"""Agreements: counted by the clock alone, read by their circle, ended by anybody, and silent about who said what."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from app import startup
from app.config import Settings
from app.domain.agreements import MOST_WAITING, Kind, Source, State
from app.domain.answers import Reflection
from app.domain.calendar import Brings
from app.domain.files import edition
from app.ports import Ports
from app.services import agreements, own_data, partnerships, rounds, summaries, worksheets
from app.services.agreed import Address
from app.services.agreements import LOOKING_AGAIN
from app.services.context import NotFound, Refused
from app.services.workplace import Workplace
from app.startup import keep_up_once
from app.storage.library import Library
from app.storage.tables import AgreementRow, AssentRow, GrantRow, MemberRow
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle, at_once

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
WORDS = "Phones stay in the hall\non Sundays."
DAY = timedelta(days=1)


@pytest.fixture
def workplace(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    text = make_prompt("reflection", "shown")
    again = edition({"en": make_exercise(text, slug=LOOKING_AGAIN)})
    talk = edition({"en": make_exercise(text, slug="talk")})
    library = Library({LOOKING_AGAIN: again, "talk": talk}, {one.hash: one for one in (again, talk)})
    monkeypatch.setattr(startup, "read_exercises", lambda: library)
    prepared = startup.prepare(settings, Ports(clock=clock))
    yield prepared
    prepared.database.close()


def drafts(circle: Circle, name: str = "alex", text: str = WORDS, **more: object) -> Address:
    """Counted in an hour, to be looked at again in thirty days."""
    given = {"counts_at": circle.clock() + timedelta(hours=1), "look_at": circle.clock() + 30 * DAY, **more}
    return circle.does(name, agreements.draft, circle.us, text, given.pop("counts_at"), **given)


def moments(circle: Circle, name: str = "alex", text: str = WORDS) -> Address:
    return drafts(circle, name, text, kind=Kind.MOMENT, look_at=None)


def says(circle: Circle, here: Address, *names: str, yes: bool = True) -> None:
    for name in names:
        circle.does(name, agreements.say, here, yes)


def counted(circle: Circle, here: Address, *names: str) -> None:
    """These have said yes, and the time has passed."""
    says(circle, here, *names)
    circle.clock.passes(hours=1)


def sees(circle: Circle, name: str, here: Address) -> State | None:
    """None where there is nothing for them, on its page and in the list alike."""
    listed = {one.address: one.state for one in circle.asks(name, agreements.of_person)}
    try:
        found = circle.asks(name, agreements.find, here).state
    except NotFound:
        assert here not in listed
        return None
    assert listed[here] is found
    return found


def all_see(circle: Circle, here: Address, state: State | None) -> bool:
    return {sees(circle, name, here) for name in circle.people} == {state}


def counts(circle: Circle) -> dict[str, int]:
    with circle.workplace.database.reading() as db:
        agreed = select(func.count()).select_from(GrantRow).where(GrantRow.subject == "agreed")
        tables = {table.__tablename__: select(func.count()).select_from(table) for table in (AgreementRow, AssentRow)}
        return {name: db.execute(query).scalar_one() for name, query in (tables | {"agreed": agreed}).items()}


NOTHING_LEFT = {"agreements": 0, "assents": 0, "agreed": 0}


# -- drafting and counting


@both_engines
def test_everybody_reads_a_draft_and_sees_their_own_yes_only(trio: Circle) -> None:
    here = drafts(trio)
    says(trio, here, "sam")
    for name in trio.people:
        found = trio.asks(name, agreements.find, here)
        assert (found.text, found.state, found.mine) == (WORDS, State.WAITING, name == "sam")
        assert trio.asks(name, agreements.circle_of, found) == trio.asks("alex", agreements.circle_of, found)
    assert sorted(trio.asks("kit", agreements.circle_of, found)) == ["Alex", "Kit", "Sam"]


@both_engines
def test_it_holds_once_everybody_has_said_yes_and_its_time_has_come(couple: Circle) -> None:
    here = drafts(couple)
    says(couple, here, "alex", "sam")
    assert all_see(couple, here, State.WAITING)
    couple.clock.passes(minutes=59)
    assert all_see(couple, here, State.WAITING)
    couple.clock.passes(minutes=1)
    assert all_see(couple, here, State.IN_FORCE)
    keep_up_once(couple.workplace)
    assert all_see(couple, here, State.IN_FORCE)


@pytest.mark.parametrize("names", [(), ("alex",), ("sam", "kit")])
def test_otherwise_it_is_gone_without_a_word(trio: Circle, names: tuple[str, ...]) -> None:
    here = drafts(trio)
    counted(trio, here, *names)
    assert all_see(trio, here, None)
    for service in (agreements.end, lambda *given: agreements.say(*given, True), agreements.look_again):
        with pytest.raises(NotFound):
            trio.does("sam", service, here)
    assert counts(trio) == {"agreements": 1, "assents": 3, "agreed": 3}
    keep_up_once(trio.workplace)
    assert counts(trio) == NOTHING_LEFT


def test_a_yes_can_be_taken_back_until_the_count_and_not_afterwards(couple: Circle) -> None:
    here = drafts(couple)
    says(couple, here, "alex", "sam")
    says(couple, here, "sam", yes=False)
    assert not couple.asks("sam", agreements.find, here).mine
    says(couple, here, "sam")
    couple.clock.passes(hours=1)
    for yes in (True, False):
        with pytest.raises(Refused, match="counted"):
            says(couple, here, "sam", yes=yes)
    assert all_see(couple, here, State.IN_FORCE)


def test_a_press_at_once_is_one_draft(couple: Circle) -> None:
    assert len({drafts(couple), drafts(couple), drafts(couple, "sam")}) == 1
    assert drafts(couple, text="Other words.") != drafts(couple)
    assert moments(couple) != drafts(couple)


@both_engines
def test_two_press_in_the_same_moment(couple: Circle) -> None:
    found = at_once([lambda name=name: drafts(couple, name) for name in ("alex", "sam", "alex")])
    assert len(set(found)) == 1


def test_what_can_not_be_drafted_is_refused(couple: Circle) -> None:
    now = couple.clock()
    for reason, more in {
        "words-empty": {"text": " "},
        "too-long": {"text": "a" * 1501},
        "not-text": {"text": "a\0"},
        "past": {"counts_at": now},
        "too-far": {"counts_at": now + 61 * DAY, "look_at": now + 70 * DAY},
        "look-day": {"look_at": None},
    }.items():
        with pytest.raises(Refused, match=reason):
            drafts(couple, **more)
    assert counts(couple) == NOTHING_LEFT


def test_so_many_drafts_wait_and_no_more(couple: Circle) -> None:
    for n in range(MOST_WAITING):
        drafts(couple, text=f"Number {n}.")
    with pytest.raises(Refused, match="drafts-full"):
        drafts(couple)
    assert drafts(couple, text="Number 3.") is not None


def test_alone_it_holds_at_once(circle: Circle) -> None:
    circle.found("alex")
    here = drafts(circle)
    assert sees(circle, "alex", here) is State.IN_FORCE
    again = drafts(circle, text="Other words.", replaces=here)
    assert sees(circle, "alex", here) is State.ENDED
    assert sees(circle, "alex", again) is State.IN_FORCE


# -- who has no business with it


def test_strangers_find_nothing(couple: Circle) -> None:
    here = drafts(couple)
    couple.join("lee")
    couple.does("lee", partnerships.create, "elsewhere", "Lee", "")
    assert couple.asks("lee", agreements.of_person) == []
    for service in (
        lambda: couple.asks("lee", agreements.find, here),
        lambda: says(couple, here, "lee"),
        lambda: couple.does("lee", agreements.end, here),
        lambda: drafts(couple, "lee"),
        lambda: couple.does("alex", agreements.end, Address(here.agreement, here.partnership)),
    ):
        with pytest.raises(NotFound):
            service()


def test_who_joins_later_sees_none_of_the_earlier_ones(couple: Circle) -> None:
    here, kept = drafts(couple), moments(couple)
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    for one in (here, kept):
        assert sees(couple, "kit", one) is None
        says(couple, one, "alex", "sam")
    with pytest.raises(NotFound):
        couple.does("kit", agreements.end, here)
    couple.clock.passes(hours=1)
    assert sees(couple, "sam", here) is State.IN_FORCE
    assert sees(couple, "kit", here) is None
    for name in ("alex", "sam"):
        assert [one.address for one in couple.asks(name, agreements.of_person, Kind.MOMENT)] == [kept]


def test_who_was_invited_before_reads_it_and_is_counted(circle: Circle) -> None:
    circle.found("alex")
    code = circle.invite("alex")
    here = drafts(circle)
    says(circle, here, "alex")
    circle.join("sam")
    circle.accept("sam", code)
    assert circle.asks("sam", agreements.find, here).text == WORDS
    counted(circle, here, "sam")
    assert all_see(circle, here, State.IN_FORCE)


def test_a_place_that_nobody_takes_never_says_yes(circle: Circle) -> None:
    circle.found("alex")
    circle.invite("alex")
    here = drafts(circle, counts_at=circle.clock() + 5 * DAY)
    says(circle, here, "alex")
    circle.clock.passes(days=4)
    keep_up_once(circle.workplace)
    assert sees(circle, "alex", here) is State.WAITING
    circle.clock.passes(days=1)
    assert sees(circle, "alex", here) is None


def test_the_words_before_are_not_carried_to_who_came_later(couple: Circle) -> None:
    old = drafts(couple, sources=[Source(round="r" * 44, prompt="shown")])
    counted(couple, old, "alex", "sam")
    renewed = drafts(couple, replaces=old)
    assert couple.asks("sam", agreements.find, renewed).before is None
    couple.does("sam", agreements.end, renewed)
    changed = drafts(couple, text="Other words.", replaces=old)
    found = couple.asks("sam", agreements.find, changed)
    assert (found.before, [one.prompt for one in found.sources]) == (WORDS, ["shown"])
    couple.does("sam", agreements.end, changed)
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    changed = drafts(couple, text="Still other words.", replaces=old)
    for name in couple.people:
        found = couple.asks(name, agreements.find, changed)
        assert (found.before, found.sources) == (None, ())


# -- keys


@both_engines
@pytest.mark.parametrize("way", [Circle.changes_passphrase, Circle.recovers])
def test_a_new_key_reads_it_and_the_old_one_nothing_that_comes_later(couple: Circle, way) -> None:
    here = drafts(couple)
    for name in ("alex", "sam", "alex"):
        before = way(couple, name)
        assert couple.asks(name, agreements.find, here).text == WORDS
    later = drafts(couple, text="Later words.")
    couple.people["before"] = before
    with pytest.raises(NotFound):
        couple.asks("before", agreements.find, later)
    counted(couple, here, "sam", "alex")
    assert sees(couple, "sam", here) is State.IN_FORCE


def test_epoch_keys_come_and_go(couple: Circle) -> None:
    here = moments(couple)
    counted(couple, here, "alex", "sam")
    for _ in range(20):
        couple.clock.passes(days=1)
        keep_up_once(couple.workplace)
    assert couple.asks("sam", agreements.find, here).text == WORDS


def test_what_can_not_be_read_is_not_there(couple: Circle) -> None:
    here, kept = drafts(couple), moments(couple)
    with couple.workplace.database.writing() as db:
        box = db.execute(select(AgreementRow.settings).where(AgreementRow.agreement == kept.agreement)).scalar_one()
        db.execute(update(AgreementRow).where(AgreementRow.agreement == here.agreement).values(settings=box))
    assert all_see(couple, here, None)
    assert all_see(couple, kept, State.WAITING)
    couple.clock.passes(days=1)
    keep_up_once(couple.workplace)


# -- ending


@both_engines
@pytest.mark.parametrize("name", ["alex", "sam"])
def test_anybody_ends_it_alone_and_it_is_shown_for_a_while(couple: Circle, name: str) -> None:
    here = drafts(couple)
    counted(couple, here, "alex", "sam")
    couple.does(name, agreements.end, here)
    assert all_see(couple, here, State.ENDED)
    ends_at = couple.asks("alex", agreements.find, here).ends_at
    couple.clock.passes(days=3)
    couple.does("sam", agreements.end, here)
    assert couple.asks("alex", agreements.find, here).ends_at == ends_at
    couple.clock.passes(days=10, hours=23)
    keep_up_once(couple.workplace)
    assert all_see(couple, here, State.ENDED)
    couple.clock.passes(hours=1)
    assert all_see(couple, here, None)
    keep_up_once(couple.workplace)
    assert counts(couple) == NOTHING_LEFT


def test_a_draft_is_put_aside_whatever_was_said(couple: Circle) -> None:
    here, other = drafts(couple), drafts(couple, text="Other words.")
    says(couple, here, "alex", "sam")
    for one in (here, other):
        couple.does("sam", agreements.end, one)
    couple.clock.passes(hours=2)
    assert all_see(couple, here, State.ENDED)
    assert all_see(couple, other, State.ENDED)
    with pytest.raises(Refused, match="counted"):
        says(couple, here, "alex")


def test_the_calendar_ends_what_nobody_looked_at(couple: Circle) -> None:
    here = drafts(couple)
    counted(couple, here, "alex", "sam")
    for days, state in ((30, State.LOOK), (29, State.LOOK), (1, State.ENDED), (14, None)):
        couple.clock.passes(days=days)
        assert all_see(couple, here, state)
        keep_up_once(couple.workplace)
        assert all_see(couple, here, state)
    assert counts(couple) == NOTHING_LEFT


def test_a_moment_stays(couple: Circle) -> None:
    here = moments(couple)
    counted(couple, here, "alex", "sam")
    for _ in range(3):
        couple.clock.passes(days=400)
        keep_up_once(couple.workplace)
    assert all_see(couple, here, State.IN_FORCE)
    couple.does("sam", agreements.end, here)
    assert all_see(couple, here, State.ENDED)


@both_engines
def test_a_change_that_comes_into_force_ends_what_it_replaces(couple: Circle) -> None:
    old = drafts(couple)
    counted(couple, old, "alex", "sam")
    new = drafts(couple, "sam", "Other words.", replaces=old)
    with pytest.raises(Refused, match="change-waits"):
        drafts(couple, text="Still other words.", replaces=old)
    says(couple, new, "alex", "sam")
    assert all_see(couple, old, State.IN_FORCE)
    couple.clock.passes(hours=1)
    at = couple.clock()
    for _ in range(2):  # before upkeep has come, and after
        assert all_see(couple, old, State.ENDED)
        assert all_see(couple, new, State.IN_FORCE)
        assert couple.asks("alex", agreements.find, old).ends_at == at
        couple.clock.passes(hours=3)
        keep_up_once(couple.workplace)
    with pytest.raises(NotFound):
        drafts(couple, text="Too late.", replaces=old)


def test_what_it_has_replaced_stays_ended_when_it_ends_too(couple: Circle) -> None:
    old = drafts(couple)
    counted(couple, old, "alex", "sam")
    new = drafts(couple, text="Other words.", replaces=old)
    counted(couple, new, "alex", "sam")
    couple.does("sam", agreements.end, new)  # upkeep has not come meanwhile
    assert all_see(couple, old, State.ENDED)
    assert all_see(couple, new, State.ENDED)


def test_a_change_that_lapses_leaves_it_as_it_was(couple: Circle) -> None:
    old = drafts(couple)
    counted(couple, old, "alex", "sam")
    new = drafts(couple, text="Other words.", replaces=old)
    counted(couple, new, "alex")
    keep_up_once(couple.workplace)
    assert all_see(couple, old, State.IN_FORCE)
    assert all_see(couple, new, None)


# -- leaving


@both_engines
@pytest.mark.parametrize("how", [partnerships.leave, None])
def test_whoever_leaves_ends_what_they_agreed_to(trio: Circle, how) -> None:
    here, kept = drafts(trio), moments(trio)
    for one in (here, kept):
        says(trio, one, *trio.people)
    trio.clock.passes(hours=1)
    if how:
        trio.does("kit", how, trio.us)
    else:
        trio.does("kit", own_data.delete_account)
    kit = trio.people.pop("kit")
    assert all_see(trio, here, State.ENDED)
    assert all_see(trio, kept, State.ENDED)
    with trio.workplace.reading() as ctx:
        assert agreements.of_person(ctx, kit) == []
        with pytest.raises(NotFound):
            agreements.find(ctx, kit, here)


def test_a_draft_waits_on_when_somebody_leaves_and_lapses(couple: Circle) -> None:
    here, other = drafts(couple), drafts(couple, text="Other words.")
    says(couple, here, "alex", "sam")
    before = couple.asks("alex", agreements.find, here)
    couple.does("sam", partnerships.leave, couple.us)
    del couple.people["sam"]
    assert couple.asks("alex", agreements.find, here) == before
    assert sorted(couple.asks("alex", agreements.circle_of, before)) == ["Alex", "Sam"]
    later = drafts(couple, text="Drafted afterwards.")
    says(couple, later, "alex")
    couple.clock.passes(hours=1)
    for one in (here, other, later):
        assert all_see(couple, one, None)


def test_nothing_is_left_when_the_last_one_leaves(couple: Circle) -> None:
    drafts(couple)
    moments(couple)
    for name in ("alex", "sam"):
        couple.does(name, partnerships.leave, couple.us)
    assert counts(couple) == NOTHING_LEFT


# -- looking again, and the calendar


@both_engines
def test_it_is_looked_at_again_in_a_round_of_its_circle_once(couple: Circle) -> None:
    here, other = drafts(couple), drafts(couple, text="Other words.")
    for one in (here, other):
        says(couple, one, "alex", "sam")
    couple.clock.passes(days=29)
    with pytest.raises(NotFound):
        couple.does("alex", agreements.look_again, here)
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    couple.clock.passes(days=2)
    there = couple.does("alex", agreements.look_again, here)
    assert couple.does("sam", agreements.look_again, here) == there
    assert couple.asks("sam", agreements.find, here).look_round == there
    assert couple.does("sam", agreements.look_again, other) != there
    assert couple.asks("alex", summaries.view, there).exercise.slug == LOOKING_AGAIN
    for name in ("alex", "sam"):
        couple.save(name, there, "shown", Reflection(text=f"My own part, says {name}."))
        couple.seal(name, there)
    assert couple.asks("alex", summaries.view, there).open
    with pytest.raises(NotFound):
        couple.asks("kit", summaries.view, there)
    keep_up_once(couple.workplace)
    assert couple.asks("sam", agreements.find, here).look_round == there


def brings(circle: Circle, start: datetime, end: datetime, *where: str) -> list[Address]:
    with circle.workplace.reading() as ctx:
        found = agreements.coming(ctx, start, end, where or None)
        assert found == agreements.coming(ctx, start, end, where or None)
    assert {one.brings for one in found} <= {Brings.LOOK}
    return [Address(one.key.split("/")[1][:22], one.key.split("/")[1][22:]) for one in found]


def test_the_calendar_brings_those_in_force(couple: Circle) -> None:
    now = couple.clock()
    here, lapsed, kept = drafts(couple), drafts(couple, text="Nobody says yes."), moments(couple)
    day = (now + 30 * DAY, now + 31 * DAY)
    for one in (here, kept):
        says(couple, one, "alex", "sam")
    assert brings(couple, *day) == []
    couple.clock.passes(hours=1)
    for _ in range(2):
        assert brings(couple, *day) == [here]
        assert brings(couple, *day, couple.us) == [here]
        assert brings(couple, *day, "elsewhere") == []
        assert brings(couple, day[1], day[1] + 300 * DAY) == []
        assert brings(couple, now, day[0]) == []
        keep_up_once(couple.workplace)
    with couple.workplace.reading() as ctx:
        (found,) = agreements.coming(ctx, *day)
        assert found.members == {couple.member("alex"), couple.member("sam")}
    new = drafts(couple, text="Other words.", replaces=here)
    counted(couple, new, "alex", "sam")
    assert brings(couple, *day) == brings(couple, now, now + 60 * DAY) == [new]
    couple.does("sam", agreements.end, new)
    assert brings(couple, now, now + 60 * DAY) == []
    assert lapsed not in brings(couple, now, now + 400 * DAY)


# -- the copy to take along


def test_the_copy_has_what_one_is_in(couple: Circle) -> None:
    drafts(couple)
    kept = moments(couple, text="The lake.")
    counted(couple, kept, "alex", "sam")
    copied = couple.asks("sam", own_data.copy, set())
    assert copied["agreements"] == [{"kind": "moment", "text": "The lake."}]


# -- what a copy of the database tells


def shapes(circle: Circle) -> dict[str, list[tuple[object, ...]]]:
    """All that is not sealed, and the length of what is."""
    with circle.workplace.database.reading() as db:
        return {
            table.__tablename__: sorted(
                tuple(len(value) if isinstance(value, bytes) else value for value in row)
                for row in db.execute(select(*table.__table__.columns))
            )
            for table in (AgreementRow, AssentRow, GrantRow, MemberRow)
        }


def test_the_rows_tell_nothing_of_who_said_yes(trio: Circle) -> None:
    here = drafts(trio)
    says(trio, here, "alex")
    before = shapes(trio)
    for name, yes in (("sam", True), ("kit", True), ("sam", False), ("alex", False), ("alex", True)):
        says(trio, here, name, yes=yes)
        assert shapes(trio) == before


def test_the_rows_tell_nothing_of_how_much_was_written(couple: Circle) -> None:
    drafts(couple, text="Tea.")
    drafts(couple, text="\U0001f600" * 1500)
    moments(couple)
    with couple.workplace.database.reading() as db:
        sizes = {tuple(map(len, row)) for row in db.execute(select(AgreementRow.content, AgreementRow.settings))}
    assert len(sizes) == 1


def test_a_round_of_its_own_is_as_any(couple: Circle) -> None:
    """Everybody of the circle has all their rows in it from the start."""
    here = drafts(couple)
    counted(couple, here, "alex", "sam")
    couple.clock.passes(days=30)
    there = couple.does("alex", agreements.look_again, here)
    assert isinstance(there, rounds.Address)
    assert {couple.asks(name, worksheets.find, there).circle for name in couple.people} == {2}
