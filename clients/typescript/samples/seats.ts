// One session, two participants: each has a ticket, and a step happens when both have acted.
import { connect, seat } from "@walras/client";

/** One participant; usually a program of its own. */
async function bid(sessionId: string, ticket: string, amount: number): Promise<string> {
  const client = await connect();
  const held = await client.attach(sessionId, ticket);
  let turn = await held.wait();
  while (!turn.done.data.includes(1)) turn = await held.step({ bidders: amount });
  const reward = turn.reward["bidders"].data[0].toFixed(3);
  await held.leave();
  client.close();
  return `${held.seats[0].label} bid ${amount} and earned ${reward} in its last step`;
}

const client = await connect();
const seats = [seat("bidders/0"), seat("bidders/1")];
const host = await client.host("auction/chain-v0", { seed: 7n, seats, options: { copies: 1 } });
const programs = [bid(host.id, host.tickets["bidders/0"], 0.2), bid(host.id, host.tickets["bidders/1"], 0.4)];
await host.reset();
for (const line of await Promise.all(programs)) console.log(line);
await host.close();
client.close();
