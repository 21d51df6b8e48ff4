"""The tables are what the migrations make, and what goes with what when it is deleted."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, delete, select, text

from app.storage.database import Database
from app.storage.tables import AgreementRow, Base, LinkRow, MemberRow, PartnershipRow, PersonRow, RoundRow
from tests.storage.rows import counts, fill


def test_the_migrations_make_the_tables_that_the_code_speaks_of(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_they_make_them_to_the_letter(sqlite: Database) -> None:
    """What the comparison above does not see: the order of a key's columns, and the names of keys. SQLite puts a
    table's name in quotes once it has been built anew."""
    other = create_engine("sqlite://")
    Base.metadata.create_all(other)
    statements = text(
        "SELECT name, replace(sql, '\"', '') FROM sqlite_master WHERE sql NOT NULL AND name != 'alembic_version'"
    )
    with sqlite.engine.connect() as migrated, other.connect() as made:
        by_the_steps = set(map(tuple, migrated.execute(statements)))
        by_the_code = set(map(tuple, made.execute(statements)))
    other.dispose()
    assert by_the_steps == by_the_code
    assert len(by_the_code) > len(Base.metadata.tables)


GOES_WITH = {
    PersonRow: {"people", "locks", "sessions", "notice_wishes", "therapists", "practice_codes", "written_exercises"},
    PartnershipRow: {
        "partnerships",
        "members",
        "invitations",
        "rounds",
        "worksheets",
        "disclosures",
        "series",
        "agreements",
        "assents",
        "links",
        "link_assents",
        "showings",
        "showing_assents",
        "looks",
        "assignments",
        "grants",
    },
    MemberRow: {"members", "invitations"},
    RoundRow: {"rounds", "worksheets", "disclosures", "showings", "showing_assents"},
    AgreementRow: {"agreements", "assents"},
    LinkRow: {"links", "link_assents", "showings", "showing_assents", "looks", "assignments"},
}


@pytest.mark.parametrize("table", list(GOES_WITH), ids=lambda table: table.__tablename__)
def test_this_goes_with_it_and_nothing_else(database: Database, table: type[Base]) -> None:
    with database.writing() as db:
        fill(db, [1, 2])
    with database.writing() as db:
        own_id = table.__mapper__.primary_key[-1]
        db.execute(delete(table).where(own_id == "row-1"))
    with database.reading() as db:
        left = counts(db)
    assert left == {name: 1 if name in GOES_WITH[table] else 2 for name in Base.metadata.tables}


def test_a_place_outlives_the_person_who_held_it(database: Database) -> None:
    with database.writing() as db:
        fill(db, [1, 2])
        db.execute(delete(PersonRow).where(PersonRow.person == "row-1"))
    with database.reading() as db:
        places = db.execute(select(MemberRow.member, MemberRow.person).order_by(MemberRow.member)).all()
    assert places == [("row-1", None), ("row-2", "row-2")]


def test_what_was_agreed_to_outlives_the_therapist(database: Database) -> None:
    with database.writing() as db:
        fill(db, [1, 2])
        db.execute(delete(PersonRow).where(PersonRow.person == "row-1"))
    with database.reading() as db:
        links = db.execute(select(LinkRow.link, LinkRow.person).order_by(LinkRow.link)).all()
    assert links == [("row-1", None), ("row-2", "row-2")]
