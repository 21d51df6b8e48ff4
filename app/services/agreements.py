"""Agreements, and good moments that everybody chose to keep: drafted, counted by the clock alone, ended by anybody.

Everybody of the circle reads a draft from the start. Nobody learns who drafted it, who said yes, or how many did: it
comes into force if all of them did, and is gone without a word otherwise.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.agreements import (
    ASKED_FOR,
    MOST_SOURCES,
    MOST_WAITING,
    SHOWN_ENDED,
    Content,
    Kind,
    Source,
    State,
    Times,
    count_refusal,
    end_of,
    look_refusal,
    words_refusal,
)
from app.domain.answers import clean_text
from app.domain.calendar import Brings, Coming
from app.domain.rounds import LATEST_DEFAULT, Schedule
from app.services import agreed, beginning, granting, names, rounds
from app.services.agreed import Address, Laid, Settings
from app.services.beginning import SAME_TIME
from app.services.context import Context, NotFound, Refused
from app.services.granting import AGREED, Place
from app.services.person import Person, Unlocked
from app.storage import agreements as rows
from app.storage import grants as grant_rows
from app.storage import library as editions
from app.storage import partnerships
from app.vault import boxes
from app.vault.ciphers import KEY_BYTES, Unreadable

LOOKING_AGAIN = "looking-again"
"""The exercise in which each marks their own part of an agreement, in private."""


@dataclass(frozen=True, repr=False)
class Agreed:
    """An agreement or a kept moment as somebody in its circle sees it: the same for all of them but `mine`, which is
    whether the reader has said yes. `circle` has the members' ids. `ends_at`: when it ends or has ended, as far as that
    is known. `begun`: the day of its drafting."""

    address: Address
    kind: Kind
    text: str
    before: str | None
    sources: tuple[Source, ...]
    state: State
    begun: date
    counts_at: datetime
    look_at: datetime | None
    ends_at: datetime | None
    replaces: Address | None
    look_round: rounds.Address | None
    circle: frozenset[str]
    mine: bool

    @property
    def shown_until(self) -> datetime | None:
        """When it is gone, once it has ended."""
        return self.ends_at + SHOWN_ENDED if self.ends_at else None


def of_person(ctx: Context, me: Unlocked, kind: Kind | None = None) -> list[Agreed]:
    """Everything of this kind (or of both) that this person is in, the latest first; never what is gone."""
    return [one for one in _read(ctx, me, None) if kind in (None, one.kind)]


def find(ctx: Context, me: Unlocked, address: Address) -> Agreed:
    """One of them. Raises NotFound."""
    for one in _read(ctx, me, address):
        return one
    raise NotFound


def circle_of(ctx: Context, me: Unlocked, one: Agreed) -> list[str]:
    """The names of its circle; who has left keeps theirs, and a place that nobody took has none."""
    partnership = one.address.partnership
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    key = names.key_of(ctx, me, partnership, mine or "")
    opened = [
        names.open_member(partnership, row.member, key, row.name)
        for row in rows.names(ctx.db, partnership, one.address.agreement)
    ]
    return [name.display for name in opened if name]


def _read(ctx: Context, me: Unlocked, only: Address | None) -> list[Agreed]:
    found = rows.of_person(ctx.db, me.id, (only.partnership, only.agreement) if only else None)
    said: dict[tuple[str, str], dict[str, bytes]] = {}
    for row in rows.says_with(ctx.db, me.id) if found else []:
        said.setdefault((row.partnership, row.agreement), {})[row.member] = row.says
    ended = agreed.replaced(ctx, sorted({row.partnership for row in found}))
    read = []
    for row in found:
        address = Address(row.partnership, row.agreement)
        try:
            settings = agreed.read_settings(ctx, address, row.settings)
            circle = said[row.partnership, row.agreement].items()
            says = {member: agreed.read_says(ctx, address, member, box) for member, box in circle}
            content = agreed.open_content(ctx, me, address, row)
        except Unreadable:
            continue
        laid = Laid(address, settings, says)
        laid = laid.ended(ended[address]) if address in ended else laid
        if laid.state(ctx.now) is not State.GONE:
            read.append(_seen(ctx, laid, content, row.begun_day, says[row.me]))
    return read


def _seen(ctx: Context, laid: Laid, content: Content, begun: date, mine: bool) -> Agreed:
    partnership, settings = laid.address.partnership, laid.settings
    return Agreed(
        laid.address,
        settings.kind,
        content.text,
        content.before,
        content.sources,
        laid.state(ctx.now),
        begun,
        settings.times.counts_at,
        settings.times.look_at,
        end_of(settings.times),
        Address(partnership, settings.replaces) if settings.replaces else None,
        rounds.Address(partnership, settings.look_round) if settings.look_round else None,
        frozenset(laid.says),
        mine,
    )


def draft(
    ctx: Context,
    me: Unlocked,
    partnership: str,
    text: str,
    counts_at: datetime,
    *,
    kind: Kind = Kind.AGREEMENT,
    look_at: datetime | None = None,
    sources: Sequence[Source] = (),
    replaces: Address | None = None,
    shown_to: Collection[str] | None = None,
) -> Address:
    """Lay a draft before everybody there and the open invitation; asked twice for the same, it is one. Alone, it holds
    at once. `replaces`: what ends when this comes into force. `shown_to`: for words that somebody shared, the members
    whom they shared them with; whoever came later sees nothing earlier. Raises NotFound; Refused: an Unfit,
    `drafts-full`, `change-waits`, `shown-to-fewer`."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    partnerships.hold_still(ctx.db, partnership)
    circle = beginning.whole_circle(ctx, me, partnership, mine)
    alone = len(circle) == 1
    times = Times(ctx.now if alone else counts_at, look_at)
    text = clean_text(text).strip()
    refused = words_refusal(text) or (None if alone else count_refusal(counts_at, ctx.now))
    if refused := refused or look_refusal(kind, times, ctx.now):
        raise Refused(refused)
    others = [one for one in of_person(ctx, me) if one.address.partnership == partnership]
    settings = Settings(kind, times, replaces.agreement if replaces else None)
    members = {place.member for place in circle}
    if shown_to is not None and not members.issubset(shown_to):
        raise Refused("shown-to-fewer")
    for one in others:
        if _is_the_same(one, text, settings, members):
            return one.address  # the button was pressed twice
    content = _content(text, sources, _replaced_by(others, replaces), members)
    if sum(one.state is State.WAITING for one in others) >= MOST_WAITING:
        raise Refused("drafts-full")
    return _lay(ctx, partnership, content, settings, circle)


