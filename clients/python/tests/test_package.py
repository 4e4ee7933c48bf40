"""What ``./walras package`` builds, installed as a stranger would: an empty environment, no Java on the path."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.full, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def dist():
    built = ROOT / "dist"
    if not os.environ.get("WALRAS_TEST_DIST"):  # packages that were built just now, in CI for instance
        subprocess.run([ROOT / "walras", "package"], check=True, timeout=1500)
    return built


@pytest.fixture(scope="module")
def python(dist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stranger")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    words = [folder / "bin" / "pip", "install", "--quiet", "--find-links", dist, "walras[server,demo]"]
    subprocess.run(words, check=True)
    return folder / "bin" / "python"


def stranger(folder):
    """Nothing on the path, a JAVA_HOME that is wrong, and a home of its own."""
    return {"PATH": "", "HOME": str(folder), "JAVA_HOME": "/nowhere", "MPLBACKEND": "agg"}


def test_every_artifact_is_there(dist):
    names = sorted(path.name for path in dist.rglob("*") if path.is_file())
    expected = [r"walras-.*\.whl", r"walras-[0-9.]*\.tar\.gz", r"walras_server-.*\.whl", r"walras_nd4j-.*\.whl"]
    expected += [rf"walras-{module}-.*(?<!sources)\.jar" for module in ("proto", "envs", "server")]
    expected += [rf"walras-{module}-.*-sources\.jar" for module in ("proto", "envs", "server")]
    expected += [r"walras-protocol-.*\.binpb", r"walras-protocol-.*\.zip", r"walras-image-.*\.tar\.gz"]
    for pattern in expected:
        assert any(re.fullmatch(pattern, name) for name in names), (pattern, names)


def test_server_is_a_light_wheel(dist):
    (wheel,) = dist.glob("walras_server-*.whl")
    assert wheel.stat().st_size <= 40_000_000


def test_first_program_of_the_readme_runs(python, tmp_path):
    program = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
    began = time.monotonic()
    printed = run(python, program, stranger(tmp_path), tmp_path)
    assert time.monotonic() - began < 120
    assert printed.strip()


def test_first_result_within_five_minutes(dist, tmp_path):
    """The clock of a stranger: an empty environment, the wheels, the README's program, the first notebook; no Java."""
    began = time.monotonic()
    folder = tmp_path / "fresh"
    environment = {**stranger(tmp_path), "PIP_NO_CACHE_DIR": "1"}
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python, pip = folder / "bin" / "python", [folder / "bin" / "pip", "install", "--quiet"]
    subprocess.run([*pip, "--find-links", dist, "walras[server,demo]", "nbclient", "ipykernel"], check=True)
    assert subprocess.run([python, "-c", JAVA], env=environment).returncode == 0, "there is a Java beside ours"
    installed = time.monotonic()
    program = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
    run(python, program, environment, tmp_path)
    readme = time.monotonic()
    run(python, NOTEBOOK.format(path=ROOT / "examples" / "01-first-agent.ipynb"), environment, tmp_path)
    done = time.monotonic()
    print(f"\ninstalled {installed - began:.0f} s, README {readme - installed:.0f} s, notebook {done - readme:.0f} s")
    assert done - began < 300, "five minutes by the clock"


# Fails where a Java is on the path.
JAVA = "import shutil, sys; sys.exit(shutil.which('java') is not None)"
# Every cell, as a reader runs them; an error in one is an error here. What it draws must be there in the end.
NOTEBOOK = """
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(r"{path}", as_version=4)
NotebookClient(notebook, timeout=200).execute()
outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
assert any("image/png" in output.get("data", {{}}) for output in outputs), "no figure"
"""


def run(python, program, environment, folder):
    """A program that must end well."""
    done = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, env=environment, cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_missing_nd4j_is_named(python, tmp_path):
    words = [python.parent / "walras", "run", "auction/chain-v0", "--backend", "nd4j"]
    done = subprocess.run(words, capture_output=True, text=True, env=stranger(tmp_path))
    assert done.returncode == 1
    assert 'pip install "walras-server[nd4j]"' in done.stderr
