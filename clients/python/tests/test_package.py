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
    done = subprocess.run(
        [python, "-c", program], capture_output=True, text=True, env=stranger(tmp_path), cwd=tmp_path, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 120
    assert done.stdout.strip()


def test_missing_nd4j_is_named(python, tmp_path):
    words = [python.parent / "walras", "run", "auction/chain-v0", "--backend", "nd4j"]
    done = subprocess.run(words, capture_output=True, text=True, env=stranger(tmp_path))
    assert done.returncode == 1
    assert 'pip install "walras-server[nd4j]"' in done.stderr
