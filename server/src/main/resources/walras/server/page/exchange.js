// Exchange: prices and allocations beside the equilibrium's, welfare, and how far all of it is from the optimum.
import { bars, lines } from './charts.js';
import { columns, summary } from './stats.js';

/** The first group that sees a tensor: [B][n]... */
function observed(event, tensor) {
  return Object.values(event?.turn.obs ?? {}).find((group) => group[tensor])?.[tensor];
}

const averaged = (rows) => columns(rows).map((one) => one.mean);

/**
 * What the equilibrium has for the markets that made a turn, as a mean over the rows: of a static economy the one there is, of one with
 * contexts that of the step and context in which each row was before. Null where that was not seen.
 */
function equilibrium(economy, turns, at, table) {
  const found = economy.tables[table];
  if (!found) return null;
  if (economy.environment.startsWith('exchange/static')) return economy.options?.spread > 0 ? null : found;
  const before = turns.at(at.step - 1);
  const states = observed(before, 'state'), steps = observed(before, 'step');
  if (!states || !steps || at.cause !== 'step') return null;
  const rows = states.map((row, r) => found[steps[r][0]]?.[row[0]]).filter(Boolean);
  return rows.length ? mean(rows) : null;
}

const mean = (rows) => (Array.isArray(rows[0]) ? rows[0].map((_, k) => mean(rows.map((row) => row[k]))) : summary(rows).mean);

function prices(turns, at, economy) {
  const seen = observed(at, 'prices');
  if (!seen?.length) return null;
  const values = columns(seen.map((row) => row[0]));
  const marks = equilibrium(economy, turns, at, 'prices');
  const labels = values.map((_, k) => `good ${k}`);
  return { drawing: bars(labels, [{ name: 'price', values }], { marks: marks ? [{ values: marks }] : [] }), names: ['price'],
    reference: marks ? 'equilibrium' : '', note: `turn ${at.step}, mean over ${seen.length} rows, ± 1 sd`,
    head: ['good', 'price', 'sd', 'equilibrium'], rows: labels.map((label, k) => [label, values[k].mean, values[k].sd, marks?.[k]]) };
}

function pricePaths(turns, at) {
  const goods = observed(at, 'prices')?.[0]?.[0]?.length ?? 0;
  if (!goods || goods > 20) return null;
  const series = Array.from({ length: goods }, (_, k) => turns.lineOf(`good ${k}`, (event) => observed(event, 'prices')?.map((row) => row[0][k])));
  return { drawing: lines(series, { at: at.step }), names: series.map((one) => one.name), note: 'mean over shown rows, ± 1 sd',
    head: ['turn', ...series.map((one) => one.name)], rows: series[0].points.map((point, k) => [point.x, ...series.map((one) => one.points[k].mean)]) };
}

function allocations(turns, at, economy) {
  const bundles = at.turn.obs?.consumers?.bundle;
  if (!bundles?.length || at.cause !== 'step') return null;
  const agents = bundles[0].length, goods = bundles[0][0].length;
  if (agents > 8) return null;
  const marks = equilibrium(economy, turns, at, 'allocation');
  const series = Array.from({ length: agents }, (_, i) => ({ name: `consumer ${i}`, values: columns(bundles.map((row) => row[i])) }));
  const labels = Array.from({ length: goods }, (_, k) => `good ${k}`);
  return { drawing: bars(labels, series, { marks: marks ?? false ? marks.map((values) => ({ values })) : [] }), names: series.map((one) => one.name),
    reference: marks ? 'equilibrium' : '', note: `turn ${at.step}, mean bundle over ${bundles.length} rows, ± 1 sd`,
    head: ['consumer', ...labels], rows: bundles[0].map((_, i) => [`${i}`, ...averaged(bundles.map((row) => row[i]))]) };
}

export function exchange(economy, { metricFigure, drawnFigure }) {
  return [
    drawnFigure('Prices beside the equilibrium', prices),
    drawnFigure('Price paths', pricePaths),
    drawnFigure('Allocations beside the equilibrium', allocations),
    metricFigure('Welfare', ['welfare']),
    metricFigure('Distance to the optimum', ['equilibrium_loss', 'suboptimality', 'suboptimality_equilibrium', 'suboptimality_planner', 'planner_gap'], { zero: true }),
    metricFigure('Fairness', ['gini', 'envy', 'individual_rationality'], { zero: true }),
    metricFigure('Certificate', ['clearing', 'budget', 'demand_gap'], { zero: true }),
  ];
}
