"""Dates for other people's calendars: read back by a library, and the same bytes each time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.calendar import Entry, calendar

AT = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
SAID = {"SUMMARY", "DTSTART", "DTSTAMP", "UID", "CLASS", "TRANSP"}


def read(text: bytes) -> tuple[icalendar.Calendar, list[icalendar.Event]]:
    whole = icalendar.Calendar.from_ical(text)
    assert isinstance(whole, icalendar.Calendar)
    return whole, list(whole.events)


def test_an_entry_says_when_and_nothing_else() -> None:
    whole, (event,) = read(calendar("Tuesday", [Entry("a1", AT)]))
    assert event.DTSTART == AT
    assert (event["summary"], event["uid"], event["class"], event["transp"]) == (
        "Tuesday",
        "a1",
        "PRIVATE",
        "TRANSPARENT",
    )
    assert set(event) == SAID
    assert not event.subcomponents, "no alarm"
    assert whole["x-wr-calname"] == "Tuesday"
    assert whole["version"] == "2.0"


def test_the_time_is_in_utc_wherever_it_was_set() -> None:
    text = calendar("Tuesday", [Entry("a1", AT.astimezone(ZoneInfo("Asia/Tokyo")))])
    assert b"\r\nDTSTART:20261128T190000Z\r\n" in text
    assert text == calendar("Tuesday", [Entry("a1", AT)])


def test_when_it_was_made_follows_from_when_it_is() -> None:
    """The clock is nowhere in it."""
    _, (event, day) = read(calendar("Tuesday", [Entry("a1", AT), Entry("b2", date(2026, 12, 1))]))
    assert event.DTSTAMP == AT
    assert datetime(2026, 12, 1, tzinfo=UTC) == day.DTSTAMP
    assert date(2026, 12, 1) == day.DTSTART


def test_entries_keep_their_order_and_an_empty_calendar_is_one() -> None:
    entries = [Entry(f"{n}", AT + timedelta(days=n)) for n in (3, 1, 2)]
    assert [event["uid"] for event in read(calendar("x", entries))[1]] == ["3", "1", "2"]
    assert read(calendar("x", []))[1] == []


@pytest.mark.parametrize("title", ["Tea; then, a \\ walk", "Ein Blick in den Kalender: Übermorgen", "x" * 200, "موعد"])
def test_a_title_comes_out_as_it_went_in(title: str) -> None:
    text = calendar(title, [Entry("a1", AT)])
    assert read(text)[1][0]["summary"] == title
    unfolded = text.decode().replace("\r\n ", "").splitlines()
    assert [line.partition(":")[2] for line in unfolded if line.startswith(("SUMMARY", "X-WR-CALNAME"))] == [
        str(icalendar.vText(title).to_ical(), "utf-8")
    ] * 2


@given(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=60))
def test_no_title_breaks_out_of_its_line(title: str) -> None:
    text = calendar(title, [Entry("a1", AT)])
    assert len(read(text)[1]) == 1
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
