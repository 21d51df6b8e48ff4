"""Who has signed in on a device before, as its cookie keeps it: sealed, and always of one length, so that nobody reads
there who it was, or how many. Whoever comes next at the same browser may look."""

from hmac import compare_digest

from app.services.workplace import Workplace
from app.vault.ciphers import Unreadable, bind

MOST_PEOPLE = 4
"""So many are remembered on one device: the last ones."""
BYTES = 16
"""Of what somebody is found by, and of the id that the device has for them."""
BOX_BYTES = 256
"""No box is as long: a longer one is not opened."""
PLACE = bind("cookie", "device")


def known(workplace: Workplace, box: bytes, username: str) -> str | None:
    """The id that the device of this box has for somebody, if they have signed in on it before."""
    key = _key(workplace, username)
    return next((device.hex() for one, device in _people(workplace, box) if compare_digest(one, key)), None)


def remembered(workplace: Workplace, box: bytes, username: str) -> bytes:
    """The box with somebody in it, before all others. It is sealed anew each time, also where they were in it: that it
    changed tells nothing."""
    key, people = _key(workplace, username), _people(workplace, box)
    device = next((device for one, device in people if one == key), None) or workplace.random(BYTES)
    others = [each for each in people if each[0] != key]
    kept = [(key, device), *others][:MOST_PEOPLE]
    text = b"".join(one + device for one, device in kept).ljust(MOST_PEOPLE * 2 * BYTES, b"\0")
    return workplace.house.field.seal(text, PLACE, workplace.random)


def _people(workplace: Workplace, box: bytes) -> list[tuple[bytes, bytes]]:
    """What they are found by and their ids, the last ones first. Of a box that was not sealed here: nobody."""
    if not 0 < len(box) < BOX_BYTES:
        return []
    try:
        text = workplace.house.field.unseal(box, PLACE)
    except Unreadable:
        return []
    found = [text[at : at + 2 * BYTES] for at in range(0, len(text), 2 * BYTES)]
    return [(each[:BYTES], each[BYTES:]) for each in found if any(each)]


def _key(workplace: Workplace, username: str) -> bytes:
    return bytes.fromhex(workplace.name_key(username))[:BYTES]
