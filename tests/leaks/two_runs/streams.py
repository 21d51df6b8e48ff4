"""Randomness that can be played twice."""

from random import Random


class Streams:
    """A stream of randomness for each actor, begun anew at every step. So what somebody does in private shifts nobody's
    bytes, not even those of their own later public steps."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.turn_to("nobody", 0)

    def turn_to(self, actor: str, step: int) -> None:
        """From now on it is this actor who draws."""
        self._stream = Random(f"{self.seed}/{actor}/{step}")

    def __call__(self, size: int) -> bytes:
        return self._stream.randbytes(size)
