// Sessions against a real server.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AutoresetMode, type Client, duration, fields, join, LateAction, named } from "../src/index.js";
import { seat, table, Tensor, uniform, WalrasError } from "../src/index.js";

const CHAIN = "auction/chain-v0";
const COUNTER = "counter-v0";

export function sessions(client: () => Client): void {
  catalogue(client);
  playing(client);
  rollouts(client);
  seats(client);
}

function catalogue(client: () => Client): void {
  describe("catalogue", () => {
    test("environments, one of them, its solution", async () => {
      assert.deepEqual(Object.keys(await client().environments("counter")), [COUNTER]);
      const spec = await client().environment(COUNTER, { agents: 3 });
      assert.deepEqual([spec.id, spec.groups[0].agents, spec.resolvedOptions!["agents"]], [COUNTER, 3, 3]);
      const solution = await client().solve(CHAIN, { states: 4 });
      const q = solution.tables["q_star"];
      assert.deepEqual([q.shape.length, solution.dims["q_star"]], [2, ["state", "primitive"]]);
      assert.ok(q.data instanceof Float64Array && Object.keys(solution.certificate).length > 0);
    });

    test("errors have the server's words", async () => {
      await assert.rejects(client().environment("auction/chian-v0"), (error: unknown) => {
        assert.ok(error instanceof WalrasError);
        assert.deepEqual([error.code, error.reason, error.fields.nearest], ["NOT_FOUND", "UNKNOWN_ENVIRONMENT", CHAIN]);
        assert.match(String(error), /^WalrasError: \[UNKNOWN_ENVIRONMENT\] /);
        return true;
      });
    });

    test("an error about long words, with Node's own limits", async () => {
      const [id, name] = ["e".repeat(100_000), "o".repeat(100_000)];
      await assert.rejects(client().environment(id), { reason: "UNKNOWN_ENVIRONMENT" });
      await assert.rejects(client().session(COUNTER, { options: { [name]: name } }), { reason: "UNKNOWN_OPTION" });
    });

    test("a call that was given up", async () => {
      const signal = AbortSignal.abort(new Error("enough"));
      await assert.rejects(client().solve(CHAIN, {}, { signal }), /enough/);
      const controller = new AbortController();
      const solving = client().solve(CHAIN, { states: 5000 }, { signal: controller.signal });
      controller.abort(new Error("enough"));
      await assert.rejects(solving, /enough/);
    });
  });
}

function playing(client: () => Client): void {
  describe("playing", () => {
    test("the same seed and actions, step by step and in shards", async () => {
      await using whole = await client().session(CHAIN, { numEnvs: 8, seed: 2n ** 60n, metrics: ["*"] });
      await using cut = await client().session(CHAIN, { numEnvs: 8, seed: 2n ** 60n, metrics: ["*"], shards: 2 });
      assert.equal(whole.description.config!.seed, 2n ** 60n);
      let turn = await whole.reset();
      let halves = await Promise.all([cut.reset(), cut.reset({ shard: 1 })]);
      for (let step = 1; step <= 200; step++) {
        const bids = Float64Array.from({ length: 32 }, (_, i) => ((i * 7 + step) % 11) / 11);
        turn = await whole.step({ bidders: bids });
        halves = await Promise.all([
          cut.step({ bidders: bids.subarray(0, 16) }),
          cut.step({ bidders: bids.subarray(16) }, { shard: 1 }),
        ]);
        assert.equal(turn.step, step);
        assert.deepEqual(
          [...turn.reward["bidders"].data],
          halves.flatMap((half) => [...half.reward["bidders"].data]),
        );
        assert.deepEqual(
          [...turn.metrics["price"].data],
          halves.flatMap((half) => [...half.metrics["price"].data]),
        );
      }
    });

    test("arrays may be written to again at once, and turns never change", async () => {
      await using session = await client().session(COUNTER, { numEnvs: 2, options: { target: 1000 } });
      const first = await session.reset();
      const actions = new Int32Array([1, 1]);
      const pending = session.step({ counters: actions });
      actions.fill(0);
      const second = await pending;
      assert.deepEqual(second.obs["counters"]["count"].toNested(), [[1], [1]]);
      await session.step({ counters: actions });
      assert.deepEqual(first.obs["counters"]["count"].toNested(), [[0], [0]]);
    });

    test("privileged tensors, policies in other seats, reset seeds, parts", async () => {
      const others = ["bidders/1", "bidders/2", "bidders/3"].map((label) => seat(label, { privileged: true }));
      const options = { numEnvs: 4, seats: [seat("bidders/0", { policy: "truthful" }), ...others] };
      await using session = await client().session(CHAIN, options);
      assert.deepEqual(
        session.seats.map((seat) => seat.key),
        ["bidders/1", "bidders/2", "bidders/3"],
      );
      const [a, b] = [await session.reset({ seed: 3n }), await session.reset({ seed: 3n })];
      assert.deepEqual([...a.obs["bidders/1"]["state"].data], [...b.obs["bidders/1"]["state"].data]);
      assert.ok(Object.keys(a.privileged).length > 0);
      const parts = [
        { rows: 2, options: { discount: 0.5 } },
        { rows: 3, seed: 9n },
      ];
      await using cut = await client().session(CHAIN, { parts, seed: 1n });
      assert.equal((await cut.reset()).terminated.shape[0], 5);
      const changed = await cut.reset({ parts: [{ part: 0, options: { discount: 0.25 } }] });
      assert.equal(changed.step, 1);
      assert.deepEqual(
        cut.events.map((event) => event.kind),
        ["OPTIONS_CHANGED"],
      );
    });

    test("a snapshot is gone back to", async () => {
      await using session = await client().session(COUNTER, { numEnvs: 2, shards: 2, options: { target: 9 } });
      await Promise.all([session.reset(), session.reset({ shard: 1 })]);
      await session.step({ counters: 1 });
      const snapshot = await session.snapshot();
      await session.step({ counters: 1 });
      const turns = await session.restore(snapshot);
      assert.deepEqual(
        turns.map((turn) => [turn.shard, turn.cause, turn.obs["counters"]["count"].toNested()]),
        [
          [0, "restore", [[1]]],
          [1, "restore", [[0]]],
        ],
      );
      assert.deepEqual((await session.step({ counters: 1 })).obs["counters"]["count"].toNested(), [[2]]);
      await assert.rejects(session.restore(snapshot.map((byte) => byte ^ 1)), { reason: "BAD_SNAPSHOT" });
    });

    test("what is too early or too late is refused", async () => {
      const session = await client().session(COUNTER);
      await assert.rejects(session.step({ counters: 1 }), { reason: "NOT_RESET" });
      const resetting = session.reset();
      await assert.rejects(session.reset(), { reason: "ALREADY_ACTED" });
      await resetting;
      await assert.rejects(session.step({ counters: 1 }, { shard: 1 }), RangeError);
      await session.close();
      await session.close();
      await assert.rejects(session.step({ counters: 1 }), { reason: "SESSION_CLOSED" });
      await assert.rejects(client().attach(session.id, "no ticket"), { reason: "UNKNOWN_SESSION" });
    });
  });
}