def _is_the_same(one: Agreed, text: str, settings: Settings, members: set[str]) -> bool:
    at_the_same_time = abs(one.counts_at - settings.times.counts_at) < SAME_TIME
    replaces = one.replaces.agreement if one.replaces else None
    same = (one.text, one.kind, replaces) == (text, settings.kind, settings.replaces)
    return same and at_the_same_time and one.circle == members and one.state is not State.ENDED


def _replaced_by(others: list[Agreed], replaces: Address | None) -> Agreed | None:
    """What a draft is to replace. It holds, and no other change of it waits: of two that came into force, neither would
    end the other."""
    if replaces is None:
        return None
    old = next((one for one in others if one.address == replaces and one.state.holds), None)
    if old is None:
        raise NotFound
    if any(one.replaces == replaces and one.state is State.WAITING for one in others):
        raise Refused("change-waits")
    return old


def _content(text: str, sources: Sequence[Source], old: Agreed | None, members: set[str]) -> Content:
    """Of what it replaces it carries the words and sources along, unless somebody reads it who came later: they see
    nothing earlier."""
    if old is None or not members <= old.circle:
        return Content(text=text, sources=tuple(sources)[:MOST_SOURCES])
    carried = tuple(dict.fromkeys([*sources, *old.sources]))[:MOST_SOURCES]
    return Content(text=text, sources=carried, before=old.text if old.text != text else None)


def _lay(ctx: Context, partnership: str, content: Content, settings: Settings, circle: list[Place]) -> Address:
    address = Address(partnership, ctx.new_id())
    key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
    alone = len(circle) == 1
    laid = Laid(address, settings, {place.member: alone for place in circle})
    rows.add(
        ctx.db,
        partnership,
        address.agreement,
        agreed.seal_content(ctx, address, content, key, version),
        version,
        agreed.seal_settings(ctx, address, settings),
        ctx.today,
        laid.due_day(ctx.now),
    )
    assents = []
    for member, yes in laid.says.items():
        row = {"partnership": partnership, "agreement": address.agreement, "member": member}
        assents.append(row | {"says": agreed.seal_says(ctx, address, member, yes)})
    rows.add_assents(ctx.db, assents)
    wrapped = [(place, granting.wrap_direct(ctx, address.subject, place, key)) for place in circle]
    grant_rows.lay(
        ctx.db, [granting.row(address.subject, place.member, *epoch_and_key) for place, epoch_and_key in wrapped]
    )
    if settings.replaces and alone:
        agreed.write(ctx, laid)
    return address


