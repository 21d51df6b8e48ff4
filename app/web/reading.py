"""Reading an opened round, with one's own keys or with those kept for a talk."""

from datetime import datetime

from app.services import rounds, sessions, summaries
from app.services.context import Locked, Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address
from app.services.summaries import Keys, Opened
from app.web.guard import visit, workplace
from app.web.sentences import level_words


def read(me: Person, here: Address) -> tuple[Opened, datetime | None]:
    """The opened round, and until when it is kept readable for a talk, if it is. Raises NotFound, Locked, and Refused
    where it is not open."""
    kept, until = _kept(here)
    if not isinstance(me, Unlocked) and kept is None:
        raise Locked
    return _read(me, here, None if isinstance(me, Unlocked) else kept), until


def _read(me: Person, here: Address, keys: Keys | None) -> Opened:
    try:
        with workplace().reading() as ctx:
            return summaries.read(ctx, me, here, keys, level_words)
    except Refused as refused:
        if refused.reason != "due":
            raise
    open_due(me, here)
    with workplace().reading() as ctx:
        return summaries.read(ctx, me, here, keys, level_words)


def open_due(me: Person, here: Address) -> None:
    """The listed exception to "GET writes nothing": who looks first after the time opens the round for everybody."""
    with workplace().writing(shred=True) as ctx:
        rounds.open_due(ctx, me, here)


def _kept(here: Address) -> tuple[Keys | None, datetime | None]:
    """The keys that keep this summary readable, and until when."""
    found = visit()
    entry = found.content.kept.get(str(here)) if found else None
    until = sessions.kept_until(entry, workplace().clock()) if entry else None
    if entry is None or until is None:
        return None, None
    contents = {(author, part): bytes.fromhex(key) for author, part, key in entry["contents"]}
    return Keys(bytes.fromhex(entry["names"]), contents), until
