"""Telling people outside the product what the calendar brings: by mail, once, never early, and by a feed.

Each notice is claimed in the database before it is sent, for everybody concerned, whether or not they asked for mail:
the rows don't tell who did. Whoever comes later, to the place or to the mail, is told nothing of what was before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.notices import Letter
from app.services import coming, wishes
from app.services.context import Context, NotFound
from app.services.people import read_person
from app.services.post import Post
from app.services.workplace import Workplace
from app.storage import notices as rows
from app.storage import partnerships
from app.vault.ciphers import bind

LATEST = timedelta(days=1)
"""What the server has slept through for longer is not told any more."""
FEED_BEFORE, FEED_AFTER = timedelta(days=30), timedelta(days=180)
KEPT = timedelta(days=3)
"""How long claims are kept: longer than anything is told."""
AT_ONCE = 20
"""Partnerships whose notices are claimed in one transaction: short, so that nobody waits for it."""
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Told:
    """A notice for one person: all that comes at this instant."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Due:
    """What has come and is to be told. `fresh`: partnerships to which something has come that nobody was told of.
    `again`: notices that were claimed, and certainly have not left. `lately`: whether anything has come in the time for
    which that is tried; the server is called then in any case, or a second call would tell that somebody asked."""

    fresh: tuple[str, ...]
    again: tuple[Told, ...]
    lately: bool


@dataclass(frozen=True)
class Happening:
    """An instant in somebody's feed. `uid` names it, and says nothing."""

    uid: str
    at: datetime


Letters = Mapping[Letter, Told]


def send(workplace: Workplace, again: bool = True) -> str:
    """Tell whoever asked for mail what has come, and with `again` also what could not leave before. Any number of
    workers may do so at once. Returns what kept the mail server from taking anything, or "": it depends on the calendar
    alone, as the server is called whether or not anybody asked."""
    post, trouble = workplace.post, ""
    if post is None:
        return ""
    with workplace.reading() as ctx:
        found = due(ctx)
    for at in range(0, len(found.fresh), AT_ONCE):
        with workplace.writing() as ctx:
            letters = claim(ctx, found.fresh[at : at + AT_ONCE])
        if letters is not None:
            trouble = _hand_over(workplace, post, letters) or trouble
    if again and found.lately:
        with workplace.writing() as ctx:
            letters = claim_again(ctx, found.again)
        _hand_over(workplace, post, letters)
    return trouble


def _hand_over(workplace: Workplace, post: Post, letters: Letters) -> str:
    delivery = post.deliver(tuple(letters))
    if delivery.kept:
        with workplace.writing() as ctx:
            release(ctx, [letters[one] for one in delivery.kept])
    return delivery.trouble


def due(ctx: Context) -> Due:
    """What is to be told at this instant, by looking alone."""
    concerned = _concerned(ctx)
    news = {_news(ctx, *one): one[0] for one in concerned}
    fresh = {news[claim] for claim in news.keys() - rows.held(ctx.db, news)}
    waiting = {_again(ctx, one): one for people in concerned.values() for one in people}
    again = tuple(waiting[claim] for claim in sorted(rows.held(ctx.db, waiting)))
    return Due(tuple(sorted(fresh)), again, lately=bool(concerned))


def claim(ctx: Context, fresh: Collection[str]) -> Letters | None:
    """Take on what is new in these partnerships, for everybody concerned; None if somebody else has. The letters go to
    those who asked for them, once this is committed. It is looked up anew: somebody may have left meanwhile."""
    concerned = _concerned(ctx, fresh)
    news = {_news(ctx, *one): one for one in concerned}
    won = rows.claim(ctx.db, {claim: at.date() for claim, (_, at) in news.items()})
    told = {one for claim in won for one in concerned[news[claim]]}
    # Claimed before, for another partnership, and not told yet: then it is told now, and once.
    waiting = {_again(ctx, one): one for one in told}
    waits = [waiting[claim] for claim in sorted(rows.held(ctx.db, waiting))]
    again = {one for one in waits if rows.swap(ctx.db, _again(ctx, one), _claim(ctx, one))}
    claims = {_claim(ctx, one): one for one in told - again}
    free = rows.claim(ctx.db, {claim: one.at.date() for claim, one in claims.items()})
    return _letters(ctx, again | {claims[claim] for claim in free}) if won else None


