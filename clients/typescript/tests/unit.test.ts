// What needs no server: frames, actions, arguments, addresses.
import assert from "node:assert/strict";
import test from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { ActBytes } from "../src/act.js";
import { ActionFrames, type Actions } from "../src/actions.js";
import { parseInvitation, targetOf } from "../src/channel.js";
import { WalrasError } from "../src/errors.js";
import { PlayRequestSchema } from "../src/gen/walras/v1/play_pb.js";
import { SessionSchema, TurnCause, TurnSchema } from "../src/gen/walras/v1/sessions_pb.js";
import { DataType, FieldKind } from "../src/gen/walras/v1/tensor_pb.js";
import { duration, seat } from "../src/requests.js";
import { heldSeats } from "../src/seats.js";
import { Tensor } from "../src/tensor.js";
import { readTurn } from "../src/turn.js";

// Every data type, a mask, and a layout as the protocol lays one out: B = 2, n = 1.
const FIELDS = [
  { kind: FieldKind.OBSERVATION, name: "wide", dtype: DataType.INT64, shape: [2, 1], offset: 0n },
  { kind: FieldKind.OBSERVATION, name: "whole", dtype: DataType.INT32, shape: [2, 1], offset: 64n },
  { kind: FieldKind.OBSERVATION, name: "single", dtype: DataType.FLOAT32, shape: [2, 1, 2], offset: 128n },
  { kind: FieldKind.OBSERVATION, name: "small", dtype: DataType.INT8, shape: [2, 1], offset: 192n },
  { kind: FieldKind.ACTION_MASK, name: "action_mask", dtype: DataType.UINT8, shape: [2, 1, 3], offset: 256n },
  { kind: FieldKind.REWARD, name: "reward", dtype: DataType.FLOAT64, shape: [2, 1], offset: 320n },
  { kind: FieldKind.TERMINATED, name: "terminated", dtype: DataType.UINT8, shape: [2], offset: 384n },
  { kind: FieldKind.TRUNCATED, name: "truncated", dtype: DataType.UINT8, shape: [2], offset: 448n },
];
const ACTION = [
  { kind: FieldKind.ACTION, name: "bid", dtype: DataType.FLOAT64, shape: [2, 1], offset: 0n },
  { kind: FieldKind.ACTION, name: "kind", dtype: DataType.INT32, shape: [2, 1], offset: 64n },
  { kind: FieldKind.ACTION, name: "far", dtype: DataType.INT64, shape: [2, 1], offset: 128n },
];

function seatsOf(action: typeof ACTION) {
  const seat = {
    group: "g",
    observationLayout: { fields: FIELDS, sizeBytes: 450n },
    actionLayout: { fields: action, sizeBytes: 144n },
  };
  return heldSeats(create(SessionSchema, { seats: [seat] }), [0]);
}

function goldenFrame(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(450);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, -(2n ** 62n), true);
  view.setBigInt64(8, 2n ** 53n + 1n, true);
  [7, -8].forEach((value, i) => view.setInt32(64 + 4 * i, value, true));
  [0.5, 1.5, -2.5, 3.5].forEach((value, i) => view.setFloat32(128 + 4 * i, value, true));
  [-1, 2].forEach((value, i) => view.setInt8(192 + i, value));
  bytes.set([1, 0, 1, 0, 1, 1], 256);
  [0.1, Math.PI].forEach((value, i) => view.setFloat64(320 + 8 * i, value, true));
  bytes.set([0, 1], 384);
  bytes.set([1, 0], 448);
  return bytes;
}

for (let offset = 0; offset < 8; offset++) {
  test(`a frame that begins at ${offset} modulo 8`, () => {
    const received = new Uint8Array(450 + 16);
    received.set(goldenFrame(), 8 + offset);
    const frame = received.subarray(8 + offset, 8 + offset + 450);
    const message = create(TurnSchema, { step: 2n ** 31n + 5n, cause: TurnCause.STEP, frames: [{ seat: 0, frame }] });
    const turn = readTurn(seatsOf(ACTION), message);
    assert.equal(turn.step, 2 ** 31 + 5);
    assert.deepEqual(turn.obs["g"]["wide"].toNested(), [[-(2n ** 62n)], [2n ** 53n + 1n]]);
    assert.deepEqual(turn.obs["g"]["whole"].toNested(), [[7], [-8]]);
    assert.deepEqual(turn.obs["g"]["single"].toNested(), [[[0.5, 1.5]], [[-2.5, 3.5]]]);
    assert.deepEqual(turn.obs["g"]["small"].toNested(), [[-1], [2]]);
    assert.deepEqual(turn.actionMask["g"].toNested(), [[[1, 0, 1]], [[0, 1, 1]]]);
    assert.deepEqual(turn.reward["g"].toNested(), [[0.1], [Math.PI]]);
    assert.deepEqual([...turn.done.data], [1, 1]);
    assert.equal(turn.reward["g"].data.buffer === received.buffer, offset === 0, "a view where it is aligned");
  });
}

test("a frame that is too short is refused, not read past its end", () => {
  const frame = goldenFrame().subarray(0, 300);
  const message = create(TurnSchema, { frames: [{ seat: 0, frame }] });
  assert.throws(() => readTurn(seatsOf(ACTION), message), { code: "INTERNAL" });
});

const never = (): boolean => false;

function filled(action: typeof ACTION, actions: Actions): Uint8Array {
  return new ActionFrames(seatsOf(action)).fill(actions, never)[0].frame;
}