def say(ctx: Context, me: Unlocked, address: Address, yes: bool) -> None:
    """Say yes, or take it back, until it is counted. Raises NotFound, Refused("counted")."""
    laid, mine = _mine(ctx, me, address)
    if laid.state(ctx.now) is not State.WAITING:
        raise Refused("counted")
    rows.say(ctx.db, address.partnership, address.agreement, mine, agreed.seal_says(ctx, address, mine, yes))


def end(ctx: Context, me: Person, address: Address) -> None:
    """End it, or put the draft aside: alone, at once, for everybody, and without a key. Raises NotFound."""
    laid, _ = _mine(ctx, me, address)
    if laid.state(ctx.now) is not State.ENDED:
        agreed.write(ctx, laid.ended(ctx.now))


def _mine(ctx: Context, me: Person, address: Address) -> tuple[Laid, str]:
    """It and one's place in it, held to be changed. Raises NotFound, where it is gone too."""
    partnerships.hold_still(ctx.db, address.partnership)
    mine = rows.place_in(ctx.db, address.partnership, address.agreement, me.id)
    laid = agreed.find(ctx, address) if mine else None
    if mine is None or laid is None or laid.state(ctx.now) is State.GONE:
        raise NotFound
    return laid, mine


def end_of_place(ctx: Context, partnership: str, member: str) -> None:
    """Somebody leaves: what they agreed to ends. A draft goes on waiting as it did, and their yes is taken back: that
    it were put aside in the same moment would tell."""
    for agreement in rows.circles_with(ctx.db, partnership, member):
        address = Address(partnership, agreement)
        laid = agreed.find(ctx, address)
        if laid is not None and laid.state(ctx.now) is State.WAITING:
            rows.say(ctx.db, partnership, agreement, member, agreed.seal_says(ctx, address, member, False))
        elif laid is not None and laid.state(ctx.now).holds:
            agreed.write(ctx, laid.ended(ctx.now))


def look_again(ctx: Context, me: Unlocked, address: Address) -> rounds.Address:
    """Begin the round in which it is looked at again, for the circle of the agreement, once. Raises NotFound, where it
    isn't due either; Refused("exercise")."""
    laid, mine = _mine(ctx, me, address)
    if laid.settings.look_round:
        return rounds.Address(address.partnership, laid.settings.look_round)
    if laid.state(ctx.now) is not State.LOOK:
        raise NotFound
    edition = ctx.library.current.get(LOOKING_AGAIN)
    if edition is None:
        raise Refused("exercise")
    schedule = Schedule(edition.in_language(editions.FALLBACK).offers[0], ctx.now + LATEST_DEFAULT)
    there = rounds.Address(address.partnership, ctx.new_id())
    circle = [one for one in beginning.whole_circle(ctx, me, address.partnership, mine) if one.member in laid.says]
    beginning.lay(ctx, there, edition, schedule, circle, ctx.today, None)
    agreed.write(ctx, replace(laid, settings=replace(laid.settings, look_round=there.round)))
    return there


def settle(ctx: Context) -> None:
    """What the calendar does, without anybody's key: counts, ends what is replaced or was not looked at, and destroys
    what is gone."""
    held = rows.hold_due(ctx.db, ctx.today)
    for one in agreed.read_laid(ctx, rows.due(ctx.db, ctx.today, held)):
        laid = agreed.find(ctx, one.address) or one  # another of them may have ended it just now
        if laid.state(ctx.now) is State.GONE:
            rows.remove(ctx.db, laid.address.partnership, laid.address.agreement)
            grant_rows.remove(ctx.db, laid.address.partnership, laid.address.agreement, AGREED)
        elif laid.due_day(ctx.now) != ctx.today:
            agreed.write(ctx, laid)


def coming(ctx: Context, start: datetime, end: datetime, partnerships: Collection[str] | None = None) -> list[Coming]:
    """The agreements in force that are to be looked at again with start <= instant < end. It needs nobody's key."""
    until = (end + ASKED_FOR).date()
    laid = agreed.read_laid(ctx, rows.due(ctx.db, until, partnerships))
    ended = agreed.replaced(ctx, sorted({one.address.partnership for one in laid}))
    found = []
    for one in laid:
        one = one.ended(ended[one.address]) if one.address in ended else one
        at = one.settings.times.look_at
        if at and start <= at < end and one.state(ctx.now).holds:
            key = f"agreement/{one.address}/look"
            found.append(Coming(Brings.LOOK, key, at, one.address.partnership, frozenset(one.says)))
    return found
