"""Rows of what a round shows to a therapist, and of what each partner says to that; and of when a therapist looked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.storage.rows import AnyRow
from app.storage.tables import (
    GrantRow,
    LinkRow,
    LookRow,
    MemberRow,
    RoundRow,
    ShowingAssentRow,
    ShowingRow,
    WorksheetRow,
)

_SAME_ROUND = and_(RoundRow.partnership == ShowingRow.partnership, RoundRow.round == ShowingRow.round)
_SAME_LINK = and_(LinkRow.partnership == ShowingRow.partnership, LinkRow.link == ShowingRow.link)
_ITS_GRANT = and_(
    GrantRow.partnership == ShowingRow.partnership,
    GrantRow.round == ShowingRow.round,
    GrantRow.subject == "shown",
    GrantRow.reader == ShowingRow.link,
)


def add(db: Connection, showing: dict[str, Any], assents: Iterable[dict[str, Any]]) -> None:
    """partnership, round, link, content, version; and for each of the circle partnership, round, link, member,
    ticked."""
    db.execute(insert(ShowingRow), showing)
    db.execute(insert(ShowingAssentRow), list(assents))


def of_round(db: Connection, partnership: str, round_: str) -> list[str]:
    """The links to which something of this round can be shown."""
    query = select(ShowingRow.link).where(ShowingRow.partnership == partnership, ShowingRow.round == round_)
    return list(db.execute(query.order_by(ShowingRow.link)).scalars())


def ticked(db: Connection, partnership: str, round_: str) -> list[AnyRow]:
    """(link, member, person, ticked) of the whole circle, for each link. `person` is None for a place that nobody took
    or that somebody left."""
    query = (
        select(ShowingAssentRow.link, ShowingAssentRow.member, MemberRow.person, ShowingAssentRow.ticked)
        .join(
            MemberRow,
            and_(MemberRow.partnership == ShowingAssentRow.partnership, MemberRow.member == ShowingAssentRow.member),
        )
        .where(ShowingAssentRow.partnership == partnership, ShowingAssentRow.round == round_)
        .order_by(ShowingAssentRow.link, ShowingAssentRow.member)
    )
    return list(db.execute(query))


def ticked_with(db: Connection, person: str) -> list[AnyRow]:
    """(partnership, round, link, member, statement, person, ticked) of everybody in the circles that this person is in,
    for each therapist who can be shown something."""
    mine = aliased(MemberRow)
    query = (
        select(
            ShowingAssentRow.partnership,
            ShowingAssentRow.round,
            ShowingAssentRow.link,
            ShowingAssentRow.member,
            LinkRow.statement,
            MemberRow.person,
            ShowingAssentRow.ticked,
        )
        .join(mine, mine.partnership == ShowingAssentRow.partnership)
        .join(
            MemberRow,
            and_(MemberRow.partnership == ShowingAssentRow.partnership, MemberRow.member == ShowingAssentRow.member),
        )
        .join(
            LinkRow,
            and_(LinkRow.partnership == ShowingAssentRow.partnership, LinkRow.link == ShowingAssentRow.link),
        )
        .where(mine.person == person)
        .order_by(ShowingAssentRow.partnership, ShowingAssentRow.round, ShowingAssentRow.link)
    )
    return list(db.execute(query))


def tick(db: Connection, partnership: str, round_: str, link: str, member: str, ticked: bytes) -> None:
    db.execute(
        update(ShowingAssentRow)
        .where(
            ShowingAssentRow.partnership == partnership,
            ShowingAssentRow.round == round_,
            ShowingAssentRow.link == link,
            ShowingAssentRow.member == member,
        )
        .values(ticked=ticked)
    )


def write(db: Connection, partnership: str, round_: str, link: str, content: bytes, version: bytes) -> None:
    db.execute(
        update(ShowingRow)
        .where(ShowingRow.partnership == partnership, ShowingRow.round == round_, ShowingRow.link == link)
        .values(content=content, version=version)
    )


def rounds_with(db: Connection, partnership: str, link: str, person: str) -> list[AnyRow]:
    """The rounds of which something can be shown to a therapist, for somebody in their circle: (round, edition,
    settings, begun_day, opened_day), the latest day first."""
    query = (
        select(RoundRow.round, RoundRow.edition, RoundRow.settings, RoundRow.begun_day, RoundRow.opened_day)
        .join(ShowingRow, _SAME_ROUND)
        .join(
            WorksheetRow, and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round)
        )
        .join(
            MemberRow,
            and_(MemberRow.partnership == WorksheetRow.partnership, MemberRow.member == WorksheetRow.member),
        )
        .where(ShowingRow.partnership == partnership, ShowingRow.link == link, MemberRow.person == person)
        .order_by(RoundRow.begun_day.desc(), RoundRow.round)
    )
    return list(db.execute(query))


def granted_to(db: Connection, partnership: str, link: str, person: str, since: date) -> list[AnyRow]:
    """What lies granted for a therapist, of rounds that opened on that day or later: (round, edition, opened_day,
    content, version, sealed, epoch), the latest opening first."""
    query = (
        select(
            ShowingRow.round,
            RoundRow.edition,
            RoundRow.opened_day,
            ShowingRow.content,
            ShowingRow.version,
            GrantRow.sealed,
            GrantRow.epoch,
        )
        .join(LinkRow, _SAME_LINK)
        .join(RoundRow, _SAME_ROUND)
        .join(GrantRow, _ITS_GRANT)
        .where(ShowingRow.partnership == partnership, ShowingRow.link == link, LinkRow.person == person)
        .where(RoundRow.opened_day >= since)
        .order_by(RoundRow.opened_day.desc(), RoundRow.round)
    )
    return list(db.execute(query))


def expired(db: Connection, before: date) -> list[AnyRow]:
    """(partnership, round) of what opened on that day or earlier and still can be shown."""
    query = select(ShowingRow.partnership, ShowingRow.round).where(ShowingRow.opened_day <= before)
    return sorted(set(db.execute(query)), key=tuple)


def remove(db: Connection, partnership: str, round_: str) -> None:
    """Nothing of this round can be shown to any therapist any more. Its grants are not in this row's reach."""
    db.execute(delete(ShowingRow).where(ShowingRow.partnership == partnership, ShowingRow.round == round_))


def remove_link(db: Connection, partnership: str, link: str) -> None:
    """The same for all that one therapist could be shown."""
    db.execute(delete(ShowingRow).where(ShowingRow.partnership == partnership, ShowingRow.link == link))


def look(db: Connection, partnership: str, link: str, day: date, what: str) -> None:
    """Once a day is enough: a second time adds nothing."""
    try:
        with db.begin_nested():
            db.execute(insert(LookRow).values(partnership=partnership, link=link, day=day, what=what))
    except IntegrityError:
        return


def has_looked(db: Connection, partnership: str, link: str, day: date, what: str) -> bool:
    query = select(LookRow.day).where(LookRow.partnership == partnership, LookRow.link == link, LookRow.day == day)
    return db.execute(query.where(LookRow.what == what)).first() is not None


def looks(db: Connection, partnership: str, link: str) -> list[AnyRow]:
    """(day, what, edition) of all looks of a therapist, the latest first; no edition where it was the page of the
    partnership."""
    query = (
        select(LookRow.day, LookRow.what, RoundRow.edition)
        .outerjoin(RoundRow, and_(RoundRow.partnership == LookRow.partnership, RoundRow.round == LookRow.what))
        .where(LookRow.partnership == partnership, LookRow.link == link)
        .order_by(LookRow.day.desc(), LookRow.what)
    )
    return list(db.execute(query))
