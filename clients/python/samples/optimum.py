"""The exact optimum of an environment, and how far a built-in policy is from it."""

import walras

with walras.connect() as client:
    solution = client.solve("auction/chain-v0", {"discount": 0.99})
    print("Q*, [state, primitive]:")
    print(solution["q_star"].round(4))
    for policy in ("truthful", "random"):
        with client.session("auction/chain-v0", num_envs=256, seed=7, metrics=["regret"]) as session:
            session.reset()
            trajectory = session.rollout(20, policy)
        print(f"{policy} bidders lose {trajectory.metrics['regret'].mean():.5f} per step")
