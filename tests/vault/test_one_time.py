"""Codes of half a minute: those of RFC 6238, and how far a clock may be off."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pyotp import TOTP

from app.vault import one_time

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of the RFC's test vectors in base32."""
NOW = datetime(2026, 11, 24, 18, 0, 10, tzinfo=UTC)
TURN = int(NOW.timestamp()) // 30


def code(turn: int, secret: str = SECRET) -> str:
    return TOTP(secret).generate_otp(turn)


@pytest.mark.parametrize(
    ("seconds", "digits"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_rfc(seconds: int, digits: str) -> None:
    """Appendix B, their last six digits."""
    assert one_time.turn_of(digits, SECRET, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_may_be_half_a_minute_off(off: int) -> None:
    assert one_time.turn_of(code(TURN + off), SECRET, NOW) == TURN + off


@pytest.mark.parametrize("off", [-3, -2, 2, 3])
def test_and_no_more(off: int) -> None:
    assert one_time.turn_of(code(TURN + off), SECRET, NOW) is None


def test_a_code_is_good_for_its_time() -> None:
    assert one_time.turn_of(code(TURN), SECRET, NOW + timedelta(seconds=49)) == TURN
    assert one_time.turn_of(code(TURN), SECRET, NOW + timedelta(seconds=50)) is None


def test_it_may_be_typed_in_groups() -> None:
    assert one_time.turn_of(f" {code(TURN)[:3]} {code(TURN)[3:]}\n", SECRET, NOW) == TURN


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "letter", "\ud800", "１２３４５６"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert one_time.turn_of(typed, SECRET, NOW) is None


def test_the_code_of_another_secret_is_none() -> None:
    other = one_time.new_secret(lambda n: bytes(range(n)))
    assert one_time.turn_of(code(TURN, other), SECRET, NOW) is None


def test_a_secret_is_what_randomness_gave() -> None:
    assert one_time.new_secret(lambda n: b"12345678901234567890"[:n]) == SECRET


def test_an_app_reads_its_name_and_the_secret() -> None:
    address = urlsplit(one_time.address(SECRET, "Between Us"))
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Between%20Us")
    assert parse_qs(address.query) == {"secret": [SECRET]}
