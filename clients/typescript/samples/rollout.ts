// Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory.
import { connect, table, Tensor } from "@walras/client";

const client = await connect();
const session = await client.session("auction/chain-v0", { numEnvs: 256, seed: 7n, metrics: ["environment_reward"] });
await session.reset();
// One bid per state: half of what winning in it is worth.
const value = (await client.solve("auction/chain-v0")).tables["v_star"];
const bids = new Tensor(
  value.data.map((worth) => worth / 2),
  [value.shape[0], 1],
);
const trajectory = await session.rollout(128, table(bids, { noiseStd: 0.05 })).all();
const [played, found] = [trajectory.actions["bidders"]["bid"], trajectory.metrics["environment_reward"]];
console.log(
  `bids (${played.shape.join(", ")}), mean ${played.mean().toFixed(3)}; reward per step ${found.mean().toFixed(4)}`,
);
await session.close();
client.close();
