"""The page on the HTTP port, in a browser, against a real server: what it draws is what the wire has."""

import json
import os
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from browser import Browser, executable
from conftest import start_server

import walras

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(
        executable() is None and os.environ.get("CI") != "true", reason="no Chromium; Debian's package: chromium"
    ),
    pytest.mark.timeout(300),
]

ROWS, STEPS = 16, 12
SHOWN = "document.querySelectorAll('figure:not([hidden]) svg').length > 1"
# What a figure draws, read back from its geometry by its scales: lines as points, bars as heights, marks as places.
READ_BACK = """(title) => {
  const svg = document.querySelector(`figure[data-title="${title}"] svg`);
  const numbers = (text) => text.split(' ').map(Number);
  const [low, high] = numbers(svg.dataset.y), [x0, x1] = numbers(svg.dataset.x);
  const [left, right, bottom, top] = numbers(svg.dataset.box);
  const y = (at) => low + (bottom - at) / (bottom - top) * (high - low);
  const x = (at) => x0 + (at - left) / (right - left) * (x1 - x0);
  const read = { tolerance: (high - low) / (bottom - top) * 0.01, series: {}, marks: [] };
  const base = Math.max(low, Math.min(high, 0));
  const height = (bar) => {
    const upper = Number(bar.getAttribute('y')), lower = upper + Number(bar.getAttribute('height'));
    return y(upper) - base > read.tolerance ? y(upper) : y(lower);
  };
  const points = (line) => line.getAttribute('d').slice(1).split('L').map(numbers).map(([px, py]) => [x(px), y(py)]);
  for (const group of svg.querySelectorAll('[data-series]')) {
    const line = group.querySelector('.line');
    read.series[group.dataset.series] = line ? points(line) : [...group.querySelectorAll('.bar')].map(height);
    const places = [...group.querySelectorAll('.mark')].map((mark) => / (\\S+)H/.exec(mark.getAttribute('d'))[1]);
    read.marks.push(...places.map(Number).map(y));
  }
  return read;
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A server with logs; its process, gRPC and HTTP addresses."""
    process, address, http = start_server("--data-dir", str(tmp_path_factory.mktemp("logs")))
    yield address, http
    process.terminate()
    process.wait(60)


@pytest.fixture(scope="module")
def client(page):
    with walras.connect(page[0]) as connected:
        yield connected


def played(client, environment, actions, **arguments):
    """A session that was played for some steps: it, and its turns."""
    session = client.session(environment, num_envs=ROWS, seed=3, metrics=["*"], **arguments)
    turns = [session.reset()]
    rng = np.random.default_rng(5)
    turns += [session.step(actions(rng)) for _ in range(STEPS)]
    return session, turns


def kept(browser, name):
    """Keeps a picture, where somebody wants to look at them."""
    if folder := os.environ.get("WALRAS_PICTURES"):
        browser.picture(Path(folder) / f"{name}.png")


def fits(browser, name):
    """Holds that the page is as wide as its window, narrow and wide, light and dark; keeps pictures."""
    for width, scheme in [(400, "light"), (400, "dark"), (1280, "dark"), (1280, "light")]:
        browser.size(width, 900)
        browser.scheme(scheme)
        browser.wait(f"document.documentElement.scrollWidth === {width}")
        kept(browser, f"{name}-{width}-{scheme}")


def opened(browser, http, session, turn):
    browser.go(f"{http}/#session={session.id}&host={session._host_token}&turn={turn}")
    browser.wait(f"{SHOWN} && document.querySelector('.bar-of')?.dataset.step === '{turn}'")
    assert "host=" not in browser.value("location.href")
    fits(browser, browser.value("document.querySelector('h1').firstChild.textContent").replace("/", "-"))


def read(browser, title):
    return browser.value(f"({READ_BACK})({json.dumps(title)})")


def assert_line(read_back, name, expected):
    drawn = np.array(read_back["series"][name])
    assert np.allclose(drawn[:, 0], np.arange(1, STEPS + 1), atol=0.01)
    assert np.allclose(drawn[:, 1], expected, atol=read_back["tolerance"]), name


def assert_bars(read_back, name, expected):
    assert np.allclose(read_back["series"][name], expected, atol=read_back["tolerance"]), name


