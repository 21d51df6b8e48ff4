"""The only place that sees key material: bytes and domain values in, bytes and domain values out.

Nothing here reads a clock; randomness is an argument, except inside HPKE, which draws its own. All algorithms come from
the `cryptography` package. What can't be opened, for whatever reason, raises `Unreadable`.
"""
