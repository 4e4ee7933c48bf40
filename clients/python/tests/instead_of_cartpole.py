"""A plugin of pytest for Gymnasium's own tests: their CartPole is an auction, over a batch of the server."""

import gymnasium

import walras

OPTIONS = {"control": "planner", "observation": "one-hot", "horizon": 30, "states": 4}


def single(render_mode=None, **arguments):
    """One environment; nothing is drawn."""
    return walras.make("auction/chain-v0", options=OPTIONS, **arguments)


def batch(num_envs, render_mode=None, **arguments):
    """The batch of a server, which Gymnasium's tests of vectors take for its own."""
    return walras.make_vec("auction/chain-v0", num_envs, options=OPTIONS, **arguments)


gymnasium.registry.pop("CartPole-v1", None)
gymnasium.register("CartPole-v1", entry_point=single, vector_entry_point=batch)
