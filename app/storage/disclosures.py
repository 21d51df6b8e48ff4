"""Rows of disclosures: what somebody shows in a round, and until when."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update
from sqlalchemy.orm import aliased

from app.storage.rows import AnyRow
from app.storage.tables import DisclosureRow, GrantRow, MemberRow, RoundRow

_CHANNEL = aliased(GrantRow)
"""Made once: to make one takes longer than to run the query it is for."""


def add(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """partnership, round, author, part, content, version."""
    db.execute(insert(DisclosureRow), list(rows))


class Granted(NamedTuple):
    """What lies granted for one reader: the box, the grant that opens it, and the channel that opens the grant."""

    author: str
    part: str
    content: bytes
    version: bytes
    sealed: bytes
    epoch: str
    channel_sealed: bytes | None
    channel_epoch: str | None


def granted_to(db: Connection, partnership: str, round_: str, reader: str, parts: tuple[str, ...]) -> list[Granted]:
    """By author and part."""
    asked = {"partnership": partnership, "round": round_, "reader": reader, "parts": parts}
    return [Granted._make(row) for row in db.execute(_GRANTED_TO, asked)]


_GRANTED_TO = (
    select(
        DisclosureRow.author,
        DisclosureRow.part,
        DisclosureRow.content,
        DisclosureRow.version,
        GrantRow.sealed,
        GrantRow.epoch,
        _CHANNEL.sealed.label("channel_sealed"),
        _CHANNEL.epoch.label("channel_epoch"),
    )
    .join(
        GrantRow,
        and_(
            GrantRow.partnership == DisclosureRow.partnership,
            GrantRow.round == DisclosureRow.round,
            GrantRow.subject == DisclosureRow.part,
            GrantRow.author == DisclosureRow.author,
        ),
    )
    .outerjoin(
        _CHANNEL,
        and_(
            _CHANNEL.partnership == DisclosureRow.partnership,
            _CHANNEL.round == "",
            _CHANNEL.subject == "channel",
            _CHANNEL.author == DisclosureRow.author,
            _CHANNEL.reader == GrantRow.reader,
        ),
    )
    .where(
        DisclosureRow.partnership == bindparam("partnership"),
        DisclosureRow.round == bindparam("round"),
        DisclosureRow.part.in_(bindparam("parts", expanding=True)),
        GrantRow.reader == bindparam("reader"),
    )
    .order_by(DisclosureRow.author, DisclosureRow.part)
)


def write(
    db: Connection, partnership: str, round_: str, author: str, part: str, content: bytes, version: bytes
) -> None:
    its = {"its_partnership": partnership, "its_round": round_, "its_author": author, "its_part": part}
    db.execute(_WRITE, its | {"new_content": content, "new_version": version})


_DISCLOSURES = DisclosureRow.metadata.tables["disclosures"]
_WRITE = (
    update(_DISCLOSURES)
    .where(*[column == bindparam(f"its_{column.name}") for column in _DISCLOSURES.primary_key])
    .values(content=bindparam("new_content"), version=bindparam("new_version"))
)


def sizes(db: Connection, partnership: str, round_: str, author: str) -> list[AnyRow]:
    """(part, size in bytes) of all that lies there of an author."""
    query = select(DisclosureRow.part, func.length(DisclosureRow.content).label("size"))
    where = (DisclosureRow.partnership == partnership, DisclosureRow.round == round_, DisclosureRow.author == author)
    return list(db.execute(query.where(*where)))


def renew(db: Connection, partnership: str, round_: str, author: str, expires_day: date) -> None:
    """What one author shows ends later."""
    db.execute(
        update(DisclosureRow)
        .where(
            DisclosureRow.partnership == partnership,
            DisclosureRow.round == round_,
            DisclosureRow.author == author,
            DisclosureRow.part == "answers",
        )
        .values(expires_day=expires_day)
    )


def expired(db: Connection, today: date) -> list[AnyRow]:
    """(partnership, round, author, part) of what has ended and still has its day, by that day: seen to once, by
    `ended`. Locked, or what is renewed in the same moment would be ended as well."""
    return list(
        db.execute(
            select(DisclosureRow.partnership, DisclosureRow.round, DisclosureRow.author, DisclosureRow.part)
            .where(DisclosureRow.expires_day <= today)
            .order_by(DisclosureRow.expires_day, *DisclosureRow.__table__.primary_key)
            .with_for_update()
        )
    )


def ended(db: Connection, today: date) -> None:
    """Forget the days that have come, once their grants are gone."""
    db.execute(update(DisclosureRow).where(DisclosureRow.expires_day <= today).values(expires_day=None))


def shown_by(db: Connection, person: str, until: date | None = None) -> list[AnyRow]:
    """What one person shows, a row a round: (partnership, round, member, edition, settings, begun_day, opens_day,
    opened_day, content, version, expires_day, sealed, epoch), the latest round first. With `until`, only what ends by
    that day."""
    ends = () if until is None else (DisclosureRow.expires_day <= until,)
    return list(
        db.execute(
            select(
                RoundRow.partnership,
                RoundRow.round,
                MemberRow.member,
                RoundRow.edition,
                RoundRow.settings,
                RoundRow.begun_day,
                RoundRow.opens_day,
                RoundRow.opened_day,
                DisclosureRow.content,
                DisclosureRow.version,
                DisclosureRow.expires_day,
                GrantRow.sealed,
                GrantRow.epoch,
            )
            .join(MemberRow, MemberRow.partnership == RoundRow.partnership)
            .join(
                DisclosureRow,
                and_(
                    DisclosureRow.partnership == RoundRow.partnership,
                    DisclosureRow.round == RoundRow.round,
                    DisclosureRow.author == MemberRow.member,
                    DisclosureRow.part == "answers",
                ),
            )
            .join(
                GrantRow,
                and_(
                    GrantRow.partnership == RoundRow.partnership,
                    GrantRow.round == RoundRow.round,
                    GrantRow.subject == "answers",
                    GrantRow.author == MemberRow.member,
                    GrantRow.reader == MemberRow.member,
                ),
            )
            .where(MemberRow.person == person, *ends)
            .order_by(RoundRow.begun_day.desc(), RoundRow.round)
        )
    )
