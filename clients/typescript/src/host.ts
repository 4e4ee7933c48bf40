// Hosts: a session for others to play in.
import { create } from "@bufbuild/protobuf";
import type { CallOptions, Rpc } from "./rpc.js";
import { labelOf } from "./seats.js";
import type { ResetOptions } from "./session.js";
import * as wire from "./wire.js";

/** A session whose seats others take. */
export class Host implements AsyncDisposable {
  readonly id: string;
  /** Whoever has it may reset, snapshot, restore and close. */
  readonly token: string;
  /** Seat to ticket, `bidders/0` to what its program attaches with. */
  readonly tickets: Readonly<Record<string, string>>;
  readonly #rpc: Rpc;
  readonly #access: wire.Access;
  #closed = false;

  constructor(rpc: Rpc, { session, hostToken, tickets }: wire.CreateSessionResponse) {
    const labels = new Map(session!.seats.map((seat) => [seat.index, labelOf(seat)]));
    this.id = session!.id;
    this.token = hostToken;
    this.tickets = Object.fromEntries(tickets.map(({ seat, ticket }) => [labels.get(seat)!, ticket]));
    this.#rpc = rpc;
    this.#access = create(wire.AccessSchema, { sessionId: this.id, hostToken });
  }

  /** The session as it stands: seats and who holds them, step numbers, spec. */
  async describe(options: CallOptions = {}): Promise<wire.Session> {
    const answer = await this.#rpc.unary(wire.SessionService.method.getSession, { access: this.#access }, options);
    return answer.session!;
  }

  /** Starts new episodes; the participants receive the turn. Resolves with the turn's number. */
  async reset(options: ResetOptions = {}): Promise<number> {
    const request = { access: this.#access, reset: create(wire.ResetConfigSchema, options) };
    const answer = await this.#rpc.unary(wire.SessionService.method.reset, request, { signal: options.signal });
    return Number(answer.turn!.step);
  }

  /** The whole state, as bytes that this server can restore in a session made alike. */
  async snapshot(options: CallOptions = {}): Promise<Uint8Array> {
    return (await this.#rpc.unary(wire.SessionService.method.snapshot, { access: this.#access }, options)).snapshot;
  }

  /** Goes back to a snapshot; the participants receive the turns. */
  async restore(snapshot: Uint8Array, options: CallOptions = {}): Promise<void> {
    const request = { access: this.#access, snapshot: new Uint8Array(snapshot) };
    await this.#rpc.unary(wire.SessionService.method.restore, request, options);
  }

  /** Ends the session for everybody. Twice is once. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#rpc.unary(wire.SessionService.method.closeSession, { access: this.#access });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
