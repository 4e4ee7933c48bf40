// Everything that one server is enough for.
import { after, before } from "node:test";
import { type Client, connect } from "../src/index.js";
import { samples } from "./samples.js";
import { Server } from "./server.js";
import { sessions } from "./sessions.js";

let server: Server;
let client: Client;

before(async () => {
  server = await Server.start();
  client = await connect(server.address);
});

after(async () => {
  client.close();
  await server.stop();
});

sessions(() => client);
samples(() => server.address);
