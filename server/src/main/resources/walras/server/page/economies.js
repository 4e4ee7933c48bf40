// What is shown of each kind of economy. A view is given the turns and the one that is looked at; it draws what it finds in them, and
// leaves out what the one who looks may not see.
import { figure, lines, bars, node } from './charts.js';
import { columns, shown } from './stats.js';
import { auction } from './auction.js';
import { exchange } from './exchange.js';
import { stackelberg } from './stackelberg.js';
import { taxation } from './taxation.js';

/** The numbers of one of a solution's tables, nested as its shape says; a number where that is empty. */
export function decoded(table) {
  const { shape = [], data = '' } = table.values;
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const numbers = new DataView(bytes.buffer);
  let at = 0;
  const nested = (depth) => (depth === shape.length ? numbers.getFloat64(8 * at++, true) : Array.from({ length: shape[depth] }, () => nested(depth + 1)));
  return nested(0);
}

/** What is known of a session beside its turns. */
export class Economy {
  constructor({ environment, spec = null, options = null, solution = null }) {
    this.environment = environment;
    this.spec = spec;
    this.options = options;
    this.tables = Object.fromEntries((solution?.tables ?? []).map((table) => [table.name, decoded(table)]));
    this.units = Object.fromEntries((solution?.tables ?? []).map((table) => [table.name, table.unit ?? '']));
  }

  group(name) {
    return this.spec?.groups?.find((group) => group.name === name);
  }

  metric(name) {
    return this.spec?.metrics?.find((metric) => metric.name === name);
  }

  /** The optimum that a metric is held against: a number of the solution with its name and unit. */
  optimum(metric) {
    const value = this.tables[metric];
    return typeof value === 'number' && this.units[metric] === (this.metric(metric)?.unit ?? '') ? value : undefined;
  }
}

/** A figure of metrics over the turns; it is there as long as one of them is. */
export function metricFigure(title, names, { zero = false, references } = {}) {
  const made = figure(title, 'mean over all rows, ± 1 standard deviation');
  made.element.hidden = true;
  return {
    element: made.element,
    names,
    draw(turns, at, economy) {
      const all = names.filter((name) => turns.metrics().includes(name)).map((name) => turns.line(name));
      const series = all.filter((one) => one.points.some((point) => Number.isFinite(point.mean))); // others were never defined
      const there = series.map((one) => one.name);
      made.element.hidden = there.length === 0;
      if (!there.length) return;
      const held = references?.(economy) ?? there.map((name) => ({ name: `${name} at the optimum`, value: economy.optimum(name) })).filter((one) => one.value !== undefined);
      const marked = held.map((one) => `${one.name}: ${shown(one.value)}`).join(', ');
      made.show(lines(series, { at: at?.step, references: held, zero }), there, ['turn', ...there.flatMap((name) => [name, `${name} sd`])],
        () => series[0].points.map((point, k) => [point.x, ...series.flatMap((one) => [one.points[k].mean, one.points[k].high - one.points[k].mean])]), marked);
    },
  };
}

/** A figure that a function draws, or leaves out by giving nothing: {drawing, names, head, rows, reference, note}. */
export function drawnFigure(title, drawing) {
  const made = figure(title);
  made.element.hidden = true;
  return {
    element: made.element,
    draw(turns, at, economy) {
      const result = at ? drawing(turns, at, economy) : null;
      made.element.hidden = !result;
      if (!result) return;
      made.note(result.note ?? '');
      made.show(result.drawing, result.names, result.head, () => result.rows, result.reference ?? '');
    },
  };
}

function rewards() {
  return drawnFigure('Rewards', (turns, at) => {
    const groups = Object.entries(at.turn.reward ?? {});
    if (!groups.length || !turns.size) return null;
    const series = groups.map(([name]) => turns.lineOf(name, (event) => event.turn.reward?.[name]?.flat()));
    return { drawing: lines(series, { at: at.step, zero: true }), names: groups.map(([name]) => name), note: 'mean over shown rows and agents, ± 1 sd',
      head: ['turn', ...groups.map(([name]) => name)], rows: series[0].points.map((point, k) => [point.x, ...series.map((one) => one.points[k].mean)]) };
  });
}

function byAgent() {
  return drawnFigure('Reward of each agent', (turns, at) => {
    const groups = Object.entries(at.turn.reward ?? {}).map(([name, rows]) => [name, columns(rows)]);
    const labels = groups.flatMap(([name, agents]) => agents.map((_, k) => (groups.length > 1 ? `${name[0]}${k}` : `${k}`)));
    const values = groups.flatMap(([, agents]) => agents);
    if (labels.length < 2 || labels.length > 200) return null;
    return { drawing: bars(labels, [{ name: 'reward', values }], { xLabel: 'agent' }), names: ['reward'], note: `turn ${at.step}, mean over shown rows, ± 1 sd`,
      head: ['agent', 'mean', 'sd'], rows: labels.map((label, k) => [label, values[k].mean, values[k].sd]) };
  });
}

const FAMILIES = [
  [/^auction\//, auction],
  [/^exchange\//, exchange],
  [/^stackelberg\/taxation/, taxation],
  [/^stackelberg\//, stackelberg],
];

/** {element, draw(turns, at)} for one economy. */
export function viewOf(economy) {
  const tools = { metricFigure, drawnFigure };
  const family = FAMILIES.find(([pattern]) => pattern.test(economy.environment))?.[1];
  const figures = [...(family ? family(economy, tools) : []), rewards(), byAgent()];
  const charts = node('div', { class: 'charts' }, figures.map((one) => one.element));
  const taken = new Set(figures.flatMap((one) => one.names ?? []));
  return {
    element: charts,
    draw(turns, at) {
      for (const name of turns.metrics()) {
        if (!taken.has(name) && figures.length < 40 && name !== 'winner' && !(family === auction && ['bid', 'value'].includes(name))) {
          taken.add(name);
          figures.push(metricFigure(name, [name]));
          charts.append(figures.at(-1).element);
        }
      }
      figures.forEach((one) => one.draw(turns, at, economy));
    },
  };
}
