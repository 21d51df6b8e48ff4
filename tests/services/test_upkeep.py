"""What the calendar does by itself: epoch keys come and go, and nothing is lost by it."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from app.domain.answers import Picks
from app.domain.exercise import Opens
from app.services import partnerships, sessions, upkeep
from app.services.rounds import Address
from app.startup import keep_up_once
from app.storage import partnerships as partnership_rows
from app.storage import sessions as session_rows
from app.storage.epochs import in_use
from app.storage.tables import DisclosureRow, GrantRow, InvitationRow, LockRow, SessionRow, WorksheetRow
from tests.services.circle import TEXTS, Circle, Pause, Seen, at_once, words

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
BOTH = {words("alex", "shown"), words("sam", "shown")}


@pytest.fixture
def here(couple: Circle) -> Address:
    """Sealed by both, and open in forty days."""
    here = couple.start("alex", days=40)
    for name in couple.people:
        couple.fill_in(name, here, "dancing")
    return here


@pytest.fixture
def opened(couple: Circle) -> Address:
    opened = couple.start("alex", "talk", Opens.READY)
    for name in couple.people:
        couple.fill_in(name, opened)
    return opened


def epochs(circle: Circle) -> tuple[str, ...]:
    return circle.workplace.house.epochs.ids()


def epochs_in_use(circle: Circle) -> set[str]:
    with circle.workplace.database.reading() as db:
        return in_use(db)


def keep_up(circle: Circle) -> None:
    keep_up_once(circle.workplace)


def rewrap(circle: Circle) -> bool:
    with circle.workplace.writing() as ctx:
        return upkeep.rewrap(ctx)


def turn(circle: Circle) -> str:
    with circle.workplace.writing() as ctx:
        return upkeep.turn_epoch(ctx)


def everything_opens(circle: Circle, here: Address, opened: Address) -> None:
    for name in circle.people:
        assert circle.signs_in(name).pair.public == circle.people[name].pair.public
        assert circle.asks(name, partnerships.find, circle.us).label == "us"
        assert circle.own_texts(name, here) == {words(name, prompt) for prompt in TEXTS}
        assert circle.sheet(name, here).picks == Picks(items={"mutual": ("dancing",)})
        assert circle.reads(name, opened) == Seen(BOTH, ())


@both_engines
def test_a_month_switched_off_loses_nothing(couple: Circle, here: Address, opened: Address) -> None:
    (before,) = epochs(couple)
    couple.clock.passes(days=31)
    everything_opens(couple, here, opened)
    keep_up(couple)
    assert epochs(couple) == (before, couple.clock().date().isoformat())
    keep_up(couple)
    assert epochs(couple) == (couple.clock().date().isoformat(),)
    assert epochs_in_use(couple) == set(epochs(couple))
    everything_opens(couple, here, opened)
    couple.recovers("alex")
    everything_opens(couple, here, opened)
    couple.clock.passes(days=9)
    assert couple.reads("alex", here) == Seen(BOTH, ("dancing",))


@both_engines
def test_one_step_that_fails_keeps_nothing_else_from_its_time(
    couple: Circle, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*given: object) -> None:
        raise LookupError

    couple.does("alex", sessions.begin)
    couple.invite("alex", "sam")
    couple.clock.passes(days=4)
    with monkeypatch.context() as failing:
        failing.setattr(session_rows, "times", fails)
        keep_up(couple)
    assert [record.message for record in caplog.records] == ["A step of upkeep failed"]
    with couple.workplace.database.reading() as db:
        assert db.execute(select(InvitationRow.member)).all() == []
    assert epochs(couple)[-1] == couple.clock().date().isoformat()
    keep_up(couple)
    with couple.workplace.database.reading() as db:
        assert db.execute(select(SessionRow.token_hash)).all() == []


@both_engines
def test_it_waits_for_nobody_who_waits_for_it(
    couple: Circle, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new passphrase holds the places first and ends the sessions last; here sessions are locked and an invitation
    lapses."""
    couple.does("alex", sessions.begin)
    couple.invite("alex", "sam")
    couple.clock.passes(hours=73)
    pause = Pause()
    monkeypatch.setattr(partnership_rows, "invitations", pause.before(partnership_rows.invitations))
    changes = partial(couple.changes_passphrase, "alex")
    swept, changed = at_once([lambda: upkeep.sweep(couple.workplace), lambda: pause.ends(changes)])
    assert (swept, changed) == (None, None)
    assert caplog.records == []


