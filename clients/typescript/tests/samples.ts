// The samples, as a stranger runs them: they print what those of all clients print.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const text = readFileSync(new URL("../../../samples.txt", import.meta.url), "utf8");
const EXPECTED = text.split(/^== /m).slice(1);

async function run(name: string, address: string): Promise<string> {
  const path = fileURLToPath(new URL(`../samples/${name}.js`, import.meta.url));
  const env = { ...process.env, WALRAS_ADDRESS: address };
  return (await promisify(execFile)(process.execPath, [path], { env, timeout: 120_000 })).stdout;
}

export function samples(address: () => string): void {
  describe("samples", () => {
    for (const part of EXPECTED) {
      const [name] = part.split("\n", 1);
      test(name, async () => assert.equal(await run(name, address()), part.slice(name.length + 1)));
    }
  });
}
