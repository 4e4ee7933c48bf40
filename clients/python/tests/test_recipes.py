"""Every program of docs/recipes.md runs as it stands, with the library as it is published."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recipes.md"
RECIPES = dict(re.findall(r"^## ([^\n]+)\n\n```python\n(.*?)```", PAGE.read_text(), re.DOTALL | re.MULTILINE))
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
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=280)
    assert done.returncode == 0, done.stderr
