"""Rows of rounds, their worksheets and their disclosures."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.storage.rows import AnyRow, changed
from app.storage.tables import DisclosureRow, GrantRow, MemberRow, PartnershipRow, PersonRow, RoundRow, WorksheetRow

# Made once: to make one takes longer than to run the query it is for.
_MINE, _OTHERS, _CHANNEL = aliased(MemberRow), aliased(MemberRow), aliased(GrantRow)
_MY_SHEET, _SHEET, _NAMES = aliased(WorksheetRow), aliased(WorksheetRow), aliased(GrantRow)
_OTHER, _OTHER_SHEET = aliased(RoundRow), aliased(WorksheetRow)


def add(
    db: Session,
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


def add_worksheets(db: Session, rows: Iterable[dict[str, Any]]) -> None:
    """The rows of the whole circle: partnership, round, member, answers, answers_key, picks, picks_key, version,
    sealed, epoch."""
    db.execute(insert(WorksheetRow), list(rows))


def add_disclosures(db: Session, rows: Iterable[dict[str, Any]]) -> None:
    """partnership, round, author, part, content, version."""
    db.execute(insert(DisclosureRow), list(rows))


def of_partnership(db: Session, partnership: str) -> list[AnyRow]:
    """(round, edition, settings, begun_day, opened_day) of every round, the latest day first."""
    return list(
        db.execute(
            select(RoundRow.round, RoundRow.edition, RoundRow.settings, RoundRow.begun_day, RoundRow.opened_day)
            .where(RoundRow.partnership == partnership)
            .order_by(RoundRow.begun_day.desc(), RoundRow.round)
        )
    )


def of_person(db: Session, person: str) -> list[AnyRow]:
    """(partnership, round, edition, settings, begun_day, opened_day) of every round whose circle this person is in."""
    return list(
        db.execute(
            select(
                RoundRow.partnership,
                RoundRow.round,
                RoundRow.edition,
                RoundRow.settings,
                RoundRow.begun_day,
                RoundRow.opened_day,
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
    )


def worksheet(db: Session, partnership: str, round_: str, person: str, to_change: bool = False) -> AnyRow | None:
    """A round as one person in its circle has it, in one row: (edition, settings, opened_day, member, answers,
    answers_key, picks, picks_key, version, sealed, epoch, public_key, circle, other_editions, items, names_sealed,
    names_epoch): the person's key as it is now, how many the circle has, the editions of the person's other rounds in
    the partnership with commas between (None without any), the items that were added to the exercise, and what opens
    them. None if there is no such round, or the person is not in its circle: the same for both.

    Held to be changed, the partnership comes first and then the person: whoever moves to a new key pair does the same,
    so that neither writes for a pair that the other has just ended.
    """
    where = {"partnership": partnership, "round": round_, "person": person}
    return db.execute(_worksheet(to_change), where).first()


@cache
def _worksheet(to_change: bool) -> Any:
    """The query of `worksheet`: to make it takes longer than to run it, and every page of a round runs it."""
    partnership: BindParameter[str] = bindparam("partnership")
    round_: BindParameter[str] = bindparam("round")
    person: BindParameter[str] = bindparam("person")
    everybody = aliased(WorksheetRow)
    circle = (
        select(func.count())
        .select_from(everybody)
        .where(everybody.partnership == partnership, everybody.round == round_)
        .scalar_subquery()
    )
    others = (
        select(func.aggregate_strings(_OTHER.edition, ","))
        .join(_OTHER_SHEET, and_(_OTHER_SHEET.partnership == _OTHER.partnership, _OTHER_SHEET.round == _OTHER.round))
        .where(_OTHER.partnership == partnership, _OTHER.round != round_, _OTHER_SHEET.member == WorksheetRow.member)
        .scalar_subquery()
    )
    query = (
        select(
            RoundRow.edition,
            RoundRow.settings,
            RoundRow.opened_day,
            WorksheetRow.member,
            WorksheetRow.answers,
            WorksheetRow.answers_key,
            WorksheetRow.picks,
            WorksheetRow.picks_key,
            WorksheetRow.version,
            WorksheetRow.sealed,
            WorksheetRow.epoch,
            PersonRow.public_key,
            circle.label("circle"),
            others.label("other_editions"),
            RoundRow.items,
            _NAMES.sealed.label("names_sealed"),
            _NAMES.epoch.label("names_epoch"),
        )
        .join(
            WorksheetRow,
            and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round),
        )
        .join(
            MemberRow,
            and_(MemberRow.partnership == WorksheetRow.partnership, MemberRow.member == WorksheetRow.member),
        )
        .join(PersonRow, PersonRow.person == MemberRow.person)
        .outerjoin(  # what makes somebody safer goes on without it
            _NAMES,
            and_(
                _NAMES.partnership == RoundRow.partnership,
                _NAMES.round == "",
                _NAMES.subject == "names",
                _NAMES.author == MemberRow.member,
                _NAMES.reader == MemberRow.member,
            ),
        )
        .where(RoundRow.partnership == partnership, RoundRow.round == round_, MemberRow.person == person)
    )
    if to_change:
        held = [PartnershipRow, PersonRow, RoundRow, WorksheetRow]
        query = query.join(PartnershipRow, PartnershipRow.partnership == RoundRow.partnership)
        query = query.with_for_update(key_share=True, of=held)
    return query


def own_worksheets(db: Session, partnership: str, but: str, member: str, editions: Iterable[str]) -> list[AnyRow]:
    """One member's worksheets in all rounds of these editions but one: (round, settings, begun_day, member, answers,
    answers_key, version, epoch)."""
    return list(
        db.execute(
            select(
                RoundRow.round,
                RoundRow.settings,
                RoundRow.begun_day,
                WorksheetRow.member,
                WorksheetRow.answers,
                WorksheetRow.answers_key,
                WorksheetRow.version,
                WorksheetRow.epoch,
            )
            .join(
                WorksheetRow,
                and_(WorksheetRow.partnership == RoundRow.partnership, WorksheetRow.round == RoundRow.round),
            )
            .where(
                RoundRow.partnership == partnership,
                RoundRow.round != but,
                RoundRow.edition.in_(editions),
                WorksheetRow.member == member,
            )
        )
    )


def save_worksheet(db: Session, partnership: str, round_: str, member: str, old_version: bytes, **values: Any) -> bool:
    """Save over the version that was read; False if somebody (another tab) saved meanwhile."""
    table = WorksheetRow.metadata.tables["worksheets"]  # told of the class, SQLAlchemy would look for its instances
    this = (table.c.partnership == partnership, table.c.round == round_, table.c.member == member)
    return changed(db.execute(update(table).where(*this, table.c.version == old_version).values(**values)))


def circle(db: Session, partnership: str, round_: str) -> list[AnyRow]:
    """(member, name, sealed flag) of the whole circle, in the order of the members' ids."""
    return list(
        db.execute(
            select(WorksheetRow.member, MemberRow.name, WorksheetRow.sealed)
            .join(
                MemberRow,
                and_(MemberRow.partnership == WorksheetRow.partnership, MemberRow.member == WorksheetRow.member),
            )
            .where(WorksheetRow.partnership == partnership, WorksheetRow.round == round_)
            .order_by(WorksheetRow.member)
        )
    )


