"""Many workers look at the calendar at the same instant, die in the middle, or find a mail server that hangs: each
notice goes out once at most, and nobody else waits."""

import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.config import Settings
from app.mail import MailServer
from app.services import notices, wishes
from app.services.workplace import Workplace
from app.startup import keep_telling, keep_up_once
from tests.clock import Clock
from tests.faults.figures import figure
from tests.mailboxes import MAIL_FROM, mailbox, silent
from tests.services.circle import Circle, at_once

TIMES = figure(3, 100)
WORKERS = 4


def with_post(workplace: Workplace, url: str, patience: float = 5) -> Workplace:
    settings = Settings(instance=Path("nowhere"), smtp_url=url, mail_from=MAIL_FROM)
    return replace(workplace, post=MailServer(settings, patience))


@pytest.fixture
def trio(circle: Circle) -> Circle:
    """All three of them have asked for mail."""
    circle.found("alex", "sam", "kit")
    for name in circle.people:
        letter = circle.does(name, wishes.ask, f"{name}@example.org")
        assert circle.does(name, wishes.confirm, letter.code) is None
    return circle


def rows(circle: Circle) -> int:
    with circle.workplace.database.reading() as db:
        return int(db.execute(text("SELECT count(*) FROM notices")).scalar_one())


def test_many_workers_at_once_send_each_notice_once(trio: Circle, clock: Clock) -> None:
    """Some of what they send is not taken the first time, so that they race for that as well."""
    refused: Counter[str] = Counter()

    def moody(address: str) -> str:
        refused[address] += 1
        return "450 later" if refused[address] % 3 == 1 else "250 OK"

    with mailbox(rcpt=moody) as box:
        there = with_post(trio.workplace, box.url)
        for n in range(1, TIMES + 1):
            trio.start("alex", "talk", hours=1)
            clock.passes(hours=1)
            for _ in range(2):
                assert at_once([lambda: notices.send(there)] * WORKERS) == [""] * WORKERS
            assert Counter(box.to) == dict.fromkeys((f"{name}@example.org" for name in trio.people), n)
            assert rows(trio) == 4 * n
            clock.passes(minutes=1)


def test_a_worker_that_dies_after_the_claim_sends_nothing_and_nobody_sends_it_again(trio: Circle, clock: Clock) -> None:
    trio.start("alex", "talk", hours=1)
    clock.passes(hours=1)
    with mailbox() as box:
        with trio.workplace.writing() as ctx:
            letters = notices.claim(ctx, notices.due(ctx).fresh)
        assert letters is not None
        assert len(letters) == 3, "and now it is gone"
        for _ in range(2):
            assert notices.send(with_post(trio.workplace, box.url)) == ""
            clock.passes(hours=1)
    assert not box.mails


def test_a_worker_that_dies_before_its_claim_is_committed_has_claimed_nothing(trio: Circle, clock: Clock) -> None:
    trio.start("alex", "talk", hours=1)
    clock.passes(hours=1)
    with suppress(KeyboardInterrupt), trio.workplace.writing() as ctx:
        assert notices.claim(ctx, notices.due(ctx).fresh)
        raise KeyboardInterrupt
    with mailbox() as box:
        assert notices.send(with_post(trio.workplace, box.url)) == ""
    assert len(box.mails) == 3


def test_a_mail_server_that_hangs_keeps_nobody_else_waiting(trio: Circle, clock: Clock) -> None:
    trio.start("alex", "talk", hours=1)
    clock.passes(hours=1)
    with silent() as (port, calls):
        there = with_post(trio.workplace, f"smtp://127.0.0.1:{port}", patience=60)
        sending = threading.Thread(target=notices.send, args=(there,))
        sending.start()
        until = time.monotonic() + 5
        while not calls:
            assert time.monotonic() < until
            time.sleep(0.01)
        keep_up_once(there)
        trio.start("sam", "try-out", hours=1)
        trio.does("sam", wishes.stop_mail)
        assert sending.is_alive(), "all of that was done meanwhile"
    sending.join()  # it hangs up at last
    with mailbox() as box:
        assert notices.send(with_post(trio.workplace, box.url)) == ""
    assert sorted(box.to) == ["alex@example.org", "kit@example.org"]


def test_the_thread_of_the_server_sends_and_survives_what_goes_wrong(
    trio: Circle, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And its log names nobody."""
    monkeypatch.setattr("app.startup.UPKEEP_SECONDS", 0.01)
    stop = threading.Event()
    trio.start("alex", "talk", hours=1)
    with mailbox() as gone:
        pass
    there = with_post(trio.workplace, gone.url)
    telling = threading.Thread(target=keep_telling, args=(there, stop))
    telling.start()
    try:
        clock.passes(hours=1)
        until = time.monotonic() + 10
        while not caplog.records:
            assert time.monotonic() < until
            time.sleep(0.01)
        with mailbox(gone.port) as back:
            back.waits_for(3)
            clock.passes(minutes=1)
            time.sleep(0.1)
            assert len(back.mails) == 3
    finally:
        stop.set()
        telling.join()
    assert [record.getMessage() for record in caplog.records if record.name == "app.startup"] == [
        "Mail can't be sent: ConnectionRefusedError."
    ]


def test_a_place_taken_at_the_same_instant_is_told_once_or_never(circle: Circle, clock: Clock) -> None:
    circle.found("alex")
    circle.join("sam")
    letter = circle.does("sam", wishes.ask, "sam@example.org")
    circle.does("sam", wishes.confirm, letter.code)
    code = circle.invite("alex")
    circle.start("alex", "talk", hours=1)
    clock.passes(hours=1)
    with mailbox() as box:
        there = with_post(circle.workplace, box.url)
        at_once([lambda: notices.send(there), lambda: circle.accept("sam", code), lambda: notices.send(there)])
        clock.now += timedelta(seconds=1)
        before = len(box.mails)
        assert notices.send(there) == ""
    assert before <= 1
    assert len(box.mails) == before
