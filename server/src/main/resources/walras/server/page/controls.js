// What one agent may do, as controls made from the spaces of its actions: buttons for choices, sliders for numbers, tables for
// vectors. Each has an element, value() in the form that a step takes, and allow(mask) where choices may be forbidden.
import { node, table } from './charts.js';
import { shown } from './stats.js';

const MOST_BUTTONS = 24, MOST_ELEMENTS = 400, SLIDER_STEPS = 200;

/** A number; value() throws in words where it is none that the space has. */
function entry(label, low, high, whole, usual) {
  const bounded = (bound) => (Number.isFinite(bound) ? bound : undefined);
  const input = node('input', { type: 'number', inputmode: whole ? 'numeric' : 'decimal', 'aria-label': label, min: bounded(low), max: bounded(high), step: whole ? 1 : 'any', value: usual, required: true });
  const value = () => {
    const number = Number(input.value);
    if (input.value === '' || !(number >= low && number <= high) || (whole && !Number.isInteger(number))) {
      throw new Error(`${label}: expected ${whole ? 'a whole number' : 'a number'} from ${shown(low)} to ${shown(high)}, got ${input.value || 'none'}`);
    }
    return number;
  };
  return { element: input, value, input };
}

const usually = (low, high) => (Number.isFinite(low) && Number.isFinite(high) ? (low + high) / 2 : Math.min(Math.max(0, low), high));

/** A number between bounds: a slider, and the same as a number beside it. */
function slider(label, low, high) {
  const usual = usually(low, high);
  const exact = entry(label, low, high, false, Number(usual.toPrecision(6)));
  if (!Number.isFinite(low) || !Number.isFinite(high) || low === high) return exact;
  const range = node('input', { type: 'range', min: low, max: high, step: (high - low) / SLIDER_STEPS, value: usual, 'aria-label': `${label}, as a slider` });
  range.addEventListener('input', () => { exact.input.value = Number(Number(range.value).toPrecision(6)); });
  exact.input.addEventListener('input', () => { range.value = exact.input.value; });
  return { element: node('div', { class: 'slider' }, range, exact.input), value: exact.value };
}

/** One of some choices: buttons of which one is down, the first that is allowed. */
function choice(label, count) {
  if (count > MOST_BUTTONS) return entry(label, 0, count - 1, true, 0);
  let down = 0;
  const press = (k) => {
    down = k;
    buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(at === k)));
  };
  const buttons = Array.from({ length: count }, (_, k) => node('button', { type: 'button', 'data-choice': k, 'aria-pressed': k === 0 ? 'true' : 'false', onclick: () => press(k) }, `${k}`));
  return {
    element: node('div', { class: 'choices', role: 'group', 'aria-label': label }, buttons),
    value: () => down,
    allow: (mask) => {
      buttons.forEach((button, k) => { button.disabled = !mask[k]; });
      if (!mask[down]) press(Math.max(0, mask.indexOf(true)));
    },
  };
}

function flag(label) {
  const input = node('input', { type: 'checkbox', 'aria-label': label });
  return { element: input, value: () => (input.checked ? 1 : 0) };
}

/** Nested lists of what controls say, in the order of their elements. */
function nested(values, shape) {
  if (shape.length < 2) return values;
  const size = values.length / shape[0];
  return Array.from({ length: shape[0] }, (_, k) => nested(values.slice(k * size, (k + 1) * size), shape.slice(1)));
}

/** An array: a table with a control in each cell, one row for each index but the last. */
function array(name, shape, one) {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size > MOST_ELEMENTS) throw new Error(`${name}: a person sets at most ${MOST_ELEMENTS} numbers, and this has ${size}`);
  const controls = Array.from({ length: size }, (_, k) => one(`${name}[${k}]`, k));
  const columns = shape.length < 2 ? 1 : shape.at(-1);
  const head = columns === 1 ? ['', name] : ['', ...Array.from({ length: columns }, (_, k) => `${k}`)];
  const rows = Array.from({ length: size / columns }, (_, r) => [`${r}`, ...controls.slice(r * columns, (r + 1) * columns).map((control) => control.element)]);
  return { element: node('div', { class: 'scroll' }, table(head, rows)), value: () => nested(controls.map((control) => control.value()), shape) };
}

/** The control of one tensor of one agent. */
export function control({ name, space }) {
  const { box, discrete, multiDiscrete, multiBinary } = space;
  if (discrete) return choice(name, discrete.count);
  if (multiDiscrete) return array(name, [multiDiscrete.counts.length], (label, k) => choice(label, multiDiscrete.counts[k]));
  if (multiBinary) return array(name, multiBinary.shape ?? [], flag);
  const bound = (list, k) => Number(list.length === 1 ? list[0] : list[k]);
  const one = (label, k) => slider(label, bound(box.low, k), bound(box.high, k));
  const shape = box.shape ?? [];
  return shape.length ? array(name, shape, one) : one(name, 0);
}
