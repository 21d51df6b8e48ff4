"""Rows of what people want to be told outside the product, of what was told already, and of the times it is about."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import aliased

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed
from app.storage.tables import MemberRow, NoticeRow, NoticeWishRow, PersonRow, RoundRow, WorksheetRow

AT_ONCE = 500
"""Values in one statement: both engines have an end to them."""
_OTHER = aliased(NoticeRow)
"""Made once: to make one takes longer than to run the query it is for."""


def add_wish(db: Connection, person: str, wish: bytes, feed_hash: bytes) -> None:
    db.execute(insert(NoticeWishRow).values(person=person, wish=wish, feed_hash=feed_hash))


def wish(db: Connection, person: str, to_change: bool = False) -> bytes | None:
    """What somebody wishes for; None if they are gone."""
    query = select(NoticeWishRow.wish).where(NoticeWishRow.person == person)
    return db.execute(query.with_for_update() if to_change else query).scalar_one_or_none()


def keep_wish(db: Connection, person: str, **values: bytes) -> None:
    """wish, feed_hash."""
    db.execute(update(NoticeWishRow).where(NoticeWishRow.person == person).values(**values))


def by_feed(db: Connection, feed_hash: bytes) -> str | None:
    """Whose feed this is."""
    return db.execute(*_by_feed(feed_hash)).scalar_one_or_none()


@made_once
def _by_feed(feed_hash: bytes) -> Any:
    return select(NoticeWishRow.person).where(NoticeWishRow.feed_hash == feed_hash)


def wishes(db: Connection, people: Collection[str]) -> list[AnyRow]:
    """(person, wish, username, settings, public_key) of these people, by their ids."""
    found: list[AnyRow] = []
    for some in _portions(people):
        found += db.execute(
            select(
                NoticeWishRow.person, NoticeWishRow.wish, PersonRow.username, PersonRow.settings, PersonRow.public_key
            )
            .join(PersonRow, PersonRow.person == NoticeWishRow.person)
            .where(NoticeWishRow.person.in_(some))
            .order_by(NoticeWishRow.person)
        )
    return found


def openings(db: Connection, first: date, last: date, partnerships: Collection[str] | None) -> list[AnyRow]:
    """(partnership, round, settings, member) of every round whose day is one of these, a row for each of its circle who
    is there; of these partnerships only, if some are named."""
    if partnerships is None:
        return list(db.execute(*_openings(first, last, None)))
    return [row for some in _portions(partnerships) for row in db.execute(*_openings(first, last, some))]


@made_once
def _openings(first: date, last: date, partnerships: Collection[str] | None) -> Any:
    query = (
        select(RoundRow.partnership, RoundRow.round, RoundRow.settings, MemberRow.member)
        .join(
            WorksheetRow, and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round)
        )
        .join(
            MemberRow,
            and_(MemberRow.partnership == WorksheetRow.partnership, MemberRow.member == WorksheetRow.member),
        )
        .where(RoundRow.opens_day.between(first, last), MemberRow.person.is_not(None))
        .order_by(RoundRow.partnership, RoundRow.round, MemberRow.member)
    )
    return query if partnerships is None else query.where(RoundRow.partnership.in_(partnerships))


def people_in(db: Connection, partnerships: Collection[str]) -> dict[tuple[str, str], str]:
    """Who is there, by partnership and place."""
    found: dict[tuple[str, str], str] = {}
    for some in _portions(partnerships):
        rows = db.execute(*_people_in(some))
        found |= {(row.partnership, row.member): str(row.person) for row in rows}
    return found


@made_once
def _people_in(partnerships: Collection[str]) -> Any:
    return select(MemberRow.partnership, MemberRow.member, MemberRow.person).where(
        MemberRow.partnership.in_(partnerships), MemberRow.person.is_not(None)
    )


def held(db: Connection, claims: Collection[bytes]) -> set[bytes]:
    """Those of the claims that somebody has made."""
    found: set[bytes] = set()
    for some in _portions(claims):
        found |= set(db.execute(*_held(some)).scalars())
    return found


@made_once
def _held(claims: Collection[bytes]) -> Any:
    return select(NoticeRow.claim).where(NoticeRow.claim.in_(claims))


def claim(db: Connection, claims: dict[bytes, date]) -> set[bytes]:
    """Make claims, each for its day. Those that were free come back: of two who ask for one at the same time, one gets
    it. In order, so that no two who ask for several wait for each other."""
    dialect: Any = sqlite
    if db.dialect.name == "postgresql":
        # Not above: it is there already where it is needed, and takes a twentieth of the start where it isn't.
        from sqlalchemy.dialects import postgresql as dialect
    won: set[bytes] = set()
    for some in _portions(sorted(claims)):
        rows = [{"claim": one, "day": claims[one]} for one in some]
        statement = dialect.insert(NoticeRow).values(rows).on_conflict_do_nothing().returning(NoticeRow.claim)
        won |= set(db.execute(statement).scalars())
    return won


def swap(db: Connection, old: bytes, new: bytes) -> bool:
    """Put another claim in the place of one; False if it was not there, or the other one is."""
    taken = select(_OTHER.claim).where(_OTHER.claim == new).exists()
    return changed(db.execute(update(NoticeRow).where(NoticeRow.claim == old, ~taken).values(claim=new)))


def day_of(db: Connection, claim: bytes) -> date | None:
    return db.execute(*_day_of(claim)).scalar_one_or_none()


@made_once
def _day_of(claim: bytes) -> Any:
    return select(NoticeRow.day).where(NoticeRow.claim == claim)


def forget(db: Connection, before: date, mark: bytes) -> None:
    """Delete the claims of earlier days. The row `mark` has the latest day of which claims were ever deleted."""
    old = and_(NoticeRow.day < before, NoticeRow.claim != mark)
    latest = db.execute(select(func.max(NoticeRow.day)).where(old)).scalar_one()
    if latest is None:
        return
    claim(db, {mark: latest})
    db.execute(update(NoticeRow).where(NoticeRow.claim == mark, NoticeRow.day < latest).values(day=latest))
    db.execute(delete(NoticeRow).where(old))


def _portions(some: Iterable[Any]) -> list[list[Any]]:
    listed = list(some)
    return [listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE)]
