// The client: one connection to a server, from which sessions are made and seats are taken.
import { create, type JsonObject, type MessageInitShape } from "@bufbuild/protobuf";
import { Client as GrpcClient } from "@grpc/grpc-js";
import { parseInvitation, targetOf, type Tls } from "./channel.js";
import { WalrasError } from "./errors.js";
import { Host } from "./host.js";
import { Participant, type PlayOptions } from "./participant.js";
import { Play } from "./play.js";
import { type CallOptions, Rpc } from "./rpc.js";
import { Session } from "./session.js";
import { ofMessage, type Tensor } from "./tensor.js";
import { VERSION } from "./version.js";
import * as wire from "./wire.js";

/** How to connect. */
export interface ConnectOptions {
  /** True, or its files; false for plaintext. By default plaintext on this machine and TLS beyond it. */
  tls?: Tls | boolean;
  /** Sent as `authorization: Bearer` with every call. */
  token?: string;
  /** Seconds that the server may take to answer a call and to give seats; 30 by default. Steps wait for other seats. */
  timeout?: number;
  /** For how many seconds sessions try to take up a broken connection; 5 by default, 0 for not at all. */
  reconnect?: number;
  signal?: AbortSignal;
}

/** An exact solution. */
export interface Solution {
  environment: string;
  /** Those that were solved for, defaults included. */
  options: JsonObject;
  /** Name to float64; scalars have shape []. */
  tables: Record<string, Tensor<Float64Array>>;
  /** Name to what each dimension counts. */
  dims: Record<string, string[]>;
  /** How good the solution is: residuals, gaps, iterations. */
  certificate: Record<string, number>;
}

/** What a session is made of, as the protocol says it: `numEnvs`, `seed`, `options`, `seats`, `shards`, `parts` and more. */
export type SessionOptions = MessageInitShape<typeof wire.SessionConfigSchema> & PlayOptions & CallOptions;

/** How to take somebody's seats. */
export interface AttachOptions extends PlayOptions, CallOptions {
  /** The host's token, to reset as well; the participant is then a `Session`. */
  hostToken?: string;
  /** True to end the stream that holds the seats. */
  replace?: boolean;
}

const PROTOCOL_MAJOR = 1;

/**
 * Connects to a server.
 *
 * @param address `host:port`, `unix:PATH`, `grpc://host:port` (plaintext) or `grpcs://host:port` (TLS); undefined for
 *     `WALRAS_ADDRESS`, else `localhost:50051`
 * @throws WalrasError UNAVAILABLE, nothing answers there; PROTOCOL_VERSION, the server speaks another major version
 */
export async function connect(address?: string, options: ConnectOptions = {}): Promise<Client> {
  const place = targetOf(address, options.tls);
  const grpc = new GrpcClient(place.target, place.credentials, place.options);
  const rpc = new Rpc(grpc, options.token, options.timeout ?? 30);
  try {
    const asked = { protocolMajor: PROTOCOL_MAJOR, client: `walras-typescript/${VERSION}` };
    const info = await rpc.unary(wire.CatalogService.method.getServerInfo, asked, { signal: options.signal });
    return new Client(rpc, place.address, info, options.reconnect);
  } catch (error) {
    grpc.close();
    if (!(error instanceof WalrasError && error.code === "UNAVAILABLE")) throw error;
    const help = "start one with ./walras serve, or say where it is with an address or WALRAS_ADDRESS";
    const message = `no server answers at ${place.address}: ${help} (${error.message})`;
    throw new WalrasError(error.code, error.reason, message, error.fields);
  }
}

/**
 * Takes the seats of an invitation, `walras://host:port/SESSION?ticket=...` (`walrass` with TLS, a `ticket` for each seat).
 * The connection ends when the participant leaves.
 */
export async function join(invitation: string, options: ConnectOptions & PlayOptions = {}): Promise<Participant> {
  const { address, sessionId, tickets } = parseInvitation(invitation);
  const client = await connect(address, options);
  try {
    return await client.attach(sessionId, tickets, { ...options, left: () => client.close() });
  } catch (error) {
    client.close();
    throw error;
  }
}

/** A connection. Sessions and seats made from it have a stream of their own on it. */
export class Client implements Disposable {
  readonly #rpc: Rpc;
  readonly #reconnect: number | undefined;

