"""What partners do about a therapist: propose one by a code, agree in private, and end it, alone and at once.

Everybody there reads the therapist's statement from the start. It is counted once, by the clock alone; nobody learns
who said yes, or how many did. Where there is one person, their yes is the count.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.agreements import SHOWN_ENDED, State, Times, end_of
from app.domain.therapists import ALONE_FOR, MOST_LINKS, Meeting, Says, Sees, Statement, counting_refusal
from app.services import beginning, links, practice
from app.services.context import Context, NotFound, Refused
from app.services.links import Address, Laid
from app.services.person import Person, Unlocked
from app.storage import partnerships, people
from app.storage import therapists as rows
from app.vault.ciphers import Unreadable
from app.vault.keys import normal_code, practice_lookup


@dataclass(frozen=True, repr=False)
class Seen:
    """A therapist as somebody in the partnership sees them: the same for all of them but `mine`, which is what the
    reader has said. `statement` is the one that was laid before them; `newer`, whether the therapist states something
    else by now; `alone`, whether nobody but the reader is asked."""

    address: Address
    statement: Statement
    verified: bool
    newer: bool
    state: State
    counts_at: datetime
    ends_at: datetime | None
    meeting: Meeting
    mine: Says
    alone: bool

    @property
    def shown_until(self) -> datetime | None:
        """When it is gone, once it has ended."""
        return self.ends_at + SHOWN_ENDED if self.ends_at else None


def of_partnership(ctx: Context, me: Unlocked, partnership: str) -> list[Seen]:
    """Every therapist who is proposed, agreed to, or ended a while ago, the latest first. Raises NotFound."""
    if partnerships.place_of(ctx.db, partnership, me.id) is None:
        raise NotFound
    said: dict[str, dict[str, bytes]] = {}
    for row in rows.says_in(ctx.db, partnership):
        said.setdefault(row.link, {})[row.member] = row.says
    found = []
    for row in rows.of_partnership(ctx.db, partnership, me.id):
        address = Address(partnership, row.link)
        try:
            settings = links.read_settings(ctx, address, row.settings)
            says = {member: links.read_says(ctx, address, member, box) for member, box in said[row.link].items()}
            statement = links.read_statement(ctx, address, row.statement)
            profile = links.read_profile(ctx, row.person, row.profile) if row.profile else None
        except Unreadable:
            continue
        times, meeting = settings.times, settings.meeting
        state = Laid(address, row.person, times, meeting, says).state(ctx.now)
        if state is not State.GONE:
            verified = profile is not None and profile.verified and profile.statement.name == statement.name
            newer = profile is not None and profile.statement != statement
            ends_at, mine = end_of(times), says[row.me]
            alone = len(says) == 1
            found.append(
                Seen(address, statement, verified, newer, state, times.counts_at, ends_at, meeting, mine, alone)
            )
    return found


def lay(ctx: Context, me: Unlocked, partnership: str, typed_code: str, counts_at: datetime) -> Address:
    """Lay a therapist's statement before everybody there and the open invitation. Alone, it waits for that one yes,
    and there is nothing to be counted. Raises NotFound; Refused: `practice-code`, `links-full`, or an Unfit of the
    time."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    partnerships.hold_still(ctx.db, partnership)
    circle = beginning.whole_circle(ctx, me, partnership, mine)
    alone = len(circle) == 1
    if not alone and (refused := counting_refusal(counts_at, ctx.now)):
        raise Refused(refused)
    live = [one for one in links.there(ctx, partnership) if one.state(ctx.now) in (State.WAITING, State.IN_FORCE)]
    if len(live) >= MOST_LINKS:
        raise Refused("links-full")
    lookup, row = _code(ctx, typed_code)
    if partnerships.place_of(ctx.db, partnership, row.person) is not None:
        # Nobody is their own therapist. In other words, or a therapist could ask whether their code was used.
        raise Refused("practice-code")
    profile = practice.profile(ctx, row.person)
    if profile is None or not practice.close_code(ctx, lookup, row.expires):
        raise Refused("practice-code")
    address = Address(partnership, row.link)
    says = {place.member: Says() for place in circle}
    laid = Laid(address, row.person, Times(ctx.now + ALONE_FOR if alone else counts_at), Meeting(), says)
    _add(ctx, laid, row.label, profile.statement)
    return address


