"""Sessions: what ended stays ended, what idled is locked, and only the cookie opens the row."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.services import own_data, people, sessions, upkeep
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.sessions import FRESH, IDLE, LONGEST, TALK, Closing, Limit, Visit
from app.storage import sessions as session_rows
from app.storage.tables import SessionRow
from tests.services.circle import Circle, Pause, at_once

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])


class Browser:
    """Holds the cookie of one session of Alex."""

    def __init__(self, circle: Circle) -> None:
        self.circle = circle
        self.token: bytes = circle.does("alex", sessions.begin)

    def visits(self) -> Visit | None:
        with self.circle.workplace.reading() as ctx:
            return sessions.find(ctx, self.token)

    def visit(self) -> Visit:
        found = self.visits()
        assert found is not None
        return found

    def does(self, service: Callable[..., object], *given: object, **more: object) -> object:
        with self.circle.workplace.writing(shred=True) as ctx:
            return service(ctx, *given, **more)

    def sweeps(self) -> None:
        upkeep.sweep(self.circle.workplace)

    def rows(self) -> list[tuple[bytes | None, bytes | None]]:
        """(keys, held) of every session there is."""
        with self.circle.workplace.database.reading() as db:
            return [tuple(row) for row in db.execute(select(SessionRow.keys, SessionRow.held))]


@pytest.fixture
def browser(circle: Circle) -> Browser:
    circle.join("alex")
    return Browser(circle)


AFTERWARDS: dict[str, Callable[[Browser, Visit], object]] = {
    "settle": lambda browser, visit: browser.does(sessions.settle, visit),
    "stay": lambda browser, visit: browser.does(sessions.stay, visit),
    "hold": lambda browser, visit: browser.does(sessions.hold, visit, b"something typed"),
    "change_content": lambda browser, visit: browser.does(sessions.change_content, visit, recovery="code"),
    "reopen": lambda browser, visit: browser.does(sessions.reopen, visit, browser.circle.people["alex"]),
}
ENDS: dict[str, Callable[[Browser], object]] = {
    "signing out": lambda browser: browser.does(sessions.end, browser.token),
    "a new passphrase": lambda browser: browser.circle.changes_passphrase("alex"),
    "twelve hours": lambda browser: (browser.circle.clock.passes(hours=12), browser.sweeps()),
}


class TestEnded:
    @pytest.mark.parametrize("ends", ENDS)
    @pytest.mark.parametrize("afterwards", AFTERWARDS)
    def test_a_request_still_running_does_not_bring_it_back(self, browser: Browser, ends: str, afterwards: str) -> None:
        visit = browser.visit()
        ENDS[ends](browser)
        result = AFTERWARDS[afterwards](browser, visit)
        assert browser.rows() == []
        assert browser.visits() is None
        if afterwards == "reopen":
            assert result is None

    @both_engines
    def test_ending_and_everything_else_in_the_same_moment(self, browser: Browser) -> None:
        visit = browser.visit()
        calls = [lambda call=call: call(browser, visit) for name, call in AFTERWARDS.items() if name != "reopen"]
        results = at_once([*calls, lambda: browser.does(sessions.end, browser.token)])
        assert not [one for one in results if isinstance(one, Exception)]
        assert browser.rows() == []

    def test_ending_twice_is_no_error(self, browser: Browser) -> None:
        browser.does(sessions.end, browser.token)
        browser.does(sessions.end, browser.token)
        assert browser.rows() == []

    def test_a_token_that_nobody_was_given_opens_nothing(self, browser: Browser) -> None:
        with browser.circle.workplace.reading() as ctx:
            assert sessions.find(ctx, bytes(32)) is None

    @pytest.mark.parametrize("way", [Circle.changes_passphrase, Circle.recovers])
    def test_none_begins_with_a_passphrase_that_changed_meanwhile(
        self, browser: Browser, way: Callable[[Circle, str], Unlocked]
    ) -> None:
        """It would open nothing at first, and after ten minutes be a locked one, which may leave for good."""
        old = way(browser.circle, "alex")
        with pytest.raises(Refused, match="unknown"):
            browser.does(sessions.begin, old)
        assert browser.rows() == []

    def test_none_begins_of_somebody_who_is_gone(self, browser: Browser) -> None:
        browser.circle.does("alex", own_data.delete_account)
        with pytest.raises(Refused, match="unknown"):
            Browser(browser.circle)

    @both_engines
    def test_one_that_begins_while_the_passphrase_changes_ends_with_it(
        self, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pause, old = Pause(), browser.circle.people["alex"]
        monkeypatch.setattr(session_rows, "end_all", pause.before(session_rows.end_all))

        def begins() -> None:
            pause.ends(lambda: browser.does(sessions.begin, old))

        begun, _ = at_once([begins, lambda: browser.circle.changes_passphrase("alex")])
        assert isinstance(begun, Refused)
        assert browser.rows() == []


class TestIdle:
    def test_after_ten_minutes_the_key_is_not_at_hand(self, browser: Browser) -> None:
        browser.circle.clock.now += IDLE
        browser.circle.clock.passes(seconds=-1)
        assert browser.visit().person.unlocked
        browser.circle.clock.passes(seconds=1)
        assert not browser.visit().person.unlocked

    @both_engines
    @pytest.mark.parametrize("by", ["the sweeper", "the next request"])
    def test_the_key_is_erased_from_the_row(self, browser: Browser, by: str) -> None:
        browser.circle.clock.now += IDLE
        if by == "the sweeper":
            browser.sweeps()
        else:
            browser.does(sessions.settle, browser.visit())
        assert browser.rows() == [(None, None)]

    def test_the_key_is_erased_from_the_files(self, browser: Browser) -> None:
        folder = Path(str(browser.circle.workplace.database.engine.url.database)).parent

        def files_with(keys: bytes) -> set[str]:
            """A long value is spread over pages, so it is looked for in pieces."""
            pieces = [keys[at : at + 32] for at in range(0, len(keys), 32)]
            return {path.name for path in folder.iterdir() if any(one in path.read_bytes() for one in pieces)}

        ((keys, _),) = browser.rows()
        assert keys
        assert files_with(keys)
        browser.circle.clock.now += IDLE
        browser.sweeps()
        assert files_with(keys) == set()

    @pytest.mark.parametrize("locked", [False, True], ids=["at work", "locked"])
    @pytest.mark.parametrize("then", ["settle", "reopen"])
    def test_the_keys_of_a_talk_go_when_it_is_over(self, browser: Browser, locked: bool, then: str) -> None:
        until = browser.circle.clock.now + TALK
        browser.does(sessions.keep, browser.visit(), "an address", until, b"names", {("alex", "answers"): b"key"})
        if locked:
            browser.circle.clock.now += IDLE
            browser.sweeps()
        browser.circle.clock.now = until - timedelta(seconds=1)
        assert browser.visit().content.kept
        browser.circle.clock.now = until
        visit = browser.visit()
        assert sessions.needs_settling(visit, until)
        done = AFTERWARDS[then](browser, visit)
        browser.token = done if isinstance(done, bytes) else browser.token
        browser.circle.clock.now = until - timedelta(seconds=1)
        assert browser.visit().content.kept == {}

    def test_a_request_still_running_does_not_bring_the_key_back(self, browser: Browser) -> None:
        visit = browser.visit()
        browser.circle.clock.now += IDLE
        browser.sweeps()
        for call in ("settle", "stay", "hold", "change_content"):
            AFTERWARDS[call](browser, visit)
        assert [keys for keys, _ in browser.rows()] == [None]
        assert not browser.visit().person.unlocked

    def test_a_request_that_found_it_idle_does_not_lock_what_was_unlocked_meanwhile(self, browser: Browser) -> None:
        browser.circle.clock.now += IDLE
        idle = browser.visit()
        token = AFTERWARDS["reopen"](browser, idle)
        assert isinstance(token, bytes)
        browser.does(sessions.settle, idle)
        browser.token = token
        assert browser.visit().person.unlocked

    def test_being_here_is_noted_once_a_minute(self, browser: Browser) -> None:
        clock = browser.circle.clock
        clock.passes(seconds=59)
        assert not sessions.needs_settling(browser.visit(), clock())
        clock.passes(seconds=1)
        assert sessions.needs_settling(browser.visit(), clock())
        browser.does(sessions.settle, browser.visit())
        clock.passes(minutes=9, seconds=59)
        assert browser.visit().person.unlocked

    def test_staying_is_being_here_and_nothing_more(self, browser: Browser) -> None:
        clock = browser.circle.clock
        clock.passes(minutes=9)
        before = browser.visit()
        assert sessions.closing(before, clock()) == Closing(clock.now + timedelta(minutes=1), Limit.IDLE)
        stayed = browser.does(sessions.stay, before)
        assert isinstance(stayed, Visit)
        assert stayed.seen == browser.visit().seen == clock()
        assert sessions.closing(browser.visit(), clock()) == Closing(clock.now + IDLE, Limit.IDLE)
        assert browser.visit().begun == before.begun, "the passphrase wasn't given"
        clock.now += IDLE
        browser.does(sessions.stay, browser.visit())
        assert not browser.visit().person.unlocked, "what has locked stays locked"
        assert sessions.closing(browser.visit(), clock()) is None

    def test_twelve_hours_are_what_closes_next_where_they_are(self, browser: Browser) -> None:
        begun = browser.visit().begun
        for _ in range(12 * 12 - 1):
            browser.circle.clock.passes(minutes=5)
            browser.does(sessions.stay, browser.visit())
        assert sessions.closing(browser.visit(), browser.circle.clock()) == Closing(begun + LONGEST, Limit.LONGEST)

    def test_what_is_kept_open_closes_next_once_the_rest_is_locked(self, browser: Browser) -> None:
        clock = browser.circle.clock
        until = clock.now + TALK
        browser.does(sessions.keep, browser.visit(), "an address", until, b"names", {("alex", "answers"): b"key"})
        assert sessions.closing(browser.visit(), clock()) == Closing(clock.now + IDLE, Limit.IDLE)
        clock.now += IDLE
        assert sessions.closing(browser.visit(), clock()) == Closing(until, Limit.TALK, "an address")

    def test_it_ends_twelve_hours_after_the_passphrase_although_somebody_is_there(self, browser: Browser) -> None:
        for _ in range(12 * 12 - 1):
            browser.circle.clock.passes(minutes=5)
            visit = browser.visit()
            assert visit.person.unlocked
            browser.does(sessions.settle, visit)
        browser.circle.clock.passes(minutes=5)
        assert browser.visits() is None
        browser.sweeps()
        assert browser.rows() == []
        assert LONGEST.total_seconds() == 12 * 3600


class TestClockPutRight:
    """A session that was begun while the clock was ahead."""

    @pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
    def test_it_is_locked_and_ends_twelve_hours_later(self, circle: Circle, ahead: timedelta) -> None:
        circle.join("alex")
        circle.clock.now += ahead
        browser = Browser(circle)
        circle.clock.now -= ahead
        browser.does(sessions.sweep)
        visit = browser.visit()
        assert not visit.person.unlocked
        assert not visit.fresh(circle.clock()), "nobody gave a passphrase just now"
        assert browser.rows() == [(None, None)]
        circle.clock.now += LONGEST - FRESH - timedelta(seconds=1)
        browser.does(sessions.sweep)
        assert browser.visits() is not None
        circle.clock.passes(seconds=1)
        assert browser.visits() is None
        browser.does(sessions.sweep)
        assert browser.rows() == []

    def test_it_can_be_unlocked_until_then(self, circle: Circle) -> None:
        circle.join("alex")
        circle.clock.passes(days=365)
        browser = Browser(circle)
        circle.clock.passes(days=-365)
        browser.does(sessions.sweep)
        token = AFTERWARDS["reopen"](browser, browser.visit())
        assert isinstance(token, bytes)
        browser.token = token
        assert browser.visit().person.unlocked

    def test_seconds_lock_nobody(self, browser: Browser) -> None:
        browser.circle.clock.passes(seconds=-30)
        browser.does(sessions.sweep)
        assert browser.visit().person.unlocked


class TestUnlocking:
    def test_the_token_is_new_and_the_old_one_opens_nothing(self, browser: Browser) -> None:
        visit = browser.visit()
        token = AFTERWARDS["reopen"](browser, visit)
        assert browser.visits() is None
        browser.token = token
        assert browser.visit().content == visit.content
        assert len(browser.rows()) == 1

    @both_engines
    def test_of_two_at_once_one_gets_the_session(self, browser: Browser) -> None:
        visit = browser.visit()
        tokens = at_once([lambda: AFTERWARDS["reopen"](browser, visit)] * 2)
        assert tokens.count(None) == 1
        assert len(browser.rows()) == 1

    def test_what_was_typed_waits_and_opens_only_with_the_persons_own_key(self, browser: Browser) -> None:
        browser.circle.join("sam")
        typed = [b"the first words typed", b"the second words typed"]
        for one in (*typed, typed[0]):
            browser.does(sessions.hold, browser.visit(), one)
        visit = browser.visit()
        assert visit.holds
        for name, expected in (("alex", typed), ("sam", [])):
            assert browser.does(sessions.held, visit, browser.circle.people[name]) == expected
        ((_, held),) = browser.rows()
        assert held
        assert not any(one in held for one in typed)

    def test_unlocking_needs_the_persons_own_passphrase(self, browser: Browser) -> None:
        browser.circle.join("sam")
        for passphrase in (browser.circle.passphrases["sam"], "", "Alex keeps five quiet lamps lit"):
            with pytest.raises(people.Refused, match="unknown"):
                browser.does(people.open_again, browser.visit().person, passphrase)


class TestRowsPutElsewhere:
    @pytest.mark.parametrize("column", ["times", "content", "keys", "epoch"])
    def test_a_part_of_another_session_opens_nothing(self, browser: Browser, column: str) -> None:
        other, clock = Browser(browser.circle), browser.circle.clock
        with browser.circle.workplace.database.writing() as db:
            rows = db.execute(select(SessionRow.token_hash, getattr(SessionRow, column))).all()
            for (token_hash, _), (_, value) in zip(rows, reversed(rows), strict=True):
                value = "2020-01-01" if column == "epoch" else value
                db.execute(update(SessionRow).where(SessionRow.token_hash == token_hash).values({column: value}))
        assert [browser.visits(), other.visits()] == [None, None]
        browser.sweeps()
        clock.passes(hours=12)
        browser.sweeps()
        assert browser.rows() == []

    def test_it_can_be_given_to_nobody_else(self, browser: Browser) -> None:
        browser.circle.join("sam")
        with browser.circle.workplace.database.writing() as db:
            db.execute(update(SessionRow).values(person=browser.circle.people["sam"].id))
        assert browser.visits() is None