def test_an_invitation_and_a_recovery_code_outlast_the_epochs(couple: Circle) -> None:
    code = couple.invite("alex", "sam")
    for _ in range(2):
        couple.clock.passes(days=1)
        keep_up(couple)
    couple.join("kit")
    couple.accept("kit", code)
    couple.recovers("sam")
    assert len(couple.asks("sam", partnerships.find, couple.us).members) == 3


def test_every_day_has_its_key_and_keeps_it_for_two_weeks(couple: Circle, here: Address, opened: Address) -> None:
    first = couple.clock().date()
    for day in range(1, 20):
        couple.clock.passes(days=1)
        keep_up(couple)
        keep_up(couple)
        kept = [first + timedelta(days=n) for n in range(max(0, day - 13), day + 1)]
        assert epochs(couple) == tuple(one.isoformat() for one in kept)
        assert epochs_in_use(couple) == {epochs(couple)[-1]}
    everything_opens(couple, here, opened)


USES: dict[str, Callable[[Circle], object]] = {
    "a grant": lambda circle: one_under(circle, GrantRow),
    "a lock": lambda circle: one_under(circle, LockRow),
    "a worksheet": lambda circle: one_under(circle, WorksheetRow),
    "a session": lambda circle: one_under(circle, SessionRow),
}


def one_under(circle: Circle, table: type) -> object:
    """Of this table one row is left under the first key."""
    first = epochs(circle)[0]
    with circle.workplace.database.writing() as db:
        key = table.__table__.primary_key.columns.values()[0]
        return db.execute(update(table).where(key == db.execute(select(key).limit(1)).scalar()).values(epoch=first))


@pytest.mark.parametrize("use", USES)
def test_no_key_is_destroyed_while_something_needs_it(couple: Circle, here: Address, use: str) -> None:
    (first,) = epochs(couple)
    couple.clock.passes(days=15)
    turn(couple)
    while rewrap(couple):
        pass
    couple.does("alex", sessions.begin)
    USES[use](couple)
    with couple.workplace.writing() as ctx:
        assert upkeep.destroy_old_epochs(ctx) == []
    assert first in epochs(couple)


def test_before_anything_has_moved_the_old_key_stays(couple: Circle, here: Address, opened: Address) -> None:
    couple.clock.passes(days=30)
    turn(couple)
    with couple.workplace.writing() as ctx:
        assert upkeep.destroy_old_epochs(ctx) == []
    everything_opens(couple, here, opened)
    while rewrap(couple):
        pass
    with couple.workplace.writing() as ctx:
        assert len(upkeep.destroy_old_epochs(ctx)) == 1
    everything_opens(couple, here, opened)


@both_engines
def test_it_moves_a_little_at_a_time(
    couple: Circle, here: Address, opened: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 3)
    couple.clock.passes(days=1)
    turn(couple)
    steps = 1
    while rewrap(couple):
        steps += 1
        if steps == 2:
            everything_opens(couple, here, opened)
    assert steps > 3
    assert epochs_in_use(couple) == {epochs(couple)[-1]}
    everything_opens(couple, here, opened)


@both_engines
def test_keys_turn_while_people_read_and_write(
    couple: Circle, here: Address, opened: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 2)
    talk = couple.start("alex", "talk", days=40)
    done, failures = threading.Event(), []

    def live() -> None:
        try:
            while not done.is_set():
                for name in ("alex", "sam"):
                    couple.answer(name, talk)
                    everything_opens(couple, here, opened)
        except BaseException as error:
            failures.append(error)

    person = threading.Thread(target=live)
    person.start()
    for _ in range(3):
        couple.clock.passes(days=1)
        keep_up(couple)
    done.set()
    person.join()
    assert failures == []
    keep_up(couple)
    assert epochs_in_use(couple) == {epochs(couple)[-1]}
    assert couple.own_texts("sam", talk) == {words("sam", prompt) for prompt in TEXTS}


