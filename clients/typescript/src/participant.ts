// Participants: seats of a session, held by one stream.
import { create } from "@bufbuild/protobuf";
import { setTimeout as delay } from "node:timers/promises";
import { ActionFrames, type Actions } from "./actions.js";
import { isLoss, precondition, WalrasError } from "./errors.js";
import { Play } from "./play.js";
import type { Rpc } from "./rpc.js";
import { heldSeats, type Seat } from "./seats.js";
import { Shard } from "./shard.js";
import type { Turn } from "./turn.js";
import * as wire from "./wire.js";

/** Something beside the turns. */
export interface SessionEvent {
  /** What happened, as the protocol names it. */
  kind: keyof typeof wire.EventKind;
  /** The seat, the shard and the turn it concerns; undefined where it concerns all. */
  seat?: number | undefined;
  shard?: number | undefined;
  step?: number | undefined;
  /** One sentence for people. */
  message: string;
}

/** How a participant plays. */
export interface PlayOptions {
  /** For how many seconds to try to take the seats again when a connection broke; 0 fails instead. */
  reconnect?: number | undefined;
  /** Called with every event as it comes. */
  onEvent?: (event: SessionEvent) => void;
  /** Called when the seats have been given back. */
  left?: () => void;
}

/** Which shard, and what ends the wait: an aborted step has been sent, and `wait` returns its turn. */
export interface StepOptions {
  shard?: number;
  signal?: AbortSignal;
}

/** What a participant knows of itself. */
export interface Place {
  rpc: Rpc;
  play: Play;
  hostToken: string;
  tickets: string[];
}

const KEPT_EVENTS = 1000;
const RECONNECT_SECONDS = 5;
const RETRY_MILLIS = 50;

/**
 * Seats of a session. Shards step on their own: steps of several shards may be awaited at the same time.
 *
 * A connection that breaks is taken up again once, for up to `reconnect` seconds; what was on its way is asked for again
 * and never happens twice.
 */
export class Participant implements AsyncDisposable {
  /** The session as the server described it when this participant attached. */
  readonly description: wire.Session;
  /** The seats that it holds. */
  readonly seats: readonly Seat[];
  /** What happened beside the turns, oldest first; the last thousand. */
  readonly events: SessionEvent[] = [];
  readonly #place: Place;
  readonly #frames: ActionFrames;
  readonly #shards: Shard[];
  readonly #reconnect: number;
  readonly #onEvent: (event: SessionEvent) => void;
  readonly #left: () => void;
  #closed = false;
  #lost: WalrasError | undefined; // why the stream is gone
  #returning: Promise<void> | undefined;
  #until = 0; // until when, in milliseconds, to try to come back
  #idle = false; // whether the stream has brought nothing since it was opened again

