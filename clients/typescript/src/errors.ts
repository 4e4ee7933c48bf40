// Errors: what the server says went wrong, with its own words and fields.
import { fromBinary } from "@bufbuild/protobuf";
import { status, type StatusObject } from "@grpc/grpc-js";
import * as wire from "./wire.js";

/** The name of a gRPC code. */
export type Code = keyof typeof status;

/** The parts of a message, as far as they are known. */
export interface ErrorFields {
  /** The place, `actions[bidders]: row 3, agent 1`. */
  where?: string;
  /** What would have been right. */
  expected?: string;
  /** What came. */
  got?: string;
  /** The nearest valid value or name. */
  nearest?: string;
  /** The number of an INTERNAL error in the server's log. */
  incidentId?: string;
}

// The server's errors in calls travel in this trailer, serialised.
const TRAILER = "walras-error-bin";

/** Something that the server refused, or that could not reach it. A refused step moves nothing and may be sent again. */
export class WalrasError extends Error {
  override readonly name = "WalrasError";

  /**
   * @param code the gRPC code's name, `INVALID_ARGUMENT`
   * @param reason for programs, `BAD_ACTION`; the table is in docs/protocol.md; empty when the server gave none
   * @param message one sentence: where, expected, got, nearest
   * @param fields the parts of the message
   */
  constructor(
    readonly code: Code,
    readonly reason: string,
    message: string,
    readonly fields: ErrorFields = {},
  ) {
    super(message);
  }

  override toString(): string {
    return `${this.name}: ${this.reason ? `[${this.reason}] ` : ""}${this.message}`;
  }
}

/** From the message that streams and trailers carry. */
export function ofDetail(detail: wire.ErrorDetail): WalrasError {
  const { where, expected, got, nearest, incidentId } = detail;
  const named = Object.entries({ where, expected, got, nearest, incidentId }).filter(([, text]) => text !== "");
  return new WalrasError(codeName(detail.code), detail.reason, detail.message, Object.fromEntries(named));
}

/** From the end of a call. */
export function ofStatus(end: Pick<StatusObject, "code" | "details" | "metadata">): WalrasError {
  const [detail] = end.metadata.get(TRAILER);
  if (detail instanceof Uint8Array) return ofDetail(fromBinary(wire.ErrorDetailSchema, detail));
  return new WalrasError(codeName(end.code), "", end.details);
}

/** Arguments that no server could accept, found before they are sent. */
export function badRequest(where: string, expected: string, got: unknown, reason = "BAD_REQUEST"): WalrasError {
  const shown = typeof got === "string" ? got : show(got);
  const fields = { where, expected, got: shown };
  return new WalrasError("INVALID_ARGUMENT", reason, `${where}: expected ${expected}, got ${shown}`, fields);
}

/** The right thing at the wrong time. */
export function precondition(reason: string, message: string): WalrasError {
  return new WalrasError("FAILED_PRECONDITION", reason, message);
}

/** Whether the connection broke, so that the same may be asked for over another one. */
export function isLoss(error: unknown): error is WalrasError {
  if (!(error instanceof WalrasError)) return false;
  // A connection that is cut in the middle of a stream ends it with INTERNAL, and no words of the server.
  return error.code === "UNAVAILABLE" || (error.reason === "" && error.code === "INTERNAL");
}

/** A value in an error, cut where it is long. */
export function show(value: unknown): string {
  const text = typeof value === "bigint" ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function codeName(code: number): Code {
  return (status[code] ?? "UNKNOWN") as Code;
}
