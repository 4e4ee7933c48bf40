// Tensors: a typed array with a shape, usually a view over the bytes that arrived.
import { badRequest, WalrasError } from "./errors.js";
import * as wire from "./wire.js";

/** The elements of a tensor; int64 are bigints. */
export type Elements = Uint8Array | Int8Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/** Lists in lists, as deep as the shape is long. */
export type Nested = number | bigint | boolean | readonly Nested[];

interface ElementsConstructor {
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
  new (buffer: ArrayBufferLike, offset: number, length: number): Elements;
  new (length: number): Elements;
}

const CONSTRUCTORS: Partial<Record<wire.DataType, ElementsConstructor>> = {
  [wire.DataType.UINT8]: Uint8Array,
  [wire.DataType.INT8]: Int8Array,
  [wire.DataType.INT32]: Int32Array,
  [wire.DataType.INT64]: BigInt64Array,
  [wire.DataType.FLOAT32]: Float32Array,
  [wire.DataType.FLOAT64]: Float64Array,
};

if (new Uint8Array(new Uint16Array([1]).buffer)[0] !== 1) {
  throw new Error("@walras/client: frames are little-endian, and so must be the machine");
}

/** The typed array of a wire type. */
export function constructorOf(type: wire.DataType): ElementsConstructor {
  const found = CONSTRUCTORS[type];
  if (!found) throw new WalrasError("INTERNAL", "INTERNAL", `tensor: expected a known data type, got ${type}`);
  return found;
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Elements with a shape, row-major. */
export class Tensor<T extends Elements = Elements> {
  /**
   * @param data the elements, row-major
   * @param shape the length of every dimension, outermost first; empty for a scalar
   */
  constructor(
    readonly data: T,
    readonly shape: readonly number[],
  ) {
    if (data.length !== sizeOf(shape)) {
      throw badRequest("tensor", `${sizeOf(shape)} elements for shape [${shape}]`, `${data.length}`);
    }
  }

  /** The element at an index per dimension. */
  get(...index: number[]): T[number] {
    const inside = index.length === this.shape.length && index.every((i, axis) => i >= 0 && i < this.shape[axis]);
    if (!inside) throw new RangeError(`tensor: expected an index within [${this.shape}], got [${index}]`);
    return this.data[index.reduce((place, i, axis) => place * this.shape[axis] + i, 0)];
  }

  /** What lies at one place of the first dimension, from the end when negative: a view of the shape's rest. */
  at(place: number): Tensor<T> {
    const inner = this.shape.slice(1);
    const from = place < 0 ? place + this.shape[0] : place;
    if (!(from >= 0 && from < this.shape[0])) {
      throw new RangeError(`tensor: expected a place within ${this.shape[0]}, got ${place}`);
    }
    const length = sizeOf(inner);
    return new Tensor(this.data.subarray(from * length, (from + 1) * length) as T, inner);
  }

  /** Lists in lists; of a scalar its number. */
  toNested(): Nested {
    return this.shape.length === 0
      ? this.data[0]
      : Array.from({ length: this.shape[0] }, (_, i) => this.at(i).toNested());
  }

  /** The mean of all elements; NaN of none. */
  mean(): number {
    let sum = 0;
    for (const value of this.data) sum += Number(value);
    return sum / this.data.length;
  }
}

/**
 * Elements that lie in received bytes: a view where they are aligned, else a copy, made when it is asked for. Where a frame
 * begins depends on the lengths of what stands before it in its message, so it is aligned at some turns and not at others.
 */
export function viewOf(type: wire.DataType, bytes: Uint8Array, offset: number, shape: readonly number[]): Tensor {
  const constructor = constructorOf(type);
  const [start, length] = [bytes.byteOffset + offset, sizeOf(shape)];
  const end = offset + length * constructor.BYTES_PER_ELEMENT;
  if (end > bytes.length) {
    throw new WalrasError("INTERNAL", "INTERNAL", `frame: expected at least ${end} bytes, got ${bytes.length}`);
  }
  if (start % constructor.BYTES_PER_ELEMENT === 0) {
    return new Tensor(new constructor(bytes.buffer, start, length), shape);
  }
  function get(this: Tensor): Elements {
    const value = new constructor(bytes.buffer.slice(start, bytes.byteOffset + end), 0, length);
    return Object.defineProperty(this, "data", { value, enumerable: true }).data;
  }
  const data = { get, enumerable: true, configurable: true };
  return Object.create(Tensor.prototype, { data, shape: { value: shape, enumerable: true } }) as Tensor;
}

/** A tensor that travelled alone. */
export function ofMessage(message: wire.Tensor): Tensor {
  return viewOf(message.dtype, message.data, 0, message.shape);
}
