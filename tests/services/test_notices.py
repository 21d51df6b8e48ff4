"""Mail about what the calendar brings: once, never early, to whoever asked, and by the calendar alone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.config import Settings
from app.domain.exercise import Opens
from app.mail import MailServer
from app.services import notices, own_data, partnerships, people, wishes
from app.services.context import NotFound, Refused
from app.startup import keep_up_once
from tests.clock import Clock
from tests.mailboxes import DROPS, MAIL_FROM, Mailbox, mailbox
from tests.services.circle import ZONE, Circle

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


def posted(circle: Circle, url: str) -> Circle:
    """With a mail server."""
    settings = Settings(instance=Path("nowhere"), smtp_url=url, mail_from=MAIL_FROM)
    circle.workplace = replace(circle.workplace, post=MailServer(settings, patience=1))
    return circle


@pytest.fixture
def us(couple: Circle, box: Mailbox) -> Circle:
    """Alex, who asked for mail, and Sam, who did not."""
    asks_for_mail(posted(couple, box.url), "alex")
    return couple


def asks_for_mail(circle: Circle, name: str) -> None:
    letter = circle.does(name, wishes.ask, f"{name}@example.org")
    assert circle.does(name, wishes.confirm, letter.code) is None


def sends(circle: Circle, **later: float) -> None:
    circle.clock.passes(**later)
    assert notices.send(circle.workplace) == ""


def claims(circle: Circle) -> list[tuple[Any, ...]]:
    with circle.workplace.database.reading() as db:
        return [tuple(row) for row in db.execute(text("SELECT claim, day FROM notices ORDER BY claim"))]


# -- what is told, and when


def test_an_opening_is_told_at_its_time_and_not_a_second_before(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    sends(us, minutes=59, seconds=59)
    assert not box.mails
    assert not claims(us)
    sends(us, seconds=1)
    assert box.to == ["alex@example.org"]
    assert box.read()["date"].datetime == us.clock.now


def test_once_however_often_it_is_sent(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    for _ in range(4):
        sends(us, hours=1)
    assert len(box.mails) == 1


def test_a_round_that_waits_for_people_is_not_told(us: Circle, box: Mailbox) -> None:
    us.start("sam", "talk", Opens.READY, hours=1)
    sends(us, hours=2)
    assert not box.mails
    assert not claims(us)


def test_what_comes_at_one_instant_is_one_mail(us: Circle, box: Mailbox) -> None:
    """In one place or in several."""
    us.start("sam", "talk", hours=1)
    us.start("alex", "try-out", hours=1)
    there, us.us = us.us, us.does("alex", partnerships.create, "other", "Alex", "")
    us.start("alex", "talk", hours=1)
    us.start("alex", "try-out", hours=2)
    us.us = there
    sends(us, hours=1)
    assert len(box.mails) == 1
    sends(us, hours=1)
    assert len(box.mails) == 2


def test_everybody_who_asked_is_told_in_their_own_language(us: Circle, box: Mailbox) -> None:
    asks_for_mail(us, "sam")
    us.does("sam", people.change_settings, "de", ZONE)
    us.start("sam", hours=1)
    sends(us, hours=1)
    assert sorted(box.to) == ["alex@example.org", "sam@example.org"]


def test_it_makes_no_difference_what_anybody_did(couple: Circle, clock: Clock) -> None:
    """Mails to the byte, and rows, whoever has answered, sealed, held back, or looked."""
    found = []
    begun = clock.now
    with mailbox() as box:
        posted(couple, box.url)
        for name in ("alex", "sam"):
            asks_for_mail(couple, name)
        for act in ("nothing", "one", "both", "looks"):
            clock.now = begun + timedelta(days=20 * len(found))
            here = couple.start("alex", "talk", hours=1)
            for name in {"one": ("sam",), "both": ("alex", "sam"), "looks": ("alex",)}.get(act, ()):
                couple.fill_in(name, here)
            before = len(claims(couple)), len(box.mails)
            clock.passes(hours=1)
            if act == "looks":
                couple.reads("alex", here)
            sends(couple)
            mails = [message.split(b"\r\n\r\n", 1)[1] for _, message in box.mails[before[1] :]]
            found.append((len(claims(couple)) - before[0], sorted(box.to[before[1] :]), mails))
    assert found[0][0] == 3, "one for the place, and one for each of them"
    assert found == [found[0]] * 4


# -- whom


@pytest.mark.parametrize("asking", [(), ("alex",), ("alex", "sam")])
def test_there_are_as_many_rows_whoever_asked(couple: Circle, box: Mailbox, asking: tuple[str, ...]) -> None:
    posted(couple, box.url)
    for name in asking:
        asks_for_mail(couple, name)
    couple.start("alex", hours=1)
    sends(couple, hours=1)
    assert len(box.mails) == len(asking)
    assert len(claims(couple)) == 3
    assert {len(claim) for claim, _ in claims(couple)} == {32}
    assert len(set(box.calls)) == 1, "and the mail server is called"


@pytest.mark.parametrize("asking", [(), ("alex",), ("alex", "sam")])
def test_the_mail_server_is_called_as_often_whoever_asked(
    couple: Circle, box: Mailbox, asking: tuple[str, ...]
) -> None:
    """Also when it takes nothing for a while, and afterwards: until a day after the last thing came."""
    posted(couple, box.url)
    for name in asking:
        asks_for_mail(couple, name)
    couple.start("alex", hours=1)
    box.rcpt = lambda address: "450 later"
    often = []
    for hours in (1, 1, 22, 2):
        sends(couple, hours=hours)
        often.append(len(box.calls))
        box.rcpt = lambda address: "250 OK"
    assert often == [2, 3, 4, 4]
    assert len(box.mails) == len(asking)


def test_whoever_asks_later_is_told_nothing_of_the_past(couple: Circle, box: Mailbox) -> None:
    """Not even of what the server slept through."""
    posted(couple, box.url)
    couple.start("alex", hours=1)
    couple.clock.passes(hours=1, seconds=1)
    asks_for_mail(couple, "sam")
    sends(couple)
    asks_for_mail(couple, "alex")
    sends(couple, seconds=1)
    assert not box.mails


def test_whoever_takes_a_place_later_is_told_nothing_of_the_past(us: Circle, box: Mailbox) -> None:
    us.join("kit")
    asks_for_mail(us, "kit")
    code = us.invite("alex", "sam")
    us.start("alex", hours=1)
    sends(us, hours=1)
    us.accept("kit", code)
    sends(us, seconds=1)
    assert box.to == ["alex@example.org"]
    us.start("alex", "talk", hours=1)
    sends(us, hours=1)
    assert "kit@example.org" in box.to


def test_whoever_leaves_or_stops_is_told_nothing_more(trio: Circle, box: Mailbox) -> None:
    posted(trio, box.url)
    for name in ("alex", "sam", "kit"):
        asks_for_mail(trio, name)
    trio.start("alex", hours=1)
    trio.does("sam", partnerships.leave, trio.us)
    trio.does("kit", wishes.stop_mail)
    sends(trio, hours=1)
    assert box.to == ["alex@example.org"]
    trio.start("alex", "talk", hours=1)
    trio.does("kit", wishes.begin_mail)
    trio.does("alex", wishes.forget_address)
    sends(trio, hours=1)
    assert box.to == ["alex@example.org", "kit@example.org"]


def test_a_deleted_account_takes_its_wish_along(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    us.does("alex", own_data.delete_account)
    with us.workplace.database.reading() as db:
        assert db.execute(text("SELECT count(*) FROM notice_wishes")).scalar_one() == 1
    sends(us, hours=1)
    assert not box.mails


# -- mail servers


def test_what_could_not_leave_is_sent_later_and_leaves_the_same_rows(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    box.rcpt = lambda address: "450 later"
    sends(us, hours=1)
    assert len(claims(us)) == 3
    box.rcpt = lambda address: "250 OK"
    assert notices.send(us.workplace, again=False) == ""
    assert not box.mails
    sends(us, hours=2)
    sends(us, hours=1)
    assert box.to == ["alex@example.org"]
    assert len(claims(us)) == 3


def test_nobody_there_is_told_by_the_calendar_alone(us: Circle) -> None:
    """The trouble is the same when nobody asked, and the mail is sent once the server is back."""
    us.start("sam", hours=1)
    with mailbox() as gone:
        pass
    posted(us, gone.url)
    us.clock.passes(hours=1)
    assert notices.send(us.workplace) == "ConnectionRefusedError"
    assert notices.send(us.workplace) == ""
    us.does("alex", wishes.stop_mail)
    us.start("sam", "talk", hours=1)
    us.clock.passes(hours=1)
    assert notices.send(us.workplace) == "ConnectionRefusedError"
    us.does("alex", wishes.begin_mail)
    with mailbox(gone.port) as back:
        sends(us, seconds=1)
        assert not back.mails, "stopped meanwhile, and begun anew for what comes"


def test_what_was_given_to_a_server_that_then_broke_is_not_sent_again(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    box.data = lambda address: DROPS
    sends(us, hours=1)
    sends(us, hours=1)
    assert len(box.mails) == 1


def test_what_waits_for_too_long_is_let_go(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    box.rcpt = lambda address: "450 later"
    sends(us, hours=1)
    box.rcpt = lambda address: "250 OK"
    sends(us, hours=24)
    assert not box.mails


def test_what_waits_and_comes_from_elsewhere_too_is_one_mail(us: Circle, box: Mailbox) -> None:
    """Another place has something at the same instant, which is seen only later."""
    us.start("sam", hours=1)
    box.rcpt = lambda address: "450 later"
    sends(us, hours=1)
    opened = us.clock.now
    us.us = us.does("alex", partnerships.create, "other", "Alex", "")
    us.clock.now -= HOUR
    us.start("alex", hours=1)
    us.clock.now = opened
    box.rcpt = lambda address: "250 OK"
    sends(us)
    sends(us, seconds=1)
    assert len(box.mails) == 1
    assert len(claims(us)) == 4


# -- the clock


@pytest.mark.parametrize("jump", [HOUR, timedelta(days=2), timedelta(days=30), timedelta(days=365)])
@pytest.mark.parametrize("way", [1, -1])
def test_however_the_clock_jumps_nothing_is_told_twice(us: Circle, box: Mailbox, jump: timedelta, way: int) -> None:
    us.start("sam", hours=1)
    sends(us, hours=1, minutes=1)
    us.clock.now += way * jump
    sends(us)
    keep_up_once(us.workplace)
    us.clock.now -= way * jump
    keep_up_once(us.workplace)
    sends(us)
    assert len(box.mails) == 1
    us.clock.passes(days=1)
    us.start("sam", "talk", hours=1)
    sends(us, hours=1)
    assert len(box.mails) == 2, "and what comes afterwards is told"


def test_what_was_slept_through_for_a_day_is_not_told(us: Circle, box: Mailbox) -> None:
    us.start("sam", hours=1)
    us.start("sam", "talk", hours=2)
    sends(us, hours=25, minutes=59)
    assert len(box.mails) == 1, "that of two hours"


def test_old_rows_are_deleted_and_young_ones_stay(us: Circle) -> None:
    us.start("sam", hours=1)
    sends(us, hours=1)
    us.start("sam", "talk", hours=71)
    sends(us, hours=71)
    assert len(claims(us)) == 6
    keep_up_once(us.workplace)
    assert len(claims(us)) == 6
    us.clock.passes(days=1)
    keep_up_once(us.workplace)
    days = [day for _, day in claims(us)]
    assert len(days) == 4, "and one that says of which day the others were"


# -- wishes


def test_everybody_has_a_row_of_the_same_size_from_the_start(us: Circle) -> None:
    us.does("alex", wishes.make_feed)
    us.join("kit")
    with us.workplace.database.reading() as db:
        rows = db.execute(text("SELECT wish, feed_hash FROM notice_wishes")).all()
    assert len(rows) == 3
    assert {(len(row.wish), len(row.feed_hash)) for row in rows} == {(1 + 12 + 512 + 16, 32)}
    assert not any(b"alex@example" in row.wish for row in rows)


def test_who_was_here_before_has_asked_for_nothing(us: Circle) -> None:
    with us.workplace.database.writing() as db:
        db.execute(text("UPDATE notice_wishes SET wish = :filler"), {"filler": bytes([1]) + b"x" * 540})
    assert us.asks("alex", wishes.find) == wishes.NOTHING
    asks_for_mail(us, "alex")
    assert us.asks("alex", wishes.find).address == "alex@example.org"


def test_a_wish_opens_in_nobody_elses_place(us: Circle) -> None:
    with us.workplace.database.writing() as db:
        boxes = {row.person: row.wish for row in db.execute(text("SELECT person, wish FROM notice_wishes"))}
        db.execute(
            text("UPDATE notice_wishes SET wish = :wish WHERE person = :person"),
            {"wish": boxes[us.people["alex"].id], "person": us.people["sam"].id},
        )
    assert us.asks("sam", wishes.find) == wishes.NOTHING


def test_a_code_has_six_digits_a_few_tries_and_an_hour(couple: Circle) -> None:
    letter = couple.does("alex", wishes.ask, "alex@example.org")
    assert len(letter.code) == 6
    assert letter.code.isdigit()
    assert couple.does("alex", wishes.ask, "alex@example.org") is None, "pressed twice"
    wrong = f"{(int(letter.code) + 1) % 10**6:06}"
    said = [couple.does("alex", wishes.confirm, wrong) for _ in range(6)]
    assert said == ["mail-code"] * 4 + ["mail-code-over"] * 2
    assert couple.does("alex", wishes.confirm, letter.code) == "mail-code-over"
    couple.clock.passes(minutes=1)
    letter = couple.does("alex", wishes.ask, "alex@example.org")
    couple.clock.passes(hours=1)
    assert couple.does("alex", wishes.confirm, letter.code) == "mail-code-over"
    letter = couple.does("alex", wishes.ask, "alex@example.org")
    assert couple.does("sam", wishes.confirm, letter.code) == "mail-code-over", "it is for one person"
    assert couple.does("alex", wishes.confirm, letter.code) is None
    assert couple.does("alex", wishes.confirm, "press twice") is None


def test_an_address_that_is_not_confirmed_gets_no_notice(couple: Circle, box: Mailbox) -> None:
    posted(couple, box.url)
    couple.does("alex", wishes.ask, "alex@example.org")
    with pytest.raises(NotFound):
        couple.does("alex", wishes.begin_mail)
    couple.start("alex", hours=1)
    sends(couple, hours=1)
    assert not box.mails


def test_what_is_no_address_is_refused(couple: Circle) -> None:
    with pytest.raises(Refused, match="address"):
        couple.does("alex", wishes.ask, "alex at home")


def test_a_mailbox_opens_nothing(us: Circle) -> None:
    """An address is no name to sign in with, and no code of it recovers anything."""
    for refused in (
        lambda ctx: people.sign_in(ctx, "alex@example.org", us.passphrases["alex"]),
        lambda ctx: people.recover(ctx, "alex@example.org", us.recovery["alex"], "nine green boats at rest"),
    ):
        with pytest.raises(Refused, match="unknown"), us.workplace.writing() as ctx:
            refused(ctx)


# -- the feed


def feed(circle: Circle, secret: str) -> list[notices.Happening]:
    with circle.workplace.reading() as ctx:
        return notices.feed(ctx, secret)


def test_a_feed_has_the_openings_of_a_month_back_and_half_a_year_ahead(us: Circle) -> None:
    secret = us.does("alex", wishes.make_feed)
    begun = us.clock.now
    us.start("sam", hours=1)
    us.start("sam", "talk", Opens.AT, days=59)
    us.start("sam", "talk", Opens.READY, days=3)
    at = [begun + HOUR, begun + timedelta(days=59)]
    assert [one.at for one in feed(us, secret)] == at
    first = feed(us, secret)[0]
    us.clock.passes(days=30, hours=1)
    assert feed(us, secret)[0] == first, "the same, by the same name"
    us.clock.passes(seconds=1)
    assert [one.at for one in feed(us, secret)] == at[1:]


def test_a_feed_does_not_follow_what_anybody_did(us: Circle) -> None:
    secret = us.does("alex", wishes.make_feed)
    here = us.start("sam", hours=1)
    before = feed(us, secret)
    for name in ("alex", "sam"):
        us.fill_in(name, here, "dancing")
        assert feed(us, secret) == before
    us.clock.passes(hours=1)
    us.reads("alex", here)
    us.does("sam", partnerships.leave, us.us)
    assert feed(us, secret) == before


def test_a_feed_names_nothing_that_another_one_has(us: Circle) -> None:
    secrets = [us.does(name, wishes.make_feed) for name in ("alex", "sam")]
    here = us.start("sam", hours=1)
    (mine,), (theirs,) = (feed(us, secret) for secret in secrets)
    assert mine.at == theirs.at
    assert mine.uid != theirs.uid
    assert len(mine.uid) == 64
    assert not {us.us, here.round, us.people["alex"].id} & {mine.uid, theirs.uid}


def test_only_the_latest_secret_opens_a_feed(us: Circle) -> None:
    first = us.does("alex", wishes.make_feed)
    second = us.does("alex", wishes.make_feed)
    assert len(first) == 40
    assert feed(us, second) == []
    for wrong in (first, "", second[:-1], second + "0", "0" * 40):
        with pytest.raises(NotFound):
            feed(us, wrong)
    us.does("alex", wishes.end_feed)
    with pytest.raises(NotFound):
        feed(us, second)


def test_the_secret_is_nowhere_in_the_database(us: Circle) -> None:
    secret = us.does("alex", wishes.make_feed)
    with us.workplace.database.reading() as db:
        row = db.execute(text("SELECT wish, feed_hash FROM notice_wishes")).all()
    assert all(
        secret.encode() not in bytes(one) and bytes.fromhex(secret) not in bytes(one) for two in row for one in two
    )
    assert secret not in json.dumps(us.asks("alex", wishes.find).model_dump(mode="json"))


def test_stopping_everything_stops_mail_and_feed_without_a_key(us: Circle, box: Mailbox) -> None:
    secret = us.does("alex", wishes.make_feed)
    us.start("sam", hours=1)
    with us.workplace.writing() as ctx:
        alex = us.people["alex"]
        locked = people.read_person(ctx.house, *_row(us, alex.id))
        assert not locked.unlocked
        wishes.stop_everything(ctx, locked)
    sends(us, hours=1)
    assert not box.mails
    assert us.asks("alex", wishes.find) == wishes.NOTHING
    with pytest.raises(NotFound):
        feed(us, secret)


def _row(circle: Circle, person: str) -> tuple[Any, ...]:
    with circle.workplace.database.reading() as db:
        found = db.execute(
            text("SELECT person, username, settings, public_key FROM people WHERE person = :id"), {"id": person}
        )
        return tuple(found.one())
