"""Grants: a permission and a wrapped key are the same thing. No grant, no reading.

Between an author and a reader lies one channel key, handed over once by HPKE (RFC 9180); content keys are wrapped under
it. What is one's own is wrapped under a key that only one's private key gives. The epoch layer (epochs.py) comes on top
of all of it.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from app.vault.ciphers import (
    HEADER,
    KEY_BYTES,
    Hidden,
    Random,
    Unreadable,
    box_bytes,
    filler,
    padded,
    seal,
    unpadded,
    unseal,
)
from app.vault.keys import KeyPair

HPKE_BYTES = 81
"""Header, encapsulated key, sealed key, tag."""

WRAPPED_BYTES = box_bytes(KEY_BYTES)
KEYRING_BYTES = 1024
"""The smallest dump of a keyring: the pair and 14 channels."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def hpke_grant(public: bytes, key: bytes, bound: bytes) -> bytes:
    """`key` for whoever has the private key to `public`; Unreadable if that is no usable public key."""
    try:
        return HEADER + _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(public), info=bound)
    except ValueError:
        raise Unreadable from None


def hpke_open(pair: KeyPair, sealed: bytes, bound: bytes) -> bytes:
    """The key that `hpke_grant()` was given; raises Unreadable. It does not prove who granted it."""
    if len(sealed) != HPKE_BYTES or not sealed.startswith(HEADER):
        raise Unreadable
    try:
        return _SUITE.decrypt(sealed[1:], X25519PrivateKey.from_private_bytes(pair.private), info=bound)
    except InvalidTag:
        raise Unreadable from None


def letter(public: bytes, text: bytes, bound: bytes, random: Random) -> bytes:
    """`text` for whoever has the private key to `public`: a key by HPKE, and the text under it. Unreadable if that is
    no usable public key."""
    key = random(KEY_BYTES)
    return hpke_grant(public, key, bound) + seal(key, text, bound, random)


def open_letter(pair: KeyPair, sealed: bytes, bound: bytes) -> bytes:
    """What `letter()` was given; raises Unreadable."""
    return unseal(hpke_open(pair, sealed[:HPKE_BYTES], bound), sealed[HPKE_BYTES:], bound)


def own_key(pair: KeyPair, partnership: str, member: str) -> bytes:
    """What wraps the content keys of one's own."""
    return pair.derive("own", partnership, member)


def label_key(pair: KeyPair) -> bytes:
    """What seals a therapist's own words for partnerships: nobody else writes them, and nobody else can read them."""
    return pair.derive("label")


def channel_key(pair: KeyPair, partnership: str, author: str, reader: str, reader_public: bytes) -> bytes:
    """What wraps the content keys that `author`, whose pair it is, grants to `reader`.

    The author computes it again whenever it is needed; the reader gets it once, by HPKE. A reader with a new pair has a
    new channel: the old pair opens nothing that comes after it.
    """
    return pair.derive("channel", partnership, author, reader, reader_public.hex())


def wrap(wrapping_key: bytes, content_key: bytes, bound: bytes, random: Random) -> bytes:
    return seal(wrapping_key, content_key, bound, random)


def unwrap(wrapping_key: bytes, wrapped: bytes, bound: bytes) -> bytes:
    """The content key that `wrap()` was given; raises Unreadable."""
    if len(wrapped) != WRAPPED_BYTES:
        raise Unreadable
    return unseal(wrapping_key, wrapped, bound)


def filler_grant(random: Random) -> bytes:
    """As long as a wrapped key, and nothing."""
    return filler(WRAPPED_BYTES, random)


def filler_hpke(public: bytes, bound: bytes, random: Random) -> bytes:
    """A real grant of a random key. It opens as any other does, so that neither its bytes nor the time a page takes
    tell its reader whether the author has been here; only what should lie under the key does not."""
    return hpke_grant(public, random(KEY_BYTES), bound)


class Keyring(Hidden):
    """What an unlocked session holds: a person's pair, and the channel keys opened so far."""

    def __init__(self, pair: KeyPair, channels: Mapping[bytes, bytes] | None = None) -> None:
        self.pair = pair
        self._channels = dict(channels or {})

    def channel(self, sealed: bytes, bound: bytes) -> bytes:
        """The channel key in an HPKE grant; raises Unreadable. Opened once, remembered from then on.

        It is remembered by the grant and its place together, or a grant moved elsewhere would open there. And never
        without the grant: once that is deleted, there is nothing to ask with.
        """
        place = sha256(sha256(bound).digest() + sealed).digest()
        if place not in self._channels:
            self._channels[place] = hpke_open(self.pair, sealed, bound)
        return self._channels[place]

    def dump(self) -> bytes:
        """All of it for the session's row, in the clear: seal it. Padded, so that its length doesn't count partners."""
        entries = [(self.pair.private, self.pair.public), *self._channels.items()]
        return padded(b"".join(first + second for first, second in entries), KEYRING_BYTES)

    @classmethod
    def load(cls, dumped: bytes) -> Self:
        """What `dump()` was called on; raises Unreadable."""
        content = unpadded(dumped)
        if not content or len(content) % (2 * KEY_BYTES):
            raise Unreadable
        halves = [content[at : at + KEY_BYTES] for at in range(0, len(content), KEY_BYTES)]
        return cls(KeyPair(halves[0], halves[1]), dict(zip(halves[2::2], halves[3::2], strict=True)))
