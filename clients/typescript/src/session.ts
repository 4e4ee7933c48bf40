// Sessions: the host's view, for the program that made the session and plays in it.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { isLoss, WalrasError } from "./errors.js";
import { Participant } from "./participant.js";
import { type Policy, uniform } from "./requests.js";
import { lastTurn, Rollout, type RolloutOptions, rolloutRequest } from "./rollout.js";
import { bytesOfRequest, type CallOptions } from "./rpc.js";
import type { Turn } from "./turn.js";
import * as wire from "./wire.js";

/** What a reset does, as the protocol says it: `shard`, `rowMask`, `seed`, `rowOptions` and more; new episodes, by default. */
export type ResetOptions = MessageInitShape<typeof wire.ResetConfigSchema> & { signal?: AbortSignal };

/** A session that this program made, or has the host's token of: it also resets, rolls out, snapshots and closes it. */
export class Session extends Participant {
  /**
   * Starts new episodes.
   *
   * @returns the turn: observations, no reward, no flags
   * @throws WalrasError BAD_REQUEST, BAD_OPTION or UNKNOWN_OPTION; nothing has moved
   */
  async reset(options: ResetOptions = {}): Promise<Turn> {
    const message = create(wire.ResetConfigSchema, { ...options });
    const state = await this.ready(message.shard);
    message.step = state.lastStep + 1n;
    const bytes = bytesOfRequest(create(wire.PlayRequestSchema, { message: { case: "reset", value: message } }));
    return this.request(state, bytes, message.step, options.signal);
  }

  /**
   * Plays many steps on the server, without a round trip each.
   *
   * @param steps K
   * @param policy plays the held seats for which the options name none; `uniform()` by default
   */
  rollout(steps: number, policy: Policy = uniform(), options: RolloutOptions = {}): Rollout {
    const request = rolloutRequest(this.seats, this.access(), steps, policy, options);
    this.requireIdle(request.shard);
    return new Rollout(this.seats, request, this.#played(request, options.signal));
  }

  /** The whole state, as bytes that this server can restore in a session made alike. */
  async snapshot(options: CallOptions = {}): Promise<Uint8Array> {
    const answer = await this.place.rpc.unary(wire.SessionService.method.snapshot, { access: this.access() }, options);
    return answer.snapshot;
  }

  /** Goes back to a snapshot of this session or of one made alike; resolves with a turn per shard. */
  async restore(snapshot: Uint8Array, options: CallOptions = {}): Promise<Turn[]> {
    const states = await Promise.all(Array.from({ length: this.shards }, (_, shard) => this.ready(shard)));
    const request = { access: this.access(), snapshot: new Uint8Array(snapshot) };
    const { turns } = await this.place.rpc.unary(wire.SessionService.method.restore, request, options);
    // The turns themselves come down the stream, in order with everything else.
    return Promise.all(turns.map((turn) => this.take(states[turn.shard], turn.step, options.signal)));
  }

  /** Ends the session for everybody. Twice is once. */
  async close(): Promise<void> {
    await this.end(true);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async *#played(
    request: wire.RolloutRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<wire.RolloutResponse, void, undefined> {
    const state = await this.ready(request.shard);
    const before = state.lastStep;
    state.rolling = true;
    let last: wire.RolloutResponse | undefined;
    try {
      for await (const answer of this.#answers(request, before, signal)) {
        last = answer;
        yield answer;
      }
    } finally {
      state.rolling = false;
      const end = last === undefined ? before : last.firstStep + BigInt(last.steps) - 1n;
      state.unsure = end !== before + BigInt(request.steps);
      state.lastStep = end;
      state.lastTurn = state.unsure || !last ? undefined : lastTurn(this.seats, request, last);
    }
  }

  // Played anew, once, where the connection broke before a step was taken.
  async *#answers(
    request: wire.RolloutRequest,
    before: bigint,
    signal?: AbortSignal,
  ): AsyncGenerator<wire.RolloutResponse, void, undefined> {
    const { rpc } = this.place;
    let came = false;
    try {
      for await (const answer of rpc.stream(wire.SessionService.method.rollout, request, signal)) {
        came = true;
        yield answer;
      }
      if (!came) throw new WalrasError("INTERNAL", "INTERNAL", "rollout: expected at least one chunk, got none");
    } catch (error) {
      if (came || !isLoss(error)) throw error;
      await this.comeBack(error);
      const played = this.place.play.attached.session!.lastSteps[request.shard] - before;
      if (played !== 0n) throw lostSteps(played, request.steps, error);
      yield* rpc.stream(wire.SessionService.method.rollout, request, signal);
    }
  }
}

function lostSteps(played: bigint, steps: number, loss: WalrasError): WalrasError {
  const message = `rollout: the connection broke when ${played} of ${steps} steps were taken, and they are lost`;
  return new WalrasError("UNAVAILABLE", loss.reason, `${message} (${loss.message})`);
}
