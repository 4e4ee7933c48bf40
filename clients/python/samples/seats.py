"""One session, two participants: each has a ticket, and a step happens when both have acted."""

from concurrent.futures import ThreadPoolExecutor

import walras


def bid(session_id: str, ticket: str, amount: float) -> str:
    """One participant; usually a program of its own."""
    with walras.connect() as client, client.attach(session_id, ticket) as seat:
        turn = seat.wait()
        while not turn.done.any():
            turn = seat.step({"bidders": amount})
        return f"{seat.seats[0].label} bid {amount} and earned {turn.reward['bidders'].item():.3f} in its last step"


with (
    walras.connect() as client,
    client.host("auction/chain-v0", seed=7, seats=["bidders/0", "bidders/1"], options={"copies": 1}) as host,
    ThreadPoolExecutor() as threads,
):
    tickets = host.tickets.values()
    programs = [
        threads.submit(bid, host.id, ticket, amount) for ticket, amount in zip(tickets, (0.2, 0.4), strict=True)
    ]
    host.reset()
    for program in programs:
        print(program.result())
