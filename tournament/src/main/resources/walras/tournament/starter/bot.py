"""Bids more the nearer the goal is. Whoever plays gets one seat of one match, and plays until the match is over."""

import os
from urllib.parse import parse_qs, urlsplit

import walras

address = urlsplit(os.environ["WALRAS_JOIN"])  # walras://HOST:PORT/SESSION?ticket=TICKET
tickets = parse_qs(address.query)["ticket"]

with walras.connect(address.netloc) as client, client.attach(address.path[1:], *tickets, reconnect=30) as seat:
    turn = seat.wait()
    while True:
        state = turn.obs["bidders"]["state"]  # [rows, 1]
        try:
            turn = seat.step({"bidders": 0.3 + 0.1 * state})  # [rows, 1]
        except walras.FailedPreconditionError:
            break  # SESSION_CLOSED: the match is over
