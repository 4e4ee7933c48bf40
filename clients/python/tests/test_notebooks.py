"""Every notebook of examples/ runs from its first cell to its last, and ends with a figure."""

import json

import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
MOST_BYTES = 100_000


def pictures(cell):
    return [output for output in cell["outputs"] if "image/png" in output.get("data", {})]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_small_and_ends_with_a_figure(path):
    assert len(NOTEBOOKS) == 6
    assert path.stat().st_size <= MOST_BYTES
    cells = json.loads(path.read_text())["cells"]
    assert all(output["output_type"] != "error" for cell in cells for output in cell.get("outputs", []))
    assert pictures(cells[-1])
    words = "".join(cells[-1]["source"])
    assert "xlabel" in words
    assert "ylabel" in words
    assert "optimum" in words or "equilibrium" in words


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path, address, tmp_path):
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("walras_server")  # two of them use the command line
    notebook = nbformat.read(path, 4)
    stored = [pictures(cell) for cell in notebook.cells if cell.cell_type == "code"]
    for cell in notebook.cells:
        cell.pop("outputs", None)
        if cell.cell_type == "code":
            cell.outputs = []
    nbclient.NotebookClient(notebook, timeout=250, resources={"metadata": {"path": tmp_path}}).execute()
    shown = [pictures(cell) for cell in notebook.cells if cell.cell_type == "code"]
    assert [len(each) for each in shown] == [len(each) for each in stored]
    assert shown[-1]
