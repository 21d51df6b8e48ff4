"""Rows of rounds."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import aliased

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed
from app.storage.tables import DisclosureRow, GrantRow, MemberRow, RoundRow, ShowingRow, WorksheetRow

# Made once: to make one takes longer than to run the query it is for.
_MINE, _OTHERS = aliased(MemberRow), aliased(MemberRow)
_MY_SHEET, _SHEET = aliased(WorksheetRow), aliased(WorksheetRow)


def add(
    db: Connection,
    partnership: str,
    round_: str,
    edition: str,
    settings: bytes,
    begun_day: date,
    opens_day: date,
    items: bytes | None,
) -> None:
    db.execute(
        insert(RoundRow).values(
            partnership=partnership,
            round=round_,
            edition=edition,
            settings=settings,
            begun_day=begun_day,
            opens_day=opens_day,
            opened_day=None,
            items=items,
        )
    )


def of_partnership(db: Connection, partnership: str) -> list[AnyRow]:
    """(round, edition, settings, begun_day, opened_day) of every round, the latest day first."""
    return list(db.execute(*_of_partnership(partnership)))


@made_once
def _of_partnership(partnership: str) -> Any:
    return (
        select(RoundRow.round, RoundRow.edition, RoundRow.settings, RoundRow.begun_day, RoundRow.opened_day)
        .where(RoundRow.partnership == partnership)
        .order_by(RoundRow.begun_day.desc(), RoundRow.round)
    )


def with_all(db: Connection, partnership: str, members: Collection[str]) -> list[AnyRow]:
    """(round, edition, settings) of every round whose circle holds all of these members, the latest day first."""
    return list(db.execute(*_with_all(partnership, members, len(members))))


@made_once
def _with_all(partnership: str, members: Collection[str], how_many: int) -> Any:
    return (
        select(RoundRow.round, RoundRow.edition, RoundRow.settings)
        .join(
            WorksheetRow,
            and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round),
        )
        .where(RoundRow.partnership == partnership, WorksheetRow.member.in_(members))
        .group_by(RoundRow.partnership, RoundRow.round)
        .having(func.count() == how_many)
        .order_by(RoundRow.begun_day.desc(), RoundRow.round)
    )


def of_person(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, round, edition, settings, begun_day, opened_day, alone) of every round whose circle this person is
    in; alone: nobody else is."""
    return list(db.execute(*_of_person(person)))


@made_once
def _of_person(person: str) -> Any:
    others = exists().where(
        _SHEET.partnership == RoundRow.partnership,
        _SHEET.round == RoundRow.round,
        _SHEET.member != WorksheetRow.member,
    )
    return (
        select(
            RoundRow.partnership,
            RoundRow.round,
            RoundRow.edition,
            RoundRow.settings,
            RoundRow.begun_day,
            RoundRow.opened_day,
            (~others).label("alone"),
        )
        .join(
            WorksheetRow,
            and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round),
        )
        .join(
            MemberRow,
            and_(MemberRow.partnership == WorksheetRow.partnership, MemberRow.member == WorksheetRow.member),
        )
        .where(MemberRow.person == person)
        .order_by(RoundRow.begun_day.desc(), RoundRow.round)
    )


class RoundToRead(NamedTuple):
    """A round for somebody in its circle, whose place is `me`, with one member of that circle, and what opens names."""

    edition: str
    settings: bytes
    opened_day: date | None
    items: bytes | None
    me: str
    names_sealed: bytes
    names_epoch: str
    member: str
    name: bytes


def to_read(db: Connection, partnership: str, round_: str, person: str) -> list[RoundToRead]:
    """A round once for each member of its circle, by member id. Empty if it does not exist or is none of this person's
    business."""
    rows = db.execute(_TO_READ, {"partnership": partnership, "round": round_, "person": person})
    return [RoundToRead._make(row) for row in rows]


