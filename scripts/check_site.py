"""Check `build/site/`: `make check-site`; screenshots in `build/site-screenshots/`.

First every link, by reading: each file and each place in it that a page leads to is there. Links to the web are only counted.
Then every page is opened in headless Chromium, from `file:` and without any network (`scripts/speclint/check-site.mjs`): light
and dark, on a desk and on a phone. The site is made again elsewhere, too, and has to be the same, byte for byte.

With `--quick`, as in CI, the browser opens the largest page of each folder, and nothing is made again: that takes minutes.

Ends with 1 where something is wrong, and with 3 where the browser itself failed twice and so nothing is known of the rest.
"""

import hashlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import chromium

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
DOCUMENTS = SITE / "documents"
"""Pages of `make docs`, which `check_docs.py` looks at: here only whether what leads to them is there."""
SCREENSHOTS = ROOT / "build" / "site-screenshots"


@dataclass
class Page(HTMLParser):
    """What a page leads to, and the places in it that a link can name."""

    links: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        given = dict(attrs)
        self.places |= {value for name in ("id", "name") if (value := given.get(name))}
        # In a drawing, `href` is a place in it or a picture that is used again.
        if tag != "use":
            self.links |= {value for name in ("href", "src") if (value := given.get(name))}


def read(path: Path) -> Page:
    """Read a page."""
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def dead_links(site: Path) -> tuple[list[str], set[str]]:
    """Links to nothing, each with its page; and the addresses in the web that are linked to."""
    pages = {path: read(path) for path in sorted(site.rglob("*.html")) if not path.is_relative_to(site / "documents")}
    dead, web = [], set()
    for path, page in pages.items():
        for link in sorted(page.links):
            parts = urlsplit(link)
            if parts.scheme:
                web.add(link)
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            if not target.is_file() or (place and target in pages and place not in pages[target].places):
                dead.append(f"{path.relative_to(site)}: {link} leads to nothing")
    return dead, {one for one in web if not one.startswith("data:")}


def hashes(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file and the hash of what is in it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()


def changed() -> list[str]:
    """Files that are other ones in a second build."""
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "site"
        # Sets come in another order each time but where a seed is given: no build may depend on it.
        subprocess.run([sys.executable, "-m", "scripts.site", str(again)], cwd=ROOT, check=True, stdout=subprocess.PIPE)
        different = {*hashes(SITE)} ^ {*hashes(again)}
    return sorted({f"{name}: not the same in a second build" for name, _ in different})


def largest(pages: list[Path]) -> list[Path]:
    """Of each folder the page with the most in it."""
    return sorted({page.parent: page for page in sorted(pages, key=lambda page: page.stat().st_size)}.values())


def main() -> None:
    """Look for everything that is wrong with the site."""
    dead, web = dead_links(SITE)
    quick = "--quick" in sys.argv[1:]
    problems = dead if quick else [*dead, *changed()]
    print("\n".join(problems), file=sys.stderr)
    if "--web" in sys.argv[1:]:
        print("\n".join(sorted(web)))
    print(f"{len(problems)} dead links or files that change; {len(web)} links to the web, not looked at")
    pages = [path for path in sorted(SITE.rglob("*.html")) if not path.is_relative_to(DOCUMENTS)]
    named = [path.relative_to(SITE).as_posix() for path in (largest(pages) if quick else pages)]
    code = chromium.look("check-site.mjs", SCREENSHOTS, {"site": SITE.as_uri(), "pages": named})
    sys.exit(1 if problems else code)


if __name__ == "__main__":
    main()
