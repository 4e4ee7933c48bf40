"""Spaces and ids, without a server."""

import gymnasium
import numpy as np
import pytest
from gymnasium import spaces

import walras
from walras.channel import open_channel
from walras.registration import ENVIRONMENTS
from walras.spaces import tensor_space, tensors_space
from walras.v1 import spec_pb2, tensor_pb2


def box(shape, low, high, dtype=tensor_pb2.DATA_TYPE_FLOAT64):
    return spec_pb2.Space(box=spec_pb2.BoxSpace(dtype=dtype, shape=shape, low=low, high=high))


def discrete(count):
    return spec_pb2.Space(discrete=spec_pb2.DiscreteSpace(count=count))


@pytest.mark.parametrize(
    ("wire", "agents", "expected"),
    [
        (discrete(3), 1, spaces.Discrete(3)),
        (discrete(3), 2, spaces.MultiDiscrete([3, 3])),
        (box([], [0], [1]), 1, spaces.Box(0, 1, (1,), np.float64)),
        (box([], [0], [1]), 4, spaces.Box(0, 1, (4,), np.float64)),
        (box([2], [0, 1], [5, 6]), 1, spaces.Box(np.array([0.0, 1.0]), np.array([5.0, 6.0]), dtype=np.float64)),
        (
            box([2], [0, 1], [np.inf, 6], tensor_pb2.DATA_TYPE_FLOAT32),
            2,
            spaces.Box(np.array([[0, 1]] * 2, np.float32), np.array([[np.inf, 6]] * 2, np.float32)),
        ),
        (box([3], [0], [255], tensor_pb2.DATA_TYPE_UINT8), 1, spaces.Box(0, 255, (3,), np.uint8)),
        (
            spec_pb2.Space(multi_discrete=spec_pb2.MultiDiscreteSpace(counts=[2, 4])),
            1,
            spaces.MultiDiscrete([2, 4]),
        ),
        (
            spec_pb2.Space(multi_discrete=spec_pb2.MultiDiscreteSpace(counts=[2, 4])),
            2,
            spaces.MultiDiscrete([[2, 4], [2, 4]]),
        ),
        (spec_pb2.Space(multi_binary=spec_pb2.MultiBinarySpace(shape=[5])), 1, spaces.MultiBinary(5)),
        (spec_pb2.Space(multi_binary=spec_pb2.MultiBinarySpace(shape=[5])), 3, spaces.MultiBinary([3, 5])),
    ],
)
def test_tensor_space_is_gymnasiums(wire, agents, expected):
    space = tensor_space(wire, agents)
    if expected != space:  # MultiBinary(5) and MultiBinary((5,)) differ only in how they were asked for
        assert type(space) is type(expected)
        assert (space.shape, space.dtype) == (expected.shape, expected.dtype)


def test_tensors_space_one_is_itself_and_several_are_a_dict():
    one = spec_pb2.TensorSpec(name="state", space=discrete(3))
    two = spec_pb2.TensorSpec(name="price", space=box([], [0], [1]))
    assert tensors_space([one]) == spaces.Discrete(3)
    assert tensors_space([one, two]) == spaces.Dict(state=spaces.Discrete(3), price=spaces.Box(0, 1, (1,), np.float64))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_gymnasium_knows_the_ids(environment):
    # with a hyphen other processes can read it, with a slash it is the same in every language
    hyphen = f"walras/{environment.replace('/', '-')}"
    for name in (hyphen, f"walras/{environment}"):
        spec = gymnasium.spec(name)
        assert spec.id == hyphen
        assert spec.kwargs == {"environment": environment}


def test_gymnasium_still_refuses_other_slashes():
    with pytest.raises(gymnasium.error.Error):
        gymnasium.spec("someone/else/thing-v0")
    assert gymnasium.spec("CartPole-v1").id == "CartPole-v1"


@pytest.mark.parametrize("address", ["nowhere", "http://localhost:1", "localhost", "localhost:x"])
def test_open_channel_bad_addresses_are_refused(address):
    with pytest.raises(walras.InvalidArgumentError, match="expected host:port"):
        open_channel(address, None)


def test_connect_nobody_there_says_what_to_do():
    with pytest.raises(walras.UnavailableError, match="`walras serve`"):
        walras.connect("localhost:1")
