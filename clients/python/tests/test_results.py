"""The page of three results, run from its first block to its last in one empty folder."""

import os
import re
import shlex
import subprocess
import sys

import pytest
from conftest import ROOT

BLOCKS = re.findall(r"```(python|sh)\n(.*?)```", (ROOT / "docs" / "results.md").read_text(), re.DOTALL)


def command_line():
    """The words that stand for ``walras``: of the server that the tests start."""
    return shlex.split(os.environ.get("WALRAS_SERVER", f"{ROOT / 'walras'} serve"))[:-1]


def test_results_are_few_lines():
    for kind, block in BLOCKS:
        assert len(block.strip().splitlines()) <= (10 if kind == "python" else 3)


@pytest.mark.timeout(400)
def test_page_gives_its_three_results(address, tmp_path):
    pytest.importorskip("minari")
    environment = {**os.environ, "WALRAS_ADDRESS": address, "MINARI_DATASETS_PATH": str(tmp_path / "minari")}
    shell = f'walras() {{ {shlex.join(command_line())} "$@"; }}\n'
    for kind, block in BLOCKS:
        words = [sys.executable, "-W", "ignore", "-c", block] if kind == "python" else ["bash", "-ec", shell + block]
        done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300)
        assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100  # the last block's episodes
    for name, columns in (("regret.tex", 5), ("sweep.tex", 5)):
        text = (tmp_path / name).read_text()
        assert "\\begin{tabular}" in text
        assert text.splitlines()[3].count("&") >= columns - 1
        assert not re.search(r"\de[-+]\d", text), "LaTeX has no numbers with an e"
    assert "MOLM" in (tmp_path / "regret" / "regret.csv").read_text()
    assert (tmp_path / "regret" / "figure.svg").stat().st_size > 1000
