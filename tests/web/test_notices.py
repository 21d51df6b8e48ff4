"""Notices, as somebody asks for them, gets them and stops them; and the feed as a calendar fetches it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import icalendar
import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.services import notices
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.mailboxes import MAIL_FROM, Mailbox, mailbox
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.rehearsal import Couple

HERE = "/calendar/notices"
NONE = f"/feeds/{'0' * 40}.ics"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as found:
        yield found


@pytest.fixture
def mailing(other_settings: Settings, clock: Clock, box: Mailbox) -> Iterator[Flask]:
    """An app whose mails arrive."""
    settings = replace(other_settings, smtp_url=box.url, mail_from=MAIL_FROM, public_url="https://us.example.org")
    app = create_app(settings, Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


@pytest.fixture
def alex(mailing: Flask) -> Visitor:
    somebody = Visitor(mailing)
    somebody.joins("alex")
    somebody.begins_partnership("us", "Alex")
    return somebody


def code_in(box: Mailbox) -> str:
    (word,) = [word.strip(".") for word in box.read().get_content().split() if word.strip(".").isdigit()]
    return word


def asks(alex: Visitor, box: Mailbox) -> None:
    alex.opens(HERE)
    alex.posts(f"{HERE}/mail", mailbox="alex@example.org")
    box.waits_for(1)
    alex.posts(f"{HERE}/code", code=code_in(box))


def makes_feed(alex: Visitor) -> str:
    """Its address on this server."""
    alex.opens(HERE)
    alex.posts(f"{HERE}/feed")
    return "/feeds/" + link(alex.page).rpartition("/")[2]


def link(page: Page) -> str:
    return str(page.html.select_one("#feed ~ p code").get_text())  # type: ignore[union-attr]


def test_somebody_asks_confirms_is_told_and_stops(alex: Visitor, box: Mailbox, clock: Clock, mailing: Flask) -> None:
    alex.opens(HERE)
    page = alex.posts(f"{HERE}/mail", mailbox=" alex@example.org ")
    assert "on its way to alex@example.org" in page.text
    box.waits_for(1)
    assert box.read()["subject"] == "From your calendar"
    page = alex.posts(f"{HERE}/code", 422, code="nothing")
    assert "This isn’t the code" in page.text
    assert "on its way to alex@example.org" in page.text
    page = alex.posts(f"{HERE}/code", code=code_in(box))
    assert "Mail goes to alex@example.org" in page.text
    alex.starts("consent-check-in", "at", "20-minutes")
    clock.passes(minutes=20)
    assert notices.send(mailing.extensions["workplace"]) == ""
    assert len(box.mails) == 2
    assert box.read().get_content().splitlines()[-1] == "https://us.example.org/"
    clock.passes(minutes=-19)
    page = alex.opens(HERE)
    page = alex.posts(f"{HERE}/stop", what="mail")
    assert "No mail goes out. The address alex@example.org is kept." in page.text
    assert "Mail goes to" in alex.posts(f"{HERE}/begin").text
    assert "alex@example" not in alex.posts(f"{HERE}/stop", what="address").text


def test_what_was_typed_is_kept_when_it_is_no_address(alex: Visitor, box: Mailbox) -> None:
    alex.opens(HERE)
    page = alex.posts(f"{HERE}/mail", 422, mailbox="alex at home")
    assert page.values("mailbox") == ["alex at home"]
    assert not box.mails


def test_pressed_twice_is_one_mail(alex: Visitor, box: Mailbox) -> None:
    alex.opens(HERE)
    for _ in range(3):
        alex.posts(f"{HERE}/mail", mailbox="alex@example.org")
    box.waits_for(1)
    alex.posts(f"{HERE}/code", code=code_in(box))
    alex.posts(f"{HERE}/code", code="000000")
    assert len(box.mails) == 1


def test_the_page_shows_the_mail_as_it_will_be(alex: Visitor, box: Mailbox) -> None:
    asks(alex, box)
    page = alex.opens(HERE)
    subject, text = notices_words(alex)
    assert subject in page.text
    assert all(line in page.text for line in text.splitlines())


def notices_words(alex: Visitor) -> tuple[str, str]:
    found = alex.client.application.extensions["workplace"].post.words("en")
    return found[0], found[1]


def test_without_a_mail_server_no_mail_is_offered(other_settings: Settings, clock: Clock) -> None:
    app = create_app(replace(other_settings, smtp_url=""), Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    somebody = Visitor(app)
    somebody.joins("alex")
    page = somebody.opens(HERE)
    assert "This server sends no mail." in page.text
    assert "mailbox" not in page.names()
    for path, fields in (("mail", {"mailbox": "alex@example.org"}), ("code", {"code": "1"}), ("begin", {})):
        somebody.opens(HERE)
        somebody.posts(f"{HERE}/{path}", 404, **fields)
    assert makes_feed(somebody)
    app.extensions["workplace"].database.close()


def test_a_feed_is_fetched_without_a_session(alex: Visitor, visitor: Callable[[], Visitor], clock: Clock) -> None:
    address = makes_feed(alex)
    assert link(alex.page) == f"https://us.example.org{address}"
    alex.starts("consent-check-in", "at", "20-minutes")
    opens_at = clock.now.replace(microsecond=0).timestamp() + 20 * 60
    calendar = alex.client.application.test_client()
    answer = calendar.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    whole = icalendar.Calendar.from_ical(answer.data)
    assert isinstance(whole, icalendar.Calendar)
    (event,) = whole.events
    assert event.DTSTART.timestamp() == opens_at  # type: ignore[union-attr]
    assert event["summary"] == "Between Us"
    clock.passes(days=3)
    assert calendar.get(address).data == answer.data, "whenever it is asked"
    assert alex.client.get(address).data == answer.data, "and whoever asks"


def test_its_address_is_shown_until_it_is_put_away(alex: Visitor, mailing: Flask) -> None:
    address = makes_feed(alex)
    assert address in alex.opens(HERE).text
    elsewhere = Visitor(mailing)
    elsewhere.signs_in("alex")
    page = elsewhere.opens(HERE)
    assert address not in page.text, "in this session alone"
    assert "There is an address" in page.text
    alex.opens(HERE)
    assert address not in alex.posts(f"{HERE}/put-away").text
    assert elsewhere.client.get(address).status_code == 200


def test_a_replaced_or_ended_address_is_as_one_that_never_was(alex: Visitor) -> None:
    calendar = alex.client.application.test_client()
    first, second = makes_feed(alex), makes_feed(alex)
    assert first != second
    nothing = calendar.get(NONE)
    assert nothing.status_code == 404
    assert calendar.get(second).status_code == 200
    alex.posts(f"{HERE}/stop", what="feed")
    for address in (first, second, "/feeds/.ics", "/feeds/x.ics", "/feeds/nothing"):
        answer = calendar.get(address)
        assert (answer.status_code, answer.data.replace(address.encode(), NONE.encode())) == (404, nothing.data)
        assert list(answer.headers.keys()) == list(nothing.headers.keys())


def test_a_calendar_that_asks_keeps_no_session_awake(alex: Visitor, clock: Clock) -> None:
    address = makes_feed(alex)
    clock.passes(minutes=9)
    assert alex.client.application.test_client().get(address).status_code == 200
    clock.passes(minutes=2)
    assert alex.opens("/").heading == "Locked"


@pytest.mark.parametrize("asked", [True, False])
def test_locked_it_says_nothing_and_stops_everything(alex: Visitor, box: Mailbox, clock: Clock, asked: bool) -> None:
    address = NONE
    if asked:
        asks(alex, box)
        address = makes_feed(alex)
    clock.passes(minutes=11)
    page = alex.opens(HERE)
    assert page.heading == "Notices"
    assert page.full_address == f"{HERE}?locked=1", "so that a page which stood there is seen to be another one"
    assert "alex@example.org" not in page.text
    page = alex.posts(f"{HERE}/stop", what="all")
    assert "Stopped." in page.text
    assert alex.client.get(address).status_code == 404
    alex.opens("/")
    alex.unlocks()
    page = alex.opens(f"{HERE}?locked=1")
    assert page.full_address == HERE
    assert "Make an address" in page.text
    assert "alex@example.org" not in page.text


def test_locked_the_page_is_the_same_whether_or_not_somebody_asked(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    makes_feed(alex)
    clock.passes(minutes=11)
    pages = []
    for one in couple:
        page = one.opens(HERE)
        pages.append(page.for_all.replace(one.token.encode(), b""))
    assert pages[0] == pages[1]
    assert sam.page.heading == "Notices"


@pytest.mark.parametrize("minutes", [6, 11], ids=["no longer fresh", "locked"])
def test_whoever_finds_the_device_sets_nothing_up(alex: Visitor, box: Mailbox, clock: Clock, minutes: int) -> None:
    """Mail and a feed go on when the session has long ended."""
    alex.opens(HERE)
    clock.passes(minutes=minutes)
    for path, fields in (("mail", {"mailbox": "sam@example.org"}), ("feed", {})):
        assert alex.posts(f"{HERE}/{path}", **fields).address == "/unlock"
    assert alex.unlocks().address == HERE
    assert "Make an address" in alex.page.text
    assert not box.mails


def test_the_digits_may_take_their_time(alex: Visitor, box: Mailbox, clock: Clock) -> None:
    alex.opens(HERE)
    alex.posts(f"{HERE}/mail", mailbox="alex@example.org")
    box.waits_for(1)
    clock.passes(minutes=6)
    assert "Mail goes to alex@example.org" in alex.posts(f"{HERE}/code", code=code_in(box)).text


def test_digits_that_were_sent_locked_wait_for_the_passphrase(alex: Visitor, box: Mailbox, clock: Clock) -> None:
    alex.opens(HERE)
    alex.posts(f"{HERE}/mail", mailbox="alex@example.org")
    box.waits_for(1)
    clock.passes(minutes=11)
    page = alex.posts(f"{HERE}/code", code=code_in(box))
    assert page.heading == "Locked"
    assert "Mail goes to alex@example.org" in alex.unlocks().text


def test_the_others_see_no_difference(couple: Couple) -> None:
    alex, sam = couple
    before = [alex.opens(path).raw for path in ("/", alex.us, "/account/data")]
    makes_feed(sam)
    sam.posts(f"{HERE}/mail", mailbox="sam@example.org")
    assert [alex.opens(path).raw for path in ("/", alex.us, "/account/data")] == before


# -- limits


@pytest.fixture
def limited(other_settings: Settings, clock: Clock, box: Mailbox) -> Iterator[Visitor]:
    settings = replace(other_settings, smtp_url=box.url, mail_from=MAIL_FROM, testing=False)
    app = create_app(settings, Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    somebody = Visitor(app)
    somebody.joins("alex")
    yield somebody
    app.extensions["workplace"].database.close()


def test_mails_to_strangers_are_few(limited: Visitor, box: Mailbox) -> None:
    limited.opens(HERE)
    token = limited.token
    statuses = [
        limited.sends(f"{HERE}/mail", csrf_token=token, mailbox=f"name-{n}@example.org").status_code for n in range(6)
    ]
    assert statuses == [303] * 5 + [429]
    box.waits_for(5)
    assert len(box.mails) == 5


def test_that_one_asked_for_mail_is_not_to_be_told_from_the_count_of_another(limited: Visitor, box: Mailbox) -> None:
    """Two who live together have one network, and each knows who the other one is."""
    limited.opens(HERE)
    limited.posts(f"{HERE}/mail", mailbox="alex@example.org")
    for n in range(5):
        sam = Visitor(limited.client.application)
        sam.joins(f"sam-{n}")
        sam.opens(HERE)
        fields = {"csrf_token": sam.token, "mailbox": "sam@example.org"}
        assert [sam.sends(f"{HERE}/mail", **fields).status_code for _ in range(6)] == [303] * 5 + [429]


def test_codes_are_limited_over_all_mails(limited: Visitor, box: Mailbox) -> None:
    limited.opens(HERE)
    token = limited.token
    statuses = []
    for n in range(4):
        limited.sends(f"{HERE}/mail", csrf_token=token, mailbox=f"name-{n}@example.org")
        statuses += [limited.sends(f"{HERE}/code", csrf_token=token, code="none").status_code for _ in range(4)]
    assert statuses == [422] * 10 + [429] * 6