_TO_READ = (
    select(
        RoundRow.edition,
        RoundRow.settings,
        RoundRow.opened_day,
        RoundRow.items,
        _MINE.member.label("me"),
        GrantRow.sealed.label("names_sealed"),
        GrantRow.epoch.label("names_epoch"),
        _OTHERS.member,
        _OTHERS.name,
    )
    .join(_MY_SHEET, and_(_MY_SHEET.partnership == RoundRow.partnership, _MY_SHEET.round == RoundRow.round))
    .join(
        _MINE,
        and_(
            _MINE.partnership == _MY_SHEET.partnership,
            _MINE.member == _MY_SHEET.member,
            _MINE.person == bindparam("person"),
        ),
    )
    .join(
        GrantRow,
        and_(
            GrantRow.partnership == RoundRow.partnership,
            GrantRow.round == "",
            GrantRow.subject == "names",
            GrantRow.author == _MINE.member,
            GrantRow.reader == _MINE.member,
        ),
    )
    .join(_SHEET, and_(_SHEET.partnership == RoundRow.partnership, _SHEET.round == RoundRow.round))
    .join(_OTHERS, and_(_OTHERS.partnership == _SHEET.partnership, _OTHERS.member == _SHEET.member))
    .where(RoundRow.partnership == bindparam("partnership"), RoundRow.round == bindparam("round"))
    .order_by(_OTHERS.member)
)


def hold_still(db: Connection, partnership: str, round_: str) -> date | None:
    """Keep a round from opening meanwhile. The day on which it has opened."""
    return db.execute(
        select(RoundRow.opened_day)
        .where(RoundRow.partnership == partnership, RoundRow.round == round_)
        .with_for_update()
    ).scalar_one_or_none()


def opens_day(db: Connection, partnership: str, round_: str) -> date:
    """The day on which a round opens at the latest."""
    return db.execute(
        select(RoundRow.opens_day).where(RoundRow.partnership == partnership, RoundRow.round == round_)
    ).scalar_one()


def mark_opened(db: Connection, partnership: str, round_: str, day: date, expires_day: date) -> bool:
    """Whether this call opened it: False if it was open already. All that is disclosed in it ends on `expires_day`."""
    opened = db.execute(
        update(RoundRow)
        .where(RoundRow.partnership == partnership, RoundRow.round == round_, RoundRow.opened_day.is_(None))
        .values(opened_day=day)
    )
    if not changed(opened):
        return False
    db.execute(
        update(ShowingRow)
        .where(ShowingRow.partnership == partnership, ShowingRow.round == round_)
        .values(opened_day=day)
    )
    db.execute(
        update(DisclosureRow)
        .where(DisclosureRow.partnership == partnership, DisclosureRow.round == round_)
        .values(expires_day=expires_day)
    )
    return True


def destroy_blind_parts(db: Connection, partnership: str, round_: str) -> None:
    """Every blind pick of the round with its keys, for everybody, their authors included."""
    here = (WorksheetRow.partnership == partnership, WorksheetRow.round == round_)
    db.execute(update(WorksheetRow).where(*here).values(picks=None, picks_key=None))
    db.execute(
        delete(DisclosureRow).where(
            DisclosureRow.partnership == partnership, DisclosureRow.round == round_, DisclosureRow.part == "picks"
        )
    )
    db.execute(
        delete(GrantRow).where(
            GrantRow.partnership == partnership, GrantRow.round == round_, GrantRow.subject == "picks"
        )
    )


def unvisited(db: Connection, until: date) -> list[AnyRow]:
    """(partnership, round, settings) of rounds that nobody has opened and whose day came on or before `until`, by that
    day: asked for in the order of another index, SQLite would read all of that."""
    return list(
        db.execute(
            select(RoundRow.partnership, RoundRow.round, RoundRow.settings)
            .where(RoundRow.opened_day.is_(None), RoundRow.opens_day <= until)
            .order_by(RoundRow.opens_day, RoundRow.partnership, RoundRow.round)
        )
    )
