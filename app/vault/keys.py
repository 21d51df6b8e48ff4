"""Key pairs, and what locks and finds them: a passphrase, a recovery code, an invitation's code, a session's token.

Codes and tokens are random and long, so HKDF is enough for them. A passphrase is not: it goes through Argon2id.
"""

import re
import struct
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.vault.ciphers import (
    KEY_BYTES,
    Hidden,
    Random,
    Root,
    Unreadable,
    bind,
    box_bytes,
    derive,
    filler,
    seal,
    unseal,
)

SALT_BYTES = 16
LONGEST_SECRET = 1024
"""Letters of a passphrase as it is typed: four times as many as one may have, since NFKC makes one of four at most."""
CODE_LETTERS = 26
"""Five random bits each: 130 bits."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing in it is read as something else in it
_ALIKE = str.maketrans("OIL", "011")
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—_.]+")
_CODE = re.compile(f"[{_ALPHABET}]{{{CODE_LETTERS}}}")

_ARGON2ID = 1
_LOCK_HEAD = struct.Struct(f">BIBB{SALT_BYTES}s")
_BOUND_TO_CODE = bind("recovery")


@dataclass(frozen=True, repr=False)
class KeyPair(Hidden):
    """An X25519 pair, 32 raw bytes each."""

    private: bytes
    public: bytes

    def derive(self, *labels: str) -> bytes:
        """A key that only the private one gives. What reads a page asks for the same one again and again."""
        if labels not in self._derived:
            self._derived[labels] = self._root.derive(*labels)
        return self._derived[labels]

    @cached_property
    def _root(self) -> Root:
        return Root(self.private)

    @cached_property
    def _derived(self) -> dict[tuple[str, ...], bytes]:
        return {}


def new_pair(random: Random) -> KeyPair:
    return pair_from_private(random(KEY_BYTES))


def pair_from_private(private: bytes) -> KeyPair:
    return KeyPair(private, X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs (Argon2id). Tests lower it by a setting only; ValueError out of bounds.

    A lock names the cost it was made with. The bounds keep whoever writes the database from making one sign-in eat
    the memory of the machine.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        if not (
            1 <= self.lanes <= 4 and 8 * self.lanes <= self.memory_kib <= 256 * 1024 and 1 <= self.iterations <= 10
        ):
            raise ValueError("an Argon2id cost out of bounds")


def lock(pair: KeyPair, secret: str, cost: Cost, random: Random) -> bytes:
    """The private key under a passphrase: header, cost and salt, then a box bound to them. ValueError if the passphrase
    is too long: `unlock()` would never take it."""
    if len(secret) > LONGEST_SECRET:
        raise ValueError("a passphrase that is too long")
    salt = random(SALT_BYTES)
    head = _lock_head(cost, salt)
    return head + seal(_stretched(secret, cost, salt), pair.private, head, random)


def unlock(locked: bytes, secret: str, public: bytes) -> KeyPair:
    """The pair that `lock()` was given; raises Unreadable.

    Also when the stored public key is not its own: somebody may have put theirs there, to be granted what others
    share.
    """
    head, box = locked[: _LOCK_HEAD.size], locked[_LOCK_HEAD.size :]
    if len(box) != box_bytes(KEY_BYTES):
        raise Unreadable
    header, memory_kib, iterations, lanes, salt = _LOCK_HEAD.unpack(head)
    if header != _ARGON2ID:
        raise Unreadable
    try:
        cost = Cost(memory_kib, iterations, lanes)
    except ValueError:
        raise Unreadable from None
    key = _stretched(secret, cost, salt)
    if len(secret) > LONGEST_SECRET:  # told after the work, as of any other that is wrong
        raise Unreadable
    return _matching(unseal(key, box, head), public)


def filler_lock(cost: Cost, random: Random) -> bytes:
    """A lock that nothing opens. Trying it for an unknown name costs the same as for a known one."""
    return _lock_head(cost, random(SALT_BYTES)) + filler(box_bytes(KEY_BYTES), random)


def _lock_head(cost: Cost, salt: bytes) -> bytes:
    return _LOCK_HEAD.pack(_ARGON2ID, cost.memory_kib, cost.iterations, cost.lanes, salt)


def _stretched(secret: str, cost: Cost, salt: bytes) -> bytes:
    """NFKC first: the same words typed on another keyboard are the same passphrase. Only of what could be one: to put
    marks in order takes as long as the square of their number."""
    argon2id = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return argon2id.derive(unicodedata.normalize("NFKC", secret[:LONGEST_SECRET]).encode())


def _matching(private: bytes, public: bytes) -> KeyPair:
    pair = pair_from_private(private)
    if pair.public != public:
        raise Unreadable
    return pair


def new_code(random: Random) -> str:
    """A recovery or invitation code to read out or write down: XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX."""
    letters = "".join(_ALPHABET[byte & 31] for byte in random(CODE_LETTERS))
    return "-".join([letters[0:5], letters[5:10], letters[10:15], letters[15:20], letters[20:]])


def normal_code(typed: str) -> str | None:
    """The code's 26 letters as they are meant, however they were typed; None if it can't be a code."""
    letters = _SEPARATORS.sub("", typed.upper()).translate(_ALIKE)
    return letters if _CODE.fullmatch(letters) else None


def _code_secret(code: str) -> bytes:
    letters = normal_code(code)
    if letters is None:
        raise Unreadable
    return letters.encode()


def lock_with_code(pair: KeyPair, code: str, random: Random) -> bytes:
    """The private key under a recovery code; Unreadable if it can't be a code."""
    return seal(derive(_code_secret(code), "recovery"), pair.private, _BOUND_TO_CODE, random)


def unlock_with_code(locked: bytes, code: str, public: bytes) -> KeyPair:
    """The pair that `lock_with_code()` was given; raises Unreadable, as `unlock()` does."""
    if len(locked) != box_bytes(KEY_BYTES):
        raise Unreadable
    return _matching(unseal(derive(_code_secret(code), "recovery"), locked, _BOUND_TO_CODE), public)


def invitation_pair(code: str) -> KeyPair:
    """The pair that stands in as a reader until somebody joins with the code; Unreadable if it can't be a code."""
    return pair_from_private(derive(_code_secret(code), "invitation", "pair"))


def invitation_lookup(code: str) -> bytes:
    """What an invitation is found by. It says nothing about the pair; Unreadable if it can't be a code."""
    return derive(_code_secret(code), "invitation", "lookup")


def practice_lookup(code: str) -> bytes:
    """What a therapist's code is found by; Unreadable if it can't be a code."""
    return derive(_code_secret(code), "practice", "lookup")


def session_keys(token: bytes) -> tuple[bytes, bytes]:
    """What a session's row is found by, which says nothing about the key; and what it is sealed under, so that only the
    cookie opens it."""
    root = Root(token)
    return root.derive("session", "lookup"), root.derive("session", "key")


def session_key(token: bytes) -> bytes:
    """What a session's row is sealed under."""
    return session_keys(token)[1]


def session_lookup(token: bytes) -> bytes:
    """What a session's row is found by."""
    return derive(token, "session", "lookup")