def test_an_auction_shows_bids_beside_values_winners_and_credit(page, client):
    session, turns = played(client, "auction/chain-v0", lambda rng: {"bidders": rng.random((ROWS, 4))})
    with Browser() as browser:
        opened(browser, page[1], session, STEPS)
        last = turns[-1].metrics
        bids = read(browser, "Bids beside optimal values")
        assert_bars(bids, "bid", np.nanmean(last["bid"], axis=0))
        assert np.allclose(bids["marks"], np.nanmean(last["value"], axis=0), atol=bids["tolerance"])
        winners = read(browser, "Winners")
        assert_bars(winners, "this turn", np.bincount(last["winner"].astype(int), minlength=4) / ROWS)
        for title, names in {
            "Prices": ["price", "second_price", "revenue"],
            "Credit created": ["credit_created"],
        }.items():
            for name in names:
                assert_line(read(browser, title), name, [np.nanmean(turn.metrics[name]) for turn in turns[1:]])
        browser.press("ArrowLeft", 37)
        browser.wait(f"document.querySelector('.bar-of').dataset.step === '{STEPS - 1}'")
        assert browser.value("location.hash").endswith(f"turn={STEPS - 1}")
        assert_bars(read(browser, "Bids beside optimal values"), "bid", np.nanmean(turns[-2].metrics["bid"], axis=0))
        assert browser.faults == []


def test_an_exchange_shows_prices_allocations_and_the_distance(page, client):
    acts = lambda rng: {"consumers": rng.random((ROWS, 3, 3))}  # noqa: E731
    session, turns = played(client, "exchange/static-v0", acts, options={"horizon": 50})
    solution = client.solve("exchange/static-v0").tables
    with Browser() as browser:
        opened(browser, page[1], session, STEPS)
        seen = turns[-1].obs["consumers"]
        prices = read(browser, "Prices beside the equilibrium")
        assert_bars(prices, "price", seen["prices"][:, 0].mean(axis=0))
        assert np.allclose(prices["marks"], solution["prices"], atol=prices["tolerance"])
        allocations = read(browser, "Allocations beside the equilibrium")
        for agent in range(3):
            assert_bars(allocations, f"consumer {agent}", seen["bundle"][:, agent].mean(axis=0))
        assert np.allclose(allocations["marks"], np.ravel(solution["allocation"]), atol=allocations["tolerance"])
        assert_line(read(browser, "Welfare"), "welfare", [turn.metrics["welfare"].mean() for turn in turns[1:]])
        loss = [turn.metrics["equilibrium_loss"].mean() for turn in turns[1:]]
        assert_line(read(browser, "Distance to the optimum"), "equilibrium_loss", loss)
        assert browser.faults == []


def test_a_leader_shows_its_commitment_and_a_government_its_levers(page, client):
    rows = np.arange(ROWS)[:, None] % 3
    matrix, _ = played(client, "stackelberg/matrix-v0", lambda rng: {"leader": rows})
    levers = []
    taxed, turns = played(
        client,
        "stackelberg/taxation-v0",
        lambda rng: levers.append(rng.uniform(0, 0.3, (ROWS, 1, 5))) or {"leader": levers[-1]},
    )
    with Browser(scheme="dark") as browser:
        opened(browser, page[1], matrix, STEPS)
        commitment = read(browser, "The leader beside the equilibrium")
        assert_bars(commitment, "leader", np.bincount(rows[:, 0]) / ROWS)
        assert np.allclose(commitment["marks"], [0, 0, 1], atol=commitment["tolerance"])
        opened(browser, page[1], taxed, STEPS)
        assert_bars(read(browser, "Levers"), "lever", levers[-1][:, 0].mean(axis=0))
        gini = [turn.metrics["wealth_gini"].mean() for turn in turns[1:]]
        assert_line(read(browser, "Gini indices"), "wealth_gini", gini)
        curve = np.array(read(browser, "Lorenz curve")["series"]["wealth of halves and tenths"])
        people, macro = turns[-1].obs["leader"]["population"][:, 0], turns[-1].obs["leader"]["economy"][:, 0]
        wealth = macro[:, 1] + macro[:, 2]
        expected = [0, (0.5 * people[:, 3] / wealth).mean(), (1 - 0.1 * people[:, 0] / wealth).mean(), 1]
        assert np.allclose(curve[:, 1], expected, atol=0.01)
        assert browser.faults == []


