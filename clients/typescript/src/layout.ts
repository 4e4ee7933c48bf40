// Layouts: where each tensor of a frame lies. Nothing is parsed.
import { constructorOf, sizeOf, type Tensor, viewOf } from "./tensor.js";
import * as wire from "./wire.js";

/** One tensor of a frame; `shape` begins with the number of rows. */
export interface Field {
  readonly kind: wire.FieldKind;
  readonly name: string;
  readonly dtype: wire.DataType;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** A field by its kind and, unless that is empty, its name. */
export interface Selector {
  kind: wire.FieldKind;
  name: string;
}

const FINAL_KINDS: readonly wire.FieldKind[] = [
  wire.FieldKind.OBSERVATION,
  wire.FieldKind.ACTION_MASK,
  wire.FieldKind.PRIVILEGED,
];

/** The next multiple of 64. */
export function align(offset: number): number {
  return Math.ceil(offset / 64) * 64;
}

/** The length of a field, in bytes. */
export function bytesOf(field: Field): number {
  return sizeOf(field.shape) * constructorOf(field.dtype).BYTES_PER_ELEMENT;
}

/** The tensor in a frame. */
export function read(field: Field, frame: Uint8Array): Tensor {
  return viewOf(field.dtype, frame, field.offset, field.shape);
}

/** Where each tensor of a frame lies. */
export class Layout {
  private constructor(
    readonly fields: readonly Field[],
    readonly sizeBytes: number,
  ) {}

  /** From the server's message. */
  static of(message: wire.FrameLayout | undefined): Layout {
    const fields = message?.fields ?? [];
    return new Layout(
      fields.map(({ kind, name, dtype, shape, offset }) => ({ kind, name, dtype, shape, offset: Number(offset) })),
      Number(message?.sizeBytes ?? 0),
    );
  }

  /** The layout of frames that have the selected fields only; of all for none. */
  only(selectors: readonly Selector[]): Layout {
    if (selectors.length === 0) return this;
    const chosen = (field: Field): boolean =>
      selectors.some(({ kind, name }) => kind === field.kind && (name === "" || name === field.name));
    return Layout.placed(this.fields.filter(chosen));
  }

  /** The layout of a final frame of so many rows. */
  final(rows: number): Layout {
    const kept = this.fields.filter((field) => FINAL_KINDS.includes(field.kind));
    return Layout.placed(kept.map((field) => ({ ...field, shape: [rows, ...field.shape.slice(1)] })));
  }

  private static placed(fields: readonly Field[]): Layout {
    let end = 0;
    const placed = fields.map((field) => {
      const offset = align(end);
      end = offset + bytesOf(field);
      return { ...field, offset };
    });
    return new Layout(placed, end);
  }
}
