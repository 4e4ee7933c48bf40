"""Makes a session, steps a batch, and reads what comes back."""

import numpy as np

import walras

with (
    walras.connect() as client,
    client.session("auction/chain-v0", num_envs=1024, seed=7, metrics=["price"]) as session,
):
    generator = np.random.default_rng(7)
    turn = session.reset()
    for _ in range(100):
        turn = session.step({"bidders": generator.uniform(size=(1024, 4))})
    state, price = turn.obs["bidders"]["state"], turn.metrics["price"]
    print(f"turn {turn.step}: states {state.shape}, mean price {price.mean():.3f}, {turn.done.sum()} rows ended")
