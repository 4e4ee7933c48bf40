// Steps a session in lockstep for as many seconds as each line of its input says, and answers with the round trips per
// second: `ADDRESS ENVIRONMENT ROWS`, of an environment whose one seat has one float64 action. With `echo ADDRESS SENT
// ANSWERED` it sends so many bytes to the benchmark's echo instead, by grpc-js alone, and gets so many back.
import { createInterface } from "node:readline";
import { Client, Metadata } from "@grpc/grpc-js";
import { targetOf } from "../src/channel.js";
import { connect } from "../src/index.js";

async function stepping([address, environment, rows]: string[]): Promise<() => Promise<unknown>> {
  const client = await connect(address);
  const session = await client.session(environment, { numEnvs: Number(rows), seed: 1n });
  const turn = await session.reset();
  const [{ key }] = session.seats;
  const actions = { [key]: new Float64Array(turn.reward[key].data.length) }; // [B, n]
  return () => session.step(actions);
}

function echoing([address, sent, answered]: string[]): () => Promise<unknown> {
  const place = targetOf(address, undefined);
  const same = (bytes: Buffer): Buffer => bytes;
  const client = new Client(place.target, place.credentials, place.options);
  const call = client.makeBidiStreamRequest("/walras.bench.Echo/Echo", same, same, new Metadata());
  const message = Buffer.alloc(Number(sent));
  message.writeInt32BE(Number(answered));
  let heard: (answer: Buffer) => void = () => undefined;
  call.on("data", (answer: Buffer) => heard(answer));
  return () =>
    new Promise((resolve) => {
      heard = resolve;
      call.write(message);
    });
}

const words = process.argv.slice(2);
const step = words[0] === "echo" ? echoing(words.slice(1)) : await stepping(words);
for await (const line of createInterface(process.stdin)) {
  const begun = performance.now();
  let [steps, passed] = [0, 0];
  for (; passed < Number(line); steps++) {
    await step();
    passed = (performance.now() - begun) / 1000;
  }
  console.log(steps / passed);
}
process.exit(0);