def claim_again(ctx: Context, again: Collection[Told]) -> Letters:
    """Take on what has not left the last time."""
    return _letters(ctx, {one for one in again if rows.swap(ctx.db, _again(ctx, one), _claim(ctx, one))})


def release(ctx: Context, again: Collection[Told]) -> None:
    """Give back what has certainly not left. Its row stays: whoever gets no mail has one as well."""
    for one in again:
        rows.swap(ctx.db, _claim(ctx, one), _again(ctx, one))


def forget(ctx: Context) -> None:
    """Delete claims that are days old. What they were about is never told again, even if the clock goes back."""
    rows.forget(ctx.db, (ctx.now - KEPT).date(), _mark(ctx))


def feed(ctx: Context, secret: str) -> list[Happening]:
    """What the calendar brings to the one whose feed this is. Raises NotFound for a secret that is wrong, or over."""
    person = rows.by_feed(ctx.db, ctx.house.field.lookup("feed", secret))
    if person is None:
        raise NotFound
    places = {(row.partnership, row.member) for row in partnerships.places_of(ctx.db, person)}
    found = coming.between(ctx, ctx.now - FEED_BEFORE, ctx.now + FEED_AFTER, sorted({one for one, _ in places}))
    instants = {one.at for one in found if any((one.partnership, member) in places for member in one.members)}
    return [Happening(_signed(ctx, "event", person, at), at) for at in sorted(instants)]


def _concerned(ctx: Context, fresh: Collection[str] | None = None) -> dict[tuple[str, datetime], set[Told]]:
    """By partnership and instant, everybody to whom the calendar has brought something lately."""
    gone = rows.day_of(ctx.db, _mark(ctx))
    lately = coming.between(ctx, ctx.now - LATEST + INSTANT, ctx.now + INSTANT, fresh)
    events = [(one, one.at.astimezone(UTC)) for one in lately]
    events = [(one, at) for one, at in events if gone is None or at.date() > gone]
    people = rows.people_in(ctx.db, sorted({one.partnership for one, _ in events}))
    found: dict[tuple[str, datetime], set[Told]] = {}
    for one, at in events:
        there = [people.get((one.partnership, member)) for member in sorted(one.members)]
        found.setdefault((one.partnership, at), set()).update(Told(person, at) for person in there if person)
    return found


def _letters(ctx: Context, told: Collection[Told]) -> Letters:
    """In an order that says nothing: that of the claims."""
    people = {row.person: row for row in rows.wishes(ctx.db, sorted({one.person for one in told}))}
    found = {}
    for one in sorted(told, key=lambda one: _claim(ctx, one)):
        row = people.get(one.person)
        wish = wishes.read(ctx, one.person, row.wish) if row else wishes.NOTHING
        if row and wish.mails(one.at):
            person = read_person(ctx.house, row.person, row.username, row.settings, row.public_key)
            id_ = _signed(ctx, "letter", one.person, one.at)
            found[Letter(wish.address, person.language, one.at, id_)] = one
    return found


def _news(ctx: Context, partnership: str, at: datetime) -> bytes:
    """Claimed by whoever is the first to see that something has come to a partnership."""
    return bytes.fromhex(_signed(ctx, "news", partnership, at))


def _claim(ctx: Context, one: Told) -> bytes:
    return bytes.fromhex(_signed(ctx, "notice", one.person, one.at))


def _again(ctx: Context, one: Told) -> bytes:
    """In the place of a claim that may be made again."""
    return bytes.fromhex(_signed(ctx, "again", one.person, one.at))


def _mark(ctx: Context) -> bytes:
    return ctx.house.field.sign("notices", b"forgotten")


def _signed(ctx: Context, label: str, whom: str, at: datetime) -> str:
    """What only this server can make of it, in hex."""
    return ctx.house.field.sign(label, bind(whom, at.astimezone(UTC).isoformat())).hex()
