"""Long lists come in pages."""

from flask import request


def page_asked_for() -> int:
    """The page that the address asks for, from 1; what is no number is the first."""
    page = request.args.get("page", "")
    sound = page.isascii() and page.isdigit() and len(page) < 5
    return max(1, int(page)) if sound else 1
