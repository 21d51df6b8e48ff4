"""A branch counts as covered by an example that somebody wrote. What Hypothesis draws would cover it on one day and not
on the next; so it is not traced, and takes half as long.

A pytest plugin (named in tests/conftest.py), for `make covered`.
"""

from collections.abc import Generator
from typing import Any

import pytest
from coverage import Coverage


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    tracing = Coverage.current() if item.get_closest_marker("hypothesis") else None
    if tracing:
        tracing.stop()
    try:
        return (yield)
    finally:
        if tracing:
            tracing.start()
