// Pictures in SVG. Everything is made of nodes and text, never of markup. Each picture has its scales in data attributes, so that
// what is drawn can be read back, and its numbers in a table.
import { short, shown } from './stats.js';

const NS = 'http://www.w3.org/2000/svg';
const WIDTH = 420, HEIGHT = 210;
const BOX = { left: 48, right: WIDTH - 10, top: 8, bottom: HEIGHT - 34 };
const MOST_ROWS = 60, LONGEST_LABEL = 12;

export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  return filled(made, attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(NS, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

export function table(head, rows) {
  return node('table', {},
    node('thead', {}, node('tr', {}, head.map((name) => node('th', { scope: 'col' }, name)))),
    node('tbody', {}, rows.map((row) => node('tr', {}, row.map((cell) => node('td', {}, cell instanceof Node ? cell : shown(cell)))))));
}

/** A frame whose picture is drawn anew, and whose numbers are written when somebody opens them. @param note text or nodes */
export function figure(title, note = '') {
  const small = node('small', {}, note.length ? [' ', note] : '');
  const picture = node('div', { class: 'picture' });
  const key = node('div', { class: 'key' });
  const numbers = node('div', { class: 'scroll' });
  const details = node('details', {}, node('summary', {}, 'Numbers'), numbers);
  const whole = node('figure', { 'data-title': title }, node('figcaption', {}, title, small), picture, key, details);
  let last = null;
  const write = () => {
    if (last && details.open) numbers.replaceChildren(table(last.head, last.rows().slice(-MOST_ROWS)));
  };
  details.addEventListener('toggle', write);
  return {
    element: whole,
    note: (text) => { small.textContent = text ? ` ${text}` : ''; },
    show(drawing, names, head, rows, reference = '') {
      drawing.setAttribute('role', 'img');
      drawing.setAttribute('aria-label', `${title}: ${names.join(', ')}`);
      picture.replaceChildren(drawing);
      key.replaceChildren(...(names.length > 1 || reference ? names : []).map((name, k) => node('span', { class: `s${k % 8}` }, node('i'), name)),
        ...(reference ? [node('span', { class: 'ref' }, reference)] : []));
      last = { head, rows };
      write();
    },
    empty(why) {
      picture.replaceChildren(node('p', { class: 'dim' }, why));
      key.replaceChildren();
      last = null;
      numbers.replaceChildren();
    },
  };
}

function domain(values, { zero = false } = {}) {
  const numbers = values.filter((value) => Number.isFinite(value));
  let low = numbers.reduce((a, b) => Math.min(a, b), Infinity), high = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!numbers.length) [low, high] = [0, 1];
  if (zero) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low <= 1e-9 * size) {
    const room = size === 0 ? 1 : 0.05 * size;
    return zero && low === 0 ? [0, high + room] : [low - room, high + room];
  }
  const room = (high - low) * 0.05;
  return [zero && low === 0 ? 0 : low - room, zero && high === 0 ? 0 : high + room];
}

function ticks([low, high], about) {
  const raw = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * power).find((k) => k >= raw);
  const found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) found.push(Number(tick.toPrecision(12)));
  return found;
}

/** A tick's number in the room that there is. */
const label = (value) => (value !== 0 && Math.abs(value) < 1e-3 ? String(Number(value.toPrecision(2))) : Math.abs(value) >= 1e5 ? short(value) : shown(value));

const between = ([low, high], from, to) => (value) => from + ((value - low) / (high - low)) * (to - from);

/** An empty picture with axes, and its scales. */
function axes(xs, ys, xLabel, { xTicks, box = BOX } = {}) {
  const x = between(xs, box.left, box.right), y = between(ys, box.bottom, box.top);
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'data-x': xs.join(' '), 'data-y': ys.join(' '),
    'data-box': [box.left, box.right, box.bottom, box.top].join(' ') });
  for (const tick of ticks(ys, 4)) {
    drawing.append(svg('path', { class: 'axis', d: `M${box.left} ${y(tick)}H${box.right}` }),
      svg('text', { x: box.left - 4, y: y(tick) + 4, 'text-anchor': 'end' }, label(tick)));
  }
  for (const [at, text] of xTicks ?? ticks(xs, 5).map((tick) => [tick, label(tick)])) {
    drawing.append(svg('text', { x: x(at), y: box.bottom + 14, 'text-anchor': 'middle' }, text));
  }
  drawing.append(svg('text', { x: (box.left + box.right) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }, xLabel));
  return { drawing, x, y };
}

