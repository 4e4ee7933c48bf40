// Requests: what is easier said in TypeScript than in the protocol's messages.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { badRequest, show } from "./errors.js";
import type { Tensor } from "./tensor.js";
import * as wire from "./wire.js";

/** A player on the server, as the wire has it. */
export type Policy = wire.Policy;

/** How outputs become actions; the greatest score and no noise, by default. */
export type Head = MessageInitShape<typeof wire.PolicyHeadSchema>;

/** Numbers with a shape that says how they are to be read. */
export type Numbers = Tensor<Float64Array> | Tensor<Float32Array>;

const KINDS: Readonly<Record<string, wire.FieldKind>> = {
  obs: wire.FieldKind.OBSERVATION,
  actions: wire.FieldKind.ACTION,
  reward: wire.FieldKind.REWARD,
  terminated: wire.FieldKind.TERMINATED,
  truncated: wire.FieldKind.TRUNCATED,
  active: wire.FieldKind.ACTIVE,
  actionMask: wire.FieldKind.ACTION_MASK,
  metrics: wire.FieldKind.METRIC,
  privileged: wire.FieldKind.PRIVILEGED,
};

/** A seat of a session to be, `bidders` or `bidders/1`, for a participant, or for the built-in policy of that name. */
export function seat(label: string, options: { privileged?: boolean; policy?: string } = {}): wire.SeatConfig {
  const [, group, agent] = /^([^/]+)(?:\/(\d+))?$/.exec(label) ?? [];
  if (group === undefined) throw badRequest("seat", "'group' or 'group/agent' with a number", label);
  const { privileged = false, policy } = options;
  return create(wire.SeatConfigSchema, {
    group,
    ...(agent === undefined ? {} : { agent: Number(agent) }),
    filler:
      policy === undefined ? { case: "remote", value: { privileged } } : { case: "policy", value: { name: policy } },
  });
}

/** A time as protobuf has it. */
export function duration(seconds: number): { seconds: bigint; nanos: number } {
  if (!(seconds >= 0 && seconds <= 315_576_000_000)) throw badRequest("duration", "seconds, at least 0", show(seconds));
  const nanos = Math.round((seconds % 1) * 1e9);
  return { seconds: BigInt(Math.floor(seconds) + Math.floor(nanos / 1e9)), nanos: nanos % 1e9 };
}

/** What a rollout records: `obs`, `actions`, `reward` and so on, or one tensor, `obs.state`. */
export function fields(...names: string[]): wire.FieldSelector[] {
  return names.map((text) => {
    const [word, ...name] = text.split(".");
    if (!Object.hasOwn(KINDS, word)) throw badRequest("fields", `one of ${Object.keys(KINDS).join(", ")}`, show(text));
    return create(wire.FieldSelectorSchema, { kind: KINDS[word], name: name.join(".") });
  });
}

/** Every action drawn uniformly from its space, masked ones left out. */
export function uniform(): Policy {
  return create(wire.PolicySchema, { kind: { case: "uniform", value: {} } });
}

/** One of the environment's built-in policies. */
export function named(name: string): Policy {
  return create(wire.PolicySchema, { kind: { case: "named", value: { name } } });
}

/** A table `[states, outputs]` or `[n, states, outputs]` over discrete observations, in mixed radix, the last fastest. */
export function table(values: Numbers, head: Head = {}): Policy {
  return create(wire.PolicySchema, { kind: { case: "table", value: { values: message(values), head } } });
}

/**
 * Dense layers, `h = activation(W h + b)`, none after the last.
 *
 * @param layers weights `[out, in]` or `[n, out, in]`, and bias `[out]` or `[n, out]`, of each
 */
export function network(
  layers: readonly { weights: Numbers; bias?: Numbers }[],
  activation: wire.Activation = wire.Activation.TANH,
  head: Head = {},
): Policy {
  const sent = layers.map(({ weights, bias }) => ({
    weights: message(weights),
    ...(bias ? { bias: message(bias) } : {}),
  }));
  return create(wire.PolicySchema, { kind: { case: "network", value: { layers: sent, activation, head } } });
}

function message({ data, shape }: Numbers): wire.Tensor {
  const dtype = data instanceof Float32Array ? wire.DataType.FLOAT32 : wire.DataType.FLOAT64;
  const bytes = new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return create(wire.TensorSchema, { dtype, shape: [...shape], data: bytes });
}
