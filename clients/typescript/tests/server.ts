// A real server for tests: `WALRAS_SERVER` names the command, else the launcher of this repository.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const LAUNCHER = fileURLToPath(new URL("../../../../walras", import.meta.url));

/** A server that was started on free ports, or on `port`. */
export class Server {
  private constructor(
    readonly process: ChildProcess,
    readonly address: string,
  ) {}

  static async start(...words: string[]): Promise<Server> {
    const command = (process.env["WALRAS_SERVER"] ?? `${LAUNCHER} serve`).split(" ");
    const ports = [...(words.includes("--port") ? [] : ["--port", "0"]), "--http-port", "0"];
    const child = spawn(command[0], [...command.slice(1), ...ports, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    const seen: string[] = [];
    createInterface(child.stderr).on("line", (line) => seen.push(line));
    for await (const line of createInterface(child.stdout)) {
      const found = /listening on (?:tls )?(\S+:\d+)/.exec(line);
      child.stdout.resume();
      if (found) return new Server(child, found[1]);
      seen.push(line);
    }
    throw new Error(`the server has ended:\n${seen.join("\n")}`);
  }

  get port(): string {
    return this.address.slice(this.address.lastIndexOf(":") + 1);
  }

  /** Ends it: SIGTERM drains, SIGKILL does not ask. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const exit = once(this.process, "exit");
    this.process.kill(signal);
    await exit;
  }
}

/** A proxy before a server, whose connections can be cut. */
export class Proxy {
  readonly #sockets = new Set<Socket>();
  readonly #listener;
  accepted = 0;

  private constructor(port: number) {
    this.#listener = createServer((near) => {
      this.accepted++;
      const far = connectSocket(port, "127.0.0.1");
      near.pipe(far).pipe(near);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => (other.destroy(), this.#sockets.delete(socket)));
      }
    });
  }

  static async start(server: Server): Promise<Proxy> {
    const proxy = new Proxy(Number(server.port));
    proxy.#listener.listen(0, "127.0.0.1");
    await once(proxy.#listener, "listening");
    return proxy;
  }

  get address(): string {
    const place = this.#listener.address();
    return `127.0.0.1:${typeof place === "object" && place ? place.port : ""}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.#listener.close();
    this.cut();
  }
}