def test_a_live_session_is_followed(page, client):
    session, _ = played(client, "auction/chain-v0", lambda rng: {"bidders": rng.random((ROWS, 4))})
    with Browser() as browser:
        browser.go(f"{page[1]}/#session={session.id}&host={session._host_token}")
        for step in range(STEPS + 1, STEPS + 4):
            turn = session.step({"bidders": np.full((ROWS, 4), step / 100)})
            browser.wait(f"document.querySelector('.bar-of')?.dataset.step === '{step}'")
            assert_bars(read(browser, "Bids beside optimal values"), "bid", turn.metrics["bid"].mean(axis=0))


def test_a_stranger_sees_what_is_public(page, client):
    session, _ = played(client, "auction/chain-v0", lambda rng: {"bidders": rng.random((ROWS, 4))})
    with Browser() as browser:
        browser.go(f"{page[1]}/#session={session.id}")
        session.step({"bidders": np.full((ROWS, 4), 0.5)})
        browser.wait(SHOWN)
        visible = "[...document.querySelectorAll('figure:not([hidden])')].map((one) => one.dataset.title)"
        titles = browser.value(visible)
        assert "Prices" in titles
        assert "Winners" in titles
        assert not {"Bids beside optimal values", "Every bid and its value", "Rewards", "bid_distance"} & set(titles)
        assert browser.faults == []


def test_the_server_page_shows_its_meters(page, client):
    session, _ = played(client, "counter-v0", lambda rng: {"counters": np.zeros((ROWS, 1), np.int32)})
    with Browser(400, 800) as browser:
        browser.go(page[1] + "/")
        browser.wait(f"[...document.querySelectorAll('td a')].some((a) => a.textContent === '{session.id}')")
        with urllib.request.urlopen(page[1] + "/metrics") as answer:
            meters = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[0] != "#")
        tile = "document.querySelector('.tile[data-name=sessions] b').textContent"
        assert float(browser.value(tile)) == float(meters["walras_sessions_open"]) == len(client.sessions())
        assert browser.value("document.documentElement.scrollWidth") == 400
        fits(browser, "server")
        assert browser.faults == []


@pytest.mark.parametrize("width", [400, 1280])
def test_a_run_from_the_form_is_the_run_that_the_wire_makes(page, client, width):
    with Browser(width) as browser:
        browser.go(page[1] + "/#run=auction/chain-v0")
        browser.wait("document.getElementById('run-rows')")
        fill = "(id, text) => { document.getElementById(id).value = text; }"
        for name, text in {"run-rows": ROWS, "run-steps": STEPS, "run-seed": 9, "option-states": 4}.items():
            browser.value(f"({fill})('{name}', '{text}')")
        browser.value("document.querySelector('form.options button').click()")
        browser.wait(f"document.querySelector('.bar-of[data-step=\"{STEPS}\"]')")
        with client.session("auction/chain-v0", ROWS, seed=9, options={"states": 4}, metrics=["*"]) as session:
            session.reset()
            metrics = session.rollout(STEPS, policy="truthful").metrics
        assert_line(read(browser, "Prices"), "price", np.nanmean(metrics["price"], axis=1))
        assert browser.value("document.documentElement.scrollWidth") == width
        fits(browser, "run")
        assert browser.faults == []


SIMPLEX = """() => {
  const svg = document.querySelector(`figure[data-title="Followers' strategies"] svg`);
  const [left, bottom, side] = svg.dataset.simplex.split(' ').map(Number);
  const dot = svg.querySelector('[data-series] circle');
  const c = (bottom - Number(dot.getAttribute('cy'))) / (side * Math.sqrt(3) / 2);
  const b = (Number(dot.getAttribute('cx')) - left) / side - c / 2;
  return [1 - b - c, b, c];
}"""


