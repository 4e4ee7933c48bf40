// Numbers of numbers. Null stands for what is not defined, as on the wire, and counts nowhere.

const defined = (values) => values.map(Number).filter((value, k) => values[k] !== null && !Number.isNaN(value));

/** {count, mean, sd, min, max} as the server's summaries have them. */
export function summary(values) {
  const numbers = defined(values);
  const count = numbers.length;
  if (count === 0) return { count };
  const mean = numbers.reduce((a, b) => a + b, 0) / count;
  const result = { count, mean, min: Infinity, max: -Infinity };
  for (const value of numbers) {
    result.min = Math.min(result.min, value);
    result.max = Math.max(result.max, value);
  }
  if (count > 1) result.sd = Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / (count - 1));
  return result;
}

/** One summary for each place of equally long lists: [B][n] gives n of them. */
export const columns = (rows) => (rows[0] ?? []).map((_, k) => summary(rows.map((row) => row[k])));

/** How often each of 0 .. n - 1 stands among the values, as shares. */
export function shares(values, n) {
  const numbers = defined(values);
  const counts = Array(n).fill(0);
  numbers.forEach((value) => { if (value >= 0 && value < n) counts[value] += 1; });
  return counts.map((count) => (numbers.length ? count / numbers.length : 0));
}

/** Points of the Lorenz curve: [share of people, share of what they have], poorest first. */
export function lorenz(values) {
  const sorted = defined(values).sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  let sum = 0;
  return [[0, 0], ...sorted.map((value, k) => [(k + 1) / sorted.length, total ? (sum += value) / total : 0])];
}

/** Five digits, fewer where they say nothing. */
export function shown(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e6 || size < 1e-3)) return value.toExponential(2);
  return String(Number(value.toPrecision(5)));
}

/** With k, M, G. */
export function short(value) {
  const size = Math.abs(value);
  const [unit, letter] = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']].find(([least]) => size >= least) ?? [1, ''];
  return `${Number((value / unit).toPrecision(3))}${letter}`;
}

/** Prometheus' text: [{name, labels, value}]. */
export function meters(text) {
  const found = [];
  for (const line of text.split('\n')) {
    const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (parts) {
      const labels = Object.fromEntries([...(parts[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((m) => [m[1], m[2]]));
      found.push({ name: parts[1], labels, value: Number(parts[3].replace('+Inf', 'Infinity')) });
    }
  }
  return found;
}

/** A quantile of a histogram's buckets [{le, count}], by the upper end of the bucket that it falls in. */
export function quantile(buckets, q) {
  const sorted = [...buckets].sort((a, b) => a.le - b.le);
  const all = sorted.at(-1)?.count ?? 0;
  return all ? sorted.find((bucket) => bucket.count >= q * all).le : NaN;
}

/** Waits, or until the page is left. */
export const pause = (millis, signal) => new Promise((resolve) => {
  const timer = setTimeout(resolve, millis);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});
