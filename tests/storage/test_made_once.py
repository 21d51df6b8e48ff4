"""A statement that is made once asks for what it is given each time, and for nothing of an earlier time."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.storage import partnerships
from app.storage.database import Database
from app.storage.made_once import made_once
from app.storage.tables import PartnershipRow

MONDAY, FRIDAY, SUNDAY = (date(2026, 11, day) for day in (23, 27, 29))


def _labels(day: date | None, labels: list[bytes] | None) -> Any:
    query = select(PartnershipRow.label).order_by(PartnershipRow.label)
    if day is not None:
        query = query.where(PartnershipRow.begun_day == day)
    return query if labels is None else query.where(PartnershipRow.label.in_(labels))


def test_it_is_made_once_for_each_choice_of_what_is_given(database: Database) -> None:
    made: list[tuple[bool, ...]] = []

    @made_once
    def asked(day: date | None, labels: list[bytes] | None) -> Any:
        made.append((day is not None, labels is not None))
        return _labels(day, labels)

    with database.writing() as db:
        for label, day in ((b"cove", MONDAY), (b"dune", FRIDAY), (b"reef", MONDAY)):
            partnerships.add(db, label.decode(), label, day, b"")

    with database.reading() as db:

        def found(day: date | None, labels: list[bytes] | None = None) -> list[bytes]:
            return list(db.execute(*asked(day, labels)).scalars())

        assert [found(MONDAY), found(FRIDAY), found(SUNDAY)] == [[b"cove", b"reef"], [b"dune"], []]
        assert found(None) == [b"cove", b"dune", b"reef"]
        assert [found(MONDAY, [b"dune", b"reef"]), found(MONDAY, [b"cove"]), found(MONDAY, [])] == [
            [b"reef"],
            [b"cove"],
            [],
        ]
        assert [found(FRIDAY), found(None)] == [[b"dune"], [b"cove", b"dune", b"reef"]]
    assert made == [(True, False), (False, False), (True, True)]


def test_no_value_stays_in_the_statement() -> None:
    asked = made_once(_labels)
    (one, its), (other, theirs) = asked(MONDAY, [b"cove"]), asked(FRIDAY, [b"dune", b"reef"])
    assert one is other
    assert (its, theirs) == (
        {"its_day": MONDAY, "its_labels": [b"cove"]},
        {"its_day": FRIDAY, "its_labels": [b"dune", b"reef"]},
    )
    assert one.compile().params == {"its_day": None, "its_labels": None}
