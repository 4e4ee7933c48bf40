"""Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory."""

import walras

with (
    walras.connect() as client,
    client.session("auction/chain-v0", num_envs=256, seed=7, metrics=["environment_reward"]) as session,
):
    session.reset()
    # One bid per state: half of what winning in it is worth.
    bids = client.solve("auction/chain-v0")["v_star"][:, None] / 2
    trajectory = session.rollout(128, walras.policies.table(bids, noise_std=0.05))
    played, found = trajectory.actions["bidders"]["bid"], trajectory.metrics["environment_reward"]
    print(f"bids {played.shape}, mean {played.mean():.3f}; reward per step {found.mean():.4f}")
