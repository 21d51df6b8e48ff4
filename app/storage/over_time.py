"""One exercise through all the rounds of it that somebody was in: reading only.

The queries are made once: to make one takes longer than to run it.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_, select

from app.storage.rows import AnyRow
from app.storage.tables import DisclosureRow, GrantRow, MemberRow, PersonRow, RoundRow, WorksheetRow

_MEMBER, _PERSON, _ROUND = MemberRow.__table__.c, PersonRow.__table__.c, RoundRow.__table__.c
_SHEET, _SHOWN, _GRANT = WorksheetRow.__table__.c, DisclosureRow.__table__.c, GrantRow.__table__.c
_NAMES = GrantRow.__table__.alias("names")
_PARTNERSHIP: BindParameter[str] = bindparam("partnership")
_ROUNDS: BindParameter[str] = bindparam("rounds", expanding=True)
_WHO: BindParameter[str] = bindparam("who")

_OF_PERSON = (
    select(
        _MEMBER.member.label("me"),
        _PERSON.public_key,
        _NAMES.c.sealed.label("names_sealed"),
        _NAMES.c.epoch.label("names_epoch"),
        _ROUND.round,
        _ROUND.edition,
        _ROUND.settings,
        _ROUND.begun_day,
        _ROUND.opens_day,
        _ROUND.opened_day,
    )
    .select_from(MemberRow.__table__)
    .join(PersonRow.__table__, _PERSON.person == _MEMBER.person)
    .join(
        _NAMES,
        and_(
            _NAMES.c.partnership == _MEMBER.partnership,
            _NAMES.c.round == "",
            _NAMES.c.subject == "names",
            _NAMES.c.author == _MEMBER.member,
            _NAMES.c.reader == _MEMBER.member,
        ),
    )
    .outerjoin(WorksheetRow.__table__, and_(_SHEET.partnership == _MEMBER.partnership, _SHEET.member == _MEMBER.member))
    .outerjoin(RoundRow.__table__, and_(_ROUND.partnership == _SHEET.partnership, _ROUND.round == _SHEET.round))
    .where(_MEMBER.partnership == _PARTNERSHIP, _MEMBER.person == _WHO)
)

# Read once and not once for each round: the same few rows, each of which lies deep in a large database.
_AUTHORS = (
    select(_MEMBER.member, _MEMBER.name)
    .where(_MEMBER.partnership == _PARTNERSHIP)
    .cte("authors")
    .prefix_with("MATERIALIZED")
)
_CHANNELS = (
    select(_GRANT.author, _GRANT.sealed, _GRANT.epoch)
    .where(_GRANT.partnership == _PARTNERSHIP, _GRANT.round == "", _GRANT.subject == "channel", _GRANT.reader == _WHO)
    .cte("channels")
    .prefix_with("MATERIALIZED")
)

_GRANTED = (
    select(
        _SHOWN.round,
        _SHOWN.author,
        _AUTHORS.c.name,
        _SHOWN.content,
        _SHOWN.version,
        _GRANT.sealed,
        _GRANT.epoch,
        _CHANNELS.c.sealed.label("channel_sealed"),
        _CHANNELS.c.epoch.label("channel_epoch"),
    )
    .select_from(DisclosureRow.__table__)
    .join(
        GrantRow.__table__,
        and_(
            _GRANT.partnership == _SHOWN.partnership,
            _GRANT.round == _SHOWN.round,
            _GRANT.subject == "answers",
            _GRANT.author == _SHOWN.author,
        ),
    )
    .join(_AUTHORS, _AUTHORS.c.member == _SHOWN.author)
    .outerjoin(_CHANNELS, _CHANNELS.c.author == _SHOWN.author)
    .where(
        _SHOWN.partnership == _PARTNERSHIP,
        _SHOWN.round.in_(_ROUNDS),
        _SHOWN.part == "answers",
        or_(_SHOWN.expires_day.is_(None), _SHOWN.expires_day > bindparam("today")),
        _GRANT.reader == _WHO,
    )
    .order_by(_SHOWN.author)
)

_OWN = select(_SHEET.round, _SHEET.answers, _SHEET.answers_key, _SHEET.version, _SHEET.epoch).where(
    _SHEET.partnership == _PARTNERSHIP, _SHEET.round.in_(_ROUNDS), _SHEET.member == _WHO
)


def rounds(db: Connection, partnership: str, person: str) -> list[AnyRow]:
    """The rounds of a partnership whose circle this person is in, in no order: (me, public_key, names_sealed,
    names_epoch, round, edition, settings, begun_day, opens_day, opened_day). One row without a round if there is none
    yet; empty if the partnership is none of this person's business."""
    return list(db.execute(_OF_PERSON, {"partnership": partnership, "who": person}))


def disclosures(db: Connection, partnership: str, rounds: Collection[str], reader: str, today: date) -> list[AnyRow]:
    """The answers that lie granted for one reader in these rounds and have not ended: (round, author, name, content,
    version, sealed, epoch, channel_sealed, channel_epoch), by author."""
    given = {"partnership": partnership, "rounds": list(rounds), "who": reader, "today": today}
    return list(db.execute(_GRANTED, given))


def worksheets(db: Connection, partnership: str, rounds: Collection[str], member: str) -> list[AnyRow]:
    """(round, answers, answers_key, version, epoch) of one member's own worksheets in these rounds."""
    return list(db.execute(_OWN, {"partnership": partnership, "rounds": list(rounds), "who": member}))
