// Channels: from an address to gRPC's.
import { readFileSync } from "node:fs";
import { type ChannelCredentials, type ClientOptions, credentials } from "@grpc/grpc-js";
import { badRequest } from "./errors.js";

/** What TLS needs beyond the system's roots: paths of PEM files. */
export interface Tls {
  /** Certificates to trust instead of the system's. */
  ca?: string;
  /** The client's own certificate, for mutual TLS. */
  certificate?: string;
  /** The client's own key. */
  key?: string;
}

/** Where a server is, for gRPC. */
export interface Target {
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly options: ClientOptions;
}

/** Seats of somebody's session, as one string says it. */
export interface Invitation {
  readonly address: string;
  readonly sessionId: string;
  readonly tickets: string[];
}

const DEFAULT_ADDRESS = "localhost:50051";
const OPTIONS: ClientOptions = {
  // A turn is as long as its frames, and those are as long as the batch makes them; the server says what it allows.
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc-node.flow_control_window": 8 << 20,
  "grpc-node.max_session_memory": Number.MAX_SAFE_INTEGER,
  // Clients share no connection: a long rollout of one does not stand before another's steps.
  "grpc.use_local_subchannel_pool": 1,
  // After the server's restart, try again soon.
  "grpc.initial_reconnect_backoff_ms": 50,
  "grpc.max_reconnect_backoff_ms": 200,
  "grpc.dns_min_time_between_resolutions_ms": 200,
  // A machine that is gone says nothing: ask, and break the streams that wait for it.
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 20_000,
};

/**
 * What gRPC needs for `host:port`, `unix:PATH`, `grpc://host:port` or `grpcs://host:port`.
 *
 * @param address where; undefined for `WALRAS_ADDRESS`, else `localhost:50051`
 * @param tls true, or its files, for TLS; false for plaintext; undefined for plaintext on this machine and TLS beyond it
 */
export function targetOf(address: string | undefined, tls: Tls | boolean | undefined): Target & { address: string } {
  const place = address ?? (process.env["WALRAS_ADDRESS"] || DEFAULT_ADDRESS);
  const [, scheme, target] = /^(?:(grpcs?):\/\/)?(unix:.+|[^/]+:\d+)$/.exec(place) ?? [];
  if (target === undefined) {
    throw badRequest("address", "host:port, unix:PATH, grpc://host:port or grpcs://host:port", place);
  }
  const local = /^(unix:|localhost:|127\.|\[::1\])/.test(target);
  const wanted = tls ?? (scheme === "grpcs" || !(scheme === "grpc" || local));
  const options = local ? { ...OPTIONS, "grpc.enable_http_proxy": 0 } : OPTIONS;
  return { address: place, target, credentials: credentialsOf(wanted), options };
}

function credentialsOf(tls: Tls | boolean): ChannelCredentials {
  if (tls === false) return credentials.createInsecure();
  const files = tls === true ? {} : tls;
  const [ca, key, certificate] = [files.ca, files.key, files.certificate].map((path) =>
    path ? readFileSync(path) : null,
  );
  return credentials.createSsl(ca, key, certificate);
}

/** The parts of `walras://host:port/SESSION?ticket=...`; `walrass` for TLS, a `ticket` for each seat. */
export function parseInvitation(text: string): Invitation {
  const [, secure, place, sessionId, query] = /^walras(s?):\/\/([^/?#]+:\d+)\/([^/?#]+)\?([^#]+)$/.exec(text) ?? [];
  const tickets = new URLSearchParams(query ?? "").getAll("ticket").filter((ticket) => ticket !== "");
  if (place === undefined || sessionId === undefined || tickets.length === 0) {
    // What was given holds a secret, so it is not repeated.
    throw badRequest("join", "walras://host:port/SESSION?ticket=TICKET", "another form");
  }
  return { address: `grpc${secure}://${place}`, sessionId: decodeURIComponent(sessionId), tickets };
}
