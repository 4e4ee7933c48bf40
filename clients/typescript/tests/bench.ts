// Steps a session in lockstep for as many seconds as each line of its input says, and answers with the round trips per
// second: `ADDRESS ENVIRONMENT ROWS`, of an environment whose one seat has one float64 action. With `echo ADDRESS SENT
// ANSWERED` it sends so many bytes to the benchmark's echo instead, by grpc-js alone, and gets so many back; with `alone ADDRESS
// ENVIRONMENT ROWS` grpc-js alone plays: it sends one act's bytes again and again, and reads no turn.
import { create, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { createInterface } from "node:readline";
import { Client, Metadata } from "@grpc/grpc-js";
import { targetOf } from "../src/channel.js";
import { connect } from "../src/index.js";
import { bytesOfRequest } from "../src/rpc.js";
import * as wire from "../src/wire.js";

async function stepping([address, environment, rows]: string[]): Promise<() => Promise<unknown>> {
  const client = await connect(address);
  const session = await client.session(environment, { numEnvs: Number(rows), seed: 1n });
  const turn = await session.reset();
  const [{ key }] = session.seats;
  const actions = { [key]: new Float64Array(turn.reward[key].data.length) }; // [B, n]
  return () => session.step(actions);
}

// A call whose messages are bytes, each of which is answered.
function asking(address: string, path: string): (message: Buffer) => Promise<Buffer> {
  const place = targetOf(address, undefined);
  const same = (bytes: Buffer): Buffer => bytes;
  const client = new Client(place.target, place.credentials, place.options);
  const call = client.makeBidiStreamRequest(path, same, same, new Metadata());
  let heard: (answer: Buffer) => void = () => undefined;
  call.on("data", (answer: Buffer) => heard(answer));
  return (message) =>
    new Promise((resolve) => {
      heard = resolve;
      call.write(message);
    });
}

function echoing([address, sent, answered]: string[]): () => Promise<unknown> {
  const ask = asking(address, "/walras.bench.Echo/Echo");
  const message = Buffer.alloc(Number(sent));
  message.writeInt32BE(Number(answered));
  return () => ask(message);
}

async function playing([address, environment, rows]: string[]): Promise<() => Promise<unknown>> {
  const ask = asking(address, "/walras.v1.PlayService/Play");
  const request = (message: MessageInitShape<typeof wire.PlayRequestSchema>["message"]): Buffer =>
    bytesOfRequest(create(wire.PlayRequestSchema, { message: message! }));
  const config = create(wire.SessionConfigSchema, { environment, numEnvs: Number(rows), seed: 1n });
  const answer = await ask(request({ case: "attach", value: { target: { case: "create", value: config } } }));
  const { message } = fromBinary(wire.PlayResponseSchema, answer);
  const attached = message.value as wire.Attached;
  await ask(request({ case: "reset", value: {} }));
  const frame = new Uint8Array(Number(attached.session!.seats[0].actionLayout!.sizeBytes));
  const act = request({ case: "act", value: { frames: [{ seat: 0, frame }] } }); // of the next step, for it has no number
  return () => ask(act);
}

const words = process.argv.slice(2);
const alone = { echo: echoing, alone: playing }[words[0]];
const step = await (alone ? alone(words.slice(1)) : stepping(words));
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
