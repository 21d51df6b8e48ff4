"""The scenes, made once, and a stage to put them on."""

from collections.abc import Iterator

import pytest

from tests.matrix.scenes import World, rehearse
from tests.matrix.stage import Stage


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = rehearse(tmp_path_factory.mktemp("matrix"))
    yield found
    found.company.app.extensions["workplace"].database.close()


@pytest.fixture(scope="session")
def stage(world: World) -> Iterator[Stage]:
    found = Stage(world.company)
    yield found
    found.close()
