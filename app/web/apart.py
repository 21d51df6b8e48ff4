"""Several pages on one page: each with ids of its own, and with forms that send nothing."""

import re

NAMES = re.compile(r'\b(id|for|form|aria-labelledby|aria-describedby)="([^"]+)"')
SENDING = re.compile(r'<form\b([^>]*?) method="post"([^>]*?) action="[^"]*"')


def apart(part: str, name: str) -> str:
    """The part with every id, and everything that points to one, under a name that no other part has."""
    return SENDING.sub(r'<form\1 method="dialog"\2', NAMES.sub(lambda found: _under(name, *found.groups()), part))


def _under(name: str, attribute: str, ids: str) -> str:
    return f'{attribute}="{" ".join(f"{name}-{one}" for one in ids.split())}"'
