"""Statements that are made once and run many times: to make one takes longer than to run it."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

from sqlalchemy import Executable, bindparam

Asked = tuple[Executable, dict[str, Any]]
"""A statement and its values, for `db.execute(*...)`."""


def made_once(make: Callable[..., Executable]) -> Callable[..., Asked]:
    """`make` gets a parameter in the place of each value, and None for None: so it is called once for each choice of
    those that are None, however often it is asked with values. It must not look at them in any other way."""
    names = [f"its_{name}" for name in signature(make).parameters]  # no column is called so

    @cache
    def statement(*is_there: bool) -> Executable:
        return make(*(bindparam(name) if there else None for name, there in zip(names, is_there, strict=True)))

    def asked(*values: Any) -> Asked:
        there = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        return statement(*(value is not None for value in values)), there

    return asked
