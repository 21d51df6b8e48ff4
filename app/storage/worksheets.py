"""Rows of worksheets, one for each member of a round's circle, from its beginning on."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, String, and_, bindparam, func, insert, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.storage.rows import AnyRow, changed, whole
from app.storage.tables import GrantRow, MemberRow, PartnershipRow, PersonRow, RoundRow, WorksheetRow

# Made once: to make one takes longer than to run the query it is for.
_OTHER, _OTHER_SHEET, _NAMES = aliased(RoundRow), aliased(WorksheetRow), aliased(GrantRow)


class _Joined(FunctionElement[str]):
    """Texts with commas between. SQLAlchemy's own takes any sign, and for that writes the statement anew each time."""

    type = String()
    inherit_cache = True


@compiles(_Joined)
def _joined(element: _Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, ',')"


@compiles(_Joined, "sqlite")
def _joined_in_sqlite(element: _Joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)})"


def add(db: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """The rows of the whole circle: partnership, round, member, answers, answers_key, picks, picks_key, version,
    sealed, epoch."""
    db.execute(insert(WorksheetRow), list(rows))


class OnesRound(NamedTuple):
    """A round as one person in its circle has it: with the person's key as it is now, how many the circle has, the
    editions of the person's other rounds in the partnership with commas between (None without any), the items that
    were added to the exercise, and what opens them."""

    edition: str
    settings: bytes
    opened_day: date | None
    member: str
    answers: bytes
    answers_key: bytes
    picks: bytes | None
    picks_key: bytes | None
    version: bytes
    sealed: bytes
    epoch: str
    public_key: bytes
    circle: int
    other_editions: str | None
    items: bytes | None
    names_sealed: bytes | None
    names_epoch: str | None


def one(db: Connection, partnership: str, round_: str, person: str, to_change: bool = False) -> OnesRound | None:
    """A round as one person has it. None if there is no such round, or the person is not in its circle: the same for
    both.

    Held to be changed, the partnership comes first and then the person: whoever moves to a new key pair does the same,
    so that neither writes for a pair that the other has just ended.
    """
    where = {"partnership": partnership, "round": round_, "person": person}
    return whole(OnesRound, db.execute(_one(to_change), where).first())


@cache
def _one(to_change: bool) -> Any:
    """The query of `one`, with the columns of `OnesRound`. To make it takes longer than to run it, and every page of a
    round runs it."""
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
        select(_Joined(_OTHER.edition))
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


def of_editions(db: Connection, partnership: str, but: str, member: str, editions: Iterable[str]) -> list[AnyRow]:
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


def of_member(db: Connection, partnership: str, round_: str, member: str) -> AnyRow | None:
    """(answers, picks, version) of one member's worksheet, locked."""
    return db.execute(
        select(WorksheetRow.answers, WorksheetRow.picks, WorksheetRow.version)
        .where(WorksheetRow.partnership == partnership, WorksheetRow.round == round_, WorksheetRow.member == member)
        .with_for_update()
    ).first()


def save(db: Connection, partnership: str, round_: str, member: str, old_version: bytes, **values: Any) -> bool:
    """Save over the version that was read; False if somebody (another tab) saved meanwhile."""
    its = {"its_partnership": partnership, "its_round": round_, "its_member": member, "its_version": old_version}
    return changed(db.execute(_save(tuple(sorted(values))), its | {f"new_{name}": values[name] for name in values}))


@cache
def _save(columns: tuple[str, ...]) -> Any:
    """The statement of `save` for these columns."""
    table = WorksheetRow.metadata.tables["worksheets"]
    its = [table.c[name] == bindparam(f"its_{name}") for name in ("partnership", "round", "member", "version")]
    return update(table).where(*its).values({name: bindparam(f"new_{name}") for name in columns})


def circle(db: Connection, partnership: str, round_: str) -> list[AnyRow]:
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


def circles_with(db: Connection, partnership: str, member: str) -> list[str]:
    """The rounds whose circle holds this member."""
    return list(
        db.execute(
            select(WorksheetRow.round)
            .where(WorksheetRow.partnership == partnership, WorksheetRow.member == member)
            .order_by(WorksheetRow.round)
        ).scalars()
    )


def keys(db: Connection, partnership: str, member: str) -> list[AnyRow]:
    """(round, answers_key, picks_key, epoch) of a member's worksheets, locked: their keys are about to move."""
    return list(
        db.execute(
            select(WorksheetRow.round, WorksheetRow.answers_key, WorksheetRow.picks_key, WorksheetRow.epoch)
            .where(WorksheetRow.partnership == partnership, WorksheetRow.member == member)
            .order_by(WorksheetRow.round)
            .with_for_update()
        )
    )


def change_keys(db: Connection, partnership: str, round_: str, member: str, **values: Any) -> None:
    """answers_key, picks_key, epoch."""
    db.execute(
        update(WorksheetRow)
        .where(WorksheetRow.partnership == partnership, WorksheetRow.round == round_, WorksheetRow.member == member)
        .values(**values)
    )
