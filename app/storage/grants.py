"""Rows of grants: a key wrapped for one reader. No grant, no reading."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update
from sqlalchemy.orm import aliased

from app.storage.made_once import made_once
from app.storage.rows import AnyRow, changed
from app.storage.tables import GrantRow

_CHANNEL = aliased(GrantRow)
"""Made once: to make one takes longer than to run the query it is for."""
_GRANTS = GrantRow.metadata.tables["grants"]
_THIS = [column == bindparam(f"its_{column.name}") for column in _GRANTS.primary_key]
_ONE = select(_GRANTS.c.sealed, _GRANTS.c.epoch).where(*_THIS)
_REPLACE = update(_GRANTS).where(*_THIS).values(epoch=bindparam("new_epoch"), sealed=bindparam("new_sealed"))
"""Once for each reader of each answer: made anew each time, it would take fifteen times as long."""


def lay(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Insert grants: dicts with partnership, round, subject, author, reader, sealed, epoch."""
    rows = list(rows)
    if rows:
        db.execute(insert(GrantRow), rows)


def replace(
    db: Connection, partnership: str, round_: str, subject: str, author: str, reader: str, epoch: str, sealed: bytes
) -> bool:
    """Wrap anew for a reader who has a grant. Whoever's grant was deleted stays without."""
    its = _its(partnership, round_, subject, author, reader)
    return changed(db.execute(_REPLACE, its | {"new_epoch": epoch, "new_sealed": sealed}))


def _its(partnership: str, round_: str, subject: str, author: str, reader: str) -> dict[str, str]:
    return {
        "its_partnership": partnership,
        "its_round": round_,
        "its_subject": subject,
        "its_author": author,
        "its_reader": reader,
    }


def channels(db: Connection, partnership: str) -> set[tuple[str, str]]:
    """(author, reader) of every channel row of a partnership, real or filler."""
    rows = db.execute(
        select(GrantRow.author, GrantRow.reader).where(
            GrantRow.partnership == partnership, GrantRow.round == "", GrantRow.subject == "channel"
        )
    )
    return {(row.author, row.reader) for row in rows}


def readers(db: Connection, partnership: str, round_: str, subject: str, author: str) -> set[str]:
    """The members who have a grant of what one author shows in a round."""
    return set(db.execute(*_readers(partnership, round_, subject, author)).scalars())


@made_once
def _readers(partnership: str, round_: str, subject: str, author: str) -> Any:
    return select(GrantRow.reader).where(
        GrantRow.partnership == partnership,
        GrantRow.round == round_,
        GrantRow.subject == subject,
        GrantRow.author == author,
    )


def laid(db: Connection, partnership: str, round_: str, subject: str) -> list[AnyRow]:
    """Every grant of one subject in a round: (author, reader, sealed, epoch, channel_sealed, channel_epoch). The
    channel's are None where there is none, as for what is one's own."""
    channel = _CHANNEL
    same_pair = and_(
        channel.partnership == GrantRow.partnership,
        channel.round == "",
        channel.subject == "channel",
        channel.author == GrantRow.author,
        channel.reader == GrantRow.reader,
    )
    query = (
        select(
            GrantRow.author,
            GrantRow.reader,
            GrantRow.sealed,
            GrantRow.epoch,
            channel.sealed.label("channel_sealed"),
            channel.epoch.label("channel_epoch"),
        )
        .outerjoin(channel, same_pair)
        .where(GrantRow.partnership == partnership, GrantRow.round == round_, GrantRow.subject == subject)
        .order_by(GrantRow.author, GrantRow.reader)
    )
    return list(db.execute(query))


def one(db: Connection, partnership: str, round_: str, subject: str, author: str, reader: str) -> AnyRow | None:
    """(sealed, epoch) of one grant."""
    return db.execute(_ONE, _its(partnership, round_, subject, author, reader)).first()


def of_member(db: Connection, partnership: str, member: str) -> list[AnyRow]:
    """Every grant that this member wrote or can read: (round, subject, author, reader, sealed, epoch)."""
    return list(
        db.execute(
            select(GrantRow.round, GrantRow.subject, GrantRow.author, GrantRow.reader, GrantRow.sealed, GrantRow.epoch)
            .where(GrantRow.partnership == partnership, (GrantRow.author == member) | (GrantRow.reader == member))
            .order_by(GrantRow.round, GrantRow.subject, GrantRow.author, GrantRow.reader)
            .with_for_update()
        )
    )


def remove(db: Connection, partnership: str, round_: str, subject: str, author: str | None = None) -> None:
    """Delete the grants of one subject in a round, of one author or of all."""
    query = delete(GrantRow).where(
        GrantRow.partnership == partnership, GrantRow.round == round_, GrantRow.subject == subject
    )
    if author is not None:
        query = query.where(GrantRow.author == author)
    db.execute(query)


def remove_member(db: Connection, partnership: str, member: str, invited: Collection[str] = ()) -> None:
    """Delete all that this member wrote or could read, but for what lets the `invited` read the names there."""
    mine = (GrantRow.author == member) | (GrantRow.reader == member)
    names_for_them = (GrantRow.subject == "names") & GrantRow.reader.in_(invited)
    db.execute(delete(GrantRow).where(GrantRow.partnership == partnership, mine, ~names_for_them))


def remove_one(db: Connection, partnership: str, round_: str, subject: str, author: str, reader: str) -> None:
    db.execute(
        delete(GrantRow).where(
            GrantRow.partnership == partnership,
            GrantRow.round == round_,
            GrantRow.subject == subject,
            GrantRow.author == author,
            GrantRow.reader == reader,
        )
    )
