"""The file is whole: what is misspelt, doubled or left out is refused."""

import pytest

from tests.matrix.reading import KINDS, matrix, read

HEAD = """
outcomes = {page = "", unlock = ""}
roles = {nobody = "", partner = ""}
states = {begun = "", open = ""}
[routes."GET somewhere"]
path = "/somewhere"
"""


def test_a_small_one_is_read() -> None:
    (entry,) = read(HEAD + 'nobody = "unlock"\npartner = {begun = "page", open = "unlock"}').entries
    assert (entry.method, entry.endpoint, entry.path) == ("GET", "somewhere", "/somewhere")
    assert entry.outcomes == {
        ("nobody", "begun"): "unlock",
        ("nobody", "open"): "unlock",
        ("partner", "begun"): "page",
        ("partner", "open"): "unlock",
    }


@pytest.mark.parametrize(
    "rows",
    [
        'nobody = "page"',
        'everybody = "page"\nnobody = "page"',
        '"nobody, partner, stranger" = "page"',
        '"nobody, nobody, partner" = "page"',
        'everybody = "shown"',
        'everybody = {begun = "page"}',
        'everybody = {"begun, open" = "page", open = "unlock"}',
        'everybody = {"begun, open, closed" = "page"}',
        'everybody = "page"\nonly = "blue"',
    ],
)
def test_what_is_not_whole_is_refused(rows: str) -> None:
    with pytest.raises(ValueError, match="GET somewhere"):
        read(HEAD + rows)


def test_whatever_is_explained_is_used() -> None:
    used = {outcome for entry in matrix().entries for outcome in entry.outcomes.values()}
    assert used == set(matrix().outcomes)
    assert {kind for entry in matrix().entries for kind in entry.kinds} == set(KINDS)
