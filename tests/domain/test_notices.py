"""What somebody wishes to be told by mail: an address, the code that confirms it, and from when on."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.notices import CODE_GOOD_FOR, LONGEST_ADDRESS, MOST_TRIES, Wish, address_from, asked, confirmed

NOW = datetime(2026, 11, 24, 18, 0, 0, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ASKED = Wish(address="alex@example.org", code="123456", until=NOW + CODE_GOOD_FOR)
CONFIRMED = Wish(address="alex@example.org", confirmed=True, since=NOW)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("alex@example.org", "alex@example.org"),
        ("  Alex.Kim+us@Mail.Example.org\n", "Alex.Kim+us@Mail.Example.org"),
        ("a@localhost", "a@localhost"),
        ("alex@bücher.example", "alex@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_kept_as_it_is_sent_to(typed: str, address: str) -> None:
    assert address_from(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alex",
        "@example.org",
        "alex@",
        "al ex@example.org",
        "alex@example..org",
        "alex@-example.org",
        ".alex@example.org",
        "alex@example.org, sam@example.org",
        "Alex <alex@example.org>",
        "alex@example.org\r\nBcc: sam@example.org",
        "älex@example.org",
        "\u017fam@example.org",
        "\u212aim@example.org",
        "=?utf-8?b?a2ltQGV4YW1wbGUub3JnLCB4?=@example.org",
        "alex=?@example.org",
        "alex@" + "b\u0300\u0316" * 100 + ".org",
        "alex@" + "a" * 64 + ".org",
        "alex@[127.0.0.1]",
        "a@b@example.org",
        "a" * LONGEST_ADDRESS + "@example.org",
        "\ufffd@example.org",
        "alex@\ud800.org",
    ],
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert address_from(typed) is None


def test_what_is_far_too_long_is_no_address_at_once() -> None:
    """To spell such a host out would take minutes."""
    assert address_from("alex@" + "\u0300\u0316" * 100_000 + ".org") is None


def test_the_longest_wish_fits_its_row() -> None:
    address = "a" * (LONGEST_ADDRESS - len("@example.org")) + "@example.org"
    assert address_from(address) == address
    fullest = Wish(address=address, confirmed=True, since=NOW, feed=True, code="123456", until=NOW, tries=MOST_TRIES)
    assert len(fullest.model_dump_json()) <= 512 - 4


def test_asking_makes_a_code_good_for_an_hour() -> None:
    found = asked(Wish(feed=True), "alex@example.org", "123456", NOW)
    assert found == ASKED.model_copy(update={"feed": True})
    assert found.waits(NOW + CODE_GOOD_FOR - SECOND)
    assert not found.waits(NOW + CODE_GOOD_FOR)


def test_asking_twice_in_a_moment_is_asking_once() -> None:
    assert asked(ASKED, ASKED.address, "777777", NOW + 59 * SECOND) is None
    later = asked(ASKED, ASKED.address, "777777", NOW + 60 * SECOND)
    assert later is not None
    assert later.code == "777777"


def test_asking_for_another_address_replaces_the_first_one_at_once() -> None:
    for before in (ASKED, CONFIRMED):
        found = asked(before, "kim@example.org", "777777", NOW)
        assert found == Wish(address="kim@example.org", code="777777", until=NOW + CODE_GOOD_FOR)
        assert not found.mails(NOW)


def test_asking_for_what_is_confirmed_does_nothing() -> None:
    assert asked(CONFIRMED, CONFIRMED.address, "777777", NOW + timedelta(days=2)) is None


@pytest.mark.parametrize("typed", ["123456", " 123 456 "])
def test_the_right_code_confirms_and_begins(typed: str) -> None:
    found = confirmed(ASKED.model_copy(update={"feed": True}), typed, NOW + SECOND)
    assert found == Wish(address=ASKED.address, confirmed=True, since=NOW + SECOND, feed=True)


@pytest.mark.parametrize("typed", ["", "123457", "12345", "١٢٣٤٥٦", "\ud800"])
def test_a_wrong_code_costs_a_try(typed: str) -> None:
    assert confirmed(ASKED, typed, NOW) == ASKED.model_copy(update={"tries": 1})


def test_after_a_few_tries_the_right_code_is_no_good_either() -> None:
    wish = ASKED
    for _ in range(MOST_TRIES):
        assert wish.waits(NOW)
        wish = confirmed(wish, "000000", NOW)
    assert not wish.waits(NOW)
    assert not confirmed(wish, "123456", NOW).confirmed


def test_a_code_past_its_hour_is_no_good() -> None:
    assert not confirmed(ASKED, "123456", NOW + CODE_GOOD_FOR).confirmed


def test_where_there_is_no_code_nothing_is_one() -> None:
    assert not confirmed(Wish(), "", NOW).confirmed


def test_mail_is_for_what_comes_after_somebody_asked() -> None:
    assert CONFIRMED.mails(NOW)
    assert CONFIRMED.mails(NOW + SECOND)
    assert not CONFIRMED.mails(NOW - SECOND)
    assert not CONFIRMED.model_copy(update={"since": None}).mails(NOW)
    assert not CONFIRMED.model_copy(update={"confirmed": False}).mails(NOW)
