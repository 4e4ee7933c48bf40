// Makes a session, steps a batch, and reads what comes back.
import { connect } from "@walras/client";

const client = await connect();
const session = await client.session("auction/chain-v0", { numEnvs: 1024, seed: 7n, metrics: ["price"] });
const bids = new Float64Array(1024 * 4); // [B, n]
let turn = await session.reset();
for (let step = 0; step < 100; step++) {
  turn = await session.step({ bidders: bids.map((_, i) => ((7 * step + 3 * i) % 11) / 10) });
}
const states = turn.obs["bidders"]["state"].shape.join(", ");
const ended = turn.done.data.reduce((sum, flag) => sum + flag, 0);
console.log(
  `turn ${turn.step}: states (${states}), mean price ${turn.metrics["price"].mean().toFixed(3)}, ${ended} rows ended`,
);
await session.close();
client.close();
