"""The keys that only one person holds: the recovery code and the passphrase, through the pages."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import READY, number_of
from tests.web.rehearsal import Couple

Sentence = Callable[[str], str]

TEXT = number_of(READY, "reflection")
NEW = "nine green boats at rest"


def new_code(somebody: Visitor) -> str:
    assert somebody.page.heading == "A spare key"
    return somebody.page.first("code")


def recovers(somebody: Visitor, code: str, status: int = 200, passphrase: str = NEW, name: str = "alex") -> None:
    somebody.opens("/recover")
    somebody.posts("/recover", status, username=name, code=code, passphrase=passphrase)


def signs_in(somebody: Visitor, passphrase: str, status: int = 200) -> None:
    somebody.opens("/sign-in")
    somebody.posts("/sign-in", status, username="alex", passphrase=passphrase)


def with_words(in_round: Couple) -> Visitor:
    alex, _ = in_round
    alex.answers(TEXT, text="Kept through everything")
    return alex


def test_a_recovery_code_opens_everything_once(in_round: Couple, visitor: Callable[[], Visitor]) -> None:
    alex, browser = with_words(in_round), visitor()
    recovers(browser, alex.recovery_code)
    second = new_code(browser)
    assert second != alex.recovery_code
    browser.posts("/recovery-code", kept="1")
    assert "Kept through everything" in browser.opens(f"{alex.round}/prompts/{TEXT}").text
    other = visitor()
    recovers(other, alex.recovery_code, 422)
    signs_in(other, alex.passphrase, 422)
    signs_in(other, NEW)
    recovers(visitor(), second)


def test_what_others_seal_afterwards_reaches_the_new_key(in_round: Couple, visitor: Callable[[], Visitor]) -> None:
    (alex, sam), browser = in_round, visitor()
    alex.answers(TEXT, text="Said before", share="partners")
    alex.seals()
    recovers(browser, alex.recovery_code)
    sam.answers(TEXT, text="Said afterwards", share="partners")
    sam.seals()
    for one in (browser, sam):
        text = one.opens(f"{alex.round}/summary").text
        assert "Said before" in text
        assert "Said afterwards" in text


@pytest.mark.parametrize(
    ("code", "passphrase", "reason", "field"),
    [
        ("7" * 26, NEW, "unknown-code", "code"),
        ("", NEW, "unknown-code", "code"),
        ("no code at all\0", NEW, "unknown-code", "code"),
        ("", "short", "passphrase-short", "passphrase"),
        ("", "passwordpassword", "passphrase-common", "passphrase"),
    ],
)
def test_what_cannot_be_taken_keeps_what_was_typed(
    in_round: Couple,
    visitor: Callable[[], Visitor],
    workplace: Workplace,
    sentence: Sentence,
    code: str,
    passphrase: str,
    reason: str,
    field: str,
) -> None:
    browser = visitor()
    with nothing_is_saved(workplace):
        recovers(browser, code, 422, passphrase)
    assert browser.page.html.select_one(f"#{field}-error").get_text() == sentence(reason)  # type: ignore[union-attr]
    assert browser.page.values("username") == ["alex"]
    assert browser.page.typed("code") == [code]
    assert browser.page.values("passphrase") == [""]


def test_a_code_of_somebody_else_and_a_name_of_nobody_read_the_same(
    in_round: Couple, visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    alex, browser = in_round[0], visitor()
    pages = []
    for name in ("sam", "tom"):
        with nothing_is_saved(workplace):
            recovers(browser, alex.recovery_code, 422, name=name)
        pages.append(browser.page.raw.replace(f'value="{name}"'.encode(), b"NAME"))
    assert pages[0] == pages[1]


def test_a_code_is_taken_however_it_is_typed(in_round: Couple, visitor: Callable[[], Visitor]) -> None:
    browser = visitor()
    recovers(browser, in_round[0].recovery_code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert new_code(browser)


def test_whoever_declines_a_code_has_none(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    alex = visitor()
    alex.opens("/join")
    alex.posts("/join", username="alex", passphrase="five quiet lamps lit", adult="1")
    code = new_code(alex)
    alex.posts("/recovery-code", decline="1")
    assert "There is no code to show" in alex.opens("/recovery-code").text
    with nothing_is_saved(workplace):
        recovers(visitor(), code, 422)


def test_a_code_is_shown_until_it_is_put_away_and_never_again(visitor: Callable[[], Visitor]) -> None:
    alex = visitor()
    alex.opens("/join")
    alex.posts("/join", username="alex", passphrase="five quiet lamps lit", adult="1")
    code = new_code(alex)
    alex.opens("/us/new")
    assert code in alex.opens("/recovery-code").text, "it gates nothing"
    alex.posts("/recovery-code", kept="1")
    assert code not in alex.opens("/recovery-code").text


def test_whoever_finds_the_device_unlocked_does_not_read_the_code(visitor: Callable[[], Visitor], clock: Clock) -> None:
    """It opens everything, also what was sealed."""
    alex = visitor()
    alex.name = "alex"
    alex.opens("/join")
    alex.posts("/join", username="alex", passphrase=alex.passphrase, adult="1")
    code = new_code(alex)
    clock.passes(minutes=6)
    page = alex.opens("/recovery-code")
    assert page.address == "/unlock"
    assert code not in page.text
    assert alex.unlocks().first("code") == code
    alex.posts("/recovery-code", kept="1")
    clock.passes(minutes=6)
    assert "There is no code to show" in alex.opens("/recovery-code").text


def test_a_new_passphrase_moves_everything(in_round: Couple, visitor: Callable[[], Visitor]) -> None:
    alex = with_words(in_round)
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase=NEW)
    assert new_code(alex) != alex.recovery_code
    alex.posts("/recovery-code", kept="1")
    assert "Kept through everything" in alex.prompt(TEXT).text
    browser = visitor()
    recovers(browser, alex.recovery_code, 422)
    signs_in(browser, alex.passphrase, 422)
    signs_in(browser, NEW)
    assert browser.page.heading == "Home"


@pytest.mark.parametrize(
    ("current", "passphrase", "reason", "field"),
    [
        ("not the passphrase", NEW, "unknown-passphrase", "current"),
        ("", NEW, "unknown-passphrase", "current"),
        (None, "short", "passphrase-short", "passphrase"),
        (None, "alexalexalex", "passphrase-username", "passphrase"),
    ],
)
def test_a_passphrase_that_cannot_be_taken_changes_nothing(
    in_round: Couple,
    workplace: Workplace,
    sentence: Sentence,
    current: str | None,
    passphrase: str,
    reason: str,
    field: str,
) -> None:
    alex, _ = in_round
    alex.opens("/account")
    with nothing_is_saved(workplace):
        page = alex.posts(
            "/account", 422, current=alex.passphrase if current is None else current, passphrase=passphrase
        )
    assert page.html.select_one(f"#{field}-error").get_text() == sentence(reason)  # type: ignore[union-attr]
    assert alex.prompt(TEXT).address == f"{alex.round}/prompts/{TEXT}", "still signed in"
