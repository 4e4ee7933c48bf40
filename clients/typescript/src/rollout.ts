// Rollouts: many steps that the server played by itself, as tensors [K, B, ...].
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { choice, seedOf, whole } from "./arguments.js";
import { badRequest, WalrasError } from "./errors.js";
import { align, bytesOf, type Field, read, type Selector } from "./layout.js";
import { type PolicyLike, policyOf } from "./policies.js";
import type { Seat } from "./seats.js";
import { constructorOf, sizeOf, Tensor } from "./tensor.js";
import { file, Finals, Frames, readFinals, type TensorsByGroup, Turn } from "./turn.js";
import * as wire from "./wire.js";

const KINDS = {
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

/** How a rollout is played. */
export interface RolloutOptions {
  shard?: number;
  /** The most steps in one chunk; 0, the default, for the server's choice. */
  chunkSteps?: number;
  /** Of the policies' own draws; undefined for the session's. */
  seed?: number | bigint;
  /** What to record: `obs`, `actions`, `reward` and so on, or one tensor, `obs.state`; all by default. */
  fields?: readonly string[];
  /** Gives the rollout up. The steps that were played stay played. */
  signal?: AbortSignal;
}

/** Who plays: one policy for all held seats, or one for each by its key. */
export type Players = PolicyLike | Readonly<Record<string, PolicyLike>>;

/** K steps of one shard. Tensors begin with K; `actions` at t are what led to `obs`, `reward` and the flags at t. */
export class Trajectory extends Frames {
  /** Group to tensor to [K, B, n, ...]. */
  actions: TensorsByGroup = {};
  /** The turns with rows that ended, with `same_step`. */
  finals: { step: number; finals: Finals }[] = [];

  /**
   * @param shard which shard
   * @param firstStep the number of the first turn
   * @param steps K
   */
  constructor(
    readonly shard: number,
    readonly firstStep: number,
    readonly steps: number,
  ) {
    super();
  }
}

/** A rollout: `for await` takes its chunks as they come, `all` the whole of it. It is played once. */
export class Rollout implements AsyncIterable<Trajectory> {
  readonly #fields: Recorded[];
  #answers: AsyncIterable<wire.RolloutResponse> | undefined;

  constructor(
    readonly seats: readonly Seat[],
    readonly request: wire.RolloutRequest,
    answers: AsyncIterable<wire.RolloutResponse>,
  ) {
    this.#answers = answers;
    this.#fields = seats.flatMap((seat) => recorded(seat, request.fields));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Trajectory, void, undefined> {
    for await (const answer of this.#once()) yield this.#trajectory([answer], answer.steps);
  }

  /** Every step as one trajectory. */
  async all(): Promise<Trajectory> {
    const answers: wire.RolloutResponse[] = [];
    for await (const answer of this.#once()) answers.push(answer);
    return this.#trajectory(answers, this.request.steps);
  }

  #once(): AsyncIterable<wire.RolloutResponse> {
    const answers = this.#answers;
    if (!answers) throw badRequest("rollout", "to be taken once", "a second time");
    this.#answers = undefined;
    return answers;
  }

  #trajectory(answers: readonly wire.RolloutResponse[], steps: number): Trajectory {
    const trajectory = new Trajectory(this.request.shard, Number(answers[0].firstStep), steps);
    for (const each of this.#fields) {
      const tensor = gathered(each, answers, steps);
      if (each.acts) (trajectory.actions[each.seat.key] ??= {})[each.field.name] = tensor;
      else file(trajectory, each.seat, each.field, tensor);
    }
    const only = (seat: Seat) => seat.observation.only(this.request.fields);
    trajectory.finals = answers.flatMap(({ finalRows }) =>
      finalRows.map((rows) => ({
        step: Number(rows.step),
        finals: readFinals(this.seats, rows.finalRows, rows.finalFrames, only),
      })),
    );
    return trajectory;
  }
}

/** The message. */
export function rolloutRequest(
  seats: readonly Seat[],
  access: wire.Access,
  steps: number,
  players: Players,
  options: RolloutOptions,
): wire.RolloutRequest {
  return create(wire.RolloutRequestSchema, {
    access,
    shard: options.shard ?? 0,
    steps: whole("rollout: steps", steps, 1),
    policies: seatPolicies(seats, players),
    chunkSteps: whole("rollout: chunkSteps", options.chunkSteps ?? 0),
    ...(options.seed === undefined ? {} : { policySeed: seedOf("rollout: seed", options.seed) }),
    fields: (options.fields ?? []).map((name) => selector(name)),
  });
}

/** The turn at which a rollout ends, as far as it was recorded. */
export function lastTurn(seats: readonly Seat[], request: wire.RolloutRequest, answer: wire.RolloutResponse): Turn {
  const turn = new Turn(answer.shard, Number(answer.firstStep) + answer.steps - 1, "step");
  for (const { seat, field, stride } of seats
    .flatMap((each) => recorded(each, request.fields))
    .filter(({ acts }) => !acts)) {
    const frames = answer.seats.find((found) => found.seat === seat.index)!.frames;
    file(turn, seat, field, read(field, frames.subarray((answer.steps - 1) * stride)));
  }
  return turn;
}

function seatPolicies(seats: readonly Seat[], players: Players): MessageInitShape<typeof wire.SeatPolicySchema>[] {
  const single = typeof players === "string" || Array.isArray(players) || "$typeName" in players;
  const byKey = single ? {} : (players as Record<string, PolicyLike>);
  const keys = seats.map((seat) => seat.key);
  if (!single && keys.join() !== keys.filter((key) => key in byKey).join()) {
    throw badRequest("rollout: policy", `the seats ${keys.join(", ")}`, Object.keys(byKey).join(", "));
  }
  return seats.map((seat) => ({
    seat: seat.index,
    policy: policyOf(single ? (players as PolicyLike) : byKey[seat.key]),
  }));
}

function selector(text: string): Selector {
  const [kind, ...name] = text.split(".");
  return { kind: choice("rollout: fields", KINDS, kind), name: name.join(".") };
}

/** One field of one seat's frames, or of its action frames. */
interface Recorded {
  seat: Seat;
  field: Field;
  /** From one frame to the next, in bytes. */
  stride: number;
  acts: boolean;
}

function recorded(seat: Seat, selectors: readonly Selector[]): Recorded[] {
  const layouts = [seat.observation.only(selectors), seat.action.only(selectors)];
  return layouts.flatMap((layout, acts) =>
    layout.fields.map((field) => ({ seat, field, stride: align(layout.sizeBytes), acts: acts === 1 })),
  );
}

// Copies a field out of all frames: a tensor [steps, B, ...].
function gathered(each: Recorded, answers: readonly wire.RolloutResponse[], steps: number): Tensor {
  const { field, stride } = each;
  const length = bytesOf(field);
  const bytes = new Uint8Array(length * steps);
  let place = 0;
  for (const answer of answers) {
    const seat = answer.seats.find((found) => found.seat === each.seat.index);
    const run = (each.acts ? seat?.actions : seat?.frames) ?? new Uint8Array(0);
    if (run.length !== answer.steps * stride || place + answer.steps > steps) {
      const message = `rollout: expected ${answer.steps * stride} bytes of frames, got ${run.length}`;
      throw new WalrasError("INTERNAL", "INTERNAL", message);
    }
    for (let k = 0; k < answer.steps; k++, place++) {
      const start = k * stride + field.offset;
      bytes.set(run.subarray(start, start + length), place * length);
    }
  }
  const shape = [steps, ...field.shape];
  return new Tensor(new (constructorOf(field.dtype))(bytes.buffer, 0, sizeOf(shape)), shape);
}
