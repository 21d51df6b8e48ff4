"""The tables, as bytes and ids: nothing here knows what is sealed or how. Imported by storage only.

The partnership leads the key of everything that is in one, so that the data can be distributed by it. A column is
plain only where the server has to look by it; whatever would tell something about a person (a time, a state, a
count) is sealed.
"""

from datetime import date
from typing import Annotated

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Id = Annotated[str, mapped_column(String(22))]
"""16 random bytes in URL-safe base64."""
Epoch = Annotated[str, mapped_column(String(16))]
"""The id of the epoch key that lies around `sealed` (or around the content keys of a worksheet)."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )


class PersonRow(Base):
    """`username_hash` finds the person at sign-in; `username` and `settings` lie under the field key."""

    __tablename__ = "people"

    person: Mapped[Id] = mapped_column(primary_key=True)
    username_hash: Mapped[bytes] = mapped_column(unique=True)
    username: Mapped[bytes]
    public_key: Mapped[bytes]
    settings: Mapped[bytes]


class LockRow(Base):
    """The person's private key, locked. `lock` says by what: `passphrase` or `recovery`."""

    __tablename__ = "locks"

    person: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), primary_key=True)
    lock: Mapped[str] = mapped_column(String(16), primary_key=True)
    sealed: Mapped[bytes]
    epoch: Mapped[Epoch] = mapped_column(index=True)


class SessionRow(Base):
    """Only the cookie opens `content` and `keys`. `keys` is NULL while locked; `held` are the POSTs that came
    locked, each behind its length."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), index=True)
    times: Mapped[bytes]
    content: Mapped[bytes]
    keys: Mapped[bytes | None]
    held: Mapped[bytes | None]
    epoch: Mapped[Epoch] = mapped_column(index=True)


class PartnershipRow(Base):
    """`items` holds what its members add to exercises for themselves; always of the same size."""

    __tablename__ = "partnerships"

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    label: Mapped[bytes]
    begun_day: Mapped[date]
    items: Mapped[bytes]


class MemberRow(Base):
    """A place in a partnership. It outlives the person who held it, so that circles keep their size."""

    __tablename__ = "members"

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    member: Mapped[Id] = mapped_column(primary_key=True)
    person: Mapped[Id | None] = mapped_column(ForeignKey("people.person", ondelete="SET NULL"), index=True)
    name: Mapped[bytes]
    settings: Mapped[bytes]
    public_key: Mapped[bytes | None]


class InvitationRow(Base):
    """An open invitation and the place it holds."""

    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "member"], ["members.partnership", "members.member"], ondelete="CASCADE"),
        Index(None, "partnership", "member"),
    )

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    partnership: Mapped[Id]
    member: Mapped[Id]
    public_key: Mapped[bytes]
    expires: Mapped[bytes]


class EditionRow(Base):
    """The text of an exercise in all its languages. It belongs to nobody and is kept."""

    __tablename__ = "editions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes]


class RoundRow(Base):
    """`items` are the members' own ones as they were at its start; NULL where the exercise takes none."""

    __tablename__ = "rounds"
    __table_args__ = (
        Index(None, "opened_day", "opens_day"),
        Index(None, "partnership", "round", "edition"),  # every page of a round asks which others there were
    )

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[Id] = mapped_column(primary_key=True)
    edition: Mapped[str] = mapped_column(String(64), ForeignKey("editions.hash"))
    settings: Mapped[bytes]
    begun_day: Mapped[date]
    opens_day: Mapped[date] = mapped_column(index=True)
    opened_day: Mapped[date | None]
    items: Mapped[bytes | None]


class WorksheetRow(Base):
    """One per place in the circle, from the start of the round. `picks` is NULL where the exercise has no blind
    picks, and once they are destroyed."""

    __tablename__ = "worksheets"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.round"], ondelete="CASCADE"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    round: Mapped[Id] = mapped_column(primary_key=True)
    member: Mapped[Id] = mapped_column(primary_key=True)
    answers: Mapped[bytes]
    answers_key: Mapped[bytes]
    picks: Mapped[bytes | None]
    picks_key: Mapped[bytes | None]
    version: Mapped[bytes]
    sealed: Mapped[bytes]
    epoch: Mapped[Epoch] = mapped_column(index=True)


