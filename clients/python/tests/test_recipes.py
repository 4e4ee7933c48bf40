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
}


def test_recipes_are_short_and_known():
    assert set(RECIPES) == set(LIBRARIES)
    for name, program in RECIPES.items():
        assert len(program.splitlines()) <= 25, name


@pytest.mark.full
@pytest.mark.parametrize("name", RECIPES)
def test_recipe(name, address, interop):
    library = LIBRARIES[name]
    pytest.importorskip(library)
    interop(library, "the recipe")
    environment = {**os.environ, "WALRAS_ADDRESS": address, "OMP_NUM_THREADS": "1"}
    words = [sys.executable, "-W", "ignore", "-c", RECIPES[name]]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=110)
    assert done.returncode == 0, done.stderr
