// Turns: one step of the batch as a participant's seats see it.
import { bytesOf, type Field, read } from "./layout.js";
import type { Seat } from "./seats.js";
import { Tensor, viewOf } from "./tensor.js";
import * as wire from "./wire.js";

/** Group to tensor's name to tensor. */
export type TensorsByGroup = Record<string, Record<string, Tensor>>;

/**
 * Tensors by what they are. B is the shard's number of rows, n the number of agents of the seat. Records are keyed by
 * group, and by `group/agent` when the participant holds several seats of one group.
 */
export class Frames {
  /** Group to tensor to [B, n, ...]. */
  obs: TensorsByGroup = {};
  /** Group to [B, n]. */
  reward: Record<string, Tensor<Float64Array>> = {};
  /** Group to 0 or 1, [B, n]: who must act now. */
  active: Record<string, Tensor<Uint8Array>> = {};
  /** Group to 0 or 1, [B, n, choices], for groups that have a mask. */
  actionMask: Record<string, Tensor<Uint8Array>> = {};
  /** Metric to [B] or [B, n]. */
  metrics: Record<string, Tensor<Float64Array>> = {};
  /** Tensor to [B, ...], for privileged seats. */
  privileged: Record<string, Tensor> = {};
  /** 0 or 1, [B]: the row's episode ended by its own rules. */
  terminated: Tensor<Uint8Array> = new Tensor(new Uint8Array(0), [0]);
  /** 0 or 1, [B]: the row's episode was cut off. */
  truncated: Tensor<Uint8Array> = new Tensor(new Uint8Array(0), [0]);

  /** Whether the row's episode is over, for either reason: 0 or 1, [B]. */
  get done(): Tensor<Uint8Array> {
    return new Tensor(
      this.terminated.data.map((flag, row) => flag | this.truncated.data[row]),
      this.terminated.shape,
    );
  }
}

/** The rows that ended in a step of a session with `same_step` and were reset in it. */
export class Finals {
  /** Ascending, within the shard, [F]. */
  rows: Int32Array = new Int32Array(0);
  /** Group to tensor to [F, n, ...]: their true last observations. */
  obs: TensorsByGroup = {};
  /** Group to 0 or 1, [F, n, choices]. */
  actionMask: Record<string, Tensor<Uint8Array>> = {};
  /** Tensor to [F, ...]. */
  privileged: Record<string, Tensor> = {};
}

/** One step of one shard. Its tensors never change; keep them as long as you like. */
export class Turn extends Frames {
  /** Groups of held seats whose actions came too late and were not used. */
  late: string[] = [];
  /** Rows that ended, with `same_step`. */
  finals = new Finals();

  /**
   * @param shard which shard
   * @param step the turn's number: 0 for the first reset, one more for everything after it
   * @param cause what made it
   */
  constructor(
    readonly shard: number,
    readonly step: number,
    readonly cause: "reset" | "step" | "restore",
  ) {
    super();
  }
}

/** The turn that a message carries. */
export function readTurn(seats: readonly Seat[], message: wire.Turn): Turn {
  const turn = new Turn(message.shard, Number(message.step), causeOf(message.cause));
  for (const seat of seats) {
    const frame = message.frames.find((each) => each.seat === seat.index);
    for (const field of frame ? seat.observation.fields : []) file(turn, seat, field, read(field, frame!.frame));
  }
  turn.late = seats.filter((seat) => message.lateSeats.includes(seat.index)).map((seat) => seat.key);
  turn.finals = readFinals(seats, message.finalRows, message.finalFrames);
  return turn;
}

/** The rows that ended, and what was last seen in them; `only` narrows the layouts of a rollout that records less. */
export function readFinals(
  seats: readonly Seat[],
  rows: Uint8Array,
  frames: readonly wire.SeatFrame[],
  only = (seat: Seat) => seat.observation,
): Finals {
  const finals = new Finals();
  finals.rows = viewOf(wire.DataType.INT32, rows, 0, [rows.length / 4]).data as Int32Array;
  for (const seat of seats) {
    const frame = frames.find((each) => each.seat === seat.index)?.frame;
    for (const field of frame ? only(seat).final(finals.rows.length).fields : []) {
      // Observations come first; a server may keep no more than these.
      if (field.offset + bytesOf(field) <= frame!.length) fileFinal(finals, seat, field, read(field, frame!));
    }
  }
  return finals;
}

/** Puts one field's tensor where users look for it. */
export function file(frames: Frames, seat: Seat, field: Field, tensor: Tensor): void {
  const flags = tensor as Tensor<Uint8Array>;
  const numbers = tensor as Tensor<Float64Array>;
  switch (field.kind) {
    case wire.FieldKind.OBSERVATION:
      (frames.obs[seat.key] ??= {})[field.name] = tensor;
      break;
    case wire.FieldKind.REWARD:
      frames.reward[seat.key] = numbers;
      break;
    case wire.FieldKind.ACTIVE:
      frames.active[seat.key] = flags;
      break;
    case wire.FieldKind.ACTION_MASK:
      frames.actionMask[seat.key] = flags;
      break;
    case wire.FieldKind.TERMINATED:
      frames.terminated = flags;
      break;
    case wire.FieldKind.TRUNCATED:
      frames.truncated = flags;
      break;
    case wire.FieldKind.METRIC:
      fileMetric(frames, seat, field, numbers);
      break;
    case wire.FieldKind.PRIVILEGED:
      frames.privileged[field.name] = tensor;
      break;
  }
}

// A metric of agents is in the frame of each of the group's seats, with that seat's agents only.
function fileMetric(frames: Frames, seat: Seat, field: Field, tensor: Tensor<Float64Array>): void {
  const before = frames.metrics[field.name];
  const joins = before && field.shape.length > 1 && seat.key !== seat.group;
  frames.metrics[field.name] = joins ? beside(before, tensor) : tensor;
}

// Joins two tensors along the last dimension.
function beside(left: Tensor<Float64Array>, right: Tensor<Float64Array>): Tensor<Float64Array> {
  const [a, b] = [left.shape.at(-1)!, right.shape.at(-1)!];
  const rows = left.data.length / a;
  const data = new Float64Array(rows * (a + b));
  for (let row = 0; row < rows; row++) {
    data.set(left.data.subarray(row * a, (row + 1) * a), row * (a + b));
    data.set(right.data.subarray(row * b, (row + 1) * b), row * (a + b) + a);
  }
  return new Tensor(data, [...left.shape.slice(0, -1), a + b]);
}

function fileFinal(finals: Finals, seat: Seat, field: Field, tensor: Tensor): void {
  if (field.kind === wire.FieldKind.OBSERVATION) (finals.obs[seat.key] ??= {})[field.name] = tensor;
  else if (field.kind === wire.FieldKind.ACTION_MASK) finals.actionMask[seat.key] = tensor as Tensor<Uint8Array>;
  else finals.privileged[field.name] = tensor;
}

function causeOf(cause: wire.TurnCause): Turn["cause"] {
  return cause === wire.TurnCause.RESET ? "reset" : cause === wire.TurnCause.RESTORE ? "restore" : "step";
}