class DisclosureRow(Base):
    """`author` is a member, or `joint`; `part` is `answers`, `picks` or `joint`. `expires_day` is set at the opening,
    for everybody alike, and ends what it names as if it had been taken back."""

    __tablename__ = "disclosures"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.round"], ondelete="CASCADE"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    round: Mapped[Id] = mapped_column(primary_key=True)
    author: Mapped[Id] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    content: Mapped[bytes]
    version: Mapped[bytes]
    expires_day: Mapped[date | None] = mapped_column(index=True)


class SeriesRow(Base):
    """An exercise that comes back. `settings` lies under the field key, because the calendar alone begins its rounds;
    `next_day` is the day on which the next one appears, NULL once the series has ended."""

    __tablename__ = "series"

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    series: Mapped[Id] = mapped_column(primary_key=True)
    settings: Mapped[bytes]
    begun_day: Mapped[date]
    next_day: Mapped[date | None] = mapped_column(index=True)


class AgreementRow(Base):
    """Words that all of a circle may agree to. `content` lies under a key of its own, granted to the circle;
    `settings` (its times, and whether it has ended) under the field key. `due_day` is the next day on which the
    calendar has something to do with it, NULL when there is none."""

    __tablename__ = "agreements"

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    agreement: Mapped[Id] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    version: Mapped[bytes]
    settings: Mapped[bytes]
    begun_day: Mapped[date]
    due_day: Mapped[date | None] = mapped_column(index=True)


class AssentRow(Base):
    """What one member of an agreement's circle says to it, yes or nothing, under the field key. Laid for all of them
    from the start."""

    __tablename__ = "assents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["partnership", "agreement"], ["agreements.partnership", "agreements.agreement"], ondelete="CASCADE"
        ),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    agreement: Mapped[Id] = mapped_column(primary_key=True)
    member: Mapped[Id] = mapped_column(primary_key=True)
    says: Mapped[bytes]


class TherapistRow(Base):
    """Somebody who works with couples. `profile` (their statement, and whether the operator has verified them) lies
    under the field key: everybody they are proposed to reads it."""

    __tablename__ = "therapists"

    person: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), primary_key=True)
    profile: Mapped[bytes]


class PracticeCodeRow(Base):
    """A code by which one partnership can propose a therapist. `link` is the id that the link will have, `label` the
    therapist's own word for it, sealed to themselves."""

    __tablename__ = "practice_codes"

    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    person: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), index=True)
    link: Mapped[Id]
    label: Mapped[bytes]
    expires: Mapped[bytes]


class LinkRow(Base):
    """A therapist and a partnership. `statement`: the therapist's, as it was when it was laid before everybody;
    `settings`: its times. Both under the field key, because the calendar alone counts. `person` is NULL once the
    therapist is gone. `due_day` as with agreements."""

    __tablename__ = "links"

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    link: Mapped[Id] = mapped_column(primary_key=True)
    person: Mapped[Id | None] = mapped_column(ForeignKey("people.person", ondelete="SET NULL"), index=True)
    label: Mapped[bytes]
    statement: Mapped[bytes]
    settings: Mapped[bytes]
    begun_day: Mapped[date]
    due_day: Mapped[date | None] = mapped_column(index=True)


class LinkAssentRow(Base):
    """What one partner says to a therapist, under the field key. Laid for everybody from the start."""

    __tablename__ = "link_assents"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "link"], ["links.partnership", "links.link"], ondelete="CASCADE"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    link: Mapped[Id] = mapped_column(primary_key=True)
    member: Mapped[Id] = mapped_column(primary_key=True)
    says: Mapped[bytes]