def _code(ctx: Context, typed: str) -> tuple[bytes, Any]:
    """What finds an open code, and its row; the therapist's key stays theirs until the end. Raises Refused."""
    code = normal_code(typed)
    lookup = practice_lookup(code) if code else None
    row = rows.code(ctx.db, lookup) if lookup else None
    if lookup is None or row is None or people.hold_still(ctx.db, row.person) is None:
        raise Refused("practice-code")
    row = rows.code(ctx.db, lookup)
    if row is None or not practice.code_is_good(ctx, lookup, row.expires):
        raise Refused("practice-code")
    return lookup, row


def _add(ctx: Context, laid: Laid, label: bytes, statement: Statement) -> None:
    address = laid.address
    rows.add(
        ctx.db,
        address.partnership,
        address.link,
        person=laid.therapist,
        label=label,
        statement=links.seal_statement(ctx, address, statement),
        settings=links.seal_settings(ctx, laid),
        begun_day=ctx.today,
        due_day=laid.due_day(ctx.now),
    )
    assents = []
    for member, says in laid.says.items():
        row = {"partnership": address.partnership, "link": address.link, "member": member}
        assents.append(row | {"says": links.seal_says(ctx, address, member, says)})
    rows.add_assents(ctx.db, assents)


def say(ctx: Context, me: Unlocked, address: Address, yes: bool) -> None:
    """Say yes, or take it back, until it is counted; where nobody else is asked a yes counts at once. Raises NotFound,
    Refused("counted")."""
    laid, mine = _mine(ctx, me, address)
    if laid.state(ctx.now) is not State.WAITING:
        raise Refused("counted")
    says = laid.says[mine].model_copy(update={"yes": yes})
    _say(ctx, laid, mine, says)
    if yes and len(laid.says) == 1:
        links.write(ctx, replace(laid, says={mine: says}, times=replace(laid.times, counts_at=ctx.now)))


def let_see(ctx: Context, me: Unlocked, address: Address, sees: frozenset[Sees]) -> None:
    """Let the therapist see this besides answers and nothing else, as far as it depends on oneself. Raises NotFound."""
    laid, mine = _mine(ctx, me, address)
    _say(ctx, laid, mine, laid.says[mine].model_copy(update={"sees": sees}))


def _say(ctx: Context, laid: Laid, member: str, says: Says) -> None:
    address = laid.address
    rows.say(ctx.db, address.partnership, address.link, member, links.seal_says(ctx, address, member, says))


def end(ctx: Context, me: Person, address: Address) -> None:
    """End it, or put the proposal aside: alone, at once, for everybody, and without a key. Raises NotFound."""
    laid, _ = _mine(ctx, me, address)
    links.end(ctx, laid)


def _mine(ctx: Context, me: Person, address: Address) -> tuple[Laid, str]:
    """It and one's place in it, held to be changed. Raises NotFound, where it is gone too."""
    partnerships.hold_still(ctx.db, address.partnership)
    mine = rows.place_in(ctx.db, address.partnership, address.link, me.id)
    laid = links.find(ctx, address) if mine else None
    if mine is None or laid is None or laid.state(ctx.now) is State.GONE:
        raise NotFound
    return laid, mine


def end_of_place(ctx: Context, partnership: str, member: str) -> None:
    """Somebody leaves: the therapist they agreed to is agreed to by all no more. A proposal goes on waiting as it did,
    and their yes is taken back: that it were put aside in the same moment would tell."""
    for laid in links.there(ctx, partnership):
        if member not in laid.says:
            continue
        if laid.state(ctx.now) is State.WAITING:
            _say(ctx, laid, member, Says())
        elif laid.state(ctx.now).holds:
            links.end(ctx, laid)


def end_for_newcomer(ctx: Context, partnership: str, member: str) -> None:
    """Somebody joins who was not asked: what the others agreed to was not agreed to by everybody there."""
    for laid in links.there(ctx, partnership):
        if member not in laid.says and laid.state(ctx.now) in (State.WAITING, State.IN_FORCE):
            links.end(ctx, laid)


def settle(ctx: Context) -> None:
    """What the calendar does, without anybody's key: counts, and destroys what is gone."""
    held = rows.hold_due(ctx.db, ctx.today)
    for laid in links.read_laid(ctx, rows.due(ctx.db, ctx.today, held)):
        if laid.state(ctx.now) is State.GONE:
            rows.remove(ctx.db, laid.address.partnership, laid.address.link)
        elif laid.due_day(ctx.now) != ctx.today:
            links.write(ctx, laid)
