"""A start is measured as README says."""

import re

import pytest

from tests.benchmarks.start import main


def test_a_start_is_measured_to_its_first_page(capsys: pytest.CaptureFixture[str]) -> None:
    main(times=1)
    said = re.fullmatch(
        r"first (\d+\.\d\d) s; warm (\d+\.\d\d) s \(\d+\.\d\d to \d+\.\d\d, 1 times\)\n", capsys.readouterr().out
    )
    assert said
    assert all(0 < float(seconds) < 60 for seconds in said.groups())
