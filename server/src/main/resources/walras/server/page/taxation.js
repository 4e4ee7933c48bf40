// Taxation: who owns what, the levers, and what becomes of the economy.
import { bars, scatter } from './charts.js';
import { columns, lorenz } from './stats.js';

/** Of every household where the households' seat is seen; else of what the government sees, the poorer half and the richest tenth. */
function curves(at) {
  const own = at.turn.obs?.households?.own;
  if (own?.length) return { name: 'wealth of each household', points: own.map((row) => lorenz(row.map(([, wealth]) => wealth))) };
  const population = at.turn.obs?.leader?.population, economy = at.turn.obs?.leader?.economy;
  if (!population?.length || !economy) return null;
  const points = population.map((row, r) => {
    const [rich, , , poor] = row[0];
    const [, capital, debt] = economy[r][0];
    const whole = capital + debt;
    return whole > 0 ? [[0, 0], [0.5, (0.5 * poor) / whole], [0.9, 1 - (0.1 * rich) / whole], [1, 1]] : null;
  }).filter(Boolean);
  return points.length ? { name: 'wealth of halves and tenths', points } : null;
}

/** The mean of curves with the same places. */
function meanCurve(points) {
  return points[0].map(([x], k) => [x, points.reduce((sum, curve) => sum + curve[k][1], 0) / points.length]);
}

function lorenzFigure(turns, at) {
  const found = curves(at);
  if (!found) return null;
  const curve = meanCurve(found.points);
  return { drawing: scatter([{ name: found.name, points: curve }], { xLabel: 'share of households, poorest first', diagonal: true, joined: true, bounds: [0, 1] }),
    names: [found.name], note: `turn ${at.step}, mean over ${found.points.length} rows`, head: ['share of households', 'share of wealth'], rows: curve };
}

function levers(turns, at) {
  const acted = at.actions?.leader?.levers ?? at.turn.obs?.households?.levers;
  if (!acted?.length) return null;
  const values = columns(acted.map((row) => row[0]));
  const labels = values.map((_, k) => (k === values.length - 1 ? 'spending' : `tax ${k}`));
  return { drawing: bars(labels, [{ name: 'lever', values }]), names: ['lever'], note: `turn ${at.step}, mean over ${acted.length} rows, ± 1 sd`,
    head: ['lever', 'mean', 'sd'], rows: labels.map((label, k) => [label, values[k].mean, values[k].sd]) };
}

export function taxation(economy, { metricFigure, drawnFigure }) {
  return [
    drawnFigure('Lorenz curve', lorenzFigure),
    drawnFigure('Levers', levers),
    metricFigure('Gini indices', ['wealth_gini', 'income_gini'], { zero: true }),
    metricFigure('Output and consumption', ['output', 'consumption', 'tax_revenue'], { zero: true }),
    metricFigure('Capital and debt', ['capital', 'debt']),
    metricFigure('Welfare', ['welfare', 'first_best_gap']),
    metricFigure('Labour', ['labour'], { zero: true }),
    metricFigure('Growth and interest', ['growth', 'interest_rate']),
  ];
}
