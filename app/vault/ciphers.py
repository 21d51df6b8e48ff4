"""One cipher (AES-256-GCM), one key derivation (HKDF-SHA256), and padding. Everything else in the vault uses these."""

import struct
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Random = Callable[[int], bytes]
"""Takes a number of bytes and returns that many, fit for keys: `os.urandom` or `secrets.token_bytes`."""

KEY_BYTES = 32
HEADER = b"\x01"
"""The first byte of everything sealed: algorithm and version, so that another can come beside it."""

NONCE_BYTES = 12
TAG_BYTES = 16
_LENGTH = struct.Struct(">I")


class Unreadable(Exception):
    """The one error of everything that can't be opened: wrong key, changed, moved, cut short, unknown.

    It never says which. A reason would tell whoever tries how far they came, and might carry content into a log.
    """


class Hidden:
    """A value whose `repr` says its type and nothing else, so that logs and tracebacks never show a key."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


def bind(*parts: str) -> bytes:
    """Associated data that says where something belongs. Different parts never give the same bytes."""
    bound = b""
    for part in parts:
        encoded = part.encode()
        bound += _LENGTH.pack(len(encoded)) + encoded
    return bound


def derive(secret: bytes, *labels: str) -> bytes:
    """A 32-byte key out of a secret that is already full of entropy (never a passphrase), separate for all labels."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=bind(*labels)).derive(secret)


class Root(Hidden):
    """A secret out of which come many keys: what HKDF does with the secret alone is done once."""

    def __init__(self, secret: bytes) -> None:
        self._block = HMAC(HKDF.extract(SHA256(), None, secret), SHA256())

    def derive(self, *labels: str) -> bytes:
        """What `derive()` gives. A key of this length is HKDF's first block, and that is one HMAC (RFC 5869, 2.3)."""
        block = self._block.copy()
        block.update(bind(*labels) + b"\x01")
        return block.finalize()


def seal(key: bytes, plaintext: bytes, bound: bytes, random: Random) -> bytes:
    """Encrypt: header, nonce, ciphertext and tag. It opens only with the same key and the same `bound`."""
    nonce = random(NONCE_BYTES)
    return HEADER + nonce + AESGCM(key).encrypt(nonce, plaintext, HEADER + bound)


def unseal(key: bytes, box: bytes, bound: bytes) -> bytes:
    """What `seal()` was given; raises Unreadable."""
    header, nonce, ciphertext = box[:1], box[1 : 1 + NONCE_BYTES], memoryview(box)[1 + NONCE_BYTES :]
    if header != HEADER or len(ciphertext) < TAG_BYTES:
        raise Unreadable
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, HEADER + bound)
    except InvalidTag:
        raise Unreadable from None


def padded(plaintext: bytes, smallest: int) -> bytes:
    """The plaintext filled up to a bucket: `smallest` bytes, doubled until it fits. Its length shows only as that."""
    bucket = smallest
    while bucket < _LENGTH.size + len(plaintext):
        bucket *= 2
    return (_LENGTH.pack(len(plaintext)) + plaintext).ljust(bucket, b"\0")


def unpadded(filled: bytes) -> bytes:
    """What `padded()` was given; raises Unreadable."""
    if len(filled) < _LENGTH.size:
        raise Unreadable
    (length,) = _LENGTH.unpack_from(filled)
    plaintext = filled[_LENGTH.size : _LENGTH.size + length]
    if len(plaintext) != length:
        raise Unreadable
    return plaintext


def box_bytes(bucket: int) -> int:
    """How long `seal()` makes a plaintext of `bucket` bytes."""
    return len(HEADER) + NONCE_BYTES + bucket + TAG_BYTES


def filler(size: int, random: Random) -> bytes:
    """Bytes that nobody without the key can tell from a box of that size, so that a row says nothing by being there."""
    return HEADER + random(size - len(HEADER))
