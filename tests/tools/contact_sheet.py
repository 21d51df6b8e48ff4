"""One page that shows all pictures of screens/: what `make screens` ends with."""

from html import escape
from pathlib import Path

SCREENS = Path(__file__).parents[2] / "screens"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Between Us: every page and state</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem }}
section div {{ display: flex; flex-wrap: wrap; gap: 1rem; align-items: start }}
img {{ display: block; block-size: 22rem; object-fit: cover; object-position: top; outline: 1px solid }}
</style></head><body><h1>Every page and state</h1>
{sections}
</body></html>
"""
SECTION = '<section id="{name}"><h2>{name}</h2><div>{pictures}</div></section>'
PICTURE = """<figure><a href="{path}"><img src="{path}" alt="{name}, {told}" loading="lazy"></a>
<figcaption>{told}</figcaption></figure>"""


def main() -> None:
    """Writes screens/index.html: a heading for each state, and under it its pictures, English first."""
    pictures: dict[str, list[tuple[str, str]]] = {}
    for path in sorted(SCREENS.rglob("*.png"), key=lambda one: (one.parent != SCREENS, str(one))):
        name, width, theme = path.stem.rsplit("-", 2)
        language = "en" if path.parent == SCREENS else path.parent.name
        pictures.setdefault(name, []).append((path.relative_to(SCREENS).as_posix(), f"{language}, {width} px, {theme}"))
    sections = [SECTION.format(name=escape(name), pictures=_shown(name, all_)) for name, all_ in pictures.items()]
    (SCREENS / "index.html").write_text(PAGE.format(sections="\n".join(sections)), "utf-8")
    print(f"{sum(map(len, pictures.values()))} pictures of {len(pictures)} pages and states: {SCREENS / 'index.html'}")


def _shown(name: str, pictures: list[tuple[str, str]]) -> str:
    return "".join(PICTURE.format(path=escape(path), name=escape(name), told=told) for path, told in pictures)


if __name__ == "__main__":
    main()
