// Leaders and followers: what the leader commits to, how followers play, and what is left to gain.
import { bars, simplex } from './charts.js';
import { columns, shares, summary } from './stats.js';

const GAPS = ['distance', 'equilibrium_distance', 'surplus_gap', 'leader_regret', 'follower_regret', 'bcce_gap', 'pure_gap', 'external_regret'];

/** Shares of rows of a matrix: what the leader played, or what followers saw of it. */
function commitment(turns, at, economy) {
  const acts = at.actions?.leader ?? {};
  const seen = at.turn.obs?.follower?.commitment;
  const [name, rows] = Object.entries(acts)[0] ?? (seen ? ['commitment', seen] : []);
  if (!rows?.length) return null;
  const counted = typeof rows[0][0] === 'number' && Number.isInteger(rows[0][0]);
  const known = economy.tables.leader_value_by_row?.length;
  const choices = known ?? economy.group('leader')?.actions?.[0]?.space?.discrete?.count;
  if (counted && !choices) return null;
  const normal = (weights) => { const sum = weights.reduce((a, b) => a + b, 0); return known ? weights.map((w) => (sum > 0 ? w / sum : 1 / weights.length)) : weights; };
  const values = counted ? shares(rows.map((row) => row[0]), choices).map((mean) => ({ mean }))
    : typeof rows[0][0] === 'number' ? [summary(rows.map((row) => row[0]))] : columns(rows.map((row) => normal(row[0])));
  const best = economy.options?.commitment === 'mixed' ? economy.tables.mixed_commitment
    : known && economy.tables.equilibrium_row !== undefined ? Array.from({ length: known }, (_, k) => (k === economy.tables.equilibrium_row ? 1 : 0)) : null;
  const marks = best ?? (values.length === 1 && economy.tables[name] !== undefined ? [economy.tables[name]] : null);
  const labels = values.map((_, k) => (values.length === 1 ? name : `${known ? 'row' : name} ${k}`));
  return { drawing: bars(labels, [{ name: 'leader', values }], { marks: marks ? [{ values: marks }] : [] }), names: [name], reference: marks ? 'equilibrium' : '',
    note: `turn ${at.step}, ${counted ? 'share' : 'mean'} over ${rows.length} rows`, head: ['choice', 'played', 'sd', 'equilibrium'],
    rows: labels.map((label, k) => [label, values[k].mean, values[k].sd, marks?.[k]]) };
}

/** A strategy out of what a follower of a kind remembers; null for kinds whose play is not a function of it alone. */
export function strategy(kind, memory) {
  const positive = memory.map((value) => (kind === 'hedge' ? value : Math.max(0, value)));
  const sum = positive.reduce((a, b) => a + b, 0);
  if (kind === 'hedge' || kind === 'regret-matching') return memory.map((_, k) => (sum > 0 ? positive[k] / sum : 1 / memory.length));
  return null;
}

/** [B][n][A] strategies of followers of type 0 in a turn. */
function strategies(event, economy) {
  const columnsOf = economy.tables.leader_value_by_row ? event.actions?.follower?.column : null;
  const count = economy.group('follower')?.actions?.[0]?.space?.discrete?.count;
  if (columnsOf && count) return columnsOf.map((row) => [Array.from({ length: count }, (_, k) => (row[0] === k ? 1 : 0))]);
  const kind = economy.options?.followers;
  const memory = event.turn.privileged?.weights;
  if (!memory || strategy(kind, memory[0][0][0]) === null) return null;
  return memory.map((row) => row.map((follower) => strategy(kind, follower[0])));
}

function followers(turns, at, economy) {
  const now = strategies(at, economy);
  if (!now?.length) return null;
  const actions = now[0][0].length;
  const names = Array.from({ length: actions }, (_, k) => `column ${k}`);
  const mean = (rows, i) => columns(rows.map((row) => row[i])).map((one) => one.mean);
  const result = { names: now[0].map((_, i) => `follower ${i}`), note: `turn ${at.step}, mean over ${now.length} rows`, head: ['follower', ...names],
    rows: now[0].map((_, i) => [`${i}`, ...mean(now, i)]) };
  if (actions !== 3) {
    return { ...result, drawing: bars(names, now[0].map((_, i) => ({ name: `follower ${i}`, values: columns(now.map((row) => row[i])) }))) };
  }
  const past = turns.all().filter((event) => event.step <= at.step).map((event) => strategies(event, economy)).filter(Boolean);
  return { ...result, note: `${result.note}; the line is the mean's way there`,
    drawing: simplex(names, now[0].map((_, i) => ({ name: `follower ${i}`, points: past.map((rows) => mean(rows, i)), dots: [mean(now, i)] }))) };
}

export function stackelberg(economy, { metricFigure, drawnFigure }) {
  return [
    drawnFigure('The leader beside the equilibrium', commitment),
    drawnFigure("Followers' strategies", followers),
    metricFigure('Gaps', GAPS),
    metricFigure("The leader's value", ['leader_value', 'leader_profit', 'consumer_surplus']),
    metricFigure('Phase', ['phase'], { zero: true }),
    metricFigure('Wholesale price', ['wholesale_price']),
    metricFigure('Quantity', ['quantity']),
  ];
}
