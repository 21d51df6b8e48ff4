"""Named tuples of ours have the columns of their query, in its order: they are made by place."""

from typing import Any

import pytest

from app.storage import disclosures, rounds, sessions, worksheets

NAMED: list[tuple[Any, Any]] = [
    (sessions._FIND, sessions.Found),
    (worksheets._one(False), worksheets.OnesRound),
    (worksheets._one(True), worksheets.OnesRound),
    (rounds._TO_READ, rounds.RoundToRead),
    (disclosures._GRANTED_TO, disclosures.Granted),
]


@pytest.mark.parametrize(("query", "columns"), NAMED)
def test_the_columns_are_those_of_the_query(query: Any, columns: Any) -> None:
    assert tuple(query.selected_columns.keys()) == columns._fields