  constructor(place: Place, options: PlayOptions) {
    const { session, seats } = place.play.attached;
    this.description = session!;
    this.seats = heldSeats(session!, seats);
    this.#place = place;
    this.#frames = new ActionFrames(this.seats);
    this.#reconnect = options.reconnect ?? RECONNECT_SECONDS;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#left = options.left ?? (() => undefined);
    this.#shards = Array.from(
      { length: Math.max(1, session!.config?.shards ?? 1) },
      (_, index) => new Shard(index, session!.lastSteps[index] ?? -1n, this.seats),
    );
    this.#begin(place.play);
  }

  /** The session's id. */
  get id(): string {
    return this.description.id;
  }

  /** The environment under the session's options. */
  get spec(): wire.EnvironmentSpec {
    return this.description.spec!;
  }

  /** B of the whole session. */
  get numEnvs(): number {
    return this.description.config!.numEnvs;
  }

  /** Into how many equal parts the batch is cut. */
  get shards(): number {
    return this.#shards.length;
  }

  /** The last turn that was returned. */
  lastTurn(shard = 0): Turn | undefined {
    return this.#shards[shard]?.lastTurn;
  }

  /**
   * Acts for the held seats and resolves with the turn, when every other remote seat has acted too. What was given may be
   * used again at once.
   *
   * @throws WalrasError BAD_ACTION and others of docs/protocol.md; nothing has moved
   */
  async step(actions: Actions, { shard = 0, signal }: StepOptions = {}): Promise<Turn> {
    const state = this.requireIdle(shard);
    const active = state.lastTurn?.active;
    // Written before anything is waited for: the caller may change its arrays.
    const frames = this.#frames.fill(actions, (key) => active?.[key]?.data.every((flag) => flag === 0) ?? false);
    if (this.#lost || state.unsure) {
      for (const each of frames) each.frame = each.frame.slice();
      await this.#ready(state);
      this.requireIdle(shard); // the bytes of another act must not be written over while it is on its way
    }
    const step = state.lastStep + 1n;
    return this.request(state, state.acts.of(step, frames), step, signal);
  }

  /** Waits for the next turn without acting: the one at which the session stands, or the one of an aborted step. */
  async wait({ shard = 0, signal }: StepOptions = {}): Promise<Turn> {
    const state = this.#requireOpen(shard);
    return this.take(state, state.awaited?.step ?? 0n, signal);
  }

  /** Takes the seats again by hand, trying for so many seconds. What was on its way is asked for again. */
  async reattach(seconds = 10): Promise<void> {
    this.#requireOpen(0);
    this.#until = Date.now() + seconds * 1000;
    await this.#return();
  }

  /** Gives the seats back; the session goes on. Twice is once. */
  async leave(): Promise<void> {
    await this.end(false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  /** Where this participant is; of the library. */
  protected get place(): Place {
    return this.#place;
  }

  /** What the server asks of those that call for the session. */
  protected access(): wire.Access {
    const { hostToken, tickets } = this.#place;
    return create(wire.AccessSchema, { sessionId: this.id, hostToken, tickets });
  }

  /** The state of a shard on which nothing is on its way. */
  protected requireIdle(shard: number): Shard {
    const state = this.#requireOpen(shard);
    if (state.rolling) throw precondition("BUSY", `shard ${shard}: a rollout is on its way`);
    if (state.awaited) throw precondition("ALREADY_ACTED", `shard ${shard}: a step is on its way; wait for it first`);
    return state;
  }

  /** As `requireIdle`, with a stream that stands and a last step that is known. */
  protected async ready(shard: number): Promise<Shard> {
    const state = this.requireIdle(shard);
    await this.#ready(state);
    return this.requireIdle(shard);
  }

  /** Sends and waits for the turn of that number. */
  protected request(state: Shard, bytes: Buffer, step: bigint, signal: AbortSignal | undefined): Promise<Turn> {
    signal?.throwIfAborted();
    this.requireIdle(state.index); // another call may have come first while this one waited for the stream
    state.awaited = { step, bytes };
    this.#place.play.send(bytes);
    return this.take(state, step, signal);
  }

  /** The first turn that is not older than asked for; rejects with what came in its place. */
  protected take(state: Shard, least: bigint, signal?: AbortSignal): Promise<Turn> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (state.waiter) return reject(precondition("ALREADY_ACTED", `shard ${state.index}: it is waited for already`));
      const abort = (): void => {
        state.waiter = undefined;
        reject(signal!.reason);
      };
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener("abort", abort);
          state.waiter = undefined;
          settle(value);
        };
      state.waiter = { least, resolve: settled(resolve), reject: settled(reject) };
      signal?.addEventListener("abort", abort);
      state.hand();
      if (!state.full && !this.#lost) this.#place.play.listen(true);
      if (state.waiter && this.#lost) this.#goOn(this.#lost);
    });
  }

  /** Reattaches after a loss, where that was asked for; throws the loss where it was not, or has come to nothing. */
  protected async comeBack(loss: WalrasError): Promise<void> {
    if (this.#returning) return this.#returning;
    if (!isLoss(loss) || this.#reconnect === 0) throw loss;
    if (!this.#idle) this.#until = Date.now() + this.#reconnect * 1000;
    else if (Date.now() >= this.#until) throw loss;
    else await delay(RETRY_MILLIS); // it breaks as soon as it is there
    await this.#return();
  }

  /** Ends the stream, and the session where that is asked for. */
  protected async end(closeSession: boolean): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#rejectAll(precondition("SESSION_CLOSED", "closed by this program"));
    if (this.#lost) this.#place.play.drop();
    else await this.#place.play.leave(closeSession, this.#place.rpc.timeout);
    this.#left();
  }

  #requireOpen(shard: number): Shard {
    if (this.#closed) throw precondition("SESSION_CLOSED", `session ${this.id}: already closed`);
    const state = this.#shards[shard];
    if (!state) throw new RangeError(`shard: expected 0 <= shard < ${this.shards}, got ${shard}`);
    return state;
  }

  async #ready(state: Shard): Promise<void> {
    if (this.#lost) await this.comeBack(this.#lost);
    if (!state.unsure) return;
    state.lastStep = await this.#settled(state.index);
    state.unsure = false;
  }

  // Where a rollout that was given up has come to rest: the server ends it after the chunk that it is playing, without a
  // word, and refuses a snapshot until then.
  async #settled(shard: number): Promise<bigint> {
    for (let before: bigint | undefined; ; await delay(RETRY_MILLIS)) {
      const idle = await this.#betweenTurns();
      const { session } = await this.#place.rpc.unary(wire.SessionService.method.getSession, { access: this.access() });
      const now = idle ? session!.lastSteps[shard] : undefined;
      if (now !== undefined && now === before) return now;
      before = now;
    }
  }

  async #betweenTurns(): Promise<boolean> {
    try {
      await this.#place.rpc.unary(wire.SessionService.method.snapshot, { access: this.access() });
      return true;
    } catch (error) {
      // One that is too large to be sent was taken all the same.
      if (error instanceof WalrasError && error.reason === "LIMIT") return true;
      if (error instanceof WalrasError && error.reason === "BUSY") return false;
      throw error;
    }
  }

  #begin(play: Play): void {
    this.#place.play = play;
    this.#lost = undefined;
    play.begin(
      (message) => this.#hear(message),
      (error) => this.#ended(error),
    );
  }

  #hear({ message }: wire.PlayResponse): void {
    if (message.case === "event") return this.#keep(message.value);
    if (message.case !== "turn" && message.case !== "error") return;
    this.#idle = false;
    const waiting = this.#shards.find((each) => each.awaited ?? each.waiter);
    const state = message.value.shard === undefined ? (waiting ?? this.#shards[0]) : this.#shards[message.value.shard];
    // What is refused though nothing was sent is the rollout of another call, which has said so itself.
    if (message.case === "error" && !state.awaited) return;
    state.deliver(message.value);
    // Who waits for nothing leaves the turns of others with the server.
    if (state.full) this.#place.play.listen(false);
  }

  #keep(event: wire.Event): void {
    const { kind, seat, shard, step, message } = event;
    const name = wire.EventKind[kind] as SessionEvent["kind"];
    this.events.push({ kind: name, seat, shard, step: step === undefined ? undefined : Number(step), message });
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    this.#onEvent(this.events.at(-1)!);
  }

  #ended(error: WalrasError | undefined): void {
    const end = error ?? precondition("SESSION_CLOSED", `session ${this.id}: the server has ended the stream`);
    this.#lost = end;
    if (this.#shards.some((state) => state.waiter)) this.#goOn(end);
  }

  // Comes back for those that wait, or tells them why not.
  #goOn(loss: WalrasError): void {
    this.comeBack(loss).catch((error: unknown) => this.#rejectAll(error));
  }

  #return(): Promise<void> {
    this.#returning ??= this.#attachAgain().finally(() => (this.#returning = undefined));
    return this.#returning;
  }

  async #attachAgain(): Promise<void> {
    this.#place.play.drop();
    this.#lost ??= new WalrasError("UNAVAILABLE", "", `session ${this.id}: the stream was given up for another one`);
    const lastSteps = this.#shards.map((state) => state.seen);
    const attach = { target: { case: "access" as const, value: this.access() }, lastSteps, replace: true };
    const play = await Play.reopen(this.#place.rpc, attach, this.#until, () => !this.#closed);
    if (this.#closed) return play.drop();
    this.#idle = true;
    this.#begin(play);
    for (const { awaited } of this.#shards) if (awaited) play.send(Buffer.from(awaited.bytes)); // answered, perhaps, before it is written
  }

  #rejectAll(error: unknown): void {
    for (const state of this.#shards) state.waiter?.reject(error);
  }
}
