"""The programs that come with the package: the benchmark and the demo."""

import json

import pytest

from walras import bench
from walras.demo import __main__ as demo


def test_bench_prints_a_line_per_case(address, capsys):
    assert bench.main(["--address", address, "--sizes", "1", "8", "--seconds", "0.05", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    lines = {(line["environment"], line["num_envs"]): line for line in report["results"] if "p50_us" in line}
    assert set(lines) == {(name, size) for name in bench.ENVIRONMENTS for size in (1, 8)}
    for line in lines.values():
        assert 0 < line["p50_us"] <= line["p99_us"]
        assert line["steps_per_second"] > 0
    assert "python" in report["machine"]


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
