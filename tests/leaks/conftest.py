"""A couple whose words and names stand nowhere else, and a thief."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from app.config import Settings
from tests.leaks.canaries import NAMES, PRONOUNS
from tests.leaks.thief import Thief
from tests.navigators import Visitor

Couple = tuple[Visitor, Visitor]
Steal = Callable[[], Thief]


@pytest.fixture
def steal(settings: Settings, tmp_path: Path) -> Steal:
    """Copies the files as they are now."""
    copies = count()
    return lambda: Thief(settings.instance, tmp_path / f"copy-{next(copies)}")


@pytest.fixture
def couple(joined: Callable[[str], Visitor]) -> Couple:
    """Alex and Sam."""
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership(NAMES[2], NAMES[0], PRONOUNS)
    sam.accepts(alex.invites(), NAMES[1])
    return alex, sam
