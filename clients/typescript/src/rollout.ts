// Rollouts: many steps that the server played by itself, as tensors [K, B, ...].
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { badRequest, WalrasError } from "./errors.js";
import { align, bytesOf, type Field, read, type Selector } from "./layout.js";
import type { Policy } from "./requests.js";
import type { Seat } from "./seats.js";
import { constructorOf, sizeOf, Tensor } from "./tensor.js";
import { file, Finals, Frames, readFinals, type TensorsByGroup, Turn } from "./turn.js";
import * as wire from "./wire.js";

/** How a rollout is played, as the protocol says it: `shard`, `chunkSteps`, `policySeed`, `policies`, `fields`. */
export type RolloutOptions = MessageInitShape<typeof wire.RolloutRequestSchema> & {
  /** Gives the rollout up. The steps that were played stay played. */
  signal?: AbortSignal;
};

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

/** The message; a seat for which it names no policy is played by the given one. */
export function rolloutRequest(
  seats: readonly Seat[],
  access: wire.Access,
  steps: number,
  policy: Policy,
  options: RolloutOptions,
): wire.RolloutRequest {
  const request = create(wire.RolloutRequestSchema, { ...options, access, steps });
  for (const { index } of seats) {
    if (request.policies.some(({ seat }) => seat === index)) continue;
    request.policies.push(create(wire.SeatPolicySchema, { seat: index, policy }));
  }
  return request;
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
