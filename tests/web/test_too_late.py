"""A save after the time, and a save after sealing: said, with the words still there, and nothing is changed."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import BLIND, READY, number_of
from tests.web.rehearsal import Couple

Sentence = Callable[[str], str]

TEXT = number_of(READY, "reflection")
BLIND_PROMPT = number_of(BLIND, "boundary")
"""It has no texts; what is sent to a prompt too late is kept on the page whatever the prompt asks for."""
WORDS = "Written a moment too late"


def fields_of(somebody: Visitor, number: int) -> dict[str, str]:
    return {"version": somebody.prompt(number).values("version")[0], "text": WORDS}


def expect_too_late(somebody: Visitor, workplace: Workplace, said: str, number: int, fields: dict[str, str]) -> None:
    with nothing_is_saved(workplace):
        page = somebody.posts(f"{somebody.round}/prompts/{number}", 409, **fields)
    assert said in page.text
    assert WORDS in page.html.select_one("textarea").get_text()  # type: ignore[union-attr]
    with nothing_is_saved(workplace):
        late = somebody.sends(f"{somebody.round}/prompts/{number}", csrf_token=somebody.token, autosave="1", **fields)
    assert late.status_code == 409


def test_a_text_that_comes_after_the_time(
    in_blind_round: Couple, clock: Clock, workplace: Workplace, sentence: Sentence
) -> None:
    alex, _ = in_blind_round
    clock.passes(minutes=19, seconds=59)
    alex.client.delete_cookie("session")
    alex.signs_in()
    fields = fields_of(alex, BLIND_PROMPT)
    clock.passes(seconds=1)
    expect_too_late(alex, workplace, sentence("closed"), BLIND_PROMPT, fields)


def test_nobody_can_tell_by_a_late_save_whether_the_others_came(
    in_blind_round: Couple, clock: Clock, workplace: Workplace
) -> None:
    """Before and after the opening has been looked at, it is the same page to the byte."""
    alex, sam = in_blind_round
    clock.passes(minutes=20)
    for one in (alex, sam):
        one.client.delete_cookie("session")
        one.signs_in()
    alex.opens("/")
    fields = {"csrf_token": alex.token, "version": "0" * 32, "text": WORDS}
    before = alex.sends(f"{alex.round}/prompts/{BLIND_PROMPT}", **fields)
    sam.summary()
    after = alex.sends(f"{alex.round}/prompts/{BLIND_PROMPT}", **fields)
    assert before.status_code == after.status_code == 409
    assert before.data == after.data


def test_a_text_that_comes_after_sealing(in_round: Couple, workplace: Workplace, sentence: Sentence) -> None:
    alex, _ = in_round
    fields = fields_of(alex, TEXT)
    alex.seals()
    expect_too_late(alex, workplace, sentence("sealed"), TEXT, fields)


def test_a_late_save_from_an_older_tab_does_not_show_what_was_sealed(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    fields = fields_of(alex, TEXT)
    alex.answers(TEXT, text="Closed to this screen by now")
    alex.seals()
    with nothing_is_saved(workplace):
        for typed in (fields, {**fields, "text": ""}, {**fields, "share": "everyone"}):
            page = alex.posts(f"{alex.round}/prompts/{TEXT}", 409, **typed)
            assert "Closed to this screen" not in page.text


def test_sealing_after_the_time(in_blind_round: Couple, clock: Clock, workplace: Workplace, sentence: Sentence) -> None:
    alex, _ = in_blind_round
    clock.passes(minutes=20)
    alex.client.delete_cookie("session")
    alex.signs_in()
    alex.opens("/")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/review", 409)
    assert sentence("closed") in page.text


@pytest.mark.parametrize("what", [{"keep": str(TEXT)}, {"clear": "1"}])
def test_taking_away_before_the_opening_ends_with_it(
    in_round: Couple, clock: Clock, workplace: Workplace, sentence: Sentence, what: dict[str, str]
) -> None:
    alex, sam = in_round
    alex.answers(TEXT, text="Shared", share="partners")
    alex.seals()
    alex.opens(f"{alex.round}/review")
    sam.seals()
    with nothing_is_saved(workplace):
        assert sentence("closed") in alex.posts(f"{alex.round}/review", 409, **what).text
    assert "Shared" in sam.summary().text


def test_keeping_something_after_all(in_round: Couple) -> None:
    alex, sam = in_round
    alex.answers(TEXT, text="Shared at first", share="partners")
    alex.seals()
    alex.opens(f"{alex.round}/review")
    alex.posts(f"{alex.round}/review", keep=str(TEXT))
    sam.seals()
    assert "Shared at first" not in sam.summary().text


def test_clearing_everything_before_the_opening(in_round: Couple) -> None:
    alex, sam = in_round
    alex.answers(TEXT, text="Shared at first", share="partners")
    alex.seals()
    alex.opens(f"{alex.round}/review")
    alex.posts(f"{alex.round}/review", clear="1")
    sam.seals()
    assert "Shared at first" not in sam.summary().text + alex.summary().text


def test_the_summary_is_not_there_before_the_opening(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    alex.seals()
    with nothing_is_saved(workplace):
        assert alex.opens(f"{alex.round}/summary").address == alex.round
        alex.posts(f"{alex.round}/withdraw", 409, prompt=str(TEXT))
        alex.posts(f"{alex.round}/keep-open", 409)
