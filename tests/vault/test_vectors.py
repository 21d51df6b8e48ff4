"""What is sealed today must open in ten years: every derivation and every box, from fixed input, to the bit.

A difference here is a change of format. It needs a new header or label beside the old one, never a new figure here.
"""

from collections.abc import Callable
from hashlib import sha256

import pytest

from app.domain.answers import Picks, Worksheet
from app.domain.sharing import Disclosure, Joint
from app.vault import boxes, ciphers, grants, keys
from app.vault.epochs import FieldKey
from tests.makers import ANSWERS, make_exercise, make_worksheet

KEY = bytes(range(32))
PAIR = keys.pair_from_private(KEY)
OTHER = keys.pair_from_private(KEY[::-1])
CODE = "01234-56789-ABCDE-FGHJK-MNPQRS"
BOUND = ciphers.bind("table", "round", "author")
LATER = ("ranking", "allocation", "guess", "pause")
"""Kinds that came after the first figures were written down."""
WHOLE = make_exercise()
EXERCISE = make_exercise(*(prompt for prompt in WHOLE.prompts if prompt.kind not in LATER))
FIRST = {kind: answer for kind, answer in ANSWERS.items() if kind not in LATER}
FIELD = FieldKey(KEY)
CHEAP = keys.Cost(memory_kib=32, iterations=1)


def counting(size: int) -> bytes:
    """Stands in for randomness: the same bytes each time."""
    return bytes(number % 251 for number in range(size))


MADE: dict[str, Callable[[], bytes]] = {
    "bind": lambda: BOUND,
    "derive": lambda: ciphers.derive(KEY, "a", "bc"),
    "seal": lambda: ciphers.seal(KEY, b"words", BOUND, counting),
    "filler": lambda: ciphers.filler(64, counting),
    "padded": lambda: ciphers.padded(b"words", 64),
    "new_pair": lambda: keys.new_pair(counting).public,
    "lock": lambda: keys.lock(PAIR, "five quiet lamps", CHEAP, counting),
    "filler_lock": lambda: keys.filler_lock(CHEAP, counting),
    "lock_with_code": lambda: keys.lock_with_code(PAIR, CODE, counting),
    "new_code": lambda: keys.new_code(counting).encode(),
    "invitation_pair": lambda: keys.invitation_pair(CODE).public,
    "invitation_lookup": lambda: keys.invitation_lookup(CODE),
    "session_key": lambda: keys.session_key(KEY),
    "session_lookup": lambda: keys.session_lookup(KEY),
    "own_key": lambda: grants.own_key(PAIR, "partnership", "member"),
    "channel_key": lambda: grants.channel_key(PAIR, "partnership", "author", "reader", OTHER.public),
    "wrap": lambda: grants.wrap(KEY, KEY[::-1], BOUND, counting),
    "filler_grant": lambda: grants.filler_grant(counting),
    "keyring": lambda: grants.Keyring(PAIR, {KEY: KEY[::-1]}).dump(),
    "field seal": lambda: FIELD.seal(b"words", BOUND, counting),
    "field lookup": lambda: FIELD.lookup("username", "Straße"),
    "field sign": lambda: FIELD.sign("form", b"words"),
    "worksheet": lambda: boxes.seal_worksheet(make_worksheet(EXERCISE), KEY, BOUND, EXERCISE, counting),
    "picks": lambda: boxes.seal_picks(Picks(items={"mutual": ("bath",)}), KEY, BOUND, EXERCISE, counting),
    "disclosure": lambda: boxes.seal_disclosure(Disclosure("a", FIRST), KEY, BOUND, EXERCISE, counting),
    "worksheet of all kinds": lambda: boxes.seal_worksheet(make_worksheet(WHOLE), KEY, BOUND, WHOLE, counting),
    "worksheet with a rest": lambda: boxes.seal_worksheet(
        Worksheet(rested=("boundary",)), KEY, BOUND, EXERCISE, counting
    ),
    "joint": lambda: boxes.seal_joint(Joint({"mutual": ("bath",)}), KEY, BOUND, EXERCISE, counting),
    "name": lambda: boxes.seal_name(boxes.Name(display="Alex", pronouns="they"), KEY, BOUND, counting),
    "place": lambda: boxes.place("table", "round", "author", "part", KEY),
    "version": lambda: boxes.new_version(counting),
}

EXPECTED = {
    "bind": (28, "551189b6ddb6443165d40b3480be20a5"),
    "derive": (32, "83710b269ea1b9d0a6cfae67d7a4ebb2"),
    "seal": (34, "656a5b8f5bf50ad220394d925eaf1fa7"),
    "filler": (64, "f5287b2af0784382c52c0e8d1fccd43e"),
    "padded": (64, "43a5d6a4a45434c1ffad8f7593462a9a"),
    "new_pair": (32, "eedd883da0a9451593dc0a38e583fb77"),
    "lock": (84, "8eaf78d2c3f84db2a53a949c3eb5cf82"),
    "filler_lock": (84, "be70683e0267f8bce5a3ee7bed26f8ff"),
    "lock_with_code": (61, "eba95258d558e061eb67ba859ace369f"),
    "new_code": (30, "0e677bb7793cb6b276802cda1242549a"),
    "invitation_pair": (32, "1606ff8f1013359d7a2149840f7671cb"),
    "invitation_lookup": (32, "2f9a57dd94cd6344c07f69d40f336cba"),
    "session_key": (32, "545eeb1b07a10b02ef804c5d54becc58"),
    "session_lookup": (32, "8e12b50ef63c05aad2d1002309ae3cf7"),
    "own_key": (32, "e72ffe2edcf4b2a475d484c6249f0b2a"),
    "channel_key": (32, "86fd0562a1eef79150d5caf642ac2378"),
    "wrap": (61, "2ff76a893005be0c14af6a0860ca3197"),
    "filler_grant": (61, "cdc023d01759da274adf81674c82dd78"),
    "keyring": (1024, "b0398534807fb68e1c5059a9a89163d9"),
    "field seal": (34, "80270928eee7d24b8fa5aeb7624f125e"),
    "field lookup": (32, "3f420e06bdbb7ce97be2644f3596f075"),
    "field sign": (32, "9cf772ba8b689dcaae90ff0e0509327f"),
    "worksheet": (8221, "ee039c923d7792e3ec6f2e02c1c8c506"),
    "picks": (541, "9eecc82a0ec2fb6aba4d4f3ddb1b9cc1"),
    "disclosure": (8221, "e294718c75e60fbf8b94473a1b84c4bb"),
    "worksheet of all kinds": (8221, "9111bc4149e8d81e528308f2bdd74e9e"),
    "worksheet with a rest": (8221, "7c8140d9b7afc0277070a39407176605"),
    "joint": (541, "9eecc82a0ec2fb6aba4d4f3ddb1b9cc1"),
    "name": (541, "58c7ca24688bb2850f5f0aae1a8d05e8"),
    "place": (104, "1c35309d292b28461f75189a659e399d"),
    "version": (16, "be45cb2605bf36bebde684841a28f0fd"),
}


@pytest.mark.parametrize("name", MADE)
def test_it_is_the_same_to_the_bit(name: str) -> None:
    made = MADE[name]()
    assert (len(made), sha256(made).hexdigest()[:32]) == EXPECTED[name]