def test_followers_strategies_on_the_simplex_are_what_they_remember(page, client):
    with Browser() as browser:
        browser.go(page[1] + "/#run=stackelberg/matrix-v0")
        browser.wait("document.getElementById('run-rows')")
        fill = "(id, text) => { document.getElementById(id).value = text; }"
        words = {"run-rows": ROWS, "run-steps": STEPS, "run-seed": 9, "option-game": "escape"}
        for name, text in words.items():
            browser.value(f"({fill})('{name}', '{text}')")
        browser.value("document.querySelector('form.options button').click()")
        browser.wait(f"document.querySelector('.bar-of[data-step=\"{STEPS}\"]')")
        browser.wait("document.querySelector('[data-simplex]')")
        spec = client.describe("stackelberg/matrix-v0")
        policy = next(group.default_policy for group in spec.groups if group.name == "leader")
        options = {"game": "escape"}
        with client.session("stackelberg/matrix-v0", ROWS, seed=9, options=options, privileged=True) as session:
            session.reset()
            weights = session.rollout(STEPS, policy=policy).privileged["weights"][-1][:, 0, 0]  # [B, columns]
        expected = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
        assert np.allclose(browser.value(f"({SIMPLEX})()"), expected, atol=0.002)
        fits(browser, "simplex")
        assert browser.faults == []


def test_solve_shows_the_tables(page, client):
    with Browser() as browser:
        browser.go(page[1] + "/#solve=auction/chain-v0")
        browser.wait("document.querySelector('form.options button')")
        browser.value("document.querySelector('form.options button').click()")
        browser.wait("document.querySelector('[data-table=q_star] td')")
        q = np.array(client.solve("auction/chain-v0").tables["q_star"])
        drawn = read(browser, "q_star")
        for primitive in range(q.shape[1]):
            assert_bars(drawn, f"primitive {primitive}", q[:, primitive])
        fits(browser, "solve")
        assert browser.faults == []


TOURNAMENT = """
name: bidders in pairs
environments:
  - {id: auction/chain-v0, options: {copies: 1, horizon: 20}, rows: 8, episodes: 2}
seats: ["bidders[0]", "bidders[1]"]
entrants: [{name: truth, policy: truthful}, {name: coin, policy: random}, {name: half, policy: random}]
seeds: [1, 2, 3]
"""
CELLS = (
    "(where) => [...document.querySelectorAll(`${where} tbody tr`)].map((r) => [...r.cells].map((c) => c.innerText))"
)
# Means and ends of intervals, by the scales of their figure.
INTERVALS = """(title) => {
  const svg = document.querySelector(`figure[data-title="${title}"] svg`);
  const numbers = (text) => text.split(' ').map(Number);
  const [low, high] = numbers(svg.dataset.y), [, , bottom, top] = numbers(svg.dataset.box);
  const y = (at) => low + (bottom - at) / (bottom - top) * (high - low);
  return Object.fromEntries([...svg.querySelectorAll('[data-interval]')].map((one) => [one.dataset.interval,
    [Number(one.querySelector('circle').getAttribute('cy')),
     ...one.querySelector('path').getAttribute('d').split(/[ V]/).slice(1).map(Number)].map(y)]));
}"""


@pytest.fixture(scope="module")
def tournament(client):
    """A tournament of policies that has been played."""
    made = client.tournaments.create(TOURNAMENT).tournament.id
    *_, last = client.tournaments.watch(made)
    assert last.played == 18, last
    return made


def cells(browser, where):
    return browser.value(f"({CELLS})({json.dumps(where)})")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (400, "dark")])
