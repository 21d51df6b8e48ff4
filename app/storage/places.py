"""The file of places to turn to, read and checked once at start."""

from pathlib import Path

from app.domain.places import Places, PlacesRefused, parse


def read_places(file: Path) -> Places:
    """Raises PlacesRefused with everything that is wrong with it."""
    try:
        return parse(file.read_text(encoding="utf-8"), file.name)
    except OSError as missing:
        raise PlacesRefused([f"{file.name} can't be read: {missing.strerror}."]) from None
    except UnicodeDecodeError as broken:
        raise PlacesRefused([f"{file.name} is not UTF-8 text (byte {broken.start})."]) from None
