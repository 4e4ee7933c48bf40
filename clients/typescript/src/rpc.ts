// Calls: gRPC's, with protobuf's messages, promises, time limits and signals.
import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  type ClientDuplexStream,
  Client as GrpcClient,
  Metadata,
  type ServiceError,
  type StatusObject,
} from "@grpc/grpc-js";
import { ofStatus, WalrasError } from "./errors.js";
import * as wire from "./wire.js";

/** What may end a call before its answer comes. */
export interface CallOptions {
  /** Rejects the call with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Seconds that the server may take; undefined for those of `connect`. */
  timeout?: number | undefined;
}

type Method = { readonly name: string; readonly parent: { readonly typeName: string } };

const pathOf = (method: Method): string => `/${method.parent.typeName}/${method.name}`;
const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const writerOf =
  <T extends DescMessage>(schema: T) =>
  (message: MessageShape<T>): Buffer =>
    bufferOf(toBinary(schema, message));
const readerOf =
  <T extends DescMessage>(schema: T) =>
  (bytes: Buffer): MessageShape<T> =>
    fromBinary(schema, bytes);

/** A request to play as the bytes that are sent, and sent again after a broken connection. */
export function bytesOfRequest(request: wire.PlayRequest): Buffer {
  return bufferOf(toBinary(wire.PlayRequestSchema, request));
}

/** One connection. */
export class Rpc {
  readonly #metadata = new Metadata();

  /**
   * @param client gRPC's
   * @param token sent with every call
   * @param timeout seconds that a call may take
   */
  constructor(
    readonly client: GrpcClient,
    token: string | undefined,
    readonly timeout: number,
  ) {
    if (token) this.#metadata.set("authorization", `Bearer ${token}`);
  }

  /** One question, one answer. */
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    { signal, timeout = this.timeout }: CallOptions = {},
  ): Promise<MessageShape<O>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const call = this.client.makeUnaryRequest(
        pathOf(method),
        writerOf(method.input),
        readerOf(method.output),
        create(method.input, request),
        this.#metadata,
        { deadline: Date.now() + timeout * 1000 },
        (error, answer) => {
          signal?.removeEventListener("abort", abort);
          if (signal?.aborted) reject(signal.reason);
          else if (error) reject(ofStatus(error));
          else resolve(answer!);
        },
      );
      const abort = (): void => call.cancel();
      signal?.addEventListener("abort", abort);
    });
  }

  /** One question, many answers; those that are not taken end the call. */
  async *stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    signal?: AbortSignal,
  ): AsyncGenerator<MessageShape<O>, void, undefined> {
    signal?.throwIfAborted();
    const [write, read] = [writerOf(method.input), readerOf(method.output)];
    const call = this.client.makeServerStreamRequest(
      pathOf(method),
      write,
      read,
      create(method.input, request),
      this.#metadata,
    );
    call.on("error", () => undefined); // the loop below has it, also when it has stopped listening
    const abort = (): void => call.cancel();
    signal?.addEventListener("abort", abort);
    try {
      for await (const answer of call) yield answer as MessageShape<O>;
    } catch (error) {
      signal?.throwIfAborted();
      throw ofStatus(error as ServiceError);
    } finally {
      signal?.removeEventListener("abort", abort);
      call.cancel();
    }
  }

  /** A stream of play; `heard` gets what comes, in order, and `ended` its end: undefined for a good one. */
  play(heard: (message: wire.PlayResponse) => void, ended: (error: WalrasError | undefined) => void): PlayStream {
    const identity = (bytes: Buffer): Buffer => bytes;
    const call = this.client.makeBidiStreamRequest(
      pathOf(wire.PlayService.method.play),
      identity,
      readerOf(wire.PlayResponseSchema),
      this.#metadata,
    );
    return new PlayStream(call, heard, ended);
  }
}

/** One stream of play. */
export class PlayStream {
  readonly #call: ClientDuplexStream<Buffer, wire.PlayResponse>;

  constructor(
    call: ClientDuplexStream<Buffer, wire.PlayResponse>,
    heard: (message: wire.PlayResponse) => void,
    ended: (error: WalrasError | undefined) => void,
  ) {
    this.#call = call;
    let end: StatusObject | undefined;
    call.on("status", (status: StatusObject) => (end = status));
    call.on("error", () => undefined); // the status says the same
    call.on("data", heard);
    call.on("end", () => ended(end && end.code !== 0 ? ofStatus(end) : undefined));
  }

  send(message: Buffer): void {
    this.#call.write(message);
  }

  /** Says that nothing more will be sent. */
  halfClose(): void {
    this.#call.end();
  }

  /** Stops hearing, so that the server waits; or hears again. */
  listen(on: boolean): void {
    if (on && this.#call.isPaused()) this.#call.resume();
    if (!on) this.#call.pause();
  }

  cancel(): void {
    this.#call.cancel();
  }
}
