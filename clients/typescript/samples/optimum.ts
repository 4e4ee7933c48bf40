// The exact optimum of an environment, and how far a built-in policy is from it.
import { connect, named, type Tensor } from "@walras/client";

/** A matrix with four digits, rows under each other. */
function shown(matrix: Tensor): string {
  const rows = Array.from({ length: matrix.shape[0] }, (_, row) => Array.from(matrix.at(row).data, Number));
  const digits = (value: number): string => value.toFixed(4).replace(/0+$/, "").padEnd(6);
  return `[${rows.map((row) => `[${row.map(digits).join(" ")}]`).join("\n ")}]`;
}

const client = await connect();
const solution = await client.solve("auction/chain-v0", { discount: 0.99 });
console.log("Q*, [state, primitive]:");
console.log(shown(solution.tables["q_star"]));
for (const policy of ["truthful", "random"]) {
  const session = await client.session("auction/chain-v0", { numEnvs: 256, seed: 7n, metrics: ["regret"] });
  await session.reset();
  const trajectory = await session.rollout(20, named(policy)).all();
  console.log(`${policy} bidders lose ${trajectory.metrics["regret"].mean().toFixed(5)} per step`);
  await session.close();
}
client.close();
