// This client's driver for `./walras conformance`: does what a line of JSON says, and answers with a line.
import { createInterface } from "node:readline";
import {
  AutoresetMode,
  Client,
  connect,
  fields,
  type Finals,
  type Frames,
  join,
  Participant,
  type Rollout,
  seat,
  Session,
  Tensor,
  Turn,
  uniform,
  WalrasError,
} from "../src/index.js";

type Json = Record<string, any>;

const open = new Map<string, Client | Participant>(); // what has a name
const snapshots = new Map<string, Uint8Array>();
const sent = new Map<string, Promise<Turn>>(); // steps that are on their way, by participant and shard

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

const mapped = <V, W>(all: Record<string, V>, as: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, as(value)]));

const values = ({ data }: Tensor): (number | string)[] =>
  Array.from(data as ArrayLike<number | bigint>, (each) => (typeof each === "bigint" ? each.toString() : each));

function tensor(of: Tensor): Json {
  const dtype = of.data.constructor.name.replace("Big", "").replace("Array", "").toLowerCase();
  return { dtype, shape: of.shape, values: values(of) };
}

const tensors = (all: Record<string, Record<string, Tensor>>): Json => mapped(all, (each) => mapped(each, tensor));

const finals = (of: Finals): Json => ({
  final_rows: [...of.rows],
  final_obs: tensors(of.obs),
  final_action_mask: mapped(of.actionMask, values),
  final_privileged: mapped(of.privileged, tensor),
});

/** A turn's values, or what `row` takes of a trajectory's. */
const frames = (of: Frames, row: (of: Tensor) => Tensor = (each) => each): Json => ({
  obs: mapped(of.obs, (each) => mapped(each, (one) => tensor(row(one)))),
  reward: mapped(of.reward, (each) => values(row(each))),
  active: mapped(of.active, (each) => values(row(each))),
  action_mask: mapped(of.actionMask, (each) => values(row(each))),
  metrics: mapped(of.metrics, (each) => values(row(each))),
  privileged: mapped(of.privileged, (each) => tensor(row(each))),
  terminated: of.terminated.data.length ? values(row(of.terminated)) : [],
  truncated: of.truncated.data.length ? values(row(of.truncated)) : [],
});

const turn = (of: Turn): Json => ({
  step: of.step,
  cause: of.cause,
  late: of.late,
  ...frames(of),
  ...finals(of.finals),
});

const actions = (all: Json): Record<string, Record<string, Tensor>> =>
  mapped(all, (seat: Json) =>
    mapped(seat, ({ dtype, shape, values: given }: Json) => {
      const data =
        dtype === "int64" ? BigInt64Array.from(given, BigInt) : ARRAYS[dtype as keyof typeof ARRAYS].from(given);
      return new Tensor(data, shape);
    }),
  );

async function trajectory(rollout: Rollout): Promise<Json> {
  const turns: Json[] = [];
  for await (const chunk of rollout) {
    for (let i = 0; i < chunk.steps; i++) {
      const step = chunk.firstStep + i;
      const ended = chunk.finals.find((each) => each.step === step);
      const done = mapped(chunk.actions, (each) => mapped(each, (one) => tensor(one.at(i))));
      turns.push({ step, ...frames(chunk, (of) => of.at(i)), actions: done, ...(ended ? finals(ended.finals) : {}) });
    }
  }
  return { turns };
}

const options = ({ token, ca }: Json): Json => ({
  timeout: 20,
  ...(token ? { token } : {}),
  ...(ca ? { tls: { ca } } : {}),
});

const held = (name: string, participant: Participant): Json => {
  open.set(name, participant);
  return { seats: participant.seats.map(({ key }) => key) };
};

const given = (all: Json): Json =>
  Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );

async function end(): Promise<void> {
  for (const each of [...open.values()].reverse()) {
    await Promise.resolve(each instanceof Client ? each.close() : close(each)).catch(() => undefined);
  }
  open.clear();
  sent.clear();
}

const close = (each: Participant): Promise<void> => (each instanceof Session ? each.close() : each.leave());

async function answer(command: Json): Promise<Json | void> {
  const of = open.get(command["of"]);
  const shard: number = command["shard"] ?? 0;
  const place = `${command["of"]}/${shard}`;
  const seats = of as Participant;
  switch (command["do"]) {
    case "connect":
      return void open.set(command["as"], await connect(command["address"], options(command)));
    case "session": {
      const { num_envs: numEnvs, seed, row_seeds, options: own, autoreset, metrics, shards, privileged } = command;
      const config = {
        numEnvs,
        seed: seed === undefined ? undefined : BigInt(seed),
        rowSeeds: row_seeds?.map(BigInt),
        options: own,
        autoresetMode: AutoresetMode[autoreset?.toUpperCase() as keyof typeof AutoresetMode],
        metrics,
        shards,
        seats: command["seats"]?.map((label: string) => seat(label, { privileged })),
      };
      return held(command["as"], await (of as Client).session(command["environment"], given(config)));
    }
    case "join":
      return held(command["as"], await join(command["address"], options(command)));
    case "reset": {
      const { mask, seed, row_seeds, options: own = {} } = command;
      const numbers = Object.entries(own as Record<string, number[]>);
      const rowOptions = numbers.flatMap(([name, each]) =>
        each.flatMap((value, row) => (mask?.[row] === false ? [] : [{ rows: [row], options: { [name]: value } }])),
      );
      const config = {
        rowMask: mask && Uint8Array.from(mask),
        seed: seed === undefined ? undefined : BigInt(seed),
        rowSeeds: row_seeds?.map(BigInt),
        rowOptions,
      };
      return turn(await (of as Session).reset({ shard, ...given(config) }));
    }
    case "step":
      return turn(await seats.step(actions(command["actions"]), { shard }));
    case "send": {
      const step = seats.step(actions(command["actions"]), { shard });
      step.catch(() => undefined); // whoever receives it is told
      return void sent.set(place, step);
    }
    case "receive":
      return turn(await sent.get(place)!);
    case "wait":
      return turn(await seats.wait({ shard }));
    case "rollout": {
      const { seed, chunk_steps: chunkSteps, fields: names = [] } = command;
      const recorded = { policySeed: BigInt(seed), chunkSteps, fields: fields(...names) };
      return trajectory((of as Session).rollout(command["steps"], uniform(), recorded));
    }
    case "events":
      return { events: (seats.events as { kind: string }[]).splice(0).map(({ kind }) => kind) };
    case "snapshot":
      return void snapshots.set(command["as"], await (of as Session).snapshot());
    case "restore":
      return turn((await (of as Session).restore(snapshots.get(command["from"])!))[0]);
    case "close":
      return close(seats);
    case "end":
      return end();
  }
  throw new Error(`unknown: ${command["do"]}`);
}

for await (const line of createInterface(process.stdin)) {
  const reply = await answer(JSON.parse(line)).then(
    (ok) => ({ ok: ok ?? {} }),
    (failed: unknown) => {
      if (!(failed instanceof WalrasError)) throw failed;
      return { error: { code: failed.code, reason: failed.reason, message: failed.message } };
    },
  );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await end();
