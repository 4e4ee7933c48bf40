// What a reset does, as the wire has it.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { json, type Options, seedOf, seedsOf, whole } from "./arguments.js";
import { badRequest, show } from "./errors.js";
import * as wire from "./wire.js";

/** What a reset does; what is left out has its default. */
export interface ResetOptions {
  /** Which shard; B is its number of rows. */
  shard?: number;
  /** [B], the rows to reset; all by default. */
  mask?: ArrayLike<boolean | number>;
  /** A new seed for the rows of the mask; without seeds they go on to the next episodes of their streams. */
  seed?: number | bigint;
  /** [B] seeds instead; each row is as row 0 of a batch with that seed. */
  rowSeeds?: ArrayLike<number | bigint>;
  /** Reset option to a number, or to [B] of them, where NaN is the default. */
  options?: Readonly<Record<string, number | ArrayLike<number>>>;
  /** Part to the options of its new episodes; the mask must have all of its rows. */
  parts?: Readonly<Record<number, { options: Options; seed?: number | bigint }>>;
}

/** The message, for a shard of so many rows. */
export function resetConfig(rows: number, given: ResetOptions): wire.ResetConfig {
  const mask = given.mask === undefined ? undefined : maskOf(given.mask, rows);
  return create(wire.ResetConfigSchema, {
    shard: given.shard ?? 0,
    ...(mask ? { rowMask: mask } : {}),
    ...(given.seed === undefined ? {} : { seed: seedOf("reset: seed", given.seed) }),
    rowSeeds: given.rowSeeds === undefined ? [] : seedsOf("reset: rowSeeds", given.rowSeeds, rows),
    rowOptions: rowOptions(rows, mask, given.options ?? {}),
    parts: Object.entries(given.parts ?? {}).map(([part, change]) => partReset(part, change)),
  });
}

function maskOf(mask: ArrayLike<boolean | number>, rows: number): Uint8Array<ArrayBuffer> {
  if (mask.length !== rows) throw badRequest("reset: mask", `${rows} flags, one per row`, `${mask.length} of them`);
  return Uint8Array.from(mask, (flag) => (flag ? 1 : 0));
}

// Rows with the same numbers share an entry.
function rowOptions(
  rows: number,
  mask: Uint8Array | undefined,
  options: NonNullable<ResetOptions["options"]>,
): MessageInitShape<typeof wire.RowOptionsSchema>[] {
  const byRow = Object.entries(options).map(([name, value]) => [name, rowNumbers(name, value, rows)] as const);
  const alike = new Map<string, { rows: number[]; options: Record<string, number> }>();
  for (let row = 0; row < rows; row++) {
    const given = byRow
      .map(([name, values]) => [name, values[row]] as const)
      .filter(([, value]) => !Number.isNaN(value));
    if (given.length === 0 || mask?.[row] === 0) continue;
    const key = given.join(";");
    if (!alike.has(key)) alike.set(key, { rows: [], options: Object.fromEntries(given) });
    alike.get(key)!.rows.push(row);
  }
  return [...alike.values()];
}

function rowNumbers(name: string, value: number | ArrayLike<number>, rows: number): ArrayLike<number> {
  const values = typeof value === "number" ? new Array<number>(rows).fill(value) : value;
  const good = values?.length === rows && Array.from(values).every((each) => typeof each === "number");
  if (!good) throw badRequest(`reset: options.${name}`, `a number, or ${rows} of them`, show(value));
  return values;
}

function partReset(
  part: string,
  change: { options: Options; seed?: number | bigint },
): MessageInitShape<typeof wire.PartResetSchema> {
  const where = `reset: parts[${part}]`;
  return {
    part: whole(where, Number(part)),
    options: json(where, change.options),
    ...(change.seed === undefined ? {} : { seed: seedOf(where, change.seed) }),
  };
}
