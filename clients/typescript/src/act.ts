// The bytes of acts. Only the step's number and the frames change from one to the next, so they are written over the last
// one's bytes: protobuf's writer copies a long message several times.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { bytesOfRequest } from "./rpc.js";
import * as wire from "./wire.js";

interface Frame {
  seat: number;
  frame: Uint8Array;
}

const seatsOf = (frames: Frame[]): string => frames.map(({ seat }) => seat).join();

/** The message of a shard's acts. What was made last is overwritten, so it must have been answered. */
export class ActBytes {
  #bytes: Buffer = Buffer.alloc(0);
  #frames: readonly Frame[] = []; // views of the bytes
  #head: Uint8Array = new Uint8Array(0); // what stands before the frames, a view of the bytes
  #seats = "";

  constructor(readonly shard: number) {}

  /** The act with this number and these frames. */
  of(step: bigint, frames: Frame[]): Buffer {
    const head = toBinary(wire.ActSchema, create(wire.ActSchema, { shard: this.shard, step }));
    const known = head.length === this.#head.length && seatsOf(frames) === this.#seats;
    if (!known) return this.#make(head.length, step, frames);
    this.#head.set(head); // fields are written in the order of their numbers: shard and step, then the frames
    frames.forEach(({ frame }, i) => this.#frames[i].frame.set(frame));
    return this.#bytes;
  }

  #make(headLength: number, step: bigint, frames: Frame[]): Buffer {
    const act = create(wire.ActSchema, { shard: this.shard, step, frames });
    const length = toBinary(wire.ActSchema, act).length; // the end of the message
    this.#bytes = bytesOfRequest(create(wire.PlayRequestSchema, { message: { case: "act", value: act } }));
    this.#head = this.#bytes.subarray(this.#bytes.length - length).subarray(0, headLength);
    const { message } = fromBinary(wire.PlayRequestSchema, this.#bytes); // its bytes are views
    this.#frames = message.case === "act" ? message.value.frames : [];
    this.#seats = seatsOf(frames);
    return this.#bytes;
  }
}