function rollouts(client: () => Client): void {
  describe("rollouts", () => {
    test("in chunks and as a whole they are what steps are", async () => {
      const options = {
        numEnvs: 3,
        seed: 5n,
        autoresetMode: AutoresetMode.SAME_STEP,
        options: { target: 2, agents: 2 },
      };
      const actions = table(new Tensor(new Float64Array([0, 1, 0, 1, 0, 1]), [3, 2]));
      await using stepped = await client().session(COUNTER, options);
      await using chunked = await client().session(COUNTER, options);
      await using whole = await client().session(COUNTER, options);
      await Promise.all([stepped.reset(), chunked.reset(), whole.reset()]);
      const all = await whole.rollout(10, actions, { chunkSteps: 3 }).all();
      const sizes: number[] = [];
      for await (const chunk of chunked.rollout(10, actions, { chunkSteps: 3 })) {
        for (let k = 0; k < chunk.steps; k++) {
          const turn = await stepped.step({ counters: 1 });
          const place = chunk.firstStep - 1 + k;
          for (const found of [chunk.obs["counters"]["count"].at(k), all.obs["counters"]["count"].at(place)]) {
            assert.deepEqual(found.toNested(), turn.obs["counters"]["count"].toNested());
          }
          assert.deepEqual(all.terminated.at(place).toNested(), turn.terminated.toNested());
          const finals = all.finals.find(({ step }) => step === turn.step)?.finals;
          assert.deepEqual(finals?.rows ?? new Int32Array(0), turn.finals.rows);
          assert.deepEqual(
            finals?.obs["counters"]["count"].toNested(),
            turn.finals.obs["counters"]?.["count"].toNested(),
          );
        }
        sizes.push(chunk.steps);
      }
      assert.deepEqual(sizes, [3, 3, 3, 1]);
      assert.equal(whole.lastTurn()!.step, 10);
      const [a, b] = await Promise.all([whole.step({ counters: 1 }), stepped.step({ counters: 1 })]);
      assert.deepEqual([a.step, a.reward["counters"].toNested()], [11, b.reward["counters"].toNested()]);
    });

    test("only what is asked for is recorded", async () => {
      await using session = await client().session(CHAIN, { numEnvs: 4, metrics: ["price"] });
      await session.reset();
      const found = await session.rollout(5, uniform(), { fields: fields("actions", "reward", "metrics.price") }).all();
      assert.deepEqual(
        [found.reward["bidders"].shape, found.actions["bidders"]["bid"].shape],
        [
          [5, 4, 4],
          [5, 4, 4],
        ],
      );
      assert.deepEqual(
        [Object.keys(found.obs), found.terminated.data.length, found.metrics["price"].shape],
        [[], 0, [5, 4]],
      );
      assert.throws(() => fields("rewards"), { reason: "BAD_REQUEST" });
      await assert.rejects(session.rollout(0).all(), { reason: "BAD_REQUEST" });
      await assert.rejects(session.rollout(5, named("nobody")).all(), { reason: "UNKNOWN_POLICY" });
      assert.equal((await session.step({ bidders: 0.5 })).step, 6);
    });

    test("one that is given up leaves the session where the server says", async () => {
      await using session = await client().session(CHAIN, { numEnvs: 64, seed: 1n });
      await session.reset();
      for await (const chunk of session.rollout(100_000, uniform(), { chunkSteps: 10 })) {
        assert.equal(chunk.steps, 10);
        await assert.rejects(session.step({ bidders: 0.5 }), { reason: "BUSY" });
        break;
      }
      const turn = await session.step({ bidders: 0.5 });
      assert.ok(turn.step > 10 && turn.step < 100_000, `${turn.step}`);
      const controller = new AbortController();
      const rolling = session.rollout(100_000, uniform(), { signal: controller.signal }).all();
      setImmediate(() => controller.abort(new Error("enough")));
      await assert.rejects(rolling, /enough/);
      assert.ok((await session.step({ bidders: 0.5 })).step > turn.step);
    });
  });
}

