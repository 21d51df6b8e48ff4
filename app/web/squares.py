"""Square codes for a camera, as a picture that stands in the page itself."""


def square(text: str, error: str) -> str:
    """A data address. `error` is how much may be spoiled: l, m, q or h; the more, the heavier the page."""
    import segno  # where it is used: a start is shorter without it

    code = segno.make(text, error=error, micro=False)
    return str(code.svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))
