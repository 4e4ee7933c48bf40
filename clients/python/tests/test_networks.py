"""Networks as data: what the server computes is what PyTorch computes."""

import numpy as np
import pytest

import walras

pytestmark = pytest.mark.timeout(60)


def module(torch, features, hidden, outputs, activation):
    """A perceptron with two hidden layers, with outputs of the size of bids."""
    torch.manual_seed(3)
    layers = [torch.nn.Linear(features, hidden), activation(), torch.nn.Linear(hidden, hidden), activation()]
    return torch.nn.Sequential(torch.nn.Sequential(*layers), torch.nn.Dropout(), torch.nn.Linear(hidden, outputs))


def one_hot(values, count):
    """Discrete values as the server shows them to a network."""
    return np.eye(count, dtype=np.float32)[np.asarray(values)]


@pytest.mark.parametrize("rows", [1, 7, 64])
@pytest.mark.parametrize(("kind", "hidden"), [("Tanh", 64), ("ReLU", 128), ("Tanh", 5)])
def test_from_torch_acts_as_torch(client, rows, kind, hidden):
    torch = pytest.importorskip("torch")
    with client.session("auction/chain-v0", num_envs=rows, seed=5, options={"bid_max": 100.0}) as session:
        session.reset()
        states = session.spec.groups[0].observations[0].space.discrete.count
        net = module(torch, states, hidden, 1, getattr(torch.nn, kind))
        with torch.no_grad():
            net[-1].bias += 3  # within the bounds, so that nothing is clipped
        trajectory = session.rollout(20, policy=walras.policies.from_torch(net))
        seen = trajectory.obs["bidders"]["state"][:20]
        with torch.no_grad():
            expected = net.eval()(torch.as_tensor(one_hot(seen, states))).numpy()
        played = trajectory.actions["bidders"]["bid"]
    assert (expected > 0).all()
    np.testing.assert_allclose(np.asarray(played).reshape(-1), expected.reshape(-1), rtol=1e-5, atol=1e-5)


def test_from_torch_names_what_it_cannot_send():
    torch = pytest.importorskip("torch")
    nn = torch.nn
    for wrong, place in [
        (nn.Conv2d(1, 1, 1), "module"),
        (nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Sigmoid()), nn.Linear(2, 1)), r"module\[1\]\[0\]"),
        (nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)), r"module\[1\]"),
        (nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)), r"module\[3\]"),
        (nn.Sequential(nn.Linear(2, 2), nn.Tanh()), "module"),
        (nn.Sequential(), "module"),
    ]:
        with pytest.raises(walras.InvalidArgumentError, match=f"from_torch: {place}:"):
            walras.policies.from_torch(wrong)
