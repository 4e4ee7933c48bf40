"""Makes a session, steps a batch, and reads what comes back."""

import numpy as np

import walras

with (
    walras.connect() as client,
    client.session("auction/chain-v0", num_envs=1024, seed=7, metrics=["price"]) as session,
):
    turn = session.reset()
    for step in range(100):
        turn = session.step({"bidders": (7 * step + 3 * np.arange(4096).reshape(1024, 4)) % 11 / 10})
    state, price = turn.obs["bidders"]["state"], turn.metrics["price"]
    print(f"turn {turn.step}: states {state.shape}, mean price {price.mean():.3f}, {turn.done.sum()} rows ended")
