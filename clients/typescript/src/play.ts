// Streams of play: how one is opened, and how it is opened again while a server cannot be reached.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { setTimeout as delay } from "node:timers/promises";
import { isLoss, ofDetail, WalrasError } from "./errors.js";
import { bytesOfRequest, type CallOptions, type PlayStream, type Rpc } from "./rpc.js";
import * as wire from "./wire.js";

const RETRY_MILLIS = 50;

/** A stream that has attached. It hears nothing until `begin`. */
export class Play {
  attached!: wire.Attached;
  #stream!: PlayStream;
  #heard: (message: wire.PlayResponse) => void = () => undefined;
  #ended: (error: WalrasError | undefined) => void = () => undefined;

  /**
   * Sends the first message and waits for the answer.
   *
   * @throws WalrasError what the server answered instead, or DEADLINE_EXCEEDED
   */
  static open(
    rpc: Rpc,
    attach: MessageInitShape<typeof wire.AttachSchema>,
    { signal, timeout = rpc.timeout }: CallOptions = {},
  ): Promise<Play> {
    const play = new Play();
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const settle = (error?: unknown): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        if (error === undefined) return resolve(play);
        play.#stream.cancel();
        reject(error);
      };
      const abort = (): void => settle(signal!.reason);
      const timer = setTimeout(() => settle(unanswered("attach", timeout)), timeout * 1000);
      signal?.addEventListener("abort", abort);
      play.#ended = (error) => settle(error ?? new WalrasError("INTERNAL", "INTERNAL", "play: the stream has ended"));
      play.#heard = ({ message }) => {
        if (message.case !== "attached") return settle(answerOf(message));
        play.attached = message.value;
        play.#stream.listen(false);
        settle();
      };
      play.#stream = rpc.play(
        (message) => play.#heard(message),
        (error) => play.#ended(error),
      );
      play.send(bytesOfRequest(create(wire.PlayRequestSchema, { message: { case: "attach", value: attach } })));
    });
  }

  /** As `open`, tried again until `deadline`, in milliseconds, while the server cannot be reached. */
  static async reopen(
    rpc: Rpc,
    attach: MessageInitShape<typeof wire.AttachSchema>,
    deadline: number,
    given: () => boolean,
  ): Promise<Play> {
    for (;;) {
      try {
        return await Play.open(rpc, attach);
      } catch (error) {
        if (!isLoss(error) || Date.now() >= deadline || !given()) throw error;
        await delay(RETRY_MILLIS);
      }
    }
  }

  /** From now on what comes is heard, in order, and then the end: undefined for a good one. */
  begin(heard: (message: wire.PlayResponse) => void, ended: (error: WalrasError | undefined) => void): void {
    [this.#heard, this.#ended] = [heard, ended];
    this.#stream.listen(true);
  }

  send(message: Buffer): void {
    this.#stream.send(message);
  }

  listen(on: boolean): void {
    this.#stream.listen(on);
  }

  /** Hears nothing more and ends the stream at once. */
  drop(): void {
    this.#heard = this.#ended = () => undefined;
    this.#stream.listen(true); // what is left is read and dropped
    this.#stream.cancel();
  }

  /** Gives the seats back, and waits for the end of the stream, for so many seconds. */
  async leave(closeSession: boolean, timeout: number): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout * 1000);
      this.#heard = () => undefined; // turns and events that were on their way
      this.#ended = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    const leave: wire.PlayRequest = create(wire.PlayRequestSchema, {
      message: { case: "leave", value: { closeSession } },
    });
    this.send(bytesOfRequest(leave));
    this.#stream.halfClose();
    this.#stream.listen(true);
    await ended;
    this.#stream.cancel();
  }
}

function answerOf(message: wire.PlayResponse["message"]): WalrasError {
  if (message.case === "error" && message.value.error) return ofDetail(message.value.error);
  return new WalrasError(
    "INTERNAL",
    "INTERNAL",
    `play: expected an answer to attach, got ${message.case ?? "nothing"}`,
  );
}

function unanswered(what: string, seconds: number): WalrasError {
  const message = `${what}: expected an answer within ${seconds} s, got none; a longer timeout waits longer`;
  return new WalrasError("DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", message);
}
