// Auctions: bids beside the optimal values of what was sold, who wins, prices, credit.
import { bars, scatter } from './charts.js';
import { columns, shares } from './stats.js';

const MOST_SERIES = 8;

function bids(turns, at) {
  const made = at.turn.metrics?.bid;
  if (!made?.length) return null;
  const values = at.turn.metrics.value;
  const bid = columns(made), value = values ? columns(values) : [];
  const labels = bid.map((_, k) => String(k));
  return {
    drawing: bars(labels, [{ name: 'bid', values: bid }], { xLabel: 'bidder', marks: values ? [{ values: value.map((one) => one.mean) }] : [] }),
    names: ['bid'], reference: values ? 'Q*, mean over the same rows' : '', note: `turn ${at.step}, mean over ${made.length} rows, ± 1 sd`,
    head: ['bidder', 'bid', 'sd', 'Q*'], rows: labels.map((label, k) => [label, bid[k].mean, bid[k].sd, value[k]?.mean]),
  };
}

function everyBid(economy) {
  const primitives = economy.tables.q_star?.[0]?.length ?? Infinity;
  return (turns, at) => {
    const { bid: made, value: values } = at.turn.metrics ?? {};
    if (!made?.length || !values) return null;
    const n = Math.min(made[0].length, primitives);
    const series = Array.from({ length: Math.min(n, MOST_SERIES) }, (_, k) => ({ name: primitives === Infinity ? `bidder ${k}` : `primitive ${k}`, points: [] }));
    made.forEach((row, r) => row.forEach((bid, i) => {
      if (bid !== null && values[r][i] !== null) series[(i % n) % MOST_SERIES].points.push([values[r][i], bid]);
    }));
    return {
      drawing: scatter(series, { xLabel: 'Q* of the state that was sold', diagonal: true }), names: series.map((one) => one.name),
      note: `turn ${at.step}; on the line a bid is the truth`, head: ['Q*', 'bid'], rows: series.flatMap((one) => one.points),
    };
  };
}

function winners(turns, at) {
  const won = at.turn.metrics?.winner;
  if (!won?.length) return null;
  const n = at.turn.metrics.bid?.[0]?.length ?? Math.max(...turns.all().map((event) => (event.summary.winner?.max ?? 0))) + 1;
  if (!(n > 0) || n > 400) return null;
  const labels = Array.from({ length: n }, (_, k) => String(k));
  const now = shares(won, n);
  const before = shares(turns.all().filter((event) => event.cause === 'step').flatMap((event) => event.turn.metrics?.winner ?? []), n);
  const series = [{ name: 'this turn', values: now.map((mean) => ({ mean })) }, { name: 'all turns shown', values: before.map((mean) => ({ mean })) }];
  return { drawing: bars(labels, series, { xLabel: 'bidder' }), names: series.map((one) => one.name), note: `share of ${won.length} rows`,
    head: ['bidder', 'this turn', 'all turns'], rows: labels.map((label, k) => [label, now[k], before[k]]) };
}

export function auction(economy, { metricFigure, drawnFigure }) {
  return [
    drawnFigure('Bids beside optimal values', bids),
    drawnFigure('Every bid and its value', everyBid(economy)),
    drawnFigure('Winners', winners),
    metricFigure('Prices', ['price', 'second_price', 'revenue'], { zero: true }),
    metricFigure('Credit created', ['credit_created'], { references: () => [{ name: 'conserved', value: 0 }] }),
    metricFigure('Distance to the optimum', ['bid_distance', 'regret'], { zero: true }),
    metricFigure('Reward found', ['environment_reward'], { zero: true }),
  ];
}
