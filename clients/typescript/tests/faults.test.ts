// Connections that break, servers that end, callers that must say who they are.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Client, connect, type Session, type Turn, uniform } from "../src/index.js";
import { Proxy, Server } from "./server.js";

const CHAIN = "auction/chain-v0";
const GAME = { numEnvs: 3, seed: 11n, metrics: ["price"] };
const folder = mkdtempSync(path(tmpdir(), "walras-"));

after(() => rmSync(folder, { recursive: true }));

const bids = (step: number): Float64Array => Float64Array.from({ length: 12 }, (_, i) => ((i * 5 + step) % 13) / 13);
const numbers = (turn: Turn): number[] => [turn.step, ...turn.reward["bidders"].data, ...turn.metrics["price"].data];

/** What an unbroken session sees. */
async function unbroken(client: Client, steps: number): Promise<number[][]> {
  const session = await client.session(CHAIN, GAME);
  const seen = await played(session, steps, () => undefined);
  await session.close();
  return seen;
}

async function played(session: Session, steps: number, hurt: (step: number) => unknown): Promise<number[][]> {
  await session.reset();
  const seen: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const turn = session.step({ bidders: bids(step) });
    await hurt(step);
    seen.push(numbers(await turn));
  }
  return seen;
}

describe("a connection that is cut", () => {
  let server: Server;
  let proxy: Proxy;
  let client: Client;
  let expected: number[][];

  before(async () => {
    server = await Server.start();
    proxy = await Proxy.start(server);
    client = await connect(proxy.address);
    const direct = await connect(server.address);
    expected = await unbroken(direct, 300);
    direct.close();
  });

  after(async () => {
    client.close();
    proxy.close();
    await server.stop();
  });

  test("while turns are on their way, is taken up once each time, and nothing happens twice", async () => {
    await using session = await client.session(CHAIN, GAME);
    const before = proxy.accepted;
    assert.deepEqual(await played(session, 300, (step) => step % 50 === 0 && proxy.cut()), expected);
    assert.equal(proxy.accepted - before, 6);
  });

  test("between two steps is taken up by the next", async () => {
    await using session = await client.session(CHAIN, GAME);
    await session.reset();
    proxy.cut();
    await client.environments().catch(() => undefined); // the loss is known now
    assert.deepEqual(numbers(await session.step({ bidders: bids(1) })), expected[0]);
  });

  test("fails at once where nobody wants it back, and goes on by hand", async () => {
    await using session = await client.session(CHAIN, { ...GAME, reconnect: 0 });
    await session.reset();
    const stepping = session.step({ bidders: bids(1) });
    proxy.cut();
    const lost = await stepping.catch((error: unknown) => error);
    if (!(lost instanceof Error)) return assert.deepEqual(numbers(lost as Turn), expected[0]);
    await session.reattach();
    assert.deepEqual(numbers(await session.wait()), expected[0]);
  });

  test("ends a rollout with what was lost, and the session goes on", async () => {
    await using session = await client.session(CHAIN, GAME);
    await session.reset();
    const rolling = (async () => {
      for await (const chunk of session.rollout(1_000_000, uniform(), { chunkSteps: 5 }))
        if (chunk.firstStep > 50) proxy.cut();
    })();
    await assert.rejects(rolling, { code: "UNAVAILABLE" });
    await session.reset(); // the server may be playing still: a reset comes after it, and says where the session stands
    assert.ok((await session.step({ bidders: bids(1) })).step > 50);
  });
});

describe("a server that ends", () => {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    test(`by ${signal}, under a playing session, is waited for`, { timeout: 120_000 }, async () => {
      const directory = path(folder, signal);
      let server = await Server.start("--data-dir", directory);
      const client = await connect(server.address, { reconnect: 60 });
      const expected = await unbroken(client, 200);
      const session = await client.session(CHAIN, GAME);
      const seen = await played(session, 200, async (step) => {
        if (step !== 150) return;
        const { port } = server;
        await server.stop(signal);
        server = await Server.start("--data-dir", directory, "--port", port);
      });
      assert.deepEqual(seen, expected);
      await session.close();
      client.close();
      await server.stop();
    });
  }

  test("for good, is an error that says so", async () => {
    const server = await Server.start();
    const client = await connect(server.address, { reconnect: 0.2 });
    const session = await client.session(CHAIN, GAME);
    await session.reset();
    await server.stop("SIGKILL");
    await assert.rejects(session.step({ bidders: 0.5 }), { code: "UNAVAILABLE" });
    await session.close();
    client.close();
    await assert.rejects(connect(server.address), /no server answers at .*walras serve/);
  });
});

describe("a server that asks who calls", () => {
  test("by a token and a certificate", async () => {
    const [key, certificate, token] = ["key.pem", "cert.pem", "token"].map((name) => path(folder, name));
    const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
    const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    execFileSync("openssl", [...words, ...names, "-keyout", key, "-out", certificate], { stdio: "ignore" });
    writeFileSync(token, "open-sesame-open-sesame\n", { mode: 0o600 });
    const server = await Server.start("--tls-cert", certificate, "--tls-key", key, "--token-file", token);
    const tls = { ca: certificate };
    await assert.rejects(connect(server.address, { tls }), { reason: "TOKEN_MISSING" });
    await assert.rejects(connect(server.address, { tls, token: "another" }), { reason: "TOKEN_WRONG" });
    const client = await connect(server.address, { tls, token: "open-sesame-open-sesame" });
    const session = await client.session(CHAIN, GAME);
    assert.equal((await session.reset()).step, 0);
    await session.close();
    client.close();
    await server.stop();
  });
});
