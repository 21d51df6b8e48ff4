"""A file that only takes up room beside the database. On a full disk it makes way for what keeps people safe: taking
back, holding back, leaving, deleting, and the way to them. Saving finds the disk as full as it was.
"""

import os
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage

BYTES = 8 * 1024 * 1024


class Ballast:
    """One file of up to `size` bytes, which are really taken from the disk."""

    def __init__(self, path: Path, size: int = BYTES) -> None:
        self.path = path
        self.size = size

    @property
    def whole(self) -> bool:
        return self._held() >= self.size

    def free(self) -> int:
        """The bytes that the disk has left."""
        return disk_usage(self.path.parent).free

    def make_way(self) -> int:
        """Give the room back to a disk that has less left than this holds. How many bytes were given back."""
        held = self._held()
        if not held or self.free() >= self.size:
            return 0
        self.path.unlink(missing_ok=True)
        return held

    def keep(self, spare: int) -> None:
        """Take what is missing, as far as the disk has it and still has `spare` bytes left afterwards."""
        held = self._held()
        wanted = min(self.size, held + self.free() - spare)
        if wanted > held:
            with suppress(OSError):  # somebody else took the room meanwhile, and there will be another time
                self._grow(held, wanted)

    def _held(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def _grow(self, held: int, wanted: int) -> None:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(handle, held, wanted - held)
            else:
                os.lseek(handle, held, os.SEEK_SET)
                os.write(handle, bytes(wanted - held))
        finally:
            os.close(handle)
