// Shards: what a participant knows of one part of the batch, what came for it, and who waits for that.
import { ActBytes } from "./act.js";
import { ofDetail } from "./errors.js";
import type { Seat } from "./seats.js";
import { readTurn, type Turn } from "./turn.js";
import type * as wire from "./wire.js";

interface Waiter {
  /** The number of the oldest turn that is an answer. */
  least: bigint;
  resolve: (turn: Turn) => void;
  reject: (error: unknown) => void;
}

const KEPT_TURNS = 16;

/** One shard, as a participant sees it. */
export class Shard {
  /** Whether a rollout was given up, so that only the server knows the last step. */
  unsure = false;
  rolling = false;
  lastTurn: Turn | undefined;
  /** What was sent and has no answer yet. */
  awaited: { step: bigint; bytes: Buffer } | undefined;
  waiter: Waiter | undefined;
  readonly acts: ActBytes;
  readonly #inbox: (wire.Turn | wire.PlayError)[] = [];

  /**
   * @param index which
   * @param lastStep the number of the last turn; -1 before the first
   * @param seats whose frames turns have
   */
  constructor(
    readonly index: number,
    public lastStep: bigint,
    readonly seats: readonly Seat[],
  ) {
    this.acts = new ActBytes(index);
  }

  /** The number of the last turn that was seen; -1 for none. */
  get seen(): bigint {
    return BigInt(this.lastTurn?.step ?? -1);
  }

  /** Whether so much came that nobody waits for that the server had better keep the rest. */
  get full(): boolean {
    return this.#inbox.length >= KEPT_TURNS;
  }

  /** Takes in what came. */
  deliver(item: wire.Turn | wire.PlayError): void {
    this.#inbox.push(item);
    this.hand();
  }

  /** Gives what came to who waits for it. */
  hand(): void {
    while (this.waiter && this.#inbox.length > 0) {
      const item = this.#inbox.shift()!;
      if (this.#answers(item, this.waiter.least)) this.#settle(item, this.waiter);
    }
  }

  #answers(item: wire.Turn | wire.PlayError, least: bigint): boolean {
    if (item.$typeName === "walras.v1.PlayError") return item.step === undefined || item.step >= least;
    return item.step >= least && item.step > this.seen;
  }

  #settle(item: wire.Turn | wire.PlayError, waiter: Waiter): void {
    this.awaited = undefined;
    if (item.$typeName === "walras.v1.PlayError") return waiter.reject(ofDetail(item.error!));
    try {
      const turn = readTurn(this.seats, item);
      [this.lastTurn, this.lastStep] = [turn, item.step];
      waiter.resolve(turn);
    } catch (error) {
      waiter.reject(error);
    }
  }
}
