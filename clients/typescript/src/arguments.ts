// Arguments as the wire can carry them: counts, seconds, seeds, words, options. Others are refused by their names.
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { badRequest, show } from "./errors.js";
import { Tensor } from "./tensor.js";

/** Options by name: numbers, text, flags, lists, and typed arrays or tensors, which become lists. */
export type Options = Readonly<Record<string, unknown>>;

const GREATEST_COUNT = 2 ** 31 - 1;
const GREATEST_SEED = 2n ** 63n - 1n;

/** A whole number that fits int32. */
export function whole(where: string, value: number, least = 0): number {
  if (Number.isInteger(value) && value >= least && value <= GREATEST_COUNT) return value;
  throw badRequest(where, `a whole number from ${least} to ${GREATEST_COUNT}`, show(value));
}

/** A seed: a bigint from 0 to 2^63 - 1, or a number below 2^53. */
export function seedOf(where: string, value: number | bigint): bigint {
  const exact = typeof value === "bigint" || Number.isSafeInteger(value);
  if (exact && value >= 0 && BigInt(value) <= GREATEST_SEED) return BigInt(value);
  throw badRequest(where, "a whole number below 2^53, or a bigint from 0 to 2^63 - 1", show(value));
}

/** One seed for each row. */
export function seedsOf(where: string, values: ArrayLike<number | bigint>, rows: number): bigint[] {
  if (values.length !== rows) throw badRequest(where, `${rows} seeds, one for each row`, `${values.length} of them`);
  return Array.from(values, (value, row) => seedOf(`${where}[${row}]`, value));
}

/** A time as protobuf has it. */
export function duration(where: string, seconds: number): { seconds: bigint; nanos: number } {
  if (!(seconds >= 0 && seconds <= 315_576_000_000))
    throw badRequest(where, "a number of seconds, at least 0", show(seconds));
  const nanos = Math.round((seconds % 1) * 1e9);
  const carry = nanos === 1e9 ? 1 : 0;
  return { seconds: BigInt(Math.floor(seconds) + carry), nanos: carry ? 0 : nanos };
}

/** What a word stands for. */
export function choice<T>(where: string, table: Readonly<Record<string, T>>, word: string): T {
  if (Object.hasOwn(table, word)) return table[word];
  throw badRequest(where, `one of ${Object.keys(table).join(", ")}`, show(word));
}

/** Options as the wire has them; those that are undefined are left out. */
export function json(where: string, options: Options): JsonObject {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, jsonValue(`${where}.${name}`, value)]));
}

function jsonValue(where: string, value: unknown): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
  if (value instanceof Tensor) return jsonValue(where, value.toNested());
  if (Array.isArray(value)) return value.map((inner, place) => jsonValue(`${where}[${place}]`, inner));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return jsonValue(where, Array.from(value as Uint8Array));
  }
  if (typeof value === "object") return json(where, value as Options);
  throw badRequest(where, "a number up to 2^53, a flag, text, a list or an object", show(value));
}
