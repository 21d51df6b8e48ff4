"""A caseload is laid and measured beside the summaries: here a small one, without valgrind."""

from pathlib import Path

from tests.benchmarks.caseload import LIST, SUMMARIES, asking, lay, measured


def test_a_list_takes_as_many_statements_as_a_summary(tmp_path: Path) -> None:
    lay(tmp_path, couples=3, weeks=2)
    found = measured(tmp_path, turns=1)
    assert list(found) == [LIST, *(one.name for one in SUMMARIES)]
    assert len({statements for statements, _ in found.values()}) == 1
    with asking(tmp_path) as (_, asks):
        assert asks[LIST]().count(b"<bdi>Tuesdays</bdi>") == 3