function seats(client: () => Client): void {
  describe("seats", () => {
    const two = { seats: [seat("bidders/0"), seat("bidders/1")], options: { copies: 1 }, seed: 7n };

    test("two participants by tickets, one by an invitation", async () => {
      await using host = await client().host(CHAIN, two);
      const [first, second] = Object.values(host.tickets);
      await using a = await client().attach(host.id, first);
      await using b = await join(`walras://${client().address}/${host.id}?ticket=${second}`);
      assert.deepEqual([a.seats[0].label, b.seats[0].label, b.seats[0].key], ["bidders/0", "bidders/1", "bidders"]);
      const [waiting] = [a.wait(), await host.reset()];
      await Promise.all([waiting, b.wait()]);
      const turns = await Promise.all([a.step({ bidders: 0.2 }), b.step({ "bidders/1": 0.4 })]);
      assert.deepEqual(
        turns.map((turn) => turn.step),
        [1, 1],
      );
      await assert.rejects(client().attach(host.id, first), { reason: "SEAT_TAKEN" });
      assert.equal((await host.describe()).seats.length, 2);
    });

    test("a participant that comes late has the present turn; one with all tickets and the host's token is a session", async () => {
      const host = await client().host(CHAIN, two);
      await host.reset();
      await using session = await client().attach(host.id, Object.values(host.tickets), { hostToken: host.token });
      assert.deepEqual(
        session.seats.map((seat) => seat.key),
        ["bidders/0", "bidders/1"],
      );
      assert.equal((await session.wait()).step, 0);
      assert.equal((await session.step({ "bidders/0": 0.5, "bidders/1": 0.25 })).step, 1);
      assert.equal((await session.reset()).step, 2);
    });

    test("an aborted step was sent, and wait returns its turn", async () => {
      await using host = await client().host(CHAIN, two);
      const [first, second] = Object.values(host.tickets);
      await using a = await client().attach(host.id, first);
      await using b = await client().attach(host.id, second);
      await host.reset();
      await Promise.all([a.wait(), b.wait()]);
      const controller = new AbortController();
      const stepping = a.step({ bidders: 0.2 }, { signal: controller.signal });
      controller.abort(new Error("enough"));
      await assert.rejects(stepping, /enough/);
      await assert.rejects(a.step({ bidders: 0.9 }), { reason: "ALREADY_ACTED" });
      const [late, turn] = await Promise.all([a.wait(), b.step({ bidders: 0.1 })]);
      assert.deepEqual([late.step, turn.step], [1, 1]);
    });

    test("a seat that is late is told so, and everybody hears of it", async () => {
      const deadline = { stepTime: duration(0.05), lateAction: LateAction.DEFAULT_ACTION, forfeitLapses: 2 };
      await using host = await client().host(CHAIN, { ...two, deadline });
      const [first, second] = Object.values(host.tickets);
      const heard: string[] = [];
      await using a = await client().attach(host.id, first, { onEvent: (event) => heard.push(event.kind) });
      await using b = await client().attach(host.id, second);
      await host.reset();
      await Promise.all([a.wait(), b.wait()]);
      const turns = [await a.step({ bidders: 0.2 }), await b.wait()];
      assert.deepEqual(
        turns.map((turn) => turn.late),
        [[], ["bidders"]],
      );
      await a.step({ bidders: 0.2 });
      await a.step({ bidders: 0.2 });
      assert.ok(heard.includes("DEADLINE_LAPSED") && heard.includes("SEAT_FORFEITED"), heard.join());
      const lapse = a.events.find((event) => event.kind === "DEADLINE_LAPSED")!;
      assert.deepEqual([lapse.seat, lapse.step], [1, 1]);
    });

    test("the end of a session reaches those that wait", async () => {
      const host = await client().host(CHAIN, two);
      const held = await client().attach(host.id, host.tickets["bidders/0"]);
      const told = assert.rejects(held.wait(), { reason: "SESSION_CLOSED" });
      await host.close();
      await told;
      assert.equal(held.events.at(-1)!.kind, "SESSION_CLOSING");
      await held.leave();
    });
  });
}
