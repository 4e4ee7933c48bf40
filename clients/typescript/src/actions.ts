// Actions: from what a user gives to action frames, checked against the layout on the way.
import { badRequest, show, type WalrasError } from "./errors.js";
import { type Field, read } from "./layout.js";
import type { Seat } from "./seats.js";
import { constructorOf, type Elements, type Nested, sizeOf, Tensor } from "./tensor.js";
import * as wire from "./wire.js";

/** Elements in row-major order, nested lists, a tensor, or one number for all. */
export type Action = Elements | Tensor | Nested;

/** Group to action `[B, n, ...]`, or to action by tensor's name where the group has several action tensors. */
export type Actions = Readonly<Record<string, Action | Readonly<Record<string, Action>>>>;

interface Given {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number | bigint | boolean>;
}

/** The action frames of a participant's seats. Their bytes are used again for every step. */
export class ActionFrames {
  readonly #frames: { seat: Seat; bytes: Uint8Array; places: [Field, Tensor][] }[];

  constructor(seats: readonly Seat[]) {
    this.#frames = seats.map((seat) => {
      const bytes = new Uint8Array(seat.action.sizeBytes);
      const fields = seat.action.fields.filter((field) => field.kind === wire.FieldKind.ACTION);
      return { seat, bytes, places: fields.map((field) => [field, read(field, bytes)]) };
    });
  }

  /**
   * The frames of the seats that act; a seat of which `idle(key)` is true may be left out.
   *
   * @throws WalrasError BAD_ACTION; nothing is to be sent
   */
  fill(actions: Actions, idle: (key: string) => boolean): { seat: number; frame: Uint8Array }[] {
    const names = this.#frames.map(({ seat }) => seat.key);
    for (const name of Object.keys(actions)) {
      if (!this.#frames.some(({ seat }) => name === seat.key || name === seat.label)) {
        throw badAction(`actions[${name}]`, `one of ${names.join(", ")}`, name);
      }
    }
    const acting = this.#frames.filter(({ seat, places }) => {
      const action = actions[seat.key] ?? actions[seat.label];
      if (action !== undefined) fillSeat(seat, places, action);
      else if (!idle(seat.key)) throw badAction(`actions[${seat.key}]`, "an action", "nothing");
      return action !== undefined;
    });
    return acting.map(({ seat, bytes }) => ({ seat: seat.index, frame: bytes }));
  }
}

function fillSeat(seat: Seat, places: [Field, Tensor][], action: Actions[string]): void {
  const where = `actions[${seat.key}]`;
  const byName = isByName(action);
  if (!byName && places.length !== 1) {
    const names = places.map(([field]) => field.name).join(", ");
    throw badAction(where, `an object with the tensors ${names}`, Array.isArray(action) ? "a list" : typeof action);
  }
  if (byName) requireNames(where, places, action);
  for (const [field, view] of places) {
    const place = places.length === 1 ? where : `${where}.${field.name}`;
    write(place, field, view, given(place, byName ? action[field.name] : action));
  }
}

function isByName(action: Actions[string]): action is Readonly<Record<string, Action>> {
  const single = typeof action !== "object" || Array.isArray(action) || ArrayBuffer.isView(action);
  return !single && !(action instanceof Tensor);
}

function requireNames(where: string, places: [Field, Tensor][], action: object): void {
  const [expected, got] = [places.map(([field]) => field.name).sort(), Object.keys(action).sort()];
  if (expected.join() !== got.join()) throw badAction(where, `the tensors ${expected.join(", ")}`, got.join(", "));
}

function given(where: string, action: Action): Given {
  if (action instanceof Tensor) return action;
  if (ArrayBuffer.isView(action)) return { shape: [action.length], data: action };
  const shape: number[] = [];
  for (let inner: Nested = action as Nested; Array.isArray(inner); inner = inner[0] as Nested) shape.push(inner.length);
  const data: (number | bigint | boolean)[] = [];
  flatten(where, action as Nested, shape, 0, data);
  return { shape, data };
}

function flatten(
  where: string,
  value: Nested,
  shape: number[],
  depth: number,
  into: (number | bigint | boolean)[],
): void {
  if (Array.isArray(value) !== depth < shape.length || (Array.isArray(value) && value.length !== shape[depth])) {
    throw badAction(where, "an array", "lists of different lengths");
  }
  if (Array.isArray(value)) for (const inner of value) flatten(where, inner as Nested, shape, depth + 1, into);
  else into.push(value as number);
}

function write(where: string, field: Field, view: Tensor, action: Given): void {
  const target = view.data;
  const name = constructorOf(field.dtype).name;
  if (action.data.constructor === target.constructor && action.data.length === target.length && fits(field, action)) {
    target.set(action.data as never);
    return;
  }
  const places = placesOf(field, action.shape);
  if (!places) throw badAction(where, `shape [${field.shape}] ${name}`, `shape [${action.shape}]`);
  for (let i = 0; i < target.length; i++) put(where, target, i, action.data[places(i)], name);
}

function fits(field: Field, action: Given): boolean {
  return action.shape.length === 1 || action.shape.join() === field.shape.join();
}

// From an element's place in the field to its place in what was given; undefined when that has another shape.
function placesOf(field: Field, shape: readonly number[]): ((place: number) => number) | undefined {
  const wanted = field.shape;
  const flat = shape.length === 1 && shape[0] === sizeOf(wanted);
  const withoutAgents = wanted[1] === 1 && shape.join() === [wanted[0], ...wanted.slice(2)].join();
  const withOneMore = shape.join() === [...wanted, 1].join();
  if (flat || withoutAgents || withOneMore || shape.join() === wanted.join()) return (place) => place;
  if (shape.length === 0) return () => 0;
  if (shape.length !== wanted.length || !shape.every((length, axis) => length === 1 || length === wanted[axis])) {
    return undefined;
  }
  return (place) => repeated(place, wanted, shape);
}

// The place in a tensor whose dimensions of length 1 are repeated.
function repeated(place: number, wanted: readonly number[], shape: readonly number[]): number {
  let [left, found, stride] = [place, 0, 1];
  for (let axis = wanted.length - 1; axis >= 0; axis--) {
    if (shape[axis] > 1) found += (left % wanted[axis]) * stride;
    stride *= shape[axis];
    left = Math.floor(left / wanted[axis]);
  }
  return found;
}

function put(where: string, target: Elements, place: number, value: unknown, name: string): void {
  if (target instanceof BigInt64Array) {
    const whole = typeof value === "bigint" || typeof value === "boolean" || Number.isSafeInteger(value);
    if (!whole || BigInt.asIntN(64, BigInt(value as number)) !== BigInt(value as number))
      throw misfit(where, name, value);
    target[place] = BigInt(value as number);
    return;
  }
  const number = typeof value === "boolean" || typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number") throw misfit(where, name, value);
  target[place] = number;
  const isFloat = target instanceof Float64Array || target instanceof Float32Array;
  if (!isFloat && target[place] !== number) throw misfit(where, name, value);
}

function misfit(where: string, name: string, value: unknown): WalrasError {
  return badAction(where, `values that fit ${name}`, show(value));
}

function badAction(where: string, expected: string, got: string): WalrasError {
  return badRequest(where, expected, got, "BAD_ACTION");
}