test("actions of several tensors", () => {
  const frame = filled(ACTION, { g: { bid: [[0.25], [0.5]], kind: new Int32Array([3, 4]), far: 2n ** 60n } });
  const view = new DataView(frame.buffer);
  assert.deepEqual([view.getFloat64(0, true), view.getFloat64(8, true)], [0.25, 0.5]);
  assert.deepEqual([view.getInt32(64, true), view.getInt32(68, true)], [3, 4]);
  assert.deepEqual([view.getBigInt64(128, true), view.getBigInt64(136, true)], [2n ** 60n, 2n ** 60n]);
});

test("the shapes in which an action may come", () => {
  const [bid] = ACTION;
  const column = { ...bid, shape: [2, 3] };
  const read = (frame: Uint8Array): number[] => [...new Float64Array(frame.buffer, 0, 6)];
  const all = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(read(filled([column], { g: new Float64Array(all) })), all);
  assert.deepEqual(read(filled([column], { g: new Float32Array(all) })), all);
  assert.deepEqual(read(filled([column], { g: new Tensor(new Float64Array(all), [2, 3]) })), all);
  assert.deepEqual(
    read(
      filled([column], {
        g: [
          [[1], [2], [3]],
          [[4], [5], [6]],
        ],
      }),
    ),
    all,
  );
  assert.deepEqual(read(filled([column], { g: [[1], [2]] })), [1, 1, 1, 2, 2, 2]);
  assert.deepEqual(read(filled([column], { g: [[1, 2, 3]] })), [1, 2, 3, 1, 2, 3]);
  assert.deepEqual(read(filled([column], { g: true })), [1, 1, 1, 1, 1, 1]);
});

test("actions that do not fit are refused by their place", () => {
  const [bid, kind, far] = ACTION;
  const cases: [typeof ACTION, Actions, string][] = [
    [[bid], { h: 1 }, "actions[h]"],
    [[bid], {}, "actions[g]"],
    [[bid], { g: [1, 2, 3] }, "actions[g]"],
    [[bid], { g: [[1], [2, 3]] }, "actions[g]"],
    [[bid], { g: new Tensor(new Float64Array(2), [1, 2]) }, "actions[g]"],
    [[bid], { g: ["a" as never, 1] }, "actions[g]"],
    [[kind], { g: 0.5 }, "actions[g]"],
    [[kind], { g: 2 ** 31 }, "actions[g]"],
    [[kind], { g: NaN }, "actions[g]"],
    [[far], { g: 2 ** 53 }, "actions[g]"],
    [[far], { g: 2n ** 63n }, "actions[g]"],
    [ACTION, { g: 1 }, "actions[g]"],
    [ACTION, { g: { bid: 1, kind: 1 } }, "actions[g]"],
    [ACTION, { g: { bid: 1, kind: 1.5, far: 1 } }, "actions[g].kind"],
  ];
  for (const [fields, actions, where] of cases) {
    const refused = (error: unknown) =>
      error instanceof WalrasError && error.reason === "BAD_ACTION" && error.fields.where === where;
    assert.throws(() => filled(fields, actions), refused, where);
  }
});

test("seats and durations", () => {
  const { group, agent, filler } = seat("a/1", { privileged: true });
  assert.deepEqual([group, agent, filler.case], ["a", 1, "remote"]);
  assert.equal(seat("a", { policy: "random" }).filler.case, "policy");
  assert.deepEqual(duration(1.25), { seconds: 1n, nanos: 250_000_000 });
  assert.deepEqual(duration(0.9999999999), { seconds: 1n, nanos: 0 });
  assert.throws(() => seat("a/b"), { reason: "BAD_REQUEST" });
  assert.throws(() => duration(-1), { reason: "BAD_REQUEST" });
});

test("addresses", () => {
  assert.equal(targetOf("grpc://far:1", undefined).target, "far:1");
  assert.equal(targetOf("unix:/run/w.sock", undefined).credentials._isSecure(), false);
  assert.equal(targetOf("localhost:1", undefined).credentials._isSecure(), false);
  assert.equal(targetOf("far:1", undefined).credentials._isSecure(), true);
  assert.equal(targetOf("far:1", false).credentials._isSecure(), false);
  for (const bad of ["", "far", "http://far:1", "far:x"]) {
    if (bad) assert.throws(() => targetOf(bad, undefined), { reason: "BAD_REQUEST" });
  }
});

test("invitations", () => {
  const plain = parseInvitation("walras://far:50051/s1?ticket=a&ticket=b");
  assert.deepEqual(plain, { address: "grpc://far:50051", sessionId: "s1", tickets: ["a", "b"] });
  assert.equal(parseInvitation("walrass://far:1/s?ticket=a").address, "grpcs://far:1");
  for (const bad of [
    "walras://far:1/s",
    "walras://far/s?ticket=a",
    "http://far:1/s?ticket=a",
    "walras://far:1/?ticket=a",
  ]) {
    const secretive = (error: unknown) =>
      error instanceof WalrasError && error.reason === "BAD_REQUEST" && !error.message.includes("ticket=a");
    assert.throws(() => parseInvitation(bad), secretive, bad);
  }
});

// Written over the last act's bytes: where a number takes another byte, seats are left out or come back, and between.
test("acts are the bytes that protobuf writes", () => {
  for (const shard of [0, 3]) {
    const acts = new ActBytes(shard);
    for (const step of [0, 1, 126, 127, 128, 16383, 16384, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1].map(BigInt)) {
      for (const seats of [[0], [0], [0, 2], [2], [2, 4, 5]]) {
        const frames = seats.map((seat) => ({ seat, frame: new Uint8Array(200).fill(Number(step % 251n) + seat) }));
        const message = { case: "act" as const, value: { shard, step, frames } };
        const expected = toBinary(PlayRequestSchema, create(PlayRequestSchema, { message }));
        assert.deepEqual(new Uint8Array(acts.of(step, frames)), expected);
      }
    }
  }
});
