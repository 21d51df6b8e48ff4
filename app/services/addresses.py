"""Where something of a partnership is found: the partnership's id and its own, joined for the address line."""

from dataclasses import dataclass
from typing import Self

from app.services.context import NotFound

ID_LETTERS = 22


@dataclass(frozen=True)
class Address:
    """Each kind of thing has an address of its own kind, so that none passes for another's."""

    partnership: str
    id: str

    def __str__(self) -> str:
        return self.partnership + self.id

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises NotFound for what can't be an address."""
        if len(text) != 2 * ID_LETTERS:
            raise NotFound
        return cls(text[:ID_LETTERS], text[ID_LETTERS:])
