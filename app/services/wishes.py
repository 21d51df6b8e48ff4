"""What people wish to be told outside the product: an address for mail, and a calendar feed. Everybody has a row of the
same size from the moment they join, so that a copy of the database does not tell who asked for anything. The server
must know a wish by itself, so it lies under the field key: whoever runs the server can read it."""

from app.domain.notices import Letter, Wish, address_from, asked, confirmed
from app.services.context import Context, NotFound, Refused
from app.services.person import Person, Unlocked
from app.storage import notices as rows
from app.vault.ciphers import Unreadable, bind, padded, unpadded

WISH_BYTES = 512
HASH_BYTES = 32
SECRET_BYTES = 20
DIGITS = 6
NOTHING = Wish()


def lay(ctx: Context, person: str) -> None:
    """The row of somebody who has just joined and asked for nothing."""
    rows.add_wish(ctx.db, person, _sealed(ctx, person, NOTHING), ctx.random(HASH_BYTES))


def read(ctx: Context, person: str, box: bytes) -> Wish:
    """What a row says. Whoever was here before there were notices has filler, which nobody can open: they asked for
    nothing."""
    try:
        return Wish.model_validate_json(unpadded(ctx.house.field.unseal(box, _bound(person))))
    except (Unreadable, ValueError):
        return NOTHING


def find(ctx: Context, me: Person) -> Wish:
    """Raises NotFound for who is gone."""
    return _find(ctx, me)


def ask(ctx: Context, me: Unlocked, typed: str) -> Letter | None:
    """Note an address, and give the mail with the code that confirms it; None where one is on its way, or nothing is
    to be confirmed. Raises Refused("address")."""
    address = address_from(typed)
    if address is None:
        raise Refused("address")
    code = f"{int.from_bytes(ctx.random(8)) % 10**DIGITS:0{DIGITS}}"
    wish = asked(_find(ctx, me, to_change=True), address, code, ctx.now)
    if wish is None:
        return None
    _keep(ctx, me, wish)
    id_ = ctx.house.field.sign("code", bind(me.id, code, ctx.now.isoformat())).hex()
    # Not to the second: a mail's head is read by everybody on its way.
    return Letter(address, me.language, ctx.now.replace(second=0, microsecond=0), id_, code)


def confirm(ctx: Context, me: Unlocked, typed: str) -> str | None:
    """Take a code. None if it was the one; else why not: `mail-code`, or `mail-code-over` if no code would be taken any
    more. It raises nothing, so that a wrong one is counted."""
    before = _find(ctx, me, to_change=True)
    if before.confirmed:
        return None  # the button was pressed twice
    if not before.waits(ctx.now):
        return "mail-code-over"
    after = confirmed(before, typed, ctx.now)
    _keep(ctx, me, after)
    if after.confirmed:
        return None
    return "mail-code" if after.waits(ctx.now) else "mail-code-over"


def begin_mail(ctx: Context, me: Unlocked) -> None:
    """Mail to the confirmed address, for what comes from now on. Raises NotFound where there is none."""
    wish = _find(ctx, me, to_change=True)
    if not wish.confirmed:
        raise NotFound
    if wish.since is None:
        _keep(ctx, me, wish.model_copy(update={"since": ctx.now}))


def stop_mail(ctx: Context, me: Person) -> None:
    """No mail any more. The address stays, for another time."""
    wish = _find(ctx, me, to_change=True)
    _keep(ctx, me, wish.model_copy(update={"since": None}))


def forget_address(ctx: Context, me: Person) -> None:
    """No mail, and no address."""
    _keep(ctx, me, Wish(feed=_find(ctx, me, to_change=True).feed))


def make_feed(ctx: Context, me: Unlocked) -> str:
    """The secret of a new feed, to be shown once; an older one leads nowhere any more."""
    wish = _find(ctx, me, to_change=True)
    secret = ctx.random(SECRET_BYTES).hex()
    _keep(ctx, me, wish.model_copy(update={"feed": True}), ctx.house.field.lookup("feed", secret))
    return secret


def end_feed(ctx: Context, me: Person) -> None:
    """Its address leads nowhere from now on."""
    wish = _find(ctx, me, to_change=True)
    _keep(ctx, me, wish.model_copy(update={"feed": False}), ctx.random(HASH_BYTES))


def stop_everything(ctx: Context, me: Person) -> None:
    """No mail, no address, no feed: all of it is gone."""
    _find(ctx, me, to_change=True)
    _keep(ctx, me, NOTHING, ctx.random(HASH_BYTES))


def _find(ctx: Context, me: Person, to_change: bool = False) -> Wish:
    box = rows.wish(ctx.db, me.id, to_change)
    if box is None:
        raise NotFound
    return read(ctx, me.id, box)


def _keep(ctx: Context, me: Person, wish: Wish, feed_hash: bytes | None = None) -> None:
    values = {"wish": _sealed(ctx, me.id, wish)}
    if feed_hash is not None:
        values["feed_hash"] = feed_hash
    rows.keep_wish(ctx.db, me.id, **values)


def _sealed(ctx: Context, person: str, wish: Wish) -> bytes:
    text = padded(wish.model_dump_json().encode(), WISH_BYTES)
    return ctx.house.field.seal(text, _bound(person), ctx.random)


def _bound(person: str) -> bytes:
    return bind("notice_wishes", person, "wish")