class ShowingRow(Base):
    """What a round shows to one therapist. From the start of a round it is there for each who is agreed to, as filler
    under a grant of nothing. `opened_day` is the round's: by it is found what ends."""

    __tablename__ = "showings"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "round"], ["rounds.partnership", "rounds.round"], ondelete="CASCADE"),
        ForeignKeyConstraint(["partnership", "link"], ["links.partnership", "links.link"], ondelete="CASCADE"),
        Index(None, "partnership", "link"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    round: Mapped[Id] = mapped_column(primary_key=True)
    link: Mapped[Id] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    version: Mapped[bytes]
    opened_day: Mapped[date | None] = mapped_column(index=True)


class ShowingAssentRow(Base):
    """What one partner wants a therapist to see of a round, under the field key. Laid for the whole circle."""

    __tablename__ = "showing_assents"
    __table_args__ = (
        ForeignKeyConstraint(
            ["partnership", "round", "link"],
            ["showings.partnership", "showings.round", "showings.link"],
            ondelete="CASCADE",
        ),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    round: Mapped[Id] = mapped_column(primary_key=True)
    link: Mapped[Id] = mapped_column(primary_key=True)
    member: Mapped[Id] = mapped_column(primary_key=True)
    ticked: Mapped[bytes]


class LookRow(Base):
    """On which day a therapist looked at what: a round's id, or nothing for the page of the partnership. It is only
    ever added to, and goes with the link."""

    __tablename__ = "looks"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "link"], ["links.partnership", "links.link"], ondelete="CASCADE"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    link: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(22), primary_key=True)


class AssignmentRow(Base):
    """What a therapist gave a partnership. `content` lies under a key of its own, granted to the partners and to the
    therapist; `settings` (the rounds begun from it, and whether it was talked about) under the field key."""

    __tablename__ = "assignments"
    __table_args__ = (
        ForeignKeyConstraint(["partnership", "link"], ["links.partnership", "links.link"], ondelete="CASCADE"),
        Index(None, "partnership", "link"),
    )

    partnership: Mapped[Id] = mapped_column(primary_key=True)
    assignment: Mapped[Id] = mapped_column(primary_key=True)
    link: Mapped[Id]
    content: Mapped[bytes]
    version: Mapped[bytes]
    settings: Mapped[bytes]
    begun_day: Mapped[date]


class NoticeWishRow(Base):
    """What somebody wants to be told of outside the product, and where: under the field key. Everybody has a row, or
    it would tell who asked. `feed_hash` finds a calendar feed by its secret; with none it is random."""

    __tablename__ = "notice_wishes"

    person: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), primary_key=True)
    wish: Mapped[bytes]
    feed_hash: Mapped[bytes] = mapped_column(unique=True)


class NoticeRow(Base):
    """A notice that some worker has taken on. `claim` is a keyed hash of what it is about and whom it is for: claimed
    for everybody concerned, whether or not they asked for mail."""

    __tablename__ = "notices"

    claim: Mapped[bytes] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class WrittenExerciseRow(Base):
    """An exercise that a person writes, whole or not, under the field key: a time will come when it is read while its
    author is away. `version` is another one after each save."""

    __tablename__ = "written_exercises"

    author: Mapped[Id] = mapped_column(ForeignKey("people.person", ondelete="CASCADE"), primary_key=True)
    exercise: Mapped[Id] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    version: Mapped[bytes]
    begun_day: Mapped[date]


class GrantRow(Base):
    """A key wrapped for one reader. `subject` is `channel`, `names`, `answers`, `picks`, `joint`, `agreed`,
    `assigned`, or `shown`, whose reader is a therapist's link; `round` is empty for a channel and for names, and the id
    of an agreement or an assignment for those, which is why a round's grants don't go with it by themselves."""

    __tablename__ = "grants"
    __table_args__ = (Index(None, "partnership", "round", "reader"),)

    partnership: Mapped[Id] = mapped_column(
        ForeignKey("partnerships.partnership", ondelete="CASCADE"), primary_key=True
    )
    round: Mapped[Id] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(8), primary_key=True)
    author: Mapped[Id] = mapped_column(primary_key=True)
    reader: Mapped[Id] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    epoch: Mapped[Epoch] = mapped_column(index=True)