  /**
   * @param rpc calls
   * @param address where the server is
   * @param info what the server said of itself: version, capabilities, limits
   * @param reconnect as in `ConnectOptions`
   */
  constructor(
    rpc: Rpc,
    readonly address: string,
    readonly info: wire.GetServerInfoResponse,
    reconnect: number | undefined,
  ) {
    this.#rpc = rpc;
    this.#reconnect = reconnect;
  }

  /** Every environment's id and summary; only those whose id starts with the prefix. */
  async environments(prefix = "", options: CallOptions = {}): Promise<Record<string, string>> {
    const answer = await this.#rpc.unary(wire.CatalogService.method.listEnvironments, { prefix }, options);
    return Object.fromEntries(answer.environments.map(({ id, summary }) => [id, summary]));
  }

  /** One environment under given options: groups, spaces, options, metrics, policies, sources. */
  async environment(id: string, options: JsonObject = {}, call: CallOptions = {}): Promise<wire.EnvironmentSpec> {
    const request = { environment: id, options };
    return (await this.#rpc.unary(wire.CatalogService.method.getEnvironment, request, call)).spec!;
  }

  /** The exact solution of an environment under given options. */
  async solve(id: string, options: JsonObject = {}, call: CallOptions = {}): Promise<Solution> {
    const request = { environment: id, options };
    const answer = await this.#rpc.unary(wire.CatalogService.method.solve, request, call);
    return {
      environment: answer.environment,
      options: answer.options ?? {},
      tables: Object.fromEntries(
        answer.tables.map(({ name, values }) => [name, ofMessage(values!) as Tensor<Float64Array>]),
      ),
      dims: Object.fromEntries(answer.tables.map(({ name, dims }) => [name, dims])),
      certificate: answer.certificate,
    };
  }

  /** All sessions of the server, without anything private. */
  async sessions(options: CallOptions = {}): Promise<wire.SessionSummary[]> {
    return (await this.#rpc.unary(wire.SessionService.method.listSessions, {}, options)).sessions;
  }

  /**
   * Makes a session, takes all its remote seats and becomes its host. It is not yet reset.
   *
   * @throws WalrasError UNKNOWN_ENVIRONMENT and other unknown names, BAD_OPTION, LIMIT
   */
  async session(id: string, options: SessionOptions = {}): Promise<Session> {
    const config = create(wire.SessionConfigSchema, { ...options, environment: id });
    const play = await Play.open(this.#rpc, { target: { case: "create", value: config } }, options);
    const { hostToken, tickets } = play.attached;
    const place = { rpc: this.#rpc, play, hostToken, tickets: tickets.map(({ ticket }) => ticket) };
    return new Session(place, this.#playing(options));
  }

  /** Makes a session for others to play in, and takes none of its seats. */
  async host(id: string, options: SessionOptions = {}): Promise<Host> {
    const config = create(wire.SessionConfigSchema, { ...options, environment: id });
    return new Host(this.#rpc, await this.#rpc.unary(wire.SessionService.method.createSession, { config }, options));
  }

  /**
   * Takes seats of somebody's session. `wait` then returns the turn at which it stands, or its first one.
   *
   * @param tickets one, or one for each seat
   * @throws WalrasError UNKNOWN_SESSION, TOKEN_WRONG, SEAT_TAKEN
   */
  attach(
    sessionId: string,
    tickets: string | readonly string[],
    options: AttachOptions & { hostToken: string },
  ): Promise<Session>;
  attach(sessionId: string, tickets: string | readonly string[], options?: AttachOptions): Promise<Participant>;
  async attach(
    sessionId: string,
    tickets: string | readonly string[],
    options: AttachOptions = {},
  ): Promise<Participant> {
    const { hostToken = "", replace = false } = options;
    const held = typeof tickets === "string" ? [tickets] : [...tickets];
    const access = create(wire.AccessSchema, { sessionId, hostToken, tickets: held });
    const described = await this.#rpc.unary(wire.SessionService.method.getSession, { access }, options);
    // Nothing was seen yet: the server sends the turns at which the shards stand.
    const lastSteps = described.session!.lastSteps.map(() => -1n);
    const play = await Play.open(this.#rpc, { target: { case: "access", value: access }, lastSteps, replace }, options);
    const place = { rpc: this.#rpc, play, hostToken, tickets: held };
    if (hostToken) return new Session(place, this.#playing(options));
    return new Participant(place, this.#playing(options));
  }

  /** Closes the connection; sessions whose streams are still open are abandoned. */
  close(): void {
    this.#rpc.client.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #playing(options: PlayOptions): PlayOptions {
    return { ...options, reconnect: options.reconnect ?? this.#reconnect };
  }
}
