"""A start is measured to its end: everything is made, and the page is whole."""

from pathlib import Path

from tests.benchmarks.start import PATIENCE, to_the_first_page


def test_a_first_start_makes_what_is_missing_and_answers(tmp_path: Path) -> None:
    assert 0 < to_the_first_page(tmp_path / "instance") < PATIENCE
    assert (tmp_path / "instance/keys/field.key").exists()
    assert (tmp_path / "instance/data/between-us.db").exists()
