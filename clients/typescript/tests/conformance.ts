// The script that every language's client plays; clients/conformance/README.md says how it is read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type Client, Session, Tensor, type Turn, WalrasError } from "../src/index.js";
import { PlayRequestSchema } from "../src/gen/walras/v1/play_pb.js";
import { bytesOfRequest } from "../src/rpc.js";

type Json = Record<string, any>;

const SCRIPT = new URL("../../../conformance/script.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(SCRIPT, "utf8")) as { cases: Json[] };

export function conformance(client: () => Client): void {
  describe("conformance", () => {
    for (const given of cases) test(given["name"], () => play(client(), given));
  });
}

async function play(client: Client, given: Json): Promise<void> {
  const { options, autoreset_mode: autoresetMode, metrics, row_seeds: rowSeeds, num_envs: numEnvs } = given;
  const named = { options, autoresetMode, metrics, rowSeeds, numEnvs };
  const session = client.session(
    given["environment"],
    Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
  );
  if (given["create_error"]) return refused(session, given["create_error"]);
  const made = await session;
  try {
    for (const [number, wanted] of (given["moves"] as Json[]).entries()) {
      const answer = move(made, wanted);
      if (wanted["error"]) await refused(answer, wanted["error"]);
      else compareTurn(wanted["turn"], await answer, `move ${number}`);
    }
  } finally {
    await made.close();
  }
}

function move(session: Session, wanted: Json): Promise<Turn> {
  if (wanted["raw_step"]) return rawStep(session, wanted["raw_step"]);
  if (wanted["step"]) return session.step(wanted["step"]);
  const { row_seeds: rowSeeds, ...rest } = wanted["reset"];
  return session.reset({ ...rest, ...(rowSeeds ? { rowSeeds } : {}) });
}

// Sends frames of zeros of these lengths, past the client's own checks.
async function rawStep(session: Session, sizes: Record<string, number>): Promise<Turn> {
  const frames = session.seats.map((seat) => ({ seat: seat.index, frame: new Uint8Array(sizes[seat.key]) }));
  const unchecked = session as unknown as {
    ready(shard: number): Promise<any>;
    request: (...words: any[]) => Promise<Turn>;
  };
  const state = await unchecked.ready(0);
  const step = state.lastStep + 1n;
  const message = create(PlayRequestSchema, { message: { case: "act", value: { shard: 0, step, frames } } });
  return unchecked.request(state, bytesOfRequest(message), step, undefined);
}

async function refused(answer: Promise<unknown>, { reason, code }: Json): Promise<void> {
  await assert.rejects(answer, (error: unknown) => {
    assert.ok(error instanceof WalrasError && error.message !== "");
    assert.deepEqual({ reason: error.reason, code: error.code }, { reason, code });
    return true;
  });
}

function compareTurn(expected: Json, turn: Turn, where: string): void {
  const got: Json = { ...turn, final_rows: [...turn.finals.rows], final_obs: turn.finals.obs };
  for (const [name, value] of Object.entries(expected)) compare(value, got[name], `${where}: ${name}`);
}

function compare(expected: any, got: any, where: string): void {
  if (typeof expected !== "object" || Array.isArray(expected)) {
    const flags = (value: any): any =>
      Array.isArray(value) ? value.map(flags) : typeof value === "boolean" ? +value : value;
    return assert.deepEqual(got instanceof Tensor ? got.toNested() : got, flags(expected), where);
  }
  for (const [name, inner] of Object.entries(expected)) compare(inner, got[name], `${where}.${name}`);
}
