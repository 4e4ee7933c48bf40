// Policies: players on the server, built-in ones by name and ones that are sent as data.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { choice, json, type Options } from "./arguments.js";
import { badRequest } from "./errors.js";
import { Tensor } from "./tensor.js";
import * as wire from "./wire.js";

/** A policy as the wire has it. */
export type Policy = wire.Policy;

/** A built-in policy: its name, or its name and options. */
export type BuiltIn = string | readonly [name: string, options: Options];

/** `"uniform"`, a built-in policy, or one made by `policies`. */
export type PolicyLike = wire.Policy | BuiltIn;

/** Numbers with a shape that says how they are to be read. */
export type Numbers = Tensor<Float64Array> | Tensor<Float32Array>;

/** From outputs to actions. */
export interface Head {
  /** How a discrete choice is taken from its scores; `greatest` by default. */
  choice?: "greatest" | "softmax";
  /** Of the normal noise that is added to a number before it is clipped to its bounds. */
  noiseStd?: number;
  /** The probability with which an agent's whole action is drawn uniformly instead. */
  epsilon?: number;
  /** The observation tensors that are read; all that can be, by default. */
  inputs?: string[];
}

const CHOICES = { greatest: wire.Choice.GREATEST, softmax: wire.Choice.SOFTMAX };
const ACTIVATIONS = { relu: wire.Activation.RELU, tanh: wire.Activation.TANH };

/** Every action drawn uniformly from its space, masked ones left out. */
export function uniform(): wire.Policy {
  return create(wire.PolicySchema, { kind: { case: "uniform", value: {} } });
}

/** One of the environment's built-in policies. */
export function named(name: string, options: Options = {}): wire.Policy {
  return create(wire.PolicySchema, { kind: { case: "named", value: namedPolicy([name, options]) } });
}

/** A table `[states, outputs]` or `[n, states, outputs]` over discrete observations, in mixed radix, the last fastest. */
export function table(values: Numbers, head: Head = {}): wire.Policy {
  const value = { values: message(values), inputs: head.inputs ?? [], head: headOf(head) };
  return create(wire.PolicySchema, { kind: { case: "table", value } });
}

/**
 * Dense layers, `h = activation(W h + b)`, none after the last.
 *
 * @param layers weights `[out, in]` or `[n, out, in]`, and bias `[out]` or `[n, out]`, of each
 */
export function network(
  layers: readonly { weights: Numbers; bias?: Numbers }[],
  { activation = "tanh", ...head }: Head & { activation?: "relu" | "tanh" } = {},
): wire.Policy {
  const value = {
    layers: layers.map(({ weights, bias }) => ({
      weights: message(weights),
      ...(bias ? { bias: message(bias) } : {}),
    })),
    activation: choice("activation", ACTIVATIONS, activation),
    inputs: head.inputs ?? [],
    head: headOf(head),
  };
  return create(wire.PolicySchema, { kind: { case: "network", value } });
}

/** A built-in policy as the wire has it. */
export function namedPolicy(policy: BuiltIn): wire.NamedPolicy {
  const [name, options] = typeof policy === "string" ? [policy, {}] : policy;
  return create(wire.NamedPolicySchema, { name, options: json(`policy ${name}`, options) });
}

/** Any way to say a policy, as the wire has it. */
export function policyOf(policy: PolicyLike): wire.Policy {
  if (policy === "uniform") return uniform();
  if (typeof policy === "string") return named(policy);
  return "$typeName" in policy ? policy : named(policy[0], policy[1]);
}

function headOf(head: Head): MessageInitShape<typeof wire.PolicyHeadSchema> {
  const { noiseStd = 0, epsilon = 0 } = head;
  return { choice: choice("choice", CHOICES, head.choice ?? "greatest"), noiseStd, epsilon };
}

function message(tensor: Numbers): MessageInitShape<typeof wire.TensorSchema> {
  const { data, shape } = tensor;
  const single = data instanceof Float32Array;
  if (!single && !(data instanceof Float64Array)) throw badRequest("policy", "float32 or float64 numbers", typeof data);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    dtype: single ? wire.DataType.FLOAT32 : wire.DataType.FLOAT64,
    shape: [...shape],
    data: new Uint8Array(bytes),
  };
}
