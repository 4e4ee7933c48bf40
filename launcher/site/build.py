"""The site: the Markdown of a checkout and its notebooks, as MkDocs makes pages of them. Needs no network to be read.

Formulas become MathML here, so that no browser has to fetch a program that draws them. A link that leads nowhere ends the
build: build.py CHECKOUT FOLDER.
"""

import base64
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from latex2mathml.converter import convert

PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs",
    "examples",
    "clients",
    "docker",
    "benchmarks",
)
LEFT_OUT = {"node_modules", "target", "build", "dist", "src", "tests", ".pytest_cache"}
LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(([^)\s#:]+)(#[^)\s]*)?\)")
FORMULA = re.compile(r'<(span|div) class="arithmatex">(.*?)</\1>', re.DOTALL)
COMMAND_LEFT = re.compile(r">\\\\[A-Za-z]+")
SHIM = "iframe-worker.js"  # lets the search run where pages are files; the theme would fetch it
SHIM_SOURCE = "https://unpkg.com/iframe-worker/shim"
GUIDES = {
    "Use": [
        "clients/README.md",
        "clients/python/README.md",
        "docs/results.md",
        "docs/recipes.md",
        "docs/llm.md",
        "docs/interop.md",
        "docs/semantics.md",
    ],
    "Families": ["docs/auction.md", "docs/exchange.md", "docs/stackelberg.md"],
    "Run": [
        "docs/tournaments.md",
        "docs/operations.md",
        "docs/configuration.md",
        "docs/security.md",
        "docs/capacity.md",
        "docker/README.md",
    ],
    "Measure": ["docs/performance.md", "docs/gpu.md", "benchmarks/README.md"],
    "Build on it": [
        "docs/architecture.md",
        "docs/adding-an-environment.md",
        "docs/protocol.md",
        "docs/http.md",
        "docs/dm-env-rpc.md",
        "docs/shared-memory.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ],
}
SETTINGS = {
    "site_name": "Walras",
    "use_directory_urls": False,
    "theme": {
        "name": "material",
        "font": False,
        "features": ["navigation.tabs", "navigation.top", "toc.follow"],
    },
    "plugins": ["search", "offline"],
    "markdown_extensions": [
        "tables",
        "attr_list",
        "pymdownx.superfences",
        {"pymdownx.arithmatex": {"generic": True}},
    ],
    "validation": {"links": {"anchors": "warn", "unrecognized_links": "warn"}},
}


def markdown(checkout):
    """Every page of the checkout."""
    for name in PAGES:
        for folder, folders, files in (
            os.walk(checkout / name) if (checkout / name).is_dir() else [(checkout, [], [name])]
        ):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            yield from (Path(folder) / file for file in sorted(files) if file.endswith((".md", ".ipynb")))


def stage(checkout, pages):
    """Lays pages out as in the checkout, with every file that they lead to."""
    for source in markdown(checkout):
        target = pages / source.relative_to(checkout)
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix == ".ipynb":
            notebook(source, target)
            continue
        text = LINK.sub(
            lambda link, page=source: led(link, page, checkout, pages),
            source.read_text(),
        )
        target.write_text(text)
        for picture in re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", text):
            bring(source.parent / picture, checkout, pages)


def led(link, page, checkout, pages):
    """The same link to what the site has: a notebook's page, a folder's readme or its list of files, a file."""
    place = Path(os.path.normpath(page.parent / link.group(1)))
    whole, target = link.group(0), link.group(1)
    if place.suffix == ".ipynb":
        return whole.replace(target, target.removesuffix(".ipynb") + ".md")
    if place.is_dir():
        if (place / "README.md").exists():
            return whole.replace(f"({target}", f"({target.rstrip('/')}/README.md")
        files = sorted(file for file in place.iterdir() if file.is_file())
        index = pages / place.relative_to(checkout) / "index.md"
        index.parent.mkdir(parents=True, exist_ok=True)
        index.write_text(f"# {place.name}\n\n" + "".join(f"- [{file.name}]({file.name})\n" for file in files))
        for file in files:
            bring(file, checkout, pages)
        return whole.replace(f"({target}", f"({target.rstrip('/')}/index.md")
    if place.is_file() and place.suffix != ".md":
        bring(place, checkout, pages)
    return whole


def bring(file, checkout, pages):
    """Copies a file that a page leads to; of one that is missing MkDocs speaks."""
    file = Path(os.path.normpath(file))
    if file.is_file():
        target = pages / file.relative_to(checkout)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def notebook(source, target):
    """A notebook as a page, its pictures beside it."""
    shutil.copy(source, target)
    parts = []
    for number, cell in enumerate(json.loads(source.read_text())["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(text)
            continue
        parts.append(f"```python\n{text}\n```")
        for output in cell["outputs"]:
            data = output.get("data", {})
            if "image/png" in data:
                picture = target.with_name(f"{target.stem}-{number}.png")
                picture.write_bytes(base64.b64decode(data["image/png"]))
                parts.append(f"![figure]({picture.name})")
            else:
                parts.append("```text\n" + "".join(output.get("text", data.get("text/plain", ""))).rstrip() + "\n```")
    parts.append(f"[The notebook itself]({target.name})")
    target.with_suffix(".md").write_text("\n\n".join(parts) + "\n")


def navigation(pages):
    """The pages in their order; those of environments by family."""
    environments = pages / "docs" / "environments"
    families = {"All": ["docs/environments/README.md"]}
    for page in sorted(environments.rglob("*-v*.md")):
        family = page.parent.name if page.parent != environments else "core"
        families.setdefault(family, []).append(str(page.relative_to(pages)))
    notebooks = [
        "examples/README.md",
        *(str(page.relative_to(pages)) for page in sorted((pages / "examples").glob("0*.md"))),
    ]
    named = {
        "README.md",
        *notebooks,
        *sum(families.values(), []),
        *sum(GUIDES.values(), []),
    }
    rest = [str(page.relative_to(pages)) for page in sorted(pages.rglob("*.md"))]
    nav = [{"Walras": "README.md"}, {"Notebooks": notebooks}]
    nav.append({"Environments": [{name: list_} for name, list_ in families.items()]})
    nav += [{name: list_} for name, list_ in GUIDES.items()]
    return [*nav, {"More": [page for page in rest if page not in named]}]


def on_page_content(content, **_):
    """MkDocs calls this with every page's HTML: formulas become MathML."""
    return FORMULA.sub(lambda found: formula(html.unescape(found.group(2)).strip()), content)


def on_post_page(output, page, **_):
    """MkDocs calls this with every file of HTML: what the theme would fetch lies beside the pages."""
    root = "../" * page.url.count("/")
    return output.replace(SHIM_SOURCE, f"{root}assets/{SHIM}")


def on_post_template(output_content, **_):
    """As ``on_post_page``, of the page that is shown where there is none."""
    return output_content.replace(SHIM_SOURCE, f"assets/{SHIM}")


def on_post_build(config, **_):
    """MkDocs calls this when all is written."""
    shutil.copy(Path(__file__).with_name(SHIM), Path(config["site_dir"]) / "assets" / SHIM)


def formula(text):
    """One formula, as arithmatex marks it."""
    block = text.startswith("\\[")
    latex = re.sub(r"\\arg(?![A-Za-z])", r"\\operatorname{arg}", text[2:-2].strip())
    markup = convert(latex, display="block" if block else "inline")
    if COMMAND_LEFT.search(markup):
        raise ValueError(f"a formula that cannot be shown: {latex}")
    return f'<div style="overflow-x: auto">{markup}</div>' if block else markup


def main(checkout, folder):
    """Builds the site; what MkDocs warns of ends it."""
    with tempfile.TemporaryDirectory() as work:
        pages = Path(work) / "pages"
        stage(checkout, pages)
        settings = {
            **SETTINGS,
            "docs_dir": str(pages),
            "site_dir": str(folder.resolve()),
            "nav": navigation(pages),
        }
        settings["hooks"] = [str(Path(__file__).resolve())]
        (Path(work) / "mkdocs.yml").write_text(json.dumps(settings))  # JSON is YAML
        words = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--config-file",
            f"{work}/mkdocs.yml",
        ]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        return 1
    print(f"the site is in {folder}: open {folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
