// The samples, as a stranger runs them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const OPTIMUM = `Q*, [state, primitive]:
[[0.7608 0.7685]
 [0.7608 0.7762]
 [0.7685 0.7841]
 [0.7762 0.792 ]
 [0.7841 0.8   ]
 [0.     0.    ]]
truthful bidders lose 0.00000 per step
random bidders lose 0.00596 per step
`;
const STEP = /^turn 100: states \(1024, 4\), mean price 0\.\d{3}, \d+ rows ended\n$/;
const ROLLOUT = "bids (128, 256, 4), mean 0.380; reward per step 0.0198\n";
const SEATS = `bidders/0 bid 0.2 and earned 0.000 in its last step
bidders/1 bid 0.4 and earned 0.598 in its last step
`;

async function run(name: string, address: string): Promise<string> {
  const path = fileURLToPath(new URL(`../samples/${name}.js`, import.meta.url));
  const env = { ...process.env, WALRAS_ADDRESS: address };
  return (await promisify(execFile)(process.execPath, [path], { env, timeout: 120_000 })).stdout;
}

export function samples(address: () => string): void {
  describe("samples", () => {
    test("optimum", async () => assert.equal(await run("optimum", address()), OPTIMUM));
    test("step", async () => assert.match(await run("step", address()), STEP));
    test("rollout", async () => assert.equal(await run("rollout", address()), ROLLOUT));
    test("seats", async () => {
      const lines = (await run("seats", address())).trimEnd().split("\n");
      assert.equal(`${lines.sort().join("\n")}\n`, SEATS, "in either order");
    });
  });
}