def to_read(db: Session, partnership: str, round_: str, person: str) -> list[AnyRow]:
    """A round with its circle for somebody in it, a row a member: (edition, settings, opened_day, items, me,
    names_sealed, names_epoch, member, name), by member id. Empty if it does not exist or is none of this person's
    business."""
    return list(db.execute(_TO_READ, {"partnership": partnership, "round": round_, "person": person}))


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


def disclosures_for(db: Session, partnership: str, round_: str, reader: str, parts: tuple[str, ...]) -> list[AnyRow]:
    """What lies granted for one reader: (author, part, content, version, sealed, epoch, channel_sealed,
    channel_epoch), by author and part."""
    asked = {"partnership": partnership, "round": round_, "reader": reader, "parts": parts}
    return list(db.execute(_DISCLOSURES_FOR, asked))


_DISCLOSURES_FOR = (
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


def write_disclosure(
    db: Session, partnership: str, round_: str, author: str, part: str, content: bytes, version: bytes
) -> None:
    its = {"its_partnership": partnership, "its_round": round_, "its_author": author, "its_part": part}
    db.execute(_WRITE_DISCLOSURE, its | {"new_content": content, "new_version": version})


_DISCLOSURES = DisclosureRow.metadata.tables["disclosures"]
_WRITE_DISCLOSURE = (
    update(_DISCLOSURES)
    .where(*[column == bindparam(f"its_{column.name}") for column in _DISCLOSURES.primary_key])
    .values(content=bindparam("new_content"), version=bindparam("new_version"))
)


def for_opening(db: Session, partnership: str, round_: str) -> AnyRow | None:
    """(edition, settings, opened_day) with the row locked: a round opens once."""
    return db.execute(
        select(RoundRow.edition, RoundRow.settings, RoundRow.opened_day)
        .where(RoundRow.partnership == partnership, RoundRow.round == round_)
        .with_for_update()
    ).first()


def opens_day(db: Session, partnership: str, round_: str) -> date:
    """The day on which a round opens at the latest."""
    return db.execute(
        select(RoundRow.opens_day).where(RoundRow.partnership == partnership, RoundRow.round == round_)
    ).scalar_one()


def mark_opened(db: Session, partnership: str, round_: str, day: date, expires_day: date) -> bool:
    """Whether this call opened it: False if it was open already. All that is disclosed in it ends on `expires_day`."""
    db.execute(
        update(DisclosureRow)
        .where(DisclosureRow.partnership == partnership, DisclosureRow.round == round_)
        .values(expires_day=expires_day)
    )
    result = db.execute(
        update(RoundRow)
        .where(RoundRow.partnership == partnership, RoundRow.round == round_, RoundRow.opened_day.is_(None))
        .values(opened_day=day)
    )
    return changed(result)


def destroy_blind_parts(db: Session, partnership: str, round_: str) -> None:
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


def unvisited(db: Session, until: date) -> list[AnyRow]:
    """(partnership, round, settings) of rounds that nobody has opened and whose day came on or before `until`."""
    return list(
        db.execute(
            select(RoundRow.partnership, RoundRow.round, RoundRow.settings)
            .where(RoundRow.opened_day.is_(None), RoundRow.opens_day <= until)
            .order_by(RoundRow.partnership, RoundRow.round)
        )
    )


def circles_with(db: Session, partnership: str, member: str) -> list[str]:
    """The rounds whose circle holds this member."""
    return list(
        db.execute(
            select(WorksheetRow.round)
            .where(WorksheetRow.partnership == partnership, WorksheetRow.member == member)
            .order_by(WorksheetRow.round)
        ).scalars()
    )


def worksheet_keys(db: Session, partnership: str, member: str) -> list[AnyRow]:
    """(round, answers_key, picks_key, epoch) of a member's worksheets, locked: their keys are about to move."""
    return list(
        db.execute(
            select(WorksheetRow.round, WorksheetRow.answers_key, WorksheetRow.picks_key, WorksheetRow.epoch)
            .where(WorksheetRow.partnership == partnership, WorksheetRow.member == member)
            .order_by(WorksheetRow.round)
            .with_for_update()
        )
    )


def change_worksheet_keys(db: Session, partnership: str, round_: str, member: str, **values: Any) -> None:
    """answers_key, picks_key, epoch."""
    db.execute(
        update(WorksheetRow)
        .where(WorksheetRow.partnership == partnership, WorksheetRow.round == round_, WorksheetRow.member == member)
        .values(**values)
    )


def sheet_of(db: Session, partnership: str, round_: str, member: str) -> AnyRow | None:
    """(answers, picks, version) of one member's worksheet, locked."""
    return db.execute(
        select(WorksheetRow.answers, WorksheetRow.picks, WorksheetRow.version)
        .where(WorksheetRow.partnership == partnership, WorksheetRow.round == round_, WorksheetRow.member == member)
        .with_for_update()
    ).first()


def renew(db: Session, partnership: str, round_: str, author: str, expires_day: date) -> None:
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


def expired(db: Session, today: date) -> list[AnyRow]:
    """(partnership, round, author, part) of what has ended and still has its day: seen to once, by `ended`. Locked, or
    what is renewed in the same moment would be ended as well."""
    return list(
        db.execute(
            select(DisclosureRow.partnership, DisclosureRow.round, DisclosureRow.author, DisclosureRow.part)
            .where(DisclosureRow.expires_day <= today)
            .order_by(DisclosureRow.partnership, DisclosureRow.round, DisclosureRow.author, DisclosureRow.part)
            .with_for_update()
        )
    )


def ended(db: Session, today: date) -> None:
    """Forget the days that have come, once their grants are gone."""
    db.execute(update(DisclosureRow).where(DisclosureRow.expires_day <= today).values(expires_day=None))


def shown_by(db: Session, person: str, until: date | None = None) -> list[AnyRow]:
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