const exact = (value) => Number(value.toFixed(3));

/** Runs of points without gaps: a line must not lead over what is not defined. */
function runs(points) {
  const found = [];
  let run = [];
  for (const point of points) {
    if (Number.isFinite(point.mean)) run.push(point);
    else if (run.length) { found.push(run); run = []; }
  }
  return run.length ? [...found, run] : found;
}

/**
 * Lines with bands.
 * @param series [{name, points: [{x, mean, low, high}]}]
 * @param at the x that is looked at
 * @param references [{name, value}] horizontal lines
 */
export function lines(series, { xLabel = 'turn', at, references = [], zero = false } = {}) {
  const points = series.flatMap((one) => one.points);
  const xs = points.map((point) => point.x);
  const span = xs.length ? [xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b))] : [0, 1];
  if (span[0] === span[1]) span[1] = span[0] + 1;
  const ys = domain([...points.flatMap((point) => [point.mean, point.low, point.high]), ...references.map((one) => one.value)], { zero });
  const { drawing, x, y } = axes(span, ys, xLabel);
  const place = (px, py) => `${exact(x(px))} ${exact(y(py))}`;
  series.forEach((one, k) => {
    const group = svg('g', { class: `s${k % 8}`, 'data-series': one.name });
    for (const run of runs(one.points)) {
      const wide = run.filter((point) => Number.isFinite(point.low) && Number.isFinite(point.high));
      if (wide.length > 1) {
        group.append(svg('path', { class: 'band', d: `M${[...wide.map((p) => place(p.x, p.high)), ...wide.toReversed().map((p) => place(p.x, p.low))].join('L')}Z` }));
      }
      group.append(run.length > 1 ? svg('path', { class: 'line', d: `M${run.map((p) => place(p.x, p.mean)).join('L')}` })
        : svg('circle', { class: 'dot', cx: exact(x(run[0].x)), cy: exact(y(run[0].mean)), r: 3 }));
    }
    drawing.append(group);
  });
  for (const one of references) {
    drawing.append(svg('path', { class: 'reference', 'data-reference': one.name, d: `M${BOX.left} ${exact(y(one.value))}H${BOX.right}` }));
  }
  if (at !== undefined && at >= span[0] && at <= span[1]) drawing.append(svg('path', { class: 'now', d: `M${exact(x(at))} ${BOX.top}V${BOX.bottom}` }));
  return drawing;
}

/**
 * Bars in groups, whiskers of one standard deviation, and marks beside which they stand.
 * @param labels of the groups
 * @param series [{name, values: [{mean, sd}]}] each as long as the labels
 * @param marks [{values: [number]}] for each series, or nothing
 */
export function bars(labels, series, { xLabel = '', marks = [], zero = true } = {}) {
  const ends = series.flatMap((one) => one.values.flatMap((v) => [v.mean, v.mean - (v.sd ?? 0), v.mean + (v.sd ?? 0)]));
  const ys = domain([...ends, ...marks.flatMap((mark) => mark?.values ?? [])], { zero });
  const every = Math.ceil(labels.length / 12);
  const { drawing, x, y } = axes([-0.5, labels.length - 0.5], ys, xLabel,
    { xTicks: labels.map((label, k) => [k, label]).filter((_, k) => k % every === 0) });
  const width = 0.8 / series.length;
  series.forEach((one, k) => {
    const group = svg('g', { class: `s${k % 8}`, 'data-series': one.name });
    one.values.forEach((value, j) => {
      if (!Number.isFinite(value.mean)) return;
      const left = x(j - 0.4 + k * width), right = x(j - 0.4 + (k + 1) * width) - 1;
      const base = y(Math.max(ys[0], Math.min(ys[1], 0)));
      group.append(svg('rect', { class: 'bar', x: exact(left), width: exact(Math.max(1, right - left)), y: exact(Math.min(base, y(value.mean))),
        height: exact(Math.abs(base - y(value.mean))), 'data-at': labels[j] }));
      if (value.sd > 0) {
        const middle = exact((left + right) / 2);
        group.append(svg('path', { class: 'whisker', d: `M${middle} ${exact(y(value.mean - value.sd))}V${exact(y(value.mean + value.sd))}` }));
      }
      const mark = marks[k]?.values[j];
      if (Number.isFinite(mark)) group.append(svg('path', { class: 'mark', 'data-mark': labels[j], d: `M${exact(left)} ${exact(y(mark))}H${exact(right)}` }));
    });
    drawing.append(group);
  });
  return drawing;
}

