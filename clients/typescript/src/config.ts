// What a session is made of.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { choice, duration, json, type Options, seedOf, seedsOf, whole } from "./arguments.js";
import { type BuiltIn, namedPolicy } from "./policies.js";
import { parseLabel } from "./seats.js";
import * as wire from "./wire.js";

const AUTORESET = {
  next_step: wire.AutoresetMode.NEXT_STEP,
  same_step: wire.AutoresetMode.SAME_STEP,
  disabled: wire.AutoresetMode.DISABLED,
};
const LATE = {
  default_action: wire.LateAction.DEFAULT_ACTION,
  repeat_last: wire.LateAction.REPEAT_LAST,
  policy: wire.LateAction.POLICY,
  forfeit: wire.LateAction.FORFEIT,
};
const LOGS = { off: wire.LogMode.OFF, written: wire.LogMode.WRITTEN, synced: wire.LogMode.SYNCED };
const BACKENDS = { auto: wire.Backend.AUTO, fused: wire.Backend.FUSED, nd4j: wire.Backend.ND4J };

/** Rows that follow those of the part before, and have options and a seed of their own. */
export interface Part {
  /** How many; 1 by default. */
  rows?: number;
  /** They take the place of the session's. */
  options?: Options;
  /** `"same"` for the session's; undefined for one that the server draws from it. */
  seed?: number | bigint | "same";
}

/** When a seat is late, and what then. */
export interface Deadline {
  /** How long a seat has from the turn on. */
  stepSeconds: number;
  /** What a late seat plays; `default_action` by default. */
  lateAction?: keyof typeof LATE;
  /** Who plays a late seat, with `policy`. */
  policy?: BuiltIn;
  /** After how many lapses a seat is not waited for any more; 0, the default, for never. */
  forfeitLapses?: number;
  /** After how many steps with a refused action the same; 0, the default, for never. */
  forfeitRefusals?: number;
  /** What a seat may take beyond `stepSeconds`, over the whole session; nothing by default. */
  bankSeconds?: number;
}

/** What a session is made of; what is left out has its default. */
export interface SessionOptions {
  /** B, the number of rows; 1 by default. */
  numEnvs?: number;
  /** Row r draws from a stream that is a function of the seed and r; undefined lets the server draw one. */
  seed?: number | bigint;
  /** One seed per row instead; each row is as row 0 of a batch with that seed. */
  rowSeeds?: ArrayLike<number | bigint>;
  /** The environment's options. */
  options?: Options;
  /** What happens to rows that ended; `next_step` by default. */
  autoresetMode?: keyof typeof AUTORESET;
  /** The seats for participants, `bidders` or `bidders/1`; all that no policy plays, by default. */
  seats?: readonly string[];
  /** Seat to the built-in policy that plays it. */
  policies?: Readonly<Record<string, BuiltIn>>;
  /** Whether participants see the privileged tensors. */
  privileged?: boolean;
  /** The metrics that turns carry; `*` for all. */
  metrics?: readonly string[] | string;
  /** Into how many equal parts the batch is cut that step on their own. */
  shards?: number;
  /** When a seat is late; undefined waits for ever. */
  deadline?: Deadline;
  /** Survives nothing, the server's death, or the machine's; undefined for the server's default. */
  log?: keyof typeof LOGS;
  /** For how many seconds the session is kept when nobody is connected. */
  keep?: number;
  /** Rows with options and seeds of their own; `numEnvs` may then be left out. */
  parts?: readonly Part[];
  /** Which kernel runs; `auto` by default. */
  backend?: keyof typeof BACKENDS;
}

/** The message. */
export function sessionConfig(environment: string, given: SessionOptions): wire.SessionConfig {
  const parts = (given.parts ?? []).map(partConfig);
  const rows = given.numEnvs ?? (parts.reduce((sum, part) => sum + (part.rows ?? 0), 0) || 1);
  return create(wire.SessionConfigSchema, {
    environment,
    options: json("options", given.options ?? {}),
    numEnvs: whole("numEnvs", rows, 1),
    ...(given.seed === undefined ? {} : { seed: seedOf("seed", given.seed) }),
    rowSeeds: given.rowSeeds === undefined ? [] : seedsOf("rowSeeds", given.rowSeeds, rows),
    autoresetMode: choice("autoresetMode", AUTORESET, given.autoresetMode ?? "next_step"),
    seats: seatConfigs(given),
    ...(given.deadline === undefined ? {} : { deadline: deadlineOf(given.deadline) }),
    metrics: typeof given.metrics === "string" ? [given.metrics] : [...(given.metrics ?? [])],
    shards: whole("shards", given.shards ?? 1, 1),
    logMode: given.log === undefined ? wire.LogMode.UNSPECIFIED : choice("log", LOGS, given.log),
    ...(given.keep === undefined ? {} : { keep: duration("keep", given.keep) }),
    backend: choice("backend", BACKENDS, given.backend ?? "auto"),
    parts,
  });
}

/** The seats that no policy plays: whole groups, or single agents of a group of which policies play others. */
export function remainingSeats(spec: wire.EnvironmentSpec, policies: readonly string[]): string[] {
  const taken = policies.map(parseLabel);
  return spec.groups.flatMap((group) => {
    const agents = taken.filter((seat) => seat.group === group.name).map((seat) => seat.agent);
    if (agents.length === 0) return [group.name];
    if (agents.includes(undefined)) return [];
    const left = Array.from({ length: group.agents }, (_, agent) => agent).filter((agent) => !agents.includes(agent));
    return left.map((agent) => `${group.name}/${agent}`);
  });
}

function seatConfigs(given: SessionOptions): MessageInitShape<typeof wire.SeatConfigSchema>[] {
  const privileged = given.privileged ?? false;
  const remote = (given.seats ?? []).map((label) => ({
    ...parseLabel(label),
    filler: { case: "remote" as const, value: { privileged } },
  }));
  const played = Object.entries(given.policies ?? {}).map(([label, policy]) => ({
    ...parseLabel(label),
    filler: { case: "policy" as const, value: namedPolicy(policy) },
  }));
  return [...remote, ...played];
}

function deadlineOf(given: Deadline): wire.Deadline {
  return create(wire.DeadlineSchema, {
    stepTime: duration("deadline.stepSeconds", given.stepSeconds),
    lateAction: choice("deadline.lateAction", LATE, given.lateAction ?? "default_action"),
    ...(given.policy === undefined ? {} : { latePolicy: namedPolicy(given.policy) }),
    forfeitLapses: whole("deadline.forfeitLapses", given.forfeitLapses ?? 0),
    forfeitRefusals: whole("deadline.forfeitRefusals", given.forfeitRefusals ?? 0),
    ...(given.bankSeconds === undefined ? {} : { bank: duration("deadline.bankSeconds", given.bankSeconds) }),
  });
}

function partConfig(part: Part, place: number): MessageInitShape<typeof wire.PartConfigSchema> {
  const where = `parts[${place}]`;
  const seed = part.seed === undefined || part.seed === "same" ? {} : { seed: seedOf(`${where}.seed`, part.seed) };
  return {
    rows: whole(`${where}.rows`, part.rows ?? 1, 1),
    options: json(`${where}.options`, part.options ?? {}),
    sameSeed: part.seed === "same",
    ...seed,
  };
}