BROKEN: dict[str, type] = {"grant": GrantRow, "lock": LockRow, "worksheet": WorksheetRow}


@pytest.mark.parametrize("table", BROKEN)
def test_a_broken_row_does_not_keep_the_others_from_moving(
    couple: Circle, here: Address, opened: Address, table: str
) -> None:
    broken = BROKEN[table]
    column = "answers_key" if broken is WorksheetRow else "sealed"
    with couple.workplace.database.writing() as db:
        keys = broken.__table__.primary_key.columns.values()
        one = db.execute(select(*keys).limit(1)).one()
        where = [key == value for key, value in zip(keys, one, strict=True)]
        db.execute(update(broken).where(*where).values({column: b"\x01" + bytes(99)}))
    couple.clock.passes(days=1)
    keep_up(couple)
    for kind in (GrantRow, LockRow, WorksheetRow):
        with couple.workplace.database.reading() as db:
            left = db.execute(select(kind.epoch).where(kind.epoch != epochs(couple)[-1])).all()
        assert len(left) == (kind is broken), kind


@pytest.mark.parametrize("years", [1, 5, 70])
def test_a_clock_that_was_years_ahead_costs_one_key_and_no_turn(
    couple: Circle, here: Address, opened: Address, years: int
) -> None:
    """One look at a wrong clock, and everything would lie under one key until that year: what is deleted meanwhile
    would stay readable in old copies for as long."""
    first, now = epochs(couple)[0], couple.clock.now
    couple.clock.passes(days=365 * years)
    # Upkeep alone and not all of it: rounds may open and end by such a clock, and that is asked of elsewhere.
    turn(couple)
    while rewrap(couple):
        pass
    (ahead,) = set(epochs(couple)) - {first}
    assert epochs_in_use(couple) == {ahead}
    couple.clock.now = now
    keep_up(couple)
    assert epochs_in_use(couple) == {first}
    everything_opens(couple, here, opened)
    assert ahead in epochs(couple), "a request on its way may still write under it"
    for day in range(1, 20):
        couple.clock.passes(days=1)
        keep_up(couple)
        assert epochs(couple)[-1] == couple.clock().date().isoformat()
        assert epochs_in_use(couple) == {epochs(couple)[-1]}
        assert len(epochs(couple)) == min(day + 1, 14)
    everything_opens(couple, here, opened)


def test_a_key_of_a_day_to_come_stays_while_something_needs_it(couple: Circle, here: Address) -> None:
    now = couple.clock.now
    couple.clock.passes(days=365)
    ahead = turn(couple)
    while rewrap(couple):
        pass
    couple.clock.now = now + timedelta(days=1)
    with couple.workplace.writing() as ctx:
        assert upkeep.destroy_old_epochs(ctx) == []
    while rewrap(couple):
        pass
    with couple.workplace.writing() as ctx:
        assert upkeep.destroy_old_epochs(ctx) == [ahead]


def test_the_clock_going_back_takes_no_key_away(couple: Circle, here: Address, opened: Address) -> None:
    couple.clock.passes(days=2)
    keep_up(couple)
    before = epochs(couple)
    couple.clock.passes(days=-30)
    for _ in range(2):
        keep_up(couple)
        assert epochs(couple) == (f"{couple.clock().date()}.2", *before)
        everything_opens(couple, here, opened)
    couple.clock.passes(days=30)
    keep_up(couple)
    assert epochs_in_use(couple) == {before[-1]}
    everything_opens(couple, here, opened)


def test_what_is_shown_ends_after_a_year(couple: Circle, opened: Address) -> None:
    couple.clock.passes(days=364)
    keep_up(couple)
    assert couple.reads("alex", opened).texts == BOTH
    couple.clock.passes(days=1)
    keep_up(couple)
    assert couple.reads("alex", opened) == Seen(set(), ())
    assert couple.own_texts("alex", opened) == {words("alex", prompt) for prompt in TEXTS}
    with couple.workplace.database.reading() as db:
        assert db.execute(select(DisclosureRow).where(DisclosureRow.expires_day.is_not(None))).all() == []
