"""Players that are sent to the server as data, for rollouts: uniform, built-in, table, and dense layers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from walras.arguments import number_array
from walras.checks import held
from walras.config import choice, named_policy
from walras.errors import bad_request
from walras.v1 import policies_pb2, tensor_pb2

__all__ = ["Policy", "from_torch", "named", "network", "of", "table", "uniform"]

Policy = policies_pb2.Policy


def __dir__() -> list[str]:
    return sorted(__all__)


def tensor(values: Any) -> tensor_pb2.Tensor:
    """An array as the wire has it: float32 stays, every other number becomes float64."""
    array = number_array("values", "an array of numbers", values)
    single = array.dtype == np.float32
    data = np.ascontiguousarray(array, "<f4" if single else "<f8")
    dtype = tensor_pb2.DATA_TYPE_FLOAT32 if single else tensor_pb2.DATA_TYPE_FLOAT64
    return tensor_pb2.Tensor(dtype=dtype, shape=array.shape, data=data.tobytes())


def uniform() -> Policy:
    """Every action drawn uniformly from its space, masked ones left out."""
    return Policy(uniform=policies_pb2.UniformPolicy())


@held
def named(name: str, **options: Any) -> Policy:
    """One of the environment's built-in policies."""
    return Policy(named=named_policy((name, options)))


@held
def table(
    values: Any, *, inputs: Iterable[str] = (), choice: str = "greatest", noise_std: float = 0.0, epsilon: float = 0.0
) -> Policy:
    """A table over the discrete observations.

    Args:
        values: ``[states, outputs]`` for all agents alike or ``[n, states, outputs]``; the state is the value of the
            group's discrete observations in mixed radix, the last one fastest. A number has one output, a discrete
            choice one per choice.
        inputs: the observation tensors that are looked up; empty for all discrete ones.
        choice: ``greatest`` or ``softmax``, how a discrete choice is taken from its scores.
        noise_std: of the normal noise added to a number before it is clipped to its bounds.
        epsilon: the probability with which an agent's whole action is drawn uniformly instead.
    """
    head = _head(choice, noise_std, epsilon)
    return Policy(table=policies_pb2.TablePolicy(values=tensor(values), inputs=list(inputs), head=head))


@held
def network(
    layers: Sequence[tuple[Any, Any]],
    *,
    activation: str = "tanh",
    inputs: Iterable[str] = (),
    choice: str = "greatest",
    noise_std: float = 0.0,
    epsilon: float = 0.0,
) -> Policy:
    """A stack of dense layers, ``h = activation(W h + b)``, none after the last; one layer is a linear policy.

    Args:
        layers: weights ``[out, in]`` (or ``[n, out, in]``) and bias ``[out]`` (or ``[n, out]``, or None) of each.
        activation: ``relu`` or ``tanh``, between the layers.
        inputs: the observation tensors that are its input, flattened one after another, a discrete value as a one-hot
            vector; empty for all.
        choice: as in ``table``.
        noise_std: as in ``table``.
        epsilon: as in ``table``.
    """
    dense = [
        policies_pb2.DenseLayer(weights=tensor(weights), bias=None if bias is None else tensor(bias))
        for weights, bias in layers
    ]
    return Policy(
        network=policies_pb2.NetworkPolicy(
            layers=dense,
            activation=_activation(activation),
            inputs=list(inputs),
            head=_head(choice, noise_std, epsilon),
        )
    )


def from_torch(
    module: Any,
    *,
    inputs: Iterable[str] = (),
    choice: str = "greatest",
    noise_std: float = 0.0,
    epsilon: float = 0.0,
) -> Policy:
    """The ``network`` of a PyTorch module as it is now; later training does not change it.

    Args:
        module: a ``torch.nn.Linear``, or a ``torch.nn.Sequential``, nested ones too, of ``Linear`` layers with one
            kind of activation between every two, ``Tanh`` or ``ReLU``. ``Identity`` and ``Dropout`` are left out.
        inputs: as in ``network``; the first layer takes as many features as they have together.
        choice: as in ``table``.
        noise_std: as in ``table``.
        epsilon: as in ``table``.

    Raises:
        InvalidArgumentError: BAD_REQUEST; a layer that is none of these, named by its place in the module.
    """
    layers: list[tuple[Any, Any]] = []
    activations: list[str] = []
    for place, layer in _leaves(module, "module"):
        kind = type(layer).__name__
        if kind == "Linear" and len(activations) == len(layers):
            bias = None if layer.bias is None else layer.bias.detach().cpu().float().numpy()
            layers.append((layer.weight.detach().cpu().float().numpy(), bias))
        elif kind in ("Tanh", "ReLU") and len(layers) == len(activations) + 1 and activations[:1] in ([], [kind]):
            activations.append(kind)
        elif kind not in ("Identity", "Dropout"):
            expected = "Linear layers with Tanh, or with ReLU, between every two"
            raise bad_request(f"from_torch: {place}", expected, kind)
    if len(activations) >= len(layers):
        raise bad_request("from_torch: module", "a Linear layer at its end", activations[-1] if activations else "none")
    activation = activations[0].lower() if activations else "tanh"
    return network(layers, activation=activation, inputs=inputs, choice=choice, noise_std=noise_std, epsilon=epsilon)


def _leaves(module: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The layers of a module in their order, each with its place."""
    if type(module).__name__ != "Sequential":
        yield place, module
        return
    for k, part in enumerate(module):
        yield from _leaves(part, f"{place}[{k}]")


def _activation(word: str) -> Any:
    return choice("activation", "ACTIVATION_", dict(policies_pb2.Activation.items()), word)


def _head(word: str, noise_std: float, epsilon: float) -> policies_pb2.PolicyHead:
    taken: Any = choice("choice", "CHOICE_", dict(policies_pb2.Choice.items()), word)
    return policies_pb2.PolicyHead(choice=taken, noise_std=noise_std, epsilon=epsilon)


@held
def of(policy: Any) -> Policy:
    """A policy of a policy, of ``"uniform"``, of a built-in's name, or of ``(name, options)``."""
    if isinstance(policy, Policy):
        return policy
    return uniform() if policy == "uniform" else Policy(named=named_policy(policy))