def test_a_tournament_shows_its_standings_and_matches(page, client, tournament, width, scheme):
    # Guards: numbers that are not the wire's, a page that is wider than the window.
    standings = client.tournaments.standings(tournament)
    results = json.loads(standings.results_json)
    with Browser(width, scheme=scheme) as browser:
        browser.go(page[1] + "/#tournaments")
        browser.wait("document.querySelector('main td a')")
        kept(browser, f"tournaments-{width}-{scheme}")
        [listed] = cells(browser, "main")
        assert listed[0] == "bidders in pairs"
        assert listed[1] == "finished"
        assert listed[2].strip() == "18 of 18 matches"
        browser.value("document.querySelector('main td a').click()")
        browser.wait("document.querySelector('[data-standings] td')")
        kept(browser, f"tournament-{width}-{scheme}")
        drawn = cells(browser, "[data-standings]")
        assert [row[0] for row in drawn] == [each.entrant for each in standings.standings] == results["standings"]
        for row, each in zip(drawn, standings.standings, strict=True):
            told = [each.mean_payoff, 1.96 * each.mean_payoff_se, each.rating, each.rating_low, each.rating_high]
            assert np.allclose([float(text) for text in row[2:7]], told, rtol=1e-3)
            assert float(row[7]) == pytest.approx(results["alpha_rank"][each.entrant], rel=1e-3, abs=1e-12)
            assert row[8] == str(each.matches)
        intervals = browser.value(f"({INTERVALS})('Payoff')")
        for each in standings.standings:
            off = 1.96 * each.mean_payoff_se
            told = [each.mean_payoff, each.mean_payoff - off, each.mean_payoff + off]
            assert np.allclose(intervals[each.entrant], told, atol=0.01 * max(1, abs(each.mean_payoff)))
        payoffs = cells(browser, "[data-matrix='Payoffs by opponent']")
        for row, told in zip(payoffs, results["payoff"]["mean"], strict=True):
            for text, number in zip(row[1:], told, strict=True):
                assert (text == "\u2013") if number is None else float(text) == pytest.approx(number, rel=1e-3)
        matches = client.tournaments.matches(tournament)
        for row, match in zip(cells(browser, "[data-matches]"), matches, strict=True):
            assert [int(row[0]), row[1], int(row[2]), int(row[3])] == [
                match.match,
                match.environment,
                match.seed,
                match.steps,
            ]
            assert [part.rpartition(" ")[0] for part in row[4].split(" \u2013 ")] == [
                seat.entrant for seat in match.seats
            ]
        assert browser.value("document.documentElement.scrollWidth") == width
        assert browser.faults == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (400, "light")])
def test_a_match_of_a_tournament_is_replayed(page, client, tournament, width, scheme):
    match = client.tournaments.matches(tournament, 4, 1)[0]
    with urllib.request.urlopen(f"{page[1]}/replay?session={match.session_id}&from=0&steps=50") as answer:
        replay = json.load(answer)
    with Browser(width, scheme=scheme) as browser:
        browser.go(f"{page[1]}/#tournament={tournament}&match=4&turn=7")
        browser.wait(f"{SHOWN} && document.querySelector('.bar-of')?.dataset.step === '7'")
        for row, seat in zip(cells(browser, "[data-seats]"), match.seats, strict=True):
            assert row[:2] == [seat.seat, seat.entrant]
            assert float(row[2]) == pytest.approx(seat.mean_payoff, rel=1e-3)
        prices = read(browser, "Prices")
        told = [turn["summary"]["price"]["mean"] for turn in replay["turns"] if turn["cause"] == "step"]
        assert np.allclose(np.array(prices["series"]["price"])[: len(told), 1], told, atol=prices["tolerance"])
        kept(browser, f"match-{width}-{scheme}")
        browser.value("document.activeElement.blur()")
        browser.press("ArrowRight", 39)
        browser.wait("document.querySelector('.bar-of').dataset.step === '8'")
        assert browser.value("location.hash") == f"#tournament={tournament}&match=4&turn=8"
        assert browser.value("document.documentElement.scrollWidth") == width
        assert browser.faults == []


def test_a_token_is_asked_for_and_sent(tmp_path):
    (tmp_path / "token").write_text("open sesame\n")
    process, _, http = start_server("--token-file", str(tmp_path / "token"))
    try:
        with Browser() as browser:
            browser.go(http + "/")
            browser.wait("document.getElementById('token')?.hidden === false")
            assert browser.value("document.querySelectorAll('.tile').length") == 0
            for text in ("wrong", "open sesame"):
                browser.value(f"document.querySelector('#token input').value = '{text}'")
                browser.value("document.querySelector('#token button').click()")
                browser.wait("document.querySelector('#token .why').textContent || document.querySelector('.tile')")
            browser.wait("document.querySelectorAll('.tile').length > 5")
            assert browser.faults == []
    finally:
        process.kill()
        process.wait(30)
