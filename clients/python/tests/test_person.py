"""The page of a person's seat, in a browser, against a real server: a person, by a script, and a bot at one table."""

import json
import os
import threading
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

STATE = "document.getElementById('main').dataset.state"
MOVES = 8


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A client of a server with logs, and its HTTP address."""
    process, address, http = start_server("--data-dir", str(tmp_path_factory.mktemp("logs")))
    with walras.connect(address) as client:
        yield client, http
    process.terminate()
    process.wait(60)


def played_by_a_bot(address, bid):
    """A thread that plays a seat until the session is closed."""

    def play():
        with walras.join(address) as seat:
            turn = seat.wait()
            while True:
                try:
                    turn = seat.step({"bidders": np.full(turn.reward["bidders"].shape, bid, np.float32)})
                except walras.FailedPreconditionError:  # the session is closed
                    return

    thread = threading.Thread(target=play)
    thread.start()
    return thread


def say(browser, name, value):
    """Writes a number into the field of an action."""
    field = f"document.querySelector('[data-action=\"{name}\"] input[type=number]')"
    browser.value(f"{field}.value = {json.dumps(str(value))}, {field}.dispatchEvent(new Event('input'))")


def press(browser, selector):
    browser.value(f"document.querySelector({json.dumps(selector)}).click()")


def picture(browser, name):
    assert browser.value("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the screen"
    if folder := os.environ.get("WALRAS_PICTURES"):
        browser.picture(Path(folder) / f"{name}.png")


def rewards(http, host, group):
    """What the log has: the rewards of every step, of all agents."""
    query = f"{http}/replay?session={host.id}&from=0&steps=100&rows=1"
    request = urllib.request.Request(query, headers={"walras-host-token": host.token})
    with urllib.request.urlopen(request) as answer:
        turns = json.load(answer)["turns"]
    return [turn["turn"]["reward"][group][0] for turn in turns if turn["cause"] == "step"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light"), (400, "dark")])
def test_a_person_and_a_bot_finish_an_episode(page, width, scheme):
    # Guards: a person who cannot play, who is told another's rewards, whose ticket stays in the address.
    client, http = page
    options = {"copies": 1, "horizon": MOVES}
    deadline = walras.Deadline(120, bank_seconds=60)
    with (
        client.host(
            "auction/chain-v0", num_envs=1, seats=["bidders/0", "bidders/1"], options=options, deadline=deadline
        ) as host,
        Browser(width=width, scheme=scheme) as browser,
    ):
        bot = played_by_a_bot(host.address("bidders/1"), 0.25)
        browser.go(host.page("bidders/0", http))
        browser.wait("document.querySelector('form.seat')")
        assert "ticket" not in browser.value("location.href")
        assert browser.value("document.querySelector('button.play').disabled"), "nothing to play before the beginning"
        host.reset()
        for move in range(1, MOVES + 1):
            browser.wait(f"document.querySelector('form.seat').dataset.step === '{move - 1}'")
            assert browser.value(f"{STATE} === 'move'")
            if move == 2:
                say(browser, "bid", 7)
                press(browser, "button.play")
                browser.wait("document.querySelector('.why').textContent || document.querySelector(':invalid')")
                assert browser.value(f"{STATE} === 'move'"), "what is no bid is not played"
            say(browser, "bid", round(0.1 * move, 1))
            press(browser, "button.play")
        browser.wait(f"{STATE} === 'over'")
        earned = rewards(http, host, "bidders")
        assert len(earned) == MOVES
        rows = browser.value(
            "[...document.querySelectorAll('section tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
        )
        told = [row for row in rows if row[1].startswith("bid ")]
        assert [row[1] for row in told][::-1] == [f"bid {round(0.1 * move, 1):g}" for move in range(1, MOVES + 1)]
        assert np.allclose([float(row[2]) for row in told][::-1], [each[0] for each in earned], atol=1e-3)
        assert float(told[0][3]) == pytest.approx(sum(each[0] for each in earned), abs=1e-2)
        picture(browser, f"seat-auction-{width}-{scheme}")
        press(browser, "button.play")
        browser.wait(f"{STATE} === 'move'")
        assert browser.value("Number(document.querySelector('[data-name=clock] b').textContent) > 0")
        host.close()
        browser.wait(f"{STATE} === 'closed'")
        bot.join(30)
        assert not bot.is_alive()
        assert browser.faults == []


def test_choices_are_buttons_and_vectors_are_tables(page):
    # Guards: spaces that have no control.
    client, http = page
    with Browser(width=400) as browser:
        with client.host("stackelberg/matrix-v0", num_envs=1, seats=["leader"]) as host:
            browser.go(host.page("leader", http))
            browser.wait("document.querySelector('.choices button')")
            host.reset()
            browser.wait(f"{STATE} === 'move'")
            press(browser, ".choices button[data-choice='1']")
            assert browser.value("document.querySelectorAll('.choices [aria-pressed=true]').length") == 1
            press(browser, "button.play")
            browser.wait("document.querySelector('form.seat').dataset.step === '1' || " + f"{STATE} === 'over'")
            assert " 1" in browser.value("document.querySelector('section tbody tr').cells[1].textContent")
            picture(browser, "seat-matrix-400")
        with client.host("exchange/static-v0", num_envs=1, seats=["consumers/0"], options={"market": "report"}) as host:
            browser.go(host.page("consumers/0", http))
            browser.wait("document.querySelector('form.seat table input')")
            host.reset()
            browser.wait(f"{STATE} === 'move'")
            press(browser, "button.play")
            browser.wait(f"document.querySelector('form.seat').dataset.step === '1' || {STATE} === 'over'")
            picture(browser, "seat-exchange-400")
        assert browser.faults == []


def test_a_link_without_a_ticket_says_so(page):
    client, http = page
    with client.host("counter-v0", num_envs=1) as host, Browser() as browser:
        browser.go(f"{http}/#seat={host.id}")
        browser.wait("document.querySelector('.bad[role=alert]')")
        assert "no ticket" in browser.value("document.querySelector('.bad[role=alert]').textContent")
