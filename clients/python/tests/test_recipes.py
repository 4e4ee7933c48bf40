"""Every program of docs/recipes.md runs as it stands, with the library as it is published."""

import contextlib
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from conftest import start_server

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recipes.md"
PROGRAM = re.compile(r"^## ([^\n]+)\n\n(?:[^\n#`][^\n]*\n\n)?```python\n(.*?)```", re.DOTALL | re.MULTILINE)
RECIPES = dict(PROGRAM.findall(PAGE.read_text()))
LIBRARIES = {
    "Gymnasium": "gymnasium",
    "PettingZoo": "pettingzoo",
    "Stable-Baselines3": "stable_baselines3",
    "sb3-contrib": "sb3_contrib",
    "SuperSuit": "supersuit",
    "Minari": "minari",
    "TorchRL": "torchrl",
    "CleanRL": "cleanrl",
    "Tianshou": "tianshou",
    "RLlib": "ray",
    "RLlib over several servers": "ray",
    "BenchMARL": "benchmarl",
    "JAX": "jax",
    "dm_env": "dm_env",
}


def test_recipes_are_short_and_known():
    assert set(RECIPES) == set(LIBRARIES)
    for name, program in RECIPES.items():
        assert len(program.splitlines()) <= 25, name


def cleanrl():
    """The version of the checkout that the environment names: it is no package."""
    checkout = os.environ.get("CLEANRL")
    if not checkout:
        pytest.skip("CLEANRL names no checkout of CleanRL")
    settings = (Path(checkout) / "pyproject.toml").read_text()
    return re.search(r'^version = "(.*)"', settings, re.MULTILINE).group(1)


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", RECIPES)
def test_recipe(name, address, interop, tmp_path):
    library = LIBRARIES[name]
    version = cleanrl() if library == "cleanrl" else None
    if version is None:
        pytest.importorskip(library)
    interop(library, "the recipe", version)
    environment = {**os.environ, "WALRAS_ADDRESS": address, "OMP_NUM_THREADS": "1"}
    words = [sys.executable, "-W", "ignore", "-c", RECIPES[name]]
    with contextlib.ExitStack() as ends:
        if "WALRAS_SERVERS" in RECIPES[name]:
            servers = [ends.enter_context(running()) for _ in range(3)]
            environment["WALRAS_SERVERS"] = ",".join(address for address, _ in servers)
        done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=280)
        assert done.returncode == 0, done.stderr
        if "WALRAS_SERVERS" in RECIPES[name]:
            stepped = [rows_stepped(http) for _, http in servers]
            assert sum(stepped) >= 600, stepped


@contextlib.contextmanager
def running():
    process, address, http = start_server()
    yield address, http
    process.kill()
    process.wait(30)


def rows_stepped(http):
    with urllib.request.urlopen(f"{http}/metrics", timeout=10) as page:
        found = re.search(r"^walras_rows_stepped_total (\S+)", page.read().decode(), re.MULTILINE)
    return float(found.group(1))
