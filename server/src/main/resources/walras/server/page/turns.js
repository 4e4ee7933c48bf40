// The turns of a session that this page has seen, by their numbers, each in the form in which it is watched:
// {step, cause, summary: {NAME: {count, mean, sd, min, max}}, turn: {...}, actions: {...}}.
import { summary } from './stats.js';

const MOST = 4000;

export class Turns {
  #bySteps = new Map();
  #sorted = null;

  add(event) {
    this.#bySteps.set(event.step, event);
    this.#sorted = null;
    if (this.#bySteps.size > MOST) this.#bySteps.delete(this.steps()[0]);
  }

  get size() {
    return this.#bySteps.size;
  }

  /** Ascending. */
  steps() {
    this.#sorted ??= [...this.#bySteps.keys()].sort((a, b) => a - b);
    return this.#sorted;
  }

  at(step) {
    return this.#bySteps.get(step);
  }

  last() {
    return this.at(this.steps().at(-1));
  }

  /** All in order. */
  all() {
    return this.steps().map((step) => this.at(step));
  }

  /** Names of metrics that some turn has. */
  metrics() {
    return [...new Set(this.all().flatMap((event) => Object.keys(event.summary)))];
  }

  /** A metric over the turns: mean over all rows, and one standard deviation on both sides. */
  line(metric, name = metric) {
    return { name, points: this.all().filter((event) => event.cause === 'step').map((event) => point(event.step, event.summary[metric])) };
  }

  /** Numbers of each turn's shown rows over the turns; of(event) gives them, or nothing. */
  lineOf(name, of) {
    return { name, points: this.all().map((event) => point(event.step, summary(of(event) ?? []))) };
  }
}

function point(x, numbers) {
  const mean = numbers?.mean;
  const sd = numbers?.sd ?? 0;
  return Number.isFinite(mean) ? { x, mean, low: mean - sd, high: mean + sd, count: numbers.count } : { x, mean: NaN, low: NaN, high: NaN, count: 0 };
}

/** A turn as a call gives it, whose summaries are made here. */
export function seen({ turn, actions }) {
  const { step, shard, cause, ...rest } = turn;
  const summaries = Object.fromEntries(Object.entries(rest.metrics ?? {}).map(([name, rows]) => [name, summary(rows.flat())]));
  return { step, shard, cause, summary: summaries, turn: rest, actions };
}
