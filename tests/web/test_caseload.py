"""A therapist with many partnerships: the list takes as many statements for sixty as for one, and so does the page
before a session, whatever was shown and given."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.services import partnerships, people, practice, therapists
from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.statements import statement_counter
from tests.therapists import agree, client_of, do, gives, practises, show

LIST, BEFORE = 3, 9
"""Statements without BEGIN and COMMIT, the session's among them."""
SIXTY = 60


@pytest.fixture
def noor(app: Flask, clock: Clock) -> Visitor:
    somebody = Visitor(app)
    somebody.joins("noor")
    practises(somebody, clock)
    return somebody


def statements(workplace: Workplace, ask: Callable[[], object]) -> int:
    with statement_counter(workplace.database) as found:
        ask()
    return len(found)


def places(app: Flask, workplace: Workplace, somebody: Visitor, count: int) -> None:
    """Somebody with so many places for themselves, who agrees to the therapist in each."""
    with workplace.reading() as ctx:
        noor = people.sign_in(ctx, "noor", "noor keeps five quiet lamps lit")
        alone = people.sign_in(ctx, somebody.name, somebody.passphrase)
    for n in range(count):
        with workplace.writing() as ctx:
            here = partnerships.create(ctx, alone, f"place {n}", "Alex", "")
            found = therapists.lay(ctx, alone, here, practice.make_code(ctx, noor, f"client {n}"), ctx.now)
            therapists.say(ctx, alone, found, yes=True)


def test_the_list_of_sixty_takes_as_many_statements_as_that_of_one(
    app: Flask, workplace: Workplace, noor: Visitor, visitor: Callable[[], Visitor]
) -> None:
    alex = visitor()
    alex.joins("alex")
    found = []
    for count in (1, SIXTY - 1):
        places(app, workplace, alex, count)
        noor.opens("/practice")
        found.append(statements(workplace, lambda: noor.client.get("/practice")))
    assert found == [LIST, LIST]
    page = noor.opens("/practice")
    assert (
        len([one for one in page.links() if one.startswith("/practice/") and len(one) > len("/practice/") + 22]) == 60
    )


def test_the_page_before_a_session_takes_as_many_however_much_there_is(
    app: Flask, workplace: Workplace, noor: Visitor, clock: Clock, gathering: Callable[[int], list[Visitor]]
) -> None:
    pair = gathering(2)
    here = agree(noor, clock, *pair)
    client, found = client_of(here), []
    for n in range(3):
        noor.opens(client)
        found.append(statements(workplace, lambda: noor.client.get(client)))
        do(gives(noor, client, pair[0], note=f"Number {n}"), *pair)
        show(*pair)
        noor.opens(client)
    found.append(statements(workplace, lambda: noor.client.get(client)))
    assert found == [BEFORE] * 4
    assert noor.page.text.count("An open conversation") >= 6
