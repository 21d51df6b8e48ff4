"""Every id is 128 random bits: nothing can be guessed from it, and nothing read in it."""

from base64 import urlsafe_b64decode
from pathlib import Path
from random import Random

from sqlalchemy import String, select

from app import create_app
from app.config import Settings
from app.ports import Ports
from app.storage.tables import Base
from tests.clock import Clock
from tests.navigators import Visitor

NOT_RANDOM = {"", "joint", None}
"""What else a column of ids may hold: no round, an author that is everybody, a place that nobody has."""


class Drawn:
    """Randomness that remembers what it gave."""

    def __init__(self, seed: int) -> None:
        self.stream = Random(seed)
        self.given: set[bytes] = set()

    def __call__(self, size: int) -> bytes:
        given = self.stream.randbytes(size)
        self.given.add(given)
        return given


def ids_of_a_round(folder: Path, random: Drawn) -> set[str]:
    """Every id in the database of two who began a round."""
    settings = Settings(instance=folder, argon_memory_kib=32, argon_iterations=1, testing=True)
    app = create_app(settings, Ports(clock=Clock(), random=random))
    alex, sam = Visitor(app), Visitor(app)
    alex.joins("alex")
    sam.joins("sam")
    alex.begins_partnership("us", "Alex")
    sam.accepts(alex.invites(), "Sam")
    alex.starts("desire-check-in", "at", "20-minutes")
    found: set[str] = set()
    database = app.extensions["workplace"].database
    with database.reading() as db:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String) and column.type.length == 22:
                    found |= set(db.execute(select(column)).scalars())
    database.close()
    return found - NOT_RANDOM


def test_ids_are_sixteen_bytes_of_randomness_each_and_nothing_else(tmp_path: Path) -> None:
    random = Drawn(1)
    ids = ids_of_a_round(tmp_path, random)
    assert len(ids) == 6, "two people, a partnership, two places, a round"
    for id_ in ids:
        assert len(id_) == 22
        assert urlsafe_b64decode(f"{id_}==") in {given for given in random.given if len(given) == 16}
