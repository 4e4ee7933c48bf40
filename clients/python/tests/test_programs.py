"""The programs that come with the package: the benchmark and the demo."""

import json
import runpy
from pathlib import Path

import pytest

from walras import bench
from walras.demo import __main__ as demo

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.py"))
EXPECTED = Path(__file__).parents[2] / "samples.txt"


def test_bench_prints_a_line_per_case(server, address, capsys):
    more = ["--uds", server.uds] if server.uds else []
    more += ["--sizes", "1", "8", "--seconds", "0.02", "--json"]
    assert bench.main(["--address", address, *more]) == 0
    report = json.loads(capsys.readouterr().out)
    lines = {
        (line["environment"], line["num_envs"], line["client"], line["transport"]): line
        for line in report["results"]
        if "p50_us" in line
    }
    ways = [("python", "tcp"), ("numpy", "in process"), ("jax", "in process")]
    ways += [("python", "uds"), ("python", "shm")] if server.uds else []
    assert set(lines) >= {(name, size, *way) for name in bench.ENVIRONMENTS for size in (1, 8) for way in ways}
    for line in lines.values():
        if line.get("note") == "not installed":
            assert line["median"] is None
        else:
            assert 0 < line["p50_us"] <= line["p99_us"]
            assert line["steps_per_second"] > 0
    assert "python" in report["machine"]
    rates = {line["name"] for line in report["results"] if line["unit"] == "steps/s"}
    assert all(any(name in rate and "rollouts" in rate for rate in rates) for name in bench.ENVIRONMENTS)


def test_demo_ends_with_optimal_behaviour_and_a_picture(address, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "out" / "bids.png"
    assert demo.main(["--address", address, "--out", str(picture)]) == 0
    told = capsys.readouterr().out
    assert "optimal" in told
    assert str(picture) in told
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_demo_says_so_when_it_has_not_learned(address, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    assert demo.main(["--address", address, "--out", str(tmp_path / "bids.png"), "--steps", "3"]) == 1
    assert "NOT optimal" in capsys.readouterr().out


@pytest.mark.parametrize("sample", ["step", "seats", "rollout", "optimum"])
def test_samples_print_what_those_of_all_clients_print(address, capsys, sample):
    (path,) = [path for path in SAMPLES if path.stem == sample]
    runpy.run_path(str(path))
    expected = dict(part.split("\n", 1) for part in EXPECTED.read_text().split("== ")[1:])
    assert capsys.readouterr().out == expected[sample]


def test_every_sample_is_tested():
    assert [path.stem for path in SAMPLES] == [
        "optimum",
        "rollout",
        "seats",
        "stand_in_model",
        "step",
    ]  # test_mcp runs the model