/** Means as points, each with the interval that it may lie in. @param values [{mean, low, high}] one for each label */
export function intervals(labels, values, { xLabel = '' } = {}) {
  const ys = domain(values.flatMap((one) => [one.mean, one.low, one.high]));
  const every = Math.ceil(labels.length / 8);
  const { drawing, x, y } = axes([-0.5, labels.length - 0.5], ys, xLabel,
    { xTicks: labels.map((label, k) => [k, label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label]).filter((_, k) => k % every === 0) });
  values.forEach((value, k) => {
    if (!Number.isFinite(value.mean)) return;
    const middle = exact(x(k));
    const group = svg('g', { class: `s${k % 8}`, 'data-interval': labels[k] });
    if (Number.isFinite(value.low) && Number.isFinite(value.high)) group.append(svg('path', { class: 'whisker', d: `M${middle} ${exact(y(value.low))}V${exact(y(value.high))}` }));
    group.append(svg('circle', { class: 'dot', cx: middle, cy: exact(y(value.mean)), r: 4 }));
    drawing.append(group);
  });
  return drawing;
}

/** Points [x, y] in series, over a diagonal where both have one unit. */
export function scatter(series, { xLabel, diagonal = false, joined = false, bounds } = {}) {
  const all = series.flatMap((one) => one.points);
  const both = domain(all.flat());
  const xs = bounds ?? (diagonal ? both : domain(all.map((point) => point[0])));
  const ys = bounds ?? (diagonal ? both : domain(all.map((point) => point[1])));
  const { drawing, x, y } = axes(xs, ys, xLabel);
  if (diagonal) drawing.append(svg('path', { class: 'reference', d: `M${x(xs[0])} ${y(xs[0])}L${x(xs[1])} ${y(xs[1])}` }));
  series.forEach((one, k) => {
    const group = svg('g', { class: `s${k % 8}`, 'data-series': one.name });
    if (joined) group.append(svg('path', { class: 'line', d: `M${one.points.map(([px, py]) => `${exact(x(px))} ${exact(y(py))}`).join('L')}` }));
    else group.append(...one.points.map(([px, py]) => svg('circle', { class: 'dot', cx: exact(x(px)), cy: exact(y(py)), r: 3.2 })));
    drawing.append(group);
  });
  return drawing;
}

/** Points of the 2-simplex: each [a, b, c] of shares; the last point of a trail is the present one. */
export function simplex(names, trails) {
  const side = 180, height = side * Math.sqrt(3) / 2, left = (WIDTH - side) / 2, bottom = HEIGHT - 24;
  const place = ([a, b, c]) => [left + side * (b + c / 2) / (a + b + c), bottom - height * (c / (a + b + c))];
  const corner = (k) => place([0, 1, 2].map((j) => (j === k ? 1 : 0)));
  const drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'data-simplex': [left, bottom, side].join(' ') });
  drawing.append(svg('path', { class: 'axis', d: `M${[0, 1, 2].map((k) => corner(k).join(' ')).join('L')}Z` }));
  names.forEach((name, k) => {
    const [px, py] = corner(k);
    drawing.append(svg('text', { x: px, y: k === 2 ? py - 4 : py + 14, 'text-anchor': 'middle' }, name));
  });
  trails.forEach((trail, k) => {
    const group = svg('g', { class: `s${k % 8}`, 'data-series': trail.name });
    if (trail.points.length > 1) group.append(svg('path', { class: 'line', d: `M${trail.points.map((p) => place(p).map(exact).join(' ')).join('L')}` }));
    (trail.dots ?? trail.points.slice(-1)).forEach((point) => {
      const [px, py] = place(point);
      group.append(svg('circle', { class: 'dot', cx: exact(px), cy: exact(py), r: 4 }));
    });
    drawing.append(group);
  });
  return drawing;
}
