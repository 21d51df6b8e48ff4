"""How many statements a page takes: the same number whatever is in the round, and whoever is in it."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.statements import statement_counter
from tests.web.prompts import BLIND, READY, number_of

Gathering = Callable[[int], list[Visitor]]

PROMPT_PAGE, SAVE, SUMMARY = 2, 3, 3
TEXT = number_of(READY, "reflection")


def counted(workplace: Workplace, ask: Callable[[], object]) -> int:
    with statement_counter(workplace.database) as statements:
        ask()
    return len(statements)


@pytest.mark.parametrize("people", [1, 2, 6])
def test_answering_takes_two_statements_to_read_and_three_to_save(
    gathering: Gathering, workplace: Workplace, people: int
) -> None:
    circle = gathering(people)
    me = circle[0]
    for slug, kind in ((READY, "reflection"), (READY, "sort"), (BLIND, "mutual")):
        me.starts(slug, "at", "3-days")
        number = number_of(slug, kind)
        address = f"{me.round}/prompts/{number}"
        fields: dict[str, object] = {"text": "Some words"}
        for _ in range(2):
            page = me.prompt(number)
            if kind != "reflection":
                names = [name for name in page.names() if name.startswith(("pile-", "picks"))]
                fields = {name: page.values(name)[:1] for name in names}
            assert counted(workplace, lambda at=address: me.client.get(at)) == PROMPT_PAGE
            form = {"csrf_token": me.token, "version": page.values("version")[0], **fields}
            assert counted(workplace, lambda at=address, form=form: me.sends(at, **form)) == SAVE
        assert me.prompt(number).html.select("input[checked], textarea:not(:empty)")


@pytest.mark.parametrize("people", [1, 2, 6])
def test_in_a_round_of_what_was_answered_before_it_is_one_more_until_something_is_saved(
    gathering: Gathering, workplace: Workplace, people: int
) -> None:
    me = gathering(people)[0]
    for n in range(3):
        me.starts(READY, "at", ("3-days", "20-minutes", "evening")[n])
        page = me.prompt(TEXT)
        address = f"{me.round}/prompts/{TEXT}"
        for more in (min(n, 1), 0):
            assert counted(workplace, lambda at=address: me.client.get(at)) == PROMPT_PAGE + more
            form = {"csrf_token": me.token, "version": page.values("version")[0], "text": f"Some words, {more}"}
            assert counted(workplace, lambda at=address, form=form: me.sends(at, **form)) == SAVE + more
            page = me.prompt(TEXT)


@pytest.mark.parametrize("people", [1, 2, 6])
def test_a_summary_takes_three_statements(gathering: Gathering, workplace: Workplace, people: int) -> None:
    circle = gathering(people)
    circle[0].starts(READY)
    for one in circle:
        one.joins_round(circle[0].round)
        one.answers(TEXT, text=f"Some words of {one.name}", share="partners")
        one.answers(number_of(READY, "boundary"), level="ask", share="partners")
        one.seals()
    for one in circle:
        assert counted(workplace, lambda one=one: one.client.get(f"{one.round}/summary")) == SUMMARY
        assert one.summary().text.count("Some words of") >= people


def test_a_summary_with_matches_takes_three_statements(
    gathering: Gathering, workplace: Workplace, clock: Clock
) -> None:
    alex, sam = gathering(2)
    alex.starts(BLIND, "at", "20-minutes")
    number = number_of(BLIND, "mutual")
    for one in (alex, sam):
        one.joins_round(alex.round)
        one.answers(number, picks=list(one.prompt(number).labels("picks"))[:2])
        one.seals()
    clock.passes(minutes=20)
    for one in (alex, sam):
        one.opens("/")
        one.unlocks()
    alex.summary()
    for one in (alex, sam):
        assert counted(workplace, lambda one=one: one.client.get(f"{one.round}/summary")) == SUMMARY
        assert "You are both open to talking about this" in one.summary().text


def test_what_is_not_counted_is_there(gathering: Gathering, workplace: Workplace, clock: Clock) -> None:
    """The minute's last-seen is one statement more, once."""
    (me,) = gathering(1)
    me.starts(READY)
    clock.passes(minutes=1)
    assert counted(workplace, lambda: me.client.get(f"{me.round}/prompts/1")) == PROMPT_PAGE + 1
    assert counted(workplace, lambda: me.client.get(f"{me.round}/prompts/1")) == PROMPT_PAGE


def test_pages_for_all_take_no_statement(visitor: Callable[[], Visitor], workplace: Workplace) -> None:
    somebody = visitor()
    for address in ("/", "/join", "/sign-in", "/exercises", "/help", "/healthz", "/invitation"):
        assert counted(workplace, lambda at=address: somebody.client.get(at)) == 0, address
