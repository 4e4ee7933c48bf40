"""The site that ``./walras docs --site`` builds: its links, its formulas, and that nothing of it lies elsewhere."""

import subprocess
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT

pytestmark = [pytest.mark.full, pytest.mark.timeout(600)]


class Page(HTMLParser):
    """What a page leads to, what it loads, and the places in it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.places, self.formulas = [], [], set(), 0
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.places |= {given[name] for name in ("id", "name") if given.get(name)}
        self.formulas += tag == "math"
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "link" and given.get("rel") != "canonical" and given.get("href"):
            self.loads.append(given["href"])
        elif given.get("src"):
            self.loads.append(given["src"])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run([ROOT / "walras", "docs", "--site", folder], capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {path: Page(path) for path in site.rglob("*.html") if path.name != "404.html"}


def test_every_page_and_notebook_is_there(pages, site):
    for source in [*(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.ipynb")]:
        place = source.relative_to(ROOT).with_suffix(".html")
        assert site / (place.with_name("index.html") if place.stem == "README" else place) in pages, source


def test_every_link_leads_somewhere(pages, site):
    for path, page in pages.items():
        for link in page.links + page.loads:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{path.relative_to(site)}: {link}"
            if parts.fragment and target in pages:
                assert unquote(parts.fragment) in pages[target].places, f"{path.relative_to(site)}: {link}"


def test_nothing_is_fetched_from_elsewhere(pages, site):
    for path, page in pages.items():
        assert [load for load in page.loads if urlsplit(load).netloc] == [], path.relative_to(site)
    for style in site.rglob("*.css"):
        assert "url(http" not in style.read_text(), style


def test_formulas_are_shown(pages, site):
    environments = [path for path in pages if path.parent.name in ("auction", "exchange", "stackelberg")]
    assert len(environments) >= 20
    for path in environments:
        assert pages[path].formulas > 0, path.relative_to(site)
