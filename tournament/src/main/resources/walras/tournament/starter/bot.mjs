// Bids more the nearer the goal is. Whoever plays gets one seat of one match, and plays until the match is over.
import { join, WalrasError } from "{{root}}/clients/typescript/dist/src/index.js";

const seat = await join(process.env.WALRAS_JOIN, { reconnect: 30 });
let turn = await seat.wait();
try {
  for (;;) {
    const states = Array.from(turn.obs.bidders.state.data); // [rows, 1]
    turn = await seat.step({ bidders: Float64Array.from(states, (state) => 0.3 + 0.1 * state) });
  }
} catch (error) {
  if (!(error instanceof WalrasError && error.reason === "SESSION_CLOSED")) throw error; // else the match is over
}
process.exit(0);
